"""Buying as commands on both databases: suppliers, prices, and the life of a purchase order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.database import is_postgres
from tests.inbound.buying.shop import (
    CLERK,
    TODAY,
    add_supplier,
    card,
    drafted,
    open_receipt,
    ordered,
    received,
    sku_ids,
    take_back,
    wanted,
    yuan,
)
from tests.shop import add_products, do, problems_of
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.inbound.buying.commands import (
    cancel_order,
    close_order,
    draft_order,
    edit_order,
    retire_supplier,
    save_supplier,
    send_order,
    set_price,
)
from warehouse_app.inbound.buying.queries import history, prices
from warehouse_app.inbound.buying.receipts import apply_receipt
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.buying.suppliers import supplier, suppliers
from warehouse_app.inbound.tables import Receipt
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import explain


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Four products of one SKU each, at nine in the morning of TODAY."""
    warehouse.clock = lambda: datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    add_products(warehouse, 4)
    return warehouse


def refused(code: str, kind: type[WarehouseError], act: Callable[..., Any], *args: Any, **kwargs: Any) -> WarehouseError:
    """The step is refused with this code, and both languages can say why."""
    with pytest.raises(kind) as caught:
        do(*(args[0], act, *args[1:]), **kwargs)
    assert caught.value.code == code
    assert explain(caught.value, "zh_CN") != explain(caught.value, "en")
    return caught.value


def quantities(warehouse: Warehouse, order_id: int) -> dict[str, tuple[int, int]]:
    return {line.seller_code: (line.quantity, line.received) for line in card(warehouse, order_id).lines}


# --- suppliers and prices ---------------------------------------------------------------------------------------------


def test_a_supplier_is_written_down_and_changed(shop: Warehouse) -> None:
    one = add_supplier(shop, "  义乌  小商品 ", lead_days=7, minimum_amount=yuan("500.00"), minimum_pieces=20, phone="138")
    do(shop, save_supplier, SupplierFields("义乌小商品城", lead_days=5), one)
    with shop.reading() as session:
        row = supplier(session, one, TODAY)
    assert (row.name, row.lead_days, row.minimum_amount, row.phone) == ("义乌小商品城", 5, None, "")


def test_a_suppliers_name_is_its_own(shop: Warehouse) -> None:
    one = add_supplier(shop, "甲")
    two = add_supplier(shop, "乙")
    refused("buying.name_taken", Conflict, save_supplier, shop, SupplierFields(" 甲 "))
    refused("buying.name_taken", Conflict, save_supplier, shop, SupplierFields("甲"), two)
    do(shop, save_supplier, SupplierFields("甲", phone="1"), one)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "  "}, "buying.name_missing"),
        ({"lead_days": -1}, "buying.bad_lead_days"),
        ({"lead_days": 1.5}, "buying.bad_lead_days"),
        ({"minimum_amount": Decimal("-1")}, "buying.bad_minimum"),
        ({"minimum_amount": Decimal("1.005")}, "buying.bad_minimum"),
        ({"minimum_pieces": -3}, "buying.bad_minimum"),
    ],
)
def test_what_cannot_be_of_a_supplier_is_refused(local_warehouse: Warehouse, fields: dict[str, Any], code: str) -> None:
    refused(code, BadInput, save_supplier, local_warehouse, replace(SupplierFields("甲"), **fields))


def test_an_unknown_supplier_is_not_found(shop: Warehouse) -> None:
    refused("buying.no_such_supplier", NotFound, save_supplier, shop, SupplierFields("甲"), 99)
    refused("buying.no_such_supplier", NotFound, draft_order, shop, 99, [])
    refused("buying.no_such_supplier", NotFound, set_price, shop, 99, 1, yuan("1"))


