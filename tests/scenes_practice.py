"""Pictures of what can be tried out: a scanner on its page, and the practice shop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from ui.app import App
from ui.bursts import Key, Scan, Suffix
from ui.people.station import PeopleStation


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


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {"scanner": ("people", _scanner)}
