"""The short list: which goods the short orders lack, until when, and what of them is on its way; with an export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import language
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.orders.service_words import day_words
from ui.orders.wording import clock
from ui.theme import ToneName
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Text
from warehouse_app.orders.sets.words import with_sets
from warehouse_app.orders.shorts.queries import Lack, lacks

Rows = tuple[Sequence[Lack], int]


class ShortList(QWidget):
    """``order_asked(number)`` comes when a row is opened; ``stock_asked`` and ``release_asked`` from the buttons."""

    order_asked = Signal(str)
    stock_asked = Signal()
    release_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[Lack] = []
        empty = EmptyState("complete", "orders.nothing_short", "orders.nothing_short_words", self)
        self.columns = [
            Column[Lack]("ship_by", "orders.col_ship_by", self._clock_words, self._clock_tone, width=140),
            Column[Lack]("number", "orders.col_number", width=184),
            Column[Lack]("seller_code", "orders.col_seller_code", width=150),
            Column[Lack]("name", "orders.col_name", _name, width=0),
            Column[Lack]("wanted", "orders.col_wanted", align="right", width=76),
            Column[Lack]("available", "orders.col_available", align="right", width=88),
            Column[Lack]("lacking", "orders.col_lacking", tone=lambda _: "wrong", align="right", width=88),
            Column[Lack]("pieces_coming", "service.col_coming", _coming_words, _coming_tone, align="right", width=104),
            Column[Lack]("day", "service.col_day", lambda shown: day_words(shown.coming), width=120),
        ]
        self.table: Table[Lack] = Table(self.columns, self._fetch, empty, self)
        self.table.remember(desk.lists, "orders_lacking")
        self.table.offer_export()
        self.export_button = Button("orders.export_short", icon="export", parent=self)
        self.stock_button = Button("orders.bring_in_stock", icon="import", parent=self)
        self.again_button = Button("orders.try_again", kind="primary", icon="refresh", parent=self)
        self._lay_out()
        self.table.activated.connect(lambda shown: self.order_asked.emit(shown.number))
        self.table.export_asked.connect(self.ask_export)
        self.export_button.clicked.connect(self.ask_export)
        self.stock_button.clicked.connect(self.stock_asked)
        self.again_button.clicked.connect(self.release_asked)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, 8, 0, 0)
        top = row(gap=2)
        top.addWidget(Text("orders.short_words", role="muted", wrap=True, parent=self), 1)
        for button in (self.export_button, self.stock_button, self.again_button):
            top.addWidget(button)
        inside.addLayout(top)
        inside.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Read again what is short."""
        self._rows = self._desk.read(lacks, today=self._desk.warehouse.clock().astimezone().date())
        self.table.refresh()
        self.export_button.setEnabled(bool(self._rows))

    def ask_export(self) -> None:
        """Ask where to, and write the list."""
        path = ask_save(self, "orders.export_short", "short.csv", "*.csv *.xlsx")
        if path is not None:
            export_table(self._desk, self, path, self.columns, self._fetch)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> Rows:
        rows = self._rows
        if sort is not None:
            rows = sorted(rows, key=_SORTS[sort], reverse=descending)
        return rows[offset : offset + limit], len(rows)

    def _clock_words(self, shown: Lack) -> str:
        return clock(shown.ship_by, self._desk.warehouse.clock()).words

    def _clock_tone(self, shown: Lack) -> ToneName | None:
        return clock(shown.ship_by, self._desk.warehouse.clock()).tone


def _name(shown: Lack) -> str:
    return with_sets(shown.name, shown.of_sets, language.current())


def _coming_words(shown: Lack) -> str:
    return str(shown.pieces_coming) if shown.coming else ""


def _coming_tone(shown: Lack) -> ToneName | None:
    """Enough is on its way, or too little of it."""
    if not shown.coming:
        return None
    return "right" if shown.pieces_coming >= shown.lacking else "warning"


_NEVER = date.max
_SORTS: dict[str, Callable[[Lack], Any]] = {
    "ship_by": lambda shown: (shown.ship_by is None, shown.ship_by.timestamp() if shown.ship_by else 0),
    "number": lambda shown: shown.number,
    "seller_code": lambda shown: shown.seller_code,
    "name": lambda shown: shown.name,
    "wanted": lambda shown: shown.wanted,
    "available": lambda shown: shown.available,
    "lacking": lambda shown: shown.lacking,
    "pieces_coming": lambda shown: shown.pieces_coming,
    "day": lambda shown: (not shown.coming, shown.day or _NEVER),
}
