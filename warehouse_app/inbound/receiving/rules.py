"""Rules of the receiving desk without a database: what a count means, what may be written, what is no photo.

What arrives is counted whatever was expected; the verdict says at once how it stands against the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from warehouse_app.errors import BadInput

How = Literal["keyed", "grid"]
MOST_PIECES = 100_000  # more at once is a barcode that was scanned into the quantity field
MOST_MONEY = Decimal(100_000_000)


class Verdict(StrEnum):
    """What one count at the receiving desk was."""

    RIGHT = "right"
    COMPLETE = "complete"
    OVER = "over"
    UNPLANNED = "unplanned"
    UNKNOWN = "unknown"
    NOT_GOODS = "not_goods"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"


COUNTED = frozenset({Verdict.RIGHT, Verdict.COMPLETE, Verdict.OVER, Verdict.UNPLANNED})
GOOD = frozenset({Verdict.RIGHT, Verdict.COMPLETE, Verdict.UNDONE})


class DefectReason(StrEnum):
    """Why a piece is put into quarantine."""

    STAIN = "stain"
    HOLE = "hole"
    WRONG_SIZE = "wrong_size"
    WRONG_COLOUR = "wrong_colour"
    BROKEN = "broken"
    EXPIRED = "expired"
    MISSING_PART = "missing_part"
    OTHER = "other"


def judge(counted: int, expected: int | None, *, planned: bool) -> Verdict:
    """How a SKU stands once ``counted`` pieces of it lie there.

    ``planned``: the receipt says what is to come (an order, or a return to be exchanged); ``expected`` is then the open
    pieces of this SKU, None when it is not among them.
    """
    if not planned:
        return Verdict.RIGHT
    if expected is None:
        return Verdict.UNPLANNED
    if counted == expected:
        return Verdict.COMPLETE
    return Verdict.OVER if counted > expected else Verdict.RIGHT


def verdict_code(verdict: str) -> str:
    """The code of the words for a verdict."""
    return f"receiving.verdict_{verdict}"


def reason_code(reason: str) -> str:
    """The code of the words for a defect's reason."""
    return f"receiving.defect_{reason}"


def state_code(state: str) -> str:
    """The code of the words for a receipt's state."""
    return f"receiving.state_{state}"


def check_pieces(pieces: int, least: int) -> None:
    """Raises BadInput("receiving.quantity_range") unless it is a whole number of pieces from ``least`` to 100,000."""
    if not least <= pieces <= MOST_PIECES or pieces % 1:
        raise BadInput("receiving.quantity_range", quantity=pieces, least=least, most=MOST_PIECES)


def check_money(amount: Decimal) -> None:
    """Raises BadInput("receiving.amount_range") unless it is an amount from 0 with at most two decimals."""
    if not amount.is_finite() or not 0 <= amount <= MOST_MONEY or amount != round(amount, 2):
        raise BadInput("receiving.amount_range", amount=amount)


def check_lot_date(lot: str, expires: date | None, today: date) -> None:
    """Raises BadInput("receiving.lot_expired") when the last day the lot may be sold has passed."""
    if expires is not None and expires < today:
        raise BadInput("receiving.lot_expired", lot=lot, expires=expires.isoformat())


def check_finding(inspected: int, defective: int, reason: str) -> None:
    """What an inspection may say. Raises BadInput: quantity_range, more_than_inspected, defect_reason_wanted."""
    check_pieces(inspected, 1)
    check_pieces(defective, 0)
    if defective > inspected:
        raise BadInput("receiving.more_than_inspected", inspected=inspected, defective=defective)
    if (defective or reason) and reason not in set(DefectReason):
        raise BadInput("receiving.defect_reason_wanted")


_PHOTO_KINDS: Mapping[bytes, str] = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


def photo_kind(content: bytes) -> str:
    """The ending of a photo's file, told by its first bytes. Raises BadInput("receiving.not_a_photo")."""
    for magic, ending in _PHOTO_KINDS.items():
        if content.startswith(magic):
            return ending
    raise BadInput("receiving.not_a_photo")


def share_by(values: list[Decimal], pieces: list[int]) -> list[Decimal]:
    """What freight is shared by: the lines' values, or their pieces when nothing has a price."""
    return values if any(values) else [Decimal(count) for count in pieces]
