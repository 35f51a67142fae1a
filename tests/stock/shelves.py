"""Builders for the shelves: places by code, balances, goods at the dock, in quarantine and in lots, and statements counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from tests.shop import add_products, do
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Role
from warehouse_app.stock.ledger import post
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.warehouse import Actor, Warehouse, new_action

CLERK = Actor(1, "clerk", Role.CLERK)


def places(warehouse: Warehouse) -> dict[str, int]:
    """Every location's id by its code."""
    with warehouse.reading() as session:
        return {row.code: row.id for row in session.execute(select(Location.code, Location.id))}


def held(warehouse: Warehouse, lot: str = "") -> dict[tuple[str, int], int]:
    """Pieces in the house by place and SKU, empty places left out."""
    wanted = select(Location.code, Balance.sku_id, Balance.on_hand).join(Location, Location.id == Balance.location_id)
    wanted = wanted.where(Balance.virtual.is_(False), Balance.on_hand != 0, Balance.lot == lot)
    with warehouse.reading() as session:
        return {(row.code, row.sku_id): row.on_hand for row in session.execute(wanted)}


def put(warehouse: Warehouse, code: str, sku_id: int, quantity: int, lot: str = "") -> None:
    """Goods from the supplier straight to a place."""
    place = places(warehouse)
    line = Posting(sku_id, place["SUPPLIER"], place[code], quantity, lot)
    do(warehouse, post, new_action(), Reason.OPENING, [line], "stock:test")


def shelves(warehouse: Warehouse) -> dict[str, int]:
    """SKUs 1 to 3 with bins A-1 to A-3, and ten pieces of SKU 1 in A-1; the places by code."""
    add_products(warehouse, 3)
    put(warehouse, "A-1", 1, 10)
    return places(warehouse)


@contextmanager
def refused(code: str, **fields: object) -> Iterator[None]:
    """The block raises a WarehouseError with this code (and at least these fields)."""
    with pytest.raises(WarehouseError) as caught:
        yield
    assert caught.value.code == code
    assert {name: caught.value.fields[name] for name in fields} == fields


def statements(warehouse: Warehouse, ask: Callable[..., object], /, *args: object, **named: object) -> int:
    """How many SQL statements a query takes."""
    said: list[str] = []

    def note(*told: object) -> None:
        said.append(str(told[2]))

    with warehouse.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        ask(session, *args, **named)
        event.remove(connection, "before_cursor_execute", note)
    return len(said)
