"""What can be done at the packing desk besides scanning goods: declared once, for buttons, keys and command barcodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warehouse_app.packing.rules import Command

ActionName = Literal["confirm", "untick", "undo", "weigh", "quantity", "leave"]


@dataclass(frozen=True, slots=True)
class Action:
    """One action: the words on its button, its icon, its key, and its barcode on the command sheet if it has one."""

    name: ActionName
    code: str
    icon: str
    key: str
    barcode: str


ACTIONS = (
    Action("confirm", "packing.confirm", "check", "F2", Command.CONFIRM.value),
    Action("untick", "ticks.untick", "redo", "F3", Command.UNTICK.value),
    Action("undo", "packing.undo", "undo", "F4", Command.UNDO.value),
    Action("weigh", "packing.weigh", "weigh", "F6", Command.WEIGH.value),
    Action("quantity", "capture.quantity", "plus", "F8", Command.QUANTITY.value),
    Action("leave", "packing.leave", "pause", "F9", Command.LEAVE.value),
)
BY_BARCODE = {action.barcode: action for action in ACTIONS}
