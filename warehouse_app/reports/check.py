"""``packdesk check``: every balance from the moves, every reservation from the orders, every parcel from its scans.

Each rule is one query that returns what breaks it. Nothing is mended here; a difference is a bug or a damaged database
and has to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, or_, select, text, union_all
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Sku
from warehouse_app.dispatch.tables import Handover, HandoverParcel, WaybillNumber
from warehouse_app.orders.sets.queries import line_goods
from warehouse_app.orders.tables import Order, OrderLine, SetPart
from warehouse_app.packing.tables import Scan
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder
from warehouse_app.reports import (
    check_boxes,
    check_capture,
    check_counting,
    check_following,
    check_inbound,
    check_look,
    check_merging,
    check_picking,
    check_restock,
    check_search,
    check_second,
    check_service,
    check_sets,
    check_short,
    check_stopping,
    check_ticks,
    check_waves,
)
from warehouse_app.stock.tables import Balance, Location, Move, Reservation

RESERVING = ("released", "in_wave", "picked")


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference: the rule it breaks, what it is about, what is expected and what is there."""

    code: str
    subject: str
    expected: str
    found: str


def check(session: Session) -> list[Problem]:
    """Every difference in the house; an empty list is what one wants to see."""
    found = list(_database(session))
    for code, rule in (
        ("check.balance", _balances()),
        ("check.reserved", _reserved()),
        ("check.reservation", _reservations()),
        ("check.reservation_line", _orphan_reservations()),
        ("check.parcel_scans", _scans()),
        ("check.parcel_sums", _parcel_sums()),
        ("check.parcel_state", _packed_parcels()),
        ("check.shipped_goods", _shipped_goods()),
        ("check.waybill", _waybills()),
        ("check.handover", _handovers()),
        *check_inbound.rules(),
        *check_stopping.rules(),
        *check_sets.rules(),
        *check_short.rules(),
        *check_capture.rules(),
        *check_ticks.rules(),
        *check_boxes.rules(),
        *check_look.rules(),
        *check_service.rules(),
        *check_waves.rules(),
        *check_picking.rules(),
        *check_merging.rules(),
        *check_second.rules(),
        *check_following.rules(),
        *check_counting.rules(),
        *check_restock.rules(),
        *(("check.search", rule) for rule in check_search.rules(session)),
    ):
        found += [Problem(code, str(r.subject), str(r.expected), str(r.found)) for r in session.execute(rule)]
    return found


