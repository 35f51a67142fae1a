"""Layouts with our spacing: steps of 4 px, no margins unless asked for."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayoutItem, QVBoxLayout, QWidget

from ui.theme import space

Box = TypeVar("Box", bound=QBoxLayout)


def row(parent: QWidget | None = None, *, gap: int = 2, margin: int = 0) -> QHBoxLayout:
    """Side by side; ``gap`` and ``margin`` in steps."""
    return _spaced(QHBoxLayout(parent) if parent else QHBoxLayout(), gap, margin)


def column(parent: QWidget | None = None, *, gap: int = 2, margin: int = 0) -> QVBoxLayout:
    """One below the other; ``gap`` and ``margin`` in steps."""
    return _spaced(QVBoxLayout(parent) if parent else QVBoxLayout(), gap, margin)


def card(parent: QWidget | None = None, *, role: str = "card") -> QFrame:
    """A raised surface (``card``, ``sheet``), or one of the window's bars (``bar``, ``rail``)."""
    frame = QFrame(parent)
    frame.setProperty("role", role)
    return frame


def empty(layout: QBoxLayout) -> None:
    """Take everything out of a layout and let go of its widgets."""
    while layout.count():
        item: QLayoutItem | None = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _spaced(box: Box, gap: int, margin: int) -> Box:
    box.setSpacing(space(gap))
    box.setContentsMargins(space(margin), space(margin), space(margin), space(margin))
    return box
