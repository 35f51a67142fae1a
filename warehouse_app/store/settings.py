"""Settings, declared once each: name, default, what is allowed. The text of a setting stands in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.errors import BadInput
from warehouse_app.store.tables import Setting
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting: its default and the test a new value must pass."""

    name: str
    default: Any
    fits: Callable[[Any], bool]


def _hours(value: Any) -> bool:
    return isinstance(value, int) and 1 <= value <= 720


def _clock(value: Any) -> bool:
    parts = str(value).split(":")
    return len(parts) == 2 and all(p.isdigit() for p in parts) and int(parts[0]) < 24 and int(parts[1]) < 60


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200


def _pieces(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000


def _slots(value: Any) -> bool:
    return _pieces(value) and 1 <= value <= 500


def _centimetres(value: Any) -> bool:
    return _pieces(value) and 10 <= value <= 5_000


def _yes_no(value: Any) -> bool:
    return isinstance(value, bool)


def _code_rule(value: Any) -> bool:
    """Names the style, the colour and the size, each once; what stands between is printable ASCII."""
    text = str(value)
    rest = text
    for part in ("{style}", "{colour}", "{size}"):
        if text.count(part) != 1:
            return False
        rest = rest.replace(part, "")
    return rest.isascii() and "{" not in rest and "}" not in rest and len(text) <= 60 and not any(c.isspace() for c in rest)


def _one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: value in allowed


DECLARED: Mapping[str, Declared] = {
    declared.name: declared
    for declared in (
        Declared("promise_hours", 24, _hours),
        Declared("latest_hours", 48, _hours),
        Declared("cut_off", "16:00", _clock),
        Declared("pickup_hours", 24, _hours),
        Declared("label_size", "76x130", _one_of("76x130", "100x180")),
        Declared("label_printer", "", _text),
        Declared("paper_printer", "", _text),
        Declared("item_label_size", "50x30", _one_of("40x30", "50x30", "60x40", "a4-65", "a4-24")),
        Declared("first_order_limit", 3, _pieces),
        Declared("sku_code_rule", "{style}-{colour}-{size}", _code_rule),
        Declared("expiry_warning_days", 30, _pieces),
        Declared("floor_aisle_cm", 300, _centimetres),
        Declared("floor_bay_cm", 100, _centimetres),
        Declared("floor_both_sides", False, _yes_no),
        Declared("floor_middle_after", 0, _pieces),
        Declared("floor_middle_cm", 300, _centimetres),
        Declared("floor_desk_aisle", "", _text),
        Declared("wall_slots", 60, _slots),
        Declared("cart_slots", 12, _slots),
        Declared("sender_name", "", _text),
        Declared("sender_phone", "", _text),
        Declared("sender_address", "", _text),
    )
}


def get(session: Session, name: str) -> Any:
    """The value of a setting; KeyError for one that is not declared."""
    declared = DECLARED[name]
    row = session.execute(select(Setting.value).where(Setting.name == name)).one_or_none()
    return declared.default if row is None else row.value


def put(tx: Tx, name: str, value: Any) -> None:
    """Change a setting. Raises BadInput for a value it does not take. Commands of ``people`` check the right first."""
    declared = DECLARED.get(name)
    if declared is None or not declared.fits(value):
        raise BadInput("store.bad_setting", name=name, value=str(value))
    tx.session.merge(Setting(name=name, value=value, who_id=tx.actor.id, desk=tx.desk, at=tx.now))
    tx.session.flush()
    tx.touch("settings")
