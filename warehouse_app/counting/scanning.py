"""A scan of a count: a bin, then its goods, each written durably before it is answered. This is a scan path.

The bin and its figures are what the database says at this moment; the screen names only the round it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from warehouse_app.catalog.codes import Goods, goods_fast
from warehouse_app.counting import statements
from warehouse_app.counting.opening import Opened, must_be_counting, open_bin
from warehouse_app.counting.rules import GOOD, MOST, Verdict, absurd
from warehouse_app.counting.statements import ItemWords
from warehouse_app.counting.tables import CountScan
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.packing.keying import check_right
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx

LONGEST_CODE = 200
Mode = Literal["ask", "again", "add"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one scan. ``bin_id`` is the round that is open now; ``line`` pieces of this SKU, ``total`` of the bin."""

    verdict: Verdict
    code: str = ""
    bin_id: int | None = None
    bin: str = ""
    pieces: int = 0
    line: int = 0
    total: int = 0
    item: ItemWords | None = None
    elsewhere: tuple[str, ...] = ()  # bins in which misplaced goods are booked
    who: str = ""  # who counted the bin, or has it open
    again: bool = False  # the same action had been answered before; nothing was counted twice

    @property
    def good(self) -> bool:
        """Whether pieces were added."""
        return self.verdict in GOOD


@needs(Right.COUNT)
def scan(
    tx: Tx, stocktake_id: int, bin_id: int | None, codes: Sequence[str], action: str, pieces: int | None = None,
    *, sure: bool = False, mode: Mode = "ask",
) -> Answer:  # fmt: skip
    """One scan: a bin of the stocktake opens it, goods are counted into the bin that is open (``bin_id``).

    ``pieces``: a keyed number, which takes the right to key; None: as many as the code says. An absurd number is not counted
    before ``sure``. ``mode``: what to do with a bin that was counted before. Raises NotFound, BadInput
    ``counting.bad_pieces``, NotAllowed, Conflict ``counting.ended``.
    """
    codes = [code[:LONGEST_CODE] for code in codes]
    named = goods_fast(tx, codes) if bin_id is not None else None
    if named is None:
        opened = open_bin(tx, stocktake_id, codes, action, mode)
        if opened is not None:
            return _opened(tx, opened)
        named = goods_fast(tx, codes) if bin_id is None else None
    if bin_id is None:
        return Answer(Verdict.BIN_FIRST if named else Verdict.UNKNOWN, codes[0])
    here = must_be_counting(tx, bin_id)
    before = statements.written_before(tx, action)
    if before is not None:
        return _said_before(tx, here, before)
    if named is None:
        _check_keyed(tx, pieces)
        statements.write_scan(tx, action, bin_id, codes[0], Verdict.UNKNOWN, quantity=pieces or 1)
        tx.touch("count_unknown")
        return Answer(Verdict.UNKNOWN, codes[0], bin_id, here.code, pieces or 1, total=statements.pieces_in(tx, bin_id))
    return _count(tx, here, named, action, pieces, sure=sure)


def _opened(tx: Tx, opened: Opened) -> Answer:
    total = statements.pieces_in(tx, opened.bin_id) if opened.bin_id else 0
    return Answer(opened.verdict, opened.code, opened.bin_id, opened.code, total=total, who=opened.who)


def _check_keyed(tx: Tx, pieces: int | None) -> None:
    if pieces is None:
        return
    check_right(tx)
    if not 1 <= pieces <= MOST:
        raise BadInput("counting.bad_pieces", most=MOST)


