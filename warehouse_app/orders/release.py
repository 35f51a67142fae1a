"""Releasing orders for picking: who may go, whose goods are there, and the bins they come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, update

from warehouse_app.orders import life
from warehouse_app.orders.free import Stock, free_stock
from warehouse_app.orders.lines import resolve_skus
from warehouse_app.orders.looking.deciding import reasons_to_look
from warehouse_app.orders.looking.facts import LOOK_COLUMNS
from warehouse_app.orders.looking.rules import Look
from warehouse_app.orders.rules import BEFORE_RELEASE, State, choose_bins, join_reasons
from warehouse_app.orders.sets import promising as sets
from warehouse_app.orders.sets.rules import MadeSets
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock import ledger
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

_ORDERS: BindParameter[int] = bindparam("orders", expanding=True)
_candidate = select(*LOOK_COLUMNS, Order.ship_by).where(Order.state.in_([s.value for s in BEFORE_RELEASE]), Order.hold == "")
_all = Query(_candidate.order_by(Order.ship_by.nulls_last(), Order.id))
_these = Query(_candidate.where(Order.id.in_(_ORDERS)), "orders")
_lines_of = Query(
    select(
        OrderLine.id, OrderLine.order_id, OrderLine.sku_id, OrderLine.quantity, OrderLine.refund,
        OrderLine.live, OrderLine.split_off, OrderLine.seller_code,
    )
    .where(OrderLine.order_id.in_(_ORDERS))
    .order_by(OrderLine.id),
    "orders",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did, by order number, the oldest deadline first; ``reasons`` say why each of ``look`` waits."""

    released: list[str]
    short: list[str]
    look: list[str]
    reasons: dict[str, tuple[Look, ...]]


@dataclass(slots=True)
class _Plan:
    released: list[Any]
    short: list[Any]
    look: list[tuple[Any, str]]
    reservations: list[ledger.Promise]
    made: list[MadeSets]  # sets that come as components


@needs(Right.RELEASE)
def release(tx: Tx, order_ids: Sequence[int] | None = None) -> Released:
    """Release every paid order whose goods are there (or only these), oldest deadline first, never more than is available.

    Orders with something to read or to mend wait for a look, orders short of stock wait for goods. Held ones are left alone.
    """
    one_at_a_time(tx, "release")
    orders = _candidates(tx, order_ids)
    every = _lines(tx, [order.id for order in orders])
    lines = defaultdict(list, {order_id: [line for line in group if line.live] for order_id, group in every.items()})
    stock = free_stock(tx, {line.sku_id for group in lines.values() for line in group if line.sku_id is not None})
    reasons = reasons_to_look(tx, orders, lines, {order_id: sum(map(_told, group)) for order_id, group in every.items()})
    maker = sets.SetMaker(tx, stock, lines)
    plan = _decide(orders, lines, reasons, stock, maker)
    _write(tx, plan)
    # An order that waits for a look may be short as well; whoever looks ought to know.
    also_short = [order for order, _ in plan.look if _goods(lines[order.id], stock, maker) is None and lines[order.id]]
    short = {order.number for order in (*plan.short, *also_short)}
    return Released(
        [order.number for order in plan.released],
        [order.number for order in orders if order.number in short],
        [order.number for order, _ in plan.look],
        {order.number: reasons[order.id] for order, _ in plan.look},
    )


def _candidates(tx: Tx, order_ids: Sequence[int] | None) -> list[Any]:
    if order_ids is None:
        return _all.all(tx.connection)
    found = [row for part in chunks(order_ids) for row in _these.all(tx.connection, orders=part)]
    return sorted(found, key=lambda row: (row.ship_by is None, row.ship_by, row.id))


def _lines(tx: Tx, order_ids: Sequence[int]) -> dict[int, list[Any]]:
    """All lines of each order; codes the catalogue has learned meanwhile are bound to their SKU."""
    found = [line for part in chunks(order_ids) for line in _lines_of.all(tx.connection, orders=part)]
    known = _bind_new_skus(tx, [line for line in found if line.sku_id is None])
    grouped: dict[int, list[Any]] = defaultdict(list)
    for line in found:
        grouped[line.order_id].append(line._replace(sku_id=known[line.id]) if line.id in known else line)
    return grouped


