"""The pieces of an order line, those that have gone into parts among them. Pure functions over lines as they are stored.

A line keeps the pieces that stay in ``quantity`` and those that have gone in ``split_off``. When none stays it is no longer
live and its quantity repeats what has gone, because a line without pieces cannot be.
"""

from __future__ import annotations

from typing import Any


def moved_wholly(line: Any) -> bool:
    """Whether nothing of the line is left with the original."""
    return not line.live and line.split_off > 0 and line.quantity == line.split_off and line.refund != "done"


def told_pieces(line: Any) -> set[int]:
    """What a file may say of the line's pieces without saying anything new."""
    whole = int(line.quantity + line.split_off)
    return {whole, int(line.split_off)} if line.split_off and not line.live else {whole}


def pieces_left(line: Any, told: int) -> dict[str, Any]:
    """The line when a file tells another number of pieces; what has gone into parts stays gone."""
    left = told - line.split_off
    after: dict[str, Any] = {"quantity": left} if left > 0 else {"quantity": line.split_off, "live": False}
    if left > 0 and moved_wholly(line):
        after["live"] = True
    return {name: value for name, value in after.items() if getattr(line, name) != value}


def without(line: Any, pieces: int) -> dict[str, Any]:
    """The original's line when so many pieces more have gone into a part."""
    gone = line.split_off + pieces
    if pieces == line.quantity:
        return {"live": False, "quantity": gone, "split_off": gone}
    return {"quantity": line.quantity - pieces, "split_off": gone}


def with_back(line: Any, back: Any) -> dict[str, Any]:
    """The original's line when the pieces of a part's line are back."""
    left = line.split_off - back.quantity
    if not line.live and line.quantity == line.split_off:
        return {"live": back.live, "quantity": back.quantity, "split_off": left}
    if line.live and not back.live:  # refunded while they were a part: they are not shipped with the others
        return {"split_off": left}
    return {"quantity": line.quantity + back.quantity, "split_off": left}
