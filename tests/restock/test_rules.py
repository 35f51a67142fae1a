"""The arithmetic of restocking: steps, levels, dates, lead times, silences, the shop's rule; and alerts day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.restock.rules import (
    Alert,
    Basis,
    Limits,
    Parts,
    Prospects,
    Sight,
    Silence,
    Step,
    Verdict,
    as_components,
    judge,
    lead_time,
    levels,
    next_step,
    shop_rule,
    silences,
    suggestion,
)

TODAY = date(2026, 11, 30)
PIECES = st.integers(0, 2_000)
SOME = st.none() | st.integers(1, 500)
SETTINGS: dict[str, Any] = {
    "rule_daily": True, "rule_daily_pieces": 20, "rule_season": True, "rule_season_days": 30, "rule_trend": True,
    "rule_margin": True, "rule_freight_yuan": 4, "rule_return_percent": 10, "rule_advertising_percent": 20,
}  # fmt: skip
GOOD = Prospects(25.0, None, 0.0, few=False, price=Decimal(50), cost=Decimal(20))


# --- steps and levels -----------------------------------------------------------------------------------------------------


def test_the_steps_of_a_suggestion_in_their_order() -> None:
    assert suggestion(78, 44, Limits(minimum=80, pack=24)) == (96, (("minimum", 80), ("pack", 96)))
    assert suggestion(78, 44, Limits(minimum=80, pack=24, most=120)) == (72, (("minimum", 80), ("pack", 96), ("most", 72)))
    assert suggestion(78, 0, Limits(first_order=3)) == (3, (("first_order", 3),))
    assert suggestion(78, 0, Limits()) == (78, ())
    assert suggestion(0, 0, Limits(minimum=80)) == (0, ())
    assert suggestion(5, 0, Limits(pack=24, first_order=3)) == (3, (("pack", 24), ("first_order", 3)))


@given(raw=st.integers(-50, 2_000), position=st.integers(-100, 2_000), minimum=SOME, pack=SOME, most=SOME, first=SOME)
def test_a_suggestion_keeps_every_limit(
    raw: int, position: int, minimum: int | None, pack: int | None, most: int | None, first: int | None
) -> None:
    pieces, steps = suggestion(raw, position, Limits(minimum, pack, most, first))
    assert pieces >= 0
    if raw <= 0:
        assert pieces == 0
        return
    if most is not None:
        assert pieces <= max(0, most - position)
    if first is not None:
        assert pieces <= first
    if most is None and first is None:
        assert pieces >= raw
        assert pieces >= (minimum or 0)
        assert pieces % (pack or 1) == 0
        assert pieces < max(raw, minimum or 0) + (pack or 1)
    assert steps[-1][1] == pieces if steps else pieces == raw


@given(
    lead=st.floats(0, 500), more=st.floats(0, 500), safety=st.floats(0, 300), by_hand=st.none() | PIECES,
    least=st.none() | PIECES, early=st.none() | PIECES,
)  # fmt: skip
def test_levels_are_what_their_parts_add_up_to(
    lead: float, more: float, safety: float, by_hand: int | None, least: int | None, early: int | None
) -> None:
    level = levels(lead, lead + more, safety, by_hand, least, early)
    assert level.target >= level.reorder_point
    assert level.safety == (level.safety_computed if by_hand is None else by_hand)
    if least is not None:
        assert level.reorder_point == least
        assert level.target > least
    elif by_hand is None and early is not None:
        assert level.reorder_point == min(early, levels(lead, lead + more, safety, None, None).reorder_point)
    elif by_hand is None:
        assert lead + safety - 1e-6 <= level.reorder_point < lead + safety + 1 + 1e-6  # rounded up once, not twice


@given(
    daily=st.floats(0, 50), point=PIECES, over=st.integers(0, 500),
    parts=st.builds(Parts, PIECES, PIECES, PIECES, PIECES, PIECES), limits=st.builds(Limits, SOME, SOME, SOME, SOME),
)  # fmt: skip
def test_an_order_is_due_exactly_at_or_below_the_point(daily: float, point: int, over: int, parts: Parts, limits: Limits) -> None:
    judged = judge(Basis(daily, point, point + over, limits), parts, TODAY)
    assert judged.needed == (parts.position <= point and judged.suggested > 0)
    assert judged.raw == point + over - parts.position
    if judged.order_by is not None and parts.position <= point:
        assert judged.order_by == TODAY
    if judged.verdict is Verdict.SOON:
        assert parts.position > point
        assert judged.order_by is not None
        assert judged.order_by <= TODAY + timedelta(days=7)


def test_what_is_never_bought_or_against_the_rule_is_not_suggested() -> None:
    low, basis = Parts(on_hand=1), Basis(2.0, 20, 60)
    assert judge(basis, low, TODAY).suggested == 59
    for stopped in (replace(basis, stopped=True), replace(basis, never=True), replace(basis, unknown=True)):
        judged = judge(stopped, low, TODAY)
        assert (judged.suggested, judged.steps, judged.raw, judged.needed) == (0, (), 59, False)
    assert judge(replace(basis, stopped=True), low, TODAY).verdict is Verdict.SELL_OUT
    assert judge(replace(basis, never=True, stopped=True), low, TODAY).verdict is Verdict.NEVER


def test_cover_and_dates_come_from_what_is_left_in_the_house() -> None:
    judged = judge(Basis(4.0, 10, 60), Parts(on_hand=30, on_the_way=20, reserved=2), TODAY)
    assert (judged.cover_days, judged.stock_out) == (7, TODAY + timedelta(days=7))
    assert judged.order_by == TODAY + timedelta(days=9)  # (48 - 10) / 4
    short = judge(Basis(4.0, 10, 60), Parts(reserved=8), TODAY)
    assert (short.cover_days, short.stock_out, short.order_by) == (0, TODAY, TODAY)
    still = judge(Basis(0.0, 0, 0), Parts(on_hand=5), TODAY)
    assert (still.cover_days, still.stock_out, still.order_by, still.verdict) == (None, None, None, Verdict.ENOUGH)
    assert judge(Basis(0.001, 0, 1), Parts(on_hand=5_000), TODAY).stock_out is None  # in ten years nobody knows


# --- lead times, the rule, silences, sets ---------------------------------------------------------------------------------


def test_the_lead_time_is_a_persons_else_what_deliveries_took() -> None:
    assert lead_time(0, (9, 9, 9), 20, 14).days == 0
    taken = lead_time(None, (10, 20, 30), 7, 14)
    assert (taken.days, taken.sd, taken.source) == (20, 10.0, "taken")
    assert lead_time(None, (10, 20), 7, 14).source == "supplier"  # two say nothing yet
    assert lead_time(None, (), 7, 14).days == 7
    assert lead_time(None, (), None, 14).source == "setting"
    assert lead_time(400, (), None, 14).days == 400
    assert lead_time(None, (), 3_650, 14).days == 400
    assert lead_time(None, [99] * 5 + [10] * 10, None, 14).days == 10  # the last ten


@pytest.mark.parametrize(
    ("name", "bad", "unknown"),
    [
        ("daily", {"daily": 19.9}, {"few": True}),
        ("season", {"season_days": 29}, None),
        ("trend", {"trend": -0.3}, {"few": True}),
        ("margin", {"price": Decimal(34)}, {"cost": None}),  # 34 x 0.7 - 20 - 4 < 0
    ],
)
def test_each_line_of_the_rule_says_no_only_when_it_is_on(name: str, bad: dict[str, Any], unknown: dict[str, Any] | None) -> None:
    def line(prospects: Prospects, **settings: Any) -> Any:
        return next(each for each in shop_rule(prospects, SETTINGS | settings) if each.name == name)

    assert line(GOOD).ok
    no = line(replace(GOOD, **bad))
    assert (no.ok, no.stops) == (False, True)
    assert not line(replace(GOOD, **bad), **{f"rule_{name}": False}).stops
    if unknown is not None:
        not_known = line(replace(GOOD, **unknown))
        assert (not_known.ok, not_known.figure, not_known.stops) == (None, None, False)


def test_the_margin_counts_freight_returns_and_advertising() -> None:
    margin = next(line for line in shop_rule(GOOD, SETTINGS) if line.name == "margin")
    assert margin.figure == 11.0  # 50 - 20 - 4 - 5 - 10


def test_silences_are_found_between_orders_and_at_the_end_and_marked_days_are_none() -> None:
    days = [0, 0, 3, *[0] * 7, 2, *[0] * 6, 1, *[0] * 8]
    assert silences(days, [False] * len(days), 7) == [Silence(3, 9), Silence(18, 25)]
    closed = [3 <= day <= 9 for day in range(len(days))]
    assert silences(days, closed, 7) == [Silence(18, 25)]
    half = [3 <= day <= 5 for day in range(len(days))]
    assert silences(days, half, 7) == [Silence(18, 25)]  # the four others are no week
    assert silences([0] * 30, [False] * 30, 7) == []  # a shop that has not begun


def test_sets_without_stock_are_wanted_as_their_components() -> None:
    assert as_components({1: 2, 9: 3}, {9: {1: 2, 4: 1}}) == {1: 8, 4: 3}
    assert as_components({9: 3}, {}) == {9: 3}


# --- alerts: a replay of every day ----------------------------------------------------------------------------------------

POINT, TARGET = 20, 60


def sight(position: int, point: int = POINT) -> Sight:
    return Sight(position <= point, position, point, max(position, 0))


DAYS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["", "", "", "order", "snooze", "dismiss", "cancel", "receive"])))


@given(DAYS)
def test_an_alert_is_open_exactly_while_a_need_is_neither_met_nor_ordered(days: list[tuple[int, str]]) -> None:
    """Random demand, arrivals and decisions: at most one alert, open if and only if the position is at the point or below and
    nothing is coming for it; never fired twice without the position having been above in between.
    """
    shelf, coming, alert, before = 80, 0, None, None
    fired_since_above = 0
    for n, (wanted, act) in enumerate(days):
        today = TODAY + timedelta(days=n)
        shelf -= wanted
        if act == "receive":
            shelf, coming = shelf + coming, 0
        elif act == "cancel":
            coming = 0
        now = sight(shelf + coming)
        if alert is not None:
            alert = replace(alert, coming=coming > 0 and alert.state == "ordered")
        fired_since_above = fired_since_above if now.needed else 0
        step = next_step(alert, now, before, today)
        if step in (Step.OPENED, Step.ANEW):
            fired_since_above += 1
            assert now.needed
            alert = Alert("new", now.position)
        elif step in (Step.WOKE, Step.BACK):
            assert alert is not None
            alert = replace(alert, state="new", until=None)
        elif step is Step.OVER:
            assert not now.needed
            alert = None
        assert fired_since_above <= 1
        covered = alert is not None and alert.state == "ordered"
        assert (alert is not None and not covered) == (now.needed and not covered)
        assert not covered or (alert is not None and alert.coming)
        before = now
        if alert is not None and act == "order":
            coming += TARGET - now.position
            alert = replace(alert, state="ordered", coming=True)
            before = sight(shelf + coming)
        elif alert is not None and act == "snooze" and alert.state == "new":
            alert = replace(alert, state="snoozed", until=today + timedelta(days=3))
        elif alert is not None and act == "dismiss" and alert.state == "new":
            alert = replace(alert, state="dismissed")


def test_what_was_ordered_does_not_alarm_and_comes_back_when_the_order_will_not_bring_it() -> None:
    ordered = Alert("ordered", 18, coming=True)
    assert next_step(ordered, sight(60), sight(60), TODAY) is Step.NONE
    assert next_step(ordered, sight(18), sight(17), TODAY) is Step.NONE  # less was ordered than is wanted: somebody's choice
    assert next_step(ordered, sight(20), sight(30), TODAY) is Step.ANEW  # sold far above the forecast
    gone = replace(ordered, coming=False)
    assert next_step(gone, sight(18), sight(60), TODAY) is Step.BACK
    assert next_step(gone, sight(60), sight(60), TODAY) is Step.OVER


def test_a_no_holds_while_only_the_reorder_point_wavers() -> None:
    for state in ("dismissed", "snoozed"):
        alert = Alert(state, 18, TODAY + timedelta(days=9))
        assert next_step(alert, sight(18, point=17), sight(18), TODAY) is Step.NONE
        assert next_step(alert, sight(17, point=17), sight(18, point=17), TODAY) is Step.NONE
        assert next_step(alert, sight(40), sight(18), TODAY) is Step.OVER
    assert next_step(Alert("new", 18), sight(18, point=17), sight(18), TODAY) is Step.OVER


def test_a_snoozed_alert_wakes_on_its_day_or_when_the_shelf_empties() -> None:
    alert = Alert("snoozed", 18, TODAY + timedelta(days=2))
    assert next_step(alert, sight(10), sight(12), TODAY) is Step.NONE
    assert next_step(alert, sight(10), sight(12), TODAY + timedelta(days=2)) is Step.WOKE
    assert next_step(alert, sight(0), sight(2), TODAY) is Step.WOKE
    assert next_step(alert, sight(-3), sight(0), TODAY) is Step.NONE  # it was empty already when it was put aside
