"""What a parcel still owes when its goods are in and its ticks are set: a second check, a box, its weight, a picture.

Each step is a ``Policy``: the shop's settings decide when a parcel is opened which it owes, and the last one that is done
completes the parcel. A shop that asks for none never meets them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.packing import statements
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.begin import Begun
from warehouse_app.packing.boxes import owing
from warehouse_app.packing.checking import due
from warehouse_app.packing.completion import complete_parcel
from warehouse_app.packing.evidence import policy as evidence
from warehouse_app.packing.rules import Step, Verdict, when_full
from warehouse_app.packing.weighing import policy as weighing
from warehouse_app.picking.tables import Parcel
from warehouse_app.store import settings
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Policy:
    """One step: whether a parcel owes it as it is now, by the values of its ``settings``; and what becomes void when goods are
    taken out of the box again.
    """

    step: Step
    settings: tuple[str, ...]
    owed: Callable[[Tx, int, Mapping[str, Any]], bool]
    forget: Callable[[Tx, int], None]


EVERY = Step.CHECK | Step.BOX | Step.WEIGHT | Step.PHOTO
POLICIES: tuple[Policy, ...] = (
    Policy(Step.CHECK, due.NAMES, due.owed, due.forget),
    Policy(Step.BOX, ("box_policy",), owing.owed, owing.forget),
    Policy(Step.WEIGHT, ("weigh_policy",), weighing.owed, weighing.forget),
    Policy(Step.PHOTO, ("photo_policy",), evidence.owed, evidence.forget),
)
_owes = Prepared(select(Parcel.owes).where(Parcel.id == bindparam("parcel")))


def decide(tx: Tx, parcel_id: int, only: Step = EVERY) -> int:
    """What the open parcel owes by the settings of this moment, written down; bits of ``Step``. ``only`` these are asked anew."""
    ((before,),) = _owes.rows(tx, parcel=parcel_id)
    policies = [policy for policy in POLICIES if policy.step & only]
    values = settings.get_all(tx.connection, [name for policy in policies for name in policy.settings])
    asked = sum(policy.step for policy in policies if policy.owed(tx, parcel_id, values))
    owes = int(before & ~only | asked)
    if before != owes:
        statements.owe(tx, parcel_id, owes)
    return owes


def again(tx: Tx, parcel_id: int) -> int:
    """Goods were taken out of the box: what was done to it as it was before counts no longer."""
    for policy in POLICIES:
        policy.forget(tx, parcel_id)
    return decide(tx, parcel_id)


def finish(tx: Tx, parcel: Begun, step: Step, action: str, code: str = "", **fields: object) -> Answer:
    """A step is done: kept like a scan, and the parcel is complete when nothing else is owed.

    The answer says ``again`` when this action was taken before: then the caller writes nothing either.
    """
    owes = parcel.owes & ~step
    verdict = when_full(parcel.todo, owes) if parcel.full else Verdict.STEP_DONE
    answer = replace(parcel.answer(verdict, **fields), code=code, owes=owes)
    kept = keep(tx, answer, action)
    if kept.again:
        return kept
    statements.owe(tx, parcel.id, owes)
    if verdict is Verdict.COMPLETE:
        complete_parcel(tx, parcel.id, action)
    tx.touch("packing")
    return answer
