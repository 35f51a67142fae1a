"""An order and its parts when some of them are cancelled: who goes along, who stays and is told, who had left already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from warehouse_app.orders import life
from warehouse_app.orders.commands import after_sales, cancel
from warehouse_app.orders.rules import AFTER_SALES, GONE, UNDONE, State
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Member:
    """An order or one of its parts; ``original`` is the order itself, for both."""

    id: int
    number: str
    state: str
    hold: str
    original: int

    @property
    def gone(self) -> bool:
        """Whether it has left the house."""
        return self.state in GONE


@needs(Right.CANCEL)
def cancel_with_parts(tx: Tx, order_ids: Sequence[int], reason: str, *, whole: bool | None = None) -> None:
    """Cancel orders and of their families ``whole``: True everything, False nothing, None the parts of chosen originals.

    Of those that go along, what has left goes to after-sales. What stays goes on as it was: it is told in its history.
    Raises what ``commands.cancel`` raises.
    """
    family = _families(tx, order_ids)
    others = [member for member in family if member.id not in order_ids and member.state != State.CANCELLED]
    along = [member for member in others if whole or (whole is None and member.original in order_ids)]
    cancel(tx, sorted({*order_ids, *(member.id for member in along if not member.gone)}), reason)
    left = [member.id for member in along if member.gone and member.hold != AFTER_SALES]
    if left:
        after_sales(tx, left, reason)
    for member in others:
        if member not in along:
            named = [each.number for each in family if each.original == member.original and each.id in order_ids]
            life.note(tx, [member.id], "other_part_cancelled", part=", ".join(named), reason=reason.strip())


def _families(tx: Tx, order_ids: Sequence[int]) -> list[Member]:
    """The orders' whole families; an order that was never split is not in it."""
    of_part = Order.origin == "split", Order.reason != UNDONE
    chosen = select(Order.original_id).where(Order.id.in_(order_ids), *of_part)
    split = select(Order.original_id).where(Order.original_id.in_(order_ids), *of_part)
    roots = set(tx.connection.execute(chosen).scalars()) | set(tx.connection.execute(split).scalars())
    columns = (Order.id, Order.number, Order.state, Order.hold, Order.origin, Order.original_id)
    members = or_(Order.id.in_(roots), Order.original_id.in_(roots) & of_part[0] & of_part[1])
    rows = tx.connection.execute(select(*columns).where(members).order_by(Order.id))
    return [Member(row.id, row.number, row.state, row.hold, row.original_id if row.origin == "split" else row.id) for row in rows]
