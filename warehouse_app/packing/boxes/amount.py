"""How much filling a box wants: the room its goods leave, in litres and in pieces of what the shop has. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FILL_FROM = 10
"""From so many percent of empty room on the goods need filling around them; fragile ones always."""
SHARE_PERCENT = 70
"""How much of the empty room is filled: goods have to lie still, not tight. Fragile goods: all of it."""
ML = 1_000  # mm³


@dataclass(frozen=True, slots=True)
class FillPiece:
    """A filling: the room one piece of it takes up (ml), and how many there are. ``key`` is the caller's."""

    key: int
    ml: int
    free: int


def wanted_ml(empty_mm3: int, room_mm3: int, *, fragile: bool) -> int:
    """Millilitres of filling for boxes with so much room, of which so much is empty; 0: none."""
    if room_mm3 <= 0 or empty_mm3 <= 0 or (not fragile and 100 * empty_mm3 < FILL_FROM * room_mm3):
        return 0
    return empty_mm3 * (100 if fragile else SHARE_PERCENT) // (100 * ML)


def pieces_for(ml: int, fillings: Sequence[FillPiece]) -> dict[int, int]:
    """So many pieces of each filling for so many millilitres, large ones first; always at least one when any is wanted.

    What is in stock is taken first; when nothing is, the largest stands for all of it. Fillings nobody measured are left out.
    """
    sized = sorted((one for one in fillings if one.ml > 0), key=lambda one: (-one.ml, one.key))
    if ml <= 0 or not sized:
        return {}
    there = [one for one in sized if one.free > 0]
    if not there:
        return {sized[0].key: max(1, round(ml / sized[0].ml))}
    taken: dict[int, int] = {}
    left = ml
    for one in there:
        pieces = min(left // one.ml, one.free)
        if pieces:
            taken[one.key] = pieces
            left -= pieces * one.ml
    smallest = there[-1]
    if (not taken or 2 * left > smallest.ml) and taken.get(smallest.key, 0) < smallest.free:
        taken[smallest.key] = taken.get(smallest.key, 0) + 1
    return taken
