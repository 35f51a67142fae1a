"""The variance list: what differs, by value, with all that may explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.counting.rules import Cause, Counted, Signs, Sums, causes, sums
from warehouse_app.counting.tables import CountBin, CountLine, CountResult
from warehouse_app.errors import NotFound
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing.mistakes.tables import Mispack
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Balance, Location, Move, Reservation

Shown = Literal["open", "recount", "posted", "all"]
SHOWN: tuple[Shown, ...] = ("open", "recount", "posted", "all")
_LAST_MOVES = 12
_MISTAKES_DAYS = 60


@dataclass(frozen=True, slots=True)
class Variance:
    """One SKU in one bin: pieces counted, what ought to lie there (``expected`` = ``book`` - ``away``), and the difference."""

    id: int
    location_id: int
    sku_id: int
    bin: str
    seller_code: str
    name: str
    colour: str
    size: str
    state: str
    counted: int
    expected: int
    away: int
    difference: int
    value: Decimal
    cause: str
    note: str
    action: str
    moment: datetime

    @property
    def standing(self) -> str:
        """Its state, or "fits" when books and shelf agree."""
        return "fits" if self.state == "agreed" and not self.difference else self.state

    @property
    def size_of(self) -> Decimal:
        """What it is sorted by: the value without its sign, then the pieces."""
        return abs(self.value) + Decimal(abs(self.difference)) / 1_000_000


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One count of it: who, when, pieces, and the difference to the books of that moment."""

    round: int
    who: str
    at: datetime
    counted: int
    difference: int
    touched: bool


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move of the SKU at this bin: pieces with their sign."""

    at: datetime
    reason: str
    pieces: int
    document: str
    who: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A difference the other way that may belong to this one: the same SKU in another bin, or its sibling in this one."""

    bin: str
    seller_code: str
    name: str
    colour: str
    size: str
    difference: int
    same_sku: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """All that is known around a difference; ``causes`` the likeliest first."""

    variance: Variance
    rounds: tuple[RoundRow, ...]
    moves: tuple[MoveRow, ...]
    neighbours: tuple[Neighbour, ...]
    causes: tuple[Cause, ...]


def _wanted() -> Any:
    return (
        select(CountResult, Location.code, Sku.seller_code, Product.name, Sku.colour, Sku.size)
        .join(Location, Location.id == CountResult.location_id)
        .join(Sku, Sku.id == CountResult.sku_id)
        .join(Product, Product.id == Sku.product_id)
    )


def _variance(row: Any) -> Variance:
    result: CountResult = row.CountResult
    value = result.difference * (result.price or Decimal(0))
    return Variance(
        result.id, result.location_id, result.sku_id, row.code, row.seller_code, row.name, row.colour, row.size, result.state,
        result.counted, result.book - result.away, result.away, result.difference, value, result.cause, result.note,
        result.action or "", result.moment,
    )  # fmt: skip


def variances(session: Session, stocktake_id: int, shown: Shown = "open") -> list[Variance]:
    """Differences of a stocktake, the dearest first. ``open``: agreed and not posted; ``all``: what fits as well."""
    wanted = _wanted().where(CountResult.stocktake_id == stocktake_id)
    if shown != "all":
        wanted = wanted.where(CountResult.state == {"open": "agreed"}.get(shown, shown))
    if shown == "open":
        wanted = wanted.where(CountResult.difference != 0)
    return sorted(map(_variance, session.execute(wanted)), key=lambda v: (-v.size_of, v.bin, v.seller_code))


def figures(session: Session, stocktake_id: int) -> Sums:
    """Pieces, plus and minus, value and accuracy of what was counted to its end."""
    rows = session.execute(
        select(
            CountResult.location_id, CountResult.sku_id, CountResult.book, CountResult.away, CountResult.difference,
            CountResult.price,
        ).where(CountResult.stocktake_id == stocktake_id, CountResult.state != "recount")
    )  # fmt: skip
    return sums([Counted(r.location_id, r.sku_id, r.book - r.away, r.difference, r.price) for r in rows])


