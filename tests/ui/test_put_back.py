"""Carrying goods back from the desk, typed by a scanner into the real window; and what the picker's list says of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import barcode, do, ids_of, on_desk, open_shop, order, pack, problems_of, release_and_wave
from tests.ui.program import Scanner, actor, program, take_on
from ui.app import App
from ui.picking.pick_list import PickList
from ui.stock.put_back_page import PutBackPage
from warehouse_app.orders.commands import hold
from warehouse_app.packing.rules import Command
from warehouse_app.packing.stopping import cancel
from warehouse_app.store.warehouse import Warehouse


class Desk:
    """The program on the page, with a scanner."""

    def __init__(self, running: App, qtbot: QtBot) -> None:
        self.running, self.scanner = running, Scanner(running, qtbot)
        running.window.show_station("stock/put_back")
        page = running.window.workplace.current.page  # type: ignore[union-attr]  # the stock station is open
        assert isinstance(page, PutBackPage)
        self.page = page

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        return self.running.window.workplace.band.code


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    """Two of SKU1 and one of SKU2 lie on the desk; one SKU3 of another order is packed."""
    open_shop(local_warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5}, order("1", {"SKU1": 2, "SKU2": 1}), order("2", {"SKU3": 1}))
    release_and_wave(local_warehouse)
    for number in "12":
        pack(local_warehouse, number)
    do(local_warehouse, cancel, ids_of(local_warehouse, "1"), "不要了")
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp) as running:
        running.desk.sit_down(actor(owner))
        yield Desk(running, qtbot)


def test_bin_then_goods_and_goods_then_bin(desk: Desk, qtbot: QtBot) -> None:
    QAbstractItemModelTester(desk.page.table.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert desk.page.title.text().count("3") == 1
    assert desk.scan("A-1") == "inbound.put_bin_chosen"
    assert desk.scan(barcode(1)) == "inbound.put_done"
    assert desk.scan(barcode(1)) == "inbound.put_done"
    assert desk.scan(barcode(1)) == "stopping.not_waiting"
    desk.scan(Command.LEAVE)
    assert desk.scan(barcode(2)) == "inbound.put_item_shown"
    assert desk.page.card.bins[0].code.text() == "A-2"
    assert desk.scan("A-2") == "inbound.put_done"
    assert (on_desk(desk.running.warehouse), problems_of(desk.running.warehouse)) == ({}, [])
    assert desk.page.table.table.empty.isVisible()
    qtbot.waitUntil(lambda: desk.running.window.workplace.current.tabs.tabText(2) == "归位")  # type: ignore[union-attr]


def test_the_last_one_is_undone_from_the_scanner_and_wrong_codes_are_answered(desk: Desk) -> None:
    desk.scan("A-1", barcode(1))
    assert desk.scan(Command.UNDO) == "stopping.undone"
    assert on_desk(desk.running.warehouse) == {"SKU1": 2, "SKU2": 1}
    assert desk.scan(Command.UNDO) == "stopping.nothing_to_undo"
    assert desk.scan(barcode(3)) == "stopping.not_waiting"
    assert desk.scan("NOTHING-9") == "inbound.put_strange"
    assert desk.scan("QUARANTINE") in ("inbound.put_strange", "shelves.quarantine_goods", "inbound.put_bin_chosen")
    assert problems_of(desk.running.warehouse) == []


def test_the_way_there_shows_what_waits_on_its_tab(desk: Desk, qtbot: QtBot) -> None:
    tabs = desk.running.window.workplace.current.tabs  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "3" in tabs.tabText(2))


def test_struck_lines_of_the_pick_list_are_struck_through_and_say_stop(desk: Desk) -> None:
    warehouse = desk.running.warehouse
    open_shop(warehouse, {"SKU1": 9}, order("8", {"SKU1": 1}), order("9", {"SKU1": 2}), waybills=0)
    wave = release_and_wave(warehouse).made
    do(warehouse, hold, ids_of(warehouse, "9"), "等")
    listed = PickList(desk.running.desk, desk.running.window)
    listed.show_wave(wave.id)
    model = listed.table.model
    fonts = [model.data(model.index(row, 2), 6) for row in range(2)]  # Qt.FontRole
    assert fonts[0] is None
    assert isinstance(fonts[1], QFont)
    assert fonts[1].strikeOut()
    assert model.data(model.index(1, 2)).startswith("别拿")
    assert listed.stops == 1
