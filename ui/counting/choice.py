"""Which stocktake a page is about, chosen from a short list by its number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from ui.theme import space
from ui.widgets.text import Combo
from warehouse_app.counting.queries import StocktakeRow


class StocktakeChoice(Combo):
    """Keeps what was chosen while the list is read again; otherwise the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setMinimumWidth(space(54))

    @property
    def stocktake_id(self) -> int | None:
        """The stocktake chosen; None when there is none."""
        value = self.value()
        return value if isinstance(value, int) else None

    def show_rows(self, rows: Sequence[StocktakeRow], chosen: int | None = None) -> None:
        """Offer these; nothing is said to anybody."""
        with QSignalBlocker(self):
            wanted = chosen if chosen is not None else self.stocktake_id
            self.clear_entries()
            for row in rows:
                self.add_plain(f"{row.number}  {row.title}".strip(), row.id)
            self.choose(wanted)
            if self.currentIndex() < 0 and rows:
                self.setCurrentIndex(0)
