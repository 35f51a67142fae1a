"""The desk's hand for mistakes that came back: opens their page, and gives it the labels scanned while it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ui.bursts import Scan
from ui.packing.actions import ActionName
from ui.packing.hand import Hand
from ui.packing.mistakes_page import MistakesPage
from ui.packing.open_parcel import OpenParcel
from warehouse_app.people.rules import Right


class MistakesHand(Hand):
    """See the module. Whoever lacks the right is shown nobody's mistakes."""

    _page: MistakesPage | None = None

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """Opening the page."""
        return {"mistakes": self.open_page}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """For those with the right."""
        return self.desk.may(Right.MISTAKES)

    def take(self, scan: Scan) -> bool:
        """While the page is shown a label is the parcel something was wrong with."""
        if self._page is None or not self._page.isVisible():
            return False
        self._page.find_parcel((scan.text, *scan.alternatives))
        return True

    def open_page(self) -> None:
        """The list, ready for a label."""
        if not self.desk.may(Right.MISTAKES):
            self.desk.messages.tell("blocked", "mispack.may_not")
            return
        if self._page is None:
            self._page = MistakesPage(self.desk, self.station)
            self._page.left.connect(lambda: self.station.show_screen(None))
        self._page.refresh()
        self.station.show_screen(self._page)
