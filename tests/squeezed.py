"""What a person could not read whole: words, buttons and fields that got less room than they need.

``python -m tests.screens`` prints it for every screen at the sizes screens really have: below 1366 x 768 there is the bar of
the system and above the window its title.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QScrollArea, QSpinBox, QWidget

LOW_SCREEN = (1366, 689)
HAIR = 3  # pixels of a line's own spacing that nobody misses


def squeezed(window: QWidget) -> list[str]:
    """A line for each visible widget that is cut: what it is, what it says, and the pixels it has and needs."""
    found = []
    for kind in (QLabel, QAbstractButton, QLineEdit, QComboBox, QSpinBox):
        for widget in window.findChildren(kind):
            needed = _needed(widget) if widget.isVisible() else None
            if needed is not None and (widget.width() < needed[0] - HAIR or widget.height() < needed[1] - HAIR):
                has = f"{widget.width()} x {widget.height()}"
                found.append(f"{_place(widget)}: {_words(widget)!r} has {has}, needs {needed[0]} x {needed[1]}")
    return found + [
        f"{_place(area)}: what is inside is wider than it" for area in window.findChildren(QScrollArea) if _hides(area)
    ]


def _hides(area: QScrollArea) -> bool:
    """Whether something lies out of sight at its right, where nobody can scroll to."""
    fixed = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return area.isVisible() and fixed and area.widget().width() > area.viewport().width() + HAIR


def _needed(widget: QWidget) -> tuple[int, int] | None:
    """Width and height; None: it has nothing to say, or says it shortened."""
    least = widget.minimumSizeHint()
    if isinstance(widget, QLabel):
        if not widget.text():
            return None
        return (0, widget.heightForWidth(widget.width())) if widget.wordWrap() else (least.width(), least.height())
    if isinstance(widget, QCheckBox):
        return widget.sizeHint().width(), widget.sizeHint().height()
    if isinstance(widget, QAbstractButton):
        return (least.width(), least.height()) if widget.text() else None
    return 0, least.height()


def _words(widget: QWidget) -> str:
    return widget.currentText() if isinstance(widget, QComboBox) else str(widget.text())  # type: ignore[attr-defined]  # all others have it


def _place(widget: QWidget) -> str:
    """The widget and the three around it."""
    names: list[str] = []
    place: QWidget | None = widget
    while place is not None and len(names) < 4:
        names.append(type(place).__name__)
        place = place.parentWidget()
    return " in ".join(names)
