"""What was expected of each SKU of a receipt, what was counted, and the difference: one subquery for lists and totals.

Expected are the pieces still open on the order (or not yet replaced of the return) before this receipt: ordered, less
what receipts closed earlier brought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from warehouse_app.errors import NotFound
from warehouse_app.inbound.tables import PurchaseLine, Receipt, ReceiptLine, ReturnLine


@dataclass(frozen=True, slots=True)
class Source:
    """A receipt, and what says what should come with it."""

    id: int
    order_id: int | None
    return_id: int | None
    closed_at: Any

    @property
    def planned(self) -> bool:
        return self.order_id is not None or self.return_id is not None


def source_of(session: Session, receipt_id: int) -> Source:
    """Raises NotFound("receiving.no_such_receipt")."""
    row = session.execute(
        select(Receipt.id, Receipt.order_id, Receipt.return_id, Receipt.closed_at).where(Receipt.id == receipt_id)
    ).one_or_none()
    if row is None:
        raise NotFound("receiving.no_such_receipt")
    return Source(*row)


def _ordered(source: Source) -> Select[*tuple[Any, ...]]:
    """Pieces ordered, or sent back and not credited, by SKU."""
    if source.order_id is not None:
        return select(PurchaseLine.sku_id, PurchaseLine.quantity.label("pieces")).where(PurchaseLine.order_id == source.order_id)
    return select(ReturnLine.sku_id, (ReturnLine.quantity - ReturnLine.credited).label("pieces")).where(
        ReturnLine.return_id == source.return_id
    )


def _came_before(source: Source) -> Select[*tuple[Any, ...]]:
    """Pieces that other receipts of the same order or return brought before this one was closed, below zero."""
    other = aliased(Receipt)
    same = other.order_id == source.order_id if source.order_id is not None else other.return_id == source.return_id
    earlier: ColumnElement[bool] = literal(True)
    if source.closed_at is not None:
        at_once = and_(other.closed_at == source.closed_at, other.id < source.id)
        earlier = or_(other.closed_at < source.closed_at, at_once)
    return (
        select(ReceiptLine.sku_id, -ReceiptLine.counted)
        .join(other, other.id == ReceiptLine.receipt_id)
        .where(same, other.state == "closed", other.id != source.id, earlier)
    )


def figures(source: Source) -> Subquery:
    """By SKU: expected (None when it was not planned), counted, inspected, defective, put_away, over, under."""
    parts = [_part_counted(source)]
    if source.planned:
        parts += [_part_expected(_ordered(source), planned=1), _part_expected(_came_before(source), planned=0)]
    rows = union_all(*parts).subquery()
    sums = (
        select(
            rows.c.sku_id,
            func.max(rows.c.planned).label("planned"),
            func.max(rows.c.present).label("present"),
            *(func.sum(rows.c[name]).label(name) for name in ("expected", "counted", "inspected", "defective", "put_away")),
        )
        .group_by(rows.c.sku_id)
        .subquery()
    )
    open_pieces = case((sums.c.expected > 0, sums.c.expected), else_=0)
    expected = case((sums.c.planned == 1, open_pieces), else_=None)
    over = case((and_(sums.c.planned == 1, sums.c.counted > open_pieces), sums.c.counted - open_pieces), else_=0)
    under = case((and_(sums.c.planned == 1, sums.c.counted < open_pieces), open_pieces - sums.c.counted), else_=0)
    unplanned = case((sums.c.planned == 0, sums.c.counted), else_=0) if source.planned else literal(0)
    return (
        select(
            sums.c.sku_id, expected.label("expected"), sums.c.counted, sums.c.inspected, sums.c.defective, sums.c.put_away,
            over.label("over"), under.label("under"), unplanned.label("unplanned"),
        )
        .where(or_(sums.c.present == 1, and_(sums.c.planned == 1, sums.c.expected > 0)))
        .subquery()
    )  # fmt: skip


def _part_counted(source: Source) -> Select[*tuple[Any, ...]]:
    names = ("counted", "inspected", "defective", "put_away")
    return select(
        ReceiptLine.sku_id.label("sku_id"), literal(0).label("planned"), literal(1).label("present"),
        literal(0).label("expected"),
        *(getattr(ReceiptLine, name).label(name) for name in names),
    ).where(ReceiptLine.receipt_id == source.id)  # fmt: skip


def _part_expected(wanted: Select[*tuple[Any, ...]], *, planned: int) -> Select[*tuple[Any, ...]]:
    told = wanted.subquery()
    sku_id, pieces = told.c
    return select(sku_id, literal(planned), literal(0), pieces, *(literal(0) for _ in range(4)))