def _database(session: Session) -> Iterator[Problem]:
    """The file itself, where it is a file."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for (answer,) in session.execute(text("PRAGMA quick_check")):
        if answer != "ok":
            yield Problem("check.database", "quick_check", "ok", str(answer))
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield Problem("check.foreign_key", str(row[0]), str(row[2]), str(row[1]))


def _rows(subject: Any, expected: Any, found: Any) -> Select[Any]:
    return select(subject.label("subject"), expected.label("expected"), found.label("found"))


def _balances() -> Select[Any]:
    """On hand at each place is what came in less what went out."""
    arrived = select(Move.to_id.label("place"), Move.sku_id, Move.lot, Move.quantity.label("pieces"))
    left = select(Move.from_id, Move.sku_id, Move.lot, -Move.quantity)
    kept = select(Balance.location_id, Balance.sku_id, Balance.lot, -Balance.on_hand)
    every = union_all(arrived, left, kept).subquery()
    sums = (
        select(every.c.place, every.c.sku_id, every.c.lot, func.sum(every.c.pieces).label("off"))
        .group_by(every.c.place, every.c.sku_id, every.c.lot)
        .having(func.sum(every.c.pieces) != 0)
        .subquery()
    )
    subject = Location.code + literal(" ") + Sku.seller_code
    query = _rows(subject, func.coalesce(Balance.on_hand, 0) + sums.c.off, func.coalesce(Balance.on_hand, 0))
    return (
        query.select_from(sums)
        .join(Location, Location.id == sums.c.place)
        .join(Sku, Sku.id == sums.c.sku_id)
        .outerjoin(
            Balance,
            and_(Balance.location_id == sums.c.place, Balance.sku_id == sums.c.sku_id, Balance.lot == sums.c.lot),
        )
    )


def _reserved() -> Select[Any]:
    """What a bin has promised is the sum of its reservations."""
    sums = (
        select(Reservation.location_id, Reservation.sku_id, Reservation.lot, func.sum(Reservation.quantity).label("pieces"))
        .group_by(Reservation.location_id, Reservation.sku_id, Reservation.lot)
        .subquery()
    )
    promised = func.coalesce(sums.c.pieces, 0)
    return (
        _rows(Location.code + literal(" ") + Sku.seller_code, promised, Balance.reserved)
        .select_from(Balance)
        .join(Location, Location.id == Balance.location_id)
        .join(Sku, Sku.id == Balance.sku_id)
        .outerjoin(
            sums,
            and_(sums.c.location_id == Balance.location_id, sums.c.sku_id == Balance.sku_id, sums.c.lot == Balance.lot),
        )
        .where(Balance.reserved != promised)
    )


def _reservations() -> Select[Any]:
    """Orders between release and packing have every live piece promised, all others none; sets in pieces of what they are
    made of.
    """
    reserving = OrderLine.order_id.in_(select(Order.id).where(Order.state.in_(RESERVING)))
    goods = line_goods(reserving).subquery()
    none = literal(0)
    every = union_all(
        select(goods.c.line_id, goods.c.sku_id, goods.c.pieces.label("wanted"), none.label("promised")),
        select(Reservation.order_line_id, Reservation.sku_id, none, Reservation.quantity),
    ).subquery()
    wanted, promised = func.sum(every.c.wanted), func.sum(every.c.promised)
    sums = (
        select(every.c.line_id, wanted.label("wanted"), promised.label("promised"))
        .group_by(every.c.line_id, every.c.sku_id)
        .having(wanted != promised)
        .subquery()
    )
    # An order that changed after it came to the floor is held: its promise is the one its parcel was made from. Goods of a
    # cancelled one stay promised until its parcel is taken apart.
    waits = (
        select(ParcelOrder.order_id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .where(ParcelOrder.order_id == Order.id, Parcel.state == "open")
        .exists()
    )
    return (
        _rows(Order.number, sums.c.wanted, sums.c.promised)
        .select_from(sums)
        .join(OrderLine, OrderLine.id == sums.c.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.hold != "changed", ~and_(Order.state == "cancelled", waits))
    )


def _orphan_reservations() -> Select[Any]:
    """A reservation belongs to an order line of the same SKU, or of a set that is made of it."""
    part = select(SetPart.part_id).where(SetPart.order_line_id == OrderLine.id, SetPart.part_id == Reservation.sku_id).exists()
    return (
        _rows(Reservation.id, Reservation.sku_id, OrderLine.sku_id)
        .outerjoin(OrderLine, OrderLine.id == Reservation.order_line_id)
        .where(or_(OrderLine.id.is_(None), and_(OrderLine.sku_id != Reservation.sku_id, ~part)))
    )


def _scans() -> Select[Any]:
    """What a parcel line counts is what its scans add up to."""
    sums = (
        select(Scan.parcel_id, Scan.sku_id, func.sum(Scan.quantity).label("pieces"))
        .where(Scan.quantity != 0)
        .group_by(Scan.parcel_id, Scan.sku_id)
        .subquery()
    )
    counted = func.coalesce(sums.c.pieces, 0)
    return (
        _rows(_parcel_name(), counted, ParcelLine.scanned)
        .select_from(ParcelLine)
        .join(Parcel, Parcel.id == ParcelLine.parcel_id)
        .outerjoin(sums, and_(sums.c.parcel_id == ParcelLine.parcel_id, sums.c.sku_id == ParcelLine.sku_id))
        .where(ParcelLine.scanned != counted)
    )


def _parcel_sums() -> Select[Any]:
    """A parcel's own sums are those of its lines."""
    sums = (
        select(
            ParcelLine.parcel_id,
            func.sum(ParcelLine.needed).label("needed"),
            func.sum(ParcelLine.scanned).label("scanned"),
        )
        .group_by(ParcelLine.parcel_id)
        .subquery()
    )
    return (
        _rows(_parcel_name(), sums.c.scanned, Parcel.scanned)
        .join(sums, sums.c.parcel_id == Parcel.id)
        .where(or_(Parcel.scanned != sums.c.scanned, Parcel.needed != sums.c.needed))
    )


