"""Which orders are one parcel: the rule, the suggestions, and what merges and leaves a group."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shop import DAY, add_orders, do, ids_of, open_shop, order, problems_of, release_and_wave, states_of
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.commands import cancel, hold
from warehouse_app.orders.merging import Candidate, groups, keep_apart, merge_all, merge_orders, suggestions
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import Order
from warehouse_app.picking.commands import create_wave
from warehouse_app.picking.queries import parcels_page
from warehouse_app.store.warehouse import Warehouse

texts = st.sampled_from(["张三", "张 三", "李四", "ＡＢ１", "ab1", "张*", ""])
candidates = st.lists(
    st.builds(
        Candidate, id=st.just(0), shop_id=st.integers(1, 2), buyer=texts, recipient=texts, phone=st.just(""), mobile=texts,
        address=texts,
    ),
    max_size=12,
).map(lambda found: [Candidate(n, *[getattr(one, name) for name in FIELDS]) for n, one in enumerate(found)])  # fmt: skip
FIELDS = ("shop_id", "buyer", "recipient", "phone", "mobile", "address")


@given(candidates, st.randoms(use_true_random=False))
def test_grouping_is_an_equivalence_whatever_the_order(orders: list[Candidate], shuffle: Random) -> None:
    """Every order is in one group at most, two orders are in one group when they are in pairs too, and order is no matter."""
    found = groups(orders)
    ids = [one.id for group in found for one in group]
    assert len(ids) == len(set(ids)), "an order is in two groups"
    together = {frozenset((a.id, b.id)) for group in found for a in group for b in group if a is not b}
    in_pairs = {frozenset((a.id, b.id)) for a in orders for b in orders if a.id < b.id and groups([a, b])}
    assert together == in_pairs
    mixed = list(orders)
    shuffle.shuffle(mixed)
    assert {frozenset(one.id for one in group) for group in groups(mixed)} == {
        frozenset(one.id for one in group) for group in found
    }


def test_writing_does_not_matter_and_hidden_addresses_are_never_alike() -> None:
    def told(number: int, address: str, mobile: str = "138") -> Candidate:
        return Candidate(number, 1, "王", "张三", "", mobile, address)

    same = groups([told(1, "浙江省 杭州市１号"), told(2, "浙江省杭州市1号"), told(3, "浙江省杭州市2号")])
    assert [[one.id for one in group] for group in same] == [[1, 2]]
    assert groups([told(1, "浙江省****"), told(2, "浙江省****")]) == []
    assert groups([told(1, "a", ""), told(2, "a", "")]) == []


def shop(warehouse: Warehouse) -> None:
    """1, 2 and 3 are one buyer's to one address, 4 the same buyer's to another, 5 somebody else's."""
    open_shop(
        warehouse, {"SKU1": 20, "SKU2": 1},
        order("1", {"SKU1": 1}, buyer="b", ship_by=DAY + timedelta(hours=5)),
        order("2", {"SKU1": 2}, buyer="b", ship_by=DAY + timedelta(hours=9)),
        order("3", {"SKU2": 1}, buyer="b"),
        order("4", {"SKU1": 1}, buyer="b", address="广东省 深圳市 示例路9号"),
        order("5", {"SKU1": 1}, ship_by=DAY + timedelta(hours=7)),
    )  # fmt: skip


def suggested(warehouse: Warehouse) -> list[list[str]]:
    with warehouse.reading() as session:
        return [[one.number for one in group.orders] for group in suggestions(session)]


def together(warehouse: Warehouse) -> dict[str, int | None]:
    with warehouse.reading() as session:
        return {row.number: row.together_id for row in session.query(Order).all()}


def parcels(warehouse: Warehouse) -> list[tuple[str, ...]]:
    with warehouse.reading() as session:
        return [row.orders for row in parcels_page(session).rows if row.state != "cancelled"]


def test_suggested_until_merged_or_left_alone(warehouse: Warehouse) -> None:
    shop(warehouse)
    assert suggested(warehouse) == [["1", "2", "3"]]
    do(warehouse, keep_apart, ids_of(warehouse, "1", "2", "3"))
    assert suggested(warehouse) == []
    add_orders(warehouse, order("6", {"SKU1": 1}, buyer="b"), name="more")
    assert suggested(warehouse) == [["1", "2", "3", "6"]], "with a new order it is a new question"
    assert do(warehouse, merge_all) == 1
    assert suggested(warehouse) == []
    first = ids_of(warehouse, "1")[0]
    assert {number: together(warehouse)[number] for number in "12346"} == {
        "1": first,
        "2": first,
        "3": first,
        "4": None,
        "6": first,
    }


