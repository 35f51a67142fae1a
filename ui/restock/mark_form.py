"""Which days, and why they say nothing about usual demand."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import DayField
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.restock.marking.commands import Mark, change_mark, mark_days
from warehouse_app.restock.marking.rules import LONGEST_NOTE, MARK_KINDS


class MarkForm(FormDialog):
    """``mark_id`` is the mark that was made or changed, ``before`` what it said (None: it is new)."""

    def __init__(self, desk: Desk, mark: Mark, mark_id: int | None, parent: QWidget) -> None:
        super().__init__("past.mark_title", parent, accept="past.mark_ok", width=560)
        self._desk = desk
        self._own = mark_id
        self.mark_id = mark_id or 0
        self.before: Mark | None = None
        self.kind = Combo([(f"past.kind_{kind}", kind) for kind in MARK_KINDS], parent=self.sheet)
        self.kind.choose(mark.kind)
        self.explained = Text(role="muted", wrap=True, parent=self.sheet)
        self.begins, self.ends = DayField(mark.begins, self.sheet), DayField(mark.ends, self.sheet)
        self.note = Field("past.note_hint", parent=self.sheet)
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setText(mark.note)
        self.add_field("past.col_kind", self.kind)
        self.body.addWidget(self.explained)
        self.add_beside(("past.begins", self.begins), ("past.ends", self.ends))
        self.add_field("past.col_note", self.note)
        self.kind.currentIndexChanged.connect(lambda _: self._explain())
        self.begins.dateChanged.connect(lambda _: self._follow())
        self._explain()

    @property
    def days(self) -> int:
        """How many days are meant."""
        return (self.ends.day - self.begins.day).days + 1

    def submit(self) -> None:
        """Mark them. Raises what ``mark_days`` and ``change_mark`` raise."""
        mark = Mark(str(self.kind.value()), self.begins.day, self.ends.day, self.note.text())
        if self._own is None:
            self.mark_id = self._desk.command(mark_days, mark)
        else:
            self.before = self._desk.command(change_mark, self._own, mark)

    def _follow(self) -> None:
        """A first day after the last takes the last along."""
        if self.begins.day > self.ends.day:
            self.ends.show_day(self.begins.day)

    def _explain(self) -> None:
        self.explained.show_code(f"past.explain_{self.kind.value()}")
