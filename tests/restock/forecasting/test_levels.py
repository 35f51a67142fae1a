"""Whole pieces out of figures, and the curve on the chart."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.restock.forecasting.rules import History, curve, reorder_point, target

PIECES = st.floats(0, 1e6)


@given(over_lead=PIECES, more=PIECES, safety=PIECES, early=PIECES)
def test_points_and_targets_are_whole_and_the_target_is_never_below_the_point(
    over_lead: float, more: float, safety: float, early: float
) -> None:
    lead, cover, spare = np.array([over_lead]), np.array([over_lead + more]), np.array([safety])
    point, filled = reorder_point(lead, spare)[0], target(cover, spare)[0]
    assert over_lead + safety - 1e-6 <= point < over_lead + safety + 1
    assert filled >= point
    assert reorder_point(lead, spare, np.array([early]))[0] == min(point, math.floor(early + 1e-9))


def test_a_hair_too_much_is_no_piece_more() -> None:
    assert reorder_point(np.array([0.1 + 0.2]), np.array([11.7])).tolist() == [12]
    assert target(np.array([12.0000001]), np.array([0.0])).tolist() == [13]


def test_the_curve_follows_the_week_and_its_band_holds_the_days() -> None:
    week = np.array([2, 2, 2, 2, 2, 12, 0])
    days = np.random.default_rng(1).poisson(np.tile(week, 52), (1, 364)).astype(np.float32)
    known = np.broadcast_to(np.arange(364) % 7 != 6, (1, 364))
    drawn = curve(History(days, known, 0), float(week.mean()), 28)
    assert drawn.expected.shape == (28,)
    assert drawn.expected.sum() == pytest.approx(28 * week.mean(), rel=0.05)
    assert drawn.expected[5] > 3 * drawn.expected[0]
    assert drawn.expected[6] == 0
    assert (drawn.low <= drawn.expected).all()
    assert (drawn.expected <= drawn.high).all()


@pytest.mark.parametrize("days", [0, 1, 40])
def test_a_curve_of_no_sales_is_flat(days: int) -> None:
    drawn = curve(History(np.zeros((2, days), dtype=np.float32), np.ones((2, days), dtype=bool), 3), 0.0, 10, sku=1)
    assert drawn.expected.tolist() == drawn.low.tolist() == drawn.high.tolist() == [0.0] * 10
