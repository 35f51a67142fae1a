"""Codes that named no goods when they were counted: a picture of the piece, and what it turns out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.catalog.making.commands import bind_barcode
from warehouse_app.counting import statements
from warehouse_app.counting.finishing import ask_again
from warehouse_app.counting.opening import posted_at
from warehouse_app.counting.rules import Verdict
from warehouse_app.counting.shelf import NOTHING, on_shelf
from warehouse_app.counting.tables import CountBin, CountLine, CountPicture, CountResult, CountScan
from warehouse_app.counting.writing import open_stocktake
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.evidence.commands import KeptFile
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

_GOODS = frozenset({Kind.BARCODE, Kind.SKU, Kind.COMMAND})  # a command the catalogue refuses with words of its own


@needs(Right.COUNT)
def keep_picture(tx: Tx, bin_id: int, code: str, kept: KeptFile, action: str) -> None:
    """A picture of the piece with this code, its file on the disk already. The same action twice is one.

    Raises NotFound ``counting.no_such_code`` when the code was not scanned in the bin as an unknown one.
    """
    wanted = select(CountScan.id).where(
        CountScan.bin_id == bin_id, CountScan.code == code, CountScan.verdict == Verdict.UNKNOWN.value
    )
    if tx.connection.execute(wanted.limit(1)).first() is None:
        raise NotFound("counting.no_such_code", scanned=code)
    if tx.connection.execute(select(CountPicture.id).where(CountPicture.action == action)).first() is None:
        row = {
            "action": action, "bin_id": bin_id, "code": code, "file": kept.file, "sha256": kept.sha256, "size": kept.size,
        }  # fmt: skip
        tx.connection.execute(insert(CountPicture), [row])
    tx.touch("count_unknown")


@dataclass(frozen=True, slots=True)
class Named:
    """What became of a code that was named: pieces added to counts that are open, bins that are counted again."""

    pieces: int
    added: tuple[str, ...]
    again: tuple[str, ...]


@needs(Right.COUNT)
def name_code(tx: Tx, stocktake_id: int, code: str, sku_id: int, multiple: int, action: str) -> Named:
    """The code is this SKU's from now on, and what was counted under it in this stocktake is not lost.

    Pieces of a bin that is still being counted join its count; a bin that was finished is counted again for this SKU, and its
    count before says nothing about it any more. Raises what ``bind_barcode`` raises (its right is asked too), NotFound
    ``counting.no_such_code``, Conflict ``goods.not_goods`` (the code of a bin, a parcel, a badge), ``counting.ended``,
    ``counting.bin_decided`` (the SKU's difference there was posted): then nothing is kept.
    """
    other = next((one for one in meanings(tx.connection, [code]) if one.kind not in _GOODS), None)
    if other is not None:
        raise Conflict("goods.not_goods", text=code)
    bind_barcode(tx, code, sku_id, multiple)
    one_at_a_time(tx, "stock")
    open_stocktake(tx, stocktake_id)
    places = _bins_of(tx, stocktake_id, code)
    if not places:
        raise NotFound("counting.no_such_code", scanned=code)
    pieces, added, again = 0, [], []
    for bin_id in places:
        statements.lock(tx, bin_id)
        here = statements.look(tx, bin_id)
        assert here is not None, "it was found in this transaction"
        _must_be_unposted(tx, here, sku_id)
        if here.state == "counting":
            pieces += _into_open(tx, here, code, sku_id, multiple, action)
            added.append(here.code)
        else:
            _count_again(tx, here, sku_id)
            again.append(here.code)
    tx.touch("count_unknown", "stocktakes", "count_results")
    return Named(pieces, tuple(dict.fromkeys(added)), tuple(dict.fromkeys(again)))


def _bins_of(tx: Tx, stocktake_id: int, code: str) -> list[int]:
    """Rounds in which the code stands, oldest first."""
    wanted = select(CountScan.bin_id).join(CountBin, CountBin.id == CountScan.bin_id)
    wanted = wanted.where(CountBin.stocktake_id == stocktake_id, CountScan.code == code, *statements.stands()).distinct()
    return sorted(tx.connection.execute(wanted).scalars())


def _into_open(tx: Tx, here: Any, code: str, sku_id: int, multiple: int, action: str) -> int:
    """Each unknown scan is taken back and counted as what it is; those before the bin was begun anew count nothing."""
    wanted = select(CountScan.id, CountScan.quantity).where(CountScan.bin_id == here.id, CountScan.code == code)
    line = statements.line(tx, here.id, sku_id)
    before = None if line is None else line.before
    if line is None and not here.whole:  # a recount of other goods: these are asked for as well
        before = on_shelf(tx.connection, here.location_id).get(sku_id, NOTHING).expected
    added = 0
    for row in tx.connection.execute(wanted.where(*statements.stands()).order_by(CountScan.id)).all():
        undone = f"{action}:{row.id}"
        statements.write_scan(tx, undone, here.id, code, Verdict.UNDONE, None, row.quantity, row.id)
        statements.write_scan(tx, f"{undone}:as", here.id, code, Verdict.COUNTED, sku_id, row.quantity * multiple)
        statements.add(tx, here.id, sku_id, row.quantity * multiple, before)
        added += row.quantity * multiple
    return added


def _must_be_unposted(tx: Tx, here: Any, sku_id: int) -> None:
    if sku_id in posted_at(tx, here.stocktake_id, here.location_id):
        raise Conflict("counting.bin_decided", bin=here.code)


def _count_again(tx: Tx, here: Any, sku_id: int) -> None:
    """The count before did not know these pieces, so it proves nothing about the SKU."""
    of_place = (CountResult.stocktake_id == here.stocktake_id) & (CountResult.location_id == here.location_id)
    tx.connection.execute(update(CountResult).where(of_place, CountResult.sku_id == sku_id).values(state="recount"))
    of_line = (CountLine.bin_id == here.id) & (CountLine.sku_id == sku_id)
    tx.connection.execute(update(CountLine).where(of_line).values(touched=True))
    ask_again(tx, here.stocktake_id, here.location_id, [sku_id], other=False)
