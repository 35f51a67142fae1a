"""Dispatch as a person sees it: couriers and pools, what waits for the van, handovers, print jobs, exports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.dispatch.numbers.queries import given
from warehouse_app.dispatch.tables import (
    Courier,
    Handover,
    HandoverParcel,
    PrintJob,
    ShippedFile,
    ShippedRow,
    WaybillNumber,
)
from warehouse_app.errors import NotFound
from warehouse_app.orders.collecting import to_collect
from warehouse_app.orders.tables import Order, Shop
from warehouse_app.people.tables import Person
from warehouse_app.picking.series import pages_of
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, Wave
from warehouse_app.store.imports import chunks


@dataclass(frozen=True, slots=True)
class CourierRow:
    """A courier with its pool and what stands packed for it."""

    name: str
    free_numbers: int
    packed: int


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A courier's trip and how many parcels are in it."""

    id: int
    courier: str
    day: date
    trip: int
    parcels: int
    closed_at: datetime | None
    manifest: str
    driver: str = ""


@dataclass(frozen=True, slots=True)
class HandoverParcelRow:
    """A parcel in a handover, or still waiting for one."""

    parcel_id: int
    waybill: str
    orders: tuple[str, ...]
    recipient: str
    pieces: int
    weight_g: int | None


@dataclass(frozen=True, slots=True)
class PrintJobRow:
    """A paper that was made, and how its printing ended."""

    id: int
    parcel_id: int | None
    waybill: str
    paper: str
    printer: str
    file: str
    page: int
    state: str
    error: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A shipped list that was written for the shop."""

    name: str
    layout: str
    rows: int
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class ParcelPaper:
    """Everything labels and slips are made from; personal data in full, for paper only."""

    parcel_id: int
    wave: str
    slot: int
    waybill: str
    courier: str
    shop: str
    orders: tuple[str, ...]
    recipient: str
    phone: str
    address: str
    message: str
    note: str
    lines: tuple[PaperLine, ...]
    printed: int  # labels of its number so far, failed ones not counted
    page: int = 1  # which of how many parcels, when its orders did not fit into one
    pages: int = 1
    routing_mark: str = ""  # as it came with the number; "" when nothing came
    hub: str = ""
    cash: Decimal | None = None  # yuan the courier collects with this parcel


@dataclass(frozen=True, slots=True)
class PaperLine:
    """Pieces of a SKU in a parcel, as papers name them."""

    seller_code: str
    name: str
    colour: str
    size: str
    quantity: int


def couriers(session: Session) -> list[CourierRow]:
    """Couriers that have numbers or parcels first, then the others by rank."""
    free = _counted(
        session,
        select(Courier.name, func.count()).join(WaybillNumber).where(WaybillNumber.state == "free"),
        Courier.name,
    )
    in_handover = select(HandoverParcel.parcel_id)
    waiting = select(Parcel.courier, func.count()).where(Parcel.state == "packed", Parcel.id.not_in(in_handover))
    packed = _counted(session, waiting, Parcel.courier)
    names = session.scalars(select(Courier.name).order_by(Courier.rank))
    rows = [CourierRow(name, free.get(name, 0), packed.get(name, 0)) for name in names]
    return sorted(rows, key=lambda row: (not row.packed, not row.free_numbers))


def _counted(session: Session, query: Any, key: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query.group_by(key))}


def handovers(session: Session, limit: int = 50) -> list[HandoverRow]:
    """Handovers, newest first."""
    rows = session.execute(
        select(Handover.__table__, func.count(HandoverParcel.parcel_id).label("parcels"))
        .outerjoin(HandoverParcel, HandoverParcel.handover_id == Handover.id)
        .group_by(Handover.id)
        .order_by(Handover.id.desc())
        .limit(limit)
    )
    return [HandoverRow(r.id, r.courier, r.day, r.trip, r.parcels, r.closed_at, r.manifest, r.driver) for r in rows]


def handover(session: Session, handover_id: int) -> HandoverRow:
    """One handover. Raises NotFound."""
    row = session.get(Handover, handover_id)
    if row is None:
        raise NotFound("dispatch.no_such_handover")
    count = session.scalar(select(func.count()).where(HandoverParcel.handover_id == handover_id)) or 0
    return HandoverRow(row.id, row.courier, row.day, row.trip, count, row.closed_at, row.manifest, row.driver)


def handover_parcels(session: Session, handover_id: int) -> list[HandoverParcelRow]:
    """The parcels in a handover, the last scanned first."""
    ids = session.scalars(
        select(HandoverParcel.parcel_id)
        .where(HandoverParcel.handover_id == handover_id)
        .order_by(HandoverParcel.at.desc(), HandoverParcel.parcel_id.desc())
    )
    return _handover_rows(session, list(ids))


def left_behind(session: Session, courier: str) -> list[HandoverParcelRow]:
    """Packed parcels of a courier that are in no handover yet."""
    ids = session.scalars(
        select(Parcel.id)
        .where(Parcel.courier == courier, Parcel.state == "packed", Parcel.id.not_in(select(HandoverParcel.parcel_id)))
        .order_by(Parcel.id)
    )
    return _handover_rows(session, list(ids))


def _handover_rows(session: Session, ids: Sequence[int]) -> list[HandoverParcelRow]:
    heads: dict[int, Any] = {}
    orders: dict[int, list[Any]] = {}
    for part in chunks(ids):
        for head in session.execute(select(Parcel.id, Parcel.waybill, Parcel.needed, Parcel.weight_g).where(Parcel.id.in_(part))):
            heads[head.id] = head
        for order in session.execute(
            select(ParcelOrder.parcel_id, Order.number, Order.recipient).join(Order).where(ParcelOrder.parcel_id.in_(part))
        ):
            orders.setdefault(order.parcel_id, []).append(order)
    return [
        HandoverParcelRow(
            i, heads[i].waybill or "", tuple(o.number for o in orders.get(i, ())),
            orders[i][0].recipient if orders.get(i) else "", heads[i].needed, heads[i].weight_g,
        )
        for i in ids
    ]  # fmt: skip


def print_jobs(
    session: Session, *, parcel_id: int | None = None, states: Sequence[str] = (), limit: int = 200
) -> list[PrintJobRow]:
    """Print jobs, newest first."""
    wanted = (
        select(PrintJob.__table__, Parcel.waybill, Person.name.label("who"))
        .outerjoin(Parcel, Parcel.id == PrintJob.parcel_id)
        .join(Person, Person.id == PrintJob.who_id)
        .order_by(PrintJob.id.desc())
        .limit(limit)
    )
    if parcel_id is not None:
        wanted = wanted.where(PrintJob.parcel_id == parcel_id)
    if states:
        wanted = wanted.where(PrintJob.state.in_(states))
    return [
        PrintJobRow(r.id, r.parcel_id, r.waybill or "", r.paper, r.printer, r.file, r.page, r.state, r.error, r.at, r.who)
        for r in session.execute(wanted)
    ]


def exports(session: Session, limit: int = 50) -> list[ExportRow]:
    """Shipped lists written so far, newest first."""
    rows = session.execute(
        select(
            ShippedFile.name,
            ShippedFile.layout,
            ShippedFile.at,
            Person.name.label("who"),
            func.count(ShippedRow.order_id).label("n"),
        )
        .join(Person, Person.id == ShippedFile.who_id)
        .outerjoin(ShippedRow, ShippedRow.file_id == ShippedFile.id)
        .group_by(ShippedFile.id, Person.name)
        .order_by(ShippedFile.id.desc())
        .limit(limit)
    )
    return [ExportRow(r.name, r.layout, r.n, r.at, r.who) for r in rows]


def parcel_papers(session: Session, parcel_ids: Sequence[int]) -> list[ParcelPaper]:
    """What labels and slips of these parcels say, in slot order. Raises NotFound for a parcel that is not there."""
    papers: list[ParcelPaper] = []
    for part in chunks(parcel_ids):
        papers += _papers(session, part)
    if len(papers) != len(set(parcel_ids)):
        raise NotFound("packing.no_such_parcel")
    return sorted(papers, key=lambda paper: (paper.wave, paper.slot))


def _papers(session: Session, ids: Sequence[int]) -> list[ParcelPaper]:
    orders: dict[int, list[Any]] = {}
    for row in session.execute(
        select(
            ParcelOrder.parcel_id, Order.number, Order.recipient, Order.phone, Order.mobile, Order.address, Order.message,
            Order.note, Order.payment, Order.amount, Order.paid_amount, Order.refunded_amount, Shop.name.label("shop"),
            Shop.platform,
        )
        .join(Order, Order.id == ParcelOrder.order_id)
        .join(Shop, Shop.id == Order.shop_id)
        .where(ParcelOrder.parcel_id.in_(ids))
        .order_by(Order.id)
    ):  # fmt: skip
        orders.setdefault(row.parcel_id, []).append(row)
    lines: dict[int, list[PaperLine]] = {}
    for line in session.execute(
        select(ParcelLine.parcel_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, ParcelLine.needed)
        .join(Sku, Sku.id == ParcelLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(ParcelLine.parcel_id.in_(ids))
        .order_by(ParcelLine.id)
    ):
        lines.setdefault(line.parcel_id, []).append(PaperLine(line.seller_code, line.name, line.colour, line.size, line.needed))
    printed = {
        row.parcel_id: row.n
        for row in session.execute(
            select(PrintJob.parcel_id, func.count().label("n"))
            .join(Parcel, Parcel.id == PrintJob.parcel_id)
            .where(PrintJob.parcel_id.in_(ids), PrintJob.paper == "label", PrintJob.state.in_(("printed", "sent")))
            .where(PrintJob.number == func.coalesce(Parcel.waybill, ""))
            .group_by(PrintJob.parcel_id)
        )
    }
    heads = session.execute(select(Parcel.__table__, Wave.number.label("wave")).join(Wave).where(Parcel.id.in_(ids)))
    pages = pages_of(session.connection(), ids)
    papers = [
        _paper(head, orders.get(head.id, []), tuple(lines.get(head.id, ())), printed.get(head.id, 0), pages.get(head.id, (1, 1)))
        for head in heads
    ]
    came = given(session, ids)
    return [
        replace(p, routing_mark=came[p.parcel_id].routing_mark, hub=came[p.parcel_id].hub) if p.parcel_id in came else p
        for p in papers
    ]


def _paper(
    head: Any, orders: Sequence[Any], lines: tuple[PaperLine, ...], printed: int, page: tuple[int, int]
) -> ParcelPaper:  # fmt: skip
    first = orders[0]
    return ParcelPaper(
        parcel_id=head.id, wave=head.wave, slot=head.slot, waybill=head.waybill or "", courier=head.courier,
        shop=first.shop, orders=tuple(order.number for order in orders), recipient=first.recipient,
        phone=first.mobile or first.phone, address=first.address,
        message=" ".join(order.message for order in orders if order.message),
        note=" ".join(order.note for order in orders if order.note), lines=lines, printed=printed,
        page=page[0], pages=page[1], cash=_cash(orders) if page[0] == 1 else None,
    )  # fmt: skip


def _cash(orders: Sequence[Any]) -> Decimal | None:
    """What the courier collects for these orders together; None for nothing."""
    due = [to_collect(o.payment, o.platform, o.amount, o.paid_amount, o.refunded_amount) for o in orders]
    return sum((one for one in due if one is not None), Decimal(0)) or None


def parcel_courier(session: Session, parcel_id: int) -> tuple[str, str]:
    """A parcel's courier and state. Raises NotFound."""
    row = session.execute(select(Parcel.courier, Parcel.state).where(Parcel.id == parcel_id)).one_or_none()
    if row is None:
        raise NotFound("packing.no_such_parcel")
    return row.courier, row.state


