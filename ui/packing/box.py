"""The box of a parcel at the packing desk: which to take, big while it is owed and small beside the parcel, and what runs low.

The box is looked for once, off the window's thread, when a parcel is opened; no scan of goods waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from ui.packing.box_page import BoxPage, BoxStrip
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.boxes.commands import put_filling, take_boxes
from warehouse_app.packing.boxes.queries import Material, Offer, low_materials, suggest
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.store import settings
from warehouse_app.store.warehouse import new_action

if TYPE_CHECKING:
    from ui.packing.station import PackingStation

_NAMES_TOLD = 3


class BoxHand(Hand):
    """See the module."""

    step = Step.BOX

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self._page = BoxPage(self.desk.folder.pictures, station)
        self._strip = BoxStrip(station)
        self._page.chosen.connect(self.take_boxes)
        self._offer: Offer | None = None
        self._policy: str | None = None  # read once, and again when settings change
        self._told_on: date | None = None
        self.desk.changed.connect(self._changed)

    def page(self) -> QWidget:
        """The box to take, big."""
        return self._page

    def aside(self) -> QWidget:
        """The box to take, small."""
        return self._strip

    def asks(self) -> bool:
        """Whether the goods are in and there is a suggestion nobody has taken yet: CONFIRM by habit takes no box before."""
        parcel = self.station.parcel
        if self._offer is None or parcel is None or not parcel.full or parcel.to_do or parcel.stop is not None:
            return False
        return bool(self._offer.boxes) and self._offer.taken is None

    def confirm(self) -> bool:
        """What is suggested is taken."""
        if not self.asks() or self._offer is None:
            return False
        self.take_boxes([box.sku_id for box in self._offer.boxes], self._page.pieces)
        return True

    def take_boxes(self, sku_ids: Sequence[int], filling: Mapping[int, int] | None = None) -> None:
        """The parcel is packed in these with so much filling, or goes as it is."""
        parcel = self.station.parcel
        if parcel is None:
            return
        answer = self.desk.try_command(take_boxes, parcel.view.id, sku_ids, new_action(), filling)
        if answer is not None:
            self.station.show_answer(answer)

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """A parcel was opened: its box is looked for. An answer named another box, or the goods came out again."""
        if parcel is None:
            self._offer = None
            self._show()
        elif answer is not None and answer.parcel is not None:
            self._ask(parcel.view.id)
        elif self._offer is not None and answer is not None and answer.parcel_id == self._offer.parcel_id and not answer.again:
            if answer.fields.get("is_box"):
                self._fill(answer)
                self._taken(str(answer.fields["box"]))
            elif answer.verdict is Verdict.UNDONE:
                self._taken(None)

    def _fill(self, answer: Answer) -> None:
        """A box was scanned: the filling shown with it goes along."""
        ids = answer.fields.get("ids")
        if not answer.code or self._offer is None or not isinstance(ids, list):
            return
        suggested = ids == [box.sku_id for box in self._offer.boxes]
        pieces = self._page.pieces if suggested else self._offer.filling_of(ids)
        if pieces is not None:
            self.desk.try_command(put_filling, self._offer.parcel_id, pieces, new_action())

    def _taken(self, taken: str | None) -> None:
        if self._offer is not None:
            self._offer = self._offer.with_taken(taken)
            self._show()
            self.station.look_again()

    def _ask(self, parcel_id: int) -> None:
        self._offer = None
        self._show()
        if self._policy is None:
            self._policy = str(self.desk.read(settings.get, "box_policy"))
        if self._policy != "off":
            self.desk.work(
                lambda _progress: self.desk.read(_look, parcel_id),
                self._answered,
                title_code="ui.working",
                owner=self,
                quiet=True,
            )

    def _answered(self, found: tuple[Offer, tuple[Material, ...]]) -> None:
        offer, low = found
        parcel = self.station.parcel
        if parcel is None or parcel.view.id != offer.parcel_id:
            return  # another parcel is on the desk meanwhile
        self._offer = offer
        self._strip.show_low(low)
        self._show()
        self.station.look_again()
        self._tell(low)

    def _tell(self, low: Sequence[Material]) -> None:
        """Once a day: what runs low."""
        today = self.desk.warehouse.clock().astimezone().date()
        if low and self._told_on != today:
            self._told_on = today
            names = "; ".join(f"{one.name} {one.free}" for one in low[:_NAMES_TOLD])
            self.desk.messages.tell("warning", "boxes.low_told", n=len(low), names=names)

    def _show(self) -> None:
        self._page.show_offer(self._offer)
        self._strip.show_offer(self._offer)

    def _changed(self, topics: frozenset[str]) -> None:
        if "settings" in topics:
            self._policy = None


def _look(session: Session, parcel_id: int) -> tuple[Offer, tuple[Material, ...]]:
    return suggest(session, parcel_id), low_materials(session)
