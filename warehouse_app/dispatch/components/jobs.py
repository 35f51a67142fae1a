"""Label jobs on a print component: one task for each, and a job that always knows how it ended.

A job goes from waiting to sent when the component has it, and ends printed or failed; what is not known counts as failed until
the component's word comes, and trying again is safe.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from warehouse_app.dispatch.components.client import USUAL, Outcome, PrintState, Timeouts, print_by_component
from warehouse_app.dispatch.components.rules import Address, Document, parse_printer
from warehouse_app.dispatch.numbers.tables import NumberPrint
from warehouse_app.dispatch.papers import finish_print, send_jobs
from warehouse_app.dispatch.tables import PrintJob, WaybillNumber
from warehouse_app.errors import BadInput, Cancelled
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Actor, Warehouse

log = logging.getLogger(__name__)
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Job:
    id: int
    at: datetime
    number: str
    data: Any | None
    again: bool


def task_of(job_id: int, at: datetime) -> str:
    """The task's name at the component: the job's, with its moment, for a component serves several shops and folders."""
    return f"packdesk-{at:%Y%m%d%H%M%S}-{job_id}"


def print_jobs_by_component(
    warehouse: Warehouse, actor: Actor, desk: str, setting: str, job_ids: Sequence[int], step: Step, timeouts: Timeouts = USUAL
) -> None:
    """Print these label jobs one after the other, in this thread; what was printed stays printed whatever comes after.

    ``step`` may raise Cancelled. Raises BadInput ``numbers.bad_component``, and after all of them the first that failed.
    """
    found = parse_printer(setting)
    if found is None:
        raise BadInput("numbers.bad_component", printer=setting)
    address, printer = found
    jobs = _jobs(warehouse, job_ids, setting)
    with warehouse.transaction(actor, desk) as tx:
        send_jobs(tx, job_ids, setting)
    failed: list[Outcome] = []
    left = [job.id for job in jobs]

    def finish(ids: Sequence[int], outcome: Outcome) -> None:
        state = "printed" if outcome.state == "printed" else "failed"
        with warehouse.transaction(actor, desk) as tx:
            finish_print(tx, ids, state, outcome.code)
        if state == "failed":
            failed.append(outcome)

    try:
        for place, job in enumerate(jobs):
            step(place, len(jobs))
            outcome = _print(address, printer, job, timeouts, partial(step, place, len(jobs)))
            left.remove(job.id)
            finish([job.id], outcome)
            if outcome.code.startswith("numbers.off_"):
                break
    except Cancelled:
        if left:
            finish(left, Outcome("unknown", "numbers.component_stopped", {"number": jobs[-len(left)].number}))
        raise
    if failed:
        if left:
            finish(left, failed[0])
        raise failed[0].error()


def _print(address: Address, printer: str, job: _Job, timeouts: Timeouts, still_wanted: Callable[[], None]) -> Outcome:
    if job.data is None:
        return Outcome("failed", "numbers.no_print_data", {"number": job.number})

    def heard(state: PrintState) -> None:
        log.info("label %s on print component %s: %s", job.id, address.dialect.vendor, state)

    return print_by_component(
        address, printer, task_of(job.id, job.at), [Document(job.number, job.data)], timeouts, heard, again=job.again,
        still_wanted=still_wanted,
    )  # fmt: skip


def _jobs(warehouse: Warehouse, job_ids: Sequence[int], setting: str) -> list[_Job]:
    """The jobs in the order asked for, with the number their parcel has now."""
    rows: dict[int, _Job] = {}
    wanted = (
        select(PrintJob.id, PrintJob.at, PrintJob.state, PrintJob.printer, Parcel.waybill, NumberPrint.print_data)
        .outerjoin(Parcel, Parcel.id == PrintJob.parcel_id)
        .outerjoin(WaybillNumber, WaybillNumber.parcel_id == Parcel.id)
        .outerjoin(NumberPrint, NumberPrint.number_id == WaybillNumber.id)
    )
    with warehouse.reading() as session:
        for part in chunks(job_ids):
            for row in session.execute(wanted.where(PrintJob.id.in_(part))):
                again = row.state in ("sent", "failed") and row.printer == setting
                rows[row.id] = _Job(row.id, row.at, row.waybill or "", row.print_data, again)
    return [rows[job_id] for job_id in job_ids if job_id in rows]
