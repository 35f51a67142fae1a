"""Alerts: one for each need, opened and ended as positions cross reorder points, and what people decide about them.

An alert is new until somebody orders from it, puts it aside until a day, or says no with a reason. It ends by itself when the
position is above the reorder point again. Everything that happens to it is kept (``AlertEvent``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.buying.rules import OPEN
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.rules import Alert, Sight, Step, next_step
from warehouse_app.restock.tables import IS_OPEN, AlertEvent, RestockAlert
from warehouse_app.stock.tables import Location, Move
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

LONGEST_SNOOZE = 365
LONGEST_REASON = 200
_FRESH: dict[str, Any] = {"state": "new", "until": None, "reason": "", "order_id": None}
"""An alert nobody has decided about yet."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a SKU looks like now and looked like before (None: never seen), and what would be ordered."""

    now: Sight
    before: Sight | None
    suggested: int


@dataclass(frozen=True, slots=True)
class Decided:
    """An alert as it was before somebody decided about it, and what it was made, to take that back."""

    alert_id: int
    state: str
    until: date | None
    reason: str
    made: str
    order_id: int | None = None


def sync(tx: Tx, seen: Mapping[int, Seen], today: date) -> int:
    """Let every alert follow what was seen of its SKU; returns how many were opened, woke or came back.

    A SKU that has an open alert and is not among ``seen`` keeps it as it is.
    """
    standing = _standing(tx, seen.keys())
    steps: dict[Step, list[int]] = {step: [] for step in Step}
    for sku_id, each in seen.items():
        alert = standing.get(sku_id)
        steps[next_step(alert[1] if alert else None, each.now, each.before, today)].append(sku_id)
    ids = {sku_id: alert[0] for sku_id, alert in standing.items()}
    _end(tx, {ids[sku_id]: seen[sku_id].now for sku_id in (*steps[Step.OVER], *steps[Step.ANEW])})
    for step in (Step.WOKE, Step.BACK):
        change(tx, [ids[sku_id] for sku_id in steps[step]], step.value, **_FRESH)
    same = _same_needs(tx, steps[Step.OPENED])
    change(tx, sorted(same.values()), "again", **_FRESH, over_at=None)
    opened = [*steps[Step.OPENED], *steps[Step.ANEW]]
    _open(tx, {sku_id: seen[sku_id] for sku_id in opened if sku_id not in same}, today)
    if any(found for step, found in steps.items() if step is not Step.NONE):
        tx.touch("restock")
    return len(opened) + len(steps[Step.WOKE]) + len(steps[Step.BACK])


def _same_needs(tx: Tx, sku_ids: Sequence[int]) -> dict[int, int]:
    """Of SKUs that need an alert, those whose last one has ended without a single piece having come since: by SKU, its id.

    An order by hand was cancelled, a buyer changed his mind, a reorder point wavered: it is the same need, and the same alert.
    """
    newest = select(func.max(RestockAlert.id)).group_by(RestockAlert.sku_id)
    outside = select(Location.id).where(Location.kind == "virtual")
    came = exists().where(Move.sku_id == RestockAlert.sku_id, Move.from_id.in_(outside), Move.at >= RestockAlert.at)
    found: dict[int, int] = {}
    for part in chunks(sku_ids):
        last = newest.where(RestockAlert.sku_id.in_(part))
        wanted = select(RestockAlert.sku_id, RestockAlert.id).where(RestockAlert.id.in_(last), ~came)
        found |= {row.sku_id: row.id for row in tx.connection.execute(wanted)}
    return found


def _standing(tx: Tx, sku_ids: Collection[int]) -> dict[int, tuple[int, Alert]]:
    """The open alerts of these SKUs; there are few in all."""
    rows = tx.connection.execute(
        select(
            RestockAlert.id, RestockAlert.sku_id, RestockAlert.state, RestockAlert.position, RestockAlert.until,
            still_coming().label("coming"),
        ).where(IS_OPEN)
    )  # fmt: skip
    return {
        row.sku_id: (row.id, Alert(row.state, row.position, row.until, bool(row.coming))) for row in rows if row.sku_id in sku_ids
    }


