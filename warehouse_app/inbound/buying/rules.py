"""Rules of buying: what an order may be, what it adds up to, when it is late, and how good a supplier is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

# How much each fault weighs in a supplier's mark, of 100: late goods stop a whole order, the others a part of it.
LATE_WEIGHS, SHORT_WEIGHS, DEFECTIVE_WEIGHS = 40, 30, 30


class OrderState(StrEnum):
    """The life of a purchase order."""

    DRAFT = "draft"
    SENT = "sent"
    PARTLY = "partly"
    CLOSED = "closed"
    CANCELLED = "cancelled"


COMING = (OrderState.SENT, OrderState.PARTLY)  # goods are on their way
OPEN = (OrderState.DRAFT, *COMING)


@dataclass(frozen=True, slots=True)
class SupplierFields:
    """What a person writes down of a supplier; ``lead_days`` from order to arrival, minimum order None for none."""

    name: str
    contact: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""
    lead_days: int | None = None
    minimum_amount: Decimal | None = None
    minimum_pieces: int | None = None


@dataclass(frozen=True, slots=True)
class WantedLine:
    """Pieces of one SKU to order; ``price`` for one piece, None for what the supplier asks at present."""

    sku_id: int
    quantity: int
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """An order in figures; ``unpriced`` lines count nothing in ``amount``."""

    pieces: int
    amount: Decimal
    unpriced: int


def is_quantity(value: object, least: int = 1) -> bool:
    """Whether this is a whole number of pieces an order line can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= 1_000_000


def order_totals(lines: Iterable[tuple[int, Decimal | None]]) -> Totals:
    """Pieces and money of lines given as (quantity, price of one piece or None)."""
    pieces, amount, unpriced = 0, Decimal("0.00"), 0
    for quantity, price in lines:
        pieces += quantity
        amount += quantity * (price or 0)
        unpriced += price is None
    return Totals(pieces, amount, unpriced)


def below_minimum(totals: Totals, minimum_amount: Decimal | None, minimum_pieces: int | None) -> bool:
    """Whether the supplier would not take so small an order: one of his minimums is not reached."""
    return totals.amount < (minimum_amount or 0) or totals.pieces < (minimum_pieces or 0)


def is_overdue(state: str, expected: date | None, today: date) -> bool:
    """Whether goods that were ordered should have been here before today."""
    return state in COMING and expected is not None and expected < today


def state_after(state: OrderState, lines: Sequence[tuple[int, int]], *, taken_back: bool = False) -> OrderState:
    """The state of an order that was sent, by its lines given as (quantity, received).

    Closed when every line is there, and it stays closed (by hand: the rest will not come) unless a receipt is taken back.
    """
    if state is OrderState.CANCELLED or (state is OrderState.CLOSED and not taken_back):
        return state
    if all(received >= quantity for quantity, received in lines):
        return OrderState.CLOSED
    return OrderState.PARTLY if any(received for _, received in lines) else OrderState.SENT


def over_first_order(limit: int, *, new_style: bool, quantity: int, agreed: int = 0) -> bool:
    """Whether a first order of a style asks for too many pieces of one SKU; a limit of 0 is none.

    ``agreed`` pieces were sent to the supplier before (an order being changed): they are not asked about again.
    """
    return new_style and limit > 0 and quantity > max(limit, agreed)


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """What is known of a supplier's deliveries.

    ``orders`` had a day they were expected, ``late`` of them came after it; ``ordered`` pieces of closed orders of which
    ``short`` never came; ``counted`` pieces were received, ``defective`` of them bad.
    """

    orders: int = 0
    late: int = 0
    ordered: int = 0
    short: int = 0
    counted: int = 0
    defective: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1, None where nothing is known yet; ``mark`` from 0 (worst) to 100, None when all are unknown."""

    late: float | None
    short: float | None
    defective: float | None
    mark: int | None


def score(facts: SupplierFacts) -> Score:
    """A supplier's mark: 100 less the weighed shares of what was late, short and defective.

    What is not known yet is left out, and the others weigh so much more.
    """
    late, short = _share(facts.late, facts.orders), _share(facts.short, facts.ordered)
    defective = _share(facts.defective, facts.counted)
    weighed = ((late, LATE_WEIGHS), (short, SHORT_WEIGHS), (defective, DEFECTIVE_WEIGHS))
    known = [(share, weight) for share, weight in weighed if share is not None]
    if not known:
        return Score(None, None, None, None)
    fault = sum((share * weight for share, weight in known), Fraction(0)) / sum(weight for _, weight in known)
    return Score(_plain(late), _plain(short), _plain(defective), round(100 * (1 - fault)))


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(min(part, whole), whole) if whole > 0 else None


def _plain(share: Fraction | None) -> float | None:
    return None if share is None else float(share)
