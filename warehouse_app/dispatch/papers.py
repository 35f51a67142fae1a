"""Papers of a wave and of a handover: drawn from what the database says, written to files, and kept as print jobs.

Drawing happens outside any transaction; a job is recorded once its file is whole on the disk. A job belongs to one parcel
(the pick list to its wave), so two parcels never share a label and a reprint is a job of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.dispatch import queries
from warehouse_app.dispatch.designs.looks import LabelLook, label_look
from warehouse_app.dispatch.documents import Manifest, ManifestRow, Slip, SlipLine, write_manifest, write_slips
from warehouse_app.dispatch.handover import keep_manifest
from warehouse_app.dispatch.label_needs import label_needs
from warehouse_app.dispatch.labels import Label, LabelTrouble
from warehouse_app.dispatch.printing.commands import label_says, supersede
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.dispatch.van.queries import left_by, returned
from warehouse_app.errors import Conflict, NotAllowed, NotFound
from warehouse_app.orders.rules import masked_text
from warehouse_app.orders.sets.words import with_sets
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, may
from warehouse_app.picking.documents import PickLine, PickList, write_pick_list
from warehouse_app.picking.queries import parcel_ids_of, wave_number
from warehouse_app.picking.tasks import along, enclosed, tasks_of
from warehouse_app.picking.tour import pick_tour
from warehouse_app.store import settings
from warehouse_app.store.folder import Folder
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Actor, Tx, Warehouse
from warehouse_app.words import Language

PICK_LIST, LABEL, SLIP = "pick_list", "label", "slip"
KEPT_BACK = "designs.kept_back"
"""The error of a label that is not printed before somebody has seen what is wrong with it."""
PRESENTS = frozenset({"card", "gift"})  # what makes a label carry the gift mark (kinds of ``orders.wishes``)
FREE_PRINTS = 2  # a label and its first reprint (a jam happens to everybody); more ask for the right


@dataclass(frozen=True, slots=True)
class Papers:
    """Where a wave's papers lie, and the print jobs they are recorded as (label jobs in slot order).

    ``stale`` are the numbers of labels that were printed before and are wrong now: none was made, they can only be replaced.
    ``troubles`` is what to know about labels before they are printed; the jobs of such labels, ``held``, do not print by
    themselves.
    """

    pick_list: Path
    labels: Path
    slips: Path
    jobs: tuple[int, ...]
    stale: tuple[str, ...] = ()
    troubles: tuple[LabelTrouble, ...] = ()
    held: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NeededLabels:
    """The labels a wave lacked, in a file of their own; ``troubles`` and ``held`` as in ``Papers``."""

    file: Path
    jobs: tuple[int, ...]
    troubles: tuple[LabelTrouble, ...]
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Sender:
    name: str
    phone: str
    address: str
    size: str
    printer: str
    look: LabelLook
    presents: frozenset[int]  # parcels in which a gift or a card lies
    now: datetime  # local time


@dataclass(frozen=True, slots=True)
class NewJob:
    """A paper to record: whose it is, which file and which page of it; of a label also its number and what it says.

    With a ``printer`` it waits for it (``held``: until a person has seen what is wrong with it), else the file is the print.
    """

    paper: str
    file: str
    page: int = 1
    parcel_id: int | None = None
    wave_id: int | None = None
    number: str = ""
    says: str = ""
    printer: str = ""
    held: bool = False


def make_wave_papers(
    warehouse: Warehouse, actor: Actor, desk: str, wave_id: int, language: Language, *, labels_too: bool = True,
    queued: bool = False,
) -> Papers:  # fmt: skip
    """Pick list, labels and slips of a wave as PDF files; parcels whose order was stopped get none.

    Without ``labels_too`` the labels come later, one by one (``labels_at_desk``). ``queued`` labels wait for the printer that is
    chosen for them; else, and where none is chosen, the file is the print.
    Raises NotFound (no such wave), Conflict (nothing left to pick or to send), NotAllowed (labels printed twice already),
    WarehouseError ``paper.cannot_write``.
    """
    folder = Folder(warehouse.folder)
    with warehouse.reading() as session:
        number = wave_number(session, wave_id)
        tour = pick_tour(session, wave_id)
        ids = parcel_ids_of(session, wave_id, going=True)
        papers = queries.parcel_papers(session, ids)
        things, tasks = along(session, wave_id), tasks_of(session, ids)
        sender = _sender(session, warehouse, ids)
        stale = _stale(session, papers) if labels_too else set()
    labelled = [paper for paper in papers if paper.parcel_id not in stale] if labels_too else []
    if not ids or (labels_too and not labelled):
        raise Conflict("dispatch.nothing_to_label", wave=number)
    _may_print(actor, papers)
    lines = tuple(
        PickLine(s.bin, s.seller_code, with_sets(s.name, s.of_sets, language), variant, s.quantity, s.slots, bool(s.struck))
        for s in tour.listed
        for variant in (_variant(s.colour, s.size),)
    )
    couriers = tuple(sorted({paper.courier for paper in papers if paper.courier}))
    pick_list = folder.documents / f"{number}-pick-list.pdf"
    labels = _new_file(folder.labels / f"{number}-labels-{sender.size}.pdf")
    slips = folder.documents / f"{number}-slips.pdf"
    if lines:
        write_pick_list(pick_list, PickList(number, len(papers), lines, couriers, tour.metres, things), language)
    troubles = _draw(labels, labelled, sender, language) if labelled else []
    begins = write_slips(slips, [_slip(paper, enclosed(tasks.get(paper.parcel_id, ()))) for paper in papers], language)
    jobs = [NewJob(PICK_LIST, str(pick_list), wave_id=wave_id)] if lines else []
    jobs += _label_jobs(labels, labelled, sender.printer if queued else "", troubles)
    jobs += [NewJob(SLIP, str(slips), page, paper.parcel_id) for page, paper in zip(begins, papers, strict=True)]
    with warehouse.transaction(actor, desk) as tx:
        ids_of_jobs = record_jobs(tx, jobs)
    held = tuple(job_id for job_id, job in zip(ids_of_jobs, jobs, strict=True) if job.held)
    gone_stale = tuple(paper.waybill for paper in papers if paper.parcel_id in stale)
    return Papers(pick_list, labels, slips, tuple(ids_of_jobs), gone_stale, tuple(troubles), held)


def make_parcel_label(
    warehouse: Warehouse, actor: Actor, desk: str, parcel_id: int, language: Language, *, queued: bool = False
) -> tuple[Path, int]:
    """The label of one parcel again, counted as a reprint; returns its file and print job.

    Raises Conflict when the parcel is stopped or has left, when its label is stale (``dispatch.replacing`` gives it a new one)
    or on its way to the printer, NotFound, NotAllowed, WarehouseError ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        paper = queries.parcel_papers(session, [parcel_id])[0]
        if not queries.may_leave(session, parcel_id):
            raise Conflict("dispatch.label_stopped", waybill=paper.waybill)
        if _stale(session, [paper]):
            raise Conflict("printing.stale", waybill=paper.waybill)
        sender = _sender(session, warehouse, [parcel_id])
    _may_print(actor, [paper])
    file = _new_file(Folder(warehouse.folder).labels / f"{paper.waybill}-{paper.printed + 1}.pdf")
    _draw(file, [paper], sender, language)
    with warehouse.transaction(actor, desk) as tx:
        (job,) = record_jobs(tx, _label_jobs(file, [paper], sender.printer if queued else ""))
    return file, job


