"""Papers of a wave and of a handover: drawn from what the database says, written to files, and kept as print jobs.

Drawing happens outside any transaction; a job is recorded once its file is whole on the disk. A job belongs to one parcel
(the pick list to its wave), so two parcels never share a label and a reprint is a job of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.dispatch import queries
from warehouse_app.dispatch.designs.looks import LabelLook, label_look
from warehouse_app.dispatch.documents import Manifest, ManifestRow, Slip, SlipLine, write_manifest, write_slips
from warehouse_app.dispatch.handover import keep_manifest
from warehouse_app.dispatch.label_needs import label_needs
from warehouse_app.dispatch.labels import Label, LabelTrouble
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.errors import Conflict, NotAllowed, NotFound
from warehouse_app.orders.rules import masked_text
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, may
from warehouse_app.picking.documents import PickLine, PickList, write_pick_list
from warehouse_app.picking.queries import parcel_ids_of, wave_number
from warehouse_app.picking.tasks import along, enclosed, tasks_of
from warehouse_app.picking.tour import pick_tour
from warehouse_app.store import settings
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Actor, Tx, Warehouse
from warehouse_app.words import Language

PICK_LIST, LABEL, SLIP = "pick_list", "label", "slip"
PRESENTS = frozenset({"card", "gift"})  # what makes a label carry the gift mark (kinds of ``orders.wishes``)
FREE_PRINTS = 2  # a label and its first reprint (a jam happens to everybody); more ask for the right


@dataclass(frozen=True, slots=True)
class Papers:
    """Where a wave's papers lie, and the print jobs they are recorded as (label jobs in slot order)."""

    pick_list: Path
    labels: Path
    slips: Path
    jobs: tuple[int, ...]
    troubles: tuple[LabelTrouble, ...] = ()  # what to know about the labels before they are printed


@dataclass(frozen=True, slots=True)
class _Sender:
    name: str
    phone: str
    address: str
    size: str
    look: LabelLook
    presents: frozenset[int]  # parcels in which a gift or a card lies


@dataclass(frozen=True, slots=True)
class NewJob:
    """A paper to record: whose it is, which file and which page of it."""

    paper: str
    file: str
    page: int = 1
    parcel_id: int | None = None
    wave_id: int | None = None


def make_wave_papers(
    warehouse: Warehouse, actor: Actor, desk: str, wave_id: int, language: Language, *, labels_too: bool = True
) -> Papers:  # fmt: skip
    """Pick list, labels and slips of a wave as PDF files; parcels whose order was stopped get none.

    Without ``labels_too`` the labels come later, one by one (``labels_at_desk``).
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
        sender = _sender(session, folder.root, ids)
    if not ids:
        raise Conflict("dispatch.nothing_to_label", wave=number)
    _may_print(actor, papers)
    lines = tuple(
        PickLine(s.bin, s.seller_code, s.name, _variant(s.colour, s.size), s.quantity, s.slots, bool(s.struck))
        for s in tour.listed
    )
    couriers = tuple(sorted({paper.courier for paper in papers if paper.courier}))
    pick_list = folder.documents / f"{number}-pick-list.pdf"
    labels = folder.labels / f"{number}-labels-{sender.size}.pdf"
    slips = folder.documents / f"{number}-slips.pdf"
    if lines:
        write_pick_list(pick_list, PickList(number, len(papers), lines, couriers, tour.metres, things), language)
    drawn = [_label(paper, sender) for paper in papers] if labels_too else []
    troubles = sender.look.write(labels, drawn, language) if drawn else []
    begins = write_slips(slips, [_slip(paper, enclosed(tasks.get(paper.parcel_id, ()))) for paper in papers], language)
    jobs = [NewJob(PICK_LIST, str(pick_list), wave_id=wave_id)] if lines else []
    jobs += [NewJob(LABEL, str(labels), page, paper.parcel_id) for page, paper in enumerate(papers, 1) if labels_too]
    jobs += [NewJob(SLIP, str(slips), page, paper.parcel_id) for page, paper in zip(begins, papers, strict=True)]
    with warehouse.transaction(actor, desk) as tx:
        ids_of_jobs = record_jobs(tx, jobs)
    return Papers(pick_list, labels, slips, tuple(ids_of_jobs), tuple(troubles))


def make_parcel_label(warehouse: Warehouse, actor: Actor, desk: str, parcel_id: int, language: Language) -> tuple[Path, int]:
    """The label of one parcel again, counted as a reprint; returns its file and print job.

    Raises Conflict when the parcel is stopped or has left, NotFound, NotAllowed, WarehouseError ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        paper = queries.parcel_papers(session, [parcel_id])[0]
        if not queries.may_leave(session, parcel_id):
            raise Conflict("dispatch.label_stopped", waybill=paper.waybill)
        sender = _sender(session, warehouse.folder, [parcel_id])
    _may_print(actor, [paper])
    file = Folder(warehouse.folder).labels / f"{paper.waybill}-{paper.printed + 1}.pdf"
    sender.look.write(file, [_label(paper, sender)], language)
    with warehouse.transaction(actor, desk) as tx:
        (job,) = record_jobs(tx, [NewJob(LABEL, str(file), 1, parcel_id)])
    return file, job


