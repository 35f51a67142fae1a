"""Forms of the list: until when an alert sleeps, why it is not wanted, and what a person keeps of a SKU."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

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
from warehouse_app.restock.terms import Before, TermsFields, save_terms, set_season
from warehouse_app.store.warehouse import Tx

_WEEKS = {"one_week": 7, "two_weeks": 14, "four_weeks": 28}
_REASONS = ("no_more", "other_source", "too_dear", "wrong_figure", "other")
NUMBERS = ("lead_days", "minimum", "pack", "safety", "least", "most")


class SnoozeForm(FormDialog):
    """``do(until)`` puts the alerts to sleep until that day."""

    def __init__(self, desk: Desk, skus: int, do: Callable[[date], object], parent: QWidget) -> None:
        super().__init__("restock.snooze_title", parent, accept="restock.snooze_ok", width=520, skus=skus)
        self._do, self._today = do, today_at(desk)
        self.body.addWidget(Text("restock.snooze_words", role="muted", wrap=True, parent=self.sheet))
        self.choice = Combo([(f"restock.snooze_{name}", name) for name in (*_WEEKS, "day")], parent=self.sheet)
        self.day = DayField(self._today + timedelta(days=7), self.sheet)
        self.add_field("restock.snooze_until", self.choice)
        self.add_field("restock.snooze_the_day", self.day)
        self.choice.currentIndexChanged.connect(self._show_day)
        self._show_day()

    @property
    def until(self) -> date:
        """The day chosen."""
        days = _WEEKS.get(str(self.choice.value()))
        return self.day.day if days is None else self._today + timedelta(days=days)

    def submit(self) -> None:
        """Put them to sleep. Raises what the command raises."""
        self._do(self.until)

    def _show_day(self) -> None:
        is_day = self.choice.value() == "day"
        if not is_day:
            self.day.show_day(self.until)
        self.day.setEnabled(is_day)


class DismissForm(FormDialog):
    """``do(reason)`` dismisses the alerts; one of the usual reasons, or one's own words."""

    def __init__(self, skus: int, do: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("restock.dismiss_title", parent, accept="restock.dismiss_ok", width=520, skus=skus)
        self._do = do
        self.body.addWidget(Text("restock.dismiss_words", role="muted", wrap=True, parent=self.sheet))
        self.choice = Combo([(f"restock.reason_{name}", name) for name in _REASONS], parent=self.sheet)
        self.note = Field("restock.reason_note", parent=self.sheet)
        self.note.setMaxLength(200)
        self.add_field("restock.dismiss_why", self.choice)
        self.add_field("restock.dismiss_note", self.note)

    def submit(self) -> None:
        """Dismiss them. Raises what the command raises, BadInput ``restock.say_why`` for other reasons without a word."""
        note = self.note.text().strip()
        if self.choice.value() == "other" and not note:
            self.note.setFocus()
            raise BadInput("restock.say_why")
        usual = "" if self.choice.value() == "other" else self.choice.currentText()
        self._do(" · ".join(part for part in (usual, note) if part))


class TermsForm(FormDialog):
    """What a person keeps of a SKU; below each field stands what is computed. An empty field is as computed.

    ``before`` is what was kept so far, to be written back.
    """

    def __init__(self, desk: Desk, look: SkuLook, parent: QWidget) -> None:
        super().__init__("restock.terms_title", parent, accept="ui.save", width=640, sku=look.row.seller_code)
        self._desk, self._look = desk, look
        self.before: Before = {}
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
        self.season = DayField(terms.season_ends or today_at(desk) + timedelta(days=60), self.sheet)
        self.note = Field("restock.terms_note_hint", parent=self.sheet)
        self.note.setMaxLength(200)
        self.note.setText(terms.note)
        self._lay_out_fields()

    def submit(self) -> None:
        """Keep it. Raises BadInput ``purchasing.no_pieces``, and what the commands raise; nothing is kept then."""
        numbers = {name: self._number(name) for name in NUMBERS}
        fields = TermsFields(
            supplier_id=self.supplier.supplier_id, **numbers, never=self.never.isChecked(), note=self.note.text().strip()
        )  # fmt: skip
        self.before = self._desk.command(self._save, fields)

    def _save(self, tx: Tx, fields: TermsFields) -> Before:
        """Terms and season in one step."""
        season = self.season.day if self.has_season.isChecked() else None
        if season != self._look.terms.season_ends:
            set_season(tx, self._look.product_id, season)
        return save_terms(tx, self._look.row.sku_id, fields)

    def _number(self, name: str) -> int | None:
        field = self.fields[name]
        if not field.text().strip():
            return None
        try:
            return typed_pieces(field.text())
        except BadInput:
            field.setFocus()
            raise

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


def _plain(text: str, parent: QWidget) -> Text:
    said = Text(wrap=True, parent=parent)
    said.show_plain(text)
    return said
