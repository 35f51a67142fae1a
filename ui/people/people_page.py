"""Who works here: the list, and what can be done with the person chosen. Whoever is no owner sees only themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.jobs import Progress
from ui.language import current, tr
from ui.packing.reason_words import reason_lines
from ui.people.forms import PersonForm, PinForm, RoleForm
from ui.people.papers import PaperBanner, write_badge, write_commands
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.people.commands import change_person, renew_badge
from warehouse_app.people.queries import PersonRow, people
from warehouse_app.people.rules import Right


class PeoplePage(QWidget):
    """The page. ``desk.may(Right.PEOPLE)`` decides what is offered; the commands check it again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.add = Button("people.add", kind="primary", icon="plus", shortcut="Ctrl+N", parent=self)
        self.commands = Button("people.command_sheet", icon="barcode", parent=self)
        self.paper = PaperBanner(desk, self)
        self.table = self._make_table()
        self.title = Heading(parent=self)
        self.state = Text(role="muted", wrap=True, parent=self)
        self.badge = Button("people.badge", icon="badge", parent=self)
        self.role = Button("people.change_role", icon="person", parent=self)
        self.pin = Button("people.change_pin", icon="lock", parent=self)
        self.renew = Button("people.renew_badge", icon="refresh", parent=self)
        self.renew.show_tip("people.renew_tip")
        self.go = Button("people.let_go", kind="danger", icon="cancel", parent=self)
        self.take_back = Button("people.take_back", icon="undo", parent=self)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read again who works here."""
        owner = self.desk.may(Right.PEOPLE)
        self.add.setVisible(owner)
        self.table.refresh()
        if self.table.current() is None and self.table.model.total:
            self.table.view.selectRow(0)
        self._show_chosen(self.table.current())

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_table(self) -> Table[PersonRow]:
        columns = [
            Column[PersonRow]("name", "people.column_name", width=0, sortable=False),
            Column[PersonRow]("role", "people.column_role", lambda p: tr(f"people.role_{p.role}"), width=140, sortable=False),
            Column[PersonRow]("active", "people.column_state", _state_words, _state_tone, width=140, sortable=False),
            Column[PersonRow]("badge", "people.column_badge", _badge_tail, width=140, sortable=False),
        ]
        empty = EmptyState("person", "people.none", parent=self)
        table = Table(columns, self._fetch, empty, self, many=False)
        table.remember(self.desk.lists, "people")
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=3, margin=5)
        head = row(gap=2)
        head.addWidget(self.add)
        head.addStretch(1)
        head.addWidget(self.commands)
        inside.addLayout(head)
        inside.addWidget(self.paper)
        both = row(gap=3)
        both.addWidget(self.table, 1)
        side = card(self)
        side.setFixedWidth(space(76))
        words = column(side, gap=2, margin=5)
        words.addWidget(self.title)
        words.addWidget(self.state)
        words.addSpacing(space(2))
        for button in (self.badge, self.role, self.pin, self.renew, self.go, self.take_back):
            words.addWidget(button)
        words.addStretch(1)
        both.addWidget(side)
        inside.addLayout(both, 1)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_chosen)
        self.add.clicked.connect(self._add)
        self.commands.clicked.connect(self._command_sheet)
        self.badge.clicked.connect(self._print_badge)
        self.role.clicked.connect(self._change_role)
        self.pin.clicked.connect(self._change_pin)
        self.renew.clicked.connect(self._renew)
        self.go.clicked.connect(lambda: self._set_active(False))
        self.take_back.clicked.connect(lambda: self._set_active(True))

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[PersonRow], int]:
        rows = self.desk.read(people) if self.desk.logged_in else []
        if not self.desk.may(Right.PEOPLE):
            rows = [person for person in rows if person.id == self.desk.actor.id] if rows else []
        return rows[offset : offset + limit], len(rows)

    def _show_chosen(self, person: PersonRow | None) -> None:
        owner = self.desk.may(Right.PEOPLE)
        for button in (self.badge, self.role, self.pin, self.renew, self.go, self.take_back):
            button.setVisible(person is not None and owner)
        if person is None:
            self.title.show_plain("")
            self.state.show_code("people.choose")
            return
        self.title.show_plain(person.name)
        self.state.show_code(f"people.duties_{person.role}" if person.active else "people.gone_words")
        self.badge.setVisible(person.active)
        self.renew.setVisible(owner and person.active)
        self.go.setVisible(owner and person.active)
        self.take_back.setVisible(owner and not person.active)

    # --- what can be done -------------------------------------------------------------------------------------------

    def _add(self) -> None:
        form = PersonForm(self.desk, self)
        form.accepted.connect(lambda: self._added(form))
        form.open()

    def _added(self, form: PersonForm) -> None:
        if form.person is not None:
            self.desk.messages.tell("right", "people.added", name=form.person.name)
            self._write_badge(form.person.name, form.person.role, form.person.badge)

    def _change_role(self) -> None:
        person = self.table.current()
        if person is not None:
            RoleForm(self.desk, person, self).open()

    def _change_pin(self) -> None:
        person = self.table.current()
        if person is not None:
            form = PinForm(self.desk, person, self)
            form.accepted.connect(lambda: self.desk.messages.tell("right", "people.pin_changed", name=person.name))
            form.open()

    def _renew(self) -> None:
        person = self.table.current()
        badge = self.desk.try_command(renew_badge, person.id) if person is not None else None
        if person is not None and badge is not None:
            self._write_badge(person.name, person.role, badge)

    def _set_active(self, active: bool) -> None:
        person = self.table.current()
        if person is None:
            return
        try:
            self.desk.command(change_person, person.id, active=active)
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        self.desk.messages.tell("right", "people.taken_back" if active else "people.gone", name=person.name)

    # --- papers -----------------------------------------------------------------------------------------------------

    def _print_badge(self) -> None:
        person = self.table.current()
        if person is not None:
            self._write_badge(person.name, person.role, person.badge)

    def _write_badge(self, name: str, role: str, badge: str) -> None:
        folder, language = self.desk.folder.documents, current()
        self._paper(lambda _: write_badge(folder, name, role, badge, language), "people.badge_written")

    def _command_sheet(self) -> None:
        folder, language, reasons = self.desk.folder.documents, current(), reason_lines(self.desk)
        self._paper(lambda _: write_commands(folder, reasons, language), "people.commands_written")

    def _paper(self, work: Callable[[Progress], Path], code: str) -> None:
        """Write a paper in the background, then offer it."""
        self.desk.work(work, lambda path: self.paper.show_paper(path, code), title_code="people.writing", owner=self)


def _state_words(person: PersonRow) -> str:
    return tr("people.state_here" if person.active else "people.state_gone")


def _state_tone(person: PersonRow) -> ToneName | None:
    return None if person.active else "blocked"


def _badge_tail(person: PersonRow) -> str:
    """The last four characters tell two badges apart; the whole code would open the desk for whoever reads it."""
    return f"…{person.badge[-4:]}" if person.active and person.badge else ""
