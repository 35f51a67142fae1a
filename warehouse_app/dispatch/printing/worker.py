"""Printing the queue, one label after the other, in whatever thread has the time; every step has a transaction of its own.

The window's thread never waits for it: a printer that is off holds up its own labels and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse_app.dispatch.printing import commands
from warehouse_app.dispatch.printing.queries import printer_named
from warehouse_app.dispatch.printing.rules import JobState
from warehouse_app.dispatch.printing.transports import Sheet, Unanswered, Unreachable, Ways
from warehouse_app.errors import WarehouseError
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Ended:
    """How one label ended, and why where it did not come out."""

    job_id: int
    waybill: str
    state: JobState
    error: WarehouseError | None = None


def print_next(warehouse: Warehouse, desk: str, printer: str, ways: Ways) -> Ended | None:
    """Print the next label of this desk on a printer; None when there is none to print now."""
    with warehouse.transaction(SYSTEM, desk) as tx:
        job = commands.claim_next(tx, printer)
        setup = printer_named(tx.session, printer)
    if job is None:
        return None
    sheet = Sheet(job.file, job.page, job.waybill, job.parcel_id, setup.copies, job.job_id)
    try:
        ways(setup).print_sheet(sheet)
    except WarehouseError as error:
        return _ended(warehouse, desk, job, error)
    except BaseException:
        _say(warehouse, desk, job.job_id, "failed", "printing.broken")
        raise
    _say(warehouse, desk, job.job_id, "printed", "")
    return Ended(job.job_id, job.waybill, JobState.PRINTED)


def _ended(warehouse: Warehouse, desk: str, job: commands.Claimed, error: WarehouseError) -> Ended:
    """What an error means for the label: nothing was sent, nobody knows, or nothing was printed."""
    if isinstance(error, Unreachable):
        _say(warehouse, desk, job.job_id, "waiting", error.code)
        return Ended(job.job_id, job.waybill, JobState.WAITING, error)
    if isinstance(error, Unanswered):
        with warehouse.transaction(SYSTEM, desk) as tx:
            commands.ask_about(tx, job.job_id)
        return Ended(job.job_id, job.waybill, JobState.UNKNOWN, error)
    _say(warehouse, desk, job.job_id, "failed", error.code)
    return Ended(job.job_id, job.waybill, JobState.FAILED, error)


def _say(warehouse: Warehouse, desk: str, job_id: int, state: str, error: str) -> None:
    with warehouse.transaction(SYSTEM, desk) as tx:
        commands.finish(tx, job_id, state, error)
