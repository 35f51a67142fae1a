"""One return beside the list: what went back, what came of it, and what can be done now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.words import money_words, today_at
from ui.inbound.sendback.words import days_since, goods_words
from ui.theme import ToneName
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.inbound.sendback.queries import ReturnLineRow, ReturnSheet, return_
from warehouse_app.people.rules import Right

_OFFERED: dict[str, tuple[str, ...]] = {
    "draft": ("send", "edit", "cancel"),
    "sent": ("exchange", "credit", "papers", "undo"),
    "closed": ("papers",),
    "cancelled": (),
}
_RIGHTS = {"exchange": Right.RECEIVE, "credit": Right.PAY, "undo": Right.UNDO_STOCK}


class ReturnPane(QWidget):
    """``asked(action, ReturnSheet)``: send, edit, cancel, exchange, papers or undo; ``credit_asked(line)`` for one line."""

    asked = Signal(str, object)
    credit_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sheet: ReturnSheet | None = None
        self.number = Heading(parent=self)
        self.state = Toned(parent=self)
        self.about = Text(role="text", wrap=True, parent=self)
        self.note = Text(role="muted", wrap=True, parent=self)
        self.totals = Text(role="text", wrap=True, parent=self)
        self.lines = ShortTable(_columns(), EmptyState("products", "purchasing.no_lines", parent=self), self, many=False)
        self.buttons = {
            "send": Button("purchasing.return_send", kind="primary", icon="truck", shortcut="F9", parent=self),
            "exchange": Button("purchasing.return_exchange", kind="primary", icon="inbound", shortcut="F6", parent=self),
            "credit": Button("purchasing.return_credit", icon="check", shortcut="F7", parent=self),
            "edit": Button("purchasing.return_change", icon="note", shortcut="Ctrl+O", parent=self),
            "papers": Button("purchasing.papers_again", icon="file", parent=self),
            "undo": Button("purchasing.return_undo", kind="danger", icon="undo", parent=self),
            "cancel": Button("purchasing.return_cancel", kind="danger", icon="cancel", parent=self),
        }
        self._pages = QStackedWidget(self)
        self._lay_out()
        for action, button in self.buttons.items():
            button.clicked.connect(lambda _=False, action=action: self._press(action))
        self.lines.table.current_changed.connect(self._offer_credit)

    def show_return(self, return_id: int | None) -> None:
        """Read a return and show it."""
        self.sheet = None if return_id is None else self._desk.read(return_, return_id)
        self._pages.setCurrentIndex(0 if self.sheet is None else 1)
        if self.sheet is not None:
            self._show(self.sheet)

    def refresh(self) -> None:
        """Read the same return again."""
        self.show_return(None if self.sheet is None else self.sheet.head.id)

    def _lay_out(self) -> None:
        column(self).addWidget(self._pages)
        self._pages.addWidget(EmptyState("truck", "purchasing.choose_return", "purchasing.choose_return_words", self))
        page = QWidget(self)
        inside = column(page, gap=2)
        head = row(gap=3)
        head.addWidget(self.number)
        head.addWidget(self.state, 1)
        inside.addLayout(head)
        inside.addWidget(self.about)
        inside.addWidget(self.note)
        inside.addWidget(self.lines, 1)
        inside.addWidget(self.totals)
        flow = Flow(page, gap=2)
        for button in self.buttons.values():
            flow.add(button)
        inside.addWidget(flow)
        self._pages.addWidget(page)

    def _show(self, sheet: ReturnSheet) -> None:
        head = sheet.head
        self.number.show_plain(head.number)
        waits = head.state == "sent" and head.open > 0
        self.state.show_toned("warning" if waits else None, f"purchasing.return_{head.state}", open=head.open)
        fields = {"supplier": head.supplier, "who": head.who}
        if head.sent_at is None:
            self.about.show_code(f"purchasing.about_{head.kind}", **fields)
        else:
            days = days_since(head.sent_at, today_at(self._desk))
            self.about.show_code(
                f"purchasing.about_sent_{head.kind}", **fields, day=head.sent_at.astimezone().date().isoformat(), days=days
            )
        self.note.show_plain(head.note)
        self.note.setVisible(bool(head.note))
        self.lines.show_rows(sheet.lines)
        self.totals.show_code("purchasing.return_totals", pieces=head.pieces, open=head.open, value=money_words(head.value))
        for action, button in self.buttons.items():
            may = self._desk.may(_RIGHTS.get(action, Right.BUY))
            button.setVisible(may and action in _OFFERED[head.state])
        if waits and self.lines.table.current() is None:
            self.lines.table.view.selectRow(next(n for n, line in enumerate(sheet.lines) if line.open))
        self._offer_credit(self.lines.table.current())

    def _offer_credit(self, line: ReturnLineRow | None) -> None:
        self.buttons["credit"].setEnabled(line is not None and line.open > 0)

    def _press(self, action: str) -> None:
        if action == "credit":
            self.credit_asked.emit(self.lines.table.current())
        else:
            self.asked.emit(action, self.sheet)


def _columns() -> list[Column[ReturnLineRow]]:
    return [
        Column[ReturnLineRow]("seller_code", "purchasing.column_sku", width=104),
        Column[ReturnLineRow]("name", "purchasing.column_name", goods_words, width=0),
        Column[ReturnLineRow]("quantity", "purchasing.column_quantity", align="right", width=64),
        Column[ReturnLineRow]("replaced", "purchasing.column_replaced", align="right", width=82),
        Column[ReturnLineRow]("credited", "purchasing.column_credited", align="right", width=78),
        Column[ReturnLineRow]("open", "purchasing.column_open", None, _open_tone, align="right", width=70),
        Column[ReturnLineRow]("amount", "purchasing.column_value", lambda line: money_words(line.amount), None, "right", 84),
    ]


def _open_tone(line: ReturnLineRow) -> ToneName | None:
    return "warning" if line.open else "right"
