"""The course of a practice: which label or item is in the trainee's hand next, and what became of it. Pure.

Ten parcels with traps: an item nobody asked for, a neighbour's, one too many, a note to read, a cancelled parcel, a piece that
turns out damaged, one that is missing. What is handed over does not say that it is a trap: the desk says so, as on any day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from warehouse_app.packing.rules import COUNTS, Verdict
from warehouse_app.practice.scoring import Moment, ParcelResult, Score


class Trap(StrEnum):
    """What can be wrong, and the ordinary moments between."""

    LABEL = "label"
    ITEM = "item"
    WRONG = "wrong"
    NEIGHBOUR = "neighbour"
    EXTRA = "extra"
    NOTE = "note"
    CANCELLED = "cancelled"
    DAMAGED = "damaged"
    MISSING = "missing"


class Choice(StrEnum):
    """Where an item goes that the desk refused: the three answers, in the order shown."""

    HERE = "here"
    ASIDE = "aside"
    THERE = "there"


HANDED = {Trap.WRONG: Choice.ASIDE, Trap.NEIGHBOUR: Choice.THERE, Trap.EXTRA: Choice.ASIDE}
"""Traps that are an item in the hand, and the right answer to each."""
_SPRINGS = {
    Trap.WRONG: {Verdict.WRONG_ITEM, Verdict.LOOK_ALIKE},
    Trap.NEIGHBOUR: {Verdict.BELONGS_ELSEWHERE, Verdict.LOOK_ALIKE},
    Trap.EXTRA: {Verdict.ONE_TOO_MANY},
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A trap once so many pieces are in; ``code`` is the item handed over, for those of ``HANDED``."""

    trap: Trap
    after: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One parcel: its waybill, its items (seller code and pieces) in the order they are handed over, and its traps."""

    number: str
    waybill: str
    lines: tuple[tuple[str, int], ...]
    traps: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for now. ``trap`` is the moment it is scored as, ``code`` the waybill or seller code in the hand."""

    kind: str  # "label", "item", "question", "finish", "stopped", "damaged", "missing", "done"
    trap: Trap
    code: str = ""


