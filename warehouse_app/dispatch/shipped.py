"""Files back to the shop: which orders left with which waybill, written once each and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import case, insert, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.dispatch.files import ShippedRow, write_shipped
from warehouse_app.dispatch.tables import ShippedFile
from warehouse_app.dispatch.tables import ShippedRow as ShippedRecord
from warehouse_app.dispatch.telling.clocks import start_clocks
from warehouse_app.orders import life
from warehouse_app.orders.making import UNKNOWN_TO_THE_SHOP
from warehouse_app.orders.rules import GONE
from warehouse_app.orders.tables import Order, Shop
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.warehouse import Tx

Layout = Literal["generic", "pinduoduo"] | Path


@dataclass(frozen=True, slots=True)
class ShippedExport:
    """What an export wrote."""

    file: Path
    rows: int
    told_before: int


def layout_key(layout: Layout, file: Path) -> str:
    """How a layout's exports are remembered: a template by its own name, ours by name and kind of file."""
    return f"template:{layout.name}" if isinstance(layout, Path) else f"{layout}{file.suffix.lower()}"


def shipped_orders(session: Session, layout: str, *, again: bool = False, shop: str = "") -> list[Any]:
    """Handed-over orders with their waybills that this layout has not told the shop yet (``again``: all of them).

    Orders made by hand and resends are left out: the shop's platform knows no such number, and a bulk-ship file with a row
    it does not know is refused as a whole. A resend's waybill stands in the original's details, to be told to the buyer.
    """
    original = aliased(Order)  # the platform knows a part by the number of the order it was split off from
    number = case((Order.origin == "split", original.number), else_=Order.number).label("number")
    wanted = (
        select(Order.id, number, Parcel.id.label("parcel_id"), Parcel.courier, Parcel.waybill)
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .join(Shop, Shop.id == Order.shop_id)
        .outerjoin(original, original.id == Order.original_id)
        .where(Order.state.in_([state.value for state in GONE]), Parcel.state == "shipped")
        .where(Order.origin.not_in(UNKNOWN_TO_THE_SHOP))
        .order_by(Order.id, Parcel.id)
    )
    if shop:
        wanted = wanted.where(Shop.name == shop)
    if not again:
        told = (
            select(ShippedRecord.order_id)
            .join(ShippedFile, ShippedFile.id == ShippedRecord.file_id)
            .where(ShippedFile.layout == layout, ShippedRecord.order_id == Order.id, ShippedRecord.parcel_id == Parcel.id)
        )
        wanted = wanted.where(~told.exists())
    return list(session.execute(wanted))


@needs(Right.EXPORT)
def export_shipped(tx: Tx, file: Path, layout: Layout = "generic", *, again: bool = False, shop: str = "") -> ShippedExport:
    """Write the shipped list for the shop and remember it. Raises Unreadable (template), Conflict (file cannot be written).

    The file is written before the transaction commits: when it cannot be, nothing is remembered.
    """
    key = layout_key(layout, file)
    rows = shipped_orders(tx.session, key, again=again, shop=shop)
    everything = rows if again else shipped_orders(tx.session, key, again=True, shop=shop)
    write_shipped(file, [ShippedRow(row.number, row.courier, row.waybill) for row in rows], layout)
    record = ShippedFile(name=file.name, layout=key)
    tx.session.add(record)
    tx.session.flush()
    if rows:
        start_clocks(tx, sorted({row.id for row in rows}))
        tx.connection.execute(
            insert(ShippedRecord),
            [{"file_id": record.id, "order_id": row.id, "parcel_id": row.parcel_id} for row in rows],
        )
        life.note(tx, sorted({row.id for row in rows}), "told_shop", file=file.name)
    return ShippedExport(file, len(rows), len(everything) - len(rows))
