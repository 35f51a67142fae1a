"""The last day of a lot: said by a supervisor, and the lot made known with it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select, update

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock.lots.rules import LONGEST_LOT
from warehouse_app.stock.tables import Lot
from warehouse_app.store import audit
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@needs(Right.WRITE_OFF)
def set_expiry(tx: Tx, sku_id: int, lot: str, expires: date | None) -> None:
    """Say until which day (included) goods of a lot may be sold, None for no such day; an unknown lot is made known.

    What is promised to orders already stays promised. Raises NotFound, BadInput ``shelves.lot_missing``.
    """
    code = lot.strip()
    if not code or len(code) > LONGEST_LOT:
        raise BadInput("shelves.lot_missing", most=LONGEST_LOT)
    one_at_a_time(tx, "stock")
    if tx.connection.execute(select(Sku.id).where(Sku.id == sku_id)).first() is None:
        raise NotFound("shelves.no_such_sku")
    before = tx.connection.execute(select(Lot.expires).where(Lot.sku_id == sku_id, Lot.code == code)).scalar()
    changed = update(Lot).where(Lot.sku_id == sku_id, Lot.code == code).values(expires=expires)
    if not tx.connection.execute(changed).rowcount:
        tx.connection.execute(insert(Lot), [{"sku_id": sku_id, "code": code, "expires": expires}])
    days = {name: day.isoformat() if day else "" for name, day in (("before", before), ("after", expires))}
    audit.record(tx, "expiry_set", str(sku_id), lot=code, **days)
    tx.touch("lots", "stock")
