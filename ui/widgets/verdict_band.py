"""The answer to a scan, readable from two metres: a band in the verdict's colour, its shape, big words, one line more.

It paints itself: an answer must be on the screen within one frame, and a restyled label is slower than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.language import tr
from ui.theme import ToneName, space

VerdictKind = Literal["right", "complete", "wrong", "extra", "unknown", "warning", "blocked", "information", "next"]

TONE_OF: dict[VerdictKind, ToneName] = {
    "right": "right",
    "complete": "right",
    "wrong": "wrong",
    "extra": "wrong",
    "unknown": "wrong",
    "warning": "warning",
    "blocked": "blocked",
    "information": "information",
    "next": "next",
}
"""The colour of each verdict; its icon has the verdict's own name."""

_LEAST_PX = 24
_ICON_PX = 60


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    fields: dict[str, object]

    @property
    def sentence(self) -> str:
        return tr(self.code, **self.fields) if self.code else ""


class VerdictBand(QWidget):
    """Shows one verdict at a time: ``band.show_verdict("wrong", "packing.wrong_item", name="...")``.

    ``set_detail`` adds a second, smaller line; long words are made smaller, down to 24 px, before they are cut.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: VerdictKind = "next"
        self._words = _Line("", {})
        self._detail = _Line("", {})
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(space(25))

    @property
    def kind(self) -> VerdictKind:
        """The verdict shown."""
        return self._kind

    @property
    def code(self) -> str:
        """The code of the big words; tests assert this."""
        return self._words.code

    @property
    def detail_code(self) -> str:
        """The code of the smaller line."""
        return self._detail.code

    def show_verdict(self, kind: VerdictKind, code: str, /, **fields: object) -> None:
        """Show a verdict; the smaller line of the one before goes."""
        self._kind, self._words, self._detail = kind, _Line(code, fields), _Line("", {})
        self._say()

    def set_detail(self, code: str, /, **fields: object) -> None:
        """Add the smaller line: what to do now."""
        self._detail = _Line(code, fields)
        self._say()

    def show_answer(self, kind: VerdictKind, code: str, fields: Mapping[str, object]) -> None:
        """Show a station's answer at once, not with the next turn of the event loop: the person is waiting for it.

        A field ``detail`` is the code of the smaller line.
        """
        values = dict(fields)
        detail = str(values.pop("detail", ""))
        self.show_verdict(kind, code, **values)
        if detail:
            self.set_detail(detail, **values)
        self.show()
        self.repaint()

    def sizeHint(self) -> QSize:
        """As high as the icon with air around it."""
        return QSize(space(160), space(25))

    def changeEvent(self, event: QEvent) -> None:
        """The words in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the band."""
        tone = theme.current().tone(TONE_OF[self._kind])
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tone.band))
        icon = icons.pixmap(self._kind, tone.on_band, _ICON_PX, self.devicePixelRatioF())
        painter.drawPixmap(space(6), (self.height() - _ICON_PX) // 2, icon)
        painter.setPen(QColor(tone.on_band))
        self._draw_words(painter, self.rect().adjusted(space(6) + _ICON_PX + space(5), 0, -space(6), 0))
        painter.end()

    def _draw_words(self, painter: QPainter, inside: QRect) -> None:
        detail = self._detail.sentence
        words_at, detail_at = QRect(inside), QRect(inside)
        if detail:
            words_at.setBottom(inside.top() + inside.height() * 62 // 100)
            detail_at.setTop(words_at.bottom())
            detail_at.setBottom(inside.bottom() - space(3))
        font, words = self._fitting(self._words.sentence, words_at.width())
        painter.setFont(font)
        below = Qt.AlignmentFlag.AlignBottom if detail else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words_at, below | Qt.AlignmentFlag.AlignLeft, words)
        if detail:
            painter.setFont(self._font(theme.HEADING_PX, bold=False))
            cut = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, detail_at.width())
            painter.drawText(detail_at, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)

    def _fitting(self, words: str, width: int) -> tuple[QFont, str]:
        """The largest font in which the words fit, and the words, cut only when even the smallest is too large."""
        font = self._font(theme.VERDICT_PX, bold=True)
        needed = QFontMetrics(font).horizontalAdvance(words)
        if needed > width > 0:
            font = self._font(max(_LEAST_PX, theme.VERDICT_PX * width // needed - 1), bold=True)
        return font, QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)

    def _font(self, pixels: int, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font

    def _say(self) -> None:
        self.setAccessibleName(" ".join(part for part in (self._words.sentence, self._detail.sentence) if part))
        self.update()
