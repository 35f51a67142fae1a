"""Reasons why a parcel does not go on, and from when on one counts as stuck. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

REASONS = ("missing", "damaged", "label", "box", "question", "later")
"""The reasons of a shop that wrote no list of its own."""
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """One of ``REASONS``, or somebody's own words in ``note`` and no code."""

    code: str = ""
    note: str = ""

    @property
    def given(self) -> bool:
        """Whether there is a reason at all."""
        return bool(self.code or self.note.strip())


def reasons_of(own: Sequence[str]) -> tuple[Reason, ...]:
    """The reasons in the order of their bar codes: the shop's own list, else the usual ones."""
    if own:
        return tuple(Reason(note=words) for words in own)
    return tuple(Reason(code) for code in REASONS)


def is_stuck(touched: datetime, now: datetime, minutes: int) -> bool:
    """Whether an opened parcel nobody touched since has waited too long; 0 minutes: it never counts as stuck."""
    return minutes > 0 and now - touched >= timedelta(minutes=minutes)
