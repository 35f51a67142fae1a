"""What sets are made of, what an order's lines are in pieces of each SKU, and how many sets could be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Integer, Select, cast, func, select, union_all

from warehouse_app.catalog.tables import KitComponent, Product, Sku
from warehouse_app.orders.free import free_pieces
from warehouse_app.orders.sets.rules import MadeSets
from warehouse_app.orders.tables import OrderLine, SetPart
from warehouse_app.stock.tables import Balance
from warehouse_app.store.imports import chunks


def kits_of(connection: Connection, sku_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """The sets among these SKUs with their components: pieces of each in one set."""
    kits: dict[int, dict[int, int]] = {}
    for some in chunks(sorted(set(sku_ids))):
        kits |= kits_among(connection, some)
    return kits


def kits_among(connection: Connection, sku_ids: Any) -> dict[int, dict[int, int]]:
    """As ``kits_of``, of few SKUs or of those a query finds."""
    kits: dict[int, dict[int, int]] = defaultdict(dict)
    columns = (KitComponent.kit_id, KitComponent.part_id, KitComponent.pieces)
    for row in connection.execute(select(*columns).where(KitComponent.kit_id.in_(sku_ids))):
        kits[row.kit_id][row.part_id] = row.pieces
    return dict(kits)


def free_of(connection: Connection, sku_ids: Iterable[int], today: date | None) -> dict[int, int]:
    """Pieces of these SKUs that may be promised."""
    found: dict[int, int] = {}
    for some in chunks(sorted(set(sku_ids))):
        rows = connection.execute(free_pieces(today).where(Balance.sku_id.in_(some)))
        found |= {row.sku_id: int(row.free) for row in rows}
    return found


def line_goods(*where: Any) -> Select[Any]:
    """A query for ``line_id``, ``order_id``, ``sku_id`` and ``pieces`` of live lines (conditions on OrderLine); what a line's
    sets are made of stands in their place.
    """
    made = select(func.max(SetPart.sets)).where(SetPart.order_line_id == OrderLine.id).correlate(OrderLine).scalar_subquery()
    own = (OrderLine.quantity - func.coalesce(made, 0)).label("pieces")
    lines = select(OrderLine.id.label("line_id"), OrderLine.order_id, OrderLine.sku_id, own)
    parts = select(OrderLine.id, OrderLine.order_id, SetPart.part_id, SetPart.sets * SetPart.per_set)
    both = union_all(
        lines.where(OrderLine.live, OrderLine.sku_id.is_not(None), *where),
        parts.join(SetPart, SetPart.order_line_id == OrderLine.id).where(OrderLine.live, *where),
    ).subquery()
    return select(both).where(both.c.pieces > 0)


def made_sets(connection: Connection, *where: Any) -> list[MadeSets]:
    """The sets that come as components, of lines under a condition on OrderLine; the last lines of the last orders first."""
    wanted = select(SetPart).join(OrderLine, OrderLine.id == SetPart.order_line_id).where(OrderLine.live, *where)
    order = (OrderLine.order_id.desc(), OrderLine.line.desc(), SetPart.part_id)
    sets: dict[int, int] = {}
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    for row in connection.execute(wanted.with_only_columns(*SetPart.__table__.c).order_by(*order)):
        sets[row.order_line_id] = row.sets
        parts[row.order_line_id][row.part_id] = row.per_set
    return [MadeSets(line_id, count, parts[line_id]) for line_id, count in sets.items()]


def offered_pieces(today: date | None) -> Select[Any]:
    """As ``free_pieces``: to a set's own pieces come the sets that could be made of free components."""
    free = free_pieces(today).subquery()
    each = func.coalesce(free.c.free, 0) // KitComponent.pieces
    made = select(KitComponent.kit_id.label("sku_id"), cast(func.min(each), Integer).label("free"))
    made = made.outerjoin(free, free.c.sku_id == KitComponent.part_id).group_by(KitComponent.kit_id)
    both = union_all(select(free.c.sku_id, free.c.free), made).subquery()
    return select(both.c.sku_id, cast(func.sum(both.c.free), Integer).label("free")).group_by(both.c.sku_id)


def sets_promised(connection: Connection, pairs: Sequence[tuple[int, int]]) -> dict[int, tuple[str, ...]]:
    """Names of the sets a SKU is a component of, from (SKU promised, SKU of its order line); no statement without any."""
    of_sets = {(promised, of_line) for promised, of_line in pairs if promised != of_line}
    if not of_sets:
        return {}
    names = names_of(connection, {kit for _, kit in of_sets})
    found: dict[int, list[str]] = defaultdict(list)
    for promised, kit in sorted(of_sets):
        found[promised].append(names[kit])
    return {sku_id: tuple(kits) for sku_id, kits in found.items()}


def names_of(connection: Connection, sku_ids: Iterable[int]) -> dict[int, str]:
    """What a person calls these SKUs: name, colour and size."""
    columns = (Sku.id, Product.name, Sku.colour, Sku.size)
    rows = connection.execute(select(*columns).join(Product, Product.id == Sku.product_id).where(Sku.id.in_(set(sku_ids))))
    return {row.id: " ".join(part for part in (row.name, row.colour, row.size) if part) for row in rows}


def made_of(connection: Connection, order_id: int) -> Mapping[int, tuple[tuple[str, int, int], ...]]:
    """By line of an order, what its sets are made of: seller code and pieces of each component, and how many sets."""
    rows = connection.execute(
        select(SetPart.order_line_id, Sku.seller_code, SetPart.per_set, SetPart.sets)
        .join(OrderLine, OrderLine.id == SetPart.order_line_id)
        .join(Sku, Sku.id == SetPart.part_id)
        .where(OrderLine.order_id == order_id)
        .order_by(Sku.seller_code)
    )
    found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for row in rows:
        found[row.order_line_id].append((row.seller_code, row.per_set, row.sets))
    return {line_id: tuple(parts) for line_id, parts in found.items()}
