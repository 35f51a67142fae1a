"""Returns to test with, and what became of them."""

from __future__ import annotations

from decimal import Decimal

from tests.inbound.putaway.docks import sku_id
from tests.shop import do
from warehouse_app.inbound.sendback.commands import draft_return, send_return
from warehouse_app.inbound.sendback.queries import ReturnSheet, return_
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.store.warehouse import Warehouse


def back(
    warehouse: Warehouse, code: str, quantity: int, *, price: str | None = None, place: int | None = None, lot: str = "",
    reason: str = "",
) -> BackLine:  # fmt: skip
    cost = None if price is None else Decimal(price)
    return BackLine(sku_id(warehouse, code), quantity, lot, place, cost, reason)


def drafted(warehouse: Warehouse, supplier_id: int, *lines: BackLine, kind: str = "exchange", note: str = "") -> int:
    return do(warehouse, draft_return, supplier_id, kind, lines, note)


def sent(warehouse: Warehouse, supplier_id: int, *lines: BackLine, kind: str = "exchange") -> int:
    made = drafted(warehouse, supplier_id, *lines, kind=kind)
    do(warehouse, send_return, made)
    return made


def sheet(warehouse: Warehouse, return_id: int) -> ReturnSheet:
    with warehouse.reading() as session:
        return return_(session, return_id)


def settled(warehouse: Warehouse, return_id: int) -> tuple[str, list[tuple[int, int]]]:
    """State, and replaced and credited pieces of each line."""
    found = sheet(warehouse, return_id)
    return found.head.state, [(line.replaced, line.credited) for line in found.lines]
