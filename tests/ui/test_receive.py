"""The receiving page: what has arrived, counting by scan, key and grid, unknown codes, lots, inspection, closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from tests.inbound.putaway.docks import add_receipt
from tests.inbound.sendback.backs import back, sent, settled
from tests.shop import add_products, barcode, do, problems_of
from tests.ui.desks import Heard, Told, open_desk, settle, sit_down_as
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.receiving.blind import ExchangeForm
from ui.inbound.receiving.close import CloseForm
from ui.inbound.receiving.count import CountForm
from ui.inbound.receiving.grid import GridForm
from ui.inbound.receiving.inspect import InspectForm
from ui.inbound.receiving.lot import LotForm
from ui.inbound.receiving.page import ReceivePage
from ui.inbound.receiving.quantity import keyed_quantity
from ui.inbound.receiving.receipt_reason import GiveUpForm, ReverseForm
from ui.inbound.receiving.unknown import UnknownForm
from ui.inbound.receiving.values import day_of, money_of
from ui.scan_queue import holder
from ui.widgets.form_dialog import FormDialog
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.queries import order
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.queries import inspections, lines_page, receipt, receipts_page
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Tx, Warehouse

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReceivePage:
    add_products(desk.warehouse, 6)
    made = ReceivePage(desk)
    desk.changed.connect(lambda topics: made.refresh() if topics & made.topics else None)
    qtbot.addWidget(made)
    made.resize(1190, 620)
    made.show()
    made.refresh()
    made.enter()
    return made


@pytest.fixture
def heard(page: ReceivePage) -> Heard:
    return Heard(page)


def sku_id(warehouse: Warehouse, code: str) -> int:
    with warehouse.reading() as session:
        return int(session.scalars(select(Sku.id).where(Sku.seller_code == code)).one())


def add_order(desk: Desk, pieces: Mapping[str, int], expected: date | None = None, supplier: str = "示例针织厂") -> int:
    """A sent order; returns its id."""
    supplier_id = desk.command(save_supplier, SupplierFields(supplier))
    lines = [WantedLine(sku_id(desk.warehouse, code), quantity, Decimal("8.20")) for code, quantity in pieces.items()]
    order_id = desk.command(draft_order, supplier_id, lines, expected)
    desk.command(send_order, order_id)
    return order_id


def number_of(desk: Desk, order_id: int) -> str:
    return desk.read(order, order_id, date(2026, 1, 1)).number


def scan(page: ReceivePage, *codes: str) -> None:
    for code in codes:
        page.take_scan(Scan(code))


def form(kind: type[FormDialog]) -> FormDialog:
    found = holder()
    assert isinstance(found, kind)
    return found


def counted(page: ReceivePage) -> dict[str, int]:
    """Pieces by seller code of the open receipt."""
    assert page.work.head is not None
    rows = page.desk.read(lines_page, page.work.head.id).rows
    return {row.seller_code: row.counted for row in rows if row.counted}


# --- what has arrived ---------------------------------------------------------------------------------------------------


def test_orders_stand_by_day_and_what_is_late_stands_out_in_words(page: ReceivePage, desk: Desk) -> None:
    today = desk.warehouse.clock().astimezone().date()
    add_order(desk, {"SKU1": 3}, today + timedelta(days=3))
    add_order(desk, {"SKU2": 2}, today - timedelta(days=4), "另一家")
    model = page.start.orders.table.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    late, later = page.start.orders.rows
    assert late.supplier == "另一家"
    assert model.columns[2].words(late) == language.tr("inbound.due_late", n=4)
    assert model.columns[2].tone is not None
    assert (model.columns[2].tone(late), model.columns[2].tone(later)) == ("warning", None)


def test_a_scanned_order_number_opens_its_receipt_and_a_second_scan_goes_on_with_it(
    page: ReceivePage, desk: Desk, heard: Heard
) -> None:
    number = number_of(desk, add_order(desk, {"SKU1": 3}))
    scan(page, number.lower())
    assert page.work.head is not None
    assert page.work.head.order_number == number
    assert heard.last == ("next", "inbound.counting")
    first = page.work.head.id
    scan(page, barcode(1), "PD-LEAVE")
    assert not page.working
    scan(page, number)
    assert page.work.head.id == first
    assert counted(page) == {"SKU1": 1}


def test_a_receipt_number_goes_on_with_it_and_a_closed_one_offers_its_slip(
    page: ReceivePage, desk: Desk, heard: Heard, qtbot: QtBot
) -> None:
    scan(page, barcode(1))
    assert page.work.head is not None
    receipt_id, number = page.work.head.id, page.work.head.number
    scan(page, "PD-LEAVE", number)
    assert page.work.head.id == receipt_id
    page.work.put_aside()
    desk.command(close_receipt, receipt_id)
    scan(page, number)
    assert heard.last == ("information", "inbound.receipt_done")
    settle(qtbot, desk)
    assert page.banner.isVisible()
    assert page.banner.file is not None
    assert page.banner.file.is_file()


def test_goods_without_a_paper_start_a_blind_receipt_unless_one_is_open(page: ReceivePage, heard: Heard) -> None:
    scan(page, barcode(2))
    assert page.working
    assert heard.last == ("right", "inbound.got_right")
    assert counted(page) == {"SKU2": 1}
    scan(page, "PD-LEAVE", barcode(2))
    assert not page.working
    assert heard.last == ("warning", "inbound.choose_receipt")


def test_an_unknown_code_starts_nothing(page: ReceivePage, heard: Heard, desk: Desk) -> None:
    scan(page, "4006381333931")
    assert heard.last == ("unknown", "inbound.start_unknown")
    assert desk.read(receipts_page).total == 0


def test_a_blind_receipt_is_opened_for_a_supplier(page: ReceivePage, desk: Desk) -> None:
    supplier_id = desk.command(save_supplier, SupplierFields("示例针织厂"))
    page.start.blind.click()
    blind = holder()
    assert isinstance(blind, FormDialog)
    blind.supplier.choose(supplier_id)  # type: ignore[attr-defined]  # BlindForm
    blind.delivery_note.setText("SH-77")  # type: ignore[attr-defined]  # BlindForm
    blind.accept()
    assert page.work.head is not None
    assert (page.work.head.supplier, page.work.head.delivery_note) == ("示例针织厂", "SH-77")


def test_goods_in_exchange_are_received_against_their_return(page: ReceivePage, desk: Desk, heard: Heard) -> None:
    warehouse = desk.warehouse
    supplier_id = desk.command(save_supplier, SupplierFields("示例针织厂"))
    add_receipt(warehouse, {"SKU1": 5}, defective={"SKU1": 2}, supplier_id=supplier_id)
    return_id = sent(warehouse, supplier_id, back(warehouse, "SKU1", 2))
    page.start.exchange.click()
    exchange = cast(ExchangeForm, form(ExchangeForm))
    assert [row.open for row in exchange.returns.rows] == [2]
    exchange.accept()
    scan(page, barcode(1), barcode(1))
    assert heard.last == ("complete", "inbound.got_complete")
    assert page.work.head is not None
    assert page.work.head.return_id == return_id
    page.work.ask_close()
    form(CloseForm).accept()
    assert settled(warehouse, return_id) == ("closed", [(2, 0)])
    assert problems_of(warehouse) == []


def test_nothing_to_exchange_says_so(page: ReceivePage) -> None:
    page.start.exchange.click()
    exchange = holder()
    assert isinstance(exchange, FormDialog)
    assert not exchange.accept_button.isEnabled()
    exchange.reject()


# --- counting -----------------------------------------------------------------------------------------------------------


def test_over_short_and_not_ordered_are_shown_at_once(page: ReceivePage, desk: Desk, heard: Heard, qtbot: QtBot) -> None:
    page.take_order(add_order(desk, {"SKU1": 2, "SKU2": 2}), "")
    scan(page, barcode(1))
    assert heard.last == ("right", "inbound.got_right")
    scan(page, barcode(1))
    assert heard.last == ("complete", "inbound.got_complete")
    scan(page, barcode(1))
    assert heard.last == ("extra", "inbound.got_over")
    assert heard.answers[-1][2]["over"] == 1
    assert page.work.card.count.text() == "3 / 2"
    assert page.work.card.verdict.tone == "wrong"
    scan(page, barcode(3))
    assert heard.last == ("warning", "inbound.got_unplanned")
    qtbot.waitUntil(page.work.side.standing["unplanned"].isVisible)
    shown = {row.seller_code: (row.over, row.under, row.unplanned) for row in page.work.lines.table.model.rows()}
    assert shown == {"SKU1": (1, 0, 0), "SKU2": (0, 2, 0), "SKU3": (0, 0, 1)}
    assert page.work.side.counted.text() == "4"


def test_only_differences_are_shown_on_request(page: ReceivePage, desk: Desk) -> None:
    page.take_order(add_order(desk, {"SKU1": 1, "SKU2": 2}), "")
    scan(page, barcode(1))
    page.work.lines.only.setChecked(True)
    assert [row.seller_code for row in page.work.lines.table.model.rows()] == ["SKU2"]


@pytest.mark.parametrize("keyed", ["x12", "X12", "*12"])
def test_a_keyed_quantity_counts_for_the_next_scan_only(page: ReceivePage, heard: Heard, keyed: str) -> None:
    scan(page, barcode(1), keyed)
    assert heard.last == ("next", "inbound.next_counts")
    scan(page, barcode(1), barcode(1))
    assert counted(page) == {"SKU1": 14}


def test_what_is_no_quantity() -> None:
    assert [keyed_quantity((code,)) for code in ("x0", "12", "x123456", "xl", "x 5")] == [None, None, None, None, 5]


def test_the_quantity_field_is_used_up_by_a_scan(page: ReceivePage) -> None:
    scan(page, barcode(1))
    page.work.quantity.set_quantity(5)
    scan(page, barcode(1))
    assert counted(page) == {"SKU1": 6}
    assert page.work.quantity.quantity == 1


def test_the_last_count_is_taken_back_by_key_and_by_command_barcode(page: ReceivePage, heard: Heard, qtbot: QtBot) -> None:
    scan(page, barcode(1), barcode(2), "PD-UNDO")
    assert heard.last == ("information", "inbound.got_undone")
    assert counted(page) == {"SKU1": 1}
    qtbot.keyClick(page.work, Qt.Key.Key_F8)
    assert counted(page) == {}
    scan(page, "PD-UNDO")
    assert heard.last == ("warning", "inbound.got_nothing_to_undo")
    qtbot.waitUntil(lambda: len(page.work.side.scans.rows) > 1)


def test_a_bin_is_no_goods(page: ReceivePage, heard: Heard) -> None:
    scan(page, barcode(1), "A-3")
    assert heard.last == ("wrong", "inbound.got_not_goods")
    assert counted(page) == {"SKU1": 1}


def test_a_figure_is_keyed_for_a_line(page: ReceivePage, qtbot: QtBot) -> None:
    scan(page, barcode(1))
    qtbot.waitUntil(lambda: page.work.lines.table.model.total == 1)
    page.work.lines.table.view.selectRow(0)
    qtbot.keyClick(page.work, Qt.Key.Key_F5)
    asked = cast(CountForm, form(CountForm))
    asked.accept()
    assert asked.mistake.code == "inbound.pieces_wanted"
    asked.pieces.setText("40")
    asked.accept()
    assert counted(page) == {"SKU1": 40}


def test_a_price_is_keyed_beside_the_figure(page: ReceivePage, qtbot: QtBot) -> None:
    scan(page, barcode(1))
    qtbot.waitUntil(lambda: page.work.lines.table.model.total == 1)

    def key_price(said: str) -> CountForm:
        page.work.lines.table.view.selectRow(0)
        page.work.ask_count()
        asked = cast(CountForm, form(CountForm))
        asked.price.setText(said)
        asked.accept()
        return asked

    def prices() -> list[Decimal | None]:
        assert page.work.head is not None
        return [row.price for row in page.desk.read(lines_page, page.work.head.id).rows]

    refused = key_price("zwölf")
    assert refused.mistake.code == "inbound.bad_amount"
    refused.reject()
    assert prices() == [None]
    key_price("12.50")
    assert prices() == [Decimal("12.50")]
    assert counted(page) == {"SKU1": 1}
    page.work.read()
    key_price("")
    assert prices() == [None]


def test_closed_at_another_desk_the_page_goes_back_to_what_has_arrived(
    page: ReceivePage, desk: Desk, heard: Heard, qtbot: QtBot
) -> None:
    scan(page, barcode(1))
    assert page.work.head is not None
    desk.command(close_receipt, page.work.head.id)
    qtbot.waitUntil(lambda: not page.working)
    assert heard.last == ("warning", "inbound.closed_elsewhere")
    assert page.pages.currentWidget() is page.start


# --- unknown codes, lots, the grid --------------------------------------------------------------------------------------


def test_an_unknown_code_is_bound_with_its_multiple_and_counted(page: ReceivePage, heard: Heard, qtbot: QtBot) -> None:
    scan(page, barcode(1), "BOX-1")
    asked = cast(UnknownForm, form(UnknownForm))
    assert heard.last == ("unknown", "inbound.got_unknown")
    asked.accept()
    assert asked.mistake.code == "inbound.unknown_choose"
    asked.search.setText("SKU3")
    qtbot.waitUntil(lambda: len(asked.found.rows) == 1)
    asked.multiple.setText("6")
    asked.accept()
    assert counted(page) == {"SKU1": 1, "SKU3": 6}
    scan(page, "BOX-1")
    assert counted(page)["SKU3"] == 12


def test_an_unknown_code_becomes_a_new_sku_like_another(page: ReceivePage, qtbot: QtBot) -> None:
    scan(page, barcode(1), "6901234567892")
    asked = cast(UnknownForm, form(UnknownForm))
    asked.search.setText("SKU3")
    qtbot.waitUntil(lambda: len(asked.found.rows) == 1)
    asked.new.click()
    assert asked.fields.product.text() == "商品3"
    asked.fields.size_word.setText("M")
    asked.accept()
    assert asked.mistake.code == "catalog.variant_there"
    asked.fields.size_word.setText("XL")
    asked.accept()
    made = {code: pieces for code, pieces in counted(page).items() if code != "SKU1"}
    assert list(made.values()) == [1]
    assert problems_of(page.desk.warehouse) == []


def test_leaving_an_unknown_code_counts_nothing(page: ReceivePage) -> None:
    scan(page, barcode(1), "BOX-1")
    form(UnknownForm).reject()
    assert counted(page) == {"SKU1": 1}


def keep_lots(desk: Desk, code: str) -> None:
    def keep(tx: Tx) -> None:
        product = select(Sku.product_id).where(Sku.seller_code == code).scalar_subquery()
        tx.connection.execute(update(Product).where(Product.id == product).values(lots=True))

    do(desk.warehouse, keep)


def test_a_lot_that_is_wanted_is_asked_for_and_the_quantity_stays(page: ReceivePage, desk: Desk, heard: Heard) -> None:
    scan(page, barcode(1))
    keep_lots(desk, "SKU2")
    scan(page, "x3", barcode(2))
    assert heard.last == ("next", "receiving.lot_wanted")
    asked = cast(LotForm, form(LotForm))
    asked.accept()
    assert asked.mistake.code == "inbound.lot_empty"
    asked.lot.setText("L7")
    asked.expires.setText("soon")
    asked.accept()
    assert asked.mistake.code == "inbound.bad_day"
    asked.expires.setText("2019-01-01")
    asked.accept()
    assert asked.mistake.code == "receiving.lot_expired"
    asked.expires.setText("2099-06-30")
    asked.accept()
    assert counted(page) == {"SKU1": 1, "SKU2": 3}


def test_the_grid_writes_what_was_filled_in_differently(page: ReceivePage, desk: Desk, qtbot: QtBot) -> None:
    page.take_order(add_order(desk, {"SKU1": 2}), "")
    scan(page, barcode(1))
    qtbot.keyClick(page.work, Qt.Key.Key_F6)
    grid = cast(GridForm, form(GridForm))
    (cell,) = grid.matrix.all_cells()
    assert (cell.cell.expected, cell.text()) == (2, "1")
    cell.setText("2")
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    qtbot.waitUntil(grid.accept_button.hasFocus)
    grid.accept()
    assert counted(page) == {"SKU1": 2}


def test_the_grid_finds_other_products(page: ReceivePage, qtbot: QtBot) -> None:
    scan(page, barcode(1))
    page.work.ask_grid()
    grid = cast(GridForm, form(GridForm))
    grid.search.setText("商品4")
    qtbot.waitUntil(lambda: grid.grid is not None and grid.grid.name == "商品4")
    next(grid.matrix.all_cells()).setText("7")
    grid.accept()
    assert counted(page) == {"SKU1": 1, "SKU4": 7}


# --- inspection and closing ---------------------------------------------------------------------------------------------


def test_defective_pieces_are_written_down_with_reason_and_photo(page: ReceivePage, desk: Desk, tmp_path: Path) -> None:
    scan(page, barcode(1), "x4", barcode(2))
    page.work.ask_inspect()
    asked = cast(InspectForm, form(InspectForm))
    asked.take_scan(Scan("nothing"))
    assert asked.mistake.code == "inbound.not_in_receipt"
    asked.take_scan(Scan(barcode(2)))
    asked.inspected.setText("4")
    asked.defective.setText("1")
    asked.accept()
    assert asked.mistake.code == "receiving.defect_reason_wanted"
    asked.reason.choose("stain")
    (tmp_path / "stain.png").write_bytes(PNG)
    asked.show_photo(tmp_path / "stain.png")
    asked.accept()
    assert page.work.head is not None
    (found,) = desk.read(inspections, page.work.head.id)
    assert (found.seller_code, found.inspected, found.defective, found.reason) == ("SKU2", 4, 1, "stain")
    assert (desk.folder.photos / found.photo).read_bytes() == PNG


def test_closing_shows_differences_books_in_and_makes_the_slip(page: ReceivePage, desk: Desk, heard: Heard, qtbot: QtBot) -> None:
    page.take_order(add_order(desk, {"SKU1": 2, "SKU2": 2}), "")
    scan(page, "x3", barcode(1), "PD-CONFIRM")
    closing = cast(CloseForm, form(CloseForm))
    assert closing.lines is not None
    assert [(row.over, row.under) for row in closing.lines.rows] == [(1, 0), (0, 2)]
    closing.fields.freight.setText("12.345")
    closing.accept()
    assert closing.mistake.code == "inbound.bad_amount"
    closing.fields.freight.setText("12.30")
    closing.fields.owed.setChecked(True)
    closing.take_scan(Scan("PD-CONFIRM"))
    assert heard.last == ("complete", "inbound.closed")
    assert not page.working
    settle(qtbot, desk)
    assert page.banner.isVisible()
    (row,) = desk.read(receipts_page).rows
    assert (row.state, row.pieces, row.freight, row.waiting) == ("closed", 3, Decimal("12.30"), 3)
    with qtbot.waitSignal(page.page_asked) as asked:
        page.banner.put_away_button.click()
    assert asked.args == ["put_away", row.id]
    assert problems_of(desk.warehouse) == []


def test_labels_are_offered_for_what_was_counted(page: ReceivePage, qtbot: QtBot) -> None:
    from ui.catalog.labels_form import LabelsForm

    told = Told(page.desk)
    scan(page, barcode(1), "PD-UNDO")
    qtbot.keyClick(page.work, Qt.Key.Key_F3)
    assert told.codes == ["inbound.nothing_counted"]
    scan(page, "x4", barcode(2))
    qtbot.keyClick(page.work, Qt.Key.Key_F3)
    asked = form(LabelsForm)
    assert asked.title.code == "goods.labels_title"
    asked.reject()


def test_nothing_counted_cannot_be_closed(page: ReceivePage, desk: Desk, heard: Heard) -> None:
    page.take_order(add_order(desk, {"SKU1": 2}), "")
    page.work.ask_close()
    assert heard.last == ("warning", "inbound.nothing_counted")
    assert holder() is None


def test_the_head_is_kept(page: ReceivePage, desk: Desk, qtbot: QtBot) -> None:
    scan(page, barcode(1))
    qtbot.keyClick(page.work, Qt.Key.Key_F2)
    asked = holder()
    assert isinstance(asked, FormDialog)
    asked.fields.delivery_note.setText("SH-9")  # type: ignore[attr-defined]  # HeadForm
    asked.accept()
    assert page.work.head is not None
    assert desk.read(receipt, page.work.head.id).delivery_note == "SH-9"


def test_a_closed_receipt_is_taken_back_with_a_reason_by_who_may(page: ReceivePage, desk: Desk) -> None:
    scan(page, barcode(1))
    assert page.work.head is not None
    receipt_id = page.work.head.id
    page.work.put_aside()
    desk.command(close_receipt, receipt_id)
    earlier = page.start.earlier
    earlier.table.view.selectRow(0)
    assert earlier.reverse.isVisible()
    earlier.reverse.click()
    asked = cast(ReverseForm, form(ReverseForm))
    asked.accept()
    assert asked.mistake.code == "receiving.reverse_reason_wanted"
    asked.reason.setText("收错了")
    asked.accept()
    assert desk.read(receipt, receipt_id).state == "reversed"
    sit_down_as(desk, Role.CLERK)
    earlier.refresh()
    assert not earlier.reverse.isVisible()
    assert problems_of(desk.warehouse) == []


def test_an_open_receipt_is_given_up(page: ReceivePage, desk: Desk) -> None:
    scan(page, barcode(1), "PD-LEAVE")
    assert page.start.open.rows
    earlier = page.start.earlier
    earlier.table.view.selectRow(0)
    earlier.give_up.click()
    form(GiveUpForm).accept()
    assert [row.state for row in desk.read(receipts_page).rows] == ["cancelled"]
    assert not page.start.open.isVisible()


def test_a_cancelled_order_is_told_and_opens_nothing(page: ReceivePage, desk: Desk) -> None:
    told = Told(desk)
    supplier_id = desk.command(save_supplier, SupplierFields("示例针织厂"))
    draft = desk.command(draft_order, supplier_id, [WantedLine(sku_id(desk.warehouse, "SKU1"), 1)])
    with pytest.raises(Conflict) as refused:
        scan(page, number_of(desk, draft))
    assert refused.value.code == "receiving.order_not_open"
    page.start.order_chosen.emit(draft, "")
    assert told.codes == ["receiving.order_not_open"]


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_the_page_speaks_both_languages(page: ReceivePage, desk: Desk, spoken: language.Language) -> None:
    page.take_order(add_order(desk, {"SKU1": 2}), "")
    scan(page, barcode(1))
    language.switch(spoken)
    QApplication.sendPostedEvents()
    assert page.work.source.text() == language.tr(
        "inbound.source_order", supplier="示例针织厂", number=page.work.head.order_number if page.work.head else ""
    )


# --- what people type ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2027-06-30", "2027/6/30", "20270630", "2027.6.30"])
def test_days_as_people_write_them(typed: str) -> None:
    assert day_of(typed) == date(2027, 6, 30)


@pytest.mark.parametrize("typed", ["2027-13-01", "next year", "202763", "30-06-2027"])
def test_what_is_no_day(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        day_of(typed)
    assert refused.value.code == "inbound.bad_day"


@pytest.mark.parametrize(("typed", "amount"), [("", "0"), ("12", "12"), ("¥1,200.50", "1200.50"), (" 3.5 ", "3.5")])
def test_amounts_as_people_write_them(typed: str, amount: str) -> None:
    assert money_of(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["-1", "1.234", "abc", "1e3"])
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        money_of(typed)
    assert refused.value.code == "inbound.bad_amount"
