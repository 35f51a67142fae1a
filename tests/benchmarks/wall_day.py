"""A whole day in the window: every wave picked stop by stop on its page, then every piece sorted at the wall, key by key.

``python -m tests.benchmarks.wall_day DIR``: DIR holds the files of a day as ``make_shop_day.py`` writes them. Wrong goods and
pieces too many are scanned in between. Tells scans lost (there must be none), milliseconds from a scan's Enter to its painted
answer, and how the program's memory grew; fails when a scan is lost or ``packdesk check`` finds something.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import func, select

from tests.benchmarks.measure import Line, percentile
from tests.benchmarks.pick_day import bring_in_day, release_all
from tests.benchmarks.seat import Painted
from tests.shop import do, problems_of
from ui.app import App
from ui.application import make_application
from ui.picking.pick_page import PickPage
from ui.picking.station import PickingStation
from ui.picking.wall_page import WallPage
from ui.preferences import Preferences
from warehouse_app.catalog.tables import Barcode, Sku
from warehouse_app.dispatch.batches import plan_waves, start_waves
from warehouse_app.people.commands import add_person
from warehouse_app.picking.queries import waves_page
from warehouse_app.picking.tables import PickScan
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.settings import get
from warehouse_app.store.warehouse import Actor, Warehouse

P = TypeVar("P", bound=QWidget)
WRONG_EVERY, PATIENCE = 25, 10.0
STRANGER = "NOTHING-9"


@dataclass(slots=True)
class _Day:
    """The window at the picking station, and what was typed into it."""

    running: App
    station: PickingStation
    codes: dict[str, str]
    painted: Painted
    heard: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    taken: dict[str, list[float]] = field(default_factory=lambda: {"pick": [], "wall": []})
    answers: list[str] = field(default_factory=list)
    stamp: int = 1_000

    def type(self, where: str, code: str) -> str:
        """Type a code into the window and wait until its own answer is painted; returns the answer."""
        before = len(self.answers)
        self.typed.append(code)
        for character in code:
            self._key(ord(character.upper()), character)
        QApplication.processEvents()
        started = time.perf_counter()
        self._key(Qt.Key.Key_Return.value, "\r")
        while len(self.answers) == before or self.painted.at < started:
            QApplication.processEvents()
            assert time.perf_counter() - started < PATIENCE, f"{code} was not answered"
        self.taken[where].append((self.painted.at - started) * 1000)
        assert (len(self.answers), self.heard[-1]) == (before + 1, code), (self.answers[before:], self.heard[-2:])
        return self.answers[-1]

    def _key(self, key: int, text: str) -> None:
        """One key, 10 ms after the one before by the events' own clock."""
        self.stamp += 10
        target = QApplication.focusWidget() or self.running.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self.stamp)
            QApplication.sendEvent(target, event)

    def pick(self, number: str) -> None:
        """F11: every stop of the wave, bin and pieces, now and then a wrong piece."""
        self.station.show_number(number)
        page = self._open(self.station, Qt.Key.Key_F11, PickPage)
        while page.walk is not None and not page.walk.picked:
            stop = page.walk.next
            assert stop is not None, "a wave with nothing to take is picked"
            self._expect("pick", stop.bin, "ways.pick_bin_open")
            for _ in range(stop.left):
                if len(self.typed) % WRONG_EVERY == 0:
                    self._expect("pick", STRANGER, "ways.pick_unknown")
                answer = self.type("pick", self.codes[stop.seller_code])
                assert answer in ("ways.pick_taken", "ways.pick_stop_done", "ways.pick_wave_done"), answer
        self._open(page.to_wall, Qt.Key.Key_F10, WallPage)

    def _open(self, at: QWidget, key: Qt.Key, wanted: type[P]) -> P:
        """Press the key of a button and wait for the page it opens: Qt shows the button pressed for a moment before it acts."""
        QTest.keyClick(at, key)
        until = time.monotonic() + PATIENCE
        while not isinstance(page := self.station.floor.page, wanted):
            QApplication.processEvents()
            assert time.monotonic() < until, f"{key} opened no {wanted.__name__}"
        return page

    def sort(self, pieces: list[str]) -> None:
        """Every piece to its slot, then one too many of each of the last goods."""
        page = self.station.floor.page
        assert isinstance(page, WallPage)
        for number, code in enumerate(pieces):
            answer = self.type("wall", code)
            good = ("ways.wall_sorted", "ways.wall_complete", "ways.wall_all_sorted")
            assert answer in good, (answer, code)
            if number % WRONG_EVERY == 0:
                self._expect("wall", STRANGER, "ways.wall_unknown")
        self._expect("wall", pieces[-1], "ways.wall_one_too_many")
        QTest.keyClick(page, Qt.Key.Key_F9)

    def _expect(self, where: str, code: str, wanted: str) -> None:
        answer = self.type(where, code)
        assert answer == wanted, (answer, wanted, code)


