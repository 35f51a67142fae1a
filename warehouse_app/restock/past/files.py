"""Files of past sales: a row for each day (or month) and SKU, a column for each month or day, or a platform's order report.

Of an order report only sums are taken: who bought is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from warehouse_app.dispatch.freight.files import TOTALS
from warehouse_app.errors import BadInput, Unreadable
from warehouse_app.orders.files import LAYOUTS as ORDER_LAYOUTS
from warehouse_app.orders.files import OrderStatus, ParsedFile, ParsedLine, ParsedOrder, Refund, read_order_file
from warehouse_app.restock.past.rules import Period, are_months, as_month, day, month, overlapping
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout, chosen_columns, fits, header_fingerprint, match
from warehouse_app.sheets.parsing import MAPPED, RowView, Table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.reader import open_sheet
from warehouse_app.sheets.table import Parsed, RowProblem, Sheet
from warehouse_app.stock.files import STOCK_FIELDS

_CODES = tuple(field for field in STOCK_FIELDS if field.name in ("seller_code", "barcode"))
_BY_CODE = (("seller_code", "barcode"),)
PAST_FIELDS = (
    *_CODES,
    Field("sold_on", ("日期", "销售日期", "统计日期", "统计时间", "支付日期", "月份", "年月", "统计月份", "销售月份", "时间",
                      "Date", "Day", "Sales date", "Month", "Period"), required=True),
    Field("sold", ("销量", "销售数量", "销售件数", "销售量", "支付件数", "成交件数", "卖出件数", "出库数量", "件数", "数量",
                   "Sold", "Units sold", "Pieces sold", "Quantity sold", "Net units", "Quantity", "Qty", "Pieces", "Units",
                   "Sales"), required=True),
)  # fmt: skip
LONG = Layout("past_sales", PAST_FIELDS, marks=_BY_CODE)
WIDE = Layout("past_sales_wide", _CODES, marks=_BY_CODE)
OLDEST_YEAR = 2000  # sales before that are a slipped digit
LEAST_COLUMNS = 2  # so many days or months beside a code make a list of sales
_KNOWN = frozenset(name for layout in (LONG, *ORDER_LAYOUTS) for name in layout.known_names())

_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}  # fmt: skip
_AFTER = r"\s*(?:销量|销售量|销售|件数|sold|sales|units|qty)?"
_MONTH = re.compile(rf"(20\d{{2}})\s*(?:[-/.]|年)\s*(\d{{1,2}})\s*(?:月份?)?{_AFTER}", re.IGNORECASE)
_SIX = re.compile(r"(20\d{2})(0[1-9]|1[0-2])")
_NAMED = re.compile(rf"([a-z]{{3,9}})\.?[\s\-/'’]*((?:20)?\d{{2}}){_AFTER}", re.IGNORECASE)
_NAMED_AFTER = re.compile(rf"(20\d{{2}})[\s\-/]*([a-z]{{3,9}})\.?{_AFTER}", re.IGNORECASE)
_NO_YEAR = re.compile(rf"(\d{{1,2}})\s*月份?{_AFTER}")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class PastRow:
    """Pieces of a SKU sold in a period; ``seller_code`` holds the barcode where the file has no seller code."""

    row: int
    seller_code: str
    period: Period
    pieces: int
    column: str = "sold"


def read_past_sales(
    path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None
) -> Parsed[PastRow]:  # fmt: skip
    """The good rows, and what is wrong with the others.

    Raises Unreadable: ``past.no_year`` and ``past.column_twice`` (see ``period_columns``), ``past.no_columns`` (a person named
    neither a column of days nor are there any for months), ``past.no_items`` (an order report without its items), and what
    ``open_table`` raises.
    """
    sheet = open_sheet(path, known=set(mapping.values()) if mapping else _KNOWN, progress=progress)
    columns = (chosen_columns(sheet.header, mapping) if mapping else match(sheet.header, PAST_FIELDS)) or {}
    name = MAPPED if mapping else LONG.name
    if mapping is None and _is_order_report(sheet.header):
        return _of_orders(read_order_file(path, progress=progress))
    if not any(field.name in columns for field in _CODES):
        raise _unknown(sheet)
    if "sold" in columns and "sold_on" in columns:
        return _read_long(Table(sheet, LONG, columns, name))
    periods = period_columns(sheet.header, path.name)
    if not periods:
        raise Unreadable("past.no_columns", file=path.name) if mapping else _unknown(sheet)
    codes = {field.name: columns[field.name] for field in _CODES if field.name in columns}
    return _read_wide(Table(sheet, WIDE, codes, name), periods)


def is_past_sales(header: Sequence[str]) -> bool:
    """Whether a table with these columns is a list of past sales: sums by day, or a column for each month or day.

    A list that names bins, lots or orders is something else.
    """
    if {"bin_code", "lot", "expires"} & match(header, STOCK_FIELDS).keys():
        return False
    columns = match(header, PAST_FIELDS)
    if fits(LONG, header, columns):
        return True
    has_code = any(field.name in columns for field in _CODES)
    return has_code and sum(named_period(name) is not None for name in header) >= LEAST_COLUMNS


def named_period(cell: values.Cell) -> Period | None:
    """The day or month a cell or a column's name says; None for anything else."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell == int(cell):
        found = _SIX.fullmatch(str(int(cell)))
        if found:
            return month(int(found[1]), int(found[2]))
    one = values.day(cell) or values.day(values.clean(cell).partition(" ")[0])
    if one is not None:
        return day(one) if one.year >= OLDEST_YEAR else None
    return _named_month(values.folded(values.clean(cell)))


