"""Past sales are brought in, and taken back whole.

What a file says of a day of which the house's own orders tell at least half of it is left out: that day is known better.
Where both are kept, the larger counts (``restock.history``). A figure that
another file already told stays as it is: the row says which file that was, so a person can take that one back first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Sku
from warehouse_app.counting.posting import successors
from warehouse_app.errors import NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.past.files import PastRow
from warehouse_app.restock.past.queries import KIND, days_known_better, earlier_import
from warehouse_app.restock.past.rules import Period, as_month, day, kept, spread
from warehouse_app.restock.tables import PastSale
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.stock.commands import skus_told
from warehouse_app.store import audit
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Columns, Prepared, new_row
from warehouse_app.store.tables import ImportFile
from warehouse_app.store.warehouse import Tx

Place = tuple[int, date]  # SKU id, day
Sales = dict[Place, int]
_keep = Prepared(new_row(PastSale, "sku_id", "day", "pieces", "import_id"))
_AT_ONCE = 20_000


@dataclass(slots=True)
class _Known:
    skus: dict[str, Any]  # seller code, former code or barcode -> row of the SKU
    own: set[date]  # days the house knows better
    said: dict[tuple[int, Period], int]  # what the file says in all, SKU by SKU and period
    today: date
    sold: dict[Place, tuple[int, int]] = field(default_factory=dict)  # pieces, and the file that told them
    months: dict[tuple[int, date], int] = field(default_factory=dict)  # SKU and month -> a file that told the whole month
    files: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Told:
    """What the file brings."""

    sales: Sales = field(default_factory=lambda: defaultdict(int))
    left_out: int = 0
    rows_left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a file was compared with, as far as another command could make it wrong: what is kept of past sales, and the SKUs
    that were merged. Orders that come in meanwhile are as good as ones that come in after the import.
    """

    today: date
    kept: tuple[int, ...]
    merged: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A file compared with what is kept, before a transaction begins: a million rows take a quarter of a minute, and nobody
    may wait so long for a scan. ``ready`` are the new days, a part of them each.
    """

    parsed: Parsed[PastRow]
    basis: _Basis
    result: ImportResult
    counts: dict[str, Any]
    ready: list[Columns]


def compare_past_sales(session: Session, parsed: Parsed[PastRow], today: date) -> Compared:
    """What the file brings besides days the house's own orders know better, and what is kept already."""
    basis = _basis(session, today)
    told = _Told()
    cut = replace(parsed, rows=[_so_far(row, today) for row in parsed.rows])
    result = _compare(_known(session, cut.rows, today), cut, told)
    ready = []
    for part in chunks(sorted(told.sales), _AT_ONCE):
        rows = ({"sku_id": at[0], "day": at[1], "pieces": told.sales[at], "import_id": 0} for at in part)
        ready.append(_keep.columns(session.get_bind().dialect.name, rows))
    return Compared(parsed, basis, result, _counts(cut, told), ready)


def _basis(session: Session, today: date) -> _Basis:
    kept = exists().where(PastSale.import_id == ImportFile.id)
    files = session.scalars(select(ImportFile.id).where(ImportFile.kind == KIND, kept).order_by(ImportFile.id))
    merged = session.scalars(select(Sku.id).where(~Sku.active).order_by(Sku.id))
    return _Basis(today, tuple(files), tuple(merged))


@needs(Right.RESTOCK)
def import_past_sales(tx: Tx, compared: Compared) -> ImportResult:
    """Keep what the file says was sold on days the house's own orders do not know better.

    It is compared again when what it was compared with is no longer so.
    """
    one_at_a_time(tx, "import")
    parsed = compared.parsed
    before = earlier_import(tx.session, parsed.sha256)
    if before is not None:
        fields = {"file": parsed.name, "before": before.name, "day": f"{before.at.astimezone():%Y-%m-%d}"}
        return ImportResult([], [RowProblem(parsed.name, 1, "", "past.file_twice", fields)])
    today = tx.now.astimezone().date()
    if compared.basis != _basis(tx.session, today):
        compared = compare_past_sales(tx.session, parsed, today)
    import_id = remember_file(tx, KIND, parsed.name, parsed.sha256, parsed.modified, compared.counts)
    for columns in compared.ready:
        _keep.run_columns(tx, columns | {"import_id": [import_id] * len(columns["day"])})
    tx.touch("past_sales")
    return compared.result


