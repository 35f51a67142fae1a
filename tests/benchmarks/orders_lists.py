"""The board, the lists and the search over a great many orders: ``python -m tests.benchmarks.orders_lists FOLDER``.

FOLDER is made by ``tests.benchmarks.fill``; today's orders are brought in on top. Each look is asked several times and the
median counts, in time of the processor, so that other work on the machine does not: a look that is over 50 ms does not belong
on the window's thread, and first results of a search come within 50.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tests.benchmarks import texts
from tests.benchmarks.measure import Line
from tests.shop import DAY, add_orders, add_products, add_stock, do, order
from warehouse_app.orders.board import board
from warehouse_app.orders.due import NAMES, moments
from warehouse_app.orders.looking.queries import look_counts
from warehouse_app.orders.merging import suggestions
from warehouse_app.orders.queries import NOT_LEFT, SORTS, OrderFilter, counts_by_state, order_data_as_of, orders_page
from warehouse_app.orders.release import release
from warehouse_app.orders.rules import State
from warehouse_app.orders.shorts.queries import can_go, how_many, lacks, shorts_page
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

TODAY, ROUNDS, LOOK_MS, SEARCH_MS = 3_000, 5, 50.0, 50.0
NOW = DAY + timedelta(hours=3)
DEEP = 500_000
WORDS = {
    "a whole number": "26110300001500", "the end of a number": "001500", "a common part": "000", "two figures": "38",
    "last four of a phone": "4567", "a phone": "13987012296", "a name": "欧阳子轩", "a common name": "王伟",
    "a given name": "子轩",
    "a word of a name": "小店", "a whole waybill": "73000000512346", "the end of a waybill": "512346", "a product": "标题SKU1",
    "a product of all the years": "羊毛围巾", "two characters of it": "雨伞", "a seller code": "OLD123", "a note": "贺卡",
    "a message": "生日快乐", "a rare pair": "zq", "nothing": "哪里都没有的字", "one character": "欧",
}  # fmt: skip
HERE = {"": (), " that are here": NOT_LEFT, " that are done": (State.DONE.value,)}
Ask = Callable[[Session], object]


def measure(folder: Path) -> list[Line]:
    """Bring today in and look."""
    with closing(open_warehouse(folder, clock=lambda: NOW)) as warehouse:
        first, again = _bring_today(warehouse)
        lines = [Line("orders: a second file of 3,000, against the first", again, "s", first, 1.0)]
        do(warehouse, release)
        return lines + [_look(warehouse, name, ask, limit) for name, ask, limit in looks()]


def _bring_today(warehouse: Warehouse) -> tuple[float, float]:
    """Seconds of today's file, and of the same orders told again two hours later with half of them changed a little."""
    add_products(warehouse, 40)
    add_stock(warehouse, {f"SKU{n}": 500 if n < 36 else 5 for n in range(1, 41)})
    told = [
        order(f"261103{n:09d}", {f"SKU{n % 40 + 1}": 1}, ship_by=DAY + timedelta(minutes=n % 2_000), mobile=f"138{n // 2:08d}",
              buyer=f"买家{n // 2 if n < 800 else n}", note=texts.NOTES[0] if n % 50 == 0 else "")
        for n in range(TODAY)
    ]  # fmt: skip
    later = [order(one.number, {f"SKU{n % 40 + 1}": 1}, ship_by=one.ship_by, mobile=one.mobile, note=one.note, buyer=one.buyer,
                   flag="红" if n % 2 else "") for n, one in enumerate(told)]  # fmt: skip
    first = _taken(lambda: add_orders(warehouse, *told, name="morning"))
    return first, _taken(lambda: add_orders(warehouse, *later, name="noon", modified=DAY + timedelta(hours=2)))


def looks() -> Iterator[tuple[str, Ask, float]]:
    """What the order screens ask: its name, the question, and how many milliseconds it may take."""
    today = NOW.date()
    yield "board", lambda session: board(session, moments(session, NOW)), LOOK_MS
    yield "board of a shop", lambda session: board(session, moments(session, NOW), "示例旗舰店"), LOOK_MS
    yield "counts by state", counts_by_state, LOOK_MS
    yield "age of the data", order_data_as_of, LOOK_MS
    yield "short list", lambda session: lacks(session, today=today), LOOK_MS
    yield "customer service", lambda session: shorts_page(session, today=today), LOOK_MS
    yield "short orders counted", how_many, LOOK_MS
    yield "who can go", lambda session: can_go(session, today), LOOK_MS
    yield "merge suggestions", suggestions, LOOK_MS
    yield "looks counted", lambda session: look_counts(session, OrderFilter(states=("look",))), LOOK_MS
    for state in State:
        yield f"list of {state}", _page(OrderFilter(states=(state.value,))), LOOK_MS
    for what, states in HERE.items():
        for sort in SORTS:
            yield f"list{what} by {sort}", _page(OrderFilter(states=states), sort=sort, descending=True), LOOK_MS
        yield f"list{what} of a shop", _page(OrderFilter(states=states, shop="示例旗舰店")), LOOK_MS
        yield f"list{what} at row {DEEP:,}", _page(OrderFilter(states=states), offset=DEEP), LOOK_MS
    for name in NAMES:
        yield f"list behind {name}", lambda session, name=name: _behind(session, name), LOOK_MS
    yield "list of the late", _page(OrderFilter(late_at=NOW)), LOOK_MS
    yield "list of the held", _page(OrderFilter(held=True)), LOOK_MS
    for what, states in HERE.items():
        for word, text in WORDS.items():
            yield f"search {word}{what}", _page(OrderFilter(text=text, states=states)), SEARCH_MS


def _page(wanted: OrderFilter, **asked: Any) -> Ask:
    return lambda session: orders_page(session, wanted, **asked)


def _behind(session: Session, name: str) -> object:
    return orders_page(session, OrderFilter(due=name, at=moments(session, NOW)))


def _taken(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def _look(warehouse: Warehouse, name: str, ask: Ask, limit: float) -> Line:
    taken = []
    for _ in range(ROUNDS):
        with warehouse.reading() as session:
            session.connection()
            taken.append(_taken(lambda session=session: ask(session)))
    return Line(f"orders: {name}", statistics.median(taken) * 1000, "ms", None, limit)


if __name__ == "__main__":
    for line in measure(Path(sys.argv[1])):
        print(line, flush=True)
