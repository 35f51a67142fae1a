"""``packdesk show``: orders, stock, parcels, moves and waves as rows; the keys are part of the interface."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from warehouse_app.orders.queries import OrderFilter, orders_page
from warehouse_app.picking.queries import parcels_of_orders, parcels_page, wave_by_number, waves_page
from warehouse_app.stock.queries import moves_page, stock_page


def show(session: Session, arguments: Namespace) -> dict[str, Any]:
    """The rows asked for and how many there are in all: ``{"rows": [...], "total": n}``."""
    rows, total = _TABLES[arguments.what](session, arguments)
    return {"rows": rows, "total": total}


def _orders(session: Session, arguments: Namespace) -> tuple[list[dict[str, Any]], int]:
    states = tuple(part for part in arguments.state.split(",") if part)
    wanted = OrderFilter(text=arguments.text or arguments.number, states=states, shop=arguments.shop)
    page = orders_page(session, wanted, offset=arguments.offset, limit=arguments.limit)
    parcels = parcels_of_orders(session, [row.id for row in page.rows])
    rows = [
        {
            "number": row.number, "shop": row.shop, "state": row.state, "deadline": _moment(row.ship_by),
            "parcels": parcels.get(row.id, []), "hold": row.hold, "look": list(row.look), "pieces": row.pieces,
            "pickup_by": _moment(row.pickup_by),
        }
        for row in page.rows
    ]  # fmt: skip
    return rows, page.total


def _stock(session: Session, arguments: Namespace) -> tuple[list[dict[str, Any]], int]:
    page = stock_page(
        session,
        text=arguments.sku or arguments.text,
        bin_code=arguments.bin,
        offset=arguments.offset,
        limit=arguments.limit,
    )
    rows = [
        {
            "seller_code": row.seller_code, "bin": row.bin, "on_hand": row.on_hand, "reserved": row.reserved,
            "available": row.available,
        }
        for row in page.rows
    ]  # fmt: skip
    return rows, page.total


def _parcels(session: Session, arguments: Namespace) -> tuple[list[dict[str, Any]], int]:
    page = parcels_page(
        session, state=arguments.state, waybill=arguments.waybill, courier=arguments.courier, offset=arguments.offset,
        limit=arguments.limit, wave_id=wave_by_number(session, arguments.wave) if arguments.wave else None,
    )  # fmt: skip
    rows = [
        {
            "waybill": row.waybill, "courier": row.courier, "state": row.state, "orders": list(row.orders),
            "lines": [{"seller_code": ln.seller_code, "needed": ln.needed, "scanned": ln.scanned} for ln in row.lines],
            "wave": row.wave, "slot": row.slot, "blocked": row.blocked, "weight_g": row.weight_g,
        }
        for row in page.rows
    ]  # fmt: skip
    return rows, page.total


def _moves(session: Session, arguments: Namespace) -> tuple[list[dict[str, Any]], int]:
    page = moves_page(session, seller_code=arguments.sku, offset=arguments.offset, limit=arguments.limit)
    rows = [
        {
            "id": row.id, "at": _moment(row.at), "who": row.who, "desk": row.desk, "seller_code": row.seller_code,
            "from": row.from_code, "to": row.to_code, "quantity": row.quantity, "reason": row.reason,
            "document": row.document,
        }
        for row in page.rows
    ]  # fmt: skip
    return rows, page.total


def _waves(session: Session, arguments: Namespace) -> tuple[list[dict[str, Any]], int]:
    page = waves_page(session, offset=arguments.offset, limit=arguments.limit, number=arguments.wave or arguments.number)
    rows = [
        {
            "number": row.number, "at": _moment(row.at), "picked_at": _moment(row.picked_at), "parcels": row.parcels,
            "packed": row.packed, "pieces": row.pieces,
        }
        for row in page.rows
    ]  # fmt: skip
    return rows, page.total


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


_TABLES = {"orders": _orders, "stock": _stock, "parcels": _parcels, "moves": _moves, "waves": _waves}
