"""The life of a claim and what it may ask for. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

DRAFT, SENT, ACCEPTED, REFUSED, PAID = "draft", "sent", "accepted", "refused", "paid"
STATES = (DRAFT, SENT, ACCEPTED, REFUSED, PAID)
STEPS = {
    DRAFT: frozenset({SENT}),
    SENT: frozenset({ACCEPTED, REFUSED, PAID}),  # some couriers answer with the money
    ACCEPTED: frozenset({PAID, REFUSED}),
    REFUSED: frozenset[str](),
    PAID: frozenset[str](),
}
MOST = Decimal(1_000_000)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What a claim says: the goods' value, the freight, what is asked for of both, all in yuan, and a note."""

    goods: Decimal
    freight: Decimal
    claimed: Decimal
    note: str = ""


def what_is_wrong(asked: Asked) -> str:
    """The code of what cannot be, "" when all can: amounts up to a million, something asked for, no more than it cost."""
    if not all(Decimal(0) <= amount <= MOST for amount in (asked.goods, asked.freight, asked.claimed)):
        return "claims.amount_range"
    if asked.claimed <= 0:
        return "claims.nothing_claimed"
    if asked.claimed > asked.goods + asked.freight:
        return "claims.too_much"
    return "claims.note_long" if len(asked.note) > LONGEST else ""


def may_go(state: str, to: str) -> bool:
    """Whether a claim may take this step."""
    return to in STEPS[state]
