"""What a scan at a stop of the walk means, and which slots of the cart get the pieces. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The answer to a scan while picking; each has its words, its colour and its sound."""

    BIN_OPEN = "bin_open"
    TAKEN = "taken"
    STOP_DONE = "stop_done"
    WAVE_DONE = "wave_done"
    BIN_FIRST = "bin_first"
    WRONG_BIN = "wrong_bin"
    WRONG_ITEM = "wrong_item"
    ONE_TOO_MANY = "one_too_many"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"


GOOD = frozenset({Verdict.BIN_OPEN, Verdict.TAKEN, Verdict.STOP_DONE, Verdict.WAVE_DONE, Verdict.UNDONE})


@dataclass(frozen=True, slots=True)
class Share:
    """What one parcel is promised at a stop, and how much of it was taken for it already."""

    parcel_id: int
    slot: int
    promised: int
    taken: int = 0

    @property
    def left(self) -> int:
        return max(0, self.promised - self.taken)


def left_at(shares: Sequence[Share], loose: int) -> int:
    """Pieces still to take at a stop; ``loose`` were taken for nobody in particular."""
    return max(0, sum(share.left for share in shares) - loose)


def spread(pieces: int, shares: Sequence[Share]) -> list[tuple[Share, int]]:
    """Which parcels get how many of the pieces, the most urgent first."""
    parts: list[tuple[Share, int]] = []
    for share in shares:
        part = min(pieces, share.left)
        if part:
            parts.append((share, part))
            pieces -= part
    return parts
