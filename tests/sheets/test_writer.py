from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.errors import BadInput
from warehouse_app.sheets.writer import neutral, write_csv, write_xlsx


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formulas_are_neutralised(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(("value", "text"), [("a=1", "a=1"), (None, ""), (-3, "-3"), (Decimal("-1.50"), "-1.50"), ("", "")])
def test_the_rest_stays(value: str | int | Decimal | None, text: str) -> None:
    assert neutral(value) == text


@given(st.text())
def test_nothing_written_starts_a_formula(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "已发货.csv"
    write_csv(path, ["订单号", "备注"], [["3500000000000000001", '=HYPERLINK("x")'], ["2", 'a,"b"\nc']])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["订单号", "备注"],
            ["3500000000000000001", '\'=HYPERLINK("x")'],
            ["2", 'a,"b"\nc'],
        ]


def test_xlsx_keeps_long_numbers_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [["订单号", "n"], ["order_sn", "n"]], [["3500000000000000001", 2], ["=1+1", None], ["a\x01b", 1]])
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["order_sn", "n"],
        ["3500000000000000001", 2],
        ["'=1+1", None],
        ["ab", 1],
    ]
    assert sheet["A3"].number_format == "@"
    assert sheet["A4"].data_type == "s"


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")

    def rows() -> Iterator[list[str]]:
        yield ["1"]
        raise OSError(28, "No space left on device")

    with pytest.raises(BadInput) as caught:
        write_csv(path, ["a"], rows())
    assert caught.value.code == "sheets.cannot_write"
    assert caught.value.fields["reason"] == "No space left on device"
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_a_bug_leaves_no_rest_either(tmp_path: Path) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["1"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_csv(tmp_path / "a.csv", ["a"], rows())
    assert not list(tmp_path.iterdir())


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    for write in (lambda path: write_csv(path, ["a"], []), lambda path: write_xlsx(path, [["a"]], [])):
        with pytest.raises(BadInput) as caught:
            write(tmp_path / "gone" / "a.csv")
        assert caught.value.code == "sheets.cannot_write"
