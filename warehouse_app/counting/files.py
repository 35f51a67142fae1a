"""Files of handheld data collectors: bar code, quantity, perhaps the bin; with a heading or without, in any order of columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.codes import Goods, goods
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.counting.posting import successors
from warehouse_app.counting.rules import MOST, absurd
from warehouse_app.counting.tables import CountBin, CountLine, Stocktake
from warehouse_app.errors import BadInput, NotFound, Unreadable
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout, match
from warehouse_app.sheets.reader import open_sheet
from warehouse_app.stock.tables import Location
from warehouse_app.store.imports import chunks

FIELDS = (
    Field("barcode", ("条码", "商品条码", "条形码", "编码", "商家编码", "货号",
                      "Barcode", "EAN", "Code", "SKU", "Item"), required=True),
    Field("quantity", ("数量", "实盘数量", "实数", "盘点数量", "件数", "Quantity", "Qty", "Count", "Counted", "Pieces")),
    Field("bin", ("库位", "货位", "库位号", "仓位", "Bin", "Location", "Shelf")),
)  # fmt: skip
LAYOUT = Layout("counts", FIELDS)
_SAMPLES, MOST_ROWS = 20, 200_000
LONGEST_QUANTITY = 6  # digits; more is a bar code


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as it stands: its rows, the first of them perhaps a heading, and the columns that were found or guessed."""

    name: str
    modified: datetime
    rows: tuple[tuple[Any, ...], ...]
    first_row: int
    heading: bool
    columns: Mapping[str, int]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def sample(self, column: int) -> str:
        """The first values of a column, for a person to know it by."""
        found = [values.clean(row[column]) for row in self.rows[:_SAMPLES] if column < len(row) and values.clean(row[column])]
        return " · ".join(found[:3])


@dataclass(frozen=True, slots=True)
class CollectorLine:
    """One row of the file: what it would count, or the code of what is wrong with it."""

    row: int
    code: str
    bin: str
    pieces: int
    name: str = ""
    problem: str = ""
    fault: str = ""  # the cell that is wrong, as it stands in the file

    @property
    def good(self) -> bool:
        return not self.problem


def read_file(path: Path, bins: frozenset[str] = frozenset()) -> Raw:
    """The rows of a file, its columns known by their heading or guessed by what stands in them (``bins``: codes of bins).

    Raises Unreadable as ``open_sheet`` does, and ``counting.too_many_rows``.
    """
    sheet = open_sheet(path, known=LAYOUT.known_names())
    columns = match(sheet.header, FIELDS)
    body = [tuple(row.cells) for row in islice(sheet.rows(), MOST_ROWS + 1)]
    if len(body) > MOST_ROWS:
        raise Unreadable("counting.too_many_rows", most=MOST_ROWS)
    body = [row for row in body if any(values.clean(cell) for cell in row)]
    heading = "barcode" in columns
    rows = body if heading else [tuple(sheet.header), *body]
    if not heading:
        columns = guess(rows, bins)
    return Raw(sheet.facts.name, sheet.facts.modified, tuple(rows), sheet.header_row + heading, heading, columns)


def guess(rows: Sequence[Sequence[Any]], bins: frozenset[str]) -> dict[str, int]:
    """The columns of a file without a heading: bins are bins, mostly short whole numbers a quantity, what is longest the code."""
    found: dict[str, int] = {}
    seen = [[values.clean(row[n]) for row in rows[:_SAMPLES] if n < len(row)] for n in range(max(map(len, rows), default=0))]
    for n, column in enumerate(seen):
        filled = [cell for cell in column if cell]
        if not filled:
            continue
        if "bin" not in found and sum(cell in bins for cell in filled) * 2 > len(filled):
            found["bin"] = n
        elif "quantity" not in found and sum(_short_number(cell) for cell in filled) * 2 > len(filled):
            found["quantity"] = n
    free = [n for n in range(len(seen)) if n not in found.values() and any(seen[n])]
    if free:
        found["barcode"] = max(free, key=lambda n: max(map(len, seen[n])))
    return found


def _short_number(cell: str) -> bool:
    return cell.isdigit() and len(cell) <= LONGEST_QUANTITY


