"""Which released orders a wave takes: all of them or those a rule names, the most urgent first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput
from warehouse_app.orders.merging import as_parcels
from warehouse_app.orders.priorities import Facts, Priority, PriorityRules, rules_from
from warehouse_app.orders.rules import State
from warehouse_app.orders.sets.queries import line_goods
from warehouse_app.orders.tables import Order, OrderLine, SetPart, Shop
from warehouse_app.stock.locking import LOCKED, must_be_unlocked, of_no_locked_bin
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Place, Query
from warehouse_app.store.warehouse import Tx

PIECES = ("", "single_piece", "single_line", "several")


@dataclass(frozen=True, slots=True)
class WaveRule:
    """What an order must be to be taken; an empty field asks nothing. ``size`` 0 takes all.

    ``pieces`` is one of PIECES. ``only_sku``: orders of nothing but this SKU. ``holds``: a SKU or style the order must hold,
    as in a promotion. ``zone``: everything promised to it lies there. ``priority``: a rule of ``orders.priorities`` that
    must mark it. ``paid_from`` and ``paid_to``: moments (ISO 8601 with their offset) it was paid between, as in a promotion;
    the whole minute of ``paid_to`` belongs to it.
    """

    courier: str = ""
    shop: str = ""
    pieces: str = ""
    only_sku: str = ""
    holds: str = ""
    zone: str = ""
    priority: str = ""
    paid_from: str = ""
    paid_to: str = ""
    size: int = 0

    @property
    def asked(self) -> dict[str, object]:
        """The fields that ask something, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    def kept(self) -> str:
        """The rule as a wave keeps it."""
        return json.dumps(self.asked, ensure_ascii=False) if self.asked else ""

    def paid_span(self) -> tuple[datetime | None, datetime | None]:
        """The first moment of payment that fits and the first that no longer does; None where there is no end.

        Raises BadInput ``waves.paid_span``: no moments, or the end before the start.
        """
        try:
            span = [datetime.fromisoformat(text).astimezone(UTC) if text else None for text in (self.paid_from, self.paid_to)]
        except ValueError:
            raise BadInput("waves.paid_span") from None
        start, end = span
        if start is not None and end is not None and end < start:
            raise BadInput("waves.paid_span")
        return start, None if end is None else end.replace(second=0, microsecond=0) + timedelta(minutes=1)


def rule_of(kept: str) -> WaveRule:
    """The rule a wave keeps; fields this program does not know are left out."""
    known = {field.name for field in fields(WaveRule)}
    return WaveRule(**{name: value for name, value in json.loads(kept or "{}").items() if name in known})


@dataclass(frozen=True, slots=True)
class Offers:
    """What there is to choose from among the released orders, most orders first."""

    couriers: tuple[str, ...]
    shops: tuple[str, ...]
    zones: tuple[str, ...]
    single_skus: tuple[tuple[str, str, int], ...]  # seller code, name, orders of nothing else


def priority_rules(place: Place) -> PriorityRules:
    """The rules as the shop set them."""
    values = settings.get_all(place, ("priority_rules", "same_day_couriers"))
    return rules_from(values["priority_rules"], str(values["same_day_couriers"]))


def by_priority(place: Place, order_ids: Sequence[int] | None = None) -> list[int]:
    """Ids of released orders nobody holds (or of those among ``order_ids``), the most urgent first."""
    if order_ids is None:
        return [each.id for each in _facts(place)]
    rules, wanted = priority_rules(place), sorted(set(order_ids))
    rows = [row for part in chunks(wanted) for row in _facts_of.all(place, orders=part)]
    lines: dict[int, int] = {}
    if Priority.SINGLE_LINE in rules.order:
        lines = {row.order_id: row.n for part in chunks(wanted) for row in _counted_of.all(place, orders=part)}
    return [each.id for each in rules.sorted(_fact(row, lines) for row in rows)]


