"""Python's garbage is collected on the window's thread only.

Left to itself, Python collects in whichever thread happens to ask for memory: a worker would then take down widgets of a
screen that was closed a minute ago, outside the thread they belong to, and Qt ends the program. Reference counting is not
touched; only circles wait for the next tick.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Garbage(QObject):
    """Collects as often as Python itself would, by Python's own thresholds, until ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect what is due: the oldest generation whose count is past its threshold, and all younger ones."""
        for generation in reversed(range(3)):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Python collects by itself again: no other thread is left."""
        self._timer.stop()
        gc.enable()
