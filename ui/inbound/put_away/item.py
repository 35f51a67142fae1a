"""What is put away now, as big as can be: the item and how many of it wait, the bins it should go to, or the bin that is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from ui.inbound.put_away.lines import Waiting
from ui.inbound.receiving.item import Invitation
from ui.inbound.receiving.looks import variant_of
from ui.theme import space
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Text
from warehouse_app.inbound.putaway.rules import Suggestion

_NAME_MOST = 26
_BINS_SHOWN = 3


class BinCard(QWidget):
    """A suggested bin: its code big, how many pieces go there, and why."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = Text(role="bin", parent=self)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = Text(role="small", parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = column(self, gap=1)
        inside.addWidget(self.code)
        inside.addWidget(self.words)

    def show_bin(self, place: Suggestion) -> None:
        """Show a suggestion."""
        self.code.show_plain(place.bin)
        self.words.show_code(f"inbound.why_{place.reason.value}", n=place.pieces)


class PutAwayCard(QFrame):
    """Says what is wanted next when no item is shown; ``show_item`` and ``show_bin`` change it."""

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.setProperty("role", "card")
        self.setFixedHeight(space(57))
        self.open_bin = Text(role="bin", parent=self)
        self.wanted = Text(role="large", parent=self)
        self.picture = Picture(self, size=space(32))
        self.name = Text(role="item", parent=self)
        self.variant = Text(role="large", parent=self)
        self.count = Text(role="count", parent=self)
        self.count_words = Text("inbound.left_to_put", role="muted", parent=self)
        self.bins = [BinCard(self) for _ in range(_BINS_SHOWN)]
        self.no_bin = Text("inbound.no_bin", role="muted", parent=self)
        self._item = QWidget(self)
        self._invitation = Invitation("inbound.put_scan", "inbound.put_scan_words", self)
        self._stack = QStackedLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        inside = column(self, gap=2, margin=5)
        head = row(gap=3)
        head.addWidget(self.open_bin)
        head.addWidget(self.wanted, 1)
        inside.addLayout(head)
        self._stack.addWidget(self._invitation)
        self._stack.addWidget(self._item)
        inside.addLayout(self._stack, 1)
        middle = row(self._item, gap=5)
        middle.addWidget(self.picture)
        words = column(gap=1)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.variant)
        places = row(gap=3)
        for shown in self.bins:
            places.addWidget(shown)
        places.addWidget(self.no_bin)
        places.addStretch(1)
        words.addLayout(places)
        words.addStretch(1)
        middle.addLayout(words, 1)
        number = column(gap=0)
        number.addStretch(1)
        number.addWidget(self.count, 0, Qt.AlignmentFlag.AlignRight)
        number.addWidget(self.count_words, 0, Qt.AlignmentFlag.AlignRight)
        number.addStretch(1)
        middle.addLayout(number)
        self.name.setMinimumWidth(space(20))
        self.variant.setMinimumWidth(space(20))

    def show_wanted(self, bin_code: str, code: str, **fields: object) -> None:
        """The bin that is open, if one is, and what the desk waits for."""
        self.open_bin.setVisible(bool(bin_code))
        self.open_bin.show_plain(bin_code)
        self.wanted.show_code(code, **fields)

    def show_item(self, item: Waiting, left: int, places: Sequence[Suggestion]) -> None:
        """The item, how many of it still wait, and the bins for them."""
        name = item.name if len(item.name) <= _NAME_MOST else item.name[: _NAME_MOST - 1] + "…"
        self.picture.show_file(self._pictures / item.picture if item.picture else None)
        self.name.show_plain(name)
        words = (variant_of(item.colour, item.size), item.seller_code, item.lot)
        self.variant.show_plain("   ".join(part for part in words if part))
        self.count.show_plain(f"{left:,}")
        for number, shown in enumerate(self.bins):
            shown.setVisible(number < len(places))
            if number < len(places):
                shown.show_bin(places[number])
        self.no_bin.setVisible(not places and left > 0)
        self._stack.setCurrentWidget(self._item)

    def clear(self) -> None:
        """No item is shown."""
        self._stack.setCurrentWidget(self._invitation)


class DockTotal(QFrame):
    """How much waits on the receiving dock, always in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sheet = card(self)
        self.count = Text(role="count", parent=sheet)
        self.words = Text("inbound.on_dock", role="muted", wrap=True, parent=sheet)
        column(self).addWidget(sheet)
        inside = row(sheet, gap=4, margin=4)
        inside.addWidget(self.count)
        inside.addWidget(self.words, 1)

    def show_pieces(self, pieces: int) -> None:
        """Show another total."""
        self.count.show_plain(f"{pieces:,}")
