"""Words in a tone on the ordinary surface: its icon and its colour, so that colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.icons import IconView
from ui.theme import ToneName
from ui.widgets.layouts import row
from ui.widgets.text import Role, Text


class Toned(QWidget):
    """One sentence with a meaning; ``show_toned(None, ...)`` says it plainly, without icon."""

    def __init__(self, *, role: Role = "text", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: ToneName | None = None
        self.icon = IconView("information", size, "information", self)
        self.words = Text(role=role, wrap=True, parent=self)
        inside = row(self, gap=2)
        inside.addWidget(self.icon)
        inside.addWidget(self.words, 1)
        self.icon.hide()

    @property
    def tone(self) -> ToneName | None:
        """The tone shown; tests assert this and the words' code."""
        return self._tone

    def show_toned(self, tone: ToneName | None, code: str, /, *, icon: str = "", **fields: object) -> None:
        """Say a sentence in a tone; the icon is the tone's own unless another is named."""
        self.show_said(tone, code, fields, icon=icon)

    def show_said(self, tone: ToneName | None, code: str, fields: Mapping[str, object], *, icon: str = "") -> None:
        """The same, with the fields at hand as one thing."""
        self._tone = tone
        self.words.show_code(code, **fields)
        self.icon.setVisible(tone is not None)
        if tone is not None:
            self.icon.show_icon(icon or tone, tone)
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """The words in the colours of the new theme."""
        if event.type() == QEvent.Type.StyleChange:
            self._colour()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """A theme that changed while this was hidden: Qt dresses the label only now, and in plain colours."""
        super().showEvent(event)
        self._colour()

    def _colour(self) -> None:
        self.words.paint_in("" if self._tone is None else theme.current().tone(self._tone).text)
