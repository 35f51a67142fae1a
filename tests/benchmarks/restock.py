"""Restock against what shops and textbooks do, in a replay of real demand (``restock_replay`` says how).

``python -m tests.benchmarks.restock [FILE] [--set uci|carparts|auto] [--curves]``: FILE is demand in one of the shared layouts;
without one, all shared sets are played, or the one named; where they are absent, none. Prints a line per measure and a table per
set.

Fill rates are compared at the average stock in pieces that ours has at the settings 95 % and 98 %; the others' are read off
their own curves. Short is what is missing to 100 %: ratios below 1 are better than the other policy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks import restock_library
from tests.benchmarks.measure import Line, seconds
from tests.benchmarks.restock_data import DemandSet, read
from tests.benchmarks.restock_policies import AT_95, AT_98, croston, ours, ours_at_once, recent_mean
from tests.benchmarks.restock_replay import Outcome, replay
from warehouse_app.restock.forecasting.rules import Ask, History, forecast

HERE = Path(__file__).resolve()
SHARED = next((path / "shared" / "data" for path in HERE.parents if (path / "shared").is_dir()), Path("shared") / "data")
SETS = {"uci": "online_retail.csv.xz", "carparts": "demand/carparts_monthly.csv", "auto": "demand/auto_monthly_3000.csv"}
SETTINGS = {"95 %": AT_95, "98 %": AT_98}
OTHERS = {"28-day mean": recent_mean, "SBA (s, S)": croston}
SKUS, DAYS, SECONDS = 10_000, 730, 6.0


@dataclass(frozen=True, slots=True)
class Played:
    """A set with the outcomes of ours, of ours without waiting, and of the others by name."""

    data: DemandSet
    ours: Outcome
    at_once: Outcome
    others: Mapping[str, Outcome]


def run(files: list[Path] | None = None) -> list[Line]:
    """The time of a forecast, then each set that is there."""
    lines = [_time()]
    if not restock_library.policies():
        print(f"restock: {restock_library.NAME} is not installed, so it is not compared with", flush=True)
    for path in files if files is not None else [SHARED / name for name in SETS.values()]:
        if path.is_file():
            lines += _lines(play(read(path)))
    return lines


def play(data: DemandSet) -> Played:
    """All policies; of the library's models, each is one."""
    library = {name: replay(data, policy) for name, policy in restock_library.policies().items()}
    others = {name: replay(data, policy) for name, policy in OTHERS.items()}
    return Played(data, replay(data, ours), replay(data, ours_at_once), others | library)


def read_off(outcome: Outcome, column: str, stock: float, by: str = "stock") -> float:
    """A figure of a policy at an average stock, between its settings; beyond its range, that of its last setting."""
    has = getattr(outcome, by)
    order = np.argsort(has)
    figures = outcome.false_alarms * outcome.orders if column == "false" else getattr(outcome, column)
    return float(np.interp(stock, has[order], figures[order]))


def best_of_library(played: Played, stock: float) -> str:
    """The model that fills most at this stock, chosen afterwards: as if a shop had known; empty without the library."""
    names = [name for name in played.others if name not in OTHERS]
    return max(names, key=lambda name: read_off(played.others[name], "fill", stock), default="")


def _lines(played: Played) -> list[Line]:
    lines = []
    for setting, place in SETTINGS.items():
        stock, short = played.ours.stock[place], 100 * (1 - played.ours.fill[place])
        library = best_of_library(played, stock)
        for name in (*OTHERS, *([library] if library else [])):
            theirs = 100 * (1 - read_off(played.others[name], "fill", stock))
            lines.append(Line(f"restock {played.data.name} at {setting}: short against {name}", short, "%", theirs, 1.0))
        false = read_off(played.ours, "false", stock)
        mean = read_off(played.others["28-day mean"], "false", stock)
        lines.append(Line(f"restock {played.data.name} at {setting}: false alarms against 28-day mean", false, "", mean, 0.5))
    return lines


