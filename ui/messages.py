"""The one door for messages to the person: whoever has something to say says it here, the window shows it.

A message is a level, a code and fields, never a sentence; the last ones are kept for who missed one.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from ui.language import tr
from ui.theme import ToneName
from warehouse_app.errors import Cancelled, NotAllowed, WarehouseError

KEPT = 200


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``at`` is seconds since the epoch."""

    level: ToneName
    code: str
    fields: dict[str, object] = field(default_factory=dict)
    at: float = 0.0

    @property
    def sentence(self) -> str:
        """The message in the window's language now."""
        return tr(self.code, **self.fields)


class Messages(QObject):
    """Takes messages and passes them on as ``told(Message)``."""

    told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log: deque[Message] = deque(maxlen=KEPT)

    @property
    def log(self) -> tuple[Message, ...]:
        """The last 200 messages, oldest first."""
        return tuple(self._log)

    def tell(self, level: ToneName, code: str, /, **fields: object) -> None:
        """Tell the person something."""
        message = Message(level, code, fields, time.time())
        self._log.append(message)
        self.told.emit(message)

    def error(self, error: WarehouseError) -> None:
        """Tell the person about a mistake they can put right, calmly."""
        self.tell(level_of(error), error.code, **error.fields)


def level_of(error: WarehouseError) -> ToneName:
    """How an error is shown: a right that is missing is no mistake, and stopping is what the person wanted."""
    if isinstance(error, Cancelled):
        return "information"
    return "blocked" if isinstance(error, NotAllowed) else "wrong"
