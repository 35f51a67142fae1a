"""Ten scans at 10 ms a character and no pause between them arrive in order, whatever the window does meanwhile.

The keys are real events into shown windows; see ``tests.ui.wedge``. What a text field does is in
``test_scanner_fields``, dialogs and the order of delivery in ``test_scan_queue``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Noise
from tests.ui.wedge import CODES, ENTER, NEVER, PERSON_MS, QUIET, SUFFIXES, TAB, Bench, Suffix, Typist, Wedge, focus
from ui.scanner import ScanFilter
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field

CTRL = Qt.KeyboardModifier.ControlModifier


class Form(FormDialog):
    """One of our own dialogs, with a field that takes the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("ui.save", parent)
        self.words = Field("ui.search", parent=self)
        self.add_field("ui.search", self.words)


def all_codes(suffix: str) -> str:
    return "".join(code + suffix for code in CODES)


Close = Callable[[], object]


def a_form(bench: Bench, qtbot: QtBot) -> Close:
    form = Form(bench)
    form.open()
    return form.reject


def a_modal_dialog(bench: Bench, qtbot: QtBot) -> Close:
    """Ready when it has the focus: until then the system's keys still go to the window behind it, where Qt drops them.

    That is why our own dialogs are forms; this is for Qt's own, say for files.
    """
    dialog = QDialog(bench)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    QVBoxLayout(dialog).addWidget(QLineEdit(dialog))
    dialog.open()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    return dialog.close


def a_modal_dialog_without_field(bench: Bench, qtbot: QtBot) -> Close:
    dialog = QDialog(bench)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    return dialog.close


Open = Callable[[Bench, QtBot], Close]
DIALOGS = [a_form, a_modal_dialog, a_modal_dialog_without_field]
SUFFIX_NAMES = list(SUFFIXES)


# --- ten scans ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIX_NAMES)
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "a key a turn"])
def test_ten_scans_without_pause(make_wedge: Callable[..., Wedge], suffix: Suffix, at_once: bool):
    wedge = make_wedge(QUIET if suffix == "none" else NEVER)
    if at_once:
        wedge.type(all_codes(SUFFIXES[suffix]))
    else:
        Typist(wedge, all_codes(SUFFIXES[suffix]))
    wedge.wait_for(CODES)


@pytest.mark.parametrize("name", ["place", "button", "line", "pin"])
@pytest.mark.parametrize("suffix", [ENTER, TAB], ids=["enter", "tab"])
def test_ten_scans_whatever_has_the_focus(bench: Bench, wedge: Wedge, qtbot: QtBot, name: str, suffix: str):
    focused: QWidget = getattr(bench, name)
    focus(qtbot, focused)
    Typist(wedge, all_codes(suffix))
    wedge.wait_for(CODES)
    assert focused.hasFocus()
    assert (bench.line.text(), bench.pin.text(), bench.pressed) == ("备注", "", 0)


def test_ten_scans_with_the_focus_on_nothing(bench: Bench, wedge: Wedge):
    bench.place.clearFocus()
    wedge.type(all_codes(ENTER))
    wedge.wait_for(CODES)


@pytest.mark.parametrize("opened", DIALOGS)
@pytest.mark.parametrize("suffix", SUFFIX_NAMES)
@pytest.mark.parametrize("key", [0, 1, 5, 12], ids=["before", "after one key", "in the middle", "near the end"])
def test_ten_scans_while_a_dialog_opens_in_the_fourth(
    bench: Bench,
    make_wedge: Callable[..., Wedge],
    qtbot: QtBot,
    suffix: Suffix,
    opened: Open,
    key: int,
):
    wedge = make_wedge(QUIET if suffix == "none" else NEVER)
    close: list[Close] = []
    before = sum(len(code) + len(SUFFIXES[suffix]) for code in CODES[:3])
    typist = Typist(wedge, all_codes(SUFFIXES[suffix]), at=before + key, then=lambda: close.append(opened(bench, qtbot)))
    qtbot.waitUntil(lambda: typist.done)
    delivered = 0 if suffix == "none" else 3
    qtbot.waitUntil(lambda: len(wedge.filter.queue.waiting) == 10 - delivered)
    assert wedge.heard == list(CODES[:delivered])
    assert [scan.text for scan in wedge.filter.queue.waiting] == list(CODES[delivered:])
    close[0]()
    wedge.wait_for(CODES)


