"""Plans kept, changed, copied, removed and brought back, and what came of them; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import insert, select, update

from tests.restock.rehearsing.house import BEGINS, found, past, sku_ids
from tests.shop import DAY, add_orders, add_products, do, order, problems_of
from tests.stock.shelves import refused
from warehouse_app.orders.joining import merge_sku
from warehouse_app.orders.tables import Order
from warehouse_app.picking.tables import Parcel, Wave
from warehouse_app.restock.marking.commands import Mark, mark_days
from warehouse_app.restock.rehearsing.commands import copy_plan, remove_plan, restore_plan, save_plan
from warehouse_app.restock.rehearsing.outcome import Outcome, outcome
from warehouse_app.restock.rehearsing.queries import PlanCard, categories, plan_card, plans, sku_ids_of
from warehouse_app.restock.rehearsing.rules import Spread
from warehouse_app.restock.tables import DayMark, PromotionLine
from warehouse_app.stock import ledger
from warehouse_app.stock.ledger import virtual_locations
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Tx, Warehouse, new_action


def card(warehouse: Warehouse, plan_id: int) -> PlanCard:
    with warehouse.reading() as session:
        return plan_card(session, plan_id)


def names(warehouse: Warehouse) -> list[str]:
    with warehouse.reading() as session:
        return [one.name for one in plans(session)]


def marks(warehouse: Warehouse) -> list[tuple[str, date, date]]:
    with warehouse.reading() as session:
        return [(one.note, one.begins, one.ends) for one in session.scalars(select(DayMark).order_by(DayMark.id))]


def test_a_plan_is_kept_with_what_it_was_made_from_and_what_came_out(warehouse: Warehouse) -> None:
    past(warehouse)
    made = found(warehouse, spread=Spread.HAND, shares=(5, 3, 2))
    plan_id = do(warehouse, save_plan, " 双十一  2026 ", made, note="as last year")
    kept = card(warehouse, plan_id)
    assert (kept.name, kept.note, kept.wishes, kept.days) == ("双十一 2026", "as last year", made.wishes, made.days)
    assert [(line.seller_code, line.pieces, line.to_order) for line in kept.lines] == [
        ("SKU1", 60, 40), ("SKU2", 24, 27),
    ]  # fmt: skip
    with warehouse.reading() as session:
        row = plans(session)[0]
    assert (row.orders, row.pieces, row.order_by) == (60, 84, made.order_by)
    assert problems_of(warehouse) == []


def test_a_plan_is_changed_and_not_over_somebody_elses_change(warehouse: Warehouse) -> None:
    past(warehouse)
    made = found(warehouse)
    plan_id = do(warehouse, save_plan, "双十一", made)
    seen = card(warehouse, plan_id).at
    assert do(warehouse, save_plan, "双十二", found(warehouse, figure=Decimal(2)), plan_id, seen=seen) == plan_id
    assert [line.pieces for line in card(warehouse, plan_id).lines] == [30, 12]
    do(warehouse, lambda tx: tx.connection.execute(update(PromotionLine).values(available=0)))
    with refused("rehearsal.changed_meanwhile"):
        do(warehouse, save_plan, "双十二", made, plan_id, seen=seen - timedelta(seconds=1))
    assert [line.available for line in card(warehouse, plan_id).lines] == [0, 0]


def test_names_are_given_once_and_not_left_out(warehouse: Warehouse) -> None:
    past(warehouse)
    made = found(warehouse)
    plan_id = do(warehouse, save_plan, "双十一", made)
    for name, code in (("  ", "rehearsal.name_missing"), ("x" * 61, "rehearsal.name_long"), ("双十一", "rehearsal.name_taken")):
        with refused(code):
            do(warehouse, save_plan, name, made)
        with refused(code):
            do(warehouse, copy_plan, plan_id, name)
    with refused("rehearsal.no_such_plan"):
        do(warehouse, save_plan, "年货节", made, 99)
    with refused("rehearsal.note_long"):
        do(warehouse, save_plan, "年货节", made, note="x" * 501)
    assert names(warehouse) == ["双十一"]


def test_a_copy_a_removal_and_back(warehouse: Warehouse) -> None:
    past(warehouse)
    plan_id = do(warehouse, save_plan, "双十一", found(warehouse), mark=True)
    copy = do(warehouse, copy_plan, plan_id, "双十二")
    assert (card(warehouse, copy).lines, card(warehouse, copy).marked) == (card(warehouse, plan_id).lines, False)
    before = card(warehouse, plan_id)
    removed = do(warehouse, remove_plan, plan_id)
    assert (names(warehouse), marks(warehouse)) == (["双十二"], [])
    with refused("rehearsal.no_such_plan"):
        do(warehouse, remove_plan, plan_id)
    back = card(warehouse, do(warehouse, restore_plan, removed))
    assert replace(back, id=0, at=before.at) == replace(before, id=0)
    assert marks(warehouse) == [("双十一", BEGINS, BEGINS + timedelta(days=2))]
    with refused("rehearsal.name_taken"):
        do(warehouse, restore_plan, removed)


def test_the_days_of_a_sale_are_marked_once_and_follow_the_plan(warehouse: Warehouse) -> None:
    past(warehouse)
    plan_id = do(warehouse, save_plan, "双十一", found(warehouse), mark=True)
    later = found(warehouse, ends=BEGINS + timedelta(days=5))
    do(warehouse, save_plan, "双十一", later, plan_id, mark=True)
    assert marks(warehouse) == [("双十一", BEGINS, BEGINS + timedelta(days=5))]
    do(warehouse, save_plan, "双十一", later, plan_id)
    assert marks(warehouse) == []
    middle = BEGINS + timedelta(days=2)
    do(warehouse, mark_days, Mark("promotion", middle, middle, "other"))
    do(warehouse, save_plan, "双十一", later, plan_id, mark=True)
    before, after = middle - timedelta(days=1), middle + timedelta(days=1)
    mine = [("双十一", BEGINS, before), ("双十一", after, BEGINS + timedelta(days=5))]
    assert sorted(marks(warehouse)) == sorted([("other", middle, middle), *mine])
    do(warehouse, save_plan, "双十二", later, mark=True)
    assert len(marks(warehouse)) == 3
    do(warehouse, remove_plan, plan_id)
    assert marks(warehouse) == [("other", middle, middle)]


def came_of(warehouse: Warehouse, plan_id: int, today: date) -> Outcome | None:
    with warehouse.reading() as session:
        return outcome(session, plan_id, today)


def test_what_came_of_a_sale_is_set_beside_the_plan(warehouse: Warehouse) -> None:
    past(warehouse)
    do(warehouse, lambda tx: tx.connection.execute(update(Order).values(state="done")))
    plan_id = do(warehouse, save_plan, "双十一", found(warehouse))
    assert came_of(warehouse, plan_id, BEGINS - timedelta(days=1)) is None
    start = datetime.combine(BEGINS, DAY.timetz())
    at = {"paid_at": start, "created_at": start}
    add_orders(warehouse, order("S1", {"SKU1": 50}, **at), order("S2", {"SKU1": 1, "SKU2": 9}, **at), name="sale.csv")
    do(warehouse, lambda tx: tx.connection.execute(update(Order).where(Order.number == "S2").values(state="short")))
    do(warehouse, _packed, start)
    came = came_of(warehouse, plan_id, BEGINS + timedelta(days=1))
    assert came is not None
    assert [(one.orders, one.packed) for one in came.days] == [(2, 5), (0, 0), (0, 0)]
    assert (came.planned_orders, came.orders, came.planned, came.sold) == (60, 2, 84, 60)
    assert [(one.line.seller_code, one.sold, one.difference, one.short) for one in came.goods] == [
        ("SKU1", 51, -9, 1), ("SKU2", 9, -15, 9),
    ]  # fmt: skip
    assert came.until == BEGINS + timedelta(days=1)


def test_what_was_merged_since_sells_under_its_heirs_name(warehouse: Warehouse) -> None:
    past(warehouse)
    do(warehouse, lambda tx: tx.connection.execute(update(Order).values(state="done")))
    plan_id = do(warehouse, save_plan, "双十一", found(warehouse))
    ids = sku_ids(warehouse)
    do(warehouse, merge_sku, ids["SKU2"], ids["SKU3"])
    at = {"paid_at": datetime.combine(BEGINS, DAY.timetz())}
    add_orders(warehouse, order("S1", {"SKU3": 4}, **at), name="sale.csv")
    came = came_of(warehouse, plan_id, BEGINS)
    assert came is not None
    assert {one.line.sku_id: one.sold for one in came.goods} == {ids["SKU1"]: 0, ids["SKU2"]: 4}
    assert came.orders == 1


def _packed(tx: Tx, at: datetime) -> None:
    wave = tx.connection.execute(insert(Wave).values(number="W1").returning(Wave.id)).scalar_one()
    rows = [
        {"wave_id": wave, "slot": n, "state": "packed", "needed": 1, "packed_by": 1, "packed_at": at + timedelta(minutes=n)}
        for n in range(5)
    ]
    tx.connection.execute(insert(Parcel), rows)


def test_the_evening_on_which_a_shelf_was_empty_is_known(warehouse: Warehouse) -> None:
    warehouse.clock = lambda: DAY
    past(warehouse)
    ids = sku_ids(warehouse)
    with warehouse.reading() as session:
        place = session.scalars(select(Location.id).where(Location.code == "A-2")).one()
    plan_id = do(warehouse, save_plan, "双十一", found(warehouse))

    def move(pieces: int, at: datetime, *, out: bool) -> None:
        warehouse.clock = lambda: at
        do(warehouse, _move, ids["SKU2"], place, pieces, out)

    second = datetime.combine(BEGINS + timedelta(days=1), DAY.timetz())
    move(5, second, out=True)
    move(3, second + timedelta(days=1), out=False)
    came = came_of(warehouse, plan_id, BEGINS + timedelta(days=2))
    assert came is not None
    assert {one.line.seller_code: one.out_on for one in came.goods} == {"SKU1": None, "SKU2": BEGINS + timedelta(days=1)}
    assert came.ran_out == 1


def _move(tx: Tx, sku_id: int, place: int, pieces: int, out: bool) -> None:
    there = virtual_locations(tx)[Virtual.CUSTOMER]
    ends = (place, there) if out else (there, place)
    ledger.post(tx, new_action(), Reason.SHIPPED, [Posting(sku_id, *ends, pieces)])


def test_goods_are_found_by_code_and_category(warehouse: Warehouse) -> None:
    add_products(warehouse)
    with warehouse.reading() as session:
        assert list(sku_ids_of(session, ("SKU3", "nothing"))) == ["SKU3"]
        assert categories(session) == []
