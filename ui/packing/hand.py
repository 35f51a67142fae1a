"""A hand of the packing desk: one thing it can do besides scanning goods, with its actions, its page, its own codes.

The station knows none of them by name. It offers each scan to them first, shows the page of the one whose step the parcel
owes, and tells them of every answer after it is on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.packing.actions import ActionName
from ui.packing.open_parcel import OpenParcel
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Step, Verdict

if TYPE_CHECKING:
    from ui.packing.station import PackingStation


class Hand(QObject):
    """See the module. Override what is needed; ``station.parcel`` is the open parcel, ``station.show_answer`` draws."""

    step: Step | None = None

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self.station = station
        self.desk = station.desk

    def left(self) -> None:
        """Another station was opened."""

    def page(self) -> QWidget | None:
        """What stands in the parcel's middle while the parcel owes this hand's step; made once."""
        return None

    def whole(self) -> QWidget | None:
        """What stands instead of everything about the parcel while the hand ``holds`` the desk; made once."""
        return None

    def holds(self) -> bool:
        """Whether the desk is this hand's alone now: its page is shown, and the desk's own actions go to ``act``."""
        return False

    def act(self, name: ActionName) -> None:
        """An action of the desk, while the hand holds it."""

    def beside(self) -> QWidget | None:
        """A list at the side; made once. ``read`` fills it."""
        return None

    def read(self) -> None:
        """Read the list at the side again; never on the path of a scan."""

    def enter(self) -> None:
        """The station is shown: open what it needs, go on with what was open here."""

    def aside(self) -> QWidget | None:
        """What stands beside the parcel all the time, under the lists; made once. It hides itself."""
        return None

    def asks(self) -> bool:
        """Whether CONFIRM has something to say yes to here."""
        return False

    def confirm(self) -> bool:
        """CONFIRM, when nothing else asked for it: True when it was this hand's."""
        return False

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """What its actions do, by name; each stands in ``actions.ACTIONS``."""
        return {}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """Whether an action of it makes sense now."""
        return parcel is not None

    def insists(self) -> bool:
        """Whether it asks for something that F2 confirms before anything else."""
        return False

    def back(self) -> bool:
        """Undo or Escape: True when it had begun something, which is dropped now, and nothing else is taken back."""
        return False

    def follow(self, name: ActionName, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """For ``shown``: the button of an action that hangs on the count follows it, which the station leaves out for speed."""
        if answer is not None and answer.verdict in (Verdict.RIGHT, Verdict.UNDONE):
            self.station.buttons[name].setEnabled(self.can(name, parcel))

    def take(self, scan: Scan) -> bool:
        """A code that is this hand's: True when it was dealt with, False for all others. On the path of every scan: be quick."""
        return False

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """The screen shows this parcel now (None: no parcel), after this answer if there was one. Read nothing here."""

    def rested(self, now: datetime, midnight: datetime) -> None:
        """No scan came for a moment, or the desk was opened: figures may be read; ``midnight`` is the day's start."""
