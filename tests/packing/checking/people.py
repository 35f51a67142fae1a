"""Two people at two desks, for tests of the second check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tests.packing.desk import id_of
from tests.shop import do, parcel_of
from warehouse_app.packing import commands as packing
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.checking import commands as checking
from warehouse_app.packing.checking.tables import SecondCheck
from warehouse_app.people import tables
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Actor, Warehouse, new_action


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who scans in this warehouse."""

    warehouse: Warehouse
    actor: Actor
    desk: str = "desk 1"

    def does(self, command: Any, *args: Any) -> Any:
        with self.warehouse.transaction(self.actor, self.desk) as tx:
            return command(tx, *args)

    def opens(self, number: str = "2") -> Answer:
        answer = self.does(packing.scan, None, (parcel_of(self.warehouse, number).waybill,), new_action())
        assert isinstance(answer, Answer)
        return answer

    def packs(self, *codes: str, number: str = "2") -> Answer:
        answer = self.opens(number)
        for code in codes:
            answer = self.does(packing.scan, id_of(self.warehouse, number), (code,), new_action())
        return answer

    def counts(self, *codes: str, number: str = "2") -> Answer:
        for code in codes:
            answer = self.does(checking.count, id_of(self.warehouse, number), (code,), new_action())
        assert isinstance(answer, Answer)
        return answer

    def ends(self, number: str = "2") -> Answer:
        answer = self.does(checking.end_count, id_of(self.warehouse, number), new_action())
        assert isinstance(answer, Answer)
        return answer

    def undoes(self, number: str = "2") -> Answer:
        answer = self.does(checking.undo_count, id_of(self.warehouse, number), new_action())
        assert isinstance(answer, Answer)
        return answer


def person(warehouse: Warehouse, name: str, desk: str) -> Person:
    """Somebody at a desk, taken on now; without a PIN, because hashing one takes longer than a test."""
    with warehouse.transaction(SYSTEM, desk) as tx:
        row = tables.Person(name=name, role="clerk", created_at=tx.now)
        tx.session.add(row)
        tx.session.flush()
        return Person(warehouse, Actor(row.id, name, row.role), desk)


def switch_on(warehouse: Warehouse, **values: object) -> None:
    """Change settings of the second check, named without ``check_``."""
    do(warehouse, change_settings, {f"check_{name}": value for name, value in values.items()})


def counts_of(warehouse: Warehouse) -> list[str]:
    """The state of every count, the oldest first."""
    with warehouse.reading() as session:
        return list(session.scalars(select(SecondCheck.state).order_by(SecondCheck.id)))
