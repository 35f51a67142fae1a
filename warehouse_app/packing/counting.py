"""An item is right: it counts. The one place where pieces of a parcel become scanned."""

from __future__ import annotations

from warehouse_app.catalog.gs1 import Elements
from warehouse_app.packing import capture, statements
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.completion import complete_parcel
from warehouse_app.packing.queries import parcel_tasks
from warehouse_app.packing.rules import Piece, Verdict
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.store.warehouse import Tx


def count_item(
    tx: Tx, parcel: OpenParcel, piece: Piece, verdict: Verdict, code: str, action: str, said: Elements | None = None
) -> Answer:
    """Count an item the verdict counts; the last one completes the parcel, and one that asks for more is asked for it."""
    answer = Answer(
        verdict, code, parcel.id, piece.sku_id, piece.scanned + piece.multiple, piece.needed,
        parcel.scanned + piece.multiple, parcel.needed, owes=parcel.owes,
        tasks=parcel_tasks(tx.connection, parcel.id) if verdict is Verdict.TICK_FIRST else None,
    )  # fmt: skip
    if piece.asks or said is not None:
        return capture.count_asking(tx, parcel, piece, answer, action, said)
    kept = keep(tx, answer, action, piece.multiple)
    if kept.again:
        return kept
    statements.count(tx, parcel.id, piece.sku_id, piece.multiple)
    if verdict is Verdict.COMPLETE:
        complete_parcel(tx, parcel.id, action)
        tx.touch("packing")
    return answer
