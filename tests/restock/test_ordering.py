"""Purchase orders from ticked lines: one for each supplier, all or none, and back again; and what a person keeps of a SKU."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.inbound.buying.shop import card
from tests.restock.house import TODAY, alerts, every_day, figure, open_shop, run, sells, sold
from tests.shop import DESK, add_products, do, problems_of
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound
from warehouse_app.inbound.buying.commands import retire_supplier, send_order
from warehouse_app.inbound.tables import PurchaseOrder
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.restock.freshening import freshen
from warehouse_app.restock.ordering import order_ticked, undo_ordered
from warehouse_app.restock.tables import ProductSeason, RestockTerms
from warehouse_app.restock.terms import TermsFields, change_terms, save_terms, set_season, write_terms
from warehouse_app.store.warehouse import Actor, Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """SKU1 and SKU2 are to be ordered from one supplier, SKU3 from another, SKU4 from nobody known."""
    open_shop(warehouse, {f"SKU{n}": 20 for n in range(1, 5)}, supplier=False)
    sells(warehouse, {"SKU1": 0, "SKU2": 0}, lead_days=10)
    sells(warehouse, {"SKU3": 0}, name="另一家")
    sold(warehouse, {day: many for n in range(1, 5) for day, many in every_day(n, 3).items()})
    run(warehouse)
    return warehouse


def purchases(warehouse: Warehouse) -> list[tuple[int, str]]:
    with warehouse.reading() as session:
        return [tuple(row) for row in session.execute(select(PurchaseOrder.supplier_id, PurchaseOrder.state))]


def test_ticked_lines_become_one_draft_for_each_supplier(shop: Warehouse) -> None:
    made = do(shop, order_ticked, [(3, 12), (1, 100), (2, 50)])
    assert purchases(shop) == [(1, "draft"), (2, "draft")]
    first, second = (card(shop, order.id) for order in made.orders)
    assert [(line.seller_code, line.quantity, str(line.price)) for line in first.lines] == [
        ("SKU1", 100, "10.00"), ("SKU2", 50, "10.00"),
    ]  # fmt: skip
    assert [(line.seller_code, line.quantity) for line in second.lines] == [("SKU3", 12)]
    assert [order.number for order in made.orders] == [first.number, second.number]
    assert [alerts(shop, sku_id) for sku_id in range(1, 5)] == [["ordered"]] * 3 + [["new"]]
    assert (figure(shop).drafted, figure(shop).verdict) == (100, "enough")  # the list knows at once
    assert freshen(shop, SYSTEM, DESK) == 0
    assert problems_of(shop) == []


def test_goods_nobody_sells_are_named_and_nothing_is_made(shop: Warehouse) -> None:
    with pytest.raises(BadInput, match=r"restock\.nobody_sells") as refused:
        do(shop, order_ticked, [(1, 100), (4, 5)])
    assert refused.value.fields == {"skus": "SKU4", "n": 1}
    with pytest.raises(BadInput, match=r"buying\.bad_quantity"):
        do(shop, order_ticked, [(1, 100), (3, 0)])
    with pytest.raises(BadInput, match=r"restock\.nothing_ticked"):
        do(shop, order_ticked, [])
    with pytest.raises(NotFound):
        do(shop, order_ticked, [(99, 5)])
    with pytest.raises(NotAllowed):
        do(shop, order_ticked, [(1, 5)], actor=Actor(1, "clerk", Role.CLERK))
    assert purchases(shop) == []
    assert alerts(shop) == ["new"]


def test_a_supplier_who_was_retired_sells_nothing(shop: Warehouse) -> None:
    do(shop, retire_supplier, 2)
    with pytest.raises(BadInput, match=r"restock\.nobody_sells"):
        do(shop, order_ticked, [(3, 12)])


def test_undo_cancels_the_drafts_while_they_are_drafts(shop: Warehouse) -> None:
    made = do(shop, order_ticked, [(1, 100), (3, 12)])
    with pytest.raises(Conflict, match=r"restock\.alert_ordered"):  # another desk still saw it as new
        do(shop, order_ticked, [(2, 5), (1, 100)], {1: None, 2: None})
    assert do(shop, undo_ordered, made) == 2
    assert [state for _, state in purchases(shop)] == ["cancelled", "cancelled"]
    assert (alerts(shop), alerts(shop, 3), figure(shop).drafted) == (["new"], ["new"], 0)
    again = do(shop, order_ticked, [(1, 100), (3, 12)])
    do(shop, send_order, again.orders[1].id, "few")
    with pytest.raises(Conflict, match=r"restock\.sent_already") as refused:
        do(shop, undo_ordered, again)
    assert refused.value.fields == {"number": again.orders[1].number}
    assert alerts(shop) == ["ordered"]


def test_goods_without_an_alert_can_be_ordered_too(shop: Warehouse) -> None:
    do(shop, save_terms, 1, TermsFields(never=True))
    assert alerts(shop) == ["over"]
    do(shop, order_ticked, [(1, 5)])
    assert (figure(shop).drafted, alerts(shop)) == (5, ["over"])


# --- what is kept -----------------------------------------------------------------------------------------------------------


def test_what_is_decided_counts_at_once_and_a_run_finds_the_same(shop: Warehouse) -> None:
    do(shop, save_terms, 1, TermsFields(minimum=200, pack=30, safety=11, note=" by  sea "))
    at_once = figure(shop)
    assert (at_once.suggested, at_once.steps) == (210, [["minimum", 200], ["pack", 210]])
    assert at_once.safety == 11
    run(shop)
    after = figure(shop)
    assert (after.suggested, after.reorder_point, after.target) == (at_once.suggested, at_once.reorder_point, at_once.target)
    with shop.reading() as session:
        assert session.scalar(select(RestockTerms.note)) == "by sea"


def test_another_lead_time_is_carried_over_until_the_next_run(shop: Warehouse) -> None:
    before = figure(shop)
    do(shop, save_terms, 1, TermsFields(lead_days=20))
    after = figure(shop)
    assert (before.lead_days, after.lead_days) == (10, 20)
    assert after.demand_lead == pytest.approx(2 * before.demand_lead)
    run(shop)
    assert figure(shop).demand_lead == pytest.approx(after.demand_lead, rel=0.1)


def test_a_supplier_by_hand_is_who_it_is_ordered_from(shop: Warehouse) -> None:
    do(shop, save_terms, 4, TermsFields(supplier_id=2))
    assert figure(shop, 4).supplier_id == 2
    do(shop, order_ticked, [(4, 5)])
    assert purchases(shop) == [(2, "draft")]


def test_decisions_for_many_are_taken_back_in_one_step(shop: Warehouse) -> None:
    do(shop, save_terms, 1, TermsFields(pack=6))
    before = do(shop, change_terms, [1, 2], {"minimum": 40, "note": "x"})
    with shop.reading() as session:
        rows = session.execute(select(RestockTerms.sku_id, RestockTerms.minimum, RestockTerms.pack)).all()
    assert sorted(tuple(row) for row in rows) == [(1, 40, 6), (2, 40, None)]
    do(shop, write_terms, before)
    with shop.reading() as session:
        (row,) = session.execute(select(RestockTerms.sku_id, RestockTerms.minimum, RestockTerms.pack)).all()
    assert tuple(row) == (1, None, 6)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("restock.bad_lead_days", {"lead_days": 401}),
        ("restock.bad_lead_days", {"lead_days": -1}),
        ("restock.bad_minimum", {"minimum": 0}),
        ("restock.bad_pack", {"pack": 0}),
        ("restock.bad_safety", {"safety": -1}),
        ("restock.bad_least", {"least": 1_000_001}),
        ("restock.bad_most", {"most": 2.5}),
        ("restock.least_above_most", {"least": 9, "most": 8}),
        ("buying.no_such_supplier", {"supplier_id": 99}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_changes(shop: Warehouse, code: str, fields: dict[str, int]) -> None:
    with pytest.raises((BadInput, NotFound)) as refused:
        do(shop, save_terms, 1, TermsFields(**fields))
    assert refused.value.code == code
    with shop.reading() as session:
        assert session.execute(select(RestockTerms.sku_id)).all() == []


def test_terms_of_goods_that_are_not_there(shop: Warehouse) -> None:
    with pytest.raises(NotFound, match=r"buying\.no_such_sku"):
        do(shop, save_terms, 99, TermsFields(pack=6))
    do(shop, retire_supplier, 2)
    with pytest.raises(Conflict, match=r"buying\.supplier_retired"):
        do(shop, save_terms, 1, TermsFields(supplier_id=2))


def test_a_season_is_set_and_taken_away(shop: Warehouse) -> None:
    ends = TODAY + timedelta(days=90)
    assert do(shop, set_season, 1, ends) is None
    assert do(shop, set_season, 1, None) == ends
    with shop.reading() as session:
        assert session.execute(select(ProductSeason.ends)).all() == []
    add_products(shop, 1)
    with pytest.raises(NotFound):
        do(shop, set_season, 99, ends)
