"""The banner that proposes the next wave when the shop's rhythm says so: one press makes it, one says later."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.wave_clock import WaveClock
from ui.widgets.banner import Banner
from ui.widgets.text import Button


class ProposalBanner(Banner):
    """``accepted`` when the person wants the wave. Whether one is due the desk's ``WaveClock`` knows."""

    accepted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clock = WaveClock.of(desk)
        self.now_button = self.add_button(Button("waves.make_now", kind="primary", icon="wave", parent=self))
        self.later_button = self.add_button(Button("waves.later", icon="clock", parent=self))
        self.now_button.clicked.connect(self._accept)
        self.later_button.clicked.connect(self.clock.later)
        self.clock.changed.connect(self._show)
        self.hide()

    def look(self) -> None:
        """Whether a wave is due now."""
        self.clock.look()
        self._show()

    def _show(self) -> None:
        found = self.clock.found
        self.setVisible(found is not None)
        if found is not None:
            code = "waves.propose_first" if found.minutes is None else "waves.propose"
            self.show_banner("next", code, icon="wave", n=found.orders, minutes=found.minutes or 0)

    def _accept(self) -> None:
        self.hide()
        self.accepted.emit()
