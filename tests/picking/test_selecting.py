"""Waves by rule, rules kept by name, and when the next wave is proposed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.orders.sets.kits import make_kits
from tests.shop import DAY, add_orders, do, ids_of, open_shop, order, problems_of
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.commands import hold
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.queries import orders_page
from warehouse_app.orders.release import release
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.proposing import Proposal, proposal
from warehouse_app.picking.queries import waves_page
from warehouse_app.picking.saved_rules import forget_rule, keep_rule, saved_rules
from warehouse_app.picking.selecting import WaveRule, offers, rule_of, selected
from warehouse_app.picking.single import alike
from warehouse_app.stock.bins.commands import save_bin
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Bins A-1 to A-3, the last one in zone Z; six released orders and a held one."""
    open_shop(
        warehouse, {"SKU1": 20, "SKU2": 20, "SKU3": 20},
        order("1", {"SKU1": 1}), order("2", {"SKU1": 2}, courier="中通快递"), order("3", {"SKU1": 1, "SKU2": 1}, flag="红"),
        order("4", {"SKU3": 1}, shop="二店"), order("5", {"SKU3": 3, "SKU2": 1}, paid_at=DAY + timedelta(minutes=5, seconds=40)),
        order("6", {"SKU1": 1}, courier="中通快递", paid_at=None),
        order("7", {"SKU1": 1}),
    )  # fmt: skip
    do(warehouse, save_bin, "A-3", "Z")
    do(warehouse, release)
    do(warehouse, hold, ids_of(warehouse, "7"), "等")
    return warehouse


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        (WaveRule(), "312456"),
        (WaveRule(size=2), "31"),
        (WaveRule(courier="中通快递"), "26"),
        (WaveRule(shop="二店"), "4"),
        (WaveRule(pieces="single_piece"), "146"),
        (WaveRule(pieces="single_line"), "1246"),
        (WaveRule(pieces="several"), "35"),
        (WaveRule(only_sku="SKU1"), "126"),
        (WaveRule(only_sku="SKU1", pieces="single_piece", courier="中通快递"), "6"),
        (WaveRule(holds="SKU2"), "35"),
        (WaveRule(zone="Z"), "4"),
        (WaveRule(priority="flagged"), "3"),
        (WaveRule(holds="NIX"), ""),
        (WaveRule(paid_from="2026-11-03T09:01+08:00"), "5"),
        (WaveRule(paid_to="2026-11-03T01:04:00+00:00"), "3124"),
        (WaveRule(paid_from="2026-11-03T09:00+08:00", paid_to="2026-11-03T09:05+08:00", holds="SKU2"), "35"),
    ],
)
def test_a_rule_takes_the_orders_that_fit_the_most_urgent_first(shop: Warehouse, rule: WaveRule, numbers: str) -> None:
    with shop.reading() as session:
        names = {row.id: row.number for row in orders_page(session).rows}
        assert "".join(names[order_id] for order_id in selected(session, rule)) == numbers
    assert rule_of(rule.kept()) == rule


def test_the_offers_are_what_waits(shop: Warehouse) -> None:
    with shop.reading() as session:
        there = offers(session)
    assert (there.couriers, there.shops, there.zones) == (("中通快递",), ("测试店", "二店"), ("Z",))
    assert [(code, n) for code, _, n in there.single_skus] == [("SKU1", 3), ("SKU3", 1)]


def test_an_order_with_a_set_of_components_is_not_of_nothing_but_its_other_goods(warehouse: Warehouse) -> None:
    open_shop(
        warehouse, {"SKU1": 9, "SKU2": 9, "SKU3": 9, "SKU4": 0, "SKU5": 0},
        order("1", {"SKU3": 1, "SKU4": 1}), order("2", {"SKU1": 1}), order("3", {"SKU4": 1}),
    )  # fmt: skip
    make_kits(warehouse)
    do(warehouse, release)
    with warehouse.reading() as session:
        assert [(code, n) for code, _, n in offers(session).single_skus] == [("SKU1", 1)]
        assert selected(session, WaveRule(only_sku="SKU1")) == ids_of(warehouse, "2")
        assert selected(session, WaveRule(only_sku="SKU3")) == []


