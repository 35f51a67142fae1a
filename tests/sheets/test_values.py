from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.errors import BadInput
from warehouse_app.sheets import values
from warehouse_app.sheets.values import BEIJING, Cell

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def code_of(read: Callable[[Cell], object], cell: Cell) -> str:
    with pytest.raises(BadInput) as caught:
        read(cell)
    assert "value" in caught.value.fields
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="3500000000000000001"', "3500000000000000001"),
        ('=""', ""),
        ('="', ""),
        ("'13800000000", "13800000000"),
        ("'送人的'", "'送人的'"),
        ("\t6910000000000000001", "6910000000000000001"),
        ("250101-000000000000001\t", "250101-000000000000001"),
        ("null", ""),
        ("NULL ", ""),
        ("nullable", "nullable"),
        ("\ufeff\u3000赵示例\xa0", "赵示例"),
        ("一楼\r\n二楼", "一楼\n二楼"),
        ("ＡＢ，ｃ", "ＡＢ，ｃ"),
        ("-", "-"),
        (None, ""),
        (12.0, "12"),
        (12, "12"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (float("nan"), ""),
        (dt.datetime(2026, 11, 3, 9, 30), "2026-11-03 09:30:00"),
        (dt.date(2026, 11, 3), "2026-11-03"),
    ],
)
def test_clean(cell: Cell, text: str) -> None:
    assert values.clean(cell) == text


@pytest.mark.parametrize("cell", ["1.2E+18", "3.5e+18", '="1.2E+18"', "3.50000000012345e18", "3E+15", 3.5e18, 10**15])
def test_ruined_numbers_are_never_taken(cell: Cell) -> None:
    assert code_of(values.identifier, cell) == "sheets.ruined_number"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2E10", "2E10"),
        ("12E+5", "12E+5"),
        ("E+18", "E+18"),
        (6901234567892.0, "6901234567892"),
        ("ＡＢ－１２", "AB-12"),
    ],
)
def test_identifiers_that_only_look_ruined(cell: Cell, code: str) -> None:
    assert values.identifier(cell) == code


@pytest.mark.parametrize(
    ("cell", "quantity"),
    [
        ("2", 2),
        ("2.0", 2),
        ("2.", 2),
        ("+2", 2),
        ("1,234", 1234),
        ("１２", 12),
        (3.0, 3),
        ("0", 0),
        ("", None),
        ("null", None),
    ],
)
def test_whole(cell: Cell, quantity: int | None) -> None:
    assert values.whole(cell) == quantity


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.5", "sheets.not_whole"),
        (1.5, "sheets.not_whole"),
        ("-1", "sheets.negative"),
        (-1.0, "sheets.negative"),
        ("-0.5", "sheets.negative"),
        ("1,23", "sheets.not_a_number"),
        ("1 2", "sheets.not_a_number"),
        ("两件", "sheets.not_a_number"),
        ("1e3", "sheets.not_a_number"),
        ("=1+1", "sheets.not_a_number"),
        ("nan", "sheets.not_a_number"),
        ("9999999999", "sheets.too_large"),
    ],
)
def test_not_whole(cell: Cell, code: str) -> None:
    assert code_of(values.whole, cell) == code


@given(st.integers(0, values.LARGEST_QUANTITY))
def test_every_way_to_write_a_quantity(number: int) -> None:
    for written in (str(number), f"{number:,}", f"{number}.00", f" {number}\t", f'="{number}"', float(number), number):
        assert values.whole(written) == number
    assert values.whole(str(number).translate(FULL_WIDTH)) == number


@given(st.text(max_size=12))
def test_text_is_a_quantity_or_a_plain_error(text: str) -> None:
    try:
        number = values.whole(text)
    except BadInput:
        return
    assert number is None or 0 <= number <= values.LARGEST_QUANTITY


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("¥12", "12.00"),
        ("￥１２.5", "12.50"),
        ("0元", "0.00"),
        ("US$ 7.10", "7.10"),
        ("7.1 EUR", "7.10"),
        (".5", "0.50"),
        (19.99, "19.99"),
        (0.1 + 0.2, "0.30"),
        ("12.345", "12.35"),
    ],
)
def test_money(cell: Cell, amount: str) -> None:
    assert str(values.money(cell)) == amount


@pytest.mark.parametrize("cell", ["", None, "null"])
def test_no_money(cell: Cell) -> None:
    assert values.money(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("免费", "sheets.not_money"),
        ("¥", "sheets.not_money"),
        ("1.234,56", "sheets.not_money"),
        ("12,5", "sheets.not_money"),
        (".", "sheets.not_money"),
        ("-3.00", "sheets.negative"),
        ("1" * 16, "sheets.too_large"),
    ],
)
def test_not_money(cell: Cell, code: str) -> None:
    assert code_of(values.money, cell) == code


@given(st.decimals(0, 10**9, places=2))
def test_every_way_to_write_an_amount(amount: Decimal) -> None:
    for written in (str(amount), f"{amount:,}", f"¥{amount}", f"{amount}元", f"$ {amount:,}"):
        assert values.money(written) == amount


NINE_THIRTY = dt.datetime(2026, 11, 3, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-03 09:30:00",
        "2026/11/3 9:30",
        "2026.11.03 09:30:00.123",
        "2026年11月3日 9:30",
        "2026年11月3日9:30",
        "2026-11-03T09:30:00+08:00",
        "2026-11-03 01:30:00 +0000",
        "2026-11-03T01:30:00Z",
        "2026-11-02 17:30:00 -0800",
        "\t2026-11-03 09:30:00",
        "２０２６-11-03 09：30：00",
        dt.datetime(2026, 11, 3, 9, 30),
        46329 + 9.5 / 24,
    ],
)
def test_times(cell: Cell) -> None:
    assert values.moment(cell, BEIJING) == NINE_THIRTY


def test_dates_are_midnight() -> None:
    midnight = dt.datetime(2026, 11, 2, 16, 0, tzinfo=dt.UTC)
    assert values.moment("2026-11-03", BEIJING) == midnight
    assert values.moment(dt.date(2026, 11, 3), BEIJING) == midnight


def test_no_zone_means_the_computers_own() -> None:
    assert values.moment("2026-11-03 09:30", None) == dt.datetime(2026, 11, 3, 9, 30).astimezone()


@pytest.mark.parametrize("cell", ["", None, "null", "0000-00-00 00:00:00"])
def test_no_time(cell: Cell) -> None:
    assert values.moment(cell, BEIJING) is None


@pytest.mark.parametrize(
    "cell", ["昨天", "2026-13-01", "2026-02-30", "03/11/2026", "2026-11-03 25:00", "12", 12.0, "2026-11-310:00"]
)
def test_not_a_time(cell: Cell) -> None:
    assert code_of(lambda each: values.moment(each, BEIJING), cell) == "sheets.not_a_time"


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2200, 1, 1)))
def test_every_way_to_write_a_time(when: dt.datetime) -> None:
    when = when.replace(microsecond=0)
    expected = when.replace(tzinfo=BEIJING)
    for written in (when.isoformat(" "), f"{when:%Y/%m/%d %H:%M:%S}", f"{when.isoformat()}+08:00", when):
        assert values.moment(written, BEIJING) == expected


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.booleans()))
def test_no_cell_is_a_bug(cell: Cell) -> None:
    for read in (
        values.clean,
        values.identifier,
        values.whole,
        values.money,
        lambda each: values.moment(each, BEIJING),
    ):
        try:
            read(cell)  # type: ignore[operator]
        except BadInput:
            continue
