"""Stock by SKU, product, bin, zone or category: a page of names first, then the figures of that page alone.

So the first rows of a hundred thousand SKUs come at once. Only an order by a figure has to add up everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.stock.looks.figures import IN_THE_HOUSE, Figures, figure_columns, figures_of
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.pages import Page

By = Literal["sku", "product", "bin", "zone", "category"]
Expected = Select[int, int]  # of (sku_id, pieces): what purchase orders still bring; ``inbound.looks`` makes it
Keys = Select[*tuple[Any, ...]]
FIGURES = ("on_hand", "reserved", "available", "dock", "quarantined", "expected")


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One SKU, product, bin, zone or category with its figures.

    ``id`` is the row's own (0 for zones and categories); ``name`` is the product of a SKU, the zone of a bin, the category
    of a product; ``kinds`` counts the SKUs that lie there.
    """

    id: int
    code: str
    name: str
    colour: str
    size: str
    picture: str
    kinds: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class _Axis:
    """What is grouped by: its key, its key as a balance knows it, what it is sorted by, and where one searches."""

    key: Any
    of_balance: Any
    names: Mapping[str, Any]
    searched: Sequence[Any]


_AXES: Mapping[str, _Axis] = {
    "sku": _Axis(Sku.id, Balance.sku_id, {"code": Sku.seller_code, "name": Product.name}, (Sku.seller_code, Product.name)),
    "product": _Axis(
        Product.id, Sku.product_id, {"code": Product.name, "name": Product.category}, (Product.name, Product.category)
    ),
    "category": _Axis(Product.category, Product.category, {"code": Product.category}, (Product.category,)),
    "bin": _Axis(
        Location.id, Balance.location_id, {"code": Location.walk_key, "name": Location.zone}, (Location.code, Location.zone)
    ),
    "zone": _Axis(Location.zone, Location.zone, {"code": Location.zone}, (Location.zone,)),
}
PLACES = ("bin", "zone")
_BY_SKU = ~Balance.virtual  # IN_THE_HOUSE, but so that SQLite reads SKU by SKU and not ix_balance_house, which goes bin by bin
WORDS = ("zone", "category")  # groups that are a word and no row


def group_page(
    session: Session, *, by: By, text: str = "", offset: int = 0, limit: int = 100, sort: str = "code",
    descending: bool = False, today: date | None = None, expected: Expected | None = None,
) -> Page[GroupRow]:  # fmt: skip
    """A page of groups with their figures, sorted by ``code``, ``name`` or a figure, in at most five statements.

    With ``today`` goods of expired lots are not available. Nothing is ``expected`` in a bin or a zone.
    """
    coming = None if by in PLACES else expected
    if by in WORDS:
        return _few(session, by, text, offset, limit, sort, descending, today, coming)
    total = session.scalar(select(func.count()).select_from(_groups(by, text).subquery())) or 0
    wanted = _sorted(by, text, sort, descending, today, coming).offset(offset).limit(limit)
    keys = list(session.scalars(wanted))
    sums = {row.key: row for row in session.execute(_sums(by, keys, today))} if keys else {}
    more = _pieces_to_come(session, by, keys, coming)
    told = _names(session, by, keys)
    return Page([_row(told[key], sums.get(key), more.get(key, 0)) for key in keys], total)


def _few(
    session: Session, by: By, text: str, offset: int, limit: int, sort: str, descending: bool, today: date | None,
    expected: Expected | None,
) -> Page[GroupRow]:  # fmt: skip
    """Zones or categories: they are few, so all are added up in one pass, whichever way they are sorted.

    The database puts the words in order, as everywhere; rows with the same figure stay in that order.
    """
    a_figure = sort in FIGURES and (sort != "expected" or expected is not None)
    keys = list(session.scalars(_sorted(by, text, "code", descending and not a_figure, today, expected)))
    page = keys if a_figure else keys[offset : offset + limit]
    sums = {row.key: row for row in session.execute(_sums(by, page, today))} if page else {}
    more = _pieces_to_come(session, by, page, expected)
    rows = [_row((0, key, "", "", "", ""), sums.get(key), more.get(key, 0)) for key in page]
    if a_figure:
        rows = sorted(rows, key=lambda row: int(getattr(row.figures, sort)), reverse=descending)[offset : offset + limit]
    return Page(rows, len(keys))


def _row(told: tuple[int, str, str, str, str, str], sums: Any, expected: int) -> GroupRow:
    if sums is None:
        return GroupRow(*told, 0, Figures(expected=expected))
    return GroupRow(*told, int(sums.kinds), figures_of(sums, expected))


def _groups(by: By, text: str, *, with_product: bool = False) -> Keys:
    """The keys of all groups that are searched for; no table is joined that is not needed."""
    axis = _AXES[by]
    wanted = select(axis.key.label("key"))
    if by == "sku" and (text or with_product):
        wanted = wanted.join(Product, Product.id == Sku.product_id)
    if by in PLACES:
        wanted = wanted.where(Location.kind == "bin", Location.active)
    if by in WORDS:
        wanted = wanted.distinct()
    if not text:
        return wanted
    found = [name.icontains(text, autoescape=True) for name in axis.searched]
    if by == "sku":
        found.append(Sku.id.in_(select(Barcode.sku_id).where(Barcode.code == text)))
    return wanted.where(or_(*found))


