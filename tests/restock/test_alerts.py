"""Alerts in the house: one for each need, what people decide about them, and a shop replayed day by day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.inbound.buying.shop import ordered
from tests.inbound.receiving.arrivals import count, receipt_of
from tests.restock.house import TODAY, alert_id, alerts, at, events, every_day, figure, open_shop, run, sold, today_is
from tests.shop import DESK, add_orders, add_products, do, order, problems_of
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.buying.commands import cancel_order, close_order, edit_order, send_order
from warehouse_app.inbound.buying.rules import WantedLine
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.alerts import dismiss, reopen, snooze, take_back
from warehouse_app.restock.freshening import freshen
from warehouse_app.restock.ordering import order_ticked, undo_ordered
from warehouse_app.restock.tables import RestockAlert
from warehouse_app.restock.terms import TermsFields, save_terms
from warehouse_app.store.warehouse import Warehouse, new_action

SOON = TODAY + timedelta(days=5)


@pytest.fixture
def low(warehouse: Warehouse) -> Warehouse:
    """SKU1 is to be ordered."""
    open_shop(warehouse, {"SKU1": 20}, lead_days=10)
    sold(warehouse, every_day(1, 3))
    run(warehouse)
    return warehouse


def look(warehouse: Warehouse) -> int:
    return freshen(warehouse, SYSTEM, DESK)


# --- what people decide -----------------------------------------------------------------------------------------------------


def test_a_need_is_told_once_however_often_it_is_computed(low: Warehouse) -> None:
    for days in range(3):
        run(low, TODAY + timedelta(days=days))
        look(low)
    assert (alerts(low), events(low)) == (["new"], ["opened"])


def test_snoozed_it_wakes_on_its_day(low: Warehouse) -> None:
    do(low, snooze, [alert_id(low)], SOON)
    run(low, SOON - timedelta(days=1))
    assert alerts(low) == ["snoozed"]
    today_is(low, SOON)
    assert look(low) == 1
    assert (alerts(low), events(low)) == (["new"], ["opened", "snoozed", "woke"])


def test_snoozed_it_wakes_when_the_last_piece_is_sold(low: Warehouse) -> None:
    do(low, snooze, [alert_id(low)], SOON)
    add_orders(low, order("N1", {"SKU1": 5}))
    look(low)
    assert alerts(low) == ["snoozed"]
    add_orders(low, order("N2", {"SKU1": 15}))
    look(low)
    assert alerts(low) == ["new"]


def test_dismissed_it_is_quiet_until_there_is_a_new_need(low: Warehouse) -> None:
    do(low, dismiss, [alert_id(low)], " sells  out ")
    run(low, TODAY + timedelta(days=9))
    assert alerts(low) == ["dismissed"]
    today_is(low, TODAY)
    _arrives(low, ordered(low, 1, {"SKU1": 200}))
    assert alerts(low) == ["over"]
    today_is(low, TODAY + timedelta(days=1))
    add_orders(low, order("N1", {"SKU1": 210}))
    look(low)
    assert alerts(low) == ["over", "new"]


def test_an_order_by_hand_that_is_cancelled_brings_the_same_alert_back(low: Warehouse) -> None:
    purchase = ordered(low, 1, {"SKU1": 200})
    look(low)
    assert alerts(low) == ["over"]
    do(low, cancel_order, purchase)
    look(low)
    assert (alerts(low), events(low)) == (["new"], ["opened", "over", "again"])
    assert problems_of(low) == []


def test_a_reorder_point_that_wavers_asks_no_second_time(low: Warehouse) -> None:
    do(low, save_terms, 1, TermsFields(least=5))
    assert alerts(low) == ["over"]
    do(low, save_terms, 1, TermsFields())
    assert (alerts(low), events(low)) == (["new"], ["opened", "over", "again"])


def test_every_decision_is_taken_back(low: Warehouse) -> None:
    alert = alert_id(low)
    slept = do(low, snooze, [alert], SOON)
    gone = do(low, dismiss, [alert], "no")
    do(low, take_back, gone)
    assert alerts(low) == ["snoozed"]
    again = do(low, reopen, [alert])
    assert alerts(low) == ["new"]
    do(low, take_back, again)
    with low.reading() as session:
        assert session.execute(select(RestockAlert.state, RestockAlert.until)).one() == ("snoozed", SOON)
    do(low, take_back, slept)
    assert alerts(low) == ["new"]
    with pytest.raises(Conflict, match=r"restock\.alert_changed"):
        do(low, take_back, slept)


def test_decisions_that_cannot_be(low: Warehouse) -> None:
    alert = alert_id(low)
    for until in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=366)):
        with pytest.raises(BadInput, match=r"restock\.bad_until"):
            do(low, snooze, [alert], until)
    with pytest.raises(BadInput, match=r"restock\.reason_missing"):
        do(low, dismiss, [alert], "  ")
    with pytest.raises(NotFound, match=r"restock\.no_such_alert"):
        do(low, dismiss, [alert, 99], "no")
    assert alerts(low) == ["new"]
    do(low, order_ticked, [(1, 100)])
    with pytest.raises(Conflict, match=r"restock\.alert_ordered"):
        do(low, snooze, [alert], SOON)
    assert events(low) == ["opened", "ordered"]


# --- what is ordered --------------------------------------------------------------------------------------------------------


def test_ordered_is_quiet_until_the_goods_are_on_the_shelf(low: Warehouse) -> None:
    made = do(low, order_ticked, [(1, 100)])
    (purchase,) = made.orders
    run(low)
    assert (alerts(low), figure(low).drafted) == (["ordered"], 100)
    do(low, send_order, purchase.id)
    run(low)
    assert (alerts(low), figure(low).on_the_way) == (["ordered"], 100)
    receipt = receipt_of(low, purchase.id)
    count(low, receipt, "SKU1", 100)
    do(low, close_receipt, receipt)
    look(low)
    assert (alerts(low), figure(low).arriving) == (["over"], 100)
    do(low, put_away, None, 1, "A-1", 100, new_action())
    run(low)
    assert (alerts(low), figure(low).on_hand) == (["over"], 120)
    assert problems_of(low) == []


def test_an_order_that_is_cancelled_brings_the_same_alert_back(low: Warehouse) -> None:
    (purchase,) = do(low, order_ticked, [(1, 100)]).orders
    do(low, send_order, purchase.id)
    do(low, cancel_order, purchase.id)
    assert look(low) == 1
    assert (alerts(low), events(low)) == (["new"], ["opened", "ordered", "back"])
    assert problems_of(low) == []


def test_an_order_from_which_the_sku_is_struck_brings_the_alert_back(low: Warehouse) -> None:
    add_products(low, 2)
    (purchase,) = do(low, order_ticked, [(1, 100)]).orders
    do(low, edit_order, purchase.id, 1, [WantedLine(2, 5)], None, "")
    look(low)
    assert alerts(low) == ["new"]


def test_too_little_that_came_is_asked_about_once_more(low: Warehouse) -> None:
    (purchase,) = do(low, order_ticked, [(1, 100)]).orders
    do(low, send_order, purchase.id)
    receipt = receipt_of(low, purchase.id)
    count(low, receipt, "SKU1", 2)
    do(low, close_receipt, receipt)
    look(low)
    assert alerts(low) == ["ordered"]
    do(low, close_order, purchase.id, "the rest will not come")
    look(low)
    assert (alerts(low), events(low)) == (["new"], ["opened", "ordered", "back"])


@pytest.mark.parametrize("seen_by", [look, run])
def test_selling_far_more_than_was_ordered_for_is_a_new_need(low: Warehouse, seen_by: Callable[[Warehouse], object]) -> None:
    do(low, order_ticked, [(1, 100)])
    add_orders(low, order("N1", {"SKU1": 100}))
    seen_by(low)
    assert (alerts(low), events(low)) == (["over", "new"], ["opened", "ordered", "over", "opened"])


def test_an_order_too_small_for_the_need_is_somebodys_choice(low: Warehouse) -> None:
    do(low, order_ticked, [(1, 1)])
    for days in range(3):
        run(low, TODAY + timedelta(days=days))
    assert alerts(low) == ["ordered"]


def test_undoing_an_order_leaves_the_alert_as_it_was(low: Warehouse) -> None:
    do(low, snooze, [alert_id(low)], SOON)
    made = do(low, order_ticked, [(1, 100)])
    assert alerts(low) == ["ordered"]
    assert do(low, undo_ordered, made) == 1
    assert (alerts(low), figure(low).drafted, figure(low).verdict) == (["snoozed"], 0, "order")


def test_what_is_needed_again_after_the_goods_came_is_a_new_alert(low: Warehouse) -> None:
    (purchase,) = do(low, order_ticked, [(1, 100)]).orders
    do(low, send_order, purchase.id)
    receipt = receipt_of(low, purchase.id)
    count(low, receipt, "SKU1", 100)
    do(low, close_receipt, receipt)
    today_is(low, TODAY + timedelta(days=1))  # the look that ends it comes after the goods
    look(low)
    add_orders(low, order("N1", {"SKU1": 115}))
    look(low)
    assert alerts(low) == ["over", "new"]


def test_a_sku_that_is_merged_away_has_no_alert_any_more(low: Warehouse) -> None:
    from warehouse_app.orders.joining import merge_sku

    add_products(low, 2)
    do(low, merge_sku, 1, 2)
    run(low)
    assert (alerts(low), alerts(low, 2)) == (["over"], ["new"])
    assert problems_of(low) == []


# --- a replay ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_a_shop_day_by_day(warehouse: Warehouse, seed: int) -> None:
    """Sixty days of random demand, orders and arrivals: every evening an alert is open exactly when the position is at the
    point or below and nothing is coming, there is at most one, and none fires twice while the position stays below.
    """
    rnd = random.Random(seed)
    open_shop(warehouse, {"SKU1": 90}, lead_days=6)
    sold(warehouse, every_day(1, 3, 60))
    purchase: tuple[int, int] | None = None  # the order that is coming, and in how many days
    fired = 0
    for n in range(60):
        today = TODAY + timedelta(days=n)
        today_is(warehouse, today)
        if purchase is not None and purchase[1] <= n:
            _arrives(warehouse, purchase[0])
            purchase = None
        many = rnd.choice((0, 1, 2, 3, 4, 6))
        if many:
            add_orders(warehouse, order(f"D{n}", {"SKU1": many}, paid_at=at(today)), name=f"{n}.csv")
        look(warehouse) if n % 2 else run(warehouse, today)
        told, states = figure(warehouse), alerts(warehouse)
        open_ = [state for state in states if state != "over"]
        assert len(open_) <= 1
        low = told.position <= told.reorder_point
        assert (open_ == ["new"]) == (low and purchase is None), (n, told, states)
        fired += events(warehouse).count("opened") - fired
        if open_ == ["new"] and purchase is None and rnd.random() < 0.7:
            (made,) = do(warehouse, order_ticked, [(1, told.suggested)]).orders
            do(warehouse, send_order, made.id)
            purchase = (made.id, n + rnd.randrange(3, 9))
    assert fired >= 2
    assert problems_of(warehouse) == []


def _arrives(warehouse: Warehouse, purchase: int) -> None:
    receipt = receipt_of(warehouse, purchase)
    look(warehouse)
    coming = figure(warehouse).on_the_way
    count(warehouse, receipt, "SKU1", coming)
    do(warehouse, close_receipt, receipt)
    do(warehouse, put_away, None, 1, "A-1", coming, new_action())
