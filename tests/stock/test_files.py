from __future__ import annotations

from pathlib import Path

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
