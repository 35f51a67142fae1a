"""Text fields: people's typing stays theirs, a scan into them is a scan and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.wedge import CODES, ENTER, PERSON_MS, TAB, Bench, Wedge, focus
from ui.widgets.text import Field


def put_in(bench: Bench, qtbot: QtBot, widget: QWidget) -> None:
    """Add a widget to the window and give it the focus."""
    layout = bench.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    focus(qtbot, widget)


def returns(field: QLineEdit) -> list[str]:
    """The texts with which Enter reached a field, from now on."""
    heard: list[str] = []
    field.returnPressed.connect(lambda: heard.append(field.text()))
    return heard


# --- typing -------------------------------------------------------------------------------------------------------------


def test_what_a_person_types_stays_typing_with_its_enter(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    bench.line.clear()
    entered = returns(bench.line)
    wedge.type("SF12345" + ENTER, PERSON_MS)
    wedge.wait_for([])
    assert entered == ["SF12345"]


def test_the_tab_of_a_person_goes_to_the_next_field(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    wedge.type("abcdef" + TAB, PERSON_MS)
    wedge.wait_for([])
    assert bench.line.text() == "备注abcdef"
    assert bench.pin.hasFocus()


def test_a_burst_without_enter_stays_text(bench: Bench, wedge: Wedge, qtbot: QtBot):
    """A person's input tool pastes a word key by key; nobody can tell it from a scanner without suffix."""
    focus(qtbot, bench.line)
    wedge.type(CODES[0])
    wedge.wait(500)
    wedge.wait_for([])
    assert bench.line.text() == "备注" + CODES[0]


