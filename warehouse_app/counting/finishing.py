"""A bin's count ends: each line meets what the books say at this moment, and what does not fit is counted again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, update

from warehouse_app.catalog.tables import Sku
from warehouse_app.counting import statements
from warehouse_app.counting.opening import must_be_counting, posted_at
from warehouse_app.counting.rules import Judged, Tolerance, Vote, judge
from warehouse_app.counting.shelf import NOTHING, OnShelf, newest, on_shelf, taken_since, touched_since
from warehouse_app.counting.tables import CountBin, CountLine, CountResult, CountScan, Stocktake
from warehouse_app.errors import Conflict
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock.tables import CountTask
from warehouse_app.store import settings
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Finished:
    """A bin was counted to its end: SKUs and pieces counted, and of how many a further count is asked for."""

    bin: str
    skus: int
    pieces: int
    again: int
    other: bool  # somebody else has to


@needs(Right.COUNT)
def finish(tx: Tx, bin_id: int, *, empty: bool = False, since: datetime | None = None) -> Finished:
    """All that lies in the bin was counted; what the books know and nobody counted is not there.

    ``empty``: the bin was declared empty by one scan. ``since``: when it was counted from, where that was long before its first
    scan came in. Raises NotFound, Conflict (the bin is not being counted;
    ``counting.nothing_counted``: an empty bin has to be declared so; ``counting.not_empty``).
    """
    one_at_a_time(tx, "stock")  # a correction is either in the books of this moment or comes after it
    here = must_be_counting(tx, bin_id)
    pieces = statements.pieces_in(tx, bin_id)
    if empty and pieces:
        raise Conflict("counting.not_empty", bin=here.code, pieces=pieces)
    if not empty and not pieces and not _only_strangers(tx, bin_id):
        raise Conflict("counting.nothing_counted", bin=here.code)
    lines = _close_lines(tx, here, since)
    tx.connection.execute(
        update(CountBin)
        .where(CountBin.id == bin_id)
        .values(state="done", empty=empty, done_at=tx.now, counter_id=tx.actor.id, counter_desk=tx.desk)
    )
    again, other = judge_bin(tx, here, lines)
    tx.touch("stocktakes", "count_results")
    return Finished(here.code, len(lines), pieces, again, other)


def _only_strangers(tx: Tx, bin_id: int) -> bool:
    """Whether codes nobody knows were scanned and not taken back: then something was counted."""
    wanted = select(CountScan.id).where(CountScan.bin_id == bin_id, *statements.stands())
    return tx.connection.execute(wanted.limit(1)).first() is not None


def _close_lines(tx: Tx, here: Any, since: datetime | None) -> list[int]:
    """Every line gets the books' figures of this moment; returns the SKUs."""
    move, _ = newest(tx)
    shelf = on_shelf(tx.connection, here.location_id)
    touched = touched_since(tx, here.location_id, here.began_move, here.began_pick)
    if since is not None:
        touched |= taken_since(tx, here.location_id, here.began_move, since)
    wanted = select(CountLine.sku_id, CountLine.before).where(CountLine.bin_id == here.id)
    before = dict(tx.connection.execute(wanted).all())
    if here.whole:
        came = [sku_id for sku_id, there in shelf.items() if sku_id not in before and (there.book or there.away)]
        if came:
            tx.connection.execute(insert(CountLine), [{"bin_id": here.id, "sku_id": sku_id} for sku_id in sorted(came)])
            before |= dict.fromkeys(came)
    for sku_id, expected in before.items():
        there = shelf.get(sku_id, NOTHING)
        figures = {
            "book": there.book, "away": there.away, "at_move": move, "moment": tx.now,
            "touched": sku_id in touched or (expected or 0) != there.expected,
        }  # fmt: skip
        of_sku = (CountLine.bin_id == here.id) & (CountLine.sku_id == sku_id)
        tx.connection.execute(update(CountLine).where(of_sku).values(figures))
    return sorted(before)


def judge_bin(tx: Tx, here: Any, sku_ids: Sequence[int]) -> tuple[int, bool]:
    """What came out for these SKUs of a bin whose round has just been finished; asks for a further round where needed.

    Returns for how many SKUs, and whether somebody else has to count them. What was posted there stays as it was decided.
    """
    sku_ids = sorted(set(sku_ids) - posted_at(tx, here.stocktake_id, here.location_id))
    counts = _counts(tx, here, sku_ids)
    prices = dict(tx.connection.execute(select(Sku.id, Sku.price).where(Sku.id.in_(sku_ids))).all())
    tolerance = tolerance_of(tx)
    classes = _classes(tx, here.stocktake_id) if any(_difference(c[-1]) for c in counts.values()) else {}
    judged = {
        sku_id: _judge(of_sku, tolerance, prices.get(sku_id), classes.get(sku_id, "C")) for sku_id, of_sku in counts.items()
    }
    _write_results(tx, here, counts, judged, prices)
    again = [sku_id for sku_id, found in judged.items() if found.again]
    other = any(found.other for found in judged.values())
    if again:
        ask_again(tx, here.stocktake_id, here.location_id, again, other=other)
    settled = [s for s, found in judged.items() if not found.again and not _difference(counts[s][found.place])]
    tasks_done(tx, here.location_id, settled)
    return len(again), other


