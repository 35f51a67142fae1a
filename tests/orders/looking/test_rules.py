"""The look rules: each reason alone, what may be waved through, what can be switched off, and what couriers refuse."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.errors import BadInput
from warehouse_app.orders.addresses.rules import parse
from warehouse_app.orders.looking.rules import (
    ALWAYS,
    MAY_PASS,
    Look,
    LookAt,
    LookRules,
    look_reasons,
    read_refusals,
    refusal_of,
    same_courier,
    usual_of,
)
from warehouse_app.store.settings import DECLARED

ADDRESS = "浙江省 杭州市 西湖区 示例路1号"
GOOD = LookAt(address=ADDRESS, recipient="收件人", live_lines=1, place=parse(ADDRESS))
TIBET = read_refusals("中通快递: 西藏")
CHANGES: list[tuple[dict[str, object], Look]] = [
    ({"message": "急"}, Look.MESSAGE),
    ({"note": "贺卡"}, Look.NOTE),
    ({"masked": True}, Look.MASKED),
    ({"refund_asked": True}, Look.REFUND_ASKED),
    ({"minutes_apart": 30.0}, Look.TWICE),
    ({"pieces": ((1, 1), (11, 2))}, Look.UNUSUAL),
    ({"paid": Decimal("2000.00")}, Look.HIGH_VALUE),
    ({"place": parse("西藏 拉萨 城关区")}, Look.REFUSED),
    ({"place": parse("示例路1号")}, Look.UNPARSABLE),
    ({"address": ""}, Look.NO_ADDRESS),
    ({"recipient": ""}, Look.NO_ADDRESS),
    ({"live_lines": 0}, Look.NO_LINES),
    ({"pieces_missing": 1}, Look.INCOMPLETE),
    ({"unknown_lines": 1}, Look.UNKNOWN_SKU),
]
RULES = LookRules(refusals=TIBET)


@pytest.mark.parametrize(("change", "why"), CHANGES)
def test_each_reason_waits_for_a_look_and_only_some_can_be_waved_through(change: dict[str, object], why: Look) -> None:
    assert look_reasons(GOOD, RULES) == ()
    assert look_reasons(replace(GOOD, **change), RULES) == (why,)  # type: ignore[arg-type]  # fields of many types
    passed = look_reasons(replace(GOOD, looked=True, **change), RULES)  # type: ignore[arg-type]  # fields of many types
    assert passed == (() if why in MAY_PASS else (why,))


@pytest.mark.parametrize(("change", "why"), CHANGES)
def test_what_could_not_be_shipped_anyway_cannot_be_switched_off(change: dict[str, object], why: Look) -> None:
    off = replace(RULES, off=frozenset(Look))
    found = look_reasons(replace(GOOD, **change), off)  # type: ignore[arg-type]  # fields of many types
    assert found == ((why,) if why in ALWAYS else ())
    assert (f"look_{why}" in DECLARED) == (why not in ALWAYS)  # the others have a switch


@pytest.mark.parametrize(
    "change", [{"paid": Decimal("1999.99")}, {"minutes_apart": 30.1}, {"pieces": ((10, 2),)}, {"pieces": ()}, {"paid": None}]
)
def test_figures_just_inside_hold_nothing(change: dict[str, object]) -> None:
    assert look_reasons(replace(GOOD, **change), RULES) == ()  # type: ignore[arg-type]  # fields of many types


@given(st.sets(st.sampled_from(range(len(CHANGES)))), st.sets(st.sampled_from(Look)), st.booleans())
def test_reasons_add_up_and_switching_off_takes_only_its_own_away(chosen: set[int], off: set[Look], looked: bool) -> None:
    order = replace(GOOD, looked=looked)
    wanted: set[Look] = set()
    told: set[str] = set()
    for number in chosen:
        change, why = CHANGES[number]
        if not told & (set(change) | ({"place"} if "address" in change else set())):
            order = replace(order, **change)  # type: ignore[arg-type]  # fields of many types
            wanted.add(why)
            told |= set(change)
    if "place" in told and not order.address:
        wanted.discard(Look.UNPARSABLE)  # without an address there is nothing to read
    if Look.NO_LINES in wanted:
        wanted.discard(Look.INCOMPLETE)  # said once
    found = look_reasons(order, replace(RULES, off=frozenset(off)))
    assert set(found) == {why for why in wanted if (why in ALWAYS or why not in off) and not (looked and why in MAY_PASS)}
    assert list(found) == [why for why in Look if why in found]


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 50)), min_size=1, max_size=8, unique_by=lambda line: line[0]))
def test_usual_is_what_95_of_100_past_lines_do_not_exceed(lines: list[tuple[int, int]]) -> None:
    usual = usual_of(lines, 1)
    count = sum(n for _, n in lines)
    assert usual in {pieces for pieces, _ in lines}
    assert sum(n for pieces, n in lines if pieces <= usual) >= 0.95 * count
    assert sum(n for pieces, n in lines if pieces < usual) < 0.95 * count
    assert usual_of(lines, count + 1) is None


def test_one_wholesale_order_does_not_change_what_is_usual() -> None:
    assert usual_of([(1, 90), (2, 9), (500, 1)], 20) == 2
    assert usual_of([], 20) is None


REFUSALS = read_refusals("中通快递： 西藏, 新疆、邮政信箱\n\n顺丰速运: 江苏鼓楼区")


@pytest.mark.parametrize(
    ("courier", "address", "text"),
    [
        ("中通快递", "西藏自治区 拉萨市 城关区 示例路1号", "西藏"),
        ("中通", "新疆乌鲁木齐市天山区示例路1号", "新疆"),
        ("", "新疆乌鲁木齐市天山区示例路1号", "新疆"),
        ("圆通速递", "新疆乌鲁木齐市天山区示例路1号", None),
        ("中通快递", "上海市 上海市 黄浦区 西藏中路1号", None),
        ("中通快递", "浙江省 杭州市 西湖区 邮政信箱12号", "邮政信箱"),
        ("顺丰", "浙江省 杭州市 西湖区 邮政信箱12号", None),
        ("中通快递", "西藏某地", "西藏"),
        ("中通快递", "好远的西藏", "西藏"),
    ],
)
def test_a_courier_refuses_places_and_words(courier: str, address: str, text: str | None) -> None:
    refusal = refusal_of(replace(GOOD, courier=courier, address=address, place=parse(address)), REFUSALS)
    assert (refusal.text if refusal else None) == text


@pytest.mark.parametrize(("text", "line"), [("中通快递", 1), ("中通: 西藏\n: 新疆", 2), ("中通: ,，", 1), ("\n\n顺丰 西藏", 3)])
def test_a_rule_that_cannot_be_read_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(BadInput) as caught:
        read_refusals(text)
    assert (caught.value.code, caught.value.fields["line"]) == ("look.bad_refusal", line)
    assert not DECLARED["look_refused_places"].fits(text)


@given(st.text(alphabet="中通快递西藏 ,，、:：;\n ﹕", max_size=30))
def test_what_the_setting_takes_can_be_read(text: str) -> None:
    if DECLARED["look_refused_places"].fits(text):
        read_refusals(text)
    else:
        with pytest.raises(BadInput):
            read_refusals(text)


def test_couriers_are_the_same_by_their_first_two_characters() -> None:
    assert same_courier("中通", "中通快递")
    assert same_courier("ems", "EMS")
    assert not same_courier("圆通速递", "中通快递")
    assert not same_courier("EMS", "EMA")


def test_every_rule_that_has_a_figure_has_a_setting_for_it() -> None:
    figures = {field.name for field in fields(LookRules)} - {"off", "refusals"}
    assert {"look_high_value_yuan", "look_twice_minutes", "look_unusual_times", "look_unusual_orders"} <= set(DECLARED)
    assert figures == {"high_value", "twice_minutes", "unusual_times", "unusual_orders"}
