"""``packdesk rehearse``: the rest of the day played through on a copy, by the same commands a clerk uses.

Release, waves walked for least with their papers, bin and goods scanned at every stop, every piece to its slot of the sorting
wall, every scan at the packing desk, handover, export. Shows in minutes whether tonight's parcels would all get out, how far
the pickers would walk, and how fast each step is on this machine.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Barcode, Sku
from warehouse_app.dispatch import handover, queries
from warehouse_app.dispatch.batches import WavePlan, plan_waves, start_waves
from warehouse_app.dispatch.papers import make_manifest, make_wave_papers
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.errors import Conflict
from warehouse_app.orders.release import Released, release
from warehouse_app.orders.rules import ON_THE_FLOOR, State
from warehouse_app.orders.tables import Order
from warehouse_app.packing import commands as packing
from warehouse_app.packing.asks import Ask
from warehouse_app.packing.queries import ParcelView
from warehouse_app.packing.rules import Command, Verdict
from warehouse_app.packing.ticking import tick
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.confirming.commands import take
from warehouse_app.picking.confirming.queries import Walk, walk
from warehouse_app.picking.counting import count_tasks
from warehouse_app.picking.queries import ParcelRow, WaveRow, parcels_page, waves_page
from warehouse_app.picking.sorting.commands import sort
from warehouse_app.picking.sorting.queries import left_to_sort
from warehouse_app.picking.ways import Way, slots_of
from warehouse_app.reports.check import check
from warehouse_app.store.backup import copy_database
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx, Warehouse, new_action
from warehouse_app.words import Language

P = ParamSpec("P")
R = TypeVar("R")
DESK = "rehearsal"
ALL = 1_000_000
CART = 40
"""Parcels of a wave that is picked order by order; a wave for the wall or a cart with slots takes as many as there are slots."""

_WITHOUT_STEPS = {"weigh_policy": "off", "photo_policy": "off", "box_policy": "off"} | {
    f"check_{rule}": False for rule in ("all", "lines", "value", "new", "flagged", "share")
}
"""Nobody stands at a scale or a camera in a rehearsal, and no second person counts."""


@dataclass(slots=True)
class _Day:
    """The day on the copy: the warehouse, the bar code of each SKU, and how long each command took (seconds)."""

    warehouse: Warehouse
    language: Language
    codes: dict[int, str]
    timings: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def do(self, name: str, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        started = time.perf_counter()
        with self.warehouse.transaction(SYSTEM, DESK) as tx:
            result = command(tx, *args, **kwargs)
        self.timings[name].append(time.perf_counter() - started)
        return result

    def time(self, name: str, work: Callable[[], R]) -> R:
        started = time.perf_counter()
        result = work()
        self.timings[name].append(time.perf_counter() - started)
        return result


@dataclass(frozen=True, slots=True)
class _Walked:
    """The waves picked: how many, the metres of their walks and what those planned would be in the order of the deadlines.

    No metres when no bin's code says where it stands.
    """

    waves: int
    metres: float | None
    by_deadline: float | None
    files: list[str]


@dataclass(frozen=True, slots=True)
class _Stopped:
    """An order that does not leave: why (cancelled, or the kind of its hold) and what was noted with it."""

    order: str
    why: str
    note: str


def rehearse(original: Warehouse, out: Path, language: Language, way: str = Way.SORT) -> dict[str, Any]:
    """Play the rest of the day in ``out``; the original is only read. ``way``: how new waves are picked, ``orders``, ``cart``
    or ``sort``; those there already keep theirs. Raises Conflict when ``out`` is no other, writable folder.

    Returns orders, parcels, units and labels that left, the waves and the metres they were walked, the order numbers left
    short or waiting for a look, the waybills and orders of blocked parcels, every stopped order with the reason, the bins that
    wait to be counted, seconds per command, the files written, and what ``packdesk check`` found.
    """
    if out.resolve() == original.folder.resolve():
        raise Conflict("cli.rehearse_elsewhere", folder=str(out))
    copy_database(original.engine, out / DATABASE)
    with closing(open_warehouse(out, clock=original.clock)) as copy:
        day = _Day(copy, language, _codes(copy))
        day.do("settings", change_settings, _WITHOUT_STEPS)
        released = day.do("release", release)
        walked = _pick(day, way)
        shipped, blocked = _pack_everything(day)
        manifests = _hand_over(day)
        listed = out / "documents" / "shipped.csv"
        day.do("export", export_shipped, listed)
        with copy.reading() as session:
            problems = [problem.code for problem in day.time("check", lambda: check(session))]
            stopped, count = _stopped(session, blocked), len(count_tasks(session))
    return {
        "way": str(way),
        **_left(released, shipped, blocked),
        "stopped": [asdict(one) for one in stopped],
        "waves": walked.waves,
        "metres": None if walked.metres is None else round(walked.metres, 1),
        "metres_by_deadline": None if walked.by_deadline is None else round(walked.by_deadline, 1),
        "to_count": count,
        "seconds": {name: _figures(taken) for name, taken in day.timings.items()},
        "files": [*walked.files, *manifests, str(listed)],
        "problems": problems,
    }


def _codes(warehouse: Warehouse) -> dict[int, str]:
    """What is scanned for one piece of each SKU: a bar code, else its seller code."""
    single = select(Barcode.sku_id, Barcode.code).where(Barcode.multiple == 1)
    with warehouse.reading() as session:
        named = {row.id: row.seller_code for row in session.execute(select(Sku.id, Sku.seller_code))}
        return named | {row.sku_id: row.code for row in session.execute(single)}


def _pick(day: _Day, way: str) -> _Walked:
    """What is released as waves that are walked for least, their papers, and every open wave picked and sorted."""
    files: list[str] = []
    plan = _plan(day, way)
    for made in day.do("wave", start_waves, plan.waves, way=way) if plan is not None else ():
        papers = day.time("papers", partial(make_wave_papers, day.warehouse, SYSTEM, DESK, made.id, day.language))
        files += [str(papers.pick_list), str(papers.labels), str(papers.slips)]
    with day.warehouse.reading() as session:
        waves = [row for row in waves_page(session, limit=ALL).rows if not row.cancelled and row.packed < row.parcels]
    walks = [_walk(day, wave) for wave in waves if wave.picked_at is None]
    for wave in waves:
        if wave.way == Way.SORT:
            _sort(day, wave)
    metres = [one.metres for one in walks if one.stops and one.metres is not None]
    by_deadline = None if plan is None else plan.by_deadline
    return _Walked(sum(bool(one.stops) for one in walks), sum(metres) if metres else None, by_deadline, files)


def _walk(day: _Day, wave: WaveRow) -> Walk:
    """A wave picked stop by stop: its bin, then every piece; what was taken before stays taken."""
    with day.warehouse.reading() as session:
        planned = day.time("walk", lambda: walk(session, wave.id))
    for stop in planned.stops:
        if stop.left:
            at_bin = day.do("bin", take, wave.id, stop.place, (stop.bin,), new_action(), bin_open=False)
            _must_be_good(at_bin.good, stop.bin, wave, at_bin.verdict)
        for _ in range(stop.left):
            code = day.codes[stop.place[1]]
            taken = day.do("take", take, wave.id, stop.place, (code,), new_action(), bin_open=True)
            _must_be_good(taken.good, code, wave, taken.verdict)
    day.do("pick", confirm_picked, wave.id)  # also where every parcel was stopped and nothing is taken
    return planned


def _sort(day: _Day, wave: WaveRow) -> None:
    """Every piece of the wave to its slot, in no order: as they come out of the crate."""
    with day.warehouse.reading() as session:
        pieces = [sku_id for sku_id, count in left_to_sort(session, wave.id).items() for _ in range(count)]
    random.Random(wave.id).shuffle(pieces)
    for sku_id in pieces:
        code = day.codes[sku_id]
        answer = day.do("sort", sort, wave.id, (code,), new_action())
        _must_be_good(answer.good, code, wave, answer.verdict)


def _must_be_good(good: bool, code: str, wave: WaveRow, verdict: str) -> None:
    if not good:
        raise Conflict("service.rehearse_step", scanned=code, wave=wave.number, verdict=str(verdict))


def _plan(day: _Day, way: str) -> WavePlan | None:
    """How the released orders go into waves; None when there are none."""
    with day.warehouse.reading() as session:
        try:
            size = slots_of(session, way) or CART
            return day.time("plan", lambda: plan_waves(session, size))
        except Conflict as error:
            if error.code != "picking.nothing_released":
                raise
            return None


def _pack_everything(day: _Day) -> tuple[list[ParcelRow], list[ParcelRow]]:
    """Every open parcel, scan by scan; returns the packed ones and those that are blocked."""
    with day.warehouse.reading() as session:
        parcels = parcels_page(session, state="open", limit=ALL).rows
    packed, blocked = [], []
    for parcel in parcels:
        opened = day.do("open", packing.scan, None, (parcel.waybill,), new_action())
        if opened.verdict is not Verdict.OPENED or opened.parcel is None:
            blocked.append(parcel)
            continue
        _pack(day, opened.parcel)
        packed.append(parcel)
    return packed, blocked


def _pack(day: _Day, parcel: ParcelView) -> None:
    if not parcel.noted:
        day.do("note", packing.confirm_note, parcel.id, new_action())
    for task in parcel.tasks:
        if not task.done:
            day.do("tick", tick, parcel.id, task.id, new_action())
    for line in parcel.lines:
        for _ in range(line.needed - line.scanned):
            code = day.codes[line.sku_id]
            answer = day.do("scan", packing.scan, parcel.id, (code,), new_action())
            while answer.good and isinstance(ask := answer.fields.get("ask"), Ask):
                code = _given(ask)
                answer = day.do("ask", packing.scan, parcel.id, (code,), new_action())
            if not answer.good:
                raise Conflict("cli.rehearse_scan", scanned=code, waybill=parcel.waybill, verdict=answer.verdict.value)


def _given(ask: Ask) -> str:
    """What a clerk would scan when something is asked for: any serial number, the first lot, that it was looked at."""
    return {"serial": new_action(), "lot": ask.lots[0][0] if ask.lots else ""}.get(ask.kind, Command.CONFIRM.value)


def _hand_over(day: _Day) -> list[str]:
    """One handover for each courier with packed parcels; returns the manifests."""
    with day.warehouse.reading() as session:
        couriers = [row.name for row in queries.couriers(session) if row.packed]
    manifests = []
    for courier in couriers:
        trip = day.do("handover_open", handover.open_handover, courier)
        with day.warehouse.reading() as session:
            waiting = queries.left_behind(session, courier)
        for parcel in waiting:
            day.do("handover", handover.hand_over, trip, (parcel.waybill,), new_action())
        day.do("handover_close", handover.close_handover, trip)
        manifests.append(str(day.time("manifest", partial(make_manifest, day.warehouse, SYSTEM, DESK, trip, day.language))))
    return manifests


def _stopped(session: Session, blocked: list[ParcelRow]) -> list[_Stopped]:
    """The orders of blocked parcels, and those that are held before any wave takes them."""
    parcels = [_Stopped(number, parcel.blocked, "") for parcel in blocked for number in parcel.orders]
    held = session.execute(
        select(Order.number, Order.hold, Order.hold_note)
        .where(Order.hold != "", Order.state.in_([state.value for state in (State.RELEASED, *ON_THE_FLOOR)]))
        .order_by(Order.number)
    ).all()
    known = {row.number: _Stopped(row.number, row.hold, row.hold_note) for row in held}
    return sorted({one.order: one for one in [*parcels, *known.values()]}.values(), key=lambda one: one.order)


def _left(released: Released, shipped: list[ParcelRow], blocked: list[ParcelRow]) -> dict[str, Any]:
    """What left, and what did not."""
    return {
        "orders": len({number for parcel in shipped for number in parcel.orders}),
        "parcels": len(shipped),
        "units": sum(line.needed for parcel in shipped for line in parcel.lines),
        "labels": sum(bool(parcel.waybill) for parcel in shipped),
        "short": released.short,
        "look": released.look,
        "blocked": [parcel.waybill for parcel in blocked],
        "blocked_orders": sorted(number for parcel in blocked for number in parcel.orders),
    }


def _figures(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "n": len(ordered),
        "p50": round(ordered[len(ordered) // 2], 6),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 6),
        "total": round(sum(ordered), 3),
    }
