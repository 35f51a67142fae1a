"""Bins and opening stock: what a file says lies in a bin is posted as the difference to what the ledger says.

Goods kept by lots are told lot by lot; a lot the house does not know yet is made known with its last day of sale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Barcode, Product, Sku, SkuAlias
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.stock import ledger
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.rules import Posting, Reason, Virtual, walk_key
from warehouse_app.stock.tables import Balance, Location, Lot
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx, new_action

Place = tuple[str, int, str]  # bin, SKU id, lot


@dataclass(slots=True)
class _Known:
    bins: dict[str, int]
    skus: dict[str, Any]  # seller code, former code, or the barcode a row gives instead -> row of the SKU
    balances: dict[Place, tuple[int, int]]  # (on hand, reserved)
    lots: dict[tuple[int, str], date | None]  # (SKU id, lot) -> last day of sale
    waiting_places: frozenset[str]  # the dock and the desk, casefolded: goods get there by work, not by a list
    any_bin: bool

    def bin_of(self, row: StockRow) -> str:
        """The bin the row names, or the SKU's home bin when it names none."""
        return row.bin_code or (self.skus[row.seller_code].home_bin if row.seller_code in self.skus else "")

    def place(self, row: StockRow) -> Place:
        """What the row's figure is the figure of."""
        return self.bin_of(row), self.skus[row.seller_code].id, row.lot


@dataclass(slots=True)
class _Told:
    """What the rows before said."""

    places: set[Place] = field(default_factory=set)
    loose: set[Place] = field(default_factory=set)  # where pieces without a lot were pointed out
    days: dict[tuple[int, str], date] = field(default_factory=dict)  # (SKU id, lot) -> last day of sale


@needs(Right.IMPORT_PRODUCTS)
def add_bins(tx: Tx, codes: list[str]) -> list[str]:
    """Make the bins that do not exist yet, and use those again that were retired; returns both."""
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    known: dict[str, bool] = {}
    for part in chunks(wanted):
        known |= {
            r.code: r.active for r in tx.session.execute(select(Location.code, Location.active).where(Location.code.in_(part)))
        }
    fresh = [code for code in wanted if code not in known]
    retired = [code for code in wanted if not known.get(code, True)]
    if fresh:
        rows = [{"code": code, "kind": "bin", "sellable": True, "walk_key": walk_key(code)} for code in fresh]
        tx.connection.execute(insert(Location), rows)
    for part in chunks(retired):
        tx.connection.execute(update(Location).where(Location.code.in_(part)).values(active=True))
    if fresh or retired:
        tx.touch("bins")
    return [code for code in wanted if code in set(fresh) | set(retired)]


def compare_stock(session: Session, parsed: Parsed[StockRow], *, new_bins: bool = False) -> ImportResult:
    """The preview: which bins would gain or lose. Writes nothing.

    A bin nobody has heard of is a problem (a mistyped code would hide goods) unless ``new_bins`` is said or the shop has
    no bins at all yet.
    """
    return _compare(_known(session, parsed), parsed, new_bins=new_bins)


