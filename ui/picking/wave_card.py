"""What is released and waits for a wave, by deadline, and the buttons that make one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSpinBox, QWidget

from ui.desk import Desk
from ui.picking.way_choice import WayChoice
from ui.theme import ToneName
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Text
from ui.widgets.toned import Toned
from warehouse_app.dispatch.numbers.queries import PoolRow, pools
from warehouse_app.people.rules import Right
from warehouse_app.picking.queries import ReleasedCounts, released_counts
from warehouse_app.picking.ways import Way

MOST = 500
"""The largest part wave that is offered: more parcels than stand round one desk."""
FIRST_PART = 20
PARTS: tuple[tuple[str, ToneName | None, str], ...] = (
    ("late", "wrong", "clock"),
    ("today", "warning", "clock"),
    ("later", None, ""),
    ("held", "blocked", "pause"),
)
"""The fields of ``ReleasedCounts``, how each is shown and with which icon."""


class NewWaveCard(QFrame):
    """``wave_asked(n)``: a wave of the next n orders, 0 for all; ``least_walk_asked(n)``: all of them in waves of n;
    ``rule_asked``: a wave of those that fit a rule.

    The number asked for last is offered again.
    """

    wave_asked = Signal(int)
    least_walk_asked = Signal(int)
    rule_asked = Signal()
    release_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._desk = desk
        self.counts = ReleasedCounts(0, 0, 0, 0)
        self.ready = Text(role="count", parent=self)
        self.how = QWidget(self)
        self.lines = {name: Toned(parent=self) for name, _, _ in PARTS}
        self.all_button = Button("picking.wave_all", kind="primary", icon="wave", shortcut="F5", parent=self)
        self.next_button = Button("picking.wave_next", icon="next", shortcut="F6", parent=self)
        self.walk_button = Button("picking.waves_least_walk", icon="wave", shortcut="F7", parent=self)
        self.rule_button = Button("waves.by_rule", icon="filter", shortcut="F3", parent=self)
        self.how_many = QSpinBox(self)
        self.how_many.setRange(1, MOST)
        self.how_many.setValue(FIRST_PART)
        self.how_many.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.numbers = Toned(parent=self)
        self.ways = WayChoice(desk, self)
        self.release_button = Button("picking.to_orders", icon="orders", parent=self)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = column(self, gap=2, margin=4)
        head = row(gap=4)
        head.addWidget(self.ready)
        words = column(gap=1)
        words.addStretch(1)
        words.addWidget(Text("picking.released_waiting", role="muted", wrap=True, parent=self))
        for line in self.lines.values():
            words.addWidget(line)
        words.addStretch(1)
        head.addLayout(words, 1)
        inside.addLayout(head)
        inside.addWidget(self._how())
        inside.addWidget(self.numbers)
        inside.addWidget(self.release_button)
        self.all_button.clicked.connect(lambda: self.wave_asked.emit(0))
        self.next_button.clicked.connect(lambda: self.wave_asked.emit(self.how_many.value()))
        self.walk_button.clicked.connect(lambda: self.least_walk_asked.emit(self.how_many.value()))
        self.rule_button.clicked.connect(self.rule_asked)
        self.release_button.clicked.connect(self.release_asked)
        self.ways.chosen.connect(self._show_can)

    def _how(self) -> QWidget:
        """How waves are made; not there while there is nothing to make one of."""
        inside = column(self.how, gap=2)
        inside.addWidget(self.ways)
        inside.addWidget(self.all_button)
        part = row(gap=2)
        part.addWidget(self.how_many)
        part.addWidget(self.next_button, 1)
        inside.addLayout(part)
        inside.addWidget(self.walk_button)
        inside.addWidget(self.rule_button)
        return self.how

    def refresh(self) -> None:
        """Count again."""
        now = self._desk.warehouse.clock()
        self.counts = self._desk.read(released_counts, now, end_of_day(now))
        self.ready.show_plain(str(self.counts.ready))
        for name, tone, icon in PARTS:
            n = getattr(self.counts, name)
            self.lines[name].show_toned(tone, f"picking.released_{name}", icon=icon, n=n)
            self.lines[name].setVisible(n > 0)
        self._show_can()
        self.how.setVisible(self.counts.ready > 0)
        self.release_button.setVisible(self.counts.ready == 0)
        self._show_numbers()

    def _show_can(self) -> None:
        """What can be asked for now: no more parcels than the chosen way has slots."""
        can = self.counts.ready > 0 and self._desk.may(Right.WAVE)
        self.ways.show_ready(self.counts.ready)
        single = self.ways.way == Way.SINGLE
        self.how_many.setMaximum(min(MOST, self.ways.most or MOST))
        self.all_button.setEnabled(can and self.ways.fits(self.counts.ready))
        self.next_button.setEnabled(can and (not single or self.ways.fits(1)))
        self.walk_button.setEnabled(can and not single)  # one SKU is one walk
        self.rule_button.setEnabled(can)
        self.how_many.setEnabled(can)

    def _show_numbers(self) -> None:
        """Say when the couriers' numbers will not do for what is released, or which pools run out."""
        rows = self._desk.read(pools)
        free, low = sum(pool.free + pool.kept for pool in rows), [pool for pool in rows if pool.is_low]
        too_few = free < self.counts.ready
        self.numbers.setVisible(too_few or not free or bool(low))
        if too_few or not free:
            self.numbers.show_toned("wrong" if too_few else "warning", "picking.numbers_low", icon="label", n=free)
        elif low:
            self.numbers.show_toned("warning", "numbers.pools_low", icon="label", pools=pool_words(low))


def pool_words(low: Sequence[PoolRow]) -> str:
    """The first pools that run low with what is left in each; a card has room for three."""
    names = [f"{' '.join(filter(None, (pool.courier, pool.branch)))} {pool.free}" for pool in low[:3]]
    return ", ".join(names + ["…"] * (len(low) > len(names)))


def end_of_day(now: datetime) -> datetime:
    """Midnight at the end of the day on this PC's clock."""
    here = now.astimezone()
    return datetime.combine(here.date(), time.max, here.tzinfo)
