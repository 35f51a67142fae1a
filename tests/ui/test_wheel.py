"""A turn of the wheel scrolls the page of settings and changes none of them; a word finds the card it stands in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.program import at_work
from ui import language
from ui.app import App
from ui.people.settings_page import SettingsPage
from ui.people.station import PeopleStation
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def running(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[App]:
    with at_work(local_warehouse, qapp, "people") as started:
        yield started


@pytest.fixture
def page(running: App) -> SettingsPage:
    station = running.window.workplace.current
    assert isinstance(station, PeopleStation)
    station.tabs.setCurrentWidget(station.settings)
    QApplication.processEvents()
    return station.settings


def turn(widget: QWidget) -> None:
    """One notch of the wheel towards the person over the middle of the widget, as the system sends it to the window."""
    at = widget.mapTo(widget.window(), widget.rect().center())
    QTest.wheelEvent(widget.window().windowHandle(), at, QPoint(0, -120))


def said(field: QAbstractSpinBox | QComboBox) -> str:
    return field.currentText() if isinstance(field, QComboBox) else field.text()


def test_the_wheel_scrolls_and_changes_no_setting(page: SettingsPage, qtbot: QtBot) -> None:
    scroll = page.findChild(QScrollArea)
    assert scroll is not None
    for field in (page.hours["promise_hours"], page.label_size, page.cut_off):
        before, focus = said(field), QApplication.focusWidget()
        scroll.verticalScrollBar().setValue(0)
        turn(field)
        assert scroll.verticalScrollBar().value() > 0
        assert (said(field), QApplication.focusWidget()) == (before, focus)
        field.setFocus()
        turn(field)
        assert said(field) == before


@pytest.mark.parametrize(("spoken", "word"), [("zh_CN", "打印机"), ("en", "Label PRINTER")])
def test_a_word_finds_the_card_it_stands_in(page: SettingsPage, qtbot: QtBot, spoken: language.Language, word: str) -> None:
    language.switch(spoken)
    QApplication.processEvents()
    whole = sum(card.isVisible() for card in page._every_card)
    page.search.setText(word)
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert 0 < sum(card.isVisible() for card in page._every_card) < whole
    assert page.printers["label_printer"].isVisible()
    page.search.setText("xyzzy")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert (sum(card.isVisible() for card in page._every_card), page.none_found.isVisible()) == (0, True)
    page.search.clear()
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert (sum(card.isVisible() for card in page._every_card), page.none_found.isVisible()) == (whole, False)
