"""What is in the trainee's hand: the label or the item as a bar code on the screen, or the question where an item goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import space
from ui.widgets.barcode import BarcodeView
from ui.widgets.layouts import card, column
from ui.widgets.text import Button, Heading, Text
from warehouse_app.paper.barcodes import Symbol, code128, ean13
from warehouse_app.practice.course import Ask, Choice
from warehouse_app.practice.documents import choice_code
from warehouse_app.practice.shop import Good

PICTURE_PX = 132
WIDTH = space(100)


class TaskPanel(QWidget):
    """``show_ask`` shows what is asked for; ``chosen(Choice)`` when a question was answered with the mouse."""

    chosen = Signal(object)

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.setFixedWidth(WIDTH)
        self.sheet = card(self)
        self.place = Text(role="muted", parent=self.sheet)
        self.words = Heading(parent=self.sheet)
        self.words.setWordWrap(True)
        self.picture = QLabel(self.sheet)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.about = Text(role="large", wrap=True, parent=self.sheet)
        self.about.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bars = BarcodeView(self.sheet)
        self.code = Text(role="muted", parent=self.sheet)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choices = {choice: Button(f"practice.choice_{choice.value}", parent=self.sheet) for choice in Choice}
        self.choice_bars = {choice: BarcodeView(self.sheet, height=space(11)) for choice in Choice}
        self.caught = Text(role="muted", parent=self.sheet)
        self._lay_out()
        for choice, button in self.choices.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked, choice=choice: self.chosen.emit(choice))
            self.choice_bars[choice].show_symbol(code128(choice_code(choice)))
            button.hide()
            self.choice_bars[choice].hide()
        self.picture.hide()
        self.about.hide()

    def _lay_out(self) -> None:
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=2, margin=4)
        for widget in (self.place, self.words, self.picture, self.about, self.bars, self.code):
            inside.addWidget(widget)
        for choice in Choice:
            inside.addWidget(self.choices[choice])
            inside.addWidget(self.choice_bars[choice])
        inside.addStretch(1)
        inside.addWidget(self.caught)

    def show_ask(self, ask: Ask, good: Good | None, at: int, of: int, caught: int) -> None:
        """What comes now; ``good`` is the item in the hand, if one is."""
        self.place.show_code("practice.number_of", at=min(at + 1, of), of=of)
        self.words.show_code(f"practice.ask_{ask.kind}")
        self.caught.show_code("practice.score_now", caught=caught)
        self._show_good(good)
        self.picture.setVisible(ask.kind == "item" and good is not None)  # a question needs the room for its answers
        symbol: Symbol | None = None
        if ask.kind == "label":
            symbol = code128(ask.code)
        elif ask.kind == "item" and good is not None:
            symbol = ean13(good.barcode)
        self.bars.show_symbol(symbol)
        self.code.show_plain(symbol.text if symbol is not None else "")
        self.code.setVisible(symbol is not None)
        for choice in Choice:
            self.choices[choice].setVisible(ask.kind == "question")
            self.choice_bars[choice].setVisible(ask.kind == "question")

    def _show_good(self, good: Good | None) -> None:
        self.about.setVisible(good is not None)
        if good is None:
            return
        self.about.show_plain(f"{good.name}  {good.colour}")
        mode, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.picture.setPixmap(QPixmap(str(self._pictures / good.picture)).scaled(PICTURE_PX, PICTURE_PX, mode, smooth))
