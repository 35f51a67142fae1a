"""Settings cards of what notes and flags ask for: the words for each kind of thing to do, and what a flag's colour means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from ui.packing.flags import Flags
from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.text import Button, Field
from warehouse_app.store.word_lists import FLAG_COLOURS, WISH_WORDS

_LINES = 3
_BETWEEN = re.compile(r"[,\n\u3001\uff0c;\uff1b]+")


def _words(text: str) -> list[str]:
    """The words of a field, each once, in the order they stand there."""
    return list(dict.fromkeys(word for part in _BETWEEN.split(text) if (word := " ".join(part.split()))))


class WishWordsCard(SettingsCard):
    """Which words in notes and messages ask for what."""

    title_code = "ticks.words_title"
    words_code = "ticks.words_words"

    def fill(self) -> None:
        """One field for each kind, of a few lines: the lists are long."""
        self.fields: dict[str, QPlainTextEdit] = {}
        for kind in WISH_WORDS:
            field = QPlainTextEdit(self)
            field.setTabChangesFocus(True)
            field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            field.document().setDocumentMargin(0)
            field.setFixedHeight(_LINES * field.fontMetrics().lineSpacing() + space(4) + 2)  # padding and frame of the style
            self.fields[kind] = field
            self.add(f"ticks.words_{kind}", field)
        self.usual = Button("ticks.words_default", kind="quiet", icon="undo", parent=self)
        self.usual.clicked.connect(lambda: self._show(WISH_WORDS))
        self.add_wide(self.usual)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """The lists as they are."""
        self._show(values["wish_words"])

    def _show(self, lists: Mapping[str, Any]) -> None:
        for kind, field in self.fields.items():
            field.setPlainText(", ".join(lists[kind]))

    def wanted(self) -> dict[str, object]:
        """The lists as they stand in the fields."""
        return {"wish_words": {kind: _words(field.toPlainText()) for kind, field in self.fields.items()}}


class FlagsCard(SettingsCard):
    """What each colour of a seller's flag means in this shop."""

    title_code = "ticks.flags_title"
    words_code = "ticks.flags_words"

    def fill(self) -> None:
        """One field for each colour, the flag itself beside it."""
        self.fields: dict[str, Field] = {}
        for colour in FLAG_COLOURS:
            flag = Flags(self)
            flag.show_flags([colour])
            field = Field("ticks.flag_example", parent=self)
            field.setMaxLength(200)
            self.fields[colour] = field
            line = self.grid.rowCount()
            self.grid.addWidget(flag, line, 0)
            self.grid.addWidget(field, line, 1)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """The meanings as they are."""
        for colour, field in self.fields.items():
            field.setText(str(values["flag_meanings"].get(colour, "")))

    def wanted(self) -> dict[str, object]:
        """The meanings that are written down."""
        meanings = {colour: field.text().strip() for colour, field in self.fields.items()}
        return {"flag_meanings": {colour: meaning for colour, meaning in meanings.items() if meaning}}
