"""A receipt's head: whose goods, the supplier's delivery note, the freight and who pays it, a note."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.desk import Desk
from ui.inbound.receiving.values import money_of
from ui.language import tr
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Check, Combo, Field, Text
from warehouse_app.inbound.buying.suppliers import suppliers
from warehouse_app.inbound.receiving.commands import set_head
from warehouse_app.inbound.receiving.queries import ReceiptHead


@dataclass(frozen=True, slots=True)
class HeadValues:
    """What was filled in."""

    supplier_id: int | None
    delivery_note: str
    freight: Decimal
    freight_owed: bool
    note: str


class HeadFields(QWidget):
    """The fields, two beside each other; the supplier is fixed when an order or a return names one."""

    def __init__(self, desk: Desk, head: ReceiptHead, parent: QWidget) -> None:
        super().__init__(parent)
        self.supplier = supplier_combo(desk, self)
        self.supplier.choose(head.supplier_id)
        self.supplier.setEnabled(head.order_id is None and head.return_id is None)
        if self.supplier.currentIndex() < 0 and head.supplier_id is not None:  # one no longer used
            self.supplier.add_plain(head.supplier, head.supplier_id)
            self.supplier.choose(head.supplier_id)
        self.delivery_note = Field("inbound.delivery_note_hint", takes="scan", parent=self)
        self.delivery_note.setText(head.delivery_note)
        self.freight = Field("inbound.freight_hint", parent=self)
        self.freight.setText(f"{head.freight:.2f}" if head.freight else "")
        self.owed = Check("inbound.freight_on_bill", parent=self)
        self.owed.setChecked(head.freight_owed)
        self.note = Field("inbound.note_hint", parent=self)
        self.note.setText(head.note)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        fields: tuple[tuple[str, QWidget], ...] = (
            ("inbound.supplier", self.supplier), ("inbound.delivery_note", self.delivery_note), ("inbound.freight", self.freight),
            ("inbound.note", self.note),
        )  # fmt: skip
        for place, (label, field) in enumerate(fields):
            words = Text(label, role="small", parent=self)
            words.setBuddy(field)
            field.setAccessibleName(tr(label))
            grid.addWidget(words, place // 2 * 2, place % 2)
            grid.addWidget(field, place // 2 * 2 + 1, place % 2)
        grid.addWidget(self.owed, 4, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def values(self) -> HeadValues:
        """What is filled in. Raises BadInput for an amount that is none."""
        supplier = self.supplier.value()
        return HeadValues(
            supplier if isinstance(supplier, int) else None, self.delivery_note.text(), money_of(self.freight.text()),
            self.owed.isChecked(), self.note.text(),
        )  # fmt: skip


def supplier_combo(desk: Desk, parent: QWidget) -> Combo:
    """The suppliers in use, and at the top: not known."""
    combo = Combo([("inbound.no_supplier", None)], parent=parent)
    for supplier in desk.read(suppliers, desk.warehouse.clock().astimezone().date()):
        combo.add_plain(supplier.name, supplier.id)
    return combo


class HeadForm(FormDialog):
    """The fields alone."""

    def __init__(self, desk: Desk, head: ReceiptHead, parent: QWidget) -> None:
        super().__init__("inbound.head_title", parent, accept="ui.save", width=640, number=head.number)
        self._desk, self._receipt_id = desk, head.id
        self.fields = HeadFields(desk, head, self.sheet)
        self.body.addWidget(self.fields)

    def submit(self) -> None:
        """Keep it. Raises what ``set_head`` raises."""
        said = self.fields.values()
        self._desk.command(
            set_head, self._receipt_id, said.supplier_id, said.delivery_note, said.freight, said.freight_owed, said.note
        )
