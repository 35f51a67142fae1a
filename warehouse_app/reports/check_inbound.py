"""What ``packdesk check`` proves of goods in: counts from their scans, the dock from its receipts, orders and returns from
what came and went, the supplier's account from its receipts. Each rule is one query that returns what breaks it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.tables import (
    Inspection,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    ReceiptScan,
    ReturnLine,
    SupplierEntry,
    SupplierReturn,
)
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.base import Money

RECEIVED = ("closed",)
NOTHING = literal(Decimal(0), Money())


def rules() -> tuple[tuple[str, Select[Any]], ...]:
    """Every rule with its code."""
    return (
        ("check.receipt_scans", _counts()),
        ("check.receipt_inspections", _inspections()),
        ("check.dock", _dock()),
        ("check.purchase_received", _purchase_lines()),
        ("check.purchase_state", _purchase_states()),
        ("check.return_goods", _returns()),
        ("check.supplier_account", _accounts()),
    )


def _rows(subject: Any, expected: Any, found: Any) -> Select[Any]:
    return select(subject.label("subject"), expected.label("expected"), found.label("found"))


def _name(document: Any) -> Any:
    return document + literal(" ") + Sku.seller_code


def _counts() -> Select[Any]:
    """What a receipt's line counts is what its scans add up to."""
    scanned = select(ReceiptScan.receipt_id, ReceiptScan.sku_id, ReceiptScan.lot, ReceiptScan.quantity.label("pieces"))
    kept = select(ReceiptLine.receipt_id, ReceiptLine.sku_id, ReceiptLine.lot, -ReceiptLine.counted)
    every = union_all(scanned.where(ReceiptScan.sku_id.is_not(None)), kept).subquery()
    off = func.sum(every.c.pieces)
    counted = func.coalesce(func.max(ReceiptLine.counted), 0)
    return (
        _rows(_name(Receipt.number), counted + off, counted)
        .select_from(every)
        .join(Receipt, Receipt.id == every.c.receipt_id)
        .join(Sku, Sku.id == every.c.sku_id)
        .outerjoin(
            ReceiptLine,
            and_(
                ReceiptLine.receipt_id == every.c.receipt_id,
                ReceiptLine.sku_id == every.c.sku_id,
                ReceiptLine.lot == every.c.lot,
            ),
        )
        .group_by(every.c.receipt_id, every.c.sku_id, every.c.lot, Receipt.number, Sku.seller_code)
        .having(off != 0)
    )


def _inspections() -> Select[Any]:
    """What a line calls defective is what its inspections found."""
    sums = (
        select(
            Inspection.receipt_id,
            Inspection.sku_id,
            Inspection.lot,
            func.sum(Inspection.inspected).label("inspected"),
            func.sum(Inspection.defective).label("defective"),
        )
        .group_by(Inspection.receipt_id, Inspection.sku_id, Inspection.lot)
        .subquery()
    )
    defective = func.coalesce(sums.c.defective, 0)
    return (
        _rows(_name(Receipt.number), defective, ReceiptLine.defective)
        .select_from(ReceiptLine)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(Sku, Sku.id == ReceiptLine.sku_id)
        .outerjoin(
            sums,
            and_(
                sums.c.receipt_id == ReceiptLine.receipt_id,
                sums.c.sku_id == ReceiptLine.sku_id,
                sums.c.lot == ReceiptLine.lot,
            ),
        )
        .where(or_(ReceiptLine.defective != defective, ReceiptLine.inspected != func.coalesce(sums.c.inspected, 0)))
    )


def _dock() -> Select[Any]:
    """What lies on the dock is what closed receipts brought and nobody has put away."""
    waiting = (
        select(
            ReceiptLine.sku_id,
            ReceiptLine.lot,
            (ReceiptLine.counted - ReceiptLine.defective - ReceiptLine.put_away).label("pieces"),
        )
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(Receipt.state.in_(RECEIVED))
    )
    there = (
        select(Balance.sku_id, Balance.lot, -Balance.on_hand)
        .join(Location, Location.id == Balance.location_id)
        .where(Location.role == "dock")
    )
    every = union_all(waiting, there).subquery()
    off = func.sum(every.c.pieces)
    return (
        _rows(_name(literal("DOCK")), func.sum(case((every.c.pieces > 0, every.c.pieces), else_=0)), off)
        .select_from(every)
        .join(Sku, Sku.id == every.c.sku_id)
        .group_by(every.c.sku_id, every.c.lot, Sku.seller_code)
        .having(off != 0)
    )


