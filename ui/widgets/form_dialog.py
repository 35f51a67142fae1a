"""A form that stands before the station: a card over the dimmed window, not a window of its own.

So the keyboard's focus never leaves the window, the system sends no key past it, and no code is lost or cut while it
opens. Codes scanned meanwhile wait until it closes, in order, unless it has a method ``take_scan(scan)``.

    class AskWeight(FormDialog):
        def __init__(self, parent): super().__init__("packing.weigh", parent); self.grams = QSpinBox(self) ...
        def submit(self): commands.weigh(..., self.grams.value())     # a WarehouseError keeps it open and is shown
    dialog = AskWeight(self); dialog.accepted.connect(...); dialog.open()
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ui.language import tr
from ui.scan_queue import surface_closed, surface_opened
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Field, Heading, Text
from warehouse_app.errors import WarehouseError

_SCRIM = QColor(8, 14, 20, 140)
_FUNCTION_KEYS = range(Qt.Key.Key_F1.value, Qt.Key.Key_F35.value + 1)


class FormDialog(QWidget):
    """Base of every form. Put widgets into ``body``; override ``submit``. Deletes itself when it is done."""

    accepted = Signal()
    rejected = Signal()
    finished = Signal(bool)

    def __init__(
        self,
        title: str,
        parent: QWidget,
        *,
        accept: str = "ui.ok",
        reject: str = "ui.cancel",
        width: int = 480,
        **fields: object,
    ) -> None:
        super().__init__(parent.window())
        self._window = parent.window()
        self._focus_before: QWidget | None = None
        self._open = False
        self.sheet = card(self, role="sheet")
        self.sheet.setFixedWidth(width)
        self.title = Heading(title, parent=self.sheet, **fields)
        self.mistake = Text(role="mistake", wrap=True, parent=self.sheet)
        self.mistake.hide()
        self.accept_button = Button(accept, kind="primary", parent=self.sheet)
        self.accept_button.clicked.connect(self.accept)
        self.reject_button = Button(reject, kind="plain", parent=self.sheet)
        self.reject_button.clicked.connect(self.reject)
        self.body = column(gap=2)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        outside = column(self)
        outside.addWidget(self.sheet, 0, Qt.AlignmentFlag.AlignCenter)
        inside = column(self.sheet, gap=4, margin=6)
        inside.addWidget(self.title)
        inside.addLayout(self.body)
        inside.addWidget(self.mistake)
        self.buttons = row(gap=2)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.reject_button)
        self.buttons.addWidget(self.accept_button)
        inside.addLayout(self.buttons)

    # --- for forms ---------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Do what the form is for. Raise a ``WarehouseError`` to keep it open and show what is wrong."""

    def add_field(self, label: str, field: QWidget) -> None:
        """Put a field into the body under its label."""
        words = Text(label, role="small", parent=self.sheet)
        words.setBuddy(field)
        field.setAccessibleName(tr(label))
        self.body.addWidget(words)
        self.body.addWidget(field)
        self.body.addSpacing(space(1))

    def add_beside(self, *fields: tuple[str, QWidget]) -> None:
        """Put fields into the body side by side, each under its label."""
        line = row(gap=3)
        for label, field in fields:
            part = column(gap=1)
            words = Text(label, role="small", parent=self.sheet)
            words.setBuddy(field)
            field.setAccessibleName(tr(label))
            part.addWidget(words)
            part.addWidget(field)
            line.addLayout(part, 1)
        self.body.addLayout(line)
        self.body.addSpacing(space(1))

    def show_mistake(self, error: WarehouseError | None, field: Field | None = None) -> None:
        """Show what is wrong, and at which field; None takes it away."""
        self.mistake.setVisible(error is not None)
        for other in self.sheet.findChildren(Field):
            other.show_mistake(error is not None and other is field)
        if error is not None:
            self.mistake.show_code(error.code, **error.fields)
        if field is not None:
            field.setFocus()
            field.selectAll()

    # --- opening and closing ----------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether it stands before the station now."""
        return self._open

    def open(self) -> None:
        """Stand before the station, with the focus in the first field."""
        self._open = True
        self._focus_before = QApplication.focusWidget()
        surface_opened(self)
        self._window.installEventFilter(self)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._focus_first()

    def accept(self) -> None:
        """Submit, and close when that succeeds."""
        if not self._open or not self.accept_button.isEnabled():
            return
        try:
            self.submit()
        except WarehouseError as error:
            self.show_mistake(error)
            return
        self._close(True)

    def answer_scan(self, yes: bool) -> None:
        """What YES and NO of the command sheet do: submit, or close without doing anything."""
        if yes:
            self.accept()
        else:
            self.reject()

    def reject(self) -> None:
        """Close without doing anything."""
        if self._open:
            self._close(False)

    def _close(self, done: bool) -> None:
        self._open = False
        surface_closed(self)
        self._window.removeEventFilter(self)
        self.hide()
        before = self._focus_before
        if before is not None and shiboken6.isValid(before) and before.window() is self._window:  # it may be gone by now
            before.setFocus()
        (self.accepted if done else self.rejected).emit()
        self.finished.emit(done)
        self.deleteLater()

    # --- keeping what is behind it behind it ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Function keys of the station behind it do nothing now."""
        is_shortcut = event.type() == QEvent.Type.ShortcutOverride
        if is_shortcut and isinstance(event, QKeyEvent) and event.key() in _FUNCTION_KEYS:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter submits, Escape closes; nothing reaches the station."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.reject()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the form."""
        order = self._tab_order()
        focused = QApplication.focusWidget()
        if not order:
            return True
        here = order.index(focused) if focused in order else -1
        order[(here + (1 if forward else -1)) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the form is nobody's."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window also when it changes its size."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _SCRIM)
        painter.end()

    def _tab_order(self) -> list[QWidget]:
        """The form's widgets that take the focus by Tab, in Qt's order."""
        order: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            if self.isAncestorOf(widget) and _takes_tab(widget):
                order.append(widget)
            widget = widget.nextInFocusChain()
        return order

    def _focus_first(self) -> None:
        fields = [widget for widget in self._tab_order() if not isinstance(widget, QPushButton)]
        (fields[0] if fields else self.accept_button).setFocus(Qt.FocusReason.TabFocusReason)


def _takes_tab(widget: QWidget) -> bool:
    """Whether Tab stops here; the line inside a spin box lends its focus to the box around it."""
    wanted = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return wanted and widget.isVisible() and widget.isEnabled()
