"""Goods that are too many: why, how many, what to do, what was decided; the list as a file and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import update

from tests.paper.reading import texts_of
from tests.restock.figures import enough, figure, put, run, sku_ids
from tests.shop import DAY, add_products, add_stock, do, open_shop, order, pack, release_and_wave
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, NotAllowed, NotFound
from warehouse_app.inbound.buying.commands import save_supplier, set_price
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.orders.joining import merge_sku
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.restock.clearing.commands import Noted, decide
from warehouse_app.restock.clearing.documents import write_clearance_paper
from warehouse_app.restock.clearing.files import write_clearance_list
from warehouse_app.restock.clearing.queries import Clearance, ClearRow, clearance, summed
from warehouse_app.restock.clearing.rules import (
    ACTS,
    Advice,
    Limits,
    Lying,
    advise,
    new_price,
    pieces_of,
    too_many,
)
from warehouse_app.restock.seasons.commands import set_seasons
from warehouse_app.restock.tables import PastSale
from warehouse_app.store.imports import remember_file
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

TODAY = date(2026, 11, 3)
LIMITS = Limits(cover_days=120, idle_days=60)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


# --- rules ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lying", "found"),
    [
        (Lying(100, came=ago(200), last_sale=ago(60)), {"idle": 100}),
        (Lying(100, came=ago(200), last_sale=ago(59)), {}),
        (Lying(100, came=ago(59)), {}),  # it came only lately
        (Lying(100, came=ago(60)), {"idle": 100}),
        (Lying(100), {}),  # nobody knows when it came
        (Lying(100, daily=0.5, came=ago(10)), {"overstock": 40}),
        (Lying(60, daily=0.5, came=ago(10)), {}),
        (Lying(100, daily=0.0, came=ago(10)), {}),  # nothing is expected: it stands still once it is old enough
        (Lying(100, season_ends=ago(1), came=ago(10)), {"season": 100}),
        (Lying(100, season_ends=TODAY, came=ago(10)), {}),  # its last day
        (Lying(100, expired=30, came=ago(10)), {"bad": 30}),
        (Lying(0, quarantined=4), {"bad": 4}),
        (Lying(0, came=ago(900), season_ends=ago(9)), {}),
        (Lying(100, 10, 5, 0.1, ago(300), ago(300), ago(5)), {"bad": 15, "season": 90, "idle": 90, "overstock": 78}),
    ],
)
def test_why_there_is_too_much_and_how_much(lying: Lying, found: dict[str, int]) -> None:
    assert too_many(lying, LIMITS, TODAY) == found


def test_pieces_are_not_counted_for_each_reason_again() -> None:
    assert pieces_of({"bad": 15, "season": 90, "overstock": 78}) == 105
    assert pieces_of({"bad": 4}) == 4


@pytest.mark.parametrize(
    ("lying", "advice"),
    [
        (Lying(100, expired=100, came=ago(10), supplier=True), Advice("write_off")),
        (Lying(0, quarantined=4, supplier=True), Advice("give_back")),
        (Lying(0, quarantined=4), Advice("write_off")),
        (Lying(100, season_ends=ago(200), came=ago(300)), Advice("keep")),
        (Lying(100, season_ends=ago(200), came=ago(600)), Advice("mark_down", 50)),  # it was kept once
        (Lying(100, season_ends=ago(10), came=ago(300)), Advice("mark_down", 40)),
        (Lying(100, season_ends=ago(100), came=ago(300)), Advice("mark_down", 50)),
        (Lying(100, came=ago(70), supplier=True, price=Decimal(99)), Advice("give_back")),
        (Lying(100, came=ago(70), price=Decimal(99)), Advice("mark_down", 20)),
        (Lying(100, came=ago(70), price=Decimal(15)), Advice("bundle")),
        (Lying(100, came=ago(500), last_sale=ago(130), price=Decimal(99)), Advice("mark_down", 30)),
        (Lying(100, came=ago(500), last_sale=ago(240), price=Decimal(99)), Advice("mark_down", 50)),
        (Lying(200, daily=1.0, came=ago(30), last_sale=ago(1), price=Decimal(99)), Advice("mark_down", 10)),
        (Lying(300, daily=1.0, came=ago(30), last_sale=ago(1), price=Decimal(99)), Advice("mark_down", 20)),
        (Lying(500, daily=1.0, came=ago(30), last_sale=ago(1), price=Decimal(99)), Advice("mark_down", 30)),
        (Lying(500, daily=1.0, came=ago(30), last_sale=ago(1), price=Decimal(100), cost=Decimal(83)), Advice("mark_down", 15)),
        (Lying(500, daily=1.0, came=ago(30), last_sale=ago(1), price=Decimal(100), cost=Decimal(99)), Advice("bundle")),
    ],
)  # fmt: skip
def test_what_to_do(lying: Lying, advice: Advice) -> None:
    assert advise(lying, too_many(lying, LIMITS, TODAY), LIMITS, TODAY) == advice


_MONEY = st.none() | st.decimals(0, 500, places=2)
_DAYS = st.none() | st.integers(-40, 1500).map(ago)
LYING = st.builds(
    Lying, st.integers(0, 2000), st.just(0), st.integers(0, 50), st.none() | st.floats(0, 50), _DAYS, _DAYS, _DAYS, _MONEY,
    _MONEY, st.booleans(),
).flatmap(lambda one: st.integers(0, one.free).map(lambda expired: replace(one, expired=expired)))  # fmt: skip


@given(lying=LYING, cover=st.integers(14, 1000), idle=st.integers(7, 1000))
def test_never_more_than_is_there_and_never_below_cost_before_half_price(lying: Lying, cover: int, idle: int) -> None:
    limits = Limits(cover, idle)
    found = too_many(lying, limits, TODAY)
    if not found:
        return
    assert 0 < pieces_of(found) <= lying.free + lying.quarantined
    advice = advise(lying, found, limits, TODAY)
    assert advice.act in ACTS
    assert (advice.percent > 0) == (advice.act == "mark_down")
    price = new_price(lying.price, advice)
    if price is not None and lying.cost is not None and lying.cost <= (lying.price or 0) and advice.percent < 50:
        assert price >= lying.cost


# --- the list -------------------------------------------------------------------------------------------------------------


def found(warehouse: Warehouse, today: date | None = None) -> Clearance:
    with warehouse.reading() as session:
        return clearance(session, today or warehouse.clock().astimezone().date())


def rows(warehouse: Warehouse, today: date | None = None) -> dict[str, ClearRow]:
    return {row.seller_code: row for row in found(warehouse, today).rows}


def at(warehouse: Warehouse, moment: datetime) -> None:
    warehouse.clock = lambda: moment


def priced(tx: Tx, prices: dict[str, Decimal]) -> None:
    for code, price in prices.items():
        tx.session.execute(update(Sku).where(Sku.seller_code == code).values(price=price))


def figures(warehouse: Warehouse, daily: dict[int, float]) -> None:
    """A run that found this demand, and no cost."""
    made = run(warehouse, TODAY)
    put(warehouse, *(figure(sku_id, made, **enough(daily=pieces, cost=None)) for sku_id, pieces in daily.items()))


@pytest.fixture
def old_shop(warehouse: Warehouse) -> Warehouse:
    """Ten pieces of each of three SKUs that came a hundred days ago."""
    at(warehouse, DAY - timedelta(days=100))
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    at(warehouse, DAY)
    return warehouse


def test_without_a_run_goods_that_stand_still_are_found_and_nothing_is_overstock(old_shop: Warehouse) -> None:
    list_of = found(old_shop)
    assert list_of.run is None
    assert {row.seller_code: (row.reasons, row.age, row.daily) for row in list_of.rows} == {
        code: ({"idle": 10}, 100, None) for code in ("SKU1", "SKU2", "SKU3")
    }  # fmt: skip
    assert found(old_shop, DAY.astimezone().date() - timedelta(days=41)).rows == ()  # 59 days after they came


def test_what_was_sold_lately_does_not_stand_still(warehouse: Warehouse) -> None:
    at(warehouse, DAY - timedelta(days=100))
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 1}))
    at(warehouse, DAY - timedelta(days=30))
    release_and_wave(warehouse)
    pack(warehouse, "1")
    at(warehouse, DAY)
    assert set(rows(warehouse)) == {"SKU2"}
    later = rows(warehouse, DAY.astimezone().date() + timedelta(days=30))
    assert later["SKU1"].last_sale == (DAY - timedelta(days=30)).astimezone().date()
    assert later["SKU1"].reasons == {"idle": 9}


def sold_once(tx: Tx, sku_id: int) -> None:
    """A piece sold three weeks ago, as a file of past sales says."""
    file = remember_file(tx, "past_sales", "a.csv", "a", DAY, {"rows": 1})
    tx.session.add(PastSale(sku_id=sku_id, day=ago(20), pieces=1, import_id=file))


def test_past_sales_are_sales(old_shop: Warehouse) -> None:
    do(old_shop, sold_once, sku_ids(old_shop)["SKU1"])
    assert set(rows(old_shop)) == {"SKU2", "SKU3"}


def test_what_a_merged_sku_sold_is_the_heirs_sale(old_shop: Warehouse) -> None:
    of = sku_ids(old_shop)
    do(old_shop, sold_once, of["SKU1"])
    assert set(rows(old_shop)) == {"SKU2", "SKU3"}
    do(old_shop, merge_sku, of["SKU1"], of["SKU2"])
    assert set(rows(old_shop)) == {"SKU3"}


def test_the_oldest_pieces_are_those_that_came_first_and_are_still_there(warehouse: Warehouse) -> None:
    add_products(warehouse)
    for days, pieces in ((300, 10), (200, 15), (100, 6)):
        at(warehouse, DAY - timedelta(days=days))
        add_stock(warehouse, {"SKU1": pieces})  # 10 in; 5 in; 9 lost
    at(warehouse, DAY)
    assert rows(warehouse)["SKU1"].age == 300  # one of the first ten is still there: 5 + 1
    at(warehouse, DAY - timedelta(days=50))
    add_stock(warehouse, {"SKU1": 5})
    at(warehouse, DAY)
    assert rows(warehouse)["SKU1"].age == 200


def test_pieces_promised_to_orders_are_not_too_many(warehouse: Warehouse) -> None:
    at(warehouse, DAY - timedelta(days=100))
    open_shop(warehouse, {"SKU1": 10}, order("1", {"SKU1": 4}))
    at(warehouse, DAY)
    release_and_wave(warehouse)
    assert rows(warehouse)["SKU1"].pieces == 6


def test_overstock_by_demand_and_the_most_money_first(old_shop: Warehouse) -> None:
    of = sku_ids(old_shop)
    figures(old_shop, {of["SKU1"]: 0.05, of["SKU2"]: 0.02})
    vague = enough(daily=0.02, cost=None, verdict="never", method="unknown")  # nobody knows what it sells
    put(old_shop, figure(of["SKU3"], run(old_shop, TODAY), **vague))
    do(old_shop, change_settings, {"clear_idle_days": 400})
    do(old_shop, priced, {"SKU1": Decimal("50.00"), "SKU2": Decimal("20.00")})
    list_of = found(old_shop)
    assert list_of.run == TODAY
    assert [(row.seller_code, row.reasons, row.value) for row in list_of.rows] == [
        ("SKU1", {"overstock": 4}, Decimal("200.00")), ("SKU2", {"overstock": 7}, Decimal("140.00")),
    ]  # fmt: skip
    assert list_of.rows[0].cover_days == 200


def test_money_is_what_it_cost_where_that_is_known(old_shop: Warehouse) -> None:
    supplier = do(old_shop, save_supplier, SupplierFields("织造厂"))
    do(old_shop, set_price, supplier, sku_ids(old_shop)["SKU1"], Decimal("8.50"))
    do(old_shop, priced, {"SKU1": Decimal("50.00"), "SKU2": Decimal("20.00")})
    told = rows(old_shop)
    assert (told["SKU1"].value, told["SKU1"].at_cost, told["SKU1"].supplier) == (Decimal("85.00"), True, "织造厂")
    assert (told["SKU2"].value, told["SKU2"].at_cost) == (Decimal("200.00"), False)
    assert told["SKU3"].value is None
    sums = summed(list(told.values()))
    assert (sums.skus, sums.pieces, sums.value, sums.unpriced) == (3, 30, Decimal("285.00"), 1)


def test_past_season_is_found_and_materials_never_are(old_shop: Warehouse) -> None:
    def of_products(tx: Tx) -> dict[str, int]:
        tx.session.execute(update(Product).where(Product.name == "商品3").values(material=True))
        return {row.name: row.id for row in tx.session.query(Product)}

    of = do(old_shop, of_products)
    do(old_shop, set_seasons, {of["商品1"]: DAY.astimezone().date() - timedelta(days=10)})
    told = found(old_shop).rows
    assert {row.seller_code: tuple(row.reasons) for row in told} == {"SKU1": ("season", "idle"), "SKU2": ("idle",)}


# --- decisions ------------------------------------------------------------------------------------------------------------


def test_a_decision_is_noted_changed_and_taken_back(old_shop: Warehouse) -> None:
    one, two = (sku_ids(old_shop)[code] for code in ("SKU1", "SKU2"))
    do(old_shop, decide, {one: Noted("keep", "明年再卖")})
    before = do(old_shop, decide, dict.fromkeys((one, two), Noted("mark_down", " 七折 ")))
    assert before == {one: Noted("keep", "明年再卖"), two: None}
    told = rows(old_shop)
    assert [(row.decided.act, row.decided.note) for row in (told["SKU1"], told["SKU2"]) if row.decided] == [
        ("mark_down", "七折")
    ] * 2
    do(old_shop, decide, before)
    told = rows(old_shop)
    assert told["SKU1"].decided is not None
    assert told["SKU1"].decided.act == "keep"
    assert told["SKU2"].decided is None


def test_decisions_that_cannot_be_are_refused(old_shop: Warehouse) -> None:
    one = sku_ids(old_shop)["SKU1"]
    for wanted, error, code in (
        ({}, BadInput, "clearance.nothing_chosen"),
        ({one: Noted("burn")}, BadInput, "clearance.no_act"),
        ({one: Noted("keep", "x" * 201)}, BadInput, "clearance.note_long"),
        ({one: Noted("keep"), 999: Noted("keep")}, NotFound, "clearance.no_sku"),
    ):
        with pytest.raises(error) as caught:
            do(old_shop, decide, wanted)
        assert caught.value.code == code
    with pytest.raises(NotAllowed):
        do(old_shop, decide, {one: Noted("keep")}, actor=Actor(1, "小李", Role.CLERK))
    assert rows(old_shop)["SKU1"].decided is None


# --- files and paper ------------------------------------------------------------------------------------------------------


def test_the_list_is_written_for_the_editors_in_both_languages(old_shop: Warehouse, tmp_path: Path) -> None:
    do(old_shop, priced, {"SKU1": Decimal("50.00")})
    do(old_shop, decide, {sku_ids(old_shop)["SKU1"]: Noted("bundle", "配围巾")})
    told = found(old_shop).rows
    write_clearance_list(tmp_path / "list.xlsx", told, "zh_CN")
    cells = [list(row) for row in load_workbook(tmp_path / "list.xlsx").active.iter_rows(values_only=True)]
    assert cells[0][0] == "商家编码"
    assert {"SKU1", 10, "配围巾"} <= set(cells[1])
    assert 40 in cells[1]  # 20 % off
    write_clearance_list(tmp_path / "list.csv", told, "en")
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("Seller code,")
    assert "Bundle" in text
    with pytest.raises(BadInput):
        write_clearance_list(tmp_path / "list.doc", told, "en")


def test_the_list_on_paper_has_every_row_and_the_sums(old_shop: Warehouse, tmp_path: Path) -> None:
    many = [replace(row, seller_code=f"CODE{n:03}") for n, row in enumerate(found(old_shop).rows * 30)]
    write_clearance_paper(tmp_path / "list.pdf", many, TODAY, "en")
    pages = texts_of(tmp_path / "list.pdf")
    assert len(pages) > 1
    text = "".join(pages)
    assert all(f"CODE{n:03}" in text for n in range(90))
    with pytest.raises(BadInput):
        write_clearance_paper(tmp_path / "none.pdf", [], TODAY)
