"""What a scan at the packing desk means. Pure: the facts in, the verdict out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag, StrEnum


class Verdict(StrEnum):
    """The answer to one scan; each has its words, its colour and its sound."""

    OPENED = "opened"
    RIGHT = "right"
    COMPLETE = "complete"
    WRONG_ITEM = "wrong_item"
    ONE_TOO_MANY = "one_too_many"
    BELONGS_ELSEWHERE = "belongs_elsewhere"
    UNKNOWN = "unknown"
    WAYBILL_WANTED = "waybill_wanted"
    ITEM_WANTED = "item_wanted"
    NOTE_FIRST = "note_first"
    TICK_FIRST = "tick_first"  # every piece is in (this one counted, too), but something to do is not ticked
    OVER_LIMIT = "over_limit"  # more pieces than may be counted by one keyed number
    LOOK_ALIKE = "look_alike"  # the wrong item, but the same product: another colour or size
    SERIAL_WANTED = "serial_wanted"  # the piece is in, its serial number is wanted
    LOT_WANTED = "lot_wanted"
    LOOK_WANTED = "look_wanted"
    PART_WANTED = "part_wanted"  # a component of a set is in, the others are wanted
    ASKED_FIRST = "asked_first"  # what is asked for comes before anything else
    BAD_SERIAL = "bad_serial"
    SERIAL_USED = "serial_used"
    WRONG_LOT = "wrong_lot"
    CAPTURED = "captured"  # what was asked for is noted down
    NO_SUCH_TICK = "no_such_tick"  # a code that ticks, but nothing of its kind is left to do here
    CHECK_FIRST = "check_first"  # the same, and a second person has to check the parcel
    BOX_FIRST = "box_first"  # the same, and nobody has said what it is packed in
    WEIGH_FIRST = "weigh_first"  # the same, and it was not weighed
    PHOTO_FIRST = "photo_first"  # the same, and there is no picture of it
    CANCELLED = "cancelled"
    HELD = "held"
    CHANGED = "changed"
    PACKED_ALREADY = "packed_already"
    SHIPPED_ALREADY = "shipped_already"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTED = "noted"
    TICKED = "ticked"
    STEP_DONE = "step_done"  # weighed, boxed, pictured before the last piece is in
    UNTICKED = "unticked"
    LEFT = "left"


GOOD = frozenset(
    {
        Verdict.OPENED,
        Verdict.RIGHT,
        Verdict.COMPLETE,
        Verdict.UNDONE,
        Verdict.NOTED,
        Verdict.TICKED,
        Verdict.STEP_DONE,
        Verdict.SERIAL_WANTED,
        Verdict.LOT_WANTED,
        Verdict.LOOK_WANTED,
        Verdict.PART_WANTED,
        Verdict.CAPTURED,
        Verdict.CHECK_FIRST,
        Verdict.BOX_FIRST,
        Verdict.WEIGH_FIRST,
        Verdict.PHOTO_FIRST,
        Verdict.UNTICKED,
        Verdict.LEFT,
    }
)


class Step(IntFlag):
    """What a parcel still owes when its goods are in and its ticks are set, in the order it is done; ``parcel.owes``."""

    CAPTURE = 16  # something is asked for after an item's scan: it comes before all else, also before the next item
    CHECK = 1
    BOX = 2
    WEIGHT = 4
    PHOTO = 8


class Asks(IntFlag):
    """What is asked for after each scan of an item, in this order; ``parcel_line.asks``."""

    SERIAL = 1
    LOT = 2
    LOOK = 4


FIRST = {
    Step.CAPTURE: Verdict.ASKED_FIRST,
    Step.CHECK: Verdict.CHECK_FIRST,
    Step.BOX: Verdict.BOX_FIRST,
    Step.WEIGHT: Verdict.WEIGH_FIRST,
    Step.PHOTO: Verdict.PHOTO_FIRST,
}
FULL = frozenset({Verdict.TICK_FIRST, *FIRST.values()} - {Verdict.ASKED_FIRST})
"""Every piece is in, and something else is wanted before the parcel is complete."""
ASKED = frozenset({Verdict.SERIAL_WANTED, Verdict.LOT_WANTED, Verdict.LOOK_WANTED})
COUNTS = frozenset({Verdict.RIGHT, Verdict.COMPLETE, *FULL, *ASKED})
"""The verdicts on an item that is in the box from now on."""


def when_full(todo: int, owes: int) -> Verdict:
    """What comes when every piece is in: the ticks, then each step the parcel owes, then it is complete."""
    if todo:
        return Verdict.TICK_FIRST
    return next((verdict for step, verdict in FIRST.items() if owes & step), Verdict.COMPLETE)


class Command(StrEnum):
    """Bar codes on the command sheet; the same list is behind the buttons and the F-keys."""

    CONFIRM = "PD-CONFIRM"
    UNDO = "PD-UNDO"
    UNTICK = "PD-UNTICK"
    WEIGH = "PD-WEIGH"
    LEAVE = "PD-LEAVE"
    LOG_OUT = "PD-LOGOUT"
    QUANTITY = "PD-QTY"
    TICK_CARD = "PD-TICK-CARD"
    TICK_INVOICE = "PD-TICK-INVOICE"
    TICK_LEAFLET = "PD-TICK-LEAFLET"
    TICK_GIFT = "PD-TICK-GIFT"


@dataclass(frozen=True, slots=True)
class OrderStop:
    """Why an order of the parcel must not go on: its number, its state and its hold."""

    number: str
    state: str
    hold: str
    hold_note: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A scanned product: its SKU, the pieces one scan means, and its line in the open parcel (0 needed: none)."""

    sku_id: int
    multiple: int
    needed: int
    scanned: int
    asks: int = 0  # bits of ``Asks``


def stopped(parcel_state: str, orders: Sequence[OrderStop]) -> tuple[Verdict, OrderStop | None] | None:
    """Whether the parcel may be worked on: None, or why not and which order says so."""
    for order in orders:
        if order.state == "cancelled":
            return Verdict.CANCELLED, order
    if parcel_state == "cancelled":
        return Verdict.CANCELLED, None
    for order in orders:
        if order.hold:
            return (Verdict.CHANGED if order.hold == "changed" else Verdict.HELD), order
    if parcel_state == "packed":
        return Verdict.PACKED_ALREADY, None
    if parcel_state == "shipped":
        return Verdict.SHIPPED_ALREADY, None
    return None


def judge(piece: Piece, *, left_in_parcel: int, todo: int = 0, owes: int = 0) -> Verdict:
    """The verdict on a product scanned for the open parcel.

    ``left_in_parcel`` counts pieces still to scan, ``todo`` things to do that nobody has ticked yet, ``owes`` holds the
    bits of the steps that come after them.
    """
    if piece.needed == 0:
        return Verdict.WRONG_ITEM
    if piece.scanned + piece.multiple > piece.needed:
        return Verdict.ONE_TOO_MANY
    if piece.multiple < left_in_parcel:
        return Verdict.RIGHT
    return when_full(todo, owes)
