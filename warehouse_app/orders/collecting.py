"""Cash on delivery: whether the courier collects money for an order, and how much. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from warehouse_app.store.word_lists import COD_WORDS

_COD = re.compile("|".join(COD_WORDS), re.IGNORECASE)
_PAYABLE = ("jd",)
"""Platforms whose files tell what is to be paid where others tell what was paid."""


def is_cod(payment: str) -> bool:
    """Whether the courier collects the money: what the file says of the payment names it."""
    return bool(_COD.search(payment))


def to_collect(
    payment: str, platform: str, amount: Decimal | None, paid: Decimal | None, refunded: Decimal | None
) -> Decimal | None:  # fmt: skip
    """Yuan the courier has to collect for an order; None when it is no such order, or nobody knows how much.

    ``amount`` is the order's, ``paid`` what its file tells as paid (of JD: as payable), ``refunded`` what is given back.
    """
    if not is_cod(payment):
        return None
    due = paid if platform in _PAYABLE and paid is not None else None if amount is None else amount - (paid or 0)
    return None if due is None else max(due - (refunded or 0), Decimal(0))
