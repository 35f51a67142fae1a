"""The button that speaks the other language: it is named in that language, so who cannot read this one finds it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui import language
from ui.widgets.text import Button
from warehouse_app.words import LANGUAGES, Language

_NAMES: dict[Language, str] = {"zh_CN": "ui.language_zh_cn", "en": "ui.language_en"}


def other_language() -> Language:
    """The one of the two that is not spoken now."""
    return LANGUAGES[1 - LANGUAGES.index(language.current())]


class LanguageButton(Button):
    """A press switches the whole program to the language on the button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(kind="quiet", icon="language", parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_tip("window.tip_language")
        self.show_code(_NAMES[other_language()])
        self.clicked.connect(self._switch)

    def changeEvent(self, event: QEvent) -> None:
        """Offer the other one now."""
        if event.type() == QEvent.Type.LanguageChange:
            self.show_code(_NAMES[other_language()])
        super().changeEvent(event)

    def _switch(self) -> None:
        assert QApplication.instance() is not None
        language.switch(other_language())
