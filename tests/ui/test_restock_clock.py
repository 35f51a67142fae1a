"""Restock is computed once a day by itself, and the rail says from any station how many alerts are new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.restock.figures import run, sku_ids
from tests.restock.house import TODAY, every_day, sold, today_is
from tests.shop import add_products, add_stock
from tests.ui.desks import Told, settle
from tests.ui.program import actor, program, take_on
from ui.app import App
from ui.inbound.buying.page import PurchaseOrdersPage
from ui.inbound.station import InboundStation
from ui.restock.list_page import RestockPage
from ui.restock.station import RestockStation
from warehouse_app.inbound.buying.commands import draft_order, save_supplier
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.people.rules import Role
from warehouse_app.restock.queries import newest_run
from warehouse_app.store.warehouse import Actor, Warehouse


@pytest.fixture
def owner(local_warehouse: Warehouse) -> Actor:
    return actor(take_on(local_warehouse))


@pytest.fixture
def shop(local_warehouse: Warehouse, owner: Actor) -> Warehouse:
    """SKU1 is nearly gone, SKU2 lasts; the clock stands on a morning."""
    today_is(local_warehouse, TODAY)
    add_products(local_warehouse, 2)
    add_stock(local_warehouse, {"SKU1": 5, "SKU2": 900})
    skus = sku_ids(local_warehouse)
    sold(local_warehouse, every_day(skus["SKU1"], 4) | every_day(skus["SKU2"], 1))
    return local_warehouse


@pytest.fixture
def running(shop: Warehouse, qapp: QApplication) -> Iterator[App]:
    with program(shop, qapp, "packing") as started:
        yield started


def runs(app: App) -> tuple[str, int] | None:
    found = app.desk.read(newest_run)
    return None if found is None else (found.day.isoformat(), found.skus)


def test_a_shop_that_never_computed_anything_begins_by_hand(running: App, shop: Warehouse, owner: Actor, qtbot: QtBot) -> None:
    running.desk.sit_down(owner)
    place = running.window.workplace
    place.restock.look()
    settle(qtbot, running.desk)
    assert runs(running) is None
    place.show_station("restock")
    station = place.current
    assert isinstance(station, RestockStation)
    page = station.page
    assert isinstance(page, RestockPage)
    assert (page.list.empty.title.code, page.computed.code) == ("restock.none_run", "restock.never_computed")
    told = Told(running.desk)
    page.first_run.click()
    page.compute()
    settle(qtbot, running.desk)
    assert told.codes == ["restock.computing_already", "restock.run_done"]
    assert [line.seller_code for line in page.list.table.model.rows()] == ["SKU1"]
    assert place.rail.buttons["restock"].code == "restock.on_rail"


def test_a_new_day_is_computed_after_the_log_in_and_the_rail_counts(
    running: App, shop: Warehouse, owner: Actor, qtbot: QtBot
) -> None:
    run(shop, TODAY - timedelta(days=1))
    place = running.window.workplace
    button = place.rail.buttons["restock"]
    assert button.code == "window.station_restock"
    running.desk.sit_down(owner)
    qtbot.waitUntil(lambda: runs(running) == (TODAY.isoformat(), 2), timeout=20_000)
    settle(qtbot, running.desk)
    assert (button.code, button.text(), place.restock.found) == ("restock.on_rail", "补货 1", 1)
    written = running.desk.read(newest_run)
    for quiet in (True, False):  # another desk was quicker; a person asks for it all the same
        place.restock.run(quiet=quiet)
        settle(qtbot, running.desk)
        assert (running.desk.read(newest_run) == written) is quiet
    place.rail.show_to_order(100)
    assert button.text() == "补货 99+"
    running.desk.stand_up()
    assert (button.code, place.restock.found) == ("window.station_restock", 0), "nobody is told before the log-in"


def test_a_clerk_computes_nothing_but_sees_what_is_new(running: App, shop: Warehouse, owner: Actor, qtbot: QtBot) -> None:
    run(shop, TODAY - timedelta(days=1))
    running.desk.sit_down(actor(take_on(shop, "小周", Role.CLERK)))
    running.window.workplace.restock.look()
    settle(qtbot, running.desk)
    assert runs(running) == ((TODAY - timedelta(days=1)).isoformat(), 3)
    running.desk.sit_down(owner)
    running.window.workplace.restock.look()
    settle(qtbot, running.desk)
    running.desk.sit_down(actor(take_on(shop, "阿敏", Role.CLERK)))
    running.window.workplace.restock.look()
    assert running.window.workplace.restock.found == 1


def test_what_was_ordered_elsewhere_is_not_asked_for_again(running: App, shop: Warehouse, owner: Actor, qtbot: QtBot) -> None:
    run(shop, TODAY - timedelta(days=1))
    running.desk.sit_down(owner)
    place = running.window.workplace
    place.restock.look()
    settle(qtbot, running.desk)
    assert place.restock.found == 1
    cloth = running.desk.command(save_supplier, SupplierFields("布料厂"))
    order = running.desk.command(draft_order, cloth, [WantedLine(sku_ids(shop)["SKU1"], 500)])
    place.restock.look()
    settle(qtbot, running.desk)
    assert place.restock.found == 0
    place.show_station("inbound/orders/PO")
    station = place.current
    assert isinstance(station, InboundStation)
    page = station.page
    assert isinstance(page, PurchaseOrdersPage)
    chosen = page.list.table.current()
    assert chosen is not None
    assert chosen.id == order


def test_a_desk_that_opens_with_the_list_waits_for_the_log_in(
    shop: Warehouse, owner: Actor, qapp: QApplication, qtbot: QtBot
) -> None:
    run(shop, TODAY - timedelta(days=1))
    with program(shop, qapp, "restock") as started:
        started.desk.sit_down(owner)
        qtbot.waitUntil(lambda: runs(started) == (TODAY.isoformat(), 2), timeout=20_000)
        settle(qtbot, started.desk)
        station = started.window.workplace.current
        assert isinstance(station, RestockStation)
        page = station.page
        assert isinstance(page, RestockPage)
        assert [line.seller_code for line in page.list.table.model.rows()] == ["SKU1"]
