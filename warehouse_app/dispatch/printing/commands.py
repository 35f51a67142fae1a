"""The queue of labels: claimed by one desk, ended once, and put right by a person where nobody can know how it ended.

A label belongs to the desk it was made at: its file lies there, and so does the printer. A printer on the network is all
desks' own: one of them at a time sends to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from warehouse_app.dispatch import queries as papers
from warehouse_app.dispatch.printing.queries import LABEL, printer_named
from warehouse_app.dispatch.printing.rules import CANCELLED, REPLACED, STALE, UNKNOWN, says, shared
from warehouse_app.dispatch.printing.tables import Printer
from warehouse_app.dispatch.queries import ParcelPaper
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

PRINTING = timedelta(minutes=2)
"""So long a label another desk has sent keeps a shared printer to itself; longer than all timeouts of one job."""
STOPPED = "dispatch.label_stopped"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A label this desk prints now, and nobody else."""

    job_id: int
    parcel_id: int
    waybill: str
    file: Path
    page: int


def label_says(paper: ParcelPaper) -> str:
    """The digest of what a parcel's label says now."""
    lines = [(line.seller_code, line.quantity) for line in paper.lines]
    return says(paper.courier, paper.recipient, paper.phone, paper.address, lines, "" if paper.cash is None else str(paper.cash))


@needs(Right.PRINT)
def claim_next(tx: Tx, printer: str) -> Claimed | None:
    """The next label this desk has for a printer: sent from now on. None when there is none, or the printer is busy or paused.

    What must not be printed any more is not: a label that is stale, or whose parcel was stopped, has failed. What this desk
    sent it long ago, and could not say of how it ended (the disk was full), is asked about.
    """
    one_at_a_time(tx, "print")
    _ask_about_silent(tx, PrintJob.printer == printer, PrintJob.sent_at <= tx.now - PRINTING)
    if tx.connection.execute(select(Printer.paused).where(Printer.name == printer)).scalar() or _busy(tx, printer):
        return None
    mine = PrintJob.printer == printer, PrintJob.desk == tx.desk, PrintJob.paper == LABEL
    waiting = select(PrintJob.id, PrintJob.parcel_id, PrintJob.number, PrintJob.says, PrintJob.file, PrintJob.page)
    waiting = waiting.where(PrintJob.state != "printed", PrintJob.state == "waiting", *mine).order_by(PrintJob.id)
    for job in tx.connection.execute(waiting.limit(100)).all():
        if why := _why_not(tx, job):
            _end(tx, [job.id], "failed", why)
            continue
        sent = update(PrintJob).where(PrintJob.id == job.id, PrintJob.state == "waiting")
        if tx.connection.execute(sent.values(state="sent", error="", sent_at=tx.now)).rowcount:
            tx.touch("print_jobs")
            return Claimed(job.id, job.parcel_id, job.number, Path(job.file), job.page)
    return None


def _busy(tx: Tx, printer: str) -> bool:
    """Whether a label is on its way to this printer: this desk's, or on a printer all share any desk's."""
    on_its_way = select(PrintJob.id).where(
        PrintJob.state != "printed", PrintJob.state == "sent", PrintJob.error == "", PrintJob.printer == printer,
        PrintJob.paper == LABEL,
    )  # fmt: skip
    if shared(printer_named(tx.session, printer)):
        mine_or_fresh = or_(PrintJob.desk == tx.desk, PrintJob.sent_at > tx.now - PRINTING)
        return tx.connection.execute(on_its_way.where(mine_or_fresh)).first() is not None
    return tx.connection.execute(on_its_way.where(PrintJob.desk == tx.desk)).first() is not None


def _why_not(tx: Tx, job: Any) -> str:
    """Why a label that was made is not to be printed: "" or the code of the reason."""
    if not papers.may_leave(tx.session, job.parcel_id):
        return STOPPED
    (paper,) = papers.parcel_papers(tx.session, [job.parcel_id])
    fresh = job.number == paper.waybill and job.says in ("", label_says(paper))
    return "" if fresh else STALE


@needs(Right.PRINT)
def finish(tx: Tx, job_id: int, state: str, error: str = "") -> None:
    """How a claimed label ended: ``printed``, ``failed``, or ``waiting`` again. Said once; a later word changes nothing."""
    ended = update(PrintJob).where(PrintJob.id == job_id, PrintJob.state == "sent")
    if tx.connection.execute(ended.values(state=state, error=error)).rowcount:
        tx.touch("print_jobs")


