"""The walk as a drawing: the halts in order, the line from the desk past all of them and back, and bins that stand nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import DAY, add_orders, add_waybills, barcode, do, order, parsed, release_and_wave
from tests.ui.desks import open_desk
from ui import language, theme
from ui.desk import Desk
from ui.picking.station import PickingStation
from ui.picking.walk_plan import LANE, WalkPlan, fitting, grid_of, halts_of, plan_walk
from ui.stock.bin_forms import BinForm
from ui.stock.bins_page import BinsPage
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.picking.queries import PickStop
from warehouse_app.picking.tour import PickTour
from warehouse_app.picking.walking.floor import Figures, read_floor, walk_past
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store.warehouse import Warehouse

BINS = {"S1": "A01-02-1", "S2": "A02-09-1", "S3": "A01-09-2", "S4": "A02-02-1", "S5": "A02-02-2"}


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


def wave(warehouse: Warehouse, bins: Mapping[str, str]) -> None:
    """SKUs in these bins, one order of one piece each, one wave."""
    rows = [ProductRow(n, code, code, barcodes=(barcode(n),)) for n, code in enumerate(bins, 2)]
    do(warehouse, import_products, parsed(rows))
    do(warehouse, add_bins, [*bins.values(), "A01-10-1", "A03-10-1"])
    do(warehouse, import_stock, parsed([StockRow(n, place, code, 5) for n, (code, place) in enumerate(bins.items(), 2)]))
    add_waybills(warehouse)
    add_orders(warehouse, *[order(f"10{n}", {code: 1}) for n, code in enumerate(bins)])
    release_and_wave(warehouse)


def open_station(desk: Desk, qtbot: QtBot) -> PickingStation:
    made = PickingStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    return made


def press(widget: QWidget, key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(widget, key)


# --- the numbers ----------------------------------------------------------------------------------------------------------

CODES = [f"{aisle}-{bay:02d}-{level}" for aisle in ("A1", "A2", "A10", "B1") for bay in range(1, 13) for level in (1, 2)]
FLOORS = (Figures(), Figures(both_sides=True), Figures(middle_after=6, middle_across=2.0), Figures(depot_aisle="A10"))


ROOM = QSize(820, 420)


def drawn(codes: list[str], figures: Figures = FLOORS[0], *, zoom: float = 1.0) -> WalkPlan:
    floor = read_floor(CODES, figures)
    walk = walk_past(floor, codes)
    stops = tuple(PickStop(code, "sku", "name", "", "", 1, ()) for code in walk.codes)
    tour = PickTour(stops, walk.metres, len(walk.unplaced), walk.path, walk.unplaced, floor)
    grid = grid_of(floor)
    return plan_walk(tour, grid, fitting(ROOM, grid, zoom))


def passes(path: tuple[QPoint, ...], at: QPoint) -> bool:
    """Whether a walk of straight lines along the lanes and across them passes a point, give or take a pixel."""
    for here, there in pairwise(path):
        across = min(here.x(), there.x()) - 1 <= at.x() <= max(here.x(), there.x()) + 1
        down = min(here.y(), there.y()) - 1 <= at.y() <= max(here.y(), there.y()) + 1
        if across and down:
            return True
    return False


@settings(max_examples=40)
@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=12, unique=True), st.sampled_from(FLOORS))
def test_the_line_begins_and_ends_at_the_desk_and_passes_every_halt(codes: list[str], figures: Figures) -> None:
    walk = drawn(codes, figures)
    assert sorted(code for halt in walk.halts for code in halt.bins) == sorted(codes)
    assert [halt.number for halt in walk.halts] == list(range(1, len(walk.halts) + 1))
    assert walk.path[0] == walk.path[-1]
    assert walk.desk is not None
    assert walk.desk.center().y() in (walk.path[0].y(), walk.path[0].y() - 1)
    for here, there in pairwise(walk.path):
        assert here.x() == there.x() or here.y() == there.y()  # nobody walks through a rack
    for halt in walk.halts:
        at = walk.plan.rect(halt.cell)
        reach = walk.plan.cell.width() if figures.both_sides else 0  # two bays opposite each other have one point in the lane
        points = [QPoint(at.center().x() + shift, at.bottom() + 2 + LANE // 2) for shift in range(-reach, reach + 1)]
        assert any(passes(walk.path, point) for point in points), halt


def test_the_whole_floor_fits_at_first_and_zooming_makes_it_larger() -> None:
    whole, larger = drawn(CODES[:3]), drawn(CODES[:3], zoom=1.5)
    assert whole.plan.size.width() <= ROOM.width()
    assert whole.plan.size.height() <= ROOM.height()
    assert larger.plan.cell.width() > whole.plan.cell.width()


def test_bins_above_each_other_are_one_halt() -> None:
    floor = read_floor(CODES)
    assert halts_of(["A1-02-1", "A1-02-2", "NOWHERE", "A1-03-1"], floor) == {"A1-02-1": 1, "A1-02-2": 1, "A1-03-1": 2}


# --- on the screen --------------------------------------------------------------------------------------------------------


def test_list_and_map_mark_the_same_halt(desk: Desk, qtbot: QtBot) -> None:
    wave(desk.warehouse, BINS)
    station = open_station(desk, qtbot)
    listed = station.view.pick_list
    walk = station.view.walk
    assert [listed._halt(stop) for stop in listed.table.model.rows()] in (["1", "2", "3", "4", "4"], ["1", "1", "2", "3", "4"])
    listed.table.view.selectRow(1)
    second = list(listed.table.model.rows())[1].bin
    press(listed.table.view, Qt.Key.Key_Return)  # from the list to the map
    assert station.view.tabs.currentWidget() is walk
    qtbot.waitUntil(lambda: walk.map.viewport().height() > 100)  # laid out
    assert walk.metres.text() == language.tr("service.walk_metres", metres=26, n=4)
    assert walk.map.halt is not None
    assert second in walk.map.halt.bins
    press(walk.map, Qt.Key.Key_Left, 9)
    assert walk.map.halt.number == 1
    press(walk.map, Qt.Key.Key_Right, 2)
    assert walk.map.halt.number == 3
    chosen = listed.table.current()
    assert chosen is not None
    assert chosen.bin == walk.map.halt.bins[0]
    assert walk.halt.code == "service.walk_take"
    cell = walk.map.plan.rect(walk.map.drawn.halts[0].cell).center()
    QTest.mouseClick(walk.map.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert walk.map.halt.number == 1
    press(walk.map, Qt.Key.Key_Plus)
    assert walk.map.halt.number == 1


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_drawing_shows_in_either_look(desk: Desk, qtbot: QtBot, qapp: QApplication, look: theme.ThemeName) -> None:
    wave(desk.warehouse, BINS)
    theme.apply(qapp, look)
    station = open_station(desk, qtbot)
    station.view.tabs.setCurrentWidget(station.view.walk)
    shown = station.view.walk.map
    qtbot.waitUntil(lambda: shown.viewport().height() > 100)  # laid out
    image = shown.grab().toImage()
    lane = shown.drawn.path[1]
    line = theme.current().information.text
    near = [image.pixelColor(lane.x() + x, lane.y() + y).name() for x in range(-6, 7) for y in range(-6, 7)]
    assert line in near
    assert image.pixelColor(shown.drawn.desk.left() + 8, shown.drawn.desk.center().y()).name() == theme.current().next.band  # type: ignore[union-attr]  # it is drawn


def test_bins_that_stand_nowhere_are_listed_for_the_picker(desk: Desk, qtbot: QtBot) -> None:
    wave(desk.warehouse, {"S1": "A01-02-1", "S2": "SHELF", "S3": "BACKROOM"})
    station = open_station(desk, qtbot)
    words = language.tr("service.nowhere_wave", n=2, bins="BACKROOM、SHELF")
    assert station.view.pick_list.nowhere.words.text() == words
    assert [station.view.pick_list._halt(stop) for stop in station.view.pick_list.table.model.rows()] == ["1", "", ""]
    station.view.tabs.setCurrentWidget(station.view.walk)
    assert station.view.walk.nowhere.words.text() == words
    assert len(station.view.walk.map.drawn.halts) == 1


def test_a_floor_nobody_can_read_draws_nothing_and_says_why(desk: Desk, qtbot: QtBot) -> None:
    rows = [ProductRow(2, "S1", "S1", barcodes=(barcode(2),))]
    do(desk.warehouse, import_products, parsed(rows))
    do(desk.warehouse, add_bins, ["SHELF"])
    do(desk.warehouse, import_stock, parsed([StockRow(2, "SHELF", "S1", 5)]))
    add_waybills(desk.warehouse)
    add_orders(desk.warehouse, order("1", {"S1": 1}))
    release_and_wave(desk.warehouse)
    station = open_station(desk, qtbot)
    station.view.tabs.setCurrentWidget(station.view.walk)
    assert station.view.walk.nothing.isVisible()
    assert station.view.walk.nowhere.isVisible()
    assert not station.view.walk.map.isVisible()


def test_the_bins_page_lists_them_too(desk: Desk, qtbot: QtBot) -> None:
    do(desk.warehouse, add_bins, ["A01-02-1", *(f"SHELF{chr(65 + n)}" for n in range(10))])
    page = BinsPage(desk)
    qtbot.addWidget(page)
    page.resize(1190, 640)
    page.show()
    page.refresh()
    qtbot.waitUntil(page.nowhere.isVisible)
    assert page.nowhere.words.code == "service.nowhere_bins"
    assert language.tr("service.nowhere_bins", n=10, bins="SHELFA、SHELFB、SHELFC、SHELFD、SHELFE、SHELFF、SHELFG、SHELFH…") in (
        page.nowhere.words.text()
    )


def test_a_bin_is_placed_in_its_form(desk: Desk, qtbot: QtBot) -> None:
    do(desk.warehouse, add_bins, ["A01-02-1", "SHELF"])
    page = BinsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    line = next(each for each in page.table.model.rows() if each.code == "SHELF")
    form = BinForm(desk, page, line)
    form.open()
    QTest.keyClicks(form.stands_at, "upstairs")
    press(form.stands_at, Qt.Key.Key_Return)
    assert form.mistake.code == "service.bad_place"
    form.stands_at.clear()
    QTest.keyClicks(form.stands_at, "B02-7")
    press(form.stands_at, Qt.Key.Key_Return)
    assert not form.is_open
    assert not page.nowhere.isVisible()
    page.refresh()
    again = BinForm(desk, page, next(each for each in page.table.model.rows() if each.code == "SHELF"))
    assert again.stands_at.text() == "B02-7"
