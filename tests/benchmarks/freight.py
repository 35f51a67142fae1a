"""A courier's bill of 100,000 lines read and compared: ``python -m tests.benchmarks.freight [LINES]``.

A tenth of the lines comes first, as another bill: what the program then holds at most is the floor for the memory of the
whole one. Time is the processor's, so that other work on the machine does not count; the wall's is told beside it.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.benchmarks.fill import COURIER, fill
from tests.benchmarks.measure import Line
from tests.shop import DESK, do
from warehouse_app.dispatch.freight.bringing import BillOrder, bring_in_bill
from warehouse_app.dispatch.freight.comparing import compare
from warehouse_app.dispatch.freight.costs import bring_costs_up
from warehouse_app.dispatch.freight.figures import BYS, figures
from warehouse_app.dispatch.freight.queries import Wanted, bill_summary, differences_page
from warehouse_app.dispatch.prices.commands import put_back_prices
from warehouse_app.dispatch.prices.rules import PriceTable, Zone
from warehouse_app.orders.addresses.files import Area
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

LINES, WRONG_EVERY, MISSING = 100_000, 50, 500
LIMIT_S, SILENCE_S, LIMIT_MEMORY, LOOK_MS = 10.0, 2.0, 1.10, 300.0
MONTH = date(2024, 1, 1)
COLUMNS = {"waybill": "运单号", "bill_total": "金额", "bill_weight": "重量", "bill_place": "目的地", "bill_day": "日期"}
STATUS = Path("/proc/self/status")
PRICES = PriceTable(
    COURIER,
    date(2020, 1, 1),
    (
        Zone("一区", tuple(map(Area, ("浙江省", "江苏省", "上海市", "安徽省"))), 1000, Decimal("3.00"), 1000, Decimal("1.00")),
        Zone("二区", (), 1000, Decimal("5.00"), 1000, Decimal("2.50")),
    ),
)


class _Steps:
    """Counts how often the work told where it stands."""

    def __init__(self) -> None:
        self.steps = 0
        self.longest = 0.0
        self._last = time.perf_counter()

    def step(self, _done: int, _total: int) -> None:
        now = time.perf_counter()
        self.steps, self.longest, self._last = self.steps + 1, max(self.longest, now - self._last), now


def measure(folder: Path, lines: int = LINES) -> list[Line]:
    """Bill and compare, in a database that was filled."""
    small = lines // 10
    with closing(open_warehouse(folder)) as warehouse:
        do(warehouse, put_back_prices, PRICES)
        _bring(warehouse, _bill(folder, range(lines + 1, lines + small + 1)))
        peak = _peak_mb()
        steps = _Steps()
        wall, started = time.perf_counter(), time.process_time()
        bill = _bring(warehouse, _bill(folder, range(1, lines + 1)), steps)
        taken, wall = time.process_time() - started, time.perf_counter() - wall
        again = _taken(lambda: compare(warehouse, SYSTEM, DESK, bill))
        found = [
            Line(f"freight: a bill of {lines:,} lines read and compared", taken, "s", None, LIMIT_S),
            Line("freight: by the clock on the wall", wall, "s"),
            Line("freight: the same compared again", again, "s", None, LIMIT_S),
            Line("freight: the longest silence of its progress", steps.longest, "s", None, SILENCE_S),
            Line(f"freight: memory at most, against {small:,} lines", _peak_mb(), "MB", peak, LIMIT_MEMORY),
        ]
        return found + _looks(warehouse, bill, lines)


def _looks(warehouse: Warehouse, bill: int, lines: int) -> list[Line]:
    day = date(2024, 1, 1)
    worked = _taken(lambda: bring_costs_up(warehouse, SYSTEM, DESK, day, day))
    with warehouse.reading() as session:
        summary = bill_summary(session, bill)
        assert summary is not None
        assert summary.matched == lines - 2 * (lines // WRONG_EVERY // 5)
        looks = [_taken(lambda: bill_summary(session, bill)), _taken(lambda: differences_page(session, Wanted(bill)))]
        looks += [_taken(lambda by=by: figures(session, by, day, day)) for by in BYS]
    return [
        Line("freight: the cost of each parcel worked out", worked, "s", None, LIMIT_S),
        Line("freight: the slowest look at it", max(looks) * 1000, "ms", None, LOOK_MS),
    ]


def _bring(warehouse: Warehouse, path: Path, steps: _Steps | None = None) -> int:
    return bring_in_bill(warehouse, SYSTEM, DESK, BillOrder(path, COURIER, MONTH, COLUMNS), steps)


def _bill(folder: Path, numbers: range) -> Path:
    path = folder / f"bill-{numbers.start}.csv"
    with path.open("w", encoding="gb18030") as file:
        file.write("对账单\n" + ",".join(COLUMNS.values()) + "\n")
        file.writelines(_rows(numbers))
    return path


def _rows(numbers: range) -> Iterator[str]:
    """Mostly lines without a weight or place, so that only their price may be wrong; every fiftieth is wrong in some way."""
    for place, number in enumerate(numbers):
        waybill, kind = f"73{number:012d}", place // WRONG_EVERY % 5 if place % WRONG_EVERY == 0 else -1
        if kind == 0:
            waybill = f"99{number:012d}"
        elif kind == 1 and place:
            waybill = f"73{number - 1:012d}"
        weight, amount = (9, "23.00") if kind == 2 else ("", "5.00")
        yield f"{waybill},{amount},{weight},{'广东' if kind == 3 else ''},2024-01-05\n"


def _peak_mb() -> float:
    if not STATUS.exists():
        return 0.0
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _taken(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def run(lines: int = LINES) -> list[Line]:
    """The measure on a database of its own, in a process of its own: what filling the database takes is not ours."""
    with tempfile.TemporaryDirectory() as place:
        fill(Path(place), lines + lines // 10 + MISSING)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            return pool.apply(measure, (Path(place), lines))


if __name__ == "__main__":
    for line in run(*map(int, sys.argv[1:])):
        print(line)
