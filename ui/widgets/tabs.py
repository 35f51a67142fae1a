"""Tabs that hold the codes of their sentences."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from ui.language import tr


class Tabs(QTabWidget):
    """``add(widget, code)`` adds a page; ``name`` says a tab anew, with a count for instance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[tuple[str, dict[str, object]]] = []
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)

    def add(self, page: QWidget, code: str, **fields: object) -> int:
        """Add a page under a sentence; returns its number."""
        self._names.append((code, fields))
        return self.addTab(page, tr(code, **fields))

    def name(self, number: int, code: str, **fields: object) -> None:
        """Say another sentence on a tab."""
        self._names[number] = (code, fields)
        self.setTabText(number, tr(code, **fields))

    def changeEvent(self, event: QEvent) -> None:
        """The tabs in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            for number, (code, fields) in enumerate(self._names):
                self.setTabText(number, tr(code, **fields))
        super().changeEvent(event)
