"""What is wrong with a line: each falls into exactly the kinds it must, and the parts add up to the fen."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dispatch.freight.bills import PRICES
from warehouse_app.dispatch.freight import rules
from warehouse_app.dispatch.freight.pricing import charged_g, price, told_where, where_of
from warehouse_app.dispatch.freight.rules import Billed, Kind, Ours, Where
from warehouse_app.orders.addresses.files import Area

HOME = Area("浙江省", "杭州市", "西湖区")
PLACES = {
    "": Where(), "浙江": Where("浙江省"), "浙江省杭州市": Where("浙江省", "杭州市"), "宁波": Where("浙江省", "宁波市"),
    "广东": Where("广东省"), "一区": Where(zone="一区"), "二区": Where(zone="二区"), "某处": Where(),
}  # fmt: skip
FAR_ONES = {"广东", "二区"}
D = Decimal


def judged(amount: Decimal, their_g: int | None, our_g: int | None, place: str, tolerance: int = 50) -> rules.Verdict | None:
    ours = Ours(our_g, where_of(HOME, PRICES))
    billed = Billed(amount, their_g, told_where(place, PRICES))
    return rules.compare(billed, ours, partial(price, PRICES, HOME), partial(charged_g, PRICES, HOME), tolerance)


def cost(grams: int, *, far: bool) -> Decimal:
    """The price list of the test, written out once more: 3 + 1 near, 5 + 2.50 far, by the kilogram begun."""
    steps = max(0, -(-(grams - 1000) // 1000))
    return D("5.00") + steps * D("2.50") if far else D("3.00") + steps * D("1.00")


@pytest.mark.parametrize("text", PLACES)
def test_a_destination_is_read_as_a_place_or_as_a_zone(text: str) -> None:
    assert told_where(text, PRICES) == PLACES[text]


@settings(max_examples=120)
@given(
    st.integers(0, 3000), st.one_of(st.none(), st.integers(1, 9000)), st.one_of(st.none(), st.integers(1, 9000)),
    st.sampled_from(sorted(PLACES)), st.integers(0, 400), st.booleans(),
)  # fmt: skip
def test_each_line_has_its_kinds_and_its_parts_add_up(
    fen: int, their_g: int | None, our_g: int | None, place: str, tolerance: int, right_price: bool
) -> None:
    theirs_counts = their_g or our_g
    amount = D(fen).scaleb(-2)
    if right_price and theirs_counts:
        amount = cost(theirs_counts, far=place in FAR_ONES)
    verdict = judged(amount, their_g, our_g, place, tolerance)
    kinds = verdict.kinds if verdict is not None else frozenset()
    both = their_g is not None and our_g is not None
    assert (Kind.ZONE in kinds) == (place in FAR_ONES | {"宁波"})
    if both and abs(their_g - our_g) <= tolerance:  # type: ignore[operator]  # both are there
        assert Kind.WEIGHT not in kinds
    steps = [-(-max(g, 1000) // 1000) for g in (their_g or 0, (our_g or 0) - tolerance, (our_g or 0) + tolerance)]
    assert (Kind.WEIGHT in kinds) == (both and not steps[1] <= steps[0] <= steps[2])
    if theirs_counts is not None:
        assert (Kind.PRICE in kinds) == (amount != cost(theirs_counts, far=place in FAR_ONES))
    if verdict is None or verdict.ours is None:
        return
    assert theirs_counts is not None
    assert verdict.difference == verdict.weight + verdict.zone + verdict.price == amount - verdict.ours
    assert verdict.ours == cost(our_g if Kind.WEIGHT in kinds and our_g else theirs_counts, far=False)
    parts = ((Kind.WEIGHT, verdict.weight), (Kind.ZONE, verdict.zone), (Kind.PRICE, verdict.price))
    assert all(kind in kinds for kind, part in parts if part)


@pytest.mark.parametrize(
    ("amount", "their_g", "our_g", "place", "expected"),
    [
        ("4.00", 2000, 1200, "浙江", None),  # a step of one kilogram
        ("4.00", 1020, 990, "浙江", None),  # within the tolerance, though it is a step more
        ("5.00", 2100, 990, "", ({Kind.WEIGHT}, "2.00", "0", "0")),
        ("3.00", 500, 5000, "", ({Kind.WEIGHT}, "-4.00", "0", "0")),  # in our favour: said as well
        ("7.50", 2000, 500, "广东", ({Kind.WEIGHT, Kind.ZONE}, "1.00", "3.50", "0")),
        ("9.00", 2000, 500, "二区", ({Kind.WEIGHT, Kind.ZONE, Kind.PRICE}, "1.00", "3.50", "1.50")),
        ("3.00", 800, 800, "宁波", ({Kind.ZONE}, "0", "0", "0")),  # another city at the same price
        ("2.00", None, None, "", None),  # nobody knows a weight
    ],
)
def test_what_each_mistake_accounts_for(
    amount: str, their_g: int | None, our_g: int | None, place: str, expected: tuple[set[Kind], str, str, str] | None
) -> None:
    verdict = judged(D(amount), their_g, our_g, place)
    if expected is None:
        assert verdict is None
        return
    assert verdict is not None
    assert (set(verdict.kinds), verdict.weight, verdict.zone, verdict.price) == (expected[0], *map(D, expected[1:]))


def test_kinds_are_kept_as_bits() -> None:
    for kind in Kind:
        assert list(rules.kinds_of(rules.bits_of(frozenset({kind})))) == [kind]
    assert list(rules.kinds_of(rules.bits_of(frozenset(Kind)))) == list(Kind)