def _counts(tx: Tx, here: Any, sku_ids: Sequence[int]) -> dict[int, list[Any]]:
    """All finished counts of each SKU in this bin, the first round first."""
    rows = tx.connection.execute(
        select(
            CountLine.sku_id, CountLine.counted, CountLine.book, CountLine.away, CountLine.touched, CountLine.at_move,
            CountLine.moment, CountBin.id.label("bin_id"),
        )
        .join(CountBin, CountBin.id == CountLine.bin_id)
        .where(
            CountBin.stocktake_id == here.stocktake_id, CountBin.location_id == here.location_id, CountBin.state == "done",
            CountLine.sku_id.in_(sku_ids), CountLine.moment.is_not(None),
        )
        .order_by(CountBin.round)
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.sku_id].append(row)
    return found


def _difference(count: Any) -> int:
    return int(count.counted - OnShelf(count.book, count.away).expected)


def _judge(counts: Sequence[Any], tolerance: Tolerance, price: Decimal | None, abc: str) -> Judged:
    votes = [Vote(_difference(count), count.touched) for count in counts]
    first = next((count for count in counts if not count.touched), counts[-1])
    within = tolerance.holds(_difference(first), first.book - first.away, price, abc)
    return judge(votes, within=within)


def tolerance_of(tx: Tx) -> Tolerance:
    """The shop's tolerance."""
    known = settings.get_all(tx.connection, ("count_tolerance_pieces", "count_tolerance_yuan"))
    return Tolerance(int(known["count_tolerance_pieces"]), Decimal(known["count_tolerance_yuan"]))


def _classes(tx: Tx, stocktake_id: int) -> dict[int, str]:
    """The classes as they were when the stocktake was planned."""
    scope = tx.connection.execute(select(Stocktake.scope).where(Stocktake.id == stocktake_id)).scalar_one()
    return {int(sku_id): abc for abc, ids in scope.get("classes", {}).items() for sku_id in ids}


def _write_results(
    tx: Tx, here: Any, counts: dict[int, list[Any]], judged: dict[int, Judged], prices: dict[int, Decimal | None]
) -> None:  # fmt: skip
    rows = []
    for sku_id, found in judged.items():
        count = counts[sku_id][found.place]
        rows.append(
            {
                "stocktake_id": here.stocktake_id, "location_id": here.location_id, "sku_id": sku_id, "bin_id": count.bin_id,
                "state": "recount" if found.again else "agreed", "counted": count.counted, "book": count.book,
                "away": count.away, "difference": _difference(count), "price": prices.get(sku_id), "at_move": count.at_move,
                "moment": count.moment,
            }
        )  # fmt: skip
    if rows:
        tx.connection.execute(
            delete(CountResult).where(
                CountResult.stocktake_id == here.stocktake_id, CountResult.location_id == here.location_id,
                CountResult.sku_id.in_(list(judged)), CountResult.state != "posted",
            )
        )  # fmt: skip
        tx.connection.execute(insert(CountResult), rows)


def ask_again(tx: Tx, stocktake_id: int, location_id: int, sku_ids: Iterable[int], *, other: bool) -> None:
    """A further round of these SKUs in a bin, on top of one that waits already or that somebody is counting now."""
    of_bin = (CountBin.stocktake_id == stocktake_id) & (CountBin.location_id == location_id)
    newest = select(CountBin.id, CountBin.round, CountBin.state, CountBin.whole).where(of_bin)
    last = tx.connection.execute(newest.order_by(CountBin.round.desc()).limit(1)).one()
    round_id = last.id
    if last.state == "done" or (last.state == "todo" and last.whole):
        row = {
            "stocktake_id": stocktake_id, "location_id": location_id, "round": last.round + 1, "whole": False, "other": other,
        }  # fmt: skip
        round_id = tx.connection.execute(insert(CountBin).values(row).returning(CountBin.id)).scalar_one()
    elif other and last.state == "todo":
        tx.connection.execute(update(CountBin).where(CountBin.id == last.id).values(other=True))
    shelf = on_shelf(tx.connection, location_id) if last.state == "counting" else None
    listed = set(tx.connection.execute(select(CountLine.sku_id).where(CountLine.bin_id == round_id)).scalars())
    fresh = [
        {"bin_id": round_id, "sku_id": sku_id, "before": None if shelf is None else shelf.get(sku_id, NOTHING).expected}
        for sku_id in sku_ids
        if sku_id not in listed
    ]
    if fresh:
        tx.connection.execute(insert(CountLine), fresh)


def tasks_done(tx: Tx, location_id: int, sku_ids: Sequence[int]) -> None:
    """What a picker missed there was looked for: the place may be promised again."""
    if sku_ids:
        waits = update(CountTask).where(
            CountTask.location_id == location_id, CountTask.sku_id.in_(sku_ids), CountTask.done_at.is_(None)
        )
        tx.connection.execute(waits.values(done_at=tx.now, done_by=tx.actor.id))
        tx.touch("count_tasks")
