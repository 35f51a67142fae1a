"""A strip that says what was done and offers to take it back; it goes when the next thing is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.widgets.banner import Banner
from ui.widgets.text import Button


class UndoBanner(Banner):
    """``show_done`` with the way back; Ctrl+Z or the button takes it, once."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._back: Callable[[], object] | None = None
        self.undo_button = self.add_button(Button("past.undo", icon="undo", shortcut="Ctrl+Z", parent=self))
        self.undo_button.clicked.connect(self._undo)

    def show_done(self, code: str, back: Callable[[], object], **fields: object) -> None:
        """Say it; ``back`` undoes it."""
        self._back = back
        self.show_banner("right", code, **fields)

    def forget(self) -> None:
        """There is nothing to take back any more."""
        self._back = None
        self.hide()

    def _undo(self) -> None:
        back = self._back
        self.forget()
        if back is not None:
            back()
