"""Differences are approved: posted as moves of the difference in one transaction, or taken back by counter-moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, select, update

from warehouse_app.counting.finishing import ask_again, tasks_done
from warehouse_app.counting.posting import Loss, Place, corrected_since, make_room, postings_of, successors
from warehouse_app.counting.rules import Cause
from warehouse_app.counting.tables import CountBin, CountLine, CountResult, Stocktake
from warehouse_app.counting.writing import open_stocktake
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.release import release
from warehouse_app.orders.rules import State
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, Role
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import CountTask, Location, Move
from warehouse_app.store import audit, settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

LONGEST_NOTE = 200
_settled = Prepared(
    update(CountResult)
    .where(CountResult.id == bindparam("of_result"))
    .values(
        state="posted", cause=bindparam("why"), note=bindparam("words"), action=bindparam("by_action"),
        posted_sku_id=bindparam("of_sku"), approved_by=bindparam("person"),
        approved_at=bindparam("moment", type_=CountResult.approved_at.type),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """A difference that was not posted, and why (the code of a sentence)."""

    result_id: int
    bin: str
    code: str


@dataclass(frozen=True, slots=True)
class Approved:
    """What an approval did. ``waiting``: numbers of orders whose goods turned out lost and that were released anew or wait."""

    lines: int = 0
    plus: int = 0
    minus: int = 0
    refused: tuple[Refused, ...] = ()
    waiting: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    again: bool = False  # the same action had been done before


def document_of(stocktake_id: int) -> str:
    """What the moves of a stocktake name as their paper."""
    return f"count:{stocktake_id}"


@needs(Right.APPROVE_COUNT)
def approve(tx: Tx, stocktake_id: int, result_ids: Sequence[int], cause: str, note: str, action: str) -> Approved:
    """Post these differences, all in one transaction; what cannot be posted is left alone and named.

    Raises NotFound, BadInput (``counting.cause_missing``, ``counting.note_missing`` for any other cause), Conflict
    ``counting.ended``, ``counting.over_limit``: together with what this person approved of it before, more than the role may.
    """
    one_at_a_time(tx, "release")
    one_at_a_time(tx, "stock")
    number = open_stocktake(tx, stocktake_id).number
    note = note.strip()[:LONGEST_NOTE]
    _must_say(cause, note)
    rows = _rows(tx, stocktake_id, result_ids)
    mine = [row for row in rows if row.action == action]
    if mine:
        return _summary(mine, again=True)
    good, refused = _sorted_out(tx, stocktake_id, rows)
    _must_be_within_limit(tx, stocktake_id, sum((abs(r.difference) * (r.price or Decimal(0)) for r in good), Decimal(0)))
    heirs = successors(tx.connection, {row.sku_id for row in good})
    losses = [Loss(r.id, r.location_id, heirs.get(r.sku_id, r.sku_id), -r.difference) for r in good if r.difference < 0]
    freed, impossible = make_room(tx, losses)
    refused += [Refused(r.id, r.code, impossible[r.id]) for r in good if r.id in impossible]
    good = [row for row in good if row.id not in impossible]
    changes: dict[Place, int] = defaultdict(int)
    for row in good:
        changes[row.location_id, heirs.get(row.sku_id, row.sku_id)] += row.difference
    ledger.post(tx, action, Reason.COUNTED, postings_of(tx, changes), document_of(stocktake_id))
    _settle(tx, good, heirs, cause, note, action)
    waiting, short = _release_again(tx, freed, number)
    audit.record(tx, "stocktake_approved", number, lines=len(good), cause=cause, note=note, refused=len(refused))
    tx.touch("stocktakes", "count_results", "stock")
    return _summary(good, tuple(refused), waiting, short)


def _must_say(cause: str, note: str) -> None:
    if cause not in set(Cause):
        raise BadInput("counting.cause_missing")
    if cause == Cause.OTHER and not note:
        raise BadInput("counting.note_missing")


def _summary(
    rows: Sequence[Any], refused: tuple[Refused, ...] = (), waiting: tuple[str, ...] = (), short: tuple[str, ...] = (),
    *, again: bool = False,
) -> Approved:  # fmt: skip
    plus = sum(row.difference for row in rows if row.difference > 0)
    minus = -sum(row.difference for row in rows if row.difference < 0)
    return Approved(len(rows), plus, minus, refused, waiting, short, again)


def _rows(tx: Tx, stocktake_id: int, result_ids: Sequence[int]) -> list[Any]:
    """The results asked for, kept as they are until this transaction ends."""
    wanted = (
        select(
            CountResult.id, CountResult.location_id, CountResult.sku_id, CountResult.state, CountResult.difference,
            CountResult.price, CountResult.at_move, CountResult.action, Location.code, CountBin.state.label("bin_state"),
        )
        .join(Location, Location.id == CountResult.location_id)
        .join(CountBin, CountBin.id == CountResult.bin_id)
        .where(CountResult.stocktake_id == stocktake_id)
        .order_by(CountResult.id)
        .with_for_update(of=CountResult)
    )  # fmt: skip
    return [
        row for part in chunks(sorted(set(result_ids))) for row in tx.connection.execute(wanted.where(CountResult.id.in_(part)))
    ]


def _sorted_out(tx: Tx, stocktake_id: int, rows: Sequence[Any]) -> tuple[list[Any], list[Refused]]:
    """What may be posted, and what not: approved before, still to be counted again, or corrected since by somebody else."""
    good: list[Any] = []
    refused: list[Refused] = []
    corrected = corrected_since(tx, [(row.location_id, row.sku_id, row.at_move) for row in rows])
    for row in rows:
        if row.state == "posted":
            refused.append(Refused(row.id, row.code, "counting.approved_already"))
        elif row.state != "agreed" or row.bin_state != "done":
            refused.append(Refused(row.id, row.code, "counting.to_be_counted"))
        elif (row.location_id, row.sku_id) in corrected:
            refused.append(Refused(row.id, row.code, "counting.corrected_since"))
            _count_once_more(tx, stocktake_id, row)
        elif row.difference:
            good.append(row)
    return good, refused


def _count_once_more(tx: Tx, stocktake_id: int, row: Any) -> None:
    """The books were put right after the count: what it found may be in them already."""
    tx.connection.execute(update(CountResult).where(CountResult.id == row.id).values(state="recount"))
    ask_again(tx, stocktake_id, row.location_id, [row.sku_id], other=False)
    _forget_counts(tx, stocktake_id, row.location_id, row.sku_id)


def _forget_counts(tx: Tx, stocktake_id: int, location_id: int, sku_id: int) -> None:
    """Counts of before the correction prove nothing any more."""
    rounds = select(CountBin.id).where(
        CountBin.stocktake_id == stocktake_id, CountBin.location_id == location_id, CountBin.state == "done"
    )
    of_sku = (CountLine.sku_id == sku_id) & CountLine.bin_id.in_(rounds)
    tx.connection.execute(update(CountLine).where(of_sku).values(touched=True))


def _must_be_within_limit(tx: Tx, stocktake_id: int, value: Decimal) -> None:
    if tx.actor.role == Role.OWNER:
        return
    most = Decimal(settings.get(tx.connection, "count_limit_yuan"))
    before = tx.connection.execute(
        select(CountResult.difference, CountResult.price).where(
            CountResult.stocktake_id == stocktake_id, CountResult.state == "posted", CountResult.approved_by == tx.actor.id
        )
    )
    value += sum((abs(row.difference) * (row.price or Decimal(0)) for row in before), Decimal(0))
    if value > most:
        raise Conflict("counting.over_limit", value=value, most=most)


def _settle(tx: Tx, rows: Sequence[Any], heirs: dict[int, int], cause: str, note: str, action: str) -> None:
    common = {"why": cause, "words": note, "by_action": action, "person": tx.actor.id, "moment": tx.now}
    _settled.run_many(tx, (common | {"of_result": row.id, "of_sku": heirs.get(row.sku_id, row.sku_id)} for row in rows))
    places: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        places[row.location_id].append(row.sku_id)
    waiting = tx.connection.execute(select(CountTask.location_id).where(CountTask.done_at.is_(None)).distinct()).scalars()
    for location_id in set(waiting) & set(places):
        tasks_done(tx, location_id, places[location_id])


def _release_again(tx: Tx, order_ids: Sequence[int], number: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Orders whose goods turned out lost are released anew: from other bins, or they are short and the list says so."""
    if not order_ids:
        return (), ()
    life.move_orders(tx, order_ids, State.WAITING, "count_lost", stocktake=number)
    told = release(tx, list(order_ids))
    return tuple(sorted([*told.released, *told.look])), tuple(sorted(told.short))


