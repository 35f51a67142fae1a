"""What a recorded mistake may say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

KINDS = ("wrong_item", "missing", "extra", "wrong_address", "damaged", "other")
CAUSES = ("look_alike", "not_scanned", "bin_mixed", "label_mixed", "bad_packing", "unknown")
OF_GOODS = frozenset({"wrong_item", "missing", "extra"})
"""These are about a product: it has to be named."""
LONGEST = 200
MOST_PIECES = 10_000
DEAREST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of a mistake: ``pieces`` of the SKU, money in ``cost`` (None: not known)."""

    kind: str
    cause: str = "unknown"
    sku_id: int | None = None
    pieces: int = 1
    packer_id: int | None = None
    checker_id: int | None = None
    cost: Decimal | None = None
    note: str = ""


def what_is_wrong(told: Told) -> str:
    """The code of the first thing that cannot be so; "" when all is well."""
    if told.kind not in KINDS:
        return "mispack.kind_wanted"
    if told.cause not in CAUSES:
        return "mispack.cause_missing"
    if told.kind in OF_GOODS and told.sku_id is None:
        return "mispack.sku_missing"
    if not 1 <= told.pieces <= MOST_PIECES:
        return "mispack.pieces_range"
    if told.cost is not None and not 0 <= told.cost <= DEAREST:
        return "mispack.cost_range"
    return "mispack.note_long" if len(told.note) > LONGEST else ""
