"""The catalogue as a person sees it: products with their colours and sizes, SKUs, one SKU in full, the words of codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.sizes import size_key
from warehouse_app.catalog.tables import Barcode, CodeWord, Measure, Product, Sku, SkuAlias
from warehouse_app.store.imports import chunks
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product with what its SKUs come in; ``barcodes_missing`` counts SKUs that no barcode names."""

    id: int
    name: str
    style: str
    category: str
    material: bool
    lots: bool
    skus: int
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    barcodes_missing: int
    liquid: bool
    fragile: bool


@dataclass(frozen=True, slots=True)
class SkuLine:
    """A SKU in a list; ``barcodes`` are all that name it, those of single pieces first."""

    id: int
    product_id: int
    seller_code: str
    name: str
    style: str
    category: str
    colour: str
    size: str
    price: Decimal | None
    weight_g: int | None
    home_bin: str
    picture: str
    barcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkuDetails:
    """All that is kept of one SKU: barcodes with the pieces a scan means, former codes, measures in millimetres."""

    line: SkuLine
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    active: bool
    material: bool
    lots: bool
    liquid: bool
    fragile: bool
    multiples: tuple[tuple[str, int], ...]
    former_codes: tuple[str, ...]
    measures: tuple[tuple[str, int], ...]
    packs: str = ""  # of a packing material: what it is, the room inside (mm), what it may carry (g), when it runs low
    inner_mm: tuple[int | None, int | None, int | None] = (None, None, None)
    carries_g: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class WordLine:
    """What a colour or a size (``kind``) is called in seller codes."""

    kind: str
    word: str
    code: str


_SKUS_OF = select(func.count()).where(Sku.product_id == Product.id, Sku.active).correlate(Product).scalar_subquery()
_UNNAMED = ~select(Barcode.code).where(Barcode.sku_id == Sku.id).exists()
_MISSING_OF = (
    select(func.count())
    .select_from(Sku)
    .where(Sku.product_id == Product.id, Sku.active, _UNNAMED)
    .correlate(Product)
    .scalar_subquery()
)  # fmt: skip
PRODUCT_ORDER: dict[str, Any] = {
    "name": Product.name, "style": Product.style, "category": Product.category, "skus": _SKUS_OF, "barcodes_missing": _MISSING_OF,
}  # fmt: skip
SKU_ORDER: dict[str, Any] = {
    "seller_code": Sku.seller_code, "name": Product.name, "style": Product.style, "category": Product.category,
    "colour": Sku.colour, "size": Sku.size, "price": Sku.price, "weight_g": Sku.weight_g, "home_bin": Sku.home_bin,
}  # fmt: skip
_COLUMNS = (
    Sku.id, Sku.product_id, Sku.seller_code, Product.name, Product.style, Product.category, Sku.colour, Sku.size, Sku.price,
    Sku.weight_g, Sku.home_bin, Sku.picture,
)  # fmt: skip


