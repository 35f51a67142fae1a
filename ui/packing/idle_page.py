"""No parcel is on the desk: what may be scanned to begin one, or where parcels come from when there are none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Button

_BEGIN = {"always": "packing.idle_words", "single_item_waves": "packing.idle_words_single", "never": "packing.idle_words_label"}
"""What may be scanned first, by the setting ``start_by_item``."""


class IdlePage(EmptyState):
    """``to_picking`` and ``practise`` are its ways out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("scan", "packing.idle_title", "packing.idle_words", parent)
        self.to_picking = self.add_button(Button("packing.to_picking", kind="primary", icon="wave", parent=self))
        self.practise = self.add_button(Button("practice.open", kind="quiet", icon="hand", parent=self))

    def show_desk(self, *, waiting: bool, start_by_item: str) -> None:
        """Whether parcels wait, and how the shop lets them begin."""
        self.to_picking.setVisible(not waiting)
        if waiting:
            self.show_state("scan", "packing.idle_title", _BEGIN[start_by_item])
        else:
            self.show_state("tray", "packing.nothing_open_title", "packing.nothing_open_words")
