"""The list of all error cases, named `<area>.<name>`: a statement, or what to do with the world."""

from __future__ import annotations

from collections.abc import Callable

from errors.cases import aggregate, ddl, frame, grammar, names, options, runtime, subquery, types, window
from smoke.world import World

Case = str | Callable[[World], object]
AREAS = (grammar, names, types, runtime, aggregate, window, subquery, ddl, options, frame)

CASES: dict[str, Case] = {
    f"{area.__name__.rsplit('.', 1)[1]}.{name}": case for area in AREAS for name, case in area.CASES.items()
}
