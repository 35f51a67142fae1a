"""What waits on the dock, receipt by receipt and SKU by SKU, and the bins it should go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.putaway import bins, rules
from warehouse_app.inbound.putaway.bins import FastLine, Wish, fast_line
from warehouse_app.inbound.putaway.rules import Item, Suggestion
from warehouse_app.inbound.putaway.statements import still_waiting
from warehouse_app.inbound.tables import Receipt, ReceiptLine, Supplier
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class Task:
    """A closed receipt with goods still on the dock; ``since`` is when it was closed."""

    receipt_id: int
    number: str
    supplier: str
    lines: int
    pieces: int
    since: datetime


@dataclass(frozen=True, slots=True)
class DockRow:
    """Pieces of a SKU (and lot) on the dock, the oldest of them there since ``since``."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lot: str
    pieces: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One line of a task: what waits, and the bins it should go to."""

    line_id: int
    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lot: str
    waiting: int
    suggestions: tuple[Suggestion, ...]


def _on_dock() -> Select[Any]:
    """SKUs on the dock: the short way to the receipts that still have something there."""
    return (
        select(Balance.sku_id)
        .join(Location, Location.id == Balance.location_id)
        .where(Location.role == "dock", Balance.on_hand > 0)
    )


def tasks(session: Session) -> list[Task]:
    """Receipts with goods to put away, the oldest first."""
    wanted = (
        select(
            Receipt.id,
            Receipt.number,
            Supplier.name,
            Receipt.closed_at,
            func.count(ReceiptLine.id).label("lines"),
            func.sum(still_waiting).label("pieces"),
        )
        .join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
        .outerjoin(Supplier, Supplier.id == Receipt.supplier_id)
        .where(Receipt.state == "closed", still_waiting > 0, ReceiptLine.sku_id.in_(_on_dock()))
        .group_by(Receipt.id, Receipt.number, Supplier.name, Receipt.closed_at)
        .order_by(Receipt.closed_at, Receipt.id)
    )
    return [Task(r.id, r.number, r.name or "", r.lines, int(r.pieces), r.closed_at) for r in session.execute(wanted)]


def dock(session: Session, *, offset: int = 0, limit: int = 100) -> Page[DockRow]:
    """What lies on the dock by SKU and lot, as the ledger says, the longest waiting first."""
    since = (
        select(ReceiptLine.sku_id, ReceiptLine.lot, func.min(Receipt.closed_at).label("since"))
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(Receipt.state == "closed", still_waiting > 0, ReceiptLine.sku_id.in_(_on_dock()))
        .group_by(ReceiptLine.sku_id, ReceiptLine.lot)
        .subquery()
    )
    wanted = (
        select(
            Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture, Balance.lot, Balance.on_hand, since.c.since
        )
        .select_from(Balance)
        .join(Location, Location.id == Balance.location_id)
        .join(Sku, Sku.id == Balance.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(since, (since.c.sku_id == Balance.sku_id) & (since.c.lot == Balance.lot))
        .where(Location.role == "dock", Balance.on_hand > 0)
    )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(since.c.since.nulls_first(), Sku.seller_code, Balance.lot).offset(offset).limit(limit)
    return Page([DockRow(*row) for row in session.execute(page)], total)


def dock_pieces(session: Session) -> int:
    """All pieces that wait on the dock."""
    total = session.scalar(
        select(func.sum(Balance.on_hand)).join(Location, Location.id == Balance.location_id).where(Location.role == "dock")
    )
    return int(total or 0)


def lines(
    session: Session, receipt_id: int, *, offset: int = 0, limit: int = 100, fast: FastLine | None = None
) -> Page[TaskLine]:
    """What of a receipt waits, with bins for it: what one line is to fill, the next ones find full."""
    wanted = (
        select(
            ReceiptLine.id, ReceiptLine.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture, ReceiptLine.lot,
            still_waiting.label("waiting"),
        )
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(Sku, Sku.id == ReceiptLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(ReceiptLine.receipt_id == receipt_id, Receipt.state == "closed", still_waiting > 0)
    )  # fmt: skip
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    found = session.execute(wanted.order_by(Sku.seller_code, ReceiptLine.lot).offset(offset).limit(limit)).all()
    places = suggest_all(session, [Wish(row.sku_id, row.waiting, row.lot) for row in found], fast)
    return Page([TaskLine(*row, tuple(to)) for row, to in zip(found, places, strict=True)], total)


def suggest(session: Session, sku_id: int, pieces: int, lot: str = "", *, fast: FastLine | None = None) -> list[Suggestion]:
    """Bins for so many pieces, the best first. ``fast`` is what ``fast_line`` said; without it, it is asked for anew."""
    (places,) = suggest_all(session, [Wish(sku_id, pieces, lot)], fast)
    return places


def suggest_all(session: Session, wishes: Sequence[Wish], fast: FastLine | None = None) -> list[list[Suggestion]]:
    """Bins for each wish in turn, planned together so that no room is given away twice.

    Bins of the same product are looked at first; those of the category, and empty ones, only for what is left then.
    """
    plan = _Plan(bins.items(session, wishes, fast or fast_line(session)) if wishes else [], wishes)
    if plan.goods:
        plan.place(bins.of_their_products(session, plan.goods))
    if plan.goods:
        plan.place(bins.of_their_categories(session, plan.goods))
    if plan.goods:
        plan.place(bins.empty_ones(session, plan.goods, plan.zones))
    return plan.places


class _Plan:
    """Wishes being placed: what of each is left, and the bins as they fill."""

    def __init__(self, goods: Sequence[Item], wishes: Sequence[Wish]) -> None:
        known = {item.sku_id: item for item in goods}
        self._wishes = wishes
        self._left = {
            n: replace(known[wish.sku_id], pieces=wish.pieces) for n, wish in enumerate(wishes) if wish.sku_id in known
        }  # fmt: skip
        self._shelves: dict[int, bins.Shelf] = {}
        self.places: list[list[Suggestion]] = [[] for _ in wishes]

    @property
    def goods(self) -> list[Item]:
        """What is not placed yet."""
        return [item for item in self._left.values() if item.pieces > 0]

    @property
    def zones(self) -> set[str]:
        """The zones where something of their kind lies."""
        return {shelf.facts.zone for shelf in self._shelves.values()}

    def place(self, found: Sequence[bins.Shelf]) -> None:
        """Place what is left, with these bins besides those known already."""
        self._shelves = {shelf.facts.location_id: shelf for shelf in found} | self._shelves
        for n, item in self._left.items():
            lot = self._wishes[n].lot
            seen = [shelf.seen_by(item, lot) for shelf in self._shelves.values()]
            for one in rules.rank_bins(item, seen) if item.pieces > 0 else ():
                self._shelves[one.location_id].take(item, lot, one.pieces)
                self.places[n].append(one)
                self._left[n] = replace(self._left[n], pieces=self._left[n].pieces - one.pieces)
