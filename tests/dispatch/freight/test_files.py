"""Bills as couriers write them: workbooks, weights with their units, freight and surcharges apart, sums below; and guesses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from warehouse_app.dispatch.freight.files import BillFile, BillRow, guess_courier, guess_month
from warehouse_app.sheets.writer import write_xlsx

D = Decimal
COURIERS = {"中通快递": r"7[3-68]\d{12}", "圆通速递": r"YT\d{13}", "EMS": ""}


def test_a_workbook_whose_columns_we_know(tmp_path: Path) -> None:
    path = tmp_path / "bill.xlsx"
    header = ["运单编号", "揽收时间", "计费重量", "目的省份", "目的城市", "运费", "附加费"]
    write_xlsx(path, [["圆通速递 2026年11月 对账单"], header], [
        ["YT1234567890123", "2026-11-30 23:59:59", "1.25kg", "浙江省", "杭州市", "1,003.50", "2"],
        ["YT1234567890124", "2026年11月3日", D("0.4"), "", "", D("3.2"), None],
        ["JDVA12345678901-1-1-", "", "350克", "上海", "上海", "￥5", ""],
        ["", "", "", "", "", "1014.7", "2"],
        ["合计", "", "", "", "", "1014.7", "2"],
    ])  # fmt: skip
    file = BillFile(path)
    assert list(file.lines()) == [
        BillRow(3, "YT1234567890123", 1250, "浙江省 杭州市", date(2026, 11, 30), D("1005.50")),
        BillRow(4, "YT1234567890124", 400, "", date(2026, 11, 3), D("3.20")),
        BillRow(5, "JDVA12345678901", 350, "上海", None, D("5.00")),
    ]
    assert [(one.row, one.code) for one in file.take_problems()] == [(6, "sheets.missing")]
    assert file.take_problems() == []


@pytest.mark.parametrize(
    ("file", "numbers", "courier"),
    [
        ("2026年11月中通对账单", (), "中通快递"),
        ("EMS-11", ("75000012345678",), "EMS"),
        ("bill", ("YT1234567890123", "YT1234567890124"), "圆通速递"),
        ("bill", ("YT1234567890123", "x"), ""),
        ("bill", (), ""),
    ],
)
def test_the_courier_is_guessed_by_the_files_name_or_its_numbers(file: str, numbers: tuple[str, ...], courier: str) -> None:
    assert guess_courier(file, numbers, COURIERS) == courier


@pytest.mark.parametrize(
    ("days", "month"),
    [(("2026-10-03", "x"), date(2026, 10, 1)), (("x", "2027-10-03"), date(2025, 12, 1)), ((), date(2025, 12, 1))],
)
def test_the_month_is_guessed_by_the_first_day(days: tuple[str, ...], month: date) -> None:
    today = date(2026, 11, 5) if "2026-10-03" in days else date(2026, 1, 5)
    assert guess_month(days, today) == month
