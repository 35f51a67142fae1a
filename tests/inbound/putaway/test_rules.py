"""Which bin suits which goods, how much fits, and the steps of the scanning desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.inbound.putaway.rules import (
    Answer,
    BinFacts,
    BinScan,
    Flow,
    Item,
    ItemScan,
    Keyed,
    Said,
    Strange,
    Wanted,
    Why,
    fast_from,
    filled,
    is_count,
    may_share,
    next_step,
    piece_ml,
    rank_bins,
    room_for,
    tightest,
)

ITEM = Item(sku_id=1, product_id=1, category="围巾", pieces=10, volume_ml=500, weight_g=200)


def shelf(number: int, **facts: object) -> BinFacts:
    return BinFacts(**({"location_id": number, "code": f"A-{number}", "walk_key": f"a-{number:09}"} | facts))  # type: ignore[arg-type]


def test_same_sku_then_product_then_category_then_an_empty_bin() -> None:
    bins = [
        shelf(1, empty=True),
        shelf(2, holds_category=True, others=True),
        shelf(3, holds_product=True, others=True),
        shelf(4, holds_sku=True, capacity_pieces=4, pieces=2),
        shelf(5, others=True),
    ]
    capped = [replace(bin_, capacity_pieces=bin_.capacity_pieces or 3) for bin_ in bins]
    found = rank_bins(ITEM, capped)
    assert [(one.bin, one.pieces, one.reason) for one in found] == [
        ("A-4", 2, Why.SAME_SKU),
        ("A-3", 3, Why.SAME_PRODUCT),
        ("A-2", 3, Why.SAME_CATEGORY),
        ("A-1", 2, Why.EMPTY),
    ]


def test_the_nearest_empty_bin_that_takes_all_comes_first() -> None:
    near, far = shelf(1, empty=True, distance_dm=10, capacity_pieces=5), shelf(2, empty=True, distance_dm=90)
    assert [one.bin for one in rank_bins(ITEM, [far, near])] == ["A-2"]
    assert [one.bin for one in rank_bins(replace(ITEM, pieces=5), [far, near])] == ["A-1"]


def test_a_fast_mover_goes_near_the_desk_and_a_slow_one_to_its_own_zone() -> None:
    bins = [
        shelf(1, zone="B", empty=True, distance_dm=500),
        shelf(2, zone="A", empty=True, distance_dm=20),
        shelf(3, zone="B", holds_product=True, capacity_pieces=3, pieces=3),
    ]
    assert rank_bins(replace(ITEM, fast=True), bins)[0].bin == "A-2"
    assert rank_bins(ITEM, bins)[0].bin == "A-1"


def test_without_distances_the_walk_decides() -> None:
    bins = [shelf(10, empty=True), shelf(2, empty=True)]
    assert rank_bins(replace(ITEM, fast=True), bins)[0].bin == "A-2"


def test_the_bin_with_the_same_lot_comes_first() -> None:
    bins = [shelf(1, holds_sku=True), shelf(2, holds_sku=True, holds_lot=True)]
    assert rank_bins(ITEM, bins)[0].bin == "A-2"


def test_a_bin_for_one_sku_takes_no_other() -> None:
    alone = shelf(1, mixed=False, holds_product=True, others=True)
    assert not may_share(alone)
    assert rank_bins(ITEM, [alone]) == []
    assert may_share(shelf(1, mixed=False, holds_sku=True))
    assert may_share(shelf(1, mixed=False, empty=True))


@pytest.mark.parametrize(
    ("facts", "room"),
    [
        ({}, None),
        ({"capacity_pieces": 7, "pieces": 3}, 4),
        ({"capacity_ml": 2600, "used_ml": 1000}, 3),
        ({"max_g": 1000, "used_g": 500}, 2),
        ({"capacity_pieces": 7, "pieces": 9}, 0),
        ({"capacity_pieces": 100, "capacity_ml": 1000, "max_g": 200}, 1),
    ],
)
def test_the_tightest_limit_says_how_many_fit(facts: dict[str, int], room: int | None) -> None:
    assert room_for(shelf(1, **facts), ITEM) == room


def test_what_is_not_known_limits_nothing() -> None:
    unknown = replace(ITEM, volume_ml=None, weight_g=None)
    assert room_for(shelf(1, capacity_ml=1, max_g=1), unknown) is None
    assert tightest(shelf(1, capacity_ml=1), unknown) is None


FACTS = st.builds(
    BinFacts,
    location_id=st.integers(1, 10_000), code=st.text("AB12", min_size=1, max_size=4), walk_key=st.text("ab", max_size=3),
    zone=st.sampled_from(["", "A", "B"]), distance_dm=st.none() | st.integers(0, 900),
    capacity_pieces=st.none() | st.integers(0, 40), capacity_ml=st.none() | st.integers(0, 9000),
    max_g=st.none() | st.integers(0, 9000), pieces=st.integers(0, 40), used_ml=st.integers(0, 9000), used_g=st.integers(0, 9000),
    mixed=st.booleans(), holds_sku=st.booleans(), holds_lot=st.booleans(), holds_product=st.booleans(),
    holds_category=st.booleans(), empty=st.booleans(), others=st.booleans(),
)  # fmt: skip
ITEMS = st.builds(
    Item, sku_id=st.just(1), product_id=st.just(1), category=st.just("x"), pieces=st.integers(1, 200),
    volume_ml=st.none() | st.integers(1, 900), weight_g=st.none() | st.integers(0, 900), fast=st.booleans(),
)  # fmt: skip


@given(ITEMS, st.lists(FACTS, max_size=12, unique_by=lambda bin_: bin_.location_id))
def test_no_suggestion_overfills_a_bin_and_nothing_is_placed_twice(item: Item, bins: list[BinFacts]) -> None:
    by_id = {bin_.location_id: bin_ for bin_ in bins}
    found = rank_bins(item, bins)
    assert len({one.location_id for one in found}) == len(found)
    assert sum(one.pieces for one in found) <= item.pieces
    for one in found:
        room = room_for(by_id[one.location_id], item)
        assert one.pieces > 0
        assert room is None or one.pieces <= room
        assert may_share(by_id[one.location_id])
    tiers = [list(Why).index(one.reason) for one in found]
    assert tiers == sorted(tiers)


@given(ITEMS, FACTS, st.integers(0, 50))
def test_room_shrinks_by_what_is_put_in(item: Item, bin_: BinFacts, more: int) -> None:
    room = room_for(bin_, item)
    taken = more if room is None else min(more, room)
    after = room_for(filled(bin_, item, taken), item)
    assert (after is None) == (room is None)
    assert room is None or after == room - taken


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 3000))
def test_a_piece_takes_at_least_its_volume(length: int, width: int, height: int) -> None:
    ml = piece_ml(length, width, height)
    assert ml is not None
    assert 0 <= ml * 1000 - length * width * height < 1000


def test_a_side_that_is_not_known_leaves_the_volume_unknown() -> None:
    assert piece_ml(10, None, 10) is None
    assert piece_ml(0, 10, 10) is None


def test_one_sku_in_five_is_fast() -> None:
    assert fast_from([]) is None
    assert fast_from([3]) == 3
    assert fast_from(range(1, 11)) == 9
    assert fast_from([5, 4, 3, 2, 1, 0]) == 5


@pytest.mark.parametrize(("value", "good"), [(1, True), (0, False), (-1, False), (1.5, False), (True, False), ("3", False)])
def test_pieces_are_whole_and_above_zero(value: object, good: bool) -> None:
    assert is_count(value) is good


def walk(*meanings: BinScan | ItemScan | Keyed | Strange) -> tuple[Flow, list[Answer]]:
    flow, said = Flow(), []
    for meaning in meanings:
        flow, answer = next_step(flow, meaning)
        said.append(answer)
    return flow, said


def test_bin_first_then_every_item_goes_there_until_another_bin_is_scanned() -> None:
    flow, said = walk(BinScan(7), ItemScan(1), ItemScan(2, 6), BinScan(8), ItemScan(1, lot="L1"))
    assert flow.wanted is Wanted.ITEM
    assert said == [
        Answer(Said.BIN_CHOSEN, location_id=7),
        Answer(Said.PUT, 1, 7, 1),
        Answer(Said.PUT, 2, 7, 6),
        Answer(Said.BIN_CHOSEN, location_id=8),
        Answer(Said.PUT, 1, 8, 1, "L1"),
    ]


def test_item_first_then_the_bin_takes_all_or_what_was_keyed() -> None:
    flow, said = walk(ItemScan(1), BinScan(7), ItemScan(2), Keyed(4), BinScan(8))
    assert flow == Flow()
    assert said[1] == Answer(Said.PUT, 1, 7, None)
    assert said[4] == Answer(Said.PUT, 2, 8, 4)


def test_another_item_takes_the_place_of_the_one_shown() -> None:
    flow, said = walk(ItemScan(1), Keyed(4), ItemScan(2))
    assert (flow.sku_id, flow.pieces, flow.wanted) == (2, None, Wanted.BIN)
    assert said[-1].said is Said.ITEM_SHOWN


def test_what_makes_no_sense_changes_nothing() -> None:
    assert walk(Strange()) == (Flow(), [Answer(Said.STRANGE)])
    assert walk(Keyed(3)) == (Flow(), [Answer(Said.ITEM_FIRST)])
    flow, said = walk(ItemScan(1), Keyed(0))
    assert (flow.pieces, said[-1].said) == (None, Said.NOT_POSITIVE)
    assert Flow().wanted is Wanted.ANYTHING
