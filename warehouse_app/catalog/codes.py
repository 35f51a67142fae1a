"""What goods a code names: a barcode, a seller code, or a code the SKU had before it was renamed or merged.

Every desk that scans goods asks here, so one code means the same goods in the whole house.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import BindParameter, Connection, bindparam, literal, select, union_all

from warehouse_app.catalog.tables import Barcode, Sku, SkuAlias
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

GoodsKind = Literal["barcode", "sku", "former"]
_STRENGTH: tuple[GoodsKind, ...] = ("barcode", "sku", "former")
_AT_ONCE = 4  # readings of one scan a prepared look-up takes; a scan has one to three


@dataclass(frozen=True, slots=True)
class Goods:
    """The SKU a code names, and how many pieces one scan of it means (1 unless a barcode says more)."""

    sku_id: int
    multiple: int
    code: str
    kind: GoodsKind


def _named_by(codes: Iterable[BindParameter[Any]] | BindParameter[Any]) -> Any:
    """Barcodes, seller codes and former codes among ``codes``; a merged SKU's own code speaks through its former code."""
    return union_all(
        select(literal("barcode").label("kind"), Barcode.code, Barcode.sku_id, Barcode.multiple).where(Barcode.code.in_(codes)),
        select(literal("sku"), Sku.seller_code, Sku.id, literal(1)).where(Sku.seller_code.in_(codes), Sku.active),
        select(literal("former"), SkuAlias.code, SkuAlias.sku_id, literal(1)).where(SkuAlias.code.in_(codes)),
    )


_everywhere = _named_by(bindparam("codes", expanding=True))
_fast = Prepared(_named_by([bindparam(f"code{place}", type_=Barcode.code.type) for place in range(_AT_ONCE)]))


def goods(connection: Connection, codes: Collection[str]) -> Goods | None:
    """The goods any of the codes names: a barcode before a seller code before a former code, then in the order given."""
    order = list(codes)
    if not order:
        return None
    return _strongest([tuple(row) for row in connection.execute(_everywhere, {"codes": order})], order)


def goods_fast(tx: Tx, codes: Collection[str]) -> Goods | None:
    """As ``goods``, for scan paths: on the driver itself."""
    order = list(codes)
    rows: list[tuple[Any, ...]] = []
    for part in chunks(order, _AT_ONCE):
        asked = [*part, *[part[0]] * (_AT_ONCE - len(part))]
        rows += _fast.rows(tx, **{f"code{place}": code for place, code in enumerate(asked)})
    return _strongest(rows, order)


def _strongest(rows: list[tuple[Any, ...]], order: list[str]) -> Goods | None:
    found = [Goods(int(sku_id), int(multiple), code, cast(GoodsKind, kind)) for kind, code, sku_id, multiple in rows]
    return min(found, key=lambda named: (_STRENGTH.index(named.kind), order.index(named.code)), default=None)
