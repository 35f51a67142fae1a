"""A parcel that must not go on: why, and where its goods belong. A packed one can be unpacked here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.icons import IconView
from ui.packing.painted import PaintedRow, PaintedRows, scrolled
from ui.packing.verdicts import variant_of
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from warehouse_app.packing.queries import LineView, ParcelView


class RefusedPanel(QWidget):
    """Shows the goods' way back to their bins. ``put_back`` when the person says that they lie there again."""

    put_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asks = False
        self.sheet = card(self)
        self.title = Text(role="item", wrap=True, parent=self.sheet)
        self.words = Text(role="large", wrap=True, parent=self.sheet)
        self.lines = PaintedRows(self.sheet)
        self.button = Button("packing.goods_are_back", kind="primary", icon="shelves", parent=self.sheet)
        self.button.setMinimumHeight(space(13))
        self.button.clicked.connect(self.put_back)
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=4, margin=6)
        head = row(gap=4)
        head.addWidget(IconView("blocked", 48, "blocked", self.sheet), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        inside.addLayout(head)
        inside.addWidget(self.words)
        inside.addWidget(scrolled(self.lines, self.sheet), 1)
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def asks(self) -> bool:
        """Whether goods wait to be put back in the books."""
        return self._asks

    def show_refused(self, view: ParcelView, code: str, *, goods_go_back: bool, **fields: object) -> None:
        """Show why; ``goods_go_back`` for an order that was cancelled or changed: its goods have to return to their bins."""
        packed = view.state == "packed"
        self._asks = goods_go_back and view.state in ("open", "packed")  # a closed parcel's goods are back already
        self.title.show_code(code, **fields)
        if self._asks:
            self.words.show_code("packing.unpack_words" if packed else "packing.back_words")
        else:
            self.words.show_code("packing.back_to_bins" if goods_go_back else "packing.put_aside_words")
        self.lines.show_rows([_row(line, packed) for line in _goods(view.lines, goods_go_back)])
        self.button.setVisible(self._asks)
        if self._asks:
            self.button.setFocus()


def _goods(lines: Sequence[LineView], goods_go_back: bool) -> list[LineView]:
    return list(lines) if goods_go_back else []


def _row(line: LineView, packed: bool) -> PaintedRow:
    pieces = line.needed if packed else line.scanned or line.needed
    words = f"{line.name} {variant_of(line.colour, line.size)}"
    return PaintedRow("undo", "blocked", words, "  ".join(line.bins), f"× {pieces}")
