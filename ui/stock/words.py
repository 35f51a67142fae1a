"""Places of the ledger in words."""

from __future__ import annotations

from ui.language import tr
from warehouse_app.stock.rules import Virtual

VIRTUAL = frozenset(Virtual)


def place_words(code: str) -> str:
    """A bin by its code, one of the program's own places by its name."""
    return tr(f"stockroom.place_{code.lower()}") if code in VIRTUAL else code
