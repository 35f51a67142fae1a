"""The forecast: sensible for whatever a shop's past may be, and right where the right answer is known."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from warehouse_app.restock.forecasting import fitting
from warehouse_app.restock.forecasting.rules import METHODS, Ask, Forecasts, History, forecast, reorder_point

FIGURES = ("daily", "over_lead", "over_cover", "safety", "error", "early")
MONDAY = 0


def ask_of(skus: int, **changed: object) -> Ask:
    """A lead time of 20 days give or take 4, a fortnight's review, 95 %; figures are given to every SKU."""
    asked = {"lead": 20.0, "lead_sd": 4.0, "review": 14.0, "service": 0.95, "season_ends": None} | changed
    columns = {
        name: value if value is None else np.broadcast_to(np.float64(value), (skus,)).copy() for name, value in asked.items()
    }
    return Ask(group=np.full(skus, -1), **columns)


def told(demand: object, known: object = None, weekday: int = MONDAY, ask: Ask | None = None) -> Forecasts:
    rows = np.asarray(demand, dtype=np.float32)
    seen = np.ones(rows.shape, dtype=bool) if known is None else np.asarray(known)
    return forecast(History(rows, seen, weekday), ask or ask_of(len(rows)))


def poisson(rate: float, skus: int = 60, days: int = 400, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, (skus, days)).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), skus=st.integers(0, 6), periods=st.integers(0, 90), weekday=st.integers(-1, 6))
def test_any_past_gives_finite_figures_that_are_not_negative(data: st.DataObject, skus: int, periods: int, weekday: int) -> None:
    pieces = st.sampled_from([0, 0, 0, 0, 1, 2, 12, 80_000])
    demand = data.draw(arrays.arrays(np.float32, (skus, periods), elements=pieces, fill=st.just(np.float32(0))))
    known = data.draw(arrays.arrays(np.bool_, (skus, periods)))
    asked = ask_of(
        skus,
        lead=data.draw(st.sampled_from([0.0, 0.5, 7.0, 400.0])),
        lead_sd=data.draw(st.sampled_from([0.0, 3.0, 200.0])),
        review=data.draw(st.sampled_from([0.0, 30.0])),
        service=data.draw(st.sampled_from([0.0, 0.5, 0.98, 1.0])),
        season_ends=data.draw(st.sampled_from([None, 0.0, 5.5, np.inf])),
    )
    answer = told(demand, known, weekday, asked)
    for name in FIGURES:
        figures = getattr(answer, name)
        assert figures.shape == (skus,)
        assert np.isfinite(figures).all()
        assert (figures >= 0).all(), name
    assert np.isfinite(answer.trend).all()
    assert set(answer.method) <= set(METHODS)
    assert (answer.over_cover >= answer.over_lead - 1e-9).all()


def test_steady_demand_is_forecast_as_it_is() -> None:
    answer = told(poisson(3.0))
    assert np.median(answer.daily) == pytest.approx(3.0, rel=0.05)
    assert np.median(answer.over_lead) == pytest.approx(60.0, rel=0.05)
    assert np.median(answer.over_cover) == pytest.approx(102.0, rel=0.05)


def test_what_sells_nearly_every_day_is_not_said_to_sell_now_and_then() -> None:
    steady = np.full((2, 89), 3.0, dtype=np.float32)  # all methods are right of it, to the last bit or nearly
    assert not {"croston", "sba", "tsb"} & set(told(steady).method)


def test_reorder_points_hold_as_many_lead_times_as_was_asked() -> None:
    past, coming = poisson(2.0, skus=400, days=300), poisson(2.0, skus=400, days=20, seed=2).sum(axis=1)
    for service in (0.8, 0.95, 0.99):
        answer = told(past, ask=ask_of(400, lead_sd=0.0, service=service))
        held = (coming <= answer.over_lead + answer.safety).mean()
        assert held == pytest.approx(service, abs=0.05)


def test_rare_sales_are_forecast_at_their_rate_by_a_method_for_them_or_a_slow_mean() -> None:
    answer = told(poisson(0.05, skus=200, days=700))
    assert answer.daily.mean() == pytest.approx(0.05, rel=0.1)