def _packed_parcels() -> Select[Any]:
    """A parcel is packed or shipped when, and only when, everything in it was scanned; its orders stand where it stands."""
    complete = Parcel.scanned == Parcel.needed
    away = Parcel.state.in_(("packed", "shipped"))
    order_states = case(
        (Parcel.state == "packed", literal("packed")),
        (Parcel.state == "shipped", literal("shipped")),
        else_=literal("on the floor"),
    )
    fits = or_(
        and_(Parcel.state == "packed", Order.state.in_(("packed", "cancelled"))),
        and_(Parcel.state == "shipped", Order.state.in_(("shipped", "done"))),
        and_(Parcel.state == "open", Order.state.in_(("in_wave", "picked", "cancelled"))),
        Parcel.state == "cancelled",
    )
    open_and_complete = and_(Parcel.state == "open", complete, Parcel.todo == 0, Parcel.owes == 0)  # else it waits for them
    return (
        _rows(_parcel_name(), order_states, Order.state)
        .select_from(Parcel)
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(or_(and_(away, ~complete), open_and_complete, ~fits))
    )


def _shipped_goods() -> Select[Any]:
    """The goods of a packed parcel, and no others, have left their bins for it."""
    back = aliased(Move)
    net = (
        select(Move.document, func.sum(Move.quantity).label("pieces"))
        .outerjoin(back, back.undoes_id == Move.id)
        .where(Move.reason == "shipped", back.id.is_(None))
        .group_by(Move.document)
        .subquery()
    )
    wanted = case((Parcel.state.in_(("packed", "shipped")), Parcel.needed), else_=0)
    left = func.coalesce(net.c.pieces, 0)
    document = literal("parcel:") + _as_text(Parcel.id)
    return (
        _rows(_parcel_name(), wanted, left).select_from(Parcel).outerjoin(net, net.c.document == document).where(wanted != left)
    )


def _waybills() -> Select[Any]:
    """A parcel's number is the one the pool says it used."""
    return (
        _rows(_parcel_name(), func.coalesce(Parcel.waybill, ""), func.coalesce(WaybillNumber.number, ""))
        .select_from(Parcel)
        .outerjoin(WaybillNumber, WaybillNumber.parcel_id == Parcel.id)
        .where(func.coalesce(Parcel.waybill, "") != func.coalesce(WaybillNumber.number, ""))
    )


def _handovers() -> Select[Any]:
    """A shipped parcel is in a closed handover of its courier, and everything in a closed handover is shipped."""
    closed = Handover.closed_at.is_not(None)
    return (
        _rows(_parcel_name(), Parcel.state, func.coalesce(Handover.courier, ""))
        .select_from(Parcel)
        .outerjoin(HandoverParcel, HandoverParcel.parcel_id == Parcel.id)
        .outerjoin(Handover, Handover.id == HandoverParcel.handover_id)
        .where(
            or_(
                and_(Parcel.state == "shipped", or_(Handover.id.is_(None), ~closed)),
                and_(closed, Parcel.state != "shipped"),
                Handover.courier != Parcel.courier,
            )
        )
    )


def _parcel_name() -> Any:
    return func.coalesce(Parcel.waybill, _as_text(Parcel.id))


def _as_text(column: Any) -> Any:
    return cast(column, String)
