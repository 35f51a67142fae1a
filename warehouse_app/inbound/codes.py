"""The papers of goods in carry their number as a barcode: which purchase order, receipt or return a scanned code names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import CompoundSelect, Connection, bindparam, literal, select, union_all

from warehouse_app.inbound.tables import PurchaseOrder, Receipt, SupplierReturn


class PaperKind(StrEnum):
    """What a number stands on."""

    PURCHASE_ORDER = "purchase_order"
    RECEIPT = "receipt"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class InboundPaper:
    """A paper of goods in and the row it belongs to; ``state`` is the row's."""

    kind: PaperKind
    number: str
    id: int
    state: str


_EVERYWHERE: CompoundSelect[Any] = union_all(
    *(
        select(literal(kind.value).label("kind"), table.number, table.id, table.state).where(
            table.number.in_(bindparam("codes", expanding=True))
        )
        for kind, table in (
            (PaperKind.PURCHASE_ORDER, PurchaseOrder),
            (PaperKind.RECEIPT, Receipt),
            (PaperKind.RETURN, SupplierReturn),
        )
    )
)


def inbound_paper(connection: Connection, codes: Collection[str]) -> InboundPaper | None:
    """The paper one of the codes names, by exact indexed look-up; None when none does."""
    row = connection.execute(_EVERYWHERE, {"codes": list(codes)}).first()
    return None if row is None else InboundPaper(PaperKind(row.kind), row.number, row.id, row.state)
