"""The list of what to order: its parts, its order, words and suppliers, what a line says, and how many alerts are new."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import groupby

import pytest
from sqlalchemy import update

from tests.restock.figures import TODAY, alert, enough, figure, put, run, sku_ids, supplier
from tests.shop import add_products, do
from warehouse_app.inbound.buying.rules import Totals
from warehouse_app.restock.queries import (
    LIST_ORDER,
    NO_SUPPLIER,
    Asked,
    Shown,
    counts,
    listed_suppliers,
    new_alerts,
    newest_run,
    restock_page,
    rows_of,
    supplier_sums,
)
from warehouse_app.restock.tables import RestockFigure, RestockTerms
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Eight SKUs, each in another part of the list; SKU1 and SKU2 have a supplier, SKU2 is the more urgent."""
    add_products(warehouse, 8)
    skus, cloth = sku_ids(warehouse), supplier(warehouse, "布料厂")
    made = run(warehouse)
    late = {"supplier_id": cloth, "order_by": TODAY - timedelta(days=9)}
    put(
        warehouse,
        figure(skus["SKU1"], made, supplier_id=cloth), figure(skus["SKU2"], made, **late),
        figure(skus["SKU3"], made, **enough(verdict="soon")), figure(skus["SKU4"], made), figure(skus["SKU5"], made),
        figure(skus["SKU6"], made, **enough(verdict="sell_out", position=5)), figure(skus["SKU7"], made, **enough()),
        figure(skus["SKU8"], made, **enough(verdict="unknown", daily=0.0, order_by=None, cover_days=None)),
        RestockTerms(sku_id=skus["SKU1"], safety=22),
        RestockTerms(sku_id=skus["SKU2"], note="only words"),
    )  # fmt: skip
    alert(warehouse, skus["SKU1"])
    alert(warehouse, skus["SKU1"], "over")
    alert(warehouse, skus["SKU2"])
    alert(warehouse, skus["SKU4"], "snoozed", until=TODAY + timedelta(days=7))
    alert(warehouse, skus["SKU5"], "dismissed", reason="too dear")
    return warehouse


def codes(warehouse: Warehouse, asked: Asked, **page: object) -> list[str]:
    with warehouse.reading() as session:
        return [row.seller_code for row in restock_page(session, asked, **page).rows]  # type: ignore[arg-type]  # by name


def test_every_part_of_the_list_holds_what_it_says(shop: Warehouse) -> None:
    expected: dict[Shown, list[str]] = {
        "order": ["SKU2", "SKU1"], "soon": ["SKU3"], "ordered": [], "snoozed": ["SKU4"], "dismissed": ["SKU5"],
        "sell_out": ["SKU6"], "unknown": ["SKU8"],
    }  # fmt: skip
    with shop.reading() as session:
        found = counts(session, Asked())
    for shown, wanted in expected.items():
        assert codes(shop, Asked(shown)) == wanted, shown
        assert found[shown] == len(wanted), shown
    assert found["all"] == 8
    assert len(codes(shop, Asked("all"))) == 8


def test_the_most_urgent_comes_first_and_every_column_sorts_both_ways(shop: Warehouse) -> None:
    assert codes(shop, Asked("all"))[0] == "SKU2"
    assert codes(shop, Asked("all"))[-1] == "SKU8", "what has no day comes last"
    for key in LIST_ORDER:
        up, down = (codes(shop, Asked("all"), sort=key, descending=way) for way in (False, True))
        assert sorted(up) == sorted(down)
        assert len(up) == 8
    assert codes(shop, Asked("all"), sort="seller_code", descending=True)[0] == "SKU8"
    assert codes(shop, Asked("all"), offset=2, limit=3, sort="seller_code") == ["SKU3", "SKU4", "SKU5"]


