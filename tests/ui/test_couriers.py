"""The couriers station: the pools of waybill numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_waybills
from tests.ui.desks import open_desk
from ui import language
from ui.couriers.numbers_page import NumbersPage
from ui.couriers.station import CouriersStation
from ui.desk import Desk
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


def open_station(desk: Desk, qtbot: QtBot) -> CouriersStation:
    made = CouriersStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 620)
    made.show()
    made.enter()
    return made


@pytest.mark.parametrize(("numbers", "code", "low"), [(49, "dispatch.tab_pools_low", 1), (50, "dispatch.tab_pools", 0)])
def test_a_pool_below_fifty_is_in_the_tabs_name(desk: Desk, qtbot: QtBot, numbers: int, code: str, low: int) -> None:
    add_waybills(desk.warehouse, numbers)
    station = open_station(desk, qtbot)
    qtbot.waitUntil(lambda: station.tabs.tabText(0) == language.tr(code, n=low))
    page = station.page_named("numbers")
    assert isinstance(page, NumbersPage)
    assert page.list.rows[0].free == numbers
    with qtbot.waitSignal(station.goto) as went:
        page.import_button.click()
    assert went.args == ["intake"]
