"""What every station's screen is: a surface that takes scans, refreshes itself from what changed, and answers in the band."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk


class Station(QWidget):
    """Base of the stations. A subclass sets the three names and overrides what it needs.

    ``answered(tone, code, fields, sound)`` asks the window to show a verdict: tone is a theme tone ("right", "wrong",
    "warning", "blocked", "information", "next"), code a sentence of the catalogue, sound a name of ``ui.sounds`` or "".
    ``goto(station name)`` asks for another station.
    """

    name = ""  # as in ``--station NAME``
    title_code = ""
    icon = ""
    topics: frozenset[str] = frozenset()

    answered = Signal(str, str, object, str)
    goto = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._stale = True
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        desk.changed.connect(self._something_changed)

    def enter(self) -> None:
        """The station is shown: ready to scan, and fresh."""
        self.setFocus()
        if self._stale:
            self._stale = False
            self.refresh()

    def take_scan(self, scan: Scan) -> None:
        """A code was scanned while this station is open: the first reading that means something counts."""

    def refresh(self) -> None:
        """Read again what is shown."""

    def _something_changed(self, topics: frozenset[str]) -> None:
        if not topics & self.topics:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