def test_one_giant_order_lifts_the_level_little() -> None:
    plain = poisson(2.0)
    giant = plain.copy()
    giant[0, 350] = 80_000
    before, after = told(plain), told(giant)
    assert after.daily[0] < 1.5 * before.daily[0]
    assert after.over_lead[0] + after.safety[0] < 4 * (before.over_lead[0] + before.safety[0])


def test_the_only_sale_of_a_sku_counts_no_more_than_is_large_in_the_shop() -> None:
    demand = poisson(2.0)
    demand[0] = 0
    demand[0, 399] = 80_000
    answer = told(demand)
    assert answer.daily[0] < 1.0
    assert answer.safety[0] < 100


def test_a_new_level_is_followed() -> None:
    demand = poisson(1.0, days=400)
    demand[:20, -90:] += 9
    answer = told(demand)
    assert answer.daily[:20].min() > 6.5
    assert answer.daily[20:].max() < 2.0


def test_a_steady_rise_is_forecast_above_the_recent_mean() -> None:
    rise = np.linspace(1, 30, 300)
    demand = np.random.default_rng(3).poisson(rise, (50, 300))
    answer = told(demand)
    assert np.median(answer.daily) > demand[:, -28:].mean() * 0.98
    assert set(answer.method) & {"trend"}


def test_a_month_without_imports_is_no_month_without_demand() -> None:
    demand, known = poisson(4.0), np.ones((60, 400), dtype=bool)
    demand[:, -30:], known[:, -30:] = 0, False
    assert np.median(told(demand, known).daily) == pytest.approx(4.0, rel=0.1)
    assert np.median(told(demand).daily) < 3.0


def test_closed_days_need_no_stock() -> None:
    demand = poisson(6.0, days=392)
    closed = np.arange(392) % 7 >= 5
    demand[:, closed] = 0
    known = np.broadcast_to(~closed, demand.shape)
    answer = told(demand, known, ask=ask_of(60, lead=14.0))
    assert np.median(answer.over_lead) == pytest.approx(60.0, rel=0.05)
    weekend = told(demand[:, :-2], known[:, :-2], ask=ask_of(60, lead=2.0))
    assert weekend.over_lead.max() < 0.5


def test_the_week_is_kept_apart_over_a_few_days() -> None:
    week = np.array([1, 1, 1, 1, 1, 10, 10])
    demand = np.random.default_rng(4).poisson(np.tile(week, 60), (50, 420))
    weekend = told(demand[:, :-2], ask=ask_of(50, lead=2.0))
    weekdays = told(demand, ask=ask_of(50, lead=2.0))
    assert "weekly" in weekend.method
    assert np.median(weekend.over_lead) > 2.5 * np.median(weekdays.over_lead)


def test_a_new_sku_borrows_from_its_group_alone() -> None:
    demand, known = poisson(0.5), np.ones((60, 400), dtype=bool)
    demand[10:20] = poisson(8.0, skus=10)
    demand[[0, 10], :] = 0
    known[[0, 10], :-5] = False
    group = np.repeat(np.arange(6), 10)
    answer = told(demand, known, ask=replace(ask_of(60), group=group))
    assert answer.method[0] == answer.method[10] == "borrowed"
    assert answer.few[[0, 10]].all()
    assert answer.few.sum() == 2
    assert answer.daily[0] == pytest.approx(0.4, abs=0.2)
    assert 4.0 < answer.daily[10] < 8.0
    assert answer.safety[10] > answer.safety[0] > 0


def test_what_nothing_is_known_of_says_so() -> None:
    answer = told(np.zeros((2, 50)), np.zeros((2, 50), dtype=bool))
    assert answer.method == ("none", "none")
    assert answer.few.all()
    idle = told(np.zeros((2, 50)))
    assert idle.method == ("none", "none")
    assert not idle.few.any()


