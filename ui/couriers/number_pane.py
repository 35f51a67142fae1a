"""Numbers that were searched or scanned: where each stands, everything that happened to it, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.couriers.number_forms import ask_void
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from warehouse_app.dispatch.numbers.commands import return_number
from warehouse_app.dispatch.numbers.queries import NumberRow, NumberStep, find_numbers, history_of
from warehouse_app.people.rules import Right

_TONES: dict[str, ToneName] = {"free": "right", "kept": "information", "void": "blocked"}


class NumberPane(QWidget):
    """``show_found`` shows what begins with a text. ``emptied`` comes when the person wants the pools back."""

    emptied = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._text = ""
        columns = [
            Column[NumberRow]("number", "numbers.col_number", width=190),
            Column[NumberRow]("courier", "dispatch.col_courier", width=120),
            Column[NumberRow]("state", "dispatch.col_pool", lambda n: tr(f"numbers.state_{n.state}"), _tone, width=110),
            Column[NumberRow]("orders", "dispatch.col_orders", lambda n: " ".join(n.orders), width=0, sortable=False),
        ]
        empty = EmptyState("search", "numbers.none_found", "numbers.none_found_words", self)
        self.back = empty.add_button(Button("numbers.show_pools", icon="close", parent=empty))
        self.list: ShortTable[NumberRow] = ShortTable(columns, empty, self, many=False)
        self.side = QWidget(self)
        self.number = Heading(parent=self.side)
        self.facts = Text(role="muted", wrap=True, parent=self.side)
        self.void = Button("numbers.do_void", icon="cancel", shortcut="F8", parent=self.side)
        self.give_back = Button("numbers.do_return", icon="undo", shortcut="F7", parent=self.side)
        steps = [
            Column[NumberStep]("at", "dispatch.col_at", lambda s: f"{s.at.astimezone():%m-%d %H:%M}", width=104, sortable=False),
            Column[NumberStep]("kind", "numbers.col_step", _step_words, width=0, sortable=False),
            Column[NumberStep]("who", "dispatch.col_who", width=90, sortable=False),
        ]
        self.steps: ShortTable[NumberStep] = ShortTable(
            steps, EmptyState("history", "numbers.no_steps", parent=self.side), self.side
        )
        self._lay_out()
        self.setFocusProxy(self.list)
        self.back.clicked.connect(self.emptied)
        self.list.table.current_changed.connect(self._show)
        self.void.clicked.connect(self._void)
        self.give_back.clicked.connect(self._return)

    def _lay_out(self) -> None:
        inside = row(self, gap=4)
        inside.addWidget(self.list, 5)
        inside.addWidget(self.side, 4)
        beside = column(self.side, gap=2)
        beside.addWidget(self.number)
        beside.addWidget(self.facts)
        buttons = row(gap=2)
        buttons.addWidget(self.give_back)
        buttons.addWidget(self.void)
        buttons.addStretch(1)
        beside.addLayout(buttons)
        beside.addWidget(self.steps, 1)
        self.side.setMinimumWidth(space(110))

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_found(self, text: str) -> None:
        """Show the numbers that begin with it."""
        self._text = text
        self.list.forget_choice()
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        if not self._text.strip():
            return
        self.list.show_rows(self._desk.read(find_numbers, self._text))
        if self.list.rows and self.list.table.current() is None:
            self.list.table.view.selectRow(0)
        self._show(self.list.table.current())

    def _show(self, number: NumberRow | None) -> None:
        self.side.setVisible(number is not None)
        if number is None:
            return
        self.number.show_plain(number.number)
        came = [number.branch, number.routing_mark, number.hub, tr("numbers.with_print_data") if number.has_print_data else ""]
        self.facts.show_plain("  ·  ".join(filter(None, (number.courier, *came))))
        may = self._desk.logged_in and self._desk.may(Right.NUMBERS)
        self.void.setVisible(may and number.state != "void")
        self.give_back.setVisible(may and number.state == "used")
        self.steps.show_rows(self._desk.read(history_of, number.number))

    def _void(self) -> None:
        number = self.list.table.current()
        if number is not None:
            ask_void(self._desk, self, number)

    def _return(self) -> None:
        number = self.list.table.current()
        if number is not None:
            self._desk.try_command(return_number, number.number)


def _tone(number: NumberRow) -> ToneName | None:
    return _TONES.get(number.state)


def _step_words(step: NumberStep) -> str:
    return tr(f"numbers.step_{step.kind}", orders=step.orders, note=step.note).strip()