def test_a_supplier_with_open_orders_is_not_retired_and_the_orders_are_named(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = drafted(shop, one, {"SKU1": 1})
    error = refused("buying.orders_open", Conflict, retire_supplier, shop, one)
    assert error.fields["orders"] == card(shop, order_id).number
    do(shop, cancel_order, order_id)
    do(shop, retire_supplier, one)
    refused("buying.supplier_retired", Conflict, draft_order, shop, one, [])
    with shop.reading() as session:
        assert suppliers(session, TODAY) == []
        assert [row.id for row in suppliers(session, TODAY, retired=True)] == [one]
    do(shop, save_supplier, SupplierFields("义乌小商品"), one)
    drafted(shop, one, {"SKU1": 1})


def test_the_newest_price_that_has_begun_counts(shop: Warehouse) -> None:
    one, sku = add_supplier(shop), sku_ids(shop)["SKU1"]
    do(shop, set_price, one, sku, yuan("10.00"), date(2026, 1, 1), "A-77")
    do(shop, set_price, one, sku, yuan("12.50"), date(2026, 6, 1))
    do(shop, set_price, one, sku, yuan("14.00"), date(2026, 12, 1))
    do(shop, set_price, one, sku, yuan("9.00"), date(2025, 1, 1))
    with shop.reading() as session:
        (row,) = prices(session, one, TODAY).rows
        assert (row.price, row.since, row.supplier_code) == (yuan("12.50"), date(2026, 6, 1), "A-77")
        assert [past.price for past in history(session, one, sku)] == [
            yuan(price) for price in ("14.00", "12.50", "10.00", "9.00")
        ]
        assert prices(session, one, date(2024, 1, 1)).total == 0
        assert prices(session, one, TODAY, text="a-7").total == 1
        assert prices(session, one, TODAY, text="SKU2").total == 0


def test_a_price_corrected_on_its_day_counts(shop: Warehouse) -> None:
    one, sku = add_supplier(shop), sku_ids(shop)["SKU1"]
    do(shop, set_price, one, sku, yuan("10.00"))
    do(shop, set_price, one, sku, yuan("11.00"))
    with shop.reading() as session:
        assert prices(session, one, TODAY).rows[0].price == yuan("11.00")


@pytest.mark.parametrize("price", ["-0.01", "1.234", "NaN", "Infinity"])
def test_a_price_that_is_no_money_is_refused(shop: Warehouse, price: str) -> None:
    one, sku = add_supplier(shop), sku_ids(shop)["SKU1"]
    refused("buying.bad_price", BadInput, set_price, shop, one, sku, Decimal(price))
    refused("buying.bad_price", BadInput, draft_order, shop, one, [WantedLine(sku, 1, Decimal(price))])
    refused("buying.no_such_sku", NotFound, set_price, shop, one, 999, yuan("1"))


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_a_draft_has_a_number_and_the_suppliers_prices(shop: Warehouse) -> None:
    one, ids = add_supplier(shop), sku_ids(shop)
    do(shop, set_price, one, ids["SKU1"], yuan("8.80"), supplier_code="货 1")
    lines = [WantedLine(ids["SKU1"], 2), WantedLine(ids["SKU2"], 3, yuan("1.00")), WantedLine(ids["SKU3"], 1)]
    order = card(shop, do(shop, draft_order, one, lines, TODAY, " 快点 "))
    assert order.number == f"PO{datetime(2026, 11, 3, 1, tzinfo=UTC).astimezone():%y%m%d}-{order.id}"
    assert (order.state, order.note, order.version) == ("draft", "快点", 1)
    assert [line.price for line in order.lines] == [yuan("8.80"), yuan("1.00"), None]
    assert order.lines[0].supplier_code == "货 1"
    assert (order.totals.pieces, order.totals.amount, order.totals.unpriced) == (6, yuan("20.60"), 1)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, 10_000_000])
def test_a_quantity_that_is_no_pieces_is_refused(shop: Warehouse, quantity: Any) -> None:
    one, sku = add_supplier(shop), sku_ids(shop)["SKU1"]
    refused("buying.bad_quantity", BadInput, draft_order, shop, one, [WantedLine(sku, quantity)])
    order_id = drafted(shop, one, {"SKU1": 1})
    refused("buying.bad_quantity", BadInput, edit_order, shop, order_id, 1, [WantedLine(sku, quantity)], None, "")


def test_lines_that_cannot_be_are_refused(shop: Warehouse) -> None:
    one, sku = add_supplier(shop), sku_ids(shop)["SKU1"]
    refused("buying.sku_twice", BadInput, draft_order, shop, one, [WantedLine(sku, 1), WantedLine(sku, 2)])
    refused("buying.no_such_sku", NotFound, draft_order, shop, one, [WantedLine(999, 1)])


def test_a_draft_may_become_anything(shop: Warehouse) -> None:
    order_id = drafted(shop, add_supplier(shop), {"SKU1": 1, "SKU2": 2})
    assert do(shop, edit_order, order_id, 1, wanted(shop, {"SKU2": 5, "SKU3": 9}), TODAY, "改") == 2
    assert quantities(shop, order_id) == {"SKU2": (5, 0), "SKU3": (9, 0)}
    assert do(shop, edit_order, order_id, 2, [], None, "") == 3
    assert card(shop, order_id).lines == ()


