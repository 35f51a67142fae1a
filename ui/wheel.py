"""The mouse wheel scrolls pages. It never changes what a field holds, nor moves the focus: nobody sees that happen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox

_KINDS = (QComboBox, QAbstractSpinBox)


def leave_to_page(watched: QObject, event: QEvent) -> bool:
    """True for a turn of the wheel over a choice or a number: it goes on to the page around it."""
    if isinstance(watched, _KINDS):
        event.ignore()
        return True
    return False


def take_no_focus(watched: QObject) -> None:
    """Before a choice or a number is first shown: the wheel gives it no focus."""
    if isinstance(watched, _KINDS) and watched.focusPolicy() == Qt.FocusPolicy.WheelFocus:
        watched.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
