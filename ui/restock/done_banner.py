"""Says what was done with lines of the list (orders made, alerts put aside) and takes it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.banner import Banner
from ui.widgets.text import Button


class DoneBanner(Banner):
    """``open_asked(number)``: a purchase order that was made. Only the last thing done can be taken back."""

    open_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._take_back: Callable[[], bool] | None = None
        self._number = ""
        self.open_button = self.add_button(Button("restock.open_orders", icon="inbound", parent=self))
        self.undo_button = self.add_button(Button("restock.undo", icon="undo", shortcut="Ctrl+Z", parent=self))
        self.close_button = self.add_button(Button(kind="quiet", icon="close", parent=self))
        self.close_button.show_tip("ui.close")
        self.open_button.clicked.connect(lambda: self.open_asked.emit(self._number))
        self.undo_button.clicked.connect(self._undo)
        self.close_button.clicked.connect(self.hide)

    def show_done(self, take_back: Callable[[], bool], code: str, **fields: object) -> None:
        """Say what was done. ``take_back`` answers whether it could be; a field ``number`` is the first of the orders made."""
        self._take_back, self._number = take_back, str(fields.get("number", ""))
        self.open_button.setVisible(bool(self._number))
        self.show_banner("right", code, icon="right", **fields)

    def _undo(self) -> None:
        if self._take_back is not None and self._take_back():
            self._take_back = None
            self.hide()
