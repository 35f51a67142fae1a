"""Where a window is low, what is read first stays whole: the goods wanted, the words of an empty screen, a card with buttons."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.squeezed import squeezed
from ui import theme
from ui.widgets.empty_state import EmptyState
from ui.widgets.item_card import Item, ItemCard
from ui.widgets.layouts import column
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import Button

pytestmark = pytest.mark.usefixtures("chinese")


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> QWidget:
    """A window 860 wide whose height a test chooses."""
    theme.apply(qapp, "light")
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def fill(room: QWidget, *inside: QWidget) -> None:
    layout = QVBoxLayout(room)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in inside:
        layout.addWidget(widget)


def resize(room: QWidget, height: int) -> None:
    room.resize(860, height)
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("name", ["羊毛围巾", "针织开衫女春秋新款外套薄款宽松慵懒风毛衣外搭短款上衣百搭显瘦"])
def test_the_goods_wanted_stand_whole_whatever_is_above_them(room: QWidget, name: str) -> None:
    card = ItemCard(room)
    fill(room, card)
    card.show_item(Item(name, "墨绿 / L", "A01-02-1", 0, 2))
    beside = set()
    for height in range(250, 125, -9):
        resize(room, height)
        assert squeezed(room) == [], height
        beside.add(card.bin.geometry().center().y() < card.variant.geometry().bottom())
    assert beside == {True, False}


def test_an_empty_screen_gives_up_its_icon_before_its_words(room: QWidget) -> None:
    empty = EmptyState("scan", "scanner.none_title", "scanner.none_words", room)
    fill(room, empty)
    shown = []
    for height in (260, 140, 260):
        resize(room, height)
        assert squeezed(room) == []
        shown.append(empty.icon.isVisible())
    assert shown == [True, False, True]


def test_a_card_with_too_little_room_scrolls_and_a_whole_one_does_not(room: QWidget) -> None:
    inside = QWidget()
    buttons = [Button("ui.save", parent=inside) for _ in range(6)]
    lines = column(inside, gap=2)
    for button in buttons:
        lines.addWidget(button)
    area, rest = Scrolled(inside, room, whole=True), QLabel("rest")
    fill(room, area, rest)
    scrolls = []
    for height in (500, 150):
        resize(room, height)
        assert squeezed(inside) == []
        scrolls.append(area.verticalScrollBar().maximum() > 0)
    assert scrolls == [False, True]
    buttons[1].setText("what is said here is far too long for the place there is, whichever language says it" * 2)
    resize(room, 500)
    assert inside.width() == area.viewport().width()
    tall = area.height()
    buttons[0].hide()
    resize(room, 501)
    assert area.height() < tall