def _count(tx: Tx, here: Any, named: Goods, action: str, keyed: int | None, *, sure: bool) -> Answer:
    _check_keyed(tx, keyed)
    pieces = named.multiple * (keyed or 1)
    item = statements.words_of(tx, named.sku_id)
    line = statements.line(tx, here.id, named.sku_id)
    so_far, expected = (line.counted, line.before or 0) if line else (0, 0)
    total = statements.pieces_in(tx, here.id)
    if line is None and not here.whole:
        statements.write_scan(tx, action, here.id, named.code, Verdict.NOT_LISTED, named.sku_id)
        return Answer(Verdict.NOT_LISTED, named.code, here.id, here.code, total=total, item=item)
    if pieces > MOST or (absurd(pieces, expected) and not sure):
        return Answer(Verdict.SURE, named.code, here.id, here.code, pieces, so_far, total, item)
    verdict, elsewhere = _where(tx, here, named.sku_id, expected)
    if not statements.write_scan(tx, action, here.id, named.code, verdict, named.sku_id, pieces):
        raise Conflict("counting.scan_twice")
    statements.add(tx, here.id, named.sku_id, pieces, None if line is None else line.before)
    if (here.counter_id, here.counter_desk) != (tx.actor.id, tx.desk):
        statements.take_over(tx, here.id)
    return Answer(verdict, named.code, here.id, here.code, pieces, so_far + pieces, total + pieces, item, elsewhere)


def _where(tx: Tx, here: Any, sku_id: int, expected: int) -> tuple[Verdict, tuple[str, ...]]:
    """Whether the goods belong here by the books, and if not, where."""
    if expected > 0:
        return Verdict.COUNTED, ()
    elsewhere = statements.booked_in(tx, sku_id, here.location_id)
    return (Verdict.MISPLACED, elsewhere) if elsewhere else (Verdict.NOT_BOOKED, ())


def _said_before(tx: Tx, here: Any, before: Any) -> Answer:
    line = statements.line(tx, before.bin_id, before.sku_id) if before.sku_id else None
    item = statements.words_of(tx, before.sku_id) if before.sku_id else None
    total = statements.pieces_in(tx, before.bin_id)
    counted = line.counted if line else 0
    return Answer(
        Verdict(before.verdict), before.code, here.id, here.code, before.quantity, counted, total, item, again=True
    )  # fmt: skip


@needs(Right.COUNT)
def undo_last(tx: Tx, bin_id: int, action: str) -> Answer:
    """What this desk counted last in the bin was not counted. Raises NotFound, Conflict (the bin is not being counted)."""
    here = must_be_counting(tx, bin_id)
    before = statements.written_before(tx, action)
    if before is not None:
        return _said_before(tx, here, before)
    last = _last(tx, bin_id)
    if last is None:
        return Answer(Verdict.NOTHING_TO_UNDO, "", bin_id, here.code, total=statements.pieces_in(tx, bin_id))
    statements.write_scan(tx, action, bin_id, last.code, Verdict.UNDONE, last.sku_id, last.quantity, last.id)
    if last.sku_id is not None:
        statements.add(tx, bin_id, last.sku_id, -last.quantity, None)
    else:
        tx.touch("count_unknown")
    line = statements.line(tx, bin_id, last.sku_id) if last.sku_id else None
    item = statements.words_of(tx, last.sku_id) if last.sku_id else None
    total = statements.pieces_in(tx, bin_id)
    return Answer(Verdict.UNDONE, last.code, bin_id, here.code, last.quantity, line.counted if line else 0, total, item)


def _last(tx: Tx, bin_id: int) -> Any | None:
    """The newest scan of this desk that added something since the bin was begun anew, and stands."""
    undone = select(CountScan.undoes_id).where(CountScan.bin_id == bin_id, CountScan.undoes_id.is_not(None))
    anew = select(CountScan.id).where(CountScan.bin_id == bin_id, CountScan.verdict == Verdict.AGAIN.value)
    since = tx.connection.execute(anew.order_by(CountScan.id.desc()).limit(1)).scalar() or 0
    added = [*(verdict.value for verdict in GOOD), Verdict.UNKNOWN.value]
    return tx.connection.execute(
        select(CountScan.id, CountScan.code, CountScan.sku_id, CountScan.quantity)
        .where(
            CountScan.bin_id == bin_id, CountScan.desk == tx.desk, CountScan.id > since, CountScan.verdict.in_(added),
            CountScan.id.not_in(undone),
        )
        .order_by(CountScan.id.desc())
        .limit(1)
    ).first()  # fmt: skip
