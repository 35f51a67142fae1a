"""Counting what arrived: by scan, by key, by the colour x size grid, and one count taken back.

One scan is one insert and one count, written in Core. What arrives is counted whatever was expected; a code that names
no goods is kept with its verdict and counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from warehouse_app.catalog.codes import goods_fast
from warehouse_app.errors import Conflict
from warehouse_app.inbound.receiving import statements
from warehouse_app.inbound.receiving.lots import keep_lot
from warehouse_app.inbound.receiving.rules import COUNTED, GOOD, How, Verdict, check_pieces, judge
from warehouse_app.inbound.receiving.statements import Counted, OpenReceipt, Totals
from warehouse_app.inbound.tables import ReceiptScan
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class ReceiveAnswer:
    """The answer to one count, with all a screen shows.

    ``pieces`` is what this count added (below zero for what it took off). ``counted`` and ``expected`` are the SKU's,
    ``total`` and ``total_expected`` the receipt's; expected is None when nothing says what should come.
    """

    verdict: Verdict
    code: str
    receipt_id: int
    sku_id: int | None = None
    lot: str = ""
    pieces: int = 0
    counted: int = 0
    expected: int | None = None
    total: int = 0
    total_expected: int | None = None
    seller_code: str = ""
    name: str = ""
    colour: str = ""
    size: str = ""
    picture: str = ""
    again: bool = False  # the same action had been answered before; nothing was counted twice

    @property
    def good(self) -> bool:
        """Nothing about it needs a second look."""
        return self.verdict in GOOD

    @property
    def counts(self) -> bool:
        """Whether pieces were counted, expected or not."""
        return self.verdict in COUNTED


@needs(Right.RECEIVE)
def receive(
    tx: Tx, receipt_id: int, codes: Sequence[str], action: str, *, quantity: int = 1, lot: str = "",
    expires: date | None = None, known: Totals | None = None,
) -> ReceiveAnswer:  # fmt: skip
    """Take one scan; ``codes`` is the reading and, after it, its alternatives, ``quantity`` how often it counts.

    ``known`` are the receipt's pieces as the last answer told them: a screen that counts scan after scan need not have
    hundreds of lines added up each time. None adds them up.

    An action id that came before counts nothing and is answered as it was. Raises NotFound (no such receipt), Conflict
    (receiving.not_open, lot_wanted, lot_differs), BadInput (quantity_range, lot_expired).
    """
    check_pieces(quantity, 1)
    try:
        receipt = statements.lock_open(tx, receipt_id)
    except Conflict:  # a scan sent again after the closing has its answer; while the receipt is open the insert finds that out
        before = _answered(tx, receipt_id, action)
        if before is None:
            raise
        return before
    found = _goods(tx, receipt, codes)
    if found is None:
        return _no_goods(tx, receipt, codes, action, known)
    code, goods = found
    check_pieces(quantity * goods.multiple, 1)
    kept = keep_lot(tx, goods, lot, expires)
    entry = _Entry(goods, kept, quantity * goods.multiple, code, "scan")
    return _count(tx, receipt, entry, action, known or statements.totals(tx, receipt))


def _goods(tx: Tx, receipt: OpenReceipt, codes: Sequence[str]) -> tuple[str, Counted] | None:
    """The goods a reading names: nearly always a barcode, so that is looked at together with how its SKU stands."""
    for code in codes:
        counted = statements.look_by_barcode(tx, receipt, code)
        if counted is not None:
            return code, counted
    named = goods_fast(tx, codes)
    return None if named is None else (named.code, statements.look_by_sku(tx, receipt, named.sku_id))


def _no_goods(tx: Tx, receipt: OpenReceipt, codes: Sequence[str], action: str, known: Totals | None) -> ReceiveAnswer:
    elsewhere = next((code for code in codes if statements.names_something(tx, code)), None)
    verdict, code = (Verdict.UNKNOWN, codes[0]) if elsewhere is None else (Verdict.NOT_GOODS, elsewhere)
    total, total_expected = known or statements.totals(tx, receipt)
    if not statements.insert_scan(tx, receipt.id, action, code, "scan", verdict.value):
        return _again(tx, receipt.id, action)
    tx.touch("receipts")
    return ReceiveAnswer(verdict, code, receipt.id, total=total, total_expected=total_expected)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Pieces to count for goods that stand as they stood before."""

    goods: Counted
    lot: str
    pieces: int
    code: str
    how: str


