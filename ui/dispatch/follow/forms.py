"""The forms of a case: opened by hand, its plan, what somebody learned of the parcel, how it ended."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import DayField
from ui.widgets.form_dialog import FormDialog
from ui.widgets.moment_field import MomentField
from ui.widgets.text import Check, Combo, Field, Text
from warehouse_app.dispatch.following.commands import LONGEST, Plan, close_case, open_case, plan_case
from warehouse_app.dispatch.following.queries import CaseRow, find_away
from warehouse_app.dispatch.following.rules import KINDS, OUTCOMES, Status
from warehouse_app.dispatch.following.tracking import say_of_parcel
from warehouse_app.errors import NotFound
from warehouse_app.people.queries import people


class OpenCaseForm(FormDialog):
    """``opened`` is the case's id once it was opened."""

    def __init__(self, desk: Desk, parent: QWidget, number: str = "") -> None:
        super().__init__("follow.open_title", parent, accept="follow.open_do", width=560)
        self._desk = desk
        self.opened = 0
        self.number = Field("follow.number_hint", takes="scan", parent=self.sheet)
        self.number.setText(number)
        self.kind = Combo([(f"follow.case_{kind}", kind) for kind in KINDS], parent=self.sheet)
        self.kind.choose("problem")
        self.text = Field("follow.text_hint", takes="typing", parent=self.sheet)
        self.text.setMaxLength(LONGEST)
        self.add_field("follow.number", self.number)
        self.add_field("follow.kind", self.kind)
        self.add_field("follow.text", self.text)

    def submit(self) -> None:
        """Open it. Raises NotFound ``follow.none_away``, and what the command raises."""
        found = self._desk.read(find_away, self.number.text())
        if found is None:
            raise NotFound("follow.none_away", number=self.number.text().strip())
        self.opened = self._desk.command(open_case, found.parcel_id, str(self.kind.value()), self.text.text())


class PlanForm(FormDialog):
    """What is done next, until when an answer was promised, and who sees to it."""

    def __init__(self, desk: Desk, row: CaseRow, parent: QWidget) -> None:
        super().__init__("follow.plan_title", parent, accept="ui.ok", width=560, waybill=row.waybill)
        self._desk, self._id = desk, row.id
        self.step = Field("follow.step_hint", takes="typing", parent=self.sheet)
        self.step.setMaxLength(LONGEST)
        self.step.setText(row.next_step)
        today = desk.warehouse.clock().astimezone().date()
        self.has_day = Check("follow.has_day", parent=self.sheet)
        self.day = DayField(row.promised or today, self.sheet)
        self.owner = Combo([("follow.nobody", None)], parent=self.sheet)
        for person in desk.read(people):
            self.owner.add_plain(person.name, person.id)
        self.owner.choose(row.owner_id)
        self.add_field("follow.step", self.step)
        self.body.addWidget(self.has_day)
        self.add_field("follow.promised", self.day)
        self.add_field("follow.owner", self.owner)
        self.has_day.toggled.connect(self.day.setEnabled)
        self.has_day.setChecked(row.promised is not None)
        self.day.setEnabled(row.promised is not None)

    def submit(self) -> None:
        """Keep it. Raises what the command raises."""
        owner = self.owner.value()
        plan = Plan(
            self.step.text(), self.day.day if self.has_day.isChecked() else None, owner if isinstance(owner, int) else None
        )
        self._desk.command(plan_case, self._id, plan)


class TrackForm(FormDialog):
    """What somebody learned of the parcel by telephone, or on the courier's page."""

    def __init__(self, desk: Desk, row: CaseRow, parent: QWidget) -> None:
        super().__init__("follow.track_title", parent, accept="ui.ok", width=560, waybill=row.waybill)
        self._desk, self._parcel_id = desk, row.parcel_id
        self.status = Combo([(f"follow.status_{status}", status.value) for status in Status], parent=self.sheet)
        self.status.choose(Status.MOVING.value)
        self.moment = MomentField(desk.warehouse.clock(), self.sheet)
        self.place = Field("follow.place_hint", takes="typing", parent=self.sheet)
        self.words = Field("follow.text_hint", takes="typing", parent=self.sheet)
        self.add_beside(("follow.status", self.status), ("follow.when", self.moment))
        self.add_field("follow.place", self.place)
        self.add_field("follow.text", self.words)

    def submit(self) -> None:
        """Keep it. Raises what the command raises."""
        status = Status(str(self.status.value()))
        self._desk.command(say_of_parcel, self._parcel_id, status, self.moment.moment, self.words.text(), self.place.text())


class CloseCaseForm(FormDialog):
    """How it ended."""

    def __init__(self, desk: Desk, row: CaseRow, parent: QWidget) -> None:
        super().__init__("follow.close_title", parent, accept="follow.close_do", width=560, waybill=row.waybill)
        self._desk, self._id = desk, row.id
        self.outcome = Combo([(f"follow.outcome_{outcome}", outcome) for outcome in OUTCOMES], parent=self.sheet)
        self.text = Field("follow.text_hint", takes="typing", parent=self.sheet)
        self.text.setMaxLength(LONGEST)
        self.add_field("follow.outcome", self.outcome)
        self.add_field("follow.text", self.text)
        self.body.addWidget(Text("follow.close_words", role="muted", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Close it. Raises what the command raises."""
        self._desk.command(close_case, self._id, str(self.outcome.value()), self.text.text())