def _told(line: Any) -> int:
    """The pieces of a line as the order report counts them: those in parts of the order are told as well."""
    parted = not line.live and line.quantity == line.split_off and line.refund != "done"
    return int((0 if parted else line.quantity) + line.split_off)


def _bind_new_skus(tx: Tx, strangers: Sequence[Any]) -> dict[int, int]:
    """Lines whose code the catalogue knows by now, each with its SKU."""
    skus = resolve_skus(tx, {line.seller_code for line in strangers}) if strangers else {}
    bound = {line.id: skus[line.seller_code] for line in strangers if line.seller_code in skus}
    for line_id, sku_id in bound.items():
        tx.connection.execute(update(OrderLine).where(OrderLine.id == line_id).values(sku_id=sku_id))
    return bound


def _decide(
    orders: Sequence[Any], lines: dict[int, list[Any]], reasons: dict[int, tuple[Look, ...]], stock: Stock, maker: sets.SetMaker
) -> _Plan:
    plan = _Plan([], [], [], [], [])
    for order in orders:
        if order.id in reasons:
            plan.look.append((order, join_reasons(reasons[order.id])))
            continue
        goods = _goods(lines[order.id], stock, maker)
        if goods is None:
            plan.short.append(order)
            continue
        taken, made = goods
        _take(stock, taken)
        plan.released.append(order)
        plan.reservations += taken
        plan.made += made
    return plan


def _goods(lines: Sequence[Any], stock: Stock, maker: sets.SetMaker) -> tuple[list[ledger.Promise], Sequence[MadeSets]] | None:
    """Bins for every line of an order, sets that are short made of their components; None when something is missing."""
    taken = _allocate(lines, stock)
    if taken is not None:
        return taken, ()
    spread = maker.spread(lines)
    taken = None if spread is None else _allocate(spread.goods, stock)
    return None if spread is None or taken is None else (taken, spread.made)


def _allocate(lines: Sequence[Any], stock: Stock) -> list[ledger.Promise] | None:
    """Bins for every line of an order, or None when one of them is short; nothing is taken from ``stock``."""
    promises: list[ledger.Promise] = []
    used: dict[tuple[int, int, str], int] = defaultdict(int)
    for line in lines:
        if line.sku_id is None:
            return None
        free = [replace(f, quantity=f.quantity - used[line.sku_id, f.location_id, f.lot]) for f in stock.get(line.sku_id, ())]
        parts = choose_bins(line.quantity, [f for f in free if f.quantity > 0])
        if parts is None:
            return None
        for part in parts:
            used[line.sku_id, part.location_id, part.lot] += part.quantity
            promises.append(ledger.Promise(line.id, line.sku_id, part.location_id, part.lot, part.quantity))
    return promises


def _take(stock: Stock, promises: Sequence[ledger.Promise]) -> None:
    for promise in promises:
        stock[promise.sku_id] = [
            replace(f, quantity=f.quantity - promise.quantity)
            if (f.location_id, f.lot) == (promise.location_id, promise.lot)
            else f
            for f in stock[promise.sku_id]
        ]


def _write(tx: Tx, plan: _Plan) -> None:
    ledger.promise(tx, plan.reservations)
    sets.write(tx, plan.made)
    life.move_orders(tx, [order.id for order in plan.released], State.RELEASED, "released")
    fresh_short = [order.id for order in plan.short if order.state != State.SHORT]
    life.move_orders(tx, fresh_short, State.SHORT, "short")
    by_reason: dict[str, list[int]] = defaultdict(list)
    for order, reasons in plan.look:
        if order.state != State.LOOK or order.look != reasons:
            by_reason[reasons].append(order.id)
    for reasons, ids in by_reason.items():
        already = {order.id for order, _ in plan.look if order.state == State.LOOK}
        life.move_orders(tx, [i for i in ids if i not in already], State.LOOK, "look", reasons=reasons)
        for part in chunks(ids):
            tx.connection.execute(update(Order).where(Order.id.in_(part)).values(look=reasons))
    tx.touch("orders")
