"""Which order comes first: the supervisor's list decides, the first rule that tells two orders apart."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.shop import DAY, add_orders, do, ids_of, line, open_shop, order
from warehouse_app.orders.commands import set_urgent
from warehouse_app.orders.priorities import USUAL, Facts, Priority, PriorityRules, rules_from, says_urgent
from warehouse_app.orders.queries import orders_page
from warehouse_app.orders.release import release
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.selecting import by_priority
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse

MOMENT = datetime(2026, 11, 3, tzinfo=UTC)
FACTS = st.builds(
    Facts, id=st.integers(1, 10_000), ship_by=st.none() | st.integers(0, 3).map(lambda n: MOMENT + timedelta(hours=n)),
    courier=st.sampled_from(["", "中通快递", "顺丰速运", "闪送"]), words=st.sampled_from(["", "空运", "chair", "by air please"]),
    flag=st.sampled_from(["", "红"]), urgent=st.booleans(), lines=st.integers(1, 2),
)  # fmt: skip
RULES = st.permutations(list(Priority)).flatmap(
    lambda order: st.integers(0, len(order)).map(lambda n: PriorityRules(tuple(order[:n]), ("闪送",)))
)


@given(RULES, st.lists(FACTS, max_size=8, unique_by=lambda each: each.id), st.randoms())
def test_the_first_rule_that_tells_two_apart_decides_whatever_order_they_come_in(rules, orders, random) -> None:  # type: ignore[no-untyped-def]
    ordered = rules.sorted(orders)
    random.shuffle(orders)
    assert rules.sorted(orders) == ordered
    for first, second in itertools.pairwise(ordered):
        pairs = zip(rules.key(first), rules.key(second), strict=True)
        one, other = next((a, b) for a, b in pairs if a != b)
        assert one < other


def test_air_is_a_word_and_not_a_part_of_one() -> None:
    rules = PriorityRules()
    assert [rules.holds(Priority.AIR, Facts(1, words=words)) for words in ("by Air", "chair", "走空运", "")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_the_setting_names_the_rules_there_are() -> None:
    assert tuple(settings.PRIORITIES) == USUAL
    fits = settings.DECLARED["priority_rules"].fits
    assert [fits(value) for value in (["air"], [], ["air", "air"], ["luck"], "air")] == [True, True, False, False, False]
    assert rules_from(["air"], "京东，同城、闪送, ").same_day == ("京东", "同城", "闪送")


def test_urgent_is_read_from_the_file_and_marked_by_hand(warehouse: Warehouse) -> None:
    lines = {"3": [line("SKU1", 1), line("", 1, title="优先发货服务", service=True)]}
    open_shop(
        warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}, note="加急！"), order("3", lines["3"]),
        order("4", {"SKU1": 1}, ship_by=DAY),
    )  # fmt: skip
    add_orders(warehouse, order("1", {"SKU1": 1}, note="急单"), name="later", modified=DAY + timedelta(hours=1))
    do(warehouse, set_urgent, ids_of(warehouse, "4"), urgent=True)
    do(warehouse, set_urgent, ids_of(warehouse, "3"), urgent=False)
    with warehouse.reading() as session:
        rows = {row.number: row.urgent for row in orders_page(session).rows}
    assert rows == {"1": True, "2": True, "3": False, "4": True}
    assert not says_urgent(["不急"], "加急, 急单")


def test_waves_follow_the_list_the_supervisor_put_in_order(warehouse: Warehouse) -> None:
    open_shop(
        warehouse, {"SKU1": 9, "SKU2": 9}, order("1", {"SKU1": 1, "SKU2": 1}), order("2", {"SKU1": 1}, flag="红"),
        order("3", {"SKU1": 1}, ship_by=DAY), order("4", {"SKU2": 1}, courier="顺丰速运"),
    )  # fmt: skip
    do(warehouse, release)

    def numbers() -> str:
        with warehouse.reading() as session:
            names = {row.id: row.number for row in orders_page(session).rows}
            return "".join(names[order_id] for order_id in by_priority(session))

    assert numbers() == "4231"
    do(warehouse, change_settings, {"priority_rules": ["oldest_deadline", "flagged"]})
    assert numbers() == "3214"
    do(warehouse, change_settings, {"priority_rules": []})
    assert numbers() == "1234"
