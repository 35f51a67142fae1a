"""What a file is, before anybody says so: the kind of list by its header, its first rows, and the imports so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.files import PRODUCTS
from warehouse_app.catalog.kits.files import KITS
from warehouse_app.dispatch.files import GIVEN_FIELDS, WAYBILLS
from warehouse_app.dispatch.following.files import TRACKING
from warehouse_app.intake import KINDS, Kind
from warehouse_app.orders.files import LAYOUTS as ORDER_LAYOUTS
from warehouse_app.orders.files import ORDER_FIELDS
from warehouse_app.people.tables import Person
from warehouse_app.restock.keeping.files import TERMS
from warehouse_app.restock.past.files import LONG, PAST_FIELDS, is_past_sales
from warehouse_app.restock.seasons.files import SEASONS
from warehouse_app.sheets.mapping import Field, Layout, fits, header_fingerprint, match
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.reader import open_sheet
from warehouse_app.sheets.values import clean
from warehouse_app.stock.bins.files import BINS
from warehouse_app.stock.files import STOCK
from warehouse_app.store.pages import Page
from warehouse_app.store.tables import ColumnMapping, ImportFile
from warehouse_app.store.warehouse import Warehouse

FIELDS: dict[Kind, tuple[Field, ...]] = {
    "products": PRODUCTS.fields,
    "kits": KITS.fields,
    "bins": BINS.fields,
    "stock": STOCK.fields,
    "orders": ORDER_FIELDS,
    "waybills": WAYBILLS.fields,
    "tracking": TRACKING.fields,
    "past_sales": PAST_FIELDS,
    "seasons": SEASONS.fields,
    "terms": TERMS.fields,
}
"""What a person may name in a layout we do not know."""
NEEDED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "products": (("seller_code",),),
    "kits": (("kit_code",), ("part_code",)),
    "bins": (("bin_code",),),
    "stock": (("quantity",), ("seller_code", "barcode")),
    "orders": (("number",), ("seller_code", "title"), ("quantity",)),
    "waybills": (("waybill",), ("courier",)),
    "tracking": (("waybill",), ("moment",), ("status", "words")),
    "past_sales": (("seller_code", "barcode"),),  # a list with a column for each month has no column of pieces
    "seasons": (("season_ends",), ("name", "seller_code")),
    "terms": (("lead_days", "minimum", "pack", "safety", "keep_least", "keep_most", "never"), ("seller_code", "barcode")),
}
"""Of each group at least one must be named, or the list says nothing."""

_LAYOUTS = (*ORDER_LAYOUTS, KITS, STOCK, PRODUCTS, BINS, WAYBILLS, TRACKING, LONG, SEASONS, TERMS)
_KNOWN = frozenset(name for layout in _LAYOUTS for name in layout.known_names())
_PRODUCTS_ONLY = (
    "price", "weight_g", "weight_kg", "category", "picture", "multiple", "length_mm", "length_cm", "material", "lots", "packs",
    "carries_g", "least", "serials", "quality_look", "fragile", "key_limit",
)  # fmt: skip
_STOCK_ONLY = ("lot", "expires")
_SAMPLES = 3
LEAST_OF_PRODUCTS = 2  # so many columns that only product lists have make one of it


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and the kind of list it is, None when its header fits none. ``mapped``: a person named its columns."""

    path: Path
    kind: Kind | None
    mapped: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """The header of a file, and of each column the first values that are not empty, at most three."""

    header: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file that came in."""

    id: int
    kind: str
    name: str
    at: datetime
    who: str
    rows: int


def recognise(warehouse: Warehouse, path: Path, progress: Progress | None = None) -> Recognised:
    """What kind of list a file is, by its header alone. Raises Unreadable (no table at all), Cancelled."""
    header = open_sheet(path, known=_KNOWN, progress=progress).header
    kind = kind_of_header(header)
    if kind is not None:
        return Recognised(path, kind)
    with warehouse.reading() as session:
        of_header = (ColumnMapping.fingerprint == header_fingerprint(header)) & ColumnMapping.kind.in_(KINDS)
        saved = session.scalar(select(ColumnMapping.kind).where(of_header))
    return Recognised(path, cast(Kind | None, saved), mapped=saved is not None)


def kind_of_header(header: Sequence[str]) -> Kind | None:
    """The kind of list with these column names.

    Orders first: their reports carry seller codes and waybill numbers too. A list with order numbers and waybill
    numbers but no items tells what was shipped; it is no pool of free numbers, and is never taken for one. With what couriers
    give along with new numbers (a routing mark, a hub, print data) it is.
    """
    particular = _particular(header)
    if particular is not None:
        return particular
    products, stock = match(header, PRODUCTS.fields), match(header, STOCK.fields)
    about_products = sum(name in products for name in _PRODUCTS_ONLY)
    if fits(STOCK, header, stock) and (about_products < LEAST_OF_PRODUCTS or any(name in stock for name in _STOCK_ONLY)):
        return "stock"
    if fits(PRODUCTS, header, products):
        return "products"
    if _is(BINS, header) and not {"barcode", "quantity"} & stock.keys():
        return "bins"
    if _is(TRACKING, header):  # a list of free numbers says nothing of what became of them
        return "tracking"
    waybills = match(header, WAYBILLS.fields)
    order_number = match(header, ORDER_FIELDS).get("number")
    are_new = order_number in (None, waybills.get("waybill")) or any(field.name in waybills for field in GIVEN_FIELDS)
    if fits(WAYBILLS, header, waybills) and are_new:
        return "waybills"
    return None


def _particular(header: Sequence[str]) -> Kind | None:
    """The kinds whose columns no other list has."""
    if any(_is(layout, header) for layout in ORDER_LAYOUTS):
        return "orders"
    if _is(KITS, header):
        return "kits"
    kept = _kept(header)
    if kept is not None:
        return kept
    return "past_sales" if is_past_sales(header) else None


def _kept(header: Sequence[str]) -> Kind | None:
    """Lists of seasons or terms; one that tells more of the goods or of stock only has a column of these beside."""
    stock, products = match(header, STOCK.fields), match(header, PRODUCTS.fields)
    if {"quantity", "bin_code"} & stock.keys():
        return None
    if _is(SEASONS, header) and sum(name in products for name in _PRODUCTS_ONLY) < LEAST_OF_PRODUCTS:
        return "seasons"
    return "terms" if _is(TERMS, header) and len(match(header, TERMS.fields)) >= len(products) else None


def _is(layout: Layout, header: Sequence[str]) -> bool:
    return fits(layout, header, match(header, layout.fields))


def sample(path: Path, header: Sequence[str] = ()) -> Sample:
    """The header (or the row nearest to ``header``) and the first values under it. Raises Unreadable."""
    sheet = open_sheet(path, known=header or _KNOWN)
    columns: list[list[str]] = [[] for _ in sheet.header]
    for row in islice(sheet.rows(), 50):
        for values, cell in zip(columns, row.cells, strict=False):
            text = clean(cell)
            if text and len(values) < _SAMPLES:
                values.append(text)
    named = [place for place, name in enumerate(sheet.header) if name]
    return Sample(tuple(sheet.header[place] for place in named), tuple(tuple(columns[place]) for place in named))


def guess_columns(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """Field name to column, for the columns whose names we know or that hold a name we know."""
    return guess(FIELDS[kind], header)


def guess(fields: Sequence[Field], header: Sequence[str]) -> dict[str, str]:
    """As ``guess_columns``, for fields of any kind of list."""
    guessed = {field: header[place] for field, place in match(header, fields).items()}
    free = [name for name in header if name not in guessed.values()]
    for field in fields:
        if field.name in guessed:
            continue
        near = next((name for name in free if any(_is_near(name, synonym) for synonym in field.synonyms)), None)
        if near is not None:
            guessed[field.name] = near
            free.remove(near)
    return guessed


def _is_near(name: str, synonym: str) -> bool:
    """A longer name that contains one of ours; names of one or two letters would be near everything."""
    least = 2 if not synonym.isascii() else 3
    return len(synonym) >= least and synonym.casefold() in name.casefold()


def missing_field(kind: Kind, columns: Mapping[str, str]) -> str | None:
    """The first field that must be named before these columns make a list of this kind; None when all is there."""
    for group in NEEDED[kind]:
        if not any(columns.get(name) for name in group):
            return group[0]
    return None


def imports_page(session: Session, *, offset: int = 0, limit: int = 100) -> Page[ImportRow]:
    """The files that came in, the newest first."""
    total = session.scalar(select(func.count()).select_from(ImportFile)) or 0
    wanted = (
        select(ImportFile.id, ImportFile.kind, ImportFile.name, ImportFile.at, Person.name.label("who"), ImportFile.counts)
        .join(Person, Person.id == ImportFile.who_id)
        .order_by(ImportFile.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = [ImportRow(r.id, r.kind, r.name, r.at, r.who, _rows(r.counts)) for r in session.execute(wanted)]
    return Page(rows, total)


def _rows(counts: dict[str, int]) -> int:
    """Rows the file had; order files keep what became of them instead."""
    return int(counts.get("rows", sum(counts.get(kind, 0) for kind in ("new", "changed", "unchanged"))))


def likeliest_kind(header: Sequence[str]) -> Kind:
    """The kind a header we do not know comes nearest to: what is needed for it counts first, then all else."""

    def nearness(kind: Kind) -> tuple[bool, int]:
        guessed = guess_columns(kind, header)
        # Most lists have a column of bins, or of codes: that alone says nothing.
        enough = len(guessed) > (kind == "past_sales") + (kind in ("bins", "past_sales"))
        return enough and missing_field(kind, guessed) is None, len(guessed)

    return max(FIELDS, key=nearness)
