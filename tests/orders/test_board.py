"""The board: every number is the length of the list behind it, with the money of its orders; counted in a few statements."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from tests.shop import DAY, add_orders, do, ids_of, open_shop, order, pack, parcel_of, release_and_wave
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.orders.board import WAY, Tile, board
from warehouse_app.orders.commands import after_sales, hold
from warehouse_app.orders.due import NAMES, NOT_LEFT, moments
from warehouse_app.orders.queries import OrderFilter, orders_page
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse, new_action

NOW = DAY + timedelta(hours=5)


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """At one o'clock in the afternoon: late, near, due today, due tomorrow, held, packed, and one that has left."""
    hours = {"late": -30, "near": 2, "today": 6, "tomorrow": 40, "held": 7, "packed": 1, "gone": 3}
    open_shop(
        warehouse, {"SKU1": 50},
        *(order(name, {"SKU1": 1}, ship_by=NOW + timedelta(hours=n), amount=Decimal(10 + n)) for name, n in hours.items()),
        order("two", {"SKU1": 1}, shop="二店", paid_amount=Decimal("7.50"), amount=Decimal(99), ship_by=NOW - timedelta(hours=1)),
    )  # fmt: skip
    warehouse.clock = lambda: NOW - timedelta(hours=23)
    release_and_wave(warehouse)
    do(warehouse, hold, ids_of(warehouse, "held"), "等")
    for name in ("packed", "gone"):
        pack(warehouse, name)
    parcel = parcel_of(warehouse, "gone")
    trip = do(warehouse, open_handover, parcel.courier)
    do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)
    warehouse.clock = lambda: NOW
    add_orders(warehouse, order("new", {"SKU1": 99}, ship_by=NOW + timedelta(hours=90)), name="new.csv")
    return warehouse


def test_the_numbers_and_the_money(shop: Warehouse) -> None:
    with shop.reading() as session:
        shown = board(session, moments(session, NOW))
    due = {name: (tile.orders, tile.money) for name, tile in shown.due.items() if tile.orders}
    assert due["late"] == due["penalty"] == (2, Decimal("-12.50"))  # what a file promises is its latest moment as well
    assert due["risk"] == (2, Decimal(23))
    assert due["held"] == due["stopped"] == (1, Decimal(17))
    assert due["pickup_risk"] == (1, Decimal(13))
    assert shown.states["shipped"] == shown.states["packed"] == 1
    assert (shown.states["waiting"], shown.today["hand_over"]) == (1, 1)


@pytest.mark.parametrize("shop_name", ["", "测试店", "二店"])
@pytest.mark.parametrize("hours", [0, 1, 10, 48])
def test_every_number_is_the_length_of_its_list(shop: Warehouse, shop_name: str, hours: int) -> None:
    do(shop, after_sales, ids_of(shop, "gone"), "拒收")
    with shop.reading() as session:
        at = moments(session, NOW + timedelta(hours=hours))
        shown = board(session, at, shop_name)
        for name in NAMES:
            listed = orders_page(session, OrderFilter(shop=shop_name, due=name, at=at), limit=100)
            money = sum((row.amount or Decimal(0) for row in listed.rows if row.shop != "二店"), Decimal(0))
            money += sum((Decimal("7.50") for row in listed.rows if row.shop == "二店"), Decimal(0))
            assert shown.due[name] == Tile(listed.total, money), name
        for state in WAY:
            assert shown.states[state] == orders_page(session, OrderFilter(shop=shop_name, states=(state,))).total
        assert sum(shown.today.values()) == shown.due["today"].orders


def test_near_is_what_the_settings_say(shop: Warehouse) -> None:
    do(shop, change_settings, {"risk_hours": 8})
    with shop.reading() as session:
        assert board(session, moments(session, NOW)).due["risk"].orders == 4


def test_the_board_takes_a_few_statements(shop: Warehouse) -> None:
    said: list[str] = []
    with shop.reading() as session:
        at = moments(session, NOW)
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *args: said.append(args[2]))
        board(session, at)
    assert len(said) == 3
    assert set(NOT_LEFT) < set(WAY) | set(NOT_LEFT)