def test_words_and_suppliers_narrow_list_and_counts_alike(shop: Warehouse) -> None:
    with shop.reading() as session:
        cloth = restock_page(session, Asked()).rows[0].supplier_id
        assert counts(session, Asked(supplier_id=cloth))["all"] == 2
        assert counts(session, Asked(supplier_id=NO_SUPPLIER))["all"] == 6
        assert counts(session, Asked(text="布料 sku1"))["all"] == 1
        assert listed_suppliers(session) == [(cloth, "布料厂")]
    assert codes(shop, Asked("all", supplier_id=cloth)) == ["SKU2", "SKU1"]
    assert codes(shop, Asked("all", "布料 sku1")) == ["SKU1"]
    assert codes(shop, Asked("all", "100%")) == []
    assert codes(shop, Asked("all", by_supplier=True))[:2] == ["SKU2", "SKU1"]


def test_the_list_by_supplier_has_the_sums_of_each_in_its_order(shop: Warehouse) -> None:
    skus, cups = sku_ids(shop), supplier(shop, "A cups", minimum_pieces=300, minimum_amount=Decimal(50))
    do(shop, lambda tx: tx.connection.execute(update(RestockFigure).values(supplier_id=cups).where(
        RestockFigure.sku_id.in_([skus["SKU7"], skus["SKU3"]]))))  # fmt: skip
    do(shop, lambda tx: tx.connection.execute(update(RestockFigure).values(cost=None).where(
        RestockFigure.sku_id == skus["SKU1"])))  # fmt: skip
    asked = Asked("all", by_supplier=True)
    for sort, descending in ((None, False), ("seller_code", True), ("supplier", True), ("cover_days", False)):
        with shop.reading() as session:
            sums = supplier_sums(session, asked, sort=sort, descending=descending)
            rows = restock_page(session, asked, sort=sort, descending=descending).rows
        assert [(one.supplier, one.skus) for one in sums] == [
            (name, len(list(some))) for name, some in groupby(rows, key=lambda row: row.supplier)
        ]
        assert sums[-1].supplier_id is None, "what nobody sells comes last"
    assert codes(shop, asked, sort="seller_code", descending=True)[:2] == ["SKU7", "SKU3"], "sorted within each supplier"
    with shop.reading() as session:
        cloth, nobody = (
            supplier_sums(session, Asked("order", "SKU")),
            supplier_sums(session, Asked("soon", supplier_id=NO_SUPPLIER)),
        )
        of_cups = supplier_sums(session, Asked("all", "sku7"))
    assert [(one.supplier, one.totals, one.has_minimum, one.is_small) for one in cloth] == [
        ("布料厂", Totals(192, Decimal("1200.00"), 1), False, False)
    ]
    assert nobody == []
    assert [(one.supplier, one.skus, one.totals.pieces, one.has_minimum, one.is_small) for one in of_cups] == [
        ("A cups", 1, 0, True, True)
    ]


def test_a_line_says_what_was_decided_and_what_it_is_made_of(shop: Warehouse) -> None:
    with shop.reading() as session:
        first, snoozed, dismissed = rows_of(session, [sku_ids(shop)[code] for code in ("SKU1", "SKU4", "SKU5")])
        assert [row.by_hand for row in restock_page(session, Asked()).rows] == [False, True], "a note is no figure by hand"
    assert (first.supplier, first.state, first.told.steps) == ("布料厂", "new", (("minimum", 80), ("pack", 96)))
    assert (first.told.on_hand, first.told.reserved, first.told.raw, first.told.suggested) == (40, 6, 78, 96)
    assert (snoozed.state, snoozed.until) == ("snoozed", TODAY + timedelta(days=7))
    assert (dismissed.state, dismissed.reason) == ("dismissed", "too dear")


def test_new_alerts_are_those_nobody_has_decided_about(shop: Warehouse) -> None:
    with shop.reading() as session:
        assert new_alerts(session) == 2


def test_the_newest_run_is_what_the_list_stands_on(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        assert newest_run(session) is None
    run(warehouse, TODAY - timedelta(days=1), warning={"code": "x"})
    run(warehouse, TODAY, skus=7)
    with warehouse.reading() as session:
        newest = newest_run(session)
    assert newest is not None
    assert (newest.day, newest.skus, newest.warning) == (TODAY, 7, {})
