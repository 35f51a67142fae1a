"""First start and log-in: badge, PIN, wrong PINs, and what is scanned before anybody is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import do
from tests.ui.program import PIN, Scanner, program, take_on
from ui.first_start import FirstStart
from warehouse_app.orders.queries import counts_by_state
from warehouse_app.people.commands import change_person, renew_badge
from warehouse_app.people.queries import people
from warehouse_app.people.rules import FREE_TRIES, Role
from warehouse_app.store.warehouse import Warehouse


def test_the_first_start_takes_the_owner_on_and_goes_to_the_files(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    with program(local_warehouse, qapp) as running:
        first = running.window.pages.currentWidget()
        assert isinstance(first, FirstStart)
        for field, text in ((first.owner.name, "Wang"), (first.owner.pin, PIN), (first.owner.again, PIN)):
            qtbot.waitUntil(field.hasFocus)
            qtbot.keyClicks(field, text)
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert running.desk.actor.role == Role.OWNER
        assert first.begin.badge.text() == running.desk.read(people)[0].badge
        wanted: list[str] = []
        first.done.disconnect()
        first.done.connect(wanted.append)
        first.begin.own_button.click()
        assert wanted == ["intake"]


def test_the_sample_shop_is_brought_in_behind_the_window(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    with program(local_warehouse, qapp) as running:
        first = running.window.pages.currentWidget()
        assert isinstance(first, FirstStart)
        first.owner.name.setText("王店主")
        first.owner.pin.setText(PIN)
        first.owner.again.setText(PIN)
        first.owner.submit()
        with qtbot.waitSignal(first.done, timeout=20_000) as began:
            qtbot.keyClick(first.begin.sample_button, Qt.Key.Key_Return)
        assert began.args == ["orders"]
        assert sum(running.desk.read(counts_by_state).values()) == 18
        assert list(running.desk.folder.pictures.glob("*.png"))


@pytest.mark.parametrize(
    ("name", "pin", "again", "code"),
    [
        ("王", "1234", "1235", "window.pins_differ"),
        ("王", "12", "12", "people.pin_form"),
        ("  ", "1234", "1234", "people.name_missing"),
    ],
)
def test_a_first_start_filled_in_wrongly_says_why(
    local_warehouse: Warehouse, qapp: QApplication, name: str, pin: str, again: str, code: str
):
    with program(local_warehouse, qapp) as running:
        first = running.window.pages.currentWidget()
        assert isinstance(first, FirstStart)
        first.owner.name.setText(name)
        first.owner.pin.setText(pin)
        first.owner.again.setText(again)
        first.owner.submit()
        assert first.owner.mistake.code == code
        assert running.desk.read(people) == []


def test_the_badge_is_written_as_a_pdf(local_warehouse: Warehouse, qapp: QApplication):
    with program(local_warehouse, qapp) as running:
        first = running.window.pages.currentWidget()
        assert isinstance(first, FirstStart)
        first.owner.name.setText("王店主")
        first.owner.pin.setText(PIN)
        first.owner.again.setText(PIN)
        first.owner.submit()
        first.begin.save_badge()
        assert [file.read_bytes()[:5] for file in running.desk.folder.documents.glob("*.pdf")] == [b"%PDF-"]


def test_a_badge_logs_in_wherever_the_focus_is(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        qtbot.waitUntil(running.window.login.pin.hasFocus)
        Scanner(running, qtbot).scan(owner.badge)
        assert running.desk.actor.name == owner.name
        assert running.window.workplace.current is not None
        assert running.window.workplace.current.name == "packing"
        assert running.window.login.pin.text() == ""


def test_name_and_pin_log_in(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    take_on(local_warehouse)
    clerk = take_on(local_warehouse, "李小二", Role.CLERK)
    with program(local_warehouse, qapp, "packing") as running:
        login = running.window.login
        login.names.choose(clerk.name)
        qtbot.keyClicks(login.pin, PIN)
        assert login.pin.text() == PIN
        qtbot.keyClick(login.pin, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: running.desk.logged_in)
        assert running.desk.actor.name == clerk.name
        assert login.pin.text() == ""


def test_the_button_does_what_enter_does(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        qtbot.keyClicks(running.window.login.pin, PIN)
        running.window.login.log_in.click()
        assert running.desk.actor.name == owner.name
        assert running.window.workplace.top.box.buffer == ""


def test_a_badge_that_comes_slowly_is_still_a_badge(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        scanner = Scanner(running, qtbot)
        scanner.key_ms = 90
        scanner.scan(owner.badge)
        assert running.desk.actor.name == owner.name


def test_wrong_pins_have_to_wait_and_the_wait_is_counted_down(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    owner = take_on(local_warehouse)
    other = take_on(local_warehouse, "李小二", Role.CLERK)
    with program(local_warehouse, qapp, "packing") as running:
        login = running.window.login
        login.names.choose(owner.name)
        for _ in range(FREE_TRIES):
            login.take_code("9999")
        assert login.mistake.code == "window.wait"
        assert not login.pin.isEnabled()
        login.take_code(PIN)
        assert not running.desk.logged_in
        login.names.choose(other.name)
        login.names.activated.emit(login.names.currentIndex())
        assert login.pin.isEnabled()
        login.take_code(PIN)
        assert running.desk.actor.name == other.name


def test_the_wait_ends_by_itself(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        login = running.window.login
        login._wait(1)
        qtbot.waitUntil(login.pin.isEnabled, timeout=3_000)
        assert login.mistake.code == ""


def test_a_wrong_pin_is_said_at_once(local_warehouse: Warehouse, qapp: QApplication):
    take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.window.login.take_code("9999")
        assert running.window.login.mistake.code == "people.wrong_pin"
        assert running.window.login.pin.text() == ""


def test_a_lost_badge_and_one_of_somebody_gone_open_nothing(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    owner = take_on(local_warehouse)
    clerk = take_on(local_warehouse, "李小二", Role.CLERK)
    do(local_warehouse, renew_badge, owner.id)
    do(local_warehouse, change_person, clerk.id, active=False)
    with program(local_warehouse, qapp, "packing") as running:
        Scanner(running, qtbot).scan(owner.badge, clerk.badge)
        assert not running.desk.logged_in
        assert running.window.login.mistake.code == "people.unknown_badge"
        assert running.window.login.names.count() == 1


def test_a_waybill_scanned_before_the_log_in_is_refused(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        Scanner(running, qtbot).scan("75000000000001")
        assert running.window.login.mistake.code == "people.log_in_first"
        assert running.window.pages.currentWidget() is running.window.login


def test_the_wait_is_the_one_the_rules_say(local_warehouse: Warehouse, qapp: QApplication):
    take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        for _ in range(FREE_TRIES):
            running.window.login.take_code("9999")
        assert timedelta(seconds=running.window.login._seconds) == timedelta(seconds=2)
