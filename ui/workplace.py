"""What a person who is logged in works with: top bar, rail, the open station, work under way, and the verdict band."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.print_queue import PrintQueue
from ui.rail import Rail
from ui.restock.clock import RestockClock
from ui.scan_queue import holder
from ui.sounds import SoundName
from ui.station import Station
from ui.stations import entry
from ui.tabbed import TabbedStation
from ui.theme import space
from ui.top_bar import TopBar
from ui.wave_clock import WaveClock
from ui.widgets.layouts import column, row
from ui.widgets.pages import Pages
from ui.widgets.progress import ProgressStrip
from ui.widgets.search_field import SearchField
from ui.widgets.toast import Toast
from ui.widgets.verdict_band import VerdictBand, VerdictKind
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.queries import order_data_as_of
from warehouse_app.store import settings

PRACTICE = "practice"
_LOOK_AT_CLOCK_MS = 30_000
_ANSWER_STAYS_MS = 6_000


class Workplace(QWidget):
    """Shows one station at a time; a station is built when it is first asked for.

    ``practice_asked``: a station was asked for that is no place in this house but in a practice shop's.
    """

    practice_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._stations: dict[str, Station] = {}
        self._current = ""
        self.top = TopBar(self)
        self.rail = Rail(self)
        self.stack = Pages(self)
        self.progress = ProgressStrip(self)
        self.band = VerdictBand(self)
        self.band.hide()
        self.toast = Toast(self, beside=self.top.box)
        self._answer_stays = QTimer(self, interval=_ANSWER_STAYS_MS, singleShot=True)
        self._clock = QTimer(self, interval=_LOOK_AT_CLOCK_MS)
        self.waves = WaveClock.of(desk)
        self.restock = RestockClock.of(desk)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        outside = column(self, gap=0)
        outside.addWidget(self.top)
        middle = row(gap=0)
        middle.addWidget(self.rail)
        middle.addWidget(self.stack, 1)
        outside.addLayout(middle, 1)
        outside.addWidget(self.progress)
        outside.addWidget(self.band)
        self.band.setMinimumHeight(space(24))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_station)
        self.desk.jobs.started.connect(self.progress.follow)
        self.desk.changed.connect(self._something_changed)
        self._answer_stays.timeout.connect(self.band.hide)
        self._clock.timeout.connect(self.show_age)
        self.waves.changed.connect(self._show_wave_due)
        self.restock.changed.connect(self._show_to_order)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.go_to_search)

    # --- stations ---------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Station | None:
        """The open station; None before the first was opened."""
        return self._stations.get(self._current)

    def show_station(self, name: str) -> None:
        """Open a station, one of its pages (``station/page``), or that with something to show (``station/page/subject``), ready
        to scan. Nothing while a form stands before it all.
        """
        if holder() is not None:
            return
        if name == PRACTICE:
            self.practice_asked.emit()
            return
        name, _, page = name.partition("/")
        page, _, subject = page.partition("/")
        place = entry(name)
        station = self._stations.get(name) or self._build(name)
        self._current = name
        self._answer_stays.stop()
        self.band.setVisible(place.scans)
        self.band.show_verdict("next", "window.ready")
        self.top.title.show_code(place.title)
        self.rail.show_current(name)
        self._show_wave_due()
        self.stack.setCurrentWidget(station)
        if page and isinstance(station, TabbedStation):
            station.show_page(page)
        station.enter()
        if subject and isinstance(station, TabbedStation):
            station.page.take_subject(subject)

    def _build(self, name: str) -> Station:
        station = entry(name).load()(self.desk, self.stack)
        station.answered.connect(self._answered)
        station.goto.connect(self.show_station)
        self.stack.addWidget(station)
        self._stations[name] = station
        return station

    def open_again(self) -> None:
        """Somebody has logged in: the open station reads again what it shows."""
        if self.current is not None:
            self.current.enter()

    def go_to_search(self) -> None:
        """Ctrl+F: into the search field of what is shown, the uppermost one; nothing where there is none, or a form stands."""
        if holder() is not None or self.current is None:
            return
        shown = [field for field in self.current.findChildren(SearchField) if field.isVisible() and field.isEnabled()]
        if shown:
            field = min(shown, key=lambda one: one.mapTo(self, one.rect().topLeft()).y())
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    # --- scans and answers ------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """Give a code to the open station. What could not be done is answered as loudly as a wrong scan."""
        if self.current is None:
            return
        try:
            self.current.take_scan(scan)
        except WarehouseError as error:
            self._answered("blocked", error.code, error.fields, "blocked")

    def _answered(self, kind: str, code: str, fields: object, sound: str) -> None:
        """Show an answer at once, then let it be heard."""
        self.band.show_answer(cast(VerdictKind, kind), code, cast(dict[str, object], fields))
        if not entry(self._current).scans:
            self._answer_stays.start()
        if sound:
            self.desk.sounds.play(cast(SoundName, sound))

    def _show_wave_due(self) -> None:
        """The picking station has its own banner for it."""
        found = self.waves.found
        self.rail.show_wave_due(found.orders if found is not None and self._current != "picking" else 0)

    def _show_to_order(self) -> None:
        self.rail.show_to_order(self.restock.found)

    # --- the top bar ------------------------------------------------------------------------------------------------

    def show_person(self) -> None:
        """Who is logged in now; from now on the age of the orders is looked at twice a minute."""
        self.top.show_person(self.desk.actor.name, self.desk.name)
        self.show_age()
        self._clock.start()
        PrintQueue.of(self.desk).start()

    def show_age(self) -> None:
        """How old what we know of the orders is."""
        if self.desk.logged_in:
            old_minutes = int(self.desk.read(settings.get, "data_old_minutes"))
            self.top.age.show_age(self.desk.read(order_data_as_of), self.desk.warehouse.clock(), old_minutes)

    def _something_changed(self, topics: frozenset[str]) -> None:
        if topics & {"imports", "settings"}:
            self.show_age()
