"""Goods that no purchase order announces: received blind from a supplier, or in exchange for what went back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.receiving.head import supplier_combo
from ui.moments import day_and_time
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.paged_model import Column
from ui.widgets.text import Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.sendback.queries import ReturnRow, returns_page

_MOST_RETURNS = 500


class BlindForm(FormDialog):
    """``opened(receipt id)`` is called with the new receipt."""

    def __init__(self, desk: Desk, opened: Callable[[int], object], parent: QWidget) -> None:
        super().__init__("inbound.blind_title", parent, accept="inbound.blind_do", width=520)
        self._desk, self._opened = desk, opened
        self.body.addWidget(Text("inbound.blind_words", role="muted", wrap=True, parent=self.sheet))
        self.supplier = supplier_combo(desk, self.sheet)
        self.delivery_note = Field("inbound.delivery_note_hint", takes="scan", parent=self.sheet)
        self.add_field("inbound.supplier", self.supplier)
        self.add_field("inbound.delivery_note", self.delivery_note)

    def submit(self) -> None:
        """Open the receipt. Raises what ``open_receipt`` raises."""
        supplier = self.supplier.value()
        supplier_id = supplier if isinstance(supplier, int) else None
        self._opened(self._desk.command(open_receipt, supplier_id=supplier_id, delivery_note=self.delivery_note.text()))


class ExchangeForm(FormDialog):
    """Returns the supplier has not settled yet; ``opened(return id, number)`` is called with the one that came."""

    def __init__(self, desk: Desk, opened: Callable[[int, str], object], parent: QWidget) -> None:
        super().__init__("inbound.exchange_title", parent, accept="inbound.exchange_do", width=680)
        self._opened = opened
        self.body.addWidget(Text("inbound.exchange_words", role="muted", wrap=True, parent=self.sheet))
        empty = EmptyState("complete", "inbound.exchange_none", parent=self.sheet)
        self.returns = ShortTable(_columns(), empty, self.sheet, many=False)
        self.returns.setFixedHeight(space(62))
        self.body.addWidget(self.returns)
        rows = desk.read(returns_page, state="sent", limit=_MOST_RETURNS).rows
        self.returns.show_rows([row for row in rows if row.open])
        self.accept_button.setEnabled(bool(self.returns.rows))
        self.returns.table.activated.connect(lambda _: self.accept())
        if self.returns.rows:
            self.returns.table.view.selectRow(0)

    def submit(self) -> None:
        """Go on with the chosen one. Raises BadInput when none is."""
        chosen = self.returns.table.current()
        if chosen is None:
            raise BadInput("inbound.exchange_choose")
        self._opened(chosen.id, chosen.number)


def _columns() -> list[Column[ReturnRow]]:
    return [
        Column[ReturnRow]("number", "inbound.col_return", width=140),
        Column[ReturnRow]("supplier", "inbound.supplier", width=0),
        Column[ReturnRow]("open", "inbound.col_open_pieces", align="right", width=130),
        Column[ReturnRow]("sent_at", "inbound.col_sent", lambda row: day_and_time(row.sent_at)[:10], width=120),
    ]