def test_ten_scans_while_the_answer_to_one_opens_a_form(bench: Bench, wedge: Wedge, qtbot: QtBot):
    close: list[Close] = []
    wedge.filter.scanned.connect(lambda scan: scan.text == CODES[3] and close.append(a_form(bench, qtbot)))
    Typist(wedge, all_codes(ENTER))
    qtbot.waitUntil(lambda: len(wedge.filter.queue.waiting) == 6)
    assert wedge.heard == list(CODES[:4])
    close[0]()
    wedge.wait_for(CODES)


@pytest.mark.parametrize("name", ["line", "pin"])
@pytest.mark.parametrize("suffix", [ENTER, TAB], ids=["enter", "tab"])
def test_ten_scans_that_begin_in_a_field_while_a_form_opens(bench: Bench, wedge: Wedge, qtbot: QtBot, name: str, suffix: str):
    field: QLineEdit = getattr(bench, name)
    before = field.text()
    focus(qtbot, field)
    form = Form(bench)
    typist = Typist(wedge, all_codes(suffix), at=len(CODES[0] + suffix) + 5, then=form.open)
    qtbot.waitUntil(lambda: typist.done)
    assert (field.text(), form.words.text()) == (before, "")
    form.reject()
    wedge.wait_for(CODES)


def test_the_form_that_opened_keeps_none_of_the_codes(bench: Bench, wedge: Wedge, qtbot: QtBot):
    form = Form(bench)
    typist = Typist(wedge, all_codes(ENTER), at=5, then=form.open)
    qtbot.waitUntil(lambda: typist.done)
    assert form.is_open
    assert form.words.hasFocus()
    assert form.words.text() == ""
    form.reject()
    wedge.wait_for(CODES)


# --- what a scanner sends -----------------------------------------------------------------------------------------------


def test_capslock_gives_the_right_code_first_and_the_other_beside_it(wedge: Wedge):
    wedge.type("SF12ab" + ENTER, capslock=True)
    wedge.wait_for(["SF12ab"])
    assert wedge.scans[0].alternatives == ("sf12AB",)


def test_without_capslock_the_other_case_is_the_second_reading(wedge: Wedge):
    wedge.type("SF12ab" + ENTER)
    wedge.wait_for(["SF12ab"])
    assert wedge.scans[0].alternatives == ("sf12AB",)


def test_the_keys_of_qtest_give_exactly_what_they_say(bench: Bench, wedge: Wedge):
    QTest.keyClicks(bench.place, "SF1234567890123ab")
    QTest.keyClick(bench.place, Qt.Key.Key_Return)
    wedge.wait_for(["SF1234567890123ab"])


def test_full_width_letters_of_an_input_method_become_plain(wedge: Wedge):
    wedge.commit("ＳＦ１２３４５６")
    wedge.type(ENTER)
    wedge.wait_for(["SF123456"])


def test_full_width_letters_of_keys_become_plain(wedge: Wedge):
    for char in "６９０１":
        wedge.press(Qt.Key.Key_unknown, char)
    wedge.type(ENTER)
    wedge.wait_for(["6901"])


def test_control_characters_go_and_fnc1_stays(wedge: Wedge):
    for char in "01\x0269\x1d10\x00AB":
        wedge.press(Qt.Key.Key_unknown, char)
    wedge.type(ENTER)
    wedge.wait_for(["0169\x1d10AB"])


def test_fnc1_as_ctrl_and_bracket(wedge: Wedge):
    wedge.type("0169")
    wedge.press(Qt.Key.Key_BracketRight, "\x1d", CTRL)
    wedge.type("10AB" + ENTER)
    wedge.wait_for(["0169\x1d10AB"])


