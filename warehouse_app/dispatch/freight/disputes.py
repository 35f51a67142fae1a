"""The dispute list of a bill, as a workbook for the courier."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from warehouse_app.dispatch.freight.commands import mark_sent
from warehouse_app.dispatch.freight.queries import DifferenceRow, Wanted, all_differences, bill_summary
from warehouse_app.dispatch.freight.rules import Kind
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.writer import Value, write_xlsx
from warehouse_app.store.warehouse import Tx
from warehouse_app.words import Language, say

COLUMNS = (
    "row", "waybill", "kinds", "their_weight", "our_weight", "their_place", "our_place", "theirs", "ours", "difference", "note",
)  # fmt: skip


@needs(Right.FREIGHT)
def write_disputes(tx: Tx, bill_id: int, path: Path, language: Language) -> int:
    """Write what is disputed of a bill and remember that it went to the courier; how many lines.

    Raises NotFound, Conflict ``freight.nothing_disputed``, BadInput ``sheets.cannot_write``. The file is written before the
    transaction commits: when it cannot be, nothing is remembered.
    """
    summary = bill_summary(tx.session, bill_id)
    if summary is None:
        raise NotFound("freight.no_bill")
    rows = list(all_differences(tx.session, Wanted(bill_id, state="disputed")))
    if not rows:
        raise Conflict("freight.nothing_disputed")
    title = say("freight.list_title", language, courier=summary.row.courier, month=f"{summary.row.month:%Y-%m}")
    header = [say(f"freight.list_{name}", language) for name in COLUMNS]
    total: list[Value] = [say("freight.list_total", language), *[None] * (len(COLUMNS) - 3)]
    total += [sum((row.difference for row in rows), Decimal(0)), None]
    write_xlsx(path, [[title], header], [*_cells(rows, language), total])
    mark_sent(tx, bill_id, path.name, len(rows))
    return len(rows)


def _cells(rows: list[DifferenceRow], language: Language) -> Iterator[list[Value]]:
    for row in rows:
        yield [
            row.row, row.waybill, kind_words(row, language), kilograms(row.their_weight_g), kilograms(row.weight_g),
            row.their_place, row.place, row.theirs, row.ours, row.difference, row.note,
        ]  # fmt: skip


def kind_words(row: DifferenceRow, language: Language) -> str:
    """What is wrong, in words: every kind, of an unknown number why, of a second bill where the first is."""
    if Kind.UNKNOWN in row.kinds:
        return say(f"freight.why_{row.detail}", language)
    if Kind.TWICE in row.kinds:
        line, _, file = row.detail.partition(" ")
        return say("freight.twice_elsewhere" if file else "freight.twice_here", language, row=line, file=file)
    return say("freight.and", language).join(say(f"freight.part_{kind}", language) for kind in row.kinds)


def kilograms(grams: int | None) -> Decimal | None:
    """Grams as kilograms, exactly."""
    return None if grams is None else Decimal(grams).scaleb(-3)
