"""Saying when products' seasons end, for many at once or by a file; the answer of each undoes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.seasons.files import SeasonRow
from warehouse_app.restock.tables import ProductSeason
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.stock.commands import skus_told
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

Seasons = dict[int, date | None]
"""Product id to the last day of its season; None for goods of all seasons."""


@needs(Right.RESTOCK)
def set_seasons(tx: Tx, wanted: Mapping[int, date | None]) -> Seasons:
    """The last day of these products' seasons, None for none; what was said before.

    Raises NotFound ``past.no_product``, BadInput ``past.nothing_chosen``.
    """
    if not wanted:
        raise BadInput("past.nothing_chosen")
    one_at_a_time(tx, "restock")
    before = _before(tx, wanted)
    _write(tx, wanted, before)
    return before


def _before(tx: Tx, ids: Collection[int]) -> Seasons:
    known: set[int] = set()
    before: Seasons = dict.fromkeys(ids)
    for part in chunks(sorted(ids)):
        known |= set(tx.session.scalars(select(Product.id).where(Product.id.in_(part))))
        seasons = select(ProductSeason.product_id, ProductSeason.ends).where(ProductSeason.product_id.in_(part))
        before |= {row.product_id: row.ends for row in tx.session.execute(seasons)}
    if len(known) < len(before):
        raise NotFound("past.no_product")
    return before


def _write(tx: Tx, wanted: Mapping[int, date | None], before: Seasons) -> None:
    changed = {product_id: ends for product_id, ends in wanted.items() if ends != before[product_id]}
    for part in chunks(sorted(changed)):
        tx.connection.execute(delete(ProductSeason).where(ProductSeason.product_id.in_(part)))
    tx.session.add_all(ProductSeason(product_id=one, ends=ends) for one, ends in changed.items() if ends is not None)
    tx.session.flush()
    if changed:
        tx.touch("restock")


@needs(Right.RESTOCK)
def import_seasons(tx: Tx, parsed: Parsed[SeasonRow]) -> ImportResult:
    """The last days a file says; an empty cell takes the season away."""
    one_at_a_time(tx, "restock")
    names, codes = _products(tx.session, parsed)
    changes, errors = [], list(parsed.problems)
    wanted: Seasons = {}
    rows: dict[int, SeasonRow] = {}
    for row in parsed.rows:
        found = names.get(row.product) if row.product else codes.get(row.seller_code)
        problem = _problem(parsed.name, row, found, rows, wanted)
        if problem is not None:
            errors.append(problem)
        elif found is not None and found not in rows:
            wanted[found], rows[found] = row.ends, row
    before = _before(tx, wanted)
    for product_id, row in rows.items():
        changes.append(_change(parsed.name, row, before[product_id]))
    _write(tx, wanted, before)
    remember_file(tx, "seasons", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return ImportResult(changes, errors)


def _problem(file: str, row: SeasonRow, found: int | None, rows: Mapping[int, SeasonRow], wanted: Seasons) -> RowProblem | None:
    if found is None:
        code = "past.unknown_product" if row.product else "past.unknown_code"
        column = "name" if row.product else "seller_code"
        return RowProblem(file, row.row, column, code, {"code": row.product or row.seller_code})
    if found in rows and wanted[found] != row.ends:  # a product's colours and sizes have one season
        fields = {"code": row.product or row.seller_code, "first": rows[found].row}
        return RowProblem(file, row.row, "season_ends", "past.season_twice", fields)
    return None


def _change(file: str, row: SeasonRow, before: date | None) -> Change:
    old, new = (one.isoformat() if one else "" for one in (before, row.ends))
    kind = "unchanged" if old == new else "changed" if old else "new"
    fields = {} if old == new else {"season_ends": (old, new or "–")}
    return Change(file, row.row, row.product or row.seller_code, kind, fields)


def _products(session: Session, parsed: Parsed[SeasonRow]) -> tuple[dict[str, int], dict[str, int]]:
    """Products by name, and by the seller code, former code or barcode of one of their SKUs."""
    names: dict[str, int] = {}
    for part in chunks(sorted({row.product for row in parsed.rows if row.product})):
        named = select(Product.name, Product.id).where(Product.name.in_(part))
        names |= {row.name: row.id for row in session.execute(named)}
    skus = skus_told(session, [row.seller_code for row in parsed.rows if row.seller_code and not row.product])
    of_sku: dict[int, int] = {}
    for ids in chunks(sorted({sku.id for sku in skus.values()})):
        of_sku |= {row.id: row.product_id for row in session.execute(select(Sku.id, Sku.product_id).where(Sku.id.in_(ids)))}
    return names, {code: of_sku[sku.id] for code, sku in skus.items()}
