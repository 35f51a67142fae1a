"""Letting orders pass after a look, chosen ones or all that wait for one reason, and releasing them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.looking.rules import MAY_PASS
from warehouse_app.orders.release import release
from warehouse_app.orders.rules import State, split_reasons
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Passed:
    """What letting orders pass did: numbers of those released, of those short of stock and of those that stay.

    ``reasons`` counts what keeps those that stay: what nobody can wave through. ``further`` have more to look at than the
    reason they were let pass for; ``held`` were stopped by somebody.
    """

    released: list[str]
    short: list[str]
    stay: list[str]
    reasons: dict[str, int]
    further: int
    held: int


@needs(Right.RELEASE)
def let_pass(tx: Tx, order_ids: Collection[int], only: str = "") -> Passed:
    """Somebody looked at these orders: they are released at once, unless something keeps them that a look does not mend.

    With ``only`` a reason, orders that wait for something else to look at as well are left alone: nobody has looked at that.
    So are those that no longer wait for a look: the same press at two desks lets each order pass once.
    """
    one_at_a_time(tx, "release")
    passing, going, further, held = [], [], 0, 0
    for order_id, hold, look in _waiting(tx, order_ids):
        passable = [reason for reason in split_reasons(look) if reason in MAY_PASS]
        if hold:
            held += 1
        elif only and any(reason != only for reason in passable):
            further += 1
        else:
            going.append(order_id)
            passing += [order_id] if passable else []
    if passing:
        pass_look(tx, passing)
    result = release(tx, going)
    reasons = Counter(reason.value for found in result.reasons.values() for reason in found)
    looking = set(result.look)
    short = [number for number in result.short if number not in looking]
    return Passed(result.released, short, result.look, dict(reasons), further, held)


def _waiting(tx: Tx, order_ids: Collection[int]) -> Sequence[tuple[int, str, str]]:
    """Id, hold and reasons of those of them that wait for a look; nobody else changes them until this is done."""
    wanted = select(Order.id, Order.hold, Order.look).where(Order.state == State.LOOK.value).with_for_update()
    found = [row for part in chunks(sorted(order_ids)) for row in tx.connection.execute(wanted.where(Order.id.in_(part)))]
    return [(row.id, row.hold, row.look) for row in found]