def make_needed_labels(warehouse: Warehouse, actor: Actor, desk: str, wave_id: int, language: Language) -> tuple[Path, list[int]]:
    """The labels a wave lacks (``label_needs``) and no others, in a file of their own; returns it and the print jobs.

    Raises NotFound (no such wave), Conflict ``underway.no_label_needed``, NotAllowed, WarehouseError ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        number = wave_number(session, wave_id)
        ids = label_needs(session, wave_id, warehouse.clock()).parcel_ids
        papers = queries.parcel_papers(session, ids)
        sender = _sender(session, warehouse.folder, ids)
        again = (session.scalar(select(PrintJob.id).order_by(PrintJob.id.desc()).limit(1)) or 0) + 1
    if not papers:
        raise Conflict("underway.no_label_needed", wave=number)
    _may_print(actor, papers)
    file = Folder(warehouse.folder).labels / f"{number}-labels-{again}-{sender.size}.pdf"
    sender.look.write(file, [_label(paper, sender) for paper in papers], language)
    jobs = [NewJob(LABEL, str(file), page, paper.parcel_id) for page, paper in enumerate(papers, 1)]
    with warehouse.transaction(actor, desk) as tx:
        return file, record_jobs(tx, jobs)


def troubles_of(warehouse: Warehouse, parcel_ids: Sequence[int], language: Language) -> list[LabelTrouble]:
    """What to know about these parcels' labels before they are printed: characters that come out as 〓, text cut short."""
    with warehouse.reading() as session:
        papers = queries.parcel_papers(session, parcel_ids)
        sender = _sender(session, warehouse.folder, parcel_ids)
    return sender.look.troubles([_label(paper, sender) for paper in papers], language)


def troubles_of_jobs(warehouse: Warehouse, job_ids: Sequence[int], language: Language) -> list[LabelTrouble]:
    """``troubles_of`` the parcels whose labels these print jobs are."""
    with warehouse.reading() as session:
        wanted = select(PrintJob.parcel_id).where(PrintJob.id.in_(job_ids), PrintJob.parcel_id.is_not(None))
        ids = [parcel_id for parcel_id in session.scalars(wanted) if parcel_id is not None]
    return troubles_of(warehouse, ids, language)


def make_manifest(warehouse: Warehouse, actor: Actor, desk: str, handover_id: int, language: Language) -> Path:
    """The manifest of a handover for both to sign; its place is remembered. Raises NotFound, ``paper.cannot_write``."""
    with warehouse.reading() as session:
        head = queries.handover(session, handover_id)
        parcels = queries.handover_parcels(session, handover_id)
    rows = tuple(
        ManifestRow(p.waybill, " ".join(p.orders), masked_text(p.recipient), p.pieces, p.weight_g)
        for p in sorted(parcels, key=lambda parcel: parcel.parcel_id)
    )
    file = Folder(warehouse.folder).documents / f"handover-{head.day.isoformat()}-{head.id}.pdf"
    write_manifest(file, Manifest(f"H{head.id}", head.courier, head.day, head.trip, rows), language)
    with warehouse.transaction(actor, desk) as tx:
        keep_manifest(tx, handover_id, str(file))
    return file


def _may_print(actor: Actor, papers: Sequence[queries.ParcelPaper]) -> None:
    if any(paper.printed >= FREE_PRINTS for paper in papers) and not may(actor.role, Right.REPRINT):
        raise NotAllowed("people.not_allowed", name=actor.name, right=Right.REPRINT.value)


@needs(Right.PRINT)
def record_jobs(tx: Tx, jobs: Sequence[NewJob], printer: str = "") -> list[int]:
    """Keep papers that were made: with no printer the file is the print, else the job waits for it. Returns job ids."""
    state = "waiting" if printer else "printed"
    last = tx.session.scalar(select(PrintJob.id).order_by(PrintJob.id.desc()).limit(1)) or 0
    rows = [
        {
            "parcel_id": job.parcel_id, "wave_id": job.wave_id, "paper": job.paper, "printer": printer, "file": job.file,
            "page": job.page, "state": state, "error": "",
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


def _sender(session: Session, folder: Path, parcel_ids: Sequence[int]) -> _Sender:
    name, phone, address, size = (
        str(settings.get(session, key)) for key in ("sender_name", "sender_phone", "sender_address", "label_size")
    )
    tasks = tasks_of(session, parcel_ids)
    presents = frozenset(parcel for parcel, of_it in tasks.items() if any(task.kind in PRESENTS for task in of_it))
    return _Sender(name, phone, address, size, label_look(session, folder), presents)


def _label(paper: queries.ParcelPaper, sender: _Sender) -> Label:
    """Routing mark and hub come only from the courier; a pool of plain numbers has none, so their place stays empty."""
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
        contents=(f"{paper.wave} #{paper.slot}", *contents),
        order_numbers=paper.orders,
        note=paper.note,
        page=paper.page,
        pages=paper.pages,
        shop=paper.shop,
        reprint=paper.printed,
        gift=paper.parcel_id in sender.presents,
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
