"""What is done with the chosen goods, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import money_words
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.restock.clearing.commands import Decisions, Noted, decide
from warehouse_app.restock.clearing.queries import ClearRow, summed
from warehouse_app.restock.clearing.rules import ACTS, LONGEST_NOTE


class DecideForm(FormDialog):
    """Proposes what is advised when that is the same for all; ``before`` is what undoes the decision."""

    def __init__(self, desk: Desk, rows: Sequence[ClearRow], parent: QWidget) -> None:
        super().__init__("clearance.decide_title", parent, accept="clearance.decide_ok", width=560, skus=len(rows))
        self._desk, self._rows = desk, list(rows)
        self.before: Decisions = {}
        sums = summed(rows)
        fields = {"skus": sums.skus, "pieces": f"{sums.pieces:,}", "value": money_words(sums.value)}
        self.body.addWidget(Text("clearance.sums", role="muted", wrap=True, parent=self.sheet, **fields))
        self.act = Combo([(f"clearance.act_{act}", act) for act in ACTS], parent=self.sheet)
        said = {row.decided.act if row.decided else row.advice.act for row in rows}
        self.act.choose(said.pop() if len(said) == 1 else None)
        self.note = Field("clearance.note_hint", parent=self.sheet)
        self.note.setMaxLength(LONGEST_NOTE)
        notes = {row.decided.note if row.decided else "" for row in rows}
        self.note.setText(notes.pop() if len(notes) == 1 else "")
        self.add_field("clearance.act", self.act)
        self.add_field("clearance.col_note", self.note)

    def submit(self) -> None:
        """Note it down. Raises BadInput ``clearance.no_act`` and what ``decide`` raises."""
        act = self.act.value()
        if not isinstance(act, str):
            self.act.setFocus()
            raise BadInput("clearance.no_act", act="")
        noted = Noted(act, self.note.text())
        self.before = self._desk.command(decide, {row.sku_id: noted for row in self._rows})
