"""Customer service at the orders screen: offers and answers, orders by hand, goods sent again, waiting orders that can go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.inbound.buying.shop import add_supplier, ordered
from tests.shop import DAY, add_orders, add_products, add_stock, barcode, do, ids_of, order, states_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import export_table
from ui.inbound.station import InboundStation
from ui.orders.edit_forms import GoodsForm
from ui.orders.forms import ReasonForm
from ui.orders.making_forms import OrderForm, ResendForm, ask_order, ask_resend
from ui.orders.merging_forms import SplitForm
from ui.orders.more import ACTIONS
from ui.orders.offer_form import OfferForm
from ui.orders.station import OrdersStation
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button
from warehouse_app.orders.queries import OrderFilter, OrderRow, order_view, orders_page
from warehouse_app.orders.release import release
from warehouse_app.orders.shorts.commands import keep_offer
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> OrdersStation:
    """Two short orders, the one with the nearer deadline late, and one that could go."""
    add_products(desk.warehouse, 3)
    add_stock(desk.warehouse, {"SKU1": 1, "SKU2": 5})
    add_orders(
        desk.warehouse,
        order("1", {"SKU1": 3}),
        order("2", {"SKU1": 2}, ship_by=DAY),
        order("3", {"SKU2": 1}, address="上海市 浦东新区 示例路9号"),
    )
    do(desk.warehouse, release)
    made = OrdersStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    return made


def press(widget: QWidget, key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(widget, key)


def the_form(station: QWidget, kind: type[FormDialog]) -> FormDialog:
    return next(form for form in station.window().findChildren(kind) if form.is_open)


def row_of(desk: Desk, number: str) -> OrderRow:
    with desk.warehouse.reading() as session:
        return next(row for row in orders_page(session, OrderFilter()).rows if row.number == number)


def shown(station: OrdersStation) -> list[tuple[str, str, str]]:
    return [(row.number, row.offer, row.answer) for row in station.service.table.model.rows()]


def put_cursor(station: OrdersStation, number: str) -> None:
    station.tabs.setCurrentIndex(2)
    rows = [row.number for row in station.service.table.model.rows()]
    station.service.table.view.selectRow(rows.index(number))


def scan(form: OrderForm | ResendForm, code: str) -> None:
    form.take_scan(Scan(code, (), 0.0, "typed"))


# --- the short list and customer service ----------------------------------------------------------------------------------


def test_the_short_list_says_until_when_and_what_is_coming(station: OrdersStation) -> None:
    supplier = add_supplier(station.desk.warehouse)
    ordered(station.desk.warehouse, supplier, {"SKU1": 2}, expected=(DAY + timedelta(days=3)).date())
    station.tabs.setCurrentWidget(station.short)
    station.refresh()
    cells = [[column.words(row) for column in station.short.columns] for row in station.short.table.model.rows()]
    assert [(row[1], row[-3], row[-2], row[-1]) for row in cells] == [
        ("2", "1", "2", "2026-11-06"),
        ("1", "2", "2", "2026-11-06"),
    ]
    assert cells[0][0] == language.tr("orders.clock_late_hours", n=2)
    for key in ("ship_by", "day", "lacking", "pieces_coming"):
        number = [column.key for column in station.short.columns].index(key)
        station.short.table.model.sort(number, Qt.SortOrder.DescendingOrder)
        assert len(list(station.short.table.model.rows())) == 2


def test_an_offer_is_kept_by_keys_alone(station: OrdersStation, qtbot: QtBot) -> None:
    QAbstractItemModelTester(station.service.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    station.tabs.setCurrentIndex(2)
    assert shown(station) == [("2", "", ""), ("1", "", "")]
    assert station.service.hint.code == "service.hint_ask"
    press(station.service.table.view, Qt.Key.Key_Return)
    form = the_form(station, OfferForm)
    assert isinstance(form, OfferForm)
    press(form.offer, Qt.Key.Key_Down, 3)
    press(form.answer, Qt.Key.Key_Down)
    QTest.keyClicks(form.note, "buyer is cross")
    press(form.note, Qt.Key.Key_Return)
    assert not form.is_open
    assert shown(station)[0] == ("2", "refund", "accepted")
    assert (station.service.hint.code, station.service.next_button.code) == ("service.hint_cancel", "service.step_cancel")
    station.service.next_button.click()
    reason = the_form(station, ReasonForm)
    assert isinstance(reason, ReasonForm)
    reason.reason.setText("退款")
    press(reason.reason, Qt.Key.Key_Return)
    assert states_of(station.desk.warehouse)["2"] == "cancelled"
    assert shown(station) == [("1", "", "")]


def test_what_comes_next_follows_the_answer(station: OrdersStation) -> None:
    (first,) = ids_of(station.desk.warehouse, "1")
    hints = {}
    for offer, answer in (
        ("wait", ""),
        ("wait", "accepted"),
        ("swap", "accepted"),
        ("swap", "declined"),
        ("partial", "accepted"),
    ):
        station.desk.command(keep_offer, first, offer, answer)
        put_cursor(station, "1")
        hints[offer, answer] = (station.service.hint.code, station.service.next_button.isVisible())
    assert hints == {
        ("wait", ""): ("service.hint_wait", False),
        ("wait", "accepted"): ("service.hint_wait", False),
        ("swap", "accepted"): ("service.hint_swap", True),
        ("swap", "declined"): ("service.hint_ask_again", False),
        ("partial", "accepted"): ("service.hint_split", True),
    }
    station.service.next_button.click()
    form = the_form(station, SplitForm)
    form.reject()


def test_a_swap_leads_to_the_orders_goods(station: OrdersStation) -> None:
    station.desk.command(keep_offer, ids_of(station.desk.warehouse, "1")[0], "swap", "accepted")
    put_cursor(station, "1")
    station.service.next_button.click()
    (form,) = station.window().findChildren(GoodsForm)
    assert form.is_open
    form.reject()


def test_filters_and_export(station: OrdersStation, qtbot: QtBot, tmp_path: Path) -> None:
    station.desk.command(keep_offer, ids_of(station.desk.warehouse, "1")[0], "wait", "declined", "=1+1")
    station.tabs.setCurrentIndex(2)
    station.service.offer.choose("wait")
    assert [row[0] for row in shown(station)] == ["1"]
    station.service.late.click()
    assert shown(station) == []
    assert station.service.table.empty.isVisible()
    station.service.late.click()
    file = tmp_path / "service.xlsx"
    export_table(station.desk, station.service, file, station.service.columns, station.service.fetch())
    settle(qtbot, station.desk)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))  # type: ignore[union-attr]  # one sheet
    assert len(rows) == 2
    assert (rows[1][1], rows[1][3], rows[1][-1]) == ("1", "buyer1", "'=1+1")


def test_a_clerk_sees_no_buyer_in_full(station: OrdersStation) -> None:
    sit_down_as(station.desk, Role.CLERK)
    station.service._filter()
    assert {row.buyer for row in station.service.table.model.rows()} == {"bu****"}


# --- stock arrives --------------------------------------------------------------------------------------------------------


def test_stock_that_arrives_offers_the_waiting_orders(station: OrdersStation, qtbot: QtBot) -> None:
    assert not station.waiting.isVisible()
    add_stock(station.desk.warehouse, {"SKU1": 4})  # enough for one of the two: the one with the older deadline
    station.desk.changed.emit(frozenset({"stock"}))
    assert station.waiting.words.text() == language.tr("service.can_go", n=1)
    put_cursor(station, "2")
    assert station.service.hint.code == "service.hint_release"
    add_orders(station.desk.warehouse, order("4", {"SKU1": 1}), name="more.csv")
    station.waiting.release_button.click()
    settle(qtbot, station.desk)
    assert states_of(station.desk.warehouse) == {"1": "short", "2": "released", "3": "released", "4": "waiting"}
    assert not station.waiting.isVisible()


def test_goods_in_offers_them_too(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    goods_in = InboundStation(desk)
    qtbot.addWidget(goods_in)
    goods_in.resize(1190, 640)
    goods_in.show()
    goods_in.enter()
    assert not goods_in.waiting.isVisible()
    add_stock(desk.warehouse, {"SKU1": 9})
    desk.changed.emit(frozenset({"putaway"}))
    qtbot.waitUntil(goods_in.waiting.isVisible)
    assert goods_in.waiting.words.text() == language.tr("service.can_go", n=2)
    told = Told(desk)
    goods_in.waiting.release_button.click()
    settle(qtbot, desk)
    assert told.codes == ["orders.released_result"]
    assert states_of(desk.warehouse)["1"] == states_of(desk.warehouse)["2"] == "released"
    assert not goods_in.waiting.isVisible()


# --- orders by hand and goods sent again -----------------------------------------------------------------------------------


def test_an_order_by_hand_by_keys_and_scanner(station: OrdersStation, desk: Desk) -> None:
    told = Told(desk)
    form = ask_order(desk, station, [])
    assert form.shop.currentText() == "测试店"
    press(form.fields["recipient"], Qt.Key.Key_Return)
    assert form.mistake.code == "service.no_address"
    for name, text in (("recipient", "Li Si"), ("mobile", "13900000002"), ("address", "Shanghai 2")):
        QTest.keyClicks(form.fields[name], text)
    press(form.fields["address"], Qt.Key.Key_Return)
    assert form.mistake.code == "service.no_goods"
    scan(form, barcode(2))
    scan(form, barcode(2))
    scan(form, "4711")
    assert form.mistake.code == "goods.unknown_code"
    press(form.reason, Qt.Key.Key_End)
    press(form.fields["address"], Qt.Key.Key_Return)
    assert form.mistake.code == "service.reason_missing"
    QTest.keyClicks(form.own_words, "for the photo")
    press(form.own_words, Qt.Key.Key_Return)
    assert not form.is_open
    assert form.made is not None
    assert told.codes == ["service.made"]
    with desk.warehouse.reading() as session:
        view = order_view(session, form.made.id, reveal=True)
    assert [(line.seller_code, line.quantity) for line in view.lines] == [("SKU2", 2)]
    assert (view.row.recipient, view.history[0].fields) == ("Li Si", {"reason": "for the photo"})


def test_goods_sent_again_by_somebody_who_sees_no_address(station: OrdersStation, desk: Desk) -> None:
    sit_down_as(desk, Role.CLERK)
    form = ask_resend(desk, station, [row_of(desk, "3")])
    assert "*" in form.fields["address"].text()
    assert [(line.pieces.value(), line.sku_id > 0) for line in form.goods.lines] == [(1, True)]
    press(form.fields["note"], Qt.Key.Key_Return)
    assert form.mistake.code == "service.original_still_here"
    QTest.keyClicks(form.early, "stuck")
    press(form.early, Qt.Key.Key_Return)
    assert form.mistake.code == "service.liable_missing"
    press(form.liable, Qt.Key.Key_Down, 2)
    scan(form, barcode(2))
    press(form.early, Qt.Key.Key_Return)
    assert form.made is not None
    assert form.made.number == "3-R1"
    with desk.warehouse.reading() as session:
        view = order_view(session, form.made.id, reveal=True)
    assert (view.address, view.row.recipient, view.lines[0].quantity) == ("上海市 浦东新区 示例路9号", "张三", 2)


def test_the_two_orders_show_each_other(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    form = ask_resend(desk, station, [row_of(desk, "3")])
    form.early.setText("急")
    form.liable.choose("courier")
    form.accept()
    station.show_number("3")
    for wanted, other in (("3", "3-R1"), ("3-R1", "3")):
        qtbot.waitUntil(lambda wanted=wanted: _number(station) == wanted)  # type: ignore[misc]  # bound at once
        (button,) = [button for button in station.details.findChildren(Button) if button.text() == other]
        button.click()
        assert station.list.wanted.text == other


def _number(station: OrdersStation) -> str:
    return "" if station.details.order is None else station.details.order.row.number


def test_the_menu_offers_both(station: OrdersStation, desk: Desk) -> None:
    by_code = {action.code: action for action in ACTIONS}
    row = row_of(desk, "3")
    assert by_code["service.make_order"].fits([])
    assert by_code["service.resend"].fits([row])
    assert not by_code["service.resend"].fits([])
    assert not by_code["service.resend"].fits([row, row_of(desk, "1")])