def products_page(
    session: Session, *, text: str = "", offset: int = 0, limit: int = 100, sort: str = "name", descending: bool = False
) -> Page[ProductLine]:
    """Products found by name, style, or a code or barcode of one of their SKUs; four statements for any page."""
    columns = (Product.id, Product.name, Product.style, Product.category, Product.material, Product.lots)
    wanted = select(*columns, Product.liquid, Product.fragile)
    if text:
        wanted = wanted.where(
            or_(
                Product.name.icontains(text, autoescape=True),
                Product.style.icontains(text, autoescape=True),
                Product.id.in_(select(Sku.product_id).where(_by_code(text))),
            )
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    key = PRODUCT_ORDER[sort]
    page = session.execute(wanted.order_by(key.desc() if descending else key.asc(), Product.id).offset(offset).limit(limit)).all()
    variants, missing = _variants(session, [row.id for row in page])
    rows = [
        ProductLine(
            row.id, row.name, row.style, row.category, row.material, row.lots, len(variants[row.id]),
            tuple(sorted({colour for colour, _ in variants[row.id] if colour})),
            tuple(sorted({size for _, size in variants[row.id] if size}, key=size_key)), missing[row.id],
            liquid=row.liquid, fragile=row.fragile,
        )
        for row in page
    ]  # fmt: skip
    return Page(rows, total)


def skus_page(
    session: Session, *, product_id: int | None = None, text: str = "", missing_barcode: bool = False, offset: int = 0,
    limit: int = 100, sort: str = "", descending: bool = False,
) -> Page[SkuLine]:  # fmt: skip
    """SKUs in use, of one product or of all.

    Unsorted, those of one product come by colour, then by size as people order sizes; those of all by seller code. In a
    list of all products "size" sorts by its text.
    """
    wanted = select(*_COLUMNS).join(Product, Product.id == Sku.product_id).where(Sku.active)
    if product_id is not None:
        wanted = wanted.where(Sku.product_id == product_id)
    if text:
        named = select(Product.id).where(Product.name.icontains(text, autoescape=True))  # each name read once, not once a SKU
        wanted = wanted.where(or_(Sku.product_id.in_(named), _by_code(text)))
    if missing_barcode:
        wanted = wanted.where(_UNNAMED)
    if product_id is not None and sort in ("", "size", "colour"):
        return _by_size(session, wanted, sort, offset, limit, descending=descending)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    key = SKU_ORDER[sort or "seller_code"]
    ordered = wanted.order_by(key.desc() if descending else key.asc(), Sku.id).offset(offset).limit(limit)
    return Page(_lines(session, session.execute(ordered).all()), total)


def sku_details(session: Session, sku_id: int) -> SkuDetails | None:
    """Everything of one SKU, also of one merged into another; None when there is none."""
    more = (
        Sku.length_mm, Sku.width_mm, Sku.height_mm, Sku.active, Product.material, Product.lots, Product.liquid, Product.fragile,
        Sku.packs, Sku.inner_length_mm, Sku.inner_width_mm, Sku.inner_height_mm, Sku.carries_g, Sku.least,
    )  # fmt: skip
    row = session.execute(
        select(*_COLUMNS, *more).join(Product, Product.id == Sku.product_id).where(Sku.id == sku_id)
    ).one_or_none()
    if row is None:
        return None
    codes = session.execute(
        select(Barcode.code, Barcode.multiple).where(Barcode.sku_id == sku_id).order_by(Barcode.multiple, Barcode.code)
    )
    former = session.scalars(select(SkuAlias.code).where(SkuAlias.sku_id == sku_id).order_by(SkuAlias.code))
    (line,) = _lines(session, [row])
    return SkuDetails(
        line, row.length_mm, row.width_mm, row.height_mm, row.active, row.material, row.lots, row.liquid,
        row.fragile, tuple((held.code, held.multiple) for held in codes), tuple(former),
        measures_of(session, [sku_id]).get(sku_id, ()),
        row.packs, (row.inner_length_mm, row.inner_width_mm, row.inner_height_mm), row.carries_g, row.least,
    )  # fmt: skip


def measures_of(session: Session, sku_ids: Sequence[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    """The measures of each SKU that has any, in the order they were first taken: name and millimetres."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for part in chunks(sku_ids):
        wanted = select(Measure.sku_id, Measure.name, Measure.mm).where(Measure.sku_id.in_(part))
        for row in session.execute(wanted.order_by(Measure.at, Measure.name)):
            found[row.sku_id].append((row.name, row.mm))
    return {sku_id: tuple(measures) for sku_id, measures in found.items()}


def barcodes_of(session: Session, sku_ids: Sequence[int], *, single: bool = False) -> dict[int, tuple[str, ...]]:
    """The barcodes of each SKU that has any, those of single pieces first; ``single``: no others."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in chunks(sku_ids):
        wanted = select(Barcode.sku_id, Barcode.code).where(Barcode.sku_id.in_(part))
        if single:
            wanted = wanted.where(Barcode.multiple == 1)
        for row in session.execute(wanted.order_by(Barcode.multiple, Barcode.code)):
            found[row.sku_id].append(row.code)
    return {sku_id: tuple(codes) for sku_id, codes in found.items()}


def code_words(session: Session) -> list[WordLine]:
    """What colours and sizes are called in seller codes."""
    rows = session.execute(select(CodeWord.kind, CodeWord.word, CodeWord.code).order_by(CodeWord.kind, CodeWord.word)).all()
    return [WordLine(row.kind, row.word, row.code) for row in rows]


def _by_code(text: str) -> Any:
    """SKUs in use whose seller code holds the text, or that a barcode or a former code names exactly so."""
    return Sku.active & or_(
        Sku.seller_code.icontains(text, autoescape=True),
        Sku.id.in_(select(Barcode.sku_id).where(Barcode.code == text)),
        Sku.id.in_(select(SkuAlias.sku_id).where(SkuAlias.code == text)),
    )


def _variants(session: Session, product_ids: Sequence[int]) -> tuple[dict[int, list[tuple[str, str]]], dict[int, int]]:
    """Colour and size of every SKU in use by product, and how many of them have no barcode."""
    variants: dict[int, list[tuple[str, str]]] = defaultdict(list)
    missing: dict[int, int] = defaultdict(int)
    for part in chunks(product_ids):
        of_products = (Sku.product_id.in_(part), Sku.active)
        for row in session.execute(select(Sku.product_id, Sku.colour, Sku.size).where(*of_products)):
            variants[row.product_id].append((row.colour, row.size))
        for unnamed in session.execute(
            select(Sku.product_id, func.count()).where(*of_products, _UNNAMED).group_by(Sku.product_id)
        ):
            missing[unnamed[0]] = unnamed[1]
    return variants, missing


def _by_size(session: Session, wanted: Any, sort: str, offset: int, limit: int, *, descending: bool) -> Page[SkuLine]:
    """A page of one product's SKUs. Databases do not know that M comes before XL; one product's SKUs are few."""
    by_size_first = sort == "size"
    found = sorted(
        session.execute(wanted.order_by(Sku.id)).all(),
        key=lambda row: (size_key(row.size), row.colour) if by_size_first else (row.colour, size_key(row.size)),
        reverse=descending,
    )
    return Page(_lines(session, found[offset : offset + limit]), len(found))


def _lines(session: Session, rows: Sequence[Any]) -> list[SkuLine]:
    codes = barcodes_of(session, [row.id for row in rows])
    return [SkuLine(*(*row[: len(_COLUMNS)], codes.get(row.id, ()))) for row in rows]
