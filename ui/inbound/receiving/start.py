"""What has arrived? Scan the purchase order or choose it, receive blind, take an exchange, or go on where somebody left off."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.icons import IconView
from ui.inbound.receiving.receipt_list import ReceiptList
from ui.language import tr
from ui.moments import day_and_time
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from warehouse_app.inbound.buying.queries import OpenOrder, open_orders_of
from warehouse_app.inbound.receiving.queries import ReceiptRow, open_receipts

_ROW = space(10)
_MOST_OPEN_SHOWN = 4


class StartView(QWidget):
    """``order_chosen(order id, its number)``, ``receipt_chosen(receipt id)``, and the buttons ``blind`` and ``exchange``."""

    order_chosen = Signal(int, str)
    receipt_chosen = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._today = date.min
        self.blind = Button("inbound.do_blind", icon="hand", shortcut="F6", parent=self)
        self.exchange = Button("inbound.do_exchange", icon="redo", shortcut="F7", parent=self)
        self.take_order = Button("inbound.do_order", kind="primary", icon="truck", parent=self)
        self.go_on = Button("inbound.do_go_on", kind="primary", icon="next", parent=self)
        nothing = EmptyState("orders", "inbound.no_orders", "inbound.no_orders_words", self)
        self.order_page = nothing.add_button(Button("inbound.to_orders", icon="plus", parent=nothing))
        self.orders = ShortTable(self._order_columns(), nothing, self, many=False)
        self.orders.setMinimumHeight(space(48))
        self.open_title = Heading("inbound.open_receipts", parent=self)
        self.open = ShortTable(_receipt_columns(), EmptyState("parcel", "inbound.none_open", parent=self), self, many=False)
        self.earlier = ReceiptList(desk, self)
        self.earlier.table.setMinimumHeight(space(30))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = row(self, gap=4)
        inside.setContentsMargins(0, space(3), 0, 0)
        left = column(gap=2)
        left.addWidget(self._invitation())
        head = row(gap=2)
        head.addWidget(Heading("inbound.expected_orders", parent=self), 1)
        head.addWidget(self.take_order)
        left.addLayout(head)
        left.addWidget(self.orders, 1)
        right = column(gap=2)
        head = row(gap=2)
        head.addWidget(self.open_title, 1)
        head.addWidget(self.go_on)
        right.addLayout(head)
        right.addWidget(self.open)
        right.addWidget(self.earlier, 1)
        inside.addLayout(left, 1)
        inside.addLayout(right, 1)

    def _invitation(self) -> QWidget:
        sheet = card(self)
        inside = row(sheet, gap=5, margin=5)
        inside.addWidget(IconView("scan", 72, "accent", sheet))
        words = column(gap=1)
        words.addWidget(Text("inbound.arrived", role="item", parent=sheet))
        words.addWidget(Text("inbound.arrived_words", role="muted", wrap=True, parent=sheet))
        buttons = row(gap=2)
        buttons.addWidget(self.blind)
        buttons.addWidget(self.exchange)
        buttons.addStretch(1)
        words.addSpacing(space(1))
        words.addLayout(buttons)
        inside.addLayout(words, 1)
        return sheet

    def _connect(self) -> None:
        self.orders.table.activated.connect(lambda order: self.order_chosen.emit(order.id, order.number))
        self.open.table.activated.connect(lambda receipt: self.receipt_chosen.emit(receipt.id))
        self.earlier.open_asked.connect(self.receipt_chosen)
        self.take_order.clicked.connect(self._take_order)
        self.go_on.clicked.connect(self._go_on)
        self.orders.table.current_changed.connect(lambda _: self._show_buttons())
        self.open.table.current_changed.connect(lambda _: self._show_buttons())

    def _order_columns(self) -> list[Column[OpenOrder]]:
        return [
            Column[OpenOrder]("number", "inbound.col_order", width=132),
            Column[OpenOrder]("supplier", "inbound.supplier", width=0),
            Column[OpenOrder]("expected", "inbound.col_due", self._due_words, self._due_tone, width=150),
            Column[OpenOrder](
                "pieces", "inbound.col_came", lambda order: f"{order.received} / {order.pieces}", None, "right", 104
            ),
        ]

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read orders and receipts again."""
        self._today = self._desk.warehouse.clock().astimezone().date()
        self.orders.show_rows(self._desk.read(open_orders_of))
        going_on = self._desk.read(open_receipts)
        self.open.show_rows(going_on)
        for widget in (self.open_title, self.open, self.go_on):
            widget.setVisible(bool(going_on))
        self.open.setFixedHeight(_ROW * (1 + min(_MOST_OPEN_SHOWN, max(1, len(going_on)))) + space(2))
        if len(going_on) == 1:
            self.open.table.view.selectRow(0)
        self.earlier.refresh()
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.take_order.setEnabled(self.orders.table.current() is not None)
        self.take_order.setVisible(bool(self.orders.rows))
        self.go_on.setEnabled(self.open.table.current() is not None)

    def _take_order(self) -> None:
        order = self.orders.table.current()
        if order is not None:
            self.order_chosen.emit(order.id, order.number)

    def _go_on(self) -> None:
        receipt = self.open.table.current()
        if receipt is not None:
            self.receipt_chosen.emit(receipt.id)

    def _late(self, order: OpenOrder) -> int:
        return 0 if order.expected is None else (self._today - order.expected).days

    def _due_words(self, order: OpenOrder) -> str:
        late = self._late(order)
        if order.expected is None:
            return tr("inbound.due_unknown")
        if late > 0:
            return tr("inbound.due_late", n=late)
        return tr("inbound.due_today") if late == 0 else order.expected.isoformat()

    def _due_tone(self, order: OpenOrder) -> ToneName | None:
        late = self._late(order)
        if order.expected is None or late < 0:
            return None
        return "warning" if late else "next"


def _receipt_columns() -> list[Column[ReceiptRow]]:
    return [
        Column[ReceiptRow]("number", "inbound.col_receipt", width=132),
        Column[ReceiptRow]("supplier", "inbound.col_from", _from_words, width=0),
        Column[ReceiptRow]("pieces", "inbound.col_pieces", align="right", width=72),
        Column[ReceiptRow]("who", "inbound.col_who", width=88),
        Column[ReceiptRow]("since", "inbound.col_since", lambda receipt: day_and_time(receipt.since)[5:], width=106),
    ]


def _from_words(receipt: ReceiptRow) -> str:
    words = "  ".join(part for part in (receipt.supplier, receipt.order_number or receipt.return_number) if part)
    return words or tr("inbound.source_blind")
