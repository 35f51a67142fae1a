"""Look-alikes: what is in the hand and what is wanted, side by side, and the difference in big type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from ui.icons import IconView
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from ui.theme import ToneName, space
from ui.widgets.item_card import Picture
from ui.widgets.layouts import column, row
from ui.widgets.text import Text
from warehouse_app.packing.alikes import Alike
from warehouse_app.packing.answers import Answer

if TYPE_CHECKING:
    from ui.packing.station import PackingStation


class AlikeHand(Hand):
    """Shows both until the next answer."""

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self.card = AlikeCard(self.desk.folder.pictures, station.panel)
        station.panel.middle.addWidget(self.card)

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """Stand in the middle for a look-alike."""
        alike = None if answer is None else answer.fields.get("alike")
        if isinstance(alike, Alike):
            self.card.show_alike(alike)
            self.station.panel.middle.setCurrentWidget(self.card)


class AlikeCard(QFrame):
    """Two sides: wrong and wanted."""

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.hand = Side("capture.in_hand", "wrong", pictures, self)
        self.wanted = Side("capture.wanted", "right", pictures, self)
        inside = row(self, gap=6, margin=5)
        inside.addWidget(self.hand, 1)
        inside.addWidget(self.wanted, 1)

    def show_alike(self, alike: Alike) -> None:
        """Show what differs big, what is the same small."""
        differs = (alike.colour != alike.wanted_colour, alike.size != alike.wanted_size)
        self.hand.show_side(alike.picture, (alike.colour, alike.size), differs)
        self.wanted.show_side(alike.wanted_picture, (alike.wanted_colour, alike.wanted_size), differs)


class Side(QWidget):
    """One of the two: its mark and words, its picture, its colour and size."""

    def __init__(self, code: str, tone: ToneName, pictures: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.title = Text(code, role="large", parent=self)
        self.picture = Picture(self, size=space(50))
        self.values = [Text(role="item", wrap=True, parent=self) for _ in range(2)]
        inside = column(self, gap=2)
        head = row(gap=3)
        head.addWidget(IconView("wrong" if tone == "wrong" else "right", 32, tone, self))
        head.addWidget(self.title, 1)
        inside.addLayout(head)
        line = row(gap=4)
        line.addWidget(self.picture)
        words = column(gap=2)
        words.addStretch(1)
        for value in self.values:
            words.addWidget(value)
        words.addStretch(1)
        line.addLayout(words, 1)
        inside.addLayout(line, 1)

    def show_side(self, picture: str, values: tuple[str, str], differs: tuple[bool, bool]) -> None:
        """Colour and size; a value the other side has, too, is not worth big type."""
        self.picture.show_file(self._pictures / picture if picture else None)
        for words, value, other in zip(self.values, values, differs, strict=True):
            role = "item" if other else "muted"
            words.show_plain(value)
            words.setVisible(bool(value) or other)
            if words.property("role") != role:
                words.setProperty("role", role)
                words.style().unpolish(words)
                words.style().polish(words)
