"""A bill's file brought in, compared, and taken out again: long work in short steps, with progress, to be stopped at any time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.dispatch.freight.commands import add_lines, begin_bill, drop_part, hide_bill, left_unfinished
from warehouse_app.dispatch.freight.comparing import PART, compare
from warehouse_app.dispatch.freight.files import BillFile
from warehouse_app.dispatch.freight.tables import BillLine, CourierBill
from warehouse_app.errors import Cancelled, NotFound, Unreadable
from warehouse_app.sheets.progress import Progress
from warehouse_app.store.warehouse import Actor, Warehouse

READING, COMPARING = 40, 60
"""How the two halves of the work share the bar of progress."""


@dataclass(frozen=True, slots=True)
class BillOrder:
    """What to bring in: a courier's bill for a month (any day of it), and its columns, field name to header."""

    path: Path
    courier: str
    month: date
    columns: Mapping[str, str]


class _Share:
    """The progress of one half of the work as its share of the whole."""

    def __init__(self, progress: Progress, start: int, share: int) -> None:
        self._progress, self._start, self._share = progress, start, share

    def step(self, done: int, total: int) -> None:
        """Told by the half."""
        total = max(total, 1)
        self._progress.step(self._start * total + self._share * min(done, total), 100 * total)


class _Unstoppable:
    """The progress of work that is done to its end even when the person stops it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(self, done: int, total: int) -> None:
        """Told by the work."""
        with suppress(Cancelled):
            self._progress.step(done, total)


def bring_in_bill(warehouse: Warehouse, actor: Actor, desk: str, wanted: BillOrder, progress: Progress | None = None) -> int:
    """Read a bill and compare it; its id. When anything goes wrong, or the person stops it, nothing of it stays.

    Raises Unreadable (no table, wrong columns, no line at all), Conflict (this file came in before), Cancelled, NotAllowed, Busy.
    """
    reading = _Share(progress, 0, READING) if progress is not None else None
    file = BillFile(wanted.path, wanted.columns, reading)
    _forget_unfinished(warehouse, actor, desk)
    with warehouse.transaction(actor, desk) as tx:
        bill_id = begin_bill(tx, wanted.courier, wanted.month, file.facts)
    try:
        if not _read(warehouse, actor, desk, bill_id, file):
            raise Unreadable("freight.no_lines", file=file.facts.name)
    except BaseException:
        _take_out(warehouse, actor, desk, bill_id)
        raise
    try:
        comparing = _Share(progress, READING, COMPARING) if progress is not None else None
        compare(warehouse, actor, desk, bill_id, comparing, opens=True)
    except BaseException:
        _drop(warehouse, actor, desk, bill_id)
        raise
    return bill_id


def _read(warehouse: Warehouse, actor: Actor, desk: str, bill_id: int, file: BillFile) -> int:
    """The lines into the database, part by part; how many."""
    lines, count = file.lines(), 0
    while True:
        rows = list(islice(lines, PART))
        problems = file.take_problems()
        if not rows and not problems:
            return count
        with warehouse.transaction(actor, desk) as tx:
            add_lines(tx, bill_id, rows, problems)
        count += len(rows)


def remove_bill(warehouse: Warehouse, actor: Actor, desk: str, bill_id: int, progress: Progress | None = None) -> None:
    """Take a bill out, and compare those again that it bears upon.

    Raises Conflict ``freight.sent_already`` once its disputes went to the courier.
    """
    with warehouse.transaction(actor, desk) as tx:
        hide_bill(tx, bill_id)
    _drop(warehouse, actor, desk, bill_id, progress)


def _drop(warehouse: Warehouse, actor: Actor, desk: str, bill_id: int, progress: Progress | None = None) -> None:
    """Take out a hidden bill; what others said because of it, or left to it to say, is put right. Not to be stopped half way."""
    with warehouse.reading() as session:
        others = _others(session, bill_id)
    _take_out(warehouse, actor, desk, bill_id)
    told = _Unstoppable(progress) if progress is not None else None
    for other in others:
        with suppress(NotFound):  # another desk removes that one
            compare(warehouse, actor, desk, other, told)


def _others(session: Session, bill_id: int) -> list[int]:
    """Bills with a number of this one, and those of its courier for its month: what none of them has, one of them says."""
    mine = aliased(CourierBill)
    other = aliased(BillLine)
    shared = select(other.bill_id).join(BillLine, BillLine.waybill == other.waybill).where(BillLine.bill_id == bill_id)
    of_month = exists().where(mine.id == bill_id, mine.courier == CourierBill.courier, mine.month == CourierBill.month)
    seen = select(CourierBill.id).where(CourierBill.id != bill_id, CourierBill.state != "reading").order_by(CourierBill.id)
    return list(session.scalars(seen.where(CourierBill.id.in_(shared) | of_month)))


def _take_out(warehouse: Warehouse, actor: Actor, desk: str, bill_id: int) -> None:
    more = True
    while more:
        with warehouse.transaction(actor, desk) as tx:
            more = drop_part(tx, bill_id, PART)


def _forget_unfinished(warehouse: Warehouse, actor: Actor, desk: str) -> None:
    with warehouse.transaction(actor, desk) as tx:
        unfinished = left_unfinished(tx)
    for bill_id in unfinished:
        _drop(warehouse, actor, desk, bill_id)
