"""Marked days, and the days without an order that nobody has explained yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.words import today_at
from ui.language import tr
from ui.restock.done_banner import DoneBanner
from ui.restock.mark_form import MarkForm
from ui.restock.reading import Reading
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from warehouse_app.people.rules import Right
from warehouse_app.restock.marking.commands import Mark, change_mark, mark_days, remove_mark
from warehouse_app.restock.marking.queries import MarkRow, marks, unexplained
from warehouse_app.restock.marking.rules import Gap

_TONES: dict[str, ToneName] = {"closed": "blocked", "promotion": "next", "missing": "warning"}


class MarksPane(QWidget):
    """See the module. The gaps are looked for off the window's thread: they ask of every order."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._look_for_gaps = Reading(
            desk, lambda session: unexplained(session, today_at(desk)), self._show_gaps, "past.looking", self
        )  # fmt: skip
        self.add_button = Button("past.mark", kind="primary", icon="plus", shortcut="F2", parent=self)
        self.change_button = Button("past.change", icon="note", parent=self)
        self.remove_button = Button("past.remove", icon="cancel", shortcut="F8", parent=self)
        self.explain_button = Button("past.explain", icon="note", shortcut="F4", parent=self)
        self.done = DoneBanner(self)
        self.gaps_title = Heading("past.gaps", parent=self)
        self.gaps_words = Text("past.gaps_words", role="muted", wrap=True, parent=self)
        self.gaps: ShortTable[Gap] = ShortTable(_gap_columns(), EmptyState("complete", "past.no_gaps", parent=self), self)
        empty = EmptyState("clock", "past.no_marks", "past.no_marks_words", self)
        self.empty_button = empty.add_button(Button("past.mark", kind="primary", icon="plus", parent=empty))
        self.list: ShortTable[MarkRow] = ShortTable(_mark_columns(), empty, self, many=False)
        self._lay_out()
        self._connect()

    def ready(self) -> None:
        """The list takes the keys."""
        self.list.setFocus()

    def refresh(self) -> None:
        """Read the marks, and look for gaps."""
        rows = self._desk.read(marks)
        self.list.show_moving_rows(rows, lambda one: one.id)
        may = self._desk.logged_in and self._desk.may(Right.RESTOCK)
        for button in (self.add_button, self.empty_button, self.explain_button):
            button.setEnabled(may)
            button.show_tip("" if may else "clearance.no_right")
        for button in (self.change_button, self.remove_button):
            button.setEnabled(may and bool(rows))
        self._look_for_gaps.start()

    def _show_gaps(self, found: Sequence[Gap]) -> None:
        self._gaps_box.setVisible(bool(found))
        self.gaps.show_rows(found)
        if found:
            self.gaps.table.view.selectRow(0)

    # --- what a person does -----------------------------------------------------------------------------------------

    def ask_mark(self) -> None:
        """Mark days."""
        today = today_at(self._desk)
        self._open(Mark("promotion", today, today), None)

    def ask_explain(self) -> None:
        """Say what was on the chosen days without an order."""
        gap = self.gaps.table.current()
        if gap is None:
            self._desk.messages.tell("information", "past.choose_gap")
            return
        self._open(Mark("missing", gap.begins, gap.ends), None)

    def ask_change(self) -> None:
        """Say something else of the chosen days."""
        chosen = self.list.table.current()
        if chosen is None:
            self._desk.messages.tell("information", "past.choose_mark")
            return
        self._open(Mark(chosen.kind, chosen.begins, chosen.ends, chosen.note), chosen.id)

    def remove(self) -> None:
        """Take the chosen mark away."""
        chosen = self.list.table.current()
        if chosen is None:
            self._desk.messages.tell("information", "past.choose_mark")
            return
        before = self._desk.try_command(remove_mark, chosen.id)
        if before is not None:
            self.done.show_done(partial(self._mark_again, before), "past.mark_removed", days=chosen.days)

    def _mark_again(self, mark: Mark) -> bool:
        return self._desk.try_command(mark_days, mark) is not None

    def _open(self, mark: Mark, mark_id: int | None) -> None:
        form = MarkForm(self._desk, mark, mark_id, self)
        form.accepted.connect(lambda: self._marked(form))
        form.open()

    def _marked(self, form: MarkForm) -> None:
        desk, mark_id, before = self._desk, form.mark_id, form.before

        def back() -> bool:
            if before is None:
                return desk.try_command(remove_mark, mark_id) is not None
            return desk.try_command(change_mark, mark_id, before) is not None

        self.done.show_done(back, "past.marked", days=form.days)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        head.addWidget(Text("past.marks_words", role="muted", wrap=True, parent=self), 1)
        for button in (self.remove_button, self.change_button, self.add_button):
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(self.done)
        inside.addWidget(self.list, 3)
        self._gaps_box = QWidget(self)
        box = column(self._gaps_box, gap=2)
        line = row(gap=2)
        line.addWidget(self.gaps_title)
        line.addStretch(1)
        line.addWidget(self.explain_button)
        box.addLayout(line)
        box.addWidget(self.gaps_words)
        box.addWidget(self.gaps, 1)
        inside.addWidget(self._gaps_box, 2)
        self._gaps_box.hide()

    def _connect(self) -> None:
        for button in (self.add_button, self.empty_button):
            button.clicked.connect(self.ask_mark)
        self.change_button.clicked.connect(self.ask_change)
        self.remove_button.clicked.connect(self.remove)
        self.explain_button.clicked.connect(self.ask_explain)
        self.list.table.activated.connect(lambda _row: self.ask_change())
        self.gaps.table.activated.connect(lambda _row: self.ask_explain())


def _span(begins: date, ends: date) -> str:
    return f"{begins}" if begins == ends else f"{begins} – {ends}"


def _mark_columns() -> list[Column[MarkRow]]:
    return [
        Column[MarkRow]("begins", "past.col_days", lambda one: _span(one.begins, one.ends), width=220),
        Column[MarkRow]("days", "past.col_count", align="right", width=80),
        Column[MarkRow](
            "kind", "past.col_kind", lambda one: tr(f"past.kind_{one.kind}"), lambda one: _TONES[one.kind], width=170
        ),
        Column[MarkRow]("note", "past.col_note", width=0),
        Column[MarkRow]("who", "past.col_who", width=130),
    ]


def _gap_columns() -> list[Column[Gap]]:
    return [
        Column[Gap]("begins", "past.col_days", lambda one: _span(one.begins, one.ends), width=220),
        Column[Gap]("days", "past.col_count", align="right", width=80),
        Column[Gap]("open", "past.col_guess", lambda one: tr("past.gap_open" if one.open else "past.gap_between"),
                    lambda _one: "warning", width=0),
    ]  # fmt: skip
