"""The one resolver: what a scanned code is, by exact indexed look-up, whatever screen is open."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, bindparam, literal, select, tuple_, union_all

from warehouse_app.catalog.tables import Barcode, Sku, SkuAlias
from warehouse_app.orders.tables import Order
from warehouse_app.packing.rules import is_command
from warehouse_app.packing.tables import VoidLabel
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, Wave
from warehouse_app.stock.tables import Location
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Query


class Kind(StrEnum):
    """What a code names; the order is the order in which ties are broken."""

    COMMAND = "command"
    BARCODE = "barcode"
    SKU = "sku"
    PARCEL = "parcel"
    BADGE = "badge"
    WAVE = "wave"
    SLOT = "slot"  # of a wave: its parcel
    BIN = "bin"
    ORDER = "order"
    VOID = "void"  # a label that was replaced: the parcel it was stuck on


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code and the row it names; ``multiple`` pieces for a barcode, else 1."""

    kind: Kind
    code: str
    id: int
    multiple: int = 1


_SLOT = re.compile(r"(W\d{6}-\d+)(?:-|\s*#)(\d{1,5})")
"""A wave's number and one of its slots, with a hyphen or as labels and slips write it: ``W261103-5-12``, ``W261103-5 #12``."""

_ONE_OF_ONE = re.compile(r"(JD[A-Z0-9]{2}\d{11})-1-1-?")
"""What a JD label carries beside its number: parcel 1 of 1. Of several (``-2-3-``) each is a number of its own."""

_EVERYWHERE = Query(
    union_all(
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
                (Kind.VOID, VoidLabel.number, VoidLabel.parcel_id),
            )
        ),
    ),
    "codes",
)


def meanings(connection: Connection, codes: Collection[str]) -> list[Meaning]:
    """Everything any of the codes names, strongest kind first, in the order the codes are given."""
    order, kinds = with_numbers(codes), list(Kind)
    found = [Meaning(Kind.COMMAND, code, 0) for code in codes if is_command(code)]
    found += [Meaning(Kind(r.kind), r.code, r.id, r.multiple) for r in _EVERYWHERE.all(connection, codes=order)]
    found += _slots(connection, codes)
    return sorted(found, key=lambda m: (kinds.index(m.kind), order.index(m.code)))


def with_numbers(codes: Collection[str]) -> list[str]:
    """The codes, and after them the waybill numbers of those that are the second one of a JD label."""
    return [*codes, *(match[1] for code in codes if (match := _ONE_OF_ONE.fullmatch(code)) is not None)]


def _slots(connection: Connection, codes: Collection[str]) -> list[Meaning]:
    """The parcels of those codes that name a wave's slot."""
    named = {(match[1], int(match[2])): code for code in codes if (match := _SLOT.fullmatch(code)) is not None}
    if not named:
        return []
    wanted = select(Wave.number, Parcel.slot, Parcel.id).join(Parcel, Parcel.wave_id == Wave.id)
    rows = connection.execute(wanted.where(tuple_(Wave.number, Parcel.slot).in_(list(named))))
    return [Meaning(Kind.SLOT, named[row.number, row.slot], row.id) for row in rows]


def known_codes(connection: Connection, codes: Collection[str]) -> set[str]:
    """Those of the codes that name anything; takes thousands, for taking glued scans apart."""
    return {meaning.code for part in chunks(list(codes)) for meaning in meanings(connection, part)}
