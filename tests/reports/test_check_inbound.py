"""``packdesk check`` of goods in: a whole house is clean, and each rule reports its own damage and only that."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.inbound.receiving.arrivals import add_goods, count, receipt_of, sent_order, version_of
from tests.inbound.sendback.backs import back, drafted, sent, sheet
from tests.reports.damage import do_damage
from tests.shop import do, problems_of
from warehouse_app.inbound.account.commands import pay, reverse_entry
from warehouse_app.inbound.buying.commands import cancel_order, close_order, draft_order, edit_order
from warehouse_app.inbound.buying.rules import WantedLine
from warehouse_app.inbound.putaway.commands import put_away, undo_put_away
from warehouse_app.inbound.receiving.closing import close_receipt, reverse_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt, open_receipt, set_head
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.scanning import set_count, take_back
from warehouse_app.inbound.sendback.commands import cancel_return, credit_line, undo_return
from warehouse_app.reports.check import Problem, check
from warehouse_app.store.triggers import permit_changes
from warehouse_app.store.warehouse import Warehouse, new_action

APPEND_ONLY = ("receipt_scan", "inspection", "supplier_entry", "move")


def live(warehouse: Warehouse) -> Warehouse:
    """Receipt 1 closed (6 SKU1, 2 defective, 3 put away), 2 reversed, 3 given up, 4 in exchange, 5 blind, 6 open.

    Order 1 partly here, 2 a draft, 3 cancelled, 4 all here, 5 closed by hand; return 1 half replaced and half credited, 2
    undone, 3 given up, 4 at the supplier, 5 a draft.
    """
    supplier = add_goods(warehouse)
    _partly(warehouse, supplier)
    _other_orders(warehouse, supplier)
    _returns(warehouse, supplier)
    blind = do(warehouse, open_receipt)
    count(warehouse, blind, "SKU3", 4)
    do(warehouse, close_receipt, blind)
    being_counted = receipt_of(warehouse, 1)
    count(warehouse, being_counted, "SKU2", 2)
    do(warehouse, inspect, being_counted, 2, "", 1, 1, "hole")
    count(warehouse, being_counted, "strange")
    paid = do(warehouse, pay, supplier, Decimal("30.00"), warehouse.clock().date())
    do(warehouse, reverse_entry, paid, "paid twice")
    do(warehouse, pay, supplier, Decimal("20.50"), warehouse.clock().date(), "", 1)
    return warehouse


def _partly(warehouse: Warehouse, supplier: int) -> None:
    order_id = sent_order(warehouse, supplier, {"SKU1": 10, "SKU2": 5})
    receipt_id = receipt_of(warehouse, order_id)
    count(warehouse, receipt_id, "SKU1", 9)
    do(warehouse, take_back, receipt_id, new_action())
    do(warehouse, set_count, receipt_id, 1, "", 6, new_action())
    do(warehouse, inspect, receipt_id, 1, "", 3, 1, "stain")
    do(warehouse, set_head, receipt_id, supplier, "7", Decimal("12.35"), True, "")
    do(warehouse, close_receipt, receipt_id)
    do(warehouse, inspect, receipt_id, 1, "", 1, 1, "stain")
    do(warehouse, put_away, receipt_id, 1, "A-1", 3, new_action())
    do(warehouse, put_away, receipt_id, 1, "A-2", 1, "wrong bin")
    do(warehouse, undo_put_away, "wrong bin", new_action())
    taken_back = receipt_of(warehouse, order_id)
    count(warehouse, taken_back, "SKU2", 5)
    do(warehouse, close_receipt, taken_back)
    do(warehouse, reverse_receipt, taken_back, "the wrong order")
    given_up = receipt_of(warehouse, order_id)
    count(warehouse, given_up, "SKU2", 1)
    do(warehouse, cancel_receipt, given_up)


def _other_orders(warehouse: Warehouse, supplier: int) -> None:
    do(warehouse, draft_order, supplier, [WantedLine(1, 2)])
    do(warehouse, cancel_order, sent_order(warehouse, supplier, {"SKU1": 1}))
    for ordered, by_hand in ((3, False), (4, True)):
        order_id = sent_order(warehouse, supplier, {"SKU3": ordered})
        receipt_id = receipt_of(warehouse, order_id)
        count(warehouse, receipt_id, "SKU3", 3)
        count(warehouse, receipt_id, "SKU2", 1)  # nobody ordered it
        do(warehouse, close_receipt, receipt_id)
        if by_hand:
            lines = [WantedLine(3, 4), WantedLine(2, 2)]  # now somebody has
            do(warehouse, edit_order, order_id, version_of(warehouse, order_id), lines, None, "", "a test")
            do(warehouse, close_order, order_id)


def _returns(warehouse: Warehouse, supplier: int) -> None:
    settled = sent(warehouse, supplier, back(warehouse, "SKU1", 2))
    exchanged = do(warehouse, open_receipt, None, None, settled)
    count(warehouse, exchanged, "SKU1", 1)
    do(warehouse, close_receipt, exchanged)
    do(warehouse, credit_line, sheet(warehouse, settled).lines[0].id, 1)
    bin_id = do(warehouse, lambda tx: tx.connection.execute(text("SELECT id FROM location WHERE code = 'A-1'")).scalar_one())
    do(warehouse, undo_return, sent(warehouse, supplier, back(warehouse, "SKU1", 1, place=bin_id)))
    do(warehouse, cancel_return, drafted(warehouse, supplier, back(warehouse, "SKU1", 1, place=bin_id)))
    sent(warehouse, supplier, back(warehouse, "SKU1", 1, place=bin_id))
    drafted(warehouse, supplier, back(warehouse, "SKU1", 1, place=bin_id))


@pytest.fixture
def living(local_warehouse: Warehouse) -> Warehouse:
    return live(local_warehouse)


def test_a_whole_house_is_clean(warehouse: Warehouse) -> None:
    live(warehouse)
    with warehouse.reading() as session:
        states = {
            table: [row.state for row in session.execute(text(f"SELECT state FROM {table} ORDER BY id"))]
            for table in ("purchase_order", "receipt", "supplier_return")
        }
    assert states == {
        "purchase_order": ["partly", "draft", "cancelled", "closed", "closed"],
        "receipt": ["closed", "reversed", "cancelled", "closed", "closed", "closed", "closed", "open"],
        "supplier_return": ["closed", "cancelled", "cancelled", "sent", "draft"],
    }
    assert problems_of(warehouse) == []


OPEN_LINE = "(SELECT id FROM receipt WHERE state = 'open')"
DOCK = "(SELECT id FROM location WHERE role = 'dock')"
DAMAGE = {
    "a count lost": (
        f"DELETE FROM receipt_scan WHERE quantity > 0 AND receipt_id = {OPEN_LINE}", {"check.receipt_scans"},
    ),
    "a count changed": ("UPDATE receipt_scan SET quantity = 3 WHERE receipt_id = 3", {"check.receipt_scans"}),
    "a count given to another": ("UPDATE receipt_scan SET sku_id = 3 WHERE receipt_id = 3", {"check.receipt_scans"}),
    "a count put into another lot": ("UPDATE receipt_scan SET lot = 'L' WHERE receipt_id = 3", {"check.receipt_scans"}),
    "pieces nobody counted": (
        f"UPDATE receipt_line SET counted = counted + 1 WHERE receipt_id = {OPEN_LINE}", {"check.receipt_scans"},
    ),
    "a line lost": (f"DELETE FROM receipt_line WHERE receipt_id = {OPEN_LINE}", {"check.receipt_scans"}),
    "a closed line changed": (
        "UPDATE receipt_line SET counted = counted + 1 WHERE receipt_id = 1",
        {"check.receipt_scans", "check.dock", "check.purchase_received"},
    ),
    "an inspection lost": (f"DELETE FROM inspection WHERE receipt_id = {OPEN_LINE}", {"check.receipt_inspections"}),
    "an inspection changed": ("UPDATE inspection SET defective = 0 WHERE id = 1", {"check.receipt_inspections"}),
    "more looked at than written": ("UPDATE inspection SET inspected = 9 WHERE id = 1", {"check.receipt_inspections"}),
    "defective without a finding": (
        f"UPDATE receipt_line SET defective = 0 WHERE receipt_id = {OPEN_LINE}", {"check.receipt_inspections"},
    ),
    "put away and yet there": ("UPDATE receipt_line SET put_away = 4 WHERE receipt_id = 1", {"check.dock"}),
    "put away and forgotten": ("UPDATE receipt_line SET put_away = 2 WHERE receipt_id = 1", {"check.dock"}),
    "goods lost from the dock": (
        f"DELETE FROM balance WHERE location_id = {DOCK} AND sku_id = 3", {"check.balance", "check.dock"},
    ),
    "goods nobody brought to the dock": (
        f"UPDATE balance SET on_hand = on_hand + 1 WHERE location_id = {DOCK} AND sku_id = 3", {"check.balance", "check.dock"},
    ),
    "another bin made the dock": ("UPDATE location SET role = 'shelf' WHERE role = 'dock'", {"check.dock"}),
    "received and not written": (
        "UPDATE purchase_line SET received = 5 WHERE order_id = 1 AND sku_id = 1", {"check.purchase_received"},
    ),
    "written and not received": (
        "UPDATE purchase_line SET received = 1 WHERE order_id = 1 AND sku_id = 2", {"check.purchase_received"},
    ),
    "a receipt given to another order": (
        "UPDATE receipt SET order_id = 2 WHERE id = 1", {"check.purchase_received"},
    ),
    "a draft that received": (
        "UPDATE purchase_line SET received = 1 WHERE order_id = 2", {"check.purchase_received", "check.purchase_state"},
    ),
    "partly here and yet sent": ("UPDATE purchase_order SET state = 'sent' WHERE id = 1", {"check.purchase_state"}),
    "partly here and yet cancelled": ("UPDATE purchase_order SET state = 'cancelled' WHERE id = 1", {"check.purchase_state"}),
    "partly here and yet a draft": ("UPDATE purchase_order SET state = 'draft' WHERE id = 1", {"check.purchase_state"}),
    "all here and yet partly": ("UPDATE purchase_order SET state = 'partly' WHERE id = 4", {"check.purchase_state"}),
    "nothing here and yet partly": ("UPDATE purchase_order SET state = 'partly' WHERE id = 3", {"check.purchase_state"}),
    "sent back and yet a draft": ("UPDATE supplier_return SET state = 'draft' WHERE id = 4", {"check.return_goods"}),
    "sent back and yet here": ("UPDATE supplier_return SET state = 'sent' WHERE id = 5", {"check.return_goods"}),
    "undone and yet sent": ("UPDATE supplier_return SET state = 'sent' WHERE id = 2", {"check.return_goods"}),
    "more went back than is written": (
        "UPDATE supplier_return_line SET quantity = 2 WHERE return_id = 4", {"check.return_goods"},
    ),
    "a debt changed": ("UPDATE supplier_entry SET amount = amount + 1 WHERE id = 1", {"check.supplier_account"}),
    "a debt of a cent": ("UPDATE receipt SET amount = amount + 1 WHERE id = 1", {"check.supplier_account"}),
    "a debt lost": (
        "DELETE FROM supplier_entry WHERE receipt_id = 1 AND kind = 'freight'", {"check.supplier_account"},
    ),
    "freight that is not owed": ("UPDATE receipt SET freight_owed = 0 WHERE id = 1", {"check.supplier_account"}),
    "reversed and yet owed": (
        "DELETE FROM supplier_entry WHERE receipt_id = 2 AND kind = 'reversal'", {"check.supplier_account"},
    ),
    "a reversed receipt closed again": (
        "UPDATE receipt SET state = 'closed' WHERE id = 2", {"check.supplier_account", "check.dock", "check.purchase_received"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(living: Warehouse, damage: str) -> None:
    statement, codes = DAMAGE[damage]
    do_damage(living, APPEND_ONLY, statement)
    assert set(problems_of(living)) == codes


def test_every_rule_is_seen_alone() -> None:
    alone = {next(iter(codes)) for _, codes in DAMAGE.values() if len(codes) == 1}
    assert alone == {
        f"check.{rule}"
        for rule in (
            "receipt_scans", "receipt_inspections", "dock", "purchase_received", "purchase_state", "return_goods",
            "supplier_account",
        )
    }  # fmt: skip


def _only(warehouse: Warehouse) -> Problem:
    with warehouse.reading() as session:
        (problem,) = check(session)
    return problem


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("pieces nobody counted", lambda p: (p.subject.endswith(" SKU2"), p.expected, p.found) == (True, "2", "3")),
        ("put away and yet there", lambda p: (p.subject, p.expected, p.found) == ("DOCK SKU1", "1", "-1")),
        ("received and not written", lambda p: (p.subject.endswith(" SKU1"), p.expected, p.found) == (True, "6", "5")),
        ("partly here and yet sent", lambda p: (p.subject[:2], p.expected, p.found) == ("PO", "6", "sent")),
        ("more went back than is written", lambda p: (p.subject.endswith(" SKU1"), p.expected, p.found) == (True, "2", "1")),
        ("a debt lost", lambda p: (p.subject[:2], p.expected, p.found) == ("GR", "72.35", "60.00")),
    ],
)  # fmt: skip
def test_a_difference_says_what_is_expected_and_what_is_there(
    living: Warehouse, damage: str, said: Callable[[Problem], bool]
) -> None:
    do_damage(living, APPEND_ONLY, DAMAGE[damage][0])
    problem = _only(living)
    assert said(problem), problem


def test_the_same_rules_run_on_the_server(warehouse: Warehouse) -> None:
    live(warehouse)
    with warehouse.engine.begin() as connection:
        permit_changes(connection, ("inspection", "supplier_entry"))
        for statement in (
            "UPDATE receipt_line SET counted = counted + 1 WHERE receipt_id = 3",
            "UPDATE inspection SET reason = '', defective = 0 WHERE id = 1",
            "UPDATE receipt_line SET put_away = put_away - 1 WHERE receipt_id = 1",
            "UPDATE purchase_line SET received = 2 WHERE order_id = 1 AND sku_id = 2",
            "UPDATE purchase_order SET state = 'sent' WHERE id = 1",
            "UPDATE supplier_return SET state = 'draft' WHERE id = 4",
            "UPDATE supplier_entry SET amount = amount + 1 WHERE id = 1",
        ):
            assert connection.execute(text(statement)).rowcount == 1
    assert sorted(problems_of(warehouse)) == sorted(
        f"check.{rule}"
        for rule in (
            "receipt_scans", "receipt_inspections", "dock", "purchase_received", "purchase_state", "return_goods",
            "supplier_account",
        )
    )  # fmt: skip
