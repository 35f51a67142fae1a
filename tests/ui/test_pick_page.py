"""Picking on the screen, typed by a scanner into the real window: bin, goods, the next stop, and the wave at the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import barcode, do, open_shop, order, problems_of, states_of, stock_of
from tests.ui.program import Scanner, actor, program, take_on
from ui import language
from ui.app import App
from ui.picking.missing_form import MissingForm
from ui.picking.pick_page import LOOKS, PickPage
from ui.picking.station import PickingStation
from ui.picking.wall_page import WallPage
from ui.stock.count_page import CountForm, CountPage
from ui.stock.station import StockStation
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.packing.rules import Command
from warehouse_app.picking.confirming.rules import Verdict
from warehouse_app.store.warehouse import Warehouse

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)


class Desk:
    """The program on the page of a wave, with a scanner."""

    def __init__(self, running: App, qtbot: QtBot) -> None:
        self.running, self.scanner = running, Scanner(running, qtbot)
        running.window.show_station("picking")
        station = running.window.workplace.current
        assert isinstance(station, PickingStation)
        self.station = station
        qtbot.mouseClick(station.view.ways.pick_button, Qt.MouseButton.LeftButton)

    @property
    def page(self) -> PickPage:
        page = self.station.floor.page
        assert isinstance(page, PickPage)
        return page

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        return self.running.window.workplace.band.code


@pytest.fixture
def way() -> str:
    return "orders"


@pytest.fixture
def desk(local_warehouse: Warehouse, way: str, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    """Two stops: three of SKU1 in A-1, one of SKU2 in A-2."""
    open_shop(local_warehouse, {"SKU1": 9, "SKU2": 9, "SKU3": 9}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1, "SKU2": 1}))
    do(local_warehouse, release)
    do(local_warehouse, start_wave, way=way)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp) as running:
        running.desk.sit_down(actor(owner))
        yield Desk(running, qtbot)


def test_a_wave_is_picked_by_scanning_alone(desk: Desk) -> None:
    page = desk.page
    assert (page.bin.text(), page.count.text(), page.wanted.code, page.slots.text()) == (
        "A-1", "0 / 3", "ways.want_bin", "放到格口 #1×2  #2",
    )  # fmt: skip
    assert desk.scan(ONE) == "ways.pick_bin_first"
    assert desk.scan("A-2") == "ways.pick_wrong_bin"
    assert desk.scan("A-1") == "ways.pick_bin_open"
    assert page.wanted.code == "ways.want_item"
    assert desk.scan(TWO) == "ways.pick_wrong_item"
    assert (desk.scan(ONE), page.count.text()) == ("ways.pick_taken", "1 / 3")
    assert (desk.scan(Command.UNDO), page.count.text()) == ("ways.pick_undone", "0 / 3")
    assert desk.scan("NOTHING-9") == "ways.pick_unknown"
    assert (desk.scan(Command.CONFIRM), page.bin.text()) == ("ways.pick_stop_done", "A-2")
    assert page.wanted.code == "ways.want_bin"  # the bin before is not this one
    assert desk.scan("A-2", TWO) == "ways.pick_wave_done"
    assert page.pages.currentWidget() is page.done
    assert states_of(desk.running.warehouse) == {"1": "picked", "2": "picked"}
    assert desk.scan(ONE) == "ways.pick_no_stop"
    assert desk.scan(Command.UNDO) == "ways.picked_already"
    assert problems_of(desk.running.warehouse) == []


def test_the_next_stop_is_shown_without_a_look_into_the_database(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(desk.page, "refresh", lambda: read.append("walk"))
    desk.scan("A-1", ONE, ONE, TWO, ONE)
    assert (desk.page.bin.text(), desk.page.count.text(), read) == ("A-2", "0 / 1", [])
    assert desk.page.progress.text() == language.tr("ways.walk_progress", done=1, stops=2, taken=3, pieces=4)


def test_leaving_and_coming_back_goes_on_where_it_was(desk: Desk, qtbot: QtBot) -> None:
    desk.scan("A-1", ONE, ONE)
    qtbot.keyClick(desk.page, Qt.Key.Key_F9)
    assert desk.station.floor.page is None
    qtbot.mouseClick(desk.station.view.ways.pick_button, Qt.MouseButton.LeftButton)
    assert (desk.page.bin.text(), desk.page.count.text(), desk.page.wanted.code) == ("A-1", "2 / 3", "ways.want_bin")
    qtbot.keyClick(desk.page, Qt.Key.Key_F2)
    assert desk.page.bin.text() == "A-2"
    qtbot.keyClick(desk.page, Qt.Key.Key_F4)
    assert (desk.page.bin.text(), desk.page.count.text()) == ("A-1", "2 / 3")


@pytest.mark.parametrize("way", ["cart"])
def test_a_cart_is_told_the_slot_of_each_piece(desk: Desk) -> None:
    assert desk.scan("A-1", ONE) == "ways.pick_taken_slot"
    assert "#1" in desk.running.window.workplace.band.accessibleName()
    assert desk.scan(ONE, ONE) == "ways.pick_stop_done_slot"
    assert "#2" in desk.running.window.workplace.band.accessibleName()


def test_what_is_not_there_is_taken_elsewhere_or_an_order_waits_and_the_bin_is_counted(desk: Desk, qtbot: QtBot) -> None:
    desk.scan("A-1", ONE)
    qtbot.keyClick(desk.page, Qt.Key.Key_F6)
    form = desk.running.window.findChild(MissingForm)
    assert form is not None
    form.there.setText("2")
    form.accept()
    assert form.mistake.code == "ways.there_range"
    form.there.setText("1")
    form.accept()
    band = desk.running.window.workplace.band
    assert (band.code, desk.page.count.text()) == ("ways.missing_waiting", "1 / 2")
    desk.running.window.show_station("stock/count")
    station = desk.running.window.workplace.current
    assert isinstance(station, StockStation)
    page = station.page
    assert isinstance(page, CountPage)
    assert [(row.bin, row.expected) for row in page.table.rows] == [("A-1", 8)]
    assert desk.scan("B-9") == "ways.count_not_listed"
    assert desk.scan("A-1") == "ways.count_chosen"
    qtbot.keyClick(page, Qt.Key.Key_F2)
    count = desk.running.window.findChild(CountForm)
    assert count is not None
    count.accept()
    assert count.mistake.code == "ways.count_missing"
    count.pieces.setText("1")
    count.accept()
    assert page.table.rows == []
    assert stock_of(desk.running.warehouse)["SKU1"] == (2, 2)
    assert problems_of(desk.running.warehouse) == []


@pytest.mark.parametrize("way", ["sort"])
def test_what_is_to_be_sorted_goes_on_at_the_wall(desk: Desk, qtbot: QtBot) -> None:
    desk.scan(Command.CONFIRM, Command.CONFIRM)
    qtbot.mouseClick(desk.page.to_wall, Qt.MouseButton.LeftButton)
    assert isinstance(desk.station.floor.page, WallPage)
    assert desk.scan(ONE) == "ways.wall_sorted"


def test_every_verdict_of_picking_has_a_look_of_its_own() -> None:
    assert set(LOOKS) == set(Verdict)
