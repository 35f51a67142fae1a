"""The form of what a person keeps of SKUs: of one, with what is computed below each field; of many, only what changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.desk import Desk
from ui.inbound.buying.words import NONE, DayField, today_at, typed_pieces
from ui.inbound.supplier_choice import SupplierChoice
from ui.restock import words
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.text import Check, Combo, Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.restock.looks.queries import SkuLook
from warehouse_app.restock.terms import Before, TermsFields, change_terms, save_terms, set_season, write_terms
from warehouse_app.store.warehouse import Tx

NUMBERS = ("lead_days", "minimum", "pack", "safety", "least", "most")
_SEASON_DAYS = 60


class TermsForm(FormDialog):
    """What a person keeps of a SKU; below each field stands what is computed. An empty field is as computed.

    ``take_back(tx)``, once it was submitted, writes back what was kept so far; it outlives the form.
    """

    def __init__(self, desk: Desk, look: SkuLook, parent: QWidget) -> None:
        super().__init__("restock.terms_title", parent, accept="ui.save", width=640, sku=look.row.seller_code)
        self._desk, self._look = desk, look
        self.take_back: Callable[[Tx], object] = _nothing
        terms = look.terms
        self.body.addWidget(_plain(words.goods(look.row), self.sheet))
        self.body.addWidget(Text("restock.terms_words", role="muted", wrap=True, parent=self.sheet))
        self.supplier = SupplierChoice("restock.supplier_as_before", self.sheet)
        self.supplier.fill(desk, also=(terms.supplier_id, terms.supplier) if terms.supplier_id is not None else None)
        self.supplier.choose(terms.supplier_id)
        self.fields = {name: self._field(name) for name in NUMBERS}
        self.never = Check("restock.terms_never", parent=self.sheet)
        self.never.setChecked(terms.never)
        self.has_season = Check("restock.terms_season", parent=self.sheet)
        self.season = DayField(terms.season_ends or today_at(desk) + timedelta(days=_SEASON_DAYS), self.sheet)
        self.note = Field("restock.terms_note_hint", parent=self.sheet)
        self.note.setMaxLength(200)
        self.note.setText(terms.note)
        self._lay_out_fields()

    def submit(self) -> None:
        """Keep it. Raises BadInput ``purchasing.no_pieces``, and what the commands raise; nothing is kept then."""
        numbers = typed_numbers(self.fields)
        fields = TermsFields(
            supplier_id=self.supplier.supplier_id, **numbers, never=self.never.isChecked(), note=self.note.text().strip()
        )  # fmt: skip
        season = self.season.day if self.has_season.isChecked() else None
        product, season_before = self._look.product_id, self._look.terms.season_ends

        def keep_season(tx: Tx, day: date | None) -> None:
            if season != season_before:
                set_season(tx, product, day)

        def keep(tx: Tx) -> Before:
            keep_season(tx, season)
            return save_terms(tx, sku_id, fields)

        def take_back(tx: Tx) -> None:
            keep_season(tx, season_before)
            write_terms(tx, before)

        sku_id = self._look.row.sku_id
        before = self._desk.command(keep)
        self.take_back = take_back

    def _field(self, name: str) -> Field:
        field = Field(parent=self.sheet)
        value = getattr(self._look.terms, name)
        field.setText("" if value is None else str(value))
        return field

    def _computed(self, name: str) -> str:
        told = self._look.row.told
        known = {
            "lead_days": told.lead_days, "safety": self._look.computed_safety,
            "least": told.reorder_point if self._look.terms.least is None else None,
        }  # fmt: skip
        value = known.get(name) if getattr(self._look.terms, name) is None or name == "safety" else None
        return NONE if value is None else f"{value:,}"

    def _lay_out_fields(self) -> None:
        self.add_field("restock.terms_supplier", self.supplier)
        for some in (NUMBERS[:3], NUMBERS[3:]):
            self.add_beside(*((f"restock.terms_{name}", self.fields[name]) for name in some))
            line = row(gap=3)
            for name in some:
                words_under = Text("restock.terms_computed", role="small", parent=self.sheet, n=self._computed(name))
                line.addWidget(words_under, 1)
            self.body.addLayout(line)
        season = self._season_line()
        self.body.addLayout(season)
        self.body.addWidget(self.never)
        self.add_field("restock.terms_note", self.note)

    def _season_line(self) -> QHBoxLayout:
        self.has_season.setChecked(self._look.terms.season_ends is not None)
        self.season.setEnabled(self.has_season.isChecked())
        self.has_season.toggled.connect(self.season.setEnabled)
        line = row(gap=3)
        line.addWidget(self.has_season)
        line.addWidget(self.season)
        line.addStretch(1)
        return line


class ManyTermsForm(FormDialog):
    """The same change for many SKUs: an empty field leaves what each has. ``take_back`` as in ``TermsForm``."""

    def __init__(self, desk: Desk, sku_ids: Sequence[int], parent: QWidget) -> None:
        super().__init__("restock.many_terms_title", parent, accept="ui.save", width=640, skus=len(sku_ids))
        self._desk, self._sku_ids = desk, list(sku_ids)
        self.take_back: Callable[[Tx], object] = _nothing
        self.body.addWidget(Text("restock.many_terms_words", role="muted", wrap=True, parent=self.sheet))
        self.supplier = SupplierChoice("restock.leave_as_is", self.sheet)
        self.supplier.fill(desk)
        self.add_field("restock.terms_supplier", self.supplier)
        self.fields = {name: Field("restock.leave_as_is", parent=self.sheet) for name in NUMBERS}
        for some in (NUMBERS[:3], NUMBERS[3:]):
            self.add_beside(*((f"restock.terms_{name}", self.fields[name]) for name in some))
        choices = (("leave_as_is", None), ("not_again", True), ("again", False))
        self.never = Combo([(f"restock.{name}", value) for name, value in choices], parent=self.sheet)
        self.add_field("restock.terms_buying", self.never)

    def changes(self) -> dict[str, Any]:
        """What is filled in. Raises BadInput ``purchasing.no_pieces``."""
        found: dict[str, Any] = {name: value for name, value in typed_numbers(self.fields).items() if value is not None}
        if self.supplier.supplier_id is not None:
            found["supplier_id"] = self.supplier.supplier_id
        if self.never.value() is not None:
            found["never"] = bool(self.never.value())
        return found

    def submit(self) -> None:
        """Keep it. Raises BadInput ``restock.nothing_filled``, and what the command raises; nothing is kept then."""
        changes = self.changes()
        if not changes:
            raise BadInput("restock.nothing_filled")
        before = self._desk.command(change_terms, self._sku_ids, changes)
        self.take_back = lambda tx: write_terms(tx, before)


def typed_numbers(fields: dict[str, Field]) -> dict[str, int | None]:
    """Whole numbers as they were typed, None for an empty field. Raises BadInput ``purchasing.no_pieces``, the focus there."""
    found: dict[str, int | None] = {}
    for name, field in fields.items():
        try:
            found[name] = typed_pieces(field.text()) if field.text().strip() else None
        except BadInput:
            field.setFocus()
            raise
    return found


def _plain(text: str, parent: QWidget) -> Text:
    said = Text(wrap=True, parent=parent)
    said.show_plain(text)
    return said


def _nothing(_tx: Tx) -> None:
    """Nothing was kept yet."""
