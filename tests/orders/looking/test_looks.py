"""The look before release on both databases: what is held and why, what is usual, who ordered twice, and letting pass."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from tests.shop import (
    DAY,
    DESK,
    add_orders,
    do,
    ids_of,
    open_shop,
    order,
    order_file,
    problems_of,
    release_and_wave,
    states_of,
)
from warehouse_app.errors import BadInput
from warehouse_app.orders.commands import cancel, hold
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.looking.commands import Passed, let_pass
from warehouse_app.orders.queries import order_ids
from warehouse_app.orders.release import release
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx, Warehouse

LATER = DAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def every_rule(warehouse: Warehouse) -> None:
    """Two rules stop much in some shops and are off until somebody wants them."""
    do(warehouse, change_settings, {"look_high_value": True, "look_twice": True})


def looks(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """Release what can be, and say why each of the others waits for a look."""
    return dict(do(warehouse, release).reasons)


def ids_of_tx(tx: Tx, numbers: list[str]) -> list[int]:
    return list(order_ids(tx.session, numbers).values())


def at(minutes: float, number: str, **fields: Any) -> Any:
    """An order paid so many minutes into the day."""
    moment = DAY + timedelta(minutes=minutes)
    return order(number, {"SKU1": 1}, **({"buyer": "tb_1", "created_at": moment, "paid_at": moment} | fields))


@pytest.mark.parametrize(
    ("fields", "why", "switch"),
    [
        ({"message": "急"}, "message", "look_message"),
        ({"note": "贺卡"}, "note", "look_note"),
        ({"address": "浙江省 杭州市 西湖区 示例路****", "masked": True}, "masked", "look_masked"),
        ({"mobile": "138****0001", "masked": True}, "masked", "look_masked"),
        ({"refunded_amount": Decimal(1)}, "refund_asked", "look_refund_asked"),
        ({"address": "示例路1号"}, "unparsable", "look_unparsable"),
        ({"address": "鼓楼区中山路1号"}, "unparsable", "look_unparsable"),
        ({"paid_amount": Decimal("2000.00")}, "high_value", "look_high_value"),
        ({"amount": Decimal("2000.00")}, "high_value", "look_high_value"),
    ],
)
def test_a_rule_holds_an_order_until_it_is_switched_off(
    warehouse: Warehouse, fields: dict[str, Any], why: str, switch: str
) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, **fields))
    assert looks(warehouse) == {"1": (why,)}
    do(warehouse, change_settings, {switch: False})
    assert do(warehouse, release).released == ["1"]
    assert problems_of(warehouse) == []


def test_figures_are_settings(warehouse: Warehouse) -> None:
    orders = [order("1", {"SKU1": 1}, paid_amount=Decimal(500)), at(0, "2"), at(50, "3")]
    open_shop(warehouse, {"SKU1": 9}, *orders)
    do(warehouse, change_settings, {"look_high_value_yuan": 500, "look_twice_minutes": 60})
    assert looks(warehouse) == {"1": ("high_value",), "2": ("twice",), "3": ("twice",)}
    do(warehouse, change_settings, {"look_high_value_yuan": 501, "look_twice_minutes": 49})
    assert do(warehouse, release).reasons == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [("look_twice_minutes", 0), ("look_high_value_yuan", True), ("look_note", "yes"), ("look_refused_places", "西藏")],
)
def test_settings_that_make_no_rule_are_not_taken(local_warehouse: Warehouse, name: str, value: object) -> None:
    with pytest.raises(BadInput):
        do(local_warehouse, change_settings, {name: value})
    with local_warehouse.reading() as session:
        assert settings.get_all(session, [name]) == {name: settings.DECLARED[name].default}


def test_an_address_abroad_is_not_judged(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, address="12 Main Street, London"))
    assert do(warehouse, release).released == ["1"]


def test_what_the_courier_refuses_waits(warehouse: Warehouse) -> None:
    tibet = "西藏自治区 拉萨市 城关区 示例路1号"
    open_shop(
        warehouse, {"SKU1": 9},
        order("wished", {"SKU1": 1}, address=tibet, courier="中通"),
        order("other", {"SKU1": 1}, address=tibet, courier="顺丰速运"),
        order("any", {"SKU1": 1}, address=tibet),
        order("street", {"SKU1": 1}, address="上海市 上海市 黄浦区 西藏中路1号", courier="中通"),
    )  # fmt: skip
    do(warehouse, change_settings, {"look_refused_places": "中通快递：西藏，新疆"})
    result = do(warehouse, release)
    assert result.reasons == {"wished": ("refused",), "any": ("refused",)}
    assert sorted(result.released) == ["other", "street"]


# --- ordered twice --------------------------------------------------------------------------------------------------


def test_the_same_buyer_within_minutes_waits_on_both_sides(warehouse: Warehouse) -> None:
    orders = [at(0, "1"), at(20, "2"), at(51, "3"), at(20, "other", buyer="tb_2"), at(20, "elsewhere", shop="另一家店")]
    open_shop(warehouse, {"SKU1": 9}, *orders)
    assert looks(warehouse) == {"1": ("twice",), "2": ("twice",)}


@pytest.mark.parametrize("how", ["released", "in_wave", "held"])
def test_the_first_may_be_anywhere_on_its_way(warehouse: Warehouse, how: str) -> None:
    open_shop(warehouse, {"SKU1": 9}, at(0, "1"))
    if how == "held":
        do(warehouse, hold, ids_of(warehouse, "1"), "等客户")
    else:
        do(warehouse, release) if how == "released" else release_and_wave(warehouse)
    add_orders(warehouse, at(5, "2"), name="later", modified=LATER)
    assert looks(warehouse) == {"2": ("twice",)}


def test_a_cancelled_order_is_no_double(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, at(0, "1"), at(5, "2"))
    do(warehouse, cancel, ids_of(warehouse, "1"), "重复下单")
    assert do(warehouse, release).released == ["2"]


def test_a_hidden_name_alone_is_not_the_same_buyer(warehouse: Warehouse) -> None:
    hidden = {"buyer": "t**", "recipient": "张**"}
    orders = [at(0, "1", **hidden), at(5, "2", **hidden), at(5, "3", **hidden | {"address": "浙江省 杭州市 西湖区 别处2号"})]
    open_shop(warehouse, {"SKU1": 9}, *orders)
    assert looks(warehouse) == {"1": ("twice",), "2": ("twice",)}


# --- what is usual --------------------------------------------------------------------------------------------------


def past(warehouse: Warehouse, pieces: list[int], first: int = 100) -> None:
    """Orders of the past: gone from the desk already."""
    orders = [order(str(first + n), {"SKU1": quantity}) for n, quantity in enumerate(pieces)]
    add_orders(warehouse, *orders, name=f"past {first}")
    do(warehouse, change_settings, {"look_unusual": False})
    release_and_wave(warehouse)
    do(warehouse, change_settings, {"look_unusual": True})


def test_far_above_the_usual_waits(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 900, "SKU2": 900}, waybills=40)
    past(warehouse, [1] * 18 + [2] * 2)
    add_orders(
        warehouse, order("10", {"SKU1": 10}), order("11", {"SKU1": 11}), order("new", {"SKU2": 500}), name="now", modified=LATER
    )
    assert looks(warehouse) == {"11": ("unusual",)}
    do(warehouse, change_settings, {"look_unusual_times": 6})
    assert do(warehouse, release).released == ["11"]


def test_nothing_is_usual_before_there_were_enough_orders(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 900}, waybills=40)
    past(warehouse, [1] * 19)
    add_orders(warehouse, order("1", {"SKU1": 400}), name="now", modified=LATER)
    assert do(warehouse, release).released == ["1"]


def test_the_rules_ask_the_database_as_often_for_many_orders_as_for_few(warehouse: Warehouse) -> None:
    """Never a query for each order: the same statements for 3 and for 60."""
    open_shop(warehouse, {"SKU1": 900, "SKU2": 900, "SKU3": 900}, waybills=40)
    past(warehouse, [1] * 20)

    def statements(first: int, count: int) -> int:
        orders = [
            order(str(first + n), {f"SKU{n % 3 + 1}": 7}, message="x", buyer=f"b{n // 2}", address=f"某地{n}")
            for n in range(count)
        ]
        add_orders(warehouse, *orders, name=f"file {first}", modified=LATER)
        with warehouse.transaction(SYSTEM, DESK) as tx:
            said: list[str] = []
            event.listen(tx.connection, "before_cursor_execute", lambda *told: said.append(told[2]))
            release(tx, ids_of_tx(tx, [one.number for one in orders]))
        return len([words for words in said if words.lstrip().upper().startswith(("SELECT", "WITH"))])

    assert statements(1000, 4) == statements(2000, 60)


# --- letting pass ---------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(warehouse: Warehouse) -> Warehouse:
    """Six orders that wait for a look, each for its own reasons."""
    open_shop(
        warehouse, {"SKU1": 4},
        order("note", {"SKU1": 1}, note="贺卡"),
        order("both", {"SKU1": 1}, note="贺卡", paid_amount=Decimal(3000)),
        order("stuck", {"SKU9": 1}),
        order("half", {"SKU9": 1}, note="贺卡"),
        order("short", {"SKU1": 9}, note="贺卡"),
        order("held", {"SKU1": 1}, note="贺卡"),
    )  # fmt: skip
    assert len(looks(warehouse)) == 6
    do(warehouse, hold, ids_of(warehouse, "held"), "等客户")
    return warehouse


ALL = ("note", "both", "stuck", "half", "short", "held")


def test_letting_pass_releases_and_says_what_stays(waiting: Warehouse) -> None:
    done = do(waiting, let_pass, ids_of(waiting, *ALL))
    assert done == Passed(["note", "both"], ["short"], ["stuck", "half"], {"unknown_sku": 2}, further=0, held=1)
    assert states_of(waiting) == {
        "note": "released", "both": "released", "stuck": "look", "half": "look", "short": "short", "held": "look",
    }  # fmt: skip
    assert looks(waiting) == {"stuck": ("unknown_sku",), "half": ("unknown_sku",)}  # the note has been read
    assert problems_of(waiting) == []


def test_letting_pass_for_one_reason_leaves_what_nobody_looked_at(waiting: Warehouse) -> None:
    done = do(waiting, let_pass, ids_of(waiting, *ALL), "note")
    assert (done.released, done.short, done.further, done.held) == (["note"], ["short"], 1, 1)
    assert states_of(waiting)["both"] == "look"
    assert do(waiting, let_pass, ids_of(waiting, "both"), "note").further == 1
    assert do(waiting, let_pass, ids_of(waiting, "both")).released == ["both"]


def test_letting_pass_twice_does_it_once(waiting: Warehouse) -> None:
    ids = ids_of(waiting, "note", "both")
    assert do(waiting, let_pass, ids).released == ["note", "both"]
    assert do(waiting, let_pass, ids) == Passed([], [], [], {}, 0, 0)


def test_what_a_file_changes_is_looked_at_again(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 1}, order("1", {"SKU1": 2}, note="贺卡"))
    do(warehouse, release)
    assert do(warehouse, let_pass, ids_of(warehouse, "1")).short == ["1"]
    newer = order_file([order("1", {"SKU1": 2}, note="贺卡", address="某地")], name="later", modified=LATER)
    do(warehouse, import_orders, [newer])
    assert looks(warehouse) == {"1": ("note", "unparsable")}
