"""Orders and their waves, from the orders screen: marked urgent, and taken out of a wave again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import tr
from ui.orders.forms import Question, ReasonForm
from warehouse_app.orders.commands import set_urgent
from warehouse_app.orders.queries import NOT_LEFT, OrderRow
from warehouse_app.packing.taking_out import TakenOut, take_out

TAKE_OUT = Question(
    "waves.take_out_title", "waves.take_out_do",
    ("orders.why_ask_buyer", "orders.why_address", "waves.why_not_found", "waves.why_later"),
)  # fmt: skip


def can_be_urgent(rows: Sequence[OrderRow]) -> bool:
    """Orders still here that are not marked yet."""
    return any(row.state in NOT_LEFT and not row.urgent for row in rows)


def is_urgent(rows: Sequence[OrderRow]) -> bool:
    """Orders that are marked."""
    return any(row.urgent for row in rows)


def can_take_out(rows: Sequence[OrderRow]) -> bool:
    """Orders on the floor that are not packed."""
    return bool(rows) and all(row.state in ("in_wave", "picked") for row in rows)


def mark_urgent(desk: Desk, _parent: QWidget, rows: Sequence[OrderRow]) -> None:
    """From now on these come first."""
    desk.try_command(set_urgent, [row.id for row in rows if row.state in NOT_LEFT], urgent=True)


def mark_not_urgent(desk: Desk, _parent: QWidget, rows: Sequence[OrderRow]) -> None:
    """They wait for their turn again."""
    desk.try_command(set_urgent, [row.id for row in rows if row.urgent], urgent=False)


def ask_take_out(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> ReasonForm:
    """Ask why, and take them out of their wave."""
    ids = [row.id for row in rows]
    named = rows[0].number if len(rows) == 1 else tr("orders.total", n=len(rows))

    def do(reason: str) -> None:
        tell_taken_out(desk, desk.command(take_out, ids, reason))

    form = ReasonForm(TAKE_OUT, do, parent, orders=named)
    form.open()
    return form


def tell_taken_out(desk: Desk, done: TakenOut) -> None:
    """What happened to the parcels, and that goods wait to be carried back."""
    code = "waves.taken_out_goods" if done.with_goods else "waves.taken_out"
    desk.messages.tell("warning" if done.with_goods else "right", code, parcels=done.parcels, n=done.with_goods)
