"""Orders that change or are refunded while their goods are on the way: stopped wherever they are, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.shop import (
    DAY,
    add_orders,
    bring_orders,
    do,
    held_of,
    ids_of,
    on_desk,
    open_shop,
    order,
    order_file,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
)
from warehouse_app.orders.commands import hold, pass_look
from warehouse_app.orders.files import OrderStatus, ParsedFile
from warehouse_app.orders.release import release
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse

LATER = DAY + timedelta(hours=6)


EARLIER = DAY - timedelta(hours=6)


def _bring(warehouse: Warehouse, *files: ParsedFile, shop: str = "") -> ImportResult:
    return do(warehouse, bring_orders, list(files), shop)


def _kinds(result: ImportResult) -> dict[str, str]:
    return {change.key: change.kind for change in result.changes}


def test_a_refund_after_the_release_gives_the_goods_back(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    do(warehouse, release)
    assert stock_of(warehouse) == {"SKU1": (5, 2)}
    result = _bring(warehouse, order_file([order("1", {"SKU1": 2}, status=OrderStatus.CLOSED)], name="later", modified=LATER))
    assert _kinds(result) == {"1": "changed"}
    assert (states_of(warehouse), stock_of(warehouse)) == ({"1": "cancelled"}, {"SKU1": (5, 0)})
    assert problems_of(warehouse) == []


@pytest.mark.parametrize("packed", [False, True])
def test_a_refund_on_the_floor_stops_the_parcel(warehouse: Warehouse, packed: bool) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    parcel = pack(warehouse, "1") if packed else parcel_of(warehouse, "1")
    result = _bring(warehouse, order_file([order("1", {"SKU1": 2}, status=OrderStatus.CLOSED)], name="later", modified=LATER))
    assert _kinds(result) == {"1": "stopped"}
    assert scan(warehouse, None, parcel.waybill).verdict == "cancelled"
    assert (parcel_of(warehouse, "1").state, stock_of(warehouse)) == ("cancelled", {"SKU1": (5, 0)})
    assert on_desk(warehouse) == ({"SKU1": 2} if packed else {})
    assert problems_of(warehouse) == []


def test_a_new_address_after_the_release_brings_the_order_back_to_the_start(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    do(warehouse, release)
    add_orders(warehouse, order("1", {"SKU1": 2}, address="浙江省 杭州市 滨江区 别处2号"), name="later", modified=LATER)
    assert (states_of(warehouse), stock_of(warehouse)) == ({"1": "waiting"}, {"SKU1": (5, 0)})
    assert problems_of(warehouse) == []
    assert do(warehouse, release).released == ["1"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"address": "别处"}, "address"),
        ({"recipient": "别人"}, "recipient"),
        ({"mobile": "13900000000"}, "mobile"),
        ({"note": "改色"}, "note"),
    ],
)
def test_a_change_on_the_floor_holds_the_parcel_and_says_what_changed(
    warehouse: Warehouse, change: dict[str, str], what: str
) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    result = _bring(warehouse, order_file([order("1", {"SKU1": 2}, **change)], name="later", modified=LATER))
    assert _kinds(result) == {"1": "stopped"}
    answer = scan(warehouse, None, parcel_of(warehouse, "1").waybill)
    assert (answer.verdict, answer.fields["reason"], held_of(warehouse)) == ("changed", what, {"1": "changed"})
    assert problems_of(warehouse) == []


def test_a_change_that_does_not_matter_stops_nothing(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    result = _bring(warehouse, order_file([order("1", {"SKU1": 2}, flag="红", buyer="新名")], name="later", modified=LATER))
    assert (_kinds(result), held_of(warehouse)) == ({"1": "changed"}, {"1": ""})


def test_a_change_on_the_floor_does_not_take_away_a_hold_by_hand(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    do(warehouse, hold, ids_of(warehouse, "1"), "等客户回复")
    add_orders(warehouse, order("1", {"SKU1": 2}, address="浙江省 杭州市 滨江区 别处2号"), name="later", modified=LATER)
    assert scan(warehouse, None, parcel_of(warehouse, "1").waybill).verdict in {"held", "changed"}


def test_orders_on_their_way_that_a_new_report_does_not_mention_are_named(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, *(order(number, {"SKU1": 1}) for number in "123"), order("4", {"SKU1": 99}))
    release_and_wave(warehouse)
    told = _bring(warehouse, order_file([order(n, {"SKU1": 1}) for n in "12"], name="evening", modified=LATER))
    assert [(w.code, w.fields["n"], w.fields["numbers"]) for w in told.warnings] == [("orders.not_mentioned", 1, "3")]
    few = _bring(warehouse, order_file([order("1", {"SKU1": 1})], name="one", modified=LATER + timedelta(hours=1)))
    assert few.warnings == []  # a file for one order says nothing by its silence


def test_a_platform_lock_holds_until_the_platform_takes_it_away(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}, lock=True, status=None))
    assert held_of(warehouse) == {"1": "platform_lock"}
    assert do(warehouse, release).released == []
    add_orders(warehouse, order("1", {"SKU1": 1}), name="later", modified=LATER)
    assert held_of(warehouse) == {"1": ""}
    assert do(warehouse, release).released == ["1"]


def test_a_lock_on_the_floor_stops_the_parcel_and_an_older_file_does_not_open_it(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    release_and_wave(warehouse)
    add_orders(warehouse, order("1", {"SKU1": 1}, lock=True, status=None), name="later", modified=LATER)
    add_orders(warehouse, order("1", {"SKU1": 1}), name="older", modified=EARLIER)
    assert scan(warehouse, None, parcel_of(warehouse, "1").waybill).verdict == "held"


def test_a_lock_does_not_replace_or_lift_a_hold_by_hand(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    do(warehouse, hold, ids_of(warehouse, "1"), "等")
    add_orders(warehouse, order("1", {"SKU1": 1}, lock=True, status=None), name="later", modified=LATER)
    add_orders(warehouse, order("1", {"SKU1": 1}), name="unlocked", modified=LATER)
    assert held_of(warehouse) == {"1": "by_hand"}


def test_a_new_note_after_the_look_is_looked_at_again(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}, note="旧"))
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1"))
    add_orders(warehouse, order("1", {"SKU1": 1}, note="新"), name="later", modified=LATER)
    assert do(warehouse, release).look == ["1"]
