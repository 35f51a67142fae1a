"""Words in a tone keep it when the theme changes while they are out of sight."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from ui import language, theme
from ui.widgets.banner import Banner
from ui.widgets.toned import Toned


def colour_of(label: QWidget) -> str:
    return label.palette().color(QPalette.ColorRole.WindowText).name()


def test_a_theme_changed_behind_their_back(qapp: QApplication, qtbot: QtBot) -> None:
    language.switch("zh_CN")
    theme.apply(qapp, "light")
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    page = QWidget(pages)
    words, banner = Toned(parent=page), Banner(page)
    pages.addWidget(page)
    pages.addWidget(QWidget(pages))
    pages.show()
    words.show_toned("wrong", "ui.stop")
    banner.show_banner("warning", "ui.stop")
    pages.setCurrentIndex(1)
    theme.apply(qapp, "dark")
    pages.setCurrentIndex(0)
    assert colour_of(words.words) == theme.DARK.wrong.text
    assert colour_of(banner.words) == theme.DARK.warning.text
    assert words.icon.isVisible()  # colour never stands alone


def test_a_theme_changed_before_their_eyes(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    words = Toned()
    qtbot.addWidget(words)
    words.show_toned("wrong", "ui.stop")
    words.show()
    qapp.processEvents()
    for name, colours in (("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.apply(qapp, name)  # type: ignore[arg-type]  # the loop's words are the theme's names
        qapp.processEvents()
        assert colour_of(words.words) == colours.wrong.text
