"""Reasons why a parcel does not go on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
