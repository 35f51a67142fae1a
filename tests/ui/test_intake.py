"""Files in: recognised, previewed, brought in or left alone; unknown layouts asked for once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from resources.make_sample_shop import SampleShop, write_sample_shop
from tests.shop import stock_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language
from ui.desk import Desk
from ui.intake.mapping_form import MappingForm
from ui.intake.rows import What, words
from ui.intake.start_page import CARDS
from ui.intake.station import IntakeStation, files_of
from warehouse_app.catalog.tables import Barcode, Sku
from warehouse_app.orders.tables import Order
from warehouse_app.people.rules import Role
from warehouse_app.store.tables import ImportFile
from warehouse_app.store.warehouse import Warehouse

STOCK_HEAD = "库位,商家编码,数量\n"


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> IntakeStation:
    made = IntakeStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 700)
    made.show()
    made.enter()
    return made


@pytest.fixture
def shop(tmp_path: Path) -> SampleShop:
    return write_sample_shop(tmp_path / "files", date(2026, 11, 3))


def add(station: IntakeStation, qtbot: QtBot, *paths: Path) -> None:
    station.add_files(paths)
    settle(qtbot, station.desk)


def accept(station: IntakeStation, qtbot: QtBot) -> None:
    station.preview.accept.click()
    settle(qtbot, station.desk)


def count(desk: Desk, table: type) -> int:
    return desk.read(lambda session: session.scalar(select(func.count()).select_from(table)) or 0)


def file(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def with_products(station: IntakeStation, qtbot: QtBot, shop: SampleShop) -> None:
    add(station, qtbot, shop.products)
    accept(station, qtbot)


def tile_counts(station: IntakeStation) -> dict[str, int]:
    return {what: tile.count for what, tile in station.preview.tiles.items() if what is not None and tile.count}


def test_a_whole_morning_dropped_at_once_comes_in_kind_by_kind(station: IntakeStation, qtbot: QtBot, shop: SampleShop) -> None:
    add(station, qtbot, shop.waybills, shop.item_report, shop.stock, shop.order_report, shop.products)
    seen = []
    for _ in range(4):
        assert station.pages.currentWidget() is station.preview
        seen.append(station.preview.title.code)
        accept(station, qtbot)
    assert seen == [f"intake.preview_{kind}" for kind in ("products", "stock", "orders", "waybills")]
    assert station.pages.currentWidget() is station.done
    assert count(station.desk, Sku) == 24
    assert count(station.desk, Order) == 18
    assert count(station.desk, ImportFile) == 5
    with qtbot.waitSignal(station.goto) as went:
        station.done.next.click()
    assert went.args == ["orders"]


def test_looking_and_cancelling_writes_nothing(station: IntakeStation, qtbot: QtBot, shop: SampleShop) -> None:
    add(station, qtbot, shop.products)
    assert tile_counts(station) == {"new": 24}
    station.preview.cancel.click()
    assert station.pages.currentWidget() is station.start
    assert count(station.desk, Sku) == count(station.desk, ImportFile) == 0


def test_tiles_filter_the_list_and_say_what_changes(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    with_products(station, qtbot, shop)
    dearer = "商家编码,商品名称,价格\nWJ-01-MB,羊毛围巾,139.00\nWJ-01-JH,羊毛围巾,129.00\nNEU-1,新品,9.90\n,没有编码,5\n"
    add(station, qtbot, file(tmp_path, "dearer.csv", dearer))
    assert tile_counts(station) == {"new": 1, "changed": 1, "unchanged": 1, "wrong": 1}
    assert [row.what for row in station.preview.rows] == ["wrong"]  # what needs somebody comes first
    station.preview.tiles["changed"].click()
    assert [(row.row, row.key) for row in station.preview.rows] == [(2, "WJ-01-MB")]
    language.switch("en")
    assert words(station.preview.rows[0], reveal=False) == "Price: 129.00 → 139.00"


def test_problems_name_row_and_column_and_go_into_a_file(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    with_products(station, qtbot, shop)
    rows = "A01-02-1,WJ-01-MB,-3\nA01-02-2,WJ-01-JH,12\nA01-02-2,NIX,4\n=1,WJ-01-ZQ,1\n"
    add(station, qtbot, file(tmp_path, "bad.csv", STOCK_HEAD + rows))
    problems = [(row.row, row.column, row.problem.code) for row in station.preview.problems if row.problem is not None]
    assert problems == [
        (2, "数量", "sheets.negative"),
        (4, "商家编码", "stock.unknown_sku"),
        (5, "库位", "stock.unknown_bin"),
    ]
    station.export_problems_to(tmp_path / "problems.csv")
    with (tmp_path / "problems.csv").open(encoding="utf-8-sig", newline="") as written:
        table = list(csv.reader(written))
    assert table[0] == ["文件", "行", "列", "问题"]
    assert [line[:3] for line in table[1:]] == [["bad.csv", str(row), column] for row, column, _ in problems]


def test_a_problems_file_that_cannot_be_written_is_said_plainly(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    told = Told(station.desk)
    station.export_problems_to(tmp_path / "nowhere" / "problems.csv")
    assert told.codes == ["sheets.cannot_write"]


def test_good_rows_come_in_beside_bad_ones_unless_the_person_wants_all(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    with_products(station, qtbot, shop)
    half = file(tmp_path, "half.csv", STOCK_HEAD + "A01-02-1,WJ-01-MB,4\nA01-02-2,WJ-01-JH,1.5\n")
    add(station, qtbot, half)
    station.preview.only_right.click()
    assert not station.preview.accept.isEnabled()
    station.preview.only_right.click()
    accept(station, qtbot)
    assert {code: stock[0] for code, stock in stock_of(station.desk.warehouse).items() if stock[0]} == {"WJ-01-MB": 4}


def test_unknown_bins_are_made_only_when_somebody_says_so(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    with_products(station, qtbot, shop)
    add(station, qtbot, file(tmp_path, "bins.csv", STOCK_HEAD + "Z-99,WJ-01-MB,4\n"))
    assert tile_counts(station) == {"wrong": 1}
    assert station.preview.new_bins.isVisible()
    station.preview.new_bins.click()
    settle(qtbot, station.desk)
    assert tile_counts(station) == {"new": 1}
    accept(station, qtbot)
    assert stock_of(station.desk.warehouse)["WJ-01-MB"][0] == 4


def test_the_shop_of_a_file_that_names_none_can_be_named(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    add(station, qtbot, file(tmp_path, "o.csv", "订单号,商家编码,数量,收货人,收货地址\n1001,WJ-01-MB,1,张三,杭州某路1号\n"))
    station.preview.shop.setEditText("青禾小铺")
    line = station.preview.shop.lineEdit()
    assert line is not None
    line.editingFinished.emit()
    settle(qtbot, station.desk)
    accept(station, qtbot)
    add(station, qtbot, shop.order_report)
    shops = [station.preview.shop.itemText(n) for n in range(station.preview.shop.count())]
    assert "青禾小铺" in shops


def test_personal_data_in_changes_is_masked_without_the_right(station: IntakeStation, qtbot: QtBot, tmp_path: Path) -> None:
    head = "订单号,商家编码,数量,收货人,手机,收货地址\n"
    add(station, qtbot, file(tmp_path, "a.csv", head + "1001,A,1,张小三,13800001111,杭州某路1号\n"))
    accept(station, qtbot)
    sit_down_as(station.desk, Role.CLERK)
    add(station, qtbot, file(tmp_path, "b.csv", head + "1001,A,1,李小四,13800002222,宁波某路2号\n"))
    station.preview.tiles["changed"].click()
    column = next(c for c in station.preview.table.model.columns if c.key == "words")
    said = column.words(station.preview.rows[0])
    assert "2222" in said
    for secret in ("李小四", "13800002222", "宁波某路2号"):
        assert secret not in said


def test_an_unknown_layout_is_asked_for_once_and_remembered(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    with_products(station, qtbot, shop)
    odd = file(tmp_path, "odd.csv", "货品代号,架位,剩余\nWJ-01-MB,A01-02-1,4\nWJ-01-JH,A01-02-2,9\n")
    add(station, qtbot, odd)
    form = station.window().findChild(MappingForm)
    assert form is not None
    form.kinds.choose("stock")
    form.accept()
    assert form.is_open
    assert form.mistake.code == "intake.column_missing"
    form.combos["seller_code"].choose("货品代号")
    form.combos["bin_code"].choose("架位")
    form.combos["quantity"].choose("剩余")
    form.accept()
    settle(qtbot, station.desk)
    assert tile_counts(station) == {"new": 2}
    accept(station, qtbot)
    again = file(tmp_path, "again.csv", "剩余,货品代号,架位\n5,WJ-01-MB,A01-02-1\n")
    add(station, qtbot, again)
    assert tile_counts(station) == {"changed": 1}
    assert station.preview.change_columns.isVisible()


def test_closing_the_mapping_form_leaves_the_file_alone(station: IntakeStation, qtbot: QtBot, tmp_path: Path) -> None:
    add(station, qtbot, file(tmp_path, "odd.csv", "甲,乙\n1,2\n"))
    form = station.window().findChild(MappingForm)
    assert form is not None
    form.reject()
    assert station.pages.currentWidget() is station.start
    assert count(station.desk, ImportFile) == 0


def test_order_files_with_and_without_a_mapping_join(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    odd = file(tmp_path, "odd.csv", "单据,货品代号,要几件\n9001,WJ-01-MB,2\n")
    add(station, qtbot, odd)
    form = station.window().findChild(MappingForm)
    assert form is not None
    form.kinds.choose("orders")
    for name, column in (("number", "单据"), ("seller_code", "货品代号"), ("quantity", "要几件")):
        form.combos[name].choose(column)
    form.accept()
    settle(qtbot, station.desk)
    station.preview.cancel.click()
    add(station, qtbot, shop.order_report, shop.item_report, odd)
    assert station.preview.title.code == "intake.preview_orders"
    assert tile_counts(station) == {"new": 19}


def test_a_file_that_is_no_table_does_not_stop_the_others(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    told = Told(station.desk)
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    add(station, qtbot, picture, tmp_path / "gone.csv", shop.products)
    assert told.codes == ["sheets.not_a_table", "sheets.missing_file"]
    assert tile_counts(station) == {"new": 24}


def test_a_file_with_a_header_only_is_left_out_with_a_word(station: IntakeStation, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(station.desk)
    add(station, qtbot, file(tmp_path, "empty.csv", STOCK_HEAD))
    assert told.codes == ["sheets.header_only"]
    assert station.pages.currentWidget() is station.start


def test_what_the_program_took_for_products_can_be_called_stock(
    station: IntakeStation, qtbot: QtBot, shop: SampleShop, tmp_path: Path
) -> None:
    with_products(station, qtbot, shop)
    both = file(tmp_path, "both.csv", "商家编码,商品名称,价格,重量(克),库位,库存\nWJ-01-MB,羊毛围巾,129.00,210,A01-02-1,4\n")
    add(station, qtbot, both)
    assert station.preview.title.code == "intake.preview_products"
    station.preview.kinds.choose("stock")
    station.preview.kinds.activated.emit(station.preview.kinds.currentIndex())
    settle(qtbot, station.desk)
    assert station.preview.title.code == "intake.preview_stock"
    assert tile_counts(station) == {"new": 1}


def test_stopping_in_the_middle_writes_nothing(station: IntakeStation, qtbot: QtBot, shop: SampleShop) -> None:
    told = Told(station.desk)
    station.desk.jobs.started.connect(lambda job: job.cancel())  # before its thread begins: a small file is read in no time
    station.add_files([shop.products])
    settle(qtbot, station.desk)
    assert told.codes == ["work.cancelled"]
    assert station.pages.currentWidget() is station.start
    assert count(station.desk, Barcode) == 0


def test_the_same_files_again_bring_nothing_new(station: IntakeStation, qtbot: QtBot, shop: SampleShop) -> None:
    for _ in range(2):
        add(station, qtbot, shop.products, shop.order_report, shop.item_report)
        last = tile_counts(station)
        accept(station, qtbot)
        accept(station, qtbot)
        station.done.again.click()
    assert last == {"unchanged": 24}
    assert count(station.desk, Order) == 18


def test_a_dropped_folder_gives_its_tables(tmp_path: Path, shop: SampleShop) -> None:
    (shop.products.parent / "~$products.xlsx").write_bytes(b"")
    (shop.products.parent / "note.pdf").write_bytes(b"")
    assert {path.name for path in files_of(shop.products.parent)} == {
        "ExportOrderDetailList20261103.csv", "ExportOrderList20261103.csv", "products.csv", "stock.csv", "waybills.csv",
    }  # fmt: skip


def test_recent_imports_and_cards_show_what_came_in(station: IntakeStation, qtbot: QtBot, shop: SampleShop) -> None:
    assert [card.state.code for card in station.start.cards] == ["intake.never"] * len(CARDS)
    with_products(station, qtbot, shop)
    station.done.again.click()
    assert [card.state.code for card in station.start.cards] == ["intake.last", *["intake.never"] * (len(CARDS) - 1)]
    row = station.start.table.model.row_at(0)
    assert row is not None
    assert (row.kind, row.name, row.rows, row.who) == ("products", "products.csv", 24, "王店主")


def shown(station: IntakeStation, what: What) -> list[tuple[str, str]]:
    """Number and words of the rows of a kind, in English."""
    language.switch("en")
    station.preview.show_only(what)
    return [(row.key, words(row, reveal=False)) for row in station.preview.rows]


def test_bins_products_and_lots_dropped_at_once_come_in_one_after_the_other(
    station: IntakeStation, qtbot: QtBot, tmp_path: Path
) -> None:
    goods = file(tmp_path, "g.csv", "商家编码,商品名称,长(cm),款号,耗材,批次管理\nMM-1,面膜,12.5,S1,否,是\n")
    bins = file(
        tmp_path, "b.csv", "库位,库区,容积(升),可混放,可售,距离(米)\nB-1,甲,1.5,否,是,12.34\nB-2,乙,,,,\nB-3,丙,,也许,,\n"
    )
    stock = file(tmp_path, "s.csv", STOCK_HEAD.strip() + ",批号,到期日\nB-1,MM-1,5,L1,2099/6/30\nB-1,MM-1,5,,\n")
    add(station, qtbot, stock, bins, goods)
    assert station.preview.title.code == "intake.preview_products"
    assert shown(station, "new") == [
        ("MM-1", "Product name: 面膜; Length (mm): 125; Style number: S1; Packing material: no; Kept by lot: yes")
    ]
    accept(station, qtbot)
    assert station.preview.title.code == "intake.preview_bins"
    assert shown(station, "new")[0] == (
        "B-1",
        "Zone: 甲; Volume (ml): 1500; Way to packing (m): 12.3; Mixed SKUs: no; Sold from: yes",
    )
    assert [(row.row, row.column) for row in station.preview.problems] == [(4, "可混放")]
    accept(station, qtbot)
    assert station.preview.title.code == "intake.preview_stock"
    assert shown(station, "new") == [("B-1 MM-1 L1", "Quantity: 0 → 5; Expiry date: 2099-06-30")]
    assert shown(station, "wrong") == [("", "MM-1 is kept by lot. Fill in the lot.")]
    accept(station, qtbot)
    assert station.pages.currentWidget() is station.done
    assert station.done.next.code == "intake.next_stock"
    assert stock_of(station.desk.warehouse)["MM-1"][0] == 5


def test_a_list_of_bins_in_a_layout_of_its_own_is_asked_for_once(station: IntakeStation, qtbot: QtBot, tmp_path: Path) -> None:
    add(station, qtbot, file(tmp_path, "odd.csv", "架子,哪一区\nB-1,丙\nB-2,丙\n"))
    form = station.window().findChild(MappingForm)
    assert form is not None
    form.kinds.choose("bins")
    form.accept()
    assert form.mistake.code == "intake.column_missing"
    form.combos["bin_code"].choose("架子")
    form.combos["zone"].choose("哪一区")
    form.accept()
    settle(qtbot, station.desk)
    assert (station.preview.title.code, tile_counts(station)) == ("intake.preview_bins", {"new": 2})
    accept(station, qtbot)
    add(station, qtbot, file(tmp_path, "again.csv", "哪一区,架子\n丁,B-1\n"))
    assert tile_counts(station) == {"changed": 1}
    assert shown(station, "changed") == [("B-1", "Zone: 丙 → 丁")]


def test_a_clerk_is_told_that_bins_are_not_theirs(station: IntakeStation, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(station.desk)
    sit_down_as(station.desk, Role.CLERK)
    add(station, qtbot, file(tmp_path, "b.csv", "库位,库区\nB-1,甲\n"))
    assert told.codes == ["people.not_allowed"]
    assert station.pages.currentWidget() is station.start