def _count(tx: Tx, receipt: OpenReceipt, entry: _Entry, action: str, before: Totals) -> ReceiveAnswer:
    goods = entry.goods
    verdict = judge(goods.counted + entry.pieces, goods.expected, planned=receipt.planned)
    if not statements.insert_scan(
        tx, receipt.id, action, entry.code, entry.how, verdict.value, goods.sku_id, entry.lot, entry.pieces
    ):
        return _again(tx, receipt.id, action)
    if entry.pieces:
        statements.count(tx, receipt.id, goods.sku_id, entry.lot, entry.pieces)
    tx.touch("receipts")
    return _about(receipt, entry, verdict, before)


def _about(receipt: OpenReceipt, entry: _Entry, verdict: Verdict, before: Totals, *, again: bool = False) -> ReceiveAnswer:
    """The answer once the entry is added to how its goods and the receipt stood; ``again``: it was added long before."""
    goods, added = entry.goods, 0 if again else entry.pieces
    expected = 0 if receipt.planned and goods.expected is None else goods.expected
    return ReceiveAnswer(
        verdict, entry.code, receipt.id, goods.sku_id, entry.lot, entry.pieces, goods.counted + added, expected,
        before[0] + added, before[1], goods.seller_code, goods.name, goods.colour, goods.size, goods.picture, again,
    )  # fmt: skip


def _answered(tx: Tx, receipt_id: int, action: str) -> ReceiveAnswer | None:
    return None if statements.first_answer(tx, action) is None else _again(tx, receipt_id, action)


def _again(tx: Tx, receipt_id: int, action: str) -> ReceiveAnswer:
    """The first answer to this action, with the figures as they are now."""
    first = statements.first_answer(tx, action)
    if first is None or first.receipt_id != receipt_id or first.verdict not in set(Verdict):
        raise Conflict("receiving.action_used")
    receipt = statements.receipt_of(tx, receipt_id)
    verdict = Verdict(first.verdict)
    now = statements.totals(tx, receipt)
    if first.sku_id is None:
        return ReceiveAnswer(verdict, first.code, receipt_id, total=now[0], total_expected=now[1], again=True)
    goods = statements.look_by_sku(tx, receipt, first.sku_id)
    return _about(receipt, _Entry(goods, first.lot, first.quantity, first.code, ""), verdict, now, again=True)


@needs(Right.RECEIVE)
def set_count(
    tx: Tx, receipt_id: int, sku_id: int, lot: str, quantity: int, action: str, how: How = "keyed", *, expires: date | None = None
) -> ReceiveAnswer:  # fmt: skip
    """So many pieces of this SKU (and lot) lie there, whatever was counted before: the difference is written as a count.

    Raises as ``receive`` does, NotFound (receiving.no_such_sku) and Conflict (inspected_already: fewer than inspected).
    """
    check_pieces(quantity, 0)
    before = _answered(tx, receipt_id, action)
    if before is not None:
        return before
    receipt = statements.lock_open(tx, receipt_id)
    goods = statements.look_by_sku(tx, receipt, sku_id)
    kept = keep_lot(tx, goods, lot, expires)
    return _count(tx, receipt, _to_figure(tx, receipt, goods, kept, quantity, how), action, statements.totals(tx, receipt))


def _to_figure(tx: Tx, receipt: OpenReceipt, goods: Counted, lot: str, quantity: int, how: How) -> _Entry:
    """What has to be counted so that the line stands at ``quantity``."""
    difference = quantity - statements.line_of(tx, receipt.id, goods.sku_id, lot)[0]
    return _Entry(goods, lot, difference, goods.seller_code, how)


