"""The page of a rehearsed sale: plans, what is assumed, what follows while one types, goods, orders, shifts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.counting.house import person
from tests.restock.rehearsing.house import found, past, sku_ids
from tests.shop import DAY, add_orders, barcode, do, order
from tests.ui.desks import Heard, Told, open_desk, settle, sit_down_as
from tests.ui.program import Scanner, at_work
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.restock.rehearsal_drafts import FILE
from ui.restock.rehearsal_forms import GoodsForm, OrderForm, PiecesForm, _named
from ui.restock.rehearsal_page import RehearsalPage
from ui.restock.rehearsal_results import TABS
from ui.restock.shift_grid import ShiftGrid, hours_words, typed_hours
from ui.restock.station import RestockStation
from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.commands import save_supplier, set_price
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.inbound.tables import PurchaseOrder
from warehouse_app.people.rules import Role
from warehouse_app.people.shifts import PlannedDay, set_shifts
from warehouse_app.restock.rehearsing.commands import remove_plan, save_plan
from warehouse_app.restock.rehearsing.queries import plans
from warehouse_app.restock.rehearsing.rules import Goal, Source, Spread
from warehouse_app.store.warehouse import Warehouse

TODAY = DAY.date()
AT_1366 = 950
"""How wide the tables are on a screen of 1366 pixels."""


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY
    past(local_warehouse)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> RehearsalPage:
    """The page, empty, with an owner before it."""
    station = RestockStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 700)
    station.show()
    station.enter()
    shown = station.show_page("rehearsal")
    assert isinstance(shown, RehearsalPage)
    settle(qtbot, desk)
    return shown


@pytest.fixture
def begun(page: RehearsalPage, desk: Desk, qtbot: QtBot) -> RehearsalPage:
    """A new plan of three days after the three days that sold anything, four times as much."""
    page.begin()
    page.inputs.model_from.show_day(TODAY - timedelta(days=3))
    page.inputs.figure.setText("4")
    read(page, qtbot)
    return page


def read(page: RehearsalPage, qtbot: QtBot) -> None:
    """What was typed is read and reckoned."""
    qtbot.waitUntil(lambda: not page.reader.waits, timeout=5_000)
    settle(qtbot, page.desk)


def form_of(page: RehearsalPage, kind: type) -> object:
    return next(form for form in page.window().findChildren(kind) if form.is_open)


def pieces(page: RehearsalPage) -> dict[str, int]:
    return {one.seller_code: one.pieces for one in page.results.goods.rows}


def test_an_empty_page_says_what_it_is_for_and_how_to_begin(page: RehearsalPage) -> None:
    assert page.pages.currentIndex() == 0
    assert page.first.code == "rehearsal.do_new"
    page.first.click()
    assert page.pages.currentIndex() == 1
    assert page.list.rows[0].changed


def test_what_follows_follows_the_typing(begun: RehearsalPage, qtbot: QtBot) -> None:
    assert pieces(begun) == {"SKU1": 60, "SKU2": 24}
    assert (begun.said.words.code, begun.said.tone) == ("rehearsal.said", "wrong")  # two weeks to arrive, from today
    job = begun.desk.jobs.running
    begun.inputs.figure.setText("2")
    assert (pieces(begun), begun.desk.jobs.running) == ({"SKU1": 30, "SKU2": 12}, job)
    begun.inputs.goal.choose(Goal.ORDERS)
    begun.inputs.figure.setText("150")
    assert pieces(begun) == {"SKU1": 150, "SKU2": 60}
    begun.inputs.spread.choose(Spread.HAND)
    assert begun.said.words.code == "rehearsal.bad_shares"
    assert begun.results.goods.rows == []
    begun.inputs.shares.setText("50，30 20")
    assert [one.orders for one in begun.results.days.rows] == [75, 45, 30]
    begun.inputs.model_to.show_day(TODAY - timedelta(days=2))
    read(begun, qtbot)
    assert pieces(begun) == {"SKU1": 150}


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [("figure", "0", "rehearsal.bad_times"), ("figure", "1000", "rehearsal.bad_times"), ("figure", "", "rehearsal.bad_times"),
     ("figure", "viel", "purchasing.no_amount")],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_lost(begun: RehearsalPage, field: str, text: str, code: str) -> None:
    getattr(begun.inputs, field).setText(text)
    assert (begun.said.words.code, begun.said.tone) == (code, "wrong")
    assert not begun.save.isEnabled()
    begun.inputs.figure.setText("4")
    assert pieces(begun) == {"SKU1": 60, "SKU2": 24}


def test_many_goods_are_reckoned_in_the_background(
    begun: RehearsalPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.restock.rehearsal_reader._QUICK", 0)
    for text in ("3", "0", "2"):
        begun.inputs.figure.setText(text)
    settle(qtbot, desk)
    assert (pieces(begun), begun.said.words.code) == ({"SKU1": 30, "SKU2": 12}, "rehearsal.said")
    begun.inputs.figure.setText("0")
    settle(qtbot, desk)
    assert (pieces(begun), begun.said.words.code) == ({}, "rehearsal.bad_times")


def test_days_that_are_turned_round_or_sold_nothing(begun: RehearsalPage, qtbot: QtBot) -> None:
    begun.inputs.ends.show_day(begun.inputs.begins.day - timedelta(days=1))
    assert begun.said.words.code == "rehearsal.days_turned"
    begun.inputs.ends.show_day(begun.inputs.begins.day)
    assert begun.said.words.code == "rehearsal.said"
    begun.inputs.model_from.show_day(date(2025, 1, 1))
    begun.inputs.model_to.show_day(date(2025, 1, 1))
    read(begun, qtbot)
    assert begun.said.words.code == "rehearsal.no_history"


def test_a_plan_is_saved_changed_copied_removed_and_back(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    begun.inputs.name.setText("双十一")
    begun.save.click()
    assert told.codes == ["rehearsal.saved"]
    assert [(one.name, one.changed) for one in begun.list.rows] == [("双十一", False)]
    assert not begun.save.isEnabled()
    begun.inputs.figure.setText("5")
    assert begun.list.rows[0].changed
    begun.begin()
    read(begun, qtbot)
    begun.list.table.view.selectRow(next(n for n, one in enumerate(begun.list.rows) if one.key > 0))
    read(begun, qtbot)
    assert begun.inputs.figure.text() == "5"
    begun.save.click()
    begun.copy.click()
    settle(qtbot, desk)
    assert begun.inputs.name.text() == "双十一 (2)"
    begun.remove.click()
    assert begun.done.words.code == "rehearsal.removed"
    with desk.warehouse.reading() as session:
        assert [one.name for one in plans(session)] == ["双十一"]
    begun.done.undo_button.click()
    settle(qtbot, desk)
    with desk.warehouse.reading() as session:
        assert sorted(one.name for one in plans(session)) == ["双十一", "双十一 (2)"]


def test_a_name_that_is_taken_keeps_what_was_typed(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    begun.inputs.name.setText("双十一")
    begun.save.click()
    begun.begin()
    read(begun, qtbot)
    begun.inputs.name.setText("双十一")
    told = Told(desk)
    begun.save.click()
    assert told.codes == ["rehearsal.name_taken"]
    assert begun.inputs.name.text() == "双十一"
    begun.remove.click()
    assert len(begun.list.rows) == 1
    begun.done.undo_button.click()
    assert len(begun.list.rows) == 2


def test_what_somebody_else_changed_or_removed_meanwhile(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    begun.inputs.name.setText("双十一")
    begun.save.click()
    assert begun._card is not None
    plan_id = begun._card.id
    begun.inputs.figure.setText("6")
    desk.warehouse.clock = lambda: DAY + timedelta(minutes=1)
    other = found(desk.warehouse, figure=Decimal(3))
    do(desk.warehouse, save_plan, "双十一", other, plan_id)
    begun.refresh()
    settle(qtbot, desk)
    told = Told(desk)
    begun.save.click()
    settle(qtbot, desk)
    assert told.codes == ["rehearsal.changed_meanwhile"]
    assert sorted((one.name, one.changed) for one in begun.list.rows) == [("双十一", False), ("双十一 (2)", True)]
    assert (begun.inputs.name.text(), begun.inputs.figure.text()) == ("双十一 (2)", "6")
    begun.list.table.view.selectRow(next(n for n, one in enumerate(begun.list.rows) if one.key == plan_id))
    settle(qtbot, desk)
    assert begun.inputs.figure.text() == "3"
    begun.inputs.figure.setText("7")
    do(desk.warehouse, remove_plan, plan_id)
    begun.refresh()
    settle(qtbot, desk)
    assert all(one.changed for one in begun.list.rows)
    assert (begun.inputs.name.text(), begun.inputs.figure.text()) == ("双十一 (3)", "7")


def test_a_plan_that_was_removed_comes_back_with_what_was_typed_into_it(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    begun.inputs.name.setText("双十一")
    begun.save.click()
    begun.inputs.figure.setText("9")
    settle(qtbot, desk)
    begun.remove.click()
    assert begun.list.rows == []
    begun.done.undo_button.click()
    settle(qtbot, desk)
    assert [(one.name, one.changed) for one in begun.list.rows] == [("双十一", True)]
    assert begun.inputs.figure.text() == "9"
    told = Told(desk)
    begun.save.click()
    assert told.codes == ["rehearsal.saved"]


def opened_again(desk: Desk, qtbot: QtBot) -> RehearsalPage:
    """The page of a program that was closed and started again."""
    page = RehearsalPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    settle(qtbot, desk)
    return page


def test_what_was_typed_outlives_the_program_until_it_is_saved_or_given_up(
    begun: RehearsalPage, desk: Desk, qtbot: QtBot
) -> None:  # fmt: skip
    begun.begin()  # nothing is typed into this one
    begun.list.table.view.selectRow(next(n for n, one in enumerate(begun.list.rows) if one.key == -1))
    read(begun, qtbot)
    begun.inputs.name.setText("双十一")
    begun.inputs.spread.choose(Spread.HAND)
    begun.inputs.shares.setText("50 30 20")
    begun.inputs.show_goods((), ((sku_ids(desk.warehouse)["SKU3"], 7),))
    again = opened_again(desk, qtbot)
    assert [(one.name, one.changed) for one in again.list.rows] == [("双十一", True)]
    assert (again.inputs.edit().wishes.shares, pieces(again)["SKU3"]) == ((50, 30, 20), 7)
    again.save.click()
    again.inputs.figure.setText("5")
    again = opened_again(desk, qtbot)
    assert [(one.name, one.changed) for one in again.list.rows] == [("双十一", True)]
    assert again.inputs.figure.text() == "5"
    assert again._card is not None
    desk.warehouse.clock = lambda: DAY + timedelta(minutes=1)
    do(desk.warehouse, save_plan, "双十一", found(desk.warehouse, figure=Decimal(3)), again._card.id)
    told = Told(desk)
    again = opened_again(desk, qtbot)
    again.save.click()
    assert told.codes == ["rehearsal.changed_meanwhile"], "somebody saved it since it was typed, however often this was closed"
    again.remove.click()
    assert [one.changed for one in opened_again(desk, qtbot).list.rows] == [False]
    again.done.undo_button.click()
    assert [one.name for one in opened_again(desk, qtbot).list.rows] == ["双十一 (2)", "双十一"]


def test_drafts_that_are_damaged_or_cannot_be_kept(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    file = desk.folder.root / FILE
    begun.inputs.figure.setText("5")
    kept = json.loads(file.read_text(encoding="utf-8"))
    bad = [7, {}, kept[0] | {"plan": "x"}, kept[0] | {"wishes": {"begins": "soon"}}, kept[0] | {"seen": 5}]
    for text, rows in (("{", 0), ("{}", 0), (json.dumps([*bad, *kept]), 1)):
        file.write_text(text, encoding="utf-8")
        assert len(opened_again(desk, qtbot).list.rows) == rows, text
    told = Told(desk)
    file.unlink()
    file.mkdir()
    begun.inputs.figure.setText("6")
    begun.inputs.figure.setText("7")
    assert told.codes == ["people.cannot_keep"]
    file.rmdir()
    begun.inputs.figure.setText("8")
    sit_down_as(desk, Role.CLERK)
    begun.inputs.figure.setText("2")
    assert [one["wishes"]["figure"] for one in json.loads(file.read_text(encoding="utf-8"))] == ["8"], "a clerk only plays"


def test_a_plan_that_somebody_else_changed_is_shown_as_it_is_now(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    begun.save.click()
    settle(qtbot, desk)
    assert begun._card is not None
    desk.warehouse.clock = lambda: DAY + timedelta(minutes=1)
    do(desk.warehouse, save_plan, "年货节", found(desk.warehouse, figure=Decimal(3)), begun._card.id)
    begun.refresh()
    settle(qtbot, desk)
    assert (begun.inputs.name.text(), begun.inputs.figure.text(), pieces(begun)) == ("年货节", "3", {"SKU1": 45, "SKU2": 18})


def test_goods_are_searched_and_those_to_order_picked_out(begun: RehearsalPage, qtbot: QtBot) -> None:
    begun.results.search.setText("sku2")
    begun.results.search.returnPressed.emit()
    assert list(pieces(begun)) == ["SKU2"]
    begun.take_scan(Scan(barcode(1), (), 0.0, "keyboard"))
    assert set(pieces(begun)) == {"SKU1", "SKU2"}
    begun.inputs.figure.setText("0.5")
    begun.results.only.click()
    assert set(pieces(begun)) == {one.seller_code for one in begun.results._needs if one.to_order}


def test_a_new_plan_begins_with_the_house_as_in_the_last_one(begun: RehearsalPage, qtbot: QtBot) -> None:
    begun.inputs.own["desks"].setText("4")
    begun.inputs.hours.setValue(10)
    begun.save.click()
    begun.begin()
    read(begun, qtbot)
    assert (begun.inputs.own["desks"].text(), begun.inputs.hours.value()) == ("4", 10)
    assert begun.inputs.figure.text() == "2"


def test_pieces_by_hand_stand(begun: RehearsalPage, qtbot: QtBot) -> None:
    begun.results.goods.table.view.selectRow(0)
    begun.results.goods.table.activated.emit(begun.results.goods.rows[0])
    form = form_of(begun, PiecesForm)
    assert isinstance(form, PiecesForm)
    form.field.setText("viele")
    form.accept()
    assert form.mistake.code == "purchasing.no_pieces"
    form.field.setText("500")
    form.accept()
    assert max(pieces(begun).values()) == 500
    by_hand = next(one for one in begun.results.goods.rows if one.by_hand)
    begun.asking.pieces(by_hand)
    form = form_of(begun, PiecesForm)
    assert isinstance(form, PiecesForm)
    assert form.field.text() == "500"
    in_sets = PiecesForm(begun, replace(by_hand, pieces=750), 500, lambda _: None)  # 250 more lie in sets
    assert in_sets.field.text() == "500"
    form.field.clear()
    form.accept()
    assert pieces(begun) == {"SKU1": 60, "SKU2": 24}


def test_goods_are_chosen_by_scan_and_out_of_a_file(begun: RehearsalPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    begun.inputs.source.choose(Source.SKUS)
    form = form_of(begun, GoodsForm)
    assert isinstance(form, GoodsForm)
    form.take_scan(Scan(barcode(2), (), 0.0, "keyboard"))
    form.take_scan(Scan("what", (), 0.0, "keyboard"))
    assert form.told.words.code == "purchasing.unknown_code"
    file = tmp_path / "goods.csv"
    file.write_text("商家编码,件数\nSKU3,70\nNIX,1\n", encoding="utf-8")
    form.read(file)
    settle(qtbot, desk)
    assert form.told.words.code == "rehearsal.file_strange"
    assert [one.pieces for one in form.table.rows] == [None, 70]
    form.accept()
    read(begun, qtbot)
    assert pieces(begun) == {"SKU2": 24, "SKU3": 70}
    assert begun.inputs.goods.code == "rehearsal.choose_goods"


def test_what_is_lacking_becomes_drafts_and_back(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    supplier = do(desk.warehouse, save_supplier, SupplierFields("纺织厂", lead_days=3))
    do(desk.warehouse, set_price, supplier, sku_ids(desk.warehouse)["SKU1"], Decimal(4))
    begun.refresh()
    settle(qtbot, desk)
    begun.order.click()
    form = form_of(begun, OrderForm)
    assert isinstance(form, OrderForm)
    assert form.without.words.code == "rehearsal.order_without"  # SKU2
    form.accept()
    settle(qtbot, desk)
    assert begun.done.words.code == "rehearsal.ordered"
    assert {one.seller_code: one.to_order for one in begun.results.goods.rows}["SKU1"] == 0
    begun.done.undo_button.click()
    settle(qtbot, desk)
    with desk.warehouse.reading() as session:
        assert [one.state for one in session.scalars(select(PurchaseOrder))] == ["cancelled"]
    assert {one.seller_code: one.to_order for one in begun.results.goods.rows}["SKU1"] > 0


def test_papers_are_made(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    begun.inputs.name.setText("双十一/1")
    begun.paper.click()
    settle(qtbot, desk)
    assert [path.suffix for path in begun.papers.files] == [".pdf", ".xlsx"]
    assert all(path.stat().st_size > 1_000 for path in begun.papers.files)


def test_goods_that_are_scanned_show_themselves(begun: RehearsalPage) -> None:
    heard = Heard(begun)
    for code, answer in (
        (barcode(2), "rehearsal.shown"),
        (barcode(3), "rehearsal.not_in_sale"),
        ("x", "purchasing.unknown_code"),
    ):
        begun.take_scan(Scan(code, (), 0.0, "keyboard"))
        assert heard.last[1] == answer
    current = begun.results.goods.table.current()
    assert current is not None
    assert current.seller_code == "SKU2"


def test_goods_scanned_before_the_sale_is_reckoned_are_looked_for_then(begun: RehearsalPage, qtbot: QtBot) -> None:
    heard = Heard(begun)
    begun.begin()
    begun.take_scan(Scan(barcode(2), (), 0.0, "keyboard"))
    assert heard.last[1] == "rehearsal.reads_first"
    begun.inputs.model_from.show_day(TODAY - timedelta(days=3))
    read(begun, qtbot)
    assert [answer[1] for answer in heard.answers] == ["rehearsal.reads_first", "rehearsal.shown"]
    begun.inputs.figure.setText("0")
    begun.take_scan(Scan(barcode(2), (), 0.0, "keyboard"))
    assert heard.last[1] == "rehearsal.not_in_sale", "where nothing is reckoned nothing is waited for"


def test_what_came_of_a_sale_stands_beside_the_plan(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    begun.inputs.begins.show_day(TODAY)
    begun.save.click()
    settle(qtbot, desk)
    begun.results.setCurrentIndex(TABS.index("came"))
    at = datetime.combine(TODAY, DAY.timetz())
    add_orders(desk.warehouse, order("S1", {"SKU1": 9}, paid_at=at, created_at=at), name="sale.csv")
    begun.refresh()
    settle(qtbot, desk)
    assert begun.results.came_said.words.code == "rehearsal.came_said"
    assert {one.seller_code: one.sold for one in begun.results.came.rows}["SKU1"] == 9


def test_a_clerk_may_look_and_change_nothing(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    begun.save.click()
    sit_down_as(desk, Role.CLERK)
    begun.refresh()
    settle(qtbot, desk)
    assert not any(button.isEnabled() for button in (begun.new, begun.save, begun.copy, begun.remove, begun.order))
    assert begun.paper.isEnabled()
    assert not begun.results.shifts.copy_last.isEnabled()


# --- the shift plan -------------------------------------------------------------------------------------------------------


@pytest.fixture
def grid(begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> ShiftGrid:
    """Two people and a week in which the sale falls."""
    person(desk.warehouse, "李", "clerk")
    begun.results.setCurrentIndex(TABS.index("people"))
    begun.refresh()
    settle(qtbot, desk)
    return begun.results.shifts


def cells(grid: ShiftGrid, line: int) -> list[str]:
    return [str(grid.model.data(grid.model.index(line, place))) for place in range(8)]


def test_hours_are_typed_into_cells_copied_and_taken_back(grid: ShiftGrid, begun: RehearsalPage, qtbot: QtBot) -> None:
    QAbstractItemModelTester(grid.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [grid.model.rows[n].name for n in range(2)] == ["李", "王店主"]
    grid.model.setData(grid.model.index(0, 1), "7:30")
    grid.model.setData(grid.model.index(1, 1), "８")
    assert cells(grid, 0) == ["", "7.5", "", "", "", "", "", "7.5"]
    assert cells(grid, 2)[1] == "15.5"
    settle(qtbot, begun.desk)
    grid.go(1)
    grid.copy_last.click()
    assert cells(grid, 0)[1] == "7.5"
    grid.undo.click()
    assert cells(grid, 0)[1] == ""
    grid.go(-1)
    assert cells(grid, 0)[1] == "7.5"


def test_what_is_no_number_of_hours_is_said(grid: ShiftGrid, begun: RehearsalPage) -> None:
    told = Told(begun.desk)
    for text in ("acht", "25", "8:75", "-1"):
        grid.model.setData(grid.model.index(0, 0), text)
    assert told.codes == ["rehearsal.no_hours", "people.shift_minutes", "rehearsal.no_hours", "people.shift_minutes"]
    assert cells(grid, 0)[0] == ""


def test_a_block_is_pasted_and_emptied_by_keys(grid: ShiftGrid, begun: RehearsalPage, qtbot: QtBot) -> None:
    grid.view.setFocus()
    QApplication.clipboard().setText("8\t8\t4\n6\t6\t6\n")
    grid.view.setCurrentIndex(grid.model.index(0, 5))
    qtbot.keyClick(grid.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (cells(grid, 0)[5:], cells(grid, 1)[5:]) == (["8", "8", "16"], ["6", "6", "12"])
    grid.view.selectRow(0)
    qtbot.keyClick(grid.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().split("\t")[5:7] == ["8", "8"]
    qtbot.keyClick(grid.view, Qt.Key.Key_Delete)
    assert cells(grid, 0) == [""] * 8
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cells(grid, 0)[5] == "8"


def test_enter_opens_a_cell(grid: ShiftGrid, qtbot: QtBot) -> None:
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.view.setFocus()
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    editor = grid.view.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "6")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cells(grid, 0)[0] == "6")


def test_hours_are_typed_and_pasted_in_the_real_window_where_keys_are_codes(
    local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot
) -> None:  # fmt: skip
    local_warehouse.clock = lambda: DAY
    past(local_warehouse)
    with at_work(local_warehouse, qapp, "restock") as running:
        station = running.window.workplace.current
        assert isinstance(station, RestockStation)
        page = station.show_page("rehearsal")
        assert isinstance(page, RehearsalPage)
        page.begin()
        page.inputs.name.setText("双十一")
        read(page, qtbot)
        page.remove.click()  # its banner has Ctrl+Z as well
        page.begin()
        read(page, qtbot)
        page.results.setCurrentIndex(TABS.index("shifts"))
        grid = page.results.shifts
        grid.view.setFocus()
        grid.view.setCurrentIndex(grid.model.index(0, 1))
        person_typing = Scanner(running, qtbot)
        person_typing.key_ms = 150
        person_typing.scan("7:30")
        assert cells(grid, 0)[1] == "7.5"
        QApplication.clipboard().setText("8\t8\n")
        qtbot.keyClick(grid.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert cells(grid, 0)[1:3] == ["8", "8"]
        qtbot.keyClick(grid.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert (cells(grid, 0)[1:3], page.done.isVisible()) == (["7.5", ""], True)
        person_typing.scan(barcode(1))
        assert cells(grid, 0)[1] == "7.5", "a code is a code"
        settle(qtbot, running.desk)


def test_shifts_are_set_against_the_days_of_the_sale(grid: ShiftGrid, begun: RehearsalPage, desk: Desk, qtbot: QtBot) -> None:
    day = begun.inputs.begins.day
    place = (day - grid.first).days
    assert grid.first == day - timedelta(days=day.weekday())
    assert begun.results.days.rows[0].missing_minutes > 0
    settle(qtbot, desk)
    jobs: list[object] = []
    desk.jobs.started.connect(jobs.append)
    grid.model.setData(grid.model.index(0, place), "12")
    assert begun.results.days.rows[0].planned_minutes == 720
    assert begun.results.days.rows[0].missing_minutes == 0
    assert grid.model.needed[day] > 0
    assert (jobs, desk.jobs.running) == ([], 0), "orders are not read again for a shift"
    begun.inputs.figure.setText("0")
    grid.model.setData(grid.model.index(1, place), "6")
    assert cells(grid, 1)[place] == "6"
    begun.inputs.figure.setText("4")
    station = begun.window()
    assert isinstance(station, RestockStation)
    station.show_page("list")
    do(desk.warehouse, set_shifts, [PlannedDay(grid.model.rows[0].person_id, day, 300)])
    desk.changed.emit(frozenset({"shifts"}))
    station.show_page("rehearsal")
    settle(qtbot, desk)
    assert begun.results.days.rows[0].planned_minutes == 660


def test_days_are_not_cut_and_what_is_not_named_is_hinted_at(begun: RehearsalPage, qapp: QApplication) -> None:
    language.switch("en")
    begun.results.setCurrentIndex(TABS.index("people"))
    qapp.processEvents()
    view = begun.results.days.table.view
    words, taken = view.model().index(0, 0).data(), sum(view.columnWidth(place) for place in range(1, 10))
    assert AT_1366 - taken >= view.fontMetrics().horizontalAdvance(words) + 24
    assert (_named(["a"] * 5), _named(["a"] * 6)) == ("a, a, a, a, a", "a, a, a, a, a, …")


def test_hours_as_they_are_typed_and_told() -> None:
    for text, minutes in (("8", 480), ("7.5 h", 450), ("7:20", 440), ("", 0), ("0", 0), ("24", 1440)):
        assert typed_hours(text) == minutes
        assert typed_hours(hours_words(minutes)) == minutes
    with pytest.raises(BadInput):
        typed_hours("inf")


def test_everything_is_said_in_the_other_language(begun: RehearsalPage, qapp: QApplication) -> None:
    language.switch("en")
    qapp.processEvents()
    assert begun.title.text() == "Sale rehearsal"
    assert begun.results.tabText(0).startswith("Goods")
    language.switch("zh_CN")
    qapp.processEvents()
    assert begun.title.text() == "大促演练"
