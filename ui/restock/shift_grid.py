"""The shift plan, a week at a time: people down, days across, hours typed into the cells; planned and needed below."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QWidget

from ui import theme
from ui.desk import Desk
from ui.language import tr
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import AnyIndex
from ui.widgets.text import Button, Heading, Text
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.people.rules import Right
from warehouse_app.people.shifts import (
    DAY_MINUTES,
    PlannedDay,
    ShiftRow,
    copy_week,
    last_planned_week,
    monday,
    set_shifts,
    shifts,
)

WEEK = 7
_ROLE = Qt.ItemDataRole
_CELL = space(22)
_TENTH = 6  # minutes: what is needed is told in tenths of an hour
_ALIGNED = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def typed_hours(text: str) -> int:
    """Minutes out of 8, 7.5 or 7:30 hours; nothing is a day off.

    Raises BadInput ``rehearsal.no_hours``, ``people.shift_minutes``.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower().removesuffix("h").strip()
    if plain in ("", "-", "–"):
        return 0
    hours, colon, minutes = plain.partition(":")
    try:
        whole = Decimal(hours) * 60 + (int(minutes) if colon else 0)
    except (InvalidOperation, ValueError):
        raise BadInput("rehearsal.no_hours", text=text.strip()) from None
    if not whole.is_finite() or (colon and not 0 <= int(minutes) < 60):
        raise BadInput("rehearsal.no_hours", text=text.strip())
    if not 0 <= whole <= DAY_MINUTES:
        raise BadInput("people.shift_minutes", hours=hours)
    return round(whole)


def hours_words(minutes: int) -> str:
    """Minutes as hours as they are typed: 8, 7.5, or 7:20 where tenths do not say it."""
    if not minutes:
        return ""
    return f"{minutes / 60:g}" if minutes % 6 == 0 else f"{minutes // 60}:{minutes % 60:02d}"


