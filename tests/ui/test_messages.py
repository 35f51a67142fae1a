"""What the person is told: a level and a code, kept for who missed it, shown without asking for a click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.program import Scanner, program, take_on
from tests.ui.wedge import Bench, focus
from ui import language, theme
from ui.messages import KEPT, Message, Messages, level_of
from ui.widgets.toast import Toast
from warehouse_app.errors import BadInput, Busy, Cancelled, Conflict, NotAllowed, NotFound, Unreadable, WarehouseError
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import template

pytestmark = pytest.mark.usefixtures("chinese")


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    return Messages()


def test_a_message_is_told_and_kept_with_its_moment(messages: Messages):
    told: list[Message] = []
    messages.told.connect(told.append)
    messages.tell("right", "ui.crash_log", place="X")
    assert told == list(messages.log)
    assert (told[0].level, told[0].code, told[0].fields) == ("right", "ui.crash_log", {"place": "X"})
    assert told[0].at > 1_600_000_000


def test_a_message_speaks_the_language_of_now(messages: Messages):
    messages.tell("right", "ui.save")
    assert messages.log[0].sentence == template("ui.save", "zh_CN")
    language.switch("en")
    assert messages.log[0].sentence == "Save"


def test_the_oldest_message_goes_first(messages: Messages):
    for number in range(KEPT + 5):
        messages.tell("information", "ui.crash_log", place=number)
    assert [message.fields["place"] for message in messages.log] == list(range(5, KEPT + 5))


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (BadInput("ui.save"), "wrong"),
        (NotFound("ui.save"), "wrong"),
        (Conflict("ui.save"), "wrong"),
        (Busy("ui.save"), "wrong"),
        (Unreadable("ui.save"), "wrong"),
        (NotAllowed("ui.save"), "blocked"),
        (Cancelled(), "information"),
    ],
)
def test_how_a_mistake_is_shown(messages: Messages, error: WarehouseError, level: str):
    messages.error(error)
    assert level_of(error) == level
    assert (messages.log[0].level, messages.log[0].code) == (level, error.code)
    assert messages.log[0].sentence


# --- the strip that shows it --------------------------------------------------------------------------------------------


@pytest.fixture
def toast(bench: Bench, messages: Messages, qapp: QApplication) -> Toast:
    theme.apply(qapp, "light")
    bench.resize(800, 500)
    made = Toast(bench)
    messages.told.connect(made.show_message)
    return made


def test_the_newest_message_is_shown_and_the_focus_stays(bench: Bench, toast: Toast, messages: Messages, qtbot: QtBot):
    focus(qtbot, bench.line)
    assert not toast.isVisible()
    messages.tell("right", "ui.save")
    messages.tell("wrong", "ui.stop")
    assert toast.isVisible()
    assert (toast.code, toast.tone) == ("ui.stop", "wrong")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    toast.close_button.click()
    assert not toast.isVisible()


def test_it_goes_by_itself_and_mistakes_stay_longer(toast: Toast, messages: Messages):
    messages.tell("right", "ui.save")
    good = toast._timer.interval()
    messages.tell("wrong", "ui.save")
    assert toast._timer.isActive()
    assert 0 < good < toast._timer.interval()
    toast._timer.timeout.emit()
    assert not toast.isVisible()


def test_long_words_are_all_inside_and_it_stays_at_the_lower_edge(bench: Bench, toast: Toast, messages: Messages):
    messages.tell("wrong", "ui.crash_words")
    for size in (QSize(800, 500), QSize(500, 400)):
        bench.resize(size)
        assert bench.rect().contains(toast.geometry())
        assert toast.geometry().center().y() > bench.height() // 2
        assert toast.words.height() >= toast.words.heightForWidth(toast.words.width())


def test_at_work_it_lies_in_the_corner_over_no_button_of_the_work(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "stock") as running:
        Scanner(running, qtbot).scan(owner.badge)
        running.window.resize(1366, 768)
        running.desk.messages.tell("right", "window.sample_ready", orders=18)
        workplace = running.window.workplace
        assert workplace.toast.isVisible()
        toast = workplace.toast.geometry()
        assert not toast.intersects(workplace.stack.geometry())
        assert not toast.intersects(workplace.top.box.geometry())
        assert workplace.childAt(toast.center()) in (workplace.toast, *workplace.toast.findChildren(QWidget))
