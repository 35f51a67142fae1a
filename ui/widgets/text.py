"""Widgets that hold the code of a sentence and say it anew when the language changes.

    Heading("orders.title", parent=self)
    label = Text(parent=self); label.show_code("orders.total", total=12)
    Button("ui.cancel", kind="quiet", icon="close", parent=self).clicked.connect(self.reject)
    Field(placeholder="orders.search", parent=self)

What is data and not a sentence (a name, a number) is set with ``show_plain``. Fields of a sentence may be
``ui.language.Sentence`` to have a sentence inside it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon, QShortcutEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from ui import icons
from ui.language import tr

Role = Literal["text", "heading", "item", "large", "count", "total", "bin", "muted", "small", "mistake"]
Kind = Literal["plain", "primary", "danger", "quiet", "rail"]

if TYPE_CHECKING:  # at run time the widget it is mixed into comes after it in the order of bases
    _Base = QWidget
else:
    _Base = object


class Worded(_Base):
    """Mixed into a widget: keeps code and fields, and calls ``_say`` with the sentence in the window's language."""

    _code: str = ""
    _fields: Mapping[str, object] = MappingProxyType({})
    _tip: str = ""

    @property
    def code(self) -> str:
        """The code of what is shown; empty for plain data. Tests assert this, never the sentence."""
        return self._code

    def show_code(self, code: str, /, **fields: object) -> None:
        """Show a sentence of the catalogue; an empty code shows nothing."""
        self._code, self._fields = code, fields
        self._say(tr(code, **fields) if code else "")

    def show_plain(self, text: str) -> None:
        """Show data: a name, a number, something that reads the same in every language."""
        self._code, self._fields = "", {}
        self._say(text)

    def show_tip(self, code: str) -> None:
        """Explain the widget when the pointer rests on it, and to a screen reader."""
        self._tip = code
        self.setToolTip(tr(code) if code else "")
        self.setAccessibleDescription(self.toolTip())

    def changeEvent(self, event: QEvent) -> None:
        """Say it anew in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            if self._code:
                self._say(tr(self._code, **self._fields))
            if self._tip:
                self.show_tip(self._tip)
        super().changeEvent(event)

    @abstractmethod
    def _say(self, sentence: str) -> None:
        """Show it."""


class Text(Worded, QLabel):
    """Words. ``role`` gives size and colour (see the style sheet); never reads markup out of data."""

    def __init__(
        self,
        code: str = "",
        *,
        role: Role = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
        **fields: object,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if code:
            self.show_code(code, **fields)

    def paint_in(self, colour: str) -> None:
        """Show the words in a colour of the theme that is on now; "" for the colour of their role.

        By a style of its own, because Qt gives a label back the palette it had whenever the application's style changes.
        """
        style = f"color: {colour};" if colour else ""
        if self.styleSheet() != style:
            self.setStyleSheet(style)

    def _say(self, sentence: str) -> None:
        self.setText(sentence)


class Heading(Text):
    """The heading of a station or a card."""

    def __init__(self, code: str = "", *, parent: QWidget | None = None, **fields: object) -> None:
        super().__init__(role="heading", parent=parent)
        if code:
            self.show_code(code, **fields)


class Button(Worded, QPushButton):
    """Something to press. ``shortcut`` keys need Ctrl, Alt or F: plain letters are codes (see ``ui.scanner``)."""

    _icon: str = ""
    _kind: Kind = "plain"

    def __init__(
        self,
        code: str = "",
        *,
        kind: Kind = "plain",
        icon: str = "",
        shortcut: str = "",
        parent: QWidget | None = None,
        **fields: object,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._kind = kind
        self._keys = shortcut
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setIconSize(icons.BUTTON_ICON)
        self._draw_icon()
        if code:
            self.show_code(code, **fields)
        elif shortcut:
            self.setShortcut(shortcut)

    def show_icon(self, name: str) -> None:
        """Show another icon; an empty name shows none."""
        self._icon = name
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icon in the colours of the new theme."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange):
            self._draw_icon()
        super().changeEvent(event)

    def _draw_icon(self) -> None:
        if not self._icon:
            self.setIcon(QIcon())
            return
        token = {"primary": "on_accent", "danger": "wrong", "quiet": "accent", "rail": "muted"}.get(self._kind, "text")
        self.setIcon(icons.icon(self._icon, token if self.isEnabled() else "outline"))

    def event(self, event: QEvent) -> bool:
        """Its key presses it at once: Qt's own way waits 100 ms, and a scan may come before that."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)

    def _say(self, sentence: str) -> None:
        self.setText(sentence)
        if self._keys:
            self.setShortcut(self._keys)  # Qt forgets the shortcut with every new text


class Check(Worded, QCheckBox):
    """A yes or no."""

    def __init__(self, code: str = "", *, parent: QWidget | None = None, **fields: object) -> None:
        super().__init__(parent)
        if code:
            self.show_code(code, **fields)

    def _say(self, sentence: str) -> None:
        self.setText(sentence)


class Field(Worded, QLineEdit):
    """A one-line field; its code is the placeholder.

    ``takes`` is what a scan into it means (``ui.scanner``): "scans_elsewhere" (default: a scan is not for the field),
    "typing" (PIN, search: text followed by Enter is the field's unless it is a known code), "scan" (the code is the
    field's value). ``secret`` hides what is typed.
    """

    def __init__(
        self,
        placeholder: str = "",
        *,
        takes: Literal["scans_elsewhere", "typing", "scan"] = "scans_elsewhere",
        secret: bool = False,
        parent: QWidget | None = None,
        **fields: object,
    ) -> None:
        super().__init__(parent)
        self.setProperty("takesTyping", takes == "typing")
        self.setProperty("takesScan", takes == "scan")
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        if placeholder:
            self.show_code(placeholder, **fields)

    def show_mistake(self, mistake: bool) -> None:
        """Frame the field as one to look at again, or take the frame away."""
        if self.property("mistake") != mistake:
            self.setProperty("mistake", mistake)
            self.style().unpolish(self)
            self.style().polish(self)

    def _say(self, sentence: str) -> None:
        self.setPlaceholderText(sentence)
        self.setAccessibleName(sentence)


class Combo(QComboBox):
    """A choice of few. Each entry is a sentence's code and the value it stands for, or plain text and a value."""

    def __init__(self, entries: Iterable[tuple[str, object]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: list[tuple[str, dict[str, object]]] = []
        for code, value in entries:
            self.add_code(code, value)

    def add_code(self, code: str, value: object, **fields: object) -> None:
        """Add an entry with a sentence of the catalogue."""
        self._codes.append((code, fields))
        self.addItem(tr(code, **fields), value)

    def add_plain(self, text: str, value: object) -> None:
        """Add an entry with data: a name, a courier."""
        self._codes.append(("", {}))
        self.addItem(text, value)

    def clear_entries(self) -> None:
        """Take all entries out."""
        self._codes.clear()
        self.clear()

    def value(self) -> object:
        """The value of the chosen entry; None when nothing is chosen."""
        return self.currentData()

    def choose(self, value: object) -> None:
        """Choose the entry that stands for ``value``; no entry when there is none."""
        self.setCurrentIndex(next((i for i in range(self.count()) if self.itemData(i) == value), -1))

    def changeEvent(self, event: QEvent) -> None:
        """Say the entries anew in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            for index, (code, fields) in enumerate(self._codes):
                if code:
                    self.setItemText(index, tr(code, **fields))
        super().changeEvent(event)