@needs(Right.IMPORT_STOCK)
def import_stock(tx: Tx, parsed: Parsed[StockRow], *, new_bins: bool = False) -> ImportResult:
    """Make the ledger say what the file says lies in each bin, by moves from SUPPLIER (opening), FOUND or to LOSS."""
    one_at_a_time(tx, "import")
    one_at_a_time(tx, "stock")  # a stocktake's books are those of before the file or of after it
    known = _known(tx.session, parsed)
    result = _compare(known, parsed, new_bins=new_bins)
    wrong = {problem.row for problem in result.errors}
    rows = [row for row in parsed.rows if row.row not in wrong]
    if add_bins(tx, [known.bin_of(row) for row in rows]):
        known = _known(tx.session, parsed)
    _keep_lots(tx, known, rows)
    virtual = ledger.virtual_locations(tx)
    opening: list[Posting] = []
    correction: list[Posting] = []
    for row in rows:
        before = known.balances.get(known.place(row))
        posting = _posting(known, virtual, row, before)
        if posting is not None:
            (opening if before is None else correction).append(posting)
    document = f"stock:{parsed.name}"
    ledger.post(tx, new_action(), Reason.OPENING, opening, document)
    ledger.post(tx, new_action(), Reason.CORRECTION, correction, document)
    remember_file(tx, "stock", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return result


def _compare(known: _Known, parsed: Parsed[StockRow], *, new_bins: bool) -> ImportResult:
    changes, errors, warnings = [], list(parsed.problems), []
    told = _Told()
    for row in parsed.rows:
        problem = (
            _goods_problem(parsed.name, known, row)
            or _bin_problem(parsed.name, known, row, new_bins=new_bins or not known.any_bin)
            or _figure_problem(parsed.name, known, row, told)
        )
        if problem is not None:
            errors.append(problem)
            continue
        bin_code, sku_id, lot = known.place(row)
        told.places.add((bin_code, sku_id, lot))
        if row.expires is not None:
            told.days[sku_id, lot] = row.expires
        without_lot = (bin_code, sku_id, "")
        if lot and known.balances.get(without_lot, (0, 0))[0] and without_lot not in told.loose:
            told.loose.add(without_lot)
            fields = {"bin": bin_code, "pieces": known.balances[without_lot][0], "seller_code": row.seller_code}
            warnings.append(RowProblem(parsed.name, row.row, "lot", "sheets.loose_pieces", fields))
        changes.append(_change(parsed.name, known, row))
    return ImportResult(changes, errors, warnings)


def _change(file: str, known: _Known, row: StockRow) -> Change:
    before = known.balances.get(known.place(row))
    on_hand = before[0] if before else 0
    fields = {} if on_hand == row.quantity else {"quantity": (str(on_hand), str(row.quantity))}
    if _dates_lot(known, row) and row.expires is not None:
        fields["expires"] = ("", row.expires.isoformat())
    kind = "unchanged" if not fields else "new" if before is None and row.quantity else "changed"
    key = " ".join(part for part in (known.bin_of(row), known.skus[row.seller_code].seller_code, row.lot) if part)
    return Change(file, row.row, key, kind, fields)


def _dates_lot(known: _Known, row: StockRow) -> bool:
    """Whether the row says the last day of a lot that has none; nobody needs the day of a new lot of no pieces."""
    at = known.skus[row.seller_code].id, row.lot
    return row.expires is not None and known.lots.get(at) is None and (at in known.lots or row.quantity > 0)


def _keep_lots(tx: Tx, known: _Known, rows: list[StockRow]) -> None:
    """Make the lots known that are new, and say the last day of those that have none."""
    days: dict[tuple[int, str], date | None] = {}
    for row in rows:
        at = known.skus[row.seller_code].id, row.lot
        if row.lot and (_dates_lot(known, row) or (at not in known.lots and row.quantity)):
            days[at] = row.expires or days.get(at)
    fresh = [{"sku_id": sku_id, "code": code, "expires": day} for (sku_id, code), day in days.items()]
    if fresh:  # a receipt may make the same lot known at this moment (PostgreSQL): what it says of it stands
        tx.connection.execute(_new_lot(tx).on_conflict_do_nothing(), fresh)
    for (sku_id, code), day in days.items():
        if day is not None and (sku_id, code) in known.lots:
            at_lot = (Lot.sku_id == sku_id, Lot.code == code, Lot.expires.is_(None))
            tx.connection.execute(update(Lot).where(*at_lot).values(expires=day))
    if days:
        tx.touch("lots")


def _new_lot(tx: Tx) -> Any:
    return (postgresql if tx.connection.dialect.name == "postgresql" else sqlite).insert(Lot)


def _posting(known: _Known, virtual: dict[str, int], row: StockRow, before: tuple[int, int] | None) -> Posting | None:
    sku_id, bin_id = known.skus[row.seller_code].id, known.bins[known.bin_of(row)]
    difference = row.quantity - (before[0] if before else 0)
    if difference > 0:
        source = virtual[Virtual.SUPPLIER if before is None else Virtual.FOUND]
        return Posting(sku_id, source, bin_id, difference, row.lot)
    if difference < 0:
        return Posting(sku_id, bin_id, virtual[Virtual.LOSS], -difference, row.lot)
    return None


def _goods_problem(file: str, known: _Known, row: StockRow) -> RowProblem | None:
    """Goods nobody knows, or a lot where none may be or none where one must be."""
    fields: dict[str, object] = {"seller_code": row.seller_code}
    sku = known.skus.get(row.seller_code)
    if sku is None:
        return RowProblem(file, row.row, "seller_code", "stock.unknown_sku", fields)
    if sku.lots and not row.lot:
        return RowProblem(file, row.row, "lot", "sheets.lot_needed", fields)
    if row.lot and not sku.lots:
        return RowProblem(file, row.row, "lot", "sheets.lot_not_kept", fields)
    return None


def _bin_problem(file: str, known: _Known, row: StockRow, *, new_bins: bool) -> RowProblem | None:
    bin_code = known.bin_of(row)
    if not bin_code:
        return RowProblem(file, row.row, "bin_code", "stock.bin_missing", {"seller_code": row.seller_code})
    code = None
    if bin_code.upper() in set(Virtual):
        code = "stock.virtual_bin"
    elif bin_code.casefold() in known.waiting_places:
        code = "stock.dock_bin"
    elif bin_code not in known.bins and not new_bins:
        code = "stock.unknown_bin"
    return None if code is None else RowProblem(file, row.row, "bin_code", code, {"bin": bin_code})


def _figure_problem(file: str, known: _Known, row: StockRow, told: _Told) -> RowProblem | None:
    """The same goods a second time, a lot with another last day, or fewer pieces than are promised."""
    bin_code, sku_id, lot = known.place(row)
    if (bin_code, sku_id, lot) in told.places:  # once by seller code, once by barcode
        return RowProblem(file, row.row, "seller_code", "stock.same_goods_twice", {"bin": bin_code})
    fields: dict[str, object] = {"seller_code": row.seller_code}
    kept = known.lots.get((sku_id, lot)) or told.days.get((sku_id, lot))
    if row.expires is not None and kept is not None and row.expires != kept:
        fields |= {"lot": lot, "kept": kept.isoformat(), "given": row.expires.isoformat()}
        return RowProblem(file, row.row, "expires", "sheets.lot_differs", fields)
    reserved = known.balances.get((bin_code, sku_id, lot), (0, 0))[1]
    if row.quantity < reserved:
        fields |= {"bin": bin_code, "quantity": row.quantity, "reserved": reserved}
        return RowProblem(file, row.row, "quantity", "stock.below_reserved", fields)
    return None


def _known(session: Session, parsed: Parsed[StockRow]) -> _Known:
    skus = skus_told(session, [row.seller_code for row in parsed.rows])
    codes = {row.bin_code for row in parsed.rows} | {sku.home_bin for sku in skus.values()}
    bins: dict[str, int] = {}
    for names in chunks(sorted(codes)):
        for place in session.execute(select(Location.id, Location.code).where(Location.code.in_(names), Location.kind == "bin")):
            bins[place.code] = place.id
    balances: dict[Place, tuple[int, int]] = {}
    lots: dict[tuple[int, str], date | None] = {}
    in_bins = (
        select(Location.code, Balance.sku_id, Balance.lot, Balance.on_hand, Balance.reserved)
        .join(Location, Location.id == Balance.location_id)
        .where(Location.kind == "bin")
    )
    for ids in chunks(sorted({sku.id for sku in skus.values()})):
        for held in session.execute(in_bins.where(Balance.sku_id.in_(ids))):
            balances[held.code, held.sku_id, held.lot] = (held.on_hand, held.reserved)
        for lot in session.execute(select(Lot.sku_id, Lot.code, Lot.expires).where(Lot.sku_id.in_(ids))):
            lots[lot.sku_id, lot.code] = lot.expires
    waiting = select(Location.code).where(Location.kind == "bin", Location.role != "shelf")
    shelves = select(Location.id).where(Location.kind == "bin", Location.role == "shelf").limit(1)
    return _Known(
        bins,
        skus,
        balances,
        lots,
        frozenset(code.casefold() for code in session.scalars(waiting)),
        session.scalar(shelves) is not None,
    )


def skus_told(session: Session, codes: Sequence[str]) -> dict[str, Any]:
    """SKUs by seller code, else by a former code (renamed, merged), else by a barcode that means one piece."""
    facts = (Sku.id, Sku.seller_code, Sku.home_bin, Product.lots)
    of_own = select(Sku.seller_code.label("said"), *facts).join(Product, Product.id == Sku.product_id).where(Sku.active)
    of_former = select(SkuAlias.code.label("said"), *facts).join(Sku, Sku.id == SkuAlias.sku_id)
    of_barcode = select(Barcode.code.label("said"), *facts).join(Sku, Sku.id == Barcode.sku_id).where(Barcode.multiple == 1)
    skus: dict[str, Any] = {}
    for wanted, said in (
        (of_own, Sku.seller_code),
        (of_former.join(Product, Product.id == Sku.product_id), SkuAlias.code),
        (of_barcode.join(Product, Product.id == Sku.product_id), Barcode.code),
    ):
        for part in chunks([code for code in dict.fromkeys(codes) if code not in skus]):
            skus |= {found.said: found for found in session.execute(wanted.where(said.in_(part)))}
    return skus
