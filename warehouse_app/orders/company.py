"""An order's company: what travels with it, the parts split off from it, and what of it could go now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.merging import NO_LONGER
from warehouse_app.orders.rules import UNDONE, State
from warehouse_app.orders.splitting import is_part, pieces_there
from warehouse_app.orders.tables import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Mate:
    """An order in another's company."""

    id: int
    number: str
    state: str
    hold: str

    @property
    def ready(self) -> bool:
        """Released or further: nobody waits for it."""
        return not self.hold and self.state in (State.RELEASED, State.IN_WAVE, State.PICKED, State.PACKED)


@dataclass(frozen=True, slots=True)
class Company:
    """``together`` are the others of its parcel that still live; ``original`` and ``parts`` what it was split from and into.

    A part has its original's other parts in ``parts``. Those that were cancelled stand in ``cancelled``; ``last`` says that
    nothing else of the order will ship.
    """

    together: tuple[Mate, ...] = ()
    original: Mate | None = None
    parts: tuple[Mate, ...] = ()
    cancelled: tuple[Mate, ...] = ()
    last: bool = False

    def __bool__(self) -> bool:
        return bool(self.together or self.original or self.parts or self.cancelled)

    @property
    def family(self) -> tuple[Mate, ...]:
        """The others the order was split from and into, without the cancelled ones."""
        mates = (self.original, *self.parts) if self.original is not None else self.parts
        return tuple(mate for mate in mates if mate.state != State.CANCELLED)

    @property
    def waits_for(self) -> Mate | None:
        """The first of the others that is not ready."""
        return next((mate for mate in self.together if not mate.ready), None)


ALONE = Company()


def company(session: Session, order_id: int) -> Company:
    """What belongs to this order."""
    columns = (Order.together_id, Order.origin, Order.original_id, Order.reason, Order.state)
    order = session.execute(select(*columns).where(Order.id == order_id)).one_or_none()
    if order is None:
        return ALONE
    together: Sequence[Mate] = ()
    if order.together_id is not None:
        alive = Order.state.not_in([state.value for state in NO_LONGER])
        together = _mates(session, Order.together_id == order.together_id, Order.id != order_id, alive)
    part = order.origin == "split"
    original = next(iter(_mates(session, Order.id == order.original_id)), None) if part else None
    root = order.original_id if part and order.reason != UNDONE else order_id
    parts = _mates(session, Order.original_id == root, is_part(), Order.id != order_id)
    cancelled = tuple(mate for mate in parts if mate.state == State.CANCELLED)
    found = Company(tuple(together), original, tuple(mate for mate in parts if mate not in cancelled), cancelled)
    last = bool(original or cancelled) and not found.family and order.state != State.CANCELLED
    return replace(found, last=last)


def part_to_undo(session: Session, order_id: int) -> int:
    """The part whose split is meant when this order is chosen: itself, or the newest of its parts that is still here."""
    here = Order.state.not_in([state.value for state in NO_LONGER])
    newest = select(func.max(Order.id)).where(Order.original_id == order_id, is_part(), here)
    return session.scalar(newest) or order_id


def _mates(session: Session, *which: Any) -> list[Mate]:
    columns = (Order.id, Order.number, Order.state, Order.hold)
    return [Mate(*row) for row in session.execute(select(*columns).where(*which).order_by(Order.id))]


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A line as the form for splitting shows it; ``there`` pieces could be promised now."""

    id: int
    name: str
    quantity: int
    there: int


def split_lines(session: Session, order_id: int, today: date) -> list[SplitLine]:
    """The lines of an order that still have to leave."""
    lines = session.execute(
        select(OrderLine.id, OrderLine.sku_id, OrderLine.quantity, OrderLine.title, OrderLine.properties, Product.name)
        .outerjoin(Sku, Sku.id == OrderLine.sku_id)
        .outerjoin(Product, Product.id == Sku.product_id)
        .where(OrderLine.order_id == order_id, OrderLine.live)
        .order_by(OrderLine.line)
    ).all()
    there = pieces_there(session.connection(), lines, today)
    return [SplitLine(line.id, _name(line), line.quantity, there[line.id]) for line in lines]


def _name(line: Any) -> str:
    return "  ".join(part for part in (line.name or line.title, line.properties) if part)
