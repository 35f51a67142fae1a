"""Counting at the receiving desk: every verdict, every way to count, once per action, and back."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.inbound.receiving.arrivals import (
    PACK,
    add_goods,
    count,
    keep_by_lot,
    receipt_of,
    scans_agree,
    sent_order,
    sku_of,
    version_of,
)
from tests.shop import barcode, do
from warehouse_app.catalog.tables import SkuAlias
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.inbound.buying.commands import edit_order
from warehouse_app.inbound.buying.rules import WantedLine
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.queries import last_scans, receipt
from warehouse_app.inbound.receiving.rules import Verdict
from warehouse_app.inbound.receiving.scanning import receive, set_count, set_counts, take_back
from warehouse_app.inbound.tables import ReceiptLine, ReceiptScan
from warehouse_app.people.commands import SYSTEM
from warehouse_app.stock.tables import Lot
from warehouse_app.store.warehouse import Tx, Warehouse, new_action


@pytest.fixture
def supplier(warehouse: Warehouse) -> int:
    return add_goods(warehouse)


@pytest.fixture
def ordered(warehouse: Warehouse, supplier: int) -> int:
    """An order of 8 SKU1 and 2 SKU2."""
    return sent_order(warehouse, supplier, {"SKU1": 8, "SKU2": 2})


@pytest.fixture
def open_one(warehouse: Warehouse, ordered: int) -> int:
    return receipt_of(warehouse, ordered)


def test_each_scan_says_how_its_goods_stand(warehouse: Warehouse, open_one: int) -> None:
    answers = [count(warehouse, open_one, code) for code in ("SKU2", "SKU2", "SKU2", "SKU3", "no such code", "A-1")]
    assert [a.verdict for a in answers] == ["right", "complete", "over", "unplanned", "unknown", "not_goods"]
    assert [(a.counted, a.expected) for a in answers[:4]] == [(1, 2), (2, 2), (3, 2), (1, 0)]
    assert [(a.total, a.total_expected) for a in answers] == [(1, 10), (2, 10), (3, 10), (4, 10), (4, 10), (4, 10)]
    assert (answers[0].seller_code, answers[0].name, answers[0].colour, answers[0].size) == ("SKU2", "商品2", "黑色", "M")
    assert [a.good for a in answers] == [True, True, False, False, False, False]
    assert [a.counts for a in answers] == [True, True, True, True, False, False]
    assert scans_agree(warehouse)


def test_every_scan_is_kept_right_or_wrong(warehouse: Warehouse, open_one: int) -> None:
    for code in ("SKU1", "no such code"):
        count(warehouse, open_one, code)
    with warehouse.reading() as session:
        rows = last_scans(session, open_one)
    assert [(r.code, r.verdict, r.quantity, r.seller_code) for r in rows] == [
        ("no such code", "unknown", 0, ""),
        (barcode(1), "right", 1, "SKU1"),
    ]


def test_a_carton_counts_its_pieces_and_so_does_a_keyed_quantity(warehouse: Warehouse, open_one: int) -> None:
    assert (count(warehouse, open_one, PACK).counted, count(warehouse, open_one, "SKU1", 2).verdict) == (6, "complete")
    assert count(warehouse, open_one, PACK, 2).counted == 20
    assert scans_agree(warehouse)


def test_a_seller_code_and_a_former_code_count_too(warehouse: Warehouse, open_one: int) -> None:
    def rename(tx: Tx) -> None:
        tx.session.add(SkuAlias(code="OLD2", sku_id=2))

    do(warehouse, rename)
    answers = [do(warehouse, receive, open_one, ("garbage", code), new_action()) for code in ("SKU2", "OLD2")]
    assert [(a.verdict, a.code, a.seller_code) for a in answers] == [("right", "SKU2", "SKU2"), ("complete", "OLD2", "SKU2")]


def test_a_blind_receipt_takes_whatever_comes(warehouse: Warehouse, supplier: int) -> None:
    blind = receipt_of(warehouse)
    answers = [count(warehouse, blind, "SKU1") for _ in range(3)]
    assert [(a.verdict, a.counted, a.expected, a.total_expected) for a in answers] == [
        ("right", n, None, None) for n in (1, 2, 3)
    ]


def test_the_same_action_counts_once_also_when_the_receipt_is_closed_by_then(warehouse: Warehouse, open_one: int) -> None:
    first = count(warehouse, open_one, "SKU1", action="one")
    again = count(warehouse, open_one, "SKU1", action="one")
    assert (again.again, again.verdict, again.counted) == (True, first.verdict, 1)
    wrong = count(warehouse, open_one, "what", action="two")
    assert (wrong.verdict, count(warehouse, open_one, "what", action="two").again) == ("unknown", True)
    do(warehouse, close_receipt, open_one)
    assert count(warehouse, open_one, "SKU1", action="one").again
    assert scans_agree(warehouse)


def test_an_action_of_another_receipt_is_refused(warehouse: Warehouse, ordered: int, open_one: int) -> None:
    count(warehouse, open_one, "SKU1", action="one")
    with pytest.raises(Conflict) as caught:
        count(warehouse, receipt_of(warehouse, ordered), "SKU1", action="one")
    assert caught.value.code == "receiving.action_used"


def test_a_receipt_that_is_not_open_counts_nothing(warehouse: Warehouse, open_one: int) -> None:
    do(warehouse, cancel_receipt, open_one)
    for act in (
        lambda: count(warehouse, open_one, "SKU1"),
        lambda: do(warehouse, set_count, open_one, 1, "", 3, new_action()),
        lambda: do(warehouse, set_counts, open_one, {1: 3}, new_action()),
        lambda: do(warehouse, take_back, open_one, new_action()),
        lambda: do(warehouse, cancel_receipt, open_one),
    ):
        with pytest.raises(Conflict) as caught:
            act()
        assert caught.value.code == "receiving.not_open"
        assert caught.value.fields["state"] == "cancelled"
    with pytest.raises(NotFound):
        count(warehouse, 999, "SKU1")


@pytest.mark.parametrize("quantity", [0, -1, 100_001])
def test_a_quantity_out_of_range_is_refused(warehouse: Warehouse, open_one: int, quantity: int) -> None:
    with pytest.raises(BadInput) as caught:
        count(warehouse, open_one, "SKU1", quantity)
    assert caught.value.code == "receiving.quantity_range"
    with pytest.raises(BadInput):
        do(warehouse, set_count, open_one, 1, "", -1 if quantity == 0 else quantity, new_action())


def _killed(tx: Tx, receipt_id: int) -> None:
    receive(tx, receipt_id, (barcode(1),), "lost")
    raise ZeroDivisionError


def test_what_is_not_committed_was_never_counted(warehouse: Warehouse, open_one: int) -> None:
    count(warehouse, open_one, "SKU1")
    with pytest.raises(ZeroDivisionError):
        do(warehouse, _killed, open_one)
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).select_from(ReceiptScan)) == 1
        assert session.scalars(select(ReceiptLine.counted)).all() == [1]


# --- keyed figures, the grid, taking back ---------------------------------------------------------------------------


def test_a_keyed_figure_writes_the_difference_up_or_down(warehouse: Warehouse, open_one: int) -> None:
    count(warehouse, open_one, "SKU1", 3)
    up = do(warehouse, set_count, open_one, 1, "", 8, "up")
    down = do(warehouse, set_count, open_one, 1, "", 5, "down")
    assert [(a.verdict, a.pieces, a.counted) for a in (up, down)] == [("complete", 5, 8), ("right", -3, 5)]
    assert do(warehouse, set_count, open_one, 1, "", 8, "up").again
    assert scans_agree(warehouse)


def test_a_figure_cannot_fall_below_what_was_inspected(warehouse: Warehouse, open_one: int) -> None:
    count(warehouse, open_one, "SKU1", 4)
    do(warehouse, inspect, open_one, 1, "", 3, 0)
    with pytest.raises(Conflict) as caught:
        do(warehouse, set_count, open_one, 1, "", 2, new_action())
    assert (caught.value.code, caught.value.fields) == ("receiving.inspected_already", {"inspected": 3})
    assert scans_agree(warehouse)


def test_the_grid_is_written_whole_and_once(warehouse: Warehouse, open_one: int) -> None:
    count(warehouse, open_one, "SKU1", 2)
    answer = do(warehouse, set_counts, open_one, {1: 2, 2: 3, 3: 0}, "grid")
    assert [(a.seller_code, a.verdict, a.pieces) for a in answer.changed] == [("SKU2", "over", 3)]
    assert (answer.total, answer.total_expected) == (5, 10)
    assert do(warehouse, set_counts, open_one, {1: 9, 2: 9}, "grid").again
    with pytest.raises(NotFound):
        do(warehouse, set_counts, open_one, {1: 7, 999: 1}, new_action())
    with warehouse.reading() as session:
        assert receipt(session, open_one).counted == 5
    assert scans_agree(warehouse)


def test_take_back_undoes_one_count_after_the_other_of_this_desk_only(warehouse: Warehouse, open_one: int) -> None:
    count(warehouse, open_one, "SKU2")
    with warehouse.transaction(SYSTEM, "other desk") as tx:
        receive(tx, open_one, (barcode(3),), new_action())
    count(warehouse, open_one, PACK)
    count(warehouse, open_one, "what")
    answers = [do(warehouse, take_back, open_one, f"back {n}") for n in range(3)]
    assert [(a.verdict, a.seller_code, a.pieces, a.counted) for a in answers] == [
        ("undone", "SKU1", -6, 0),
        ("undone", "SKU2", -1, 0),
        ("nothing_to_undo", "", 0, 0),
    ]
    assert answers[2].total == 1
    assert do(warehouse, take_back, open_one, "back 1").again
    with warehouse.reading() as session:
        assert [row.undone for row in last_scans(session, open_one) if row.how == "scan"] == [False, True, False, True]
    assert scans_agree(warehouse)


# --- lots -----------------------------------------------------------------------------------------------------------


def _soon(warehouse: Warehouse, days: int = 30) -> date:
    return warehouse.clock().astimezone().date() + timedelta(days)


def test_goods_kept_by_lot_need_one_and_its_date_is_kept(warehouse: Warehouse, open_one: int) -> None:
    keep_by_lot(warehouse, "SKU1")
    with pytest.raises(Conflict) as caught:
        count(warehouse, open_one, "SKU1")
    assert (caught.value.code, caught.value.fields) == ("receiving.lot_wanted", {"sku": "SKU1"})
    soon = _soon(warehouse)
    for lot, expires in (("L1", soon), ("L1", None), (" L2 ", None), ("L2", soon), ("L1", soon)):
        answer = do(warehouse, receive, open_one, (barcode(1),), new_action(), lot=lot, expires=expires)
        assert answer.lot == lot.strip()
    assert (answer.counted, answer.expected) == (5, 8)  # the SKU's, over its lots
    with warehouse.reading() as session:
        assert {row.code: row.expires for row in session.execute(select(Lot.code, Lot.expires))} == {"L1": soon, "L2": soon}
        lines = session.execute(select(ReceiptLine.lot, ReceiptLine.counted).order_by(ReceiptLine.lot)).all()
    assert [tuple(line) for line in lines] == [("L1", 3), ("L2", 2)]
    assert scans_agree(warehouse)


def test_a_lot_has_one_date_and_an_expired_one_is_refused(warehouse: Warehouse, open_one: int) -> None:
    keep_by_lot(warehouse, "SKU1")
    do(warehouse, set_count, open_one, 1, "L1", 4, new_action(), expires=_soon(warehouse))
    for lot, days, error, code in (("L1", 31, Conflict, "lot_differs"), ("L9", -1, BadInput, "lot_expired")):
        with pytest.raises(error) as caught:
            do(warehouse, receive, open_one, (barcode(1),), new_action(), lot=lot, expires=_soon(warehouse, days))
        assert isinstance(caught.value, WarehouseError)
        assert caught.value.code == f"receiving.{code}"
    do(warehouse, receive, open_one, (barcode(1),), new_action(), lot="L0", expires=_soon(warehouse, 0))
    with pytest.raises(Conflict):
        do(warehouse, set_counts, open_one, {1: 5}, new_action())
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).select_from(Lot)) == 2


def test_a_lot_that_expired_since_it_was_first_seen_is_refused(warehouse: Warehouse, open_one: int) -> None:
    keep_by_lot(warehouse, "SKU1")

    def old_lot(tx: Tx) -> None:
        tx.session.add(Lot(sku_id=1, code="OLD", expires=_soon(warehouse, -2)))

    do(warehouse, old_lot)
    with pytest.raises(BadInput) as caught:
        do(warehouse, receive, open_one, (barcode(1),), new_action(), lot="OLD")
    assert caught.value.code == "receiving.lot_expired"


def test_a_lot_given_for_goods_that_are_not_kept_by_lot_is_left_out(warehouse: Warehouse, open_one: int) -> None:
    assert do(warehouse, receive, open_one, (barcode(1),), new_action(), lot="L1").lot == ""


# --- several desks, several receipts, orders that change ------------------------------------------------------------


def test_the_order_edited_while_being_received_changes_what_is_expected(
    warehouse: Warehouse, ordered: int, open_one: int
) -> None:
    assert count(warehouse, open_one, "SKU2").expected == 2
    lines = [WantedLine(sku_of(warehouse, code), pieces, None) for code, pieces in (("SKU1", 8), ("SKU2", 1), ("SKU3", 4))]
    do(warehouse, edit_order, ordered, version_of(warehouse, ordered), lines, None, "", "a test needs many")
    answers = [count(warehouse, open_one, code) for code in ("SKU2", "SKU3")]
    assert [(a.verdict, a.expected, a.total_expected) for a in answers] == [("over", 1, 13), ("right", 4, 13)]


def test_a_second_receipt_expects_what_the_closed_first_did_not_bring(warehouse: Warehouse, ordered: int, open_one: int) -> None:
    other = receipt_of(warehouse, ordered)
    count(warehouse, open_one, "SKU1", 5)
    assert count(warehouse, other, "SKU1").expected == 8  # the first one is still being counted
    do(warehouse, close_receipt, open_one)
    answer = count(warehouse, other, "SKU1")
    assert (answer.counted, answer.expected, answer.total_expected) == (2, 3, 5)


def test_two_desks_count_into_one_receipt_and_every_piece_counts_once(warehouse: Warehouse, open_one: int) -> None:
    verdicts: list[str] = []
    failures: list[BaseException] = []

    def desk(name: str) -> None:
        try:
            for n in range(5):
                for action in (f"{name} {n}", f"both {n}"):
                    with warehouse.transaction(SYSTEM, name) as tx:
                        answer = receive(tx, open_one, (barcode(1),), action)
                    verdicts.append("again" if answer.again else answer.verdict)
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(f"desk {n}",)) for n in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert failures == []
    assert [verdicts.count(v) for v in (Verdict.RIGHT, Verdict.COMPLETE, Verdict.OVER, "again")] == [7, 1, 7, 5]
    with warehouse.reading() as session:
        assert receipt(session, open_one).counted == 15
    assert scans_agree(warehouse)


def test_a_screen_that_knows_the_sums_is_answered_from_them(warehouse: Warehouse, open_one: int) -> None:
    known: tuple[int, int | None] | None = None
    told = []
    for code in (barcode(1), "no such code", barcode(2)):
        answer = do(warehouse, receive, open_one, (code,), new_action(), known=known)
        known = (answer.total, answer.total_expected)
        told.append(known)
    assert told == [(1, 10), (1, 10), (2, 10)]
    assert count(warehouse, open_one, "SKU1").total == 3
