"""Printers and the queue before them, as a person sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from warehouse_app.dispatch.printing.rules import GIVEN_UP, JobState, Kind, PrinterSetup, job_state
from warehouse_app.dispatch.printing.tables import Printer
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.orders.tables import Order
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelOrder, Wave
from warehouse_app.store import settings

LABEL = "label"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A label on its way to paper. ``waybill`` is the number it carries."""

    id: int
    parcel_id: int
    waybill: str
    wave: str
    slot: int
    printer: str
    file: Path
    state: JobState
    error: str
    at: datetime
    desk: str
    who: str


@dataclass(frozen=True, slots=True)
class PrinterRow:
    """A printer with what stands before it. ``set_up``: it has a row of its own, else it is one of the system's by name."""

    setup: PrinterSetup
    set_up: bool
    chosen: bool
    waiting: int
    asked: int
    failed: int


def printers(session: Session) -> list[PrinterSetup]:
    """The printers that were set up, by name."""
    return [_setup(row) for row in session.execute(select(Printer.__table__).order_by(Printer.name))]


def printer_named(session: Session, name: str) -> PrinterSetup:
    """How a printer is set up; one nobody set up is the system's printer of that name, with the dots the settings say."""
    row = session.execute(select(Printer.__table__).where(Printer.name == name)).one_or_none()
    return PrinterSetup(name, Kind.QT, name, int(settings.get(session, "label_dpi"))) if row is None else _setup(row)


def label_dpi(session: Session) -> int:
    """The dots per inch labels are drawn for: those of the chosen label printer where it was set up, else as the settings say."""
    return printer_named(session, str(settings.get(session, "label_printer"))).dpi


def _setup(row: Any) -> PrinterSetup:
    return PrinterSetup(
        row.name, Kind(row.kind), row.address, row.dpi, row.copies, row.paused, row.confirms, row.z64
    )  # fmt: skip


_IS: dict[JobState, ColumnElement[bool]] = {
    JobState.WAITING: PrintJob.state == "waiting",
    JobState.SENT: and_(PrintJob.state == "sent", PrintJob.error == ""),
    JobState.UNKNOWN: and_(PrintJob.state == "sent", PrintJob.error != ""),
    JobState.FAILED: and_(PrintJob.state == "failed", PrintJob.error.not_in(GIVEN_UP)),
    JobState.PRINTED: PrintJob.state == "printed",
    JobState.CANCELLED: and_(PrintJob.state == "failed", PrintJob.error.in_(GIVEN_UP)),
}
OPEN = (JobState.WAITING, JobState.SENT, JobState.UNKNOWN, JobState.FAILED)


def queue(
    session: Session, states: Sequence[JobState] = OPEN, *, printer: str = "", number: str = "", limit: int = 500
) -> list[QueueRow]:
    """Labels in these states: what waits in its order, what is over newest first. ``number`` finds a waybill or an order."""
    wanted = (
        select(PrintJob.__table__, Parcel.slot, Wave.number.label("wave"), Person.name.label("who"))
        .join(Parcel, Parcel.id == PrintJob.parcel_id)
        .join(Wave, Wave.id == Parcel.wave_id)
        .join(Person, Person.id == PrintJob.who_id)
        .where(PrintJob.paper == LABEL, PrintJob.printer != "", or_(*(_IS[state] for state in states)))
    )
    if set(states) <= set(OPEN):
        wanted = wanted.where(PrintJob.state != "printed")  # in the index's own words
    if printer:
        wanted = wanted.where(PrintJob.printer == printer)
    if number:
        orders = select(ParcelOrder.parcel_id).join(Order).where(Order.number == number)
        wanted = wanted.where(or_(PrintJob.number == number, PrintJob.parcel_id.in_(orders)))
    order = PrintJob.id if JobState.PRINTED not in states and JobState.CANCELLED not in states else PrintJob.id.desc()
    return [
        QueueRow(
            r.id, r.parcel_id, r.number, r.wave, r.slot, r.printer, Path(r.file), job_state(r.state, r.error), r.error, r.at,
            r.desk, r.who,
        )
        for r in session.execute(wanted.order_by(order).limit(limit))
    ]  # fmt: skip


def queue_counts(session: Session) -> dict[str, dict[JobState, int]]:
    """For each printer how many labels are in which open state."""
    counted = select(PrintJob.printer, PrintJob.state, PrintJob.error, func.count().label("n")).where(
        PrintJob.state != "printed", PrintJob.paper == LABEL, PrintJob.printer != ""
    )
    counts: dict[str, dict[JobState, int]] = {}
    for row in session.execute(counted.group_by(PrintJob.printer, PrintJob.state, PrintJob.error)):
        of_printer, state = counts.setdefault(row.printer, {}), job_state(row.state, row.error)
        of_printer[state] = of_printer.get(state, 0) + row.n
    return counts


def printer_rows(session: Session) -> list[PrinterRow]:
    """The chosen printer first, then those set up, then others that still have labels before them."""
    counts, known = queue_counts(session), {setup.name: setup for setup in printers(session)}
    chosen = str(settings.get(session, "label_printer"))
    open_ones = {name for name, states in counts.items() if any(states.get(state) for state in OPEN)}
    names = sorted({*known, *open_ones, *filter(None, (chosen,))}, key=lambda name: (name != chosen, name not in known, name))
    return [
        PrinterRow(
            known.get(name) or printer_named(session, name), name in known, name == chosen,
            *(counts.get(name, {}).get(state, 0) for state in (JobState.WAITING, JobState.UNKNOWN, JobState.FAILED)),
        )
        for name in names
    ]  # fmt: skip


def to_look_at(session: Session) -> int:
    """How many labels want a person: failed, or nobody knows whether they came out."""
    counts = queue_counts(session).values()
    return sum(states.get(JobState.FAILED, 0) + states.get(JobState.UNKNOWN, 0) for states in counts)


def waiting_printers(session: Session, desk: str, silent_since: datetime | None = None) -> list[str]:
    """The printers that have labels of this desk before them and are not paused; with ``silent_since`` also those that were
    sent one until then of which nothing was heard.
    """
    next_ones = PrintJob.state == "waiting"
    if silent_since is not None:
        next_ones = or_(next_ones, and_(_IS[JobState.SENT], PrintJob.sent_at <= silent_since))
    mine = select(PrintJob.printer).where(PrintJob.state != "printed", next_ones, PrintJob.paper == LABEL, PrintJob.desk == desk)
    paused = select(Printer.name).where(Printer.paused)
    return sorted(session.scalars(mine.where(PrintJob.printer != "", PrintJob.printer.not_in(paused)).distinct()))
