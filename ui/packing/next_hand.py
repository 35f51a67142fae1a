"""The desk's hand for orders that do not fit into one parcel: what is scanned goes, the rest follows in the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ui.packing.actions import ActionName
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from warehouse_app.dispatch.further import next_parcel
from warehouse_app.packing.answers import Answer
from warehouse_app.store.warehouse import new_action


class NextHand(Hand):
    """See the module. Its way back is the desk's own undo."""

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """The next parcel."""
        return {"next": self.next}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """Something is in the box and something is left."""
        return parcel is not None and parcel.total > 0 and not parcel.full

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """From the first piece in the box on it can be closed."""
        self.follow("next", parcel, answer)

    def next(self) -> None:
        """Close this parcel with what is in it; the rest is a further one."""
        parcel = self.station.parcel
        if parcel is None or not parcel.total:
            self.desk.messages.tell("warning", "aside.no_parcel" if parcel is None else "further.nothing_in")
        elif parcel.full:
            self.desk.messages.tell("information", "further.is_full")
        elif (answer := self.desk.try_command(next_parcel, parcel.view.id, new_action())) is not None:
            self.station.show_answer(answer)
