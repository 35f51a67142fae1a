from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.sheets import ole2
from warehouse_app.dispatch.files import ShippedRow, WaybillRow, read_waybills, write_shipped
from warehouse_app.errors import BadInput, Unreadable, WarehouseError

ROWS = [
    ShippedRow("3500000000000000001", "中通快递", "75000004062513"),
    ShippedRow("3500000000000000002", "圆通速递", "YT0000004062513"),
]


def write(folder: Path, text: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def cells_of(path: Path, sheet: int = 0) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[sheet].iter_rows(values_only=True)]


def test_waybills(tmp_path: Path) -> None:
    parsed = read_waybills(write(tmp_path, '快递公司,运单号\n中通快递,="75000004062513"\n圆通速递,YT 0000004062513\n'))
    assert parsed.rows == [WaybillRow(2, "中通快递", "75000004062513"), WaybillRow(3, "圆通速递", "YT0000004062513")]


def test_waybills_of_one_courier_in_one_column(tmp_path: Path) -> None:
    assert read_waybills(write(tmp_path, "运单号\n75000004062513\n")).rows == [WaybillRow(2, "", "75000004062513")]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("中通快递,75000004062513", "运单号", "sheets.twice_in_file"),
        ("圆通速递,75000004062513", "运单号", "sheets.twice_in_file"),
        ("中通快递,", "运单号", "sheets.missing"),
        (",75000004062514", "快递公司", "sheets.missing"),
        ("中通快递,7.5E+13", "运单号", "sheets.ruined_number"),
        ("中通快递,运单1", "运单号", "sheets.not_a_waybill"),
        ("中通快递,123", "运单号", "sheets.not_a_waybill"),
    ],
)
def test_bad_waybills(tmp_path: Path, line: str, column: str, code: str) -> None:
    text = f"快递公司,运单号\n中通快递,75000004062513\n{line}\n中通快递,75000004062599\n"
    parsed = read_waybills(write(tmp_path, text))
    assert [row.row for row in parsed.rows] == [2, 4]
    assert [(each.row, each.column, each.code) for each in parsed.problems] == [(3, column, code)]


def test_shipped_generic(tmp_path: Path) -> None:
    write_shipped(tmp_path / "a.csv", ROWS, "generic")
    write_shipped(tmp_path / "a.xlsx", ROWS, "generic")
    expected = [
        ["订单号", "快递公司", "运单号"],
        ["3500000000000000001", "中通快递", "75000004062513"],
        ["3500000000000000002", "圆通速递", "YT0000004062513"],
    ]
    assert rows_of(tmp_path / "a.csv") == expected
    assert cells_of(tmp_path / "a.xlsx") == expected


def test_shipped_pinduoduo_has_two_header_rows(tmp_path: Path) -> None:
    write_shipped(tmp_path / "a.xlsx", ROWS, "pinduoduo")
    assert cells_of(tmp_path / "a.xlsx")[:3] == [
        ["订单号", "快递公司", "快递单号"],
        ["order_sn", "shipping_name", "shipping_sn"],
        ["3500000000000000001", "中通快递", "75000004062513"],
    ]


def test_formulas_are_neutralised(tmp_path: Path) -> None:
    write_shipped(tmp_path / "a.csv", [ShippedRow("=1+1", "+x", "@y")], "generic")
    assert rows_of(tmp_path / "a.csv")[1] == ["'=1+1", "'+x", "'@y"]


def template(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["填写说明：请勿改动表头"])
    sheet = book.create_sheet("发货")
    sheet.append(["批量发货"])
    sheet.append(["备注", "物流公司", "订单编号(必填)", "物流单号"])
    sheet.append(["remark", "shipping_name", "order_sn", "shipping_sn"])
    sheet.append(["留着", None, "3500000000000000002", None])
    sheet["F1"] = "=1+1"
    book.save(path)
    return path


def test_template_xlsx_is_filled_by_header(tmp_path: Path) -> None:
    write_shipped(tmp_path / "out.xlsx", ROWS, template(tmp_path / "blank.xlsx"))
    assert cells_of(tmp_path / "out.xlsx", 0) == [["填写说明：请勿改动表头"]]
    assert [row[:4] for row in cells_of(tmp_path / "out.xlsx", 1)] == [
        ["批量发货", None, None, None],
        ["备注", "物流公司", "订单编号(必填)", "物流单号"],
        ["remark", "shipping_name", "order_sn", "shipping_sn"],
        ["留着", "圆通速递", "3500000000000000002", "YT0000004062513"],
        [None, "中通快递", "3500000000000000001", "75000004062513"],
    ]
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[1]["F1"].value == "=1+1"


def test_template_csv_keeps_its_encoding_and_cells(tmp_path: Path) -> None:
    blank = write(tmp_path, "平台模板\r\n订单号,快递公司,快递单号,备注\r\n,,,\r\n", encoding="gbk")
    write_shipped(tmp_path / "out.csv", ROWS, blank)
    assert rows_of(tmp_path / "out.csv", "gbk") == [
        ["平台模板"],
        ["订单号", "快递公司", "快递单号", "备注"],
        ["3500000000000000001", "中通快递", "75000004062513", ""],
        ["3500000000000000002", "圆通速递", "YT0000004062513", ""],
    ]


def code_of(path: Path, layout: object) -> WarehouseError:
    with pytest.raises(WarehouseError) as caught:
        write_shipped(path, ROWS, layout)  # type: ignore[arg-type]
    return caught.value


def test_templates_that_cannot_be_filled(tmp_path: Path) -> None:
    other = write(tmp_path, "姓名,电话\r\n", "other.csv")
    assert code_of(tmp_path / "o.csv", other).code == "sheets.template_unknown"
    book = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(book)
    assert code_of(tmp_path / "o.xlsx", book).code == "sheets.template_unknown"
    old = tmp_path / "old.xls"
    old.write_bytes(ole2.xls([["订单号", "快递公司", "快递单号"]]))
    assert code_of(tmp_path / "o.xls", old).code == "sheets.template_kind"
    assert isinstance(code_of(tmp_path / "o.xlsx", tmp_path / "gone.xlsx"), Unreadable)


def test_endings(tmp_path: Path) -> None:
    assert code_of(tmp_path / "o.csv", template(tmp_path / "t.xlsx")).code == "sheets.template_suffix"
    assert code_of(tmp_path / "o.txt", "generic").code == "sheets.unknown_suffix"


def test_missing_folder(tmp_path: Path) -> None:
    for layout in ("generic", template(tmp_path / "t.xlsx")):
        error = code_of(tmp_path / "gone" / "o.xlsx", layout)
        assert isinstance(error, BadInput)
        assert error.code == "sheets.cannot_write"
