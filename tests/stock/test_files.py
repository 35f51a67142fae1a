from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from warehouse_app.errors import Unreadable
from warehouse_app.stock.files import StockRow, read_stock


def write(folder: Path, *lines: str, header: str = "库位,商家编码,数量") -> Path:
    path = folder / "stock.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8-sig")
    return path


def test_rows(tmp_path: Path) -> None:
    parsed = read_stock(write(tmp_path, "A01-1,SKU1,2.0", 'A01-2,SKU1,"1,200"', ",SKU2,0"))
    assert parsed.rows == [
        StockRow(2, "A01-1", "SKU1", 2),
        StockRow(3, "A01-2", "SKU1", 1200),
        StockRow(4, "", "SKU2", 0),
    ]
    assert parsed.problems == []


def test_barcode_in_place_of_the_seller_code(tmp_path: Path) -> None:
    parsed = read_stock(write(tmp_path, 'A,="6900000023549",3', header="Bin,Barcode,Qty"))
    assert parsed.rows == [StockRow(2, "A", "6900000023549", 3)]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("A,SKU1,-1", "数量", "sheets.negative"),
        ("A,SKU1,1.5", "数量", "sheets.not_whole"),
        ("A,SKU1,很多", "数量", "sheets.not_a_number"),
        ("A,SKU1,", "数量", "sheets.missing"),
        ("A,,3", "商家编码", "sheets.missing"),
        ("A,1.2E+18,3", "商家编码", "sheets.ruined_number"),
    ],
)
def test_bad_rows(tmp_path: Path, line: str, column: str, code: str) -> None:
    parsed = read_stock(write(tmp_path, line, "B,SKU2,3"))
    assert parsed.rows == [StockRow(3, "B", "SKU2", 3)]
    assert [(problem.row, problem.column, problem.code) for problem in parsed.problems] == [(2, column, code)]


def test_twice_in_the_file_is_a_problem_of_both(tmp_path: Path) -> None:
    parsed = read_stock(write(tmp_path, "A,SKU1,5", "A,SKU2,1", "A,SKU1,3"))
    assert parsed.rows == [StockRow(3, "A", "SKU2", 1)]
    assert [(problem.row, problem.code, problem.fields["first"]) for problem in parsed.problems] == [
        (2, "sheets.twice_in_file", 4),
        (4, "sheets.twice_in_file", 2),
    ]


def test_no_quantity_column(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_stock(write(tmp_path, "A,SKU1", header="库位,商家编码"))
    assert caught.value.code == "sheets.unknown_layout"


LOTS = "库位,商家编码,数量,批号,有效期"
DAY = dt.date(2027, 6, 30)


@pytest.mark.parametrize(
    "said", ["2027-06-30", "2027/6/30", "20270630", "2027.06.30", "2027年6月30日", "２０２７-06-30", "2027-06-30 00:00:00"]
)
def test_a_lot_and_its_last_day(tmp_path: Path, said: str) -> None:
    parsed = read_stock(write(tmp_path, f"A,SKU1,5,L1,{said}", header=LOTS))
    assert (parsed.rows, parsed.problems) == ([StockRow(2, "A", "SKU1", 5, "L1", DAY)], [])


def test_days_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["库位", "商家编码", "数量", "批号", "到期日"])
    cells: list[object] = [DAY, dt.datetime(2027, 6, 30, 23, 59), 46568, 20270630, "2027/06/30", None]
    for number, cell in enumerate(cells):
        sheet.append(["A", f"SKU{number}", 1, 20260101, cell])
    book.save(tmp_path / "a.xlsx")
    parsed = read_stock(tmp_path / "a.xlsx")
    assert [row.expires for row in parsed.rows] == [DAY, DAY, DAY, DAY, DAY, None]
    assert {row.lot for row in parsed.rows} == {"20260101"}
    assert parsed.problems == []


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("A,SKU1,5,L1,明年", "有效期", "sheets.not_a_day"),
        ("A,SKU1,5,L1,2027-06-31", "有效期", "sheets.not_a_day"),
        ("A,SKU1,5,L1,20271301", "有效期", "sheets.not_a_day"),
        ("A,SKU1,5,L1,0227-06-30", "有效期", "sheets.not_a_day"),
        ("A,SKU1,5,L1,46568", "有效期", "sheets.not_a_day"),
        ("A,SKU1,5,,2027-06-30", "批号", "sheets.lot_missing"),
        (f"A,SKU1,5,{'L' * 61},", "批号", "sheets.lot_long"),
        ("A,SKU1,5,2.0E+17,", "批号", "sheets.ruined_number"),
        ("A,SKU1,-5,L1,", "数量", "sheets.negative"),
        ("A,SKU1,0.5,L1,", "数量", "sheets.not_whole"),
    ],
)
def test_bad_lots_and_days(tmp_path: Path, line: str, column: str, code: str) -> None:
    parsed = read_stock(write(tmp_path, line, "A,SKU2,3,L1,", header=LOTS))
    assert parsed.rows == [StockRow(3, "A", "SKU2", 3, "L1")]
    assert [(problem.row, problem.column, problem.code) for problem in parsed.problems] == [(2, column, code)]


def test_two_lots_of_one_sku_in_a_bin_are_two_figures(tmp_path: Path) -> None:
    parsed = read_stock(write(tmp_path, "A,SKU1,5,L1,", "A,SKU1,3,L2,", "A,SKU1,4,L2,", header=LOTS))
    assert [(row.lot, row.quantity) for row in parsed.rows] == [("L1", 5)]
    assert [(p.row, p.code, p.fields["value"]) for p in parsed.problems] == [
        (3, "sheets.twice_in_file", "A SKU1 L2"),
        (4, "sheets.twice_in_file", "A SKU1 L2"),
    ]