def _named_month(said: str) -> Period | None:
    year, number = 0, 0
    if found := _MONTH.fullmatch(said) or _SIX.fullmatch(said):
        year, number = int(found[1]), int(found[2])
    elif found := _NAMED.fullmatch(said):
        year, number = int(found[2]), _MONTHS.get(found[1][:3].casefold(), 0)
    elif found := _NAMED_AFTER.fullmatch(said):
        year, number = int(found[1]), _MONTHS.get(found[2][:3].casefold(), 0)
    if not 1 <= number <= 12:
        return None
    return month(year if year >= OLDEST_YEAR else year + 2000, number)


def period_columns(header: Sequence[str], file: str) -> dict[int, Period]:
    """The columns that are days or months; twelve months without a year are those of the year the file's name says.

    Raises Unreadable ``past.no_year`` when it says none, ``past.column_twice`` when two columns tell of the same days.
    """
    periods = {place: period for place, name in enumerate(header) if (period := named_period(name)) is not None}
    bare = {place: int(found[1]) for place, name in enumerate(header) if (found := _NO_YEAR.fullmatch(name))}
    if bare and not periods:
        years = set(_YEAR.findall(file))
        if len(years) != 1:
            raise Unreadable("past.no_year", file=file, column=header[min(bare)])
        year = int(years.pop())
        return {place: month(year, number) for place, number in bare.items() if 1 <= number <= 12}
    if are_months(periods.values()):
        periods = {place: as_month(period) for place, period in periods.items()}
    twice = overlapping(periods.values())
    if twice is not None:
        raise Unreadable("past.column_twice", file=file, first=str(twice[0]), second=str(twice[1]))
    return periods


def _is_order_report(header: Sequence[str]) -> bool:
    """Whether it tells of orders, each at a moment of its own: there it is said what was refunded and is no sale.

    A list of sums that happens to have order numbers, and days but no moments, is read as a list of sums.
    """
    for layout in ORDER_LAYOUTS:
        columns = match(header, layout.fields)
        if fits(layout, header, columns):
            return bool({"paid_at", "created_at"} & columns.keys())
    return False


