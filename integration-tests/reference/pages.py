"""The list of generated pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reference import conformance_page, functions_page

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


def rendered(facts: dict[str, Any]) -> dict[Path, str]:
    """Every page with its text."""
    return {DOCS / "functions.md": functions_page.render(facts),
            DOCS / "conformance.md": conformance_page.render(facts)}
