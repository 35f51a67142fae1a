"""Rules applied to waves: the pool the number comes from, orders that are asked about, and what a person says of one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.shop import (
    COURIER,
    add_orders,
    add_waybills,
    do,
    ids_of,
    open_shop,
    order,
    parcel_of,
    parsed,
    problems_of,
    states_of,
)
from warehouse_app.catalog.editing.commands import ProductChanges, edit_product, edit_sku
from warehouse_app.catalog.editing.queries import products_page, skus_page
from warehouse_app.dispatch.batches import plan_waves
from warehouse_app.dispatch.choosing.applying import in_use
from warehouse_app.dispatch.choosing.changing import change_courier, tell_area
from warehouse_app.dispatch.choosing.commands import move_rule, remove_rule, save_rule, set_fallback, set_reach, switch_rule
from warehouse_app.dispatch.choosing.queries import choice_of, try_order, try_out, unclear_orders
from warehouse_app.dispatch.choosing.rules import By, Pick, Rule, Shipment, Span, Step, Then, When
from warehouse_app.dispatch.choosing.shipments import all_rules, setup_of
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.papers import NewJob, record_jobs
from warehouse_app.dispatch.prices.commands import import_prices
from warehouse_app.dispatch.prices.files import PriceRow
from warehouse_app.dispatch.prices.rules import Zone
from warehouse_app.dispatch.queries import couriers
from warehouse_app.dispatch.waybills import import_waybills, start_wave
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.editing import edit_order
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.queries import history
from warehouse_app.orders.release import release
from warehouse_app.store.warehouse import Warehouse

YTO, EMS = "圆通速递", "EMS"
NEAR, FAR, UNCLEAR = "浙江省 杭州市 西湖区 示例路1号", "西藏自治区 拉萨市 城关区 示例路2号", "示例大厦3楼"
TO_TIBET = Rule(0, "西藏走邮政", When(regions=(Area("西藏自治区"),)), Then((EMS,)))


def day_of(warehouse: Warehouse) -> date:
    return warehouse.clock().astimezone().date()


def open_with(warehouse: Warehouse, *addresses: str, rules: tuple[Rule, ...] = (TO_TIBET,)) -> None:
    """One order N1, N2.. of SKU1 to each address, released; 20 numbers each of three couriers; these rules."""
    orders = [order(f"N{n}", {"SKU1": 1}, address=address) for n, address in enumerate(addresses, 1)]
    open_shop(warehouse, {"SKU1": 50}, *orders)
    add_waybills(warehouse, 20, YTO, start=100)
    add_waybills(warehouse, 20, EMS, start=200)
    for rule in rules:
        do(warehouse, save_rule, rule)
    release_all(warehouse, *(each.number for each in orders))


def release_all(warehouse: Warehouse, *numbers: str) -> None:
    """Release them, those too that somebody has to look at first."""
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, *numbers))
    do(warehouse, release)


def courier_of(warehouse: Warehouse, number: str) -> str:
    return parcel_of(warehouse, number).courier


def free_of(warehouse: Warehouse, courier: str) -> int:
    with warehouse.reading() as session:
        return next(row.free_numbers for row in couriers(session) if row.name == courier)


def history_of(warehouse: Warehouse, number: str) -> dict[str, dict[str, object]]:
    with warehouse.reading() as session:
        return {row.kind: dict(row.fields) for row in history(session, ids_of(warehouse, number)[0])}


def test_the_rule_decides_the_pool_and_the_history_names_it(warehouse: Warehouse) -> None:
    open_with(warehouse, NEAR, FAR)
    do(warehouse, start_wave)
    assert (courier_of(warehouse, "N1"), courier_of(warehouse, "N2")) == (COURIER, EMS)
    assert history_of(warehouse, "N2")["waybill"]["rule"] == TO_TIBET.name
    assert "rule" not in history_of(warehouse, "N1")["waybill"]
    assert problems_of(warehouse) == []


def test_a_courier_whose_numbers_run_out_in_the_middle_leaves_the_rest_to_the_next(warehouse: Warehouse) -> None:
    everything = Rule(0, "都走圆通", When(), Then((YTO, EMS)))
    open_with(warehouse, *[NEAR] * 22, rules=(everything,))
    do(warehouse, start_wave)
    found = [courier_of(warehouse, f"N{n}") for n in range(1, 23)]
    assert (found.count(YTO), found.count(EMS)) == (20, 2)


def test_goods_weight_value_and_payment_are_seen_by_the_rules(warehouse: Warehouse) -> None:
    heavy = Rule(0, "重的", When(weight_g=Span(1000), value=Span(Decimal(50)), side_mm=Span(400)), Then((YTO,)))
    fragile = Rule(0, "易碎货到付款", When(fragile=True, liquid=False, cod=True, shops=("测试店",)), Then((EMS,)))
    lines = {"SKU2": 5}
    open_shop(
        warehouse,
        {"SKU1": 9, "SKU2": 9},
        order("N1", lines, paid_amount=Decimal(80)),
        order("N2", {"SKU1": 1}, payment="货到付款"),
    )
    add_waybills(warehouse, 5, YTO, start=100)
    add_waybills(warehouse, 5, EMS, start=200)
    with warehouse.reading() as session:
        skus = {row.seller_code: row.id for row in skus_page(session).rows}
        products = {row.name: row.id for row in products_page(session).rows}
    do(warehouse, edit_sku, skus["SKU2"], {"length_mm": 400, "width_mm": 10, "height_mm": 10})
    do(warehouse, edit_product, products["商品1"], ProductChanges(fragile=True))
    for rule in (heavy, fragile):
        do(warehouse, save_rule, rule)
    do(warehouse, release)
    do(warehouse, start_wave)
    assert (courier_of(warehouse, "N1"), courier_of(warehouse, "N2")) == (YTO, EMS)
    with warehouse.reading() as session:
        run = try_order(session, warehouse.clock(), "N1")
        assert try_order(session, warehouse.clock(), "nothing") is None
        product = products_page(session, text="商品1").rows[0]
    assert (product.fragile, product.liquid) == (True, False)
    assert run is not None
    assert (run.shipment.weight_g, run.shipment.side_mm, run.shipment.volume_mm3) == (1050, 400, 200_000)


def test_an_order_whose_courier_is_not_clear_stays_and_is_listed_until_somebody_says(warehouse: Warehouse) -> None:
    open_with(warehouse, NEAR, UNCLEAR)
    with warehouse.reading() as session:
        (asked,) = unclear_orders(session, warehouse.clock())
        assert list(plan_waves(session, 10).waves) == [tuple(ids_of(warehouse, "N1"))]
    assert (asked.number, asked.rule, asked.places) == ("N2", TO_TIBET.name, ())
    do(warehouse, start_wave, limit=5)
    assert states_of(warehouse) == {"N1": "in_wave", "N2": "released"}
    with pytest.raises(Conflict, match=r"choosing\.not_clear"):
        do(warehouse, start_wave)
    for words in ("朝阳区", "浙江省", "杭州市、宁波市", ""):
        with pytest.raises(BadInput, match=r"choosing\.no_city"):
            do(warehouse, tell_area, asked.id, words)
    assert do(warehouse, tell_area, asked.id, "西藏 拉萨") == "西藏自治区 拉萨市"
    with warehouse.reading() as session:
        assert unclear_orders(session, warehouse.clock()) == []
    do(warehouse, start_wave)
    assert courier_of(warehouse, "N2") == EMS
    assert history_of(warehouse, "N2")["area_told"] == {"area": "西藏自治区 拉萨市"}


def test_what_was_said_of_an_address_goes_with_it(warehouse: Warehouse) -> None:
    open_with(warehouse, UNCLEAR)
    (number,) = ids_of(warehouse, "N1")
    do(warehouse, tell_area, number, "北京")
    do(warehouse, edit_order, number, {"address": "另一座大厦9楼"})
    release_all(warehouse, "N1")
    with warehouse.reading() as session:
        assert [row.id for row in unclear_orders(session, warehouse.clock())] == [number]


def test_a_person_chooses_another_courier_until_the_label_is_printed(warehouse: Warehouse) -> None:
    open_with(warehouse, NEAR, FAR, UNCLEAR)
    near, far, unclear = ids_of(warehouse, "N1", "N2", "N3")
    assert do(warehouse, change_courier, near, YTO, "买家要求") == ""
    do(warehouse, change_courier, unclear, YTO, "问过买家")
    do(warehouse, start_wave)
    assert [courier_of(warehouse, number) for number in ("N1", "N2", "N3")] == [YTO, EMS, YTO]
    before = free_of(warehouse, EMS), free_of(warehouse, YTO)
    number = do(warehouse, change_courier, far, YTO, "邮政不收")
    parcel = parcel_of(warehouse, "N2")
    assert (parcel.courier, parcel.waybill) == (YTO, number)
    assert (free_of(warehouse, EMS), free_of(warehouse, YTO)) == (before[0] + 1, before[1] - 1)
    assert history_of(warehouse, "N2")["courier_changed"] == {"courier": YTO, "reason": "邮政不收", "waybill": number}
    with warehouse.reading() as session:
        choice = choice_of(session, far, warehouse.clock())
    assert choice is not None
    assert (choice.courier, choice.by_hand, choice.reason, choice.changeable) == (YTO, YTO, "邮政不收", True)
    do(warehouse, record_jobs, [NewJob("label", "a.pdf", 1, parcel.id)])
    with pytest.raises(Conflict, match=r"choosing\.printed"):
        do(warehouse, change_courier, far, EMS, "again")
    assert parcel_of(warehouse, "N2").waybill == number
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("courier", "reason", "error", "code"),
    [
        (YTO, " ", BadInput, "no_reason"),
        ("飞鸽", "why", BadInput, "unknown_courier"),
        ("顺丰速运", "why", Conflict, "hand_pool_empty"),
    ],
)
def test_a_change_of_courier_that_cannot_be_is_refused_and_nothing_is_lost(
    local_warehouse: Warehouse, courier: str, reason: str, error: type[Exception], code: str
) -> None:
    open_with(local_warehouse, NEAR)
    do(local_warehouse, start_wave)
    before = parcel_of(local_warehouse, "N1")
    with pytest.raises(error, match=rf"choosing\.{code}"):
        do(local_warehouse, change_courier, ids_of(local_warehouse, "N1")[0], courier, reason)
    assert parcel_of(local_warehouse, "N1") == before
    with pytest.raises(NotFound):
        do(local_warehouse, change_courier, 999, YTO, "why")


def test_a_courier_chosen_by_hand_without_numbers_is_not_replaced_in_silence(local_warehouse: Warehouse) -> None:
    open_with(local_warehouse, NEAR)
    do(local_warehouse, change_courier, ids_of(local_warehouse, "N1")[0], "顺丰速运", "买家要求")
    with pytest.raises(Conflict, match=r"choosing\.hand_pool_empty"):
        do(local_warehouse, start_wave)
    do(local_warehouse, change_courier, ids_of(local_warehouse, "N1")[0], "", "没有号")
    do(local_warehouse, start_wave)
    assert courier_of(local_warehouse, "N1") == COURIER


def test_a_number_that_came_with_the_file_stays(local_warehouse: Warehouse) -> None:
    open_with(local_warehouse)
    add_orders(local_warehouse, order("P1", {"SKU1": 1}, waybill="YT1234567890123", courier=YTO))
    do(local_warehouse, release)
    do(local_warehouse, start_wave)
    with pytest.raises(Conflict, match=r"choosing\.number_from_file"):
        do(local_warehouse, change_courier, ids_of(local_warehouse, "P1")[0], EMS, "why")


def test_a_number_of_the_file_says_the_courier_before_the_wave_too_and_is_never_asked_about(local_warehouse: Warehouse) -> None:
    open_with(local_warehouse)
    given = {"waybill": "YT1234567890123", "courier": YTO, "address": "示例大厦3楼"}
    add_orders(local_warehouse, order("P1", {"SKU1": 1}, **given))
    release_all(local_warehouse, "P1")
    (wanted,) = ids_of(local_warehouse, "P1")
    with pytest.raises(Conflict, match=r"choosing\.number_from_file"):
        do(local_warehouse, change_courier, wanted, EMS, "why")
    do(local_warehouse, change_courier, wanted, YTO, "as it is")
    do(local_warehouse, change_courier, wanted, "", "as the rules say")
    do(local_warehouse, start_wave)
    assert courier_of(local_warehouse, "P1") == YTO


def test_a_number_kept_for_another_order_does_not_make_a_pool_look_full(local_warehouse: Warehouse) -> None:
    open_shop(local_warehouse, {"SKU1": 9}, order("N1", {"SKU1": 1}), order("N2", {"SKU1": 1}), waybills=0)
    do(local_warehouse, import_waybills, parsed([WaybillRow(2, COURIER, "75000000000007", order="N2")]))
    add_waybills(local_warehouse, 5, YTO, start=100)
    do(local_warehouse, save_rule, Rule(0, "first", When(), Then((COURIER, YTO))))
    release_all(local_warehouse, "N1", "N2")
    do(local_warehouse, start_wave, ids_of(local_warehouse, "N1"))
    assert courier_of(local_warehouse, "N1") == YTO


def test_nothing_goes_where_no_courier_goes(warehouse: Warehouse) -> None:
    open_with(warehouse, FAR, rules=())
    for courier in (COURIER, YTO):
        do(warehouse, set_reach, courier, "", "西藏")
    do(warehouse, set_fallback, "顺丰速运")
    do(warehouse, set_reach, EMS, "浙江、江苏", "")
    with pytest.raises(Conflict, match=r"choosing\.nobody"):
        do(warehouse, start_wave)
    do(warehouse, set_fallback, EMS)  # the fallback goes wherever the others do not
    do(warehouse, start_wave)
    assert courier_of(warehouse, "N1") == EMS
    with pytest.raises(BadInput, match=r"prices\.no_area"):
        do(warehouse, set_reach, COURIER, "火星", "")
    do(warehouse, set_reach, COURIER, "", "")
    with warehouse.reading() as session:
        assert COURIER not in setup_of(session, day_of(warehouse)).reach


def test_a_dry_run_says_who_wins_and_what_the_others_cost(warehouse: Warehouse) -> None:
    open_with(warehouse, NEAR)
    zone = Zone("", (), 1000, Decimal(5), 1000, Decimal(2))
    rows = [
        PriceRow(2, "中通", None, zone),
        PriceRow(3, YTO, None, Zone("", (Area("浙江省"),), 1000, Decimal(4), 500, Decimal(1))),
    ]
    do(warehouse, import_prices, parsed(rows))
    do(warehouse, save_rule, Rule(0, "最便宜", When(), Then((COURIER, YTO), Pick.CHEAPEST)))
    with warehouse.reading() as session:
        near = try_out(session, warehouse.clock(), NEAR, Shipment(weight_g=2100))
        far = try_out(session, warehouse.clock(), "西藏拉萨", Shipment())
        unclear = try_out(session, warehouse.clock(), UNCLEAR, Shipment())
    assert [check.step for check in near.decision.checked] == [Step.PASSED, Step.WON]
    assert [(o.courier, o.cost.total) for o in near.offers if o.cost] == [(YTO, Decimal(7)), (COURIER, Decimal(9))]
    assert (far.decision.courier, far.offers[0].courier) == (EMS, COURIER)
    assert (unclear.decision.by, unclear.decision.courier) == (By.ASK, "")


def test_orders_that_travel_together_go_with_one_courier(local_warehouse: Warehouse) -> None:
    orders = [order(f"T{n}", {"SKU1": 1}, buyer="same", address=FAR) for n in (1, 2)]
    open_shop(local_warehouse, {"SKU1": 9}, *orders)
    add_waybills(local_warehouse, 5, YTO, start=100)
    do(local_warehouse, save_rule, Rule(0, "两件以上", When(weight_g=Span(200)), Then((YTO,))))
    do(local_warehouse, merge_orders, ids_of(local_warehouse, "T1", "T2"))
    do(local_warehouse, change_courier, ids_of(local_warehouse, "T1")[0], COURIER, "why")
    do(local_warehouse, release)
    do(local_warehouse, start_wave)
    assert {courier_of(local_warehouse, "T1"), courier_of(local_warehouse, "T2")} == {COURIER}
    assert "courier_changed" in history_of(local_warehouse, "T2")


def test_the_list_is_kept_in_its_order(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        assert in_use(session, warehouse.clock()) is None
    made = [
        do(warehouse, save_rule, Rule(0, name, When(cod=c), Then((YTO,)))) for name, c in (("a", True), ("b", False), ("c", None))
    ]

    def names() -> list[tuple[str, bool]]:
        with warehouse.reading() as session:
            return [(rule.name, rule.active) for rule in all_rules(session)]

    assert do(warehouse, move_rule, made[2], up=True)
    assert not do(warehouse, move_rule, made[0], up=True)
    do(warehouse, switch_rule, made[1], active=False)
    assert names() == [("a", True), ("c", True), ("b", False)]
    with warehouse.reading() as session:
        assert in_use(session, warehouse.clock()) is not None
    rule, place = do(warehouse, remove_rule, made[2])
    with pytest.raises(NotFound):
        do(warehouse, remove_rule, made[2])
    do(warehouse, save_rule, rule, place)
    assert [name for name, _ in names()] == ["a", "c", "b"]
    with pytest.raises(BadInput, match=r"choosing\.alike"):
        do(warehouse, save_rule, Rule(made[0], "a", When(), Then((EMS,))))