class ShiftModel(QAbstractTableModel):
    """People, and below them what is planned and what the rehearsal needs. ``typed(place, place, text)`` when a cell was."""

    typed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first = date(2026, 1, 5)
        self.rows: list[ShiftRow] = []
        self.needed: Mapping[date, int] = {}

    @property
    def days(self) -> list[date]:
        """The days shown."""
        return [self.first + timedelta(days=n) for n in range(WEEK)]

    def show_week(self, first: date, rows: Sequence[ShiftRow], needed: Mapping[date, int]) -> None:
        """Show a week."""
        changed = len(rows) != len(self.rows)
        if changed:
            self.beginResetModel()
        self.first, self.rows, self.needed = first, list(rows), needed
        if changed:
            self.endResetModel()
            return
        self.retranslate()

    def retranslate(self) -> None:
        """Headings and cells anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, WEEK)
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, WEEK))

    # --- for Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """People, planned, needed."""
        return 0 if parent.isValid() or not self.rows else len(self.rows) + 2

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Days and their sum."""
        return 0 if parent.isValid() else WEEK + 1

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Only people's days can be typed into."""
        flags = super().flags(index)
        is_cell = index.isValid() and index.row() < len(self.rows) and index.column() < WEEK
        return flags | Qt.ItemFlag.ItemIsEditable if is_cell else flags

    def data(self, index: AnyIndex, role: int = _ROLE.DisplayRole) -> Any:
        """One cell. Never raises."""
        if not index.isValid():
            return None
        if role == _ROLE.TextAlignmentRole:
            return _ALIGNED
        minutes = self._minutes(index.row(), index.column())
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            return hours_words(minutes)
        is_sum = index.row() >= len(self.rows) or index.column() == WEEK
        if role == _ROLE.FontRole and is_sum:
            font = QFont()
            font.setBold(True)
            return font
        if role == _ROLE.ForegroundRole and index.row() == len(self.rows) and self._is_short(index.column()):
            return QColor(theme.current().tone("wrong").text)
        return None

    def _minutes(self, line: int, place: int) -> int:
        if line < len(self.rows):
            return self.rows[line].sum if place == WEEK else self.rows[line].minutes[place]
        days = range(WEEK) if place == WEEK else (place,)
        if line == len(self.rows):
            return sum(one.minutes[day] for one in self.rows for day in days)
        needed = sum(self.needed.get(self.days[day], 0) for day in days)
        return -(-needed // _TENTH) * _TENTH

    def _is_short(self, place: int) -> bool:
        """Less is planned than needed."""
        return self._minutes(len(self.rows), place) < self._minutes(len(self.rows) + 1, place)

    def setData(self, index: AnyIndex, value: Any, role: int = _ROLE.EditRole) -> bool:
        """What was typed goes to whoever writes it down."""
        if role != _ROLE.EditRole or not index.isValid() or str(value) == self.data(index):
            return False
        self.typed.emit(index.row(), index.column(), str(value))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Days above, people beside."""
        if role != _ROLE.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            if section == WEEK:
                return tr("rehearsal.week_sum")
            day = self.first + timedelta(days=section)
            return f"{day:%m-%d} {tr(f'rehearsal.weekday_{day.weekday()}')}"
        if section < len(self.rows):
            return self.rows[section].name
        return tr("rehearsal.week_planned" if section == len(self.rows) else "rehearsal.week_needed")


class ShiftGrid(QWidget):
    """See the module. Enter or typing writes into a cell, Delete empties, Ctrl+C and Ctrl+V go to and from a spreadsheet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._needed: Mapping[date, int] = {}
        self._undone: list[tuple[PlannedDay, ...]] = []
        self.first = monday(desk.warehouse.clock().astimezone().date())
        self.title = Heading(parent=self)
        self.hint = Text("rehearsal.shift_hint", role="small", parent=self)
        self.back = Button("rehearsal.week_back", kind="quiet", parent=self)
        self.on = Button("rehearsal.week_on", kind="quiet", parent=self)
        self.copy_last = Button("rehearsal.copy_week", icon="copy", parent=self)
        self.undo = Button("rehearsal.undo_shifts", icon="undo", parent=self)
        self.model = ShiftModel(self)
        self.view = QTableView(self)
        self.empty = EmptyState("person", "rehearsal.no_people", "rehearsal.no_people_words", self)
        self.views = QStackedWidget(self)
        self._set_up_view()
        self._lay_out()
        self.back.clicked.connect(lambda: self.go(-1))
        self.on.clicked.connect(lambda: self.go(1))
        self.copy_last.clicked.connect(self.copy_week)
        self.undo.clicked.connect(self.take_back)
        self.model.typed.connect(lambda line, place, text: self.write({(line, place): text}))

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        view.setTabKeyNavigation(False)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.horizontalHeader().setHighlightSections(False)
        view.verticalHeader().setDefaultSectionSize(space(8))
        view.verticalHeader().setMinimumWidth(_CELL)
        view.setProperty("takesPaste", True)
        view.installEventFilter(self)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=2)
        for widget in (self.back, self.title, self.on):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.undo)
        head.addWidget(self.copy_last)
        inside.addLayout(head)
        inside.addWidget(self.hint)
        self.views.addWidget(self.view)
        self.views.addWidget(self.empty)
        inside.addWidget(self.views, 1)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_needs(self, needed: Mapping[date, int], week_of: date | None = None) -> None:
        """Minutes the rehearsal needs by day; ``week_of``: go to that day's week."""
        self._needed = needed
        if week_of is not None:
            self.first = monday(week_of)
        self.refresh()

    def refresh(self) -> None:
        """Read the week again."""
        rows = self._desk.read(shifts, self.first, self.first + timedelta(days=WEEK - 1))
        self.model.show_week(self.first, rows, self._needed)
        self.views.setCurrentIndex(0 if rows else 1)
        last = self.first + timedelta(days=WEEK - 1)
        self.title.show_code("rehearsal.week_title", first=self.first.isoformat(), last=f"{last:%m-%d}")
        may = self._desk.may(Right.RESTOCK)
        self.copy_last.setEnabled(may and bool(rows))
        self.undo.setEnabled(may and bool(self._undone))

    def go(self, weeks: int) -> None:
        """To another week."""
        self.first += timedelta(days=WEEK * weeks)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Headings in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.model.rows:
            self.model.retranslate()
        super().changeEvent(event)

    # --- what is written --------------------------------------------------------------------------------------------

    def write(self, cells: Mapping[tuple[int, int], str]) -> None:
        """Write hours into cells (person, day), all or none; what cannot be is said and nothing is lost."""
        try:
            planned = [
                PlannedDay(self.model.rows[line].person_id, self.model.days[place], typed_hours(text))
                for (line, place), text in cells.items()
            ]
            self._keep(self._desk.command(set_shifts, planned))
        except WarehouseError as error:
            self._desk.messages.error(error)

    def _keep(self, before: tuple[PlannedDay, ...] | None) -> None:
        if before:
            self._undone.append(before)
        self.refresh()

    def copy_week(self) -> None:
        """The last week that was planned, also for this one."""
        source = self._desk.read(last_planned_week, self.first)
        if source is None:
            self._desk.messages.tell("warning", "rehearsal.no_week_before")
            return
        before = self._desk.try_command(copy_week, source, self.first)
        if before is not None:
            self._keep(before)
            self._desk.messages.tell("right", "rehearsal.week_copied", day=source.isoformat(), days=len(before))

    def take_back(self) -> None:
        """Take back the last change made here."""
        if self._undone and self._desk.try_command(set_shifts, self._undone[-1]) is not None:
            self._undone.pop()
        self.refresh()

    # --- keys -------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete, copy, paste, undo; Enter opens a cell. Ctrl+Z is the grid's before it is a banner's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) and self._undone:
                event.accept()
                return True
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._took(event):
            return True
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        if not self.view.hasFocus():  # the cell that is open leaves these keys over
            return False
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._copied())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.take_back()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.write({(index.row(), index.column()): "" for index in self.view.selectedIndexes() if self._is_cell(index)})
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._is_cell(self.view.currentIndex()):
            self.view.edit(self.view.currentIndex())
        else:
            return False
        return True

    def take_typed(self, text: str) -> bool:
        """What was typed with a cell under the cursor and ended with Enter: keys outside a field go the way of codes. Whether it
        was hours.
        """
        at = self.view.currentIndex()
        if not self.view.hasFocus() or not self._is_cell(at):
            return False
        try:
            typed_hours(text)
        except BadInput:
            return False
        self.write({(at.row(), at.column()): text})
        return True

    def _is_cell(self, index: AnyIndex) -> bool:
        return bool(self.model.flags(index) & Qt.ItemFlag.ItemIsEditable)

    def _copied(self) -> str:
        found = sorted((index.row(), index.column()) for index in self.view.selectedIndexes())
        lines: dict[int, list[str]] = {}
        for line, place in found:
            lines.setdefault(line, []).append(str(self.model.data(self.model.index(line, place))))
        return "\n".join("\t".join(cells) for cells in lines.values())

    def _paste(self, text: str) -> None:
        at = self.view.currentIndex()
        if not self._is_cell(at):
            return
        cells = {
            (at.row() + down, at.column() + across): word
            for down, line in enumerate(text.rstrip("\r\n").splitlines())
            for across, word in enumerate(line.split("\t"))
        }
        self.write({place: word for place, word in cells.items() if self._is_cell(self.model.index(*place))})
