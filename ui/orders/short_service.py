"""Customer service's list: every short order with its buyer, what is missing and coming, what was offered and answered.

What an accepted offer leads to is one press away: cancelling for a refund, splitting for a part, a release once the goods
are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.orders import service_words as words
from ui.orders.more import settling
from ui.orders.offer_form import OfferForm
from ui.orders.wording import clock
from ui.theme import ToneName
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column, Fetch
from ui.widgets.table import Table
from ui.widgets.text import Button, Combo, Text
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.shorts.queries import NO_OFFER, ShortFilter, ShortRow, shorts_page
from warehouse_app.people.rules import Right

_ANSWER_TONES: dict[str, ToneName] = {"accepted": "right", "declined": "wrong"}


class ShortService(QWidget):
    """``order_asked(number)`` shows an order in full, ``cancel_asked(ShortRow)`` and ``release_asked(ShortRow)`` do it."""

    order_asked = Signal(str)
    cancel_asked = Signal(object)
    release_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wanted = ShortFilter()
        self._stale = True
        self.offer = Combo([("service.any_offer", None), ("service.no_offer", NO_OFFER), *words.OFFERS], parent=self)
        self.answer = Combo([("service.any_answer", None), *words.ANSWERS], parent=self)
        self.late = Chip("orders.only_late", icon="clock", parent=self)
        self.columns = self._columns()
        empty = EmptyState("complete", "service.nothing_short", "service.nothing_short_words", self)
        self.table: Table[ShortRow] = Table(self.columns, self.fetch(), empty, self, many=False)
        self.table.remember(desk.lists, "orders_short", sorting=False)
        self.table.offer_export()
        self.export_button = Button("service.export", icon="export", shortcut="Ctrl+E", parent=self)
        self.offer_button = Button("service.offer_do", kind="primary", icon="message", shortcut="F4", parent=self)
        self.order_button = Button("service.show_order", icon="orders", parent=self)
        self.next_button = Button("service.step_wait", icon="next", shortcut="F3", parent=self)
        self.hint = Text(role="muted", wrap=True, parent=self)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[ShortRow]]:
        return [
            Column[ShortRow]("ship_by", "orders.col_ship_by", self._clock_words, self._clock_tone, width=140),
            Column[ShortRow]("number", "orders.col_number", width=184),
            Column[ShortRow]("shop", "orders.col_shop", width=84),
            Column[ShortRow]("buyer", "orders.col_buyer", width=92),
            Column[ShortRow]("lacks", "service.col_lacks", lambda r: words.lacks_words(r.lacks), width=0, sortable=False),
            Column[ShortRow]("coming", "service.col_on_its_way", _coming, _coming_tone, width=172, sortable=False),
            Column[ShortRow]("offer", "service.col_offer", lambda r: words.offer_words(r.offer), width=92),
            Column[ShortRow]("answer", "service.col_answer", _answer, _answer_tone, width=116),
            Column[ShortRow]("note", "service.col_note", width=112, sortable=False),
        ]

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, 8, 0, 0)
        top = row(gap=2)
        for widget in (self.offer, self.answer, self.late):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.export_button)
        inside.addLayout(top)
        inside.addWidget(self.table, 1)
        bar = row(gap=2)
        bar.addWidget(self.order_button)
        bar.addWidget(self.hint, 1)
        bar.addWidget(self.next_button)
        bar.addWidget(self.offer_button)
        inside.addLayout(bar)

    def _connect(self) -> None:
        self.offer.currentIndexChanged.connect(lambda _: self._filter())
        self.answer.currentIndexChanged.connect(lambda _: self._filter())
        self.late.toggled.connect(lambda _: self._filter())
        self.table.activated.connect(self.ask_offer)
        self.table.current_changed.connect(lambda _: self._offer())
        self.table.export_asked.connect(self.ask_export)
        self.export_button.clicked.connect(self.ask_export)
        self.offer_button.clicked.connect(lambda: self.ask_offer(self.table.current()))
        self.order_button.clicked.connect(self._show_order)
        self.next_button.clicked.connect(self.take_step)

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands in the list: Enter keeps an offer at once."""
        super().showEvent(event)
        if self._stale:
            self._read()
        self.table.setFocus()

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again, once it is seen."""
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        """Read the list; the cursor stays at its order's place."""
        self._stale = False
        self.table.refresh()
        if self.table.current() is None and self.table.model.total:
            self.table.view.selectRow(0)
        self.export_button.setEnabled(self.table.model.total > 0)
        self._offer()

    def fetch(self) -> Fetch[ShortRow]:
        """Reads pages of what is shown now; safe in any thread."""
        desk, wanted, reveal = self._desk, self.wanted, self._desk.may(Right.SEE_PERSONAL)
        today = desk.warehouse.clock().astimezone().date()

        def read(offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[ShortRow], int]:
            page = desk.read(
                shorts_page, wanted, offset=offset, limit=limit, sort=sort or "ship_by", descending=descending, reveal=reveal,
                today=today,
            )  # fmt: skip
            return page.rows, page.total

        return read

    def _filter(self) -> None:
        offer, answer = self.offer.value(), self.answer.value()
        self.wanted = replace(
            self.wanted,
            offer=None if offer is None else str(offer),
            answer=None if answer is None else str(answer),
            late_at=self._desk.warehouse.clock() if self.late.isChecked() else None,
        )
        self.table.show_fetch(self.fetch())
        self._read()

    def _offer(self) -> None:
        """What can be pressed for the order under the cursor, and what comes next for it."""
        shown = self.table.current()
        for button in (self.offer_button, self.order_button):
            button.setEnabled(shown is not None)
        self.offer_button.setEnabled(shown is not None and self._desk.may(Right.RELEASE))
        step = "" if shown is None else next_step(shown)
        self.next_button.setVisible(step in ("release", "cancel", "split", "swap"))
        self.next_button.setEnabled(self._desk.may(Right.CANCEL if step == "cancel" else Right.RELEASE))
        if step:
            self.next_button.show_code(f"service.step_{step}")
        self.hint.show_code(f"service.hint_{step}" if step else "")

    # --- doing ------------------------------------------------------------------------------------------------------

    def ask_offer(self, order: ShortRow | None) -> None:
        """Ask what was offered and answered."""
        if order is not None and self._desk.may(Right.RELEASE):
            OfferForm(self._desk, self, order).open()

    def take_step(self) -> None:
        """Do what the order under the cursor needs next."""
        order = self.table.current()
        step = "" if order is None else next_step(order)
        if order is None:
            return
        if step == "cancel":
            self.cancel_asked.emit(order)
        elif step == "release":
            self.release_asked.emit(order)
        elif step in ("split", "swap"):
            self._settle(order)

    def ask_export(self) -> None:
        """Ask where to, and write the list as it is filtered now; the words of the file's name decide its kind."""
        path = ask_save(self, "service.export", "customer-service.xlsx", "*.xlsx *.csv")
        if path is not None:
            export_table(self._desk, self, path, self.columns, self.fetch())

    def _settle(self, order: ShortRow) -> None:
        """The action of the "More" menu that does it, else the order in full."""
        action = settling(order.offer)
        shown = self._desk.read(order_view, order.id, reveal=self._desk.may(Right.SEE_PERSONAL)).row
        if action is not None and action.fits([shown]):
            action.run(self._desk, self, [shown])
        else:
            self.order_asked.emit(order.number)

    def _show_order(self) -> None:
        order = self.table.current()
        if order is not None:
            self.order_asked.emit(order.number)

    def _clock_words(self, order: ShortRow) -> str:
        return clock(order.ship_by, self._desk.warehouse.clock()).words

    def _clock_tone(self, order: ShortRow) -> ToneName | None:
        return clock(order.ship_by, self._desk.warehouse.clock()).tone


def next_step(order: ShortRow) -> str:
    """What comes next: an accepted offer is put into practice; goods that are there are sent; else somebody has to ask."""
    if order.answer == "accepted" and order.offer == "refund":
        return "cancel"
    if order.answer == "accepted" and order.offer == "swap":
        return "swap"
    if not order.lacks and not order.hold:
        return "release"
    if order.answer == "accepted" and order.offer == "partial":
        return "split" if settling("partial") is not None else "part_later"
    if order.offer == "":
        return "ask"
    if order.answer == "declined":
        return "ask_again"
    return "wait"


def _coming(order: ShortRow) -> str:
    return words.coming_words(order.lacks)


def _coming_tone(order: ShortRow) -> ToneName | None:
    """Goods that are there stand out, and so do those of which nothing comes."""
    if not order.lacks:
        return "right"
    return None if any(lack.coming for lack in order.lacks) else "warning"


def _answer(order: ShortRow) -> str:
    return words.answer_words(order.answer) if order.offer else ""


def _answer_tone(order: ShortRow) -> ToneName | None:
    return _ANSWER_TONES.get(order.answer)