@dataclass(slots=True)
class Course:
    """See the module. Moments are seconds on any clock that goes forward."""

    plans: Sequence[Plan]
    at: int = 0
    question: Planned | None = None
    stopped: bool = False
    _open: bool = False
    _noted: bool = True
    _scanned: Mapping[str, int] = field(default_factory=dict)
    _done: set[Planned] = field(default_factory=set)
    _moments: list[Moment] = field(default_factory=list)
    _slips: int = 0
    _parcel_slips: int = 0
    _began: float = 0.0
    _results: list[ParcelResult] = field(default_factory=list)
    _codes: int = 0

    @property
    def ask(self) -> Ask:
        """What is asked for now."""
        if self.at >= len(self.plans):
            return Ask("done", Trap.LABEL)
        plan = self.plans[self.at]
        if self.question is not None:
            return Ask("question", self.question.trap, self.question.code)
        if self.stopped:
            return Ask("stopped", Trap.CANCELLED)
        if not self._open:
            return Ask("label", Trap.LABEL, plan.waybill)
        trap = self._due()
        if trap is not None and self._noted:
            kind = "item" if trap.trap in HANDED else trap.trap.value
            return Ask(kind, trap.trap, trap.code)
        left = next((code for code, pieces in plan.lines if self._scanned.get(code, 0) < pieces), "")
        if not left:
            return Ask("finish", Trap.ITEM)
        return Ask("item", Trap.ITEM if self._noted else Trap.NOTE, left)

    def answered(self, verdict: Verdict, code: str, noted: bool, scanned: Mapping[str, int], now: float) -> bool:
        """The desk gave an answer. ``noted`` and ``scanned`` (pieces by seller code) are the open parcel's after it.

        Returns False when it was a slip.
        """
        ask = self.ask
        self._codes += bool(code)
        if ask.kind == "done":
            return True
        if ask.kind in ("question", "stopped"):
            return self.slip()
        good = (
            self._take_label(verdict, code, noted, scanned, now) if ask.kind == "label" else self._take(ask, verdict, code, now)
        )
        if ask.kind != "label" and self._open:
            self._noted, self._scanned = noted, scanned
        return good

    def choose(self, choice: Choice) -> bool:
        """The trainee says where a refused item goes; True when that is right. The course goes on either way."""
        question = self.question
        if question is None:
            return True
        right = choice is HANDED[question.trap]
        self._slips += not right
        self._parcel_slips += not right
        self.question = None
        self._done.add(question)
        self._moment(question.trap)
        return right

    def taken_apart(self, now: float) -> None:
        """The goods of the cancelled parcel are out of the box."""
        if self.stopped:
            self.stopped = False
            self._moment(Trap.CANCELLED)
            self._finish(now)

    def score(self) -> Score:
        """How it went so far."""
        return Score(tuple(self._moments), tuple(self._results), self._codes)

    # --- one answer -------------------------------------------------------------------------------------------------

    def _take_label(self, verdict: Verdict, code: str, noted: bool, scanned: Mapping[str, int], now: float) -> bool:
        mine = code == self.plans[self.at].waybill
        if not mine:
            return verdict in (Verdict.LEFT, Verdict.UNDONE) or self.slip()
        match verdict:
            case Verdict.OPENED:
                self._open, self._noted, self._scanned, self._began = True, noted, scanned, now
            case Verdict.CANCELLED:
                self.stopped, self._began = True, now
            case Verdict.PACKED_ALREADY | Verdict.COMPLETE:  # packed out of turn: its turn is over
                self._began = now
                self._finish(now)
                return True
            case _:
                return self.slip()
        self._moment(Trap.LABEL)
        return True

    def _take(self, ask: Ask, verdict: Verdict, code: str, now: float) -> bool:
        if verdict is Verdict.NOTED:
            self._moment(Trap.NOTE)
            return True
        if ask.kind in ("damaged", "missing"):
            return self._take_event(ask, verdict, now)
        due = self._due()
        if ask.trap in HANDED and due is not None and verdict in _SPRINGS[due.trap]:
            self.question = due
            return True
        if verdict in (Verdict.TICKED, Verdict.UNTICKED):
            return True
        if verdict in COUNTS:
            self._moment(Trap.ITEM)
            if verdict is Verdict.COMPLETE:
                self._finish(now)
            return True
        if verdict in (Verdict.LEFT, Verdict.OPENED):
            self._open = False
        return self.slip()

    def _take_event(self, ask: Ask, verdict: Verdict, now: float) -> bool:
        """A piece is damaged or missing: the one right move, or a slip."""
        due = self._due()
        assert due is not None
        if verdict is (Verdict.UNDONE if ask.trap is Trap.DAMAGED else Verdict.LEFT):
            self._done.add(due)
            self._moment(ask.trap)
            if ask.trap is Trap.MISSING:
                self._finish(now)
            return True
        if verdict is Verdict.COMPLETE:  # packed with the damaged piece
            self._done.add(due)
            self.slip()
            self._moment(ask.trap)
            self._finish(now)
            return False
        if verdict in (Verdict.LEFT, Verdict.OPENED):
            self._open = False
        return self.slip()

    def _due(self) -> Planned | None:
        pieces = sum(self._scanned.values())
        return next((each for each in self.plans[self.at].traps if each not in self._done and pieces >= each.after), None)

    def slip(self) -> bool:
        """Something that was not what is asked. Returns False."""
        self._slips += 1
        self._parcel_slips += 1
        return False

    def _moment(self, trap: Trap) -> None:
        self._moments.append(Moment(trap.value, self._slips, trap not in (Trap.LABEL, Trap.ITEM)))
        self._slips = 0

    def _finish(self, now: float) -> None:
        traps = tuple(each.trap.value for each in self.plans[self.at].traps)
        self._results.append(ParcelResult(self.plans[self.at].waybill, now - self._began, self._parcel_slips, traps))
        self.at += 1
        self._open, self._noted, self._scanned = False, True, {}
        self._done.clear()
        self._slips = self._parcel_slips = 0
