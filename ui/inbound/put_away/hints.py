"""The bins for what waits, looked up a few lines at a time while nobody scans, so that a long list is there at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from ui.desk import Desk
from ui.inbound.put_away.lines import Waiting
from warehouse_app.inbound.putaway.bins import FastLine, Wish, fast_line
from warehouse_app.inbound.putaway.queries import suggest_all
from warehouse_app.inbound.putaway.rules import Suggestion

_AT_ONCE = 4
_PAUSE_MS = 20
_MOST = 60
"""Lines that are given bins before they are scanned: more than a person reads."""

_Key = tuple[int, str, int]


class BinHints(QObject):
    """``found()`` comes after each few lines; ``of(line)`` is what is known, nothing until then."""

    found = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: dict[_Key, tuple[Suggestion, ...]] = {}
        self._open: list[Waiting] = []
        self._fast: FastLine | None = None
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._look_up)

    @property
    def fast(self) -> FastLine:
        """Which goods move fast; asked once and kept."""
        if self._fast is None:
            self._fast = self._desk.read(fast_line)
        return self._fast

    def show_lines(self, lines: Sequence[Waiting]) -> None:
        """These lines wait now; what is known of others is forgotten, and so are bins for another number of pieces."""
        shown = lines[:_MOST]
        keys = {_key(line) for line in shown}
        self._known = {key: places for key, places in self._known.items() if key in keys}
        self._open = [line for line in shown if _key(line) not in self._known]
        if self._open:
            self._timer.start()

    def pause(self) -> None:
        """Somebody scans: look up the rest when the lines are shown again."""
        self._timer.stop()

    def of(self, line: Waiting) -> tuple[Suggestion, ...]:
        """The bins for a line as far as they are known."""
        return self._known.get(_key(line), ())

    def _look_up(self) -> None:
        some, self._open = self._open[:_AT_ONCE], self._open[_AT_ONCE:]
        if some:
            wishes = [Wish(line.sku_id, line.pieces, line.lot) for line in some]
            places = self._desk.read(suggest_all, wishes, self.fast)
            self._known |= {_key(line): tuple(to) for line, to in zip(some, places, strict=True)}
            self.found.emit()
        if not self._open:
            self._timer.stop()


def _key(line: Waiting) -> _Key:
    return line.sku_id, line.lot, line.pieces
