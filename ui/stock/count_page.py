"""Bins to count: a picker found too little there. Enter what really lies there, and the books are put right."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QKeySequence, QRegularExpressionValidator, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.put_away.lines import age_words
from ui.packing.verdicts import variant_of
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Field, Heading, Text
from warehouse_app.errors import BadInput
from warehouse_app.people.rules import Right
from warehouse_app.picking.counting import CountRow, count_tasks, counted
from warehouse_app.store.warehouse import new_action


class CountForm(FormDialog):
    """How many pieces lie in the bin."""

    def __init__(self, desk: Desk, parent: QWidget, task: CountRow) -> None:
        super().__init__("ways.count_title", parent, accept="ways.count_ok", width=600, bin=task.bin)
        self._desk, self._task, self._action = desk, task, new_action()
        item = f"{task.name} {variant_of(task.colour, task.size)}   {task.seller_code}   {task.lot}".strip()
        self.body.addWidget(Text("ways.count_words", wrap=True, parent=self.sheet, item=item))
        self.pieces = Field(parent=self.sheet)
        self.pieces.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{1,6}"), self.pieces))
        self.add_field("ways.count_pieces", self.pieces)
        self.reason = Field(parent=self.sheet)
        self.reason.setMaxLength(200)
        self.reason.setText(task.document)
        self.add_field("ways.count_reason", self.reason)

    def submit(self) -> None:
        """Put the books right. Raises what ``counted`` raises, BadInput ``ways.count_missing``."""
        if not self.pieces.text():
            error = BadInput("ways.count_missing")
            self.show_mistake(error, self.pieces)
            raise error
        self._desk.command(counted, self._task.id, int(self.pieces.text()), self.reason.text(), self._action)


class CountPage(Page):
    """See the module."""

    topics = frozenset({"count_tasks", "stock", "waves"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.title = Heading(parent=self)
        self.count_button = Button("ways.count_do", kind="primary", icon="check", parent=self)
        nothing = EmptyState("complete", "ways.count_nothing", "ways.count_nothing_words", self)
        self.table: ShortTable[CountRow] = ShortTable(self._columns(), nothing, self, many=False)
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        head.addWidget(self.title, 1)
        head.addWidget(self.count_button)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)
        shortcut = QShortcut(QKeySequence("F2"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.count)
        self.count_button.clicked.connect(self.count)
        self.table.table.activated.connect(lambda _: self.count())

    def _columns(self) -> list[Column[CountRow]]:
        clock = self.desk.warehouse.clock
        return [
            Column[CountRow]("bin", "picking.col_bin", width=120),
            Column[CountRow]("expected", "ways.col_expected", align="right", width=110),
            Column[CountRow]("name", "inbound.col_name", width=0),
            Column[CountRow]("colour", "inbound.col_variant", lambda task: variant_of(task.colour, task.size), width=140),
            Column[CountRow]("seller_code", "inbound.col_code", width=130),
            Column[CountRow]("document", "picking.col_wave", width=130),
            Column[CountRow]("at", "inbound.col_age", lambda task: age_words(task.at, clock()), width=104),
        ]

    def enter(self) -> None:
        """Ready for the keyboard."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read what is to be counted."""
        rows = self.desk.read(count_tasks)
        self.table.show_rows(rows)
        self.title.show_code("ways.count_waiting", n=len(rows))
        may = self.desk.may(Right.WRITE_OFF)
        self.count_button.setEnabled(bool(rows) and may)
        self.count_button.show_tip("" if may else "stockroom.no_right")
        if rows and not self.table.table.view.currentIndex().isValid():
            self.table.table.view.selectRow(0)

    def take_scan(self, scan: Scan) -> None:
        """A bin's code chooses it."""
        codes = (scan.text, *scan.alternatives)
        place = next((n for n, task in enumerate(self.table.rows) if task.bin in codes), None)
        if place is None:
            self.answered.emit("warning", "ways.count_not_listed", {"scanned": scan.text}, "warn")
            return
        self.table.table.view.selectRow(place)
        self.answered.emit("next", "ways.count_chosen", {"bin": self.table.rows[place].bin}, "right")

    def count(self) -> None:
        """Ask what lies in the chosen bin."""
        index = self.table.table.view.currentIndex()
        if not index.isValid() or not self.count_button.isEnabled():
            return
        form = CountForm(self.desk, self, self.table.rows[index.row()])
        form.accepted.connect(lambda: self.desk.messages.tell("right", "ways.count_done"))
        form.open()
