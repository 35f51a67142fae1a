"""What goods ask for after their scan: serial numbers, lots, a look, the components of a set; and look-alikes, ticks by code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.packing.desk import ONE, TWO, counted, id_of, sku_id
from tests.shop import (
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    barcode,
    do,
    ids_of,
    open_shop,
    order,
    parcel_of,
    parsed,
    problems_of,
    release_and_wave,
    scan,
    states_of,
)
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.editing.at_packing import at_packing, set_at_packing
from warehouse_app.catalog.files import ProductRow
from warehouse_app.errors import BadInput
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.joining import merge_sku
from warehouse_app.packing import commands
from warehouse_app.packing.asks import Ask
from warehouse_app.packing.commands import undo_last, unpack
from warehouse_app.packing.tables import ParcelCapture
from warehouse_app.packing.ticking import tick_kind
from warehouse_app.people.settings import change_settings
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.store.warehouse import Warehouse, new_action

CONFIRM = "PD-CONFIRM"


def asks(
    warehouse: Warehouse, code: str, *, serials: bool = False, look: str = "", parts: Mapping[str, int] | None = None
) -> None:
    do(warehouse, set_at_packing, sku_id(warehouse, code), serials, look, None, parts or {})


def captured(warehouse: Warehouse, number: str = "1") -> list[tuple[str, str, int]]:
    with warehouse.reading() as session:
        rows = session.execute(
            select(ParcelCapture.kind, ParcelCapture.value, ParcelCapture.pieces)
            .where(ParcelCapture.parcel_id == id_of(warehouse, number), ParcelCapture.back_at.is_(None))
            .order_by(ParcelCapture.id)
        )
        return [(row.kind, row.value, row.pieces) for row in rows]


def verdicts(warehouse: Warehouse, *codes: str, number: str = "1") -> list[str]:
    return [scan(warehouse, id_of(warehouse, number), code).verdict.value for code in codes]


def start(warehouse: Warehouse, number: str = "1") -> None:
    assert scan(warehouse, None, parcel_of(warehouse, number).waybill).verdict == "opened"


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Order 1: two of SKU1 and one of SKU2; order 2: one of SKU1."""
    open_shop(
        warehouse, {"SKU1": 9, "SKU2": 9, "SKU3": 9, "SKU4": 9}, order("1", {"SKU1": 2, "SKU2": 1}), order("2", {"SKU1": 1})
    )
    release_and_wave(warehouse)
    return warehouse


def test_each_piece_is_asked_for_its_serial_number(shop: Warehouse) -> None:
    asks(shop, "SKU1", serials=True)
    start(shop)
    assert verdicts(shop, TWO, ONE) == ["right", "serial_wanted"]
    known = (ONE, parcel_of(shop, "2").waybill, CONFIRM, "PD-QTY-3", "2")  # a product, a waybill, commands, an order
    assert set(verdicts(shop, *known)) == {"bad_serial"}
    assert verdicts(shop, "SN-1", ONE, "SN-1") == ["captured", "serial_wanted", "serial_used"]
    assert states_of(shop)["1"] == "in_wave"
    action = new_action()
    assert scan(shop, id_of(shop), "SN-2", action=action).verdict == "complete"
    assert scan(shop, id_of(shop), "SN-2", action=action).verdict in ("complete", "unknown", "waybill_wanted")
    assert captured(shop) == [("serial", "SN-1", 1), ("serial", "SN-2", 1)]
    assert states_of(shop)["1"] == "packed"
    start(shop, "2")
    answer = [scan(shop, id_of(shop, "2"), code) for code in (ONE, "SN-2")][-1]
    assert (answer.verdict, answer.fields["waybill"]) == ("serial_used", parcel_of(shop, "1").waybill)
    assert verdicts(shop, "SN-3", number="2") == ["complete"]
    assert problems_of(shop) == []


def test_undo_forgets_the_serial_number_and_a_keyed_number_asks_for_each(shop: Warehouse) -> None:
    asks(shop, "SKU1", serials=True)
    start(shop)
    assert verdicts(shop, ONE, "SN-1") == ["serial_wanted", "captured"]
    undone = do(shop, undo_last, id_of(shop), new_action())
    assert (undone.verdict, undone.owes, captured(shop)) == ("undone", 0, [])
    assert verdicts(shop, ONE) == ["serial_wanted"]
    do(shop, undo_last, id_of(shop), new_action())  # in the middle of it, too
    assert verdicts(shop, TWO) == ["right"]
    answer = do(shop, commands.scan, id_of(shop), (ONE,), new_action(), 2)
    assert isinstance(ask := answer.fields["ask"], Ask)
    assert (ask.done, ask.wanted) == (0, 2)
    assert verdicts(shop, "SN-1", "SN-2") == ["serial_wanted", "complete"]
    assert problems_of(shop) == []


