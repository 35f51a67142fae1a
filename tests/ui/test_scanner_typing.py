"""What a person types, pastes and presses, where no text field has the focus. Scanners: ``test_scanner``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.wedge import CODES, ENTER, PERSON_MS, TAB, Bench, Wedge, focus

CTRL = Qt.KeyboardModifier.ControlModifier


def test_what_a_person_types_waits_for_enter_and_can_be_corrected(wedge: Wedge):
    shown: list[str] = []
    wedge.filter.buffer_changed.connect(shown.append)
    wedge.type("690x", PERSON_MS)
    wedge.press(Qt.Key.Key_Backspace, "\b", gap=PERSON_MS)
    wedge.type("1" + ENTER, PERSON_MS)
    wedge.wait_for(["6901"])
    assert shown == ["6", "69", "690", "690x", "690", "6901", ""]
    assert wedge.scans[0].source == "typed"


def test_escape_throws_away_what_was_typed(wedge: Wedge):
    wedge.type("690", PERSON_MS)
    wedge.press(Qt.Key.Key_Escape, "\x1b", gap=PERSON_MS)
    wedge.type(CODES[0] + ENTER)
    wedge.wait_for(CODES[:1])


def test_what_was_typed_before_a_scan_stays_beside_it(wedge: Wedge):
    wedge.type("12", PERSON_MS)
    wedge.wait(PERSON_MS)
    wedge.type(CODES[0] + ENTER)
    wedge.type("3" + ENTER, PERSON_MS)
    wedge.wait_for([CODES[0], "123"])


def test_a_mouse_click_ends_the_burst(bench: Bench, wedge: Wedge):
    wedge.type("6901")
    at = QPointF(1, 1)
    button = Qt.MouseButton.LeftButton
    press = QMouseEvent(QEvent.Type.MouseButtonPress, at, at, button, button, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(bench.place, press)
    wedge.type(ENTER)
    wedge.wait_for(["6901"])
    assert wedge.scans[0].source == "typed"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("6901\n6902\r\n\n  \n6903", ["6901", "6902", "6903"]),
        ("6901\r\n", ["6901"]),
        ("\n\n", []),
        ("", []),
    ],
)
def test_pasted_lines_are_codes(wedge: Wedge, text: str, codes: list[str]):
    QGuiApplication.clipboard().setText(text)
    wedge.press(Qt.Key.Key_V, "\x16", CTRL)
    wedge.wait_for(codes)
    assert {scan.source for scan in wedge.scans} <= {"paste"}


def test_one_pasted_line_is_looked_at_and_confirmed(make_wedge: Callable[..., Wedge]):
    wedge = make_wedge()
    shown: list[str] = []
    wedge.filter.buffer_changed.connect(shown.append)
    QGuiApplication.clipboard().setText("ＳＦ6901")
    wedge.press(Qt.Key.Key_V, "\x16", CTRL)
    wedge.settle()
    assert (shown, wedge.heard) == (["SF6901"], [])
    wedge.type(ENTER, PERSON_MS)
    wedge.wait_for(["SF6901"])


def test_keys_of_a_focused_button_are_its_own_while_nothing_is_collected(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.button)
    wedge.type(" ", PERSON_MS)
    assert bench.pressed == 1
    wedge.type(TAB, PERSON_MS)
    assert bench.line.hasFocus()


def test_a_letter_of_a_code_sets_off_no_shortcut(bench: Bench, wedge: Wedge):
    plain, with_ctrl = [], []
    QShortcut(QKeySequence("S"), bench).activated.connect(lambda: plain.append(1))
    QShortcut(QKeySequence("Ctrl+S"), bench).activated.connect(lambda: with_ctrl.append(1))
    QTest.keyClicks(bench.place, "SF12")
    QTest.keyClick(bench.place, Qt.Key.Key_Return)
    QTest.keyClick(bench.place, Qt.Key.Key_S, CTRL)
    wedge.wait_for(["SF12"])
    assert (plain, with_ctrl) == ([], [1])


def test_a_key_a_field_does_not_use_is_not_the_stations_either(bench: Bench, wedge: Wedge, qtbot: QtBot):
    """Qt offers the Enter of a line to its parents; it must not end what was typed at the station before."""
    wedge.type("12", PERSON_MS)
    focus(qtbot, bench.line)
    wedge.type("ab" + ENTER, PERSON_MS)
    wedge.wait_for([])
    assert bench.line.text() == "备注ab"
    focus(qtbot, bench.place)
    wedge.type(ENTER, PERSON_MS)
    wedge.wait_for(["12"])


def test_a_key_held_down_is_no_code(make_wedge: Callable[..., Wedge], qtbot: QtBot):
    wedge = make_wedge(0.12)
    for number in range(20):
        wedge.press(Qt.Key.Key_A, "a", gap=30, held=number > 0)
    shown: list[str] = []
    wedge.filter.buffer_changed.connect(shown.append)
    wedge.wait(1000)
    wedge.type("6901" + ENTER)
    wedge.wait_for(["6901"])
    assert shown[-1] == "a" * 20


def test_what_was_collected_can_be_thrown_away(wedge: Wedge):
    wedge.type("690", PERSON_MS)
    wedge.filter.forget()
    wedge.type(ENTER, PERSON_MS)
    wedge.type(CODES[0] + ENTER)
    wedge.wait_for(CODES[:1])
