"""A decision with its note; of what is settled, how much the courier takes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import money_words, typed_money
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.dispatch.freight.commands import LONGEST_NOTE, Decision, decide, decide_all
from warehouse_app.dispatch.freight.queries import DifferenceRow, Wanted, wanted


class DecideForm(FormDialog):
    """Decides about chosen lines, or with ``everything`` about all that a filter shows."""

    def __init__(
        self, desk: Desk, state: Decision, rows: Sequence[DifferenceRow], parent: QWidget, everything: tuple[Wanted, int] | None
    ) -> None:
        super().__init__(f"freight.decide_{state}", parent, accept=f"freight.do_{state}", width=520)
        self._desk, self._state, self._everything = desk, state, everything
        self._ids = [row.id for row in rows]
        count = everything[1] if everything else len(rows)
        words = Text("freight.decide_words", role="muted", wrap=True, parent=self.sheet, n=f"{count:,}")
        self.note = Field("freight.note_hint", parent=self.sheet)
        self.note.setMaxLength(LONGEST_NOTE)
        self.credited = Field("freight.credited_hint", parent=self.sheet)
        self.body.addWidget(words)
        self.add_field("freight.note", self.note)
        one = len(rows) == 1 and everything is None and state == "settled"
        if one:
            self.note.setText(rows[0].note)
            self.credited.setText(money_words(max(rows[0].difference, type(rows[0].difference)(0))))
            self.add_field("freight.credited", self.credited)
        self.credited.setVisible(one)
        self._with_credit = one

    def submit(self) -> None:
        """Decide. Raises what the commands raise."""
        note = self.note.text()
        if self._everything is not None:
            self._desk.command(decide_all, wanted(self._everything[0]), self._state, note)
            return
        credited = typed_money(self.credited.text()) if self._with_credit else None
        self._desk.command(decide, self._ids, self._state, note, credited)
