"""What a rehearsal is read from: orders as demand, stock, suppliers, materials, paces; on both databases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, update

from tests.counting.house import person
from tests.packing.boxes.materials import add_materials
from tests.restock.rehearsing.house import BEGINS, TODAY, WISHES, found, ground, past, sku_ids
from tests.shop import DAY, add_orders, add_products, do, ids_of, order
from tests.stock.shelves import refused
from warehouse_app.catalog.tables import KitComponent
from warehouse_app.errors import Cancelled
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.joining import merge_sku
from warehouse_app.orders.splitting import split_order
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.tables import ParcelMaterial, Scan
from warehouse_app.people.shifts import PlannedDay, set_shifts
from warehouse_app.picking.tables import Parcel, PickScan, Wave
from warehouse_app.restock.rehearsing.reading import read_model
from warehouse_app.restock.rehearsing.rules import Goal, Source
from warehouse_app.restock.tables import PastSale, RestockTerms
from warehouse_app.store.tables import ImportFile
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

BOTH_ALIKE = 3  # parcels of SKU1 and SKU2 together


def test_the_model_days_are_counted_order_by_order(warehouse: Warehouse) -> None:
    past(warehouse)
    ids = sku_ids(warehouse)
    model = ground(warehouse).model
    assert model.pieces == {ids["SKU1"]: 15, ids["SKU2"]: 6}
    assert (model.orders, model.parcels, model.by_day, model.money) == (15, 15, (2, 4, 9), Decimal(210))
    assert model.contents == {((ids["SKU1"], 1),): 12, ((ids["SKU1"], 1), (ids["SKU2"], 2)): BOTH_ALIKE}


def test_unpaid_cancelled_and_resent_orders_are_no_demand(warehouse: Warehouse) -> None:
    past(warehouse)
    at = {"paid_at": DAY - timedelta(days=1), "created_at": DAY - timedelta(days=1)}
    add_orders(
        warehouse, order("huge", {"SKU1": 80_000}, **at), order("resent", {"SKU1": 5}, **at),
        order("unpaid", {"SKU1": 7}, paid_at=None, status=OrderStatus.UNPAID, created_at=DAY - timedelta(days=1)),
        name="more.csv",
    )  # fmt: skip
    do(warehouse, cancel, ids_of(warehouse, "huge"), "mistake")
    do(warehouse, lambda tx: tx.connection.execute(update(Order).where(Order.number == "resent").values(origin="resend")))
    assert ground(warehouse).model.orders == 15


def test_parts_of_an_order_are_parcels_and_no_orders_and_joined_orders_one_parcel(warehouse: Warehouse) -> None:
    past(warehouse)
    whole, first, second = ids_of(warehouse, "B-0", "B-1", "B-2")
    with warehouse.reading() as session:
        line = session.scalars(select(OrderLine.id).where(OrderLine.order_id == whole, OrderLine.quantity == 2)).one()
    do(warehouse, split_order, whole, {line: 1})
    do(warehouse, lambda tx: tx.connection.execute(update(Order).where(Order.id.in_([first, second])).values(together_id=first)))
    ids = sku_ids(warehouse)
    model = ground(warehouse).model
    assert (model.orders, model.parcels, sum(model.pieces.values())) == (15, 15, 21)
    assert model.contents[((ids["SKU1"], 2), (ids["SKU2"], 4))] == 1
    assert model.contents[((ids["SKU2"], 1),)] == 1


def test_some_goods_and_what_goes_on_beside_them(warehouse: Warehouse) -> None:
    past(warehouse)
    ids = sku_ids(warehouse)
    some = found(warehouse, source=Source.SKUS, skus=(ids["SKU2"], ids["SKU3"]))
    assert some.expected.pieces == {ids["SKU2"]: 24, ids["SKU3"]: 0}
    assert (some.expected.orders, [one.parcels for one in some.days]) == (12, [4, 4, 16])
    assert some.ahead == ()
    best = found(warehouse, source=Source.BEST, best=1)
    assert list(best.expected.pieces) == [ids["SKU1"]]
    with refused("rehearsal.no_such_category"):
        found(warehouse, source=Source.CATEGORY, category="毛衣")
    with refused("rehearsal.no_such_sku"):
        found(warehouse, source=Source.SKUS, skus=(ids["SKU2"], 999))


def test_a_day_without_an_order_is_no_model_but_takes_a_target(warehouse: Warehouse) -> None:
    add_products(warehouse)
    ids = sku_ids(warehouse)
    with refused("rehearsal.no_history"):
        found(warehouse)
    with refused("rehearsal.no_history"):
        found(warehouse, goal=Goal.PIECES, figure=Decimal(50))
    fresh = found(warehouse, source=Source.SKUS, skus=(ids["SKU1"],), goal=Goal.PIECES, figure=Decimal(50))
    assert (fresh.expected.orders, fresh.goods[0].to_order) == (50, 50)


def test_sales_before_there_were_files_stand_in_for_orders(warehouse: Warehouse) -> None:
    past(warehouse)
    ids = sku_ids(warehouse)
    do(warehouse, _past_sales, {ids["SKU1"]: 21})
    model = ground(warehouse, WISHES.__class__(WISHES.begins, WISHES.ends, TODAY - timedelta(days=5), WISHES.model_to)).model
    assert (model.by_day, model.guessed, model.pieces[ids["SKU1"]]) == ((0, 15, 2, 4, 9), 15, 36)


def _past_sales(tx: Tx, pieces: dict[int, int]) -> None:
    """On a day without orders, and on one of which orders tell as well: there the larger counts."""
    values = {"kind": "past", "name": "p", "sha256": "p", "as_of": DAY, "counts": {}}
    made = tx.connection.execute(insert(ImportFile).values(**values).returning(ImportFile.id)).scalar_one()
    for days, less in ((4, 0), (1, 19)):
        rows = [
            {"sku_id": sku_id, "day": TODAY - timedelta(days=days), "pieces": many - less, "import_id": made}
            for sku_id, many in pieces.items()
        ]
        tx.connection.execute(insert(PastSale), rows)


def test_what_is_there_on_its_way_and_wanted(warehouse: Warehouse) -> None:
    past(warehouse)
    ids = sku_ids(warehouse)
    supplier = do(warehouse, save_supplier, SupplierFields("纺织厂", lead_days=5))
    soon = do(warehouse, draft_order, supplier, [WantedLine(ids["SKU1"], 30)], BEGINS - timedelta(days=3))
    do(warehouse, send_order, soon, "a great sale")
    do(warehouse, draft_order, supplier, [WantedLine(ids["SKU1"], 100)], BEGINS)
    do(warehouse, lambda tx: tx.session.add(RestockTerms(sku_id=ids["SKU2"], lead_days=0, pack=10, minimum=15, note="")))
    need = {one.facts.seller_code: one for one in found(warehouse).goods}
    one = need["SKU1"]
    assert (one.pieces, one.free, one.coming, one.late) == (60, 40 - 15, 30, 100)
    assert one.before == 5  # 15 pieces in four weeks, for eight days
    assert (one.lacking, one.facts.supplier, one.order_by) == (10, "纺织厂", WISHES.ready - timedelta(days=5))
    two = need["SKU2"]
    assert (two.free, two.facts.lead_days, two.lacking, two.to_order) == (5 - 6, 0, 27, 30)


def test_what_sets_lack_is_ordered_as_components(warehouse: Warehouse) -> None:
    past(warehouse)
    ids = sku_ids(warehouse)
    do(warehouse, lambda tx: tx.session.add(KitComponent(kit_id=ids["SKU2"], part_id=ids["SKU3"], pieces=3)))
    need = {one.facts.seller_code: one for one in found(warehouse).goods}
    assert (need["SKU2"].pieces, need["SKU2"].to_order) == (0, 0)
    assert (need["SKU3"].in_sets, need["SKU3"].to_order) == (81, 81)  # 24 in the sale, 2 until then, 1 that waits


def test_merged_goods_count_for_their_heir(warehouse: Warehouse) -> None:
    past(warehouse)
    ids = sku_ids(warehouse)
    do(warehouse, lambda tx: tx.connection.execute(update(Order).values(state="done")))
    do(warehouse, merge_sku, ids["SKU2"], ids["SKU3"])
    assert ground(warehouse).model.pieces == {ids["SKU1"]: 15, ids["SKU3"]: 6}


def test_materials_paces_and_shifts(warehouse: Warehouse) -> None:
    past(warehouse)
    ids = add_materials(warehouse, stock=20)
    do(warehouse, _packed, ids["BOX-S"], ids["PAPER"])
    read = ground(warehouse)
    assert [(one.facts.seller_code, one.used, one.parcels, one.least) for one in read.usages] == [
        ("BOX-S", 44, 44, 3), ("PAPER", 88, 44, 0),
    ]  # fmt: skip
    assert [(one.desk, one.per_hour) for one in read.paces.desks] == [("desk 1", 20), ("desk 2", 30)]
    assert read.paces.picking.per_hour == 120
    materials = {one.usage.facts.seller_code: one for one in found(warehouse).materials}
    assert (materials["BOX-S"].pieces, materials["BOX-S"].goods.to_order) == (60, 60 - (20 - 3))
    assert materials["PAPER"].goods.to_order == 120 - 20


def _packed(tx: Tx, box: int, paper: int) -> None:
    """44 parcels, half of them at each of two desks, one every two or three minutes; two pieces picked a minute."""
    start = DAY - timedelta(days=1)
    wave = tx.connection.execute(insert(Wave).values(number="W1").returning(Wave.id)).scalar_one()
    for n in range(44):
        at = start + (timedelta(minutes=2 * n) if n < 22 else timedelta(hours=2, minutes=3 * n))
        values = {"wave_id": wave, "slot": n, "state": "packed", "needed": 1, "packed_by": tx.actor.id, "packed_at": at}
        made = tx.connection.execute(insert(Parcel).values(**values).returning(Parcel.id)).scalar_one()
        scan = {"action": new_action(), "parcel_id": made, "code": "x", "verdict": "right", "desk": f"desk {2 - n // 22}"}
        tx.connection.execute(insert(Scan).values(**scan))
        used = [{"parcel_id": made, "sku_id": box, "quantity": 1}, {"parcel_id": made, "sku_id": paper, "quantity": 2}]
        tx.connection.execute(insert(ParcelMaterial), used)
        pick = {"action": new_action(), "wave_id": wave, "kind": "taken", "sku_id": box, "quantity": 2}
        tx.connection.execute(insert(PickScan).values(**pick, at=start + timedelta(minutes=n)))


def test_the_shift_plan_of_the_sale_is_read(warehouse: Warehouse) -> None:
    past(warehouse)
    one, two = person(warehouse, "李"), person(warehouse, "王")
    do(warehouse, set_shifts, [PlannedDay(one.id, BEGINS, 480), PlannedDay(two.id, BEGINS, 60), PlannedDay(two.id, TODAY, 60)])
    first, second, _ = found(warehouse).days
    assert (first.planned_people, first.planned_minutes, second.planned_people) == (2, 540, 0)


def test_reading_can_be_stopped(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    past(warehouse)
    monkeypatch.setattr("warehouse_app.restock.rehearsing.reading._EVERY", 5)

    class Stop:
        def step(self, done: int, total: int) -> None:
            assert (done, total) == (5, 15)
            raise Cancelled

    with warehouse.reading() as session, pytest.raises(Cancelled):
        read_model(session, WISHES, Stop())
