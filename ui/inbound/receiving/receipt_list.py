"""Earlier receipts: found by number, delivery note or supplier; their slip again, inspected later, or taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.inbound.receiving.inspect import InspectForm
from ui.inbound.receiving.receipt_reason import GiveUpForm, ReverseForm
from ui.language import tr
from ui.moments import day_and_time
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading
from warehouse_app.inbound.receiving.queries import ReceiptRow, receipts_page
from warehouse_app.inbound.receiving.rules import state_code
from warehouse_app.people.rules import Right

_TONES: dict[str, ToneName] = {"open": "next", "closed": "right", "cancelled": "information", "reversed": "warning"}


class ReceiptList(QWidget):
    """``slip_asked(ReceiptRow)``; ``open_asked(receipt id)`` for one that is still being counted."""

    slip_asked = Signal(object)
    open_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._text = ""
        self.search = SearchField("inbound.search_receipts", self)
        self.search.setFixedWidth(space(60))
        empty = EmptyState("file", "inbound.no_receipts", parent=self)
        self.table = Table(_columns(), self._fetch, empty, self, many=False)
        self.table.remember(desk.lists, "receipts")
        self.table.offer_export()
        self.slip = Button("inbound.slip_again", icon="file", parent=self)
        self.inspect = Button("inbound.do_inspect_later", icon="search", parent=self)
        self.reverse = Button("inbound.do_reverse", kind="danger", icon="undo", parent=self)
        self.give_up = Button("inbound.do_give_up", kind="danger", icon="close", parent=self)
        self._lay_out()
        self.search.searched.connect(self._search)
        self.table.activated.connect(self._activated)
        self.table.current_changed.connect(lambda _: self._show_buttons())
        self.table.export_asked.connect(self._export)
        self.slip.clicked.connect(self._ask_slip)
        self.inspect.clicked.connect(self._ask_inspect)
        self.reverse.clicked.connect(self._ask_reverse)
        self.give_up.clicked.connect(self._ask_give_up)
        self._show_buttons()

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=2)
        head.addWidget(Heading("inbound.earlier_receipts", parent=self))
        head.addStretch(1)
        head.addWidget(self.search)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)
        buttons = row(gap=2)
        for button in (self.slip, self.inspect, self.reverse, self.give_up):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside.addLayout(buttons)

    def refresh(self) -> None:
        """Read the receipts again."""
        self.table.refresh()
        self._show_buttons()

    def _search(self, text: str) -> None:
        self._text = text
        self.table.show_fetch(self._fetch)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[ReceiptRow], int]:
        return fetch_receipts(self._desk, self._text, offset, limit, sort, descending)

    def _show_buttons(self) -> None:
        chosen = self.table.current()
        closed = chosen is not None and chosen.state == "closed"
        self.slip.setEnabled(chosen is not None and chosen.pieces > 0)
        self.inspect.setEnabled(closed)
        self.give_up.setVisible(chosen is not None and chosen.state == "open")
        self.reverse.setVisible(closed and self._desk.may(Right.UNDO_STOCK))

    def _activated(self, chosen: ReceiptRow) -> None:
        if chosen.state == "open":
            self.open_asked.emit(chosen.id)
        else:
            self._ask_slip()

    def _ask_slip(self) -> None:
        chosen = self.table.current()
        if chosen is not None and chosen.pieces:
            self.slip_asked.emit(chosen)

    def _ask_inspect(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            InspectForm(self._desk, chosen.id, None, self).open()

    def _ask_reverse(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            ReverseForm(self._desk, chosen.id, chosen.number, self).open()

    def _ask_give_up(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            GiveUpForm(self._desk, chosen.id, chosen.number, self).open()

    def _export(self) -> None:
        path = ask_save(self, "inbound.earlier_receipts", "receipts.csv")
        if path is not None:
            desk, text = self._desk, self._text
            export_table(desk, self, path, self.table.model.columns, lambda *page: fetch_receipts(desk, text, *page))


def fetch_receipts(
    desk: Desk, text: str, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[ReceiptRow], int]:
    """One page of the receipts, the newest first unless asked otherwise."""
    page = desk.read(
        receipts_page, text=text, offset=offset, limit=limit, sort=sort or "number", descending=descending or sort is None
    )
    return page.rows, page.total


def _columns() -> list[Column[ReceiptRow]]:
    return [
        Column[ReceiptRow]("number", "inbound.col_receipt", width=124),
        Column[ReceiptRow]("supplier", "inbound.supplier", lambda receipt: receipt.supplier or "–", width=0),
        Column[ReceiptRow]("pieces", "inbound.col_pieces", align="right", width=66, sortable=False),
        Column[ReceiptRow]("state", "inbound.col_state", _state, lambda receipt: _TONES[receipt.state], width=164),
        Column[ReceiptRow]("since", "inbound.col_since", lambda receipt: day_and_time(receipt.since)[5:], width=106),
    ]


def _state(receipt: ReceiptRow) -> str:
    if receipt.waiting:
        return tr("inbound.state_waiting", n=receipt.waiting)
    return tr(state_code(receipt.state))
