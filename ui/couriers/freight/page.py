"""Freight: couriers' bills compared parcel by parcel, and what parcels cost."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.couriers.freight.bills_tab import BillsTab
from ui.couriers.freight.costs_tab import CostsTab
from ui.desk import Desk
from ui.tabbed import Page
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs
from warehouse_app.people.rules import Right

BILLS, COSTS = range(2)


class FreightPage(Page):
    """The page; who may not see costs is told so instead."""

    topics = frozenset({"freight", "prices", "handover"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.closed = EmptyState("lock", "freight.not_yours", "freight.not_yours_words", self)
        self._open = QWidget(self)
        self.bills = BillsTab(desk, self)
        self.costs = CostsTab(desk, self)
        self.tabs = Tabs(self._open)
        self.tabs.add(self.bills, "freight.tab_bills")
        self.tabs.add(self.costs, "freight.tab_costs")
        inside = column(self._open)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addWidget(self.tabs)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._open)
        self._stack.addWidget(self.closed)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.bills.prices_asked.connect(lambda: self.page_asked.emit("prices", None))

    def enter(self) -> None:
        """Ready to choose."""
        if self.desk.may(Right.FREIGHT) and self.tabs.currentIndex() == BILLS:
            self.bills.list.setFocus()

    def refresh(self) -> None:
        """Read the tab that is shown."""
        may = self.desk.may(Right.FREIGHT)
        self._stack.setCurrentWidget(self._open if may else self.closed)
        if may and self.tabs.currentIndex() == BILLS:
            self.bills.refresh()
        elif may:
            self.costs.refresh()
