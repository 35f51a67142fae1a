"""The hand that weighs: by the scale as soon as it rests, or typed; what is off is held, and accepted with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui import preferences
from ui.orders.forms import Question, ReasonForm
from ui.packing.actions import ActionName
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from ui.packing.scale import Scale
from ui.packing.weigh_page import WeighPage
from ui.packing.weigh_words import weigh_fields
from ui.packing.weight import AskWeight
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.packing.weighing.commands import Source, accept_weight, weigh
from warehouse_app.packing.weighing.scales import State
from warehouse_app.store.warehouse import new_action

if TYPE_CHECKING:
    from ui.packing.station import PackingStation

_ACCEPT = Question(
    "weighing.accept_title", "weighing.accept", ("weighing.usual_damp", "weighing.usual_packing", "weighing.usual_new"),
)  # fmt: skip


class Weighing(Hand):
    """See the module."""

    step = Step.WEIGHT

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self.scale = Scale(self)
        self.sheet = WeighPage(station)
        self._waiting = False
        self.sheet.typing.connect(self.ask)
        self.sheet.accepting.connect(self.ask_accept)
        self.scale.read.connect(self._scale_says)
        self.scale.there.connect(lambda _there: self._show_scale())

    def page(self) -> QWidget:
        """The page with the scale's figure."""
        return self.sheet

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """Weigh."""
        return {"weigh": self.weigh}

    def enter(self) -> None:
        """Open the scale of this computer, or another than before."""
        choice = preferences.load(self.desk.folder.root).scale
        try:
            self.scale.use(choice)
        except (ValueError, LookupError):  # a pattern somebody wrote into the file by hand
            self.scale.stop()
        self._show_scale()

    def left(self) -> None:
        """The line is free: the settings try the scale, too."""
        self.scale.stop()

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """From the moment the parcel has to be weighed the scale is listened to."""
        self._waiting = parcel is not None and parcel.step is Step.WEIGHT
        if not self._waiting:
            self.sheet.show_off(None)
        elif answer is not None and answer.verdict is Verdict.WEIGHT_OFF:
            self.sheet.show_off(weigh_fields(answer.fields))
        self._show_scale()

    # --- weighing ---------------------------------------------------------------------------------------------------

    def weigh(self) -> None:
        """What the scale says, if it rests; else the weight is typed."""
        if self.station.parcel is None:
            self.desk.messages.tell("information", "packing.weigh_what")
        elif self._waiting and self.scale.state in (State.STABLE, State.AGAIN):
            self._weigh(self.scale.grams, "scale")
        else:
            self.ask()

    def ask(self) -> None:
        """Type the weight; of a parcel that is complete it is only noted down."""
        parcel = self.station.parcel
        if parcel is not None:
            form = AskWeight(self.desk, parcel.view.id, parcel.view.waybill, self.station, judged=self._waiting)
            form.answered.connect(self.station.show_answer)
            form.open()

    def ask_accept(self) -> None:
        """Take a weight that is off all the same."""
        parcel = self.station.parcel
        if parcel is not None:
            waybill = parcel.view.waybill[-6:]
            ReasonForm(_ACCEPT, lambda reason: self._accept(parcel.view.id, reason), self.station, orders=waybill).open()

    def _accept(self, parcel_id: int, reason: str) -> None:
        """Raises what the command raises: the form stays open and says it."""
        self.station.show_answer(self.desk.command(accept_weight, parcel_id, reason, new_action()))

    def _weigh(self, grams: int, source: Source) -> None:
        parcel = self.station.parcel
        if parcel is None:
            return
        answer = self.desk.try_command(weigh, parcel.view.id, grams, source, new_action())
        if answer is not None:
            self.scale.settling.counted()
            self.station.show_answer(answer)

    def _scale_says(self, state: State, grams: int) -> None:
        self._show_scale()
        if self._waiting and state is State.STABLE and self.station.isVisible():
            self._weigh(grams, "scale")

    def _show_scale(self) -> None:
        if self._waiting:
            self.sheet.show_scale(self.scale.state, self.scale.grams, wanted=self.scale.wanted)
