"""Bins and opening stock: what a file says lies in a bin is posted as the difference to what the ledger says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Barcode, Sku
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.stock import ledger
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.rules import Posting, Reason, Virtual, walk_key
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx, new_action


@dataclass(slots=True)
class _Known:
    bins: dict[str, int]
    skus: dict[str, Any]  # seller code, or the barcode a row gives instead -> row of the SKU
    balances: dict[tuple[str, int], tuple[int, int]]  # (bin, SKU id) -> (on hand, reserved)
    any_bin: bool


@needs(Right.IMPORT_PRODUCTS)
def add_bins(tx: Tx, codes: list[str]) -> list[str]:
    """Make the bins that do not exist yet; returns the new ones."""
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    known: set[str] = set()
    for part in chunks(wanted):
        known |= set(tx.session.scalars(select(Location.code).where(Location.code.in_(part))))
    fresh = [code for code in wanted if code not in known]
    if fresh:
        rows = [{"code": code, "kind": "bin", "sellable": True, "walk_key": walk_key(code)} for code in fresh]
        tx.connection.execute(insert(Location), rows)
        tx.touch("bins")
    return fresh


def compare_stock(session: Session, parsed: Parsed[StockRow], *, new_bins: bool = False) -> ImportResult:
    """The preview: which bins would gain or lose. Writes nothing.

    A bin nobody has heard of is a problem (a mistyped code would hide goods) unless ``new_bins`` is said or the shop has
    no bins at all yet.
    """
    known = _known(session, parsed)
    changes, errors = [], list(parsed.problems)
    seen: set[tuple[str, int]] = set()
    for row in parsed.rows:
        problem = _problem(parsed.name, known, row, new_bins=new_bins or not known.any_bin)
        bin_code = _bin(known, row)
        if problem is None and (bin_code, known.skus[row.seller_code].id) in seen:  # once by seller code, once by barcode
            problem = RowProblem(parsed.name, row.row, "seller_code", "stock.same_goods_twice", {"bin": bin_code})
        if problem is not None:
            errors.append(problem)
            continue
        seen.add((bin_code, known.skus[row.seller_code].id))
        sku = known.skus[row.seller_code]
        before = known.balances.get((bin_code, sku.id))
        key = f"{bin_code} {sku.seller_code}"
        fields = {"quantity": (str(before[0] if before else 0), str(row.quantity))}
        if before is None:
            changes.append(Change(parsed.name, row.row, key, "new" if row.quantity else "unchanged", fields))
        elif before[0] == row.quantity:
            changes.append(Change(parsed.name, row.row, key, "unchanged"))
        else:
            changes.append(Change(parsed.name, row.row, key, "changed", fields))
    return ImportResult(changes, errors)


@needs(Right.IMPORT_STOCK)
def import_stock(tx: Tx, parsed: Parsed[StockRow], *, new_bins: bool = False) -> ImportResult:
    """Make the ledger say what the file says lies in each bin, by moves from SUPPLIER (opening), FOUND or to LOSS."""
    one_at_a_time(tx, "import")
    result = compare_stock(tx.session, parsed, new_bins=new_bins)
    known = _known(tx.session, parsed)
    wrong = {problem.row for problem in result.errors}
    rows = [row for row in parsed.rows if row.row not in wrong]
    add_bins(tx, [_bin(known, row) for row in rows])
    known = _known(tx.session, parsed)
    virtual = ledger.virtual_locations(tx)
    opening: list[Posting] = []
    correction: list[Posting] = []
    for row in rows:
        before = known.balances.get((_bin(known, row), known.skus[row.seller_code].id))
        posting = _posting(known, virtual, row, before)
        if posting is not None:
            (opening if before is None else correction).append(posting)
    document = f"stock:{parsed.name}"
    ledger.post(tx, new_action(), Reason.OPENING, opening, document)
    ledger.post(tx, new_action(), Reason.CORRECTION, correction, document)
    remember_file(tx, "stock", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return result


def _posting(known: _Known, virtual: dict[str, int], row: StockRow, before: tuple[int, int] | None) -> Posting | None:
    sku_id, bin_id = known.skus[row.seller_code].id, known.bins[_bin(known, row)]
    difference = row.quantity - (before[0] if before else 0)
    if difference > 0:
        source = virtual[Virtual.SUPPLIER if before is None else Virtual.FOUND]
        return Posting(sku_id, source, bin_id, difference)
    if difference < 0:
        return Posting(sku_id, bin_id, virtual[Virtual.LOSS], -difference)
    return None


def _problem(file: str, known: _Known, row: StockRow, *, new_bins: bool) -> RowProblem | None:
    if row.seller_code not in known.skus:
        return RowProblem(file, row.row, "seller_code", "stock.unknown_sku", {"seller_code": row.seller_code})
    bin_code = _bin(known, row)
    if not bin_code:
        return RowProblem(file, row.row, "bin_code", "stock.bin_missing", {"seller_code": row.seller_code})
    if bin_code in set(Virtual):
        return RowProblem(file, row.row, "bin_code", "stock.virtual_bin", {"bin": bin_code})
    if bin_code not in known.bins and not new_bins:
        return RowProblem(file, row.row, "bin_code", "stock.unknown_bin", {"bin": bin_code})
    before = known.balances.get((bin_code, known.skus[row.seller_code].id))
    if before is not None and row.quantity < before[1]:
        fields = {"bin": bin_code, "seller_code": row.seller_code, "quantity": row.quantity, "reserved": before[1]}
        return RowProblem(file, row.row, "quantity", "stock.below_reserved", fields)
    return None


def _bin(known: _Known, row: StockRow) -> str:
    """The bin the row names, or the SKU's home bin when it names none."""
    return row.bin_code or (known.skus[row.seller_code].home_bin if row.seller_code in known.skus else "")


def _known(session: Session, parsed: Parsed[StockRow]) -> _Known:
    skus: dict[str, Any] = {}
    for part in chunks([row.seller_code for row in parsed.rows]):
        for found in session.execute(select(Sku.id, Sku.seller_code, Sku.home_bin).where(Sku.seller_code.in_(part))):
            skus[found.seller_code] = found
    for part in chunks([row.seller_code for row in parsed.rows if row.seller_code not in skus]):
        by_barcode = select(Barcode.code, Sku.id, Sku.seller_code, Sku.home_bin).join(Sku, Sku.id == Barcode.sku_id)
        for coded in session.execute(by_barcode.where(Barcode.code.in_(part), Barcode.multiple == 1)):
            skus[coded.code] = coded
    codes = {row.bin_code for row in parsed.rows} | {sku.home_bin for sku in skus.values()}
    bins: dict[str, int] = {}
    for names in chunks(sorted(codes)):
        for place in session.execute(select(Location.id, Location.code).where(Location.code.in_(names), Location.kind == "bin")):
            bins[place.code] = place.id
    balances: dict[tuple[str, int], tuple[int, int]] = {}
    wanted = (
        select(Location.code, Balance.sku_id, Balance.on_hand, Balance.reserved)
        .join(Location, Location.id == Balance.location_id)
        .where(Location.kind == "bin", Balance.lot == "")
    )
    for ids in chunks([sku.id for sku in skus.values()]):
        for held in session.execute(wanted.where(Balance.sku_id.in_(ids))):
            balances[held.code, held.sku_id] = (held.on_hand, held.reserved)
    any_bin = session.scalar(select(Location.id).where(Location.kind == "bin").limit(1)) is not None
    return _Known(bins, skus, balances, any_bin)
