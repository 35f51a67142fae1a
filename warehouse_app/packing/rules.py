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
    COMPLETE_SHORT = "complete_short"  # complete with fewer pieces than were wanted: the rest follows
    NEXT_PARCEL = "next_parcel"  # what is scanned is this parcel, the rest is another one
    WRONG_ITEM = "wrong_item"
    ONE_TOO_MANY = "one_too_many"
    BELONGS_ELSEWHERE = "belongs_elsewhere"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"  # no parcel is open, and none can be opened by this item
    READ_TWICE = "read_twice"  # the scanner sent the code that completed the last parcel again at once
    WAVE_DONE = "wave_done"
    NO_PARCEL = "no_parcel"  # of an order that is in no wave
    WAYBILL_WANTED = "waybill_wanted"
    OLD_LABEL = "old_label"  # it was replaced: its number is void
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
    EXPIRED = "expired"  # the code says, or the lot in it is known to have, a last day that is over
    CAPTURED = "captured"  # what was asked for is noted down
    NO_SUCH_TICK = "no_such_tick"  # a code that ticks, but nothing of its kind is left to do here
    CHECK_FIRST = "check_first"  # the same, and a second person has to check the parcel
    BOX_FIRST = "box_first"  # the same, and nobody has said what it is packed in
    WEIGH_FIRST = "weigh_first"  # the same, and it was not weighed
    PHOTO_FIRST = "photo_first"  # the same, and there is no picture of it
    WEIGHT_OFF = "weight_off"  # every piece was scanned, and yet the parcel does not weigh what it should
    CANCELLED = "cancelled"
    HELD = "held"
    CHANGED = "changed"
    PACKED_ALREADY = "packed_already"
    SHIPPED_ALREADY = "shipped_already"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTED = "noted"
    TICKED = "ticked"
    PHOTO_KEPT = "photo_kept"  # a picture was taken, and the parcel is as it was
    STEP_DONE = "step_done"  # weighed, boxed, pictured before the last piece is in
    UNTICKED = "unticked"
    LEFT = "left"
    CHECK_OPENED = "check_opened"  # a second person counts the parcel, blind
    CHECK_COUNTED = "check_counted"
    CHECK_UNDONE = "check_undone"
    CHECK_NOTHING = "check_nothing"  # nothing is counted yet: nothing to take back or to end
    CHECK_END_FIRST = "check_end_first"
    CHECK_DIFFERENT = "check_different"
    CHECK_SAME_PERSON = "check_same_person"
    CHECK_TAKEN = "check_taken"  # somebody else counts it now
    CHECK_VOID = "check_void"  # the count is this person's no longer, or the parcel was changed under it


GOOD = frozenset(
    {
        Verdict.OPENED,
        Verdict.RIGHT,
        Verdict.COMPLETE,
        Verdict.COMPLETE_SHORT,
        Verdict.NEXT_PARCEL,
        Verdict.UNDONE,
        Verdict.NOTED,
        Verdict.TICKED,
        Verdict.STEP_DONE,
        Verdict.PHOTO_KEPT,
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
        Verdict.CHECK_OPENED,
        Verdict.CHECK_COUNTED,
        Verdict.CHECK_UNDONE,
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


def wants_check(scanned: int, needed: int, todo: int, owes: int) -> bool:
    """Whether the next thing a parcel waits for is its second check."""
    return scanned == needed and when_full(todo, owes) is Verdict.CHECK_FIRST


class Command(StrEnum):
    """What can be done at the desk besides scanning goods, told once: each member is its bar code on the command sheet.

    ``words`` is the sentence on its button and on the sheet, ``icon`` and ``key`` are the button's; what has no key has no
    button in the desk's bar. A new action is one line here, and its name in lower case is what a hand answers to.
    """

    words: str
    icon: str
    key: str

    def __new__(cls, code: str, words: str, icon: str, key: str = "") -> Command:
        """A member is its code; the rest hangs on it."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.words, member.icon, member.key = words, icon, key
        return member

    CONFIRM = "PD-CONFIRM", "packing.confirm", "check", "F2"
    UNTICK = "PD-UNTICK", "ticks.untick", "redo", "F3"
    UNDO = "PD-UNDO", "packing.undo", "undo", "F4"
    NEXT = "PD-NEXT", "further.next", "next", "F5"
    WEIGH = "PD-WEIGH", "packing.weigh", "weigh", "F6"
    QUANTITY = "PD-QTY", "capture.quantity", "plus", "F8"
    LEAVE = "PD-LEAVE", "packing.leave", "pause", "F9"
    SKIP = "PD-SKIP", "aside.skip", "tray", "F10"
    HOLD = "PD-HOLD", "aside.hold", "hand", "F11"
    PICTURE = "PD-PICTURE", "evidence.picture", "picture", "F7"
    REPRINT = "PD-REPRINT", "aside.reprint", "label", "F12"
    FORCE = "PD-FORCE", "aside.force", "lock", "Shift+F2"
    ASIDES = "PD-ASIDES", "aside.list", "clock", "Shift+F3"
    MISTAKES = "PD-MISTAKES", "mispack.open", "warning", "Shift+F4"
    RECORDS = "PD-RECORDS", "evidence.records", "history", "Shift+F7"
    SHEET = "PD-SHEET", "aside.sheet", "print", "Shift+F6"
    TICK_CARD = "PD-CARD", "people.command_tick_card", "check"
    TICK_INVOICE = "PD-INVOICE", "people.command_tick_invoice", "check"
    TICK_LEAFLET = "PD-LEAFLET", "people.command_tick_leaflet", "check"
    TICK_GIFT = "PD-GIFT", "people.command_tick_gift", "check"
    YES = "PD-YES", "aside.yes", "right"
    NO = "PD-NO", "aside.no", "close"
    LOG_OUT = "PD-LOGOUT", "window.log_out", "lock"


REASON = "PD-REASON-"
"""Before the number of a reason, as it stands on the command sheet: 1 to ``MOST_REASONS``."""
MOST_REASONS = 9


def reason_number(codes: Sequence[str]) -> int | None:
    """Which reason a reading asks for, from 1; None when it is no reason's bar code."""
    for code in codes:
        number = code.removeprefix(REASON)
        if number != code and number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_REASONS:
            return int(number)
    return None


def is_command(code: str) -> bool:
    """Whether a reading is on the command sheet: a command, or the number of a reason."""
    return code in _CODES or reason_number((code,)) is not None


_CODES = frozenset(command.value for command in Command)


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open parcel that an item or a wave's number may open. ``room``: pieces of the item it still wants."""

    id: int
    stopped: bool
    picked: bool
    room: int = 0


def why_not(parcel: Candidate, pieces: int = 0) -> str:
    """Why an item (so many ``pieces`` in one scan), or with 0 its wave's number, does not open this parcel; "" when it does.

    An item guesses, so it opens only what has come from the shelves; the wave's number is on the list beside its goods.
    """
    if parcel.stopped:
        return "stopped"
    if pieces and not parcel.picked:
        return "not_picked"
    return "pack_too_large" if pieces > parcel.room else ""


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
