"""Closing books a receipt in once, whatever two desks do at once; reversal takes it back while the goods are still there."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.inbound.receiving.arrivals import (
    PACK,
    add_goods,
    add_supplier,
    count,
    keep_by_lot,
    lying,
    order_state,
    owed,
    receipt_of,
    scans_agree,
    sent_order,
)
from tests.shop import barcode, do, problems_of, stock_of
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound
from warehouse_app.inbound.buying.commands import cancel_order, close_order, set_price
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import ClosedReceipt, close_receipt, reverse_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt, open_receipt, price_line, set_head
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.queries import receipt
from warehouse_app.inbound.receiving.scanning import receive, set_counts
from warehouse_app.inbound.sendback.commands import draft_return, send_return
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.inbound.tables import Receipt, ReceiptLine, ReturnLine, SupplierReturn
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.stock.tables import Balance, Move
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action


@pytest.fixture
def supplier(warehouse: Warehouse) -> int:
    return add_goods(warehouse)


@pytest.fixture
def ordered(warehouse: Warehouse, supplier: int) -> int:
    """An order of 8 SKU1 and 2 SKU2 at 10.00 each."""
    return sent_order(warehouse, supplier, {"SKU1": 8, "SKU2": 2})


def _counted(warehouse: Warehouse, order_id: int, **pieces: int) -> int:
    receipt_id = receipt_of(warehouse, order_id)
    for code, quantity in pieces.items():
        count(warehouse, receipt_id, code, quantity)
    return receipt_id


def _moves(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(Move)) or 0


# --- opening --------------------------------------------------------------------------------------------------------


def test_a_receipt_belongs_to_its_orders_supplier_and_has_a_number(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    receipt_id = do(warehouse, open_receipt, ordered, delivery_note=" DN-7 ")
    with warehouse.reading() as session:
        head = receipt(session, receipt_id)
    assert (head.supplier_id, head.delivery_note, head.state) == (supplier, "DN-7", "open")
    day = f"{warehouse.clock().astimezone():%y%m%d}"
    assert head.number == f"GR{day}-{receipt_id}"


def test_what_cannot_be_received(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    other = add_supplier(warehouse, "另一家")
    do(warehouse, cancel_order, ordered)
    for args, error, code in (
        ((ordered,), Conflict, "order_not_open"),
        ((999,), NotFound, "no_such_order"),
        ((None, 999), NotFound, "no_such_supplier"),
        ((None, None, 999), NotFound, "no_such_return"),
        ((ordered, None, 1), Conflict, "one_source"),
        ((sent_order(warehouse, supplier, {"SKU3": 1}), other), Conflict, "supplier_differs"),
    ):
        with pytest.raises(error) as caught:
            do(warehouse, open_receipt, *args)
        assert caught.value.code == f"receiving.{code}"


def test_an_order_is_not_cancelled_under_an_open_receipt(warehouse: Warehouse, ordered: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=3)
    with pytest.raises(Conflict) as caught:
        do(warehouse, cancel_order, ordered)
    assert caught.value.code == "buying.being_received"
    do(warehouse, cancel_receipt, receipt_id)
    do(warehouse, cancel_order, ordered)
    assert (order_state(warehouse, ordered)[0], _moves(warehouse)) == ("cancelled", 0)


def test_the_head_is_filled_in_while_the_receipt_is_open(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    other, receipt_id = add_supplier(warehouse, "另一家"), _counted(warehouse, ordered, SKU1=1)
    for supplier_id, freight, error, code in (
        (supplier, "-1", BadInput, "amount_range"),
        (supplier, "0.001", BadInput, "amount_range"),
        (other, "0", Conflict, "supplier_differs"),
        (999, "0", NotFound, "no_such_supplier"),
    ):
        with pytest.raises(error) as caught:
            do(warehouse, set_head, receipt_id, supplier_id, "", Decimal(freight), False, "")
        assert caught.value.code == f"receiving.{code}"
    do(warehouse, set_head, receipt_id, supplier, "DN-8", Decimal("12.50"), True, "wet boxes")
    with warehouse.reading() as session:
        head = receipt(session, receipt_id)
    assert (head.delivery_note, head.freight, head.freight_owed, head.note) == ("DN-8", Decimal("12.50"), True, "wet boxes")
    do(warehouse, close_receipt, receipt_id)
    with pytest.raises(Conflict):
        do(warehouse, set_head, receipt_id, supplier, "", Decimal(0), False, "")
    with pytest.raises(NotFound):
        do(warehouse, set_head, 999, supplier, "", Decimal(0), False, "")


# --- closing --------------------------------------------------------------------------------------------------------


def test_closing_books_good_pieces_onto_the_dock_and_defective_ones_into_quarantine(
    warehouse: Warehouse, ordered: int, supplier: int
) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8, SKU2=2)
    do(warehouse, inspect, receipt_id, 1, "", 4, 3, "stain")
    do(warehouse, set_head, receipt_id, supplier, "", Decimal("7.00"), True, "")
    closed = do(warehouse, close_receipt, receipt_id)
    assert (closed.lines, closed.good, closed.defective, closed.amount, closed.freight) == (
        2, 7, 3, Decimal("100.00"), Decimal("7.00"),
    )  # fmt: skip
    assert (lying(warehouse, "DOCK"), lying(warehouse, "QUARANTINE")) == ({1: 5, 2: 2}, {1: 3})
    assert lying(warehouse, "SUPPLIER") == {1: -8, 2: -2}
    assert order_state(warehouse, ordered) == ("closed", {1: 8, 2: 2})
    assert owed(warehouse, supplier) == Decimal("107.00")
    with warehouse.reading() as session:
        shares = session.execute(select(ReceiptLine.price, ReceiptLine.freight_share).order_by(ReceiptLine.id)).all()
        assert set(session.scalars(select(Move.document))) == {f"receipt:{receipt_id}"}
    assert [tuple(line) for line in shares] == [(Decimal(10), Decimal("5.60")), (Decimal(10), Decimal("1.40"))]
    assert scans_agree(warehouse)
    assert problems_of(warehouse) == []


def test_several_receipts_fill_one_order_part_by_part(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    first, second = _counted(warehouse, ordered, SKU1=5), _counted(warehouse, ordered, SKU1=3, SKU2=1, SKU3=1)
    do(warehouse, close_receipt, first)
    assert order_state(warehouse, ordered) == ("partly", {1: 5, 2: 0})
    do(warehouse, close_receipt, second)
    assert order_state(warehouse, ordered) == ("partly", {1: 8, 2: 1})
    do(warehouse, close_receipt, _counted(warehouse, ordered, SKU2=4))
    assert order_state(warehouse, ordered) == ("closed", {1: 8, 2: 5})
    with warehouse.reading() as session:
        told = [receipt(session, n) for n in (first, second)]
    assert [(h.expected, h.counted, h.over, h.under, h.unplanned) for h in told] == [(10, 5, 0, 5, 0), (5, 5, 0, 1, 1)]
    assert problems_of(warehouse) == []


def test_a_receipt_is_closed_once_and_the_second_desk_hears_by_whom(warehouse: Warehouse, ordered: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8)
    do(warehouse, close_receipt, receipt_id)
    moves = _moves(warehouse)
    with pytest.raises(Conflict) as caught:
        do(warehouse, close_receipt, receipt_id)
    assert caught.value.code == "receiving.closed_already"
    when = f"{warehouse.clock().astimezone():%Y-%m-%d}"
    assert (caught.value.fields["who"], str(caught.value.fields["when"])[:10]) == (SYSTEM.name, when)
    assert (_moves(warehouse), order_state(warehouse, ordered)[1]) == (moves, {1: 8, 2: 0})


def test_two_desks_close_at_once_and_it_is_booked_once(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8)
    answers: list[object] = []
    together = threading.Barrier(2)

    def desk(name: str) -> None:
        try:
            together.wait()
            with warehouse.transaction(SYSTEM, name) as tx:
                answer = close_receipt(tx, receipt_id)
            answers.append(answer)
        except BaseException as error:  # the refusal is what one of the desks should get
            answers.append(error)

    _run_both(desk)
    closed = [answer for answer in answers if isinstance(answer, ClosedReceipt)]
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(closed), [error.code for error in refused]) == (1, ["receiving.closed_already"])
    assert (lying(warehouse, "DOCK"), owed(warehouse, supplier)) == ({1: 8}, Decimal("80.00"))
    assert problems_of(warehouse) == []


def test_a_scan_and_a_closing_at_once_lose_nothing(warehouse: Warehouse, ordered: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=1)
    answers: list[object] = []
    together = threading.Barrier(2)

    def desk(name: str) -> None:
        try:
            together.wait()
            with warehouse.transaction(SYSTEM, name) as tx:
                if name == "desk 0":
                    close_receipt(tx, receipt_id)
                else:
                    receive(tx, receipt_id, (barcode(1),), new_action())
        except BaseException as error:  # the scan may come too late
            answers.append(error)

    _run_both(desk)
    assert [getattr(error, "code", error) for error in answers] in ([], ["receiving.not_open"])
    assert lying(warehouse, "DOCK") == {1: 1 if answers else 2}
    assert scans_agree(warehouse)
    assert problems_of(warehouse) == []


def test_two_receipts_of_one_order_closed_at_once_are_both_booked(warehouse: Warehouse, ordered: int) -> None:
    receipts = {f"desk {n}": _counted(warehouse, ordered, SKU2=1, SKU1=4) for n in range(2)}
    failures: list[BaseException] = []

    def desk(name: str) -> None:
        try:
            with warehouse.transaction(SYSTEM, name) as tx:
                close_receipt(tx, receipts[name])
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    _run_both(desk)
    assert failures == []
    assert order_state(warehouse, ordered) == ("closed", {1: 8, 2: 2})
    assert problems_of(warehouse) == []


def _run_both(desk: object) -> None:
    desks = [threading.Thread(target=desk, args=(f"desk {n}",)) for n in range(2)]  # type: ignore[arg-type]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()


def _killed(tx: Tx, receipt_id: int) -> None:
    close_receipt(tx, receipt_id)
    raise ZeroDivisionError


def test_a_closing_that_is_not_committed_leaves_nothing(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8)
    with pytest.raises(ZeroDivisionError):
        do(warehouse, _killed, receipt_id)
    assert (_moves(warehouse), owed(warehouse, supplier), order_state(warehouse, ordered)) == (0, 0, ("sent", {1: 0, 2: 0}))
    with warehouse.reading() as session:
        assert receipt(session, receipt_id).state == "open"
    assert do(warehouse, close_receipt, receipt_id).good == 8
    assert problems_of(warehouse) == []


def test_an_empty_receipt_is_not_closed(warehouse: Warehouse, ordered: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=2)
    do(warehouse, set_counts, receipt_id, {1: 0}, new_action())
    with pytest.raises(Conflict) as caught:
        do(warehouse, close_receipt, receipt_id)
    assert caught.value.code == "receiving.empty"
    with warehouse.reading() as session:
        assert receipt(session, receipt_id).state == "open"
    with pytest.raises(NotFound):
        do(warehouse, close_receipt, 999)


def test_prices_come_from_the_receipt_then_the_order_then_the_supplier(warehouse: Warehouse, supplier: int) -> None:
    do(warehouse, set_price, supplier, 2, Decimal("3.30"))
    order_id = sent_order(warehouse, supplier, {"SKU1": 2, "SKU3": 1})
    receipt_id = _counted(warehouse, order_id, SKU1=2, SKU2=10, SKU3=1)
    do(warehouse, price_line, receipt_id, 3, Decimal("1.01"))
    for sku_id, price, error in ((1, "-1", BadInput), (999, "1", NotFound)):
        with pytest.raises(error):
            do(warehouse, price_line, receipt_id, sku_id, Decimal(price))
    assert do(warehouse, close_receipt, receipt_id).amount == Decimal("54.01")
    with warehouse.reading() as session:
        prices = {row.sku_id: row.price for row in session.execute(select(ReceiptLine.sku_id, ReceiptLine.price))}
    assert prices == {1: Decimal("10.00"), 2: Decimal("3.30"), 3: Decimal("1.01")}
    with pytest.raises(Conflict):
        do(warehouse, price_line, receipt_id, 3, Decimal(2))


def test_goods_of_no_known_supplier_and_price_are_booked_and_owed_to_nobody(warehouse: Warehouse, supplier: int) -> None:
    blind = receipt_of(warehouse)
    count(warehouse, blind, PACK)
    count(warehouse, blind, "SKU2", 2)
    do(warehouse, set_head, blind, None, "", Decimal("1.00"), True, "")
    assert do(warehouse, close_receipt, blind).amount == 0
    with warehouse.reading() as session:
        shares = session.scalars(select(ReceiptLine.freight_share).order_by(ReceiptLine.sku_id)).all()
    assert list(shares) == [Decimal("0.75"), Decimal("0.25")]
    assert (lying(warehouse, "DOCK"), owed(warehouse, supplier)) == ({1: 6, 2: 2}, 0)
    assert problems_of(warehouse) == []


def test_lots_are_booked_each_for_itself(warehouse: Warehouse, ordered: int) -> None:
    keep_by_lot(warehouse, "SKU1")
    receipt_id = receipt_of(warehouse, ordered)
    for lot, pieces in (("L1", 3), ("L2", 5)):
        do(warehouse, receive, receipt_id, (barcode(1),), new_action(), quantity=pieces, lot=lot)
    do(warehouse, inspect, receipt_id, 1, "L2", 5, 2, "hole")
    do(warehouse, close_receipt, receipt_id)
    with warehouse.reading() as session:
        rows = session.execute(select(Balance.lot, Balance.on_hand).where(Balance.on_hand > 0)).all()
    assert sorted(map(tuple, rows)) == [("L1", 3), ("L2", 2), ("L2", 3)]
    assert order_state(warehouse, ordered)[1] == {1: 8, 2: 0}
    assert problems_of(warehouse) == []


# --- reversal -------------------------------------------------------------------------------------------------------


def test_a_reversal_takes_everything_back_but_the_history(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8, SKU2=2)
    do(warehouse, inspect, receipt_id, 1, "", 2, 1, "stain")
    do(warehouse, close_receipt, receipt_id)
    do(warehouse, inspect, receipt_id, 2, "", 1, 1, "hole")
    do(warehouse, reverse_receipt, receipt_id, "wrong supplier")
    for place in ("DOCK", "QUARANTINE", "SUPPLIER"):
        assert lying(warehouse, place) == {}
    assert (order_state(warehouse, ordered), owed(warehouse, supplier)) == (("sent", {1: 0, 2: 0}), 0)
    with warehouse.reading() as session:
        head = receipt(session, receipt_id)
    assert (head.state, head.counted, head.defective) == ("reversed", 10, 2)
    for again in (reverse_receipt, close_receipt):
        with pytest.raises(Conflict):
            do(warehouse, again, receipt_id, *(["twice"] if again is reverse_receipt else []))
    do(warehouse, close_receipt, _counted(warehouse, ordered, SKU1=8, SKU2=2))
    assert order_state(warehouse, ordered)[0] == "closed"
    assert stock_of(warehouse)["SKU1"] == (8, 0)
    assert problems_of(warehouse) == []


def test_a_reversal_is_refused_once_goods_are_on_the_shelves(warehouse: Warehouse, ordered: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8, SKU2=2)
    do(warehouse, close_receipt, receipt_id)
    do(warehouse, put_away, receipt_id, 1, "A-1", 3, "put")
    with pytest.raises(Conflict) as caught:
        do(warehouse, reverse_receipt, receipt_id, "mistake")
    assert caught.value.code == "receiving.put_away_already"
    assert (caught.value.fields["skus"], caught.value.fields["pieces"], caught.value.fields["kinds"]) == ("SKU1", 3, 1)
    assert lying(warehouse, "DOCK") == {1: 5, 2: 2}
    assert problems_of(warehouse) == []


def test_a_reversal_is_refused_once_quarantined_goods_went_back(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8)
    do(warehouse, inspect, receipt_id, 1, "", 8, 2, "stain")
    do(warehouse, close_receipt, receipt_id)
    _send_back(warehouse, supplier, 1, 2)
    with pytest.raises(Conflict) as caught:
        do(warehouse, reverse_receipt, receipt_id, "mistake")
    assert (caught.value.code, caught.value.fields["sku"], caught.value.fields["bin"]) == (
        "receiving.moved_on", "SKU1", "QUARANTINE",
    )  # fmt: skip
    assert (order_state(warehouse, ordered)[1], lying(warehouse, "DOCK")) == ({1: 8, 2: 0}, {1: 6})
    assert problems_of(warehouse) == []


def test_a_reversal_asks_for_a_reason_the_right_and_a_closed_receipt(warehouse: Warehouse, ordered: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8)
    with pytest.raises(BadInput) as bad:
        do(warehouse, reverse_receipt, receipt_id, " ")
    assert bad.value.code == "receiving.reverse_reason_wanted"
    with pytest.raises(Conflict) as caught:
        do(warehouse, reverse_receipt, receipt_id, "early")
    assert caught.value.code == "receiving.not_closed"
    with pytest.raises(NotFound):
        do(warehouse, reverse_receipt, 999, "none")
    with pytest.raises(NotAllowed):
        do(warehouse, reverse_receipt, receipt_id, "mine", actor=Actor(1, "clerk", Role.CLERK))


def test_an_order_closed_by_hand_opens_again_when_its_receipt_is_reversed(warehouse: Warehouse, ordered: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=1)
    do(warehouse, close_receipt, receipt_id)
    do(warehouse, close_order, ordered, "the rest is not made any more")
    do(warehouse, reverse_receipt, receipt_id, "not ours")
    assert order_state(warehouse, ordered) == ("sent", {1: 0, 2: 0})


# --- exchange -------------------------------------------------------------------------------------------------------


def _send_back(warehouse: Warehouse, supplier: int, sku_id: int, pieces: int) -> int:
    """Pieces of quarantine go back to the supplier for exchange."""
    line = BackLine(sku_id, pieces, reason="stain")
    return_id = do(warehouse, draft_return, supplier, "exchange", [line])
    do(warehouse, send_return, return_id)
    return return_id


def test_goods_in_exchange_owe_nothing_and_settle_the_return(warehouse: Warehouse, ordered: int, supplier: int) -> None:
    receipt_id = _counted(warehouse, ordered, SKU1=8)
    do(warehouse, inspect, receipt_id, 1, "", 8, 3, "stain")
    do(warehouse, close_receipt, receipt_id)
    before = owed(warehouse, supplier)
    return_id = _send_back(warehouse, supplier, 1, 3)
    exchange = do(warehouse, open_receipt, None, None, return_id)
    answers = [count(warehouse, exchange, code) for code in ("SKU1", "SKU2")]
    assert [(a.verdict, a.expected, a.total_expected) for a in answers] == [("right", 3, 3), ("unplanned", 0, 3)]
    count(warehouse, exchange, "SKU1", 2)
    assert do(warehouse, close_receipt, exchange).amount == 0
    assert (owed(warehouse, supplier), _return(warehouse, return_id)) == (before, ("closed", [3]))
    assert lying(warehouse, "DOCK") == {1: 8, 2: 1}
    with warehouse.reading() as session:
        assert receipt(session, exchange).expected == 3
        price = session.scalar(select(ReceiptLine.price).where(ReceiptLine.receipt_id == exchange, ReceiptLine.sku_id == 1))
        assert session.scalar(select(Receipt.supplier_id).where(Receipt.id == exchange)) == supplier
    assert price == Decimal("10.00")
    do(warehouse, reverse_receipt, exchange, "wrong box")
    assert _return(warehouse, return_id) == ("sent", [0])
    assert problems_of(warehouse) == []


def test_nothing_comes_in_exchange_for_a_return_that_was_not_sent(warehouse: Warehouse, supplier: int) -> None:
    return_id = do(warehouse, draft_return, supplier, "exchange", [BackLine(1, 1)])
    with pytest.raises(Conflict) as caught:
        do(warehouse, open_receipt, None, None, return_id)
    assert caught.value.code == "receiving.return_not_open"


def _return(warehouse: Warehouse, return_id: int) -> tuple[str, list[int]]:
    with warehouse.reading() as session:
        state = session.scalars(select(SupplierReturn.state).where(SupplierReturn.id == return_id)).one()
        return state, list(session.scalars(select(ReturnLine.replaced).where(ReturnLine.return_id == return_id)))
