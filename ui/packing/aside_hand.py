"""The desk's hand for parcels that do not go on: set aside or held with a reason, sent short, and the list of those that wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from ui.bursts import Scan
from ui.packing.actions import ActionName
from ui.packing.asides_page import AsidesPage
from ui.packing.force_form import ForceForm
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from ui.packing.reason_form import ReasonForm
from ui.packing.reason_words import reason_words, shop_reasons
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.aside.commands import hold_parcel, set_aside
from warehouse_app.packing.aside.queries import asides_count, shorts_count
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.packing.forcing import complete_short
from warehouse_app.packing.rules import reason_number
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Actor, new_action


class AsideHand(Hand):
    """See the module. A reason's bar code scanned with a parcel open sets it aside without a question."""

    _page: AsidesPage | None = None

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """Set aside, hold, send short, and the list."""
        return {"skip": self.skip, "hold": self.hold, "force": self.force, "asides": self.open_list}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """The list always; what is complete can only be held; short is sent what has something in it and something missing."""
        if name == "asides":
            return True
        if parcel is None or name == "hold":
            return parcel is not None
        return not parcel.full and parcel.total > 0 if name == "force" else not parcel.complete

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """From the first piece in the box on it can be sent short."""
        self.follow("force", parcel, answer)

    def take(self, scan: Scan) -> bool:
        """The bar code of a reason."""
        number = reason_number((scan.text, *scan.alternatives))
        if number is None:
            return False
        parcel, reasons = self.station.parcel, shop_reasons(self.desk)
        if parcel is None or parcel.complete:
            raise NotFound("aside.no_parcel")
        if number > len(reasons):
            raise BadInput("aside.no_such_reason", number=number)
        self._set_aside(parcel.view.id, new_action(), reasons[number - 1])
        return True

    def rested(self, now: datetime, midnight: datetime) -> None:
        """How many parcels wait, and how many were sent short today."""
        count = self.desk.read(asides_count, now, int(self.desk.read(settings.get, "stuck_minutes")))
        self.station.buttons["asides"].show_count(count)
        self.station.side.show_short(self.desk.read(shorts_count, midnight))
        if self._page is not None and self._page.isVisible():
            self._page.refresh()

    # --- what it does -----------------------------------------------------------------------------------------------

    def skip(self) -> None:
        """Ask why, and set the parcel aside."""
        parcel = self._ask("skip")
        if parcel is not None:
            self._form("skip", partial(self._set_aside, parcel.view.id, new_action()), parcel)

    def hold(self) -> None:
        """Ask why, and stop the parcel's orders."""
        parcel = self._ask("hold")
        if parcel is not None:
            self._form("hold", partial(self._hold, parcel.view.id, new_action()), parcel)

    def force(self) -> None:
        """Ask why and who allows it, and send the parcel with what is in it."""
        parcel = self._ask("force")
        if parcel is None:
            return
        if parcel.full:
            self.desk.messages.tell("information", "aside.is_full")
        elif not parcel.total:
            self.desk.messages.tell("warning", "aside.nothing_in")
        else:
            ForceForm(self.desk, parcel, partial(self._force, parcel.view.id, new_action()), self.station).open()

    def open_list(self) -> None:
        """The list of parcels that wait."""
        if self._page is None:
            self._page = AsidesPage(self.desk, self.station)
            self._page.left.connect(lambda: self.station.show_screen(None))
            self._page.chosen.connect(self._open)
        self._page.refresh()
        self.station.show_screen(self._page)

    def _open(self, waybill: str) -> None:
        self.station.quietly(lambda: self.station.scan_codes((waybill,)))

    def _form(self, name: str, do: Callable[[Reason], None], parcel: OpenParcel) -> None:
        title, accept = f"aside.{name}_title", f"aside.do_{name}"
        ReasonForm(title, accept, self.desk, do, self.station, waybill=parcel.view.waybill).open()

    def _set_aside(self, parcel_id: int, action: str, reason: Reason) -> None:
        self.station.show_answer(self.desk.command(set_aside, parcel_id, reason, action))

    def _hold(self, parcel_id: int, action: str, reason: Reason) -> None:
        self.station.show_answer(self.desk.command(hold_parcel, parcel_id, reason_words(reason), action))

    def _force(self, parcel_id: int, action: str, reason: Reason, who: Actor) -> None:
        packer = self.desk.actor.id
        self.station.show_answer(self.desk.command_as(who, complete_short, parcel_id, reason, packer, action))

    def _ask(self, name: ActionName) -> OpenParcel | None:
        parcel = self.station.parcel
        if parcel is None or (name == "skip" and parcel.complete):
            self.desk.messages.tell("information", "aside.no_parcel")
            return None
        return parcel