def _unknown(sheet: Sheet) -> Unreadable:
    return Unreadable(
        "sheets.unknown_layout",
        file=sheet.facts.name,
        header=tuple(name for name in sheet.header if name),
        fingerprint=header_fingerprint(sheet.header),
    )


# --- one row a day or month and SKU ---------------------------------------------------------------------------------------


def _read_long(table: Table) -> Parsed[PastRow]:
    rows: list[PastRow] = []
    for view in table.views():
        if _is_total(view):
            continue
        code, period, pieces = _code(view), _period(view), view.needed_whole("sold")
        if not view.broken and period is not None:
            rows.append(PastRow(view.number, code, period, pieces or 0, table.column_name("sold")))
    if are_months(row.period for row in rows):
        rows = [replace(row, period=as_month(row.period)) for row in rows]
    return table.parsed(rows)


def _code(view: RowView) -> str:
    code = view.code("seller_code") or view.code("barcode")
    if not code and not view.broken:
        view.fault("seller_code" if view.table.has("seller_code") else "barcode", "sheets.missing")
    return code


def _period(view: RowView) -> Period | None:
    period = named_period(view.cell("sold_on"))
    if period is None:
        said = view.text("sold_on")
        view.fault("sold_on", *(("past.no_day",) if said else ("sheets.missing",)), **({"value": said} if said else {}))
    return period


def _is_total(view: RowView) -> bool:
    """A line that sums up the others says so in its first filled cell."""
    first = next((text for cell in view.cells if (text := values.clean(cell))), "")
    return values.folded(first).casefold().replace(" ", "").rstrip(":") in TOTALS


# --- a column for each day or month ---------------------------------------------------------------------------------------


def _read_wide(table: Table, periods: Mapping[int, Period]) -> Parsed[PastRow]:
    rows: list[PastRow] = []
    for view in table.views():
        if _is_total(view):
            continue
        code = _code(view)
        for place, period in periods.items():
            pieces = _cell(view, place, table.sheet.header[place])
            if code and pieces is not None:
                rows.append(PastRow(view.number, code, period, pieces, table.sheet.header[place]))
    return table.parsed(rows)


def _cell(view: RowView, place: int, column: str) -> int | None:
    """Pieces in one column; None when it is empty or no number, which is reported."""
    if place >= len(view.cells):
        return None
    try:
        return values.whole(view.cells[place])
    except BadInput as error:
        view.fault(column, error.code, **error.fields)
        return None


# --- an order report ------------------------------------------------------------------------------------------------------


def _of_orders(file: ParsedFile) -> Parsed[PastRow]:
    """The items that were paid and not given back, by the day they were paid."""
    if not file.has_lines:
        raise Unreadable("past.no_items", file=file.name)
    rows: list[PastRow] = []
    problems = list(file.problems)
    total = file.skipped_rows
    for order in file.orders:
        total += len(order.lines)
        sold_on = _sold_on(order)
        for line in order.lines:
            if not _is_sale(order, line):
                continue
            problem = _line_problem(file.name, line, sold_on)
            if problem is not None:
                problems.append(problem)
            elif sold_on is not None:
                rows.append(PastRow(line.row, line.seller_code, day(sold_on), line.quantity, "quantity"))
    return Parsed(file.name, file.sha256, file.modified, file.layout, rows, problems, total)


def _sold_on(order: ParsedOrder) -> date | None:
    moment = order.paid_at or order.created_at
    return None if moment is None else moment.astimezone().date()


def _is_sale(order: ParsedOrder, line: ParsedLine) -> bool:
    lost = (OrderStatus.UNPAID, OrderStatus.CLOSED)
    return not line.service and line.refund is not Refund.DONE and order.status not in lost and line.status not in lost


def _line_problem(file: str, line: ParsedLine, sold_on: date | None) -> RowProblem | None:
    if not line.seller_code:
        return RowProblem(file, line.row, "seller_code", "sheets.missing", {})
    if sold_on is None:
        return RowProblem(file, line.row, "sold_on", "sheets.missing", {})
    return None
