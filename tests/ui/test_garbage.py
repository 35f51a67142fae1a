"""Garbage is collected where the widgets live, and only there, while another thread may be at work."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.garbage import Garbage
from ui.jobs import Jobs, Progress
from warehouse_app.errors import WarehouseError

WAIT_S = 20.0


class Circle:
    """Something only the collector can take down."""

    def __init__(self) -> None:
        self.itself = self
        self.thing = QObject()


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[Garbage]:
    made = Garbage()
    yield made
    made.stop()


def no_errors(error: WarehouseError) -> None:
    raise error


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs(no_errors)
    yield made
    made.shutdown()


def test_work_that_asks_for_much_memory_collects_nothing_of_the_windows(jobs: Jobs, qtbot: QtBot):
    done, threads = list[object](), list[threading.Thread]()
    gone = weakref.finalize(Circle(), lambda: threads.append(threading.current_thread()))
    many = 20 * gc.get_threshold()[0]
    jobs.run(lambda progress: [[number] for number in range(many)], done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert gone.alive
    qtbot.waitUntil(lambda: not gone.alive)  # by the window's own clock
    assert threads == [threading.main_thread()]


def test_python_collects_by_itself_before_and_after(qtbot: QtBot):
    assert gc.isenabled()
    jobs = Jobs(no_errors)
    assert not gc.isenabled()
    jobs.shutdown()
    assert gc.isenabled()


def test_a_look_collects_what_is_due_and_nothing_else(garbage: Garbage):
    gc.collect()
    gone = weakref.finalize(Circle(), int)
    garbage.look()
    assert gone.alive  # too little has been made since the last time
    kept = [[number] for number in range(gc.get_threshold()[0] + 1)]
    garbage.look()
    assert not gone.alive
    assert kept


def test_the_other_thread_lets_go_of_the_work_before_it_is_answered(jobs: Jobs, qtbot: QtBot):
    may_end, threads = threading.Event(), list[threading.Thread]()

    class Work:
        def __call__(self, progress: Progress) -> bool:
            return may_end.wait(WAIT_S)

    work = Work()
    weakref.finalize(work, lambda: threads.append(threading.current_thread()))
    jobs.run(work, lambda result: None)
    del work
    may_end.set()
    qtbot.waitUntil(lambda: jobs.running == 0)
    assert threads == [threading.main_thread()]