def test_a_wave_keeps_the_rule_it_was_made_by(shop: Warehouse) -> None:
    rule = WaveRule(only_sku="SKU1", pieces="single_piece")
    with shop.reading() as session:
        ids = selected(session, rule)
    do(shop, start_wave, ids, way="single", rule=rule.kept())
    with shop.reading() as session:
        (wave,) = waves_page(session).rows
    assert (rule_of(wave.rule), wave.way, wave.parcels) == (rule, "single", 2)
    assert problems_of(shop) == []


def test_the_largest_group_of_alike_orders_makes_a_wave_of_one_sku(shop: Warehouse) -> None:
    add_orders(shop, *(order(n, {"SKU3": 1}) for n in ("8", "9")), order("10", {"SKU1": 1}, buyer="b"), name="more")
    add_orders(shop, order("11", {"SKU1": 1}, buyer="b"), name="b's second")
    do(shop, release)
    do(shop, merge_orders, ids_of(shop, "10", "11"))  # one parcel of two pieces
    with shop.reading() as session:
        found, few = alike(session), alike(session, ids_of(shop, "2", "3", "10"))
        assert alike(session, ids_of(shop, "3", "5")) is None
    assert found is not None
    assert few is not None
    assert (found.seller_code, found.pieces, found.orders()) == ("SKU3", 1, ids_of(shop, "4", "8", "9"))
    assert (few.seller_code, few.pieces, set(few.orders())) == ("SKU1", 2, set(ids_of(shop, "2", "10", "11")))
    assert few.orders(1) == ids_of(shop, "2")
    with pytest.raises(Conflict, match=r"ways\.not_alike"):
        do(shop, start_wave, ids_of(shop, "1", "2"), way="single")
    made = do(shop, start_wave, few.orders(), way="single")
    assert len(made.parcel_ids) == 2
    assert problems_of(shop) == []


def test_rules_are_kept_by_name(warehouse: Warehouse) -> None:
    do(warehouse, keep_rule, " 晚班 ", WaveRule(courier="中通快递", size=30))
    do(warehouse, keep_rule, "晚班", WaveRule(courier="中通快递", size=40))
    do(warehouse, keep_rule, "单件", WaveRule(pieces="single_piece"))
    do(warehouse, forget_rule, "单件")
    do(warehouse, forget_rule, "从没有过")
    with warehouse.reading() as session:
        assert saved_rules(session) == {"晚班": WaveRule(courier="中通快递", size=40)}
    backwards = WaveRule(paid_from="2026-11-12T00:00+08:00", paid_to="2026-11-11T00:00+08:00")
    for name, rule, code in (
        ("  ", WaveRule(), "waves.rule_name"), ("长" * 41, WaveRule(), "waves.rule_name"), ("双11", backwards, "waves.paid_span"),
        ("双11", WaveRule(paid_from="gestern"), "waves.paid_span"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=code.replace(".", r"\.")):
            do(warehouse, keep_rule, name, rule)
    double_eleven = WaveRule(paid_from="2026-11-11T00:00+08:00", paid_to="2026-11-11T23:59+08:00")
    do(warehouse, keep_rule, "双11", double_eleven)
    with warehouse.reading() as session:
        assert saved_rules(session)["双11"] == double_eleven


def test_a_wave_is_proposed_in_the_shops_rhythm_and_never_for_too_few(shop: Warehouse) -> None:
    def asked(minutes: int) -> Proposal | None:
        with shop.reading() as session:
            return proposal(session, DAY + timedelta(minutes=minutes))

    shop.clock = lambda: DAY
    assert asked(0) is None  # six wait, ten are wanted
    do(shop, change_settings, {"wave_at_least": 4})
    assert asked(0) == Proposal(6, None)
    do(shop, start_wave, None, 1)
    assert (asked(59), asked(61)) == (None, Proposal(5, 61))
    do(shop, change_settings, {"wave_every_minutes": 0})
    assert asked(600) is None
    add_orders(shop, order("8", {"SKU1": 1}), name="next")
