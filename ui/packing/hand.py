"""A hand of the packing desk: one thing it can do besides scanning goods, with its actions, its page, its own codes.

The station knows none of them by name. It offers each scan to them first, shows the page of the one whose step the parcel
owes, and tells them of every answer after it is on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.packing.actions import ActionName
from ui.packing.open_parcel import OpenParcel
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Step

if TYPE_CHECKING:
    from ui.packing.station import PackingStation


class Hand(QObject):
    """See the module. Override what is needed; ``station.parcel`` is the open parcel, ``station.show_answer`` draws."""

    step: Step | None = None

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self.station = station
        self.desk = station.desk

    def page(self) -> QWidget | None:
        """What stands in the parcel's middle while the parcel owes this hand's step; made once."""
        return None

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """What its actions do, by name; each stands in ``actions.ACTIONS``."""
        return {}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """Whether an action of it makes sense now."""
        return parcel is not None

    @property
    def asks(self) -> bool:
        """Whether it asks for something that F2 confirms."""
        return False

    def confirm(self) -> None:
        """What it asks for is confirmed."""

    def back(self) -> bool:
        """Undo or Escape: True when it had begun something, which is dropped now, and nothing else is taken back."""
        return False

    def take(self, scan: Scan) -> bool:
        """A code that is this hand's: True when it was dealt with, False for all others. On the path of every scan: be quick."""
        return False

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """The screen shows this parcel now (None: no parcel), after this answer if there was one. Read nothing here."""
