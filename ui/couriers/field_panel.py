"""What can be said of one field of a label design: its place, its letters, its words, whether it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QWidget

from ui.language import tr
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Check, Combo, Field, Text
from warehouse_app.dispatch.designs.rules import (
    DRAWN,
    LARGEST_PT,
    LONGEST_CAPTION,
    SMALLEST_PT,
    LabelDesign,
)

_PLACES = ("x", "y", "w", "h")
_LETTERS = ("largest", "smallest")


class FieldPanel(QWidget):
    """Signals: ``chosen(place)``; ``changed(place, name, value)``; ``removed(place)``."""

    chosen = Signal(int)
    changed = Signal(int, str, object)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._design: LabelDesign | None = None
        self.fields = Combo(parent=self)
        self.hint = Text("designs.choose_field", role="muted", wrap=True, parent=self)
        self.inside = QWidget(self)
        self.numbers = {name: self._spin(name) for name in (*_PLACES, *_LETTERS)}
        self.align = Combo([(f"designs.align_{way}", way) for way in ("left", "center", "right")], parent=self.inside)
        self.bold = Check("designs.bold", parent=self.inside)
        self.shown = Check("designs.shown", parent=self.inside)
        self.caption = Field("designs.caption_hint", parent=self.inside)
        self.caption.setMaxLength(LONGEST_CAPTION)
        self.remove = Button("designs.remove_field", kind="danger", icon="cancel", parent=self.inside)
        self._lay_out()
        self._connect()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_field(self, design: LabelDesign, place: int, editable: bool) -> None:
        """Show one field of a design; -1: none is chosen."""
        with self._quietly():
            if design != self._design:
                self._design = design
                self._name_fields(design)
            self.fields.choose(place)
            self.inside.setVisible(place >= 0)
            self.hint.setVisible(place < 0)
            if place >= 0:
                self._fill(design, place)
            for part in (*self.numbers.values(), self.align, self.bold, self.shown, self.caption):
                part.setEnabled(editable)
            self.remove.setVisible(editable)

    def changeEvent(self, event: QEvent) -> None:
        """The fields' names in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self._design is not None:
            place = self.place
            with self._quietly():
                self._name_fields(self._design)
                self.fields.choose(place)
        super().changeEvent(event)

    @property
    def place(self) -> int:
        """The field that is chosen, -1 for none."""
        value = self.fields.value()
        return value if isinstance(value, int) else -1

    def _name_fields(self, design: LabelDesign) -> None:
        hidden = tr("designs.hidden")
        self.fields.clear_entries()
        for place, field in enumerate(design.fields):
            name = tr(f"designs.kind_{field.kind}")
            words = f" “{field.caption[:12]}”" if field.caption else ""
            self.fields.add_plain(f"{place + 1}  {name}{words}" + ("" if field.shown else f"  ({hidden})"), place)

    def _fill(self, design: LabelDesign, place: int) -> None:
        field = design.fields[place]
        for name, box in self.numbers.items():
            box.setValue(getattr(field, name))
        for name, most in (("x", design.width), ("w", design.width), ("y", design.height), ("h", design.height)):
            self.numbers[name].setMaximum(most)
        for name in _PLACES:
            self.numbers[name].setValue(getattr(field, name))
        self.align.choose(field.align)
        self.bold.setChecked(field.bold)
        self.shown.setChecked(field.shown)
        if self.caption.text() != field.caption:
            self.caption.setText(field.caption)
        letters = field.kind not in DRAWN
        for part in self._letters:
            part.setVisible(letters)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _spin(self, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self.inside)
        box.setDecimals(2 if name in _PLACES else 1)
        box.setSingleStep(0.5)
        box.setKeyboardTracking(False)
        box.setRange(0 if name in _PLACES else SMALLEST_PT, 200 if name in _PLACES else LARGEST_PT)
        box.lineEdit().setTextMargins(space(1), 0, 0, 0)
        return box

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.addWidget(Text("designs.field", role="small", parent=self))
        inside.addWidget(self.fields)
        inside.addWidget(self.hint)
        inside.addWidget(self.inside)
        inside.addStretch(1)
        below = column(self.inside, gap=2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(1))
        self._letters: list[QWidget] = []
        for number, name in enumerate((*_PLACES, *_LETTERS)):
            words = Text(f"designs.field_{name}", role="small", parent=self.inside)
            words.setBuddy(self.numbers[name])
            line, side = divmod(number, 2)
            grid.addWidget(words, 2 * line, side)
            grid.addWidget(self.numbers[name], 2 * line + 1, side)
            self._letters += [words, self.numbers[name]] if name in _LETTERS else []
        below.addLayout(grid)
        align = Text("designs.align", role="small", parent=self.inside)
        caption = Text("designs.caption", role="small", parent=self.inside)
        for part in (align, self.align, caption, self.caption):
            below.addWidget(part)
        switches = row(gap=4)
        switches.addWidget(self.bold)
        switches.addWidget(self.shown)
        switches.addStretch(1)
        below.addLayout(switches)
        below.addWidget(self.remove)
        self._letters += [align, self.align, caption, self.caption, self.bold]

    def _connect(self) -> None:
        self.fields.activated.connect(lambda _: self.chosen.emit(self.place))
        for name, box in self.numbers.items():
            box.valueChanged.connect(lambda value, name=name: self._tell(name, round(value, 2)))
        self.align.activated.connect(lambda _: self._tell("align", self.align.value()))
        self.bold.toggled.connect(lambda on: self._tell("bold", on))
        self.shown.toggled.connect(lambda on: self._tell("shown", on))
        self.caption.textEdited.connect(lambda text: self._tell("caption", text))
        self.remove.clicked.connect(lambda: self.removed.emit(self.place))

    def _tell(self, name: str, value: object) -> None:
        if not self._filling and self.place >= 0:
            self.changed.emit(self.place, name, value)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        before, self._filling = self._filling, True
        try:
            yield
        finally:
            self._filling = before
