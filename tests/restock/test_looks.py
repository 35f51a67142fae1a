"""One SKU looked at closely: the arithmetic in a line, its card, the curve, and the paper of what to order."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.restock.figures import alert, enough, figure, put, run, sku_ids, supplier
from tests.restock.house import TODAY, ago, every_day, sold, today_is
from tests.shop import add_products, add_stock, do
from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.commands import draft_order, send_order
from warehouse_app.inbound.buying.rules import WantedLine
from warehouse_app.orders.joining import merge_sku
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.documents import write_needs
from warehouse_app.restock.looks.curves import drawn, sku_curve
from warehouse_app.restock.looks.queries import OrderedLine, sku_look
from warehouse_app.restock.looks.rules import Arrival, demand_words, expected_steps, sold_steps, step_for, stock_line
from warehouse_app.restock.looks.told import Sum, arithmetic, sum_of
from warehouse_app.restock.papers import make_needs_paper
from warehouse_app.restock.queries import Asked
from warehouse_app.restock.running import run_restock
from warehouse_app.restock.tables import ProductSeason, RestockTerms
from warehouse_app.store.warehouse import Warehouse


def told(**changed: Any) -> Sum:
    return sum_of(figure(1, 1, **changed))


# --- the line -------------------------------------------------------------------------------------------------------------


def test_the_arithmetic_adds_up_as_it_is_read() -> None:
    assert arithmetic(told(), "zh_CN") == (
        "每天 3.2 件 ×（到货 14 天 + 备货 14 天）= 90，+ 安全 22 − 在库 40 − 在途 0 + 占用 6 = 78"
        " → 起订量 80 → 凑整箱 96：订 96 件"
    )  # fmt: skip
    assert arithmetic(told(arriving=5, drafted=3, raw=70, suggested=70, steps=[]), "en") == (
        "3.2 a day × (14 days to arrive + 14 days of cover) = 90, + safety 22 − on hand 40 − at the dock 5 − on the way 0"
        " − drafted 3 + promised 6 = 70: order 70"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        (enough(), "there are 200"),
        (enough(verdict="sell_out", position=5), "sell it out"),
        (enough(verdict="never"), "not bought again"),
        (enough(verdict="unknown"), "decide yourself"),
        ({"suggested": 0, "steps": [["most", 0]]}, "nothing now"),
    ],
)
def test_a_line_that_orders_nothing_says_why(changed: dict[str, Any], end: str) -> None:
    line = arithmetic(told(**changed), "en")
    assert end.replace("there are 200", "200 left and coming, above the reorder point 67: nothing now") in line
    assert ": order" not in line


def test_a_point_set_by_hand_is_said_to_be_the_target() -> None:
    assert arithmetic(told(target=150, raw=116, suggested=116, steps=[]), "en").startswith("Target set by hand 150 − on hand 40")


@given(st.floats(0, 1e6, allow_nan=False))
def test_pieces_a_day_are_short_and_never_nothing_where_something_sells(daily: float) -> None:
    words = demand_words(daily)
    assert len(words) <= 9
    assert abs(float(words.replace(",", "")) - daily) <= max(0.5, daily / 100)


# --- the curve ------------------------------------------------------------------------------------------------------------


@given(
    st.integers(-50, 500), st.lists(st.floats(0, 30), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 200)), max_size=4),
)  # fmt: skip
def test_the_stock_line_never_falls_below_nothing_and_loses_only_what_is_sold(
    there: int, per_day: list[float], coming: list[tuple[int, int]]
) -> None:
    arrivals = [Arrival(TODAY + timedelta(days=day), pieces, "PO1") for day, pieces in coming]
    line, out = stock_line(TODAY, there, per_day, arrivals)
    assert len(line) == len(per_day) + 1
    assert all(pieces >= 0 for _, pieces in line)
    came = max(0, there)
    for number, (day, left) in enumerate(line):
        came += sum(pieces for at, pieces in coming if at == number)
        assert left <= came + 1e-6
        if out is not None and day < out:
            assert left > 0
    assert (out is None) == (sum(per_day) == 0 or all(pieces > 0 for _, pieces in line))


@given(st.lists(st.integers(0, 20), max_size=120), st.sampled_from([1, 7]))
def test_steps_keep_every_piece_of_their_days(demand: list[int], step: int) -> None:
    back = {ago(2): 5, ago(900): 7}
    steps = sold_steps(TODAY - timedelta(days=len(demand)), demand, [True] * len(demand), step, back)
    assert sum(one.returned for one in steps) == (5 if len(demand) >= max(step, 2) else 0)
    assert sum(one.pieces for one in steps) == sum(demand[len(demand) % step :])
    if steps:
        assert steps[-1].begins + timedelta(days=step) == TODAY
    whole = expected_steps(TODAY, demand, [0.0] * len(demand), [2.0 * n for n in demand], step)
    assert all(one.low <= one.pieces <= one.high for one in whole)


def test_a_week_of_promotion_says_nothing_usual() -> None:
    weeks = sold_steps(ago(14), [1.0] * 14, [False] * 4 + [True] * 10, 7)
    assert [week.known for week in weeks] == [False, True]
    assert (step_for(56), step_for(57)) == (1, 7)


def test_late_orders_are_drawn_today_and_drafts_not_at_all() -> None:
    orders = [
        OrderedLine(1, "PO1", "sent", ago(3), 20, True), OrderedLine(2, "PO2", "partly", TODAY + timedelta(days=70), 5, False),
        OrderedLine(3, "PO3", "sent", None, 7, False), OrderedLine(4, "PO4", "draft", TODAY, 9, False),
    ]  # fmt: skip
    curve = drawn(TODAY, [3.0] * 60, [True] * 60, told(), orders)
    assert [(one.number, one.day, one.late) for one in curve.arrivals] == [
        ("PO1", TODAY, True), ("PO2", TODAY + timedelta(days=70), False),
    ]  # fmt: skip
    assert curve.stock[0] == (TODAY, 54.0), "on hand less what is promised, and what is late"
    assert curve.stock[-1][0] >= TODAY + timedelta(days=70)
    assert curve.stock_out is not None
    assert ago(0) < curve.stock_out < TODAY + timedelta(days=25)


def test_a_sku_without_history_has_a_curve_all_the_same() -> None:
    curve = drawn(TODAY, [], [], told(daily=0.0), [])
    assert (curve.sold, curve.stock_out) == ((), None)
    assert all(one.pieces == 0 for one in curve.expected)


# --- the card, from what the shop really has ------------------------------------------------------------------------------


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """SKU1 sells four a day and is nearly gone; an order is on its way and another drafted."""
    today_is(warehouse, TODAY)
    add_products(warehouse, 2)
    skus, cloth = sku_ids(warehouse), supplier(warehouse, "布料厂", lead_days=10)
    add_stock(warehouse, {"SKU1": 30, "SKU2": 500})
    sold(warehouse, every_day(skus["SKU1"], 4) | every_day(skus["SKU2"], 1))
    order = do(warehouse, draft_order, cloth, [WantedLine(skus["SKU1"], 12, Decimal(5))])
    do(warehouse, send_order, order)
    do(warehouse, draft_order, cloth, [WantedLine(skus["SKU1"], 6, Decimal(5))])
    return warehouse


def test_the_card_says_all_of_a_sku(shop: Warehouse) -> None:
    sku = sku_ids(shop)["SKU1"]
    put(shop, RestockTerms(sku_id=sku, pack=24, note="whole cartons"))
    run_restock(shop, SYSTEM, "desk")
    with shop.reading() as session:
        look = sku_look(session, sku, TODAY)
        assert look is not None
        curve = sku_curve(session, look, TODAY)
        assert sku_look(session, sku + 99, TODAY) is None
    assert (look.row.told.on_hand, look.row.told.on_the_way, look.row.told.drafted) == (30, 12, 6)
    assert [(line.state, line.pieces, line.is_coming) for line in look.orders] == [("sent", 12, True), ("draft", 6, False)]
    assert (look.terms.pack, look.terms.note, look.terms.season_ends) == (24, "whole cartons", None)
    assert {line.name for line in look.rule} == {"daily", "season", "trend", "margin"}
    assert [one.events[0].kind for one in look.alerts] == ["opened"]
    assert (curve.step, curve.sold[-1].pieces) == (7, 28.0)
    assert 20 < curve.a_step < 35
    assert curve.arrivals[0].pieces == 12
    assert curve.stock_out is not None
    assert curve.stock_out <= TODAY + timedelta(days=11)


def test_what_came_back_is_marked_and_no_demand_and_a_merged_skus_days_are_shown_too(shop: Warehouse) -> None:
    sku = sku_ids(shop)["SKU1"]
    other = sku_ids(shop)["SKU2"]
    sold(shop, {(sku, ago(2)): 9, (other, ago(4)): 2}, line={"refund": "done", "live": False})
    sold(shop, {(sku, ago(3)): 90}, state="cancelled", line={"refund": "done", "live": False})  # it never left
    run_restock(shop, SYSTEM, "desk")
    with shop.reading() as session:
        look = sku_look(session, sku, TODAY)
        assert look is not None
        curve = sku_curve(session, look, TODAY)
    assert (curve.sold[-1].pieces, curve.sold[-1].returned) == (28.0, 9)
    assert sum(one.returned for one in curve.sold) == 9
    do(shop, merge_sku, other, sku)
    with shop.reading() as session:
        curve = sku_curve(session, look, TODAY)
    assert (curve.sold[-1].pieces, curve.sold[-1].returned) == (35.0, 11)


def test_a_season_and_an_alert_that_is_over_are_told(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    sku, made = sku_ids(warehouse)["SKU1"], run(warehouse)
    put(warehouse, figure(sku, made, **enough()))
    alert(warehouse, sku, "over")
    with warehouse.reading() as session:
        look = sku_look(session, sku, TODAY)
    assert look is not None
    put(warehouse, ProductSeason(product_id=look.product_id, ends=TODAY))
    with warehouse.reading() as session:
        again = sku_look(session, sku, TODAY)
    assert again is not None
    assert (again.terms.season_ends, again.row.state, again.alerts[0].state) == (TODAY, "", "over")


# --- on paper -------------------------------------------------------------------------------------------------------------


def test_the_paper_names_every_supplier_and_what_was_typed(warehouse: Warehouse) -> None:
    today_is(warehouse, TODAY)
    add_products(warehouse, 60)
    skus, made = sku_ids(warehouse), run(warehouse)
    cloth, cups = supplier(warehouse, "布料厂"), supplier(warehouse, "杯子厂")
    put(
        warehouse,
        *(figure(skus[f"SKU{n}"], made, supplier_id=cloth if n < 50 else cups) for n in range(1, 60)),
        figure(skus["SKU60"], made),
    )  # fmt: skip
    (path,) = make_needs_paper(warehouse, Asked(), {skus["SKU1"]: 1234, skus["SKU2"]: 0}, "en")
    pages = [page.extract_text() for page in PdfReader(path).pages]
    text = "\n".join(pages)
    assert len(pages) > 1
    assert all("What to order" in page for page in pages), "each page says what it is"
    for words in ("布料厂", "杯子厂", "(no supplier)", "1,234", "SKU60"):
        assert words in text
    assert re.search(r"SKU3\b", text)
    assert not re.search(r"SKU2\b", text), "nothing of it is wanted"


def test_no_lines_are_no_paper(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told_so:
        write_needs(tmp_path / "x.pdf", TODAY, [])
    assert told_so.value.code == "paper.nothing_to_print"
