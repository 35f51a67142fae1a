"""The bar at the top: where we are, what is being scanned, who works here, how old the orders are, and the way out."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.icons import IconView
from ui.language_button import LanguageButton
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.scan_box import ScanBox
from ui.widgets.text import Button, Heading, Text


class TopBar(QFrame):
    """Signals: ``theme_asked``, ``sound_asked``, ``log_out_asked``."""

    theme_asked = Signal()
    sound_asked = Signal()
    log_out_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFixedHeight(space(16))
        self.title = Heading("window.title", parent=self)
        self.title.setMinimumWidth(space(34))
        self.box = ScanBox(parent=self)
        self.person = Text(parent=self)
        self.age = DataAge(self)
        self.language = LanguageButton(self)
        self.theme = self._button("moon", "window.tip_theme")
        self.sound = self._button("sound", "window.tip_sound")
        self.log_out = Button("window.log_out", kind="quiet", icon="lock", parent=self)
        self.log_out.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self.theme.clicked.connect(self.theme_asked)
        self.sound.clicked.connect(self.sound_asked)
        self.log_out.clicked.connect(self.log_out_asked)

    def _lay_out(self) -> None:
        inside = row(self, gap=2)
        inside.setContentsMargins(space(5), 0, space(3), 0)
        inside.addWidget(self.title)
        inside.addWidget(self.box, 1)
        inside.addSpacing(space(3))
        who = column(gap=0)
        who.addStretch(1)
        who.addWidget(self.person)
        who.addWidget(self.age)
        who.addStretch(1)
        inside.addLayout(who)
        inside.addSpacing(space(1))
        for button in (self.language, self.theme, self.sound, self.log_out):
            inside.addWidget(button)

    def _button(self, icon: str, tip: str) -> Button:
        button = Button(kind="quiet", icon=icon, parent=self)
        button.show_tip(tip)
        button.setFixedWidth(space(10))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def show_person(self, name: str, desk: str) -> None:
        """Who is logged in, and at which desk."""
        self.person.show_code("window.person", name=name, desk=desk)

    def show_appearance(self, *, dark: bool, sound: bool) -> None:
        """Buttons show what a press would bring (light or dark) and what is so (sound or none)."""
        self.theme.show_icon("sun" if dark else "moon")
        self.sound.show_icon("sound" if sound else "mute")


class DataAge(QWidget):
    """How long ago order files last came in; old, it is in the warning's colour and has its shape.

    Old data may miss a refund or a changed address (both are the platform's to say). How old that is, is a setting.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = IconView("clock", 16, "muted", self)
        self.words = Text("window.no_orders_yet", role="small", parent=self)
        inside = row(self, gap=1)
        inside.addWidget(self.icon)
        inside.addWidget(self.words, 1)
        self.is_old = False

    def show_age(self, as_of: datetime | None, now: datetime, old_minutes: int) -> None:
        """Show the age of what we know; None when no order file has come in yet."""
        self._mark(as_of is not None and now - as_of > timedelta(minutes=old_minutes))
        if as_of is None:
            self.words.show_code("window.no_orders_yet")
            return
        minutes = max(0, int((now - as_of).total_seconds()) // 60)
        if minutes < 120:
            self.words.show_code("window.orders_minutes_old", minutes=minutes)
        elif minutes < 48 * 60:
            self.words.show_code("window.orders_hours_old", hours=minutes // 60)
        else:
            self.words.show_code("window.orders_days_old", days=minutes // (24 * 60))

    def _mark(self, is_old: bool) -> None:
        if is_old == self.is_old:
            return
        self.is_old = is_old
        self.icon.show_icon("warning" if is_old else "clock", "wrong" if is_old else "muted")
        self.words.setProperty("role", "mistake" if is_old else "small")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
