"""Cases of parcels that went wrong: opened, worked on, closed with how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update

from warehouse_app.dispatch.following import standing
from warehouse_app.dispatch.following.rules import KINDS, OUTCOMES
from warehouse_app.dispatch.following.tables import ParcelCase
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done next in a case, until when an answer was promised, and who sees to it."""

    next_step: str = ""
    promised: date | None = None
    owner_id: int | None = None


@needs(Right.FOLLOW)
def open_case(tx: Tx, parcel_id: int, kind: str, text: str = "") -> int:
    """A case by hand; returns its id. Raises NotFound, BadInput, Conflict ``follow.case_open`` (the parcel has one)."""
    if kind not in KINDS:
        raise BadInput("follow.unknown_kind", kind=kind)
    text = _text(text)
    parcel = tx.connection.execute(
        select(Parcel.state, Parcel.waybill).where(Parcel.id == parcel_id).with_for_update()
    ).one_or_none()
    if parcel is None:
        raise NotFound("packing.no_such_parcel")
    if parcel.state != "shipped":
        raise Conflict("follow.not_away", waybill=parcel.waybill or "")
    running = select(ParcelCase.id).where(ParcelCase.parcel_id == parcel_id, ParcelCase.closed_at.is_(None))
    if tx.connection.execute(running).scalar() is not None:
        raise Conflict("follow.case_open", waybill=parcel.waybill or "")
    return standing.begin_case(tx, parcel_id, kind, text, by_itself=False)


@needs(Right.FOLLOW)
def find_still_parcels(tx: Tx) -> int:
    """Open the cases of parcels that have not moved for too long; returns how many."""
    one_at_a_time(tx, "import")
    return standing.find_standing_still(tx)


@needs(Right.FOLLOW)
def plan_case(tx: Tx, case_id: int, plan: Plan) -> None:
    """Next step, promised day and who. Raises NotFound, Conflict ``follow.case_closed``, BadInput ``follow.words_long``."""
    before = _running(tx, case_id)
    values = {"next_step": _text(plan.next_step), "promised": plan.promised, "owner_id": plan.owner_id}
    changed = {name for name, value in values.items() if before[name] != value}
    if not changed:
        return
    tx.connection.execute(update(ParcelCase).where(ParcelCase.id == case_id).values(**values))
    owner = tx.connection.execute(select(Person.name).where(Person.id == plan.owner_id)).scalar()
    said = {"next_step": values["next_step"], "promised": str(plan.promised or ""), "owner": owner or ""}
    standing.write_note(tx, case_id, "planned", **said)
    tx.touch("follow")


@needs(Right.FOLLOW)
def add_note(tx: Tx, case_id: int, text: str) -> None:
    """What was heard or done. Raises NotFound, BadInput ``follow.words_missing``, ``follow.words_long``."""
    text = _text(text)
    if not text:
        raise BadInput("follow.words_missing")
    if tx.connection.execute(select(ParcelCase.id).where(ParcelCase.id == case_id)).scalar() is None:
        raise NotFound("follow.no_such_case")
    standing.write_note(tx, case_id, "note", text=text)
    tx.touch("follow")


@needs(Right.FOLLOW)
def close_case(tx: Tx, case_id: int, outcome: str, text: str = "") -> None:
    """How it ended. Raises NotFound, Conflict ``follow.case_closed``, BadInput."""
    if outcome not in OUTCOMES:
        raise BadInput("follow.outcome_missing")
    before = _running(tx, case_id)
    standing.end_case(tx, case_id, before["parcel_id"], outcome, _text(text), by_itself=False)


def _running(tx: Tx, case_id: int) -> dict[str, Any]:
    found = tx.connection.execute(select(ParcelCase.__table__).where(ParcelCase.id == case_id).with_for_update())
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("follow.no_such_case")
    if row["closed_at"] is not None:
        raise Conflict("follow.case_closed")
    return dict(row)


def _text(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise BadInput("follow.words_long", most=LONGEST)
    return text
