"""The board in the window: numbers that open their lists by key, the shop, the language, and the minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, do, ids_of, open_shop, order
from tests.ui.desks import open_desk
from ui import language
from ui.desk import Desk
from ui.orders.station import OrdersStation
from warehouse_app.orders.commands import hold
from warehouse_app.orders.release import release
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=5)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> OrdersStation:
    """Three late orders in two shops, one of them held; one due tomorrow."""
    open_shop(
        desk.warehouse, {"SKU1": 9},
        *(order(n, {"SKU1": 1}, ship_by=DAY, amount=Decimal("1234.5")) for n in ("1", "2")),
        order("3", {"SKU1": 1}, shop="二店", ship_by=DAY), order("4", {"SKU1": 1}, ship_by=DAY + timedelta(hours=40)),
    )  # fmt: skip
    do(desk.warehouse, release)
    do(desk.warehouse, hold, ids_of(desk.warehouse, "2"), "等")
    made = OrdersStation(desk)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    made.enter()
    made.tabs.setCurrentWidget(made.board)
    return made


def listed(station: OrdersStation) -> set[str]:
    return {row.number for row in station.list.table.model.rows()}


def test_a_number_opens_its_list_and_another_filter_leaves_it(station: OrdersStation, qtbot: QtBot) -> None:
    late = station.board.tiles["late"]
    assert (late.count.text(), late.words.words.code, late.more.text()) == ("3", "board.late", "¥ 2,469.00")
    late.setFocus()
    qtbot.keyClick(late, Qt.Key.Key_Space)
    assert (station.tabs.currentIndex(), listed(station)) == (0, {"1", "2", "3"})
    assert station.list.due.isVisible()
    station.list.due.click()
    assert (listed(station), station.list.due.isVisible()) == ({"1", "2", "3", "4"}, False)


def test_a_state_opens_its_list_and_nothing_is_no_button(station: OrdersStation) -> None:
    assert not station.board.tiles["pickup_late"].isEnabled()
    station.board.states["released"].click()
    assert listed(station) == {"1", "2", "3", "4"}


def test_one_shop_alone(station: OrdersStation) -> None:
    station.board.shop.choose("二店")
    station.board.shop.activated.emit(station.board.shop.currentIndex())
    assert station.board.tiles["late"].count.text() == "1"
    station.board.tiles["late"].click()
    assert listed(station) == {"3"}


def test_it_counts_anew_when_something_changed_and_speaks_the_new_language(
    station: OrdersStation, desk: Desk, qtbot: QtBot
) -> None:
    assert station.board.tiles["held"].count.text() == "1"
    desk.command(hold, ids_of(desk.warehouse, "1"), "等")
    assert station.board.tiles["held"].count.text() == "2"
    language.switch("en")
    qtbot.waitUntil(lambda: station.board.tiles["held"].words.words.text() == "Held orders")
    assert "Released" in station.board.states["released"].text()
    language.switch("zh_CN")
