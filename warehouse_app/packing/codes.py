"""The one resolver: what a scanned code is, by exact indexed look-up, whatever screen is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import CompoundSelect, Connection, bindparam, literal, select, union_all

from warehouse_app.catalog.tables import Barcode, Sku, SkuAlias
from warehouse_app.orders.tables import Order
from warehouse_app.packing.rules import is_command
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, Wave
from warehouse_app.stock.tables import Location
from warehouse_app.store.imports import chunks


class Kind(StrEnum):
    """What a code names; the order is the order in which ties are broken."""

    COMMAND = "command"
    BARCODE = "barcode"
    SKU = "sku"
    PARCEL = "parcel"
    BADGE = "badge"
    WAVE = "wave"
    BIN = "bin"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code and the row it names; ``multiple`` pieces for a barcode, else 1."""

    kind: Kind
    code: str
    id: int
    multiple: int = 1


_EVERYWHERE: CompoundSelect[Any] = union_all(
    select(literal(Kind.BARCODE.value).label("kind"), Barcode.code, Barcode.sku_id.label("id"), Barcode.multiple).where(
        Barcode.code.in_(bindparam("codes", expanding=True))
    ),
    # A SKU that was merged into another keeps its row but not its code: that is a former code of the other now.
    select(literal(Kind.SKU.value), Sku.seller_code, Sku.id, literal(1)).where(
        Sku.seller_code.in_(bindparam("codes", expanding=True)), Sku.active
    ),
    *(
        select(literal(kind.value), column, key, literal(1)).where(column.in_(bindparam("codes", expanding=True)))
        for kind, column, key in (
            (Kind.SKU, SkuAlias.code, SkuAlias.sku_id),
            (Kind.PARCEL, Parcel.waybill, Parcel.id),
            (Kind.BADGE, Person.badge, Person.id),
            (Kind.WAVE, Wave.number, Wave.id),
            (Kind.BIN, Location.code, Location.id),
            (Kind.ORDER, Order.number, Order.id),
        )
    ),
)


def meanings(connection: Connection, codes: Collection[str]) -> list[Meaning]:
    """Everything any of the codes names, strongest kind first, in the order the codes are given."""
    found = [Meaning(Kind.COMMAND, code, 0) for code in codes if is_command(code)]
    found += [Meaning(Kind(r.kind), r.code, r.id, r.multiple) for r in connection.execute(_EVERYWHERE, {"codes": list(codes)})]
    order, kinds = list(codes), list(Kind)
    return sorted(found, key=lambda m: (kinds.index(m.kind), order.index(m.code)))


def known_codes(connection: Connection, codes: Collection[str]) -> set[str]:
    """Those of the codes that name anything; takes thousands, for taking glued scans apart."""
    return {meaning.code for part in chunks(list(codes)) for meaning in meanings(connection, part)}
