"""The first order of a new style is small: what counts as new, who may say otherwise, and that an edit is no way around."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.database import is_postgres
from tests.inbound.buying.shop import CLERK, add_supplier, card, drafted, received, sku_ids, take_back, wanted, yuan
from tests.shop import add_products, add_stock, do, parsed, problems_of
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.errors import Conflict, NotAllowed
from warehouse_app.inbound.buying.commands import cancel_order, draft_order, edit_order, send_order
from warehouse_app.inbound.buying.rules import WantedLine
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store import settings
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Three products of one SKU each, and a coat in two sizes."""
    warehouse.clock = lambda: datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    add_products(warehouse, 3)
    coat = [ProductRow(n, f"COAT-{size}", "大衣", "藏青", size, (), None, 900, "", "", "") for n, size in enumerate("ML", 9)]
    do(warehouse, import_products, parsed(coat))
    return warehouse


def refused_send(warehouse: Warehouse, order_id: int) -> Conflict:
    with pytest.raises(Conflict) as caught:
        do(warehouse, send_order, order_id)
    assert caught.value.code == "buying.first_order_limit"
    return caught.value


def test_each_sku_of_a_new_style_is_limited(shop: Warehouse) -> None:
    one = add_supplier(shop)
    do(shop, send_order, drafted(shop, one, {"SKU1": 3, "COAT-M": 3, "COAT-L": 3}))
    assert refused_send(shop, drafted(shop, one, {"SKU2": 4})).fields == {"sku": "SKU2", "limit": 3, "quantity": 4}


def test_the_limit_is_a_setting_and_zero_is_none(shop: Warehouse) -> None:
    one = add_supplier(shop)
    do(shop, settings.put, "first_order_limit", 10)
    refused_send(shop, drafted(shop, one, {"SKU1": 11}))
    do(shop, send_order, drafted(shop, one, {"SKU1": 10}))
    do(shop, settings.put, "first_order_limit", 0)
    do(shop, send_order, drafted(shop, one, {"SKU2": 5000}))


def test_a_style_is_known_once_one_of_its_skus_was_ordered(shop: Warehouse) -> None:
    one = add_supplier(shop)
    do(shop, send_order, drafted(shop, one, {"COAT-M": 1}))
    do(shop, send_order, drafted(shop, add_supplier(shop, "乙"), {"COAT-L": 50}))


def test_a_draft_or_a_cancelled_order_makes_no_style_known(shop: Warehouse) -> None:
    one = add_supplier(shop)
    drafted(shop, one, {"COAT-M": 1})
    gone = drafted(shop, one, {"COAT-M": 1})
    do(shop, send_order, gone)
    do(shop, cancel_order, gone)
    refused_send(shop, drafted(shop, one, {"COAT-L": 50}))


def test_a_style_that_ever_came_from_a_supplier_is_known(shop: Warehouse) -> None:
    one = add_supplier(shop)
    add_stock(shop, {"SKU1": 5})  # opening stock
    do(shop, send_order, drafted(shop, one, {"SKU1": 50}))
    take_back(shop, received(shop, one, {"COAT-M": 1}))
    refused_send(shop, drafted(shop, one, {"COAT-L": 50}))
    received(shop, one, {"COAT-M": 1})  # without an order
    do(shop, send_order, drafted(shop, one, {"COAT-L": 50}))
    assert problems_of(shop) == []


def test_a_reason_and_the_right_lift_the_limit(shop: Warehouse) -> None:
    order_id = drafted(shop, add_supplier(shop), {"SKU1": 40})
    with pytest.raises(NotAllowed) as caught:
        do(shop, send_order, order_id, "爆款", actor=CLERK)
    assert caught.value.fields["right"] == "override"
    with pytest.raises(Conflict):
        do(shop, send_order, order_id, "   ")
    do(shop, send_order, order_id, " 爆款 ")
    assert (card(shop, order_id).state, card(shop, order_id).override) == ("sent", "爆款")
    with shop.reading() as session:
        (trail,) = session.scalars(select(Audit).where(Audit.kind == "first_order_override"))
    assert (trail.subject, trail.fields["sku"], trail.who_id) == (card(shop, order_id).number, "SKU1", SYSTEM.id)


def test_editing_a_sent_order_is_no_way_around_the_limit(shop: Warehouse) -> None:
    order_id = drafted(shop, add_supplier(shop), {"SKU1": 3})
    do(shop, send_order, order_id)
    for pieces in ({"SKU1": 4}, {"SKU1": 3, "SKU2": 4}):
        with pytest.raises(Conflict) as caught:
            do(shop, edit_order, order_id, 2, wanted(shop, pieces), None, "")
        assert caught.value.code == "buying.first_order_limit"
    with pytest.raises(NotAllowed):
        do(shop, edit_order, order_id, 2, wanted(shop, {"SKU1": 4}), None, "", "再加", actor=CLERK)
    do(shop, edit_order, order_id, 2, wanted(shop, {"SKU1": 40}), None, "", "再加")
    assert card(shop, order_id).override == "再加"
    do(shop, edit_order, order_id, 3, wanted(shop, {"SKU1": 30}), None, "")  # what was agreed is not asked about again
    with pytest.raises(Conflict):
        do(shop, edit_order, order_id, 4, wanted(shop, {"SKU1": 31}), None, "")
    assert card(shop, order_id).override == "再加"


def test_one_order_is_sent_once_by_two_desks(warehouse: Warehouse) -> None:
    """The second desk waits for the first and then hears that it is no draft any more."""
    if not is_postgres(warehouse.engine):
        pytest.skip("SQLite lets one writer in at a time")
    add_products(warehouse, 1)
    one = add_supplier(warehouse)
    order_id = do(warehouse, draft_order, one, [WantedLine(sku_ids(warehouse)["SKU1"], 1, yuan("1.00"))])
    failures: list[str] = []

    def second() -> None:
        try:
            do(warehouse, send_order, order_id)
        except Conflict as error:
            failures.append(error.code)

    other = threading.Thread(target=second)
    with warehouse.transaction(SYSTEM, "first desk") as tx:
        send_order(tx, order_id)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(10)
    assert failures == ["buying.not_draft"]
