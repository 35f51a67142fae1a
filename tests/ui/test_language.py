"""The other language at run time reaches every text that is shown, Qt's own dialogs and numbers among them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QMessageBox, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from ui import language
from ui.language import Sentence, explain, tr
from ui.widgets.form_dialog import FormDialog
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.scan_box import ScanBox
from ui.widgets.tabs import Tabs
from ui.widgets.text import Button, Check, Combo, Field, Heading, Text
from ui.widgets.verdict_band import VerdictBand
from warehouse_app.errors import BadInput
from warehouse_app.words import template

pytestmark = pytest.mark.usefixtures("chinese")


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def english(qtbot: QtBot, widget: QWidget, code: str, shown: object) -> None:
    """Switch, and wait until ``shown()`` is the English sentence."""
    assert callable(shown)
    assert shown() == template(code, "zh_CN")
    language.switch("en")
    qtbot.waitUntil(lambda: shown() == template(code, "en"))


def test_labels_and_headings(page: QWidget, qtbot: QtBot):
    for kind in (Text, Heading):
        label: QLabel = kind("ui.save", parent=page)
        english(qtbot, page, "ui.save", label.text)
        language.switch("zh_CN")
        qtbot.waitUntil(lambda label=label: label.text() == template("ui.save", "zh_CN"))


def test_a_sentence_keeps_its_fields(page: QWidget, qtbot: QtBot):
    label = Text("ui.crash_log", parent=page, place="C:\\数据")
    language.switch("en")
    qtbot.waitUntil(lambda: label.text() == "Log file: C:\\数据")


def test_buttons_with_tip_and_shortcut(page: QWidget, qtbot: QtBot):
    button = Button("ui.save", shortcut="Ctrl+S", parent=page)
    button.show_tip("ui.search")
    english(qtbot, page, "ui.save", button.text)
    assert button.toolTip() == button.accessibleDescription() == template("ui.search", "en")
    assert button.shortcut().toString() == "Ctrl+S"


def test_checks_fields_choices_and_tabs(page: QWidget, qtbot: QtBot):
    check, field = Check("ui.go_on", parent=page), Field("ui.search", parent=page)
    combo, tabs = Combo([("ui.theme_light", 1)], parent=page), Tabs(page)
    combo.add_plain("顺丰", 2)
    tabs.add(QWidget(tabs), "ui.cancel")
    language.switch("en")
    qtbot.waitUntil(lambda: check.text() == template("ui.go_on", "en"))
    assert field.placeholderText() == field.accessibleName() == template("ui.search", "en")
    assert [combo.itemText(number) for number in range(2)] == [template("ui.theme_light", "en"), "顺丰"]
    assert QTabWidget.tabText(tabs, 0) == template("ui.cancel", "en")


def test_band_and_scan_box_say_it_to_a_screen_reader(page: QWidget, qtbot: QtBot):
    band, box = VerdictBand(page), ScanBox(parent=page)
    band.show_verdict("wrong", "ui.stop")
    band.set_detail("ui.cancel")
    language.switch("en")
    qtbot.waitUntil(lambda: band.accessibleName() == "Stop Cancel")
    assert box.accessibleName() == template("ui.scan_or_type", "en")


def test_a_form_that_is_open(page: QWidget, qtbot: QtBot):
    page.show()
    form = FormDialog("ui.save", page)
    form.add_field("ui.search", QLineEdit(form))
    form.open()
    english(qtbot, page, "ui.save", form.title.text)
    assert form.reject_button.text() == "Cancel"
    form.reject()


def test_headings_of_tables(qtbot: QtBot):
    model: PagedModel[object] = PagedModel([Column("a", "ui.save")], lambda *_: ([], 0))
    language.switch("en")
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Save"


def test_plain_data_stays(page: QWidget, qtbot: QtBot):
    data, sentence = Text(parent=page), Text("ui.save", parent=page)
    data.show_plain("王店主")
    language.switch("en")
    qtbot.waitUntil(lambda: sentence.text() == "Save")
    assert data.text() == "王店主"


def test_the_buttons_of_qts_own_dialogs(qtbot: QtBot):
    def words() -> list[str]:
        box = QMessageBox()
        qtbot.addWidget(box)
        standard = QMessageBox.StandardButton
        box.setStandardButtons(standard.Save | standard.Cancel)
        return [box.button(button).text().replace("&", "") for button in (standard.Save, standard.Cancel)]

    assert words() == ["保存", "取消"]
    language.switch("en")
    assert words() == ["Save", "Cancel"]
    language.switch("zh_CN")
    assert words() == ["保存", "取消"]


def test_a_dialog_of_qts_that_is_open(page: QWidget, qtbot: QtBot):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, page)
    button = box.button(QDialogButtonBox.StandardButton.Cancel)
    assert button.text() == "取消"
    language.switch("en")
    qtbot.waitUntil(lambda: button.text().replace("&", "") == "Cancel")


def test_numbers_and_dates_follow(qtbot: QtBot):
    assert QLocale().language() == QLocale.Language.Chinese
    language.switch("en")
    assert QLocale().language() == QLocale.Language.English
    assert language.current() == "en"


def test_sentences_of_errors_and_sentences_inside_sentences(qtbot: QtBot):
    assert explain(BadInput("ui.crash_log", place="X")) == template("ui.crash_log", "zh_CN").format(place="X")
    language.switch("en")
    assert tr("ui.crash_log", place=Sentence("ui.save")) == "Log file: Save"


def test_a_code_that_is_not_in_the_catalogue_is_a_bug(qtbot: QtBot):
    with pytest.raises(KeyError):
        tr("ui.there_is_no_such_sentence")


def test_a_key_presses_its_button_at_once(page: QWidget, qtbot: QtBot):
    button, pressed = Button("ui.save", shortcut="F6", parent=page), []
    button.clicked.connect(lambda: pressed.append(button.text()))
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert len(pressed) == 1  # not 100 ms later: a scan may come before that
    button.setEnabled(False)
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert len(pressed) == 1
