"""What was bought from a supplier and has not gone back, and what it cost the last time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.orm import aliased

from warehouse_app.catalog.tables import Sku, SkuAlias
from warehouse_app.inbound.sendback.rules import may_go_back
from warehouse_app.inbound.tables import Receipt, ReceiptLine, ReturnLine, SupplierReturn
from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import Move
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx


def bought(tx: Tx, supplier_id: int, sku_ids: Sequence[int]) -> dict[int, int]:
    """Pieces of each SKU that may still go back to this supplier, those bought under a SKU merged into it too."""
    found: dict[int, int] = {}
    for part in chunks(sku_ids):
        names = {sku_id: [sku_id] for sku_id in part}
        for former_id, sku_id in merged_into(tx.connection, part).items():
            names[sku_id].append(former_id)
        every = [sku_id for group in names.values() for sku_id in group]
        received, returned, opening = _received(tx, every), _returned(tx, every), _opening(tx, every)
        for sku_id, group in names.items():
            here, back = _summed(received, group), _summed(returned, group)
            found[sku_id] = may_go_back(supplier_id, here, back, sum(opening.get(one, 0) for one in group))
    return found


def merged_into(connection: Connection, sku_ids: Sequence[int]) -> dict[int, int]:
    """The SKUs that were merged into these, each with the one that stayed.

    A merged SKU keeps its row under the code "<own code>><code that stayed>#<id>", and its own code is a former code of
    whichever SKU its goods are by now.
    """
    aliases = connection.execute(select(SkuAlias.code, SkuAlias.sku_id).where(SkuAlias.sku_id.in_(sku_ids)))
    former = {row.code: int(row.sku_id) for row in aliases}
    if not former:
        return {}
    found: dict[int, int] = {}
    for row in connection.execute(select(Sku.id, Sku.seller_code).where(~Sku.active)):
        parts = row.seller_code.removesuffix(f"#{row.id}").split(">")
        own = next((code for n in range(1, len(parts)) if (code := ">".join(parts[:n])) in former), None)
        if own is not None:
            found[int(row.id)] = former[own]
    return found


def _summed(pieces: dict[int, dict[Any, int]], sku_ids: Sequence[int]) -> Counter[Any]:
    """Pieces by supplier of several SKUs that are one by now."""
    return sum((Counter(pieces[sku_id]) for sku_id in sku_ids), Counter())


def _received(tx: Tx, sku_ids: Sequence[int]) -> dict[int, dict[int | None, int]]:
    """Pieces by SKU and supplier in closed receipts, replacements too."""
    found: dict[int, dict[int | None, int]] = defaultdict(dict)
    for sku_id, supplier_id, pieces in tx.connection.execute(
        select(ReceiptLine.sku_id, Receipt.supplier_id, func.sum(ReceiptLine.counted))
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(ReceiptLine.sku_id.in_(sku_ids), Receipt.state == "closed")
        .group_by(ReceiptLine.sku_id, Receipt.supplier_id)
    ):
        found[sku_id][supplier_id] = int(pieces)
    return found


def _returned(tx: Tx, sku_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Pieces by SKU and supplier that went back."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for sku_id, supplier_id, pieces in tx.connection.execute(
        select(ReturnLine.sku_id, SupplierReturn.supplier_id, func.sum(ReturnLine.quantity))
        .join(SupplierReturn, SupplierReturn.id == ReturnLine.return_id)
        .where(ReturnLine.sku_id.in_(sku_ids), SupplierReturn.state.in_(("sent", "closed")))
        .group_by(ReturnLine.sku_id, SupplierReturn.supplier_id)
    ):
        found[sku_id][supplier_id] = int(pieces)
    return found


def _opening(tx: Tx, sku_ids: Sequence[int]) -> dict[int, int]:
    """Pieces by SKU that were here when the shop began with the program; nobody can say who supplied them."""
    counter = aliased(Move)
    found = tx.connection.execute(
        select(Move.sku_id, func.sum(Move.quantity))
        .where(
            Move.sku_id.in_(sku_ids), Move.reason == Reason.OPENING.value, ~exists().where(counter.undoes_id == Move.id)
        )
        .group_by(Move.sku_id)
    )  # fmt: skip
    return {sku_id: int(pieces) for sku_id, pieces in found}


def last_prices(tx: Tx, supplier_id: int, sku_ids: Sequence[int]) -> dict[int, Decimal]:
    """What one piece of each SKU, or else of one merged into it, cost in this supplier's last closed receipt that has a price."""
    found: dict[int, Decimal] = {}
    for wanted_ids in chunks(sku_ids):
        former = merged_into(tx.connection, wanted_ids)
        found |= {former[sku_id]: price for sku_id, price in _last_prices(tx, supplier_id, list(former)).items()}
        found |= _last_prices(tx, supplier_id, wanted_ids)
    return found


def _last_prices(tx: Tx, supplier_id: int, sku_ids: Sequence[int]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for part in chunks(sku_ids):
        newest = (
            select(ReceiptLine.sku_id, func.max(Receipt.id).label("receipt_id"))
            .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
            .where(
                ReceiptLine.sku_id.in_(part),
                ReceiptLine.price.is_not(None),
                Receipt.supplier_id == supplier_id,
                Receipt.state == "closed",
            )
            .group_by(ReceiptLine.sku_id)
            .subquery()
        )
        wanted = select(ReceiptLine.sku_id, ReceiptLine.price).join(
            newest, (newest.c.sku_id == ReceiptLine.sku_id) & (newest.c.receipt_id == ReceiptLine.receipt_id)
        )
        found |= {row.sku_id: row.price for row in tx.connection.execute(wanted) if row.price is not None}
    return found
