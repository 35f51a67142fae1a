"""Suppliers on the screen: the form, prices with their history, receipts, the account and its statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import barcode, problems_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from tests.ui.test_purchasing import form_of, open_catalogue, open_order
from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.buying.forms import ReasonForm
from ui.inbound.buying.words import today_at
from ui.inbound.suppliers.account_forms import MoneyForm, PeriodForm, last_month
from ui.inbound.suppliers.form import SupplierForm
from ui.inbound.suppliers.page import SuppliersPage
from ui.inbound.suppliers.prices import PriceForm
from warehouse_app.inbound.account.queries import balance
from warehouse_app.inbound.buying.commands import save_supplier, set_price
from warehouse_app.inbound.buying.queries import history
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.inbound.buying.suppliers import suppliers
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.scanning import set_counts
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def skus(desk: Desk) -> list[int]:
    return open_catalogue(desk)


@pytest.fixture
def page(desk: Desk, skus: list[int], qtbot: QtBot) -> SuppliersPage:
    made = SuppliersPage(desk)
    qtbot.addWidget(made)
    desk.changed.connect(lambda topics: made.refresh() if topics & made.topics else None)
    made.resize(1190, 570)
    made.show()
    made.refresh()
    made.enter()
    return made


@pytest.fixture
def supplier(desk: Desk, page: SuppliersPage) -> int:
    return desk.command(save_supplier, SupplierFields("锦绣", "陈", "0571", lead_days=7))


def receive_goods(desk: Desk, supplier_id: int, sku_ids: list[int], pieces: int = 3) -> int:
    """A closed receipt of an order, 20.00 a piece."""
    receipt = desk.command(open_receipt, order_id=open_order(desk, supplier_id, sku_ids, pieces, sent=True))
    desk.command(set_counts, receipt, dict.fromkeys(sku_ids, pieces), new_action())
    desk.command(close_receipt, receipt)
    return receipt


def names(page: SuppliersPage) -> list[str]:
    return [line.name for line in page.list.table.model.rows()]


def test_the_first_supplier_is_written_down(page: SuppliersPage, desk: Desk) -> None:
    assert page.empty.title.code == "purchasing.no_suppliers"
    page.new_here.click()
    form = form_of(SupplierForm)
    form.accept()
    assert form.mistake.code == "buying.name_missing"
    form.fields["name"].setText("白马档口")
    form.fields["lead_days"].setText("3.5")
    form.accept()
    assert form.mistake.code == "purchasing.no_pieces"
    form.fields["lead_days"].setText("3")
    form.fields["minimum_amount"].setText("１,200")
    form.accept()
    (row,) = desk.read(suppliers, today_at(desk))
    assert (row.name, row.lead_days, row.minimum_amount) == ("白马档口", 3, Decimal(1200))
    assert names(page) == ["白马档口"]
    assert page.pane.row is not None
    assert page.pane.row.id == row.id


def test_a_supplier_is_changed_retired_and_used_again(page: SuppliersPage, desk: Desk, supplier: int, qtbot: QtBot) -> None:
    page.pane.buttons["edit"].click()
    form = form_of(SupplierForm)
    assert form.fields["lead_days"].text() == "7"
    form.fields["phone"].setText("0571-88")
    form.accept()
    assert page.pane.row is not None
    assert page.pane.row.phone == "0571-88"
    page.pane.buttons["retire"].click()
    assert names(page) == []
    page.retired.click()
    assert names(page) == ["锦绣"]
    page.pane.buttons["use_again"].click()
    assert page.pane.row.active
    page.search.setText("nobody")
    qtbot.waitUntil(lambda: names(page) == [])
    assert page.empty.title.code == "purchasing.no_suppliers_found"


def test_a_supplier_with_open_orders_is_not_retired(page: SuppliersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    told = Told(desk)
    open_order(desk, supplier, skus[:1])
    page.pane.buttons["retire"].click()
    assert told.codes == ["buying.orders_open"]


def test_a_price_is_set_for_goods_that_were_scanned(page: SuppliersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    page.pane.prices.set_button.click()
    form = form_of(PriceForm)
    form.price.setText("39.90")
    form.accept()
    assert form.mistake.code == "purchasing.sku_missing"  # the first row of the list is nobody's choice
    form.take_scan(Scan("nothing such"))
    assert form.mistake.code == "purchasing.unknown_code"
    form.take_scan(Scan(barcode(2)))
    form.price.setText("39.90")
    form.accept()
    assert [past.price for past in desk.read(history, supplier, skus[1])] == [Decimal("39.90")]
    desk.command(set_price, supplier, skus[1], Decimal("42.00"))
    page.pane.prices.table.view.selectRow(0)
    shown = page.pane.prices.table.current()
    assert shown is not None
    assert (shown.seller_code, shown.price) == ("SKU2", Decimal("42.00"))
    assert [past.price for past in page.pane.prices.past.rows] == [Decimal("42.00"), Decimal("39.90")]
    page.pane.prices.ask_price(shown)
    assert form_of(PriceForm).price.text() == "42.00"


def test_a_receipt_is_paid_and_the_payment_reversed(page: SuppliersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    receive_goods(desk, supplier, skus[:2])
    assert [line.owed for line in page.list.rows] == [Decimal("120.00")]
    page.pane.tabs.setCurrentIndex(1)
    assert page.pane.receipts.pay_button.isEnabled()
    page.pane.receipts.pay_button.click()
    form = form_of(MoneyForm)
    assert form.amount.text() == "120.00"
    form.amount.setText("50")
    form.accept()
    shown = page.pane.receipts.table.current()
    assert shown is not None
    assert (shown.paid, shown.owed) == (Decimal("50.00"), Decimal("70.00"))
    page.pane.tabs.setCurrentIndex(2)
    account = page.pane.account
    assert [(line.kind, line.amount, line.balance) for line in account.entries.rows] == [
        ("payment", Decimal("-50.00"), Decimal("70.00")),
        ("goods", Decimal("120.00"), Decimal("120.00")),
    ]
    account.entries.table.view.selectRow(0)
    account.reverse_button.click()
    reason = form_of(ReasonForm)
    reason.accept()
    assert reason.mistake.code == "account.reason_missing"
    reason.reason.setText("付错了")
    reason.accept()
    assert desk.read(balance, supplier) == Decimal("120.00")
    account.entries.table.view.selectRow(1)
    assert not account.reverse_button.isVisible()  # it was reversed already
    assert problems_of(desk.warehouse) == []


def test_a_credit_in_advance_is_said(page: SuppliersPage, desk: Desk, supplier: int) -> None:
    page.pane.account.credit_button.click()
    form = form_of(MoneyForm)
    form.accept()
    assert form.mistake.code == "purchasing.amount_missing"
    form.amount.setText("-3")
    form.accept()
    assert form.mistake.code == "account.bad_amount"
    form.amount.setText("30")
    form.accept()
    assert page.pane.account.owed.words.code == "purchasing.in_advance"


def test_the_statement_of_last_month_is_made(page: SuppliersPage, desk: Desk, supplier: int, qtbot: QtBot) -> None:
    page.pane.tabs.setCurrentIndex(2)
    page.pane.account.statement_button.click()
    form = form_of(PeriodForm)
    assert (form.first.day, form.last.day) == last_month(today_at(desk))
    form.first.show_day(date(2031, 1, 1))
    form.accept()
    assert form.mistake.code == "account.bad_period"
    form.first.show_day(date(2026, 1, 1))
    form.accept()
    settle(qtbot, desk)
    assert [file.suffix for file in page.papers.files] == [".pdf"]
    assert page.papers.files[0].is_file()


def test_a_clerk_pays_nobody(page: SuppliersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    receive_goods(desk, supplier, skus[:1])
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    page.pane.tabs.setCurrentIndex(2)
    assert not page.pane.account.pay_button.isVisible()
    assert page.pane.account.statement_button.isVisible()


def test_goods_scanned_show_their_price(page: SuppliersPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot) -> None:
    for sku_id in skus[:3]:
        desk.command(set_price, supplier, sku_id, Decimal(10))
    page.take_scan(Scan(barcode(3)))
    qtbot.waitUntil(lambda: page.pane.prices.table.model.total == 1)
    with qtbot.waitSignal(page.answered) as answer:
        page.take_scan(Scan("nothing such"))
    assert answer.args is not None
    assert answer.args[0] == "unknown"


def test_last_month_over_the_turn_of_the_year() -> None:
    assert last_month(date(2027, 1, 15)) == (date(2026, 12, 1), date(2026, 12, 31))
