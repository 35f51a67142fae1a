"""The stock screen: found by words or by scanning, with the account of each SKU, and into a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_products, add_stock, barcode
from tests.ui.desks import Told, open_desk, settle
from ui import language
from ui.bursts import Scan
from ui.catalog.labels_form import LabelsForm
from ui.desk import Desk
from ui.exporting import export_table
from ui.stock.account_view import export_account, move_words
from ui.stock.list_page import StockListPage
from ui.stock.period import Period, days_of
from ui.stock.station import StockStation
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.looks.account import AccountRow
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


def open_list(desk: Desk, qtbot: QtBot) -> StockListPage:
    """The station's first page."""
    station = StockStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 700)
    station.show()
    station.enter()
    page = station.page
    assert isinstance(page, StockListPage)
    page.setProperty("station", station)  # or Python lets go of it
    return page


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> StockListPage:
    add_products(desk.warehouse, 12)
    add_stock(desk.warehouse, {f"SKU{n}": n for n in range(1, 13)})
    return open_list(desk, qtbot)


def codes(station: StockListPage) -> list[str]:
    return [row.seller_code for row in station.table.model.rows()]


def test_bins_stand_in_walking_order(station: StockListPage, qtbot: QtBot) -> None:
    QAbstractItemModelTester(station.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert codes(station) == [f"SKU{n}" for n in range(1, 13)]


def test_typing_searches_and_show_all_takes_it_back(station: StockListPage, qtbot: QtBot) -> None:
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
def test_a_scan_shows_the_product_or_the_bin(station: StockListPage, scan: Scan, shown: list[str]) -> None:
    station.take_scan(scan)
    assert codes(station) == shown
    assert station.pane.codes.code == "stock.codes"
    assert station.pane.sku_id == next(row.sku_id for row in station.table.model.rows())


def test_a_code_nobody_knows_is_answered_and_changes_nothing(station: StockListPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan("4006381333931"))
    assert answer.args is not None
    assert answer.args[:2] == ["unknown", "stock.unknown_code"]
    assert len(codes(station)) == 12


def test_a_scan_takes_the_place_of_what_was_typed(station: StockListPage, qtbot: QtBot) -> None:
    station.search.setText("SKU1")
    qtbot.waitUntil(lambda: len(codes(station)) == 4)
    station.take_scan(Scan("A-5"))
    assert station.search.text() == ""
    assert codes(station) == ["SKU5"]


def test_choosing_a_row_opens_its_account(station: StockListPage) -> None:
    station.table.view.selectRow(4)
    assert station.pane.figures["on_hand"].number.text() == "5"
    move = station.pane.account.table.model.row_at(0)
    assert move is not None
    assert (move.reason, move.into, move.out, move.balance) == ("opening", 5, 0, 5)


def test_the_screen_follows_what_another_command_changed(station: StockListPage, desk: Desk) -> None:
    from tests.shop import parsed

    station.table.view.selectRow(0)
    desk.command(import_stock, parsed([StockRow(2, "A-1", "SKU1", 41)], "again.csv"))
    row = station.table.model.row_at(0)
    assert row is not None
    assert row.on_hand == 41
    assert station.pane.figures["on_hand"].number.text() == "41"


def test_nothing_found_says_so_and_leads_back(station: StockListPage, qtbot: QtBot) -> None:
    station.search.setText("xyz")
    qtbot.waitUntil(lambda: codes(station) == [])
    assert station.empty.title.code == "stock.nothing_found"
    assert not station.bring_in.isVisible()
    station.back.click()
    assert len(codes(station)) == 12


def test_an_empty_shop_leads_to_the_files(desk: Desk, qtbot: QtBot) -> None:
    station = open_list(desk, qtbot)
    assert station.empty.title.code == "stock.empty_title"
    with qtbot.waitSignal(station.goto) as went:
        station.bring_in.click()
    assert went.args == ["intake"]


def test_the_list_goes_into_a_file(station: StockListPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(desk)
    export_table(desk, station, tmp_path / "stock.csv", station.table.model.columns, station._fetch)
    settle(qtbot, desk)
    with (tmp_path / "stock.csv").open(encoding="utf-8-sig", newline="") as written:
        table = list(csv.reader(written))
    assert len(table) == 13
    assert table[1][:3] == ["A-1", "SKU1", "商品1"]
    assert [message.level for message in told.messages] == ["right"]


@pytest.mark.parametrize(
    ("source", "target", "reason", "said"),
    [
        ("SUPPLIER", "A-1", "opening", "Opening stock → A-1"),
        ("A-1", "CUSTOMER", "shipped", "A-1 → Shipped"),
        ("A-1", "A-2", "moved", "Moved A-1 → A-2"),
        ("A-1", "QUARANTINE", "damage", "Damaged A-1 → Quarantine"),
    ],
)
def test_moves_in_words(station: StockListPage, source: str, target: str, reason: str, said: str) -> None:
    language.switch("en")
    at = station.desk.warehouse.clock()
    assert move_words(AccountRow(1, at, "Li", reason, "", "", source, target, 3, 0, 9)).splitlines()[0] == said


# --- grouped ----------------------------------------------------------------------------------------------------------


def group_codes(station: StockListPage) -> list[str]:
    return [row.code for row in station.shown.model.rows()]


def test_the_list_is_grouped_as_one_wants_and_the_search_stays(station: StockListPage, qtbot: QtBot) -> None:
    station.search.setText("SKU1")
    qtbot.waitUntil(lambda: len(codes(station)) == 4)
    station.by.choose("sku")
    assert group_codes(station) == ["SKU1", "SKU10", "SKU11", "SKU12"]
    QAbstractItemModelTester(station.shown.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert station.pane.sku_id == next(station.shown.model.rows()).id
    station.show_all()
    station.by.choose("zone")
    assert group_codes(station) == [""]


def test_a_product_shows_its_matrix_and_a_cell_leads_to_the_sku(station: StockListPage) -> None:
    station.show_by("product")
    station.shown.view.selectRow(2)
    product = station.shown.model.row_at(2)
    assert product is not None
    grid = station.product_pane.grid
    assert station.product_pane.product_id == product.id
    assert (grid.rowCount(), grid.columnCount()) == (2, 2)
    grid.cellActivated.emit(0, 0)
    assert station.grouping == "place"
    assert codes(station) == [station.pane.codes.text().split()[1]]


def test_opening_a_bin_shows_what_lies_in_it(station: StockListPage) -> None:
    station.show_by("bin")
    row = next(n for n, code in enumerate(group_codes(station)) if code == "A-3")
    station.shown.activated.emit(station.shown.model.row_at(row))
    assert codes(station) == ["SKU3"]
    station.filter.click()
    assert len(codes(station)) == 12


def test_sorting_by_a_figure_puts_the_largest_first(station: StockListPage) -> None:
    station.show_by("sku")
    station.shown.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert group_codes(station)[:2] == ["SKU12", "SKU11"]


# --- the account ------------------------------------------------------------------------------------------------------


def test_another_period_has_another_opening_balance(station: StockListPage) -> None:
    station.table.view.selectRow(4)
    account = station.pane.account
    account.period.period.choose("last")
    assert account.table.model.total == 0
    assert account.table.empty.title.code == "stockroom.no_account"
    account.period.period.choose("own")
    account.period.first.setText("2000-01-01")
    account.period.first.editingFinished.emit()
    assert account.table.model.total == 1
    account.period.first.setText("yesterday")
    account.period.first.editingFinished.emit()
    assert account.period.first.property("mistake") is True


def test_the_account_goes_into_a_file_with_its_balances(station: StockListPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    station.table.view.selectRow(4)
    wanted = station.pane.account.wanted
    assert wanted is not None
    for name in ("account.csv", "account.xlsx"):
        export_account(desk, station, tmp_path / name, wanted)
        settle(qtbot, desk)
        assert (tmp_path / name).stat().st_size > 0
    with (tmp_path / "account.csv").open(encoding="utf-8-sig", newline="") as written:
        table = list(csv.reader(written))
    assert [line[6] for line in table[1:]] == ["0", "5", "5"]


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("this", ("2026-03-01", "2026-03-02")),
        ("last", ("2026-02-01", "2026-02-28")),
        ("all", ("2000-01-01", "2026-03-02")),
    ],
)
def test_periods(period: Period, days: tuple[str, str]) -> None:
    first, last = days_of(period, date(2026, 3, 2))
    assert (first.isoformat(), last.isoformat()) == days


def test_labels_for_the_selected_rows_of_the_list_and_of_the_skus(station: StockListPage, qtbot: QtBot) -> None:
    def asked() -> LabelsForm:
        station.labels.click()
        (form,) = (form for form in station.window().findChildren(LabelsForm) if form.is_open)
        return form

    station.table.view.selectRow(2)
    first = asked()
    assert first.sku_ids == [station.table.current().sku_id]  # type: ignore[union-attr]  # a row was just selected
    first.reject()
    station.show_by("sku")
    station.shown.view.selectAll()
    every = asked()
    assert len(every.sku_ids) == 12
    every.reject()