def _so_far(row: PastRow, today: date) -> PastRow:
    """A month that is not over tells of its days before today; on its first day of that one."""
    last = max(row.period.begins, today - timedelta(days=1))
    return row if row.period.ends <= last else replace(row, period=Period(row.period.begins, last))


def _counts(parsed: Parsed[PastRow], told: _Told) -> dict[str, Any]:
    monthly = any(row.period.days > 1 for row in parsed.rows)
    pieces = sum(told.sales.values())
    return {"rows": parsed.total_rows, "pieces": pieces, "left_out": told.left_out, "monthly": monthly}


def _compare(known: _Known, parsed: Parsed[PastRow], told: _Told) -> ImportResult:
    """Row by row of the file: a row of a wide list is one change, however many months it has."""
    changes, errors, warnings = [], list(parsed.problems), []
    rows: dict[int, list[PastRow]] = defaultdict(list)
    for row in parsed.rows:
        rows[row.row].append(row)
    for same in rows.values():
        found = [(row, _problem(parsed.name, known, row)) for row in same]
        problems = [problem for _, problem in found if problem is not None]
        errors += problems[:1] if problems and problems[0].column == "seller_code" else problems
        good = [row for row, problem in found if problem is None]
        if good:
            changes.append(_take(parsed.name, known, good, told))
    if told.rows_left_out:
        fields = {"rows": told.rows_left_out, "pieces": told.left_out}
        warnings.append(RowProblem(parsed.name, 1, "", "past.left_out", fields))
    return ImportResult(changes, errors, warnings)


def _problem(file: str, known: _Known, row: PastRow) -> RowProblem | None:
    sku = known.skus.get(row.seller_code)
    if sku is None:
        return RowProblem(file, row.row, "seller_code", "past.unknown_code", {"code": row.seller_code})
    if row.period.begins > known.today:
        return RowProblem(file, row.row, row.column, "past.in_future", {"period": str(row.period)})
    if row.period.days == 1 and (sku.id, as_month(row.period)) in known.said:
        fields = {"code": row.seller_code, "period": str(as_month(row.period))}
        return RowProblem(file, row.row, row.column, "past.month_and_day", fields)
    other = _told_otherwise(known, sku.id, row)
    if other is not None:
        fields = {"code": row.seller_code, "period": str(row.period), "file": known.files[other]}
        return RowProblem(file, row.row, row.column, "past.told_otherwise", fields)
    return None


def _told_otherwise(known: _Known, sku_id: int, row: PastRow) -> int | None:
    """The file that said something else of these days; None when none did.

    A month's figure was spread over its days: a day's own figure beside it would count that month's sales twice.
    """
    if not known.sold:
        return None
    days = [one for one in row.period.each() if one not in known.own]
    before = {one: told for one in days if (told := known.sold.get((sku_id, one))) is not None}
    wanted = kept(known.said[sku_id, row.period], row.period, known.own)
    if before and {one: pieces for one, (pieces, _) in before.items()} == wanted:
        return None
    month = known.months.get((sku_id, row.period.begins.replace(day=1)))
    if before:
        return next(iter(before.values()))[1]
    return month if wanted else None