@needs(Right.PRINT)
def ask_about(tx: Tx, job_id: int) -> None:
    """A claimed label was sent whole and the printer never said how it ended: only a person can know."""
    finish(tx, job_id, "sent", UNKNOWN)


@needs(Right.PRINT)
def recover(tx: Tx) -> int:
    """This desk begins anew: what it had sent and heard nothing of is asked about. Returns how many labels that are."""
    return _ask_about_silent(tx)


def _ask_about_silent(tx: Tx, *which: ColumnElement[bool]) -> int:
    silent = PrintJob.state == "sent", PrintJob.error == "", PrintJob.desk == tx.desk, PrintJob.paper == LABEL
    asked = update(PrintJob).where(PrintJob.state != "printed", *silent, *which).values(error=UNKNOWN)
    count = tx.connection.execute(asked).rowcount
    if count:
        tx.touch("print_jobs")
    return count


@needs(Right.PRINT)
def retry(tx: Tx, job_ids: Sequence[int], printer: str = "") -> None:
    """Labels that did not come out are printed by this desk again, on the same printer or on another.

    The same job, so it counts as no reprint. Raises NotFound, Conflict ``printing.moved_on`` (it came out, is being printed, or
    a newer label took its place).
    """
    values: dict[str, object] = {"state": "waiting", "error": "", "desk": tx.desk}
    _change(tx, job_ids, values | ({"printer": printer} if printer else {}), cancelled=True)


@needs(Right.PRINT)
def came_out(tx: Tx, job_ids: Sequence[int]) -> None:
    """Somebody holds the labels the program knew nothing of. Raises NotFound, Conflict ``printing.moved_on``."""
    for job in _jobs(tx, job_ids):
        if job.state != "sent" or not job.error:
            raise Conflict("printing.moved_on", waybill=job.number)
    _end(tx, job_ids, "printed", "")


@needs(Right.PRINT)
def cancel(tx: Tx, job_ids: Sequence[int]) -> None:
    """These labels are not wanted. Raises NotFound, Conflict ``printing.moved_on``."""
    _change(tx, job_ids, {"state": "failed", "error": CANCELLED})


def _change(tx: Tx, job_ids: Sequence[int], values: dict[str, object], *, cancelled: bool = False) -> None:
    """Change labels that are neither printed nor on their way; ``cancelled``: nor such as somebody had cancelled."""
    for job in _jobs(tx, job_ids):
        over = job.state == "printed" or (job.state == "sent" and not job.error) or job.error == REPLACED
        if over or (job.error == CANCELLED and not cancelled):
            raise Conflict("printing.moved_on", waybill=job.number)
    tx.connection.execute(update(PrintJob).where(PrintJob.id.in_(job_ids)).values(**values))
    tx.touch("print_jobs")


def _jobs(tx: Tx, job_ids: Sequence[int]) -> Sequence[Any]:
    wanted = select(PrintJob.id, PrintJob.state, PrintJob.error, PrintJob.number).where(PrintJob.id.in_(job_ids))
    rows = tx.connection.execute(wanted.with_for_update()).all()
    if len(rows) != len(set(job_ids)):
        raise NotFound("dispatch.no_such_job")
    return rows


def _end(tx: Tx, job_ids: Sequence[int], state: str, error: str) -> None:
    tx.connection.execute(update(PrintJob).where(PrintJob.id.in_(job_ids)).values(state=state, error=error))
    tx.touch("print_jobs")


@needs(Right.PRINT)
def supersede(tx: Tx, parcel_ids: Sequence[int]) -> None:
    """A newer label is made for these parcels: what of older ones has not come out never will, so none comes out twice.

    Raises Conflict ``printing.on_its_way`` while one of them is being printed.
    """
    older = PrintJob.parcel_id.in_(parcel_ids), PrintJob.paper == LABEL, PrintJob.state != "printed", PrintJob.printer != ""
    found = select(PrintJob.id, PrintJob.state, PrintJob.error, PrintJob.number, PrintJob.sent_at).where(*older)
    for job in tx.connection.execute(found.with_for_update()).all():
        moving = job.state == "sent" and not job.error
        if moving and job.sent_at is not None and job.sent_at > tx.now - PRINTING:
            raise Conflict("printing.on_its_way", waybill=job.number)
        if job.error != REPLACED:
            unknown = job.state == "sent"  # it may have come out, so it still counts as a print
            _end(tx, [job.id], "printed" if unknown else "failed", "" if unknown else REPLACED)
