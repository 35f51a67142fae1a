"""What a person says of a sale: its days, what it is modelled on, how much of it, and with whom; told as it is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.inbound.buying.words import DayField, typed_money
from ui.stock.entering import figure as figure_words
from ui.stock.entering import whole
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.pages import Pages
from ui.widgets.text import Button, Check, Combo, Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.restock.rehearsing.queries import categories
from warehouse_app.restock.rehearsing.rules import Goal, Source, Spread, Wishes
from warehouse_app.restock.rehearsing.work import Speeds

_BETWEEN = re.compile(r"[^0-9]+")
_SHARES_MOST = 6  # digits
_LINE, _DAY = space(9), space(30)
_OWN = ("parcels_per_hour", "pieces_per_hour", "desks")


@dataclass(frozen=True, slots=True)
class Edit:
    """All that stands in the fields."""

    name: str
    mark: bool
    wishes: Wishes


class RehearsalInputs(QWidget):
    """``changed()`` after every change; ``goods_asked()`` when the goods shall be chosen one by one."""

    changed = Signal()
    goods_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._skus: tuple[int, ...] = ()
        self._by_hand: tuple[tuple[int, int], ...] = ()
        self._quiet = False
        today = desk.warehouse.clock().astimezone().date()
        self.name = Field("rehearsal.name_example", takes="typing", parent=self)
        self.begins, self.ends, self.model_from, self.model_to = (DayField(today, self) for _ in range(4))
        self.spread = Combo([(f"rehearsal.spread_{one.value}", one) for one in Spread], parent=self)
        self.shares = Field("rehearsal.shares_example", takes="typing", parent=self)
        self.source = Combo([(f"rehearsal.source_{one.value}", one) for one in Source], parent=self)
        self.which = Pages(self)
        self.every = Text("rehearsal.every_good", role="muted", parent=self)
        self.best = _spin(self, 1, 5_000)
        self.category = Combo(parent=self)
        self.goods = Button("rehearsal.choose_goods", icon="tag", parent=self, count=0)
        self.goal = Combo([(f"rehearsal.goal_{one.value}", one) for one in Goal], parent=self)
        self.figure = Field(takes="typing", parent=self)
        self.ready_days, self.hours = _spin(self, 0, 60), _spin(self, 1, 24)
        self.own = {name: Field("rehearsal.as_measured", takes="typing", parent=self) for name in _OWN}
        self.mark = Check("rehearsal.mark_days", parent=self)
        self.mark.show_tip("rehearsal.mark_tip")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for choice in (self.every, self.best, self.category, self.goods):
            self.which.addWidget(choice)
        self.which.setFixedHeight(_LINE)
        for combo in (self.spread, self.source, self.category, self.goal):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(13)
        for day in (self.begins, self.ends, self.model_from, self.model_to):
            day.setMinimumWidth(_DAY)
            day.setMaximumWidth(space(36))
        self.figure.setMinimumWidth(space(20))
        frame = card(self)
        inside = column(frame, gap=2, margin=3)
        own = self.own
        for line in (
            (("name", self.name, 4), ("begins", self.begins, 2), ("ends", self.ends, 2), ("spread", self.spread, 3),
             ("shares", self.shares, 3)),
            (("source", self.source, 3), ("which", self.which, 2), ("model_from", self.model_from, 2),
             ("model_to", self.model_to, 2), ("goal", self.goal, 3), ("figure", self.figure, 1)),
            (("ready_days", self.ready_days, 2), ("parcels_per_hour", own["parcels_per_hour"], 3),
             ("pieces_per_hour", own["pieces_per_hour"], 3), ("desks", own["desks"], 3), ("hours", self.hours, 2),
             ("mark", self.mark, 3)),
        ):  # fmt: skip
            across = row(gap=3)
            for name, widget, stretch in line:
                across.addLayout(_labelled(name, widget, frame), stretch)
            inside.addLayout(across)
        column(self).addWidget(frame)

    def _connect(self) -> None:
        for field in (self.name, self.shares, self.figure, *self.own.values()):
            field.textChanged.connect(self._tell)
        for day in (self.begins, self.ends, self.model_from, self.model_to):
            day.dateChanged.connect(self._tell)
        for spin in (self.best, self.ready_days, self.hours):
            spin.valueChanged.connect(self._tell)
        for combo in (self.spread, self.source, self.category, self.goal):
            combo.currentIndexChanged.connect(self._tell)
        self.mark.toggled.connect(self._tell)
        self.goods.clicked.connect(self.goods_asked)
        self.source.currentIndexChanged.connect(self._ask_goods)

    def _tell(self, *_: object) -> None:
        self._fit()
        if not self._quiet:
            self.changed.emit()

    def _ask_goods(self) -> None:
        """Who wants goods one by one has to name them."""
        if not self._quiet and self.source.value() == Source.SKUS and not self._skus:
            self.goods_asked.emit()

    def _fit(self) -> None:
        """What does not matter now cannot be typed."""
        source = Source(str(self.source.value()))
        self.which.setCurrentIndex(list(Source).index(source))
        self.shares.setEnabled(self.spread.value() == Spread.HAND)

    # --- wishes in and out ------------------------------------------------------------------------------------------

    @contextmanager
    def _told_nobody(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False
            self._fit()

    def show_edit(self, edit: Edit) -> None:
        """Show these wishes; ``changed`` does not come."""
        wishes = edit.wishes
        with self._told_nobody():
            self.name.setText(edit.name)
            self.mark.setChecked(edit.mark)
            for field, day in (
                (self.begins, wishes.begins), (self.ends, wishes.ends), (self.model_from, wishes.model_from),
                (self.model_to, wishes.model_to),
            ):  # fmt: skip
                field.show_day(day)
            self.spread.choose(wishes.spread)
            self.shares.setText(" ".join(map(str, wishes.shares)))
            self.source.choose(wishes.source)
            self._fill_categories(wishes.category)
            self.best.setValue(wishes.best)
            self.goal.choose(wishes.goal)
            self.figure.setText(f"{wishes.figure.normalize():f}")
            self.ready_days.setValue(wishes.ready_days)
            self.hours.setValue(wishes.hours)
            for name, own in self.own.items():
                own.setText(figure_words(getattr(wishes, name)))
            self._show_goods(wishes.skus, wishes.by_hand)

    def show_name(self, name: str) -> None:
        """Another name; ``changed`` does not come."""
        with self._told_nobody():
            self.name.setText(name)

    def _fill_categories(self, chosen: str) -> None:
        known = self._desk.read(categories)
        self.category.clear_entries()
        for name in [*known, *([chosen] if chosen and chosen not in known else [])]:
            self.category.add_plain(name, name)
        self.category.choose(chosen or (known[0] if known else ""))

    def show_goods(self, skus: tuple[int, ...], by_hand: tuple[tuple[int, int], ...]) -> None:
        """The goods of the sale one by one, and pieces that stand by hand."""
        self._show_goods(skus, by_hand)
        self._tell()

    def _show_goods(self, skus: tuple[int, ...], by_hand: tuple[tuple[int, int], ...]) -> None:
        self._skus, self._by_hand = skus, by_hand
        self.goods.show_code("rehearsal.choose_goods", count=len(skus))

    def show_speeds(self, speeds: Speeds) -> None:
        """What is reckoned with where nothing is typed, in grey: as measured, or as usual."""
        for name, own in self.own.items():
            code = "rehearsal.measured" if name in speeds.measured else "rehearsal.usual"
            own.show_code(code, figure=getattr(speeds, name))

    def edit(self) -> Edit:
        """What stands in the fields. Raises BadInput for what is no figure."""
        return Edit(self.name.text(), self.mark.isChecked(), self.wishes())

    def wishes(self) -> Wishes:
        """The wishes. Raises BadInput for what is no figure."""
        own = {name: whole(field.text()) for name, field in self.own.items()}
        spread = Spread(str(self.spread.value()))
        return Wishes(
            self.begins.day, self.ends.day, self.model_from.day, self.model_to.day, Source(str(self.source.value())),
            self._skus, str(self.category.value() or ""), self.best.value(), Goal(str(self.goal.value())),
            typed_money(self.figure.text()) or Decimal(0), spread,
            _shares(self.shares.text()) if spread is Spread.HAND else (), self._by_hand, self.ready_days.value(),
            own["parcels_per_hour"], own["pieces_per_hour"], own["desks"], self.hours.value(),
        )  # fmt: skip


def _shares(text: str) -> tuple[int, ...]:
    """Figures with anything between them. Raises BadInput ``rehearsal.long_share``."""
    found = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if part]
    if any(len(part) > _SHARES_MOST for part in found):
        raise BadInput("rehearsal.long_share", most=_SHARES_MOST)
    return tuple(map(int, found))


def _labelled(name: str, widget: QWidget, parent: QWidget) -> QVBoxLayout:
    part = column(gap=1)
    words = Text(f"rehearsal.label_{name}", role="small", parent=parent)
    words.setBuddy(widget)
    part.addWidget(words)
    part.addWidget(widget)
    part.addStretch(1)
    return part


def _spin(parent: QWidget, least: int, most: int) -> QSpinBox:
    spin = QSpinBox(parent)
    spin.setRange(least, most)
    spin.lineEdit().setTextMargins(space(2), 0, 0, 0)
    return spin