def still_coming() -> Any:
    """Whether the order of an alert still brings pieces of its SKU."""
    return exists().where(
        PurchaseOrder.id == RestockAlert.order_id, PurchaseLine.order_id == PurchaseOrder.id,
        PurchaseLine.sku_id == RestockAlert.sku_id, PurchaseOrder.state.in_([state.value for state in OPEN]),
        PurchaseLine.quantity > PurchaseLine.received,
    )  # fmt: skip


def due(session: Session, today: date) -> set[int]:
    """SKUs whose alert has to be looked at though nothing moved: its order brings nothing any more, or its day has come."""
    gone = and_(RestockAlert.state == "ordered", ~still_coming())
    woken = and_(RestockAlert.state == "snoozed", RestockAlert.until <= today)
    return set(session.execute(select(RestockAlert.sku_id).where(IS_OPEN, or_(gone, woken))).scalars())


def _open(tx: Tx, wanted: Mapping[int, Seen], today: date) -> None:
    rows = [
        {
            "sku_id": sku_id, "state": "new", "opened": today, "position": seen.now.position,
            "reorder_point": seen.now.reorder_point, "suggested": seen.suggested,
        }
        for sku_id, seen in wanted.items()
    ]  # fmt: skip
    if not rows:
        return
    tx.connection.execute(insert(RestockAlert), rows)
    made = tx.connection.execute(select(RestockAlert.id, RestockAlert.sku_id, RestockAlert.position).where(IS_OPEN))
    told = [(row.id, {"position": row.position}) for row in made if row.sku_id in wanted]
    _remember(tx, "opened", told)


def _end(tx: Tx, alerts: Mapping[int, Sight]) -> None:
    for part in chunks(sorted(alerts)):
        values = {"state": "over", "over_at": tx.now, "until": None}
        tx.connection.execute(update(RestockAlert).where(RestockAlert.id.in_(part)).values(**values))
    _remember(tx, "over", [(alert_id, {"position": now.position}) for alert_id, now in alerts.items()])


def change(tx: Tx, alert_ids: Sequence[int], kind: str, fields: Mapping[str, Any] | None = None, **values: Any) -> None:
    """Write these columns of alerts, and remember what it was."""
    for part in chunks(alert_ids):
        tx.connection.execute(update(RestockAlert).where(RestockAlert.id.in_(part)).values(**values))
    _remember(tx, kind, [(alert_id, dict(fields or {})) for alert_id in alert_ids])


def _remember(tx: Tx, kind: str, told: Iterable[tuple[int, dict[str, Any]]]) -> None:
    rows = [{"alert_id": alert_id, "kind": kind, "fields": fields} for alert_id, fields in told]
    if rows:
        tx.connection.execute(insert(AlertEvent), rows)


# --- what a person decides ------------------------------------------------------------------------------------------------


@needs(Right.RESTOCK)
def snooze(tx: Tx, alert_ids: Sequence[int], until: date) -> tuple[Decided, ...]:
    """Put alerts aside until a day; they wake on it, or when the last piece goes before. Returns what ``take_back`` needs.

    Raises BadInput ``restock.bad_until`` (not after today, or more than a year ahead), NotFound, Conflict
    ``restock.alert_over`` or ``restock.alert_ordered``.
    """
    today = tx.now.astimezone().date()
    if not today < until <= today + timedelta(days=LONGEST_SNOOZE):
        raise BadInput("restock.bad_until", day=until.isoformat(), most=LONGEST_SNOOZE)
    return _decide(tx, alert_ids, "snoozed", {"until": until.isoformat()}, until=until, reason="")