def test_an_order_changed_at_another_desk_is_read_again_first(shop: Warehouse) -> None:
    order_id = drafted(shop, add_supplier(shop), {"SKU1": 1})
    do(shop, edit_order, order_id, 1, wanted(shop, {"SKU1": 2}), None, "")
    refused("buying.changed_meanwhile", Conflict, edit_order, shop, order_id, 1, wanted(shop, {"SKU1": 3}), None, "")
    do(shop, send_order, order_id)
    refused("buying.changed_meanwhile", Conflict, edit_order, shop, order_id, 2, wanted(shop, {"SKU1": 3}), None, "")
    assert quantities(shop, order_id) == {"SKU1": (2, 0)}


# --- sending ----------------------------------------------------------------------------------------------------------


def test_a_sent_order_is_expected_after_the_lead_time(shop: Warehouse) -> None:
    one = add_supplier(shop, lead_days=7)
    order_id = drafted(shop, one, {"SKU1": 1})
    sent = do(shop, send_order, order_id)
    assert sent.expected == TODAY + timedelta(days=7)
    assert card(shop, order_id).state == "sent"
    refused("buying.not_draft", Conflict, send_order, shop, order_id)
    chosen = drafted(shop, one, {"SKU2": 1}, expected=date(2026, 12, 24))
    assert do(shop, send_order, chosen).expected == date(2026, 12, 24)


def test_an_empty_order_is_not_sent(shop: Warehouse) -> None:
    order_id = drafted(shop, add_supplier(shop), {})
    refused("buying.empty_order", Conflict, send_order, shop, order_id)
    refused("buying.no_such_order", NotFound, send_order, shop, 99)


@pytest.mark.parametrize("least", [{"minimum_amount": Decimal("30.01")}, {"minimum_pieces": 4}])
def test_below_the_suppliers_minimum_a_reason_is_wanted(shop: Warehouse, least: dict[str, Any]) -> None:
    order_id = drafted(shop, add_supplier(shop, **least), {"SKU1": 3})
    refused("buying.below_minimum", Conflict, send_order, shop, order_id, actor=CLERK)
    refused("buying.below_minimum", Conflict, send_order, shop, order_id, "  ", actor=CLERK)
    do(shop, send_order, order_id, "补货急用", actor=CLERK)
    assert (card(shop, order_id).state, card(shop, order_id).override) == ("sent", "补货急用")


def test_at_the_minimum_no_reason_is_wanted(shop: Warehouse) -> None:
    order_id = drafted(shop, add_supplier(shop, minimum_amount=yuan("30.00"), minimum_pieces=3), {"SKU1": 3})
    do(shop, send_order, order_id)
    assert card(shop, order_id).override == ""


# --- while it is on its way -------------------------------------------------------------------------------------------


def test_receipts_make_an_order_partly_and_then_wholly_received(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3, "SKU2": 2})
    received(shop, one, {"SKU1": 2, "SKU4": 7}, order_id=order_id)  # SKU4 was never ordered
    assert (card(shop, order_id).state, quantities(shop, order_id)) == ("partly", {"SKU1": (3, 2), "SKU2": (2, 0)})
    last = received(shop, one, {"SKU1": 5, "SKU2": 2}, order_id=order_id)
    assert (card(shop, order_id).state, quantities(shop, order_id)) == ("closed", {"SKU1": (3, 7), "SKU2": (2, 2)})
    assert card(shop, order_id).closed_at is not None
    take_back(shop, last)
    assert (card(shop, order_id).state, quantities(shop, order_id)) == ("partly", {"SKU1": (3, 2), "SKU2": (2, 0)})
    assert card(shop, order_id).closed_at is None
    assert problems_of(shop) == []


def test_taking_back_the_only_receipt_leaves_the_order_sent(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3})
    take_back(shop, received(shop, one, {"SKU1": 1}, order_id=order_id))
    assert (card(shop, order_id).state, quantities(shop, order_id)) == ("sent", {"SKU1": (3, 0)})


def test_what_was_received_stays_ordered(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3, "SKU2": 2})
    version = card(shop, order_id).version
    received(shop, one, {"SKU1": 2}, order_id=order_id)
    error = refused("buying.below_received", Conflict, edit_order, shop, order_id, version, wanted(shop, {"SKU1": 1}), None, "")
    assert error.fields == {"sku": "SKU1", "received": 2, "quantity": 1}
    refused("buying.line_received", Conflict, edit_order, shop, order_id, version, wanted(shop, {"SKU2": 2}), None, "")
    do(shop, edit_order, order_id, version, wanted(shop, {"SKU1": 3, "SKU3": 1}), None, "")
    assert quantities(shop, order_id) == {"SKU1": (3, 2), "SKU3": (1, 0)}
    do(shop, edit_order, order_id, version + 1, wanted(shop, {"SKU1": 2}), None, "")
    assert card(shop, order_id).state == "closed"  # nothing is left to come
    refused("buying.order_over", Conflict, edit_order, shop, order_id, version + 2, wanted(shop, {"SKU1": 9}), None, "")
    assert problems_of(shop) == []


