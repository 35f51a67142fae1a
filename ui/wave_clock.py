"""The shop's rhythm of waves: from the log-in on it looks once a minute whether one is due, whichever station is open.

It only proposes. The rail shows it beside any work, the picking station in its banner; neither takes the focus.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from ui.desk import Desk
from warehouse_app.people.rules import Right
from warehouse_app.picking.proposing import Proposal, proposal
from warehouse_app.store import settings

_LOOK_EVERY_MS = 60_000


class WaveClock(QObject):
    """One for each desk (``WaveClock.of``). ``found`` is what is proposed now, None for nothing; ``changed`` says it is new."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._quiet_until: datetime | None = None
        self.found: Proposal | None = None
        self.timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self.timer.timeout.connect(self.look)
        desk.person_changed.connect(self._person_changed)
        desk.changed.connect(self._something_changed)
        self._person_changed()

    @classmethod
    def of(cls, desk: Desk) -> WaveClock:
        """The clock of this desk, made when it is first asked for."""
        there = desk.findChild(cls)
        return there if there is not None else cls(desk)

    def look(self) -> None:
        """Whether a wave is due now; only for those who may make one."""
        now = self._desk.warehouse.clock()
        quiet = self._quiet_until is not None and now < self._quiet_until
        found = None if quiet or not self._desk.may(Right.WAVE) else self._desk.read(proposal, now)
        if found != self.found:
            self.found = found
            self.changed.emit()

    def later(self) -> None:
        """Not now: asked again after as long as the rhythm says."""
        every = int(self._desk.read(settings.get, "wave_every_minutes"))
        self._quiet_until = self._desk.warehouse.clock() + timedelta(minutes=max(every, 1))
        self.look()

    def _person_changed(self) -> None:
        if self._desk.may(Right.WAVE):
            self.timer.start()
        else:
            self.timer.stop()
        self.look()

    def _something_changed(self, topics: frozenset[str]) -> None:
        if topics & {"waves", "settings"}:
            self.look()
