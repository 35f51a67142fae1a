"""How the databases answer the order screens: by indexes, never by reading every order of the years.

SQLite plans alike for an empty file and for a million orders. A server is told that reading whole tables is dear, so that it
does so only where no index serves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from tests.database import is_postgres
from tests.shop import DAY, add_orders, add_products, order
from warehouse_app.orders import search
from warehouse_app.orders.board import board
from warehouse_app.orders.due import NAMES, moments
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.merging import suggestions
from warehouse_app.orders.queries import NOT_LEFT, SORTS, OrderFilter, counts_by_state, orders_page
from warehouse_app.orders.shorts.queries import can_go, how_many, lacks, shorts_page
from warehouse_app.store.warehouse import Warehouse

Ask = Callable[[Session], object]
WHOLE = re.compile(r"SCAN (orders|order_line|order_history)$|Seq Scan on (orders|order_line|order_history|search_order)\b")
SORTED = re.compile(r"TEMP B-TREE FOR ORDER BY$")


def _plans(session: Session, ask: Ask) -> Iterator[str]:
    """The lines of the plans of all statements a question leads to."""
    said: list[tuple[str, Any]] = []
    connection = session.connection()

    def hear(_connection: Connection, _cursor: object, statement: str, values: Any, *_: object) -> None:
        said.append((statement, values))

    event.listen(connection, "before_cursor_execute", hear)
    ask(session)
    event.remove(connection, "before_cursor_execute", hear)
    explain = "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    for statement, values in said:
        for row in connection.exec_driver_sql(explain + statement, values):
            yield str(row[-1]).strip()


def _lists(*states: str) -> Iterator[tuple[str, Ask]]:
    for sort in SORTS:
        for descending in (False, True):
            wanted = {"wanted": OrderFilter(states=states), "sort": sort, "descending": descending}
            yield f"{states} {wanted}", lambda session, wanted=wanted: orders_page(session, **wanted)


def _others(session: Session) -> Iterator[tuple[str, Ask]]:
    at = moments(session, DAY)
    yield "board", lambda session: board(session, at)
    yield "counts", counts_by_state
    yield "lacks", lambda session: lacks(session, today=DAY.date())
    yield "service", shorts_page
    yield "how many", how_many
    yield "can go", lambda session: can_go(session, DAY.date())
    yield "merging", suggestions
    for name in NAMES:
        yield name, lambda session, name=name: orders_page(session, OrderFilter(due=name, at=at))


@pytest.mark.parametrize("states", [(), ("done",), ("shipped",), ("cancelled",), NOT_LEFT], ids=lambda states: states[:1])
def test_lists_are_read_in_their_order_from_an_index(local_warehouse: Warehouse, states: tuple[str, ...]) -> None:
    with local_warehouse.reading() as session:
        for what, ask in _lists(*states):
            for line in _plans(session, ask):
                assert not WHOLE.search(line), (what, line)
                assert states == NOT_LEFT or not SORTED.search(line), (what, line)  # few enough to be sorted


def test_the_other_screens_read_no_table_whole(local_warehouse: Warehouse) -> None:
    with local_warehouse.reading() as session:
        for what, ask in _others(session):
            for line in _plans(session, ask):
                assert not WHOLE.search(line), (what, line)


def test_pages_from_either_end_make_up_the_whole_list(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    told = {"paid_at": None, "status": OrderStatus.UNPAID}  # without a deadline
    amounts = [None, Decimal(3), Decimal(1), Decimal(3), None, Decimal(2), Decimal(1)]
    add_orders(warehouse, *(order(f"{n}", {"SKU1": 1}, amount=a, **(told if n % 3 else {})) for n, a in enumerate(amounts)))
    with warehouse.reading() as session:
        for sort in SORTS:
            for descending in (False, True):
                asked: dict[str, Any] = {"sort": sort, "descending": descending}
                whole = [row.id for row in orders_page(session, **asked).rows]
                pages = [orders_page(session, offset=start, limit=2, **asked) for start in range(0, 9, 2)]
                assert [row.id for page in pages for row in page.rows] == whole, asked
                assert {page.total for page in pages} == {7}
        empty = [row.amount is None for row in orders_page(session, sort="amount", descending=True).rows]
    assert empty == [False] * 5 + [True] * 2


@pytest.mark.parametrize("words", ["娜娜", "欧阳娜", "zq", "4567", "3456789012"])
def test_a_search_reads_no_table_whole(warehouse: Warehouse, words: str) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}))
    with warehouse.reading() as session:
        if is_postgres(warehouse.engine):
            session.execute(text("SET LOCAL enable_seqscan = off"))
            session.execute(text("SET LOCAL enable_indexscan = off"))  # walking all along the key is no better
        for line in _plans(session, lambda session: search.newest(session, words)):
            assert not WHOLE.search(line), line


def test_a_change_of_state_leaves_the_search_indexes_alone(warehouse: Warehouse) -> None:
    written = (
        "SELECT order_id, xmin::text FROM search_order" if is_postgres(warehouse.engine)
        else "SELECT id, length(block) FROM search_order_data ORDER BY id"
    )  # fmt: skip
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}))

    def index() -> list[tuple[Any, ...]]:
        with warehouse.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(written)]

    before = index()
    with warehouse.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET state = 'packed', version = version + 1"))
    assert index() == before
    with warehouse.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET note = '请送货上门'"))
    assert index() != before
