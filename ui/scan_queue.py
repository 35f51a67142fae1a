"""The one queue of codes on their way to the screens: first in, first out, and nothing ever dropped.

One code is delivered per turn of the event loop, at a lower priority than painting: the answer to the first is on the
screen before the second is handled. While a dialog is open codes wait, unless the dialog takes scans itself.
"""

from __future__ import annotations

from collections import deque

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from ui.bursts import Scan
from warehouse_app.packing.rules import Command

_DELIVER = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1
_LOOK_AGAIN_MS = 30

HOLDS_SCANS = "holdsScans"
"""Property of a surface inside a window that holds codes back while it is shown, as a modal dialog does."""

_open_surfaces: list[QWidget] = []


def surface_opened(surface: QWidget) -> None:
    """Tell the queue that a surface inside a window now stands before everything else."""
    surface.setProperty(HOLDS_SCANS, True)
    _open_surfaces.append(surface)


def surface_closed(surface: QWidget) -> None:
    """Tell the queue that the surface is gone; no matter when it is not open."""
    if surface in _open_surfaces:
        _open_surfaces.remove(surface)


def holder() -> QWidget | None:
    """What stands before the stations now: a modal dialog or the topmost open surface; None when nothing does."""
    modal = QApplication.activeModalWidget()
    if modal is not None:
        return modal
    _open_surfaces[:] = [surface for surface in _open_surfaces if shiboken6.isValid(surface)]  # gone with its window
    return _open_surfaces[-1] if _open_surfaces else None


def takes_scans(surface: QWidget) -> bool:
    """Whether a dialog wants codes itself: it has a method ``take_scan(Scan)``."""
    return callable(getattr(surface, "take_scan", None))


class ScanQueue(QObject):
    """Holds codes in order and hands them out one by one.

    A handler that raises does not stop the codes behind it; a handler that runs an event loop of its own gets no
    second code meanwhile, unless it opened a dialog that takes scans.
    """

    delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Scan] = deque()
        self._paused = False
        self._handling = 0
        self._posted = False
        self._look_again = QTimer(self, interval=_LOOK_AGAIN_MS, singleShot=True)
        self._look_again.timeout.connect(self._post)

    @property
    def waiting(self) -> tuple[Scan, ...]:
        """The codes not yet delivered, oldest first."""
        return tuple(self._waiting)

    def put(self, scan: Scan) -> None:
        """Add a code at the end."""
        self._waiting.append(scan)
        self._post()

    def pause(self) -> None:
        """Hold every code back until ``resume``."""
        self._paused = True

    def resume(self) -> None:
        """Go on delivering, in order."""
        self._paused = False
        self._post()

    def customEvent(self, event: QEvent) -> None:
        """One turn: hand out the oldest code, or leave it where it is when somebody holds codes back."""
        if event.type() != _DELIVER:
            return
        self._posted = False
        if not self._waiting or self._paused:
            return
        surface = holder()
        if surface is not None and takes_scans(surface):
            self._hand_out(surface)
        elif surface is not None:
            self._answer(surface)
            self._look_again.start()
        elif not self._handling:
            self._hand_out(None)

    def _answer(self, form: QWidget) -> None:
        """Yes and no from the command sheet answer a form, past the codes that wait for it to close."""
        if not callable(getattr(form, "answer_scan", None)):
            return
        for scan in self._waiting:
            said = {scan.text, *scan.alternatives} & {Command.YES.value, Command.NO.value}
            if said:
                self._waiting.remove(scan)
                form.answer_scan(Command.YES.value in said)  # type: ignore[attr-defined]  # looked for above
                return

    def _hand_out(self, surface: QWidget | None) -> None:
        scan = self._waiting.popleft()
        self._handling += 1
        self._post()  # before the handler runs: a dialog it opens may want the next code while it is open
        try:
            if surface is None:
                self.delivered.emit(scan)
            else:
                surface.take_scan(scan)  # type: ignore[attr-defined]  # takes_scans() has looked
        finally:
            self._handling -= 1
            self._post()

    def _post(self) -> None:
        if self._posted or not self._waiting or self._paused:
            return
        self._posted = True
        QCoreApplication.postEvent(self, QEvent(_DELIVER), _AFTER_PAINTING)
