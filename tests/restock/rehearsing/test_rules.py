"""The arithmetic of a rehearsal: sums agree, nothing is negative, nothing is to be ordered after the day it is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.errors import BadInput, Conflict
from warehouse_app.restock.rehearsing.basis import plain, wishes_of
from warehouse_app.restock.rehearsing.goods import Facts, Usage, goods_needs, made_up
from warehouse_app.restock.rehearsing.rehearse import Ground, Rehearsal, rehearse, usual_wishes
from warehouse_app.restock.rehearsing.rules import Goal, Model, Source, Spread, Wishes, apportion, check, expect
from warehouse_app.restock.rehearsing.work import FEWEST, Pace, Paces, pace, prepacks, speeds

TODAY = date(2026, 11, 3)
BEGINS = date(2026, 11, 11)
WISHES = Wishes(BEGINS, BEGINS + timedelta(days=2), date(2026, 10, 1), date(2026, 10, 3), figure=Decimal(3))
MODEL = Model({1: 60, 2: 30}, Decimal(900), 60, 60, (10, 20, 30), {((1, 1),): 30, ((1, 1), (2, 1)): 30})
KIT = 9


def facts(sku_id: int, **fields: Any) -> Facts:
    return Facts(sku_id, f"SKU{sku_id}", f"商品{sku_id}", **fields)


PIECES = st.dictionaries(st.integers(1, 6), st.integers(0, 400), min_size=1, max_size=6)


@st.composite
def grounds(draw: st.DrawFn) -> tuple[Wishes, Ground]:
    """Wishes and what was read, as wild as they come."""
    pieces = draw(PIECES.filter(lambda found: sum(found.values()) > 0))
    days = draw(st.integers(1, 5))
    orders = draw(st.integers(1, sum(pieces.values())))
    by_day = list(apportion(orders, dict(enumerate(draw(st.lists(st.integers(1, 9), min_size=days, max_size=days))))).values())
    contents = {((sku_id, 1),): count for sku_id, count in pieces.items() if count}
    model = Model(pieces, Decimal(draw(st.integers(1, 9999))), orders, orders, tuple(by_day), contents, draw(st.integers(0, 50)))
    begins = TODAY + timedelta(days=draw(st.integers(-5, 60)))
    wishes = Wishes(
        begins, begins + timedelta(days=draw(st.integers(0, 6))), TODAY - timedelta(days=days), TODAY - timedelta(days=1),
        goal=draw(st.sampled_from(Goal)), figure=Decimal(draw(st.integers(1, 100))),
        by_hand=tuple(sorted(draw(st.dictionaries(st.integers(1, 7), st.integers(0, 500), max_size=2)).items())),
        ready_days=draw(st.integers(0, 9)),
    )  # fmt: skip
    kits = {KIT: {1: 2, 2: 1}} if draw(st.booleans()) else {}
    known = {
        sku_id: facts(
            sku_id, lead_days=draw(st.integers(0, 400)), minimum=draw(st.none() | st.integers(1, 90)),
            pack=draw(st.none() | st.integers(1, 24)), free=draw(st.integers(-40, 300)),
            coming=((draw(st.none() | st.dates(TODAY, date(2027, 1, 1))), draw(st.integers(1, 200))),),
            daily=Fraction(draw(st.integers(0, 30)), 7),
        )
        for sku_id in (*range(1, 8), KIT)
    }  # fmt: skip
    usages = (Usage(facts(50, free=draw(st.integers(0, 90))), "box", draw(st.integers(1, 60)), draw(st.integers(1, 60)), 5),)
    return wishes, Ground(TODAY, model, known, kits, usages)


def rehearsed(told: tuple[Wishes, Ground]) -> Rehearsal:
    return rehearse(*told)


@given(grounds())
def test_sums_agree_and_nothing_is_negative(told: tuple[Wishes, Ground]) -> None:
    wishes, ground = told
    found = rehearsed(told)
    expected = found.expected
    assert sum(one.orders for one in found.days) == expected.orders
    beside = sum(one.parcels for one in found.days) - expected.parcels
    assert 0 <= beside <= len(found.days) * (ground.model.beside + 1)
    if not wishes.by_hand and wishes.goal is Goal.PIECES:
        assert expected.sum == wishes.figure
    if not wishes.by_hand and wishes.goal is Goal.ORDERS:
        assert expected.orders == wishes.figure
    for one in found.goods:
        assert min(one.pieces, one.in_sets, one.before, one.coming, one.late, one.lacking, one.to_order) >= 0
        assert one.to_order >= one.lacking
    for day in found.days:
        assert min(day.orders, day.pick_minutes, day.pack_minutes, day.people, day.missing_minutes) >= 0
        assert day.people * wishes.hours * 60 >= day.minutes
    assert all(one.pieces >= 0 and one.goods.to_order >= 0 for one in found.materials)


@given(grounds())
def test_goods_are_never_to_be_ordered_after_the_day_they_are_needed(told: tuple[Wishes, Ground]) -> None:
    wishes, _ = told
    for one in rehearsed(told).to_order:
        assert one.order_by is not None
        assert one.order_by + timedelta(days=one.facts.lead_days) == wishes.ready <= wishes.begins
        assert one.overdue == (one.order_by < TODAY)


@given(grounds())
def test_no_more_is_packed_ahead_than_is_expected_to_be_sold(told: tuple[Wishes, Ground]) -> None:
    found = rehearsed(told)
    used: dict[int, int] = {}
    for one in found.ahead:
        assert 0 < one.ahead <= one.expected
        for sku_id, pieces in one.contents:
            used[sku_id] = used.get(sku_id, 0) + pieces * one.ahead
    assert all(pieces <= found.expected.pieces[sku_id] for sku_id, pieces in used.items())


@given(st.integers(0, 10_000), st.dictionaries(st.integers(0, 20), st.integers(0, 999), max_size=12))
def test_what_is_shared_out_adds_up(total: int, weights: dict[int, int]) -> None:
    shared = apportion(total, weights)
    assert sum(shared.values()) == (total if sum(weights.values()) else 0)
    whole = sum(weights.values())
    assert all(abs(shared[key] - total * weight / whole) < 1 for key, weight in weights.items() if whole)


@given(PIECES, st.integers(0, 40))
def test_sets_that_are_lacking_want_their_components_instead(pieces: dict[int, int], missing: int) -> None:
    wanted, in_sets = made_up({**pieces, KIT: 20}, {KIT: missing}, {KIT: {1: 2, 2: 1}})
    assert wanted[KIT] == max(0, 20 - missing)
    assert in_sets == ({1: 2 * missing, 2: missing} if missing else {})
    assert wanted.get(1, 0) == pieces.get(1, 0) + 2 * missing


@given(grounds())
def test_a_plan_is_read_back_as_it_was_written(told: tuple[Wishes, Ground]) -> None:
    assert wishes_of(plain(told[0])) == told[0]


def test_a_multiple_is_of_the_models_average_day() -> None:
    found = expect(WISHES, MODEL, {})
    assert (found.pieces, found.orders, found.parcels) == ({1: 180, 2: 90}, 180, 180)
    one_day = expect(replace(WISHES, ends=BEGINS), MODEL, {})
    assert (one_day.pieces, one_day.orders) == ({1: 60, 2: 30}, 60)


@pytest.mark.parametrize(
    ("goal", "figure", "pieces", "orders"),
    [(Goal.PIECES, 91, {1: 61, 2: 30}, 61), (Goal.ORDERS, 30, {1: 30, 2: 15}, 30), (Goal.MONEY, 1800, {1: 120, 2: 60}, 120)],
)
def test_targets(goal: Goal, figure: int, pieces: dict[int, int], orders: int) -> None:
    found = expect(replace(WISHES, goal=goal, figure=Decimal(figure)), MODEL, {})
    assert (found.pieces, found.orders) == (pieces, orders)


def test_pieces_by_hand_stand_and_orders_follow() -> None:
    found = expect(replace(WISHES, by_hand=((1, 450), (7, 0))), MODEL, {})
    assert (found.pieces, found.orders) == ({1: 450, 2: 90, 7: 0}, 360)


def test_goods_nobody_sold_yet() -> None:
    fresh = Model({1: 0, 2: 0}, Decimal(0), 0, 0, (0, 0, 0))
    with pytest.raises(Conflict) as caught:
        expect(WISHES, fresh, {})
    assert caught.value.code == "rehearsal.no_history"
    assert expect(replace(WISHES, goal=Goal.PIECES, figure=Decimal(101)), fresh, {}).pieces == {1: 51, 2: 50}
    money = replace(WISHES, goal=Goal.MONEY, figure=Decimal(600))
    assert expect(money, fresh, {1: Decimal(20), 2: Decimal(40)}).sum == 20
    with pytest.raises(Conflict) as caught:
        expect(money, fresh, {})
    assert caught.value.code == "rehearsal.no_prices"
    by_hand = expect(replace(WISHES, by_hand=((1, 40),)), fresh, {})
    assert (by_hand.pieces, by_hand.orders, by_hand.parcels) == ({1: 40}, 40, 40)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends": BEGINS - timedelta(days=1)}, "rehearsal.days_turned"),
        ({"model_to": date(2026, 9, 1)}, "rehearsal.days_turned"),
        ({"ends": BEGINS + timedelta(days=31)}, "rehearsal.sale_days"),
        ({"model_from": date(2024, 1, 1)}, "rehearsal.model_days"),
        ({"figure": Decimal(0)}, "rehearsal.bad_times"),
        ({"figure": Decimal(1000)}, "rehearsal.bad_times"),
        ({"figure": Decimal("NaN")}, "rehearsal.bad_times"),
        ({"goal": Goal.ORDERS, "figure": Decimal("2.5")}, "rehearsal.not_whole"),
        ({"goal": Goal.PIECES, "figure": Decimal(10_000_001)}, "rehearsal.bad_pieces"),
        ({"source": Source.SKUS}, "rehearsal.no_sku"),
        ({"source": Source.CATEGORY}, "rehearsal.no_category"),
        ({"source": Source.BEST, "best": 0}, "rehearsal.bad_best"),
        ({"spread": Spread.HAND, "shares": (1, 2)}, "rehearsal.bad_shares"),
        ({"spread": Spread.HAND, "shares": (0, 0, 0)}, "rehearsal.bad_shares"),
        ({"desks": 0}, "rehearsal.bad_desks"),
        ({"hours": 25}, "rehearsal.bad_hours"),
        ({"parcels_per_hour": 0}, "rehearsal.bad_pace"),
        ({"by_hand": ((1, -1),)}, "rehearsal.bad_by_hand"),
    ],
)
def test_what_cannot_be_is_said(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        check(replace(WISHES, **change))
    assert caught.value.code == code


def test_what_a_new_plan_begins_with_can_be() -> None:
    check(usual_wishes(TODAY))


def test_what_is_on_its_way_counts_when_it_comes_in_time() -> None:
    ready = WISHES.ready
    coming = ((ready, 20), (None, 5), (ready + timedelta(days=1), 99))
    known = {1: facts(1, free=10, coming=coming, lead_days=3, daily=Fraction(1, 2))}
    need = goods_needs(WISHES, {1: 100}, known, {}, TODAY)[0]
    assert (need.before, need.coming, need.late, need.lacking) == (4, 25, 99, 69)
    assert (need.order_by, need.overdue) == (ready - timedelta(days=3), False)
    late = goods_needs(WISHES, {1: 100}, {1: replace(known[1], lead_days=30)}, {}, TODAY)[0]
    assert late.overdue
    under_way = replace(WISHES, begins=TODAY, ends=TODAY + timedelta(days=2))  # what was sold of it is gone from the shelf
    assert goods_needs(under_way, {1: 100}, known, {}, TODAY)[0].to_order == 0
    over = replace(WISHES, begins=TODAY - timedelta(days=9), ends=TODAY - timedelta(days=7))
    assert goods_needs(over, {1: 100}, known, {}, TODAY)[0].to_order == 0


def test_minimum_and_cartons() -> None:
    def order(pieces: int) -> int:
        return goods_needs(WISHES, {1: pieces}, {1: facts(1, minimum=50, pack=24)}, {}, TODAY)[0].to_order

    assert [order(pieces) for pieces in (0, 1, 49, 72, 73)] == [0, 72, 72, 72, 96]


def test_breaks_are_no_packing_time() -> None:
    start = datetime(2026, 11, 3, 9)
    done = [("a", start + timedelta(minutes=2 * n + (60 if n >= 15 else 0)), 1) for n in range(30)]
    found = pace(done)
    assert (found.amount, found.seconds, found.per_hour) == (28, 28 * 120, 30)
    assert pace(done[: FEWEST // 2]).per_hour is None


def test_what_a_person_says_stands_before_what_was_measured() -> None:
    measured = Paces((Pace("desk 1", 100, 3600), Pace("desk 2", 60, 3600)), Pace("", 160, 7200), Pace("", 0, 0))
    found = speeds(WISHES, measured)
    assert (found.parcels_per_hour, found.pieces_per_hour, found.desks) == (80, 120, 2)
    assert found.measured == ("parcels_per_hour", "desks")
    assert speeds(replace(WISHES, parcels_per_hour=50, desks=4), measured).measured == ()


def test_the_commonest_parcels_are_packed_ahead() -> None:
    found = prepacks(MODEL, expect(WISHES, MODEL, {}))
    assert [(one.contents, one.expected, one.ahead) for one in found] == [(((1, 1),), 90, 72), (((1, 1), (2, 1)), 90, 72)]
    held = expect(replace(WISHES, by_hand=((1, 80),)), MODEL, {})
    assert [one.ahead for one in prepacks(MODEL, held)] == [72]


def test_days_follow_the_model_or_the_hand() -> None:
    ground = Ground(TODAY, MODEL, {}, planned={BEGINS: (480, 240)})
    found = rehearse(WISHES, ground).days
    assert [one.orders for one in found] == [30, 60, 90]
    assert (found[0].planned_people, found[0].planned_minutes, found[0].missing_minutes) == (2, 720, 0)
    assert found[2].missing_minutes == found[2].minutes > 0
    by_hand = rehearse(replace(WISHES, spread=Spread.HAND, shares=(50, 30, 20)), ground).days
    assert [one.orders for one in by_hand] == [90, 54, 36]
    longer = rehearse(replace(WISHES, ends=BEGINS + timedelta(days=3)), ground).days
    assert [one.orders for one in longer] == [60, 60, 60, 60]
