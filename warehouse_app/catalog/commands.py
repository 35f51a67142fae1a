"""Bringing in products: compare the file with the catalogue, then write what is new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PureWindowsPath
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Barcode, Product, Sku, SkuAlias
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

SIZES = ("length_mm", "width_mm", "height_mm")
INNER = ("inner_length_mm", "inner_width_mm", "inner_height_mm")
OF_MATERIAL = ("packs", *INNER, "carries_g", "least")
AT_PACKING = ("serials", "quality_look", "fragile")
# Of the SKU; all others are the product's.
OWN_FIELDS = ("colour", "size", "price", "weight_g", "home_bin", "picture", *SIZES, *OF_MATERIAL, "key_limit")
ONE_FOR_ALL = ("style", "material", "lots", *AT_PACKING)  # a product has one of each, so rows of one product may not differ
OF_PRODUCT = ("category", *ONE_FOR_ALL)
NOTHING: dict[str, Any] = {
    "category": "", "style": "", "material": False, "lots": False, "serials": False, "quality_look": "", "fragile": False,
}  # fmt: skip
_UNKNOWN = (
    "price",
    "weight_g",
    *SIZES,
    *INNER,
    "carries_g",
    "least",
    "key_limit",
)  # what is None, not "", as long as nobody has said it


@dataclass(slots=True)
class _Known:
    """What the catalogue holds of the codes a file speaks of."""

    skus: dict[str, Any]  # seller code, or a former one, as the file says it -> row of sku and product
    barcodes: dict[str, tuple[str, int]]  # code -> (seller code of its SKU, multiple)
    products: dict[str, Any]  # name -> row of product
    styles: dict[str, str]  # style -> name of the product that has it

    def product_name(self, row: ProductRow) -> str:
        """The product a row speaks of: the one it names, else the one its SKU belongs to, else one called like the SKU."""
        before = self.skus.get(row.seller_code)
        return row.name or (row.seller_code if before is None else str(before.name))


@dataclass(slots=True)
class _Told:
    """What the rows before said, to which a row must not say otherwise."""

    skus: dict[int, int] = field(default_factory=dict)  # SKU id -> row
    facts: dict[tuple[str, str], tuple[Any, int]] = field(default_factory=dict)  # (product, field) -> (value, row)
    styles: dict[str, str] = field(default_factory=dict)  # style -> product


def compare_products(session: Session, parsed: Parsed[ProductRow]) -> ImportResult:
    """The preview: what this file would change. Writes nothing."""
    return _compare(_known(session, parsed), parsed)


@needs(Right.IMPORT_PRODUCTS)
def import_products(tx: Tx, parsed: Parsed[ProductRow]) -> ImportResult:
    """Write what is new or changed; rows with problems are left out. An empty cell changes nothing."""
    one_at_a_time(tx, "import")
    known = _known(tx.session, parsed)
    result = _compare(known, parsed)
    rows = {row.seller_code: row for row in parsed.rows}
    wanted = [rows[change.key] for change in result.changes if change.kind in ("new", "changed")]
    product_ids = _products(tx, wanted, known)
    _write_skus(tx, wanted, known, product_ids)
    _write_barcodes(tx, wanted, known)
    remember_file(tx, "products", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    tx.touch("catalog")
    return result


def _known(session: Session, parsed: Parsed[ProductRow]) -> _Known:
    skus: dict[str, Any] = {}
    own = (getattr(Sku, name) for name in OWN_FIELDS)
    of_products = select(Sku.id, Sku.seller_code, *own, Product.name, Sku.product_id).join(Product)
    for part in chunks([row.seller_code for row in parsed.rows]):
        of_former = of_products.add_columns(SkuAlias.code).join(SkuAlias, SkuAlias.sku_id == Sku.id)
        skus |= {found.code: found for found in session.execute(of_former.where(SkuAlias.code.in_(part)))}
        of_codes = of_products.where(Sku.seller_code.in_(part), Sku.active)
        skus |= {found.seller_code: found for found in session.execute(of_codes)}
    barcodes: dict[str, tuple[str, int]] = {}
    of_barcodes = select(Barcode.code, Sku.seller_code, Barcode.multiple).join(Sku, Sku.id == Barcode.sku_id)
    for part in chunks([code for row in parsed.rows for code in row.barcodes]):
        for held in session.execute(of_barcodes.where(Barcode.code.in_(part))):
            barcodes[held.code] = (held.seller_code, held.multiple)
    known = _Known(skus, barcodes, {}, {})
    names = {known.product_name(row) for row in parsed.rows} | {sku.name for sku in skus.values()}
    known.products = _products_by_name(session, sorted(names))
    for part in chunks(sorted({row.style for row in parsed.rows if row.style})):
        of_styles = select(Product.style, Product.name).where(Product.style.in_(part))
        known.styles |= {found.style: found.name for found in session.execute(of_styles)}
    return known


def _products_by_name(session: Session, names: Sequence[str]) -> dict[str, Any]:
    wanted = select(Product.id, Product.name, *(getattr(Product, name) for name in OF_PRODUCT))
    return {found.name: found for part in chunks(names) for found in session.execute(wanted.where(Product.name.in_(part)))}


def _compare(known: _Known, parsed: Parsed[ProductRow]) -> ImportResult:
    changes, errors = [], list(parsed.problems)
    told = _Told()
    for row in parsed.rows:
        problem = (
            _twice(parsed.name, known, row, told)
            or _taken(parsed.name, known, row, told)
            or _differs(parsed.name, known, row, told)
        )
        if problem is not None:
            errors.append(problem)
            continue
        _remember(known, row, told)
        changes.append(_change(parsed.name, known, row))
    return ImportResult(changes, errors)


def _twice(file: str, known: _Known, row: ProductRow, told: _Told) -> RowProblem | None:
    """A SKU that comes by its code and by a former one."""
    before = known.skus.get(row.seller_code)
    if before is None or told.skus.setdefault(before.id, row.row) == row.row:
        return None
    return RowProblem(file, row.row, "seller_code", "catalog.same_sku_twice", {"first": told.skus[before.id]})


def _taken(file: str, known: _Known, row: ProductRow, told: _Told) -> RowProblem | None:
    """A barcode of other goods, or the style number of another product."""
    before = known.skus.get(row.seller_code)
    own = row.seller_code if before is None else before.seller_code
    for barcode in row.barcodes:
        owner = known.barcodes.get(barcode, (own, 1))[0]
        if owner != own:
            return RowProblem(file, row.row, "barcode", "catalog.barcode_taken", {"barcode": barcode, "owner": owner})
    name = known.product_name(row)
    holders = (known.styles.get(row.style, name), told.styles.get(row.style, name))
    holder = next((holder for holder in holders if row.style and holder != name), None)
    if holder is None:
        return None
    return RowProblem(file, row.row, "style", "catalog.style_taken", {"style": row.style, "name": holder})


def _differs(file: str, known: _Known, row: ProductRow, told: _Told) -> RowProblem | None:
    """What an earlier row said otherwise of the same product."""
    name = known.product_name(row)
    for fact in ONE_FOR_ALL:
        said = getattr(row, fact)
        value, first = told.facts.get((name, fact), (said, row.row))
        if said not in ("", None) and said != value:
            return RowProblem(file, row.row, fact, "sheets.product_differs", {"name": name, "first": first})
    return None


def _remember(known: _Known, row: ProductRow, told: _Told) -> None:
    name = known.product_name(row)
    if row.style:
        told.styles[row.style] = name
    for fact in ONE_FOR_ALL:
        if getattr(row, fact) not in ("", None):
            told.facts.setdefault((name, fact), (getattr(row, fact), row.row))


def _said(row: ProductRow) -> dict[str, Any]:
    """The fields the file speaks of; an empty cell says nothing."""
    values = {
        "name": row.name, "category": row.category, "colour": row.colour, "size": row.size, "price": row.price,
        "weight_g": row.weight_g, "home_bin": row.bin_code, "picture": picture_name(row.picture), "length_mm": row.length_mm,
        "width_mm": row.width_mm, "height_mm": row.height_mm, "style": row.style, "material": row.material, "lots": row.lots,
    }  # fmt: skip
    values |= {name: getattr(row, name) for name in (*OF_MATERIAL, *AT_PACKING, "key_limit")}
    return {name: value for name, value in values.items() if value not in ("", None)}


def picture_name(said: str) -> str:
    """The file a picture is kept under in the data folder: the name alone, whatever folders the list names."""
    return PureWindowsPath(said).name


def _change(file: str, known: _Known, row: ProductRow) -> Change:
    before, product = known.skus.get(row.seller_code), known.products.get(known.product_name(row))
    fields = {}
    for name, value in _said(row).items():
        holder = product if name in OF_PRODUCT else before
        old = None if holder is None else getattr(holder, name)
        if old != value:
            fields[name] = (_shown(old), _shown(value))
    fresh = [c for c in row.barcodes if known.barcodes.get(c, ("", 0))[1] != row.multiple]
    if fresh:
        fields["barcode"] = ("", " ".join(fresh))
    kind = "new" if before is None else "changed" if fields else "unchanged"
    return Change(file, row.row, row.seller_code, kind, fields)


def _shown(value: object) -> str:
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def _products(tx: Tx, rows: list[ProductRow], known: _Known) -> dict[str, int]:
    """Ids by name of the products the rows speak of, made where missing; what the file says of a product is taken over.

    A product that is new because its SKU goes by another name now is what the old one was where the file says nothing;
    but a style number stays with the product that has it.
    """
    facts: dict[str, dict[str, Any]] = {}
    for row in rows:
        said = _said(row)
        told = facts.setdefault(known.product_name(row), {})
        told |= {name: said[name] for name in OF_PRODUCT if name in said}
    inherited = {known.product_name(row): known.skus[row.seller_code].name for row in rows if row.seller_code in known.skus}
    fresh = []
    for name, told in facts.items():
        there = known.products.get(name)
        if there is None:
            like = known.products.get(inherited.get(name, ""))
            old = {} if like is None else {fact: getattr(like, fact) for fact in OF_PRODUCT if fact != "style"}
            fresh.append({"name": name, **NOTHING, **old, **told})
        elif any(getattr(there, fact) != value for fact, value in told.items()):
            tx.connection.execute(update(Product).where(Product.id == there.id).values(**told))
    if fresh:
        tx.connection.execute(insert(Product), fresh)
    return {name: found.id for name, found in _products_by_name(tx.session, sorted(facts)).items()}


def _write_skus(tx: Tx, rows: list[ProductRow], known: _Known, product_ids: dict[str, int]) -> None:
    fresh = []
    for row in rows:
        said = _said(row)
        values: dict[str, Any] = {name: said[name] for name in OWN_FIELDS if name in said}
        product_id = product_ids[known.product_name(row)]
        before = known.skus.get(row.seller_code)
        if before is None:
            empty = {name: None if name in _UNKNOWN else "" for name in OWN_FIELDS}
            fresh.append({**empty, **values, "seller_code": row.seller_code, "product_id": product_id})
            continue
        if row.name:
            values["product_id"] = product_id
        if values:
            tx.connection.execute(update(Sku).where(Sku.id == before.id).values(**values))
    if fresh:
        tx.connection.execute(insert(Sku), fresh)


def _write_barcodes(tx: Tx, rows: list[ProductRow], known: _Known) -> None:
    ids: dict[str, int] = {code: before.id for code, before in known.skus.items()}
    for part in chunks([row.seller_code for row in rows if row.seller_code not in ids]):
        ids |= {r.seller_code: r.id for r in tx.session.execute(select(Sku.seller_code, Sku.id).where(Sku.seller_code.in_(part)))}
    wanted = {code: (ids[row.seller_code], row.multiple) for row in rows for code in row.barcodes}
    held: dict[str, int] = {}
    for part in chunks(list(wanted)):
        held |= {
            r.code: r.multiple for r in tx.session.execute(select(Barcode.code, Barcode.multiple).where(Barcode.code.in_(part)))
        }
    for code, (_, multiple) in wanted.items():
        if code in held and held[code] != multiple:
            tx.connection.execute(update(Barcode).where(Barcode.code == code).values(multiple=multiple))
    fresh = [{"code": c, "sku_id": s, "multiple": m} for c, (s, m) in wanted.items() if c not in held]
    if fresh:
        tx.connection.execute(insert(Barcode), fresh)
