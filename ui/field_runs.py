"""The burst that may be going on in a text field, and the field as it was before: what is a code is taken out of it again."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shiboken6
from PySide6.QtWidgets import QWidget

from ui.bursts import FAST_GAP_IN_FIELD, BurstCollector, Code, Key
from ui.scan_queue import HOLDS_SCANS
from ui.text_fields import LineBefore, PageBefore, TextField, remember


@dataclass(slots=True)
class _Run:
    field: TextField
    before: LineBefore | PageBefore
    keys: BurstCollector


class FieldRuns:
    """Follows the keys of one text field at a time; the field has each of them first."""

    def __init__(self) -> None:
        self._run: _Run | None = None

    def forget(self) -> None:
        """What comes next has nothing to do with what came."""
        self._run = None

    def follow(self, field: TextField, key: Key) -> None:
        """Let the field have the key, but keep in mind what it held before this run of keys."""
        run = self._run
        if run is None or run.field is not field or run.keys.starts_run(key.at):
            run = self._run = _Run(field, remember(field), BurstCollector(FAST_GAP_IN_FIELD, math.inf))
        run.keys.feed(key)

    def end(self, field: TextField, at: float) -> tuple[Code, LineBefore | PageBefore] | None:
        """The burst that ends now in this field, and the field before it; None: a person typed."""
        run, self._run = self._run, None
        code = run.keys.end(at) if run is not None and run.field is field else None
        return None if run is None or code is None or not code.burst else (code, run.before)

    def take_over(self, widget: QWidget, at: float) -> tuple[Key, ...]:
        """The keys of a burst that began in a field of another surface and goes on at ``widget``; they leave that field."""
        run = self._run
        if run is None or not shiboken6.isValid(run.field) or _surface(run.field) is _surface(widget):
            return ()
        self._run = None
        if not run.keys.run or run.keys.starts_run(at):
            return ()
        run.before.restore()
        return tuple(run.keys.run)


def _surface(widget: QWidget) -> QWidget:
    """The dialog, surface or window a widget stands on."""
    while not widget.isWindow() and not widget.property(HOLDS_SCANS):
        parent = widget.parentWidget()
        if parent is None:
            break
        widget = parent
    return widget
