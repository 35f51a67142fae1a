"""The forms of a mistake that came back: what was wrong with a parcel, and why a record is withdrawn."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.catalog.entering import price
from ui.desk import Desk
from ui.orders.wording import local
from ui.packing.verdicts import variant_of
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.mistakes.commands import change_mispack, record_mispack, withdraw_mispack
from warehouse_app.packing.mistakes.queries import MispackRow, PackedParcel
from warehouse_app.packing.mistakes.rules import CAUSES, KINDS, LONGEST, MOST_PIECES, OF_GOODS, Told
from warehouse_app.people.queries import people


class MistakeForm(FormDialog):
    """Who packed and who checked stand there already, as the parcel says; ``record`` is what is corrected."""

    def __init__(
        self, desk: Desk, parcel: PackedParcel, parent: QWidget, *, record: MispackRow | None = None, action: str = ""
    ) -> None:  # fmt: skip
        super().__init__("mispack.form_title", parent, accept="mispack.save", width=720, waybill=parcel.waybill[-6:])
        self.desk, self.parcel = desk, parcel
        self._record, self._action = record, action
        self.kind = Combo([(f"mispack.kind_{kind}", kind) for kind in KINDS], parent=self.sheet)
        self.cause = Combo([(f"mispack.cause_{cause}", cause) for cause in CAUSES], parent=self.sheet)
        self.sku = Combo([("mispack.sku_none", None)], parent=self.sheet)
        for goods in parcel.goods:
            self.sku.add_plain(f"{goods.name} {variant_of(goods.colour, goods.size)}".strip(), goods.sku_id)
        self.pieces = QSpinBox(self.sheet)
        self.pieces.setRange(1, MOST_PIECES)
        self.pieces.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.packer, self.checker = (Combo([("mispack.nobody", None)], parent=self.sheet) for _ in range(2))
        for person in desk.read(people):
            for combo in (self.packer, self.checker):
                combo.add_plain(person.name, person.id)
        self.cost = Field("mispack.cost_hint", takes="typing", parent=self.sheet)
        self.note = Field("mispack.note_hint", takes="typing", parent=self.sheet)
        self.note.setMaxLength(LONGEST)
        self._lay_out_body()
        self.kind.currentIndexChanged.connect(lambda _: self._suggest_goods())
        self._show()

    def _lay_out_body(self) -> None:
        parcel = self.parcel
        when = local(parcel.packed_at) if parcel.packed_at is not None else ""
        about = Text(role="muted", wrap=True, parent=self.sheet)
        about.show_code("mispack.form_about", orders=" ".join(parcel.orders), packer=parcel.packer, when=when)
        self.body.addWidget(about)
        self.add_beside(("mispack.label_kind", self.kind), ("mispack.label_cause", self.cause))
        self.add_beside(("mispack.label_sku", self.sku), ("mispack.label_pieces", self.pieces))
        self.add_beside(("mispack.label_packer", self.packer), ("mispack.label_checker", self.checker))
        self.add_beside(("mispack.label_cost", self.cost), ("mispack.label_note", self.note))

    def _show(self) -> None:
        record = self._record
        if record is None:
            self.cause.choose("unknown")
            self.packer.choose(self.parcel.packer_id)
            self.checker.choose(self.parcel.checker_id)
            self._suggest_goods()
            return
        self.kind.choose(record.kind)
        self.cause.choose(record.cause)
        self.sku.choose(record.sku_id)
        self.pieces.setValue(record.pieces)
        self.packer.choose(record.packer_id)
        self.checker.choose(record.checker_id)
        self.cost.setText("" if record.cost is None else str(record.cost))
        self.note.setText(record.note)

    def _suggest_goods(self) -> None:
        """A parcel of one product can have been wrong in that one only."""
        if self.kind.value() in OF_GOODS and self.sku.value() is None and len(self.parcel.goods) == 1:
            self.sku.choose(self.parcel.goods[0].sku_id)

    def told(self) -> Told:
        """What the form says. Raises BadInput for a cost that is no amount."""
        ids = (combo.value() for combo in (self.sku, self.packer, self.checker))
        sku, packer, checker = (value if isinstance(value, int) else None for value in ids)
        kind, cause = str(self.kind.value()), str(self.cause.value())
        return Told(kind, cause, sku, self.pieces.value(), packer, checker, price(self.cost.text()), self.note.text())

    def submit(self) -> None:
        """Keep it. Raises what the commands raise."""
        try:
            if self._record is None:
                self.desk.command(record_mispack, self.parcel.id, self.told(), self._action)
            else:
                self.desk.command(change_mispack, self._record.id, self.told())
        except WarehouseError as error:
            self.show_mistake(error, self.cost if error.code in ("goods.bad_amount", "mispack.cost_range") else None)
            raise
        self.desk.messages.tell("right", "mispack.saved", waybill=self.parcel.waybill)


class WithdrawForm(FormDialog):
    """Why a record counts no longer."""

    def __init__(self, desk: Desk, mispack_id: int, parent: QWidget) -> None:
        super().__init__("mispack.withdraw_title", parent, accept="mispack.withdraw")
        self.desk, self._id = desk, mispack_id
        self.why = Field("mispack.why_hint", takes="typing", parent=self.sheet)
        self.why.setMaxLength(LONGEST)
        self.add_field("mispack.why", self.why)

    def submit(self) -> None:
        """Withdraw it. Raises what the command raises."""
        self.desk.command(withdraw_mispack, self._id, self.why.text())
        self.desk.messages.tell("information", "mispack.withdrawn_told")
