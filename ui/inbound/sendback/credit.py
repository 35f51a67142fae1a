"""The form that says: for these pieces the supplier gives money instead of goods."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import money_words, typed_money, typed_pieces
from ui.inbound.sendback.words import goods_words
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.inbound.sendback.commands import credit_line
from warehouse_app.inbound.sendback.queries import ReturnLineRow


class CreditForm(FormDialog):
    """Credits pieces of one line of a return; without an amount it is the line's price for each piece."""

    def __init__(self, desk: Desk, line: ReturnLineRow, parent: QWidget) -> None:
        super().__init__("purchasing.credit_line_title", parent, accept="purchasing.credit", width=560)
        self._desk, self._line = desk, line
        words = Text(role="muted", wrap=True, parent=self.sheet)
        words.show_code(
            "purchasing.credit_line_words", sku=line.seller_code, name=goods_words(line), open=line.open,
            price=money_words(line.price),
        )  # fmt: skip
        self.pieces = Field(parent=self.sheet)
        self.pieces.setText(str(line.open))
        self.amount = Field("purchasing.hint_by_price", parent=self.sheet)
        self.note = Field("purchasing.hint_money_note", parent=self.sheet)
        self.note.setMaxLength(200)
        self.body.addWidget(words)
        self.add_beside(("purchasing.pieces", self.pieces), ("purchasing.amount", self.amount))
        self.add_field("purchasing.money_note", self.note)

    def submit(self) -> None:
        """Credit it. Raises what ``credit_line`` raises, BadInput for what is no number."""
        amount = typed_money(self.amount.text())
        self._desk.command(credit_line, self._line.id, typed_pieces(self.pieces.text()), amount, self.note.text())