def explain(session: Session, result_id: int, now: datetime) -> Explained:
    """A difference with its counts, moves, neighbours and probable causes. Raises NotFound."""
    row = session.execute(_wanted().where(CountResult.id == result_id)).first()
    if row is None:
        raise NotFound("counting.no_such_difference")
    this, result = _variance(row), row.CountResult
    neighbours = _neighbours(session, result)
    return Explained(
        this, _rounds(session, result), _moves(session, result), neighbours,
        tuple(causes(_signs(session, result, this, neighbours, now))),
    )  # fmt: skip


def _rounds(session: Session, result: CountResult) -> tuple[RoundRow, ...]:
    rows = session.execute(
        select(
            CountBin.round, Person.name, CountLine.moment, CountLine.counted, CountLine.book, CountLine.away, CountLine.touched
        )
        .join(CountLine, CountLine.bin_id == CountBin.id)
        .join(Person, Person.id == CountBin.counter_id)
        .where(
            CountBin.stocktake_id == result.stocktake_id, CountBin.location_id == result.location_id,
            CountLine.sku_id == result.sku_id, CountLine.moment.is_not(None),
        )
        .order_by(CountBin.round)
    )  # fmt: skip
    return tuple(RoundRow(r.round, r.name, r.moment, r.counted, r.counted - r.book + r.away, r.touched) for r in rows)


def _moves(session: Session, result: CountResult) -> tuple[MoveRow, ...]:
    here = (Move.to_id == result.location_id) | (Move.from_id == result.location_id)
    rows = session.execute(
        select(Move.at, Move.reason, Move.quantity, Move.to_id, Move.document, Person.name)
        .join(Person, Person.id == Move.who_id)
        .where(Move.sku_id == result.sku_id, here)
        .order_by(Move.id.desc())
        .limit(_LAST_MOVES)
    )
    return tuple(
        MoveRow(r.at, r.reason, r.quantity if r.to_id == result.location_id else -r.quantity, r.document, r.name) for r in rows
    )


def _neighbours(session: Session, result: CountResult) -> tuple[Neighbour, ...]:
    """Differences the other way, of the same SKU elsewhere or of its product's other SKUs in this bin."""
    own = aliased(Sku)
    product = select(own.product_id).where(own.id == result.sku_id).scalar_subquery()
    same = CountResult.sku_id == result.sku_id
    sibling = (Sku.product_id == product) & (CountResult.location_id == result.location_id)
    opposite = CountResult.difference < 0 if result.difference > 0 else CountResult.difference > 0
    rows = session.execute(
        _wanted()
        .where(CountResult.stocktake_id == result.stocktake_id, CountResult.id != result.id, opposite, same | sibling)
        .limit(20)
    )
    return tuple(
        Neighbour(
            r.code, r.seller_code, r.name, r.colour, r.size, r.CountResult.difference, r.CountResult.sku_id == result.sku_id
        )
        for r in rows
    )


def _signs(session: Session, result: CountResult, this: Variance, neighbours: tuple[Neighbour, ...], now: datetime) -> Signs:
    packs = session.scalars(select(Barcode.multiple).where(Barcode.sku_id == result.sku_id, Barcode.multiple > 1))
    dock = (
        select(cast(func.coalesce(func.sum(Balance.on_hand), 0), Integer))
        .join(Location, Location.id == Balance.location_id)
        .where(Balance.sku_id == result.sku_id, Location.role.in_(["dock", "desk"]))
    )
    waves = (
        select(cast(func.coalesce(func.sum(Reservation.quantity), 0), Integer))
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Reservation.location_id == result.location_id, Reservation.sku_id == result.sku_id,
            Order.state == State.IN_WAVE.value,
        )
    )  # fmt: skip
    wrong = select(func.count()).select_from(Mispack).where(
        Mispack.sku_id == result.sku_id, Mispack.withdrawn_at.is_(None), Mispack.at >= now - timedelta(days=_MISTAKES_DAYS)
    )  # fmt: skip
    return Signs(
        this.difference,
        this.expected,
        elsewhere=sum(other.difference for other in neighbours if other.same_sku),
        siblings=tuple(other.difference for other in neighbours if not other.same_sku),
        packs=tuple(packs),
        on_dock=int(session.execute(dock).scalar_one()),
        in_waves=int(session.execute(waves).scalar_one()),
        mistakes=int(session.execute(wrong).scalar_one()),
    )
