"""What people see of stocktakes: the list with its progress, the bins of one, what is counted in a bin, codes nobody knows."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.counting.statements import stands
from warehouse_app.counting.tables import CountBin, CountLine, CountPicture, CountResult, CountScan, Stocktake
from warehouse_app.errors import NotFound
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import BinLock, Location

_CLOSE = 0.75  # how alike a code must be to be offered as a guess


@dataclass(frozen=True, slots=True)
class StocktakeRow:
    """A stocktake in the list. ``bins`` and ``done`` are first rounds; ``recounts`` wait; ``open`` differences too.

    ``locked``: bins that stay as they are meanwhile.
    """

    id: int
    number: str
    kind: str
    title: str
    state: str
    blind: bool
    opens: date
    closes: date
    bins: int
    done: int
    recounts: int
    open: int
    posted: int
    locked: int = 0

    @property
    def percent(self) -> int:
        return self.done * 100 // self.bins if self.bins else 0


@dataclass(frozen=True, slots=True)
class CountBinRow:
    """A bin of a stocktake in its newest round."""

    id: int
    location_id: int
    bin: str
    zone: str
    round: int
    state: str
    assigned: str
    counter: str
    pieces: int
    other: bool


@dataclass(frozen=True, slots=True)
class CountedItem:
    """A SKU in a bin that is being counted. ``expected`` is None in a blind count."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    counted: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class BinView:
    """A bin's round as its counter sees it. ``listed``: only these goods are asked for."""

    id: int
    bin: str
    round: int
    state: str
    listed: bool
    blind: bool
    pieces: int
    items: tuple[CountedItem, ...]


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code that was scanned in a bin and names no goods; ``guess`` is the nearest known code, with its name.

    ``pictures`` are files below the folder of photos, the oldest first.
    """

    code: str
    bin: str
    pieces: int
    at: datetime
    guess: str
    guess_name: str
    pictures: tuple[str, ...] = ()


def stocktakes(session: Session) -> list[StocktakeRow]:
    """All stocktakes, those that are open first, then the newest."""
    first = CountBin.round == 1
    bins = {
        row.stocktake_id: row
        for row in session.execute(
            select(
                CountBin.stocktake_id,
                func.sum(case((first, 1), else_=0)).label("bins"),
                func.sum(case((first & (CountBin.state == "done"), 1), else_=0)).label("done"),
                func.sum(case((~first & (CountBin.state != "done"), 1), else_=0)).label("recounts"),
            ).group_by(CountBin.stocktake_id)
        )
    }
    differs = CountResult.difference != 0
    results = {
        row.stocktake_id: row
        for row in session.execute(
            select(
                CountResult.stocktake_id,
                func.sum(case((differs & (CountResult.state == "agreed"), 1), else_=0)).label("open"),
                func.sum(case((CountResult.state == "posted", 1), else_=0)).label("posted"),
            ).group_by(CountResult.stocktake_id)
        )
    }
    heads = session.execute(
        select(Stocktake).order_by(case((Stocktake.state == "open", 0), else_=1), Stocktake.id.desc())
    ).scalars()
    locks = select(BinLock.holder, func.count()).group_by(BinLock.holder)
    locked = {row[0]: int(row[1]) for row in session.execute(locks)}
    return [_head(head, bins.get(head.id), results.get(head.id), locked.get(head.number, 0)) for head in heads]


def _head(head: Stocktake, bins: Any, results: Any, locked: int) -> StocktakeRow:
    return StocktakeRow(
        head.id, head.number, head.kind, head.title, head.state, head.blind, head.opens, head.closes,
        int(bins.bins) if bins else 0, int(bins.done) if bins else 0, int(bins.recounts) if bins else 0,
        int(results.open) if results else 0, int(results.posted) if results else 0, locked,
    )  # fmt: skip


def stocktake(session: Session, stocktake_id: int) -> StocktakeRow:
    """One stocktake. Raises NotFound."""
    for row in stocktakes(session):
        if row.id == stocktake_id:
            return row
    raise NotFound("counting.no_such_stocktake")


def bins_of(session: Session, stocktake_id: int) -> list[CountBinRow]:
    """The bins of a stocktake in walking order, each in its newest round."""
    newest = (
        select(func.max(CountBin.id).label("id"))
        .where(CountBin.stocktake_id == stocktake_id)
        .group_by(CountBin.location_id)
        .subquery()
    )
    pieces = (
        select(CountLine.bin_id, func.sum(CountLine.counted).label("pieces"))
        .join(newest, newest.c.id == CountLine.bin_id)
        .group_by(CountLine.bin_id)
        .subquery()
    )
    counter, assigned = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            CountBin.id, CountBin.location_id, Location.code, Location.zone, CountBin.round, CountBin.state,
            assigned.name.label("assigned"), counter.name.label("counter"), pieces.c.pieces, CountBin.other,
        )
        .join(newest, newest.c.id == CountBin.id)
        .join(Location, Location.id == CountBin.location_id)
        .outerjoin(pieces, pieces.c.bin_id == CountBin.id)
        .outerjoin(counter, counter.id == CountBin.counter_id)
        .outerjoin(assigned, assigned.id == CountBin.assigned_id)
        .order_by(Location.walk_key, Location.code)
    )  # fmt: skip
    return [
        CountBinRow(
            r.id, r.location_id, r.code, r.zone, r.round, r.state, r.assigned or "", r.counter or "", int(r.pieces or 0), r.other
        )
        for r in rows
    ]  # fmt: skip


def bin_view(session: Session, bin_id: int) -> BinView | None:
    """A bin's round with its goods: those that are asked for, or that were counted; never a hint of the others when blind."""
    head = session.execute(
        select(CountBin.id, CountBin.round, CountBin.state, CountBin.whole, Stocktake.blind, Location.code)
        .join(Stocktake, Stocktake.id == CountBin.stocktake_id)
        .join(Location, Location.id == CountBin.location_id)
        .where(CountBin.id == bin_id)
    ).first()
    if head is None:
        return None
    wanted = (
        select(
            CountLine.sku_id, CountLine.counted, CountLine.before, Sku.seller_code, Product.name, Sku.colour, Sku.size
        )
        .join(Sku, Sku.id == CountLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(CountLine.bin_id == bin_id)
        .order_by(Product.name, Sku.seller_code)
    )  # fmt: skip
    hidden = head.whole and (head.blind or head.round > 1)
    if hidden:
        wanted = wanted.where(CountLine.counted > 0)
    blind = head.blind or head.round > 1
    items = tuple(
        CountedItem(r.sku_id, r.seller_code, r.name, r.colour, r.size, r.counted, None if blind else (r.before or 0))
        for r in session.execute(wanted)
    )
    pieces = sum(item.counted for item in items)
    return BinView(head.id, head.code, head.round, head.state, not head.whole, blind, pieces, items)


def unknown_codes(session: Session, stocktake_id: int) -> list[UnknownCode]:
    """Codes that named no goods when they were scanned and still name none, less what was taken back, bin by bin."""
    rows = session.execute(
        select(
            CountScan.code, Location.code.label("bin"), func.sum(CountScan.quantity).label("pieces"),
            func.max(CountScan.at).label("at"),
        )
        .join(CountBin, CountBin.id == CountScan.bin_id)
        .join(Location, Location.id == CountBin.location_id)
        .where(
            CountBin.stocktake_id == stocktake_id, CountScan.code.not_in(select(Barcode.code)), *stands(),
        )
        .group_by(CountScan.code, Location.code, Location.walk_key)
        .order_by(Location.walk_key, CountScan.code)
    ).all()  # fmt: skip
    guesses = {code: _guess(session, code) for code in {row.code for row in rows}}
    kept = _pictures(session, stocktake_id) if rows else {}
    return [UnknownCode(r.code, r.bin, int(r.pieces), r.at, *guesses[r.code], tuple(kept[r.code, r.bin])) for r in rows]


def _pictures(session: Session, stocktake_id: int) -> dict[tuple[str, str], list[str]]:
    """Files by code and bin."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in session.execute(
        select(CountPicture.code, Location.code.label("bin"), CountPicture.file)
        .join(CountBin, CountBin.id == CountPicture.bin_id)
        .join(Location, Location.id == CountBin.location_id)
        .where(CountBin.stocktake_id == stocktake_id)
        .order_by(CountPicture.id)
    ):
        found[row.code, row.bin].append(row.file)
    return found


def _guess(session: Session, code: str) -> tuple[str, str]:
    """The known code that is most like this one, and what it names; empty when none is near."""
    if len(code) < 4:
        return "", ""
    half = len(code) // 2
    near = or_(
        Barcode.code.startswith(code[:half], autoescape=True), Barcode.code.endswith(code[-half:], autoescape=True)
    )  # fmt: skip
    known: dict[str, str] = defaultdict(str)
    wanted = select(Barcode.code, Product.name).join(Sku, Sku.id == Barcode.sku_id).join(Product, Product.id == Sku.product_id)
    for row in session.execute(wanted.where(near).limit(2000)):
        known[row.code] = row.name
    found = difflib.get_close_matches(code, known, 1, _CLOSE)
    return (found[0], known[found[0]]) if found else ("", "")
