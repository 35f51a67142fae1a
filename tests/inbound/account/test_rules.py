"""Sharing freight and settling receipts: to the cent, over anything that may happen."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.inbound.account.rules import Entry, Kind, is_money, settle, share_freight

amounts = st.decimals(0, 100_000, places=2)
above_zero = st.decimals(Decimal("0.01"), 1000, places=2)


def yuan(text: str) -> Decimal:
    return Decimal(text)


@given(freight=amounts, values=st.lists(amounts, min_size=1, max_size=30))
def test_shares_of_freight_add_up_and_none_is_a_cent_off(freight: Decimal, values: list[Decimal]) -> None:
    shares = share_freight(freight, values)
    assert sum(shares) == freight
    total = sum(values)
    for share, value in zip(shares, values, strict=True):
        fair = freight * value / total if total else freight / len(values)
        assert is_money(share)
        assert abs(share - fair) < Decimal("0.01001")


@given(freight=amounts, values=st.lists(amounts, min_size=2, max_size=30))
def test_what_is_worth_more_never_bears_less(freight: Decimal, values: list[Decimal]) -> None:
    shares = share_freight(freight, values)
    by_value = sorted(zip(values, shares, strict=True))
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(by_value) if a[0] < b[0])


def test_shares_as_a_person_would_make_them() -> None:
    assert share_freight(yuan("10.00"), [yuan("1.00")] * 3) == [yuan("3.34"), yuan("3.33"), yuan("3.33")]
    assert share_freight(yuan("10.00"), [yuan("0.00")] * 3) == [yuan("3.34"), yuan("3.33"), yuan("3.33")]
    assert share_freight(yuan("9.00"), [yuan("100.00"), yuan("0.00"), yuan("200.00")]) == [yuan("3"), yuan("0"), yuan("6")]
    assert share_freight(yuan("0.00"), [yuan("5.00")]) == [yuan("0.00")]
    assert share_freight(yuan("5.00"), []) == []


@pytest.mark.parametrize("value", [Decimal("1.001"), Decimal("NaN"), Decimal("-Infinity"), Decimal(10) ** 10, 1.5, "1", 1, None])
def test_what_is_no_money(value: object) -> None:
    assert not is_money(value)


@pytest.mark.parametrize("value", ["0", "1", "1.10", "-3.333E+2", "9999999999.99"])
def test_what_is_money(value: str) -> None:
    assert is_money(Decimal(value))


def bills(*entries: tuple[str, str, int | None]) -> tuple[dict[int, Decimal], Decimal]:
    """What is owed by receipt, and the money left over, of (kind, amount, receipt)."""
    told = settle([Entry(number, kind, yuan(amount), receipt) for number, (kind, amount, receipt) in enumerate(entries, 1)])
    return {bill.receipt_id: bill.owed for bill in told.bills}, told.unallocated


def test_money_goes_to_the_oldest_receipt_first() -> None:
    owed, left = bills(("goods", "100", 1), ("goods", "50", 2), ("freight", "10", 1), ("payment", "-120", None))
    assert (owed, left) == ({1: yuan("0"), 2: yuan("40")}, yuan("0"))


def test_money_for_one_receipt_goes_there_first_and_the_rest_flows_on() -> None:
    owed, left = bills(("goods", "100", 1), ("goods", "50", 2), ("payment", "-70", 2), ("credit", "-10", None))
    assert (owed, left) == ({1: yuan("70"), 2: yuan("0")}, yuan("0"))


def test_an_advance_is_kept_until_a_receipt_comes() -> None:
    assert bills(("payment", "-70", None)) == ({}, yuan("70"))
    assert bills(("payment", "-70", None), ("goods", "100", 1)) == ({1: yuan("30")}, yuan("0"))


def test_reversed_entries_are_as_if_they_had_not_been() -> None:
    told = settle(
        [
            Entry(1, "goods", yuan("100"), 1),
            Entry(2, "payment", yuan("-60"), 1),
            Entry(3, "reversal", yuan("60"), 1, 2),
            Entry(4, "goods", yuan("30"), 2),
            Entry(5, "reversal", yuan("-100"), 1, 1),
            Entry(6, "payment", yuan("-20"), 1),  # for a receipt that was taken back: free for the other
        ]
    )
    assert [(bill.receipt_id, bill.paid, bill.owed) for bill in told.bills] == [(2, yuan("20"), yuan("10"))]
    assert told.unallocated == 0


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Entries as the commands can write them, in any order of receipts, payments and reversals."""
    entries: list[Entry] = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        kind = draw(st.sampled_from([Kind.GOODS, Kind.FREIGHT, Kind.PAYMENT, Kind.CREDIT, Kind.REVERSAL]))
        amount = draw(above_zero)
        undone = {entry.undoes_id for entry in entries}
        standing = [entry for entry in entries if entry.undoes_id is None and entry.id not in undone]
        if kind is Kind.REVERSAL:
            if standing:
                mistake = draw(st.sampled_from(standing))
                entries.append(Entry(number, kind, -mistake.amount, mistake.receipt_id, mistake.id))
        elif kind in (Kind.GOODS, Kind.FREIGHT):
            entries.append(Entry(number, kind, amount, draw(st.integers(1, 4))))
        else:
            entries.append(Entry(number, kind, -amount, draw(st.none() | st.integers(1, 4))))
    return entries


@given(entries=histories())
def test_what_receipts_owe_less_loose_money_is_the_balance(entries: list[Entry]) -> None:
    told = settle(entries)
    assert told.owed - told.unallocated == sum(entry.amount for entry in entries)
    assert all(bill.paid >= 0 and bill.owed >= 0 for bill in told.bills)
    assert told.unallocated >= 0
    assert not (told.unallocated and told.owed)  # no money lies about while something is owed
