"""The sums every look at stock is made of, as SQL: on the shelves, promised, to be sold, at the dock, in quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Label, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from warehouse_app.stock.phantom import awaits_count
from warehouse_app.stock.tables import Balance, Location, Lot


@dataclass(frozen=True, slots=True)
class Figures:
    """Pieces: ``on_hand`` on the shelves, of them ``reserved``; ``available`` may be sold; ``expected`` are still to come."""

    on_hand: int = 0
    reserved: int = 0
    available: int = 0
    dock: int = 0
    quarantined: int = 0
    expected: int = 0


ON_SHELF = and_(Location.kind == "bin", Location.role == "shelf")
# Rows of ``balance`` that are in the house: bins, the dock and quarantine, the only places that cannot fall below zero.
IN_THE_HOUSE = Balance.virtual.is_(False)


_place, _lot = aliased(Location), aliased(Lot)  # of its own: no query around it may take the lists for its own
_SHELF = and_(_place.kind == "bin", _place.role == "shelf")


def _in(asked: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a balance lies in one of these few places; a look into a short list costs less than a join for each row."""
    return Balance.location_id.in_(select(_place.id).where(asked))


def may_be_sold(today: date | None) -> ColumnElement[bool]:
    """Whether goods of a balance may be promised: a sellable bin in use and, when ``today`` is given, no expired lot.

    What a picker looked for in vain is promised to nobody until its bin was counted.
    """
    sellable = and_(~_in(or_(~_SHELF, ~_place.sellable, ~_place.active)), ~awaits_count(Balance.location_id, Balance.sku_id))
    if today is None:
        return sellable
    expired = select(_lot.code).where(_lot.sku_id == Balance.sku_id, _lot.code == Balance.lot, _lot.expires < today)
    return and_(sellable, case((Balance.lot == "", True), else_=~expired.exists()))


def figure_columns(today: date | None) -> list[Label[Any]]:
    """The sums over balances in the house, named as in ``Figures``."""
    off_shelf = _in(~_SHELF)
    sums = {
        "on_hand": case((off_shelf, 0), else_=Balance.on_hand),
        "reserved": case((off_shelf, 0), else_=Balance.reserved),
        "available": case((may_be_sold(today), Balance.on_hand - Balance.reserved), else_=0),
        "dock": case((_in(_place.role != "shelf"), Balance.on_hand), else_=0),  # the desk too: both wait to be put away
        "quarantined": case((_in(_place.kind == "virtual"), Balance.on_hand), else_=0),
    }
    return [func.sum(each).label(name) for name, each in sums.items()]


def figures_of(row: Any, expected: int = 0) -> Figures:
    """The figures of a row with ``figure_columns``; SQL's sums are no plain whole numbers on every database."""
    return Figures(
        int(row.on_hand), int(row.reserved), int(row.available), int(row.dock), int(row.quarantined), int(expected or 0)
    )  # fmt: skip