def make_needed_labels(
    warehouse: Warehouse, actor: Actor, desk: str, wave_id: int, language: Language, *, queued: bool = False
) -> NeededLabels:
    """The labels a wave lacks (``label_needs``) and no others.

    Raises NotFound (no such wave), Conflict ``underway.no_label_needed``, NotAllowed, WarehouseError ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        number = wave_number(session, wave_id)
        ids = label_needs(session, wave_id, warehouse.clock()).parcel_ids
        papers = queries.parcel_papers(session, ids)
        stale = _stale(session, papers)
        papers = [paper for paper in papers if paper.parcel_id not in stale]
        sender = _sender(session, warehouse, ids)
        again = (session.scalar(select(PrintJob.id).order_by(PrintJob.id.desc()).limit(1)) or 0) + 1
    if not papers:
        raise Conflict("underway.no_label_needed", wave=number)
    _may_print(actor, papers)
    file = Folder(warehouse.folder).labels / f"{number}-labels-{again}-{sender.size}.pdf"
    troubles = _draw(file, papers, sender, language)
    jobs = _label_jobs(file, papers, sender.printer if queued else "", troubles)
    with warehouse.transaction(actor, desk) as tx:
        made = record_jobs(tx, jobs)
    held = tuple(job_id for job_id, job in zip(made, jobs, strict=True) if job.held)
    return NeededLabels(file, tuple(made), tuple(troubles), held)


def troubles_of(warehouse: Warehouse, parcel_ids: Sequence[int], language: Language) -> list[LabelTrouble]:
    """What to know about these parcels' labels before they are printed: characters that come out as 〓, text cut short."""
    with warehouse.reading() as session:
        papers = queries.parcel_papers(session, parcel_ids)
        sender = _sender(session, warehouse, parcel_ids)
    return sender.look.troubles([_label(paper, sender) for paper in papers], language)


