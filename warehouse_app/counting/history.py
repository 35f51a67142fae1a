"""Stocktakes beside each other, and what differs again and again: SKUs, bins, people, times of day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.counting.rules import Counted, Sums, sums
from warehouse_app.counting.tables import CountBin, CountResult, Stocktake
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Location

By = Literal["sku", "bin", "person", "hour"]
BY: tuple[By, ...] = ("sku", "bin", "person", "hour")
COMPARED = 5  # earlier stocktakes a report compares with
_NEWEST = (Stocktake.opens.desc(), Stocktake.id.desc())


@dataclass(frozen=True, slots=True)
class Past:
    """A stocktake with its figures."""

    id: int
    number: str
    kind: str
    title: str
    opens: date
    sums: Sums


@dataclass(frozen=True, slots=True)
class Chronic:
    """What a group of counted lines came to: ``share`` of them differed (0 to 1), in ``stocktakes`` stocktakes."""

    key: str
    name: str
    lines: int
    wrong: int
    plus: int
    minus: int
    plus_value: Decimal
    minus_value: Decimal
    stocktakes: int

    @property
    def share(self) -> float:
        return self.wrong / self.lines


def past_stocktakes(session: Session) -> list[Past]:
    """Every stocktake in which something was counted to its end, the newest first."""
    return _past(session, true())


def earlier_stocktakes(session: Session, stocktake_id: int, most: int = COMPARED) -> list[Past]:
    """The last stocktakes of the same kind before this one in which something was counted, the newest first."""
    this = session.execute(select(Stocktake.kind, Stocktake.opens).where(Stocktake.id == stocktake_id)).one()
    before = or_(Stocktake.opens < this.opens, and_(Stocktake.opens == this.opens, Stocktake.id < stocktake_id))
    counted = select(CountResult.stocktake_id).where(CountResult.state != "recount")
    wanted = select(Stocktake.id).where(Stocktake.kind == this.kind, before, Stocktake.id.in_(counted)).order_by(*_NEWEST)
    return _past(session, CountResult.stocktake_id.in_(session.scalars(wanted.limit(most)).all()))


def _past(session: Session, which: ColumnElement[bool]) -> list[Past]:
    rows = session.execute(
        select(
            CountResult.stocktake_id, CountResult.location_id, CountResult.sku_id, CountResult.book, CountResult.away,
            CountResult.difference, CountResult.price,
        ).where(CountResult.state != "recount", which)
    )  # fmt: skip
    counted: dict[int, list[Counted]] = defaultdict(list)
    for r in rows:
        counted[r.stocktake_id].append(Counted(r.location_id, r.sku_id, r.book - r.away, r.difference, r.price))
    heads = session.scalars(select(Stocktake).where(Stocktake.id.in_(list(counted))).order_by(*_NEWEST))
    return [Past(head.id, head.number, head.kind, head.title, head.opens, sums(counted[head.id])) for head in heads]


def chronic(session: Session, by: By) -> list[Chronic]:
    """Groups of which something differed, those that differed in most stocktakes and lines first."""
    rows = session.execute(
        select(
            CountResult.stocktake_id, CountResult.difference, CountResult.price, CountResult.moment, Location.code,
            Sku.seller_code, Product.name, Person.name.label("person"),
        )
        .join(Location, Location.id == CountResult.location_id)
        .join(Sku, Sku.id == CountResult.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .join(CountBin, CountBin.id == CountResult.bin_id)
        .join(Person, Person.id == CountBin.counter_id)
        .where(CountResult.state != "recount")
    )  # fmt: skip
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        groups[_KEYS[by](row)].append(row)
    found = [_chronic(key, name, of_group) for (key, name), of_group in groups.items() if any(r.difference for r in of_group)]
    return sorted(found, key=lambda one: (-one.stocktakes, -one.wrong, one.key))


_KEYS: dict[By, Callable[[Any], tuple[str, str]]] = {
    "sku": lambda row: (row.seller_code, row.name),
    "bin": lambda row: (row.code, ""),
    "person": lambda row: (row.person, ""),
    "hour": lambda row: (f"{row.moment.astimezone():%H}:00", ""),
}


def _chronic(key: str, name: str, rows: list[Any]) -> Chronic:
    wrong = [row for row in rows if row.difference]
    plus, minus = [row for row in wrong if row.difference > 0], [row for row in wrong if row.difference < 0]
    return Chronic(
        key, name, len(rows), len(wrong), sum(row.difference for row in plus), -sum(row.difference for row in minus),
        _value(plus), -_value(minus), len({row.stocktake_id for row in wrong}),
    )  # fmt: skip


def _value(rows: list[Any]) -> Decimal:
    return sum((row.difference * (row.price or Decimal(0)) for row in rows), Decimal(0))
