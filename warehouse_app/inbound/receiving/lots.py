"""Lots at the receiving desk: goods kept by lot need one, and a lot has one expiry date in the whole house."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select, update

from warehouse_app.errors import Conflict
from warehouse_app.inbound.receiving.rules import check_lot_date
from warehouse_app.inbound.receiving.statements import Counted
from warehouse_app.stock.tables import Lot
from warehouse_app.store.warehouse import Tx


def keep_lot(tx: Tx, goods: Counted, lot: str, expires: date | None) -> str:
    """The lot to count under, written down when it is new; "" for goods not kept by lot, whatever is given.

    Raises Conflict (receiving.lot_wanted, receiving.lot_differs: known with another date), BadInput (lot_expired).
    """
    if not goods.lots:
        return ""
    code = lot.strip()
    if not code:
        raise Conflict("receiving.lot_wanted", sku=goods.seller_code)
    at = (Lot.sku_id == goods.sku_id, Lot.code == code)
    known = tx.connection.execute(select(Lot.expires).where(*at)).one_or_none()
    kept = expires if known is None or known.expires is None else known.expires
    if expires is not None and kept is not None and expires != kept:
        raise Conflict("receiving.lot_differs", lot=code, kept=kept.isoformat(), given=expires.isoformat())
    check_lot_date(code, kept, tx.now.astimezone().date())
    if known is None:
        tx.connection.execute(insert(Lot), [{"sku_id": goods.sku_id, "code": code, "expires": expires}])
    elif known.expires != kept:
        tx.connection.execute(update(Lot).where(*at).values(expires=kept))
    return code
