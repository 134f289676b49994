"""What this version of PySpark cannot do. Knows that there is a reason; refuses to know which."""

from __future__ import annotations

from typing import Any


class Unsupported(Exception):
    """The reason why a step cannot be played with this version of PySpark."""


def needs(holder: Any, name: str, what: str) -> Any:
    """The attribute `name` of an object of PySpark; where this version has none, `what` is said to be missing."""
    found = getattr(holder, name, None)
    if found is None:
        raise Unsupported(f"this version of PySpark has no {what}")
    return found
