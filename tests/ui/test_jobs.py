"""Work off the window's thread: exactly one answer on the window's thread, whatever happens, and threads that end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Noise
from ui.jobs import THREADS, Job, Jobs, Progress
from ui.widgets.progress import ProgressStrip
from warehouse_app.errors import BadInput, Cancelled, WarehouseError

WAIT_S = 20.0


class Answers:
    """What came back, and on which thread."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[WarehouseError] = []
        self.threads: set[threading.Thread] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread())

    def failed(self, error: WarehouseError) -> None:
        self.errors.append(error)
        self.threads.add(threading.current_thread())


class Shown:
    """Errors nobody else took."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def __call__(self, error: WarehouseError) -> None:
        self.codes.append(error.code)


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def jobs(qtbot: QtBot, shown: Shown) -> Iterator[Jobs]:
    made = Jobs(shown)
    yield made
    made.shutdown()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def end(jobs: Jobs, qtbot: QtBot) -> Callable[[], None]:
    """Wait until all work has answered."""
    return lambda: qtbot.waitUntil(lambda: jobs.running == 0, timeout=20_000)


def until_stopped(progress: Progress) -> None:
    """Work that ends only when somebody stops it."""
    for done in range(100_000_000):
        progress.step(done, 0)


def fail(error: BaseException) -> Callable[[Progress], None]:
    def work(progress: Progress) -> None:
        raise error

    return work


def test_the_result_comes_once_and_on_the_windows_thread(jobs: Jobs, answers: Answers, end: Callable[[], None]):
    worked: list[threading.Thread] = []

    def work(progress: Progress) -> int:
        worked.append(threading.current_thread())
        return 42

    jobs.run(work, answers.done, answers.failed)
    assert (jobs.running, answers.results) == (1, [])  # never at once: who asked has not finished asking
    end()
    assert (answers.results, answers.errors) == ([42], [])
    assert answers.threads == {threading.main_thread()}
    assert worked != [threading.main_thread()]


def test_every_one_of_many_pieces_of_work_answers_once(jobs: Jobs, answers: Answers, end: Callable[[], None]):
    for number in range(50):
        jobs.run(lambda progress, number=number: number, answers.done, answers.failed)
    end()
    assert sorted(answers.results) == list(range(50))
    assert answers.threads == {threading.main_thread()}


def test_a_mistake_goes_to_who_asked(jobs: Jobs, answers: Answers, shown: Shown, end: Callable[[], None]):
    jobs.run(fail(BadInput("sheets.empty")), answers.done, answers.failed)
    end()
    assert [error.code for error in answers.errors] == ["sheets.empty"]
    assert (answers.results, shown.codes) == ([], [])


def test_a_mistake_nobody_takes_is_shown(jobs: Jobs, answers: Answers, shown: Shown, end: Callable[[], None]):
    jobs.run(fail(BadInput("sheets.empty")), answers.done)
    end()
    assert (answers.results, shown.codes) == ([], ["sheets.empty"])


@pytest.mark.parametrize("bug", [ZeroDivisionError("bug"), SystemExit(3), KeyboardInterrupt()])
def test_a_bug_goes_to_the_crash_door_and_the_work_counts_as_ended(
    jobs: Jobs, answers: Answers, shown: Shown, end: Callable[[], None], noise: Noise, bug: BaseException
):
    jobs.run(fail(bug), answers.done, answers.failed)
    end()
    assert noise.exceptions.pop() is bug
    assert (answers.results, answers.errors, shown.codes) == ([], [], [])
    jobs.run(lambda progress: "next", answers.done)
    end()
    assert answers.results == ["next"]


def test_work_that_is_stopped_answers_that_it_was(jobs: Jobs, answers: Answers, end: Callable[[], None]):
    job = jobs.run(until_stopped, answers.done, answers.failed)
    job.cancel()
    end()
    assert [type(error) for error in answers.errors] == [Cancelled]
    assert answers.results == []


def test_work_stopped_too_late_gives_its_result(jobs: Jobs, answers: Answers, end: Callable[[], None]):
    may_end = threading.Event()
    job = jobs.run(lambda progress: may_end.wait(WAIT_S), answers.done, answers.failed)
    job.cancel()
    may_end.set()
    end()
    assert (answers.results, answers.errors) == ([True], [])


def test_nobody_is_answered_when_who_asked_is_gone(jobs: Jobs, answers: Answers, end: Callable[[], None], qtbot: QtBot):
    owner, may_end = QObject(), threading.Event()
    jobs.run(lambda progress: may_end.wait(WAIT_S), answers.done, answers.failed, owner=owner)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    may_end.set()
    end()
    assert (answers.results, answers.errors) == ([], [])


def test_a_bug_is_not_swallowed_with_its_owner(jobs: Jobs, answers: Answers, end: Callable[[], None], noise: Noise):
    job = jobs.run(fail(ZeroDivisionError()), answers.done)
    job.silence()
    end()
    assert isinstance(noise.exceptions.pop(), ZeroDivisionError)


def test_an_answer_that_raises_is_a_bug_of_the_screen(jobs: Jobs, end: Callable[[], None], noise: Noise):
    def fall(result: object) -> None:
        raise ValueError(result)

    jobs.run(lambda progress: "x", fall)
    end()
    assert isinstance(noise.exceptions.pop(), ValueError)


def test_progress_comes_on_the_windows_thread_and_its_end_is_never_left_out(
    jobs: Jobs, answers: Answers, end: Callable[[], None]
):
    seen: list[tuple[int, int]] = []
    threads: set[threading.Thread] = set()

    def note(done: int, total: int) -> None:
        seen.append((done, total))
        threads.add(threading.current_thread())

    may_begin = threading.Event()

    def work(progress: Progress) -> None:
        may_begin.wait(WAIT_S)
        for done in range(1, 10_001):
            progress.step(done, 10_000)

    job = jobs.run(work, answers.done)
    job.progressed.connect(note)
    may_begin.set()
    end()
    assert seen[-1] == (10_000, 10_000)
    assert seen == sorted(seen)
    assert threads == {threading.main_thread()}


def test_no_more_threads_than_promised_and_none_after_the_end(qtbot: QtBot, shown: Shown):
    jobs, at_once = Jobs(shown), threading.Semaphore(0)
    before = set(threading.enumerate())
    for _ in range(6):
        jobs.run(until_stopped, lambda result: None)
    jobs.run(lambda progress: at_once.release(), lambda result: None)
    assert len(set(threading.enumerate()) - before) <= THREADS
    jobs.shutdown()
    assert set(threading.enumerate()) <= before
    assert jobs.running == 0


def test_after_the_end_nobody_is_answered(jobs: Jobs, answers: Answers, qtbot: QtBot):
    jobs.run(until_stopped, answers.done, answers.failed)
    jobs.shutdown()
    qtbot.wait(0)
    assert (answers.results, answers.errors) == ([], [])


def test_after_the_end_nothing_is_begun(jobs: Jobs, answers: Answers, qtbot: QtBot):
    jobs.shutdown()
    begun: list[Job] = []
    jobs.started.connect(begun.append)
    job = jobs.run(lambda progress: begun.append(job), answers.done, answers.failed, title_code="ui.working")
    qtbot.wait(0)
    assert begun == []
    assert jobs.running == 0
    assert job.stop.is_set()
    assert (answers.results, answers.errors) == ([], [])


# --- the strip that shows it --------------------------------------------------------------------------------------------


def test_the_strip_shows_the_newest_work_and_stops_it(
    chinese: None, jobs: Jobs, answers: Answers, end: Callable[[], None], qtbot: QtBot
):
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    jobs.started.connect(strip.follow)
    first = jobs.run(until_stopped, answers.done, answers.failed, title_code="ui.working")
    newest = jobs.run(until_stopped, answers.done, answers.failed, title_code="ui.search")
    assert not strip.isHidden()
    assert strip.title.code == "ui.search"
    strip.cancel.click()
    assert (newest.stop.is_set(), first.stop.is_set()) == (True, False)
    assert not strip.cancel.isEnabled()
    qtbot.waitUntil(lambda: strip.title.code == "ui.working")
    assert strip.cancel.isEnabled()
    strip.cancel.click()
    end()
    assert strip.isHidden()


def test_the_strip_counts(chinese: None, jobs: Jobs, qtbot: QtBot, end: Callable[[], None]):
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    started: list[Job] = []
    jobs.started.connect(started.append)
    jobs.started.connect(strip.follow)
    may_end = threading.Event()
    jobs.run(lambda progress: may_end.wait(WAIT_S), lambda result: None)
    assert strip.bar.maximum() == 0  # busy, no count yet
    started[0].progressed.emit(1, 3)
    assert (strip.bar.value(), strip.bar.maximum(), strip.share.text()) == (1, 3, "33 %")
    started[0].progressed.emit(12_345, 0)
    assert (strip.bar.maximum(), strip.share.text()) == (0, "12,345")
    may_end.set()
    end()
