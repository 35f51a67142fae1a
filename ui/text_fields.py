"""Text fields as the scan filter sees them: which widget is one, and putting one back as it was before a burst."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

TextField = QLineEdit | QTextEdit | QPlainTextEdit


def field_of(widget: QWidget | None) -> TextField | None:
    """The text field that would take a key sent to ``widget``, or None: nothing there, or read-only."""
    if widget is None:
        return None
    proxy = widget.focusProxy()  # the list of a completer lends its keys to the field it completes
    field = _inner_field(widget) or (_inner_field(proxy) if proxy is not None else None)
    return None if field is None or field.isReadOnly() or not field.isEnabled() else field


def _inner_field(widget: QWidget) -> TextField | None:
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return widget
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        return widget.lineEdit()
    return None


def wish(field: TextField, name: str) -> bool:
    """Whether a field (or the spin box or combo box around it) carries the named property."""
    around = field.parentWidget()
    if field.property(name):
        return True
    return isinstance(around, QAbstractSpinBox | QComboBox) and bool(around.property(name))


@dataclass(frozen=True, slots=True)
class LineBefore:
    """A one-line field before a burst."""

    field: QLineEdit
    text: str
    cursor: int
    selection: tuple[int, int]

    def restore(self) -> None:
        """Put text, cursor and selection back."""
        if not shiboken6.isValid(self.field):
            return
        self.field.setText(self.text)
        self.field.setCursorPosition(self.cursor)
        start, length = self.selection
        if start >= 0:
            self.field.setSelection(start, length)


@dataclass(frozen=True, slots=True)
class PageBefore:
    """A many-line field before a burst: where the burst began, and the selection it replaced."""

    field: QTextEdit | QPlainTextEdit
    start: int
    selected: str

    def restore(self) -> None:
        """Take out what the burst wrote and write back the selection it had replaced."""
        if not shiboken6.isValid(self.field):
            return
        cursor = self.field.textCursor()
        end = cursor.position()
        cursor.setPosition(self.start)
        cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.insertText(self.selected.replace("\u2029", "\n"))
        self.field.setTextCursor(cursor)


def remember(field: TextField) -> LineBefore | PageBefore:
    """What a field holds now, to be restored when the next keys turn out to be a scan."""
    if isinstance(field, QLineEdit):
        selection = (field.selectionStart(), len(field.selectedText()))
        return LineBefore(field, field.text(), field.cursorPosition(), selection)
    cursor: Any = field.textCursor()
    return PageBefore(field, cursor.selectionStart(), cursor.selectedText())