def test_a_parcel_taken_apart_gives_its_serial_numbers_back(shop: Warehouse) -> None:
    asks(shop, "SKU1", serials=True)
    start(shop, "2")
    verdicts(shop, ONE, "SN-1", number="2")
    do(shop, cancel, ids_of(shop, "2"), "买家不要了")
    do(shop, unpack, id_of(shop, "2"), new_action())
    start(shop)
    assert verdicts(shop, ONE, "SN-1") == ["serial_wanted", "captured"]


def test_a_look_is_confirmed_and_a_line_that_was_begun_keeps_what_it_asked_for(shop: Warehouse) -> None:
    asks(shop, "SKU1", look="拉链、线头")
    start(shop)
    assert verdicts(shop, ONE, TWO, CONFIRM) == ["look_wanted", "asked_first", "captured"]
    asks(shop, "SKU1", serials=True)
    assert scan(shop, None, parcel_of(shop, "1").waybill).verdict == "opened"  # opened again half packed
    assert verdicts(shop, ONE, CONFIRM, TWO) == ["look_wanted", "captured", "complete"]
    assert captured(shop) == [("look", "", 1), ("look", "", 1)]
    assert problems_of(shop) == []


def test_an_element_string_says_serial_number_and_product_in_one_scan(shop: Warehouse) -> None:
    asks(shop, "SKU1", serials=True)
    start(shop)
    gs1 = f"010{ONE}21SN-"
    assert verdicts(shop, f"{gs1}1", f"{gs1}1", ONE, f"{gs1}2", f"010{TWO}") == [
        "right", "serial_used", "serial_wanted", "captured", "complete",
    ]  # fmt: skip
    assert captured(shop) == [("serial", "SN-1", 1), ("serial", "SN-2", 1)]
    assert problems_of(shop) == []


