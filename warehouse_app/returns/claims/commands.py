"""Claims: made from a case, sent with their documents, answered, paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.dispatch.following.tables import ParcelCase
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import ParcelOrder
from warehouse_app.returns.claims.rules import ACCEPTED, DRAFT, LONGEST, MOST, PAID, REFUSED, SENT, Asked, may_go, what_is_wrong
from warehouse_app.returns.claims.tables import Claim
from warehouse_app.store import audit
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Answer:
    """What the courier said: ``to`` is accepted, refused or paid; ``paid`` the amount when it is paid."""

    to: str
    on: date
    paid: Decimal | None = None
    note: str = ""


@needs(Right.CLAIM)
def make_claim(tx: Tx, case_id: int, asked: Asked, action: str) -> int:
    """A claim for a case's parcel; returns its id, for the same action the same one.

    Raises BadInput (a ``claims.*`` code that names the field), NotFound, Conflict ``claims.made_already``.
    """
    asked = _checked(asked)
    parcel = tx.connection.execute(select(ParcelCase.parcel_id).where(ParcelCase.id == case_id).with_for_update()).scalar()
    if parcel is None:
        raise NotFound("follow.no_such_case")
    before = tx.connection.execute(select(Claim.id).where(Claim.action == action)).scalar()
    if before is not None:
        return int(before)
    live = select(Claim.id).where(Claim.parcel_id == parcel, Claim.state != REFUSED)
    if tx.connection.execute(live).scalar() is not None:
        raise Conflict("claims.made_already")
    row = {
        "action": action, "case_id": case_id, "parcel_id": parcel, "state": DRAFT, "goods": asked.goods, "freight": asked.freight,
        "claimed": asked.claimed, "note": asked.note,
    }  # fmt: skip
    made = tx.connection.execute(insert(Claim).values(**row)).inserted_primary_key
    assert made is not None
    orders = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel)
    life.note(tx, list(tx.connection.execute(orders).scalars()), "claim_made", amount=str(asked.claimed))
    tx.touch("claims")
    return int(made[0])


@needs(Right.CLAIM)
def change_claim(tx: Tx, claim_id: int, asked: Asked) -> None:
    """What it asks for, put right before it is sent. Raises BadInput, NotFound, Conflict ``claims.sent_already``."""
    asked = _checked(asked)
    claim = _claim(tx, claim_id)
    if claim.state != DRAFT:
        raise Conflict("claims.sent_already")
    values = {"goods": asked.goods, "freight": asked.freight, "claimed": asked.claimed, "note": asked.note}
    tx.connection.execute(update(Claim).where(Claim.id == claim_id).values(**values))
    audit.record(tx, "claim_changed", f"C{claim_id}", before=str(claim.claimed), claimed=str(asked.claimed))
    tx.touch("claims")


@needs(Right.CLAIM)
def send_claim(tx: Tx, claim_id: int, on: date) -> None:
    """It went to the courier that day. Raises NotFound, Conflict, BadInput ``claims.day_future``."""
    _step(tx, claim_id, SENT, on, {"sent_on": on})


@needs(Right.CLAIM)
def answer_claim(tx: Tx, claim_id: int, answer: Answer) -> None:
    """The courier's word or money; a note is added below the claim's own.

    Raises NotFound, Conflict ``claims.wrong_step``, BadInput (day, amount, note).
    """
    if answer.to not in (ACCEPTED, REFUSED, PAID):
        raise BadInput("claims.answer_missing")
    values: dict[str, Any] = {}
    if answer.to == PAID:
        if answer.paid is None or not 0 < answer.paid <= MOST:
            raise BadInput("claims.paid_missing", most=MOST)
        values |= {"paid": answer.paid, "paid_on": answer.on}
    else:
        values |= {"answered_on": answer.on}
    _step(tx, claim_id, answer.to, answer.on, values, answer.note.strip())


def _step(tx: Tx, claim_id: int, to: str, on: date, values: dict[str, Any], note: str = "") -> None:
    claim = _claim(tx, claim_id)
    if not may_go(claim.state, to):
        raise Conflict("claims.wrong_step")
    if on > tx.now.astimezone().date():
        raise BadInput("claims.day_future", day=on.isoformat())
    if claim.sent_on is not None and on < claim.sent_on:
        raise BadInput("claims.day_before", day=on.isoformat(), sent=claim.sent_on.isoformat())
    told = "\n".join(filter(None, (claim.note, note)))
    if note and len(told) > LONGEST:
        raise BadInput("claims.note_long", most=LONGEST)
    tx.connection.execute(update(Claim).where(Claim.id == claim_id).values(state=to, note=told, **values))
    audit.record(tx, "claim_" + to, f"C{claim_id}", on=on.isoformat(), paid=str(values.get("paid") or ""), note=note)
    tx.touch("claims")


def _claim(tx: Tx, claim_id: int) -> Any:
    row = tx.connection.execute(
        select(Claim.state, Claim.claimed, Claim.sent_on, Claim.note).where(Claim.id == claim_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("claims.no_such_claim")
    return row


def _checked(asked: Asked) -> Asked:
    asked = replace(asked, note=asked.note.strip())
    wrong = what_is_wrong(asked)
    if wrong:
        raise BadInput(wrong, most=LONGEST if wrong == "claims.note_long" else MOST, total=asked.goods + asked.freight)
    return asked
