"""The form for a new supplier, or for what is known of one."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import typed_money, typed_pieces
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field
from warehouse_app.inbound.buying.commands import save_supplier
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.inbound.buying.suppliers import SupplierRow

_LONGEST = {"name": 80, "contact": 80, "phone": 40, "address": 200, "note": 500}
_FIGURES = ("lead_days", "minimum_amount", "minimum_pieces")


class SupplierForm(FormDialog):
    """``supplier_id`` is whose it was, once accepted."""

    def __init__(self, desk: Desk, parent: QWidget, row: SupplierRow | None = None) -> None:
        title = "purchasing.supplier_new" if row is None else "purchasing.supplier_edit"
        super().__init__(title, parent, accept="ui.save", width=680)
        self._desk = desk
        self.supplier_id = None if row is None else row.id
        self.fields = {name: Field(f"purchasing.hint_{name}", parent=self.sheet) for name in (*_LONGEST, *_FIGURES)}
        for name, most in _LONGEST.items():
            self.fields[name].setMaxLength(most)
        if row is not None:
            self._show(row)
        self._row("name", "contact")
        self._row("phone", "address")
        self._row("lead_days", "minimum_amount", "minimum_pieces")
        self._row("note")

    def submit(self) -> None:
        """Save it. Raises what ``save_supplier`` raises, BadInput for what is no number."""
        told = {name: self.fields[name].text().strip() for name in self.fields}
        wanted = SupplierFields(
            told["name"], told["contact"], told["phone"], told["address"], told["note"],
            lead_days=_number(told["lead_days"]), minimum_amount=typed_money(told["minimum_amount"]),
            minimum_pieces=_number(told["minimum_pieces"]),
        )  # fmt: skip
        self.supplier_id = self._desk.command(save_supplier, wanted, self.supplier_id)

    def _row(self, *names: str) -> None:
        self.add_beside(*((f"purchasing.supplier_{name}", self.fields[name]) for name in names))

    def _show(self, row: SupplierRow) -> None:
        for name, field in self.fields.items():
            field.setText(_text(getattr(row, name)))


def _number(text: str) -> int | None:
    return typed_pieces(text) if text else None


def _text(value: str | int | Decimal | None) -> str:
    return "" if value is None else str(value)