@needs(Right.RESTOCK)
def dismiss(tx: Tx, alert_ids: Sequence[int], reason: str) -> tuple[Decided, ...]:
    """Say no to these needs, and why; each comes back only as a new need. Returns what ``take_back`` needs.

    Raises BadInput ``restock.reason_missing``, NotFound, Conflict as ``snooze``.
    """
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise BadInput("restock.reason_missing")
    return _decide(tx, alert_ids, "dismissed", {"reason": reason}, until=None, reason=reason)


@needs(Right.RESTOCK)
def reopen(tx: Tx, alert_ids: Sequence[int]) -> tuple[Decided, ...]:
    """Snoozed or dismissed alerts are new again. Returns what ``take_back`` needs. Raises NotFound, Conflict as ``snooze``."""
    return _decide(tx, alert_ids, "new", {}, until=None, reason="")


@needs(Right.RESTOCK)
def take_back(tx: Tx, decided: Sequence[Decided]) -> None:
    """Undo a decision: the alerts are as they were. Raises NotFound, Conflict ``restock.alert_changed`` when one has moved on."""
    one_at_a_time(tx, "restock")
    rows = _rows(tx, [each.alert_id for each in decided])
    for each in decided:
        if rows[each.alert_id].state != each.made:
            raise Conflict("restock.alert_changed", sku=rows[each.alert_id].seller_code)
    for each in decided:
        as_it_was(tx, each)
    tx.touch("restock")


def as_it_was(tx: Tx, each: Decided) -> None:
    """The alert as it was before that decision."""
    values = {"state": each.state, "until": each.until, "reason": each.reason, "order_id": each.order_id}
    change(tx, [each.alert_id], "taken_back", None, **values)


def _decide(
    tx: Tx, alert_ids: Sequence[int], state: str, fields: Mapping[str, Any], *, until: date | None, reason: str
) -> tuple[Decided, ...]:  # fmt: skip
    one_at_a_time(tx, "restock")
    rows = _rows(tx, alert_ids)
    for row in rows.values():
        if row.state in ("over", "ordered"):
            raise Conflict(f"restock.alert_{row.state}", sku=row.seller_code)
    kind = "reopened" if state == "new" else state
    change(tx, sorted(rows), kind, fields, state=state, until=until, reason=reason)
    tx.touch("restock")
    return tuple(Decided(row.id, row.state, row.until, row.reason, state) for row in rows.values())


def mark_ordered(tx: Tx, sku_ids: Sequence[int], order_id: int, number: str) -> list[Decided]:
    """The open alerts of these SKUs follow this purchase order from now on; a step of ``ordering``."""
    columns = (RestockAlert.id, RestockAlert.state, RestockAlert.until, RestockAlert.reason, RestockAlert.order_id)
    wanted = select(*columns).where(IS_OPEN).order_by(RestockAlert.id).with_for_update()
    rows = [row for part in chunks(sku_ids) for row in tx.connection.execute(wanted.where(RestockAlert.sku_id.in_(part)))]
    told = {"number": number, "order": order_id}
    change(tx, [row.id for row in rows], "ordered", told, state="ordered", order_id=order_id, until=None, reason="")
    return [Decided(row.id, row.state, row.until, row.reason, "ordered", row.order_id) for row in rows]


def _rows(tx: Tx, alert_ids: Sequence[int]) -> dict[int, Any]:
    """The alerts, ours until the transaction ends."""
    wanted = select(RestockAlert.id, RestockAlert.state, RestockAlert.until, RestockAlert.reason, Sku.seller_code)
    wanted = wanted.join(Sku, Sku.id == RestockAlert.sku_id).order_by(RestockAlert.id).with_for_update(of=RestockAlert)
    asked = sorted(set(alert_ids))
    found = {row.id: row for part in chunks(asked) for row in tx.connection.execute(wanted.where(RestockAlert.id.in_(part)))}
    if len(found) < len(asked):
        raise NotFound("restock.no_such_alert")
    return found
