"""The stock screen: found by words or by scanning, with the account of each SKU, and into a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_products, add_stock, barcode
from tests.ui.desks import Told, open_desk, settle
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import export_table
from ui.stock.card import change_words, move_words
from ui.stock.station import StockStation
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.queries import SkuMove
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> StockStation:
    add_products(desk.warehouse, 12)
    add_stock(desk.warehouse, {f"SKU{n}": n for n in range(1, 13)})
    made = StockStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 700)
    made.show()
    made.enter()
    return made


def codes(station: StockStation) -> list[str]:
    return [row.seller_code for row in station.table.model.rows()]


def test_bins_stand_in_walking_order(station: StockStation, qtbot: QtBot) -> None:
    QAbstractItemModelTester(station.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert codes(station) == [f"SKU{n}" for n in range(1, 13)]


def test_typing_searches_and_show_all_takes_it_back(station: StockStation, qtbot: QtBot) -> None:
    station.search.setText("SKU1")
    qtbot.waitUntil(lambda: codes(station) == ["SKU1", "SKU10", "SKU11", "SKU12"])
    assert station.filter.isVisible()
    station.filter.click()
    assert len(codes(station)) == 12
    assert not station.filter.isVisible()


@pytest.mark.parametrize(
    ("scan", "shown"),
    [
        (Scan(barcode(7)), ["SKU7"]),
        (Scan("A-3"), ["SKU3"]),
        (Scan("sku1", ("SKU1",)), ["SKU1"]),  # CapsLock: the other reading counts, and SKU10 is not meant
    ],
)
def test_a_scan_shows_the_product_or_the_bin(station: StockStation, scan: Scan, shown: list[str]) -> None:
    station.take_scan(scan)
    assert codes(station) == shown
    assert station.pane.codes.code == "stock.codes"
    assert station.pane.sku_id == next(row.sku_id for row in station.table.model.rows())


def test_a_code_nobody_knows_is_answered_and_changes_nothing(station: StockStation, qtbot: QtBot) -> None:
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan("4006381333931"))
    assert answer.args is not None
    assert answer.args[:2] == ["unknown", "stock.unknown_code"]
    assert len(codes(station)) == 12


def test_a_scan_takes_the_place_of_what_was_typed(station: StockStation, qtbot: QtBot) -> None:
    station.search.setText("SKU1")
    qtbot.waitUntil(lambda: len(codes(station)) == 4)
    station.take_scan(Scan("A-5"))
    assert station.search.text() == ""
    assert codes(station) == ["SKU5"]


def test_choosing_a_row_opens_its_account(station: StockStation) -> None:
    station.table.view.selectRow(4)
    assert station.pane.figures["on_hand"].number.text() == "5"
    move = station.pane.moves.model.row_at(0)
    assert move is not None
    assert (move.reason, move.change, move.on_hand) == ("opening", 5, 5)


def test_the_screen_follows_what_another_command_changed(station: StockStation, desk: Desk) -> None:
    from tests.shop import parsed

    station.table.view.selectRow(0)
    desk.command(import_stock, parsed([StockRow(2, "A-1", "SKU1", 41)], "again.csv"))
    row = station.table.model.row_at(0)
    assert row is not None
    assert row.on_hand == 41
    assert station.pane.figures["on_hand"].number.text() == "41"


def test_nothing_found_says_so_and_leads_back(station: StockStation, qtbot: QtBot) -> None:
    station.search.setText("xyz")
    qtbot.waitUntil(lambda: codes(station) == [])
    assert station.empty.title.code == "stock.nothing_found"
    assert not station.bring_in.isVisible()
    station.back.click()
    assert len(codes(station)) == 12


def test_an_empty_shop_leads_to_the_files(desk: Desk, qtbot: QtBot) -> None:
    station = StockStation(desk)
    qtbot.addWidget(station)
    station.show()
    station.enter()
    assert station.empty.title.code == "stock.empty_title"
    with qtbot.waitSignal(station.goto) as went:
        station.bring_in.click()
    assert went.args == ["intake"]


def test_the_list_goes_into_a_file(station: StockStation, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(desk)
    export_table(desk, station, tmp_path / "stock.csv", station.table.model.columns, station._fetch)
    settle(qtbot, desk)
    with (tmp_path / "stock.csv").open(encoding="utf-8-sig", newline="") as written:
        table = list(csv.reader(written))
    assert len(table) == 13
    assert table[1][:3] == ["A-1", "SKU1", "商品1"]
    assert [message.level for message in told.messages] == ["right"]


@pytest.mark.parametrize(
    ("source", "target", "change", "reason", "said"),
    [
        ("SUPPLIER", "A-1", 5, "opening", "Opening stock → A-1"),
        ("A-1", "CUSTOMER", -2, "shipped", "A-1 → Shipped"),
        ("A-1", "A-2", 0, "moved", "Moved A-1 → A-2"),
    ],
)
def test_moves_in_words(station: StockStation, source: str, target: str, change: int, reason: str, said: str) -> None:
    language.switch("en")
    at = station.desk.warehouse.clock()
    move = SkuMove(1, at, "Li", source, target, abs(change) or 3, reason, "", change, 9)
    assert move_words(move).splitlines()[0] == said
    assert change_words(move) == (f"{change:+d}" if change else "3 ⇄")
