"""What can be proven of a parcel: found by its waybill or an order's number, with every scan, weight, tick and picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.orders.tables import Order, Shop
from warehouse_app.packing.codes import with_numbers
from warehouse_app.packing.evidence.tables import Photo
from warehouse_app.packing.tables import Scan
from warehouse_app.packing.weighing.queries import WeighingRow, weighings
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, ParcelTask, Wave
from warehouse_app.picking.tasks import Task

RECENT = 50


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A parcel in the list of records."""

    parcel_id: int
    waybill: str
    courier: str
    orders: tuple[str, ...]
    state: str
    pieces: int
    packed_by: str
    packed_at: datetime | None
    photos: int


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One scan, oldest first; ``name`` is that of the goods, if it was of goods."""

    at: datetime
    who: str
    desk: str
    code: str
    verdict: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One SKU of the parcel in pieces."""

    seller_code: str
    name: str
    variant: str
    needed: int
    scanned: int


@dataclass(frozen=True, slots=True)
class TickLine:
    """A thing to do, and who ticked it when; "" and None for nobody."""

    task: Task
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A picture; ``file`` below the folder of photos. ``deleted_at`` once its days were over."""

    id: int
    at: datetime
    who: str
    desk: str
    file: str
    sha256: str
    size: int
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one parcel."""

    head: RecordRow
    shop: str
    wave: str
    slot: int
    weight_g: int | None
    goods: tuple[GoodsLine, ...]
    ticks: tuple[TickLine, ...]
    scans: tuple[ScanLine, ...]
    weighings: tuple[WeighingRow, ...]
    photos: tuple[PhotoLine, ...]


def find_records(session: Session, *codes: str) -> list[RecordRow]:
    """Parcels by a whole waybill or order number, or a reading of one; without any the last that were packed, newest first."""
    named = with_numbers([text for code in codes if (text := code.strip())])
    if not named:
        newest = select(Parcel.id).where(Parcel.packed_at.is_not(None)).order_by(Parcel.packed_at.desc()).limit(RECENT)
        return _rows(session, list(session.scalars(newest)))
    found = list(session.scalars(select(Parcel.id).where(Parcel.waybill.in_(named))))
    by_order = select(ParcelOrder.parcel_id).join(Order, Order.id == ParcelOrder.order_id).where(Order.number.in_(named))
    found += [parcel_id for parcel_id in session.scalars(by_order) if parcel_id not in found]
    return _rows(session, found)


def _rows(session: Session, ids: Sequence[int]) -> list[RecordRow]:
    columns: tuple[Any, ...] = (
        Parcel.id, Parcel.waybill, Parcel.courier, Parcel.state, Parcel.scanned, Person.name, Parcel.packed_at,
    )  # fmt: skip
    parcels = {
        row.id: row
        for row in session.execute(select(*columns).outerjoin(Person, Person.id == Parcel.packed_by).where(Parcel.id.in_(ids)))
    }
    numbers: dict[int, list[str]] = {}
    joined = select(ParcelOrder.parcel_id, Order.number).join(Order, Order.id == ParcelOrder.order_id)
    for parcel_id, number in session.execute(joined.where(ParcelOrder.parcel_id.in_(ids)).order_by(Order.id)):
        numbers.setdefault(parcel_id, []).append(number)
    counted = select(Photo.parcel_id, func.count()).where(Photo.parcel_id.in_(ids)).group_by(Photo.parcel_id)
    photos = {row[0]: row[1] for row in session.execute(counted)}
    return [
        RecordRow(
            row.id, row.waybill or "", row.courier, tuple(numbers.get(row.id, ())), row.state, row.scanned, row.name or "",
            row.packed_at, photos.get(row.id, 0),
        )
        for row in (parcels[parcel_id] for parcel_id in ids if parcel_id in parcels)
    ]  # fmt: skip


