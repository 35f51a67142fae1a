"""``packdesk rehearse``: the rest of the day played through on a copy, by the same commands a clerk uses.

Release, waves walked for least with their papers, pick, every scan, handover, export. Shows in minutes whether tonight's
parcels would all get out, how far the pickers would walk, and how fast each step is on this machine.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from warehouse_app.catalog.tables import Barcode
from warehouse_app.dispatch import handover, queries
from warehouse_app.dispatch.batches import WavePlan, plan_waves, start_waves
from warehouse_app.dispatch.papers import make_manifest, make_wave_papers
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.errors import Conflict
from warehouse_app.orders.release import Released, release
from warehouse_app.packing import commands as packing
from warehouse_app.packing.asks import Ask
from warehouse_app.packing.queries import ParcelView
from warehouse_app.packing.rules import Command, Verdict
from warehouse_app.packing.ticking import tick
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.queries import ParcelRow, parcels_page, waves_page
from warehouse_app.picking.tour import pick_tour
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
"""Parcels of one wave: what a cart or a sorting wall takes."""


@dataclass(slots=True)
class _Day:
    """The day on the copy: the warehouse, and how long each command took (seconds)."""

    warehouse: Warehouse
    language: Language
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


def rehearse(original: Warehouse, out: Path, language: Language) -> dict[str, Any]:
    """Play the rest of the day in ``out``; the original is only read. Raises Conflict when ``out`` is no other, writable folder.

    Returns orders, parcels, units and labels that left, the waves and the metres they were walked, the order numbers left
    short or waiting for a look, the waybills and orders of blocked parcels, seconds per command, the files written, and what
    ``packdesk check`` found.
    """
    if out.resolve() == original.folder.resolve():
        raise Conflict("cli.rehearse_elsewhere", folder=str(out))
    copy_database(original.engine, out / DATABASE)
    with closing(open_warehouse(out, clock=original.clock)) as copy:
        day = _Day(copy, language)
        released = day.do("release", release)
        walked = _pick(day)
        shipped, blocked = _pack_everything(day)
        manifests = _hand_over(day)
        listed = out / "documents" / "shipped.csv"
        day.do("export", export_shipped, listed)
        with copy.reading() as session:
            problems = [problem.code for problem in day.time("check", lambda: check(session))]
    return _summary(day, released, walked, shipped, blocked, [*walked.files, *manifests, str(listed)], problems)


def _pick(day: _Day) -> _Walked:
    """What is released as waves of CART parcels that are walked for least, their papers, and every open wave picked."""
    files: list[str] = []
    plan = _plan(day)
    for wave in day.do("wave", start_waves, plan.waves) if plan is not None else ():
        papers = day.time("papers", partial(make_wave_papers, day.warehouse, SYSTEM, DESK, wave.id, day.language))
        files += [str(papers.pick_list), str(papers.labels), str(papers.slips)]
    with day.warehouse.reading() as session:
        waves = [row.id for row in waves_page(session, limit=ALL).rows if row.picked_at is None]
        walks = [tour for wave_id in waves if (tour := pick_tour(session, wave_id)).stops]  # of others all is packed
    for wave_id in waves:
        day.do("pick", confirm_picked, wave_id)
    metres = [tour.metres for tour in walks if tour.metres is not None]
    return _Walked(len(walks), sum(metres) if metres else None, None if plan is None else plan.by_deadline, files)


def _plan(day: _Day) -> WavePlan | None:
    """How the released orders go into waves; None when there are none."""
    with day.warehouse.reading() as session:
        try:
            return day.time("plan", lambda: plan_waves(session, CART))
        except Conflict as error:
            if error.code != "picking.nothing_released":
                raise
            return None


def _pack_everything(day: _Day) -> tuple[list[ParcelRow], list[ParcelRow]]:
    """Every open parcel, scan by scan; returns the packed ones and those that are blocked."""
    with day.warehouse.reading() as session:
        parcels = parcels_page(session, state="open", limit=ALL).rows
        codes = {
            row.sku_id: row.code for row in session.execute(select(Barcode.sku_id, Barcode.code).where(Barcode.multiple == 1))
        }
    packed, blocked = [], []
    for parcel in parcels:
        opened = day.do("open", packing.scan, None, (parcel.waybill,), new_action())
        if opened.verdict is not Verdict.OPENED or opened.parcel is None:
            blocked.append(parcel)
            continue
        _pack(day, opened.parcel, codes)
        packed.append(parcel)
    return packed, blocked


def _pack(day: _Day, parcel: ParcelView, codes: dict[int, str]) -> None:
    if not parcel.noted:
        day.do("note", packing.confirm_note, parcel.id, new_action())
    for task in parcel.tasks:
        if not task.done:
            day.do("tick", tick, parcel.id, task.id, new_action())
    for line in parcel.lines:
        for _ in range(line.needed - line.scanned):
            code = codes.get(line.sku_id, line.seller_code)
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


def _summary(
    day: _Day, released: Released, walked: _Walked, shipped: list[ParcelRow], blocked: list[ParcelRow], files: list[str],
    problems: list[str],
) -> dict[str, Any]:  # fmt: skip
    return {
        "orders": len({number for parcel in shipped for number in parcel.orders}),
        "parcels": len(shipped),
        "units": sum(line.needed for parcel in shipped for line in parcel.lines),
        "labels": sum(bool(parcel.waybill) for parcel in shipped),
        "short": released.short,
        "look": released.look,
        "blocked": [parcel.waybill for parcel in blocked],
        "blocked_orders": sorted(number for parcel in blocked for number in parcel.orders),
        "waves": walked.waves,
        "metres": None if walked.metres is None else round(walked.metres, 1),
        "metres_by_deadline": None if walked.by_deadline is None else round(walked.by_deadline, 1),
        "seconds": {name: _figures(taken) for name, taken in day.timings.items()},
        "files": files,
        "problems": problems,
    }


def _figures(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "n": len(ordered),
        "p50": round(ordered[len(ordered) // 2], 6),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 6),
        "total": round(sum(ordered), 3),
    }
