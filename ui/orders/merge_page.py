"""Orders that could travel in one parcel: merged one group at a time or all of them, or left alone for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.jobs import Progress
from ui.language import tr
from ui.orders.wording import clock, local
from ui.theme import ToneName
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.merging import Suggestion, keep_apart, merge_all, merge_orders, suggestions
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx

TOPICS = frozenset({"orders"})


class MergePage(QWidget):
    """``order_asked(number)`` comes when a group is opened."""

    order_asked = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[Suggestion] = []
        empty = EmptyState("parcel", "merging.nothing", "merging.nothing_words", self)
        self.columns = [
            Column[Suggestion]("ship_by", "merging.col_ship_by", _ship_by, self._tone, width=148),
            Column[Suggestion]("shop", "merging.col_shop", width=96),
            Column[Suggestion]("buyer", "merging.col_buyer", width=120),
            Column[Suggestion]("orders", "merging.col_orders", _numbers, width=0, sortable=False),
            Column[Suggestion]("count", "merging.col_count", lambda shown: str(len(shown.orders)), align="right", width=72),
            Column[Suggestion]("pieces", "merging.col_pieces", align="right", width=72),
            Column[Suggestion]("why", "merging.col_why", _why, width=300, sortable=False),
        ]
        self.table: Table[Suggestion] = Table(self.columns, self._fetch, empty, self)
        self.table.offer_export()
        self.merge_button = Button("merging.merge", kind="primary", icon="check", shortcut="F6", parent=self)
        self.all_button = Button("merging.merge_all", icon="complete", shortcut="F9", parent=self)
        self.alone_button = Button("merging.leave_alone", icon="cancel", shortcut="F7", parent=self)
        self.words = Text("merging.words", role="muted", wrap=True, parent=self)
        self._lay_out()
        self.merge_button.clicked.connect(self.merge)
        self.all_button.clicked.connect(self.merge_everything)
        self.alone_button.clicked.connect(self.leave_alone)
        self.table.activated.connect(lambda shown: self.order_asked.emit(shown.orders[0].number))
        self.table.export_asked.connect(self.ask_export)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addWidget(self.words)
        inside.addWidget(self.table, 1)
        bar = row(gap=2)
        bar.addWidget(self.alone_button)
        bar.addStretch(1)
        bar.addWidget(self.all_button)
        bar.addWidget(self.merge_button)
        inside.addLayout(bar)

    def refresh(self) -> None:
        """Read again what could be merged, with the first group chosen."""
        self._rows = self._desk.read(suggestions, reveal=self._desk.may(Right.SEE_PERSONAL))
        self.table.refresh()
        if self._rows:
            self.table.view.selectRow(0)
        for button in (self.merge_button, self.all_button, self.alone_button):
            button.setEnabled(bool(self._rows) and self._desk.may(Right.RELEASE))

    def merge(self) -> None:
        """The chosen groups are one parcel each."""
        self._each(merge_orders)

    def leave_alone(self) -> None:
        """The chosen groups are not suggested again."""
        self._each(keep_apart)

    def merge_everything(self) -> None:
        """All of them, off the window's thread: there may be hundreds."""
        desk, actor = self._desk, self._desk.actor
        self.all_button.setEnabled(False)

        def work(progress: Progress) -> int:
            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return merge_all(tx)

        def failed(error: WarehouseError) -> None:
            desk.messages.error(error)
            self.refresh()

        desk.work(work, lambda _: self.refresh(), failed=failed, title_code="merging.merging", owner=self, touches=TOPICS)

    def ask_export(self) -> None:
        """Ask where to, and write the list."""
        path = ask_save(self, "merging.list", "merge.csv")
        if path is not None:
            export_table(self._desk, self, path, self.columns, self._fetch)

    def _each(self, command: Callable[[Tx, Sequence[int]], object]) -> None:
        for suggestion in self.table.selected():
            if self._desk.try_command(_done, command, suggestion.ids) is None:
                return

    def _tone(self, shown: Suggestion) -> ToneName | None:
        return clock(shown.ship_by, self._desk.warehouse.clock()).tone

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[Suggestion], int]:
        rows = self._rows
        if sort is not None:
            rows = sorted(rows, key=_SORTS[sort], reverse=descending)
        return rows[offset : offset + limit], len(rows)


def _done(tx: Tx, command: Callable[[Tx, Sequence[int]], object], ids: Sequence[int]) -> bool:
    command(tx, ids)
    return True


def _ship_by(shown: Suggestion) -> str:
    return local(shown.ship_by)


def _numbers(shown: Suggestion) -> str:
    return tr("orders.separator").join(order.number for order in shown.orders)


def _why(shown: Suggestion) -> str:
    return tr("merging.why", recipient=shown.recipient, address=shown.address)


def _when(shown: Suggestion) -> tuple[bool, Any]:
    return shown.ship_by is None, shown.ship_by


_SORTS: dict[str, Callable[[Suggestion], Any]] = {
    "ship_by": _when,
    "shop": attrgetter("shop"),
    "buyer": attrgetter("buyer"),
    "count": lambda shown: len(shown.orders),
    "pieces": attrgetter("pieces"),
}
