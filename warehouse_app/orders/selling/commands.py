"""Telling a shop what it may sell: the file is written and what was told is remembered, both or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import bindparam, insert, select, update

from warehouse_app.catalog.rules import is_whole
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders.selling.files import AVAILABLE, CHANGES, FileKind, action, header, write_list
from warehouse_app.orders.selling.queries import SaleChange, available_rows, changes
from warehouse_app.orders.selling.rules import MOST_RESERVED
from warehouse_app.orders.tables import SaleState, Shop
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit
from warehouse_app.store.warehouse import Tx
from warehouse_app.words import Language


@dataclass(frozen=True, slots=True)
class SaleExport:
    """What an export told the shop."""

    file: Path
    taken_off: int
    put_back: int


@needs(Right.EXPORT)
def export_changes(tx: Tx, shop_id: int, path: Path, kind: FileKind, language: Language = "zh_CN") -> SaleExport:
    """Write what the shop must take off sale and put back, and remember that it was told.

    Raises NotFound ``selling.unknown_shop``; Conflict ``selling.nothing_new``, so that a second desk does not put an empty
    list in the place of the first one's; BadInput ``sheets.cannot_write`` or ``sheets.unknown_suffix``, and nothing is
    remembered. The file is the last step: what is told twice harms less than what is never told.
    """
    _shop(tx, shop_id)
    found = changes(tx.session, shop_id, tx.now.astimezone().date())
    if not found:
        raise Conflict("selling.nothing_new")
    _remember(tx, shop_id, found)
    rows = [(c.row.seller_code, c.row.name, c.row.colour, c.row.size, action(c.what, language), c.row.offer) for c in found]
    write_list(path, kind, header(CHANGES, language), rows)
    off = sum(change.what == "take_off" for change in found)
    tx.touch("selling")
    return SaleExport(path, off, len(found) - off)


@needs(Right.EXPORT)
def export_available(tx: Tx, shop_id: int, path: Path, kind: FileKind, language: Language = "zh_CN") -> int:
    """Write what the shop may offer of every SKU; returns how many rows. It is a list to look at: nothing counts as told.

    Raises NotFound ``selling.unknown_shop``, BadInput ``sheets.cannot_write`` or ``sheets.unknown_suffix``.
    """
    found = available_rows(tx.session, shop_id, tx.now.astimezone().date())
    rows = ((row.seller_code, row.name, row.colour, row.size, row.available, row.offer) for row in found)
    write_list(path, kind, header(AVAILABLE, language), rows)
    return len(found)


@needs(Right.SETTINGS)
def set_reserve(tx: Tx, shop_id: int, pieces: int) -> None:
    """From now on the shop never offers the last ``pieces`` of a SKU.

    Raises BadInput ``selling.bad_reserve`` (most), NotFound ``selling.unknown_shop``.
    """
    if not is_whole(pieces, 0, MOST_RESERVED):
        raise BadInput("selling.bad_reserve", most=MOST_RESERVED)
    name, before = _shop(tx, shop_id)
    if before != pieces:
        tx.connection.execute(update(Shop).where(Shop.id == shop_id).values(reserve=pieces))
        audit.record(tx, "reserve_changed", name, before=before, after=pieces)
        tx.touch("selling")


def _shop(tx: Tx, shop_id: int) -> tuple[str, int]:
    """The shop's name and reserve, its row locked until we are done: two desks never tell a shop the same thing twice."""
    found = tx.session.execute(select(Shop.name, Shop.reserve).where(Shop.id == shop_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("selling.unknown_shop")
    return found.name, found.reserve


def _remember(tx: Tx, shop_id: int, found: Sequence[SaleChange]) -> None:
    """Keep what the shop is told now, with who told it and when."""
    stamp = {"who_id": tx.actor.id, "desk": tx.desk, "at": tx.now}
    values = [(c.told, c.row.sku_id, {"on_sale": c.what == "back_on", "available": c.row.offer, **stamp}) for c in found]
    fresh = [{"shop_id": shop_id, "sku_id": sku_id, **told} for known, sku_id, told in values if not known]
    if fresh:
        tx.connection.execute(insert(SaleState), fresh)
    again = [{"of_sku": sku_id, **told} for known, sku_id, told in values if known]
    if again:
        of_sku = (SaleState.shop_id == shop_id) & (SaleState.sku_id == bindparam("of_sku"))
        tx.connection.execute(update(SaleState).where(of_sku), again)
