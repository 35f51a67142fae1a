"""Keying how many pieces of one SKU lie there, whatever was scanned before; goods kept by lot are keyed lot by lot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.receiving.looks import item_words
from ui.inbound.receiving.values import day_of, money_of, number_field, pieces_of
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.inbound.receiving.commands import price_line
from warehouse_app.inbound.receiving.queries import LineRow, LotRow, lots_of
from warehouse_app.inbound.receiving.scanning import ReceiveAnswer, set_count
from warehouse_app.store.warehouse import Tx, new_action


class CountForm(FormDialog):
    """``counted(answer)`` after the figure was written."""

    def __init__(
        self, desk: Desk, receipt_id: int, line: LineRow, counted: Callable[[ReceiveAnswer], object], parent: QWidget
    ) -> None:
        super().__init__("inbound.count_title", parent, accept="ui.save", width=520, sku=line.seller_code)
        self._desk, self._receipt_id, self._line, self._counted = desk, receipt_id, line, counted
        self._action = new_action()
        self.body.addWidget(self._about(item_words(line.name, line.colour, line.size)))
        expected = 0 if line.expected is None else line.expected
        code = "inbound.count_stands" if line.expected is not None else "inbound.count_stands_blind"
        self.body.addWidget(Text(code, role="muted", parent=self.sheet, counted=line.counted, expected=expected))
        self.lots: Combo | None = None
        self.new_lot: Field | None = None
        self.expires: Field | None = None
        if line.lots:
            self._add_lots(desk.read(lots_of, receipt_id, line.sku_id))
        self.pieces = number_field("inbound.count_hint", self.sheet)
        self.add_field("inbound.count_pieces", self.pieces)
        self._price_before = "" if line.price is None else f"{line.price:.2f}"
        self.price = Field("inbound.price_hint", takes="typing", parent=self.sheet)
        self.price.setText(self._price_before)
        self.add_field("inbound.price", self.price)

    def _about(self, words: str) -> Text:
        about = Text(role="large", wrap=True, parent=self.sheet)
        about.show_plain(words)
        return about

    def _add_lots(self, lots: Sequence[LotRow]) -> None:
        self.lots = Combo(parent=self.sheet)
        for lot in lots:
            self.lots.add_plain(f"{lot.lot}   {lot.expires or ''}   ({lot.counted})", lot.lot)
        self.lots.add_code("inbound.new_lot", "")
        self.lots.setCurrentIndex(0)
        self.new_lot = Field("inbound.lot_hint", takes="scan", parent=self.sheet)
        self.expires = Field("inbound.expires_hint", takes="typing", parent=self.sheet)
        self.add_field("inbound.lot", self.lots)
        self.add_field("inbound.new_lot", self.new_lot)
        self.add_field("inbound.expires", self.expires)
        self.lots.currentIndexChanged.connect(lambda _: self._show_new())
        self._show_new()

    def _show_new(self) -> None:
        assert self.lots is not None
        for field in (self.new_lot, self.expires):
            assert field is not None
            field.setEnabled(not self.lots.value())

    def submit(self) -> None:
        """Write the figure. Raises BadInput and what ``set_count`` raises."""
        try:
            lot = self._lot()
            expires = day_of(self.expires.text()) if self.expires is not None and self.expires.isEnabled() else None
            pieces = pieces_of(self.pieces, self._line.counted if self._price_said() and self.lots is None else None)
            answer = self._desk.command(self._count_and_price, lot, pieces, expires)
        except WarehouseError as error:
            self.show_mistake(error, self.pieces)
            raise
        self._counted(answer)

    def _price_said(self) -> bool:
        return self.price.text().strip() != self._price_before

    def _count_and_price(self, tx: Tx, lot: str, pieces: int, expires: date | None) -> ReceiveAnswer:
        """Both figures or neither; an emptied price asks the order and the supplier's list again."""
        line = self._line.sku_id
        answer = set_count(tx, self._receipt_id, line, lot, pieces, self._action, expires=expires)
        if self._price_said():
            price_line(tx, self._receipt_id, line, money_of(self.price.text()) if self.price.text().strip() else None)
        return answer

    def _lot(self) -> str:
        if self.lots is None or self.new_lot is None:
            return ""
        lot = str(self.lots.value() or "") or self.new_lot.text().strip()
        if not lot:
            raise BadInput("inbound.lot_empty")
        return lot
