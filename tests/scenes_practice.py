"""Pictures of what can be tried out: a scanner on its page, and the practice shop."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from ui import language
from ui.app import App
from ui.bursts import Key, Scan, Suffix
from ui.people.station import PeopleStation
from ui.practice.room import PracticeRoom
from warehouse_app.practice.course import HANDED, Choice, Trap
from warehouse_app.practice.documents import choice_code


def reading(text: str, *, gap: float = 0.009, suffix: Suffix = "enter", at: float = 0.0) -> Scan:
    """A scan as the filter gives it out."""
    keys = tuple(Key(char, at + place * gap) for place, char in enumerate(text))
    return Scan(text, (text.swapcase(),), at, "keyboard", keys, suffix)


def _scanner(program: App) -> None:
    station = program.window.workplace.current
    assert isinstance(station, PeopleStation)
    station.tabs.setCurrentWidget(station.scanner)
    for number, scan in enumerate(
        (
            reading("6901234567892"),
            reading("75000000000017", gap=0.012, suffix="tab"),
            reading("https://example.com/packdesk", gap=0.041),
            reading("JD0123456789012-1-1-"),
            reading("]C10106901234567892\x1d10A7", suffix="silence"),
        )
    ):
        program.window.take_scan(Scan(scan.text, scan.alternatives, number * 5.0, scan.source, scan.keys, scan.suffix))
        QApplication.processEvents()


def _room(program: App) -> PracticeRoom:
    """Fresh in the practice room, on Chinese goods as in all pictures; every look at its clock is two seconds later."""
    language.switch("zh_CN")
    program.window.practice.open()
    while program.window.practice.room is None:
        QApplication.processEvents()
    seconds = itertools.count(0.0, 2.0)
    program.window.practice.room.clock = lambda: next(seconds)
    return program.window.practice.room


def _do(program: App, room: PracticeRoom, until: tuple[str, Trap]) -> None:
    """The right moves until this is asked."""
    while (room.course.ask.kind, room.course.ask.trap) != until and not room.is_over:
        ask = room.course.ask
        if ask.kind == "question":
            code = choice_code(HANDED[ask.trap])
        elif ask.trap is Trap.NOTE or not room.task.bars.text:
            code = {"damaged": "PD-UNDO", "missing": "PD-LEAVE"}.get(ask.kind, "PD-CONFIRM")
        else:
            code = room.task.bars.text
        program.window.take_scan(Scan(code, (), 0.0, "typed"))
        QApplication.processEvents()


def _item(program: App) -> None:
    _do(program, _room(program), ("item", Trap.WRONG))


def _question(program: App) -> None:
    _do(program, _room(program), ("question", Trap.NEIGHBOUR))


def _score(program: App) -> None:
    room = _room(program)
    _do(program, room, ("question", Trap.WRONG))
    room.choose(Choice.HERE)
    _do(program, room, ("damaged", Trap.DAMAGED))
    program.window.take_scan(Scan("PRAC09", (), 0.0, "typed"))
    _do(program, room, ("done", Trap.LABEL))


def _score_again(program: App) -> None:
    """The second practice knows how the first one went."""
    _score(program)
    program.window.practice.close()
    _score(program)


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "scanner": ("people", _scanner),
    "practice": ("packing", _item),
    "practice-question": ("packing", _question),
    "practice-score": ("packing", _score_again),
}
