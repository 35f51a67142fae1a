"""The goods-in station: from the supplier's van to the shelf, and what is ordered, sent back and owed."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.orders.waiting import WaitingBanner
from ui.tabbed import PageEntry, TabbedStation
from warehouse_app.inbound.putaway.queries import dock_pieces

_DOCK = frozenset({"putaway", "stock"})  # a count at receiving changes nothing there


class InboundStation(TabbedStation):
    """Receiving first: that is where a van is waiting."""

    name = "inbound"
    title_code = "inbound.title"
    icon = "inbound"
    entries = (
        PageEntry("receive", "inbound.tab_receive", "ui.inbound.receiving.page", "ReceivePage"),
        PageEntry("put_away", "inbound.tab_put_away", "ui.inbound.put_away.page", "PutAwayPage"),
        PageEntry("orders", "inbound.tab_orders", "ui.inbound.buying.page", "PurchaseOrdersPage"),
        PageEntry("back", "inbound.tab_back", "ui.inbound.sendback.page", "GoodsBackPage"),
        PageEntry("suppliers", "inbound.tab_suppliers", "ui.inbound.suppliers.page", "SuppliersPage"),
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.waiting = WaitingBanner(desk, self)
        self._outside.insertWidget(0, self.waiting)
        self._soon = QTimer(self, interval=0, singleShot=True)  # the answer to a scan is painted first
        self._soon.timeout.connect(self._count_dock)

    def enter(self) -> None:
        """The station is shown, with what waits on the dock on its tab."""
        self._soon.start()
        super().enter()
        self.waiting.count()

    def _something_changed(self, topics: frozenset[str]) -> None:
        super()._something_changed(topics)
        if topics & _DOCK and self.isVisible():
            self._soon.start()

    def _count_dock(self) -> None:
        waiting = self.desk.read(dock_pieces)
        code = "inbound.tab_put_away_waiting" if waiting else "inbound.tab_put_away"
        self.tabs.name(1, code, n=waiting)
