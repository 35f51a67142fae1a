"""Stations of several pages under tabs: each page is imported and built when it is first shown, and takes the scans while
it is.

A page is like a small station: it refreshes itself when a command touched one of its topics, and answers in the band.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.station import Station
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs


class Page(QWidget):
    """Base of the pages. ``answered`` and ``goto`` are passed on by the station (see ``Station``).

    ``page_asked(name, subject)`` opens another page of the same station and, unless it is None, gives it something to show.
    """

    topics: frozenset[str] = frozenset()

    answered = Signal(str, str, object, str)
    goto = Signal(str)
    page_asked = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.stale = True
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def enter(self) -> None:
        """The page is shown: put the focus where work begins."""

    def refresh(self) -> None:
        """Read again what is shown."""

    def take_scan(self, scan: Scan) -> None:
        """A code was scanned while this page is shown."""

    def take_subject(self, subject: object) -> None:
        """Another page of the station asks to go on with this: the id of a row, as each page says."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One tab: its name, the code of its title, and where its class lives."""

    name: str
    title: str
    module: str
    kind: str

    def load(self) -> type[Page]:
        """The page's class; this is where its code is imported."""
        return cast(type[Page], getattr(importlib.import_module(self.module), self.kind))


class TabbedStation(Station):
    """A station made of pages. A subclass sets ``entries``."""

    entries: tuple[PageEntry, ...] = ()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._pages: dict[str, Page] = {}
        self._holders: list[QVBoxLayout] = []
        self.tabs = Tabs(self)
        self._outside = column(self, margin=4)
        self._outside.addWidget(self.tabs)
        for place in self.entries:
            holder = QWidget(self.tabs)
            self._holders.append(column(holder))
            self.tabs.add(holder, place.title)
        self.tabs.currentChanged.connect(lambda _: self._show_current())

    # --- pages ------------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page that is shown, built if it never was."""
        return self.page_named(self.entries[self.tabs.currentIndex()].name)

    def page_named(self, name: str) -> Page:
        """A page by its name, shown or not."""
        return self._pages.get(name) or self._build(name)

    def show_page(self, name: str) -> Page:
        """Open a page."""
        self.tabs.setCurrentIndex(self._number(name))
        return self.page

    def _open_with(self, name: str, subject: object) -> None:
        page = self.show_page(name)
        if subject is not None:
            page.take_subject(subject)

    def _number(self, name: str) -> int:
        return next(number for number, place in enumerate(self.entries) if place.name == name)

    def _build(self, name: str) -> Page:
        number = self._number(name)
        page = self.entries[number].load()(self.desk, self)
        self._holders[number].addWidget(page)
        page.show()  # left to the layout it would be shown with the next turn of the event loop only
        page.answered.connect(self.answered)
        page.goto.connect(self.goto)
        page.page_asked.connect(self._open_with)
        self._pages[name] = page
        return page

    def _show_current(self) -> None:
        if not self.isVisible():
            return
        page = self.page
        if page.stale:
            page.stale = False
            page.refresh()
        page.enter()

    # --- the station ------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The station is shown: its page is fresh and ready to scan."""
        self.setFocus()
        self._stale = False
        self._show_current()

    def refresh(self) -> None:
        """Read the shown page again; the others when they are shown."""
        for page in self._pages.values():
            page.stale = True
        self._show_current()

    def take_scan(self, scan: Scan) -> None:
        """The page that is shown takes it."""
        self.page.take_scan(scan)

    def _something_changed(self, topics: frozenset[str]) -> None:
        for page in self._pages.values():
            page.stale = page.stale or bool(topics & page.topics)
        shown = self._pages.get(self.entries[self.tabs.currentIndex()].name)
        if shown is not None and shown.stale and self.isVisible():
            shown.stale = False
            shown.refresh()
