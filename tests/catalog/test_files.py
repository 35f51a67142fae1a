from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from warehouse_app.catalog.files import ProductRow, read_products
from warehouse_app.errors import Unreadable
from warehouse_app.sheets.mapping import header_fingerprint

HEADER = "商家编码,商品名称,颜色,尺码,条码,价格,重量(克),库位,类目"


def write(folder: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8-sig") -> Path:
    path = folder / "products.csv"
    path.write_bytes("\r\n".join([header, *lines, ""]).encode(encoding))
    return path


def test_a_full_row(tmp_path: Path) -> None:
    line = 'A-1,针织开衫,藏青,XL,="6900000023549","1,133.40",534,A16-15-3,开衫'
    assert read_products(write(tmp_path, line)).rows == [
        ProductRow(2, "A-1", "针织开衫", "藏青", "XL", ("6900000023549",), Decimal("1133.40"), 534, "A16-15-3", "开衫")
    ]


def test_english_names_in_any_order(tmp_path: Path) -> None:
    header = "Weight (kg);Barcode;Color;SKU;Name;Pack size;Image"
    path = write(tmp_path, "0.5345;6900000023549;red;A-1;Cardigan;12;a.png", header=header)
    (row,) = read_products(path).rows
    assert (row.seller_code, row.colour, row.weight_g, row.multiple, row.picture) == ("A-1", "red", 535, 12, "a.png")
    assert (row.price, row.bin_code) == (None, "")


def test_empty_cells_say_nothing(tmp_path: Path) -> None:
    assert read_products(write(tmp_path, "A-1,,,,,,,,")).rows == [ProductRow(2, "A-1")]


def test_spreadsheet_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["商家编码", "条码", "价格", "重量（克）"])
    sheet.append([10086, 6901234567892, 19.9, 60])
    sheet.append([35000000000000001, "", "", ""])
    book.save(tmp_path / "a.xlsx")
    parsed = read_products(tmp_path / "a.xlsx")
    assert parsed.rows == [ProductRow(2, "10086", barcodes=("6901234567892",), price=Decimal("19.90"), weight_g=60)]
    assert [(problem.row, problem.code) for problem in parsed.problems] == [(3, "sheets.ruined_number")]


def test_several_barcodes_in_one_cell(tmp_path: Path) -> None:
    (row,) = read_products(write(tmp_path, 'A-1,,,,"690001, 690002；690001/690003",,,,')).rows
    assert row.barcodes == ("690001", "690002", "690003")


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (",开衫,,,,,,,", "商家编码", "sheets.missing"),
        ("3.5E+17,开衫,,,,,,,", "商家编码", "sheets.ruined_number"),
        ("B,,,,6.9E+12,,,,", "条码", "sheets.ruined_number"),
        ("B,,,,,免费,,,", "价格", "sheets.not_money"),
        ("B,,,,,-1,,,", "价格", "sheets.negative"),
        ("B,,,,,,轻,,", "重量(克)", "sheets.not_a_weight"),
        ("B,,,,,,-5,,", "重量(克)", "sheets.not_a_weight"),
        ("B,,,,,,5000000,,", "重量(克)", "sheets.not_a_weight"),
        ("B,开衫,长,款,,,,,,多了", "", "sheets.too_many_cells"),
        ("A,别的名字,,,,,,,", "商家编码", "sheets.twice_different"),
        ("B,,,,690001,,,,", "条码", "sheets.barcode_twice"),
    ],
)
def test_one_bad_row_does_not_stop_the_good_ones(tmp_path: Path, line: str, column: str, code: str) -> None:
    parsed = read_products(write(tmp_path, "A,名字,,,690001,,,,", line, "C,,,,,,,,"))
    assert [row.seller_code for row in parsed.rows] == ["A", "C"]
    (problem,) = parsed.problems
    assert (problem.file, problem.row, problem.column, problem.code) == ("products.csv", 3, column, code)
    assert parsed.total_rows == 3


def test_the_same_row_twice_counts_once(tmp_path: Path) -> None:
    parsed = read_products(write(tmp_path, "A,名字,,,690001,,,,", HEADER, "A,名字,,,690001,,,,", ",,,,,,,,"))
    assert (len(parsed.rows), parsed.problems, parsed.total_rows) == (1, [], 2)


def test_pack_multiple_of_nought(tmp_path: Path) -> None:
    parsed = read_products(write(tmp_path, "A,0", header="商家编码,装数"))
    assert [problem.code for problem in parsed.problems] == ["sheets.zero"]


