"""Changing an order in the window: where it goes, what goes, and what has left goes to after-sales."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, barcode, do, ids_of, open_shop, order, pack, problems_of, release_and_wave, states_of
from tests.ui.desks import open_desk, sit_down_as
from ui.bursts import Scan
from ui.desk import Desk
from ui.orders.edit_forms import AddressForm, GoodsForm
from ui.orders.forms import ReasonForm
from ui.orders.more import ACTIONS, MoreAction, make_menu
from ui.orders.station import OrdersStation
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.queries import OrderView, order_view
from warehouse_app.orders.release import release
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> OrdersStation:
    open_shop(desk.warehouse, {"SKU1": 5, "SKU2": 5}, order("1001", {"SKU1": 2}, note="送贺卡"))
    made = OrdersStation(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    made.enter()
    return made


def action(code: str) -> MoreAction:
    return next(one for one in ACTIONS if one.code == code)


def run(station: OrdersStation, code: str) -> object:
    station.list.search_for("1001")
    rows = station.list.table.selected()
    assert action(code).fits(rows)
    return action(code).run(station.desk, station, rows)


def view(desk: Desk) -> OrderView:
    return desk.read(order_view, ids_of(desk.warehouse, "1001")[0], reveal=True)


def test_a_new_address_is_written_and_the_rest_stays(station: OrdersStation, desk: Desk) -> None:
    form = run(station, "orders.edit_address")
    assert isinstance(form, AddressForm)
    assert form.fields["recipient"].text() == "张三"
    form.fields["address"].setText("江苏省 南京市 玄武区 新路2号")
    form.accept()
    assert not form.is_open
    assert (view(desk).address, view(desk).row.recipient, view(desk).row.note) == (
        "江苏省 南京市 玄武区 新路2号",
        "张三",
        "送贺卡",
    )


def test_an_empty_recipient_keeps_the_form_open_and_names_the_field(station: OrdersStation) -> None:
    form = run(station, "orders.edit_address")
    assert isinstance(form, AddressForm)
    form.fields["recipient"].setText("")
    form.accept()
    assert form.is_open
    assert (form.mistake.code, "收货人" in form.mistake.text()) == ("orders.edit_empty", True)
    form.reject()


def test_somebody_who_may_not_see_names_changes_only_what_is_typed(station: OrdersStation, desk: Desk) -> None:
    sit_down_as(desk, Role.CLERK)
    form = run(station, "orders.edit_address")
    assert isinstance(form, AddressForm)
    assert form.fields["recipient"].text() == form.fields["address"].text() == ""
    form.fields["mobile"].setText("13900000009")
    form.accept()
    assert (view(desk).mobile, view(desk).row.recipient) == ("13900000009", "张三")


def test_goods_are_changed_by_keys_and_by_scanner(station: OrdersStation, desk: Desk) -> None:
    form = run(station, "orders.edit_goods")
    assert isinstance(form, GoodsForm)
    assert [code.text() for code in form.codes] == ["SKU1", "", ""]
    form.take_scan(Scan(barcode(2)))
    form.take_scan(Scan(barcode(2)))
    form.pieces[0].setValue(1)
    form.take_scan(Scan("NIX"))
    assert form.mistake.code == "orders.edit_unknown"
    form.accept()
    assert {line.sku_code: line.quantity for line in view(desk).lines} == {"SKU1": 1, "SKU2": 2}


def test_a_code_nobody_knows_is_marked_at_its_field(station: OrdersStation, desk: Desk) -> None:
    form = run(station, "orders.edit_goods")
    assert isinstance(form, GoodsForm)
    form.codes[0].setText("SKU99")
    form.accept()
    assert form.is_open
    assert form.mistake.code == "orders.edit_unknown"
    form.reject()
    assert [line.sku_code for line in view(desk).lines] == ["SKU1"]


def test_what_has_left_goes_to_after_sales_and_can_no_longer_be_changed(station: OrdersStation, desk: Desk, qtbot: QtBot) -> None:
    warehouse = desk.warehouse
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1001"))
    release_and_wave(warehouse)
    parcel = pack(warehouse, "1001")
    trip = do(warehouse, open_handover, parcel.courier)
    do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)
    station.refresh()
    station.list.search_for("1001")
    rows = station.list.table.selected()
    assert not action("orders.edit_address").fits(rows)
    form = run(station, "orders.after_sales")
    assert isinstance(form, ReasonForm)
    form.reason.setText("买家拒收")
    form.accept()
    assert states_of(warehouse) == {"1001": "shipped"}
    assert view(desk).row.hold == "after_sales"
    assert problems_of(warehouse) == []


def test_the_menu_shows_every_action_and_only_those_that_fit_can_be_pressed(station: OrdersStation, desk: Desk) -> None:
    station.list.search_for("1001")
    menu = make_menu(desk, station, station.list.table.selected())
    enabled = [entry.isEnabled() for entry in menu.actions()]
    assert len(enabled) == len(ACTIONS)
    assert enabled[[one.code for one in ACTIONS].index("orders.edit_address")]
    assert not enabled[[one.code for one in ACTIONS].index("orders.after_sales")]
    menu.deleteLater()
    assert station.more_button.shortcut().toString() == "F10"
