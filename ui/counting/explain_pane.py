"""What may explain a difference: its counts, the last moves, neighbours that differ the other way, probable causes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.language import tr
from ui.packing.verdicts import variant_of
from ui.theme import space
from ui.widgets.layouts import card, column
from ui.widgets.text import Heading, Text
from warehouse_app.counting.differences import Explained

_PARTS = ("causes", "neighbours", "rounds", "moves")


class ExplainPane(QWidget):
    """See the module."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told: Explained | None = None
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frame = card(area)
        area.setWidget(frame)
        column(self).addWidget(area)
        self.name = Heading(parent=frame)
        self.name.setWordWrap(True)
        self.words = Text(role="large", wrap=True, parent=frame)
        self.parts = {name: Text(wrap=True, parent=frame) for name in _PARTS}
        self.heads = {name: Text(f"counting.explain_{name}", role="muted", parent=frame) for name in _PARTS}
        inside = column(frame, gap=2, margin=4)
        inside.addWidget(self.name)
        inside.addWidget(self.words)
        for name in _PARTS:
            inside.addSpacing(space(1))
            inside.addWidget(self.heads[name])
            inside.addWidget(self.parts[name])
        inside.addStretch(1)
        self.show_told(None)

    def show_told(self, told: Explained | None) -> None:
        """Show a difference; None: none is chosen."""
        self.told = told
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Say it anew in the new language."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "parts"):
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        told = self.told
        lines = {name: [] if told is None else getattr(self, f"_{name}")(told) for name in _PARTS}
        for name in _PARTS:
            self.heads[name].setVisible(bool(lines[name]))
            self.parts[name].setVisible(bool(lines[name]))
            self.parts[name].show_plain("\n".join(lines[name]))
        if told is None:
            self.name.show_code("counting.explain_none")
            self.words.show_code("")
            return
        one = told.variance
        self.name.show_plain(f"{one.name} {variant_of(one.colour, one.size)}".strip())
        code = "counting.explain_words_away" if one.away else "counting.explain_words"
        self.words.show_code(
            code, bin=one.bin, expected=one.expected, counted=one.counted, difference=f"{one.difference:+d}", away=one.away
        )  # fmt: skip

    def _causes(self, told: Explained) -> list[str]:
        return [f"• {tr(f'counting.cause_{cause.value}')}" for cause in told.causes[:4]]

    def _neighbours(self, told: Explained) -> list[str]:
        return [
            f"{one.difference:+d}   {one.bin}   {one.name} {variant_of(one.colour, one.size)} {one.seller_code}"
            for one in told.neighbours
        ]

    def _rounds(self, told: Explained) -> list[str]:
        return [
            tr(
                "counting.round_touched" if one.touched else "counting.round_line", round=one.round, who=one.who,
                at=f"{one.at.astimezone():%m-%d %H:%M}", pieces=one.counted, difference=f"{one.difference:+d}",
            )
            for one in told.rounds
        ]  # fmt: skip

    def _moves(self, told: Explained) -> list[str]:
        return [
            f"{one.at.astimezone():%m-%d %H:%M}   {one.pieces:+d}   {tr(f'stock.reason_{one.reason}')}   {one.who}"
            for one in told.moves
        ]
