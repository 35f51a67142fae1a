"""Bringing in products: compare the file with the catalogue, then write what is new or changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

OWN_FIELDS = ("colour", "size", "price", "weight_g", "home_bin", "picture")  # of the SKU; name and category are the product's


@dataclass(slots=True)
class _Known:
    """What the catalogue holds of the codes a file speaks of."""

    skus: dict[str, Any]  # seller code -> row of sku and product
    barcodes: dict[str, tuple[str, int]]  # code -> (seller code of its SKU, multiple)


def compare_products(session: Session, parsed: Parsed[ProductRow]) -> ImportResult:
    """The preview: what this file would change. Writes nothing."""
    known = _known(session, parsed)
    changes, errors = [], list(parsed.problems)
    for row in parsed.rows:
        taken = next((c for c in row.barcodes if _taken(known, row, c)), None)
        if taken is not None:
            owner = known.barcodes[taken][0]
            errors.append(
                RowProblem(parsed.name, row.row, "barcode", "catalog.barcode_taken", {"barcode": taken, "owner": owner})
            )
            continue
        changes.append(_change(parsed.name, known, row))
    return ImportResult(changes, errors)


@needs(Right.IMPORT_PRODUCTS)
def import_products(tx: Tx, parsed: Parsed[ProductRow]) -> ImportResult:
    """Write what is new or changed; rows with problems are left out. An empty cell changes nothing."""
    one_at_a_time(tx, "import")
    result = compare_products(tx.session, parsed)
    rows = {row.seller_code: row for row in parsed.rows}
    wanted = [rows[change.key] for change in result.changes if change.kind in ("new", "changed")]
    known = _known(tx.session, parsed)
    product_ids = _products(tx, wanted)
    _write_skus(tx, wanted, known, product_ids)
    _write_barcodes(tx, wanted)
    remember_file(tx, "products", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    tx.touch("catalog")
    return result


def _known(session: Session, parsed: Parsed[ProductRow]) -> _Known:
    skus: dict[str, Any] = {}
    columns = (
        Sku.id, Sku.seller_code, Sku.colour, Sku.size, Sku.price, Sku.weight_g, Sku.home_bin, Sku.picture,
        Product.name, Product.category, Sku.product_id,
    )  # fmt: skip
    for part in chunks([row.seller_code for row in parsed.rows]):
        for found in session.execute(select(*columns).join(Product).where(Sku.seller_code.in_(part))):
            skus[found.seller_code] = found
    barcodes: dict[str, tuple[str, int]] = {}
    of_codes = select(Barcode.code, Sku.seller_code, Barcode.multiple).join(Sku, Sku.id == Barcode.sku_id)
    for part in chunks([code for row in parsed.rows for code in row.barcodes]):
        for held in session.execute(of_codes.where(Barcode.code.in_(part))):
            barcodes[held.code] = (held.seller_code, held.multiple)
    return _Known(skus, barcodes)


def _taken(known: _Known, row: ProductRow, barcode: str) -> bool:
    held = known.barcodes.get(barcode)
    return held is not None and held[0] != row.seller_code


def _said(row: ProductRow) -> dict[str, Any]:
    """The fields the file speaks of; an empty cell says nothing."""
    values = {
        "name": row.name, "category": row.category, "colour": row.colour, "size": row.size, "price": row.price,
        "weight_g": row.weight_g, "home_bin": row.bin_code, "picture": picture_name(row.picture),
    }  # fmt: skip
    return {field: value for field, value in values.items() if value not in ("", None)}


def picture_name(said: str) -> str:
    """The file a picture is kept under in the data folder: the name alone, whatever folders the list names."""
    return PureWindowsPath(said).name


def _change(file: str, known: _Known, row: ProductRow) -> Change:
    before = known.skus.get(row.seller_code)
    fields = {
        field: (str(getattr(before, field, None) or ""), str(value))
        for field, value in _said(row).items()
        if before is None or getattr(before, field) != value
    }
    fresh = [c for c in row.barcodes if known.barcodes.get(c, ("", 0))[1] != row.multiple]
    if fresh:
        fields["barcode"] = ("", " ".join(fresh))
    kind = "new" if before is None else "changed" if fields else "unchanged"
    return Change(file, row.row, row.seller_code, kind, fields)


def _products(tx: Tx, rows: list[ProductRow]) -> dict[str, int]:
    """Product ids by name, made where missing; a category the file names is taken over."""
    categories = {_product_name(row): row.category for row in rows}
    ids: dict[str, int] = {}
    for attempt in ("find", "find again"):
        for part in chunks([name for name in categories if name not in ids]):
            for found in tx.session.execute(select(Product.id, Product.name, Product.category).where(Product.name.in_(part))):
                ids[found.name] = found.id
                wished = categories[found.name]
                if wished and wished != found.category:
                    tx.session.execute(update(Product).where(Product.id == found.id).values(category=wished))
        missing = [name for name in categories if name not in ids]
        if not missing or attempt == "find again":
            break
        tx.connection.execute(insert(Product), [{"name": name, "category": categories[name]} for name in missing])
    return ids


def _product_name(row: ProductRow) -> str:
    return row.name or row.seller_code


def _write_skus(tx: Tx, rows: list[ProductRow], known: _Known, product_ids: dict[str, int]) -> None:
    fresh = []
    for row in rows:
        said = _said(row)
        values: dict[str, Any] = {field: said[field] for field in OWN_FIELDS if field in said}
        before = known.skus.get(row.seller_code)
        if before is None:
            product_id = product_ids[_product_name(row)]
            empty = {field: None if field in ("price", "weight_g") else "" for field in OWN_FIELDS}
            fresh.append({**empty, **values, "seller_code": row.seller_code, "product_id": product_id})
            continue
        if row.name:
            values["product_id"] = product_ids[row.name]
        if values:
            tx.connection.execute(update(Sku).where(Sku.id == before.id).values(**values))
    if fresh:
        tx.connection.execute(insert(Sku), fresh)


def _write_barcodes(tx: Tx, rows: list[ProductRow]) -> None:
    ids: dict[str, int] = {}
    for part in chunks([row.seller_code for row in rows]):
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
