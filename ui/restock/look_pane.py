"""The chosen SKU below the list: its arithmetic in one line, the shop's rule, why the forecast is so, its orders and alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedLayout, QWidget

from ui import language
from ui.restock import words
from ui.restock.curve_view import CurveView
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, empty, row
from ui.widgets.text import Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.restock.looks.queries import RuleLine, SkuLook
from warehouse_app.restock.looks.rules import Curve
from warehouse_app.restock.looks.told import arithmetic


class LookPane(QWidget):
    """``show_look(None)`` invites to choose a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: SkuLook | None = None
        self.name = Heading(parent=self)
        self.code = Text(role="muted", parent=self)
        self.state = Toned(parent=self)
        self.sum = Text(wrap=True, parent=self)
        self.sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.curve = CurveView(self)
        self._area = QScrollArea(self)
        self._inside = QWidget(self._area)
        self.facts = column(self._inside, gap=1)
        self.facts.setContentsMargins(0, 0, space(3), 0)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(EmptyState("restock", "restock.choose", "restock.choose_words", self, margin=1))
        self._pages.addWidget(self._lay_out())

    def show_look(self, look: SkuLook | None) -> None:
        """Show a SKU; its curve comes when it was read."""
        if look is None or self.look is None or look.row.sku_id != self.look.row.sku_id:
            self.curve.show_curve(None)
        self.look = look
        self._pages.setCurrentIndex(0 if look is None else 1)
        if look is not None:
            self._say(look)

    def show_curve(self, sku_id: int, curve: Curve) -> None:
        """The curve of a SKU, if that is still the one shown."""
        if self.look is not None and self.look.row.sku_id == sku_id:
            self.curve.show_curve(curve)

    def lines(self) -> list[str]:
        """What is said about it, line by line; for whoever reads it elsewhere."""
        places = (self.facts.itemAt(place) for place in range(self.facts.count()))
        found = (place.widget() for place in places if place is not None)
        return [(one.words if isinstance(one, Toned) else one).text() for one in found if isinstance(one, Toned | Text)]

    def changeEvent(self, event: QEvent) -> None:
        """Say it anew in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.look is not None:
            self.curve.show_curve(self.curve.curve)
            self._say(self.look)
        super().changeEvent(event)

    def _lay_out(self) -> QWidget:
        frame = card(self)
        inside = column(frame, gap=1, margin=3)
        head = row(gap=3)
        head.addWidget(self.name)
        head.addWidget(self.code)
        head.addWidget(self.state, 1)
        inside.addLayout(head)
        inside.addWidget(self.sum)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._area.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        both = QSplitter(Qt.Orientation.Horizontal, frame)
        both.setChildrenCollapsible(False)
        both.addWidget(self._area)
        both.addWidget(self.curve)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 2)
        both.setSizes([space(90), space(200)])
        inside.addWidget(both, 1)
        return frame

    def _say(self, look: SkuLook) -> None:
        self.name.show_plain(words.goods(look.row))
        self.code.show_plain(look.row.seller_code)
        self.state.words.setText("")
        self.state.show_toned(words.state_tone(look.row), "restock.plain", words=words.state(look.row))
        self.sum.show_plain(arithmetic(look.row.told, language.current()))
        empty(self.facts)
        for title, lines in self._parts(look):
            if lines:
                self.facts.addWidget(Text(title, role="muted", parent=self._inside))
                for line in lines:
                    self.facts.addWidget(line)
        self.facts.addStretch(1)

    def _parts(self, look: SkuLook) -> Iterator[tuple[str, Sequence[QWidget]]]:
        yield "restock.part_hand", [self._plain(line) for line in words.set_by_hand(look)]
        yield "restock.part_rule", [self._toned(line) for line in look.rule]
        yield "restock.part_method", [self._plain(words.method(look))]
        yield "restock.part_orders", [self._plain(words.ordered(line)) for line in look.orders]
        yield "restock.part_alerts", [self._plain(line) for alert in look.alerts for line in words.alert_lines(alert)]

    def _plain(self, line: str) -> Text:
        text = Text(wrap=True, parent=self._inside)
        text.show_plain(line)
        return text

    def _toned(self, line: RuleLine) -> Toned:
        toned = Toned(parent=self._inside)
        toned.show_toned(words.rule_tone(line), "restock.plain", words=words.rule_line(line))
        return toned