def record(session: Session, parcel_id: int) -> Record:
    """The whole record of a parcel. Raises NotFound."""
    head = next(iter(_rows(session, [parcel_id])), None)
    if head is None:
        raise NotFound("packing.no_such_parcel")
    about = session.execute(
        select(Wave.number, Parcel.slot, Parcel.weight_g).join(Wave, Wave.id == Parcel.wave_id).where(Parcel.id == parcel_id)
    ).one()
    shop = session.scalar(
        select(Shop.name).join(Order, Order.shop_id == Shop.id).join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .where(ParcelOrder.parcel_id == parcel_id).limit(1)
    )  # fmt: skip
    return Record(
        head, shop or "", about.number, about.slot, about.weight_g, _goods(session, parcel_id), _ticks(session, parcel_id),
        _scans(session, parcel_id), tuple(reversed(weighings(session, parcel_id))), photos_of(session, parcel_id),
    )  # fmt: skip


def _variant(colour: str, size: str) -> str:
    return " / ".join(part for part in (colour, size) if part)


def _goods(session: Session, parcel_id: int) -> tuple[GoodsLine, ...]:
    rows = session.execute(
        select(Sku.seller_code, Product.name, Sku.colour, Sku.size, ParcelLine.needed, ParcelLine.scanned)
        .join(Sku, Sku.id == ParcelLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(ParcelLine.parcel_id == parcel_id)
        .order_by(ParcelLine.id)
    )
    return tuple(GoodsLine(r.seller_code, r.name, _variant(r.colour, r.size), r.needed, r.scanned) for r in rows)


def _ticks(session: Session, parcel_id: int) -> tuple[TickLine, ...]:
    rows = session.execute(
        select(ParcelTask.id, ParcelTask.kind, ParcelTask.text, ParcelTask.done_at, Person.name)
        .outerjoin(Person, Person.id == ParcelTask.done_by)
        .where(ParcelTask.parcel_id == parcel_id)
        .order_by(ParcelTask.id)
    )
    return tuple(TickLine(Task(r.id, r.kind, r.text, r.done_at is not None), r.name or "", r.done_at) for r in rows)


def _scans(session: Session, parcel_id: int) -> tuple[ScanLine, ...]:
    columns: tuple[Any, ...] = (
        Scan.at, Person.name.label("who"), Scan.desk, Scan.code, Scan.verdict, Product.name, Sku.colour, Sku.size, Scan.quantity,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Person, Person.id == Scan.who_id)
        .outerjoin(Sku, Sku.id == Scan.sku_id)
        .outerjoin(Product, Product.id == Sku.product_id)
        .where(Scan.parcel_id == parcel_id)
        .order_by(Scan.id)
    )
    named = [(row, f"{row.name or ''} {_variant(row.colour or '', row.size or '')}".strip()) for row in rows]
    return tuple(ScanLine(r.at, r.who, r.desk, r.code, r.verdict, name, r.quantity) for r, name in named)


def photos_of(session: Session, parcel_id: int) -> tuple[PhotoLine, ...]:
    """The pictures of a parcel, the first first."""
    rows = session.execute(
        select(Photo.id, Photo.at, Person.name, Photo.desk, Photo.file, Photo.sha256, Photo.size, Photo.deleted_at)
        .join(Person, Person.id == Photo.who_id)
        .where(Photo.parcel_id == parcel_id)
        .order_by(Photo.id)
    )
    return tuple(PhotoLine(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class PhotoSpace:
    """How many pictures are kept, and their bytes."""

    photos: int
    size: int


def photo_space(session: Session) -> PhotoSpace:
    """What the pictures take on the disk."""
    row = session.execute(select(func.count(), func.coalesce(func.sum(Photo.size), 0)).where(Photo.deleted_at.is_(None))).one()
    return PhotoSpace(int(row[0]), int(row[1]))


def changed_photos(session: Session, photos: Path, parcel_id: int) -> list[str]:
    """Files of the parcel's pictures that are missing or are not what was taken: their hash differs. Reads the files."""
    import hashlib

    wrong = []
    for photo in photos_of(session, parcel_id):
        if photo.deleted_at is not None:
            continue
        file = photos / photo.file
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != photo.sha256:
            wrong.append(photo.file)
    return wrong