def _table(played: Played) -> str:
    """Markdown, for ``docs/restock.md``."""
    rows = [
        f"### {played.data.name}: {len(played.data.skus)} SKUs, {played.data.last - played.data.first} periods",
        "",
        "| at the stock of | policy | stock, pieces | fill, pieces | fill, money * | fill, mean of SKUs | false alarms |",
        "|---|---|---|---|---|---|---|",
    ]
    for setting, place in SETTINGS.items():
        stock, money = played.ours.stock[place], played.ours.money[place]
        library = best_of_library(played, stock)
        policies = {"ours": played.ours, "ours, not waiting": played.at_once, **{name: played.others[name] for name in OTHERS}}
        if library:
            policies[f"library: {library}"] = played.others[library]
        for name, outcome in policies.items():
            rows.append(_row(f"ours, {setting}", name, outcome, stock, money))
        if not library:
            rows.append(f"| ours, {setting} | library: {restock_library.NAME} not installed | | | | | |")
    return "\n".join([*rows, "", "\\* at the same stock in money, weighted by price"])


def _curves(played: Played) -> str:
    """Every setting of every policy."""
    rows = ["policy, stock in pieces, in money, fill by pieces, by money, mean of SKUs, false alarms, orders"]
    for name, outcome in {"ours": played.ours, "ours, not waiting": played.at_once, **played.others}.items():
        figures = (outcome.stock, outcome.money, outcome.fill, outcome.fill_money, outcome.fill_skus, outcome.false_alarms)
        for *each, orders in zip(*figures, outcome.orders, strict=True):
            rows.append(", ".join([name, *(f"{figure:.4f}" for figure in each), str(orders)]))
    return "\n".join(rows)


def _row(setting: str, name: str, outcome: Outcome, stock: float, money: float) -> str:
    fill, skus, share, false = (read_off(outcome, column, stock) for column in ("fill", "fill_skus", "false_alarms", "false"))
    in_money = read_off(outcome, "fill_money", money, "money")
    beyond = "" if outcome.stock.min() <= stock <= outcome.stock.max() else " (its nearest)"
    return (
        f"| {setting} | {name} | {stock:,.0f}{beyond} | {100 * fill:.2f} % | {100 * in_money:.2f} % | {100 * skus:.2f} % "
        f"| {false:,.0f} ({100 * share:.0f} %) |"
    )


def _time() -> Line:
    """Ten thousand SKUs with two years of days, of any speed."""
    chance = np.random.default_rng(7)
    rate = chance.lognormal(-1.5, 1.5, (SKUS, 1))
    demand = chance.poisson(rate * chance.gamma(0.5, 2, (SKUS, DAYS))).astype(np.float32)
    history = History(demand, np.ones(demand.shape, dtype=np.bool_), 2)
    lead, spread, review, service = (np.full(SKUS, figure) for figure in (21.0, 8.0, 14.0, 0.95))
    ask = Ask(lead, spread, review, service, None, np.arange(SKUS) // 5)
    return Line("restock, forecast of 10,000 SKUs x 730 days", seconds(lambda: forecast(history, ask)), "s", limit=SECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a demand file; without it the shared sets")
    parser.add_argument("--curves", action="store_true", help="also every policy's whole curve")
    parser.add_argument("--set", choices=sorted(SETS), help="only this shared set")
    asked = parser.parse_args()
    files = [asked.file] if asked.file else [SHARED / name for key, name in SETS.items() if asked.set in (None, key)]
    there = [path for path in files if path.is_file()]
    lines = [_time()]
    tables = []
    for path in there:
        played = play(read(path))
        lines += _lines(played)
        tables += [_table(played), _curves(played)] if asked.curves else [_table(played)]
    print(*lines, sep="\n")
    print("", *tables, sep="\n\n")
    if not there:
        print("the demand files are not here")
    return 0 if all(line.ok for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