def run(files: Path) -> list[Line]:
    """The day of these files."""
    with tempfile.TemporaryDirectory() as place, closing(open_warehouse(Path(place))) as warehouse:
        bring_in_day(warehouse, files)
        release_all(warehouse)
        with warehouse.reading() as session:
            plan = plan_waves(session, get(session, "wall_slots"))
        do(warehouse, start_waves, plan.waves, way="sort")
        return _in_the_window(warehouse)


def _in_the_window(warehouse: Warehouse) -> list[Line]:
    make_application("zh_CN")
    person = do(warehouse, add_person, "bench", "1234", "owner")
    running = App(warehouse, Preferences(sound=False), station="picking")
    running.start()
    running.desk.sit_down(Actor(person.id, person.name, person.role))
    QApplication.processEvents()
    station = running.window.workplace.current
    assert isinstance(station, PickingStation)
    running.window.activateWindow()
    station.setFocus()
    day = _Day(running, station, _codes(warehouse), Painted(running.window.workplace.band))
    station.floor.answered.connect(lambda _tone, code, _fields, _sound: day.answers.append(code))
    running.scans.scanned.connect(lambda scan: day.heard.append(scan.text))
    with warehouse.reading() as session:
        waves = sorted(waves_page(session, limit=1000).rows, key=lambda wave: wave.id)
    chance, memory = random.Random(1), [_memory()]
    for wave in waves:
        day.pick(wave.number)
        pieces = _pieces(warehouse, wave.id, day.codes)
        day.sort(chance.sample(pieces, len(pieces)))
        memory.append(_memory())
    running.stop()
    return _lines(warehouse, day, sum(wave.parcels for wave in waves), sum(wave.pieces for wave in waves), memory)


def _codes(warehouse: Warehouse) -> dict[str, str]:
    with warehouse.reading() as session:
        rows = session.execute(select(Sku.seller_code, Barcode.code).join(Barcode).where(Barcode.multiple == 1))
        return {row.seller_code: row.code for row in rows}


def _pieces(warehouse: Warehouse, wave_id: int, codes: dict[str, str]) -> list[str]:
    """The bar code of every piece that was taken for a wave."""
    taken = select(Sku.seller_code).join(PickScan, PickScan.sku_id == Sku.id)
    with warehouse.reading() as session:
        return [codes[code] for code in session.scalars(taken.where(PickScan.wave_id == wave_id, PickScan.kind == "taken"))]


def _memory() -> float:
    """What the program holds now, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _lines(warehouse: Warehouse, day: _Day, parcels: int, pieces: int, memory: list[float]) -> list[Line]:
    with warehouse.reading() as session:
        counted = session.execute(select(PickScan.kind, func.count().label("n")).group_by(PickScan.kind))
        kept = {row.kind: row.n for row in counted}
    lost = len(day.typed) - len(day.heard) + abs(kept["taken"] - pieces) + abs(kept["sorted"] - pieces)
    name = f"wall day, {parcels} parcels in {len(memory) - 1} waves, {pieces} pieces, {len(day.typed)} scans"
    found = problems_of(warehouse)
    lines = [
        Line(f"{name}, scans lost", lost, "", limit=0.0),
        Line("wall day, differences found by check", len(found), "", limit=0.0),
    ]
    for where, taken in day.taken.items():
        lines += [Line(f"wall day, {where}, p{part}", percentile(taken, part / 100), "ms") for part in (50, 99)]
    held = (("after the first wave", memory[1]), ("at the end", memory[-1]))
    return [*lines, *(Line(f"wall day, memory {when}", size, "MB") for when, size in held)]


if __name__ == "__main__":
    measured = run(Path(sys.argv[1]))
    print(*measured, sep="\n")
    sys.exit(0 if all(line.ok for line in measured) else 1)
