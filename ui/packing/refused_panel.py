"""A parcel that must not go on: why, and where its goods belong. It is taken apart here, and its goods carried back from here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.icons import IconView
from ui.packing.painted import PaintedRow, PaintedRows
from ui.packing.verdicts import variant_of
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import Button, Text
from warehouse_app.packing.queries import LineView, ParcelView
from warehouse_app.packing.waiting import PutBackRow


class RefusedPanel(QWidget):
    """Shows the goods' way back. ``take_apart`` while the parcel is whole, ``carry_back`` when its goods wait on the desk;
    ``new_label`` where nothing but the label is wrong.
    """

    take_apart = Signal()
    carry_back = Signal()
    new_label = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asks = self._carries = False
        self.sheet = card(self)
        self.title = Text(role="item", wrap=True, parent=self.sheet)
        self.words = Text(role="large", wrap=True, parent=self.sheet)
        self.lines = PaintedRows(self.sheet)
        self.button = Button("packing.goods_are_back", kind="primary", icon="shelves", parent=self.sheet)
        self.button.setMinimumHeight(space(13))
        self.button.clicked.connect(self._pressed)
        self.label_button = Button("printing.new_label", icon="label", parent=self.sheet)
        self.label_button.setMinimumHeight(space(13))
        self.label_button.clicked.connect(self.new_label)
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=4, margin=6)
        head = row(gap=4)
        head.addWidget(IconView("blocked", 48, "blocked", self.sheet), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        inside.addLayout(head)
        inside.addWidget(self.words)
        inside.addWidget(Scrolled(self.lines, self.sheet), 1)
        buttons = row(gap=3)
        buttons.addWidget(self.button)
        buttons.addWidget(self.label_button)
        buttons.addStretch(1)
        inside.addLayout(buttons)

    def _pressed(self) -> None:
        (self.carry_back if self._carries else self.take_apart).emit()

    @property
    def asks(self) -> bool:
        """Whether there is something to do: a parcel to take apart, or goods to carry back."""
        return self._asks or self._carries

    def show_refused(
        self, view: ParcelView, code: str, waiting: Sequence[PutBackRow], *, goods_go_back: bool,
        label_only: bool = False, **fields: object,
    ) -> None:  # fmt: skip
        """Show why; ``goods_go_back`` for an order that was cancelled or changed: its goods have to return to their bins.

        ``waiting`` are those of a parcel that was taken apart and lie on the desk. ``label_only``: a new label puts it right.
        """
        self._carries = False
        self.label_button.setVisible(label_only)
        packed = view.state == "packed"
        self._asks = goods_go_back and view.state in ("open", "packed")  # a closed parcel was taken apart already
        self.title.show_code(code, **fields)
        if self._asks:
            back = "packing.unpack_words" if packed else "packing.back_words"
            self.words.show_code("printing.label_only_words" if label_only else back)
            self._show_rows([_row(line, packed) for line in view.lines])
        elif goods_go_back:
            self.show_apart(waiting)
        else:
            self.words.show_code("packing.put_aside_words")
            self._show_rows([])

    def show_apart(self, waiting: Sequence[PutBackRow]) -> None:
        """The parcel is taken apart: what lies on the desk and where it belongs."""
        self._asks, self._carries = False, bool(waiting)
        self.label_button.hide()
        self.words.show_code("packing.back_to_bins" if waiting else "packing.nothing_to_carry")
        self._show_rows([_back(row) for row in waiting])

    def _show_rows(self, rows: list[PaintedRow]) -> None:
        self.lines.show_rows(rows)
        self.button.show_code("stopping.go" if self._carries else "packing.goods_are_back")
        self.button.setVisible(self.asks)
        if self.asks:
            self.button.setFocus()


def _back(row: PutBackRow) -> PaintedRow:
    return PaintedRow("undo", "blocked", f"{row.name} {variant_of(row.colour, row.size)}", row.bin, f"× {row.left}")


def _row(line: LineView, packed: bool) -> PaintedRow:
    pieces = line.needed if packed else line.scanned or line.needed
    words = f"{line.name} {variant_of(line.colour, line.size)}"
    return PaintedRow("undo", "blocked", words, "  ".join(line.bins), f"× {pieces}")
