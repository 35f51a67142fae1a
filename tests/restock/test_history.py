"""What counts as demand, on which day, and which days say nothing."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, literal, select

from tests.restock.house import TODAY, ago, every_day, ids, open_shop, sold, today_is
from tests.shop import add_products, do
from warehouse_app.catalog.tables import KitComponent
from warehouse_app.orders.joining import merge_sku
from warehouse_app.orders.tables import Order, SetPart
from warehouse_app.restock.days import date_number, local_day, number_of
from warehouse_app.restock.history import Past, past_of
from warehouse_app.restock.tables import DayMark, PastSale
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Location
from warehouse_app.store.settings import put
from warehouse_app.store.tables import ImportFile
from warehouse_app.store.warehouse import Tx, Warehouse, new_action


def past(warehouse: Warehouse, *sku_ids: int) -> Past:
    with warehouse.reading() as session:
        return past_of(session, TODAY, sku_ids or None)


def wanted(told: Past, sku_id: int = 1) -> dict[date, int]:
    """Pieces by day, days without any left out."""
    row = next(n for n, goods in enumerate(told.goods) if goods.id == sku_id)
    return {told.first + timedelta(days=n): int(many) for n, many in enumerate(told.demand[row]) if many}


def known(told: Past, sku_id: int = 1) -> set[date]:
    row = next(n for n, goods in enumerate(told.goods) if goods.id == sku_id)
    return {told.first + timedelta(days=n) for n, each in enumerate(told.known[row]) if each}


def mark(warehouse: Warehouse, kind: str, begins: date, ends: date) -> None:
    do(warehouse, lambda tx: tx.connection.execute(insert(DayMark).values(kind=kind, begins=begins, ends=ends)))


def past_sales(warehouse: Warehouse, pieces: dict[tuple[int, date], int]) -> None:
    def write(tx: Tx) -> None:
        made = insert(ImportFile).values(kind="past_sales", name="a.csv", sha256="a", as_of=tx.now, counts={})
        file = tx.connection.execute(made.returning(ImportFile.id)).scalar_one()
        rows = [{"sku_id": sku_id, "day": day, "pieces": many, "import_id": file} for (sku_id, day), many in pieces.items()]
        tx.connection.execute(insert(PastSale), rows)

    do(warehouse, write)


def test_paid_lines_count_on_their_day_short_ones_too(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10})
    sold(warehouse, {(1, ago(5)): 3})
    sold(warehouse, {(1, ago(5)): 4, (1, ago(3)): 2}, state="short")
    sold(warehouse, {(1, TODAY): 9})  # today is not over
    assert wanted(past(warehouse)) == {ago(5): 7, ago(3): 2}


def test_what_is_no_demand(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10})
    sold(warehouse, {(1, ago(9)): 1})
    sold(warehouse, {(1, ago(8)): 80_000}, state="cancelled")
    sold(warehouse, {(1, ago(7)): 5}, state="unpaid", paid_at=None)
    sold(warehouse, {(1, ago(6)): 5}, origin="resend")
    sold(warehouse, {(1, ago(5)): 5}, line={"live": False, "refund": "done"})
    sold(warehouse, {(1, ago(4)): 2}, line={"live": False, "split_off": 2})  # the part has them
    sold(warehouse, {(1, ago(4)): 2}, origin="split")
    sold(warehouse, {(1, ago(3)): 2}, origin="split", state="cancelled", reason="undone")
    told = past(warehouse)
    assert wanted(told) == {ago(9): 1, ago(4): 2}
    assert known(told) == {ago(n) for n in range(3, 10)}  # from the first to the newest, whatever became of that


def test_sets_count_as_their_components_unless_they_have_stock_of_their_own(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 0, "SKU4": 5}, supplier=False)
    parts = [{"kit_id": kit, "part_id": part, "pieces": part} for kit in (3, 4) for part in (1, 2)]
    do(warehouse, lambda tx: tx.connection.execute(insert(KitComponent), parts))
    sold(warehouse, {(3, ago(5)): 2, (4, ago(4)): 3})
    told = past(warehouse)
    assert [goods.id for goods in told.goods] == [1, 2, 4]
    assert (wanted(told), wanted(told, 2), wanted(told, 4)) == ({ago(5): 2}, {ago(5): 4}, {ago(4): 3})
    assert wanted(past(warehouse, 2), 2) == {ago(5): 4}  # asked for alone, it is still part of the set


def test_of_a_set_with_stock_what_came_as_components_is_theirs(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 5}, supplier=False)
    parts = [{"kit_id": 3, "part_id": part, "pieces": 1} for part in (1, 2)]
    do(warehouse, lambda tx: tx.connection.execute(insert(KitComponent), parts))
    sold(warehouse, {(3, ago(5)): 4})
    made = [{"order_line_id": 1, "part_id": part, "per_set": 1, "sets": 3} for part in (1, 2)]
    do(warehouse, lambda tx: tx.connection.execute(insert(SetPart), made))
    told = past(warehouse)
    assert (wanted(told), wanted(told, 2), wanted(told, 3)) == ({ago(5): 3}, {ago(5): 3}, {ago(5): 1})


def test_a_sku_inherits_what_was_sold_of_one_merged_into_it(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10})
    sold(warehouse, {(1, ago(5)): 3, (2, ago(5)): 4})
    do(warehouse, merge_sku, 2, 1)
    told = past(warehouse)
    assert [goods.id for goods in told.goods] == [1]
    assert wanted(told) == {ago(5): 7}


def test_past_sales_fill_days_without_orders_and_are_not_counted_twice(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10})
    sold(warehouse, {(1, ago(5)): 3, (1, ago(4)): 8})
    past_sales(warehouse, {(1, ago(6)): 5, (1, ago(5)): 4, (1, ago(4)): 2})
    assert wanted(past(warehouse)) == {ago(6): 5, ago(5): 4, ago(4): 8}


def test_materials_are_wanted_by_what_was_taken_for_packing(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 50, "SKU2": 50}, supplier=False)
    do(warehouse, lambda tx: tx.connection.exec_driver_sql("UPDATE product SET material = true"))

    def take(tx: Tx) -> None:
        bin_id = tx.connection.execute(Location.__table__.select().where(Location.code == "A-1")).one().id
        used = Posting(1, bin_id, ledger.virtual_locations(tx)[Virtual.CONSUMED], 4)
        ledger.post(tx, new_action(), Reason.CONSUMED, [used], "parcel:1")

    for days in (6, 3):
        today_is(warehouse, ago(days))
        do(warehouse, take)
    today_is(warehouse, TODAY)
    told = past(warehouse)
    assert [goods.id for goods in told.goods] == [1]  # nobody ever used the other
    assert wanted(told) == {ago(6): 4, ago(3): 4}


# --- days -----------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's zone cannot be changed by a test")
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_a_moment_falls_on_this_computers_day(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        first, last = date(2025, 1, 1), date(2026, 6, 1)
        moments = [datetime(2025, 1, 2, 3, tzinfo=UTC) + timedelta(hours=37 * n) for n in range(320)]
        with warehouse.reading() as session:
            for moment in moments:
                day = local_day(session, bindparam("at", moment, Order.paid_at.type), first, last)
                assert session.scalar(select(day)) == number_of(moment.astimezone().date()), moment
            assert session.scalar(select(date_number(session, literal(last)))) == number_of(last)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_marked_days_are_not_known(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    sold(warehouse, every_day(1, 1, 60))
    mark(warehouse, "promotion", ago(20), ago(18))
    mark(warehouse, "closed", ago(80), ago(50))
    told = past(warehouse)
    assert known(told) == {ago(n) for n in range(1, 50)} - {ago(n) for n in (18, 19, 20)}
    assert told.warning == {}


def test_a_gap_is_missing_files_not_days_without_sales(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    sold(warehouse, every_day(1, 1, 20) | every_day(1, 1, 20, until=51))
    told = past(warehouse)
    assert known(told) == {ago(n) for n in (*range(1, 21), *range(51, 71))}
    assert told.warning["code"] == "restock.orders_missing"
    assert told.warning["fields"]["days"] == 30
    assert told.warning["fields"]["months"] == ", ".join(sorted({f"{ago(n):%Y-%m}" for n in range(21, 51)}))
    mark(warehouse, "closed", ago(50), ago(21))
    assert past(warehouse).warning == {}
    do(warehouse, lambda tx: tx.connection.exec_driver_sql("DELETE FROM day_mark"))
    do(warehouse, put, "restock_gap_days", 31)
    assert past(warehouse).warning == {}
    assert ago(30) in known(past(warehouse))


def test_orders_that_end_are_not_forecast_as_zero(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    sold(warehouse, every_day(1, 1, 40, until=12))
    told = past(warehouse)
    assert max(known(told)) == ago(12)
    assert told.warning == {"code": "restock.orders_end", "fields": {"day": ago(12).isoformat(), "days": 11}, "also": []}


def test_after_the_newest_order_nothing_is_known_yet_without_a_warning(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    sold(warehouse, every_day(1, 1, 40, until=4))
    told = past(warehouse)
    assert (max(known(told)), told.warning) == (ago(4), {})


def test_days_after_today_are_left_out_and_said(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    tomorrow = TODAY + timedelta(days=1)
    sold(warehouse, every_day(1, 1, 40) | {(1, tomorrow): 70, (1, TODAY + timedelta(days=40)): 70})
    told = past(warehouse)
    assert max(wanted(told).values()) == 1
    assert told.warning["code"] == "restock.days_ahead"
    assert told.warning["fields"] == {"days": 2, "day": (TODAY + timedelta(days=40)).isoformat()}


def test_a_day_sold_out_without_orders_says_nothing_for_sixty_days(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 500})
    sold(warehouse, every_day(2, 1, 150))
    sold(warehouse, {(1, ago(100)): 5})

    def ship(tx: Tx) -> None:
        bin_id = tx.connection.execute(Location.__table__.select().where(Location.code == "A-1")).one().id
        ledger.post(
            tx, new_action(), Reason.SHIPPED, [Posting(1, bin_id, ledger.virtual_locations(tx)[Virtual.CUSTOMER], 5)], "parcel:1"
        )

    today_is(warehouse, ago(100))
    do(warehouse, ship)
    today_is(warehouse, TODAY)
    told = past(warehouse)
    assert ago(100) in known(told)
    assert not known(told) & {ago(n) for n in range(40, 100)}
    assert ago(38) in known(told)  # nobody has asked for it for two months: it is not wanted any more


def test_before_its_first_piece_or_order_a_sku_says_nothing(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 500})
    sold(warehouse, every_day(1, 1, 100))
    today_is(warehouse, ago(30))
    add_products(warehouse, 3)
    today_is(warehouse, TODAY)
    sold(warehouse, {(2, ago(10)): 1})
    told = past(warehouse)
    assert known(told, 2) == {ago(n) for n in range(1, 11)}
    assert known(told, 3) == set()
    assert told.last_sale[2] == -1


def test_the_age_of_what_lies_there_is_first_in_first_out(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10}, supplier=False)
    sold(warehouse, every_day(1, 1, 50))

    def comes(pieces: int, *, out: bool = False) -> Any:
        def post(tx: Tx) -> None:
            bin_id = tx.connection.execute(Location.__table__.select().where(Location.code == "A-1")).one().id
            places = ledger.virtual_locations(tx)
            move = (
                Posting(1, bin_id, places[Virtual.CUSTOMER], pieces) if out else Posting(1, places[Virtual.FOUND], bin_id, pieces)
            )
            ledger.post(tx, new_action(), Reason.SHIPPED if out else Reason.CORRECTION, [move], "test")

        return post

    for days, do_it in ((40, comes(6)), (20, comes(5)), (10, comes(12, out=True))):
        today_is(warehouse, ago(days))
        do(warehouse, do_it)
    today_is(warehouse, TODAY)
    (first,) = past(warehouse).first_stock
    assert date(1970, 1, 1) + timedelta(days=int(first)) == ago(40)  # 9 are left: 5 of ago(20), 4 of ago(40)
    assert ids(warehouse, "SKU1") == [1]
