"""Logging in at a desk: scan the badge, or choose the name and type the PIN. Wrong PINs have to wait."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from PySide6.QtCore import QRegularExpression, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.desk import Desk
from ui.icons import IconView
from ui.language_button import LanguageButton
from ui.scanner import ScanFilter
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Combo, Field, Text
from warehouse_app.errors import NotAllowed, WarehouseError
from warehouse_app.people.commands import try_pin
from warehouse_app.people.queries import people
from warehouse_app.people.rules import PIN_LONGEST, pin_fits


class Login(QWidget):
    """The page before anybody is logged in. A badge scanned anywhere is the window's business, not this page's."""

    def __init__(self, desk: Desk, scans: ScanFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.scans = scans
        self._seconds = 0
        self._countdown = QTimer(self, interval=1000)
        self._countdown.timeout.connect(self._second_gone)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sheet = card(self, role="sheet")
        self.names = Combo(parent=self.sheet)
        self.pin = pin_field("window.pin", self.sheet)
        self.pin.setProperty("scansOnly", True)  # keys go to the scan filter: a badge is one however slowly it comes
        self.mistake = Text(role="mistake", wrap=True, parent=self.sheet)
        self.log_in = Button("window.log_in", kind="primary", parent=self.sheet)
        self.log_in.clicked.connect(self._pressed)
        scans.buffer_changed.connect(self._show_buffer)
        self.names.activated.connect(self._other_name)
        self.language = LanguageButton(self)
        self._lay_out()

    def _lay_out(self) -> None:
        outside = column(self, margin=4)
        corner = row()
        corner.addStretch(1)
        corner.addWidget(self.language)
        outside.addLayout(corner)
        outside.addStretch(1)
        outside.addLayout(in_the_middle(self.sheet))
        outside.addStretch(2)
        self.sheet.setFixedWidth(space(110))
        inside = column(self.sheet, gap=3, margin=8)
        inside.addWidget(IconView("badge", 72, "accent", self.sheet), 0, Qt.AlignmentFlag.AlignHCenter)
        title = Text("window.scan_badge", role="large", parent=self.sheet)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(title)
        other = Text("window.or_pin", role="muted", parent=self.sheet)
        other.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(other)
        inside.addSpacing(space(2))
        for widget in (self.names, self.pin, self.mistake, self.log_in):
            widget.setMinimumHeight(space(11) if widget is not self.mistake else 0)
            inside.addWidget(widget)
        self.mistake.setMinimumHeight(space(5))

    def enter(self) -> None:
        """Ready for the next person: nothing of the one before is left but the chosen name."""
        chosen = self.names.value()
        self.names.clear_entries()
        for person in self.desk.read(people, active_only=True):
            self.names.add_plain(person.name, person.name)
        self.names.choose(chosen)
        if self.names.currentIndex() < 0:
            self.names.setCurrentIndex(0)
        self.pin.clear()
        self.mistake.show_code("")
        self.pin.setFocus()

    def _show_buffer(self, keys: str) -> None:
        """What is being typed, as dots."""
        if self.isVisible() and self.pin.isEnabled():
            self.pin.setText(keys)

    def take_code(self, code: str) -> None:
        """A code that is no badge: a PIN ended with Enter, else something that cannot be scanned yet."""
        if pin_fits(code):
            self.try_pin(code)
        else:
            self.show_mistake(NotAllowed("people.log_in_first"))

    def try_pin(self, pin: str) -> None:
        """Try the chosen name with a PIN."""
        if self._seconds:
            return
        try:
            answer = self.desk.command_as_program(try_pin, str(self.names.value() or ""), pin)
        except WarehouseError as error:
            self.show_mistake(error)
            return
        self.pin.clear()
        if answer.actor is not None:
            self.desk.sit_down(answer.actor)
        elif answer.wait > timedelta(0):
            self._wait(ceil(answer.wait.total_seconds()))
        else:
            self._wrong("people.wrong_pin")

    def show_mistake(self, error: WarehouseError) -> None:
        """Say why nobody is logged in now."""
        self.mistake.show_code(error.code, **error.fields)
        self.desk.sounds.play("blocked")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the PIN."""
        if event.key() == Qt.Key.Key_Escape:
            self.pin.clear()
        super().keyPressEvent(event)

    def _pressed(self) -> None:
        """The button instead of Enter: the filter need not keep the keys any longer."""
        pin = self.pin.text()
        self.scans.forget()
        self.take_code(pin)

    def _wrong(self, code: str) -> None:
        self.mistake.show_code(code)
        self.desk.sounds.play("wrong")
        self.pin.setFocus()

    def _wait(self, seconds: int) -> None:
        self._seconds = seconds
        self.desk.sounds.play("wrong")
        self._show_wait()
        self._countdown.start()

    def _other_name(self) -> None:
        """Only the person whose PIN was wrong has to wait."""
        self._seconds = 0
        self._show_wait()

    def _second_gone(self) -> None:
        self._seconds -= 1
        self._show_wait()

    def _show_wait(self) -> None:
        waiting = self._seconds > 0
        self.log_in.setEnabled(not waiting)
        self.pin.setEnabled(not waiting)
        if waiting:
            self.mistake.show_code("window.wait", seconds=self._seconds)
            return
        self._countdown.stop()
        self.mistake.show_code("")
        self.pin.setFocus()


def pin_field(placeholder: str, parent: QWidget) -> Field:
    """A field for a PIN: digits only, hidden, and a badge scanned into it is still a badge."""
    field = Field(placeholder, takes="typing", secret=True, parent=parent)
    field.setMaxLength(PIN_LONGEST)
    field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), field))
    return field


def in_the_middle(sheet: QWidget) -> QHBoxLayout:
    """A sheet of fixed width, as high as its wrapped words need (an alignment in a layout would forget them)."""
    middle = row()
    middle.addStretch(1)
    middle.addWidget(sheet)
    middle.addStretch(1)
    return middle
