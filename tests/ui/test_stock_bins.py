"""The bins at the screen: list, odd ones, map, made and retired, labelled, and brought in from a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_products, add_stock, do
from tests.stock.shelves import places
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import theme
from ui.bursts import Scan
from ui.desk import Desk
from ui.stock.bin_forms import BinForm, RetireForm
from ui.stock.bin_import import BinImportForm, preview_bins
from ui.stock.bin_labels_form import BinLabelsForm
from ui.stock.bins_page import BinsPage
from ui.stock.floor_looks import Look, colours, look_of, number_of
from ui.stock.floor_map import words_of
from ui.stock.floor_plan import plan_floor
from ui.stock.station import StockStation
from ui.widgets.form_dialog import FormDialog
from warehouse_app.people.rules import Role
from warehouse_app.stock.bins.commands import save_bin
from warehouse_app.stock.bins.rules import with_check
from warehouse_app.stock.looks.floor import FloorAisle, FloorBay, FloorBin
from warehouse_app.store.warehouse import Warehouse

Form = TypeVar("Form", bound=FormDialog)


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    add_products(local_warehouse, 4)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 5})
    do(local_warehouse, save_bin, "A-1", "north", capacity_pieces=8)
    do(local_warehouse, save_bin, "A-2", "north", capacity_pieces=10)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> BinsPage:
    station = StockStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 640)
    station.show()
    station.enter()
    shown = station.show_page("bins")
    assert isinstance(shown, BinsPage)
    shown.setProperty("station", station)
    return shown


def codes(page: BinsPage) -> list[str]:
    return [line.code for line in page.table.model.rows()]


def open_form(page: BinsPage, kind: type[Form]) -> Form:
    return next(form for form in page.window().findChildren(kind) if form.is_open)


def test_odd_bins_are_a_press_away(page: BinsPage) -> None:
    QAbstractItemModelTester(page.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert codes(page) == ["A-1", "A-2", "A-3", "A-4"]
    page.looks["overfull"].click()
    assert codes(page) == ["A-1"]
    assert page.pane.fill.tone == "wrong"
    page.looks["empty"].click()
    assert codes(page) == ["A-3", "A-4"]
    page.looks["mixed"].click()
    assert page.table.empty.title.code == "stockroom.none_mixed"
    page.back.click()
    assert len(codes(page)) == 4


def test_typing_finds_bins_by_zone(page: BinsPage, qtbot: QtBot) -> None:
    page.search.setText("north")
    qtbot.waitUntil(lambda: codes(page) == ["A-1", "A-2"])


def test_a_scanned_bin_shows_itself_with_or_without_its_check_character(page: BinsPage, qtbot: QtBot) -> None:
    for code in ("A-2", with_check("A-3")):
        page.take_scan(Scan(code))
        assert page.pane.line is not None
        assert page.pane.line.code == code[:3]
    with qtbot.waitSignal(page.answered) as answer:
        page.take_scan(Scan("SKU1"))
    assert answer.args is not None
    assert answer.args[1] == "stockroom.no_bin"


def test_a_bin_is_made_and_one_that_is_there_is_not_overwritten(page: BinsPage, desk: Desk) -> None:
    page.new.click()
    form = open_form(page, BinForm)
    form.code.setText("A-2")
    form.accept()
    assert form.mistake.code == "stockroom.bin_there"
    form.code.setText("B-1")
    form.figures["ml"].setText("1.5")
    form.accept()
    assert form.mistake.code == "shelves.bad_figure"
    form.figures["ml"].setText("1500")
    form.distance.setText("12.5")
    form.accept()
    assert page.pane.line is not None
    line = page.pane.line
    assert (line.code, line.capacity_ml, line.distance_dm, line.mixed) == ("B-1", 1500, 125, True)
    assert "B-1" in codes(page)


def test_a_bin_is_changed_retired_and_used_again(page: BinsPage) -> None:
    page.table.view.selectRow(2)
    page.pane.edit_button.click()
    form = open_form(page, BinForm)
    form.zone.setText("south")
    form.sellable.setChecked(False)
    form.accept()
    assert page.pane.line is not None
    assert (page.pane.line.zone, page.pane.line.sellable) == ("south", False)
    page.pane.retire_button.click()
    open_form(page, RetireForm).accept()
    assert codes(page) == ["A-1", "A-2", "A-4"]
    page.looks["retired"].click()
    assert codes(page) == ["A-3"]
    page.pane.edit_button.click()
    open_form(page, BinForm).accept()
    assert codes(page) == []


def test_a_bin_with_goods_cannot_be_retired_and_a_clerk_changes_nothing(page: BinsPage, desk: Desk) -> None:
    page.table.view.selectRow(0)
    assert page.pane.retire_button.isVisible()
    assert not page.pane.retire_button.isEnabled()
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    assert not page.new.isVisible()
    assert not page.pane.edit_button.isVisible()


def test_labels_are_made_for_all_bins_shown_or_for_one(page: BinsPage, desk: Desk, qtbot: QtBot) -> None:
    page.labels.click()
    form = open_form(page, BinLabelsForm)
    form.stock.choose("a4-24")
    form.accept()
    settle(qtbot, desk)
    assert form.made is not None
    assert form.made.is_file()
    assert form.ready.text().startswith("4") or "4" in form.ready.text()
    form.reject()
    page.pane.labels_button.click()
    other = open_form(page, BinLabelsForm)
    assert other.title.text() == "打 1 个库位的标签"
    other.reject()


def test_a_file_of_bins_is_shown_before_it_is_brought_in(page: BinsPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(desk)
    path = tmp_path / "bins.csv"
    path.write_text("库位,库区,容量(件)\nA-3,south,20\nB-7,south,30\nB-8,south,-1\n", encoding="utf-8")
    preview_bins(desk, page, path, page.show_preview)
    settle(qtbot, desk)
    form = open_form(page, BinImportForm)
    assert [line.what for line in form.lines.rows] == ["wrong", "changed", "new"]
    form.accept()
    settle(qtbot, desk)
    assert [message.code for message in told.messages] == ["stockroom.imported"]
    assert "B-7" in codes(page)


def test_a_file_that_is_no_list_of_bins_is_refused(page: BinsPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(desk)
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    preview_bins(desk, page, path, page.show_preview)
    settle(qtbot, desk)
    assert [message.level for message in told.messages] == ["wrong"]


# --- the map ----------------------------------------------------------------------------------------------------------


def test_the_map_shows_the_bin_of_the_list_and_keys_walk_over_it(page: BinsPage, desk: Desk, qtbot: QtBot) -> None:
    page.table.view.selectRow(1)
    page.as_map.click()
    settle(qtbot, desk)
    at = places(desk.warehouse)
    assert page.map.current == at["A-2"]
    page.map.setFocus()
    seen = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(page.map, key)
        assert page.pane.line is not None
        seen.append(page.pane.line.code)
    assert seen == ["A-1", "A-3"]  # to the left in the aisle, then the aisle above: it is in no zone
    QTest.keyClick(page.map, Qt.Key.Key_Plus)
    cell = page.map.plan.cell_of(at["A-4"])
    assert cell is not None
    QTest.mouseClick(
        page.map.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, page.map.plan.rect(cell).center()
    )
    assert page.pane.line is not None
    assert page.pane.line.code == "A-4"
    page.map.viewport().grab()
    page.as_list.click()
    assert page.table.isVisible()


def floor_bin(number: int, pieces: int = 0, used: float | None = None, *, over: bool = False) -> FloorBin:
    return FloorBin(number, f"A-{number}", "1", pieces, 1, used, over)


@pytest.mark.parametrize(
    ("place", "look", "number"),
    [
        (floor_bin(1, 0, 0.0), Look.EMPTY, ""),
        (floor_bin(1, 4, 0.5), Look.LOW, "50"),
        (floor_bin(1, 4, 0.8), Look.HALF, "80"),
        (floor_bin(1, 4, 1.0), Look.HIGH, "100"),
        (floor_bin(1, 9, 1.0, over=True), Look.OVER, ">100"),
        (floor_bin(1, 9), Look.UNLIMITED, "9"),
    ],
)
def test_six_looks_with_a_number(place: FloorBin, look: Look, number: str, qapp: QApplication) -> None:
    assert (look_of(place), number_of(place)) == (look, number)
    plan = plan_floor([FloorAisle("", "A", (FloorBay("1", (place,)),))], QSize(10, 10))
    assert "A-1" in words_of(plan.order[0])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_numbers_can_be_read_on_every_colour_of_the_map(name: theme.ThemeName, qapp: QApplication) -> None:
    theme.apply(qapp, name)
    assert all(theme.contrast(each.words.name(), each.fill.name()) >= 4.5 for each in colours().values())


def test_the_lowest_level_is_drawn_lowest_and_every_cell_is_found_where_it_is_drawn() -> None:
    bays = tuple(FloorBay(str(n), tuple(floor_bin(10 * n + level) for level in range(3))) for n in range(4))
    plan = plan_floor([FloorAisle("z", "A", bays), FloorAisle("z", "B", bays[:1])], QSize(20, 10))
    assert plan.order[0].y > plan.order[1].y > plan.order[2].y
    assert all(plan.cell_at(cell.x, cell.y) is cell for cell in plan.order)
    first = plan.order[0]
    above, beside = plan.beside(first, 0, 1), plan.beside(first, 1, 0)
    assert above is plan.order[1]
    assert beside is plan.order[3]
    assert plan.beside(first, 0, -1) is plan.order[14]
    assert plan.beside(plan.order[2], 0, 1) is None
