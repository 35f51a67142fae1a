"""The form a return is written in: whose goods, exchange or credit, and how many pieces of what, ticked or scanned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.sendback.words import goods_words, reason_words
from ui.inbound.supplier_choice import SupplierChoice
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Combo, Field, Text
from warehouse_app.catalog.codes import Goods, goods
from warehouse_app.catalog.editing.queries import sku_details
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.receiving.rules import DefectReason, reason_code
from warehouse_app.inbound.sendback.commands import draft_return, edit_return
from warehouse_app.inbound.sendback.quarantine import QuarantineRow, quarantine
from warehouse_app.inbound.sendback.queries import ReturnSheet
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.inbound.sendback.rules import Kind as BackKind
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.stock.queries import stock_page
from warehouse_app.stock.rules import Virtual


@dataclass(slots=True)
class Draft:
    """One line before it is written; ``location_id`` None is quarantine, ``most`` pieces lie there."""

    sku_id: int
    seller_code: str
    goods: str
    lot: str
    location_id: int | None
    place: str
    most: int
    quantity: int
    reason: str = ""


def from_quarantine(held: QuarantineRow, quantity: int | None = None) -> Draft:
    """A line of goods in quarantine; all of them that are on no draft yet unless told otherwise."""
    free = held.pieces - held.drafted
    pieces = free if quantity is None else quantity
    return Draft(held.sku_id, held.seller_code, goods_words(held), held.lot, None, "", held.pieces, max(pieces, 1), held.reason)


class ReturnForm(FormDialog):
    """Writes a return, or a draft anew; ``return_id`` is which, once accepted. Goods scanned are added to it."""

    def __init__(
        self, desk: Desk, held: Sequence[QuarantineRow], parent: QWidget, sheet: ReturnSheet | None = None
    ) -> None:  # fmt: skip
        title = "purchasing.return_new" if sheet is None else "purchasing.return_edit"
        number = "" if sheet is None else sheet.head.number
        super().__init__(title, parent, accept="purchasing.return_save", width=940, number=number)
        self._desk = desk
        self.return_id = None if sheet is None else sheet.head.id
        self.supplier = SupplierChoice("purchasing.choose_supplier", self.sheet)
        self.kind = Combo([(f"purchasing.kind_{kind}", kind.value) for kind in BackKind], parent=self.sheet)
        self.note = Field("purchasing.note_hint", parent=self.sheet)
        self.note.setMaxLength(500)
        self.lines: list[LineRow] = []
        self.total = Text(role="large", parent=self.sheet)
        self._stack = column(gap=1)
        self._fill_body()
        if sheet is None:
            self._start(held)
        else:
            self._show(sheet)
        self._add_up()

    # --- filling ----------------------------------------------------------------------------------------------------

    def _start(self, held: Sequence[QuarantineRow]) -> None:
        self.supplier.fill(self._desk)
        whose = {row.supplier_id for row in held if row.supplier_id is not None}
        if len(whose) == 1:
            self.supplier.choose(whose.pop())
        for row_ in held:
            self._add(from_quarantine(row_))

    def _show(self, sheet: ReturnSheet) -> None:
        self.supplier.fill(self._desk, also=(sheet.head.supplier_id, sheet.head.supplier))
        self.supplier.choose(sheet.head.supplier_id)
        self.supplier.setEnabled(False)
        self.kind.choose(sheet.head.kind)
        self.note.setText(sheet.head.note)
        here = {(held.sku_id, held.lot): held.pieces for held in self._desk.read(quarantine)}
        for line in sheet.lines:
            there = here.get((line.sku_id, line.lot)) if line.place == Virtual.QUARANTINE else line.quantity
            place = "" if line.place == Virtual.QUARANTINE else line.place
            self._add(
                Draft(
                    line.sku_id, line.seller_code, goods_words(line), line.lot, line.location_id, place,
                    max(there or 0, line.quantity), line.quantity, line.reason,
                )
            )  # fmt: skip

    def take_scan(self, scan: Scan) -> None:
        """A piece (or a pack) of the goods scanned goes back: out of quarantine, else out of the bin where they lie."""
        codes = (scan.text, *scan.alternatives)
        named = self._desk.read(lambda session: goods(session.connection(), codes))
        try:
            if named is None:
                raise NotFound("purchasing.unknown_code", scanned=scan.text)
            self._take(named)
        except (NotFound, Conflict) as error:
            self._desk.sounds.play("wrong")
            self.show_mistake(error)
            return
        self._desk.sounds.play("right")
        self.show_mistake(None)

    def _take(self, named: Goods) -> None:
        line = next((line for line in self.lines if line.draft.sku_id == named.sku_id), None)
        if line is not None:
            if line.pieces + named.multiple > line.draft.most:
                raise Conflict("purchasing.no_more_there", sku=line.draft.seller_code, most=line.draft.most)
            line.quantity.setText(str(line.pieces + named.multiple))
            return
        held = next((row for row in self._desk.read(quarantine) if row.sku_id == named.sku_id), None)
        self._add(from_quarantine(held, named.multiple) if held is not None else self._from_bin(named))

    def _from_bin(self, named: Goods) -> Draft:
        found = self._desk.read(sku_details, named.sku_id)
        rows = self._desk.read(stock_page, sku_id=named.sku_id).rows
        place = next((row for row in rows if row.bin and row.available > 0), None)
        bins = self._desk.read(lambda s: meanings(s.connection(), (place.bin,))) if place is not None else []
        location = next((meaning.id for meaning in bins if meaning.kind is Kind.BIN), None)
        if found is None or place is None or location is None:
            raise NotFound("purchasing.lies_nowhere", sku=named.code)
        words, pieces = goods_words(found.line), min(named.multiple, place.available)
        return Draft(found.line.id, found.line.seller_code, words, "", location, place.bin, place.available, pieces)

    # --- submitting -------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Write it. Raises what the commands raise, BadInput when no supplier is chosen."""
        supplier_id = self.supplier.supplier_id
        if supplier_id is None:
            raise BadInput("purchasing.supplier_missing")
        lines = [line.wanted() for line in self.lines if line.pieces]
        if not lines:
            raise BadInput("purchasing.return_empty")
        if self.return_id is None:
            self.return_id = self._desk.command(draft_return, supplier_id, str(self.kind.value()), lines, self.note.text())
        else:
            self._desk.command(edit_return, self.return_id, str(self.kind.value()), lines, self.note.text())

    # --- parts ------------------------------------------------------------------------------------------------------

    def _fill_body(self) -> None:
        self.add_beside(
            ("purchasing.return_supplier", self.supplier), ("purchasing.return_kind", self.kind),
            ("purchasing.note", self.note),
        )  # fmt: skip
        self.body.addWidget(Text("purchasing.return_words", role="muted", wrap=True, parent=self.sheet))
        inside = QWidget(self.sheet)
        around = column(inside)
        around.addLayout(self._stack)
        around.addStretch(1)
        scroll = QScrollArea(self.sheet)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        scroll.setMinimumHeight(space(60))
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self.total)

    def _add(self, draft: Draft) -> None:
        line = LineRow(draft, self.sheet)
        line.changed.connect(self._add_up)
        line.dropped.connect(self._drop)
        self.lines.append(line)
        self._stack.addWidget(line)
        line.show()
        self._add_up()

    def _drop(self, line: LineRow) -> None:
        self.lines.remove(line)
        self._stack.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._add_up()

    def _add_up(self) -> None:
        self.total.show_code("purchasing.return_total", kinds=len(self.lines), pieces=sum(line.pieces for line in self.lines))


