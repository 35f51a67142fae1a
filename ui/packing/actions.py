"""The buttons, keys and command barcodes of the packing desk, all out of the one list: ``packing.rules.Command``."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse_app.packing.rules import Command

ActionName = str
"""The name of a ``Command`` in lower case."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action: the words on its button, its icon, its key, and its barcode on the command sheet."""

    name: ActionName
    code: str
    icon: str
    key: str
    barcode: str


ACTIONS = tuple(
    Action(command.name.lower(), command.words, command.icon, command.key, command.value) for command in Command if command.key
)
BY_BARCODE = {action.barcode: action for action in ACTIONS}