def may_leave(session: Session, parcel_id: int) -> bool:
    """Whether nothing stops the parcel and it is still here: only then its label may be printed again."""
    state = session.scalar(select(Parcel.state).where(Parcel.id == parcel_id))
    stopped = session.scalar(
        select(func.count())
        .select_from(ParcelOrder)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(ParcelOrder.parcel_id == parcel_id, (Order.hold != "") | (Order.state == "cancelled"))
    )
    return state in ("open", "packed") and not stopped


LABELS_OF_WAVE = re.compile(r"-labels-\d+x\d+(-\d+)?\.pdf$")
"""Ends the name of a file with all labels of a wave; that of the labels a wave lacked has a number before their size."""


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper of a wave: its file, and the newest print job of each of its pages."""

    paper: str
    file: Path
    jobs: tuple[int, ...]


def wave_papers(session: Session, wave_id: int) -> dict[str, PaperFile]:
    """The wave's pick list, labels and slips by paper, as far as they were made, each its newest file.

    Labels made again, a parcel's own or those the wave lacked, are files of their own and are left out.
    """
    newest: dict[tuple[str, str], dict[tuple[int, int | None], int]] = {}
    rows = session.execute(
        select(PrintJob.id, PrintJob.paper, PrintJob.file, PrintJob.page, PrintJob.parcel_id)
        .outerjoin(Parcel, Parcel.id == PrintJob.parcel_id)
        .where(or_(PrintJob.wave_id == wave_id, Parcel.wave_id == wave_id))
        .order_by(PrintJob.id)
    )
    for row in rows:
        if row.paper == "label" and not LABELS_OF_WAVE.search(row.file):
            continue
        newest.setdefault((row.paper, row.file), {})[row.page, row.parcel_id] = row.id
    papers: dict[str, PaperFile] = {}
    for (paper, file), jobs in sorted(newest.items(), key=lambda item: max(item[1].values())):
        papers[paper] = PaperFile(paper, Path(file), tuple(sorted(jobs.values())))
    return papers
