"""What a file says of an order goes for its parts too: its closing, another address or note, a refunded line.

The platform knows one order. When one of its parcels has left with us, "shipped" there means that parcel, not the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from warehouse_app.orders import life
from warehouse_app.orders.files import OrderStatus, ParsedOrder, Refund
from warehouse_app.orders.lines import by_identity, take
from warehouse_app.orders.merge import line_lives
from warehouse_app.orders.rules import CHANGED, GONE, PLATFORM_LOCK, State
from warehouse_app.orders.splitting import is_part, part_number
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx

FOLLOWED = frozenset({
    "shop_id", "platform_status", "buyer", "recipient", "phone", "mobile", "address", "masked", "message", "note", "flag",
    "invoice_title", "payment", "courier", "paid_at", "ship_by", "ship_latest",
})  # fmt: skip
OF_A_PARCEL = ("courier", "waybill", "shipped_at")  # told of the parcel that left first


@dataclass(slots=True)
class PartOf:
    """A part of an order a file speaks of, with its lines and what the file says of them."""

    row: Mapping[str, Any]
    lines: list[Any] = field(default_factory=list)
    told: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # line id and its new values
    too_many: bool = False  # the file tells fewer pieces than have gone into parts

    @property
    def left(self) -> bool:
        return self.row["state"] in GONE

    @property
    def here(self) -> bool:
        return not self.left and self.row["state"] != State.CANCELLED


def parts_of(tx: Tx, order_ids: Iterable[int]) -> dict[int, list[PartOf]]:
    """The parts of these orders, by their original; orders without any are not in it."""
    by_id: dict[int, PartOf] = {}
    for part in chunks(list(order_ids)):
        wanted = select(Order.__table__).where(Order.original_id.in_(part), is_part()).order_by(Order.id)
        by_id |= {row["id"]: PartOf(dict(row)) for row in tx.connection.execute(wanted).mappings()}
    for part in chunks(list(by_id)):
        for line in tx.connection.execute(
            select(OrderLine.__table__).where(OrderLine.order_id.in_(part)).order_by(OrderLine.line)
        ):
            by_id[line.order_id].lines.append(line)
    family: dict[int, list[PartOf]] = defaultdict(list)
    for one in by_id.values():
        family[one.row["original_id"]].append(one)
    return dict(family)


def make_room(tx: Tx, numbers: Sequence[str]) -> None:
    """A part whose number a file gives to an order of its own takes another: the platform's numbers come first."""
    for part in chunks(numbers):
        same = select(Order.id, Order.number, Order.original_id).where(Order.number.in_(part), Order.origin == "split")
        for row in tx.connection.execute(same).all():
            original = select(Order.__table__).where(Order.id == row.original_id)
            number = part_number(tx, dict(tx.connection.execute(original).mappings().one()), not_these=numbers)
            tx.connection.execute(update(Order).where(Order.id == row.id).values(number=number))
            life.note(tx, [row.id], "renumbered", number=row.number, part=number)


def read(order: ParsedOrder, family: Sequence[PartOf], values: dict[str, Any], *, overrules: bool) -> bool:
    """Note what the file says of the parts' lines; returns whether that changes anything.

    From the original's new ``values`` goes what the platform knows of a part that left: its waybill and courier.
    """
    if any(part.left for part in family):
        for name in OF_A_PARCEL:
            values.pop(name, None)
    gone, told_of = Counter[int](), {}
    for part in family:
        waiting = by_identity(part.lines)
        for told in order.lines:
            line = take(waiting, told)
            if line is None:
                continue
            gone[line.line] += line.quantity
            told_of[line.line] = told.quantity
            changed: dict[str, Any] = {}
            if line.live and not line_lives(told.status, told.refund, service=told.service):
                changed["live"] = False
            if told.refund.value != line.refund and (overrules or told.refund is Refund.DONE):
                changed["refund"] = told.refund.value
            if changed and part.here:
                part.told.append((line.id, changed))
    over = {number for number, pieces in gone.items() if overrules and pieces > told_of[number]}
    for part in family:
        part.too_many = part.here and not part.row["hold"] and any(line.live and line.line in over for line in part.lines)
    return any(part.told or part.too_many for part in family)


def status_for(row: Mapping[str, Any], status: OrderStatus | None, *others_left: bool) -> OrderStatus | None:
    """What the platform's status means for an order or part that is still here when others of the order have left with us."""
    of_another = status in (OrderStatus.SHIPPED, OrderStatus.DONE) and row["state"] not in GONE and any(others_left)
    return None if of_another else status


def followed(part: PartOf, values: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of an order that go for its part as well."""
    if part.left:
        return {}
    same = {name: value for name, value in values.items() if name in FOLLOWED and part.row[name] != value}
    lock = values.get("hold")
    if lock == PLATFORM_LOCK and not part.row["hold"]:
        same["hold"] = lock
    if lock == "" and part.row["hold"] == PLATFORM_LOCK:
        same["hold"] = ""
    if part.too_many:
        same |= {"hold": CHANGED, "hold_note": "lines"}
    return same
