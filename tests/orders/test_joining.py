"""Two SKUs become one: goods, codes and waiting orders go over, and nothing is merged that is still on its way."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from tests.inbound.receiving.arrivals import PACK, add_goods, count, receipt_of, sent_order
from tests.inbound.sendback.backs import back, drafted, sheet
from tests.shop import (
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    barcode,
    do,
    ids_of,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    states_of,
    stock_of,
)
from tests.stock.shelves import CLERK, held, places, put, refused
from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import NotAllowed
from warehouse_app.inbound.buying.commands import cancel_order
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.scanning import set_count
from warehouse_app.inbound.sendback.commands import cancel_return, credit_line, send_return
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.joining import Joined, merge_sku
from warehouse_app.orders.lines import resolve_skus
from warehouse_app.packing.codes import meanings
from warehouse_app.stock.moving.commands import correct, take_out, undo_slip
from warehouse_app.stock.tables import Lot, StockSlip
from warehouse_app.store.warehouse import Tx, Warehouse, new_action


def merge(warehouse: Warehouse, sku_id: int, into_id: int) -> Joined:
    return do(warehouse, merge_sku, sku_id, into_id)


def named(warehouse: Warehouse, code: str) -> int | None:
    """The SKU a code means, which must be the same at every desk."""
    with warehouse.reading() as session:
        found = goods(session.connection(), [code])
        packed = {meaning.id for meaning in meanings(session.connection(), [code])}
    assert packed == ({found.sku_id} if found else set())
    return found.sku_id if found else None


def slip_of(warehouse: Warehouse, number: str) -> int:
    with warehouse.reading() as session:
        return session.scalars(select(StockSlip.id).where(StockSlip.number == number)).one()


def arrived(warehouse: Warehouse, supplier_id: int, code: str, pieces: int) -> None:
    """Bought blind from a supplier, for 4.00 each, and put into A-1."""
    receipt_id = receipt_of(warehouse, sent_order(warehouse, supplier_id, {code: pieces}, "4.00"))
    count(warehouse, receipt_id, code, pieces)
    do(warehouse, close_receipt, receipt_id)
    do(warehouse, put_away, receipt_id, int(code[3:]), "A-1", pieces, new_action())


def test_goods_go_over_place_by_place_and_stand_on_a_slip(warehouse: Warehouse) -> None:
    add_products(warehouse, 3)
    for place, sku_id, pieces in (("A-1", 1, 5), ("A-2", 1, 2), ("QUARANTINE", 1, 1), ("A-1", 2, 3)):
        put(warehouse, place, sku_id, pieces)
    joined = merge(warehouse, 1, 2)
    assert (joined.seller_code, joined.pieces, joined.slip[:2]) == ("SKU2", 8, "SL")
    assert held(warehouse) == {("A-1", 2): 8, ("A-2", 2): 2, ("QUARANTINE", 2): 1}
    assert problems_of(warehouse) == []


def test_a_sku_without_goods_is_merged_without_a_slip(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    assert merge(warehouse, 1, 2) == Joined("SKU2", 0, "")
    assert problems_of(warehouse) == []


def test_barcodes_and_codes_old_and_new_find_the_sku_that_stays(warehouse: Warehouse) -> None:
    add_goods(warehouse)
    merge(warehouse, 1, 2)
    assert [named(warehouse, code) for code in ("SKU1", barcode(1), PACK, "SKU2", barcode(2), "SKU3")] == [2, 2, 2, 2, 2, 3]
    with warehouse.reading() as session:
        retired = session.execute(select(Sku.seller_code, Sku.active).where(Sku.id == 1)).one()
    assert tuple(retired) == ("SKU1>SKU2#1", False)
    assert named(warehouse, retired.seller_code) is None
    assert do(warehouse, resolve_skus, ["SKU1", "SKU2"]) == {"SKU1": 2, "SKU2": 2}


def test_waiting_orders_go_over_and_travel_in_one_parcel_line(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 2, "SKU2": 2})
    add_waybills(warehouse, 5)
    add_orders(warehouse, order("both", {"SKU1": 1, "SKU2": 2}), order("late", {"SKU1": 1}, status=OrderStatus.UNPAID))
    merge(warehouse, 1, 2)
    add_orders(warehouse, order("late", {"SKU1": 1}), name="paid now")  # an old file, with the code of old
    assert sorted(release_and_wave(warehouse).released.released) == ["both", "late"]
    for number in ("both", "late"):
        assert [line.seller_code for line in parcel_of(warehouse, number).lines] == ["SKU2"]
        assert pack(warehouse, number).state == "packed"
    assert stock_of(warehouse)["SKU2"] == (0, 0)
    assert problems_of(warehouse) == []


def test_an_old_file_brings_new_orders_for_the_sku_that_stayed(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 4})
    merge(warehouse, 1, 2)
    add_orders(warehouse, order("1", {"SKU1": 3}))
    add_waybills(warehouse, 2)
    release_and_wave(warehouse)
    assert (states_of(warehouse), stock_of(warehouse)["SKU2"]) == ({"1": "in_wave"}, (4, 3))
    assert problems_of(warehouse) == []


def test_lots_go_over_and_the_earlier_last_day_counts(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    early, late = date(2027, 1, 1), date(2027, 6, 1)

    def lots(tx: Tx) -> None:
        for sku_id, code, expires in (
            (1, "ONLY", late), (1, "BOTH", early), (2, "BOTH", late), (1, "OURS", late), (2, "OURS", early), (1, "NEW", early),
            (2, "NEW", None), (1, "GONE", early),
        ):  # fmt: skip
            tx.session.add(Lot(sku_id=sku_id, code=code, expires=expires))

    do(warehouse, lots)
    for lot in ("ONLY", "BOTH", "OURS", "NEW"):
        put(warehouse, "A-1", 1, 1, lot)
    merge(warehouse, 1, 2)
    with warehouse.reading() as session:
        known = {row.code: row.expires for row in session.execute(select(Lot.code, Lot.expires).where(Lot.sku_id == 2))}
    assert known == {"ONLY": late, "BOTH": early, "OURS": early, "NEW": early}
    assert held(warehouse, "BOTH") == {("A-1", 2): 1}
    assert problems_of(warehouse) == []


def test_what_is_promised_or_packed_is_not_merged(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 2})
    add_orders(warehouse, order("1", {"SKU1": 2}))
    add_waybills(warehouse, 2)
    release_and_wave(warehouse)
    with refused("catalog.merge_reserved", sku="SKU1", pieces=2):
        merge(warehouse, 1, 2)
    pack(warehouse, "1")
    assert stock_of(warehouse).get("SKU1", (0, 0)) == (0, 0)
    with refused("catalog.merge_reserved", sku="SKU1", pieces=2):  # opened again, the goods would come back as SKU1
        merge(warehouse, 1, 2)
    assert merge(warehouse, 2, 1).seller_code == "SKU1"
    assert problems_of(warehouse) == []


def test_orders_that_were_cancelled_hold_nothing_up(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 2})
    add_orders(warehouse, order("1", {"SKU1": 2}))
    do(warehouse, cancel, ids_of(warehouse, "1"), "not wanted")
    assert merge(warehouse, 1, 2).pieces == 2
    assert problems_of(warehouse) == []


def test_what_is_ordered_or_arriving_is_not_merged(warehouse: Warehouse) -> None:
    supplier = add_goods(warehouse)
    order_id = sent_order(warehouse, supplier, {"SKU1": 3})
    with refused("catalog.merge_open", sku="SKU1"):
        merge(warehouse, 1, 2)
    do(warehouse, cancel_order, order_id)
    receipt_id = receipt_of(warehouse, supplier_id=supplier)
    count(warehouse, receipt_id, "SKU1", 3)
    with refused("catalog.merge_open", sku="SKU1"):
        merge(warehouse, 1, 2)
    do(warehouse, close_receipt, receipt_id)
    with refused("catalog.merge_on_dock", sku="SKU1", pieces=3):
        merge(warehouse, 1, 2)
    do(warehouse, put_away, receipt_id, 1, "A-1", 3, new_action())
    assert merge(warehouse, 1, 2).pieces == 3
    assert problems_of(warehouse) == []


def test_what_goes_back_to_the_supplier_is_not_merged_until_it_is_settled(warehouse: Warehouse) -> None:
    supplier = add_goods(warehouse)
    arrived(warehouse, supplier, "SKU1", 3)
    place = places(warehouse)["A-1"]
    given_up = drafted(warehouse, supplier, back(warehouse, "SKU1", 1, place=place))
    with refused("catalog.merge_open", sku="SKU1", number=sheet(warehouse, given_up).head.number):
        merge(warehouse, 1, 2)
    do(warehouse, cancel_return, given_up)
    gone = drafted(warehouse, supplier, back(warehouse, "SKU1", 1, place=place))
    do(warehouse, send_return, gone)
    with refused("catalog.merge_open", sku="SKU1", number=sheet(warehouse, gone).head.number):  # what replaces it is SKU1
        merge(warehouse, 1, 2)
    do(warehouse, credit_line, sheet(warehouse, gone).lines[0].id, 1)
    assert merge(warehouse, 1, 2).pieces == 2
    assert problems_of(warehouse) == []


def test_goods_bought_under_the_old_sku_go_back_under_the_new_one(warehouse: Warehouse) -> None:
    supplier = add_goods(warehouse)
    arrived(warehouse, supplier, "SKU1", 3)
    merge(warehouse, 1, 2)
    merge(warehouse, 2, 3)
    place = places(warehouse)["A-1"]
    too_many = drafted(warehouse, supplier, back(warehouse, "SKU3", 4, place=place))
    with refused("sendback.more_than_bought", sku="SKU3", quantity=4, bought=3):
        do(warehouse, send_return, too_many)
    all_of_it = drafted(warehouse, supplier, back(warehouse, "SKU3", 3, place=place))
    assert str(sheet(warehouse, all_of_it).lines[0].price) == "4.00"
    assert do(warehouse, send_return, all_of_it) == 3
    again = drafted(warehouse, supplier, back(warehouse, "SKU3", 1, place=place))
    with refused("sendback.more_than_bought", bought=0):
        do(warehouse, send_return, again)
    assert held(warehouse) == {}
    assert problems_of(warehouse) == []


def test_one_after_the_other_all_end_in_the_last(warehouse: Warehouse) -> None:
    add_products(warehouse, 3)
    for sku_id in (1, 2, 3):
        put(warehouse, "A-1", sku_id, sku_id)
    merge(warehouse, 1, 2)
    with refused("catalog.no_such_sku"):
        merge(warehouse, 1, 3)
    with refused("catalog.no_such_sku"):
        merge(warehouse, 3, 1)
    merge(warehouse, 2, 3)
    assert {named(warehouse, code) for code in ("SKU1", "SKU2", "SKU3", barcode(1), barcode(2), barcode(3))} == {3}
    assert held(warehouse) == {("A-1", 3): 6}
    assert problems_of(warehouse) == []


def test_a_merge_into_itself_and_of_nothing_is_refused(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    with refused("catalog.merge_itself", sku="SKU1"):
        merge(warehouse, 1, 1)
    with refused("catalog.no_such_sku"):
        merge(warehouse, 1, 99)
    with pytest.raises(NotAllowed):
        do(warehouse, merge_sku, 1, 1, actor=CLERK)


def test_a_merge_is_not_undone(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    put(warehouse, "A-1", 1, 5)
    joined = merge(warehouse, 1, 2)
    with refused("shelves.merge_stays", number=joined.slip):
        do(warehouse, undo_slip, slip_of(warehouse, joined.slip))
    assert held(warehouse) == {("A-1", 2): 5}
    assert problems_of(warehouse) == []


def test_nothing_comes_back_to_a_code_that_was_merged(warehouse: Warehouse) -> None:
    supplier = add_goods(warehouse)
    add_stock(warehouse, {"SKU1": 5, "SKU2": 5})
    place = places(warehouse)
    taken = do(warehouse, take_out, 1, place["A-1"], 2, "somebody", "", new_action())
    merge(warehouse, 1, 2)
    with refused("shelves.merged_since", number=taken.number, sku="SKU1"):
        do(warehouse, undo_slip, taken.slip_id)
    with refused("shelves.no_such_sku"):
        do(warehouse, correct, 1, place["A-1"], 9, "found again", new_action())
    receipt_id = receipt_of(warehouse, supplier_id=supplier)
    with refused("receiving.no_such_sku"):
        do(warehouse, set_count, receipt_id, 1, "", 3, new_action())
    assert problems_of(warehouse) == []


def test_a_merge_that_is_not_committed_leaves_nothing(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    put(warehouse, "A-1", 1, 5)

    def killed(tx: Tx) -> None:
        merge_sku(tx, 1, 2)
        tx.connection.execute(update(Sku).where(Sku.id == 2).values(colour="lost"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do(warehouse, killed)
    assert (held(warehouse), named(warehouse, "SKU1")) == ({("A-1", 1): 5}, 1)
    assert merge(warehouse, 1, 2).pieces == 5
    assert problems_of(warehouse) == []
