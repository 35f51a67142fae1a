"""A bin is begun: the books of this moment are kept, so that everything that moves while it is counted is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from warehouse_app.counting import statements
from warehouse_app.counting.posting import successors
from warehouse_app.counting.rules import Verdict
from warehouse_app.counting.shelf import newest, on_shelf
from warehouse_app.counting.tables import CountLine, CountResult
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Location
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a bin's scan; ``bin_id`` is the round that is open now, None when none is."""

    verdict: Verdict
    code: str
    bin_id: int | None = None
    who: str = ""


def open_bin(tx: Tx, stocktake_id: int, codes: Sequence[str], action: str, mode: str) -> Opened | None:
    """Open the bin one of the codes names; None when they name no bin.

    A bin that was counted before, or that somebody else has open, asks: "again" begins from nothing, "add" goes on. Raises
    NotFound, Conflict (ended; ``counting.bin_decided``: its differences were approved).
    """
    rounds = statements.rounds_at(tx, stocktake_id, list(codes))
    if not rounds:
        code = tx.connection.execute(select(Location.code).where(Location.code.in_(codes), Location.kind == "bin")).scalar()
        return None if code is None else Opened(Verdict.BIN_OTHER, code)
    statements.lock(tx, rounds[0].id)
    here = statements.look(tx, rounds[0].id)
    assert here is not None, "it was found in this transaction"
    if here.of_state != "open":
        raise Conflict("counting.ended", number=here.number)
    if statements.written_before(tx, action) is not None:
        return Opened(Verdict.BIN_OPEN, here.code, here.id)
    if here.other and not _may_recount(tx, [row.counter_id for row in rounds[1:]]):
        return Opened(Verdict.BIN_NOT_YOURS, here.code, None)
    if here.state == "todo":
        _begin(tx, here)
        return Opened(Verdict.BIN_OPEN, here.code, here.id)
    if mode == "ask":
        return Opened(Verdict.BIN_ASK, here.code, None, _name(tx, here.counter_id))
    _must_be_undecided(tx, here)
    if mode == "again":
        _anew(tx, here, action)
    else:
        statements.take_over(tx, here.id)
        unsettled = update(CountResult).where(CountResult.bin_id == here.id, CountResult.state == "agreed")
        tx.connection.execute(unsettled.values(state="recount"))
    return Opened(Verdict.BIN_OPEN, here.code, here.id)


def _begin(tx: Tx, here: Any) -> None:
    """The books of this moment stand beside what is going to be counted."""
    move, pick = newest(tx)
    statements.begin(tx, here.id, move, pick)
    shelf = on_shelf(tx.connection, here.location_id)
    if not here.whole:
        _follow_merges(tx, here)
    listed = set(tx.connection.execute(select(CountLine.sku_id).where(CountLine.bin_id == here.id)).scalars())
    for sku_id in listed:
        expected = shelf[sku_id].expected if sku_id in shelf else 0
        of_sku = (CountLine.bin_id == here.id) & (CountLine.sku_id == sku_id)
        tx.connection.execute(update(CountLine).where(of_sku).values(before=expected))
    if here.whole:
        rows = [
            {"bin_id": here.id, "sku_id": sku_id, "before": there.expected}
            for sku_id, there in sorted(shelf.items())
            if sku_id not in listed and (there.book or there.away)
        ]
        if rows:
            tx.connection.execute(insert(CountLine), rows)
    tx.touch("stocktakes")


def _follow_merges(tx: Tx, here: Any) -> None:
    """Goods that were merged into another SKU since are asked for under the one they are now."""
    listed = set(tx.connection.execute(select(CountLine.sku_id).where(CountLine.bin_id == here.id)).scalars())
    decided = posted_at(tx, here.stocktake_id, here.location_id)
    for gone, heir in successors(tx.connection, listed).items():
        tx.connection.execute(delete(CountLine).where(CountLine.bin_id == here.id, CountLine.sku_id == gone))
        of_gone = (CountResult.stocktake_id == here.stocktake_id) & (CountResult.location_id == here.location_id)
        tx.connection.execute(delete(CountResult).where(of_gone, CountResult.sku_id == gone, CountResult.state == "recount"))
        if heir not in listed and heir not in decided:
            tx.connection.execute(insert(CountLine), [{"bin_id": here.id, "sku_id": heir}])
            listed.add(heir)


def _anew(tx: Tx, here: Any, action: str) -> None:
    """What was counted is void; the scans stay on record."""
    statements.write_scan(tx, action, here.id, here.code, Verdict.AGAIN)
    of_bin = CountLine.bin_id == here.id
    if here.whole:
        tx.connection.execute(delete(CountLine).where(of_bin))
    else:
        clean = {"counted": 0, "book": None, "away": None, "at_move": None, "moment": None, "touched": False}
        tx.connection.execute(update(CountLine).where(of_bin).values(clean))
    tx.connection.execute(delete(CountResult).where(CountResult.bin_id == here.id, CountResult.state != "posted"))
    _begin(tx, here)


def posted_at(tx: Tx, stocktake_id: int, location_id: int) -> set[int]:
    """SKUs whose difference in this bin was posted: what is counted of them there changes nothing any more."""
    decided = select(CountResult.sku_id).where(
        CountResult.stocktake_id == stocktake_id, CountResult.location_id == location_id, CountResult.state == "posted"
    )
    return set(tx.connection.execute(decided).scalars())


def _must_be_undecided(tx: Tx, here: Any) -> None:
    if here.state == "done" and posted_at(tx, here.stocktake_id, here.location_id):
        raise Conflict("counting.bin_decided", bin=here.code)


def _may_recount(tx: Tx, counters: Sequence[int | None]) -> bool:
    """Somebody else than the counters before; where nobody else works, or the shop allows it, the same person."""
    if tx.actor.id not in counters or settings.get(tx.connection, "count_same_person"):
        return True
    others = select(func.count()).select_from(Person)
    others = others.where(Person.active, Person.id != SYSTEM.id, Person.id.not_in([c for c in counters if c]))
    return not tx.connection.execute(others).scalar_one()


def _name(tx: Tx, person_id: int | None) -> str:
    return str(tx.connection.execute(select(Person.name).where(Person.id == person_id)).scalar() or "")


def must_be_counting(tx: Tx, bin_id: int) -> Any:
    """The bin's round, locked and being counted. Raises NotFound, Conflict."""
    statements.lock(tx, bin_id)
    here = statements.look(tx, bin_id)
    if here is None:
        raise NotFound("counting.no_such_round")
    if here.of_state != "open":
        raise Conflict("counting.ended", number=here.number)
    if here.state != "counting":
        raise Conflict("counting.bin_not_open", bin=here.code)
    return here
