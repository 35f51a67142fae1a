"""What ``packdesk check`` proves of packing materials: none is consumed for a parcel that is not packed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, case, cast, func, literal, select

from warehouse_app.picking.tables import Parcel
from warehouse_app.stock.tables import Move


def rules() -> tuple[tuple[str, Select[Any]], ...]:
    """Every rule with its code."""
    return (("check.box_without_parcel", _consumed()),)


def _consumed() -> Select[Any]:
    """Of a parcel that is open or closed again everything that was consumed for it has come back."""
    net = (
        select(Move.document, func.sum(case((Move.undoes_id.is_(None), Move.quantity), else_=-Move.quantity)).label("pieces"))
        .where(Move.document.startswith("box:"))
        .group_by(Move.document)
        .subquery()
    )
    document = literal("box:") + cast(Parcel.id, String)
    return (
        select(
            func.coalesce(Parcel.waybill, cast(Parcel.id, String)).label("subject"),
            literal(0).label("expected"),
            net.c.pieces.label("found"),
        )
        .select_from(Parcel)
        .join(net, net.c.document == document)
        .where(Parcel.state.not_in(("packed", "shipped")), net.c.pieces != 0)
    )