def test_header_only(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_products(write(tmp_path))
    assert caught.value.code == "sheets.header_only"


def test_unknown_layout_then_a_mapping(tmp_path: Path) -> None:
    path = write(tmp_path, "A,开衫,9", header="我的码,叫法,钱")
    with pytest.raises(Unreadable) as caught:
        read_products(path)
    assert caught.value.code == "sheets.unknown_layout"
    assert caught.value.fields["header"] == ("我的码", "叫法", "钱")
    assert caught.value.fields["fingerprint"] == header_fingerprint(["钱", "叫法", "我的码"])
    parsed = read_products(path, {"seller_code": "我的码", "name": "叫法"})
    assert parsed.layout == "mapped"
    assert parsed.rows == [ProductRow(2, "A", "开衫")]


@pytest.mark.parametrize("mapping", [{"seller_code": "没有这列"}, {"name": "叫法"}])
def test_mapping_that_does_not_fit(tmp_path: Path, mapping: dict[str, str]) -> None:
    with pytest.raises(Unreadable) as caught:
        read_products(write(tmp_path, "A,开衫", header="我的码,叫法"), mapping)
    assert caught.value.code == "sheets.unknown_layout"


MORE = "商家编码,长(cm),宽（毫米）,高(厘米),款号,耗材,批次管理"


def test_sizes_style_and_what_is_yes_or_no(tmp_path: Path) -> None:
    parsed = read_products(write(tmp_path, "A,12.34,200,3,ZK939,否,是", "B,,,,,,", "C,,,,,TRUE,×", header=MORE))
    sized = ProductRow(2, "A", length_mm=123, width_mm=200, height_mm=30, style="ZK939", material=False, lots=True)
    assert parsed.rows == [sized, ProductRow(3, "B"), ProductRow(4, "C", material=True, lots=False)]
    assert parsed.problems == []


def test_millimetres_come_before_centimetres(tmp_path: Path) -> None:
    parsed = read_products(write(tmp_path, "A,5,70", "B,5,", header="SKU,Length (cm),Length (mm)"))
    assert [row.length_mm for row in parsed.rows] == [70, 50]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("B,-5,,,,,", "长(cm)", "sheets.negative"),
        ("B,,0,,,,", "宽(毫米)", "sheets.zero"),
        ("B,,,0.04,,,", "高(厘米)", "sheets.zero"),
        ("B,10001,,,,,", "长(cm)", "sheets.too_large"),
        ("B,长,,,,,", "长(cm)", "sheets.not_a_number"),
        ("B,,,,款 939,,", "款号", "catalog.bad_style"),
        (f"B,,,,{'X' * 21},,", "款号", "catalog.bad_style"),
        ("B,,,,,也许,", "耗材", "sheets.yes_or_no"),
        ("B,,,,,,2", "批次管理", "sheets.yes_or_no"),
    ],
)
def test_a_bad_size_style_or_answer_is_a_problem_of_its_row(tmp_path: Path, line: str, column: str, code: str) -> None:
    parsed = read_products(write(tmp_path, "A,1,,,,,", line, header=MORE))
    assert [row.seller_code for row in parsed.rows] == ["A"]
    assert [(problem.row, problem.column, problem.code) for problem in parsed.problems] == [(3, column, code)]


def test_what_goods_are_made_of_is_not_taken_for_packing_material(tmp_path: Path) -> None:
    assert read_products(write(tmp_path, "A,Cotton", header="SKU,Material")).rows == [ProductRow(2, "A")]


def test_materials_say_what_they_are_and_the_room_inside(tmp_path: Path) -> None:
    path = tmp_path / "materials.csv"
    path.write_text(
        "商家编码,商品名称,耗材,耗材类型,内长(cm),内宽(mm),内高(cm),可装重量(克),最低库存\n"
        "B1,纸箱,是,纸箱,12.5,90,6,2000,20\nB2,快递袋,是,快递袋,,,,,\nB3,盒,是,木桶,,,,,\nB4,盒,是,纸箱,,,,0,\n",
        encoding="utf-8",
    )
    parsed = read_products(path)
    box, bag = parsed.rows
    assert (box.packs, box.inner_length_mm, box.inner_width_mm, box.inner_height_mm) == ("carton", 125, 90, 60)
    assert (box.carries_g, box.least, bag.packs, bag.inner_length_mm) == (2000, 20, "bag", None)
    assert [(problem.column, problem.code) for problem in parsed.problems] == [
        ("耗材类型", "sheets.not_a_packing_kind"), ("可装重量(克)", "sheets.not_a_weight"),
    ]  # fmt: skip
