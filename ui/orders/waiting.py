"""Stock has arrived: the short orders that can go now, oldest deadline first, are offered before any others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.orders.actions import release_in_background
from ui.theme import ToneName
from ui.widgets.banner import Banner
from ui.widgets.text import Button
from warehouse_app.orders.release import Released
from warehouse_app.orders.shorts.queries import can_go
from warehouse_app.people.rules import Right

TOPICS = frozenset({"stock", "putaway", "orders"})
_REST_MS = 250  # a clerk who puts away scan after scan waits for no count


class WaitingBanner(Banner):
    """Says how many waiting orders can go, and releases exactly those with one press; hidden while there are none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: Sequence[int] = ()
        self.release_button = self.add_button(Button("service.let_them_go", kind="primary", icon="check", parent=self))
        self.release_button.clicked.connect(self.release)
        self._soon = QTimer(self, interval=_REST_MS, singleShot=True)
        self._soon.timeout.connect(self.count)
        desk.changed.connect(self._something_changed)

    def count(self) -> None:
        """Count who can go now."""
        if not self._desk.logged_in:
            return
        self._ids = self._desk.read(can_go, self._desk.warehouse.clock().astimezone().date())
        if self._ids:
            self.show_banner("information", "service.can_go", icon="orders", n=len(self._ids))
            self.release_button.setEnabled(self._desk.may(Right.RELEASE))
        else:
            self.hide()

    def release(self) -> None:
        """Release exactly those that are offered; whoever has the oldest deadline is served first."""
        if self._ids:
            self.release_button.setEnabled(False)
            release_in_background(self._desk, self, self._released, self._ids)

    def _released(self, result: Released) -> None:
        tone: ToneName = "warning" if result.short or result.look else "right"
        told = {"released": len(result.released), "short": len(result.short), "look": len(result.look)}
        self._desk.messages.tell(tone, "orders.released_result", **told)
        self._desk.sounds.play("warn" if tone == "warning" else "right")
        self.count()

    def _something_changed(self, topics: frozenset[str]) -> None:
        station = self.parentWidget()
        if topics & TOPICS and station is not None and station.isVisible():
            self._soon.start()
