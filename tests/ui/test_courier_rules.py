"""The rules of the couriers station, the dry run, the orders that are asked about, and another courier by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import COURIER, add_waybills, do, ids_of, open_shop, order, parcel_of
from tests.ui.desks import Told, open_desk, sit_down_as
from ui.couriers.rule_form import ReachForm, RuleForm
from ui.couriers.rules_page import RulesPage
from ui.couriers.station import CouriersStation
from ui.couriers.unclear_page import UnclearPage
from ui.desk import Desk
from ui.orders.courier_form import CourierForm, ask_courier_of
from ui.orders.more import ACTIONS
from warehouse_app.dispatch.choosing.commands import save_rule
from warehouse_app.dispatch.choosing.rules import Pick, Rule, Span, Then, When
from warehouse_app.dispatch.choosing.shipments import all_rules
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.release import release
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse

YTO = "圆通速递"
TIBET = Rule(0, "西藏走圆通", When(regions=(Area("西藏自治区"),)), Then((YTO,)))
HEAVY = Rule(0, "重的走圆通", When(weight_g=Span(5000)), Then((YTO,)))


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


def open_station(desk: Desk, qtbot: QtBot, page: str) -> CouriersStation:
    made = CouriersStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 620)
    desk.changed.connect(made._something_changed)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.enter()
    made.show_page(page)
    return made


def rules_page(desk: Desk, qtbot: QtBot) -> RulesPage:
    page = open_station(desk, qtbot, "rules").page
    assert isinstance(page, RulesPage)
    return page


def names(desk: Desk) -> list[str]:
    return [rule.name for rule in desk.read(all_rules)]


def form_of(page: RulesPage) -> RuleForm:
    return next(form for form in page.window().findChildren(RuleForm) if form.is_open)


def test_a_rule_is_written_in_its_form_and_a_mistake_keeps_it_open(desk: Desk, qtbot: QtBot) -> None:
    page = rules_page(desk, qtbot)
    assert page.list.table.empty.isVisible()
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = form_of(page)
    form.regions.setText("火星")
    form.accept()
    assert form.mistake.code == "prices.no_area"
    form.regions.setText("江浙沪")
    form.accept()
    assert form.mistake.code == "choosing.no_name"
    QTest.keyClicks(form.name, "near")
    form.spans["side_mm"][1].setText("60.5")
    form.flags["liquid"].setCurrentIndex(2)
    form.pick.choose(Pick.CHEAPEST)
    form.couriers[0].choose(COURIER)
    form.couriers[1].choose(YTO)
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    (rule,) = desk.read(all_rules)
    assert rule.then == Then((COURIER, YTO), Pick.CHEAPEST)
    assert (rule.when.side_mm, rule.when.liquid, len(rule.when.regions)) == (Span(None, 605), False, 3)
    assert page.list.rows[0].rule == rule
    page.list.table.activated.emit(page.list.rows[0])
    again = form_of(page)
    assert again.rule() == rule
    again.reject()


def test_the_list_is_put_in_order_switched_and_emptied_by_key_and_undone(desk: Desk, qtbot: QtBot) -> None:
    for rule in (TIBET, HEAVY):
        do(desk.warehouse, save_rule, rule)
    page = rules_page(desk, qtbot)
    assert (page.up.isEnabled(), page.down.isEnabled()) == (False, True)
    page.list.setFocus()
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert names(desk) == [HEAVY.name, TIBET.name]
    current = page.list.table.current()
    assert current is not None
    assert current.name == TIBET.name  # the rule that moved stays the chosen one
    QTest.keyClick(page.list.table.view, Qt.Key.Key_F6)
    assert not desk.read(all_rules)[1].active
    assert page.switch.code == "couriers.switch_on"
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Delete)
    assert names(desk) == [HEAVY.name]
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(desk) == [HEAVY.name, TIBET.name]
    assert page.undo.isHidden()


def test_a_clerk_sees_the_rules_and_cannot_change_them(desk: Desk, qtbot: QtBot) -> None:
    do(desk.warehouse, save_rule, TIBET)
    sit_down_as(desk, Role.CLERK)
    page = rules_page(desk, qtbot)
    assert not any(button.isEnabled() for button in (page.new, page.edit, page.down, page.switch, page.remove, page.reach))
    page.list.table.activated.emit(page.list.rows[0])
    assert page.window().findChildren(RuleForm) == []


def test_a_dry_run_of_an_address_and_of_an_order(desk: Desk, qtbot: QtBot) -> None:
    open_shop(desk.warehouse, {"SKU1": 9}, order("N1", {"SKU1": 1}, address="西藏拉萨城关区示例路1号"))
    add_waybills(desk.warehouse, 3, YTO, start=100)
    for rule in (TIBET, HEAVY):
        do(desk.warehouse, save_rule, rule)
    page = rules_page(desk, qtbot)
    run = page.dry_run
    QTest.keyClicks(run.weight, "x")
    QTest.keyClick(run.weight, Qt.Key.Key_Return)
    assert run.mistake.code == "goods.bad_grams"
    run.weight.setText("6000")
    run.address.setText("浙江省杭州市西湖区示例路1号")
    run.do.click()
    assert run.mistake.isHidden()
    assert run.shown() == ["couriers.by_rule", "couriers.step_passed", "couriers.step_won"]
    run.address.setText("N1")
    run.do.click()
    assert run.shown() == ["couriers.by_rule", "couriers.step_won"]
    run.address.setText("示例大厦")
    run.do.click()
    assert run.shown() == ["couriers.by_ask", "couriers.step_ask"]
    QTest.keyClick(page.list.table.view, Qt.Key.Key_F6)  # the list changes: what stands there is asked again
    assert run.shown() == ["couriers.by_rule", "couriers.step_off", "couriers.step_won"]


def test_where_a_courier_goes_and_the_fallback(desk: Desk, qtbot: QtBot) -> None:
    page = rules_page(desk, qtbot)
    page.reach.click()
    form = next(form for form in page.window().findChildren(ReachForm) if form.is_open)
    form.courier.choose(YTO)
    QTest.keyClicks(form.never, "x")
    form.accept()
    assert form.mistake.code == "prices.no_area"
    form.never.setText("西藏")
    form.accept()
    assert page.setup.reach[YTO].never == (Area("西藏自治区"),)
    page.fallback.choose("顺丰速运")
    page.fallback.activated.emit(page.fallback.currentIndex())
    assert page.setup.fallback == "顺丰速运"


def unclear_shop(desk: Desk) -> None:
    addresses = ("示例大厦3楼", "另一座大厦5楼")
    orders = [order(f"N{n}", {"SKU1": 1}, address=address) for n, address in enumerate(addresses, 1)]
    open_shop(desk.warehouse, {"SKU1": 9}, *orders)
    add_waybills(desk.warehouse, 3, YTO, start=100)
    do(desk.warehouse, save_rule, TIBET)
    do(desk.warehouse, release)
    do(desk.warehouse, pass_look, ids_of(desk.warehouse, "N1", "N2"))
    do(desk.warehouse, release)


def test_orders_that_are_asked_about_are_answered_one_after_the_other(desk: Desk, qtbot: QtBot) -> None:
    unclear_shop(desk)
    station = open_station(desk, qtbot, "unclear")
    page = station.page
    assert isinstance(page, UnclearPage)
    qtbot.waitUntil(lambda: station.tabs.tabText(2).endswith("2"))
    page.area.setFocus()
    QTest.keyClick(page.area, Qt.Key.Key_Return)
    assert page.mistake.code == "choosing.no_city"
    page.area.setText("西藏 拉萨")
    QTest.keyClick(page.area, Qt.Key.Key_Return)
    assert [row.number for row in page.list.rows] == ["N2"]
    assert page.number.text() == "N2"
    page.by_hand.click()
    form = next(form for form in page.window().findChildren(CourierForm) if form.is_open)
    form.courier.choose(COURIER)
    form.accept()
    assert form.mistake.code == "choosing.no_reason"
    QTest.keyClicks(form.reason, "asked")
    form.accept()
    assert page.list.rows == []
    do(desk.warehouse, start_wave)
    assert (parcel_of(desk.warehouse, "N1").courier, parcel_of(desk.warehouse, "N2").courier) == (YTO, COURIER)


def test_the_courier_is_changed_from_the_order_and_says_the_new_number(desk: Desk, qtbot: QtBot) -> None:
    open_shop(desk.warehouse, {"SKU1": 9}, order("N1", {"SKU1": 1}))
    add_waybills(desk.warehouse, 3, YTO, start=100)
    do(desk.warehouse, release)
    do(desk.warehouse, start_wave)
    told = Told(desk)
    assert any(action.code == "couriers.change" for action in ACTIONS)
    page = rules_page(desk, qtbot)
    form = ask_courier_of(desk, page, ids_of(desk.warehouse, "N1")[0], "N1")
    assert form is not None
    assert form.courier.value() == COURIER
    form.courier.choose(YTO)
    form.reason.setText("买家要求")
    form.accept()
    assert told.codes == ["couriers.changed_number"]
    assert told.messages[0].fields["waybill"] == parcel_of(desk.warehouse, "N1").waybill
    again = ask_courier_of(desk, page, ids_of(desk.warehouse, "N1")[0], "N1")
    assert again is not None
    assert again.courier.itemData(0) == ""  # the rules may choose again
    again.reject()
