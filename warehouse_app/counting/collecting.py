"""A collector's file becomes counts: each row a scan, each bin counted to its end, all in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from warehouse_app.counting.files import CollectorLine
from warehouse_app.counting.finishing import finish
from warehouse_app.counting.rules import Verdict
from warehouse_app.counting.scanning import scan
from warehouse_app.counting.statements import written_before
from warehouse_app.counting.tables import CountBin
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import PickScan
from warehouse_app.stock.tables import Move
from warehouse_app.store import audit
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Collected:
    """What a file brought: bins, pieces, codes nobody knows, bins of which something is to be counted again."""

    bins: int = 0
    pieces: int = 0
    unknown: int = 0
    again: int = 0


@needs(Right.KEY_QUANTITY)
def bring_in_counts(
    tx: Tx, stocktake_id: int, lines: Sequence[CollectorLine], since: datetime, file: str, action: str
) -> Collected:  # fmt: skip
    """Count what the good lines say. What moved in a bin after ``since``, when the file's count began, is counted again.

    Raises BadInput ``counting.file_nothing``, Conflict ``counting.file_twice`` (the same action before),
    ``counting.file_row_refused`` (a row that would not count), and what ``scan`` and ``finish`` raise: then nothing of the file
    is kept.
    """
    good = [line for line in lines if line.good]
    if not good:
        raise BadInput("counting.file_nothing")
    if written_before(tx, f"{action}:{good[0].row}") is not None:
        raise Conflict("counting.file_twice")
    groups: dict[str, list[CollectorLine]] = defaultdict(list)
    for line in good:
        groups[line.bin].append(line)
    move, pick = _at(tx, since)
    unknown = again = 0
    for code, rows in groups.items():
        opened = scan(tx, stocktake_id, None, [code], f"{action}:bin:{code}")
        if opened.bin_id is None:
            raise Conflict("counting.file_counted_since", bin=code)
        tx.connection.execute(update(CountBin).where(CountBin.id == opened.bin_id).values(began_move=move, began_pick=pick))
        counted = [row for row in rows if row.pieces]
        for row in counted:
            answer = scan(tx, stocktake_id, opened.bin_id, [row.code], f"{action}:{row.row}", row.pieces, sure=True)
            if not answer.good and answer.verdict is not Verdict.UNKNOWN:
                raise Conflict("counting.file_row_refused", row=row.row, scanned=row.code)
            unknown += answer.verdict is Verdict.UNKNOWN
        again += finish(tx, opened.bin_id, empty=not counted, since=since).again > 0
    pieces = sum(line.pieces for line in good)
    audit.record(tx, "counts_brought_in", file, stocktake_id=stocktake_id, bins=len(groups), pieces=pieces, rows=len(good))
    return Collected(len(groups), pieces, unknown, again)


def _at(tx: Tx, since: datetime) -> tuple[int, int]:
    """The newest move and step of picking of that moment."""

    def newest(table: Any) -> int:
        wanted = select(func.coalesce(func.max(table.id), 0)).where(table.at <= since)
        return int(tx.connection.execute(wanted).scalar_one())

    return newest(Move), newest(PickScan)
