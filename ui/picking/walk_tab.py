"""The walk of a wave as a drawing: its metres, bins nobody can be led to, the map, and what is taken at the marked halt."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.language import tr
from ui.picking.walk_map import WalkMap
from ui.picking.walk_plan import Halt
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Text
from warehouse_app.picking.tour import PickTour, pick_tour

LISTED = 8


class NowhereBanner(Banner):
    """Lists bins whose codes do not say where they stand: no walk can lead to them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: tuple[str, tuple[str, ...]] = ("", ())

    def show_bins(self, code: str, bins: tuple[str, ...]) -> None:
        """Show these; none hides it. ``code`` is the sentence, its fields the number and the first of them."""
        self._told = code, bins
        if not bins:
            self.hide()
            return
        listed = tr("orders.separator").join(bins[:LISTED]) + ("…" if len(bins) > LISTED else "")
        self.show_banner("warning", code, n=len(bins), bins=listed)

    def changeEvent(self, event: QEvent) -> None:
        """The list in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.show_bins(*self._told)
        super().changeEvent(event)


class WalkTab(QWidget):
    """``stop_chosen(bin code)`` when a halt of the map was chosen."""

    stop_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wave_id: int | None = None
        self._stale = False
        self._wish = ""
        self.tour: PickTour | None = None
        self.metres = Text(role="large", parent=self)
        self.smaller = Button(kind="quiet", icon="minus", parent=self)
        self.smaller.show_tip("service.walk_smaller")
        self.larger = Button(kind="quiet", icon="plus", parent=self)
        self.larger.show_tip("service.walk_larger")
        self.nowhere = NowhereBanner(self)
        self.map = WalkMap(self)
        self.nothing = EmptyState("shelves", "service.walk_nothing", "service.walk_nothing_words", self)
        self.halt = Text(wrap=True, parent=self)
        self.views = QStackedWidget(self)
        self.views.addWidget(self.map)
        self.views.addWidget(self.nothing)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = column(self, gap=1)
        inside.setContentsMargins(0, 4, 0, 0)
        top = row(gap=1)
        top.addWidget(self.metres, 1)
        top.addWidget(self.smaller)
        top.addWidget(self.larger)
        inside.addLayout(top)
        inside.addWidget(self.nowhere)
        inside.addWidget(self.views, 1)
        inside.addWidget(self.halt)
        self.setFocusProxy(self.map)
        self.smaller.clicked.connect(lambda: self.map.zoom(-1))
        self.larger.clicked.connect(lambda: self.map.zoom(1))
        self.map.halt_chosen.connect(self._halt_chosen)

    def show_wave(self, wave_id: int | None) -> None:
        """Show the walk of a wave; drawn when it is seen."""
        self._wave_id, self._stale = wave_id, True
        if self.isVisible():
            self._draw()

    def show_stop(self, bin_code: str) -> None:
        """Mark a bin of the list; remembered until the map is seen."""
        self._wish = bin_code
        if not self._stale:
            self._mark(self.map.show_stop(bin_code))

    def showEvent(self, event: QShowEvent) -> None:
        """The walk is read when it is first seen, and again after it changed."""
        super().showEvent(event)
        if self._stale:
            self._draw()
        self.map.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """What is taken, and the desk's name on the map, in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._mark(self.map.halt)
            self.map.viewport().update()
        super().changeEvent(event)

    def _draw(self) -> None:
        self._stale = False
        wave_id = self._wave_id
        self.tour = None if wave_id is None else self._desk.read(pick_tour, wave_id)
        drawable = self.tour is not None and self.tour.metres is not None
        self.views.setCurrentIndex(0 if drawable else 1)
        self.metres.setVisible(drawable)
        self.nowhere.show_bins("service.nowhere_wave", () if self.tour is None else self.tour.nowhere)
        if self.tour is not None and self.tour.metres is not None:
            self.map.show_walk(self.tour)
            self.metres.show_code("service.walk_metres", metres=round(self.tour.metres), n=len(self.map.drawn.halts))
            self._mark(self.map.show_stop(self._wish) if self._wish else None)
        else:
            self._mark(None)

    def _halt_chosen(self, halt: Halt) -> None:
        self._wish = halt.bins[0]
        self._mark(halt)
        self.stop_chosen.emit(halt.bins[0])

    def _mark(self, halt: Halt | None) -> None:
        """Say what is taken at the halt."""
        if halt is None or self.tour is None:
            self.halt.show_code("service.walk_choose")
            return
        taken = [f"{stop.bin} {stop.name} × {stop.quantity}" for stop in self.tour.stops if stop.bin in halt.bins]
        self.halt.show_code("service.walk_take", number=halt.number, goods=tr("orders.separator").join(taken))