def going_parcels(connection: Connection) -> list[tuple[int, ...]]:
    """The parcels a wave of all that is released may take, as their orders' ids, the most urgent first.

    Orders that travel together go when all of them are released and nothing of any of them lies in a locked bin.
    """
    chosen = by_priority(connection)
    going = set(chosen)
    return [parcel for parcel in as_parcels(connection, chosen) if going.issuperset(parcel)]


def must_be_unlocked_for(tx: Tx, order_ids: Sequence[int] | None) -> None:
    """Raises Conflict ``stock.bin_locked`` when something of these orders (of any that may go: None) lies in a locked bin."""
    places = select(Reservation.location_id).join(OrderLine, OrderLine.id == Reservation.order_line_id)
    places = places.join(Order, Order.id == OrderLine.order_id).where(*_going(), Reservation.location_id.in_(LOCKED))
    for part in [None] if order_ids is None else chunks(sorted(set(order_ids))):
        here = places if part is None else places.where(Order.id.in_(part))
        must_be_unlocked(tx, tx.connection.execute(here.limit(1)).scalars())


def selected(session: Session, rule: WaveRule) -> list[int]:
    """Ids of the released orders a rule takes, the most urgent first. Raises BadInput ``waves.paid_span``."""
    found = _facts(session, rule)
    if rule.priority:
        rules = priority_rules(session)
        found = [each for each in found if rules.holds(Priority(rule.priority), each)]
    keep = _by_goods(session.connection(), rule)
    ids = [each.id for each in found if keep is None or each.id in keep]
    return ids[: rule.size] if rule.size else ids