def test_an_edit_waits_for_a_receipt_that_is_being_closed(shop: Warehouse) -> None:
    """Whoever edits sees what the other desk has just received, and cannot order less than that."""
    if not is_postgres(shop.engine):
        pytest.skip("SQLite lets one writer in at a time")
    order_id = ordered(shop, add_supplier(shop), {"SKU1": 3})
    lines, failures = wanted(shop, {"SKU1": 1}), []

    def edit() -> None:
        try:
            do(shop, edit_order, order_id, 2, lines, None, "")
        except Conflict as error:
            failures.append(error.code)

    other = threading.Thread(target=edit)
    with shop.transaction(SYSTEM, "dock") as tx:
        apply_receipt(tx, order_id, {lines[0].sku_id: 2}, 1)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(10)
    assert failures == ["buying.below_received"]
    assert quantities(shop, order_id) == {"SKU1": (3, 2)}


def test_what_came_without_being_ordered_counts_once_it_is(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3})
    stray = received(shop, one, {"SKU1": 1, "SKU2": 4}, order_id=order_id)
    do(shop, edit_order, order_id, 2, wanted(shop, {"SKU1": 3, "SKU2": 6}), None, "")
    assert quantities(shop, order_id) == {"SKU1": (3, 1), "SKU2": (6, 4)}
    assert problems_of(shop) == []
    take_back(shop, stray)
    assert quantities(shop, order_id) == {"SKU1": (3, 0), "SKU2": (6, 0)}
    assert problems_of(shop) == []


def test_a_sent_order_does_not_become_empty(shop: Warehouse) -> None:
    order_id = ordered(shop, add_supplier(shop), {"SKU1": 3})
    refused("buying.empty_order", Conflict, edit_order, shop, order_id, 2, [], None, "")


def test_an_agreed_price_stays_when_an_edit_names_none(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3})
    do(shop, set_price, one, sku_ids(shop)["SKU1"], yuan("99.00"))
    do(shop, edit_order, order_id, 2, wanted(shop, {"SKU1": 2}, price=None), None, "")
    assert card(shop, order_id).lines[0].price == yuan("10.00")


# --- the end ----------------------------------------------------------------------------------------------------------


def test_an_order_is_cancelled_while_nothing_came(shop: Warehouse) -> None:
    one = add_supplier(shop)
    for order_id in (drafted(shop, one, {"SKU1": 1}), ordered(shop, one, {"SKU1": 1})):
        do(shop, cancel_order, order_id)
        assert card(shop, order_id).state == "cancelled"
        refused("buying.order_over", Conflict, cancel_order, shop, order_id)
        refused("buying.not_draft", Conflict, send_order, shop, order_id)


def test_an_order_of_which_something_came_is_closed_instead(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3}, note="第一批")
    refused("buying.not_partly", Conflict, close_order, shop, order_id, "")
    received(shop, one, {"SKU1": 1}, order_id=order_id)
    refused("buying.received_already", Conflict, cancel_order, shop, order_id)
    do(shop, close_order, order_id, "厂家断货")
    assert (card(shop, order_id).state, card(shop, order_id).note) == ("closed", "第一批\n厂家断货")
    refused("buying.not_partly", Conflict, close_order, shop, order_id, "")


def test_an_order_that_is_being_received_is_not_ended(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 3})
    receipt_id = open_receipt(shop, one, order_id)
    with shop.reading() as session:
        number = session.scalar(select(Receipt.number).where(Receipt.id == receipt_id))
    assert refused("buying.being_received", Conflict, cancel_order, shop, order_id).fields["receipt"] == number
    received(shop, one, {"SKU1": 1}, order_id=order_id)
    refused("buying.being_received", Conflict, close_order, shop, order_id, "")


def test_an_order_closed_by_hand_stays_closed_when_more_comes_and_opens_when_a_receipt_is_taken_back(shop: Warehouse) -> None:
    one = add_supplier(shop)
    order_id = ordered(shop, one, {"SKU1": 9})
    received(shop, one, {"SKU1": 1}, order_id=order_id)
    do(shop, close_order, order_id, "")
    late = received(shop, one, {"SKU1": 2}, order_id=order_id)
    assert (card(shop, order_id).state, quantities(shop, order_id)) == ("closed", {"SKU1": (9, 3)})
    take_back(shop, late)
    assert (card(shop, order_id).state, quantities(shop, order_id)) == ("partly", {"SKU1": (9, 1)})
    assert problems_of(shop) == []
