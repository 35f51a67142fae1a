"""How orders are said: clocks, states, marks and history, as sentences of the catalogue with a tone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ui.language import tr
from ui.orders.service_words import service_fields
from ui.packing.reason_words import reason_words
from ui.theme import ToneName
from warehouse_app.orders.queries import NOT_LEFT, HistoryRow, OrderRow
from warehouse_app.packing.aside.rules import Reason

SOON = timedelta(hours=3)
"""From here on a deadline is shown as a warning."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence's code and fields, and the tone it is said in (None: plainly)."""

    code: str
    fields: dict[str, object] = field(default_factory=dict)
    tone: ToneName | None = None

    @property
    def words(self) -> str:
        """The sentence in the window's language now."""
        return tr(self.code, **self.fields)


def clock(moment: datetime | None, now: datetime) -> Said:
    """A deadline as a person reads it: how late, or how long there is still."""
    if moment is None:
        return Said("orders.clock_none")
    late, away = moment < now, abs(moment - now)
    tone: ToneName | None = "wrong" if late else ("warning" if away < SOON else None)
    minutes = int(away.total_seconds() // 60)
    if minutes < 60:
        return Said("orders.clock_late_minutes" if late else "orders.clock_left_minutes", {"n": max(minutes, 1)}, tone)
    if minutes < 48 * 60:
        return Said("orders.clock_late_hours" if late else "orders.clock_left_hours", {"n": minutes // 60}, tone)
    return Said("orders.clock_late_days" if late else "orders.clock_left_days", {"n": minutes // (24 * 60)}, tone)


def ship_clock(row: OrderRow, now: datetime) -> Said:
    """The ship-by clock; it stands still once the order has left or will not leave."""
    return clock(row.ship_by, now) if row.state in NOT_LEFT else Said("orders.clock_none")


def pickup_clock(row: OrderRow, now: datetime) -> Said:
    """The pickup-by clock; it runs from the handover until the platform says the parcel was picked up."""
    return clock(row.pickup_by, now) if row.state == "shipped" else Said("orders.clock_none")


def local(moment: datetime | None) -> str:
    """A moment on this PC's clock; empty for none."""
    return "" if moment is None else moment.astimezone().strftime("%m-%d %H:%M")


def state_words(row: OrderRow) -> str:
    """The state, with the hold or the reasons to look."""
    state = tr(f"orders.state_{row.state}")
    if row.hold:
        return tr("orders.state_held", state=state)
    if row.look:
        return tr("orders.state_with_reasons", state=state, reasons=reasons_words(row.look))
    return state


def state_tone(row: OrderRow) -> ToneName | None:
    """Stopped orders and those that need somebody stand out; the rest is quiet."""
    if row.hold or row.state == "cancelled":
        return "blocked"
    tones: dict[str, ToneName] = {"short": "wrong", "look": "warning", "packed": "right", "shipped": "right"}
    return tones.get(row.state)


def reasons_words(reasons: tuple[str, ...]) -> str:
    """Why an order waits for a look."""
    return tr("orders.separator").join(tr(f"orders.look_{reason}") for reason in reasons)


def hold_said(row: OrderRow) -> Said:
    """Why an order is held."""
    fields = _field_words(row.hold_note.split(",")) if row.hold == "changed" else row.hold_note
    return Said(f"orders.hold_{row.hold}", {"reason": fields}, "blocked")


def marks(row: OrderRow) -> str:
    """Which notes the order carries."""
    found = [tr("orders.mark_urgent")] if row.urgent else []
    found += [tr("orders.mark_message")] if row.message else []
    found += [tr("orders.mark_note")] if row.note else []
    found += [tr("merging.mark_merged")] if row.merged else []
    found += [tr("merging.mark_part")] if row.part else []
    return tr("orders.separator").join(found)


def history_said(row: HistoryRow) -> Said:
    """A line of history: what happened, in plain words."""
    fields: dict[str, object] = dict(row.fields)
    if isinstance(fields.get("fields"), list):
        fields["fields"] = _field_words([str(name) for name in row.fields["fields"]])
    if "reasons" in fields:
        fields["reasons"] = reasons_words(tuple(str(fields["reasons"]).split(",")))
    if "aside" in fields:
        fields["aside"] = reason_words(Reason(str(fields["aside"]), str(fields["why"])))
    if "mistake" in fields:
        fields["mistake"] = tr(f"mispack.kind_{fields['mistake']}")
    by_rule = row.kind == "waybill" and "rule" in fields
    return Said("orders.history_waybill_by_rule" if by_rule else f"orders.history_{row.kind}", service_fields(fields))


def _field_words(names: list[str]) -> str:
    return tr("orders.separator").join(tr(f"orders.field_{name}") for name in names if name)
