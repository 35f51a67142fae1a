"""Reads in the background what a rehearsal is reckoned from, keeps it, and reckons on it as often as something is typed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ui.desk import Desk
from ui.inbound.buying.words import today_at
from ui.jobs import Job, Progress
from warehouse_app.errors import WarehouseError
from warehouse_app.restock.rehearsing.outcome import Outcome, outcome
from warehouse_app.restock.rehearsing.reading import read_ground, read_planned
from warehouse_app.restock.rehearsing.rehearse import Ground, Rehearsal, rehearse, with_shifts
from warehouse_app.restock.rehearsing.rules import Wishes

_PAUSE_MS = 250  # of typing, before orders are read again
_QUICK = 500  # SKUs that are reckoned with every key; more are reckoned in the background
_TITLE = "rehearsal.reading"


class RehearsalReader(QObject):
    """``reckoned()``: ``found`` and ``ground`` are new; ``shifted()``: only the people planned are; ``mistaken(WarehouseError)``:
    there is none. ``told(Outcome)``: what came of a plan.
    """

    reckoned = Signal()
    shifted = Signal()
    mistaken = Signal(object)
    told = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wishes: Wishes | None = None
        self._asked: tuple[object, ...] = ()
        self._job: Job | None = None
        self._behind: Job | None = None
        self._plan_id: int | None = None
        self.ground: Ground | None = None
        self.found: Rehearsal | None = None
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._read)

    @property
    def waits(self) -> bool:
        """Whether something was typed that orders are to be read for."""
        return self._pause.isActive()

    @property
    def is_under_way(self) -> bool:
        """Whether ``reckoned`` or ``mistaken`` comes without anything being typed."""
        return self._job is not None or self.waits or (self._behind is not None and not self._behind.has_ended)

    @property
    def current(self) -> Rehearsal | None:
        """What was reckoned for the wishes as they stand; None while it is on its way."""
        return self.found if self.found is not None and self.found.wishes == self._wishes else None

    def forget(self) -> None:
        """Another plan is looked at: nothing is known of it."""
        self._stop()
        self.ground, self.found, self._wishes = None, None, None

    def follow(self, wishes: Wishes) -> None:
        """Reckon for these wishes; orders are read first where these ask for others."""
        before, self._wishes = self._wishes, wishes
        if not self._is_enough(wishes):
            self._pause.start()
            return
        self._stop()  # what is being read was asked for by other wishes
        if before is None or (before.begins, before.ends) != (wishes.begins, wishes.ends):
            self._take_planned(wishes)
        self._reckon()

    def read(self, wishes: Wishes) -> None:
        """Read everything anew, then reckon."""
        self._wishes = wishes
        self._read()

    def take_shifts(self) -> None:
        """The shift plan was changed. What is being read or waits to be takes it up at its end."""
        found, wishes = self.current, self._wishes
        if found is None or wishes is None or self._job is not None or self.waits:
            return
        self._take_planned(wishes)
        if self.ground is not None:
            self.found = with_shifts(found, self.ground)
            self.shifted.emit()

    def _is_enough(self, wishes: Wishes) -> bool:
        """Whether what was read tells of all that is asked for."""
        if self.ground is None or self._asked != wishes.asked:
            return False
        return all(sku_id in self.ground.facts for sku_id, _ in wishes.by_hand)

    def _stop(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.silence()
            self._job.cancel()
            self._job = None

    def _read(self) -> None:
        self._stop()
        if self._wishes is None:
            return
        desk, wishes, today = self._desk, self._wishes, today_at(self._desk)

        def work(progress: Progress) -> Ground:
            progress.step(0, 0)
            with desk.warehouse.reading() as session:
                return read_ground(session, wishes, today, progress)

        def done(ground: Ground) -> None:
            self._job, self._asked, self.ground = None, wishes.asked, ground
            if self._wishes is not None:
                self._take_planned(self._wishes)
            self._reckon()

        self._job = desk.work(work, done, failed=self._failed, title_code=_TITLE, owner=self)

    def _failed(self, error: WarehouseError) -> None:
        self._job = self.ground = self.found = None
        self.mistaken.emit(error)

    def _take_planned(self, wishes: Wishes) -> None:
        """The shift plan as it is now, without reading orders again."""
        if self.ground is not None and wishes.begins <= wishes.ends:
            self.ground = replace(self.ground, planned=self._desk.read(read_planned, wishes))

    def _reckon(self) -> None:
        ground, wishes = self.ground, self._wishes
        if ground is None or wishes is None:
            return
        if len(ground.facts) > _QUICK:
            self._reckon_behind(wishes, ground)
            return
        try:
            self._reckoned(wishes, rehearse(wishes, ground))
        except WarehouseError as error:
            self._not_reckoned(error)

    def _reckon_behind(self, wishes: Wishes, ground: Ground) -> None:
        """As ``_reckon``, in the background; what was typed meanwhile is reckoned after it."""

        def work(progress: Progress) -> Rehearsal:
            progress.step(0, 0)
            return rehearse(wishes, ground)

        def failed(error: WarehouseError) -> None:
            if wishes == self._wishes:
                self._not_reckoned(error)

        self._behind = self._desk.work(
            work, lambda found: self._reckoned(wishes, found), failed=failed, title_code=_TITLE, owner=self, quiet=True
        )  # fmt: skip

    def _reckoned(self, wishes: Wishes, found: Rehearsal) -> None:
        if wishes == self._wishes:
            self.found = found
            self.reckoned.emit()

    def _not_reckoned(self, error: WarehouseError) -> None:
        self.found = None
        self.mistaken.emit(error)

    # --- what came of it ------------------------------------------------------------------------------------------------

    def read_outcome(self, plan_id: int | None) -> None:
        """Read what came of a plan until today; of none, nothing."""
        self._plan_id = plan_id
        if plan_id is None:
            return
        desk, today = self._desk, today_at(self._desk)

        def work(progress: Progress) -> Outcome | None:
            progress.step(0, 0)
            return desk.read(outcome, plan_id, today)

        def done(came: Outcome | None) -> None:
            if self._plan_id == plan_id and came is not None:
                self.told.emit(came)

        desk.work(work, done, title_code=_TITLE, owner=self, quiet=True)