def test_cr_and_lf_after_a_code_press_nothing(bench: Bench, wedge: Wedge, qtbot: QtBot):
    focus(qtbot, bench.button)
    wedge.type(CODES[0] + "\r\n" + CODES[1] + "\r\n")
    wedge.wait_for(CODES[:2])
    assert bench.pressed == 0


def test_lf_as_ctrl_j(wedge: Wedge):
    wedge.type(CODES[0])
    wedge.press(Qt.Key.Key_J, "\n", CTRL)
    wedge.wait_for(CODES[:1])


def test_a_suffix_that_comes_after_the_silence_presses_nothing(bench: Bench, make_wedge: Callable[..., Wedge], qtbot: QtBot):
    wedge = make_wedge(0.12)
    focus(qtbot, bench.button)
    wedge.type(CODES[0])
    wedge.wait_for(CODES[:1])
    wedge.wait(200 - 10)
    wedge.type(ENTER)
    assert bench.pressed == 0
    wedge.wait(500)
    wedge.type(ENTER)
    assert bench.pressed == 1


def test_the_prefix_of_a_scanner_is_cut_off_what_it_sends_only(make_wedge: Callable[..., Wedge]):
    wedge = make_wedge(prefix="]C1")
    wedge.type("]C1" + CODES[0] + ENTER)
    wedge.type("]C1" + CODES[1] + ENTER, PERSON_MS)
    wedge.wait_for([CODES[0], "]C1" + CODES[1]])


def test_glued_codes_nobody_can_cut_apart_stay_together(make_wedge: Callable[..., Wedge]):
    wedge = make_wedge(QUIET)
    wedge.type(CODES[0] + "99" + CODES[1])
    wedge.wait_for([CODES[0] + "99" + CODES[1]])


def test_a_timer_that_fires_early_does_not_lose_the_end_of_a_code(make_wedge: Callable[..., Wedge]):
    wedge = make_wedge(QUIET)
    wedge.type(CODES[0])
    wedge.filter._silence.stop()
    wedge.filter._silence.timeout.emit()  # as coarse timers do, up to 5 % before their time
    wedge.settle()
    assert wedge.heard == []
    wedge.wait_for(CODES[:1])


def test_a_look_up_that_fails_does_not_lose_the_code(bench: Bench, qtbot: QtBot, noise: Noise):
    def broken(texts: object) -> set[str]:
        raise OSError("the database is gone")

    filter_ = ScanFilter(bench, known_codes=broken, quiet_gap=0.12)
    filter_.install()
    wedge = Wedge(filter_, qtbot)
    wedge.type(CODES[0])
    wedge.wait_for(CODES[:1])
    filter_.remove()
    assert isinstance(noise.exceptions.pop(), OSError)


def test_a_code_the_machine_held_up_in_its_middle_is_one_code(wedge: Wedge):
    wedge.type(CODES[0][:6])
    wedge.wait(400)
    wedge.type(CODES[0][6:] + ENTER)
    wedge.wait_for(CODES[:1])


def test_a_code_held_up_behind_what_was_left_lying_is_one_code_and_the_rest_stays(wedge: Wedge):
    wedge.type("0123456789")
    wedge.wait(400)
    wedge.type(CODES[0][:1])
    wedge.wait(400)
    wedge.type(CODES[0][1:] + ENTER)
    wedge.wait_for(CODES[:1])
    wedge.type(ENTER, PERSON_MS)
    wedge.wait_for([CODES[0], "0123456789"])


def test_other_devices_stand_in_the_same_queue(wedge: Wedge):
    wedge.type(CODES[0] + ENTER)
    wedge.filter.put(f" {CODES[1]}\r\n")
    wedge.filter.put("\r\n")
    wedge.type(CODES[2] + ENTER)
    wedge.wait_for(CODES[:3])
    assert [scan.source for scan in wedge.scans] == ["keyboard", "serial", "keyboard"]
