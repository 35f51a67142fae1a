"""Our fields at the left, the columns of a file beside them: the part of a form in which a person says what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QWidget

from ui.language import Sentence, tr
from ui.theme import space
from ui.widgets.text import Combo, Text
from warehouse_app.recognising import Sample


class ColumnFields(QScrollArea):
    """``lay_out`` shows the fields of a kind of list; ``columns`` are those the person named."""

    def __init__(self, steps: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.combos: dict[str, Combo] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(space(steps))
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # there is one

    def columns(self) -> dict[str, str]:
        """Field name to column, for the fields the person named."""
        return {name: str(combo.value()) for name, combo in self.combos.items() if combo.value()}

    def lay_out(self, fields: Sequence[str], needed: Sequence[Sequence[str]], sample: Sample, guessed: Mapping[str, str]) -> None:
        """Show these fields: those needed first (of each group one must be named), then those that were guessed."""
        first = [name for group in needed for name in group]
        others = sorted((name for name in fields if name not in first), key=lambda name: name not in guessed)
        page = QWidget(self)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, space(3), 0)
        grid.setVerticalSpacing(space(2))
        grid.setHorizontalSpacing(space(4))
        grid.setColumnStretch(1, 1)
        self.combos = {name: _combo(name, guessed.get(name, ""), sample, page) for name in [*first, *others]}
        for line, (name, combo) in enumerate(self.combos.items()):
            label = Text(parent=page)
            label.show_code(_need(name, needed), field=Sentence(f"sheets.field_{name}"))
            label.setBuddy(combo)
            grid.addWidget(label, line, 0)
            grid.addWidget(combo, line, 1)
        grid.setRowStretch(len(self.combos), 1)
        self.setWidget(page)
        for ground in (page, self.viewport()):  # the form's own surface shows through
            ground.setAutoFillBackground(False)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        page = self.widget()
        if now is not None and page is not None and page.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, space(6))


def _need(name: str, needed: Sequence[Sequence[str]]) -> str:
    """How much a field is needed: by itself, as one of several, or not."""
    group = next((group for group in needed if name in group), ())
    return "intake.optional" if not group else "intake.needed" if len(group) == 1 else "intake.needed_either"


def _combo(name: str, guess: str, sample: Sample, parent: QWidget) -> Combo:
    combo = Combo([("intake.no_column", "")], parent=parent)
    combo.setAccessibleName(tr(f"sheets.field_{name}"))
    for header, values in zip(sample.header, sample.values, strict=True):
        shown = " · ".join(value[:24] for value in values[:2])
        combo.add_plain(f"{header}    {shown}" if shown else header, header)
    combo.choose(guess)
    return combo
