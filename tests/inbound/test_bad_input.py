"""What goes wrong when goods come in, from end to end: refused or borne, in plain words, with nothing left half done.

Only what the rooms' own tests do not prove. A closing twice, at two desks and killed: receiving/test_closing. More back than
was bought: sendback/test_commands. Quantities: receiving/test_scanning, stock/moving, putaway, buying. The order edited
while being received: receiving/test_scanning, buying/test_commands. A merge: orders/test_joining.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.inbound.receiving.arrivals import (
    add_goods,
    count,
    keep_by_lot,
    lying,
    order_state,
    owed,
    receipt_of,
    scans_agree,
    sent_order,
    version_of,
)
from tests.shop import DESK, add_orders, barcode, do, ids_of, order, problems_of, states_of
from tests.stock.shelves import held, places
from warehouse_app import words
from warehouse_app.catalog.editing.commands import move_barcode, rename_sku
from warehouse_app.errors import WarehouseError
from warehouse_app.inbound.buying.commands import draft_order, edit_order
from warehouse_app.inbound.buying.rules import WantedLine
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import close_receipt, reverse_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.scanning import receive, set_count, set_counts, take_back
from warehouse_app.inbound.sendback.commands import draft_return, send_return
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.inbound.tables import PurchaseLine
from warehouse_app.orders.joining import merge_sku
from warehouse_app.orders.release import release
from warehouse_app.people.commands import SYSTEM
from warehouse_app.stock.bins.commands import retire_bin
from warehouse_app.stock.moving.commands import correct, move_goods, take_out, undo_slip, write_off
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def supplier(warehouse: Warehouse) -> int:
    return add_goods(warehouse)


@pytest.fixture
def ordered(warehouse: Warehouse, supplier: int) -> int:
    """An order of 8 SKU1 and 2 SKU2 at 10.00 each."""
    return sent_order(warehouse, supplier, {"SKU1": 8, "SKU2": 2})


@pytest.fixture
def counting(warehouse: Warehouse, ordered: int) -> int:
    """Its receipt with three SKU1 in it."""
    receipt_id = receipt_of(warehouse, ordered)
    count(warehouse, receipt_id, "SKU1", 3)
    return receipt_id


def refused(warehouse: Warehouse, code: str, command: Callable[..., Any], *args: Any, **named: Any) -> dict[str, object]:
    """The command says no with this code, both languages have its sentence with all fields in it, and nothing has changed."""
    before = held(warehouse)
    with pytest.raises(WarehouseError) as caught:
        do(warehouse, command, *args, **named)
    assert caught.value.code == code
    both = [words.explain(caught.value, language) for language in words.LANGUAGES]
    assert both[0] != both[1]
    assert all(sentence and "{" not in sentence for sentence in both)
    assert held(warehouse) == before
    return caught.value.fields


def in_stock(warehouse: Warehouse, receipt_id: int, pieces: int, place: str = "A-1", lot: str = "") -> None:
    """Close the receipt and put its SKU1 away."""
    do(warehouse, close_receipt, receipt_id)
    do(warehouse, put_away, receipt_id, 1, place, pieces, new_action(), lot)


# --- a receipt that is over -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["closed", "cancelled", "reversed"])
def test_nothing_happens_to_a_receipt_that_is_over(warehouse: Warehouse, counting: int, end: str) -> None:
    if end == "cancelled":
        do(warehouse, cancel_receipt, counting)
    else:
        do(warehouse, close_receipt, counting)
    if end == "reversed":
        do(warehouse, reverse_receipt, counting, "a mistake")
    again = "receiving.closed_already" if end == "closed" else "receiving.not_open"
    refused(warehouse, again, close_receipt, counting)
    refused(warehouse, "receiving.not_open", receive, counting, (barcode(1),), new_action())
    refused(warehouse, "receiving.not_open", set_count, counting, 1, "", 9, new_action())
    refused(warehouse, "receiving.not_open", set_counts, counting, {1: 9}, new_action())
    refused(warehouse, "receiving.not_open", take_back, counting, new_action())
    refused(warehouse, "receiving.not_open", cancel_receipt, counting)
    if end != "closed":
        refused(warehouse, "receiving.not_closed", reverse_receipt, counting, "again")
        refused(warehouse, "putaway.not_so_many", put_away, counting, 1, "A-1", 1, new_action())
        refused(warehouse, "receiving.not_open", inspect, counting, 1, "", 1, 0)
    assert scans_agree(warehouse)
    assert problems_of(warehouse) == []


def both_at_once(warehouse: Warehouse, *commands: Callable[[Any], object]) -> list[str]:
    """What two desks that begin at once are answered: "" or the code of a refusal; anything else is a bug and raised."""
    gate, ends, bugs = threading.Barrier(len(commands)), [""] * len(commands), list[BaseException]()

    def desk(number: int) -> None:
        gate.wait()
        try:
            with warehouse.transaction(SYSTEM, f"{DESK} {number}") as tx:
                commands[number](tx)
        except WarehouseError as error:
            ends[number] = error.code
        except BaseException as error:  # a thread's failure must reach the test
            bugs.append(error)

    threads = [threading.Thread(target=desk, args=(number,)) for number in range(len(commands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bugs == []
    return ends


def test_a_receipt_reversed_and_put_away_at_once_is_one_of_both(warehouse: Warehouse, counting: int) -> None:
    do(warehouse, close_receipt, counting)
    ends = both_at_once(
        warehouse,
        lambda tx: reverse_receipt(tx, counting, "a mistake"),
        lambda tx: put_away(tx, counting, 1, "A-1", 3, new_action()),
    )
    assert ends in (["", "putaway.not_so_many"], ["receiving.put_away_already", ""])
    assert held(warehouse) == ({} if ends[1] else {("A-1", 1): 3})
    assert problems_of(warehouse) == []


def test_a_receipt_closed_and_given_up_at_once_is_one_of_both(
    warehouse: Warehouse, counting: int, ordered: int, supplier: int
) -> None:
    ends = both_at_once(warehouse, lambda tx: close_receipt(tx, counting), lambda tx: cancel_receipt(tx, counting))
    assert ends in (["", "receiving.not_open"], ["receiving.not_open", ""])
    booked = ends[0] == ""
    assert lying(warehouse, "DOCK") == ({1: 3} if booked else {})
    assert owed(warehouse, supplier) == (Decimal("30.00") if booked else 0)
    assert order_state(warehouse, ordered)[0] == ("partly" if booked else "sent")
    assert problems_of(warehouse) == []


def test_a_receipt_closed_at_one_desk_and_inspected_at_another_loses_no_finding(warehouse: Warehouse, counting: int) -> None:
    ends = both_at_once(warehouse, lambda tx: close_receipt(tx, counting), lambda tx: inspect(tx, counting, 1, "", 2, 1, "stain"))
    assert ends == ["", ""]
    assert (lying(warehouse, "DOCK"), lying(warehouse, "QUARANTINE")) == ({1: 2}, {1: 1})
    assert problems_of(warehouse) == []


# --- more back than was bought --------------------------------------------------------------------------------------


def test_what_a_reversed_receipt_brought_was_not_bought(warehouse: Warehouse, supplier: int, counting: int) -> None:
    in_stock(warehouse, counting, 3)
    second = receipt_of(warehouse, supplier_id=supplier)
    count(warehouse, second, "SKU1", 2)
    do(warehouse, close_receipt, second)
    do(warehouse, reverse_receipt, second, "never came")
    bin_id = places(warehouse)["A-1"]
    do(warehouse, correct, 1, bin_id, 5, "found two", new_action())
    too_many = do(warehouse, draft_return, supplier, "credit", [BackLine(1, 4, location_id=bin_id)])
    fields = refused(warehouse, "sendback.more_than_bought", send_return, too_many)
    assert (fields["quantity"], fields["bought"]) == (4, 3)
    assert problems_of(warehouse) == []


# --- bins -----------------------------------------------------------------------------------------------------------


def test_a_bin_retired_while_it_holds_received_goods(warehouse: Warehouse, counting: int) -> None:
    in_stock(warehouse, counting, 3)
    place = places(warehouse)
    fields = refused(warehouse, "shelves.bin_holds", retire_bin, place["A-1"])
    assert fields == {"bin": "A-1", "pieces": 3}
    do(warehouse, move_goods, 1, place["A-1"], place["A-2"], 3, new_action())
    do(warehouse, retire_bin, place["A-1"])
    assert problems_of(warehouse) == []


def test_a_bin_retired_while_goods_are_put_into_it(warehouse: Warehouse, counting: int) -> None:
    do(warehouse, close_receipt, counting)
    bin_id = places(warehouse)["A-1"]
    ends = both_at_once(
        warehouse, lambda tx: retire_bin(tx, bin_id), lambda tx: put_away(tx, counting, 1, "A-1", 3, new_action())
    )
    assert ends in (["", "putaway.bin_not_used"], ["shelves.bin_holds", ""])
    assert held(warehouse) == ({("A-1", 1): 3} if ends[1] == "" else {("DOCK", 1): 3})
    assert problems_of(warehouse) == []


def test_goods_taken_out_of_a_bin_that_was_retired_since_do_not_come_back_into_it(warehouse: Warehouse, counting: int) -> None:
    in_stock(warehouse, counting, 3)
    bin_id = places(warehouse)["A-1"]
    slip = do(warehouse, take_out, 1, bin_id, 3, "张三", "", new_action()).slip_id
    do(warehouse, retire_bin, bin_id)
    refused(warehouse, "shelves.bin_retired", undo_slip, slip)
    assert problems_of(warehouse) == []


# --- codes that change while goods are counted ----------------------------------------------------------------------


def test_a_sku_on_a_receipt_is_not_merged_until_it_is_on_the_shelf(warehouse: Warehouse, counting: int, ordered: int) -> None:
    assert str(refused(warehouse, "catalog.merge_open", merge_sku, 1, 2)["number"]).startswith("PO")
    lines = [WantedLine(2, 2)]
    do(warehouse, edit_order, ordered, version_of(warehouse, ordered), lines, None, "", "a test")
    assert str(refused(warehouse, "catalog.merge_open", merge_sku, 1, 2)["number"]).startswith("GR")
    do(warehouse, close_receipt, counting)
    assert refused(warehouse, "catalog.merge_on_dock", merge_sku, 1, 2)["pieces"] == 3
    do(warehouse, put_away, counting, 1, "A-1", 3, new_action())
    do(warehouse, merge_sku, 1, 2)
    next_one = receipt_of(warehouse, ordered)
    for code in ("SKU1", "SKU2"):  # the old barcode and the new one
        assert count(warehouse, next_one, code).seller_code == "SKU2"
    assert do(warehouse, close_receipt, next_one).good == 2
    assert order_state(warehouse, ordered) == ("closed", {2: 2})
    assert problems_of(warehouse) == []


def test_a_sku_renamed_on_a_receipt_goes_on_counting_by_both_codes(warehouse: Warehouse, counting: int, ordered: int) -> None:
    do(warehouse, rename_sku, 1, "NEW1")
    answers = [do(warehouse, receive, counting, (code,), new_action()) for code in ("SKU1", "NEW1", barcode(1))]
    assert [(a.seller_code, a.verdict, a.counted) for a in answers] == [("NEW1", "right", n) for n in (4, 5, 6)]
    do(warehouse, close_receipt, counting)
    assert order_state(warehouse, ordered) == ("partly", {1: 6, 2: 0})
    assert problems_of(warehouse) == []


def test_a_barcode_moved_while_a_receipt_is_open_counts_for_the_other_sku_from_then_on(
    warehouse: Warehouse, counting: int, ordered: int
) -> None:
    action = new_action()
    before = count(warehouse, counting, "SKU1", action=action)
    do(warehouse, move_barcode, barcode(1), 2, "wrong label")
    after = do(warehouse, receive, counting, (barcode(1),), new_action())
    assert [(a.sku_id, a.verdict, a.counted) for a in (before, after)] == [(1, "right", 4), (2, "right", 1)]
    again = do(warehouse, receive, counting, (barcode(1),), action)  # sent again: it counted what it was then
    assert (again.again, again.sku_id, again.counted) == (True, 1, 4)
    undone = [do(warehouse, take_back, counting, new_action()) for _ in range(2)]
    assert [(a.sku_id, a.pieces) for a in undone] == [(2, -1), (1, -1)]
    do(warehouse, close_receipt, counting)
    assert order_state(warehouse, ordered) == ("partly", {1: 3, 2: 0})
    assert scans_agree(warehouse)
    assert problems_of(warehouse) == []


# --- lots -----------------------------------------------------------------------------------------------------------


def test_a_lot_that_expired_on_the_shelf_is_not_sold_and_goes_back_or_is_written_off(warehouse: Warehouse, supplier: int) -> None:
    keep_by_lot(warehouse, "SKU1")
    receipt_id = receipt_of(warehouse, supplier_id=supplier)
    today = warehouse.clock().astimezone().date()
    do(warehouse, set_count, receipt_id, 1, "L1", 5, new_action(), expires=today + timedelta(days=3))
    in_stock(warehouse, receipt_id, 5, lot="L1")
    add_orders(warehouse, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    one, two = ids_of(warehouse, "1", "2")
    assert do(warehouse, release, [one]).released == ["1"]
    clock = warehouse.clock
    warehouse.clock = lambda: clock() + timedelta(days=5)
    assert do(warehouse, release, [two]).short == ["2"]
    assert states_of(warehouse) == {"1": "released", "2": "short"}
    fresh = receipt_of(warehouse, supplier_id=supplier)
    told = (fresh, (barcode(1),), new_action())
    fields = refused(warehouse, "receiving.lot_expired", receive, *told, lot="L1")
    assert fields["expires"] == str(today + timedelta(days=3))
    bin_id = places(warehouse)["A-1"]
    back = do(warehouse, draft_return, supplier, "credit", [BackLine(1, 3, "L1", bin_id, Decimal("1.00"))])
    assert do(warehouse, send_return, back) == 3
    do(warehouse, write_off, "damage", 1, bin_id, 1, "expired", new_action(), "L1")
    assert held(warehouse, "L1") == {("A-1", 1): 1}
    assert problems_of(warehouse) == []


def test_a_lot_that_expires_while_its_receipt_is_open_is_found_at_the_inspection(warehouse: Warehouse, supplier: int) -> None:
    keep_by_lot(warehouse, "SKU1")
    receipt_id = receipt_of(warehouse, supplier_id=supplier)
    today: date = warehouse.clock().astimezone().date()
    do(warehouse, set_count, receipt_id, 1, "L1", 2, new_action(), expires=today)
    clock = warehouse.clock
    warehouse.clock = lambda: clock() + timedelta(days=2)
    refused(warehouse, "receiving.lot_expired", receive, receipt_id, (barcode(1),), new_action(), lot="L1")
    do(warehouse, inspect, receipt_id, 1, "L1", 2, 2, "expired")
    do(warehouse, close_receipt, receipt_id)
    assert held(warehouse, "L1") == {("QUARANTINE", 1): 2}
    assert problems_of(warehouse) == []


# --- quantities -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", [-1, 1.5, Decimal("0.5"), 10**9])
def test_no_door_of_goods_in_takes_what_is_no_number_of_pieces(
    warehouse: Warehouse, supplier: int, counting: int, quantity: Any
) -> None:
    second = receipt_of(warehouse, supplier_id=supplier)
    count(warehouse, second, "SKU1", 3)
    in_stock(warehouse, second, 2)
    bin_id, other = places(warehouse)["A-1"], places(warehouse)["A-2"]
    action = new_action()
    refused(warehouse, "receiving.quantity_range", receive, counting, (barcode(1),), action, quantity=quantity)
    refused(warehouse, "receiving.quantity_range", set_count, counting, 1, "", quantity, action)
    refused(warehouse, "receiving.quantity_range", set_counts, counting, {1: 2, 2: quantity}, action)
    refused(warehouse, "receiving.quantity_range", inspect, counting, 1, "", quantity, 0)
    refused(warehouse, "receiving.quantity_range", inspect, counting, 1, "", 1, quantity, "stain")
    refused(warehouse, "buying.bad_quantity", draft_order, supplier, [WantedLine(1, quantity)])
    too_many = quantity == 10**9
    refused(
        warehouse, "putaway.not_so_many" if too_many else "putaway.not_positive", put_away, second, 1, "A-1", quantity, action
    )  # fmt: skip
    if not too_many:
        refused(warehouse, "sendback.not_positive", draft_return, supplier, "credit", [BackLine(1, quantity)])
    shelves = {-1: "negative", 10**9: "too_many"}.get(quantity, "fractional")
    refused(warehouse, f"shelves.{shelves}", move_goods, 1, bin_id, other, quantity, action)
    refused(warehouse, f"shelves.{shelves}", take_out, 1, bin_id, quantity, "张三", "", action)
    refused(warehouse, f"shelves.{shelves}", write_off, "loss", 1, bin_id, quantity, "lost", action)
    refused(warehouse, f"shelves.{shelves}", correct, 1, bin_id, quantity, "counted", action)
    assert scans_agree(warehouse)
    assert problems_of(warehouse) == []


# --- an order that changes under its receipt ------------------------------------------------------------------------


def test_a_line_taken_off_the_order_while_it_is_counted_is_received_as_not_ordered(
    warehouse: Warehouse, counting: int, ordered: int, supplier: int
) -> None:
    stale = version_of(warehouse, ordered)
    do(warehouse, edit_order, ordered, stale, [WantedLine(2, 2)], None, "", "a test")
    refused(
        warehouse, "buying.changed_meanwhile", edit_order, ordered, stale, [WantedLine(1, 8)], None, "", "a test"
    )  # fmt: skip
    assert count(warehouse, counting, "SKU1").verdict == "unplanned"
    count(warehouse, counting, "SKU2", 2)
    do(warehouse, close_receipt, counting)
    assert (order_state(warehouse, ordered), lying(warehouse, "DOCK")) == (("closed", {2: 2}), {1: 4, 2: 2})
    assert owed(warehouse, supplier) == Decimal("20.00")  # nobody agreed on a price for the others
    assert problems_of(warehouse) == []


def test_an_order_edited_and_received_at_once_adds_up(warehouse: Warehouse, counting: int, ordered: int) -> None:
    version = version_of(warehouse, ordered)
    wanted = [WantedLine(1, 2), WantedLine(2, 2)]
    ends = both_at_once(
        warehouse,
        lambda tx: edit_order(tx, ordered, version, wanted, None, "", "a test"),
        lambda tx: close_receipt(tx, counting),
    )
    assert ends in (["", ""], ["buying.below_received", ""])
    with warehouse.reading() as session:
        lines = {row.sku_id: row for row in session.execute(select(PurchaseLine.sku_id, PurchaseLine.quantity))}
    assert lines[1].quantity == (8 if ends[0] else 2)
    assert order_state(warehouse, ordered) == ("partly", {1: 3, 2: 0})
    assert problems_of(warehouse) == []


def test_a_line_of_the_order_that_something_came_of_is_not_deleted(warehouse: Warehouse, counting: int, ordered: int) -> None:
    do(warehouse, close_receipt, counting)
    told = (ordered, version_of(warehouse, ordered))
    fields = refused(warehouse, "buying.line_received", edit_order, *told, [WantedLine(2, 2)], None, "")
    assert fields == {"sku": "SKU1", "received": 3}
    refused(warehouse, "buying.below_received", edit_order, *told, [WantedLine(1, 2), WantedLine(2, 2)], None, "")
    assert problems_of(warehouse) == []
