"""The clocks of each shop: its own or the house's, in every order that comes in, is made or leaves, and when they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.shop import DAY, add_orders, do, ids_of, open_shop, order, pack, parcel_of, release_and_wave
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.errors import BadInput, NotAllowed, NotFound, WarehouseError
from warehouse_app.orders.clocks import ShopClocks, clocked_shops
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.making import Pieces, SendTo, make_order
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.retiming import Saved, save_settings, set_clocks
from warehouse_app.orders.tables import Order
from warehouse_app.people.rules import Role
from warehouse_app.store import settings
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Actor, Warehouse, new_action

LATE = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)  # 17:00 in Beijing: past the cut-off
MIDNIGHT = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)  # of Beijing's day
HOUR = timedelta(hours=1)


def clocks_of(warehouse: Warehouse, number: str) -> tuple[datetime | None, datetime | None, datetime | None]:
    with warehouse.reading() as session:
        row = session.query(Order).where(Order.number == number).one()
        return row.ship_by, row.ship_latest, row.pickup_by


def shop_id(warehouse: Warehouse, name: str) -> int:
    with warehouse.reading() as session:
        return next(shop.id for shop in clocked_shops(session) if shop.name == name)


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Two shops: in "quick" an order paid late, one paid early, one with the file's promise, one cancelled, one unpaid."""
    warehouse.clock = lambda: LATE
    quick: dict[str, Any] = {"shop": "quick", "paid_at": LATE}
    orders = [
        order("1", {"SKU1": 1}, **quick),
        order("2", {"SKU1": 1}, **quick | {"paid_at": DAY}),
        order("3", {"SKU1": 1}, **quick, ship_by=LATE + 7 * HOUR),
        order("4", {"SKU1": 1}, **quick),
        order("5", {"SKU1": 1}, **quick | {"paid_at": None}),
        order("6", {"SKU1": 1}, shop="slow", paid_at=LATE),
    ]
    open_shop(warehouse, {"SKU1": 20}, *orders)
    do(warehouse, cancel, ids_of(warehouse, "4"), "x")
    return warehouse


def test_a_shops_own_clocks_reach_its_orders_that_are_still_here(shop: Warehouse) -> None:
    quick, before = shop_id(shop, "quick"), {number: clocks_of(shop, number) for number in "123456"}
    assert do(shop, set_clocks, quick, ShopClocks(promise_hours=12, latest_hours=20, cut_off="09:00")) == 2
    assert clocks_of(shop, "1") == (LATE + 12 * HOUR, LATE + 20 * HOUR, None)
    assert clocks_of(shop, "2") == (DAY + 12 * HOUR, DAY + 20 * HOUR, None), "09:00 is past that shop's cut-off"
    assert {number: clocks_of(shop, number) for number in "3456"} == {number: before[number] for number in "3456"}
    assert do(shop, set_clocks, quick, ShopClocks(promise_hours=12, latest_hours=20, cut_off="09:00")) == 0
    with shop.reading() as session:
        changes = session.scalars(select(Audit).where(Audit.kind == "clocks_changed"))
        trail = [(row.subject, row.fields["after"]) for row in changes]
        assert [row.kind for row in order_view(session, *ids_of(shop, "1")).history] == ["imported", "new_deadline"]
    own = {"promise_hours": 12, "latest_hours": 20, "cut_off": "09:00", "pickup_hours": None}
    assert trail == [("quick", own)]
    assert do(shop, set_clocks, quick, ShopClocks()) == 2
    assert {number: clocks_of(shop, number) for number in "123456"} == before


def test_a_shop_that_promises_its_last_moment_is_not_taken_for_the_files_promise(shop: Warehouse) -> None:
    quick = shop_id(shop, "quick")
    do(shop, set_clocks, quick, ShopClocks(promise_hours=30, latest_hours=30, cut_off="00:00"))
    assert clocks_of(shop, "1")[:2] == (LATE + 30 * HOUR, LATE + 30 * HOUR)
    assert do(shop, set_clocks, quick, ShopClocks(cut_off="00:00")) == 2
    assert clocks_of(shop, "1")[:2] == (LATE + 24 * HOUR, LATE + 48 * HOUR)
    assert clocks_of(shop, "3")[:2] == (LATE + 7 * HOUR, LATE + 7 * HOUR)


