"""A stocktake may lock its zones: nothing is moved there by hand, no wave is made from there, and shipping goes on."""

from __future__ import annotations

from sqlalchemy import select, update

from tests.counting.house import Counter, plan
from tests.shop import add_products, add_stock, do, open_shop, order, pack, problems_of, states_of, stock_of
from tests.stock.shelves import places, refused
from warehouse_app.counting.approving import undo_approval
from warehouse_app.counting.commands import end_stocktake, unlock_stocktake
from warehouse_app.counting.queries import stocktake
from warehouse_app.counting.scope import Scope
from warehouse_app.counting.tables import CountResult
from warehouse_app.dispatch.batches import plan_waves
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.inbound.putaway.queries import suggest
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import Order
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.single import alike
from warehouse_app.stock.moving.commands import correct, move_goods, undo_slip
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Warehouse, new_action


def locked_of(warehouse: Warehouse, made: int) -> int:
    with warehouse.reading() as session:
        return stocktake(session, made).locked


def id_of(warehouse: Warehouse, number: str) -> int:
    with warehouse.reading() as session:
        return session.scalars(select(Order.id).where(Order.number == number)).one()


def where_to(warehouse: Warehouse) -> list[str]:
    """Where more of the first SKU would be put away."""
    with warehouse.reading() as session:
        return [one.bin for one in suggest(session, 1, 1)]


def test_while_it_is_locked_goods_stay_and_what_was_picked_ships(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}), order("3", {"SKU2": 1}))
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    do(warehouse, release)
    do(warehouse, confirm_picked, do(warehouse, start_wave, [id_of(warehouse, "1")]).id)
    at = places(warehouse)
    moved = do(warehouse, move_goods, 1, at["A-1"], at["A-2"], 1, new_action())
    counter = Counter(warehouse, plan(warehouse, scope=Scope(bins=("A-1",)), lock=True))
    for command, told in (
        (move_goods, (1, at["A-1"], at["A-2"], 1, new_action())),
        (move_goods, (2, at["A-2"], at["A-1"], 1, new_action())),
        (correct, (1, at["A-1"], 3, "seen", new_action())),
        (undo_slip, (moved.slip_id,)),
        (start_wave, ([id_of(warehouse, "2")],)),
    ):
        with refused("stock.bin_locked", bin="A-1", who="Packdesk"):
            do(warehouse, command, *told)
    do(warehouse, start_wave)
    assert states_of(warehouse) == {"1": "picked", "2": "released", "3": "in_wave"}
    with refused("stock.bin_locked"):  # nothing else is left to pick
        do(warehouse, start_wave)
    pack(warehouse, "1")
    counter.counts("A-1", SKU1=7)
    done = counter.approves()
    assert (done.lines, stock_of(warehouse)["SKU1"]) == (1, (8, 1))
    with warehouse.reading() as session:
        action = session.scalars(select(CountResult.action)).one()
    do(warehouse, undo_approval, action, "seen again")
    assert do(warehouse, unlock_stocktake, counter.stocktake) == 1
    do(warehouse, start_wave)
    assert states_of(warehouse)["2"] == "in_wave"
    assert problems_of(warehouse) == []


def test_the_limit_of_a_wave_counts_parcels_that_can_go(warehouse: Warehouse) -> None:
    open_shop(
        warehouse, {"SKU1": 10, "SKU2": 10},
        order("1", {"SKU1": 1}, buyer="x"), order("2", {"SKU2": 1}, buyer="x"), order("3", {"SKU2": 1}), order("4", {"SKU2": 1}),
    )  # fmt: skip
    do(warehouse, merge_orders, [id_of(warehouse, "1"), id_of(warehouse, "2")])
    do(warehouse, release)
    plan(warehouse, scope=Scope(bins=("A-1",)), lock=True)
    with warehouse.reading() as session:  # neither several carts nor a wave of one goods offers it
        walks, same = plan_waves(session, 10), alike(session)
    going = {id_of(warehouse, "3"), id_of(warehouse, "4")}
    assert {order_id for wave in walks.waves for order_id in wave} == going
    assert same is not None
    assert set(same.orders()) == going
    do(warehouse, start_wave, limit=1)  # order 2 comes first, and travels with one that waits
    assert states_of(warehouse) == {"1": "released", "2": "released", "3": "in_wave", "4": "released"}


def test_orders_are_promised_what_lies_in_bins_that_are_not_locked(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, *(order(str(n), {"SKU1": 3}) for n in range(3)))
    at = places(warehouse)
    do(warehouse, move_goods, 1, at["A-1"], at["A-2"], 6, new_action())
    plan(warehouse, scope=Scope(bins=("A-1",)), lock=True)
    assert len(do(warehouse, release).released) == 3
    do(warehouse, start_wave)  # the third has to wait for the count
    assert sorted(states_of(warehouse).values()) == ["in_wave", "in_wave", "released"]


def test_whole_zones_are_locked_until_the_stocktake_ends(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 10})
    with warehouse.transaction(Counter(warehouse, 0).actor, "office") as tx:
        tx.connection.execute(update(Location).where(Location.code == "A-1").values(zone="北"))
    assert locked_of(warehouse, plan(warehouse)) == 0
    made = plan(warehouse, scope=Scope(zones=("北",)), lock=True)
    assert locked_of(warehouse, made) == 1
    with refused("stock.bin_locked"):
        plan(warehouse, lock=True)
    assert where_to(warehouse) == []
    at = places(warehouse)
    do(warehouse, end_stocktake, made, "not today")
    assert locked_of(warehouse, made) == 0
    assert where_to(warehouse) == ["A-1"]
    do(warehouse, move_goods, 1, at["A-1"], at["A-2"], 1, new_action())
