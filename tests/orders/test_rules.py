"""The rules of orders without a database: both clocks, reasons for a look, the choice of bins, and the life of an order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.shop import line, order
from warehouse_app.orders.files import OrderStatus, Refund
from warehouse_app.orders.looking.rules import Look
from warehouse_app.orders.merge import Voice, first_state, line_lives, state_after, status_after, status_of
from warehouse_app.orders.rules import (
    BEFORE_RELEASE,
    BEIJING,
    GONE,
    ON_THE_FLOOR,
    STEPS,
    DeadlineRules,
    Free,
    State,
    choose_bins,
    deadlines,
    join_reasons,
    masked_phone,
    masked_text,
    pickup_by,
    split_reasons,
)

RULES = DeadlineRules()
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def test_paid_before_the_cut_off_leaves_the_same_beijing_day() -> None:
    paid = datetime(2026, 11, 3, 15, 59, 59, tzinfo=BEIJING)
    clock = deadlines(paid, None, RULES)
    assert clock.ship_by == datetime(2026, 11, 4, 0, 0, tzinfo=BEIJING)
    assert clock.ship_latest == paid + timedelta(hours=48)


def test_paid_at_or_after_the_cut_off_has_24_hours() -> None:
    paid = datetime(2026, 11, 3, 16, 0, tzinfo=BEIJING)
    assert deadlines(paid, None, RULES).ship_by == paid + timedelta(hours=24)


def test_the_day_is_the_beijing_day_wherever_the_pc_stands() -> None:
    late_evening_utc = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)  # one at night on the 4th in Beijing
    assert deadlines(late_evening_utc, None, RULES).ship_by == datetime(2026, 11, 5, 0, 0, tzinfo=BEIJING)


@given(moments, moments)
def test_a_promise_in_the_file_is_both_clocks(paid: datetime, promised: datetime) -> None:
    clock = deadlines(paid, promised, RULES)
    assert (clock.ship_by, clock.ship_latest) == (promised, promised)


@given(moments, st.times(), st.integers(1, 24))
def test_ship_by_lies_after_payment_and_never_after_the_latest(paid: datetime, cut_off: time, promise: int) -> None:
    rules = DeadlineRules(promise_hours=promise, latest_hours=48, cut_off=cut_off)
    clock = deadlines(paid, None, rules)
    assert clock.ship_by is not None
    assert clock.ship_latest is not None
    assert paid < clock.ship_by <= max(paid + timedelta(hours=24), paid + timedelta(hours=promise))
    assert clock.ship_by <= clock.ship_latest


def test_an_unpaid_order_has_no_clock() -> None:
    assert deadlines(None, None, RULES).ship_by is None


@given(moments, st.integers(1, 720))
def test_the_pickup_clock_starts_at_the_handover(shipped: datetime, hours: int) -> None:
    assert pickup_by(shipped, replace(RULES, pickup_hours=hours)) == shipped + timedelta(hours=hours)


@given(st.lists(st.sampled_from(Look), unique=True))
def test_reasons_survive_being_written_down(reasons: list[Look]) -> None:
    assert split_reasons(join_reasons(reasons)) == tuple(why.value for why in reasons)


bins = st.lists(st.integers(0, 20), max_size=8).map(lambda ns: [Free(i, "", f"{i:03}", n) for i, n in enumerate(ns)])


@given(st.integers(1, 60), bins)
def test_the_bins_chosen_give_exactly_what_is_wanted_or_nothing(wanted: int, places: list[Free]) -> None:
    chosen = choose_bins(wanted, places)
    there = {place.location_id: place.quantity for place in places}
    if chosen is None:
        assert sum(there.values()) < wanted
        return
    assert sum(part.quantity for part in chosen) == wanted
    assert len({part.location_id for part in chosen}) == len(chosen)
    assert all(0 < part.quantity <= there[part.location_id] for part in chosen)


@given(st.integers(1, 60), bins)
def test_as_few_bins_are_visited_as_can_be(wanted: int, places: list[Free]) -> None:
    chosen = choose_bins(wanted, places)
    if chosen is not None and len(chosen) > 1:
        fullest = sorted((place.quantity for place in places), reverse=True)
        assert sum(fullest[: len(chosen) - 1]) < wanted


@given(st.integers(1, 60), bins, st.sets(st.integers(0, 7)))
def test_a_locked_bin_gives_only_what_the_others_have_not(wanted: int, places: list[Free], locked: set[int]) -> None:
    open_ones = choose_bins(wanted, [place for place in places if place.location_id not in locked])
    chosen = choose_bins(wanted, [replace(place, locked=place.location_id in locked) for place in places])
    assert chosen == open_ones if open_ones is not None else (chosen is None) == (choose_bins(wanted, places) is None)


def test_one_bin_that_has_enough_is_the_first_on_the_walk() -> None:
    places = [Free(1, "", "b", 9), Free(2, "", "a", 5), Free(3, "", "0", 2)]
    assert choose_bins(5, places) == [Free(2, "", "a", 5)]


def test_steps_lead_forward_and_end() -> None:
    assert set(STEPS) == set(State)
    assert STEPS[State.DONE] == STEPS[State.CANCELLED] == frozenset()
    for gone in GONE:
        assert State.CANCELLED not in STEPS[gone]
    for state in (*BEFORE_RELEASE, *ON_THE_FLOOR, State.RELEASED, State.UNPAID):
        assert State.CANCELLED in STEPS[state]


@given(st.sampled_from(State), st.sampled_from(OrderStatus))
def test_what_the_platform_says_leads_only_along_listed_steps(state: State, status: OrderStatus) -> None:
    target = state_after(state, status)
    assert target is None or target in STEPS[state]
    if state in GONE and status is OrderStatus.CLOSED:
        assert target is None


def test_the_platforms_status_only_moves_forward() -> None:
    assert status_after("paid", OrderStatus.UNPAID, speaks=True) is None
    assert status_after("paid", OrderStatus.PAID, speaks=True) is None
    assert status_after("closed", OrderStatus.DONE, speaks=True) is None
    assert status_after("paid", OrderStatus.CLOSED, speaks=True) is OrderStatus.CLOSED
    assert status_after("paid", OrderStatus.CLOSED, speaks=False) is None
    assert status_after("", OrderStatus.PAID, speaks=False) is OrderStatus.PAID
    assert status_after("paid", None, speaks=True) is None


def test_the_items_speak_when_the_order_does_not() -> None:
    def told(*statuses: OrderStatus) -> OrderStatus | None:
        return status_of(order("1", [line("A", 1, n, status=s) for n, s in enumerate(statuses)], status=None))

    assert told() is None
    assert told(OrderStatus.PAID, OrderStatus.CLOSED) is OrderStatus.PAID
    assert told(OrderStatus.CLOSED, OrderStatus.CLOSED) is OrderStatus.CLOSED
    assert told(OrderStatus.SHIPPED, OrderStatus.PAID) is OrderStatus.PAID


def test_a_line_lives_unless_it_is_refunded_closed_or_a_service() -> None:
    assert line_lives(OrderStatus.PAID, Refund.NONE, service=False)
    assert line_lives(OrderStatus.PAID, Refund.ASKED, service=False)
    assert not line_lives(OrderStatus.PAID, Refund.DONE, service=False)
    assert not line_lives(OrderStatus.CLOSED, Refund.NONE, service=False)
    assert not line_lives(OrderStatus.PAID, Refund.NONE, service=True)


def test_where_a_new_order_starts() -> None:
    assert {status: first_state(status).value for status in (*OrderStatus, None)} == {
        OrderStatus.UNPAID: "unpaid", OrderStatus.PAID: "waiting", OrderStatus.SHIPPED: "done", OrderStatus.DONE: "done",
        OrderStatus.CLOSED: "cancelled", None: "waiting",
    }  # fmt: skip


def test_a_voice_counts_by_strength_and_moment() -> None:
    morning, evening = datetime(2026, 11, 3, 8, tzinfo=UTC), datetime(2026, 11, 3, 20, tzinfo=UTC)
    assert Voice(evening, 2).overrules(Voice(morning, 2))
    assert not Voice(morning, 2).overrules(Voice(evening, 2))
    assert not Voice(evening, 1).overrules(Voice(morning, 2))
    assert Voice(morning, 2).overrules(Voice(morning, 2))


@given(st.text(), st.integers(1, 9))
def test_masking_never_shows_more_than_it_should(text: str, keep: int) -> None:
    shown = masked_text(text, keep)
    assert shown[:keep] == text[:keep]
    assert set(shown[keep:]) <= {"*"}


def test_a_masked_phone_keeps_its_last_four() -> None:
    assert (masked_phone("13800001234"), masked_phone("123"), masked_phone("")) == ("*******1234", "123", "")
