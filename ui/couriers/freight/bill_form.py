"""What a bill's file is: which courier's, for which month, and what its columns are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import today_at
from ui.intake.column_fields import ColumnFields
from ui.language import Sentence
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Text
from warehouse_app.dispatch.freight.bringing import BillOrder
from warehouse_app.dispatch.freight.files import BILL_FIELDS, NEEDED, guess_courier, guess_month
from warehouse_app.dispatch.freight.queries import couriers, proposed_columns
from warehouse_app.errors import BadInput
from warehouse_app.recognising import Sample, guess
from warehouse_app.sheets.mapping import header_fingerprint

_HIGH, _MONTHS = 82, 18


@dataclass(frozen=True, slots=True)
class BillSample:
    """A file that was looked at."""

    path: Path
    sample: Sample


class BillForm(FormDialog):
    """Proposes what can be guessed; ``wanted`` is what the person said."""

    def __init__(self, desk: Desk, looked: BillSample, parent: QWidget, before: BillOrder | None = None) -> None:
        super().__init__("freight.form_title", parent, accept="freight.compare", width=840, file=looked.path.name)
        self._desk, self._looked = desk, looked
        self._guessed = guess(BILL_FIELDS, looked.sample.header)
        known = desk.read(couriers)
        self.courier = Combo(parent=self.sheet)
        for name in known:
            self.courier.add_plain(name, name)
        self.month = Combo(parent=self.sheet)
        months = _months(today_at(desk))
        for month in months:
            self.month.add_plain(f"{month:%Y-%m}", month)
        self.saved = Text("freight.columns_saved", role="small", wrap=True, parent=self.sheet)
        self.fields = ColumnFields(_HIGH, self.sheet)
        self.add_beside(("freight.col_courier", self.courier), ("freight.col_month", self.month))
        self.body.addWidget(Text("freight.form_words", role="muted", wrap=True, parent=self.sheet))
        self.body.addWidget(self.saved)
        self.body.addWidget(self.fields)
        month = guess_month(self._values("bill_day"), today_at(desk))
        self.courier.choose(before.courier if before else guess_courier(looked.path.stem, self._values("waybill"), known))
        self.month.choose(before.month if before else month if month in months else months[1])
        self._propose(before.columns if before else None)
        self.courier.currentIndexChanged.connect(lambda _: self._propose())
        self.wanted: BillOrder | None = before

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of the file."""
        return self._looked.sample.header

    def submit(self) -> None:
        """Raises BadInput when the courier or a column is missing without which a bill says nothing."""
        courier, month, columns = self.courier.value(), self.month.value(), self.fields.columns()
        if not isinstance(courier, str) or not isinstance(month, date):
            self.courier.setFocus()
            raise BadInput("freight.courier_missing")
        for group in NEEDED:
            if not any(name in columns for name in group):
                self.fields.combos[group[0]].setFocus()
                raise BadInput("intake.column_missing", field=Sentence(f"sheets.field_{group[0]}"))
        self.wanted = BillOrder(self._looked.path, courier, month, columns)

    def _propose(self, columns: Mapping[str, str] | None = None) -> None:
        """The columns named for this courier before; where nobody has, those whose names we know."""
        header = self._looked.sample.header
        saved = self._desk.read(proposed_columns, str(self.courier.value() or ""), header_fingerprint(header), header)
        self.saved.setVisible(bool(saved.columns))
        shown = columns or saved.columns or self._guessed
        self.fields.lay_out([field.name for field in BILL_FIELDS], NEEDED, self._looked.sample, shown)

    def _values(self, field: str) -> tuple[str, ...]:
        column = self._guessed.get(field)
        sample = self._looked.sample
        return sample.values[sample.header.index(column)] if column in sample.header else ()


def _months(today: date) -> list[date]:
    """This month and those before it, the newest first."""
    months = [today.replace(day=1)]
    while len(months) < _MONTHS:
        last = months[-1]
        months.append(last.replace(year=last.year - (last.month == 1), month=last.month - 1 or 12))
    return months
