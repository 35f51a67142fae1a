"""``packdesk check`` sees when parcels hold orders of two groups, and when parts do not add up to what has gone into them."""

from __future__ import annotations

import pytest

from tests.reports.damage import do_damage
from tests.shop import do, ids_of, open_shop, order, problems_of, release_and_wave
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.splitting import split_order
from warehouse_app.orders.tables import OrderLine
from warehouse_app.packing.parting import undo_split
from warehouse_app.store.warehouse import Warehouse

DAMAGE = {
    "a member that left behind the parcel's back": ("UPDATE orders SET together_id = NULL WHERE number = '1'", "check.together"),
    "members of two groups": ("UPDATE orders SET together_id = id WHERE number = '2'", "check.together"),
    "pieces that have gone nowhere": (
        "UPDATE order_line SET split_off = split_off + 1 WHERE order_id = (SELECT id FROM orders WHERE number = '3')",
        "check.split_off",
    ),
    "pieces of an order without parts": (
        "UPDATE order_line SET split_off = 1 WHERE order_id = (SELECT id FROM orders WHERE number = '1')", "check.split_off",
    ),
    "a part undone that still counts": (
        "UPDATE orders SET reason = '' WHERE number = '3-3'", "check.split_off",
    ),
    "a part's line from nowhere": (
        "UPDATE order_line SET line = 7 WHERE order_id = (SELECT id FROM orders WHERE number = '3-2')", "check.split_part",
    ),
    "a part of another shop's order": ("UPDATE orders SET original_id = NULL WHERE number = '3-2'", "check.split_part"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_seen(local_warehouse: Warehouse, what: str) -> None:
    shop = local_warehouse
    open_shop(shop, {"SKU1": 20}, *(order(n, {"SKU1": 4}, buyer="b") for n in "12"), order("3", {"SKU1": 4}))
    do(shop, merge_orders, ids_of(shop, "1", "2"))
    (third,) = ids_of(shop, "3")
    with shop.reading() as session:
        line_id = session.query(OrderLine.id).where(OrderLine.order_id == third).scalar()
    for _ in range(2):
        do(shop, split_order, third, {line_id: 1})
    do(shop, undo_split, *ids_of(shop, "3-3"))
    release_and_wave(shop)
    assert problems_of(shop) == []
    statement, code = DAMAGE[what]
    do_damage(shop, ("order_history",), statement)
    assert code in problems_of(shop)
