"""The parcel on the desk as the screen keeps it between two scans: what the answers said, nothing read again. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from warehouse_app.packing.answers import Answer
from warehouse_app.packing.queries import LineView, ParcelView
from warehouse_app.packing.rules import COUNTS, Step, Verdict
from warehouse_app.picking.tasks import Task

STOPS = frozenset({Verdict.CANCELLED, Verdict.HELD, Verdict.CHANGED})


@dataclass(slots=True)
class OpenParcel:
    """A parcel and how far it is. ``wanted`` is the SKU to look for now; ``stop`` says why it must not go on.

    ``label_first``: its label is here, because it began with it; else it gets its label when it is complete.
    """

    view: ParcelView
    label_first: bool = True
    noted: bool = field(init=False)
    scanned: dict[int, int] = field(init=False)
    total: int = field(init=False)
    tasks: tuple[Task, ...] = field(init=False)
    owes: int = field(init=False)
    stop: Verdict | None = None
    _lines: dict[int, LineView] = field(init=False)
    _last: int | None = None

    @classmethod
    def opened(cls, answer: Answer) -> OpenParcel:
        """The parcel that an answer opened."""
        assert answer.parcel is not None
        made = cls(answer.parcel, answer.code == answer.parcel.waybill)
        made._last = answer.sku_id if answer.verdict in COUNTS else None
        return made

    def __post_init__(self) -> None:
        self.noted = self.view.noted
        self.scanned = {line.sku_id: line.scanned for line in self.view.lines}
        self.total = self.view.scanned
        self.tasks = self.view.tasks
        self.owes = self.view.owes
        self._lines = {line.sku_id: line for line in self.view.lines}

    @property
    def full(self) -> bool:
        """Every piece is in the box."""
        return self.total >= self.view.needed

    @property
    def to_do(self) -> tuple[Task, ...]:
        """What nobody has ticked yet."""
        return tuple(task for task in self.tasks if not task.done)

    @property
    def complete(self) -> bool:
        return self.full and not self.to_do and not self.owes

    @property
    def step(self) -> Step | None:
        """What comes now that goods and ticks are done: the first step the parcel owes. What an item asks for comes at once."""
        if self.owes & Step.CAPTURE:
            return Step.CAPTURE
        if not self.full or self.to_do:
            return None
        return next((step for step in Step if self.owes & step), None)

    @property
    def ticks(self) -> bool:
        """Whether something was ticked that may still be taken back."""
        return not self.complete and any(task.done for task in self.tasks)

    @property
    def left(self) -> int:
        """Pieces still to scan."""
        return self.view.needed - self.total

    @property
    def wanted(self) -> LineView | None:
        """The line whose item is wanted now: the one just scanned until it is full, then the next; None when complete."""
        last = self.line(self._last)
        if last is not None and self.scanned[last.sku_id] < last.needed:
            return last
        return next((line for line in self.view.lines if self.scanned[line.sku_id] < line.needed), None)

    def line(self, sku_id: int | None) -> LineView | None:
        """The parcel's line of a SKU, if it has one."""
        return None if sku_id is None else self._lines.get(sku_id)

    def take(self, answer: Answer) -> None:
        """Keep what an answer about this parcel says."""
        if answer.tasks is not None:
            self.tasks = answer.tasks
        if answer.owes is not None:
            self.owes = answer.owes
        if answer.verdict is Verdict.COMPLETE:  # also when it was another desk that ticked the last of them
            self.tasks = tuple(replace(task, done=True) for task in self.tasks)
            self.owes = 0
        if answer.verdict in STOPS:
            self.stop = answer.verdict
        elif answer.verdict is Verdict.NOTED:
            self.noted = True
        elif answer.verdict in COUNTS and answer.sku_id is not None:
            self.scanned[answer.sku_id] = answer.line_scanned
            self.total, self._last = answer.scanned, answer.sku_id
        elif answer.verdict is Verdict.UNDONE and answer.sku_id is not None:
            self.scanned[answer.sku_id] -= self.total - answer.scanned
            self.total, self._last = answer.scanned, answer.sku_id
