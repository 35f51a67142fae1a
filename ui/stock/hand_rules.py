"""Goods moved by hand as a machine of steps: what a scan means now, and when something is to be posted. Pure.

Moving: bin, items, target bin. A whole bin: bin, target bin. Writing off, correcting and taking out: bin, items, confirm.
Out of quarantine: item, target bin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Mode(StrEnum):
    """What is being done."""

    MOVE = "move"
    BIN = "bin"
    WRITE_OFF = "write_off"
    CORRECT = "correct"
    TAKE_OUT = "take_out"
    RELEASE = "release"


GATHERS = frozenset({Mode.MOVE, Mode.TAKE_OUT})  # several goods at once, on one slip
TO_A_BIN = frozenset({Mode.MOVE, Mode.BIN, Mode.RELEASE})  # done when the target is scanned
KEEPS_PLACE = frozenset({Mode.WRITE_OFF, Mode.CORRECT, Mode.TAKE_OUT, Mode.RELEASE})  # one goes on in the same place


class Said(StrEnum):
    """The answer to a step; each has its words."""

    BIN_OPENED = "bin_opened"
    BIN_FIRST = "bin_first"
    TARGET_WANTED = "target_wanted"
    TOOK = "took"
    COUNTED = "counted"
    NOT_HERE = "not_here"
    TOO_MANY = "too_many"
    SAME_BIN = "same_bin"
    FINISH_FIRST = "finish_first"
    NOTHING_TAKEN = "nothing_taken"
    PIECES_NEXT = "pieces_next"
    PUT_BACK = "put_back"
    DO = "do"


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces of one SKU and lot in hand; ``there`` are the pieces that may be taken where they lie."""

    sku_id: int
    lot: str
    pieces: int
    there: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Where the work stands: the bin goods come from, what is in hand, and how many the next scan means."""

    mode: Mode = Mode.MOVE
    source: int | None = None
    taken: tuple[Taken, ...] = ()
    next_pieces: int | None = None


@dataclass(frozen=True, slots=True)
class BinScan:
    """A bin was scanned."""

    location_id: int


@dataclass(frozen=True, slots=True)
class ItemScan:
    """Goods were scanned: ``there`` pieces of them may be taken in the open place; None when none lie there."""

    sku_id: int
    lot: str
    multiple: int
    there: int | None


@dataclass(frozen=True, slots=True)
class Keyed:
    """A number of pieces: for what was taken last, or for the next scan."""

    pieces: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """The person says: do it."""


@dataclass(frozen=True, slots=True)
class Back:
    """What was taken last goes back."""


Event = BinScan | ItemScan | Keyed | Confirm | Back


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said; with ``DO`` the target bin where there is one; ``taken`` is what the answer is about."""

    said: Said
    target: int | None = None
    taken: Taken | None = None


def next_step(hand: Hand, event: Event) -> tuple[Hand, Answer]:
    """Where the work stands after an event, and the answer to it."""
    match event:
        case BinScan():
            return _bin(hand, event.location_id)
        case ItemScan():
            return _item(hand, event)
        case Keyed():
            return _keyed(hand, event.pieces)
        case Confirm():
            return hand, Answer(_confirmed(hand))
        case Back():
            if not hand.taken:
                return hand, Answer(Said.NOTHING_TAKEN)
            return replace(hand, taken=hand.taken[:-1], next_pieces=None), Answer(Said.PUT_BACK, taken=hand.taken[-1])


def after_done(hand: Hand) -> Hand:
    """What is left when the step was posted: nothing in hand; the place stays open where one goes on in it."""
    return Hand(hand.mode, hand.source if hand.mode in KEEPS_PLACE else None)


def _bin(hand: Hand, location_id: int) -> tuple[Hand, Answer]:
    ready = bool(hand.taken) or (hand.mode is Mode.BIN and hand.source is not None)
    if hand.mode in TO_A_BIN and ready:
        if location_id == hand.source:
            return hand, Answer(Said.SAME_BIN)
        return hand, Answer(Said.DO, location_id)
    if hand.taken:
        return hand, Answer(Said.FINISH_FIRST)
    if hand.mode is Mode.RELEASE:
        return hand, Answer(Said.NOTHING_TAKEN)
    return replace(hand, source=location_id, next_pieces=None), Answer(Said.BIN_OPENED)


def _item(hand: Hand, scan: ItemScan) -> tuple[Hand, Answer]:
    if hand.source is None:
        return hand, Answer(Said.BIN_FIRST)
    if hand.mode is Mode.BIN:
        return hand, Answer(Said.TARGET_WANTED)
    if scan.there is None and hand.mode is not Mode.CORRECT:
        return hand, Answer(Said.NOT_HERE)
    before = next((one for one in hand.taken if (one.sku_id, one.lot) == (scan.sku_id, scan.lot)), None)
    if hand.taken and before is None and hand.mode not in GATHERS:
        return hand, Answer(Said.FINISH_FIRST)
    pieces = (0 if before is None else before.pieces) + (scan.multiple if hand.next_pieces is None else hand.next_pieces)
    return _take(hand, Taken(scan.sku_id, scan.lot, pieces, scan.there or 0))


def _keyed(hand: Hand, pieces: int) -> tuple[Hand, Answer]:
    if not hand.taken:
        return replace(hand, next_pieces=pieces), Answer(Said.PIECES_NEXT)
    last = hand.taken[-1]
    if pieces == 0 and hand.mode is not Mode.CORRECT:
        return next_step(hand, Back())
    return _take(hand, replace(last, pieces=pieces))


def _take(hand: Hand, one: Taken) -> tuple[Hand, Answer]:
    """The goods in hand, last in the row; never more than there are, unless they are being counted."""
    if hand.mode is Mode.CORRECT:
        return replace(hand, taken=(one,), next_pieces=None), Answer(Said.COUNTED, taken=one)
    if one.pieces > one.there:
        return replace(hand, next_pieces=None), Answer(Said.TOO_MANY, taken=one)
    others = tuple(other for other in hand.taken if (other.sku_id, other.lot) != (one.sku_id, one.lot))
    return replace(hand, taken=(*others, one), next_pieces=None), Answer(Said.TOOK, taken=one)


def _confirmed(hand: Hand) -> Said:
    if hand.source is None:
        return Said.BIN_FIRST
    if not hand.taken and hand.mode is not Mode.BIN:
        return Said.NOTHING_TAKEN
    return Said.TARGET_WANTED if hand.mode in TO_A_BIN else Said.DO
