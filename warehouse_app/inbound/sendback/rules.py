"""What may go back to a supplier and what a return still waits for, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST = Decimal(10) ** 9


class Kind(StrEnum):
    """What the supplier is asked for: other goods, or money."""

    EXCHANGE = "exchange"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class BackLine:
    """Pieces of one SKU to send back; ``location_id`` None means quarantine, ``price`` None the last one paid."""

    sku_id: int
    quantity: int
    lot: str = ""
    location_id: int | None = None
    price: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settling:
    """How far one line of a return is settled."""

    line_id: int
    sku_id: int
    quantity: int
    replaced: int
    credited: int

    @property
    def open(self) -> int:
        """Pieces neither replaced nor credited."""
        return self.quantity - self.replaced - self.credited


def may_go_back(supplier_id: int, received: Mapping[int | None, int], returned: Mapping[int, int], opening: int) -> int:
    """Pieces of one SKU that may still go back to a supplier, never below zero.

    ``received`` is what closed receipts brought by supplier (replacements too; None: the supplier is not known), ``returned``
    what went back to each. Opening stock and goods of nobody may be anybody's, until another supplier took some of them.
    """
    anybodys = opening + received.get(None, 0)
    taken = sum(max(0, pieces - received.get(other, 0)) for other, pieces in returned.items() if other != supplier_id)
    own = received.get(supplier_id, 0) - returned.get(supplier_id, 0)
    return max(0, own + max(0, anybodys - taken))


def replace_pieces(lines: Iterable[Settling], sku_id: int, pieces: int) -> dict[int, int]:
    """Line id to its new ``replaced`` when so many pieces came for a SKU: the first line first, what is too much is ignored."""
    changed: dict[int, int] = {}
    for line in lines:
        if line.sku_id == sku_id and pieces > 0 and line.open > 0:
            taken = min(pieces, line.open)
            changed[line.line_id] = line.replaced + taken
            pieces -= taken
    return changed


def unreplace_pieces(lines: Iterable[Settling], sku_id: int, still_there: int) -> dict[int, int]:
    """Line id to its new ``replaced`` when a replacement is taken back and only ``still_there`` pieces remain delivered."""
    changed: dict[int, int] = {}
    for line in lines:
        if line.sku_id == sku_id:
            kept = min(line.replaced, still_there)
            still_there -= kept
            if kept != line.replaced:
                changed[line.line_id] = kept
    return changed


def is_count(value: object) -> bool:
    """Whether this is a number of pieces: whole and above zero."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def is_price(value: object) -> bool:
    """Whether this is an amount of money: not below zero, not beyond reason, at most two decimals."""
    return isinstance(value, Decimal) and value.is_finite() and 0 <= value <= MOST and value == round(value, 2)
