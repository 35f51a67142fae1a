"""What a SKU asks for at packing: serial numbers and a look (its product's), a limit for keyed numbers, a set's components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from warehouse_app.catalog import rules
from warehouse_app.catalog.making import skus
from warehouse_app.catalog.rules import LONGEST_LOOK, MOST_AT_PACKING
from warehouse_app.catalog.tables import Barcode, KitComponent, Product, Sku
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class AtPacking:
    """``serials`` and ``look`` ("" for none) are the product's, for all its colours and sizes; ``key_limit`` None: as the shop.

    ``parts`` are the set's components, pieces by seller code; most SKUs are no set.
    """

    serials: bool
    look: str
    key_limit: int | None
    parts: tuple[tuple[str, int], ...]
    fragile: bool = False  # the product's, too: its box is filled up


def at_packing(session: Session, sku_id: int) -> AtPacking:
    """What the SKU asks for. Raises NotFound ``catalog.unknown_sku``."""
    of_sku = select(Product.serials, Product.quality_look, Product.fragile, Sku.key_limit).join(Sku, Sku.product_id == Product.id)
    row = session.execute(of_sku.where(Sku.id == sku_id)).one_or_none()
    if row is None:
        raise NotFound("catalog.unknown_sku", sku="")
    parts = session.execute(
        select(Sku.seller_code, KitComponent.pieces)
        .join(Sku, Sku.id == KitComponent.part_id)
        .where(KitComponent.kit_id == sku_id)
        .order_by(Sku.seller_code)
    )
    components = tuple((part.seller_code, part.pieces) for part in parts)
    return AtPacking(row.serials, row.quality_look, row.key_limit, components, row.fragile)


@needs(Right.EDIT_PRODUCTS)
def set_at_packing(
    tx: Tx, sku_id: int, serials: bool, look: str, key_limit: int | None, parts: Mapping[str, int], *, fragile: bool | None = None
) -> None:  # fmt: skip
    """Change what the SKU asks for. ``parts``: pieces by seller code or barcode, empty for goods that are no set; ``fragile``
    None: as before.

    Parcels that are open keep what they asked for until they are opened again. Raises NotFound ``catalog.unknown_sku``,
    BadInput ``catalog.bad_number``, ``capture.look_long``, ``capture.no_such_part``, ``capture.set_in_set``.
    """
    one_at_a_time(tx, "import")
    sku, look = skus.sku_of(tx.session, sku_id), look.strip()
    if key_limit is not None and not rules.is_whole(key_limit, 0, MOST_AT_PACKING):
        raise BadInput("catalog.bad_number", value=str(key_limit), most=MOST_AT_PACKING)
    if len(look) > LONGEST_LOOK:
        raise BadInput("capture.look_long", most=LONGEST_LOOK)
    before = at_packing(tx.session, sku_id)
    components = _components(tx, sku_id, parts)
    tx.connection.execute(update(Product).where(Product.id == sku.product_id).values(serials=serials, quality_look=look))
    if fragile is not None:
        tx.connection.execute(update(Product).where(Product.id == sku.product_id).values(fragile=fragile))
    tx.connection.execute(update(Sku).where(Sku.id == sku_id).values(key_limit=key_limit))
    tx.connection.execute(delete(KitComponent).where(KitComponent.kit_id == sku_id))
    if components:
        rows = [{"kit_id": sku_id, "part_id": part_id, "pieces": pieces} for part_id, pieces in components.items()]
        tx.connection.execute(insert(KitComponent), rows)
    after = at_packing(tx.session, sku_id)
    if after != before:
        audit.record(tx, "at_packing", sku.seller_code, before=_told(before), after=_told(after))
        tx.touch("catalog")


def _told(known: AtPacking) -> dict[str, object]:
    return {
        "serials": known.serials,
        "look": known.look,
        "key_limit": known.key_limit,
        "parts": dict(known.parts),
        "fragile": known.fragile,
    }


def _components(tx: Tx, kit_id: int, parts: Mapping[str, int]) -> dict[int, int]:
    """Pieces by SKU. A set neither contains itself nor another set, and is itself no part of one."""
    found: dict[int, int] = {}
    for code, pieces in parts.items():
        if not rules.is_whole(pieces, 1, MOST_AT_PACKING):
            raise BadInput("catalog.bad_number", value=str(pieces), most=MOST_AT_PACKING)
        part_id = _sku_named(tx, code)
        if part_id is None or part_id in found:
            raise BadInput("capture.no_such_part", part=code)
        found[part_id] = pieces
    sets = select(KitComponent.kit_id).where(KitComponent.kit_id.in_(found))
    holders = select(KitComponent.kit_id).where(KitComponent.part_id == kit_id)
    if kit_id in found or (found and tx.connection.execute(sets.union_all(holders)).first() is not None):
        raise BadInput("capture.set_in_set")
    return found


def _sku_named(tx: Tx, code: str) -> int | None:
    """The SKU in use with this seller code or barcode."""
    named = select(Barcode.sku_id).where(Barcode.code == code.strip())
    wanted = select(Sku.id).where(or_(Sku.seller_code == code.strip(), Sku.id.in_(named)), Sku.active)
    return tx.connection.execute(wanted.order_by(Sku.seller_code != code.strip()).limit(1)).scalar()


def join_parts(tx: Tx, old_id: int, new_id: int) -> None:
    """A SKU became another: it stands for it in sets, and its own set is forgotten with it."""
    there = select(KitComponent.kit_id).where(KitComponent.part_id == new_id)
    tx.connection.execute(delete(KitComponent).where(KitComponent.kit_id == old_id))
    double = KitComponent.kit_id.in_(there) | (KitComponent.kit_id == new_id)
    tx.connection.execute(delete(KitComponent).where(KitComponent.part_id == old_id, double))
    tx.connection.execute(update(KitComponent).where(KitComponent.part_id == old_id).values(part_id=new_id))
