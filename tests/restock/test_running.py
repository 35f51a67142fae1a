"""The run: what it finds, what it says about doubtful days, and that it can be stopped without a trace."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, insert, select, update

from tests.inbound.buying.shop import drafted, ordered
from tests.inbound.receiving.arrivals import count, receipt_of
from tests.restock.house import (
    TODAY,
    ago,
    alert_id,
    alerts,
    every_day,
    figure,
    open_shop,
    run,
    sells,
    sold,
    today_is,
)
from tests.shop import DESK, add_orders, add_products, do, order
from warehouse_app.catalog.tables import KitComponent, Product, Sku
from warehouse_app.errors import Cancelled, NotAllowed
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.restock.alerts import dismiss
from warehouse_app.restock.freshening import freshen, refresh_positions, stale
from warehouse_app.restock.looks.queries import sku_look
from warehouse_app.restock.queries import newest_run
from warehouse_app.restock.rules import rounded_up
from warehouse_app.restock.running import COMPUTED, Ran, run_restock
from warehouse_app.restock.tables import ProductSeason, RestockFigure, RestockRun, RestockTerms
from warehouse_app.restock.terms import TermsFields, save_terms, write_terms
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Location
from warehouse_app.store.settings import put
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action


def test_a_sku_that_sells_three_a_day_and_has_few_left_is_to_be_ordered(warehouse: Warehouse) -> None:
    supplier = open_shop(warehouse, {"SKU1": 20, "SKU2": 500}, lead_days=10)
    sold(warehouse, every_day(1, 3) | every_day(2, 1))
    ran = run(warehouse)
    assert (ran.skus, ran.opened, ran.warning) == (2, 1, {})
    low, enough = figure(warehouse), figure(warehouse, 2)
    assert (low.verdict, low.supplier_id, low.lead_days) == ("order", supplier, 10)
    assert 2.5 < low.daily < 3.5
    assert low.suggested == low.raw == low.target - low.position
    assert low.reorder_point == math.ceil(low.demand_lead) + low.safety
    assert low.target == math.ceil(low.demand_cover) + low.safety
    assert (low.position, low.on_hand) == (20, 20)
    assert enough.verdict == "enough"
    assert (alerts(warehouse), alerts(warehouse, 2)) == (["new"], [])
    with warehouse.reading() as session:
        newest = newest_run(session)
    assert newest is not None
    assert (newest.day, newest.skus, newest.opened) == (TODAY, 2, 1)


def test_the_position_counts_all_that_is_there_comes_and_is_wanted(warehouse: Warehouse) -> None:
    supplier = open_shop(warehouse, {"SKU1": 20}, lead_days=10)
    assert supplier is not None
    sold(warehouse, every_day(1, 3))
    coming = ordered(warehouse, supplier, {"SKU1": 40})
    drafted(warehouse, supplier, {"SKU1": 7})
    receipt = receipt_of(warehouse, coming)
    count(warehouse, receipt, "SKU1", 15)
    do(warehouse, close_receipt, receipt)
    add_orders(warehouse, order("N1", {"SKU1": 2}), order("N2", {"SKU1": 30}))
    sold(warehouse, {(1, TODAY): 4}, state="unpaid")
    sold(warehouse, {(1, TODAY): 5}, state="packed")  # its goods have left their bin
    run(warehouse)
    told = figure(warehouse)
    assert (told.on_hand, told.arriving, told.on_the_way, told.drafted, told.reserved) == (20, 15, 25, 7, 32)
    assert told.position == 35


def test_goods_that_cannot_be_sold_are_not_on_hand(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 20})
    sold(warehouse, every_day(1, 3))
    do(warehouse, lambda tx: tx.connection.execute(update(Location).where(Location.code == "A-1").values(sellable=False)))
    run(warehouse)
    assert figure(warehouse).on_hand == 0


def test_what_open_orders_want_of_a_set_is_wanted_of_its_components(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 20, "SKU2": 20, "SKU3": 0}, supplier=False)
    parts = [{"kit_id": 3, "part_id": 1, "pieces": 2}, {"kit_id": 3, "part_id": 2, "pieces": 1}]
    do(warehouse, lambda tx: tx.connection.execute(insert(KitComponent), parts))
    add_orders(warehouse, order("N1", {"SKU3": 4, "SKU2": 1}))
    run(warehouse)
    assert (figure(warehouse).reserved, figure(warehouse, 2).reserved) == (8, 5)
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).select_from(RestockFigure)) == 2


# --- odd SKUs ---------------------------------------------------------------------------------------------------------------


def test_a_sku_nobody_sells_to_us_is_still_told(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 3}, supplier=False)
    sold(warehouse, every_day(1, 3))
    run(warehouse)
    told = figure(warehouse)
    assert (told.verdict, told.supplier_id, told.cost, told.lead_days) == ("order", None, None, 14)
    margin = next(line for line in told.rule if line["name"] == "margin")
    assert (margin["on"], margin["ok"], margin["figure"]) == (True, None, None)


@pytest.mark.parametrize("lead", [0, 400])
def test_extreme_lead_times(warehouse: Warehouse, lead: int) -> None:
    open_shop(warehouse, {"SKU1": 1}, lead_days=lead)
    sold(warehouse, every_day(1, 3))
    run(warehouse)
    told = figure(warehouse)
    assert (told.lead_days, told.verdict) == (lead, "order")
    assert 2.5 * (lead + 14) < told.target < 5 * (lead + 30)
    assert told.demand_lead == pytest.approx(told.daily * lead, rel=0.1)


def test_one_sale_only_returns_and_nothing_at_all(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 0, "SKU4": 500})
    sold(warehouse, every_day(4, 2, 120))
    sold(warehouse, {(1, ago(50)): 1})
    sold(warehouse, {(2, ago(n)): 3 for n in (30, 40)}, line={"live": False, "refund": "done"})
    run(warehouse)
    once, returned, never = (figure(warehouse, sku_id) for sku_id in (1, 2, 3))
    assert (once.verdict, once.last_sale) == ("enough", ago(50))
    assert 0 < once.daily < 0.2
    assert (returned.verdict, returned.daily, returned.suggested, returned.cover_days) == ("enough", 0, 0, None)
    assert (never.verdict, never.suggested) == ("unknown", 0)
    assert [alerts(warehouse, sku_id) for sku_id in (1, 2, 3)] == [[], [], []]


def test_after_a_few_days_nothing_is_suggested_yet(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 2, "SKU2": 2})
    sold(warehouse, every_day(1, 5, 6) | {(2, ago(3)): 9})
    ran = run(warehouse)
    assert (ran.opened, ran.warning["code"], ran.warning["fields"]) == (0, "restock.short_history", {"days": 6, "enough": 14})
    assert [figure(warehouse, sku_id).verdict for sku_id in (1, 2)] == ["unknown", "unknown"]
    sold(warehouse, every_day(1, 5, 9, until=7))
    ran = run(warehouse)
    assert (ran.warning, figure(warehouse).verdict) == ({}, "order")


def test_one_huge_order_that_was_cancelled_changes_nothing(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    sold(warehouse, every_day(1, 2))
    run(warehouse)
    before = figure(warehouse)
    sold(warehouse, {(1, ago(3)): 80_000}, state="cancelled")
    sold(warehouse, {(1, TODAY): 80_000}, state="unpaid")
    run(warehouse)
    after = figure(warehouse)
    assert (after.daily, after.target, after.verdict) == (before.daily, before.target, "enough")


def test_a_sku_of_which_too_little_is_known_stays_so_whatever_a_person_decides_and_takes_back(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 50, "SKU2": 9, "SKU3": 0})
    do(warehouse, lambda tx: tx.connection.execute(update(Product).where(Product.id == 2).values(material=True)))
    do(warehouse, lambda tx: tx.connection.execute(update(Sku).where(Sku.id == 2).values(least=700)))
    sold(warehouse, every_day(1, 3, 6) | every_day(2, 1, 2))
    run(warehouse)
    for decided, verdict in ((TermsFields(never=True), "never"), (TermsFields(least=5), "order")):
        before = do(warehouse, save_terms, 3, decided)
        assert figure(warehouse, 3).verdict == verdict
        do(warehouse, write_terms, before)
        assert (figure(warehouse, 3).verdict, figure(warehouse, 3).suggested) == ("unknown", 0)
    assert alerts(warehouse, 3) == ["over"]
    do(warehouse, refresh_positions, [2])
    assert (figure(warehouse, 2).method, figure(warehouse, 2).verdict) == ("unknown", "order")  # it runs low at 700


def test_lead_times_are_learnt_from_deliveries(warehouse: Warehouse) -> None:
    supplier = open_shop(warehouse, {"SKU1": 5}, lead_days=5)
    assert supplier is not None
    sold(warehouse, every_day(1, 3))
    for sent, took in ((90, 18), (60, 22), (30, 20)):
        today_is(warehouse, ago(sent))
        purchase = ordered(warehouse, supplier, {"SKU1": 3})
        today_is(warehouse, ago(sent - took))
        receipt = receipt_of(warehouse, purchase)
        count(warehouse, receipt, "SKU1", 3)
        do(warehouse, close_receipt, receipt)
    run(warehouse)
    assert figure(warehouse).lead_days == 20


# --- the shop's rule, seasons, what a person decided ------------------------------------------------------------------------


def test_a_season_that_ends_soon_sells_out(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5})
    sold(warehouse, every_day(1, 3))
    do(warehouse, lambda tx: tx.connection.execute(insert(ProductSeason).values(product_id=1, ends=TODAY + timedelta(days=20))))
    run(warehouse)
    told = figure(warehouse)
    assert (told.verdict, told.suggested, alerts(warehouse)) == ("sell_out", 0, [])
    assert told.raw > 0
    do(warehouse, put, "rule_season", False)
    run(warehouse)
    in_season = figure(warehouse)
    assert (in_season.verdict, alerts(warehouse)) == ("order", ["new"])
    assert in_season.demand_cover < 3.5 * 22  # nothing is wanted after its end
    do(warehouse, put, "rule_season", True)
    run(warehouse)
    assert alerts(warehouse) == ["over"]


def test_an_order_that_would_lose_money_is_not_suggested(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, supplier=False)
    sells(warehouse, {"SKU1": 0}, price="30.00")
    do(warehouse, lambda tx: tx.connection.execute(update(Sku).values(price=Decimal(33))))
    sold(warehouse, every_day(1, 3))
    run(warehouse)
    assert figure(warehouse).verdict == "sell_out"
    do(warehouse, lambda tx: tx.connection.execute(update(Sku).values(price=Decimal(40))))
    run(warehouse)
    assert figure(warehouse).verdict == "order"


def test_what_a_person_keeps_overrides_what_is_computed(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 50})
    sold(warehouse, every_day(1, 3))
    fields = {"lead_days": 4, "minimum": 100, "pack": 30, "safety": 17, "least": 60, "most": 200}
    do(warehouse, lambda tx: tx.connection.execute(insert(RestockTerms).values(sku_id=1, **fields)))
    run(warehouse)
    told = figure(warehouse)
    assert (told.lead_days, told.safety, told.reorder_point, told.verdict) == (4, 17, 60, "order")
    assert told.safety_computed != 17
    assert told.suggested == 120
    assert told.steps == [["minimum", 100], ["pack", 120]]


def test_an_alert_waits_while_its_order_would_not_be_needed_for_long(warehouse: Warehouse) -> None:
    """One is sold now and then, thirty at once every two months: to be safe takes more than a month of them."""
    open_shop(warehouse, {"SKU1": 30}, lead_days=5)
    sold(warehouse, {(1, ago(n)): 1 if n % 60 else 30 for n in range(5, 380, 5)})
    run(warehouse)
    found = figure(warehouse)
    full = rounded_up(found.demand_lead) + found.safety
    assert found.reorder_point == found.early < full
    with warehouse.reading() as session:
        look = sku_look(session, 1, TODAY)
    assert look is not None
    assert (look.waits, look.full_point) == (True, full)
    do(warehouse, save_terms, 1, TermsFields(safety=found.safety))  # a person's safety does not wait
    assert figure(warehouse).reorder_point == full


def test_a_first_order_of_a_new_style_is_small(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    add_products(warehouse, 2)
    sold(warehouse, every_day(1, 1) | every_day(2, 6))  # short from the first day: none of it ever came
    run(warehouse)
    assert (figure(warehouse, 2).suggested, figure(warehouse, 2).steps) == (3, [["first_order", 3]])


def test_materials_are_kept_at_the_service_of_class_a_and_not_below_where_they_run_low(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500, "SKU2": 900, "SKU3": 9}, supplier=False)
    materials = update(Product).where(Product.id > 1).values(material=True)
    do(warehouse, lambda tx: tx.connection.execute(materials))
    do(warehouse, lambda tx: tx.connection.execute(update(Sku).where(Sku.id == 2).values(least=700)))
    sold(warehouse, every_day(1, 3))

    def take(tx: Tx) -> None:
        bin_id = tx.connection.execute(select(Location.id).where(Location.code == "A-2")).scalar_one()
        used = Posting(2, bin_id, ledger.virtual_locations(tx)[Virtual.CONSUMED], 5)
        ledger.post(tx, new_action(), Reason.CONSUMED, [used], "parcel:1")

    for days in range(60, 0, -1):
        today_is(warehouse, ago(days))
        do(warehouse, take)
    run(warehouse)
    told = figure(warehouse, 2)
    assert (told.abc, told.service, told.rule, told.reorder_point) == ("A", 98, [], 700)
    assert 4.5 < told.daily < 5.5
    assert (told.position, told.verdict, alerts(warehouse, 2)) == (600, "order", ["new"])
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).select_from(RestockFigure)) == 2  # nobody has used any of the third yet


# --- what happens while it computes ----------------------------------------------------------------------------------------


class Meanwhile:
    """Progress that lets something happen after everything was read and computed, before it is written."""

    def __init__(self, *works: Callable[[], object]) -> None:
        self.works = list(works)

    def step(self, done: int, _total: int) -> None:
        if done == COMPUTED and self.works:
            self.works.pop()()


def test_what_is_sold_and_sent_for_while_it_computes_counts(warehouse: Warehouse) -> None:
    supplier = open_shop(warehouse, {"SKU1": 200, "SKU2": 20, "SKU3": 200})
    assert supplier is not None
    sold(warehouse, every_day(1, 3) | every_day(2, 3) | every_day(3, 3))
    run(warehouse)
    do(warehouse, dismiss, [alert_id(warehouse, 2)], "not now")

    def meanwhile() -> None:
        add_orders(warehouse, order("N1", {"SKU1": 190}))
        ordered(warehouse, supplier, {"SKU2": 400})

    run_restock(warehouse, SYSTEM, DESK, Meanwhile(meanwhile))
    written = [dict(figure(warehouse, sku_id)._mapping) | {"run_id": 0} for sku_id in (1, 2, 3)]
    assert [(row["reserved"], row["on_the_way"], row["verdict"]) for row in written] == [
        (190, 0, "order"), (0, 400, "enough"), (0, 0, "enough"),
    ]  # fmt: skip
    assert [alerts(warehouse, sku_id) for sku_id in (1, 2, 3)] == [["new"], ["over"], []]
    run(warehouse)
    assert written == [dict(figure(warehouse, sku_id)._mapping) | {"run_id": 0} for sku_id in (1, 2, 3)]


@pytest.mark.parametrize(("daily", "runs"), [(True, 1), (False, 2)])
def test_a_day_another_desk_has_computed_meanwhile_is_written_once(warehouse: Warehouse, daily: bool, runs: int) -> None:
    """Unless a person asked for it."""
    open_shop(warehouse, {"SKU1": 5})
    sold(warehouse, every_day(1, 3))
    run(warehouse, ago(1))
    today_is(warehouse, TODAY)
    first: list[Ran] = []
    told = run_restock(warehouse, SYSTEM, DESK, Meanwhile(lambda: first.append(run(warehouse))), daily=daily)
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).select_from(RestockRun).where(RestockRun.day == TODAY)) == runs
    assert (told == first[0]) is daily
    assert (figure(warehouse).run_id, alerts(warehouse)) == (told.id, ["new"])


# --- stopping, rights, clocks -----------------------------------------------------------------------------------------------


class StopAt:
    """Progress that is stopped once it has come so far."""

    def __init__(self, percent: int) -> None:
        self.percent, self.seen = percent, []  # type: ignore[var-annotated]

    def step(self, done: int, total: int) -> None:
        self.seen.append(100 * done // total)
        if self.seen[-1] >= self.percent:
            raise Cancelled


@pytest.mark.parametrize("percent", [0, 15, 30, 95])
def test_a_stopped_run_leaves_no_trace(warehouse: Warehouse, percent: int) -> None:
    open_shop(warehouse, {"SKU1": 5})
    sold(warehouse, every_day(1, 3))
    with pytest.raises(Cancelled):
        run_restock(warehouse, SYSTEM, DESK, StopAt(percent))
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).select_from(RestockRun)) == 0
        assert session.scalar(select(func.count()).select_from(RestockFigure)) == 0
    assert alerts(warehouse) == []


def test_progress_goes_up_to_the_end(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5})
    sold(warehouse, every_day(1, 3))
    progress = StopAt(101)
    run_restock(warehouse, SYSTEM, DESK, progress)
    assert progress.seen == sorted(progress.seen)
    assert (progress.seen[0], progress.seen[-1]) == (0, 100)


def test_a_clerk_does_not_compute_and_is_told_before_the_work(warehouse: Warehouse) -> None:
    with pytest.raises(NotAllowed):
        run_restock(warehouse, Actor(1, "clerk", Role.CLERK), DESK, StopAt(0))


def test_a_run_after_one_of_a_later_day_says_so(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5})
    sold(warehouse, every_day(1, 3))
    run(warehouse, TODAY + timedelta(days=1))
    assert run(warehouse).warning["code"] == "restock.ran_later"


def test_a_shop_without_anything_runs_and_says_what_is_missing(warehouse: Warehouse) -> None:
    ran = run(warehouse)
    assert (ran.skus, ran.opened, ran.warning["code"]) == (0, 0, "restock.no_history")
    add_products(warehouse, 2)
    assert run(warehouse).skus == 2
    assert figure(warehouse).verdict == "unknown"


# --- the quick look ---------------------------------------------------------------------------------------------------------


def test_the_list_follows_stock_orders_and_purchases_without_a_run(warehouse: Warehouse) -> None:
    supplier = open_shop(warehouse, {"SKU1": 200, "SKU2": 200})
    assert supplier is not None
    sold(warehouse, every_day(1, 3) | every_day(2, 3))
    run(warehouse)
    assert (freshen(warehouse, SYSTEM, DESK), alerts(warehouse)) == (0, [])
    add_orders(warehouse, order("N1", {"SKU1": 190}))
    with warehouse.reading() as session:
        assert stale(session, TODAY) == {1}
    assert freshen(warehouse, Actor(1, "clerk", Role.CLERK), DESK) == 0  # who may not restock changes nothing
    assert freshen(warehouse, SYSTEM, DESK) == 1
    low = figure(warehouse)
    assert (low.reserved, low.position, low.verdict, alerts(warehouse)) == (190, 10, "order", ["new"])
    drafted(warehouse, supplier, {"SKU1": low.suggested})
    assert freshen(warehouse, SYSTEM, DESK) == 1
    assert (figure(warehouse).verdict, figure(warehouse).drafted, alerts(warehouse)) == ("enough", low.suggested, ["over"])
    assert figure(warehouse).raw == 0


def test_a_look_finds_the_same_as_a_run(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 200, "SKU2": 30})
    sold(warehouse, every_day(1, 3) | every_day(2, 1))
    run(warehouse)
    add_orders(warehouse, order("N1", {"SKU1": 150, "SKU2": 25}))
    do(warehouse, refresh_positions)
    looked = [dict(figure(warehouse, sku_id)._mapping) | {"run_id": 0} for sku_id in (1, 2)]
    run(warehouse)
    assert looked == [dict(figure(warehouse, sku_id)._mapping) | {"run_id": 0} for sku_id in (1, 2)]
