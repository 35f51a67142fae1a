"""Settings: a card for each shop with its own hours and cut-off; what it has not of its own is as the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QFrame, QGridLayout, QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.theme import space
from ui.widgets.layouts import card, column
from ui.widgets.text import Check, Heading, Text
from warehouse_app.orders.clocks import CLOCKS, ClockedShop, ShopClocks, clocked_shops

LONGEST_HOURS = 720
CLOCK = "HH:mm"
_SHOWN = ("cut_off", "promise_hours", "latest_hours", "pickup_hours")


def hours_box(parent: QWidget) -> QSpinBox:
    """A field for hours."""
    box = QSpinBox(parent)
    box.setRange(1, LONGEST_HOURS)
    box.lineEdit().setTextMargins(space(2), 0, 0, 0)  # Qt's style sheets pad no field inside a spin box
    return box


def time_box(parent: QWidget) -> QTimeEdit:
    """A field for a cut-off."""
    box = QTimeEdit(parent)
    box.setDisplayFormat(CLOCK)
    box.lineEdit().setTextMargins(space(2), 0, 0, 0)
    return box


def show_clock(field: QSpinBox | QTimeEdit, value: Any) -> None:
    """Show hours or a cut-off."""
    if isinstance(field, QTimeEdit):
        field.setTime(QTime.fromString(str(value), "H:m"))
    else:
        field.setValue(int(value))


def shown_clock(field: QSpinBox | QTimeEdit) -> int | str:
    """The hours or the cut-off that stand in the field."""
    return field.time().toString(CLOCK) if isinstance(field, QTimeEdit) else field.value()


class ClockCard(QFrame):
    """One shop. Behind each value stands whether it is as the house; then the field shows the house's and is shut."""

    def __init__(self, shop: ClockedShop, parent: QWidget) -> None:
        super().__init__(parent)
        self.shop = shop
        self.setProperty("role", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(space(5), space(4), space(5), space(4))
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Heading("orders.clocks_of_shop", parent=self, shop=shop.name), 0, 0, 1, 3)
        self.fields: dict[str, QSpinBox | QTimeEdit] = {}
        self.as_house = {name: Check("orders.clock_as_house", parent=self) for name in _SHOWN}
        for line, name in enumerate(_SHOWN, 1):
            field = time_box(self) if name == "cut_off" else hours_box(self)
            field.setProperty("shows", "house")  # what counts is to be read, though it cannot be changed here
            self.fields[name] = field
            words = Text(f"people.setting_{name}", parent=self)
            words.setBuddy(field)
            for place, part in enumerate((words, field, self.as_house[name])):
                grid.addWidget(part, line, place)
            self.as_house[name].toggled.connect(lambda on, name=name: self._as_house(name, on=on))
        self._house: Mapping[str, Any] = {}

    def show_clocks(self, clocks: ShopClocks, house: Mapping[str, Any]) -> None:
        """What the shop has, and what the house has."""
        self._house = house
        own = clocks.own()
        for name, field in self.fields.items():
            self.as_house[name].setChecked(name not in own)
            field.setEnabled(name in own)
            show_clock(field, own.get(name, house[name]))

    def wanted(self) -> ShopClocks:
        """The clocks as they stand in the fields."""
        own = {name: None if self.as_house[name].isChecked() else shown_clock(field) for name, field in self.fields.items()}
        return ShopClocks(**{name: own[name] for name in CLOCKS})  # type: ignore[arg-type]  # hours are numbers, the cut-off words

    def _as_house(self, name: str, *, on: bool) -> None:
        self.fields[name].setEnabled(not on)
        if on and self._house:
            show_clock(self.fields[name], self._house[name])


class ShopClockCards(QWidget):
    """The cards of all shops, one below the other."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.cards: dict[int, ClockCard] = {}
        self.words = card(self)
        self._inside: QVBoxLayout = column(self, gap=4)
        self._inside.setContentsMargins(0, 0, 0, 0)
        intro = column(self.words, gap=2)
        intro.setContentsMargins(space(5), space(4), space(5), space(4))
        intro.addWidget(Heading("orders.clocks_title", parent=self.words))
        intro.addWidget(Text("orders.clocks_words", role="small", wrap=True, parent=self.words))
        self._inside.addWidget(self.words)

    def show_shops(self, house: Mapping[str, Any]) -> None:
        """Read the shops again; cards of shops that are still there stay."""
        shops = self._desk.read(clocked_shops)
        for shop in shops:
            if shop.id not in self.cards:
                self.cards[shop.id] = ClockCard(shop, self)
                self._inside.addWidget(self.cards[shop.id])
            self.cards[shop.id].show_clocks(shop.clocks, house)
        self.setVisible(bool(shops))

    def lacks_a_shop(self) -> bool:
        """Whether a file has brought a shop that has no card yet."""
        return any(shop.id not in self.cards for shop in self._desk.read(clocked_shops))

    def wanted(self) -> dict[int, ShopClocks]:
        """What stands in the cards, by shop."""
        return {shop_id: shown.wanted() for shop_id, shown in self.cards.items()}
