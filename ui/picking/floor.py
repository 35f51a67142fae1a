"""The picking station's pages: its waves, and the pages where a wave is worked on, built when they are first opened."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.picking.pick_page import PickPage
from ui.picking.wall_page import WallPage
from ui.tabbed import Page
from warehouse_app.picking.ways import Way, way_of


class Floor(QStackedWidget):
    """``waves`` is the page that is always there; ``returned`` when it is shown again."""

    answered = Signal(str, str, object, str)
    returned = Signal()

    def __init__(self, desk: Desk, waves: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waves = waves
        self._wall: WallPage | None = None
        self._pick: PickPage | None = None
        self.addWidget(waves)

    @property
    def page(self) -> Page | None:
        """The page a wave is worked on; None while the waves are shown."""
        current = self.currentWidget()
        return current if isinstance(current, Page) else None

    def takes(self, scan: Scan) -> bool:
        """Whether a page is open that took the scan."""
        page = self.page
        if page is not None:
            page.take_scan(scan)
        return page is not None

    def refreshes(self) -> bool:
        """Whether a page is open, which read again what it shows."""
        page = self.page
        if page is not None:
            page.refresh()
        return page is not None

    def open_wall(self, wave_id: int) -> None:
        """The sorting wall of a wave."""
        if self._wall is None:
            self._wall = WallPage(self._desk, self)
            self._add(self._wall)
        self._wall.open_wave(wave_id)
        self._show(self._wall)

    def open_pick(self, wave_id: int) -> None:
        """A wave picked on the screen, stop by stop."""
        if self._pick is None:
            self._pick = PickPage(self._desk, self)
            self._add(self._pick)
            self._pick.wall_asked.connect(self.open_wall)
        self._pick.open_wave(wave_id)
        self._show(self._pick)

    def goods_came(self, wave_id: int) -> None:
        """A wave's number was scanned among the waves: what is to be sorted goes to the wall."""
        if self._desk.read(way_of, wave_id) is Way.SORT:
            self.open_wall(wave_id)

    def back(self) -> None:
        """The waves again."""
        self.setCurrentWidget(self._waves)
        self.returned.emit()

    def _add(self, page: WallPage | PickPage) -> None:
        page.answered.connect(self.answered)
        page.left.connect(self.back)
        self.addWidget(page)

    def _show(self, page: Page) -> None:
        self.setCurrentWidget(page)
        page.enter()
