"""People who count in a small shop, each at a desk of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.shop import DAY, barcode, do
from warehouse_app.counting import scanning
from warehouse_app.counting.approving import Approved, approve
from warehouse_app.counting.commands import plan_stocktake
from warehouse_app.counting.finishing import Finished, finish
from warehouse_app.counting.rules import Kind
from warehouse_app.counting.scanning import Answer
from warehouse_app.counting.scope import Plan
from warehouse_app.counting.tables import CountBin, CountLine, CountResult
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Actor, Warehouse, new_action

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)
TODAY = DAY.date()


@dataclass
class Counter:
    """Somebody who counts: scans go into the bin that is open at this desk."""

    warehouse: Warehouse
    stocktake: int
    actor: Actor = SYSTEM
    desk: str = "desk 1"
    bin_id: int | None = None

    def does(self, command: Any, *args: Any, **named: Any) -> Any:
        with self.warehouse.transaction(self.actor, self.desk) as tx:
            return command(tx, *args, **named)

    def scan(self, code: str, pieces: int | None = None, *, action: str = "", **named: Any) -> Answer:
        answer: Answer = self.does(
            scanning.scan, self.stocktake, self.bin_id, [code], action or new_action(), pieces, **named
        )  # fmt: skip
        self.bin_id = answer.bin_id if answer.bin_id is not None else self.bin_id
        return answer

    def scans(self, *codes: str) -> list[str]:
        return [self.scan(code).verdict.value for code in codes]

    def undo(self) -> Answer:
        answer: Answer = self.does(scanning.undo_last, self.bin_id, new_action())
        return answer

    def ends(self, *, empty: bool = False) -> Finished:
        done: Finished = self.does(finish, self.bin_id, empty=empty)
        self.bin_id = None
        return done

    def counts(self, bin_code: str, **pieces: int) -> Finished:
        """A whole bin: pieces by seller code, in any order; nothing: it is declared empty."""
        self.scan(bin_code)
        for code, many in pieces.items():
            if many:
                self.scan(code, many, sure=True)
        return self.ends(empty=not any(pieces.values()))

    def approves(self, *result_ids: int, action: str = "", cause: str = "lost") -> Approved:
        chosen = result_ids or tuple(results(self.warehouse, self.stocktake, state="agreed").values())
        done: Approved = self.does(approve, self.stocktake, chosen, cause, "", action or new_action())
        return done


def plan(warehouse: Warehouse, kind: Kind = Kind.AD_HOC, **told: Any) -> int:
    """A stocktake of today; everything unless told otherwise."""
    return do(warehouse, plan_stocktake, Plan(kind, TODAY, TODAY + timedelta(days=3), **told))


def person(warehouse: Warehouse, name: str, role: str = "supervisor") -> Actor:
    """Somebody who works here."""
    with warehouse.transaction(SYSTEM, "office") as tx:
        row = Person(name=name, role=role, created_at=tx.now)
        tx.session.add(row)
        tx.session.flush()
        return Actor(row.id, name, role)


def results(warehouse: Warehouse, stocktake: int, state: str = "") -> dict[tuple[str, int], int]:
    """Result ids by bin and SKU."""
    wanted = select(Location.code, CountResult.sku_id, CountResult.id).join(Location, Location.id == CountResult.location_id)
    wanted = wanted.where(CountResult.stocktake_id == stocktake)
    with warehouse.reading() as session:
        rows = session.execute(wanted.where(CountResult.state == state) if state else wanted)
        return {(row.code, row.sku_id): row.id for row in rows}


def found(warehouse: Warehouse, stocktake: int) -> dict[tuple[str, int], tuple[str, int]]:
    """State and difference by bin and SKU."""
    wanted = select(Location.code, CountResult.sku_id, CountResult.state, CountResult.difference)
    wanted = wanted.join(Location, Location.id == CountResult.location_id).where(CountResult.stocktake_id == stocktake)
    with warehouse.reading() as session:
        return {(row.code, row.sku_id): (row.state, row.difference) for row in session.execute(wanted)}


def rounds(warehouse: Warehouse, stocktake: int) -> dict[tuple[str, int], tuple[str, list[int]]]:
    """State and listed SKUs of every round, by bin and round."""
    with warehouse.reading() as session:
        rows = session.execute(
            select(Location.code, CountBin.round, CountBin.state, CountLine.sku_id)
            .join(Location, Location.id == CountBin.location_id)
            .outerjoin(CountLine, CountLine.bin_id == CountBin.id)
            .where(CountBin.stocktake_id == stocktake)
            .order_by(CountLine.sku_id)
        ).all()
    shown: dict[tuple[str, int], tuple[str, list[int]]] = {}
    for row in rows:
        shown.setdefault((row.code, row.round), (row.state, []))[1].extend([row.sku_id] if row.sku_id else [])
    return shown
