"""The freight page: a real file through the form into a bill, what is decided about it, its dispute list, and the costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.dispatch.freight.bills import FAR, NEAR, bill_file, price_list, shipped
from tests.shop import COURIER
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language, theme
from ui.couriers.freight.bill_form import BillForm
from ui.couriers.freight.decide_form import DecideForm
from ui.couriers.freight.page import COSTS, FreightPage
from ui.couriers.freight.problems_form import ProblemsForm
from ui.couriers.freight.remove_form import RemoveForm
from ui.couriers.station import CouriersStation
from ui.desk import Desk
from ui.widgets.charts import BarChart, LineChart
from warehouse_app.dispatch.freight.commands import decide
from warehouse_app.dispatch.freight.queries import bills
from warehouse_app.dispatch.freight.rules import Kind
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse

OWN = "面单,日期,发往,公斤,应结"  # names nobody knows


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


def open_page(desk: Desk, qtbot: QtBot) -> FreightPage:
    station = CouriersStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 640)
    station.show()
    station.enter()
    page = station.show_page("freight")
    assert isinstance(page, FreightPage)
    return page


def form_of(page: FreightPage, kind: type[BillForm]) -> BillForm:
    (form,) = (form for form in page.window().findChildren(kind) if form.is_open)
    return form


def look_at(desk: Desk, qtbot: QtBot, page: FreightPage, path: Path) -> BillForm:
    page.bills.look_at(path)
    settle(qtbot, desk)
    return form_of(page, BillForm)


def name_columns(form: BillForm) -> None:
    for field, header in (("waybill", "面单"), ("bill_total", "应结"), ("bill_weight", "公斤"), ("bill_place", "发往")):
        form.fields.combos[field].choose(header)


def bring_one(desk: Desk, qtbot: QtBot, folder: Path) -> tuple[FreightPage, list[str]]:
    """A page with one bill opened: a parcel too heavy, one right, a number not ours, one ruined, and one parcel missing."""
    waybills = shipped(desk.warehouse, [NEAR, NEAR, FAR])
    price_list(desk.warehouse)
    page = open_page(desk, qtbot)
    assert page.bills.list.table.empty.isVisibleTo(page.bills)
    a, b, _ = waybills
    rows = [f"{a},2026-11-03,浙江,2.6,5.00", f"{b},2026-11-03,浙江,0.1,3.00", "99999999999999,,,,8.80", "1.2E+14,,,,1"]
    form = look_at(desk, qtbot, page, bill_file(folder, *rows, header=OWN, name="中通11月.csv"))
    assert (form.courier.value(), form.saved.isVisibleTo(form)) == (COURIER, False)
    form.accept()
    assert form.is_open
    assert form.mistake.code == "intake.column_missing"
    name_columns(form)
    qtbot.keyClick(form.fields.combos["waybill"], Qt.Key.Key_Return)
    settle(qtbot, desk)
    return page, waybills


def test_a_file_becomes_a_bill_with_its_mistakes(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page, (a, *_) = bring_one(desk, qtbot, tmp_path)
    pane = page.bills.pane
    assert page.bills.stack.currentWidget() is pane
    assert pane.title.code == "freight.bill_title"
    assert {kind: (tile.count, tile.figure()) for kind, tile in pane.tiles.items() if tile.count} == {
        Kind.UNKNOWN: (1, "¥8.80"), Kind.WEIGHT: (1, "¥2.00"), Kind.MISSING: (1, "¥0.00"),
    }  # fmt: skip
    qtbot.mouseClick(pane.problems_button, Qt.MouseButton.LeftButton)
    problems = page.window().findChild(ProblemsForm)
    assert isinstance(problems, ProblemsForm)
    assert [(one.row, one.code) for one in problems.list.rows] == [(7, "sheets.ruined_number")]
    problems.accept()
    qtbot.mouseClick(pane.tiles[Kind.WEIGHT], Qt.MouseButton.LeftButton)
    assert [row.waybill for row in pane.table.model.rows()] == [a]
    qtbot.mouseClick(pane.tiles[Kind.WEIGHT], Qt.MouseButton.LeftButton)
    assert pane.table.model.total == 3


def test_what_is_disputed_goes_to_the_courier_as_a_workbook(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page, _ = bring_one(desk, qtbot, tmp_path)
    pane, told = page.bills.pane, Told(desk)
    pane.write_list(tmp_path / "none.xlsx")
    settle(qtbot, desk)
    pane.table.view.selectRow(0)
    qtbot.mouseClick(pane.doing["disputed"], Qt.MouseButton.LeftButton)
    decision = page.window().findChild(DecideForm)
    assert isinstance(decision, DecideForm)
    qtbot.keyClicks(decision.note, "not ours")
    qtbot.keyClick(decision.note, Qt.Key.Key_Return)
    assert [row.note for row in pane.table.model.rows() if row.state == "disputed"] == ["not ours"]
    pane.write_list(tmp_path / "disputes.xlsx")
    settle(qtbot, desk)
    sheet = load_workbook(tmp_path / "disputes.xlsx").active
    assert sheet is not None
    found = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert found[2][1:3] == ["99999999999999", language.tr("freight.why_not_ours")]
    assert found[3] == [language.tr("freight.list_total"), 8.8]
    assert pane.remove_button.isHidden()
    assert told.codes == ["freight.nothing_disputed", "freight.list_written"]
    qtbot.mouseClick(pane.back_button, Qt.MouseButton.LeftButton)
    assert [(row.courier, row.state, row.at_stake) for row in page.bills.list.rows] == [(COURIER, "sent", Decimal("10.80"))]


def test_a_bill_with_decisions_is_removed_only_after_a_yes(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page, _ = bring_one(desk, qtbot, tmp_path)
    pane = page.bills.pane
    one = next(iter(pane.table.model.rows()))
    desk.command(decide, [one.id], "accepted", "as agreed")
    qtbot.mouseClick(pane.remove_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    asked = page.window().findChild(RemoveForm)
    assert isinstance(asked, RemoveForm)
    assert len(desk.read(bills)) == 1
    asked.accept()
    settle(qtbot, desk)
    assert page.bills.list.rows == []


def test_what_was_named_is_proposed_again_and_wrong_columns_ask_again(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page, told = open_page(desk, qtbot), Told(desk)
    rows = [f"7500001234567{n},2026-11-03,浙江,1,3.00" for n in range(6)]
    form = look_at(desk, qtbot, page, bill_file(tmp_path, *rows, header=OWN, name="中通.csv"))
    name_columns(form)
    form.fields.combos["bill_total"].choose("发往")
    form.accept()
    settle(qtbot, desk)
    assert told.codes == ["freight.wrong_columns"]
    again = form_of(page, BillForm)
    assert again.fields.columns()["bill_total"] == "发往"
    again.fields.combos["bill_total"].choose("应结")
    again.accept()
    settle(qtbot, desk)
    assert page.bills.pane.facts.code == "freight.none_ours"
    qtbot.mouseClick(page.bills.pane.remove_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert page.bills.list.rows == []
    with qtbot.waitSignal(page.page_asked) as asked:
        page.bills.prices_button.click()
    assert asked.args == ["prices", None]
    page.page_asked.emit("freight", None)
    next_month = look_at(desk, qtbot, page, bill_file(tmp_path, *rows, header=OWN + ",备注", name="中通12.csv"))
    assert next_month.saved.isVisibleTo(next_month)
    assert next_month.fields.columns() == {
        "waybill": "面单", "bill_total": "应结", "bill_weight": "公斤", "bill_place": "发往", "bill_day": "日期",
    }  # fmt: skip
    next_month.reject()


def test_costs_with_their_charts(desk: Desk, qtbot: QtBot, qapp: QApplication) -> None:
    shipped(desk.warehouse, [NEAR, FAR])
    price_list(desk.warehouse)
    page = open_page(desk, qtbot)
    page.tabs.setCurrentIndex(COSTS)
    settle(qtbot, desk)
    costs = page.costs
    assert [(row.key, row.parcels, row.cost) for row in costs.list.rows] == [(COURIER, 2, Decimal("8.00"))]
    qtbot.mouseClick(costs.chips["province"], Qt.MouseButton.LeftButton)
    bars = costs.findChild(BarChart)
    assert isinstance(bars, BarChart)
    assert [(point.label, point.words) for point in bars.points] == [("广东省", "5.00"), ("浙江省", "3.00")]
    assert "广东省" in bars.accessibleName()
    theme.apply(qapp, "dark")
    language.switch("en")
    qapp.processEvents()
    assert "Freight, By province" in bars.accessibleName()
    theme.apply(qapp, "light")
    language.switch("zh_CN")
    qtbot.mouseClick(costs.chips["month"], Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    line = costs.findChild(LineChart)
    assert isinstance(line, LineChart)
    assert line.isVisible()
    assert [point.words for point in line.points] == ["8.00"]
    assert not bars.isVisible()


def test_a_clerk_is_told_that_costs_are_not_shown(desk: Desk, qtbot: QtBot) -> None:
    sit_down_as(desk, Role.CLERK)
    page = open_page(desk, qtbot)
    assert page.closed.isVisible()
    assert not page.bills.isVisible()
