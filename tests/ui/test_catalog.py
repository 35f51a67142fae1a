"""The catalogue's screen: goods found by words or by a scan, made, put right, given barcodes, merged and labelled."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import add_products, add_stock, barcode, do, problems_of, stock_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import printing
from ui.bursts import Scan
from ui.catalog import entering
from ui.catalog.barcode_forms import BarcodeForm, MoveBarcodeForm, UnbindForm
from ui.catalog.edit_forms import ProductForm, RenameForm, SkuForm
from ui.catalog.labels_form import LabelsForm, offer_labels
from ui.catalog.measures_form import MeasuresForm
from ui.catalog.merge_form import MergeForm
from ui.catalog.new_forms import MatrixForm, NewSkuForm
from ui.catalog.packing_form import PackingForm
from ui.catalog.products_page import ProductsPage
from ui.catalog.station import CatalogStation
from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from warehouse_app.catalog.editing.at_packing import AtPacking, at_packing
from warehouse_app.catalog.editing.commands import ProductChanges, edit_product
from warehouse_app.catalog.editing.queries import SkuDetails, sku_details, skus_page
from warehouse_app.errors import BadInput
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Warehouse

F = TypeVar("F", bound=FormDialog)


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> CatalogStation:
    add_products(desk.warehouse, 12)
    return shown(desk, qtbot)


@pytest.fixture
def page(station: CatalogStation) -> ProductsPage:
    assert isinstance(station.page, ProductsPage)
    return station.page


def shown(desk: Desk, qtbot: QtBot) -> CatalogStation:
    made = CatalogStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    return made


def form_of(page: QWidget, kind: type[F]) -> F:
    """The form that is open now."""
    found = [form for form in page.window().findChildren(kind) if form.is_open]
    assert len(found) == 1
    return found[0]


def codes(page: ProductsPage) -> list[str]:
    return [row.seller_code for row in page.skus.model.rows()]


def details(desk: Desk, code: str) -> SkuDetails:
    with desk.warehouse.reading() as session:
        line = next(row for row in skus_page(session, text=code).rows if row.seller_code == code)
        found = sku_details(session, line.id)
    assert found is not None
    return found


def mistake(form: FormDialog) -> str:
    return form.mistake.code if form.mistake.isVisible() else ""


# --- finding ------------------------------------------------------------------------------------------------------------


def test_products_stand_by_name_with_a_card_beside(page: ProductsPage) -> None:
    QAbstractItemModelTester(page.products.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert page.products.model.total == 12
    assert page.cards.currentWidget() is page.product_card
    assert page.total.code == "goods.total_products"


def test_typing_searches_every_list(page: ProductsPage, qtbot: QtBot) -> None:
    page.views["skus"].click()
    page.search.setText("SKU1")
    qtbot.waitUntil(lambda: codes(page) == ["SKU1", "SKU10", "SKU11", "SKU12"])
    page.views["products"].click()
    assert page.products.model.total == 4
    page.search.setText("xyz")
    qtbot.waitUntil(lambda: page.products.model.total == 0)
    assert page.empties["products"].title.code == "goods.nothing_found"
    page.back["products"].click()
    assert page.products.model.total == 12


@pytest.mark.parametrize("scan", [Scan(barcode(7)), Scan("SKU7"), Scan("sku7", ("SKU7",))])
def test_a_scan_shows_the_goods(page: ProductsPage, qtbot: QtBot, scan: Scan) -> None:
    with qtbot.waitSignal(page.answered) as answer:
        page.take_scan(scan)
    assert answer.args is not None
    assert answer.args[:2] == ["information", "goods.sku_shown"]
    assert page.sku_card.sku is not None
    assert page.sku_card.sku.line.seller_code == "SKU7"
    assert page.cards.currentWidget() is page.sku_card
    current = page.skus.current()
    assert current is not None
    assert current.seller_code == "SKU7"


def test_a_former_code_still_finds_the_goods(page: ProductsPage, desk: Desk) -> None:
    page.show_sku(details(desk, "SKU3").line.id)
    page.sku_card.rename.click()
    form = form_of(page, RenameForm)
    form.code.setText("NEW-3")
    form.accept()
    page.take_scan(Scan("SKU3"))
    assert page.sku_card.sku is not None
    assert page.sku_card.sku.line.seller_code == "NEW-3"
    assert page.sku_card.former.isVisible()


def test_a_code_nobody_knows_is_answered(page: ProductsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.answered) as answer:
        page.take_scan(Scan("4006381333931"))
    assert answer.args is not None
    assert answer.args[:2] == ["unknown", "goods.unknown_code"]


def test_opening_a_product_shows_its_skus_and_the_filter_leads_back(page: ProductsPage) -> None:
    product = page.products.model.row_at(0)
    assert product is not None
    page.products.activated.emit(product)
    assert page.wanted.product_id == product.id
    assert len(codes(page)) == 1
    assert page.filter.isVisible()
    page.filter.click()
    assert page.wanted.view == "products"
    assert page.wanted.product_id is None


def test_an_empty_catalogue_leads_to_the_files(desk: Desk, qtbot: QtBot) -> None:
    station = shown(desk, qtbot)
    page = station.page
    assert isinstance(page, ProductsPage)
    assert page.empties["products"].title.code == "goods.none_title"
    with qtbot.waitSignal(station.goto) as went:
        page.bring_in["products"].click()
    assert went.args == ["intake"]


# --- making -------------------------------------------------------------------------------------------------------------


def test_a_new_sku_takes_a_scanned_barcode_and_is_shown(page: ProductsPage, desk: Desk) -> None:
    told = Told(desk)
    page.actions_.new_sku()
    form = form_of(page, NewSkuForm)
    form.product.setText("新围巾")
    form.colour.setText("Red")
    form.size_.setText("L")
    form.price.setText("１２.５")
    form.take_scan(Scan("6901234567892"))
    form.accept()
    made = page.sku_card.sku
    assert made is not None
    assert (made.line.name, made.line.price, made.multiples) == ("新围巾", Decimal("12.50"), (("6901234567892", 1),))
    assert made.line.seller_code == "S0001-RED-L"
    assert told.codes == ["goods.sku_made"]
    assert problems_of(desk.warehouse) == []


def test_a_new_sku_like_another_takes_over_its_weight(page: ProductsPage, desk: Desk) -> None:
    page.show_sku(details(desk, "SKU4").line.id)
    page.sku_card.like_this.click()
    form = form_of(page, NewSkuForm)
    assert form.product.text() == "商品4"
    form.size_.setText("XL")
    form.accept()
    assert page.sku_card.sku is not None
    assert page.sku_card.sku.line.weight_g == 400
    assert len(codes(page)) == 2


def test_what_is_there_already_keeps_the_form_open(page: ProductsPage, desk: Desk) -> None:
    page.show_sku(details(desk, "SKU4").line.id)
    page.sku_card.like_this.click()
    form = form_of(page, NewSkuForm)
    form.size_.setText("M")
    form.accept()
    assert mistake(form) == "catalog.variant_there"
    form.reject()


def test_a_matrix_is_counted_made_and_shown(page: ProductsPage, desk: Desk) -> None:
    told = Told(desk)
    page.new_many.click()
    form = form_of(page, MatrixForm)
    form.product.setText("卫衣")
    form.style_number.setText("W9")
    form.colours.setText("Black、Navy blue，White")
    form.sizes.setText("S, M")
    assert "6" in form.count.text()
    form.accept()
    assert page.wanted.product == "卫衣"
    assert len(codes(page)) == 6
    assert told.codes == ["goods.matrix_made"]


# --- putting right ------------------------------------------------------------------------------------------------------


def test_a_sku_is_put_right_and_the_card_follows(page: ProductsPage, desk: Desk) -> None:
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.edit.click()
    form = form_of(page, SkuForm)
    form.size_.setText("XL")
    form.weight.setText("abc")
    form.accept()
    assert mistake(form) == "goods.bad_grams"
    form.weight.setText("250")
    for field, text in zip(form.box, ("30", "20.5", "5"), strict=True):
        field.setText(text)
    form.accept()
    found = details(desk, "SKU2")
    assert (found.line.size, found.line.weight_g) == ("XL", 250)
    assert (found.length_mm, found.width_mm, found.height_mm) == (300, 205, 50)
    assert page.sku_card.facts["box"].text() == "30 × 20.5 × 5 cm"


def test_a_picture_is_kept_in_the_data_folder(
    page: ProductsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, text = tmp_path / "some.png", tmp_path / "text.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(picture))
    text.write_text("none")
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.edit.click()
    form = form_of(page, SkuForm)
    monkeypatch.setattr("ui.catalog.pictures.ask_open", lambda *_: [text])
    form.choose_picture.click()
    form.accept()
    assert mistake(form) == "goods.bad_picture"
    monkeypatch.setattr("ui.catalog.pictures.ask_open", lambda *_: [picture])
    form.choose_picture.click()
    form.accept()
    name = details(desk, "SKU2").line.picture
    assert (desk.folder.pictures / name).read_bytes() == picture.read_bytes()


def test_a_product_is_put_right_for_all_its_skus(page: ProductsPage, desk: Desk) -> None:
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.edit_product.click()
    form = form_of(page, ProductForm)
    form.name.setText("商品1")
    form.accept()
    assert mistake(form) == "catalog.product_taken"
    form.name.setText("改名了")
    form.lots.setChecked(True)
    form.accept()
    assert page.sku_card.name.text() == "改名了"
    assert page.sku_card.lots.isVisible()


def test_the_product_form_of_a_sku_card_keeps_liquid_and_fragile(page: ProductsPage, desk: Desk) -> None:
    do(desk.warehouse, edit_product, details(desk, "SKU2").line.product_id, ProductChanges(liquid=True, fragile=True))
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.edit_product.click()
    form = form_of(page, ProductForm)
    form.name.setText("改名了")
    form.accept()
    held = details(desk, "SKU2")
    assert (held.line.name, held.liquid, held.fragile) == ("改名了", True, True)


def test_measures_are_kept_changed_and_forgotten(page: ProductsPage, desk: Desk) -> None:
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.edit_measures.click()
    form = form_of(page, MeasuresForm)
    form.add("腰围")
    form.lines[0].cm.setText("72.5")
    form.add("裤长")
    form.accept()
    assert mistake(form) == "goods.measure_half"
    form.lines[1].cm.setText("100")
    form.accept()
    assert dict(details(desk, "SKU2").measures) == {"腰围": 725, "裤长": 1000}
    page.sku_card.edit_measures.click()
    form = form_of(page, MeasuresForm)
    form.lines[0].name.clear()
    form.lines[0].cm.clear()
    form.accept()
    assert len(details(desk, "SKU2").measures) == 1


def test_what_goods_ask_for_at_packing_and_what_a_set_is_made_of(page: ProductsPage, desk: Desk) -> None:
    line = details(desk, "SKU2").line
    page.show_sku(line.id)
    page.sku_card.at_packing.click()
    form = form_of(page, PackingForm)
    form.serials.setChecked(True)
    form.look.setText("拉链")
    form.limit.setText("many")
    form.parts[0].code.setText("nonsense")
    form.accept()
    assert mistake(form) == "catalog.bad_number"
    form.limit.setText("30")
    form.accept()
    assert mistake(form) == "capture.no_such_part"
    form.parts[0].code.setText("SKU1")
    form.parts[0].pieces.setText("2")
    form.accept()
    assert desk.read(at_packing, line.id) == AtPacking(True, "拉链", 30, (("SKU1", 2),))
    page.sku_card.at_packing.click()
    form = form_of(page, PackingForm)
    assert (form.parts[0].code.text(), form.parts[0].pieces.text()) == ("SKU1", "2")
    form.parts[0].code.clear()
    form.parts[0].pieces.clear()
    form.limit.clear()
    form.accept()
    assert desk.read(at_packing, line.id) == AtPacking(True, "拉链", None, ())


@pytest.mark.parametrize(("text", "mm"), [("", None), ("72.5", 725), ("１００", 1000), ("0.1", 1)])
def test_centimetres_as_people_write_them(text: str, mm: int | None) -> None:
    assert entering.millimetres(text) == mm
    assert entering.millimetres(entering.centimetres(mm)) == mm


@pytest.mark.parametrize("text", ["x", "-1", "1.25", "nan", "1e99"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        entering.millimetres(text)
    assert refused.value.code == "goods.bad_cm"


# --- barcodes and merging -----------------------------------------------------------------------------------------------


def test_among_skus_without_a_barcode_a_scan_offers_to_bind_it(page: ProductsPage, desk: Desk) -> None:
    page.actions_.new_sku()
    new = form_of(page, NewSkuForm)
    new.product.setText("没有条码")
    new.accept()
    page.show_view("missing")
    assert len(codes(page)) == 1
    page.take_scan(Scan("6901234567892"))
    form = form_of(page, BarcodeForm)
    assert form.code.text() == "6901234567892"
    form.multiple.setValue(6)
    form.accept()
    assert codes(page) == []
    assert page.empties["skus"].title.code == "goods.none_missing"
    page.take_scan(Scan("6901234567892"))
    assert page.sku_card.sku is not None
    assert page.sku_card.sku.multiples == (("6901234567892", 6),)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("A-1", "goods.not_goods"),  # a bin
        (barcode(1), "catalog.barcode_taken"),
        ("6901234567893", "catalog.wrong_check_digit"),
        ("PD-CONFIRM", "catalog.command_code"),
    ],
)
def test_a_code_that_is_something_else_is_refused(page: ProductsPage, desk: Desk, code: str, refusal: str) -> None:
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.add_barcode.click()
    form = form_of(page, BarcodeForm)
    form.take_scan(Scan(code))
    form.accept()
    assert mistake(form) == refusal
    form.reject()


def test_a_barcode_moves_to_the_goods_that_are_scanned(page: ProductsPage, desk: Desk) -> None:
    sku = details(desk, "SKU2")
    page.show_sku(sku.line.id)
    page.actions_.move_barcode(sku, barcode(2))
    form = form_of(page, MoveBarcodeForm)
    form.accept()
    assert mistake(form) == "goods.choose_one"
    form.take_scan(Scan("nothing"))
    assert mistake(form) == "goods.unknown_code"
    form.take_scan(Scan("SKU5"))
    form.accept()
    assert details(desk, "SKU2").multiples == ()
    assert dict(details(desk, "SKU5").multiples).keys() == {barcode(2), barcode(5)}


def test_a_barcode_is_taken_away_and_one_of_the_shops_own_given(page: ProductsPage, desk: Desk) -> None:
    sku = details(desk, "SKU2")
    page.show_sku(sku.line.id)
    page.actions_.unbind(sku, barcode(2))
    form_of(page, UnbindForm).accept()
    assert page.sku_card.give_barcode.isVisible()
    page.sku_card.give_barcode.click()
    ((code, multiple),) = details(desk, "SKU2").multiples
    assert code.startswith("2")
    assert multiple == 1


def test_merging_takes_the_stock_over_and_shows_the_one_that_stays(page: ProductsPage, desk: Desk) -> None:
    add_stock(desk.warehouse, {"SKU2": 5, "SKU3": 1})
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.merge.click()
    form = form_of(page, MergeForm)
    form.take_scan(Scan("SKU2"))
    form.accept()
    assert mistake(form) == "goods.choose_one"
    form.take_scan(Scan(barcode(3)))
    form.accept()
    assert page.sku_card.sku is not None
    assert page.sku_card.sku.line.seller_code == "SKU3"
    assert page.sku_card.sku.former_codes == ("SKU2",)
    assert stock_of(desk.warehouse)["SKU3"] == (6, 0)
    assert problems_of(desk.warehouse) == []


def test_enter_searches_and_chooses_but_merges_nothing(page: ProductsPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_sku(details(desk, "SKU2").line.id)
    page.sku_card.merge.click()
    form = form_of(page, MergeForm)
    form.target.search.setText("SKU1")
    qtbot.keyClick(form.target.search, Qt.Key.Key_Return)
    row = form.target.table.current()
    assert row is not None
    assert row.seller_code == "SKU1"
    qtbot.keyClick(form.target.table.view, Qt.Key.Key_Return)
    assert form.is_open
    form.reject()
    assert details(desk, "SKU2").line.seller_code == "SKU2"


def test_a_clerk_makes_but_does_not_put_right(page: ProductsPage, desk: Desk) -> None:
    sit_down_as(desk, Role.CLERK)
    page.refresh()
    page.show_sku(details(desk, "SKU2").line.id)
    card = page.sku_card
    assert card.like_this.isVisible()
    assert not any(button.isVisible() for button in (card.edit, card.edit_product, card.rename, card.merge, card.edit_measures))


# --- labels -------------------------------------------------------------------------------------------------------------


def test_labels_are_made_for_the_selected_rows_and_opened(
    page: ProductsPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(printing, "open_file", opened.append)
    page.show_view("skus")
    page.skus.view.selectAll()
    page.labels.click()
    form = form_of(page, LabelsForm)
    form.number.setValue(2)
    form.accept()
    settle(qtbot, desk)
    assert form.made is not None
    assert form.made.labels == 24
    assert form.made.file.parent == desk.folder.labels
    form.accept()
    assert opened == [form.made.file]
    form.kind.choose("both")
    assert form.accept_button.code == "goods.make_labels"
    form.reject()


def test_as_many_labels_as_pieces(page: ProductsPage, desk: Desk, qtbot: QtBot) -> None:
    add_stock(desk.warehouse, {"SKU2": 5, "SKU3": 1})
    ids = [details(desk, code).line.id for code in ("SKU1", "SKU2", "SKU3")]
    form = offer_labels(desk, page, ids, {ids[0]: 4})
    assert form.copies.value() == "given"
    form.accept()
    settle(qtbot, desk)
    assert form.made is not None
    assert form.made.labels == 4
    form.copies.choose("on_hand")
    form.stock.choose("a4-65")
    form.first_field.setValue(60)
    form.accept()
    settle(qtbot, desk)
    assert form.made is not None
    assert form.made.labels == 6
    form.reject()


def test_labels_for_goods_that_are_not_there_are_refused(page: ProductsPage, desk: Desk, qtbot: QtBot) -> None:
    form = offer_labels(desk, page, [details(desk, "SKU1").line.id], None)
    form.copies.choose("on_hand")
    form.accept()
    settle(qtbot, desk)
    assert mistake(form) == "goods.no_pieces"
    assert form.accept_button.isEnabled()
    form.reject()
