"""People and the shop: who works here, how the shop is set up, and whether its data is safe."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.people.people_page import PeoplePage
from ui.people.safety_page import SafetyPage
from ui.people.scanner_page import ScannerPage
from ui.people.settings_page import SettingsPage
from ui.station import Station
from ui.theme import space
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs
from warehouse_app.people.rules import Right


class PeopleStation(Station):
    """The station: four tabs; the one for backups only for those with the right."""

    name = "people"
    title_code = "people.title"
    icon = "person"
    topics = frozenset({"people", "settings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.people = PeoplePage(desk, self)
        self.settings = SettingsPage(desk, self)
        self.safety = SafetyPage(desk, self)
        self.scanner = ScannerPage(desk, self)
        self.scanner.answered.connect(self.answered)
        self.tabs = Tabs(self)
        self.tabs.add(self.people, "people.tab_people")
        self.tabs.add(self.settings, "people.tab_settings")
        self._safety_tab = self.tabs.add(self.safety, "people.tab_safety")
        self.tabs.add(self.scanner, "scanner.tab")
        self.tabs.tabBar().setDrawBase(False)
        outside = column(self)
        outside.setContentsMargins(0, space(4), 0, 0)  # the tabs as high as those of other stations; pages have their own edges
        outside.addWidget(self.tabs)
        desk.person_changed.connect(self._person_changed)

    def enter(self) -> None:
        """Fresh: backups may have come from elsewhere meanwhile."""
        super().enter()
        self.settings.look_for_shops()
        self.safety.refresh()

    def take_scan(self, scan: Scan) -> None:
        """Only the page that tries scanners wants codes."""
        if self.tabs.currentWidget() is self.scanner:
            self.scanner.take_scan(scan)

    def refresh(self) -> None:
        """Read people and settings again."""
        self.tabs.setTabVisible(self._safety_tab, self.desk.may(Right.BACK_UP))
        self.people.refresh()
        self.settings.refresh()

    def _person_changed(self) -> None:
        """Somebody else sits here now and may see other things."""
        self._stale = True
        if self.isVisible() and self.desk.logged_in:
            self.enter()
