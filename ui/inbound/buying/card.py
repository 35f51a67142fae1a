"""One purchase order beside the list: what is on it and how much of it came, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.words import day_words, money_words, today_at
from ui.inbound.sendback.words import goods_words
from ui.language import Sentence
from ui.theme import ToneName
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.inbound.buying.queries import OrderCard as Order
from warehouse_app.inbound.buying.queries import OrderLine, order
from warehouse_app.people.rules import Right

_OFFERED: dict[str, tuple[str, ...]] = {
    "draft": ("send", "edit", "cancel"),
    "sent": ("papers", "edit", "cancel"),
    "partly": ("papers", "edit", "close_rest"),
    "closed": ("papers",),
    "cancelled": (),
}


class OrderPane(QWidget):
    """``asked(action, Order)``: edit, send, papers, cancel or close_rest. ``show_order(None)`` invites to choose one."""

    asked = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.order: Order | None = None
        self.number = Heading(parent=self)
        self.state = Toned(parent=self)
        self.supplier = Text(role="text", wrap=True, parent=self)
        self.made = Text(role="small", wrap=True, parent=self)
        self.note = Text(role="muted", wrap=True, parent=self)
        self.totals = Text(role="text", wrap=True, parent=self)
        self.buttons = {
            "edit": Button("purchasing.edit_order", icon="note", shortcut="Ctrl+O", parent=self),
            "send": Button("purchasing.send_order", kind="primary", icon="next", shortcut="F9", parent=self),
            "papers": Button("purchasing.papers_again", icon="file", parent=self),
            "cancel": Button("purchasing.cancel_order", kind="danger", icon="cancel", parent=self),
            "close_rest": Button("purchasing.close_rest", kind="danger", icon="check", parent=self),
        }
        self.lines = ShortTable(_columns(), EmptyState("products", "purchasing.no_lines", parent=self), self)
        self._pages = QStackedWidget(self)
        column(self).addWidget(self._pages)
        self._pages.addWidget(EmptyState("orders", "purchasing.choose_order", parent=self))
        self._pages.addWidget(self._lay_out())
        for action, button in self.buttons.items():
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action, self.order))

    def show_order(self, order_id: int | None) -> None:
        """Read an order and show it."""
        self.order = None if order_id is None else self._desk.read(order, order_id, today_at(self._desk))
        self._pages.setCurrentIndex(0 if self.order is None else 1)
        if self.order is not None:
            self._show(self.order)

    def refresh(self) -> None:
        """Read the same order again."""
        self.show_order(None if self.order is None else self.order.id)

    def _lay_out(self) -> QWidget:
        page = QWidget(self)
        inside = column(page, gap=2)
        head = row(gap=3)
        head.addWidget(self.number)
        head.addWidget(self.state, 1)
        inside.addLayout(head)
        for words in (self.supplier, self.made, self.note):
            inside.addWidget(words)
        inside.addWidget(self.lines, 1)
        inside.addWidget(self.totals)
        flow = Flow(page, gap=2)
        for action in ("send", "papers", "edit", "cancel", "close_rest"):
            flow.add(self.buttons[action])
        inside.addWidget(flow)
        return page

    def _show(self, shown: Order) -> None:
        self.number.show_plain(shown.number)
        tone: ToneName | None = "warning" if shown.overdue else None
        self.state.show_toned(tone, "purchasing.state_overdue" if shown.overdue else f"purchasing.state_{shown.state}")
        self.supplier.show_code("purchasing.expected_from", supplier=shown.supplier, day=day_words(shown.expected))
        made = {"who": shown.made_by, "made": day_words(shown.made_at.astimezone().date())}
        sent = "" if shown.sent_at is None else day_words(shown.sent_at.astimezone().date())
        self.made.show_code("purchasing.made_and_sent" if sent else "purchasing.made", **made, sent=sent)
        words = "\n".join(part for part in (shown.note, shown.override) if part)
        self.note.show_plain(words)
        self.note.setVisible(bool(words))
        self.lines.show_rows(shown.lines)
        self._say_totals(shown)
        may_buy = self._desk.may(Right.BUY)
        for action, button in self.buttons.items():
            button.setVisible(may_buy and action in _OFFERED[shown.state])

    def _say_totals(self, shown: Order) -> None:
        totals = shown.totals
        fields = {"kinds": len(shown.lines), "received": f"{shown.received:,}", "pieces": f"{totals.pieces:,}"}
        unpriced = Sentence("purchasing.some_unpriced") if totals.unpriced else ""
        self.totals.show_code("purchasing.order_totals", **fields, amount=money_words(totals.amount), unpriced=unpriced)


def _columns() -> list[Column[OrderLine]]:
    return [
        Column[OrderLine]("seller_code", "purchasing.column_sku", width=108),
        Column[OrderLine]("name", "purchasing.column_name", goods_words, width=0),
        Column[OrderLine]("received", "purchasing.column_received", _received, _line_tone, align="right", width=92),
        Column[OrderLine]("price", "purchasing.column_price", lambda line: money_words(line.price), None, "right", 76),
    ]


def _received(line: OrderLine) -> str:
    return f"{line.received} / {line.quantity}"


def _line_tone(line: OrderLine) -> ToneName | None:
    """More than was ordered, or all of it, is seen at once."""
    if line.received > line.quantity:
        return "warning"
    return "right" if line.received == line.quantity else None
