"""What a person changed by hand, and what the files had said before: so that the same old word changes nothing back.

Kept with the order as JSON: a field's name (or ``line:<id>`` for a line's pieces) and the files' last word on it. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping


def before_hand(kept: str) -> dict[str, str]:
    """What files said, by field, of everything a person has changed since."""
    return json.loads(kept) if kept else {}


def remembered(kept: str, changed: Mapping[str, str]) -> str:
    """The same with more fields changed by hand; of a field changed twice the files' word stays the first."""
    return json.dumps({**changed, **before_hand(kept)}, ensure_ascii=False)


def forgotten(kept: str, fields: Iterable[str]) -> str:
    """The same without fields a newer file has changed again."""
    gone = set(fields)
    left = {name: said for name, said in before_hand(kept).items() if name not in gone}
    return json.dumps(left, ensure_ascii=False) if left else ""


def line_field(line_id: int) -> str:
    """How a line's pieces are named."""
    return f"line:{line_id}"
