"""What sets lack in stock of their own is promised from their components; and what becomes of it when an order changes.

Steps of commands that checked their own right. What a line's sets are made of is written down beside its promises
(``SetPart``), so a set that is changed in the catalogue meanwhile changes nothing that is on its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import delete, insert, select, update

from warehouse_app.orders.free import Stock, free_stock
from warehouse_app.orders.sets.queries import kits_of
from warehouse_app.orders.sets.rules import MadeSets, Spread, spread
from warehouse_app.orders.tables import OrderLine, SetPart
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx


class SetMaker:
    """Sets at a release: asks the database for kits and their components' stock when the first order is short, not before."""

    def __init__(self, tx: Tx, stock: Stock, lines: Mapping[int, Sequence[Any]]) -> None:
        """``stock`` is what the release may give away; the components' is added to it."""
        self._tx, self._stock = tx, stock
        self._skus = {line.sku_id for group in lines.values() for line in group if line.sku_id is not None}

    @cached_property
    def _kits(self) -> dict[int, dict[int, int]]:
        kits = kits_of(self._tx.connection, self._skus)
        parts = {part for kit in kits.values() for part in kit} - self._skus
        for sku_id, free in (free_stock(self._tx, parts) if parts else {}).items():
            self._stock[sku_id] = free
        return kits

    def spread(self, lines: Sequence[Any]) -> Spread | None:
        """An order's goods when its sets are made up; None when no set of it lacks anything, or its goods are not known."""
        if not self._kits or any(line.sku_id is None for line in lines):
            return None
        free = {line.sku_id: sum(one.quantity for one in self._stock.get(line.sku_id, ())) for line in lines}
        return spread([(line.id, line.sku_id, line.quantity) for line in lines], free, self._kits)


def write(tx: Tx, made: Iterable[MadeSets]) -> None:
    """Write down what the sets of these lines are made of."""
    rows = [
        {"order_line_id": one.line_id, "part_id": part, "per_set": per_set, "sets": one.sets}
        for one in made
        if one.sets
        for part, per_set in one.parts.items()
    ]
    if rows:
        tx.connection.execute(insert(SetPart), rows)


def forget(tx: Tx, line_ids: Sequence[int]) -> None:
    """Nothing is promised to these lines any more: what their sets were made of is decided at the next release."""
    for some in chunks(line_ids):
        tx.connection.execute(delete(SetPart).where(SetPart.order_line_id.in_(some)))


def forget_orders(tx: Tx, order_ids: Sequence[int]) -> None:
    """As ``forget``, for all lines of these orders."""
    lines = select(OrderLine.id).where(OrderLine.order_id.in_(order_ids))
    tx.connection.execute(delete(SetPart).where(SetPart.order_line_id.in_(lines)))


@dataclass(frozen=True, slots=True)
class Taken:
    """Sets taken from a line, with the pieces of each component that were promised for them."""

    made: MadeSets
    pieces: Mapping[int, int]


def take(tx: Tx, sets_by_line: Mapping[int, int]) -> dict[int, Taken]:
    """So many sets fewer of each line are made of components; their promises are the caller's to take."""
    wanted = {line_id: sets for line_id, sets in sets_by_line.items() if sets}
    if not wanted:
        return {}
    rows = tx.connection.execute(select(*SetPart.__table__.c).where(SetPart.order_line_id.in_(wanted))).all()
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        parts[row.order_line_id][row.part_id] = row.per_set
        this = SetPart.order_line_id == row.order_line_id, SetPart.part_id == row.part_id
        left = row.sets - wanted[row.order_line_id]
        change = update(SetPart).where(*this).values(sets=left) if left else delete(SetPart).where(*this)
        tx.connection.execute(change)
    return {
        line_id: Taken(MadeSets(line_id, sets, parts[line_id]), {p: sets * n for p, n in parts[line_id].items()})
        for line_id, sets in wanted.items()
    }


def add(tx: Tx, made: Iterable[MadeSets]) -> None:
    """So many sets more of each line are made of components."""
    for one in made:
        same = SetPart.order_line_id == one.line_id
        grown = tx.connection.execute(update(SetPart).where(same).values(sets=SetPart.sets + one.sets)).rowcount
        if not grown:
            write(tx, [one])
