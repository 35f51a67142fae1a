"""Lists of returns, quarantine, and what suppliers still owe."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from tests.inbound.putaway.docks import add_receipt, add_supplier
from tests.inbound.sendback.backs import back, drafted, sent, sheet
from tests.shop import add_products, do, problems_of
from warehouse_app.errors import NotFound
from warehouse_app.inbound.sendback.commands import credit_line, undo_return
from warehouse_app.inbound.sendback.quarantine import quarantine
from warehouse_app.inbound.sendback.queries import RETURN_ORDER, return_, returns_page, unreplaced, unreplaced_lines
from warehouse_app.store.warehouse import Warehouse

NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)


def two_suppliers(warehouse: Warehouse) -> tuple[int, int]:
    """The first brought SKU1 (3 of 10 stained) at 12.50 nine days ago, the other SKU2 (2 of 5) without a price two days ago."""
    add_products(warehouse)
    first, second = add_supplier(warehouse), add_supplier(warehouse, "另一家")
    add_receipt(
        warehouse, {"SKU1": 10}, defective={"SKU1": 3}, supplier_id=first, price="12.50", closed_at=NOON - timedelta(days=9)
    )
    add_receipt(warehouse, {"SKU2": 5}, defective={"SKU2": 2}, supplier_id=second, closed_at=NOON - timedelta(days=2))
    return first, second


def test_quarantine_names_the_supplier_the_reason_and_the_age(warehouse: Warehouse) -> None:
    first, second = two_suppliers(warehouse)
    drafted(warehouse, first, back(warehouse, "SKU1", 2))
    with warehouse.reading() as session:
        rows = quarantine(session)
        assert [(r.seller_code, r.pieces, r.drafted, r.supplier, r.price, r.reason, r.since) for r in rows] == [
            ("SKU1", 3, 2, "示例针织厂", Decimal("12.50"), "stain", NOON - timedelta(days=9)),
            ("SKU2", 2, 0, "另一家", None, "stain", NOON - timedelta(days=2)),
        ]
        assert [r.seller_code for r in quarantine(session, second)] == ["SKU2"]
        assert quarantine(session, 999) == []


def test_the_age_is_that_of_the_oldest_pieces_still_there(warehouse: Warehouse) -> None:
    first, _ = two_suppliers(warehouse)
    add_receipt(
        warehouse, {"SKU1": 2}, defective={"SKU1": 2}, supplier_id=first, price="13.00", closed_at=NOON - timedelta(days=1)
    )
    sent(warehouse, first, back(warehouse, "SKU1", 2))
    with warehouse.reading() as session:
        assert quarantine(session, first)[0].since == NOON - timedelta(days=9)
    sent(warehouse, first, back(warehouse, "SKU1", 1))
    with warehouse.reading() as session:
        (row,) = quarantine(session, first)
    assert (row.pieces, row.price, row.since) == (2, Decimal("13.00"), NOON - timedelta(days=1))


def test_what_is_not_replaced_stands_with_its_age_and_value(warehouse: Warehouse) -> None:
    first, second = two_suppliers(warehouse)
    warehouse.clock = lambda: NOON
    one = sent(warehouse, first, back(warehouse, "SKU1", 2, reason="污渍"))
    warehouse.clock = lambda: NOON + timedelta(days=4)
    sent(warehouse, first, back(warehouse, "SKU1", 1))
    sent(warehouse, second, back(warehouse, "SKU2", 2))
    drafted(warehouse, second, back(warehouse, "SKU2", 1))
    add_receipt(warehouse, {"SKU1": 1}, supplier_id=first, return_id=one)
    today = NOON.astimezone().date() + timedelta(days=10)
    with warehouse.reading() as session:
        rows = unreplaced(session, today)
        assert [(r.supplier_id, r.returns, r.pieces, r.value, r.days) for r in rows] == [
            (first, 2, 2, Decimal("25.00"), 10),
            (second, 1, 2, Decimal("0.00"), 6),
        ]
        lines = unreplaced_lines(session, first)
        assert [(r.return_id == one, r.open, r.value, r.reason) for r in lines] == [
            (True, 1, Decimal("12.50"), "污渍"),
            (False, 1, Decimal("12.50"), ""),
        ]
    do(warehouse, credit_line, lines[0].line_id, 1)
    do(warehouse, undo_return, lines[1].return_id)
    with warehouse.reading() as session:
        assert unreplaced_lines(session, first) == []
        assert [r.supplier_id for r in unreplaced(session, today)] == [second]
    assert problems_of(warehouse) == []


def test_returns_are_found_sorted_and_paged(warehouse: Warehouse) -> None:
    first, second = two_suppliers(warehouse)
    one = sent(warehouse, first, back(warehouse, "SKU1", 2))
    two = drafted(warehouse, second, back(warehouse, "SKU2", 1), kind="credit", note="加急")
    three = drafted(warehouse, first)
    with warehouse.reading() as session:

        def ids(**asked: object) -> list[int]:
            return [row.id for row in returns_page(session, **asked).rows]  # type: ignore[arg-type]  # any filter

        assert ids() == [three, two, one]
        assert ids(limit=1, offset=1) == [two]
        assert ids(state="sent") == [one]
        assert ids(supplier_id=first, descending=False) == [one, three]
        assert ids(text="加急") == ids(text="另一") == ids(text="SKU2") == [two]
        assert ids(text="%") == []
        assert ids(sort="value")[0] == one
        for key in RETURN_ORDER:
            assert sorted(ids(sort=key, descending=False)) == [one, two, three]
        page = returns_page(session, limit=1)
        assert (page.total, page.rows[0].pieces, page.rows[0].value) == (3, 0, Decimal("0.00"))


def test_a_return_that_is_not_there(local_warehouse: Warehouse) -> None:
    with local_warehouse.reading() as session, pytest.raises(NotFound) as caught:
        return_(session, 1)
    assert caught.value.code == "sendback.no_such_return"


def test_lists_take_the_same_few_statements_whatever_they_hold(local_warehouse: Warehouse) -> None:
    first, second = two_suppliers(local_warehouse)
    for _ in range(3):
        made = drafted(local_warehouse, first, back(local_warehouse, "SKU1", 1), back(local_warehouse, "SKU2", 1))
    sent(local_warehouse, second, back(local_warehouse, "SKU2", 1))
    assert len(sheet(local_warehouse, made).lines) == 2
    with local_warehouse.reading() as session:
        told: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *args: told.append(args[2]))
        returns_page(session)
        return_(session, made)
        quarantine(session)
        unreplaced(session, date(2026, 12, 1))
        unreplaced_lines(session, second)
    assert len(told) == 11
