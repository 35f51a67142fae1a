"""Goods back on the screen: ticked in quarantine or scanned, sent with their list, credited, exchanged, undone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_stock, barcode, do, problems_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from tests.ui.test_purchasing import form_of, open_catalogue, open_order
from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.receiving.page import ReceivePage
from ui.inbound.sendback.credit import CreditForm
from ui.inbound.sendback.form import ReturnForm
from ui.inbound.sendback.page import OPEN, QUARANTINE, RETURNS, GoodsBackPage
from ui.inbound.station import InboundStation
from warehouse_app.inbound.account.queries import balance
from warehouse_app.inbound.buying.commands import save_supplier
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.queries import open_receipts
from warehouse_app.inbound.receiving.scanning import set_counts
from warehouse_app.inbound.sendback.commands import draft_return, send_return
from warehouse_app.inbound.sendback.quarantine import quarantine
from warehouse_app.inbound.sendback.queries import ReturnSheet, return_, returns_page
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.people.rules import Role
from warehouse_app.stock.commands import add_bins
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def skus(desk: Desk) -> list[int]:
    return open_catalogue(desk)


@pytest.fixture
def supplier(desk: Desk, skus: list[int]) -> int:
    """A supplier whose delivery left two pieces each of SKU1 and SKU2 in quarantine."""
    made = desk.command(save_supplier, SupplierFields("锦绣"))
    receipt = desk.command(open_receipt, order_id=open_order(desk, made, skus[:3], sent=True))
    desk.command(set_counts, receipt, dict.fromkeys(skus[:3], 3), new_action())
    for sku_id in skus[:2]:
        desk.command(inspect, receipt, sku_id, "", 3, 2, "stain")
    desk.command(close_receipt, receipt)
    return made


@pytest.fixture
def page(desk: Desk, supplier: int, qtbot: QtBot) -> GoodsBackPage:
    made = GoodsBackPage(desk)
    qtbot.addWidget(made)
    desk.changed.connect(lambda topics: made.refresh() if topics & made.topics else None)
    made.resize(1190, 570)
    made.show()
    made.refresh()
    made.enter()
    return made


def sent_return(desk: Desk, supplier_id: int, *lines: BackLine, kind: str = "exchange") -> int:
    return_id = desk.command(draft_return, supplier_id, kind, lines)
    desk.command(send_return, return_id)
    return return_id


def only_return(desk: Desk) -> ReturnSheet:
    (row,) = desk.read(returns_page).rows
    return desk.read(return_, row.id)


def lines_of(sheet: ReturnSheet) -> list[tuple[str, int, int, int]]:
    return [(line.seller_code, line.quantity, line.replaced, line.credited) for line in sheet.lines]


def test_ticked_goods_become_a_return_to_their_supplier(page: GoodsBackPage, desk: Desk, supplier: int, qtbot: QtBot) -> None:
    told = Told(desk)
    page.take_scan(Scan(barcode(1)))
    assert [held.seller_code for held in page.quarantine.ticked()] == ["SKU1"]
    page.quarantine.list.table.view.selectRow(1)
    qtbot.keyClick(page.quarantine.list.table.view, Qt.Key.Key_Space)
    assert [held.seller_code for held in page.quarantine.ticked()] == ["SKU1", "SKU2"]
    page.quarantine.make.click()
    form = form_of(ReturnForm)
    assert form.supplier.supplier_id == supplier
    assert [line.pieces for line in form.lines] == [2, 2]
    form.lines[1].quantity.setText("1")
    form.accept()
    assert lines_of(only_return(desk)) == [("SKU1", 2, 0, 0), ("SKU2", 1, 0, 0)]
    assert page.tabs.currentIndex() == RETURNS
    assert page.quarantine.ticked() == page.quarantine.list.table.selected()  # no tick is left
    page.pane.buttons["send"].click()
    settle(qtbot, desk)
    assert only_return(desk).head.state == "sent"
    assert told.codes == ["purchasing.return_gone"]
    assert page.papers.files[0].is_file()
    assert {held.seller_code: held.pieces for held in desk.read(quarantine)} == {"SKU2": 1}
    assert problems_of(desk.warehouse) == []


def test_goods_are_scanned_into_the_form(page: GoodsBackPage, desk: Desk, supplier: int) -> None:
    do(desk.warehouse, add_bins, ["A-3"])
    add_stock(desk.warehouse, {"SKU3": 4})
    page.quarantine.tick_sku(page.quarantine.list.rows[0].sku_id)
    page.quarantine.make.click()
    form = form_of(ReturnForm)
    form.take_scan(Scan(barcode(1)))
    assert form.mistake.code == "purchasing.no_more_there"
    form.take_scan(Scan(barcode(2)))
    form.take_scan(Scan(barcode(3)))
    form.take_scan(Scan(barcode(3)))
    form.take_scan(Scan(barcode(6)))
    assert form.mistake.code == "purchasing.lies_nowhere"
    form.take_scan(Scan("nothing such"))
    assert form.mistake.code == "purchasing.unknown_code"
    assert [(line.draft.seller_code, line.draft.place, line.pieces) for line in form.lines] == [
        ("SKU1", "", 2), ("SKU2", "", 1), ("SKU3", "A-3", 2),
    ]  # fmt: skip
    form.lines[0].dropped.emit(form.lines[0])
    form.accept()
    sheet = only_return(desk)
    assert [(line.seller_code, line.place, line.quantity) for line in sheet.lines] == [
        ("SKU2", "QUARANTINE", 1), ("SKU3", "A-3", 2),
    ]  # fmt: skip


def test_a_draft_is_changed_and_given_up(page: GoodsBackPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    desk.command(draft_return, supplier, "exchange", [BackLine(skus[0], 1, reason="hole")])
    page.tabs.setCurrentIndex(RETURNS)
    page.pane.buttons["edit"].click()
    form = form_of(ReturnForm)
    assert (form.lines[0].reason.value(), form.lines[0].draft.most) == ("hole", 2)
    form.lines[0].quantity.setText("0")
    form.accept()
    assert form.mistake.code == "purchasing.return_empty"
    form.lines[0].quantity.setText("2")
    form.kind.choose("credit")
    form.accept()
    sheet = only_return(desk)
    assert (sheet.head.kind, sheet.lines[0].quantity, sheet.lines[0].reason) == ("credit", 2, "hole")
    page.pane.buttons["cancel"].click()
    assert only_return(desk).head.state == "cancelled"


def test_a_line_is_credited(page: GoodsBackPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    owed = desk.read(balance, supplier)
    sent_return(desk, supplier, BackLine(skus[0], 2), BackLine(skus[1], 1))
    page.tabs.setCurrentIndex(RETURNS)
    page.pane.buttons["credit"].click()
    form = form_of(CreditForm)
    assert form.pieces.text() == "2"
    form.pieces.setText("3")
    form.accept()
    assert form.mistake.code == "sendback.not_so_many"
    form.pieces.setText("1")
    form.accept()
    assert lines_of(only_return(desk))[0] == ("SKU1", 2, 0, 1)
    assert desk.read(balance, supplier) == owed - Decimal("20.00")
    assert page.pane.state.tone == "warning"
    assert problems_of(desk.warehouse) == []


def test_what_is_not_replaced_stands_by_supplier(page: GoodsBackPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    sent_return(desk, supplier, BackLine(skus[0], 2), BackLine(skus[1], 1))
    page.tabs.setCurrentIndex(OPEN)
    (row,) = page.open.rows
    assert (row.supplier, row.pieces, row.value, row.days) == ("锦绣", 3, Decimal("60.00"), 0)
    assert [(line.seller_code, line.open) for line in page.open_lines.rows] == [("SKU1", 2), ("SKU2", 1)]
    page.open_lines.table.view.selectRow(1)
    assert page.pane.sheet is not None
    assert page.pane.sheet.head.number == page.open_lines.rows[1].number


def test_a_return_that_left_is_taken_back(page: GoodsBackPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    sent_return(desk, supplier, BackLine(skus[0], 2))
    page.tabs.setCurrentIndex(RETURNS)
    assert page.pane.buttons["undo"].isVisible()
    page.pane.buttons["undo"].click()
    assert only_return(desk).head.state == "cancelled"
    assert {held.seller_code: held.pieces for held in page.quarantine.list.rows} == {"SKU1": 2, "SKU2": 2}
    assert problems_of(desk.warehouse) == []


def test_scans_find_a_return_or_say_what_they_are_not(
    page: GoodsBackPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot
) -> None:
    return_id = sent_return(desk, supplier, BackLine(skus[0], 2))
    desk.command(draft_return, supplier, "credit", [BackLine(skus[1], 1)])
    number = desk.read(return_, return_id).head.number
    page.take_scan(Scan(number))
    assert [row.number for row in page.returns.table.model.rows()] == [number]
    for scanned, code in ((barcode(6), "purchasing.not_in_quarantine"), ("nothing such", "purchasing.unknown_code")):
        with qtbot.waitSignal(page.answered) as answer:
            page.take_scan(Scan(scanned))
        assert answer.args is not None
        assert answer.args[1] == code
    assert page.tabs.currentIndex() == QUARANTINE


def test_a_clerk_neither_credits_nor_takes_back(page: GoodsBackPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    sent_return(desk, supplier, BackLine(skus[0], 2))
    sit_down_as(desk, Role.CLERK)
    page.tabs.setCurrentIndex(RETURNS)
    page.refresh()
    shown = {action for action, button in page.pane.buttons.items() if button.isVisible()}
    assert shown == {"exchange", "papers"}


def test_goods_in_exchange_are_received_against_the_return(
    desk: Desk, supplier: int, skus: list[int], qtbot: QtBot
) -> None:  # fmt: skip
    return_id = sent_return(desk, supplier, BackLine(skus[0], 2))
    station = InboundStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 640)
    station.show()
    page = station.show_page("back")
    assert isinstance(page, GoodsBackPage)
    page.tabs.setCurrentIndex(RETURNS)
    page.pane.buttons["exchange"].click()
    assert isinstance(station.page, ReceivePage)
    assert [receipt.return_number for receipt in desk.read(open_receipts)] == [desk.read(return_, return_id).head.number]