def test_lots_are_asked_for_where_the_parcels_lots_differ(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    do(warehouse, import_products, parsed([ProductRow(1, "SKU1", lots=True)], "lots.csv"))
    rows = [StockRow(n, "A-1", "SKU1", 2, lot=lot) for n, lot in ((2, "L1"), (3, "L2"))]
    do(warehouse, import_stock, parsed(rows, "stock.csv"))
    add_waybills(warehouse)
    add_orders(warehouse, order("1", {"SKU1": 3}), order("2", {"SKU1": 1}))
    release_and_wave(warehouse)
    first, second = ("1", "2") if len(parcel_of(warehouse, "1").lines) else ("2", "1")
    start(warehouse, first)
    gs1 = f"010{ONE}10"
    assert verdicts(warehouse, ONE, "L9", "L1", f"{gs1}L9") == ["lot_wanted", "wrong_lot", "captured", "wrong_lot"]
    assert verdicts(warehouse, f"{gs1}L1", ONE, "L1", "L2") == ["right", "lot_wanted", "wrong_lot", "complete"]
    assert captured(warehouse, first) == [("lot", "L1", 1), ("lot", "L1", 1), ("lot", "L2", 1)]
    start(warehouse, second)
    assert verdicts(warehouse, f"{gs1}L1", ONE, number=second) == ["wrong_lot", "complete"]  # one lot alone is not asked for
    assert problems_of(warehouse) == []


def test_a_set_counts_by_its_own_code_or_by_all_its_components(shop: Warehouse) -> None:
    asks(shop, "SKU1", parts={"SKU3": 1, barcode(4): 2})
    three, four = barcode(3), barcode(4)
    start(shop)
    assert verdicts(shop, four, ONE, TWO, three, three, "?") == [
        "part_wanted", "asked_first", "asked_first", "part_wanted", "one_too_many", "asked_first",
    ]  # fmt: skip
    assert counted(shop) == {"SKU1": 0, "SKU2": 0}
    action = new_action()
    assert scan(shop, id_of(shop), four, action=action).verdict == "right"
    assert scan(shop, id_of(shop), four, action=action).again
    assert counted(shop) == {"SKU1": 1, "SKU2": 0}
    assert verdicts(shop, three, four) == ["part_wanted", "part_wanted"]
    undone = [do(shop, undo_last, id_of(shop), new_action()) for _ in range(3)]  # two components, then the set before
    assert [answer.scanned for answer in undone] == [1, 1, 0]
    assert [bool(answer.owes) for answer in undone] == [True, False, False]
    assert verdicts(shop, ONE, TWO, three, four, four) == ["right", "right", "part_wanted", "part_wanted", "complete"]
    assert verdicts(shop, three) == ["not_needed"]  # begun by an item: no parcel wants a component
    assert problems_of(shop) == []


def test_a_set_is_kept_from_nonsense_and_follows_a_merge(shop: Warehouse) -> None:
    asks(shop, "SKU1", parts={"SKU3": 1})
    for code, parts in (("SKU1", {"SKU1": 1}), ("SKU2", {"SKU1": 1}), ("SKU3", {"SKU4": 1}), ("SKU1", {"?": 1})):
        with pytest.raises(BadInput, match=r"capture\.(set_in_set|no_such_part)"):
            asks(shop, code, parts=parts)
    do(shop, merge_sku, sku_id(shop, "SKU3"), sku_id(shop, "SKU4"))
    with shop.reading() as session:
        assert at_packing(session, sku_id(shop, "SKU1")).parts == (("SKU4", 1),)


def test_look_alikes_are_told_from_wrong_items(warehouse: Warehouse) -> None:
    rows = [
        ProductRow(n, f"SKU{n}", "围巾" if n < 4 else "帽子", colour, size, (barcode(n),), None, 100, f"A-{n}", "", f"{n}.png")
        for n, colour, size in ((1, "红", "M"), (2, "黑", "M"), (3, "红", "L"), (4, "红", "M"))
    ]
    do(warehouse, import_products, parsed(rows))
    add_stock(warehouse, {f"SKU{n}": 5 for n in range(1, 5)})
    add_waybills(warehouse)
    add_orders(warehouse, order("1", {"SKU1": 1, "SKU3": 1}), order("2", {"SKU2": 1}))
    release_and_wave(warehouse)
    start(warehouse)
    assert verdicts(warehouse, ONE, ONE, barcode(4)) == ["right", "one_too_many", "wrong_item"]
    answer = scan(warehouse, id_of(warehouse), TWO)
    alike = answer.fields["alike"]
    assert (answer.verdict, answer.good) == ("look_alike", False)
    assert (alike.colour, alike.size, alike.picture) == ("黑", "M", "2.png")  # type: ignore[attr-defined]  # an Alike
    assert (alike.wanted_colour, alike.wanted_size, alike.wanted_picture) == ("红", "L", "3.png")  # type: ignore[attr-defined]


def test_a_code_ticks_the_first_open_thing_of_its_kind(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, invoice_title="示例公司"))
    release_and_wave(warehouse)
    do(warehouse, change_settings, {"tick_codes": {"invoice": ["FP-1"], "leaflet": ["LF-1"]}})
    start(warehouse)
    assert verdicts(warehouse, "LF-1", "?", ONE) == ["no_such_tick", "unknown", "tick_first"]
    assert do(warehouse, tick_kind, id_of(warehouse), "gift", new_action()).verdict == "no_such_tick"
    assert verdicts(warehouse, "FP-1") == ["complete"]
    assert problems_of(warehouse) == []
    with pytest.raises(BadInput):
        do(warehouse, change_settings, {"tick_codes": {"card": ["PD-UNDO"]}})


def test_goods_kept_by_lots_are_refused_after_their_last_day(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    do(warehouse, import_products, parsed([ProductRow(1, "SKU1", lots=True)], "lots.csv"))
    rows = [StockRow(2, "A-1", "SKU1", 4, lot="L1"), StockRow(3, "A-2", "SKU2", 4)]
    do(warehouse, import_stock, parsed(rows, "stock.csv"))
    add_waybills(warehouse)
    add_orders(warehouse, order("1", {"SKU1": 2, "SKU2": 1}))
    release_and_wave(warehouse)
    start(warehouse)
    over, later = (f"17{date.today() + timedelta(days=days):%y%m%d}" for days in (-1, 30))
    assert verdicts(warehouse, f"010{ONE}{over}", f"010{ONE}{over}10L1", f"010{ONE}{later}10L1") == [
        "expired",
        "expired",
        "right",
    ]
    do(warehouse, set_expiry, sku_id(warehouse, "SKU1"), "L1", date.today() - timedelta(days=1))  # the lot is blocked meanwhile
    assert verdicts(warehouse, f"010{ONE}{later}10L1", f"010{ONE}10L1") == ["expired", "expired"]
    assert verdicts(warehouse, f"010{TWO}{over}", ONE) == ["right", "complete"]  # not kept by lots; no day in the code
    assert problems_of(warehouse) == []
