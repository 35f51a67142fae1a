"""A parcel on the scale: right it goes on, off it is held and explained, accepted only with right and reason; weights learned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from tests.packing.desk import ONE, TWO, id_of
from tests.shop import do, open_shop, order, pack, parcel_of, problems_of, release_and_wave, scan, states_of
from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotAllowed
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.commands import leave, undo_last
from warehouse_app.packing.rules import Verdict
from warehouse_app.packing.tables import ParcelMaterial
from warehouse_app.packing.weighing.commands import accept_weight, set_weight, take_weights, weigh
from warehouse_app.packing.weighing.queries import weighings, weight_proposals
from warehouse_app.packing.weighing.rules import Explanation, Tolerance, Weighed, explanations, fits, learn
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action


@pytest.fixture
def weighed(shop: Warehouse) -> Warehouse:
    """The shop weighs every parcel; SKU1 weighs 100 g, SKU2 200, SKU3 300; order 1 (2 x SKU1, SKU2) is full: 450 with its box."""
    do(shop, change_settings, {"weigh_policy": "must"})
    scan(shop, None, parcel_of(shop, "1").waybill)
    for code in (ONE, ONE, TWO):
        last = scan(shop, id_of(shop), code)
    assert last.verdict is Verdict.WEIGH_FIRST
    return shop


def put_on(warehouse: Warehouse, grams: int, number: str = "1", action: str = "") -> Answer:
    return do(warehouse, weigh, id_of(warehouse, number), grams, "scale", action or new_action())


def outcomes(warehouse: Warehouse, number: str = "1") -> list[tuple[int, int | None, str, str]]:
    with warehouse.reading() as session:
        rows = weighings(session, id_of(warehouse, number))
        return [(row.weight_g, row.expected_g, row.outcome, row.reason) for row in rows]


def test_a_right_weight_completes_the_parcel_once(weighed: Warehouse) -> None:
    action = new_action()
    assert put_on(weighed, 461, action=action).verdict is Verdict.COMPLETE
    assert put_on(weighed, 461, action=action).verdict is Verdict.COMPLETE
    assert put_on(weighed, 470).verdict is Verdict.PACKED_ALREADY
    assert outcomes(weighed) == [(461, 450, "right", "")]
    assert states_of(weighed)["1"] == "packed"
    assert problems_of(weighed) == []


def test_a_weight_that_is_off_holds_the_parcel_and_says_what_would_explain_it(weighed: Warehouse) -> None:
    answer = put_on(weighed, 355)
    assert answer.verdict is Verdict.WEIGHT_OFF
    assert (answer.fields["off"], answer.fields["expected"]) == (-95, 450)
    assert answer.fields["explained"] == ((-1, "商品1 黑色 / M", ""),)
    assert states_of(weighed)["1"] == "in_wave"
    assert scan(weighed, id_of(weighed), parcel_of(weighed, "1").waybill).verdict is Verdict.WEIGH_FIRST
    assert put_on(weighed, 450).verdict is Verdict.COMPLETE
    assert [row[2] for row in outcomes(weighed)] == ["right", "off"]


def test_accepted_with_a_right_and_a_reason(weighed: Warehouse) -> None:
    with pytest.raises(Conflict, match="nothing_off"):
        do(weighed, accept_weight, id_of(weighed), "wet box", new_action())
    put_on(weighed, 600)
    clerk = Actor(99, "clerk", "clerk")
    with pytest.raises(NotAllowed):
        do(weighed, accept_weight, id_of(weighed), "wet box", new_action(), actor=clerk)
    with pytest.raises(BadInput, match="reason"):
        do(weighed, accept_weight, id_of(weighed), " ", new_action())
    assert do(weighed, accept_weight, id_of(weighed), "wet box", new_action()).verdict is Verdict.COMPLETE
    assert outcomes(weighed)[0] == (600, 450, "accepted", "wet box")


def test_goods_taken_out_void_the_weight(weighed: Warehouse) -> None:
    put_on(weighed, 450)
    do(weighed, undo_last, id_of(weighed), new_action())
    assert put_on(weighed, 450).verdict is Verdict.ITEM_WANTED
    assert scan(weighed, id_of(weighed), TWO).verdict is Verdict.WEIGH_FIRST
    assert put_on(weighed, 450).verdict is Verdict.COMPLETE
    assert problems_of(weighed) == []


def test_the_box_that_was_taken_is_weighed_with_its_goods(weighed: Warehouse) -> None:
    def take_box(tx: Tx) -> None:
        tx.connection.execute(insert(ParcelMaterial), [{"parcel_id": id_of(weighed), "sku_id": 3, "quantity": 1}])

    do(weighed, take_box)
    assert put_on(weighed, 450).fields["expected"] == 700  # 400 of goods, and SKU3 for a box of 300
    assert put_on(weighed, 701).verdict is Verdict.COMPLETE


def test_what_nobody_knows_the_weight_of_is_not_judged(weighed: Warehouse) -> None:
    def forget(tx: Tx) -> None:
        tx.connection.execute(update(Sku).where(Sku.seller_code == "SKU2").values(weight_g=None))

    do(weighed, forget)
    assert put_on(weighed, 9_000).verdict is Verdict.COMPLETE
    assert outcomes(weighed) == [(9_000, None, "right", "")]


@pytest.mark.parametrize("grams", [0, -5, 100_001])
def test_impossible_weights(weighed: Warehouse, grams: int) -> None:
    with pytest.raises(BadInput, match="weight_range"):
        put_on(weighed, grams)
    assert outcomes(weighed) == []


def test_a_weight_noted_before_the_goods_are_in_is_no_weighing(shop: Warehouse) -> None:
    do(shop, change_settings, {"weigh_policy": "must"})
    scan(shop, None, parcel_of(shop, "2").waybill)
    with pytest.raises(Conflict, match=r"weighing\.when_full"):
        do(shop, set_weight, id_of(shop, "2"), 1)
    do(shop, leave, id_of(shop, "2"), new_action())
    scan(shop, None, parcel_of(shop, "2").waybill)
    assert scan(shop, id_of(shop, "2"), TWO).verdict is Verdict.WEIGH_FIRST
    assert put_on(shop, 250, "2").verdict is Verdict.COMPLETE
    do(shop, set_weight, id_of(shop, "2"), 251)
    assert parcel_of(shop, "2").weight_g == 251


def test_weights_are_learned_from_parcels_of_one_sku(warehouse: Warehouse) -> None:
    orders = [order(str(n), {"SKU1": 1 + n % 2} if n < 6 else {"SKU1": 1, "SKU2": 1}) for n in range(1, 8)]
    open_shop(warehouse, {"SKU1": 30, "SKU2": 30}, *orders)
    release_and_wave(warehouse)
    for n in range(1, 8):
        pack(warehouse, str(n))
        do(warehouse, set_weight, id_of(warehouse, str(n)), 50 + 130 * (1 + n % 2) + n)
    with warehouse.reading() as session:
        (one,) = weight_proposals(session)
    assert (one.seller_code, one.weight_g, one.learned_g, one.parcels) == ("SKU1", 100, 132, 5)
    assert do(warehouse, take_weights, [one.sku_id]) == 1
    with warehouse.reading() as session:
        assert weight_proposals(session) == []
    assert do(warehouse, take_weights, [one.sku_id]) == 0


LINES = [Weighed(1, 2, 100), Weighed(2, 1, 250)]


@pytest.mark.parametrize(
    ("off", "first"),
    [
        (-100, Explanation(1, -1)),
        (245, Explanation(2, 1)),
        (200, Explanation(1, 2)),
        (-200, Explanation(1, -2)),
        (-130, Explanation(3, 1, 2)),
        (77, None),
    ],
)
def test_what_would_explain_it(off: int, first: Explanation | None) -> None:
    found = explanations(off, LINES, 15, [Weighed(3, 1, 120)])
    assert next(iter(found), None) == first


@given(st.integers(1, 100_000), st.integers(0, 100_000), st.integers(1, 500), st.integers(0, 100))
def test_the_tolerance_is_as_wide_on_both_sides(weight: int, expected: int, grams: int, percent: int) -> None:
    tolerance = Tolerance(grams, percent)
    assert fits(weight, expected, tolerance) == fits(2 * expected - weight, expected, tolerance)
    assert fits(weight, None, tolerance)
    assert fits(expected, expected, tolerance)


@given(st.lists(st.floats(1, 5000), max_size=4))
def test_few_parcels_teach_nothing(samples: list[float]) -> None:
    assert learn(1, samples) is None


def test_one_wrong_parcel_spoils_nothing() -> None:
    found = learn(1, [100, 101, 102, 99, 100, 900])
    assert found is not None
    assert (found.grams, found.parcels) == (100, 5)
    assert learn(1, [100, 200, 300, 400, 500]) is None