def _sorted(
    by: By, text: str, sort: str, descending: bool, today: date | None, expected: Expected | None
) -> Keys:  # fmt: skip
    axis = _AXES[by]
    if sort not in FIGURES or (sort == "expected" and expected is None):
        name = axis.names.get(sort, axis.names["code"])
        wanted = _groups(by, text, with_product=sort == "name")
        wanted = wanted.order_by(name.desc() if descending else name.asc())
        return wanted if by in WORDS else wanted.order_by(axis.key)
    if by in ("sku", "bin") and sort != "expected":
        each = _figure_of_each(by, sort, today)
        return _groups(by, text).order_by(each.desc() if descending else each.asc(), axis.key)
    keys = _groups(by, text).subquery()
    figure = _one_figure(by, sort, today, expected).subquery()
    value = func.coalesce(figure.c.value, 0)
    wanted = select(keys.c.key).outerjoin(figure, figure.c.key == keys.c.key)
    return wanted.order_by(value.desc() if descending else value.asc(), keys.c.key)


def _figure_of_each(by: By, sort: str, today: date | None) -> ColumnElement[int]:
    """One figure of the SKU or bin of the row: a small sum for each, which SQLite does in half the time of one great sum."""
    value = func.coalesce(_figure(sort, today), 0)
    if by == "bin":
        here = select(value).select_from(Balance).where(IN_THE_HOUSE, Balance.location_id == Location.id)
        return here.correlate(Location).scalar_subquery()
    of_it = select(value).select_from(Balance).where(_BY_SKU, Balance.sku_id == Sku.id)
    return of_it.correlate(Sku).scalar_subquery()


def _figure(sort: str, today: date | None) -> Any:
    return next(column.element for column in figure_columns(today) if column.name == sort)


def _one_figure(by: By, sort: str, today: date | None, expected: Expected | None) -> Keys:
    """Every group's value of one figure."""
    key = _AXES[by].of_balance
    if sort != "expected" or expected is None:
        return _balances(by, key.label("key"), _figure(sort, today).label("value")).group_by(key)
    return _to_come(by, expected)


def _balances(by: By, *columns: Any) -> Keys:
    """Columns over what is in the house, with what the grouping needs."""
    wanted = select(*columns).select_from(Balance)
    if by in PLACES:
        wanted = wanted.join(Location, Location.id == Balance.location_id)
        return wanted.where(IN_THE_HOUSE, Location.kind == "bin")
    if by in ("product", "category"):
        wanted = wanted.join(Sku, Sku.id == Balance.sku_id)
    wanted = wanted.where(_BY_SKU)
    return wanted.join(Product, Product.id == Sku.product_id) if by == "category" else wanted


def _sums(by: By, keys: Sequence[Any], today: date | None) -> Keys:
    if by == "category":
        return _sums_by_category(keys, today)
    key = _AXES[by].of_balance
    lying = func.count(case((Balance.on_hand > 0, Balance.sku_id)).distinct()).label("kinds")
    return _balances(by, key.label("key"), lying, *figure_columns(today)).where(key.in_(keys)).group_by(key)


def _sums_by_category(keys: Sequence[str], today: date | None) -> Keys:
    """First SKU by SKU, in the order of an index, then the few sums: nothing is sorted and no SKU is counted twice."""
    lies = case((func.max(Balance.on_hand) > 0, 1), else_=0).label("kinds")
    each = select(Balance.sku_id, lies, *figure_columns(today)).where(_BY_SKU).group_by(Balance.sku_id).subquery()
    sums = [func.sum(each.c[name]).label(name) for name in ("kinds", *FIGURES) if name != "expected"]
    wanted = select(Product.category.label("key"), *sums).select_from(each).join(Sku, Sku.id == each.c.sku_id)
    wanted = wanted.join(Product, Product.id == Sku.product_id)
    return wanted.where(Product.category.in_(keys)).group_by(Product.category)


def _to_come(by: By, expected: Expected) -> Keys:
    coming = expected.subquery()
    key = {"sku": coming.c.sku_id, "product": Sku.product_id, "category": Product.category}[by]
    wanted: Keys = select(key.label("key"), func.sum(coming.c.pieces).label("value")).select_from(coming)
    if by != "sku":
        wanted = wanted.join(Sku, Sku.id == coming.c.sku_id)
    if by == "category":
        wanted = wanted.join(Product, Product.id == Sku.product_id)
    return wanted.group_by(key)


def _pieces_to_come(session: Session, by: By, keys: Sequence[Any], expected: Expected | None) -> dict[Any, int]:
    if expected is None or not keys:
        return {}
    coming = _to_come(by, expected).subquery()
    found = session.execute(select(coming.c.key, coming.c.value).where(coming.c.key.in_(keys)))
    return {row.key: int(row.value) for row in found}


def _names(session: Session, by: By, keys: Sequence[Any]) -> dict[Any, tuple[int, str, str, str, str, str]]:
    """What each group is called: id, code, name, colour, size, picture."""
    if by == "sku":
        wanted = select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture).join(Product)
        skus = session.execute(wanted.where(Sku.id.in_(keys)))
        return {r.id: (r.id, r.seller_code, r.name, r.colour, r.size, r.picture) for r in skus}
    table, code, name = (Product, Product.name, Product.category) if by == "product" else (Location, Location.code, Location.zone)
    found = session.execute(select(table.id, code.label("code"), name.label("name")).where(table.id.in_(keys)))
    return {r.id: (r.id, r.code, r.name, "", "", "") for r in found}
