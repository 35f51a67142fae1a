"""Price tables: the freight of a parcel, lists read and written, and what a bad list is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shop import do
from warehouse_app.dispatch.prices.commands import import_prices, put_back_prices, remove_prices
from warehouse_app.dispatch.prices.files import HEADER, read_prices, write_prices
from warehouse_app.dispatch.prices.queries import all_tables, in_force, tables_on
from warehouse_app.dispatch.prices.rules import Cost, PriceTable, Size, Zone, freight
from warehouse_app.errors import Conflict, NotFound, Unreadable
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.regions import holds, read_regions, regions_text
from warehouse_app.store.warehouse import Warehouse

YUAN = Decimal
TABLE = PriceTable(
    "中通快递", date(2026, 1, 1),
    (
        Zone("本省", (Area("浙江省"),), 1000, YUAN("3.50"), 1000, YUAN("1.00")),
        Zone("温州", (Area("浙江省", "温州市"),), 1000, YUAN("4.20"), 500, YUAN("0.80")),
        Zone("其他地区", (), 1000, YUAN("5.00"), 1000, YUAN("3.00")),
    ),
    divisor=8000, remote=(Area("西藏自治区"), Area("浙江省", "舟山市", "嵊泗县")), cod_fee=YUAN("3.00"),
)  # fmt: skip
NEAR = replace(TABLE, courier="圆通速递", zones=TABLE.zones[:2], divisor=None)


@pytest.mark.parametrize(
    ("place", "weight_g", "size_mm", "cod", "total", "kinds"),
    [
        (("浙江省", "杭州市", "西湖区"), 0, None, False, "3.50", "first"),
        (("浙江省", "杭州市", "西湖区"), 1000, None, False, "3.50", "first"),
        (("浙江省", "杭州市", "西湖区"), 1001, None, False, "4.50", "first further"),
        (("浙江省", "温州市", "鹿城区"), 2100, None, False, "6.60", "first further"),  # 3 steps of 500 g begun
        (("浙江省", "杭州市", ""), 800, (400, 300, 200), False, "5.50", "first further"),  # 24000 cm3 / 8000 = 3 kg
        (("浙江省", "舟山市", "嵊泗县"), 500, None, True, "21.50", "first remote cod"),
        (("浙江省", "舟山市", "定海区"), 500, None, True, "6.50", "first cod"),
        (("西藏自治区", "拉萨市", "城关区"), 1500, None, False, "23.00", "first further remote"),
    ],
)
def test_the_freight_with_every_line_of_its_sum(
    place: tuple[str, str, str], weight_g: int, size_mm: Size | None, cod: bool, total: str, kinds: str
) -> None:
    cost = freight(TABLE, *place, weight_g, size_mm, cod)
    assert isinstance(cost, Cost)
    assert cost.total == YUAN(total) == sum(part.amount for part in cost.parts)
    assert " ".join(part.kind for part in cost.parts) == kinds
    assert cost.by_volume == (size_mm is not None)


def test_where_no_zone_goes_there_is_no_price() -> None:
    assert freight(NEAR, "江苏省", "南京市", "", 500) is None
    assert freight(NEAR, "浙江省", "杭州市", "", 800, (400, 300, 200)) == freight(NEAR, "浙江省", "杭州市", "", 800)


@settings(max_examples=60)
@given(weight=st.integers(0, 60_000), more=st.integers(0, 5_000), side=st.integers(1, 900))
def test_more_weight_or_more_room_never_costs_less(weight: int, more: int, side: int) -> None:
    def cost(grams: int, size: int) -> Decimal:
        found = freight(TABLE, "浙江省", "温州市", "", grams, (size, size, size))
        assert found is not None
        return found.total

    base = cost(weight, side)
    assert cost(weight + more, side) >= base
    assert cost(weight, side + 10) >= base
    steps = -(-max(weight - 1000, -(-(side**3) // 8000) - 1000, 0) // 500)
    assert base == YUAN("4.20") + steps * YUAN("0.80")


@pytest.mark.parametrize(
    ("text", "regions", "strange"),
    [
        ("江浙沪、安徽", "江苏省、浙江省、上海市、安徽省", []),
        ("江苏 浙江 上海", "江苏省、浙江省、上海市", []),
        ("江苏省 苏州市 昆山市,内蒙古", "江苏省 苏州市 昆山市、内蒙古自治区", []),
        ("北京朝阳区；新疆/西藏", "北京市 朝阳区、新疆维吾尔自治区、西藏自治区", []),
        ("江苏 南京 浙江", "", ["江苏 南京 浙江"]),  # nobody knows what belongs to what
        ("浙江、朝阳区、火星", "浙江省", ["朝阳区", "火星"]),
    ],
)
def test_regions_are_read_as_people_list_them(text: str, regions: str, strange: list[str]) -> None:
    found, words = read_regions(text)
    assert (regions_text(found), words) == (regions, strange)
    assert read_regions(regions) == (found, [])


def test_a_region_holds_what_lies_in_it() -> None:
    place = Area("江苏省", "苏州市", "昆山市")
    assert all(holds(region, place) for region in (place, Area("江苏省", "苏州市"), Area("江苏省")))
    assert not any(holds(region, place) for region in (Area("江苏省", "南京市"), Area("浙江省")))


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_list_written_is_read_again_as_it_was(warehouse: Warehouse, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"prices.{suffix}"
    write_prices(path, [TABLE, NEAR])
    result = do(warehouse, import_prices, read_prices(path))
    assert [(change.key, change.kind) for change in result.changes] == [
        ("中通快递 2026-01-01", "new"),
        ("圆通速递 2026-01-01", "new"),
    ]
    with warehouse.reading() as session:
        kept = all_tables(session)
    assert {replace(table, id=0).courier: replace(table, id=0) for table in kept} == {"中通快递": TABLE, "圆通速递": NEAR}
    assert do(warehouse, import_prices, read_prices(path)).count("unchanged") == 2
    write_prices(path, [replace(TABLE, cod_fee=YUAN("2.00"))])
    assert do(warehouse, import_prices, read_prices(path)).count("changed") == 1


def test_a_table_counts_from_its_day_until_the_next(warehouse: Warehouse, tmp_path: Path) -> None:
    later = replace(TABLE, valid_from=date(2026, 7, 1), divisor=6000)
    write_prices(tmp_path / "p.csv", [TABLE, later])
    do(warehouse, import_prices, read_prices(tmp_path / "p.csv"))
    with warehouse.reading() as session:
        tables = all_tables(session)
        in_june, in_july = tables_on(session, date(2026, 6, 30)), tables_on(session, date(2026, 7, 1))
        assert tables_on(session, date(2025, 12, 31)) == {}
    assert (in_june["中通快递"].divisor, in_july["中通快递"].divisor) == (8000, 6000)
    assert in_force(tables, date(2026, 7, 1)) == {in_july["中通快递"].id}
    out = do(warehouse, remove_prices, in_july["中通快递"].id)
    with pytest.raises(NotFound, match=r"prices\.no_table"):
        do(warehouse, remove_prices, out.id)
    do(warehouse, put_back_prices, out)
    with pytest.raises(Conflict, match=r"prices\.newer_there"):
        do(warehouse, put_back_prices, out)
    with warehouse.reading() as session:
        assert tables_on(session, date(2026, 7, 1))["中通快递"].divisor == 6000


ROW = ("中通快递", "2026-01-01", "", "浙江", "1000", "3.5", "1000", "1", "", "", "", "")


def _with(**cells: str) -> tuple[str, ...]:
    names = ("courier", "day", "zone", "areas", "first_g", "first", "step_g", "step", "divisor", "extra", "remote", "cod")
    return tuple(cells.get(name, cell) for name, cell in zip(names, ROW, strict=True))


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (_with(first="-3"), "首重价格", "sheets.negative"),
        (_with(step=""), "续重价格", "sheets.missing"),
        (_with(step_g="0"), "续重(克)", "prices.bad_weight"),
        (_with(first_g="1斤"), "首重(克)", "sheets.not_a_number"),
        (_with(areas="桃花源"), "省市", "prices.no_area"),
        (_with(areas=""), "省市", "prices.areas_missing"),
        (_with(areas="浙江省"), "省市", "prices.area_twice"),
        (_with(remote="西藏、仙境"), "偏远地区", "prices.no_area"),
        (_with(courier=""), "快递公司", "sheets.missing"),
        (_with(courier="飞鸽", areas="江苏"), "courier", "dispatch.unknown_courier"),
    ],
)
def test_one_bad_row_names_its_column_and_keeps_the_whole_list_out(
    local_warehouse: Warehouse, tmp_path: Path, csv_file: Callable[..., Path], row: tuple[str, ...], column: str, code: str
) -> None:
    result = do(local_warehouse, import_prices, read_prices(csv_file(HEADER, ROW, row)))
    assert [(problem.row, problem.column, problem.code) for problem in result.errors] == [(3, column, code)]
    with local_warehouse.reading() as session:
        assert all_tables(session) == []


def test_kilograms_will_do_and_a_list_without_prices_is_no_price_list(csv_file: Callable[..., Path]) -> None:
    good = csv_file(("快递", "省份", "首重(kg)", "首费", "续重(kg)", "续费"), ("中通", "其他", "0.5", "¥3", "1", "2.5"))
    (row,) = read_prices(good).rows
    assert (row.zone.areas, row.zone.first_g, row.zone.step_g, row.zone.step_price) == ((), 500, 1000, YUAN("2.50"))
    with pytest.raises(Unreadable, match=r"sheets\.unknown_layout"):
        read_prices(csv_file(("快递", "省份", "首重(kg)", "首费"), ("中通", "其他", "0.5", "3")))


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: tuple[str, ...]) -> Path:
        path = tmp_path / "list.csv"
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
        return path

    return write
