"""Prepared statements give what SQLAlchemy gives: names, types, lists of any length, on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import bindparam, func, null, select, update

from tests.shop import DAY, SYSTEM, add_orders, ids_of, order
from warehouse_app.orders.tables import Order, OrderHistory
from warehouse_app.store.prepared import Prepared, Query, new_row
from warehouse_app.store.warehouse import Warehouse

_COLUMNS = (Order.id, Order.number, Order.urgent, Order.paid_at, Order.amount, Order.state)
_NUMBERS = bindparam("numbers", expanding=True)
_these = select(*_COLUMNS).where(Order.number.in_(_NUMBERS), Order.state.in_(["waiting", "look"])).order_by(Order.number)


@pytest.fixture
def orders(warehouse: Warehouse) -> Warehouse:
    add_orders(warehouse, *(order(str(number), {"X": 1}, amount=Decimal("12.30")) for number in range(10, 15)))
    return warehouse


@pytest.mark.parametrize("numbers", [[], ["10"], ["11", "10"], ["10", "11", "12"], ["14", "13", "12", "11", "10"], ["10", "no"]])
def test_a_query_gives_what_sqlalchemy_gives(orders: Warehouse, numbers: list[str]) -> None:
    query = Query(_these, "numbers")
    with orders.reading() as session:
        expected = session.execute(_these, {"numbers": numbers}).all()
        for place in (session, session.connection()):
            found = query.all(place, numbers=numbers)
            assert [tuple(row) for row in found] == [tuple(row) for row in expected]
            assert [type(value) for row in found for value in row] == [type(value) for row in expected for value in row]
            assert query.firsts(place, numbers=numbers) == [row.id for row in found]


def test_rows_have_names_and_proper_values(orders: Warehouse) -> None:
    with orders.reading() as session:
        row = Query(_these, "numbers").first(session, numbers=["10"])
        assert row is not None
        assert (row.number, row.urgent, row.paid_at, row.amount) == ("10", False, DAY, Decimal("12.30"))
        assert Query(_these, "numbers").first(session, numbers=["none"]) is None
        assert Query(select(func.count()).select_from(Order)).firsts(session) == [5]


def test_a_change_takes_lists_and_nothing(orders: Warehouse) -> None:
    clear = Prepared(update(Order).where(Order.number.in_(_NUMBERS)).values(paid_at=null(), urgent=True), "numbers")
    with orders.transaction(SYSTEM, "desk") as tx:
        assert clear.run(tx, numbers=["10", "11", "12"]) == 3
        assert clear.run(tx, numbers=[]) == 0
    changed = select(Order.number).where(Order.paid_at.is_(None), Order.urgent).order_by(Order.number)
    with orders.reading() as session:
        assert session.scalars(changed).all() == ["10", "11", "12"]


def test_a_new_row_takes_the_stamp_and_the_plain_defaults(orders: Warehouse) -> None:
    (order_id,) = ids_of(orders, "10")
    made = Prepared(new_row(OrderHistory, "order_id", "kind", "fields", "reference").returning(OrderHistory.id))
    with orders.transaction(SYSTEM, "desk 7") as tx:
        ((row_id,),) = made.rows(tx, order_id=order_id, kind="released", fields={"a": [1, "两"]}, reference=None, **tx.stamp)
        now = tx.now
    with orders.reading() as session:
        kept = session.get_one(OrderHistory, row_id)
        assert (kept.kind, kept.fields, kept.reference, kept.desk, kept.at) == ("released", {"a": [1, "两"]}, None, "desk 7", now)


def test_values_that_never_change_are_handed_over_as_the_others(orders: Warehouse) -> None:
    dearer = update(Order).where(Order.number == bindparam("of"), Order.amount == Decimal("12.30"))
    change = Prepared(dearer.values(amount=Decimal("45.60"), paid_at=bindparam("paid")))
    with orders.transaction(SYSTEM, "desk") as tx:
        assert change.run(tx, of="10", paid=tx.now) == 1
        assert change.run_many(tx, [{"of": "11", "paid": tx.now}, {"of": "12", "paid": None}]) in (2, -1)
    with orders.reading() as session:
        amounts = session.scalars(select(Order.amount).order_by(Order.number)).all()
    assert amounts == [Decimal("45.60")] * 3 + [Decimal("12.30")] * 2
