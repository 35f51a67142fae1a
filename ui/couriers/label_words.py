"""Label designs in words: what is wrong with one, who uses it."""

from __future__ import annotations

from ui.language import Sentence, tr
from warehouse_app.dispatch.designs.queries import EVERY_COURIER, DesignRow
from warehouse_app.errors import WarehouseError

_FIELDS = ("field", "other")


def told(error: WarehouseError) -> WarehouseError:
    """The same mistake with its fields called what they are called on the screen."""
    named = {name: _kind(value) if name in _FIELDS else value for name, value in error.fields.items()}
    return type(error)(error.code, **named)


def _kind(value: object) -> object:
    try:
        tr(f"designs.kind_{value}")
    except KeyError:  # a kind that a file says and nobody knows
        return value
    return Sentence(f"designs.kind_{value}")


def used_words(row: DesignRow) -> str:
    """Whose labels have it."""
    names = [tr("designs.every_courier") if courier == EVERY_COURIER else courier for courier in row.used_by]
    return tr("ui.separator").join(names)