def test_what_was_last_sold_long_ago_is_asleep_and_not_reordered() -> None:
    demand = poisson(1.0, days=700)
    demand[0] = 0
    demand[0, [3, 40]] = 2
    demand[1] = 0
    demand[1, [300, 640]] = 2
    answer = told(demand)
    assert answer.method[0] == "none"
    assert answer.over_cover[0] + answer.safety[0] == 0
    assert 0 < answer.over_cover[1] < 2


def test_nothing_is_kept_beyond_the_end_of_the_season() -> None:
    demand = poisson(3.0)
    whole, half, over = (told(demand, ask=ask_of(60, season_ends=ends)) for ends in (np.inf, 10.0, 0.0))
    assert np.allclose(half.over_cover, half.over_lead)
    assert np.allclose(half.over_lead, whole.over_lead / 2, rtol=0.05)
    assert (half.safety < whole.safety).all()
    assert over.over_cover.max() == over.safety.max() == over.early.max() == 0


def test_more_service_and_less_sure_lead_times_need_more_safety() -> None:
    demand = poisson(2.0)
    services = [told(demand, ask=ask_of(60, service=service)).safety for service in (0.6, 0.8, 0.9, 0.95, 0.98, 0.995)]
    assert all((more >= less).all() for less, more in itertools.pairwise(services))
    assert (told(demand, ask=ask_of(60, lead_sd=10.0)).safety > told(demand, ask=ask_of(60, lead_sd=0.0)).safety).all()


def test_an_alert_waits_while_its_order_would_likely_be_a_false_alarm() -> None:
    demand = np.random.default_rng(5).binomial(1, 0.01, (80, 600)) * 12
    asked = ask_of(80, service=0.99)
    waits, at_once = (told(demand, ask=replace(asked, false_alarm=chance)) for chance in (0.3, 1.0))
    waiting = reorder_point(waits.over_lead, waits.safety, waits.early)
    assert (waiting <= reorder_point(at_once.over_lead, at_once.safety, at_once.early)).all()
    assert waiting.mean() < 0.5 * reorder_point(waits.over_lead, waits.safety).mean()
    brisk = told(poisson(5.0), ask=ask_of(60, lead_sd=0.0))
    assert (brisk.early > brisk.over_lead + brisk.safety).all()


@pytest.mark.parametrize(("factor", "low", "high"), [(0.3, -1.0, -0.3), (1.0, -0.2, 0.2), (3.0, 0.8, 4.0)])
def test_recent_trends_are_told_when_they_are_more_than_chance(factor: float, low: float, high: float) -> None:
    demand = poisson(5.0)
    demand[:, -28:] = poisson(5.0 * factor, days=28, seed=9)
    assert low < np.median(told(demand).trend) < high


def test_progress_is_told_between_blocks_and_may_cancel() -> None:
    seen: list[tuple[int, int]] = []
    history = History(poisson(1.0, skus=2 * fitting.BLOCK + 1, days=60), np.ones((2 * fitting.BLOCK + 1, 60), dtype=bool), MONDAY)
    asked = ask_of(2 * fitting.BLOCK + 1)
    forecast(history, asked, progress=lambda done, total: seen.append((done, total)))
    total = 2 * fitting.BLOCK + 1
    assert seen == [(0, total), (fitting.BLOCK, total), (2 * fitting.BLOCK, total), (total, total)]

    def cancel(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        forecast(history, asked, progress=cancel)


def test_the_order_of_the_skus_does_not_matter() -> None:
    demand = np.concatenate([poisson(rate, skus=fitting.BLOCK // 4, days=120) for rate in (0.05, 0.5, 2.0, 9.0, 30.0)])
    turned = np.random.default_rng(6).permutation(len(demand))
    plain, mixed = told(demand), told(demand[turned])
    for field in fields(Forecasts):
        if field.name != "method":
            assert np.allclose(getattr(plain, field.name)[turned], getattr(mixed, field.name), rtol=1e-3, atol=1e-3)


def test_months_have_no_weekdays() -> None:
    answer = told(poisson(4.0, days=36), weekday=-1, ask=ask_of(60, lead=2.0, lead_sd=0.5, review=1.0))
    assert np.median(answer.daily) == pytest.approx(4.0, rel=0.1)
    assert "weekly" not in answer.method
