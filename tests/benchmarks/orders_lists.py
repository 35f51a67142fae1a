"""The board, the lists and the search over a great many orders: ``python -m tests.benchmarks.orders_lists FOLDER``.

FOLDER is made by ``tests.benchmarks.fill``; today's orders are brought in on top. Each look is asked several times, the
median counts: first rows within 100 ms, first results of a search within 50.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Line, seconds
from tests.shop import DAY, add_orders, add_products, add_stock, order
from warehouse_app.orders.board import board
from warehouse_app.orders.due import moments
from warehouse_app.orders.queries import NOT_LEFT, SORTS, OrderFilter, counts_by_state, orders_page
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

TODAY, ROUNDS, LOOK_MS, SEARCH_MS = 3_000, 7, 100.0, 50.0
WORDS = {"a whole number": "26110300001500", "last four of a phone": "4567", "a name": "张三", "a common part": "000",
         "a product": "标题SKU1", "a note": "贺卡"}  # fmt: skip


def measure(folder: Path) -> list[Line]:
    """Bring today in and look."""
    with closing(open_warehouse(folder, clock=lambda: DAY + timedelta(hours=3))) as warehouse:
        first, again = _bring_today(warehouse)
        lines = [Line("orders: a second file of 3,000, against the first", again, "s", first, 1.0)]
        return lines + [_look(warehouse, name, ask, limit) for name, ask, limit in _looks()]


def _bring_today(warehouse: Warehouse) -> tuple[float, float]:
    """Seconds of today's file, and of the same orders told again two hours later with half of them changed a little."""
    add_products(warehouse, 40)
    add_stock(warehouse, {f"SKU{n}": 500 for n in range(1, 41)})
    told = [
        order(f"261103{n:09d}", {f"SKU{n % 40 + 1}": 1}, ship_by=DAY + timedelta(minutes=n % 2_000), mobile=f"138{n:08d}",
              note="贺卡" if n % 50 == 0 else "")
        for n in range(TODAY)
    ]  # fmt: skip
    later = [order(one.number, {f"SKU{n % 40 + 1}": 1}, ship_by=one.ship_by, mobile=one.mobile, note=one.note,
                   flag="红" if n % 2 else "") for n, one in enumerate(told)]  # fmt: skip
    first = seconds(lambda: add_orders(warehouse, *told, name="morning"))
    return first, seconds(lambda: add_orders(warehouse, *later, name="noon", modified=DAY + timedelta(hours=2)))


def _looks() -> Iterator[tuple[str, Callable[..., object], float]]:
    yield "board", lambda session: board(session, moments(session, DAY + timedelta(hours=3))), LOOK_MS
    yield "counts by state", counts_by_state, LOOK_MS
    for sort in SORTS:
        for states, what in ((NOT_LEFT, "here"), ((), "all")):
            wanted: dict[str, Any] = {"wanted": OrderFilter(states=states), "sort": sort, "descending": True}
            yield f"list of {what} by {sort}", lambda session, wanted=wanted: orders_page(session, **wanted), LOOK_MS
    deep = {"wanted": OrderFilter(), "offset": 500_000}
    yield "a page 500,000 rows down", lambda session: orders_page(session, **deep), LOOK_MS  # type: ignore[arg-type]  # the two names above
    for what, text in WORDS.items():
        yield f"search {what}", lambda session, text=text: orders_page(session, OrderFilter(text=text)), SEARCH_MS


def _look(warehouse: Warehouse, name: str, ask: Callable[..., object], limit: float) -> Line:
    taken = []
    for _ in range(ROUNDS):
        with warehouse.reading() as session:
            taken.append(seconds(lambda session=session: ask(session)))
    return Line(f"orders: {name}", statistics.median(taken) * 1000, "ms", None, limit)


if __name__ == "__main__":
    for line in measure(Path(sys.argv[1])):
        print(line, flush=True)
