"""The arithmetic of a supplier's account, to the cent: sharing freight onto goods, and which receipts are paid by what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
LARGEST = Decimal(10) ** 10  # more than any shop's account, less than what the database's whole numbers hold


class Kind(StrEnum):
    """What an entry of a supplier's account is about."""

    GOODS = "goods"
    FREIGHT = "freight"
    PAYMENT = "payment"
    CREDIT = "credit"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account, oldest first; above zero the shop owes it. ``receipt_id`` of a payment: what it is for."""

    id: int
    kind: str
    amount: Decimal
    receipt_id: int | None = None
    undoes_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What one receipt cost, how much of it is paid or credited, and what is still owed for it."""

    receipt_id: int
    amount: Decimal
    freight: Decimal
    paid: Decimal

    @property
    def owed(self) -> Decimal:
        return self.amount + self.freight - self.paid


@dataclass(frozen=True, slots=True)
class Settlement:
    """Bills oldest first, and the money paid or credited that no bill has taken: ``owed`` less that is the balance."""

    bills: tuple[Bill, ...]
    unallocated: Decimal

    @property
    def owed(self) -> Decimal:
        return sum((bill.owed for bill in self.bills), NOTHING)


def is_money(value: object) -> bool:
    """Whether this is an amount to the cent that the database can hold exactly; below zero counts too."""
    if not isinstance(value, Decimal) or not value.is_finite() or abs(value) >= LARGEST:
        return False
    return value == value.quantize(CENT)


def share_freight(freight: Decimal, values: Sequence[Decimal]) -> list[Decimal]:
    """The freight shared by value, to the cent, adding up exactly; into equal parts when nothing has a value.

    What rounding leaves over goes, cent by cent, to the largest remainders (Hamilton's method), the first of equals first.
    No values, no shares.
    """
    if not values:
        return []
    cents = int(freight / CENT)
    weights = [int(value / CENT) for value in values]
    if not any(weights):
        weights = [1] * len(values)
    total = sum(weights)
    shares = [cents * weight // total for weight in weights]
    first_served = sorted(range(len(values)), key=lambda n: (-(cents * weights[n] % total), n))
    for n in first_served[: cents - sum(shares)]:
        shares[n] += 1
    return [share * CENT for share in shares]


def settle(entries: Sequence[Entry]) -> Settlement:
    """Which receipts are paid: money that names a receipt goes there first, all other to the oldest receipt first.

    What a named receipt does not need flows on to the others. An entry and its reversal are as if neither had been.
    """
    standing = _standing(entries)
    due = _due(standing)
    paid: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    loose = NOTHING
    for entry in standing:
        if entry.kind not in (Kind.PAYMENT, Kind.CREDIT):
            continue
        money = -entry.amount
        if entry.receipt_id in due:
            taken = min(money, _owed(due, paid, entry.receipt_id))
            paid[entry.receipt_id] += taken
            money -= taken
        loose += money
    for receipt_id in due:
        taken = min(loose, _owed(due, paid, receipt_id))
        paid[receipt_id] += taken
        loose -= taken
    return Settlement(tuple(Bill(i, goods, freight, paid[i]) for i, (goods, freight) in due.items()), loose)


def _standing(entries: Sequence[Entry]) -> list[Entry]:
    undone = {entry.undoes_id for entry in entries if entry.undoes_id is not None}
    return [entry for entry in entries if entry.undoes_id is None and entry.id not in undone]


def _due(entries: Sequence[Entry]) -> dict[int, tuple[Decimal, Decimal]]:
    """Goods and freight by receipt, the oldest receipt first."""
    due: dict[int, tuple[Decimal, Decimal]] = {}
    for entry in entries:
        if entry.receipt_id is None or entry.kind not in (Kind.GOODS, Kind.FREIGHT):
            continue
        goods, freight = due.get(entry.receipt_id, (NOTHING, NOTHING))
        if entry.kind == Kind.GOODS:
            goods += entry.amount
        else:
            freight += entry.amount
        due[entry.receipt_id] = (goods, freight)
    return due


def _owed(due: dict[int, tuple[Decimal, Decimal]], paid: dict[int, Decimal], receipt_id: int) -> Decimal:
    return sum(due[receipt_id], NOTHING) - paid[receipt_id]
