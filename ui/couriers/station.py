"""The couriers station: everything about couriers that is not the handover itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.couriers.numbers_page import running_low
from ui.desk import Desk
from ui.tabbed import PageEntry, TabbedStation
from warehouse_app.dispatch.queries import pools

_TOPICS = frozenset({"waybills", "parcels"})


class CouriersStation(TabbedStation):
    """A tab for each subject; pools that run low are said on theirs."""

    name = "couriers"
    title_code = "couriers.title"
    icon = "label"
    entries = (
        PageEntry("numbers", "dispatch.tab_pools", "ui.couriers.numbers_page", "NumbersPage"),
        PageEntry("labels", "designs.tab", "ui.couriers.labels_page", "LabelsPage"),
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