def test_a_suggestion_hides_the_buyer_from_who_may_not_see(warehouse: Warehouse) -> None:
    shop(warehouse)
    with warehouse.reading() as session:
        hidden, shown = suggestions(session)[0], suggestions(session, reveal=True)[0]
    assert (shown.recipient, shown.pieces, shown.ship_by) == ("张三", 4, DAY + timedelta(hours=5))
    assert "示例路" not in hidden.address
    assert hidden.recipient != "张三"


def test_only_what_is_alike_and_still_here_is_merged(warehouse: Warehouse) -> None:
    shop(warehouse)
    one, two, three, four = ids_of(warehouse, "1", "2", "3", "4")
    with pytest.raises(BadInput, match=r"merging\.two_wanted"):
        do(warehouse, merge_orders, [one])
    with pytest.raises(Conflict, match=r"merging\.not_alike"):
        do(warehouse, merge_orders, [one, four])
    do(warehouse, hold, [two], "x")
    with pytest.raises(Conflict, match=r"merging\.held"):
        do(warehouse, merge_orders, [one, two])
    do(warehouse, cancel, [three], "x")
    with pytest.raises(Conflict, match=r"orders\.moved_on"):
        do(warehouse, merge_orders, [one, three])
    assert set(together(warehouse).values()) == {None}


def test_a_group_is_one_parcel_and_waits_for_its_last_order(warehouse: Warehouse) -> None:
    shop(warehouse)
    do(warehouse, merge_all)
    do(warehouse, release)
    do(warehouse, hold, ids_of(warehouse, "3"), "ask")
    with pytest.raises(Conflict, match=r"merging\.waits"):
        do(warehouse, create_wave, ids_of(warehouse, "1"))
    do(warehouse, create_wave)
    assert sorted(parcels(warehouse)) == [("4",), ("5",)]
    do(warehouse, cancel, ids_of(warehouse, "3"), "x")
    wave = do(warehouse, create_wave, ids_of(warehouse, "2"))
    assert parcels(warehouse)[-1] == ("1", "2"), "the others go on, and come along when one of them is chosen"
    assert len(wave.parcel_ids) == 1
    assert problems_of(warehouse) == []


def test_a_wave_counts_parcels_and_never_cuts_a_group(warehouse: Warehouse) -> None:
    shop(warehouse)
    do(warehouse, merge_all)
    do(warehouse, release)
    do(warehouse, create_wave, limit=2)
    assert parcels(warehouse) == [("1", "2", "3"), ("5",)]
    with warehouse.reading() as session:
        parcel = parcels_page(session).rows[0]
    assert [(line.seller_code, line.needed) for line in parcel.lines] == [("SKU1", 3), ("SKU2", 1)]
    assert problems_of(warehouse) == []


def test_another_address_by_file_leaves_the_group(warehouse: Warehouse) -> None:
    shop(warehouse)
    do(warehouse, merge_all)
    moved = order("1", {"SKU1": 1}, buyer="b", ship_by=DAY + timedelta(hours=5), address="上海市 示例路2号")
    add_orders(warehouse, moved, name="newer", modified=DAY + timedelta(hours=1))
    two = ids_of(warehouse, "2")[0]
    assert [together(warehouse)[number] for number in "123"] == [None, two, two]
    release_and_wave(warehouse)
    assert sorted(parcels(warehouse)) == [("1",), ("2", "3"), ("4",), ("5",)]
    assert problems_of(warehouse) == []


def test_a_phone_more_is_no_other_address(warehouse: Warehouse) -> None:
    shop(warehouse)
    do(warehouse, merge_all)
    again = order("1", {"SKU1": 1}, buyer="b", ship_by=DAY + timedelta(hours=5), phone="0571-1234")
    add_orders(warehouse, again, name="newer", modified=DAY + timedelta(hours=1))
    assert together(warehouse)["1"] == ids_of(warehouse, "1")[0]
    assert states_of(warehouse)["1"] == "waiting"
