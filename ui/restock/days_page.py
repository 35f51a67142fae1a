"""What the forecast stands on besides the orders: past sales, days that say nothing, and the seasons of products."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.restock.marks_pane import MarksPane
from ui.restock.past_pane import PastPane
from ui.restock.seasons_pane import SeasonsPane
from ui.tabbed import Page
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs

PAST, MARKS, SEASONS = range(3)


class _Pane(Protocol):
    def refresh(self) -> None: ...

    def ready(self) -> None: ...


class DaysPage(Page):
    """Three tabs; each reads itself when it is shown."""

    topics = frozenset({"past_sales", "promotions", "restock", "catalog", "orders", "imports"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tabs = Tabs(self)
        self.past = PastPane(desk, self)
        self.marks = MarksPane(desk, self)
        self.seasons = SeasonsPane(desk, self)
        for pane, code in ((self.past, "past.tab_past"), (self.marks, "past.tab_marks"), (self.seasons, "past.tab_seasons")):
            self.tabs.add(pane, code)
        inside = column(self)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addWidget(self.tabs)
        self.tabs.currentChanged.connect(lambda _: self._show())
        for asking in (self.past.files_asked, self.seasons.files_asked):
            asking.connect(lambda: self.goto.emit("intake"))

    @property
    def shown(self) -> _Pane:
        """The tab that is in sight."""
        return (self.past, self.marks, self.seasons)[self.tabs.currentIndex()]

    def enter(self) -> None:
        """Ready for the keyboard."""
        self.shown.ready()

    def refresh(self) -> None:
        """Read the tab that is shown."""
        self.shown.refresh()

    def take_scan(self, scan: Scan) -> None:
        """Goods show their product's season."""
        self.tabs.setCurrentIndex(SEASONS)
        name = self.seasons.show_scanned((scan.text, *scan.alternatives))
        if name is None:
            self.answered.emit("unknown", "stock.unknown_code", {"code": scan.text}, "unknown")
        else:
            self.answered.emit("information", "past.season_shown", {"name": name}, "")

    def _show(self) -> None:
        self.shown.refresh()
        self.shown.ready()
