"""What buying shows: orders in lists, one order, what is still to come, and suppliers with their marks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.inbound.buying.shop import TODAY, add_supplier, card, drafted, ordered, received, sku_ids, take_back, yuan
from tests.shop import add_products, do
from warehouse_app.errors import NotFound
from warehouse_app.inbound.buying.commands import cancel_order, close_order, set_price
from warehouse_app.inbound.buying.queries import expected_pieces, open_orders_of, order, orders_page, prices
from warehouse_app.inbound.buying.suppliers import supplier, suppliers
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    warehouse.clock = lambda: datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    add_products(warehouse, 4)
    return warehouse


def statements(warehouse: Warehouse, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> int:
    """How many statements a question takes."""
    said: list[str] = []
    with warehouse.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: said.append(told[2]))
        ask(session, *args, **kwargs)
    return len(said)


def numbers(warehouse: Warehouse, **asked: Any) -> list[int]:
    with warehouse.reading() as session:
        return [row.id for row in orders_page(session, TODAY, **asked).rows]


def test_the_list_of_orders_says_what_came_and_what_it_costs(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3, "SKU2": 2}, expected=TODAY - timedelta(days=1))
    received(shop, one, {"SKU1": 2}, order_id=order_id)
    empty = drafted(shop, one, {})
    with shop.reading() as session:
        page = orders_page(session, TODAY)
    assert page.total == 2
    assert [row.id for row in page.rows] == [empty, order_id]
    row = page.rows[1]
    assert (row.supplier, row.state, row.pieces, row.received, row.amount) == ("义乌小商品", "partly", 5, 2, yuan("50.00"))
    assert (row.overdue, page.rows[0].overdue) == (True, False)
    assert (page.rows[0].pieces, page.rows[0].amount) == (0, yuan("0.00"))


def test_orders_are_found_by_what_is_on_them(shop: Warehouse) -> None:
    one, two = add_supplier(shop, "甲厂"), add_supplier(shop, "乙厂")
    first = ordered(shop, one, {"SKU1": 1, "SKU2": 1}, expected=TODAY - timedelta(days=3), note="加急")
    second = ordered(shop, two, {"SKU3": 5}, expected=TODAY)
    draft = drafted(shop, two, {"SKU4": 9}, expected=TODAY - timedelta(days=9))
    assert numbers(shop, text="sku2") == [first]
    assert numbers(shop, text="商品3") == [second]
    assert numbers(shop, text="乙") == [draft, second]
    assert numbers(shop, text="急") == [first]
    assert numbers(shop, text=card(shop, draft).number) == [draft]
    assert numbers(shop, text="100%") == []
    assert numbers(shop, supplier_id=two) == [draft, second]
    assert numbers(shop, state="draft") == [draft]
    assert numbers(shop, state="open") == [draft, second, first]
    assert numbers(shop, overdue_only=True) == [first]
    assert numbers(shop, sort="amount", descending=False) == [first, second, draft]
    assert numbers(shop, sort="pieces") == [draft, second, first]
    assert numbers(shop, sort="expected", descending=False) == [draft, first, second]
    assert numbers(shop, overdue_only=True, supplier_id=two) == []
    assert numbers(shop, limit=1, offset=1) == [second]
    do(shop, cancel_order, second)
    assert numbers(shop, state="cancelled") == [second]


def test_an_order_nobody_made_is_not_found(shop: Warehouse) -> None:
    with shop.reading() as session, pytest.raises(NotFound) as caught:
        order(session, 99, TODAY)
    assert caught.value.code == "buying.no_such_order"
    with shop.reading() as session, pytest.raises(NotFound):
        supplier(session, 99, TODAY)


def test_what_is_still_to_come(shop: Warehouse) -> None:
    one, ids = add_supplier(shop), sku_ids(shop)
    first = ordered(shop, one, {"SKU1": 3, "SKU2": 2})
    ordered(shop, one, {"SKU1": 4})
    drafted(shop, one, {"SKU3": 9})
    received(shop, one, {"SKU1": 1, "SKU2": 8}, order_id=first)
    with shop.reading() as session:
        assert expected_pieces(session) == {ids["SKU1"]: 6}  # what came too much of SKU2 is not missing elsewhere
        assert expected_pieces(session, [ids["SKU2"], ids["SKU3"]]) == {}
        assert expected_pieces(session, [ids["SKU1"]]) == {ids["SKU1"]: 6}


def test_orders_to_receive_for_the_first_expected_on_top(shop: Warehouse) -> None:
    one, two = add_supplier(shop, "甲"), add_supplier(shop, "乙")
    never = ordered(shop, one, {"SKU1": 3})
    late = ordered(shop, one, {"SKU1": 3}, expected=TODAY)
    early = ordered(shop, two, {"SKU2": 4}, expected=TODAY - timedelta(days=1))
    drafted(shop, one, {"SKU1": 1})
    with shop.reading() as session:
        rows = open_orders_of(session)
        assert [row.id for row in rows] == [early, late, never]
        assert (rows[0].supplier, rows[0].pieces, rows[0].received) == ("乙", 4, 0)
        assert [row.id for row in open_orders_of(session, one)] == [late, never]


def test_a_suppliers_mark_comes_from_its_deliveries(shop: Warehouse) -> None:
    one, other = add_supplier(shop, "A"), add_supplier(shop, "B")
    noon = datetime(2026, 11, 3, 4, tzinfo=UTC)
    on_time = ordered(shop, one, {"SKU1": 10}, expected=TODAY)
    received(shop, one, {"SKU1": 10}, order_id=on_time, at=noon, defective=2)
    late = ordered(shop, one, {"SKU1": 10}, expected=TODAY - timedelta(days=2))
    received(shop, one, {"SKU1": 5}, order_id=late, at=noon)
    do(shop, close_order, late, "")
    ordered(shop, one, {"SKU2": 1}, expected=TODAY - timedelta(days=1))  # should be here, and nothing is
    ordered(shop, one, {"SKU2": 1}, expected=TODAY)  # may still come today
    ordered(shop, one, {"SKU2": 1})
    with shop.reading() as session:
        row, nobody = suppliers(session, TODAY)
    assert (nobody.id, nobody.score.mark, nobody.open_orders, nobody.last_delivery) == (other, None, 0, None)
    assert (row.open_orders, row.overdue_orders, row.last_delivery) == (3, 1, noon)
    assert row.score.late == pytest.approx(2 / 3)
    assert row.score.short == pytest.approx(5 / 20)
    assert row.score.defective == pytest.approx(2 / 15)
    assert row.score.mark == 62  # 100 - 40 * 2/3 - 30 * 1/4 - 30 * 2/15
    with shop.reading() as session:
        assert supplier(session, one, TODAY) == row


def test_a_receipt_that_was_taken_back_is_no_delivery(shop: Warehouse) -> None:
    one = add_supplier(shop)
    take_back(shop, received(shop, one, {"SKU1": 10}, defective=9))
    with shop.reading() as session:
        row = supplier(session, one, TODAY)
    assert (row.last_delivery, row.score.mark) == (None, None)


def test_suppliers_are_found_by_name_contact_and_phone(shop: Warehouse) -> None:
    one = add_supplier(shop, "甲", contact="王老板", phone="13900000000")
    add_supplier(shop, "乙")
    for text in ("甲", "王", "139"):
        with shop.reading() as session:
            assert [row.id for row in suppliers(session, TODAY, text=text)] == [one]


def test_lists_take_as_many_statements_for_many_rows_as_for_one(shop: Warehouse) -> None:
    def asked() -> list[int]:
        return [
            statements(shop, suppliers, TODAY),
            statements(shop, orders_page, TODAY, sort="amount"),
            statements(shop, prices, one, TODAY),
            statements(shop, order, order_id, TODAY),
            statements(shop, open_orders_of),
            statements(shop, expected_pieces),
        ]

    one, ids = add_supplier(shop), sku_ids(shop)
    order_id = ordered(shop, one, {"SKU1": 1})
    do(shop, set_price, one, ids["SKU1"], yuan("1.00"), date(2026, 1, 1))
    few = asked()
    for name in "甲乙丙丁":
        ordered(shop, add_supplier(shop, name), {"SKU1": 1, "SKU2": 2, "SKU3": 1})
    for sku_id in ids.values():
        do(shop, set_price, one, sku_id, yuan("2.00"))
    assert asked() == few == [4, 2, 2, 3, 1, 1]
