"""Steps a parcel owes after its goods: decided when it is opened, the last one completes it, goods taken out void them."""

from __future__ import annotations

import pytest

from tests.packing.desk import ONE, TWO, id_of, recorded
from tests.shop import do, parcel_of, problems_of, scan, states_of
from warehouse_app.packing import steps
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.begin import begin
from warehouse_app.packing.commands import undo_last
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.store.warehouse import Tx, Warehouse, new_action


@pytest.fixture
def owed(monkeypatch: pytest.MonkeyPatch) -> set[Step]:
    """What parcels owe; a step that is done leaves the set, as the policies of the real steps look at what was written."""
    owed = {Step.BOX, Step.PHOTO}
    policies = tuple(
        steps.Policy(step, (), lambda _tx, _id, _values, step=step: step in owed, lambda _tx, _id: owed.add(Step.BOX))
        for step in Step
    )
    monkeypatch.setattr(steps, "POLICIES", policies)
    return owed


def finish(tx: Tx, parcel_id: int, step: Step, action: str) -> Answer:
    parcel, early = begin(tx, parcel_id, action)
    return early or steps.finish(tx, parcel, step, action)


def test_the_last_step_completes_the_parcel(shop: Warehouse, owed: set[Step]) -> None:
    owed.discard(Step.PHOTO)
    owed.add(Step.WEIGHT)
    opened = scan(shop, None, parcel_of(shop, "1").waybill)
    assert opened.parcel is not None
    assert opened.parcel.owes == Step.BOX | Step.WEIGHT
    scan(shop, id_of(shop), ONE)
    assert do(shop, finish, id_of(shop), Step.WEIGHT, new_action()).verdict is Verdict.STEP_DONE  # before its time
    scan(shop, id_of(shop), ONE)
    assert scan(shop, id_of(shop), TWO).verdict is Verdict.BOX_FIRST
    assert states_of(shop)["1"] == "in_wave"
    assert scan(shop, id_of(shop), TWO).verdict is Verdict.ONE_TOO_MANY
    action = new_action()
    assert do(shop, finish, id_of(shop), Step.BOX, action).verdict is Verdict.COMPLETE
    assert do(shop, finish, id_of(shop), Step.BOX, action).again  # the same action is the same step
    assert do(shop, finish, id_of(shop), Step.BOX, new_action()).verdict is Verdict.PACKED_ALREADY
    assert states_of(shop)["1"] == "packed"
    assert problems_of(shop) == []


def test_goods_taken_out_void_what_was_done(shop: Warehouse, owed: set[Step]) -> None:
    scan(shop, None, parcel_of(shop, "2").waybill)
    scan(shop, id_of(shop, "2"), TWO)
    assert do(shop, finish, id_of(shop, "2"), Step.BOX, new_action()).verdict is Verdict.PHOTO_FIRST
    owed.discard(Step.BOX)
    do(shop, undo_last, id_of(shop, "2"), new_action())
    assert scan(shop, id_of(shop, "2"), TWO).verdict is Verdict.BOX_FIRST
    assert [verdict for _, verdict, _ in recorded(shop)][-1] == "box_first"


def test_a_step_nobody_asks_for_any_more_does_not_keep_the_parcel(shop: Warehouse, owed: set[Step]) -> None:
    waybill = parcel_of(shop, "2").waybill
    scan(shop, None, waybill)
    scan(shop, id_of(shop, "2"), TWO)
    owed.clear()
    assert scan(shop, None, waybill).verdict is Verdict.COMPLETE
    assert states_of(shop)["2"] == "packed"
    assert problems_of(shop) == []