def make_manifest(warehouse: Warehouse, actor: Actor, desk: str, handover_id: int, language: Language) -> Path:
    """The manifest of a handover for both to sign; its place is remembered. Raises NotFound, ``paper.cannot_write``."""
    with warehouse.reading() as session:
        head = queries.handover(session, handover_id)
        parcels = queries.handover_parcels(session, handover_id)
        left, came_back = tuple(left_by(session, handover_id)), tuple(returned(session, handover_id))
    rows = tuple(
        ManifestRow(p.waybill, " ".join(p.orders), masked_text(p.recipient), p.pieces, p.weight_g)
        for p in sorted(parcels, key=lambda parcel: parcel.parcel_id)
    )
    file = Folder(warehouse.folder).documents / f"handover-{head.day.isoformat()}-{head.id}.pdf"
    write_manifest(file, Manifest(f"H{head.id}", head.courier, head.day, head.trip, rows, head.driver, left, came_back), language)
    with warehouse.transaction(actor, desk) as tx:
        keep_manifest(tx, handover_id, str(file))
    return file


def _new_file(file: Path) -> Path:
    """A name no file has: labels that wait point to their page, and that page must stay theirs."""
    names = (file.with_stem(f"{file.stem}-{number}") for number in itertools.count(2))
    return next(name for name in itertools.chain((file,), names) if not name.exists())


def _draw(
    file: Path, papers: Sequence[queries.ParcelPaper], sender: _Sender, language: Language
) -> list[LabelTrouble]:  # fmt: skip
    return sender.look.write(file, [_label(paper, sender) for paper in papers], language)


def _label_jobs(
    file: Path, papers: Sequence[queries.ParcelPaper], printer: str, troubles: Sequence[LabelTrouble] = ()
) -> list[NewJob]:
    """One for each page; a label somebody has to look at first is held where a printer would print it."""
    troubled = {trouble.waybill for trouble in troubles} if printer else set()
    return [
        NewJob(
            LABEL, str(file), page, paper.parcel_id, number=paper.waybill, says=label_says(paper), printer=printer,
            held=paper.waybill in troubled,
        )
        for page, paper in enumerate(papers, 1)
    ]  # fmt: skip


def _stale(session: Session, papers: Sequence[queries.ParcelPaper]) -> set[int]:
    """Parcels of which a label came out, or may have, that says what is true no longer."""
    now = {paper.parcel_id: paper for paper in papers}
    out = select(PrintJob.parcel_id, PrintJob.number, PrintJob.says).where(
        PrintJob.paper == LABEL, PrintJob.state.in_(("printed", "sent")), PrintJob.says != ""
    )
    rows = (row for part in chunks(list(now)) for row in session.execute(out.where(PrintJob.parcel_id.in_(part))))
    return {
        row.parcel_id for row in rows if row.number == now[row.parcel_id].waybill and row.says != label_says(now[row.parcel_id])
    }


def _may_print(actor: Actor, papers: Sequence[queries.ParcelPaper]) -> None:
    if any(paper.printed >= FREE_PRINTS for paper in papers) and not may(actor.role, Right.REPRINT):
        raise NotAllowed("people.not_allowed", name=actor.name, right=Right.REPRINT.value)


