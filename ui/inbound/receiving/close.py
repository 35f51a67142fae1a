"""The last look before the goods are booked in: what came over, what is missing, the freight; then it is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.receiving.head import HeadFields, HeadValues
from ui.inbound.receiving.looks import difference_tone, difference_words, variant_of
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.paged_model import Column
from ui.widgets.text import Text
from ui.widgets.toned import Toned
from warehouse_app.inbound.receiving.closing import ClosedReceipt, close_receipt
from warehouse_app.inbound.receiving.commands import set_head
from warehouse_app.inbound.receiving.queries import LineRow, ReceiptHead, differences
from warehouse_app.packing.rules import Command
from warehouse_app.store.warehouse import Tx


def head_and_close(tx: Tx, receipt_id: int, said: HeadValues) -> ClosedReceipt:
    """Keep what was said of the receipt and book it in, both or neither. Raises what both commands raise."""
    set_head(tx, receipt_id, said.supplier_id, said.delivery_note, said.freight, said.freight_owed, said.note)
    return close_receipt(tx, receipt_id)


class CloseForm(FormDialog):
    """Enter, or the command barcode "confirm", closes the receipt; ``closed(ClosedReceipt)`` is called then."""

    def __init__(self, desk: Desk, head: ReceiptHead, closed: Callable[[ClosedReceipt], object], parent: QWidget) -> None:
        super().__init__("inbound.close_title", parent, accept="inbound.close_do", width=760, number=head.number)
        self._desk, self._head, self._closed = desk, head, closed
        self.lines: ShortTable[LineRow] | None = None
        self._add_totals(head)
        rows = desk.read(differences, head.id)
        if rows:
            self._add_differences(rows)
        self.fields = HeadFields(desk, head, self.sheet)
        self.body.addWidget(self.fields)
        self.body.addWidget(Text("inbound.close_after", role="small", wrap=True, parent=self.sheet))

    def _add_totals(self, head: ReceiptHead) -> None:
        good = head.counted - head.defective
        self.body.addWidget(Text("inbound.close_pieces", role="large", parent=self.sheet, good=good, skus=head.skus))
        tones: dict[str, ToneName] = {"over": "wrong", "unplanned": "warning", "under": "warning", "defective": "blocked"}
        told = [(name, tone) for name, tone in tones.items() if getattr(head, name)]
        line = row(gap=5)
        for name, tone in told:
            toned = Toned(parent=self.sheet)
            toned.words.setWordWrap(False)
            toned.show_toned(tone, f"inbound.total_{name}", n=getattr(head, name))
            line.addWidget(toned)
        if not told:
            toned = Toned(parent=self.sheet)
            toned.show_toned("right", "inbound.close_none" if head.expected is not None else "inbound.close_blind")
            line.addWidget(toned)
        line.addStretch(1)
        self.body.addLayout(line)

    def _add_differences(self, rows: list[LineRow]) -> None:
        columns = [
            Column[LineRow]("seller_code", "inbound.col_code", width=132),
            Column[LineRow]("name", "inbound.col_name", width=0),
            Column[LineRow]("colour", "inbound.col_variant", lambda line: variant_of(line.colour, line.size), width=116),
            Column[LineRow]("counted", "inbound.col_counted", align="right", width=80),
            Column[LineRow]("difference", "inbound.col_difference", difference_words, difference_tone, width=140, sortable=False),
        ]
        self.lines = ShortTable(columns, EmptyState("check", "inbound.no_differences", parent=self.sheet), self.sheet)
        self.lines.setFixedHeight(min(space(48), space(11) + space(10) * len(rows)))
        self.lines.show_rows(rows)
        self.body.addWidget(self.lines)

    def open(self) -> None:
        """The focus on the button: Enter and the command barcode close at once, the fields are there for those who need them."""
        super().open()
        self.accept_button.setFocus()

    def submit(self) -> None:
        """Book it in; a second desk that was quicker is named and the form stays."""
        self._closed(self._desk.command(head_and_close, self._head.id, self.fields.values()))

    def take_scan(self, scan: Scan) -> None:
        """Only the command barcode counts here."""
        if Command.CONFIRM in (scan.text, *scan.alternatives):
            self.accept()