@dataclass(frozen=True, slots=True)
class GridAnswer:
    """What a grid of figures changed, cell by cell, and the receipt's pieces after it."""

    changed: tuple[ReceiveAnswer, ...]
    total: int
    total_expected: int | None
    again: bool = False


@needs(Right.RECEIVE)
def set_counts(tx: Tx, receipt_id: int, figures: Mapping[int, int], action: str) -> GridAnswer:
    """The colour x size grid as it was filled in: pieces by SKU id, all or nothing.

    The same action twice is done once. Raises as ``set_count`` does; goods kept by lot are keyed lot by lot instead.
    """
    for quantity in figures.values():
        check_pieces(quantity, 0)
    receipt = statements.receipt_of(tx, receipt_id)
    if any(statements.first_answer(tx, _cell(action, sku_id)) is not None for sku_id in figures):
        return GridAnswer((), *statements.totals(tx, receipt), again=True)
    receipt = statements.lock_open(tx, receipt_id)
    now = statements.totals(tx, receipt)
    changed: list[ReceiveAnswer] = []
    for sku_id, quantity in sorted(figures.items()):
        if quantity == statements.line_of(tx, receipt_id, sku_id, "")[0]:
            continue
        goods = statements.look_by_sku(tx, receipt, sku_id)
        entry = _to_figure(tx, receipt, goods, keep_lot(tx, goods, "", None), quantity, "grid")
        changed.append(_count(tx, receipt, entry, _cell(action, sku_id), now))
        now = (changed[-1].total, now[1])
    return GridAnswer(tuple(changed), *now)


def _cell(action: str, sku_id: int) -> str:
    return f"{action}:{sku_id}"


@needs(Right.RECEIVE)
def take_back(tx: Tx, receipt_id: int, action: str) -> ReceiveAnswer:
    """Take back the last count of this person at this desk that was not taken back yet; a figure keyed or put into the
    grid goes back to what was there before it. Raises NotFound, Conflict (not_open, inspected_already).
    """
    before = _answered(tx, receipt_id, action)
    if before is not None:
        return before
    receipt = statements.lock_open(tx, receipt_id)
    last = _last_counted(tx, receipt_id)
    before_it = statements.totals(tx, receipt)
    if last is None:
        statements.insert_scan(tx, receipt_id, action, "", "undo", Verdict.NOTHING_TO_UNDO.value)
        return ReceiveAnswer(Verdict.NOTHING_TO_UNDO, "", receipt_id, total=before_it[0], total_expected=before_it[1])
    goods = statements.look_by_sku(tx, receipt, last.sku_id)
    # The code of an undo is the action of the count it takes back: that is how a count is known to be taken back.
    if not statements.insert_scan(
        tx, receipt_id, action, last.action, "undo", Verdict.UNDONE.value, last.sku_id, last.lot, -last.quantity
    ):
        return _again(tx, receipt_id, action)
    statements.count(tx, receipt_id, last.sku_id, last.lot, -last.quantity)
    tx.touch("receipts")
    return _about(receipt, _Entry(goods, last.lot, -last.quantity, last.code, "undo"), Verdict.UNDONE, before_it)


def _last_counted(tx: Tx, receipt_id: int) -> Any | None:
    in_receipt = ReceiptScan.receipt_id == receipt_id
    undone = select(ReceiptScan.code).where(in_receipt, ReceiptScan.how == "undo")
    return tx.connection.execute(
        select(ReceiptScan.action, ReceiptScan.code, ReceiptScan.sku_id, ReceiptScan.lot, ReceiptScan.quantity)
        .where(
            in_receipt,
            ReceiptScan.who_id == tx.actor.id,
            ReceiptScan.desk == tx.desk,
            ReceiptScan.how.in_(("scan", "keyed", "grid")),
            ReceiptScan.quantity != 0,
            ReceiptScan.action.not_in(undone),
        )
        .order_by(ReceiptScan.id.desc())
        .limit(1)
    ).first()