@needs(Right.UNDO_STOCK)
def undo_approval(tx: Tx, action: str, reason: str) -> int:
    """Take an approval back by counter-moves: its differences wait to be approved again. Returns how many.

    Raises BadInput ``counting.undo_reason``, NotFound, Conflict (``counting.ended``: nobody could approve them again; goods
    have moved on: ``stock.not_enough``).
    """
    one_at_a_time(tx, "stock")
    if not reason.strip():
        raise BadInput("counting.undo_reason")
    wanted = select(CountResult.id, CountResult.stocktake_id, CountResult.location_id, Stocktake.number)
    wanted = wanted.join(Stocktake, Stocktake.id == CountResult.stocktake_id)
    rows = tx.connection.execute(
        wanted.where(CountResult.action == action, CountResult.state == "posted").with_for_update()
    ).all()
    if not rows:
        raise NotFound("counting.no_such_approval")
    open_stocktake(tx, rows[0].stocktake_id)
    moves = list(tx.connection.execute(select(Move.id).where(Move.action == action)).scalars())
    ledger.undo(tx, f"{action}:undo:{_undone_before(tx, action)}", moves, document_of(rows[0].stocktake_id))
    for part in chunks([row.id for row in rows]):
        tx.connection.execute(
            update(CountResult)
            .where(CountResult.id.in_(part))
            .values(state="agreed", action=None, posted_sku_id=None, approved_by=None, approved_at=None)
        )
    audit.record(tx, "stocktake_undone", rows[0].number, reason=reason.strip(), lines=len(rows))
    tx.touch("stocktakes", "count_results", "stock")
    return len(rows)


def _undone_before(tx: Tx, action: str) -> int:
    undone = select(func.count()).select_from(Move).where(Move.action.like(f"{action}:undo:%"))
    return int(tx.connection.execute(undone).scalar_one())
