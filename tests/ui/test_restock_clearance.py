"""Clearance, past sales, marked days and seasons on the screen: real pages, real commands, real keys."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.shop import DAY, DESK, add_orders, add_products, add_stock, barcode, do, order
from tests.ui.desks import Heard, Told, open_desk, settle, sit_down_as
from tests.ui.program import Scanner, at_work
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.intake.station import IntakeStation
from ui.restock.clearance_page import ClearancePage
from ui.restock.days_page import MARKS, SEASONS, DaysPage
from ui.restock.decide_form import DecideForm
from ui.restock.mark_form import MarkForm
from ui.restock.past_pane import TakeBackForm
from ui.restock.seasons_pane import SeasonForm
from ui.restock.station import RestockStation
from ui.tabbed import Page
from warehouse_app.catalog.tables import Sku
from warehouse_app.intake import Intake, bring_in
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.restock.clearing.queries import Clearance, clearance
from warehouse_app.restock.marking.commands import Mark, mark_days, remove_mark
from warehouse_app.restock.marking.queries import marks
from warehouse_app.restock.past.queries import past_imports
from warehouse_app.restock.seasons.queries import season_counts
from warehouse_app.store.warehouse import Tx, Warehouse

TODAY = DAY.astimezone().date()


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    """Three SKUs that came a hundred days ago, two of them with a price."""
    local_warehouse.clock = lambda: DAY - timedelta(days=100)
    add_products(local_warehouse)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 20, "SKU3": 5})
    local_warehouse.clock = lambda: DAY

    def price(tx: Tx) -> None:
        for code, yuan in (("SKU1", 50), ("SKU2", 20)):
            tx.session.execute(update(Sku).where(Sku.seller_code == code).values(price=Decimal(yuan)))

    do(local_warehouse, price)
    yield from open_desk(local_warehouse, qapp)


def shown(page: Page, qtbot: QtBot) -> None:
    qtbot.addWidget(page)
    page.resize(1190, 640)
    page.show()
    page.refresh()
    page.enter()


@pytest.fixture
def cleared(desk: Desk, qtbot: QtBot) -> ClearancePage:
    page = ClearancePage(desk)
    desk.changed.connect(lambda topics: page.refresh() if topics & page.topics else None)
    shown(page, qtbot)
    qtbot.waitUntil(lambda: bool(page.list.rows))
    return page


@pytest.fixture
def days(desk: Desk, qtbot: QtBot) -> DaysPage:
    page = DaysPage(desk)
    desk.changed.connect(lambda topics: page.refresh() if topics & page.topics else None)
    shown(page, qtbot)
    return page


def form_of(page: QWidget, kind: type) -> QWidget:
    found: QWidget = next(form for form in page.window().findChildren(kind) if form.is_open)
    return found


def codes(page: ClearancePage) -> list[str]:
    return [row.seller_code for row in page.list.rows]


def decisions(desk: Desk) -> dict[str, str]:
    rows = desk.read(clearance, TODAY).rows
    return {row.seller_code: row.decided.act for row in rows if row.decided}


# --- clearance ------------------------------------------------------------------------------------------------------------


def test_the_list_stands_with_the_most_money_first_and_says_that_nothing_was_computed(cleared: ClearancePage) -> None:
    assert codes(cleared) == ["SKU1", "SKU2", "SKU3"]
    assert cleared.sums.code == "clearance.sums_unpriced"
    assert cleared.no_run.isVisibleTo(cleared)
    assert cleared.chips["idle"].text().startswith(("滞销 3", "Standing still 3"))
    QAbstractItemModelTester(cleared.list.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    asked: list[tuple[str, object]] = []
    cleared.page_asked.connect(lambda name, subject: asked.append((name, subject)))
    cleared.to_list.click()
    assert asked == [("list", None)]


def test_chips_and_search_narrow_the_list_and_an_empty_one_leads_back(cleared: ClearancePage) -> None:
    cleared.chips["overstock"].click()
    assert codes(cleared) == []
    assert cleared.list.table.empty.title.code == "clearance.nothing_found"
    assert not cleared.export_button.isEnabled()
    cleared.show_all_button.click()
    cleared.search.setText("sku2 黑")
    cleared.search.returnPressed.emit()
    assert codes(cleared) == ["SKU2"]
    assert cleared.sums.code == "clearance.sums"
    cleared.search.setText("nothing like it")
    cleared.search.returnPressed.emit()
    assert codes(cleared) == []


def test_columns_sort_and_rows_are_copied(cleared: ClearancePage, qtbot: QtBot) -> None:
    place = [column.key for column in cleared.list.table.model.columns].index("pieces")
    cleared.list.table.view.sortByColumn(place, Qt.SortOrder.AscendingOrder)
    assert [row.pieces for row in cleared.list.table.model.rows()] == [5, 10, 20]
    cleared.list.table.view.selectAll()
    qtbot.keyClick(cleared.list.table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().count("\n") == 3


def test_chosen_goods_are_decided_by_keys_and_the_decision_is_undone(cleared: ClearancePage, desk: Desk, qtbot: QtBot) -> None:
    cleared.list.table.view.selectAll()
    qtbot.keyClick(cleared, Qt.Key.Key_F2)
    form = form_of(cleared, DecideForm)
    assert isinstance(form, DecideForm)
    assert form.act.value() is None or form.act.value() in ("mark_down", "bundle")
    form.act.choose(None)
    form.accept()
    assert form.mistake.code == "clearance.no_act"
    form.act.choose("bundle")
    form.note.setText("配围巾")
    form.accept()
    assert decisions(desk) == dict.fromkeys(("SKU1", "SKU2", "SKU3"), "bundle")
    qtbot.waitUntil(lambda: all(row.decided for row in cleared.list.rows))
    assert cleared.done.words.code == "clearance.noted"
    cleared.done.undo_button.click()
    assert decisions(desk) == {}
    assert not cleared.done.isVisible()


def test_a_decision_is_taken_back_and_that_is_undone_too(cleared: ClearancePage, desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    cleared.list.table.view.selectRow(0)
    cleared.take_back_button.click()
    assert told.codes == ["clearance.nothing_decided"]
    cleared.list.table.activated.emit(cleared.list.rows[0])
    form = form_of(cleared, DecideForm)
    assert isinstance(form, DecideForm)
    assert form.act.value() == "mark_down"  # as advised
    form.accept()
    qtbot.waitUntil(lambda: cleared.list.rows[0].decided is not None)
    cleared.take_back_button.click()
    assert decisions(desk) == {}
    cleared.done.undo_button.click()
    assert decisions(desk) == {"SKU1": "mark_down"}


def test_scanned_goods_are_chosen_also_behind_a_filter(cleared: ClearancePage) -> None:
    heard = Heard(cleared)
    cleared.show_only("overstock")
    cleared.take_scan(Scan(barcode(2)))
    current = cleared.list.table.current()
    assert current is not None
    assert current.seller_code == "SKU2"
    assert heard.last == ("next", "clearance.found_here")
    chosen = cleared.list.table.current()
    cleared.take_scan(Scan("A-1"))  # a bin, whose number in the books is that of some SKU
    assert cleared.list.table.current() == chosen
    cleared.take_scan(Scan("no such thing"))
    assert heard.last == ("information", "clearance.not_here")


def test_goods_scanned_before_the_list_is_read_are_found_when_it_is(
    local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    local_warehouse.clock = lambda: DAY - timedelta(days=100)
    add_products(local_warehouse)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 20})
    local_warehouse.clock = lambda: DAY
    go_on = threading.Event()

    def slowly(session: Session, today: date) -> Clearance:
        go_on.wait(10)
        return clearance(session, today)

    monkeypatch.setattr("ui.restock.clearance_page.clearance", slowly)
    with at_work(local_warehouse, qapp, "restock") as running:
        station = running.window.workplace.current
        assert isinstance(station, RestockStation)
        page = station.show_page("clearance")
        assert isinstance(page, ClearancePage)
        heard = Heard(page)
        Scanner(running, qtbot).scan(barcode(2), "no such thing")
        assert [answer[1] for answer in heard.answers] == ["clearance.reads_first"] * 2
        go_on.set()
        qtbot.waitUntil(lambda: len(heard.answers) == 4)
        assert [answer[1] for answer in heard.answers[2:]] == ["clearance.found_here", "clearance.not_here"]
        current = page.list.table.current()
        assert current is not None
        assert current.seller_code == "SKU2"
        settle(qtbot, running.desk)


def test_the_list_is_exported_and_written_as_a_paper(cleared: ClearancePage, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    told = Told(desk)
    cleared.export_to(tmp_path / "list.csv")
    qtbot.waitUntil(lambda: "orders.exported" in told.codes)
    assert len((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()) == 4
    cleared.print_button.click()
    qtbot.waitUntil(lambda: cleared.paper.isVisibleTo(cleared))
    assert (desk.folder.documents / f"clearance-{TODAY:%Y%m%d}.pdf").is_file()


def test_a_clerk_reads_and_decides_nothing(cleared: ClearancePage, desk: Desk) -> None:
    sit_down_as(desk, Role.CLERK)
    cleared.show_only("all")
    assert not cleared.decide_button.isEnabled()
    assert cleared.decide_button.toolTip()
    cleared.ask_decide()
    assert not [form for form in cleared.window().findChildren(DecideForm) if form.is_open]


def test_the_words_of_a_row_follow_the_language(cleared: ClearancePage) -> None:
    before = cleared.detail.text()
    language.switch("en")
    QApplication.processEvents()
    assert cleared.detail.text() != before
    assert "promised to nobody: 10" in cleared.detail.text()
    view, place = cleared.list.table.view, [column.key for column in cleared.list.table.model.columns].index("advice")
    assert view.columnWidth(place) >= view.fontMetrics().horizontalAdvance(language.tr("clearance.advice_give_back")) + 24


# --- days -----------------------------------------------------------------------------------------------------------------


def past_file(warehouse: Warehouse, folder: Path) -> None:
    path = folder / "sales.csv"
    path.write_text("商家编码,2025-03,2025-04\nSKU1,31,60\nSKU2,3,2\n", encoding="utf-8")
    bring_in(warehouse, SYSTEM, DESK, Intake("past_sales", (path,)))


def test_past_sales_are_shown_by_file_and_month_and_go_back_whole(
    days: DaysPage, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:  # fmt: skip
    asked: list[str] = []
    days.goto.connect(asked.append)
    days.past.empty_button.click()
    assert asked == ["intake"]
    past_file(desk.warehouse, tmp_path)
    days.refresh()
    assert days.past.files.rows == [], "adding up a million days holds up nobody"
    qtbot.waitUntil(lambda: bool(days.past.files.rows))
    assert [(one.pieces, one.skus) for one in days.past.files.rows] == [(96, 2)]
    assert days.past.back_button.isEnabled()
    qtbot.waitUntil(lambda: bool(days.past.months.rows))
    assert [(f"{one.month:%m}", one.pieces) for one in days.past.months.rows] == [("04", 62), ("03", 34)]
    assert days.past.chart is not None
    days.past.back_button.click()
    form = form_of(days, TakeBackForm)
    assert isinstance(form, TakeBackForm)
    form.reject()
    assert desk.read(past_imports)
    assert days.past.files.table.current() is not None
    days.past.back_button.click()
    form = form_of(days, TakeBackForm)
    assert isinstance(form, TakeBackForm)
    form.accept()
    qtbot.waitUntil(lambda: days.past.files.rows == [])
    assert desk.read(past_imports) == []


def test_a_list_of_past_sales_is_recognised_previewed_and_leads_back_to_restock(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:  # fmt: skip
    path = tmp_path / "sales.csv"
    path.write_text("商家编码,2025-03,2025-04\nSKU1,31,60\nNIX,3,2\n", encoding="utf-8")
    station = IntakeStation(desk)
    qtbot.addWidget(station)
    station.show()
    station.enter()
    station.add_files([path])
    qtbot.waitUntil(lambda: station.pages.currentWidget() is station.preview)
    assert station.preview.title.code == "intake.preview_past_sales"
    assert [(row.what, row.row) for row in station.preview.rows] == [("wrong", 3)]
    station.preview.accept.click()
    qtbot.waitUntil(lambda: station.pages.currentWidget() is station.done)
    assert [one.pieces for one in desk.read(past_imports)] == [91]
    with qtbot.waitSignal(station.goto) as went:
        station.done.next.click()
    assert went.args == ["restock"]


def test_days_are_marked_changed_removed_and_each_step_is_undone(days: DaysPage, desk: Desk) -> None:
    days.tabs.setCurrentIndex(MARKS)
    days.marks.empty_button.click()
    form = form_of(days, MarkForm)
    assert isinstance(form, MarkForm)
    form.kind.choose("closed")
    assert form.explained.code == "past.explain_closed"
    form.begins.show_day(date(2027, 2, 6))
    assert form.ends.day == date(2027, 2, 6)  # the last day goes along
    form.ends.show_day(date(2027, 2, 5))
    form.accept()
    assert form.mistake.code == "past.mark_days"
    form.ends.show_day(date(2027, 2, 12))
    form.note.setText("春节")
    form.accept()
    assert [(one.kind, one.days, one.note) for one in desk.read(marks)] == [("closed", 7, "春节")]
    days.marks.list.table.view.selectRow(0)
    days.marks.change_button.click()
    form = form_of(days, MarkForm)
    assert isinstance(form, MarkForm)
    form.kind.choose("promotion")
    form.accept()
    assert desk.read(marks)[0].kind == "promotion"
    days.marks.done.undo_button.click()
    assert desk.read(marks)[0].kind == "closed"
    days.marks.remove_button.click()
    assert desk.read(marks) == []
    days.marks.done.undo_button.click()
    assert [one.note for one in desk.read(marks)] == ["春节"]


def test_days_without_orders_are_noticed_and_explained(days: DaysPage, desk: Desk, qtbot: QtBot) -> None:
    orders = (order(str(n), {"SKU1": 1}, paid_at=DAY - timedelta(days=n)) for n in (0, 40))
    add_orders(desk.warehouse, *orders)
    days.tabs.setCurrentIndex(MARKS)
    qtbot.waitUntil(lambda: len(days.marks.gaps.rows) == 1)
    days.marks.explain_button.click()
    form = form_of(days, MarkForm)
    assert isinstance(form, MarkForm)
    assert (form.kind.value(), form.days) == ("missing", 39)
    form.accept()
    qtbot.waitUntil(lambda: days.marks.gaps.rows == [])


def test_many_products_get_one_last_day_and_lose_it(days: DaysPage, desk: Desk) -> None:
    days.tabs.setCurrentIndex(SEASONS)
    pane = days.seasons
    told = Told(desk)
    pane.table.view.clearSelection()
    pane.set_button.click()
    assert told.codes == ["past.nothing_chosen"]
    pane.table.view.selectAll()
    pane.set_button.click()
    form = form_of(days, SeasonForm)
    assert isinstance(form, SeasonForm)
    form.day.show_day(TODAY - timedelta(days=1))
    form.accept()
    assert desk.read(season_counts, TODAY) == {"all": 3, "set": 3, "over": 3, "unset": 0}
    pane.chips["over"].click()
    pane.table.view.clearSelection()  # a key held in another test would take the row out of what is chosen
    pane.table.view.selectRow(0)
    pane.clear_button.click()
    assert desk.read(season_counts, TODAY)["over"] == 2, told.codes
    pane.done.undo_button.click()
    assert desk.read(season_counts, TODAY)["over"] == 3
    QAbstractItemModelTester(pane.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_scanned_goods_show_their_season(days: DaysPage) -> None:
    heard = Heard(days)
    days.take_scan(Scan(barcode(3)))
    assert days.tabs.currentIndex() == SEASONS
    assert heard.last == ("information", "past.season_shown")
    assert [row.name for row in days.seasons.table.model.rows()] == ["商品3"]
    days.take_scan(Scan("no such thing"))
    assert heard.last[0] == "unknown"


def test_what_somebody_else_removed_is_said(days: DaysPage, desk: Desk) -> None:
    made = do(desk.warehouse, mark_days, Mark("closed", TODAY, TODAY))
    days.tabs.setCurrentIndex(MARKS)
    days.marks.list.table.view.selectRow(0)
    do(desk.warehouse, remove_mark, made)
    told = Told(desk)
    days.marks.remove_button.click()
    assert told.codes == ["past.no_mark"]
