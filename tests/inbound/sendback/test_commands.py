"""Goods go back once, never more than were bought, and what comes of them is known."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.inbound.putaway.docks import add_receipt, add_supplier, at, sku_id
from tests.inbound.sendback.backs import back, drafted, sent, settled, sheet
from tests.shop import add_products, add_stock, do, problems_of
from warehouse_app.errors import Conflict, NotAllowed, WarehouseError
from warehouse_app.inbound.account.commands import reverse_entry
from warehouse_app.inbound.receiving.closing import reverse_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt, open_receipt
from warehouse_app.inbound.sendback.commands import (
    cancel_return,
    credit_line,
    draft_return,
    edit_return,
    send_return,
    undo_return,
)
from warehouse_app.inbound.sendback.receipts import apply_exchange
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.inbound.tables import SupplierEntry
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Actor, Warehouse


def place(warehouse: Warehouse, code: str) -> int:
    with warehouse.reading() as session:
        return session.scalars(select(Location.id).where(Location.code == code)).one()


def defects(warehouse: Warehouse, pieces: int = 4, of: int = 10, price: str | None = "12.50") -> int:
    """A supplier whose receipt left so many defective pieces of SKU1 in quarantine."""
    add_products(warehouse)
    supplier = add_supplier(warehouse)
    add_receipt(warehouse, {"SKU1": of}, defective={"SKU1": pieces}, supplier_id=supplier, price=price)
    return supplier


def code_of(warehouse: Warehouse, *command: object) -> str:
    with pytest.raises(WarehouseError) as caught:
        do(warehouse, *command)  # type: ignore[arg-type]  # a command and its arguments
    return caught.value.code


def test_a_draft_has_a_number_and_the_last_price_and_moves_nothing(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = drafted(warehouse, supplier, back(warehouse, "SKU1", 3, reason="  脱线 "), note=" 急 ")
    found = sheet(warehouse, made)
    assert found.head.number.startswith("RT")
    assert found.head.number.endswith(f"-{made}")
    assert (found.head.state, found.head.note, found.head.pieces, found.head.value) == ("draft", "急", 3, Decimal("37.50"))
    (line,) = found.lines
    assert (line.price, line.place, line.reason, line.amount) == (Decimal("12.50"), "QUARANTINE", "脱线", Decimal("37.50"))
    assert at(warehouse, "QUARANTINE", "SKU1") == 4


def test_lines_of_the_same_goods_become_one(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = drafted(warehouse, supplier, back(warehouse, "SKU1", 1), back(warehouse, "SKU1", 2))
    assert [line.quantity for line in sheet(warehouse, made).lines] == [3]


def test_sent_goods_leave_quarantine_once(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3))
    assert at(warehouse, "QUARANTINE", "SKU1") == 1
    assert sheet(warehouse, made).head.state == "sent"
    assert code_of(warehouse, send_return, made) == "sendback.not_draft"
    assert at(warehouse, "QUARANTINE", "SKU1") == 1
    assert problems_of(warehouse) == []


def test_goods_go_back_from_a_bin_too(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    add_stock(warehouse, {"SKU1": 2})
    here = place(warehouse, "A-1")
    sent(warehouse, supplier, back(warehouse, "SKU1", 2, place=here), back(warehouse, "SKU1", 4))
    assert (at(warehouse, "A-1", "SKU1"), at(warehouse, "QUARANTINE", "SKU1")) == (0, 0)
    assert problems_of(warehouse) == []


def test_more_than_was_bought_cannot_go_back(warehouse: Warehouse) -> None:
    supplier = defects(warehouse, pieces=4, of=4)
    other = add_supplier(warehouse, "另一家")
    add_receipt(warehouse, {"SKU1": 9}, defective={"SKU1": 9}, supplier_id=other)
    made = drafted(warehouse, supplier, back(warehouse, "SKU1", 5))
    with pytest.raises(Conflict) as caught:
        do(warehouse, send_return, made)
    assert caught.value.code == "sendback.more_than_bought"
    assert caught.value.fields == {"sku": "SKU1", "quantity": 5, "bought": 4}
    assert (sheet(warehouse, made).head.state, at(warehouse, "QUARANTINE", "SKU1")) == ("draft", 13)
    sent(warehouse, supplier, back(warehouse, "SKU1", 4))
    assert (
        code_of(warehouse, send_return, drafted(warehouse, supplier, back(warehouse, "SKU1", 1))) == "sendback.more_than_bought"
    )
    assert problems_of(warehouse) == []


def test_opening_stock_may_go_back_to_whoever_supplied_it(warehouse: Warehouse) -> None:
    add_products(warehouse)
    supplier, other = add_supplier(warehouse), add_supplier(warehouse, "另一家")
    add_stock(warehouse, {"SKU1": 6})
    here = place(warehouse, "A-1")
    sent(warehouse, supplier, back(warehouse, "SKU1", 4, place=here))
    made = drafted(warehouse, other, back(warehouse, "SKU1", 3, place=here))
    assert code_of(warehouse, send_return, made) == "sendback.more_than_bought"
    do(warehouse, edit_return, made, "credit", [back(warehouse, "SKU1", 2, place=here)], "")
    assert do(warehouse, send_return, made) == 2
    assert problems_of(warehouse) == []


def test_what_was_replaced_may_go_back_again(warehouse: Warehouse) -> None:
    supplier = defects(warehouse, pieces=4, of=4)
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 4))
    add_receipt(warehouse, {"SKU1": 4}, defective={"SKU1": 4}, supplier_id=supplier, return_id=made)
    assert settled(warehouse, made) == ("closed", [(4, 0)])
    again = sent(warehouse, supplier, back(warehouse, "SKU1", 4))
    assert sheet(warehouse, again).head.state == "sent"
    assert problems_of(warehouse) == []


def test_more_than_lies_there_is_the_ledgers_error(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = drafted(warehouse, supplier, back(warehouse, "SKU1", 5))
    assert code_of(warehouse, send_return, made) == "stock.not_enough"
    assert sheet(warehouse, made).head.state == "draft"


def test_bad_drafts_are_refused_with_their_code(local_warehouse: Warehouse) -> None:
    house = local_warehouse
    supplier, goods = defects(house), sku_id(house, "SKU1")

    def refusal(line: BackLine, kind: str = "exchange") -> str:
        return code_of(house, draft_return, supplier, kind, [line])

    assert refusal(BackLine(goods, 0)) == "sendback.not_positive"
    assert refusal(BackLine(goods, -1)) == "sendback.not_positive"
    assert refusal(BackLine(goods, 1.5)) == "sendback.not_positive"  # type: ignore[arg-type]  # what a person may type
    assert refusal(BackLine(goods, 1, price=Decimal("1.005"))) == "sendback.price"
    assert refusal(BackLine(goods, 1, price=Decimal(-1))) == "sendback.price"
    assert refusal(BackLine(goods, 1), "gift") == "sendback.kind"
    assert refusal(BackLine(999, 1)) == "sendback.no_such_sku"
    assert refusal(BackLine(goods, 1, location_id=999)) == "sendback.no_such_place"
    assert refusal(BackLine(goods, 1, location_id=place(house, "DOCK"))) == "sendback.not_from_there"
    assert refusal(BackLine(goods, 1, location_id=place(house, "LOSS"))) == "sendback.not_from_there"
    assert code_of(house, draft_return, 999, "exchange", []) == "sendback.no_such_supplier"
    assert code_of(house, send_return, 999) == "sendback.no_such_return"
    assert code_of(house, send_return, drafted(house, supplier)) == "sendback.empty"


def test_a_draft_is_edited_or_given_up_and_then_no_more(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = drafted(warehouse, supplier, back(warehouse, "SKU1", 3))
    do(warehouse, edit_return, made, "credit", [back(warehouse, "SKU1", 1, price="9.90")], "改")
    found = sheet(warehouse, made)
    assert (found.head.kind, found.head.note, found.lines[0].quantity) == ("credit", "改", 1)
    assert found.lines[0].price == Decimal("9.90")
    do(warehouse, cancel_return, made)
    assert sheet(warehouse, made).head.state == "cancelled"
    assert code_of(warehouse, cancel_return, made) == "sendback.not_draft"
    assert code_of(warehouse, edit_return, made, "credit", []) == "sendback.not_draft"
    assert code_of(warehouse, send_return, made) == "sendback.not_draft"


def test_exchange_in_settles_the_return_and_a_reversal_opens_it_again(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3))
    first = add_receipt(warehouse, {"SKU1": 2}, supplier_id=supplier, return_id=made)
    assert settled(warehouse, made) == ("sent", [(2, 0)])
    second = add_receipt(warehouse, {"SKU1": 5, "SKU2": 1}, supplier_id=supplier, return_id=made)
    assert settled(warehouse, made) == ("closed", [(3, 0)])
    do(warehouse, reverse_receipt, first, "counted twice")
    assert settled(warehouse, made) == ("closed", [(3, 0)])  # the second brought enough for all
    do(warehouse, reverse_receipt, second, "counted twice")
    assert settled(warehouse, made) == ("sent", [(0, 0)])
    assert problems_of(warehouse) == []


def test_a_credit_taken_back_in_the_account_opens_its_pieces_again(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3), kind="credit")
    (line,) = sheet(warehouse, made).lines
    do(warehouse, credit_line, line.id, 1)
    do(warehouse, credit_line, line.id, 2)
    with warehouse.reading() as session:
        entry = session.scalars(select(SupplierEntry.id).where(SupplierEntry.pieces == 2)).one()
    do(warehouse, reverse_entry, entry, "they paid for one only")
    assert settled(warehouse, made) == ("sent", [(0, 1)])
    assert code_of(warehouse, reverse_entry, entry, "again") == "account.reversed_already"
    do(warehouse, credit_line, line.id, 2)
    assert settled(warehouse, made) == ("closed", [(0, 3)])
    assert problems_of(warehouse) == []


def test_an_exchange_for_a_return_that_was_not_sent_is_refused(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = drafted(warehouse, supplier, back(warehouse, "SKU1", 3))
    assert code_of(warehouse, apply_exchange, made, {1: 1}, 1) == "sendback.not_sent"
    assert code_of(warehouse, apply_exchange, 999, {1: 1}, 1) == "sendback.no_such_return"


def test_credit_goes_to_the_suppliers_account_and_closes_the_return(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3), kind="credit")
    (line,) = sheet(warehouse, made).lines
    assert do(warehouse, credit_line, line.id, 2) == Decimal("25.00")
    assert settled(warehouse, made) == ("sent", [(0, 2)])
    assert do(warehouse, credit_line, line.id, 1, Decimal("10.00"), "打折") == Decimal("10.00")
    assert settled(warehouse, made) == ("closed", [(0, 3)])
    with warehouse.reading() as session:
        booked = session.scalars(select(SupplierEntry.amount).where(SupplierEntry.return_id == made).order_by(SupplierEntry.id))
        assert list(booked) == [Decimal("-25.00"), Decimal("-10.00")]
    assert code_of(warehouse, credit_line, line.id, 1) == "sendback.not_sent"
    assert problems_of(warehouse) == []


def test_no_more_is_credited_than_is_open(warehouse: Warehouse) -> None:
    supplier = defects(warehouse, price=None)
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3))
    add_receipt(warehouse, {"SKU1": 1}, supplier_id=supplier, return_id=made)
    (line,) = sheet(warehouse, made).lines
    with pytest.raises(Conflict) as caught:
        do(warehouse, credit_line, line.id, 3, Decimal(1))
    assert caught.value.code == "sendback.not_so_many"
    assert caught.value.fields == {"sku": "SKU1", "quantity": 3, "open": 2}
    assert code_of(warehouse, credit_line, line.id, 2) == "sendback.no_price"
    assert code_of(warehouse, credit_line, line.id, 0) == "sendback.not_positive"
    assert code_of(warehouse, credit_line, line.id, 1, Decimal(-1)) == "sendback.price"
    assert code_of(warehouse, credit_line, 999, 1) == "sendback.no_such_line"
    assert do(warehouse, credit_line, line.id, 2, Decimal(0)) == 0
    assert settled(warehouse, made) == ("closed", [(1, 2)])
    assert problems_of(warehouse) == []


def test_an_undone_return_brings_the_goods_back_where_they_lay(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    add_stock(warehouse, {"SKU2": 2})
    here = place(warehouse, "A-2")
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3), back(warehouse, "SKU2", 2, place=here))
    assert do(warehouse, undo_return, made) == 5
    assert (at(warehouse, "QUARANTINE", "SKU1"), at(warehouse, "A-2", "SKU2")) == (4, 2)
    assert sheet(warehouse, made).head.state == "cancelled"
    assert code_of(warehouse, undo_return, made) == "sendback.not_sent"
    assert problems_of(warehouse) == []


def test_a_return_is_not_undone_once_something_came_of_it(warehouse: Warehouse) -> None:
    supplier = defects(warehouse)
    made = sent(warehouse, supplier, back(warehouse, "SKU1", 3))
    receipt = do(warehouse, open_receipt, return_id=made)
    assert code_of(warehouse, undo_return, made) == "sendback.being_received"
    do(warehouse, cancel_receipt, receipt)
    do(warehouse, credit_line, sheet(warehouse, made).lines[0].id, 1)
    assert code_of(warehouse, undo_return, made) == "sendback.settled"
    assert problems_of(warehouse) == []


def test_a_clerk_sends_back_but_neither_credits_nor_undoes(local_warehouse: Warehouse) -> None:
    clerk = Actor(SYSTEM.id, "clerk", Role.CLERK)
    supplier = defects(local_warehouse)
    made = drafted(local_warehouse, supplier, back(local_warehouse, "SKU1", 3))
    assert do(local_warehouse, send_return, made, actor=clerk) == 3
    with pytest.raises(NotAllowed):
        do(local_warehouse, undo_return, made, actor=clerk)
    with pytest.raises(NotAllowed):
        do(local_warehouse, credit_line, 1, 1, actor=clerk)


def test_two_desks_send_a_return_once_and_never_more_than_was_bought(warehouse: Warehouse) -> None:
    supplier = defects(warehouse, pieces=4, of=4)
    add_receipt(warehouse, {"SKU1": 9}, defective={"SKU1": 9}, supplier_id=add_supplier(warehouse, "另一家"))
    one, two = (drafted(warehouse, supplier, back(warehouse, "SKU1", 3)) for _ in range(2))
    results: list[str] = []

    def desk(return_id: int) -> None:
        try:
            do(warehouse, send_return, return_id)
            results.append("sent")
        except WarehouseError as error:
            results.append(error.code)

    threads = [threading.Thread(target=desk, args=(made,)) for made in (one, one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("sent") == 1
    assert set(results) <= {"sent", "sendback.not_draft", "sendback.more_than_bought"}
    assert at(warehouse, "QUARANTINE", "SKU1") == 10
    assert problems_of(warehouse) == []
