"""The stock station: what lies where, goods moved by hand, the bins themselves, and lots with their last day."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.tabbed import PageEntry, TabbedStation
from warehouse_app.packing.waiting import pieces_waiting

_PUT_BACK = 2  # its place among the tabs
_DESK = frozenset({"put_backs", "parcels"})


class StockStation(TabbedStation):
    """The list first: looking is what people come for."""

    name = "stock"
    title_code = "stock.title"
    icon = "shelves"
    entries = (
        PageEntry("list", "stockroom.tab_list", "ui.stock.list_page", "StockListPage"),
        PageEntry("moves", "stockroom.tab_moves", "ui.stock.moves_page", "MovesPage"),
        PageEntry("put_back", "stopping.tab", "ui.stock.put_back_page", "PutBackPage"),
        PageEntry("count", "ways.count_tab", "ui.stock.count_page", "CountPage"),
        PageEntry("bins", "stockroom.tab_bins", "ui.stock.bins_page", "BinsPage"),
        PageEntry("lots", "stockroom.tab_lots", "ui.stock.lots_page", "LotsPage"),
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._soon = QTimer(self, interval=0, singleShot=True)  # the answer to a scan is painted first
        self._soon.timeout.connect(self._count_desk)

    def enter(self) -> None:
        """The station is shown, with what waits to be carried back on its tab."""
        self._soon.start()
        super().enter()

    def _something_changed(self, topics: frozenset[str]) -> None:
        super()._something_changed(topics)
        if topics & _DESK and self.isVisible():
            self._soon.start()

    def _count_desk(self) -> None:
        waiting = self.desk.read(pieces_waiting)
        self.tabs.name(_PUT_BACK, "stopping.tab_waiting" if waiting else "stopping.tab", n=waiting)