def _take(file: str, known: _Known, rows: Sequence[PastRow], told: _Told) -> Change:
    """Take a row's figures; unchanged when all of them are known, skipped when all are of days with orders."""
    wanted = left = 0
    sku = known.skus[rows[0].seller_code]
    for row in rows:
        all_days = spread(row.pieces, row.period)
        free = {one: pieces for one, pieces in all_days.items() if one not in known.own}
        new = {one: pieces for one, pieces in free.items() if (sku.id, one) not in known.sold}
        out = row.pieces - sum(free.values())
        for one, pieces in new.items():
            told.sales[sku.id, one] += pieces
        wanted += sum(new.values())
        left += out
    told.left_out += left
    told.rows_left_out += left > 0
    kind = "new" if wanted else "skipped" if left else "unchanged"
    period = str(rows[0].period) if len(rows) == 1 else f"{rows[0].period} – {rows[-1].period}"
    fields = {"sold": ("", str(wanted))} if wanted else {}
    return Change(file, rows[0].row, f"{sku.seller_code}  {period}", kind, fields)


def _known(session: Session, rows: Sequence[PastRow], today: date) -> _Known:
    skus = skus_told(session, [row.seller_code for row in rows])
    said: dict[tuple[int, Period], int] = defaultdict(int)
    for row in rows:
        if row.seller_code in skus and row.period.begins <= today:
            said[skus[row.seller_code].id, row.period] += row.pieces
    known = _Known(skus, days_known_better(session, _by_day(said)), dict(said), today)
    if not rows:
        return known
    first, last = min(row.period.begins for row in rows), max(row.period.ends for row in rows)
    files = {file.id: file for file in session.scalars(select(ImportFile).where(ImportFile.kind == KIND))}
    known.files = {file.id: file.name for file in files.values()}
    whole_months = PastSale.day.between(first.replace(day=1), as_month(day(last)).ends)
    columns = select(PastSale.sku_id, PastSale.day, PastSale.pieces, PastSale.import_id).where(whole_months)
    heirs = _heirs(session, {sku.id for sku in known.skus.values()})
    for part in chunks(sorted(heirs)):
        for sale in session.execute(columns.where(PastSale.sku_id.in_(part))):
            sku_id = heirs[sale.sku_id]
            before = known.sold.get((sku_id, sale.day), (0, 0))[0]
            known.sold[sku_id, sale.day] = before + sale.pieces, sale.import_id
            if files[sale.import_id].counts.get("monthly"):
                known.months[sku_id, sale.day.replace(day=1)] = sale.import_id
    return known


def _by_day(said: Mapping[tuple[int, Period], int]) -> dict[date, int]:
    """Pieces of the whole file on each day it tells of."""
    periods: dict[Period, int] = defaultdict(int)
    for (_, period), pieces in said.items():
        periods[period] += pieces
    days: dict[date, int] = defaultdict(int)
    for period, pieces in periods.items():
        for one, share in spread(pieces, period).items():
            days[one] += share
    return days


def _heirs(session: Session, ids: set[int]) -> dict[int, int]:
    """These SKUs, and those that were merged into them since, each with whose sales they count for."""
    sold = select(PastSale.sku_id).join(Sku, Sku.id == PastSale.sku_id).where(~Sku.active).distinct()
    merged = successors(session.connection(), list(session.scalars(sold)))
    return {sku_id: sku_id for sku_id in ids} | {old: heir for old, heir in merged.items() if heir in ids}


@needs(Right.RESTOCK)
def take_back(tx: Tx, import_id: int) -> int:
    """Take out all that one file brought; how many pieces. Raises NotFound ``past.no_import`` when nothing of it is kept."""
    of_it = PastSale.import_id == import_id
    pieces = tx.session.scalar(select(func.sum(PastSale.pieces)).where(of_it))
    name = tx.session.scalar(select(ImportFile.name).where(ImportFile.id == import_id, ImportFile.kind == KIND))
    if pieces is None or name is None:
        raise NotFound("past.no_import")
    tx.connection.execute(delete(PastSale).where(of_it))
    audit.record(tx, "past_sales_back", name, pieces=int(pieces))
    tx.touch("past_sales")
    return int(pieces)
