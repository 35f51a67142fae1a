"""Bringing in what is kept of many SKUs by a file, and writing it out to be changed and brought in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput
from warehouse_app.inbound.tables import Supplier
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.keeping.files import NUMBERS, TermsRow, write_terms_file
from warehouse_app.restock.tables import RestockTerms
from warehouse_app.restock.terms import NAMES, TermsFields, checked, terms_of, write_terms
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.stock.commands import skus_told
from warehouse_app.store.imports import Change, ImportResult, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx
from warehouse_app.words import Language, say

_COLUMNS = {name: column for column, name in NUMBERS.items()} | {"note": "terms_note", "supplier_id": "supplier"}


@needs(Right.RESTOCK)
def import_terms(tx: Tx, parsed: Parsed[TermsRow]) -> ImportResult:
    """Keep what the rows say; a row that cannot be changes nothing of its SKU."""
    one_at_a_time(tx, "import")
    skus = skus_told(tx.session, [row.code for row in parsed.rows])
    suppliers = _suppliers(tx.session)
    before = terms_of(tx, [sku.id for sku in skus.values()])
    errors, changes = list(parsed.problems), []
    wanted: dict[int, TermsFields] = {}
    seen: set[int] = set()
    for row in parsed.rows:
        sku = skus.get(row.code)
        if sku is None:
            errors.append(RowProblem(parsed.name, row.row, "seller_code", "sets.unknown_code", {"code": row.code}))
            continue
        try:
            told = _told(row, before[sku.id], suppliers, again=sku.id in seen)
        except BadInput as error:
            errors.append(RowProblem(parsed.name, row.row, _column(error), error.code, error.fields))
        else:
            wanted[sku.id] = told
            changes.append(_change(parsed.name, row, before[sku.id], told, suppliers))
        seen.add(sku.id)
    changed = {sku_id: told for sku_id, told in wanted.items() if told != before[sku_id]}
    if changed:
        write_terms(tx, changed)
    remember_file(tx, "terms", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return ImportResult(changes, errors)


def _told(row: TermsRow, before: TermsFields, suppliers: Mapping[str, Any], *, again: bool) -> TermsFields:
    """What is kept afterwards. Raises BadInput for a SKU told twice, a supplier nobody knows, and what cannot be kept."""
    if again:
        raise BadInput("restock.sku_twice", sku=row.code)
    told = dict(row.changes)
    name = told.pop("supplier", None)
    if name:
        found = suppliers.get(name)
        if found is None or not (found.active or found.id == before.supplier_id):
            raise BadInput("restock.unknown_supplier", supplier=name)
        told["supplier_id"] = found.id
    elif name == "":
        told["supplier_id"] = None
    return checked(TermsFields(**(asdict(before) | told)), row.code)


def _column(error: BadInput) -> str:
    """The column a mistake is about, by the field its code names."""
    if error.code == "restock.sku_twice":
        return "seller_code"
    if error.code == "restock.unknown_supplier":
        return "supplier"
    if error.code == "restock.least_above_most":
        return "keep_least"
    return _COLUMNS.get(error.code.removeprefix("restock.bad_"), "")


def _change(file: str, row: TermsRow, before: TermsFields, after: TermsFields, suppliers: Mapping[str, Any]) -> Change:
    names = {found.id: name for name, found in suppliers.items()}
    fields = {
        _COLUMNS.get(name, name): (_shown(name, getattr(before, name), names), _shown(name, getattr(after, name), names) or "–")
        for name in NAMES
        if getattr(before, name) != getattr(after, name)
    }
    kind = "unchanged" if not fields else "new" if before == TermsFields() else "changed"
    return Change(file, row.row, row.code, kind, fields)


def _shown(name: str, value: Any, suppliers: Mapping[int, str]) -> str:
    if name == "supplier_id":
        return "" if value is None else suppliers.get(value, "")
    if isinstance(value, bool):
        return "√" if value else ""
    return "" if value is None else str(value)


def _suppliers(session: Session) -> dict[str, Any]:
    """Suppliers by name; those that are retired may stay where they are kept."""
    return {row.name: row for row in session.execute(select(Supplier.name, Supplier.id, Supplier.active))}


@needs(Right.EXPORT)
def export_terms(tx: Tx, path: Path, language: Language = "zh_CN") -> int:
    """Write what is kept of every SKU as a file that can be brought in again; returns how many rows. Without any it is the
    blank form. Raises BadInput as ``write_terms_file`` does.
    """
    columns = ("lead_days", "minimum", "pack", "safety", "least", "most")
    numbers = (getattr(RestockTerms, name) for name in columns)
    wanted = (
        select(Sku.seller_code, Supplier.name, *numbers, RestockTerms.never, RestockTerms.note)
        .join(RestockTerms, RestockTerms.sku_id == Sku.id)
        .outerjoin(Supplier, Supplier.id == RestockTerms.supplier_id)
        .where(Sku.active)
        .order_by(Sku.seller_code)
    )  # fmt: skip
    yes, no = say("intake.yes", language), say("intake.no", language)
    rows = [(*row[:-2], yes if row.never else no, row.note) for row in tx.connection.execute(wanted)]
    write_terms_file(path, rows, language)
    return len(rows)
