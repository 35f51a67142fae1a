"""From a scan's last key to its painted answer, in the real packing station, through the application's scan filter.

``python -m tests.benchmarks.window [FOLDER]``: with a folder, in its database; without, in one with 1,000,000 orders.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.fill import fill
from tests.benchmarks.measure import Line, percentile
from tests.shop import add_orders, add_products, add_stock, add_waybills, barcode, do, order, release_and_wave
from ui.app import App
from ui.application import make_application
from ui.preferences import Preferences
from ui.widgets.verdict_band import VerdictBand
from warehouse_app.packing import commands as packing
from warehouse_app.people.commands import add_person
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Actor, Warehouse, new_action

ORDERS = 1_000_000
SCANS, WARM_UP, LINES = 600, 50, 20
LIMIT_P50, LIMIT_P99 = 4.0, 8.3  # ms: one frame at 120 Hz


class Painted(QObject):
    """Notes when the band was painted last."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.at = 0.0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def _prepare(warehouse: Warehouse) -> tuple[Actor, list[str]]:
    """A parcel of many lines, opened; returns who packs it and the codes of its lines."""
    person = do(warehouse, add_person, "bench", "1234", "owner")
    codes = add_products(warehouse, LINES)
    add_stock(warehouse, dict.fromkeys(codes, SCANS))
    number = add_waybills(warehouse, 1)[0]
    add_orders(warehouse, order("9000000002", dict.fromkeys(codes, SCANS)))
    release_and_wave(warehouse)
    do(warehouse, packing.scan, None, (number,), new_action())
    return Actor(person.id, person.name, person.role), [number, *(barcode(n) for n in range(1, LINES + 1))]


def _key(window: QWidget, character: str, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character))


def type_code(window: QWidget, painted: Painted, code: str) -> float:
    """Type a code; milliseconds from its Enter to the painted answer."""
    for character in code:
        _key(window, character, Qt.Key(ord(character.upper())))
    QApplication.processEvents()
    painted.at = 0.0
    started = time.perf_counter()
    _key(window, "\r", Qt.Key.Key_Return)
    while not painted.at:
        QApplication.processEvents()
        if time.perf_counter() - started > 10:
            raise SystemExit("no answer was painted within ten seconds")
    taken = painted.at - started
    QApplication.processEvents()
    return taken * 1000


def measure(folder: Path) -> list[Line]:
    """Scans into the window on this database."""
    make_application("zh_CN")
    with closing(open_warehouse(folder)) as warehouse:
        owner, (number, *codes) = _prepare(warehouse)
        program = App(warehouse, Preferences(sound=False), station="packing")
        program.start()
        program.desk.sit_down(owner)
        QApplication.processEvents()
        window = program.window
        station = window.workplace.current
        assert station is not None
        window.activateWindow()
        station.setFocus()
        band = next(band for band in window.findChildren(VerdictBand) if band.isVisible())
        painted = Painted(band)
        type_code(window, painted, number)
        taken = [type_code(window, painted, codes[n % LINES]) for n in range(WARM_UP + SCANS)][WARM_UP:]
        program.stop()
    return [
        Line("last key to painted answer, p50", percentile(taken, 0.5), "ms", None, LIMIT_P50),
        Line("last key to painted answer, p99", percentile(taken, 0.99), "ms", None, LIMIT_P99),
    ]


def run(folder: Path | None = None) -> list[Line]:
    """The measures on ``folder``, or on a generated database."""
    if folder is not None:
        return measure(folder)
    with tempfile.TemporaryDirectory() as place:
        fill(Path(place), ORDERS)
        return measure(Path(place))


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
