"""The couriers station: everything about couriers that is not the handover itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.couriers.numbers_page import running_low
from ui.desk import Desk
from ui.tabbed import PageEntry, TabbedStation
from warehouse_app.dispatch.choosing.queries import unclear_orders
from warehouse_app.dispatch.numbers.queries import pools

_TOPICS = frozenset({"waybills", "parcels", "orders", "courier_rules"})


class CouriersStation(TabbedStation):
    """A tab for each subject; pools that run low are said on theirs."""

    name = "couriers"
    title_code = "couriers.title"
    icon = "label"
    entries = (
        PageEntry("numbers", "dispatch.tab_pools", "ui.couriers.numbers_page", "NumbersPage"),
        PageEntry("rules", "couriers.tab_rules", "ui.couriers.rules_page", "RulesPage"),
        PageEntry("unclear", "couriers.tab_unclear", "ui.couriers.unclear_page", "UnclearPage"),
        PageEntry("prices", "couriers.tab_prices", "ui.couriers.prices_page", "PricesPage"),
        PageEntry("freight", "freight.tab", "ui.couriers.freight.page", "FreightPage"),
        PageEntry("labels", "designs.tab", "ui.couriers.labels_page", "LabelsPage"),
        PageEntry("printers", "printing.tab", "ui.couriers.printers_page", "PrintersPage"),
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._soon = QTimer(self, interval=0, singleShot=True)  # the page is shown first
        self._soon.timeout.connect(self._count_low)

    def enter(self) -> None:
        """The station is shown, with how many pools run low on their tab."""
        self._soon.start()
        super().enter()

    def _something_changed(self, topics: frozenset[str]) -> None:
        super()._something_changed(topics)
        if topics & _TOPICS and self.isVisible():
            self._soon.start()

    def _count_low(self) -> None:
        low = len(running_low(self.desk.read(pools)))
        self.tabs.name(self._number("numbers"), "dispatch.tab_pools_low" if low else "dispatch.tab_pools", n=low)
        unclear = len(self.desk.read(unclear_orders, self.desk.warehouse.clock()))
        self.tabs.name(self._number("unclear"), "couriers.tab_unclear_n" if unclear else "couriers.tab_unclear", n=unclear)
