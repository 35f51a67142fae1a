"""Saying what the columns of an unknown layout are: our fields at the left, the file's columns beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QWidget

from ui.desk import Desk
from ui.language import Sentence, tr
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.text import Combo, Text
from warehouse_app.errors import BadInput
from warehouse_app.intake import KINDS, Kind, remember_columns
from warehouse_app.recognising import FIELDS, NEEDED, Sample, guess_columns, missing_field

_HIGH = 96  # steps: about ten fields, and the form still fits on 1366 x 768


class _ColumnCombo(Combo):
    """The wheel scrolls the form and never changes an answer by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the form."""
        event.ignore()


class MappingForm(FormDialog):
    """Asks for the columns of one file and remembers the answer. ``kind`` is what the person says the file is."""

    def __init__(self, desk: Desk, file: str, kind: Kind, sample: Sample, parent: QWidget) -> None:
        super().__init__("intake.mapping_title", parent, accept="intake.mapping_accept", width=840, file=file)
        self._desk, self._sample = desk, sample
        self.combos: dict[str, Combo] = {}
        self.body.addWidget(Text("intake.mapping_words", role="muted", wrap=True, parent=self.sheet))
        top = row(gap=3)
        self.kinds = Combo([(f"intake.kind_{each}", each) for each in KINDS], parent=self.sheet)
        self.kinds.choose(kind)
        self.kinds.currentIndexChanged.connect(self._lay_out_fields)
        top.addWidget(Text("intake.this_is", parent=self.sheet))
        top.addWidget(self.kinds, 1)
        self.body.addLayout(top)
        self._scroll = QScrollArea(self.sheet)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFixedHeight(space(_HIGH))
        self.body.addWidget(self._scroll)
        self._lay_out_fields()
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # there is one

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        page = self._scroll.widget()
        if now is not None and page is not None and page.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, space(6))

    @property
    def kind(self) -> Kind:
        """What the person says the file is."""
        return next(kind for kind in KINDS if kind == self.kinds.value())

    def columns(self) -> dict[str, str]:
        """Field name to column, for the fields the person named."""
        return {name: str(combo.value()) for name, combo in self.combos.items() if combo.value()}

    def submit(self) -> None:
        """Remember the columns. Raises BadInput when one is missing without which the list says nothing."""
        columns = self.columns()
        absent = missing_field(self.kind, columns)
        if absent is not None:
            self.combos[absent].setFocus()
            raise BadInput("intake.column_missing", field=Sentence(f"sheets.field_{absent}"))
        self._desk.command(remember_columns, self.kind, self._sample.header, columns)

    def _lay_out_fields(self) -> None:
        guessed = guess_columns(self.kind, self._sample.header)
        needed = [name for group in NEEDED[self.kind] for name in group]
        others = [field.name for field in FIELDS[self.kind] if field.name not in needed]
        names = [*needed, *sorted(others, key=lambda name: name not in guessed)]
        page = QWidget(self._scroll)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, space(3), 0)
        grid.setVerticalSpacing(space(2))
        grid.setHorizontalSpacing(space(4))
        grid.setColumnStretch(1, 1)
        self.combos = {name: self._combo(name, guessed.get(name, ""), page) for name in names}
        for line, (name, combo) in enumerate(self.combos.items()):
            label = Text(parent=page)
            label.show_code(self._need(name), field=Sentence(f"sheets.field_{name}"))
            label.setBuddy(combo)
            grid.addWidget(label, line, 0)
            grid.addWidget(combo, line, 1)
        grid.setRowStretch(len(names), 1)
        self._scroll.setWidget(page)
        for ground in (page, self._scroll.viewport()):  # the form's own surface shows through
            ground.setAutoFillBackground(False)

    def _need(self, name: str) -> str:
        """How much a field is needed: by itself, as one of several, or not."""
        group = next((group for group in NEEDED[self.kind] if name in group), ())
        return "intake.optional" if not group else "intake.needed" if len(group) == 1 else "intake.needed_either"

    def _combo(self, name: str, guess: str, parent: QWidget) -> Combo:
        combo = _ColumnCombo([("intake.no_column", "")], parent=parent)
        combo.setAccessibleName(tr(f"sheets.field_{name}"))
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for header, values in zip(self._sample.header, self._sample.values, strict=True):
            shown = " · ".join(value[:24] for value in values[:2])
            combo.add_plain(f"{header}    {shown}" if shown else header, header)
        combo.choose(guess)
        return combo
