"""Roles, what each may do, and how wrong PINs are slowed down."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here; ``RIGHTS`` says what that allows."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"


class Right(StrEnum):
    """What a command asks for before it does anything."""

    IMPORT_PRODUCTS = "import_products"
    IMPORT_STOCK = "import_stock"
    IMPORT_ORDERS = "import_orders"
    IMPORT_WAYBILLS = "import_waybills"
    NUMBERS = "numbers"
    RELEASE = "release"
    HOLD = "hold"
    CANCEL = "cancel"
    WAVE = "wave"
    PICK = "pick"
    PACK = "pack"
    KEY_QUANTITY = "key_quantity"
    PRINT = "print"
    COURIERS = "couriers"
    HAND_OVER = "hand_over"
    FREIGHT = "freight"
    EXPORT = "export"
    MOVE_STOCK = "move_stock"
    UNDO_STOCK = "undo_stock"
    RECEIVE = "receive"
    BUY = "buy"
    PAY = "pay"
    OVERRIDE = "override"
    WRITE_OFF = "write_off"
    BINS = "bins"
    EDIT_PRODUCTS = "edit_products"
    REPRINT = "reprint"
    FORCE = "force"
    MISTAKES = "mistakes"
    FOLLOW = "follow"
    CLAIM = "claim"
    LABELS = "labels"
    SEE_PERSONAL = "see_personal"
    BACK_UP = "back_up"
    SETTINGS = "settings"
    PEOPLE = "people"
    RESTORE = "restore"
    COUNT = "count"
    PLAN_COUNT = "plan_count"
    APPROVE_COUNT = "approve_count"
    RESTOCK = "restock"


_CLERK = frozenset(
    {
        Right.IMPORT_PRODUCTS, Right.IMPORT_STOCK, Right.IMPORT_ORDERS, Right.IMPORT_WAYBILLS, Right.RELEASE, Right.HOLD,
        Right.CANCEL, Right.WAVE, Right.PICK, Right.PACK, Right.PRINT, Right.HAND_OVER, Right.EXPORT, Right.MOVE_STOCK,
        Right.RECEIVE, Right.BUY, Right.FOLLOW, Right.COUNT,
    }
)  # fmt: skip
_SUPERVISOR = _CLERK | {
    Right.UNDO_STOCK, Right.REPRINT, Right.SEE_PERSONAL, Right.BACK_UP, Right.PAY, Right.OVERRIDE, Right.WRITE_OFF, Right.BINS,
    Right.EDIT_PRODUCTS, Right.FORCE, Right.MISTAKES, Right.KEY_QUANTITY, Right.NUMBERS, Right.CLAIM, Right.COURIERS,
    Right.FREIGHT, Right.LABELS, Right.PLAN_COUNT, Right.APPROVE_COUNT, Right.RESTOCK,
}  # fmt: skip
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: _CLERK,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.OWNER: frozenset(Right),
}

PIN_SHORTEST = 4
PIN_LONGEST = 12
FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=5)


def may(role: str, right: Right) -> bool:
    """Whether somebody with this role may do what asks for ``right``."""
    return right in RIGHTS[Role(role)]


def pin_fits(pin: str) -> bool:
    """A PIN is 4 to 12 digits."""
    return PIN_SHORTEST <= len(pin) <= PIN_LONGEST and pin.isascii() and pin.isdigit()


def wait_after(wrong_pins: int) -> timedelta:
    """How long the next try has to wait: nothing for three tries, then 2, 4, 8 ... seconds, at most five minutes."""
    if wrong_pins < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(wrong_pins - FREE_TRIES + 1, 12)), LONGEST_WAIT)
