"""Purchase orders on the screen: the list, the editor with its grid, sending with its papers, and rules that ask why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.shop import barcode, do, parsed, problems_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.buying import list as order_list
from ui.inbound.buying.draft import PRICE, QUANTITY, DraftLine, DraftModel
from ui.inbound.buying.forms import OverrideForm, ReasonForm
from ui.inbound.buying.grid import GridForm, matrix
from ui.inbound.buying.page import PurchaseOrdersPage
from ui.inbound.buying.words import money_words, today_at, typed_money, typed_pieces
from ui.inbound.sku_picker import SkuPicker
from ui.scan_queue import holder
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.editing.queries import skus_page
from warehouse_app.catalog.files import ProductRow
from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order, set_price
from warehouse_app.inbound.buying.queries import OrderCard, order, orders_page
from warehouse_app.inbound.buying.receipts import apply_receipt
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse

T = TypeVar("T")
COLOURS, SIZES = ("米白", "黑色"), ("S", "M", "XL")


def open_catalogue(desk: Desk) -> list[int]:
    """One product in two colours and three sizes, SKU1..6 with barcodes; their ids."""
    variants = [(colour, size) for colour in COLOURS for size in SIZES]
    rows = [
        ProductRow(n, f"SKU{n}", "羊毛围巾", colour, size, (barcode(n),), None, 100, f"A-{n}", "", "ZK939")
        for n, (colour, size) in enumerate(variants, 1)
    ]
    do(desk.warehouse, import_products, parsed(rows))
    return [row.id for row in desk.read(skus_page).rows]


def open_order(desk: Desk, supplier_id: int, sku_ids: list[int], pieces: int = 3, *, sent: bool = False, late: int = 0) -> int:
    """An order for so many pieces of each SKU at 20.00, expected ``late`` days ago."""
    expected = today_at(desk) - timedelta(days=late) if late else None
    lines = [WantedLine(sku_id, pieces, Decimal("20.00")) for sku_id in sku_ids]
    order_id = desk.command(draft_order, supplier_id, lines, expected)
    if sent:
        desk.command(send_order, order_id)
    return order_id


def read_order(desk: Desk, order_id: int) -> OrderCard:
    return desk.read(order, order_id, today_at(desk))


def newest(desk: Desk) -> OrderCard:
    return read_order(desk, desk.read(orders_page, today_at(desk)).rows[0].id)


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def supplier(desk: Desk) -> int:
    return desk.command(save_supplier, SupplierFields("锦绣", lead_days=7))


@pytest.fixture
def skus(desk: Desk) -> list[int]:
    return open_catalogue(desk)


@pytest.fixture
def page(desk: Desk, supplier: int, skus: list[int], qtbot: QtBot) -> PurchaseOrdersPage:
    made = PurchaseOrdersPage(desk)
    qtbot.addWidget(made)
    desk.changed.connect(lambda topics: made.refresh() if topics & made.topics else None)
    made.resize(1190, 570)
    made.show()
    made.refresh()
    made.enter()
    return made


def numbers(page: PurchaseOrdersPage) -> list[str]:
    return [row.number for row in page.list.table.model.rows()]


def form_of(kind: type[T]) -> T:
    shown = holder()
    assert isinstance(shown, kind)
    return shown


def test_an_empty_shop_is_led_to_its_first_order(page: PurchaseOrdersPage) -> None:
    assert page.list.empty.title.code == "purchasing.no_orders"
    page.list.new_here.click()
    assert page.is_writing
    assert page.editor.title.code == "purchasing.new_title"


def test_chips_and_words_choose_what_is_listed(
    page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot
) -> None:
    draft = read_order(desk, open_order(desk, supplier, skus[:1])).number
    late = read_order(desk, open_order(desk, supplier, skus[1:2], sent=True, late=2)).number
    QAbstractItemModelTester(page.list.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert numbers(page) == [late, draft]
    page.list.chips["draft"].click()
    assert numbers(page) == [draft]
    page.list.chips["overdue"].click()
    assert numbers(page) == [late]
    assert page.pane.state.words.code == "purchasing.state_overdue"
    assert page.pane.state.tone == "warning"
    page.list.chips["all"].click()
    page.list.search.setText("SKU1")
    qtbot.waitUntil(lambda: numbers(page) == [draft])
    page.list.search.setText("nothing such")
    qtbot.waitUntil(lambda: numbers(page) == [])
    assert page.list.empty.title.code == "purchasing.no_found"
    assert page.pane.order is None


def test_scans_find_an_order_by_its_paper_and_by_goods(
    page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot
) -> None:
    first = read_order(desk, open_order(desk, supplier, skus[:1])).number
    second = read_order(desk, open_order(desk, supplier, skus[3:4])).number
    page.take_scan(Scan(first))
    assert numbers(page) == [first]
    page.take_scan(Scan(barcode(4)))
    assert numbers(page) == [second]
    with qtbot.waitSignal(page.answered) as answer:
        page.take_scan(Scan("4006381333931"))
    assert answer.args is not None
    assert answer.args[:2] == ["unknown", "purchasing.unknown_code"]


def test_an_order_is_written_by_scan_and_keyboard(
    page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot
) -> None:
    desk.command(set_price, supplier, skus[0], Decimal("18.50"))
    page.new.click()
    page.editor.supplier.choose(supplier)
    page.take_scan(Scan(barcode(1)))
    page.take_scan(Scan(barcode(1)))
    assert [(line.seller_code, line.quantity, line.price) for line in page.editor.lines.lines] == [("SKU1", 2, Decimal("18.50"))]
    page.editor.picker.show_text("SKU2")
    page.editor.picker.search.setFocus()
    qtbot.keyClick(page.editor.picker.search, Qt.Key.Key_Return)
    cell = page.editor.table.findChild(QLineEdit)
    assert cell is not None
    cell.setText("7")
    qtbot.keyClick(cell, Qt.Key.Key_Tab)
    cell = page.editor.table.indexWidget(page.editor.table.currentIndex())
    assert isinstance(cell, QLineEdit)
    assert page.editor.table.currentIndex().column() == PRICE
    cell.setText("12.30")  # and no Enter: saving takes over what stands there
    page.editor.save_button.click()
    assert not page.is_writing
    written = newest(desk)
    assert [(line.seller_code, line.quantity, line.price) for line in written.lines] == [
        ("SKU1", 2, Decimal("18.50")),
        ("SKU2", 7, Decimal("12.30")),
    ]
    assert page.pane.order is not None
    assert page.pane.order.id == written.id


def test_a_whole_product_is_ordered_in_a_grid(page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    page.new.click()
    page.editor.supplier.choose(supplier)
    page.editor.ask_product()
    form = form_of(GridForm)
    assert sorted(form.fields) == [(down, across) for down in range(2) for across in range(3)]
    form.fields[(0, 0)].setText("4")
    form.fields[(1, 2)].setText("5")
    form._go((0, 0), (1, 0))
    assert form.total.text().startswith(("共 9", "9"))
    form.accept()
    assert {line.seller_code: line.quantity for line in page.editor.lines.lines} == {"SKU1": 4, "SKU6": 5}
    page.editor.ask_product()
    form = form_of(GridForm)
    assert form.fields[(1, 2)].text() == "5"
    form.fields[(1, 2)].clear()
    form.accept()
    assert [line.seller_code for line in page.editor.lines.lines] == ["SKU1"]


def test_sending_makes_the_papers(
    page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot
) -> None:  # fmt: skip
    told = Told(desk)
    order_id = open_order(desk, supplier, skus[:2])
    page.pane.buttons["send"].click()
    settle(qtbot, desk)
    sent = read_order(desk, order_id)
    assert sent.state == "sent"
    assert sent.expected == today_at(desk) + timedelta(days=7)
    assert told.codes == ["purchasing.order_sent"]
    assert [file.suffix for file in page.papers.files] == [".pdf", ".xlsx"]
    assert all(file.is_file() for file in page.papers.files)
    assert page.papers.isVisible()


def test_a_large_first_order_goes_out_with_a_supervisors_reason(
    page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot
) -> None:
    order_id = open_order(desk, supplier, skus[:1], pieces=30)
    page.pane.buttons["send"].click()
    form = form_of(OverrideForm)
    assert form.why_not.words.code == "buying.first_order_limit"
    assert not form.accept_button.isEnabled()
    form.reason.setText("老款换新标")
    form.accept()
    settle(qtbot, desk)
    assert (read_order(desk, order_id).state, read_order(desk, order_id).override) == ("sent", "老款换新标")
    assert problems_of(desk.warehouse) == []


def test_a_clerk_is_sent_to_a_supervisor(page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    order_id = open_order(desk, supplier, skus[:1], pieces=30)
    sit_down_as(desk, Role.CLERK)
    page.send(order_id)
    form = form_of(OverrideForm)
    assert not form.allowed
    assert not form.accept_button.isEnabled()
    form.reject()
    assert read_order(desk, order_id).state == "draft"


def test_a_sent_order_grows_with_a_reason(page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    order_id = open_order(desk, supplier, skus[:1], sent=True)
    page.pane.show_order(order_id)
    page.pane.buttons["edit"].click()
    assert page.editor.save_button.code == "purchasing.save_changes"
    assert not page.editor.send_button.isVisible()
    page.editor.lines.setData(page.editor.lines.index(0, QUANTITY), "50")
    page.editor.save_button.click()
    form = form_of(OverrideForm)
    form.reason.setText("直播要货")
    form.accept()
    assert not page.is_writing
    assert read_order(desk, order_id).lines[0].quantity == 50


def test_the_list_goes_into_a_file(
    page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int], qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    number = read_order(desk, open_order(desk, supplier, skus[:2])).number
    monkeypatch.setattr(order_list, "ask_save", lambda *_: tmp_path / "orders.csv")
    page.list.export.click()
    settle(qtbot, desk)
    assert number in (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")


def test_what_is_wrong_stays_in_the_editor(page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    page.new.click()
    page.take_scan(Scan(barcode(1)))
    page.editor.save_button.click()
    assert page.editor.mistake.code == "purchasing.supplier_missing"
    page.editor.supplier.choose(supplier)
    lines = page.editor.lines
    assert not lines.setData(lines.index(0, QUANTITY), "1.5")
    assert page.editor.mistake.code == "purchasing.no_pieces"
    assert lines.setData(lines.index(0, QUANTITY), "0")
    page.editor.save_button.click()
    assert page.editor.mistake.code == "buying.bad_quantity"
    assert page.is_writing


def test_an_order_changed_at_another_desk_is_not_overwritten(
    page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int]
) -> None:
    order_id = open_order(desk, supplier, skus[:1])
    page.edit(read_order(desk, order_id))
    desk.command(send_order, order_id)
    page.editor.save_button.click()
    assert page.editor.mistake.code == "buying.changed_meanwhile"
    page.editor.back.click()
    assert not page.is_writing


def test_cancel_and_close_the_rest(page: PurchaseOrdersPage, desk: Desk, supplier: int, skus: list[int]) -> None:
    first, second = open_order(desk, supplier, skus[:1]), open_order(desk, supplier, skus[:1], sent=True)
    do(desk.warehouse, apply_receipt, second, {skus[0]: 1}, 1)
    page.refresh()
    page.pane.show_order(second)
    assert not page.pane.buttons["cancel"].isVisible()
    page.pane.buttons["close_rest"].click()
    form = form_of(ReasonForm)
    form.reason.setText("断货")
    form.accept()
    assert (read_order(desk, second).state, read_order(desk, second).note) == ("closed", "断货")
    page.pane.show_order(first)
    page.pane.buttons["cancel"].click()
    assert read_order(desk, first).state == "cancelled"


def test_the_picker_finds_by_words_and_takes_scans(desk: Desk, skus: list[int], qtbot: QtBot) -> None:
    picker = SkuPicker(desk)
    qtbot.addWidget(picker)
    picker.show()
    picked: list[str] = []
    picker.picked.connect(lambda sku: picked.append(sku.seller_code))
    picker.search.setText("SKU3")
    qtbot.waitUntil(lambda: picker.table.model.total == 1)
    picker.show_text("")
    picker.search.setFocus()
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picked == ["SKU2"]
    assert picker.take_scan(Scan(barcode(5)))
    assert not picker.take_scan(Scan("nothing such"))
    assert picked == ["SKU2", "SKU5"]


def test_the_draft_is_a_sound_model(qapp: QApplication) -> None:
    model = DraftModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_lines([DraftLine(n, f"S{n}", "a", "b", n, Decimal(n)) for n in (1, 2, 3)])
    assert model.put(DraftLine(2, "S2", "a", "b", 5), add=True) == 1
    assert model.lines[1].quantity == 7
    assert model.put(DraftLine(2, "S2", "a", "b", 5), add=False) == 1
    assert model.lines[1].quantity == 5
    model.setData(model.index(0, PRICE), "9.90")
    model.show_usual({1: Decimal(3), 2: Decimal(4)})
    assert [(line.price, line.own) for line in model.lines] == [(Decimal("9.90"), True), (Decimal(4), False), (None, False)]
    assert [line.wanted().price for line in model.lines] == [Decimal("9.90"), None, None]
    model.take_out([0, 2])
    assert [line.sku_id for line in model.lines] == [2]
    assert model.totals.amount == Decimal(20)
    assert tester.model() is model


def test_twins_get_a_row_of_their_own(desk: Desk, skus: list[int]) -> None:
    lines = desk.read(skus_page).rows
    rows, sizes, cells = matrix([*lines, lines[0]])
    assert sizes == ["S", "M", "XL"]
    assert len(rows) == 3
    assert len(cells) == 7


@pytest.mark.parametrize(
    ("typed", "meant"), [("１２．５０", Decimal("12.50")), ("¥1,200", Decimal(1200)), ("", None), (" – ", None)]
)
def test_amounts_as_people_type_them(typed: str, meant: Decimal | None) -> None:
    assert typed_money(typed) == meant


def test_what_is_no_number_is_said() -> None:
    for typed in ("abc", "NaN", "1e"):
        with pytest.raises(BadInput, match="no_amount"):
            typed_money(typed)
    for typed in ("", "2.5", "x"):
        with pytest.raises(BadInput, match="no_pieces"):
            typed_pieces(typed)
    assert typed_pieces("１２") == 12
    assert money_words(Decimal("1234.5")) == "1,234.50"