def _purchase_lines() -> Select[Any]:
    """An ordered line has received what its order's closed receipts counted."""
    came = (
        select(Receipt.order_id, ReceiptLine.sku_id, func.sum(ReceiptLine.counted).label("pieces"))
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(Receipt.state.in_(RECEIVED), Receipt.order_id.is_not(None))
        .group_by(Receipt.order_id, ReceiptLine.sku_id)
        .subquery()
    )
    pieces = func.coalesce(came.c.pieces, 0)
    return (
        _rows(_name(PurchaseOrder.number), pieces, PurchaseLine.received)
        .select_from(PurchaseLine)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .join(Sku, Sku.id == PurchaseLine.sku_id)
        .outerjoin(came, and_(came.c.order_id == PurchaseLine.order_id, came.c.sku_id == PurchaseLine.sku_id))
        .where(PurchaseLine.received != pieces)
    )


def _purchase_states() -> Select[Any]:
    """Nothing came of a draft or a cancelled order; something came of a partly received one, and not all."""
    sums = (
        select(
            PurchaseLine.order_id,
            func.sum(PurchaseLine.received).label("received"),
            func.sum(case((PurchaseLine.received < PurchaseLine.quantity, 1), else_=0)).label("open_lines"),
        )
        .group_by(PurchaseLine.order_id)
        .subquery()
    )
    wrong = or_(
        and_(PurchaseOrder.state.in_(("draft", "cancelled")), sums.c.received > 0),
        and_(PurchaseOrder.state == "partly", or_(sums.c.received == 0, sums.c.open_lines == 0)),
        and_(PurchaseOrder.state == "sent", sums.c.received > 0),
    )
    return (
        _rows(PurchaseOrder.number, sums.c.received, PurchaseOrder.state)
        .join(sums, sums.c.order_id == PurchaseOrder.id)
        .where(wrong)
    )


def _returns() -> Select[Any]:
    """The goods of a return that was sent, and no others, have gone to the supplier for it."""
    back = aliased(Move)
    net = (
        select(Move.document, Move.sku_id, Move.lot, func.sum(Move.quantity).label("pieces"))
        .outerjoin(back, back.undoes_id == Move.id)
        .where(Move.reason == "sent_back", back.id.is_(None))
        .group_by(Move.document, Move.sku_id, Move.lot)
        .subquery()
    )
    lines = (
        select(ReturnLine.return_id, ReturnLine.sku_id, ReturnLine.lot, func.sum(ReturnLine.quantity).label("pieces"))
        .group_by(ReturnLine.return_id, ReturnLine.sku_id, ReturnLine.lot)
        .subquery()
    )
    wanted = case((SupplierReturn.state.in_(("sent", "closed")), lines.c.pieces), else_=0)
    document = literal("return:") + cast(SupplierReturn.id, String)
    gone = func.coalesce(net.c.pieces, 0)
    return (
        _rows(_name(SupplierReturn.number), wanted, gone)
        .select_from(SupplierReturn)
        .join(lines, lines.c.return_id == SupplierReturn.id)
        .join(Sku, Sku.id == lines.c.sku_id)
        .outerjoin(net, and_(net.c.document == document, net.c.sku_id == lines.c.sku_id, net.c.lot == lines.c.lot))
        .where(wanted != gone)
    )


def _accounts() -> Select[Any]:
    """A closed receipt of a supplier stands in the account with its goods and the freight that is owed, others with nothing."""
    booked = (
        select(SupplierEntry.receipt_id, func.sum(SupplierEntry.amount).label("amount"))
        .where(SupplierEntry.receipt_id.is_not(None), SupplierEntry.kind.in_(("goods", "freight")))
        .group_by(SupplierEntry.receipt_id)
        .subquery()
    )
    undone = aliased(SupplierEntry)
    taken_back = (
        select(undone.receipt_id, func.sum(SupplierEntry.amount).label("amount"))
        .join(undone, undone.id == SupplierEntry.undoes_id)
        .where(undone.kind.in_(("goods", "freight")))
        .group_by(undone.receipt_id)
        .subquery()
    )
    freight = case((Receipt.freight_owed, Receipt.freight), else_=NOTHING)
    owed = case(
        (
            and_(Receipt.state.in_(RECEIVED), Receipt.supplier_id.is_not(None)),
            func.coalesce(Receipt.amount, NOTHING) + freight,
        ),
        else_=NOTHING,
    )
    stands = func.coalesce(booked.c.amount, NOTHING) + func.coalesce(taken_back.c.amount, NOTHING)
    return (
        _rows(Receipt.number, type_coerce(owed, Money()), type_coerce(stands, Money()))
        .outerjoin(booked, booked.c.receipt_id == Receipt.id)
        .outerjoin(taken_back, taken_back.c.receipt_id == Receipt.id)
        .where(owed != stands)
    )