def test_an_enter_a_while_after_a_burst_is_the_persons(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    entered = returns(bench.line)
    wedge.type("6901")
    wedge.type(ENTER, PERSON_MS)
    wedge.wait_for([])
    assert entered == ["备注6901"]


def test_arrows_and_backspace_are_the_fields(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    wedge.type("ab", PERSON_MS)
    wedge.press(Qt.Key.Key_Left, gap=PERSON_MS)
    wedge.press(Qt.Key.Key_Backspace, "\b", gap=PERSON_MS)
    assert bench.line.text() == "备注b"


# --- a scan into a field ------------------------------------------------------------------------------------------------


def test_a_scan_leaves_text_cursor_and_selection_as_they_were(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    bench.line.setText("送礼用，请包好")
    bench.line.setSelection(2, 2)
    entered = returns(bench.line)
    wedge.type(CODES[0] + ENTER)
    wedge.wait_for(CODES[:1])
    assert (bench.line.text(), bench.line.selectedText(), entered) == ("送礼用，请包好", "用，", [])
    bench.line.setCursorPosition(3)
    wedge.type(CODES[1] + TAB)
    wedge.wait_for(CODES[:2])
    assert (bench.line.text(), bench.line.cursorPosition()) == ("送礼用，请包好", 3)
    assert bench.line.hasFocus()


def test_what_a_person_was_typing_before_the_scan_stays(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    wedge.type("abc", PERSON_MS)
    wedge.wait(PERSON_MS)
    wedge.type(CODES[0] + ENTER)
    wedge.wait_for(CODES[:1])
    assert bench.line.text() == "备注abc"


@pytest.mark.parametrize("kind", [QPlainTextEdit, QTextEdit])
def test_a_scan_into_a_note_of_many_lines(bench: Bench, wedge: Wedge, qtbot: QtBot, kind: type[QPlainTextEdit] | type[QTextEdit]):
    note = kind(bench)
    note.setPlainText("第一行\n第二行")
    put_in(bench, qtbot, note)
    note.selectAll()
    wedge.type(CODES[0] + ENTER + CODES[1] + ENTER)
    wedge.wait_for(CODES[:2])
    assert note.toPlainText() == "第一行\n第二行"


@pytest.mark.parametrize("editable", [True, False], ids=["editable", "choice"])
def test_a_scan_into_a_combo_box(bench: Bench, wedge: Wedge, qtbot: QtBot, editable: bool):
    combo = QComboBox(bench)
    combo.addItems(["7 号", "顺丰"])
    combo.setEditable(editable)
    put_in(bench, qtbot, combo)
    wedge.type(CODES[0] + ENTER)
    wedge.wait_for(CODES[:1])
    assert combo.currentText() == "7 号"


def test_a_scan_into_a_spin_box_is_no_number(bench: Bench, wedge: Wedge, qtbot: QtBot):
    grams = QSpinBox(bench)
    grams.setMaximum(99_999)
    grams.setValue(350)
    put_in(bench, qtbot, grams)
    wedge.type(CODES[0] + ENTER)
    wedge.wait_for(CODES[:1])
    assert grams.value() == 350


def test_a_field_that_cannot_be_typed_into_is_no_field(bench: Bench, wedge: Wedge, qtbot: QtBot):
    bench.line.setReadOnly(True)
    focus(qtbot, bench.line)
    wedge.type("6901" + ENTER, PERSON_MS)
    wedge.wait_for(["6901"])
    assert bench.line.text() == "备注"


def test_capslock_in_a_field(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    wedge.type(CODES[1] + ENTER, capslock=True)
    wedge.wait_for([CODES[1]])
    assert wedge.scans[0].alternatives == (CODES[1].swapcase(),)


def test_full_width_keys_in_a_field_are_a_scan_too(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    for char in "ＳＦ１２３４":
        wedge.press(Qt.Key.Key_unknown, char)
    wedge.type(ENTER)
    wedge.wait_for(["SF1234"])
    assert bench.line.text() == "备注"


def test_an_input_method_that_gives_back_a_whole_code(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    wedge.commit("ＳＦ１２３４５６７８９０１２３")
    wedge.wait_for([CODES[1]])
    assert bench.line.text() == "备注"


def test_the_words_of_an_input_method_are_the_fields(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.line)
    entered = returns(bench.line)
    wedge.commit("送礼用的包装")
    wedge.type(ENTER)
    wedge.wait_for([])
    assert entered == ["备注送礼用的包装"]


def test_a_field_that_goes_in_the_middle_of_a_scan(bench: Bench, wedge: Wedge, qtbot: QtBot):
    field = QLineEdit(bench)
    put_in(bench, qtbot, field)
    wedge.type("6901")
    field.deleteLater()
    qtbot.waitUntil(lambda: bench.findChildren(QLineEdit) == [bench.line, bench.pin])
    bench.place.setFocus()
    wedge.type(CODES[0] + ENTER)
    qtbot.waitUntil(lambda: bool(wedge.scans))
    assert wedge.heard[0].endswith(CODES[0])


# --- fields with wishes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [10, PERSON_MS], ids=["quick", "slow"])
def test_a_pin_typed_quickly_is_the_fields(bench: Bench, wedge: Wedge, qtbot: QtBot, gap: int):
    focus(qtbot, bench.pin)
    entered = returns(bench.pin)
    wedge.type("471199" + ENTER, gap)
    wedge.wait_for([])
    assert entered == ["471199"]


def test_a_known_code_in_the_pin_field_is_a_scan(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.pin)
    entered = returns(bench.pin)
    wedge.type("47", PERSON_MS)
    wedge.wait(PERSON_MS)
    wedge.type(CODES[1] + ENTER, capslock=True)
    wedge.wait_for([CODES[1]])
    assert (bench.pin.text(), entered) == ("47", [])


def test_a_field_that_wants_the_code_gets_it_in_place_of_its_text(bench: Bench, wedge: Wedge, qtbot: QtBot):
    barcode = Field(takes="scan", parent=bench)
    barcode.setText("旧的")
    put_in(bench, qtbot, barcode)
    edited: list[str] = []
    barcode.textEdited.connect(edited.append)
    entered = returns(barcode)
    wedge.type(CODES[2] + ENTER)
    wedge.wait_for([])
    assert (barcode.text(), edited[-1], entered) == (CODES[2], CODES[2], [])


@pytest.mark.parametrize("suffix", [ENTER, ""], ids=["enter", "none"])
def test_a_field_for_scans_only_takes_no_typing(bench: Bench, make_wedge: Callable[..., Wedge], qtbot: QtBot, suffix: str):
    wedge = make_wedge(60.0 if suffix else 0.12)
    field = QLineEdit(bench)
    field.setProperty("scansOnly", True)
    put_in(bench, qtbot, field)
    wedge.type(CODES[0] + suffix)
    wedge.wait_for(CODES[:1])
    assert field.text() == ""
