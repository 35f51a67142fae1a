"""Counting a parcel blind: how many pieces this person has scanned, as large as can be, and nothing of what is expected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.icons import IconView
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Text


class BlindPage(QWidget):
    """Stands instead of the parcel. ``show_count`` costs no layout when only the number and the item change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = card(self)
        self.title = Text(role="large", parent=self.sheet)
        self.total = Text(role="total", parent=self.sheet)
        self.item = Text(role="item", wrap=True, parent=self.sheet)
        self.item.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.item.setMinimumHeight(space(22))
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=2, margin=4)
        head = row(gap=3)
        head.addWidget(IconView("hand", 32, "next", self.sheet))
        head.addWidget(self.title, 1)
        inside.addLayout(head)
        inside.addStretch(1)
        inside.addWidget(self.total, 0, Qt.AlignmentFlag.AlignHCenter)
        pieces = Text("checking.blind_pieces", role="large", parent=self.sheet)
        inside.addWidget(pieces, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addSpacing(space(1))
        inside.addWidget(self.item)
        inside.addStretch(1)
        inside.addWidget(Text("checking.blind_words", role="muted", wrap=True, parent=self.sheet))

    def open_count(self, waybill: str) -> None:
        """Another parcel is counted."""
        self.title.show_code("checking.blind_title", waybill=waybill)

    def show_count(self, counted: int, item: str) -> None:
        """How far the count is, and the item of the last scan."""
        self.total.show_plain(str(counted))
        if item:
            self.item.show_plain(item)
        elif not counted:
            self.item.show_code("checking.blind_first")
        else:
            self.item.show_plain("")
