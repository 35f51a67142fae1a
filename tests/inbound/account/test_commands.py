"""The supplier's account on both databases: what receipts owe, what payments settle, and that it all adds up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tests.database import LocalHouse, is_postgres
from tests.inbound.buying.shop import TODAY, add_supplier, open_receipt, received, take_back, yuan
from tests.paper.reading import texts_of
from tests.shop import add_products, do, problems_of
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.inbound.account.commands import credit, pay, reverse_entry
from warehouse_app.inbound.account.entries import book_receipt, unbook_receipt
from warehouse_app.inbound.account.papers import make_statement
from warehouse_app.inbound.account.queries import balance, balances, entries_page, receipts_of, settlement, statement
from warehouse_app.inbound.tables import SupplierEntry, SupplierReturn
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Tx, Warehouse
from warehouse_app.words import Language, explain

ZERO = Decimal(0)
NOON = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    warehouse.clock = lambda: NOON
    add_products(warehouse, 2)
    return warehouse


def refused(code: str, kind: type[WarehouseError], warehouse: Warehouse, act: Callable[..., Any], *args: Any) -> None:
    with pytest.raises(kind) as caught:
        do(warehouse, act, *args)
    assert caught.value.code == code
    assert explain(caught.value, "zh_CN") != explain(caught.value, "en")


def owed(warehouse: Warehouse, supplier_id: int) -> Decimal:
    with warehouse.reading() as session:
        return balance(session, supplier_id)


def by_receipt(warehouse: Warehouse, supplier_id: int) -> dict[int, tuple[Decimal, Decimal]]:
    with warehouse.reading() as session:
        return {row.receipt_id: (row.paid, row.owed) for row in receipts_of(session, supplier_id).rows}


def sent_back(warehouse: Warehouse, supplier_id: int) -> int:
    def make(tx: Tx) -> int:
        back = SupplierReturn(number=f"RT-{supplier_id}", supplier_id=supplier_id, kind="credit", state="sent")
        tx.session.add(back)
        tx.session.flush()
        return back.id

    return do(warehouse, make)


def test_a_receipt_is_owed_with_its_freight(shop: Warehouse) -> None:
    one = add_supplier(shop)
    receipt_id = received(shop, one, {"SKU1": 3}, freight="12.34")
    assert owed(shop, one) == yuan("42.34")
    with shop.reading() as session:
        (row,) = receipts_of(session, one).rows
    assert (row.amount, row.freight, row.paid, row.owed) == (yuan("30.00"), yuan("12.34"), ZERO, yuan("42.34"))
    assert (row.receipt_id, row.delivery_note, row.other_freight) == (receipt_id, "送货单 7", ZERO)
    assert problems_of(shop) == []


def test_a_receipt_without_prices_owes_nothing_and_is_listed_all_the_same(shop: Warehouse) -> None:
    one = add_supplier(shop)
    received(shop, one, {"SKU1": 3}, price="0.00")
    with shop.reading() as session:
        assert entries_page(session, one).total == 0
        (row,) = receipts_of(session, one).rows
    assert (row.amount, row.owed) == (ZERO, ZERO)
    assert owed(shop, one) == 0


def test_payments_settle_the_receipt_they_name_or_the_oldest(shop: Warehouse) -> None:
    one = add_supplier(shop)
    first, second = received(shop, one, {"SKU1": 10}), received(shop, one, {"SKU1": 5})
    do(shop, pay, one, yuan("30.00"), TODAY, "微信", second)
    assert by_receipt(shop, one) == {first: (ZERO, yuan("100.00")), second: (yuan("30.00"), yuan("20.00"))}
    do(shop, credit, one, yuan("5.50"), TODAY, "退货", sent_back(shop, one))
    assert by_receipt(shop, one) == {first: (yuan("5.50"), yuan("94.50")), second: (yuan("30.00"), yuan("20.00"))}
    do(shop, pay, one, yuan("200.00"), TODAY)
    assert owed(shop, one) == yuan("-85.50")
    with shop.reading() as session:
        assert settlement(session, one).unallocated == yuan("85.50")
    assert problems_of(shop) == []


def test_a_payment_is_reversed_once_and_with_a_reason(shop: Warehouse) -> None:
    one = add_supplier(shop)
    received(shop, one, {"SKU1": 10})
    entry_id = do(shop, pay, one, yuan("30.00"), TODAY - timedelta(days=5))
    refused("account.reason_missing", BadInput, shop, reverse_entry, entry_id, " ")
    counter = do(shop, reverse_entry, entry_id, "付错了")
    assert owed(shop, one) == yuan("100.00")
    refused("account.reversed_already", Conflict, shop, reverse_entry, entry_id, "再来")
    refused("account.not_reversible", Conflict, shop, reverse_entry, counter, "撤销的撤销")
    refused("account.no_such_entry", NotFound, shop, reverse_entry, 999, "没有")
    with shop.reading() as session:
        rows = {row.id: row for row in entries_page(session, one).rows}
    assert (rows[entry_id].undone, rows[counter].undone, rows[counter].undoes_id) == (True, False, entry_id)
    assert (rows[counter].day, rows[counter].note, rows[counter].kind) == (TODAY, "付错了", "reversal")


def test_goods_are_not_reversed_by_hand(shop: Warehouse) -> None:
    one = add_supplier(shop)
    received(shop, one, {"SKU1": 10})
    with shop.reading() as session:
        (goods,) = entries_page(session, one).rows
    refused("account.not_reversible", Conflict, shop, reverse_entry, goods.id, "不要")


def test_one_payment_is_reversed_once_by_two_desks(warehouse: Warehouse) -> None:
    if not is_postgres(warehouse.engine):
        pytest.skip("SQLite lets one writer in at a time")
    one = add_supplier(warehouse)
    entry_id = do(warehouse, pay, one, yuan("30.00"), TODAY)
    failures: list[str] = []

    def second() -> None:
        try:
            do(warehouse, reverse_entry, entry_id, "错")
        except Conflict as error:
            failures.append(error.code)

    other = threading.Thread(target=second)
    with warehouse.transaction(SYSTEM, "first desk") as tx:
        reverse_entry(tx, entry_id, "错")
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(10)
    assert failures == ["account.reversed_already"]
    assert owed(warehouse, one) == 0


def test_a_receipt_taken_back_owes_nothing_and_frees_its_payment(shop: Warehouse) -> None:
    one = add_supplier(shop)
    wrong, right = received(shop, one, {"SKU1": 10}, freight="7.00"), received(shop, one, {"SKU2": 4})
    do(shop, pay, one, yuan("60.00"), TODAY, "", wrong)
    take_back(shop, wrong)
    do(shop, unbook_receipt, wrong)  # twice is once
    assert by_receipt(shop, one) == {right: (yuan("40.00"), ZERO)}
    assert owed(shop, one) == yuan("-20.00")
    assert problems_of(shop) == []


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.005", "NaN", "1E+12"])
def test_an_amount_that_is_no_money_is_refused(shop: Warehouse, amount: str) -> None:
    one = add_supplier(shop)
    refused("account.bad_amount", BadInput, shop, pay, one, Decimal(amount), TODAY)
    refused("account.bad_amount", BadInput, shop, credit, one, Decimal(amount), TODAY)
    assert owed(shop, one) == 0


def test_money_for_what_is_not_theirs_is_refused(shop: Warehouse) -> None:
    one, other = add_supplier(shop, "A"), add_supplier(shop, "B")
    theirs, still_open = received(shop, other, {"SKU1": 1}), open_receipt(shop, one)
    refused("account.not_their_receipt", Conflict, shop, pay, one, yuan("1"), TODAY, "", theirs)
    refused("account.not_their_receipt", Conflict, shop, pay, one, yuan("1"), TODAY, "", still_open)
    refused("account.no_such_receipt", NotFound, shop, pay, one, yuan("1"), TODAY, "", 999)
    refused("account.not_their_return", Conflict, shop, credit, one, yuan("1"), TODAY, "", sent_back(shop, other))
    refused("account.no_such_return", NotFound, shop, credit, one, yuan("1"), TODAY, "", 999)
    refused("account.no_such_supplier", NotFound, shop, pay, 999, yuan("1"), TODAY)
    with shop.reading() as session:
        assert dict(balances(session)) == {other: yuan("10.00")}
        assert balances(session)[one] == 0


def test_an_entry_is_never_changed(shop: Warehouse) -> None:
    one = add_supplier(shop)
    do(shop, pay, one, yuan("1.00"), TODAY)
    with pytest.raises(DBAPIError), shop.transaction(SYSTEM, "desk") as tx:
        tx.connection.execute(update(SupplierEntry).values(amount=yuan("2.00")))


def test_a_statement_runs_from_its_opening_to_its_closing_balance(shop: Warehouse) -> None:
    one = add_supplier(shop)
    shop.clock = lambda: NOON - timedelta(days=40)
    received(shop, one, {"SKU1": 10})
    shop.clock = lambda: NOON
    received(shop, one, {"SKU1": 2}, freight="3.00")
    do(shop, pay, one, yuan("50.00"), TODAY, "转账")
    do(shop, pay, one, yuan("9.00"), TODAY + timedelta(days=1))
    with shop.reading() as session:
        told = statement(session, one, date(2026, 11, 1), TODAY)
    assert (told.opening, told.closing) == (yuan("100.00"), yuan("73.00"))
    assert [(line.kind, line.amount, line.balance) for line in told.lines] == [
        ("goods", yuan("20.00"), yuan("120.00")),
        ("freight", yuan("3.00"), yuan("123.00")),
        ("payment", yuan("-50.00"), yuan("73.00")),
    ]
    assert (told.owed_more, told.owed_less) == (yuan("23.00"), yuan("50.00"))
    assert told.lines[0].document.startswith("GR")


def test_a_statement_of_no_period_or_nobody_is_refused(shop: Warehouse) -> None:
    with shop.reading() as session:
        with pytest.raises(BadInput) as caught:
            statement(session, 1, TODAY, TODAY - timedelta(days=1))
        assert caught.value.code == "account.bad_period"
        with pytest.raises(NotFound):
            statement(session, 1, TODAY, TODAY)
        with pytest.raises(NotFound):
            receipts_of(session, 1)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_statement_on_paper(local_warehouse: Warehouse, language: Language) -> None:
    add_products(local_warehouse, 1)
    one = add_supplier(local_warehouse, "义乌小商品")
    for _ in range(60):
        do(local_warehouse, pay, one, yuan("1234.50"), TODAY, "转账")
    path = make_statement(local_warehouse, one, date(2026, 11, 1), TODAY, language)
    pages = texts_of(path)
    assert path.name == f"statement-{one}-20261101-20261103.pdf"
    assert len(pages) == 2
    for word in ("义乌小商品", "2026-11-01", "期初余额" if language == "zh_CN" else "Opening"):
        assert word in pages[0]
    assert "74,070.00" in pages[-1]
    assert ("预付" if language == "zh_CN" else "Paidinadvance") in pages[-1]


def test_the_statement_of_a_quiet_period_shows_its_balance(local_warehouse: Warehouse) -> None:
    add_products(local_warehouse, 1)
    one = add_supplier(local_warehouse)
    received(local_warehouse, one, {"SKU1": 1})
    later = date(2030, 1, 1)
    (text,) = texts_of(make_statement(local_warehouse, one, later, later, "en"))
    assert "Owedon2030-01-01:¥10.00" in text


_amount = st.decimals(Decimal("0.01"), 500, places=2)
_step = st.one_of(
    st.tuples(st.just("receive"), st.tuples(st.decimals(0, 50, places=2), st.decimals(0, 20, places=2))),
    st.tuples(st.just("pay"), st.tuples(_amount, st.integers(0, 9))),
    st.tuples(st.just("credit"), st.tuples(_amount, st.integers(0, 9))),
    st.tuples(st.just("reverse"), st.tuples(_amount, st.integers(0, 9))),
    st.tuples(st.just("take back"), st.tuples(_amount, st.integers(0, 9))),
)


@settings(max_examples=15)
@given(steps=st.lists(_step, max_size=14))
def test_over_any_history_the_receipts_agree_with_the_balance_to_the_cent(
    steps: list[tuple[str, tuple[Decimal, Any]]], local_house: LocalHouse
) -> None:
    warehouse = local_house.empty()
    add_products(warehouse, 1)
    one, history = add_supplier(warehouse), _History()
    for kind, (amount, which) in steps:
        history.take(warehouse, one, kind, amount, which)
    with warehouse.reading() as session:
        told = settlement(session, one)
        rows = receipts_of(session, one).rows
        assert balance(session, one) == history.owed
        assert sum(row.owed for row in rows) - told.unallocated == history.owed
        assert sum(row.paid for row in rows) + told.unallocated == history.paid
        whole = statement(session, one, date(2020, 1, 1), date(2040, 1, 1))
        assert (whole.opening, whole.closing) == (ZERO, history.owed)
    assert problems_of(warehouse) == []


class _History:
    """The account as a person with a pencil keeps it."""

    def __init__(self) -> None:
        self.receipts: dict[int, Decimal] = {}
        self.money: dict[int, Decimal] = {}

    @property
    def paid(self) -> Decimal:
        return sum(self.money.values(), Decimal(0))

    @property
    def owed(self) -> Decimal:
        return sum(self.receipts.values(), Decimal(0)) - self.paid

    def take(self, warehouse: Warehouse, supplier_id: int, kind: str, amount: Decimal, which: Any) -> None:
        standing, paid = list(self.receipts), list(self.money)
        if kind == "receive":
            receipt_id = received(warehouse, supplier_id, {"SKU1": 3}, price=str(amount), freight=str(which))
            self.receipts[receipt_id] = 3 * amount + which
        elif kind == "pay":
            named = standing[which % len(standing)] if standing and which % 2 else None
            self.money[do(warehouse, pay, supplier_id, amount, TODAY, "", named)] = amount
        elif kind == "credit":
            self.money[do(warehouse, credit, supplier_id, amount, TODAY)] = amount
        elif kind == "reverse" and paid:
            entry_id = paid[which % len(paid)]
            do(warehouse, reverse_entry, entry_id, "错")
            del self.money[entry_id]
        elif kind == "take back" and standing:
            receipt_id = standing[which % len(standing)]
            take_back(warehouse, receipt_id)
            del self.receipts[receipt_id]


def test_booking_nothing_writes_nothing(shop: Warehouse) -> None:
    one = add_supplier(shop)
    receipt_id = open_receipt(shop, one)
    do(shop, book_receipt, receipt_id, one, yuan("0.00"), yuan("0.00"))
    do(shop, unbook_receipt, receipt_id)
    with shop.reading() as session:
        assert entries_page(session).total == 0
