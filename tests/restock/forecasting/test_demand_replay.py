"""Demand files are read as the app would, and the replay gives nobody more than lies on the shelf."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.restock import read_off
from tests.benchmarks.restock_data import DemandSet, read
from tests.benchmarks.restock_policies import AT_95, AT_98, ours, recent_mean
from tests.benchmarks.restock_replay import Levels, Outcome, replay

UCI = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def day_lines(code: str, pieces: int, days: int = 31) -> list[str]:
    return [
        f"5{month}{day:02},{code},x,{pieces},2011-{month:02}-{day:02} 10:00:00,2.5,7,UK"
        for month in range(1, 6)
        for day in range(1, days - 3)
    ]


def uci(folder: Path, *lines: str) -> DemandSet:
    path = folder / "sales.csv"
    path.write_text("\n".join([UCI, *lines]), encoding="utf-8")
    return read(path)


def test_cancelled_orders_are_no_demand_and_late_returns_are_no_less(tmp_path: Path) -> None:
    giant = "600,10001,x,80000,2011-01-05 09:00:00,1.0,8,UK"
    back = "C601,10001,x,-80000,2011-01-05 09:20:00,1.0,8,UK"
    kept = "602,10001,x,2,2011-01-06 09:20:00,1.0,9,UK"
    late = "C603,10001,x,-2,2011-03-20 09:20:00,1.0,9,UK"
    post = "604,POST,x,1,2011-01-05 09:00:00,18.0,8,UK"
    shop = uci(tmp_path, *day_lines("10001", 3), giant, back, kept, late, post)
    assert shop.skus == ("10001",)
    assert shop.demand.max() == 5
    assert shop.demand.sum() == 3 * len(day_lines("10001", 3)) + 2


def test_the_last_whole_months_are_replayed_and_closed_days_tell_nothing(tmp_path: Path) -> None:
    shop = uci(
        tmp_path, *day_lines("10001", 3), "700,10002,x,4,2011-06-03 10:00:00,1,7,UK", "701,10001,x,4,2011-06-03 10:00:00,1,7,UK"
    )
    assert shop.skus == ("10001",)  # the other was sold for the first time after the replay
    assert (shop.first, shop.last) == (31 + 28, 31 + 28 + 31 + 30 + 31)
    assert shop.weekday == 5
    assert shop.known[0, :27].all()
    assert not shop.known[0, 28]
    assert shop.price.tolist() == [2.5]


def test_a_short_file_and_the_second_edition_s_names_are_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "second.csv"
    header = UCI.replace("InvoiceNo", "Invoice").replace("UnitPrice", "Price").replace("CustomerID", "Customer ID")
    path.write_text("\n".join([header, *day_lines("10001", 3)[:50]]), encoding="utf-8")
    shop = read(path)
    assert shop.demand.sum() == 150
    assert 0 < shop.first < shop.last <= shop.demand.shape[1]


def test_months_by_sku_and_skus_by_month(tmp_path: Path) -> None:
    parts = tmp_path / "parts.csv"
    parts.write_text("month,a,b\n" + "\n".join(f"2001-{month:02},{month},{month if month > 2 else ''}" for month in range(1, 10)))
    months = read(parts)
    assert months.demand[0].tolist() == list(range(1, 10))
    assert months.known[1].tolist() == [False, False] + [True] * 7
    assert (months.first, months.last, months.weekday) == (6, 9, -1)
    cars = tmp_path / "cars.csv"
    cars.write_text("sku,m1,m2,m3,m4,m5,m6,m7\n1,0,1,2,3,4,5,19.95\n2,1,1,1,1,1,1,7.5\n")
    assert read(cars).price.tolist() == [19.95, 7.5]
    assert read(cars).demand.shape == (2, 6)
    cars.write_text("who,knows\n1,2\n")
    with pytest.raises(ValueError, match="who,knows"):
        read(cars)


def steady(periods: int = 200, first: int = 100) -> DemandSet:
    demand = np.full((3, periods), 2, dtype=np.float32)
    known = np.ones(demand.shape, dtype=bool)
    group, price = np.full(3, -1), np.array([1.0, 2.0, 3.0])
    return DemandSet("steady", ("a", "b", "c"), demand, known, price, group, 0, first, periods - 60, (5, 5), 10, 30, 7, 0.3)


def played(point: int, target: int, data: DemandSet | None = None) -> Outcome:
    def policy(data: DemandSet, now: int) -> Levels:
        return np.full((1, 3), point), np.full((1, 3), target)

    return replay(data or steady(), policy)


def test_orders_in_time_fill_everything_and_an_order_too_late_does_not() -> None:
    assert played(10, 30).fill[0] == 1.0
    late = played(5, 30)
    assert 0.7 < late.fill[0] < 1.0
    assert late.orders[0] > 0
    assert played(-1, 30).fill[0] == pytest.approx(30 / (2 * 40))


def test_an_order_is_a_false_alarm_when_the_position_lasts_till_after_its_grace() -> None:
    assert played(10, 30).false_alarms[0] == 0.0  # five days of ten pieces, and a month of sixty
    assert played(90, 100).false_alarms[0] == 1.0  # 90 pieces last longer than the 36 days
    assert played(60, 100, replace(steady(), grace=0)).false_alarms[0] == 1.0


def test_average_stock_is_that_of_the_closes() -> None:
    idle = steady()
    idle.demand[:] = 0
    outcome = played(-1, 12, idle)
    assert outcome.stock.tolist() == [36.0]
    assert outcome.money.tolist() == [72.0]


def test_a_figure_between_two_settings_is_read_off_the_curve() -> None:
    values = np.array([10.0, 20.0])
    outcome = Outcome(values, values, np.array([0.8, 0.9]), *(np.array([0.8, 0.9]),) * 3, np.array([10, 20]))
    assert read_off(outcome, "fill", 15) == pytest.approx(0.85)
    assert read_off(outcome, "fill", 99) == 0.9


def test_ours_knows_only_the_past() -> None:
    data = steady()
    changed = replace(data, demand=data.demand.copy())
    changed.demand[:, 100:] = 500
    for policy in (ours, recent_mean):
        assert all((one == other).all() for one, other in zip(policy(data, 100), policy(changed, 100), strict=True))


def test_ours_fills_as_was_asked_and_more_than_the_mean_of_28_days() -> None:
    rng = np.random.default_rng(3)
    demand = rng.poisson(rng.lognormal(-0.5, 1, (200, 1)), (200, 300)).astype(np.float32)
    rows = {"known": np.ones(demand.shape, dtype=bool), "price": np.ones(200), "group": np.full(200, -1)}
    shop = replace(steady(), skus=tuple(map(str, range(200))), demand=demand, leads=(7, 35), first=150, last=240, **rows)
    asked, mean = replay(shop, ours), replay(shop, recent_mean)
    assert (np.diff(asked.stock) > 0).all()
    assert asked.fill[AT_95] >= 0.95
    assert asked.fill[AT_98] >= 0.98
    assert asked.fill[AT_95] > read_off(mean, "fill", asked.stock[AT_95])