class LineRow(QWidget):
    """One line in the form: what it is, how many pieces of those that lie there, and why they go back."""

    changed = Signal()
    dropped = Signal(object)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        name = Text(role="text", wrap=True, parent=self)
        name.show_plain(" · ".join(part for part in (draft.seller_code, draft.goods, draft.lot) if part))
        place = Text(role="small", parent=self)
        place.show_code("purchasing.from_bin" if draft.place else "purchasing.from_quarantine", bin=draft.place, most=draft.most)
        place.setFixedWidth(space(38))
        self.quantity = Field(parent=self)
        self.quantity.setValidator(QIntValidator(0, draft.most, self.quantity))
        self.quantity.setText(str(draft.quantity))
        self.quantity.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.quantity.setFixedWidth(space(20))
        self.quantity.setAccessibleName(draft.seller_code)
        self.quantity.textChanged.connect(lambda _: self.changed.emit())
        self.reason = self._reasons()
        drop = Button(kind="quiet", icon="close", parent=self)
        drop.show_tip("purchasing.drop_line")
        drop.clicked.connect(lambda: self.dropped.emit(self))
        inside = row(self, gap=2)
        inside.addWidget(name, 1)
        for widget in (place, self.quantity, self.reason, drop):
            inside.addWidget(widget)

    @property
    def pieces(self) -> int:
        """How many are to go back."""
        return int(self.quantity.text() or 0)

    def wanted(self) -> BackLine:
        """The line as the command takes it."""
        draft = self.draft
        return BackLine(draft.sku_id, self.pieces, draft.lot, draft.location_id, None, str(self.reason.value() or ""))

    def _reasons(self) -> Combo:
        combo = Combo([("purchasing.no_reason", ""), *((reason_code(each), each.value) for each in DefectReason)], parent=self)
        if self.draft.reason and self.draft.reason not in set(DefectReason):
            combo.add_plain(reason_words(self.draft.reason), self.draft.reason)
        combo.choose(self.draft.reason)
        combo.setFixedWidth(space(36))
        return combo
