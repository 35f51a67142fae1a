"""Both counts and what is needed, side by side for each item that differs: its picture, its colour and size, three numbers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from ui import theme
from ui.packing.verdicts import variant_of
from ui.theme import space
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column
from ui.widgets.text import Text
from warehouse_app.packing.checking.queries import DifferenceView, Found

_PICTURE_PX = 112
_NUMBER_WIDTH = space(32)


class Differences(QScrollArea):
    """A line for each item; made anew for each difference, which is rare."""

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.seconds: list[Text] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a long one is read with the arrow keys

    def show_found(self, found: Found) -> None:
        """Show what a count found."""
        page = QWidget()
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        heads = (("checking.needed", ""), ("checking.packed_by", found.first), ("checking.counted_by", found.second))
        for place, (code, who) in enumerate(heads, 2):
            head = Text(code, wrap=True, parent=page, who=who)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            head.setFixedWidth(_NUMBER_WIDTH)
            grid.addWidget(head, 0, place, Qt.AlignmentFlag.AlignBottom)
        self.seconds = [self._add(grid, number, line, page) for number, line in enumerate(found.lines, 1)]
        inside = column(page, margin=1)
        inside.addLayout(grid)
        inside.addStretch(1)
        self.setWidget(page)
        self._paint()

    def _add(self, grid: QGridLayout, number: int, line: DifferenceView, page: QWidget) -> Text:
        frame = card(page)  # behind the line, from end to end
        grid.addWidget(frame, number, 0, 1, 5)
        picture = Picture(page, size=_PICTURE_PX)
        picture.show_file(self._pictures / line.picture if line.picture else None)
        grid.addWidget(picture, number, 0)
        words = QWidget(page)
        inside = column(words, gap=1)
        inside.setContentsMargins(0, space(3), 0, space(3))
        variant = Text(role="item", wrap=True, parent=words)
        variant.show_plain(variant_of(line.colour, line.size) or line.seller_code)
        name = Text(role="large", wrap=True, parent=words)
        name.show_plain(line.name)
        inside.addWidget(variant)
        inside.addWidget(name)
        if not line.needed:
            inside.addWidget(Text("checking.not_in_it", role="text", parent=words))
        grid.addWidget(words, number, 1)
        shown = [self._number(figure, page) for figure in (line.needed, line.first, line.second)]
        for place, figure in enumerate(shown, 2):
            grid.addWidget(figure, number, place)
        return shown[-1]

    def _number(self, figure: int, page: QWidget) -> Text:
        words = Text(role="count", parent=page)
        words.show_plain(str(figure))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFixedWidth(_NUMBER_WIDTH)
        return words

    def changeEvent(self, event: QEvent) -> None:
        """The colour of the new theme."""
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "seconds"):
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        self.viewport().setAutoFillBackground(False)
        if (page := self.widget()) is not None:
            page.setAutoFillBackground(False)
        for words in self.seconds:
            words.paint_in(theme.current().tone("wrong").text)