def pieces_of(connection: Connection, order_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Pieces by order and SKU, live lines only; sets that are made of components in pieces of these."""
    pieces: dict[int, dict[int, int]] = defaultdict(dict)
    for part in chunks(order_ids):
        for row in _pieces.all(connection, orders=part):
            pieces[row.order_id][row.sku_id] = pieces[row.order_id].get(row.sku_id, 0) + int(row.pieces)
    return pieces


def offers(session: Session) -> Offers:
    """What a rule can ask for, told by the orders that wait."""
    going = _going()

    def ranked(column: Any, query: Any) -> tuple[str, ...]:
        rows = session.execute(query.where(*going, column != "").group_by(column).order_by(func.count().desc(), column))
        return tuple(row[0] for row in rows)

    couriers = ranked(Order.courier, select(Order.courier))
    shops = ranked(Shop.name, select(Shop.name).join(Order, Order.shop_id == Shop.id))
    zones = ranked(Location.zone, _promised(Location.zone))
    return Offers(couriers, shops, zones, _single_skus(session))


def _going() -> tuple[Any, ...]:
    return (Order.state == State.RELEASED.value, Order.hold == "")


_in_components = (  # the orders of which a set comes as components
    select(OrderLine.order_id)
    .join(SetPart, SetPart.order_line_id == OrderLine.id)
    .join(Order, Order.id == OrderLine.order_id)
    .where(*_going())
)

_from_locked = (
    select(OrderLine.order_id)
    .join(Reservation, Reservation.order_line_id == OrderLine.id)
    .where(Reservation.location_id.in_(LOCKED))
)
# A wave of all that is released, the ordinary one, is built from these; what is promised from a locked bin waits.
_going_facts = select(Order.id, Order.ship_by, Order.courier, Order.note, Order.message, Order.flag, Order.urgent).where(
    *_going(), of_no_locked_bin(_from_locked, Order.id)
)
_counted = (
    select(OrderLine.order_id, func.count().label("n"))
    .join(Order, Order.id == OrderLine.order_id)
    .where(*_going(), OrderLine.live)
    .group_by(OrderLine.order_id)
)
_THESE: Any = bindparam("orders", expanding=True)
_facts_of = Query(_going_facts.where(Order.id.in_(_THESE)), "orders")
_counted_of = Query(_counted.where(OrderLine.order_id.in_(_THESE)), "orders")
_pieces = Query(line_goods(OrderLine.order_id.in_(_THESE)), "orders")


def _facts(place: Place, rule: WaveRule | None = None) -> list[Facts]:
    """What the priority rules see of the released orders, sorted."""
    rules = priority_rules(place)
    wanted = _going_facts
    if rule is not None and rule.courier:
        wanted = wanted.where(Order.courier == rule.courier)
    if rule is not None and rule.shop:
        wanted = wanted.where(Order.shop_id.in_(select(Shop.id).where(Shop.name == rule.shop)))
    start, end = (None, None) if rule is None else rule.paid_span()
    if start is not None:
        wanted = wanted.where(Order.paid_at >= start)
    if end is not None:
        wanted = wanted.where(Order.paid_at < end)
    lines = _line_counts(place) if Priority.SINGLE_LINE in rules.order else {}
    return rules.sorted(_fact(row, lines) for row in place.execute(wanted))


def _fact(row: Any, lines: Mapping[int, int]) -> Facts:
    return Facts(row.id, row.ship_by, row.courier, f"{row.note} {row.message}", row.flag, row.urgent, lines.get(row.id, 0))


def _line_counts(place: Place) -> dict[int, int]:
    return {row.order_id: row.n for row in place.execute(_counted)}


def _by_goods(connection: Connection, rule: WaveRule) -> set[int] | None:
    """The orders whose goods fit the rule; None when it asks nothing of them."""
    if not (rule.pieces or rule.only_sku or rule.holds or rule.zone):
        return None
    columns = (OrderLine.order_id, OrderLine.quantity, Sku.seller_code, Product.style)
    wanted = (
        select(*columns)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Sku, Sku.id == OrderLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(*_going(), OrderLine.live)
    )
    goods: dict[int, list[Any]] = defaultdict(list)
    for line in connection.execute(wanted):
        goods[line.order_id].append(line)
    found = {order_id for order_id, lines in goods.items() if _fits(rule, lines)}
    if rule.pieces in ("single_piece", "single_line") or rule.only_sku:  # one set of components is several pieces to a picker
        found -= set(connection.execute(_in_components).scalars())
    if rule.zone:
        elsewhere = connection.execute(_promised(OrderLine.order_id).where(*_going(), Location.zone != rule.zone)).scalars()
        found -= set(elsewhere)
    return found


def _fits(rule: WaveRule, lines: Iterable[Any]) -> bool:
    listed = list(lines)
    skus, pieces = {line.seller_code for line in listed}, sum(line.quantity for line in listed)
    counts = {"": True, "single_piece": pieces == 1, "single_line": len(skus) == 1, "several": len(skus) > 1}
    holds = not rule.holds or any(rule.holds in (line.seller_code, line.style) for line in listed)
    return counts[rule.pieces] and holds and (not rule.only_sku or skus == {rule.only_sku})


def _promised(column: Any) -> Any:
    return (
        select(column)
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Reservation, Reservation.order_line_id == OrderLine.id)
        .join(Location, Location.id == Reservation.location_id)
    )


def _single_skus(session: Session) -> tuple[tuple[str, str, int], ...]:
    """SKUs that are all some orders want, those with the most such orders first."""
    alone = (
        select(OrderLine.order_id, func.min(OrderLine.sku_id).label("sku_id"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(*_going(), OrderLine.live, OrderLine.order_id.not_in(_in_components))
        .group_by(OrderLine.order_id)
        .having(func.count(OrderLine.sku_id.distinct()) == 1)
        .subquery()
    )
    rows = session.execute(
        select(Sku.seller_code, Product.name, func.count().label("n"))
        .select_from(alone)
        .join(Sku, Sku.id == alone.c.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .group_by(Sku.seller_code, Product.name)
        .order_by(func.count().desc(), Sku.seller_code)
        .limit(100)
    )
    return tuple((row.seller_code, row.name, row.n) for row in rows)
