"""A new stocktake: why, when, what belongs to it, and who counts."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.desk import Desk
from ui.inbound.buying.words import DayField
from ui.theme import space
from ui.widgets.chips import Chip, Flow
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Check, Combo, Field, Text
from warehouse_app.counting.commands import plan_stocktake
from warehouse_app.counting.rules import Kind, Sample, window
from warehouse_app.counting.scope import Plan, Scope
from warehouse_app.people.queries import people
from warehouse_app.store import settings

_BETWEEN = re.compile(r"[,\u3001\uff0c;\uff1b\n]+")  # names may have spaces in them
_SETTINGS = ("count_blind", "count_first_day", "count_last_day")


class PlanForm(FormDialog):
    """``stocktake_id`` is the new one, once accepted."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("counting.plan_title", parent, accept="counting.plan_ok", width=760)
        self._desk = desk
        self.stocktake_id = 0
        self._known = desk.read(settings.get_all, _SETTINGS)
        self.kind = Combo([(f"counting.kind_{kind.value}", kind.value) for kind in Kind], parent=self.sheet)
        self.name = Field("counting.plan_name_example", parent=self.sheet)
        today = desk.warehouse.clock().astimezone().date()
        self._today = today
        self.opens, self.closes = DayField(today, self.sheet), DayField(today, self.sheet)
        self.sample = Combo([(f"counting.sample_{sample.value}", sample.value) for sample in Sample], parent=self.sheet)
        self.bins = QSpinBox(self.sheet)
        self.bins.setRange(1, 100_000)
        self.bins.setValue(20)
        self.bins.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.scope = {name: Field("counting.plan_everything", parent=self.sheet) for name in Scope.__dataclass_fields__}
        self.blind = Check("counting.plan_blind", parent=self.sheet)
        self.blind.setChecked(bool(self._known["count_blind"]))
        self.lock = Check("counting.plan_lock", parent=self.sheet)
        self.people = {person.id: Chip(parent=self.sheet) for person in desk.read(people, active_only=True)}
        for person in desk.read(people, active_only=True):
            self.people[person.id].show_plain(person.name)
        self._lay_out_fields()
        self.kind.currentIndexChanged.connect(lambda _: self._kind_changed())
        self._kind_changed()

    def _lay_out_fields(self) -> None:
        scope = self.scope
        self.add_beside(("counting.plan_kind", self.kind), ("counting.plan_name", self.name))
        self.add_beside(("counting.plan_opens", self.opens), ("counting.plan_closes", self.closes))
        self.add_beside(("counting.plan_sample", self.sample), ("counting.plan_size", self.bins))
        self.add_beside(("counting.scope_zones", scope["zones"]), ("counting.scope_bins", scope["bins"]))
        self.add_beside(("counting.scope_categories", scope["categories"]), ("counting.scope_suppliers", scope["suppliers"]))
        self.add_field("counting.scope_skus", scope["skus"])
        self.body.addWidget(Text("counting.plan_people", role="small", parent=self.sheet))
        chips = Flow(self.sheet)
        for chip in self.people.values():
            chips.add(chip)
        self.body.addWidget(chips)
        self.body.addWidget(self.blind)
        self.body.addWidget(self.lock)

    def _kind_changed(self) -> None:
        """The usual days of this kind; what a spot check looks at is asked for spot checks alone."""
        kind = Kind(str(self.kind.value()))
        first, last = window(kind, self._today, int(self._known["count_first_day"]), int(self._known["count_last_day"]))
        self.opens.show_day(first)
        self.closes.show_day(last)
        for widget in (self.sample, self.bins):
            widget.setEnabled(kind is Kind.SPOT)

    def plan(self) -> Plan:
        """The plan as it stands in the fields."""
        told = {name: _names(field.text()) for name, field in self.scope.items()}
        return Plan(
            Kind(str(self.kind.value())), self.opens.day, self.closes.day, self.name.text(), self.blind.isChecked(),
            Scope(**told), tuple(who for who, chip in self.people.items() if chip.isChecked()),
            Sample(str(self.sample.value())), self.bins.value(), lock=self.lock.isChecked(),
        )  # fmt: skip

    def submit(self) -> None:
        """Make it. Raises what ``plan_stocktake`` raises."""
        self.stocktake_id = self._desk.command(plan_stocktake, self.plan())


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in _BETWEEN.split(text) if (name := part.strip()))
