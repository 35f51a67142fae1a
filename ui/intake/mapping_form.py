"""Saying what the columns of an unknown layout are: our fields at the left, the file's columns beside them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.intake.column_fields import ColumnFields
from ui.language import Sentence
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.text import Combo, Text
from warehouse_app.errors import BadInput
from warehouse_app.intake import KINDS, Kind, remember_columns
from warehouse_app.recognising import FIELDS, NEEDED, Sample, guess_columns, missing_field

_HIGH = 96  # steps: about ten fields, and the form still fits on 1366 x 768


class MappingForm(FormDialog):
    """Asks for the columns of one file and remembers the answer. ``kind`` is what the person says the file is."""

    def __init__(self, desk: Desk, file: str, kind: Kind, sample: Sample, parent: QWidget) -> None:
        super().__init__("intake.mapping_title", parent, accept="intake.mapping_accept", width=840, file=file)
        self._desk, self._sample = desk, sample
        self.body.addWidget(Text("intake.mapping_words", role="muted", wrap=True, parent=self.sheet))
        top = row(gap=3)
        self.kinds = Combo([(f"intake.kind_{each}", each) for each in KINDS], parent=self.sheet)
        self.kinds.choose(kind)
        self.kinds.currentIndexChanged.connect(self._lay_out_fields)
        top.addWidget(Text("intake.this_is", parent=self.sheet))
        top.addWidget(self.kinds, 1)
        self.body.addLayout(top)
        self._fields = ColumnFields(_HIGH, self.sheet)
        self.body.addWidget(self._fields)
        self._lay_out_fields()

    @property
    def kind(self) -> Kind:
        """What the person says the file is."""
        return next(kind for kind in KINDS if kind == self.kinds.value())

    @property
    def combos(self) -> dict[str, Combo]:
        """The columns to choose from, by field."""
        return self._fields.combos

    def columns(self) -> dict[str, str]:
        """Field name to column, for the fields the person named."""
        return self._fields.columns()

    def submit(self) -> None:
        """Remember the columns. Raises BadInput when one is missing without which the list says nothing."""
        columns = self.columns()
        absent = missing_field(self.kind, columns)
        if absent is not None:
            self.combos[absent].setFocus()
            raise BadInput("intake.column_missing", field=Sentence(f"sheets.field_{absent}"))
        self._desk.command(remember_columns, self.kind, self._sample.header, columns)

    def _lay_out_fields(self) -> None:
        names = [field.name for field in FIELDS[self.kind]]
        self._fields.lay_out(names, NEEDED[self.kind], self._sample, guess_columns(self.kind, self._sample.header))
