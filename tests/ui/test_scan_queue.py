"""Codes are handed out one by one, in order, and none is lost: not by a mistake, a dialog or a pause."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Noise
from tests.ui.wedge import CODES, ENTER, PERSON_MS, Bench, Wedge
from ui.bursts import Scan
from ui.scan_queue import ScanQueue, holder, surface_closed, surface_opened
from ui.widgets.form_dialog import FormDialog
from warehouse_app.errors import BadInput


class TakingDialog(QDialog):
    """A modal dialog that takes codes itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.taken: list[str] = []

    def take_scan(self, scan: Scan) -> None:
        self.taken.append(scan.text)


class TakingForm(FormDialog):
    """A form that takes codes itself and closes with the second."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("ui.save", parent)
        self.taken: list[str] = []

    def take_scan(self, scan: Scan) -> None:
        self.taken.append(scan.text)
        if len(self.taken) == 2:
            self.accept()


class StubbornForm(FormDialog):
    """A form that cannot be submitted."""

    def submit(self) -> None:
        raise BadInput("ui.crash_title")


def scan_all(wedge: Wedge) -> None:
    for code in CODES:
        wedge.type(code + ENTER)


# --- order --------------------------------------------------------------------------------------------------------------


def test_one_code_for_each_turn_of_the_event_loop(wedge: Wedge, qtbot: QtBot):
    between: list[str] = []
    wedge.filter.scanned.connect(lambda scan: between.append(scan.text))
    wedge.filter.scanned.connect(lambda _scan: QTimer.singleShot(0, lambda: between.append("·")))
    scan_all(wedge)
    assert between == []  # nothing is handed out while keys come in
    wedge.wait_for(CODES)
    assert [text for text in between if text != "·"] == list(CODES)


def test_painting_comes_before_the_next_code(bench: Bench, wedge: Wedge, qtbot: QtBot):
    seen: list[str] = []

    class Screen(QWidget):
        def paintEvent(self, event: object) -> None:
            seen.append("painted")

    screen = Screen(bench)
    screen.resize(20, 20)
    screen.show()
    qtbot.waitUntil(lambda: "painted" in seen)
    seen.clear()
    wedge.filter.scanned.connect(lambda scan: seen.append(scan.text))
    wedge.filter.scanned.connect(lambda _scan: screen.update())
    scan_all(wedge)
    wedge.wait_for(CODES)
    assert seen == [word for code in CODES for word in (code, "painted")]


def test_a_handler_that_raises_does_not_stop_those_behind_it(wedge: Wedge, noise: Noise):
    def fall(scan: Scan) -> None:
        if scan.text == CODES[1]:
            raise ValueError(scan.text)

    wedge.filter.scanned.connect(fall)
    scan_all(wedge)
    wedge.wait_for(CODES)
    assert [str(error) for error in noise.exceptions] == [CODES[1]]
    noise.exceptions.clear()


def test_a_handler_with_an_event_loop_of_its_own_gets_no_second_code_meanwhile(wedge: Wedge):
    inside: list[tuple[str, str]] = []

    def wait_a_turn(scan: Scan) -> None:
        inside.append(("in", scan.text))
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()
        inside.append(("out", scan.text))

    wedge.filter.scanned.connect(wait_a_turn)
    scan_all(wedge)
    wedge.wait_for(CODES)
    assert inside == [(way, code) for code in CODES for way in ("in", "out")]


def test_a_pause_holds_codes_back_and_collects_them(wedge: Wedge):
    wedge.filter.pause()
    scan_all(wedge)
    wedge.settle()
    assert wedge.heard == []
    assert [scan.text for scan in wedge.filter.queue.waiting] == list(CODES)
    wedge.filter.resume()
    wedge.wait_for(CODES)


def test_a_code_that_comes_after_the_filter_was_removed_is_nobodys_but_the_queue_is_emptied(wedge: Wedge):
    wedge.type(CODES[0] + ENTER)
    wedge.filter.remove()
    wedge.type(CODES[1] + ENTER)
    wedge.wait_for(CODES[:1])


# --- dialogs ------------------------------------------------------------------------------------------------------------


def test_a_modal_dialog_holds_codes_back_until_it_closes(bench: Bench, wedge: Wedge):
    dialog = QDialog(bench)
    dialog.open()
    for code in CODES:
        wedge.filter.put(code)
    wedge.settle()
    assert wedge.heard == []
    dialog.close()
    dialog.deleteLater()
    wedge.wait_for(CODES)


def test_a_dialog_that_a_handler_executes_holds_back_the_rest(bench: Bench, wedge: Wedge):
    heard_while_open: list[int] = []

    def ask(scan: Scan) -> None:
        if scan.text != CODES[2]:
            return
        dialog = QDialog(bench)
        QTimer.singleShot(0, lambda: (wedge.settle(), heard_while_open.append(len(wedge.scans)), dialog.accept()))
        dialog.exec()
        dialog.deleteLater()

    wedge.filter.scanned.connect(ask)
    scan_all(wedge)
    wedge.wait_for(CODES)
    assert heard_while_open == [3]


def test_a_modal_dialog_that_takes_scans_gets_them(bench: Bench, wedge: Wedge, qtbot: QtBot):
    dialog = TakingDialog(bench)
    taken = dialog.taken
    dialog.open()
    for code in CODES[:3]:
        wedge.filter.put(code)
    qtbot.waitUntil(lambda: len(taken) == 3)
    dialog.close()
    for code in CODES[3:]:
        wedge.filter.put(code)
    wedge.wait_for(CODES[3:])
    assert taken == list(CODES[:3])


def test_a_form_that_takes_scans_gets_them_until_it_closes(bench: Bench, wedge: Wedge):
    form = TakingForm(bench)
    taken = form.taken
    form.open()
    scan_all(wedge)
    wedge.wait_for(CODES[2:])
    assert taken == list(CODES[:2])


def test_a_form_opened_by_a_handler_that_waits_in_it_gets_the_next_codes(bench: Bench, wedge: Wedge):
    taken: list[str] = []

    def ask(scan: Scan) -> None:
        if scan.text != CODES[0]:
            return
        form = TakingForm(bench)
        form.taken = taken
        loop = QEventLoop()
        form.finished.connect(loop.quit)
        form.open()
        loop.exec()

    wedge.filter.scanned.connect(ask)
    scan_all(wedge)
    wedge.wait_for([CODES[0], *CODES[3:]])
    assert taken == list(CODES[1:3])


def test_the_topmost_of_two_forms_stands_before_the_stations(bench: Bench, wedge: Wedge):
    below, above = FormDialog("ui.save", bench), FormDialog("ui.stop", bench)
    below.open()
    above.open()
    assert holder() is above
    wedge.filter.put(CODES[0])
    above.reject()
    assert holder() is below
    wedge.settle()
    assert wedge.heard == []
    below.reject()
    assert holder() is None
    wedge.wait_for(CODES[:1])


def test_a_form_with_a_mistake_stays_open_and_codes_wait(bench: Bench, wedge: Wedge):
    form = StubbornForm("ui.save", bench)
    form.open()
    wedge.filter.put(CODES[0])
    form.accept()
    wedge.settle()
    assert form.is_open
    assert form.mistake.code == "ui.crash_title"
    assert wedge.heard == []
    form.reject()
    wedge.wait_for(CODES[:1])


@pytest.mark.parametrize("typed", ["", "1"], ids=["nothing", "a stray key"])
def test_the_enter_that_answers_a_form_is_no_code(bench: Bench, wedge: Wedge, qtbot: QtBot, typed: str):
    form = FormDialog("ui.save", bench)
    accepted: list[bool] = []
    form.finished.connect(accepted.append)
    form.open()
    wedge.type(typed + ENTER, PERSON_MS)
    wedge.wait_for([])
    assert accepted == [True]


def test_a_surface_that_was_never_opened_may_be_closed(bench: Bench):
    surface_closed(bench.place)
    assert holder() is None


def test_a_surface_deleted_while_it_is_open_holds_nothing_back(bench: Bench, wedge: Wedge, qtbot: QtBot):
    """A station that goes takes its open form with it; the codes must not wait for ever."""
    page = QWidget(bench)
    surface = QWidget(page)
    surface_opened(surface)
    with qtbot.waitSignal(surface.destroyed):
        page.deleteLater()
    wedge.filter.put(CODES[0])
    wedge.wait_for(CODES[:1])


def test_a_queue_alone_keeps_the_order(qtbot: QtBot):
    queue, heard = ScanQueue(), []
    queue.delivered.connect(lambda scan: heard.append(scan.text))
    for code in CODES:
        queue.put(Scan(code))
    qtbot.waitUntil(lambda: heard == list(CODES))
    assert queue.waiting == ()