def test_what_comes_in_is_made_or_leaves_goes_by_its_own_shop(shop: Warehouse) -> None:
    quick, slow = shop_id(shop, "quick"), shop_id(shop, "slow")
    do(shop, set_clocks, quick, ShopClocks(cut_off="23:59", pickup_hours=6))
    do(shop, save_settings, {"promise_hours": 30, "pickup_hours": 40})
    add_orders(
        shop, order("7", {"SKU1": 1}, shop="quick", paid_at=LATE), order("8", {"SKU1": 1}, shop="slow", paid_at=LATE), name="more"
    )
    assert (clocks_of(shop, "7")[0], clocks_of(shop, "8")[0]) == (MIDNIGHT, LATE + 30 * HOUR)
    made = [do(shop, make_order, where, SendTo("张三", "138", "某路 1 号"), [Pieces(1, 1)], "x") for where in (quick, slow)]
    assert [clocks_of(shop, one.number)[0] for one in made] == [MIDNIGHT, LATE + 30 * HOUR]
    release_and_wave(shop)
    trip = do(shop, open_handover, "中通快递")
    for number in ("1", "6"):
        pack(shop, number)
        do(shop, hand_over, trip, (parcel_of(shop, number).waybill,), new_action())
    do(shop, close_handover, trip)
    assert [clocks_of(shop, number)[2] for number in ("1", "6")] == [LATE + 6 * HOUR, LATE + 40 * HOUR]


def test_the_house_reaches_the_shops_that_have_none_of_their_own(shop: Warehouse) -> None:
    own = {shop_id(shop, "quick"): ShopClocks(promise_hours=12)}
    assert do(shop, save_settings, {"promise_hours": 36, "sender_name": "青禾"}, own) == Saved(True, 2)
    assert (clocks_of(shop, "1")[0], clocks_of(shop, "6")[0]) == (LATE + 12 * HOUR, LATE + 36 * HOUR)
    assert do(shop, save_settings, {"promise_hours": 36, "sender_name": "青禾"}, own) == Saved(False, 0)
    assert do(shop, save_settings, {"sender_name": "青"}) == Saved(True, 0)


WRONG: tuple[tuple[dict[str, Any], ShopClocks, str], ...] = (
    ({}, ShopClocks(promise_hours=0), "orders.bad_promise_hours"),
    ({}, ShopClocks(latest_hours=721), "orders.bad_latest_hours"),
    ({}, ShopClocks(pickup_hours=True), "orders.bad_pickup_hours"),
    ({}, ShopClocks(cut_off="24:00"), "orders.bad_cut_off"),
    ({}, ShopClocks(latest_hours=23), "orders.latest_first"),
    ({"promise_hours": 49}, ShopClocks(), "orders.latest_first_house"),
    ({"promise_hours": 40}, ShopClocks(latest_hours=30), "orders.latest_first"),
    ({"cut_off": "x"}, ShopClocks(promise_hours=12), "store.bad_setting"),
)


def test_what_is_wrong_is_said_and_nothing_is_changed(shop: Warehouse) -> None:
    before = clocks_of(shop, "1"), clocks_of(shop, "6")
    quick = shop_id(shop, "quick")
    for changes, clocks, code in WRONG:
        with pytest.raises(BadInput) as caught:
            do(shop, save_settings, {"sender_name": "y"} | changes, {quick: clocks})
        assert caught.value.code == code
        assert (clocks_of(shop, "1"), clocks_of(shop, "6")) == before
        with shop.reading() as session:
            assert {one.clocks for one in clocked_shops(session)} == {ShopClocks()}
            assert settings.get(session, "sender_name") == ""


def test_who_may_not_and_a_shop_nobody_has(local_warehouse: Warehouse) -> None:
    tries: list[tuple[Actor | None, type[WarehouseError]]] = [(Actor(1, "x", Role.SUPERVISOR), NotAllowed), (None, NotFound)]
    for who, error in tries:
        with pytest.raises(error):
            do(local_warehouse, set_clocks, 99, ShopClocks(), **({"actor": who} if who else {}))