@needs(Right.PRINT)
def record_jobs(tx: Tx, jobs: Sequence[NewJob], printer: str = "") -> list[int]:
    """Keep papers that were made: with no printer the file is the print, else the job waits for it. Returns job ids."""
    supersede(tx, [job.parcel_id for job in jobs if job.paper == LABEL and job.parcel_id is not None])
    last = tx.session.scalar(select(PrintJob.id).order_by(PrintJob.id.desc()).limit(1)) or 0
    rows = [
        {
            "parcel_id": job.parcel_id, "wave_id": job.wave_id, "paper": job.paper, "printer": job.printer or printer,
            "file": job.file, "page": job.page, "number": job.number, "says": job.says,
            "state": "failed" if job.held else "waiting" if job.printer or printer else "printed",
            "error": KEPT_BACK if job.held else "",
        }
        for job in jobs
    ]  # fmt: skip
    if rows:
        tx.connection.execute(insert(PrintJob), rows)
    tx.touch("print_jobs")
    files = {job.file for job in jobs}
    wanted = select(PrintJob.id).where(PrintJob.id > last, PrintJob.file.in_(files)).order_by(PrintJob.id)
    return list(tx.session.scalars(wanted))


@needs(Right.PRINT)
def send_jobs(tx: Tx, job_ids: Sequence[int], printer: str) -> None:
    """These papers go to a printer now. Raises NotFound."""
    _set_state(tx, job_ids, "sent", printer=printer, error="")


@needs(Right.PRINT)
def finish_print(tx: Tx, job_ids: Sequence[int], state: str, error: str = "") -> None:
    """How it ended: ``printed`` when the spooler said so, ``failed`` with its words. Raises NotFound."""
    _set_state(tx, job_ids, state, error=error)


def _set_state(tx: Tx, job_ids: Sequence[int], state: str, **values: str) -> None:
    changed = tx.connection.execute(update(PrintJob).where(PrintJob.id.in_(job_ids)).values(state=state, **values)).rowcount
    if changed != len(set(job_ids)):
        raise NotFound("dispatch.no_such_job")
    tx.touch("print_jobs")


def _sender(session: Session, warehouse: Warehouse, parcel_ids: Sequence[int]) -> _Sender:
    names = ("sender_name", "sender_phone", "sender_address", "label_size", "label_printer")
    name, phone, address, size, printer = (str(settings.get(session, key)) for key in names)
    tasks = tasks_of(session, parcel_ids)
    presents = frozenset(parcel for parcel, of_it in tasks.items() if any(task.kind in PRESENTS for task in of_it))
    now = warehouse.clock().astimezone()
    return _Sender(name, phone, address, size, printer, label_look(session, warehouse.folder), presents, now)


def _label(paper: queries.ParcelPaper, sender: _Sender) -> Label:
    """Routing mark and hub come only from the courier, with the number; where none came their place stays empty."""
    contents = tuple(f"{line.name} {_variant(line.colour, line.size)} ×{line.quantity}" for line in paper.lines)
    return Label(
        waybill=paper.waybill,
        courier_name=paper.courier,
        recipient=paper.recipient,
        phone=paper.phone,
        address=paper.address,
        sender_name=sender.name or paper.shop,
        sender_phone=sender.phone,
        sender_address=sender.address,
        routing_mark=paper.routing_mark,
        hub=paper.hub,
        contents=(f"{paper.wave} #{paper.slot}", *contents),
        order_numbers=paper.orders,
        note=paper.note,
        page=paper.page,
        pages=paper.pages,
        shop=paper.shop,
        printed_at=sender.now,
        reprint=paper.printed,
        gift=paper.parcel_id in sender.presents,
        cash_on_delivery=paper.cash,
    )


def _slip(paper: queries.ParcelPaper, things: tuple[str, ...]) -> Slip:
    lines = tuple(SlipLine(ln.seller_code, ln.name, _variant(ln.colour, ln.size), ln.quantity) for ln in paper.lines)
    return Slip(
        waybill=paper.waybill,
        courier=paper.courier,
        shop=paper.shop,
        orders=paper.orders,
        recipient=masked_text(paper.recipient),
        message=paper.message,
        note=paper.note,
        lines=lines,
        wave=paper.wave,
        slot=paper.slot,
        enclosed=things,
    )


def _variant(colour: str, size: str) -> str:
    return " / ".join(part for part in (colour, size) if part)
