"""Past sales out of files: layouts, what is wrong with rows, nothing doubled, and a file taken back whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import select

from tests.restock.figures import sku_ids
from tests.shop import DAY, DESK, add_orders, add_products, barcode, do, order
from warehouse_app.errors import NotFound, Unreadable
from warehouse_app.intake import Intake, bring_in, preview
from warehouse_app.orders.joining import merge_sku
from warehouse_app.people.commands import SYSTEM
from warehouse_app.recognising import kind_of_header
from warehouse_app.restock.past.commands import compare_past_sales, import_past_sales, take_back
from warehouse_app.restock.past.files import named_period, read_past_sales
from warehouse_app.restock.past.queries import own_days, past_imports, past_months
from warehouse_app.restock.past.rules import Period, are_months, day, kept, month, spread
from warehouse_app.restock.tables import PastSale
from warehouse_app.sheets.mapping import header_fingerprint
from warehouse_app.sheets.writer import write_xlsx
from warehouse_app.store.imports import ImportResult, save_mapping
from warehouse_app.store.warehouse import Warehouse

MARCH = month(2025, 3)
DAYS = st.dates(date(2001, 1, 1), date(2030, 12, 31))


def csv(folder: Path, text: str, name: str = "sales.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def intake(*paths: Path) -> Intake:
    return Intake("past_sales", paths)


def bring(warehouse: Warehouse, *paths: Path) -> ImportResult:
    return bring_in(warehouse, SYSTEM, DESK, intake(*paths))


def sold(warehouse: Warehouse) -> dict[tuple[int, date], int]:
    with warehouse.reading() as session:
        return {(row.sku_id, row.day): row.pieces for row in session.scalars(select(PastSale))}


def codes(result: ImportResult) -> list[str]:
    return [problem.code for problem in result.errors]


def rows_of(path: Path) -> list[tuple[str, Period, int]]:
    return [(row.seller_code, row.period, row.pieces) for row in read_past_sales(path).rows]


# --- rules ----------------------------------------------------------------------------------------------------------------


@given(pieces=st.integers(0, 5000), one=DAYS)
def test_a_month_is_spread_evenly_and_loses_no_piece(pieces: int, one: date) -> None:
    period = month(one.year, one.month)
    shares = spread(pieces, period)
    assert sum(shares.values()) == pieces
    each = [shares.get(each, 0) for each in period.each()]
    assert max(each) - min(each) <= 1


@given(pieces=st.integers(0, 500), one=DAYS, known=st.sets(st.integers(1, 28)))
def test_days_with_orders_of_our_own_are_left_out(pieces: int, one: date, known: set[int]) -> None:
    period = month(one.year, one.month)
    own = {period.begins.replace(day=number) for number in known}
    left = kept(pieces, period, own)
    assert not own & left.keys()
    assert left == {each: share for each, share in spread(pieces, period).items() if each not in own}


def test_first_days_of_months_and_nothing_else_are_months() -> None:
    firsts = [day(date(2025, number, 1)) for number in (1, 2, 3)]
    assert are_months(firsts)
    assert not are_months(firsts[:2])
    assert not are_months([*firsts, day(date(2025, 3, 2))])


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("2025-03", MARCH), ("2025/3", MARCH), ("2025.03", MARCH), ("2025年3月", MARCH), ("2025年03月份", MARCH),
        ("202503", MARCH), (202503, MARCH), ("2025-03销量", MARCH), ("２０２５年３月", MARCH), ("Mar 2025", MARCH),
        ("March 2025", MARCH), ("Mar-25", MARCH), ("2025 Mar", MARCH), ("2025-03-05", day(date(2025, 3, 5))),
        ("20250305", day(date(2025, 3, 5))), (45721, day(date(2025, 3, 5))), (datetime(2025, 3, 5, 8), day(date(2025, 3, 5))),
        ("2025-03-05 00:00:00", day(date(2025, 3, 5))), ("2025-13", None), ("3月", None), ("合计", None), ("Foo 2025", None),
        ("1925-03-05", None), ("2025-02-30", None), ("", None), (12, None),
    ],
)  # fmt: skip
def test_days_and_months_are_understood_as_people_write_them(said: object, period: Period | None) -> None:
    assert named_period(said) == period  # type: ignore[arg-type]  # as cells come


# --- layouts --------------------------------------------------------------------------------------------------------------


def test_a_row_for_each_day(tmp_path: Path) -> None:
    path = csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,3\n2025/3/6,SKU2,4\n合计,,7\n")
    assert rows_of(path) == [("SKU1", day(date(2025, 3, 5)), 3), ("SKU2", day(date(2025, 3, 6)), 4)]


def test_a_row_for_each_month_by_barcode(tmp_path: Path) -> None:
    assert rows_of(csv(tmp_path, f"Month,Barcode,Units sold\n2025-03,{barcode(1)},62\n")) == [(barcode(1), MARCH, 62)]


def test_a_column_for_each_month(tmp_path: Path) -> None:
    path = csv(tmp_path, "商家编码,商品名称,2025年3月,2025年4月,合计\nSKU1,羊毛衫,31,,31\nSKU2,围巾,0,2,2\n")
    assert rows_of(path) == [("SKU1", MARCH, 31), ("SKU2", MARCH, 0), ("SKU2", month(2025, 4), 2)]


def test_a_workbook_whose_months_a_spreadsheet_made_days_of(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["SKU", *(datetime(2025, number, 1) for number in (1, 2, 3))])
    book.active.append(["SKU1", 1, 2, 3.0])
    book.save(tmp_path / "months.xlsx")
    assert rows_of(tmp_path / "months.xlsx")[2] == ("SKU1", MARCH, 3)


def test_months_without_a_year_are_those_of_the_files_name(tmp_path: Path) -> None:
    text = "商家编码,1月,2月,3月\nSKU1,1,2,3\n"
    assert rows_of(csv(tmp_path, text, "2025年销量.csv"))[2] == ("SKU1", MARCH, 3)
    with pytest.raises(Unreadable) as caught:
        read_past_sales(csv(tmp_path, text, "销量.csv"))
    assert caught.value.code == "past.no_year"
    assert caught.value.fields["column"] == "1月"


@pytest.mark.parametrize("header", ["商家编码,2025-03,2025年3月", "商家编码,2025-03,2025-03-05", "SKU,2025-03-05,Mar 2025"])
def test_two_columns_of_the_same_days_are_refused(header: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_past_sales(csv(tmp_path, f"{header}\nSKU1,1,2\n"))
    assert caught.value.code == "past.column_twice"
    assert caught.value.fields["first"] == "2025-03"


def test_columns_a_person_named_too_few_of_are_asked_for_again(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_past_sales(csv(tmp_path, "货,哪天,卖了\nSKU1,2025-03-05,3\n"), {"seller_code": "货", "sold": "卖了"})
    assert caught.value.code == "past.no_columns"


def test_an_order_report_gives_sums_without_what_was_refunded_or_never_paid(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "订单号,商家编码,数量,付款时间,订单状态,退款状态\n"
        "1,SKU1,2,2025-03-05 10:00:00,已完成,\n"
        "2,SKU1,1,2025-03-05 11:00:00,已完成,\n"
        "3,SKU1,9,2025-03-05 12:00:00,已完成,退款成功\n"
        "4,SKU1,9,,未付款,\n"
        "5,SKU1,9,2025-03-05 12:00:00,已关闭,\n",
    )
    assert sum(row.pieces for row in read_past_sales(path).rows) == 3
    assert {str(row.period) for row in read_past_sales(path).rows} == {"2025-03-05"}


def test_an_order_report_without_items_says_which_report_is_wanted(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,收货人姓名,收货地址 ,联系手机,"
        "订单创建时间,订单付款时间 ,宝贝总数量,店铺名称\n"
        '="1",b,10,10,交易成功,a,b,13800000001,2025-03-05 10:00:00,2025-03-05 10:00:00,1,s\n',
    )
    with pytest.raises(Unreadable) as caught:
        read_past_sales(path)
    assert caught.value.code == "past.no_items"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("日期,商家编码,销量", "past_sales"),
        ("商家编码,数量,日期", "past_sales"),
        ("商家编码,商品名称,2025-01,2025-02", "past_sales"),
        ("SKU,Jan 2025,Feb 2025", "past_sales"),
        ("库位,商家编码,数量,日期", "stock"),
        ("订单号,商家编码,数量,付款时间", "orders"),
        ("商家编码,商品名称,价格", "products"),
        ("商家编码,季末日期", "seasons"),
        ("商品名称,季末", "seasons"),
    ],
)
def test_the_header_tells_it_from_other_lists(header: str, kind: str) -> None:
    assert kind_of_header(header.split(",")) == kind


# --- bringing in ----------------------------------------------------------------------------------------------------------


def test_rows_with_mistakes_say_row_and_column_and_the_others_come_in(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    warehouse.clock = lambda: DAY
    path = csv(
        tmp_path,
        "日期,商家编码,销量\n2025-03-05,SKU1,3\n2025-03-05,NOPE,3\n吃饭,SKU1,3\n2025-03-06,SKU1,-2\n2025-03-06,,2\n"
        "2027-01-01,SKU1,1\n2025-03-06,SKU2,x\n",
    )
    result = bring(warehouse, path)
    told = {(problem.row, problem.code) for problem in result.errors}
    assert told == {
        (3, "past.unknown_code"), (4, "past.no_day"), (5, "sheets.negative"), (6, "sheets.missing"), (7, "past.in_future"),
        (8, "sheets.not_a_number"),
    }  # fmt: skip
    assert list(sold(warehouse).values()) == [3]
    assert result.count("new") == 1


def test_a_month_that_is_not_over_tells_of_the_days_so_far(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    warehouse.clock = lambda: datetime(2026, 11, 11, 4, tzinfo=UTC)
    bring(warehouse, csv(tmp_path, "商家编码,2026-10,2026-11\nSKU1,310,100\n"))
    november = {day: pieces for (_, day), pieces in sold(warehouse).items() if day.month == 11}
    assert november == {date(2026, 11, number): 10 for number in range(1, 11)}


def test_a_day_nobody_lives_to_see_is_a_wrong_row(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    path = tmp_path / "sales.xlsx"
    write_xlsx(path, [("日期", "商家编码", "销量")], [(date(9999, 12, 31), "SKU1", 3), (date(2025, 3, 5), "SKU1", 4)])
    result = bring(warehouse, path)
    assert codes(result) == ["past.in_future"]
    assert sum(sold(warehouse).values()) == 4


def test_a_preview_keeps_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    path = csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,3\n")
    assert preview(warehouse, SYSTEM, DESK, intake(path)).count("new") == 1
    assert sold(warehouse) == {}


def test_days_the_house_has_orders_of_are_not_doubled(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    own = DAY.astimezone().date()  # 2026-11-03
    add_orders(warehouse, order("1", {"SKU1": 5}))
    with warehouse.reading() as session:
        assert own_days(session) == {own}
    warehouse.clock = lambda: datetime(2026, 12, 20, 4, tzinfo=UTC)
    path = csv(tmp_path, "月份,商家编码,销量\n2026-11,SKU1,60\n2026-10,SKU1,31\n")
    result = bring(warehouse, path)
    kept_days = {each for _, each in sold(warehouse)}
    assert own not in kept_days
    assert sum(sold(warehouse).values()) == 31 + 58
    assert [(one.code, one.fields["pieces"]) for one in result.warnings] == [("past.left_out", 2)]
    with warehouse.reading() as session:
        assert past_imports(session)[0].left_out == 2


def test_single_orders_of_the_weeks_before_do_not_hide_what_was_sold(warehouse: Warehouse, tmp_path: Path) -> None:
    """A house that begins today has the few orders that still wait; the file tells of all that was sold."""
    add_products(warehouse)
    own = DAY.astimezone().date()
    add_orders(warehouse, order("1", {"SKU1": 5}))
    warehouse.clock = lambda: DAY + timedelta(days=2)
    bring(warehouse, csv(tmp_path, f"日期,商家编码,销量\n{own},SKU1,11\n{own - timedelta(days=1)},SKU1,9\n"))
    assert {day: pieces for (_, day), pieces in sold(warehouse).items()} == {own: 11, own - timedelta(days=1): 9}


def test_a_row_of_nothing_but_known_days_is_skipped(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    add_orders(warehouse, order("1", {"SKU1": 5}))
    warehouse.clock = lambda: DAY
    result = bring(warehouse, csv(tmp_path, f"日期,商家编码,销量\n{DAY.astimezone().date()},SKU1,5\n"))
    assert [change.kind for change in result.changes] == ["skipped"]
    assert sold(warehouse) == {}


def test_the_same_file_twice_is_told_and_again_after_it_was_taken_back(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    path = csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,3\n")
    bring(warehouse, path)
    again = bring(warehouse, path)
    assert codes(again) == ["past.file_twice"]
    assert again.changes == []
    assert sum(sold(warehouse).values()) == 3
    with warehouse.reading() as session:
        only = past_imports(session)[0]
    assert do(warehouse, take_back, only.id) == 3
    assert bring(warehouse, path).count("new") == 1
    assert sum(sold(warehouse).values()) == 3


def test_what_another_file_told_stays_and_the_row_names_that_file(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,2\n2025-03-05,SKU1,1\n", "first.csv"))
    result = bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,4\n2025-03-06,SKU1,1\n", "second.csv"))
    assert [(one.row, one.code, one.fields["file"]) for one in result.errors] == [(2, "past.told_otherwise", "first.csv")]
    assert sorted(sold(warehouse).values()) == [1, 3]
    same = bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,3\n", "third.csv"))
    assert [change.kind for change in same.changes] == ["unchanged"]


def test_what_another_desk_brought_in_after_a_file_was_compared_counts(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse, 1)
    path = csv(tmp_path, "SKU,日期,销量\nSKU1,2025-03-01,5\nSKU1,2025-03-02,6\n", "second.csv")
    with warehouse.reading() as session:
        compared = compare_past_sales(session, read_past_sales(path), DAY.astimezone().date())
    bring(warehouse, csv(tmp_path, "SKU,日期,销量\nSKU1,2025-03-01,4\n", "first.csv"))
    result = do(warehouse, import_past_sales, compared)
    assert (codes(result), result.errors[0].fields["file"]) == (["past.told_otherwise"], "first.csv")
    assert list(sold(warehouse).values()) == [4, 6]


def test_a_day_is_not_counted_beside_its_months_figure(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    bring(warehouse, csv(tmp_path, "月份,商家编码,销量\n2025-03,SKU1,2\n", "months.csv"))  # most of its days have no row
    result = bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,1\n2025-03-05,SKU2,1\n", "days.csv"))
    assert codes(result) == ["past.told_otherwise"]
    assert sum(sold(warehouse).values()) == 3


def test_a_month_and_a_day_of_it_in_one_file_do_not_both_count(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    result = bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03,SKU1,31\n2025-03-05,SKU1,1\n2025-03-05,SKU2,1\n"))
    assert [(one.row, one.code) for one in result.errors] == [(3, "past.month_and_day")]
    assert sum(sold(warehouse).values()) == 32


def test_one_files_sales_go_back_whole_and_no_others(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,3\n2025-03-06,SKU2,1\n", "a.csv"))
    bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-04-05,SKU1,7\n", "b.csv"))
    with warehouse.reading() as session:
        newest, oldest = past_imports(session)
        assert (newest.name, newest.pieces, oldest.skus, oldest.first, oldest.last) == (
            "b.csv", 7, 2, date(2025, 3, 5), date(2025, 3, 6),
        )  # fmt: skip
        assert [(one.month, one.pieces, one.skus, one.days) for one in past_months(session)] == [
            (date(2025, 4, 1), 7, 1, 1), (date(2025, 3, 1), 4, 2, 2),
        ]  # fmt: skip
    assert do(warehouse, take_back, oldest.id) == 4
    assert list(sold(warehouse).values()) == [7]
    with pytest.raises(NotFound):
        do(warehouse, take_back, oldest.id)


def test_columns_a_person_named_once_are_known_from_then_on(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    path = csv(tmp_path, "货,哪天,卖了\nSKU1,2025-03-05,3\n")
    with pytest.raises(Unreadable) as caught:
        bring(warehouse, path)
    assert caught.value.code == "sheets.unknown_layout"
    header: Sequence[str] = ("货", "哪天", "卖了")
    columns = {"seller_code": "货", "sold_on": "哪天", "sold": "卖了"}
    do(warehouse, save_mapping, "past_sales", header_fingerprint(header), columns)
    assert bring(warehouse, path).count("new") == 1


def test_a_barcode_names_the_sku(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    bring(warehouse, csv(tmp_path, f"日期,条码,销量\n2025-03-05,{barcode(2)},3\n"))
    assert list(sold(warehouse).values()) == [3]


def test_what_a_merged_sku_sold_is_known_of_its_heir(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse)
    bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,3\n2025-03-06,SKU1,1\n", "a.csv"))
    ids = sku_ids(warehouse)
    do(warehouse, merge_sku, ids["SKU1"], ids["SKU2"])
    result = bring(warehouse, csv(tmp_path, "日期,商家编码,销量\n2025-03-05,SKU1,3\n2025-03-06,SKU2,4\n", "b.csv"))
    assert [change.kind for change in result.changes] == ["unchanged"]
    assert codes(result) == ["past.told_otherwise"]
    assert sum(sold(warehouse).values()) == 4