def lines_of(
    session: Session, stocktake_id: int, raw: Raw, columns: Mapping[str, int], *, heading: bool, usual_bin: str = ""
) -> list[CollectorLine]:  # fmt: skip
    """What the file would count, row by row. ``usual_bin`` stands in where the file names none.

    Raises NotFound (no such stocktake), BadInput ``counting.no_code_column``.
    """
    if "barcode" not in columns:
        raise BadInput("counting.no_code_column")
    if session.execute(select(Stocktake.id).where(Stocktake.id == stocktake_id)).first() is None:
        raise NotFound("counting.no_such_stocktake")
    states = _states(session, stocktake_id)
    rows = raw.rows if heading == raw.heading else raw.rows[1:] if heading else raw.rows
    first = raw.first_row + (1 if heading and not raw.heading else 0)
    read = [_read(number, row, columns, usual_bin) for number, row in enumerate(rows, first)]
    codes = {line.code for line in read if line.good}
    known, listed = _known(session, codes), _listed(session, stocktake_id)
    bins = _bins_among(session, codes - known.keys())
    return [
        replace(line, name=known[line.code][1] if line.code in known else "", problem=_problem(line, states, known, listed, bins))
        for line in read
    ]


def _bins_among(session: Session, codes: set[str]) -> set[str]:
    """Those of the codes that are bins."""
    wanted = select(Location.code).where(Location.kind == "bin")
    return {code for part in chunks(sorted(codes)) for code in session.execute(wanted.where(Location.code.in_(part))).scalars()}


def _listed(session: Session, stocktake_id: int) -> dict[str, set[int]]:
    """The SKUs that are asked for in each bin of which not everything is counted; merged ones under what they are now too."""
    rows = session.execute(
        select(Location.code, CountLine.sku_id)
        .join(CountBin, CountBin.id == CountLine.bin_id)
        .join(Location, Location.id == CountBin.location_id)
        .where(CountBin.stocktake_id == stocktake_id, CountBin.round == 1, ~CountBin.whole)
    ).all()
    heirs = successors(session.connection(), {row.sku_id for row in rows})
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        found[row.code] |= {row.sku_id, heirs.get(row.sku_id, row.sku_id)}
    return found


def _states(session: Session, stocktake_id: int) -> dict[str, tuple[str, int]]:
    """State and round of each bin of the stocktake, by its code."""
    rows = session.execute(
        select(Location.code, CountBin.state, CountBin.round)
        .join(Location, Location.id == CountBin.location_id)
        .where(CountBin.stocktake_id == stocktake_id)
        .order_by(CountBin.round)
    )
    return {row.code: (row.state, row.round) for row in rows}


def _read(number: int, row: Sequence[Any], columns: Mapping[str, int], usual_bin: str) -> CollectorLine:
    def cell(name: str) -> Any:
        place = columns.get(name)
        return "" if place is None or place >= len(row) else row[place]

    where = values.clean(cell("bin")) or usual_bin
    try:
        code = values.identifier(cell("barcode"))
        if not code:
            return CollectorLine(number, "", where, 0, problem="sheets.missing")
        counted = values.whole(cell("quantity")) if "quantity" in columns else 1
    except BadInput as error:
        fault = str(error.fields.get("value", ""))
        return CollectorLine(number, values.clean(cell("barcode")), where, 0, problem=error.code, fault=fault)
    pieces = 1 if counted is None else counted
    if pieces > MOST:
        return CollectorLine(number, code, where, pieces, problem="counting.file_quantity")
    return CollectorLine(number, code, where, pieces)


def _known(session: Session, codes: set[str]) -> dict[str, tuple[Goods, str]]:
    """The goods these codes name, and what they are called."""
    found: dict[str, tuple[Goods, str]] = {}
    connection = session.connection()
    for code in codes:
        named = goods(connection, [code])
        if named is not None:
            wanted = select(Product.name).join(Sku, Sku.product_id == Product.id).where(Sku.id == named.sku_id)
            found[code] = named, str(session.execute(wanted).scalar_one())
    return found


def _problem(
    line: CollectorLine, states: Mapping[str, tuple[str, int]], known: Mapping[str, tuple[Goods, str]],
    listed: Mapping[str, set[int]], bins: set[str],
) -> str:  # fmt: skip
    """Why the row would not count; empty when it would."""
    state, round_of = states.get(line.bin, ("", 0))
    named = known[line.code][0] if line.code in known else None
    if line.problem:
        return line.problem
    if not line.bin:
        return "counting.file_no_bin"
    if not state:
        return "counting.file_other_bin"
    if state != "todo" or round_of > 1:
        return "counting.file_counted"
    if line.code in bins:
        return "counting.file_code_is_bin"
    if absurd(line.pieces, 1_000) or (named is not None and line.pieces * named.multiple > MOST):
        return "counting.file_quantity"
    if named is not None and line.bin in listed and named.sku_id not in listed[line.bin]:
        return "counting.file_not_listed"
    return ""
