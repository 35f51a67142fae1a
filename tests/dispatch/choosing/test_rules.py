"""The choice of a courier: which rule wins, why others do not, and that nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.dispatch.choosing.keeping import check_rule, kept, read_back
from warehouse_app.dispatch.choosing.rules import By, Pick, Reach, Rule, Setup, Shipment, Span, Step, Then, When, decide, offers
from warehouse_app.dispatch.prices.rules import PriceTable, Zone
from warehouse_app.errors import BadInput
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.collecting import is_cod

ZTO, YTO, SF, EMS = "中通快递", "圆通速递", "顺丰速运", "EMS"
HANGZHOU, LHASA = Area("浙江省", "杭州市", "西湖区"), Area("西藏自治区", "拉萨市", "城关区")
ALL = (ZTO, YTO, SF, EMS)


def zone(first: str, *areas: Area) -> Zone:
    return Zone("", areas, 1000, Decimal(first), 1000, Decimal(1))


PRICES = {
    ZTO: PriceTable(ZTO, date(2026, 1, 1), (zone("4", Area("浙江省")), zone("9")), remote=(Area("西藏自治区"),)),
    YTO: PriceTable(YTO, date(2026, 1, 1), (zone("3.5", Area("浙江省")),)),
    SF: PriceTable(SF, date(2026, 1, 1), (zone("12"),), divisor=6000),
}
TO_HANGZHOU = Shipment(
    "甲店", places=(HANGZHOU,), clear=True, weight_g=800, value=Decimal("99.50"), side_mm=300, volume_mm3=6_000_000
)
NOWHERE = replace(TO_HANGZHOU, places=(), clear=False)


def setup_(*rules: tuple[When, Then], reach: dict[str, Reach] | None = None) -> Setup:
    made = tuple(Rule(n, f"rule {n}", when, then) for n, (when, then) in enumerate(rules, 1))
    return Setup(made, reach or {}, PRICES, ALL, EMS)


def always(courier: str) -> bool:
    return True


def but(*without: str) -> Callable[[str], bool]:
    return lambda courier: courier not in without


@pytest.mark.parametrize(
    ("when", "fits", "why"),
    [
        (When(), True, ""),
        (When(shops=("甲店", "乙店")), True, ""),
        (When(shops=("乙店",)), False, "shop"),
        (When(wishes=(SF,)), False, "no_wish"),
        (When(regions=(Area("江苏省"), Area("浙江省", "杭州市"))), True, ""),
        (When(regions=(Area("浙江省", "杭州市", "余杭区"),)), False, "region"),
        (When(weight_g=Span(500, 800)), True, ""),
        (When(weight_g=Span(801, None)), False, "weight"),
        (When(value=Span(None, Decimal("99.49"))), False, "value"),
        (When(side_mm=Span(None, 300), volume_cm3=Span(6000, 6000)), True, ""),
        (When(liquid=True), False, "not_liquid"),
        (When(liquid=False, fragile=False, cod=False, remote=False), True, ""),
        (When(cod=True), False, "not_cod"),
        (When(remote=True), False, "not_remote"),
    ],
)
def test_a_rule_wins_when_all_it_asks_holds(when: When, fits: bool, why: str) -> None:
    decision = decide(TO_HANGZHOU, setup_((when, Then((SF,)))), always)
    assert (decision.courier == SF) == fits == (decision.by is By.RULE)
    assert [(c.step, *(w.code for w in c.why)) for c in decision.checked] == [(Step.WON,) if fits else (Step.PASSED, why)]
    assert fits or (decision.courier, decision.by) == (ZTO, By.RANK)


def test_what_is_not_known_is_no_reason_to_win() -> None:
    bare = Shipment("甲店", places=(HANGZHOU,), clear=True)
    asked = (When(weight_g=Span(0)), When(value=Span(0)), When(side_mm=Span(0)), When(volume_cm3=Span(0)))
    decision = decide(bare, setup_(*((when, Then((SF,))) for when in asked)), always)
    assert [c.why[0].code for c in decision.checked] == ["no_weight", "no_value", "no_side", "no_volume"]


def test_the_first_of_its_couriers_that_goes_there_and_has_numbers_and_the_next_rule_when_none_does() -> None:
    rules = ((When(), Then((YTO, SF))), (When(), Then((ZTO,), Pick.CHEAPEST)))
    reach = {YTO: Reach(only=(Area("江苏省"),)), SF: Reach(never=(Area("西藏自治区"),))}
    assert decide(TO_HANGZHOU, setup_(*rules, reach=reach), always).courier == SF
    decision = decide(TO_HANGZHOU, setup_(*rules, reach=reach), but(SF))
    assert (decision.courier, decision.rule and decision.rule.id) == (ZTO, 2)
    assert [(w.code, w.fields["courier"]) for w in decision.checked[0].why] == [("no_reach", YTO), ("no_numbers", SF)]
    assert decision.checked[0].step is Step.NOBODY


def test_the_cheapest_by_price_table_with_what_the_others_cost() -> None:
    cheapest = setup_((When(), Then((SF, ZTO, YTO, EMS), Pick.CHEAPEST)))
    decision = decide(TO_HANGZHOU, cheapest, always)
    assert decision.courier == YTO
    assert [(w.code, w.fields.get("amount")) for w in decision.checked[0].why] == [
        ("cheapest", "3.50"), ("costs_more", "12.00"), ("costs_more", "4.00"), ("no_prices", None),
    ]  # fmt: skip
    far = decide(replace(TO_HANGZHOU, places=(LHASA,)), cheapest, always)
    assert (far.courier, {w.code for w in far.checked[0].why}) == (SF, {"cheapest", "costs_more", "no_zone", "no_prices"})
    costs = {offer.courier: offer.cost and offer.cost.total for offer in offers(replace(TO_HANGZHOU, places=(LHASA,)), cheapest)}
    assert costs == {SF: Decimal("12"), ZTO: Decimal("24"), YTO: None, EMS: None}
    assert [offer.courier for offer in offers(TO_HANGZHOU, cheapest)] == [YTO, ZTO, SF, EMS]


@pytest.mark.parametrize(
    ("parcel", "when", "by"),
    [
        (NOWHERE, When(regions=(Area("浙江省"),)), By.ASK),
        (NOWHERE, When(remote=True), By.ASK),
        (NOWHERE, When(shops=("乙店",), regions=(Area("浙江省"),)), By.RANK),  # it would not win anyway
        (NOWHERE, When(), By.RULE),  # nobody needs to know
        (replace(NOWHERE, places=(Area("浙江省"),)), When(regions=(Area("浙江省"),)), By.RULE),  # the province is enough
        (replace(NOWHERE, places=(Area("浙江省"),)), When(regions=(Area("浙江省", "杭州市"),)), By.ASK),
        (replace(NOWHERE, places=(Area("浙江省"),)), When(regions=(Area("江苏省"),)), By.RANK),
        (replace(NOWHERE, places=(HANGZHOU, LHASA)), When(regions=(Area("浙江省"),)), By.ASK),
        (replace(NOWHERE, places=(HANGZHOU, Area("浙江省", "宁波市"))), When(regions=(Area("浙江省"),)), By.RULE),
    ],
)
def test_an_address_that_does_not_tell_is_asked_about_only_where_it_matters(parcel: Shipment, when: When, by: By) -> None:
    assert decide(parcel, setup_((when, Then((SF,)))), always).by is by


def test_prices_and_reach_ask_for_the_place_too() -> None:
    assert decide(NOWHERE, setup_((When(), Then((ZTO,), Pick.CHEAPEST))), always).by is By.ASK
    reach = {SF: Reach(only=(Area("浙江省"),))}
    assert decide(NOWHERE, setup_((When(), Then((SF,))), reach=reach), always).by is By.ASK
    assert decide(replace(NOWHERE, wish=SF), setup_((When(cod=True), Then((SF,))), reach=reach), always).by is By.ASK


def test_without_a_rule_the_wish_then_the_rank_then_the_fallback_where_the_others_do_not_go() -> None:
    reach = {courier: Reach(never=(Area("西藏自治区"),)) for courier in (ZTO, YTO, SF)}
    nothing = setup_(reach=reach)
    far = replace(TO_HANGZHOU, places=(LHASA,), wish=SF)
    assert (decide(replace(far, places=(HANGZHOU,)), nothing, always).by) is By.WISH
    assert decide(replace(TO_HANGZHOU, wish=SF), nothing, but(SF)).courier == ZTO
    decision = decide(far, nothing, always)
    assert (decision.courier, decision.by) == (EMS, By.FALLBACK)
    assert [w.fields["courier"] for w in decision.why] == [SF, ZTO, YTO]
    assert decide(far, nothing, but(EMS)).by is By.NONE
    assert decide(replace(far, by_hand=YTO), nothing, always).by is By.HAND


def test_as_the_order_wishes_is_an_outcome_too() -> None:
    wished = setup_((When(), Then(pick=Pick.WISHED)), (When(), Then((YTO,))))
    assert decide(replace(TO_HANGZHOU, wish=SF), wished, always).courier == SF
    assert decide(replace(TO_HANGZHOU, wish=SF), wished, but(SF)).courier == YTO
    assert decide(TO_HANGZHOU, wished, always).courier == YTO


def test_a_rule_switched_off_is_passed_over() -> None:
    off = replace(setup_((When(), Then((SF,)))), rules=(Rule(1, "off", When(), Then((SF,)), active=False),))
    decision = decide(TO_HANGZHOU, off, always)
    assert (decision.by, decision.checked[0].step) == (By.RANK, Step.OFF)


AREAS = st.sampled_from([Area("浙江省"), Area("浙江省", "杭州市"), HANGZHOU, Area("西藏自治区"), LHASA, Area("江苏省")])
SPANS = st.tuples(st.none() | st.integers(0, 2000), st.none() | st.integers(0, 2000)).map(
    lambda pair: Span(*sorted(pair) if None not in pair else pair)
)
WHENS = st.builds(
    When, shops=st.sampled_from([(), ("甲店",)]), regions=st.lists(AREAS, max_size=2).map(tuple), weight_g=SPANS,
    liquid=st.none() | st.booleans(), remote=st.none() | st.booleans(), wishes=st.sampled_from([(), (SF,)]),
)  # fmt: skip
THENS = st.builds(Then, st.lists(st.sampled_from(ALL), min_size=1, max_size=3, unique=True).map(tuple), st.sampled_from(Pick))
PARCELS = st.builds(
    Shipment, shop=st.sampled_from(["甲店", "乙店"]), wish=st.sampled_from(["", SF]), weight_g=st.none() | st.integers(0, 3000),
    places=st.lists(st.sampled_from([HANGZHOU, LHASA]), max_size=2, unique=True).map(tuple), liquid=st.booleans(),
).map(lambda parcel: replace(parcel, clear=len(parcel.places) == 1))  # fmt: skip
REACHES = st.dictionaries(st.sampled_from(ALL), st.builds(Reach, st.lists(AREAS, max_size=1).map(tuple)), max_size=2)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WHENS, THENS), max_size=4), REACHES, PARCELS, st.sets(st.sampled_from(ALL)))
def test_the_choice_keeps_its_promises(
    rules: list[tuple[When, Then]], reach: dict[str, Reach], parcel: Shipment, empty: set[str]
) -> None:
    """Never without numbers, never where a courier does not go, never by a guess: what an unclear address gets, it gets
    wherever it lies."""
    whole = setup_(*rules, reach=reach)
    decision = decide(parcel, whole, but(*empty))
    assert (decision.courier == "") == (decision.by in (By.ASK, By.NONE))
    assert decision.courier not in empty
    if decision.by is By.RULE:
        assert decision.rule is not None
        before = [c.rule.id for c in decision.checked[:-1]]
        assert before == [rule.id for rule in whole.rules[: len(before)]]
    if parcel.clear and decision.courier and decision.by is not By.FALLBACK:
        only = reach.get(decision.courier, Reach()).only
        place = parcel.places[0]
        wider = (place, Area(place.province, place.city), Area(place.province))
        assert not only or any(area in wider for area in only)
    if parcel.places and not parcel.clear and decision.by is not By.ASK:
        sure = {decide(replace(parcel, places=(place,), clear=True), whole, but(*empty)).courier for place in parcel.places}
        assert sure == {decision.courier}
    if parcel.clear:
        assert decision.by is not By.ASK


@settings(max_examples=60)
@given(WHENS, THENS)
def test_a_rule_is_read_back_as_it_was_kept(when: When, then: Then) -> None:
    rule = Rule(7, "名字", replace(when, value=Span(Decimal("0.50"), None)), then, active=False)
    assert read_back(7, "名字", False, *kept(rule)) == rule


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(0, " ", When(), Then((SF,))), "no_name"),
        (Rule(0, "first", When(cod=True), Then((SF,))), "same_name"),
        (Rule(0, "new", When(cod=True), Then()), "no_courier"),
        (Rule(0, "new", When(cod=True), Then(("飞鸽",))), "unknown_courier"),
        (Rule(0, "new", When(wishes=("飞鸽",)), Then((SF,))), "unknown_courier"),
        (Rule(0, "new", When(weight_g=Span(2, 1)), Then((SF,))), "empty_span"),
        (Rule(0, "new", When(value=Span(-1)), Then((SF,))), "empty_span"),
        (Rule(0, "new", When(regions=(LHASA, HANGZHOU)), Then((ZTO,), Pick.CHEAPEST)), "alike"),
    ],
)
def test_a_rule_the_list_cannot_have_is_refused(rule: Rule, code: str) -> None:
    there = [Rule(1, "first", When(regions=(HANGZHOU, LHASA)), Then((SF,)))]
    with pytest.raises(BadInput, match=rf"choosing\.{code}"):
        check_rule(rule, there, ALL)
    check_rule(there[0], there, ALL)


def test_how_an_order_is_paid() -> None:
    assert all(map(is_cod, ("货到付款", "COD", "Cash on Delivery (COD)")))
    assert not any(map(is_cod, ("", "在线支付", "gift code", "支付宝")))
