"""The measured sizes of one piece: a name and centimetres each, as many as the goods have."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.catalog import entering
from ui.desk import Desk
from ui.language import tr
from ui.theme import space
from ui.widgets.chips import Flow
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Field, Text
from warehouse_app.catalog.editing.commands import LONGEST_MEASURE_NAME, remove_measure, set_measure
from warehouse_app.catalog.editing.queries import SkuDetails
from warehouse_app.errors import BadInput

USUAL = (
    "goods.measure_length", "goods.measure_chest", "goods.measure_waist", "goods.measure_hip", "goods.measure_shoulder",
    "goods.measure_sleeve", "goods.measure_trousers",
)  # fmt: skip
_OFFERED = 8


class _Line(QWidget):
    """One measure: its name, its centimetres."""

    def __init__(self, name: str, mm: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = Field("goods.measure_name", parent=self)
        self.name.setMaxLength(LONGEST_MEASURE_NAME)
        self.name.setText(name)
        self.cm = Field("goods.measure_cm", parent=self)
        self.cm.setText(entering.centimetres(mm))
        self.cm.setFixedWidth(space(30))
        inside = row(self, gap=2)
        inside.addWidget(self.name, 1)
        inside.addWidget(self.cm)


class MeasuresForm(FormDialog):
    """Lines to fill in; a line emptied is a measure forgotten. The usual names are a press away."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuDetails) -> None:
        super().__init__("goods.measures_title", parent, accept="ui.save", width=560, sku=sku.line.seller_code)
        self._desk = desk
        self._sku = sku
        self.lines: list[_Line] = []
        self.body.addWidget(Text("goods.measures_words", role="small", wrap=True, parent=self.sheet))
        ways = Flow(self.sheet)
        for code in USUAL:
            button = Button(code, parent=self.sheet)
            button.clicked.connect(lambda _=False, code=code: self.add(tr(code)))
            ways.add(button)
        self.body.addWidget(ways)
        self._place = column(gap=2)
        self.body.addLayout(self._place)
        for name, mm in sku.measures:
            self._add_line(name, mm)
        self._offer_line()

    def add(self, name: str) -> None:
        """A line for a usual name, or the line that has it."""
        there = next((line for line in self.lines if line.name.text().strip() == name), None)
        blank = next((line for line in self.lines if not line.name.text().strip()), None)
        line = there or blank or self._add_line("", None)
        line.name.setText(name)
        line.cm.setFocus()
        if line is self.lines[-1]:
            self._offer_line()

    def submit(self) -> None:
        """Keep what differs, forget what is gone. Raises BadInput ``goods.measure_half`` or ``goods.measure_twice``."""
        wanted = self._wanted()
        before = dict(self._sku.measures)
        for name in before.keys() - wanted.keys():
            self._desk.command(remove_measure, self._sku.line.id, name)
        for name, mm in wanted.items():
            if before.get(name) != mm:
                self._desk.command(set_measure, self._sku.line.id, name, mm)

    def _wanted(self) -> dict[str, int]:
        wanted: dict[str, int] = {}
        for line in self.lines:
            name, mm = line.name.text().strip(), entering.millimetres(line.cm.text())
            if not name and mm is None:
                continue
            if not name:
                raise BadInput("goods.measure_half", name="–")
            if mm is None:
                if name in dict(self._sku.measures):
                    continue
                raise BadInput("goods.measure_half", name=name)
            if name in wanted:
                raise BadInput("goods.measure_twice", name=name)
            wanted[name] = mm
        return wanted

    def _offer_line(self) -> None:
        """An empty line at the end, as long as the form fits the screen."""
        if len(self.lines) < _OFFERED:
            self._add_line("", None)

    def _add_line(self, name: str, mm: int | None) -> _Line:
        line = _Line(name, mm, self.sheet)
        self.lines.append(line)
        self._place.addWidget(line)
        line.show()
        return line
