"""Making a wave off the window's thread, and then its papers; both the orders and the picking station use it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.jobs import Progress
from ui.picking.papers import PaperMaker
from warehouse_app.dispatch.choosing.queries import unclear_orders
from warehouse_app.errors import WarehouseError
from warehouse_app.picking.commands import NewWave
from warehouse_app.picking.ways import Way

if TYPE_CHECKING:
    from warehouse_app.dispatch.batches import WavePlan

TOPICS = frozenset({"orders", "waves", "parcels", "waybills", "stock"})


class WaveMaker(QObject):
    """``made(NewWave)`` comes when the wave stands (its papers follow); ``short_of_numbers(error)`` when a pool is empty."""

    made = Signal(object)
    short_of_numbers = Signal(object)
    ended = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.papers = PaperMaker(desk, parent)
        self._at_work = False

    def make(
        self, *, order_ids: Sequence[int] | None = None, limit: int | None = None, way: str = "orders", rule: str = ""
    ) -> None:
        """Make one wave: of these orders (``rule`` says why), of the next ``limit``, or of everything released. One at a time.

        A single-item wave takes those that are alike, when nobody says which.
        """
        if self._at_work:
            return
        self._at_work = True
        actor, desk = self._desk.actor, self._desk

        def work(progress: Progress) -> NewWave:
            from warehouse_app.dispatch.waybills import start_single_wave, start_wave

            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                if way == Way.SINGLE and order_ids is None:
                    return start_single_wave(tx, limit)
                return start_wave(tx, order_ids, limit, way=way, rule=rule)

        desk.work(
            work, self._made, failed=self._failed, title_code="picking.making_wave", owner=self, touches=TOPICS
        )  # fmt: skip

    def make_least_walk(self, size: int, *, way: str = "orders") -> None:
        """Everything released in waves of at most ``size`` parcels, put together so that they are walked for least."""
        if self._at_work:
            return
        self._at_work = True
        actor, desk = self._desk.actor, self._desk

        def work(progress: Progress) -> tuple[WavePlan, list[NewWave]]:
            from warehouse_app.dispatch.batches import plan_waves, start_waves

            progress.step(0, 0)
            with desk.warehouse.reading() as session:
                plan = plan_waves(session, size)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return plan, start_waves(tx, plan.waves, way=way)

        desk.work(
            work, self._all_made, failed=self._failed, title_code="picking.planning_waves", owner=self, touches=TOPICS
        )  # fmt: skip

    def _all_made(self, done: tuple[WavePlan, list[NewWave]]) -> None:
        plan, waves = done
        self._end()
        parcels = sum(len(wave.parcel_ids) for wave in waves)
        fields: dict[str, object] = {"n": len(waves), "parcels": parcels}
        if plan.metres is None or plan.by_deadline is None:
            self._desk.messages.tell("right", "picking.waves_made", **fields)
        else:
            metres = {"metres": round(plan.metres), "before": round(plan.by_deadline)}
            self._desk.messages.tell("right", "picking.waves_made_metres", **fields, **metres)
        self._desk.sounds.play("complete")
        for wave in waves:
            self.papers.make(wave.id)
        self._say_unclear()
        self.made.emit(waves[0])

    def _made(self, wave: NewWave) -> None:
        self._end()
        self._desk.messages.tell("right", "picking.wave_made", number=wave.number, n=len(wave.parcel_ids))
        self._desk.sounds.play("complete")
        self._say_unclear()
        self.made.emit(wave)
        self.papers.make(wave.id)

    def _say_unclear(self) -> None:
        """Orders that stayed out because nobody knows which courier goes there."""
        unclear = len(self._desk.read(unclear_orders, self._desk.warehouse.clock()))
        if unclear:
            self._desk.messages.tell("warning", "couriers.some_unclear", n=unclear)

    def _failed(self, error: WarehouseError) -> None:
        self._end()
        if error.code == "dispatch.pool_short":
            self._desk.sounds.play("wrong")
            self.short_of_numbers.emit(error)
        else:
            self._desk.messages.error(error)

    def _end(self) -> None:
        self._at_work = False
        self.ended.emit()
