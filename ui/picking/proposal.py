"""The banner that proposes the next wave when the shop's rhythm says so: one press makes it, one says later."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.banner import Banner
from ui.widgets.text import Button
from warehouse_app.people.rules import Right
from warehouse_app.picking.proposing import proposal
from warehouse_app.store import settings

_LOOK_EVERY_MS = 60_000


class ProposalBanner(Banner):
    """``accepted`` when the person wants the wave. Looks at the clock once a minute; a message tells those at other screens."""

    accepted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._quiet_until: datetime | None = None
        self._told = False
        self.now_button = self.add_button(Button("waves.make_now", kind="primary", icon="wave", parent=self))
        self.later_button = self.add_button(Button("waves.later", icon="clock", parent=self))
        self.now_button.clicked.connect(self._accept)
        self.later_button.clicked.connect(self.later)
        self._clock = QTimer(self, interval=_LOOK_EVERY_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        self.hide()

    def look(self) -> None:
        """Whether a wave is due now."""
        now = self._desk.warehouse.clock()
        quiet = self._quiet_until is not None and now < self._quiet_until
        may = self._desk.may(Right.WAVE)
        found = None if quiet or not may else self._desk.read(proposal, now)
        self.setVisible(found is not None)
        if found is None:
            self._told = False
            return
        code = "waves.propose_first" if found.minutes is None else "waves.propose"
        fields: dict[str, object] = {"n": found.orders, "minutes": found.minutes or 0}
        self.show_banner("next", code, icon="wave", **fields)
        shown_at = self.parentWidget()
        if not self._told and (shown_at is None or not shown_at.isVisible()):
            self._desk.messages.tell("information", code, **fields)
        self._told = True

    def later(self) -> None:
        """Not now: asked again after as long as the rhythm says."""
        every = int(self._desk.read(settings.get, "wave_every_minutes"))
        self._quiet_until = self._desk.warehouse.clock() + timedelta(minutes=max(every, 1))
        self.hide()

    def _accept(self) -> None:
        self.hide()
        self.accepted.emit()
