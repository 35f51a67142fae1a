"""A set without stock of its own is promised from its components, and what is short says which component."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.database import LocalHouse
from tests.orders.sets.kits import KITS, make_kits
from tests.shop import DAY, add_stock, do, ids_of, open_shop, order, parsed, problems_of, states_of, stock_of
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import Conflict
from warehouse_app.orders.commands import hold, unhold
from warehouse_app.orders.joining import merge_sku
from warehouse_app.orders.missing import missing
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.orders.selling.queries import available_rows, changes, shops
from warehouse_app.orders.shorts.queries import can_go, lacks
from warehouse_app.orders.splitting import split_by_stock, split_order
from warehouse_app.orders.tables import SetPart
from warehouse_app.packing.stopping import cancel
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store.warehouse import Warehouse

TODAY = date(2026, 11, 3)
CODES = tuple(f"SKU{n}" for n in range(1, 6))


def reserved(warehouse: Warehouse) -> dict[str, int]:
    return {code: figures[1] for code, figures in stock_of(warehouse).items() if figures[1]}


def made(warehouse: Warehouse) -> list[tuple[int, int]]:
    """Sets and pieces in one set of every component that is written down."""
    with warehouse.reading() as session:
        return [(row.sets, row.per_set) for row in session.execute(select(SetPart.sets, SetPart.per_set))]


def test_what_a_set_lacks_is_promised_from_its_components(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5, "SKU4": 1, "SKU5": 0}, order("1", {"SKU4": 3, "SKU1": 3}))
    make_kits(warehouse)
    assert do(warehouse, release).released == ["1"]
    assert reserved(warehouse) == {"SKU1": 5, "SKU2": 4, "SKU4": 1}
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        ({"SKU4": 4}, [("SKU2", 6, 5, 1)]),  # one of its own, three of components: 3 and 6
        ({"SKU4": 3, "SKU1": 4}, [("SKU1", 6, 5, 1)]),  # SKU1 on its own and in the sets
        ({"SKU4": 2, "SKU5": 4}, [("SKU2", 6, 5, 2)]),  # two different sets want it
        ({"SKU4": 1, "SKU3": 6}, [("SKU3", 6, 5, 0)]),  # the set itself is there
        ({"SKU4": 2, "SKU9": 1}, [("SKU9", 1, 0, 0)]),  # nobody knows the code
    ],
)
def test_all_or_nothing_and_the_short_component_is_named(
    warehouse: Warehouse, lines: dict[str, int], lacking: list[tuple[str, int, int, int]]
) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5, "SKU4": 1, "SKU5": 0}, order("1", lines))
    make_kits(warehouse)
    do(warehouse, release)
    assert (reserved(warehouse), made(warehouse)) == ({}, [])
    if "SKU9" in lines:
        return
    with warehouse.reading() as session:
        rows = missing(session)
        assert can_go(session, TODAY) == []
        assert [(lack.seller_code, len(lack.of_sets)) for lack in lacks(session)] == [(c, n) for c, _, _, n in lacking]
    assert [(m.seller_code, m.wanted, m.available, len(m.of_sets)) for m in rows] == lacking


def test_a_short_set_goes_when_its_component_comes(warehouse: Warehouse) -> None:
    stock = {"SKU1": 1, "SKU2": 1, "SKU3": 0, "SKU4": 0, "SKU5": 0}
    open_shop(warehouse, stock, order("1", {"SKU4": 1}), order("2", {"SKU4": 1}))
    make_kits(warehouse)
    assert do(warehouse, release).short == ["1", "2"]
    add_stock(warehouse, {"SKU2": 3})
    with warehouse.reading() as session:
        assert can_go(session, TODAY) == ids_of(warehouse, "1")
        assert missing(session, ids_of(warehouse, "1")) == []
    assert do(warehouse, release).released == ["1"]
    assert states_of(warehouse) == {"1": "released", "2": "short"}


def test_components_of_one_set_may_lie_in_one_bin(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 2, "SKU2": 0, "SKU3": 0, "SKU4": 0, "SKU5": 0}, order("1", {"SKU4": 2}))
    make_kits(warehouse)
    do(warehouse, import_stock, parsed([StockRow(2, "A-1", "SKU2", 4)], "one_bin.csv"))
    assert do(warehouse, release).released == ["1"]
    assert reserved(warehouse) == {"SKU1": 2, "SKU2": 4}
    assert problems_of(warehouse) == []


@pytest.mark.parametrize("how", ["hold", "cancel", "split"])
def test_what_stops_a_released_order_gives_the_components_back(warehouse: Warehouse, how: str) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5, "SKU4": 0, "SKU5": 0}, order("1", {"SKU4": 1, "SKU3": 1}))
    make_kits(warehouse)
    do(warehouse, release)
    (order_id,) = ids_of(warehouse, "1")
    if how == "cancel":
        do(warehouse, cancel, [order_id], "不要了")
    elif how == "hold":
        do(warehouse, hold, [order_id], "等等")
        do(warehouse, unhold, [order_id])
        do(warehouse, release)
    else:
        with warehouse.reading() as session:
            line = order_view(session, order_id).lines[1].id
        do(warehouse, split_order, order_id, {line: 1})
    assert problems_of(warehouse) == []
    assert bool(made(warehouse)) == (how == "hold")


def test_split_by_stock_counts_the_sets_that_can_be_made(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 2, "SKU2": 5, "SKU3": 0, "SKU4": 1, "SKU5": 0}, order("1", {"SKU4": 5}))
    make_kits(warehouse)
    do(warehouse, release)
    part = do(warehouse, split_by_stock, ids_of(warehouse, "1")[0])
    assert states_of(warehouse) == {"1": "short", part.number: "released"}
    assert reserved(warehouse) == {"SKU1": 2, "SKU2": 4, "SKU4": 1}
    assert problems_of(warehouse) == []


def test_a_set_is_on_sale_while_its_components_are_there(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 7, "SKU2": 5, "SKU3": 0, "SKU4": 1, "SKU5": 0}, order("1", {"SKU3": 1}))
    make_kits(warehouse)
    with warehouse.reading() as session:
        shop = shops(session)[0].id
        offered = {row.seller_code: row.available for row in available_rows(session, shop, TODAY)}
        sold_out = [change.row.seller_code for change in changes(session, shop, TODAY)]
    assert offered == {"SKU1": 7, "SKU2": 5, "SKU3": 0, "SKU4": 3, "SKU5": 0}
    assert sold_out == ["SKU3", "SKU5"]


def test_a_component_on_its_way_cannot_become_another_sku(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 1, "SKU2": 2, "SKU3": 0, "SKU4": 0, "SKU5": 0}, order("1", {"SKU4": 1}))
    make_kits(warehouse)
    do(warehouse, release)
    with warehouse.reading() as session:
        ids = {row.seller_code: row.id for row in session.execute(select(Sku.seller_code, Sku.id))}
    with pytest.raises(Conflict, match="merge_reserved"):
        do(warehouse, merge_sku, ids["SKU1"], ids["SKU3"])


def test_a_set_changed_in_the_catalogue_changes_nothing_on_its_way(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5, "SKU4": 0, "SKU5": 0}, order("1", {"SKU4": 1}))
    make_kits(warehouse)
    do(warehouse, release)
    with warehouse.reading() as session:
        kit = session.scalars(select(Sku.id).where(Sku.seller_code == "SKU4")).one()
    do(warehouse, set_at_packing, kit, False, "", None, {"SKU3": 4})
    assert problems_of(warehouse) == []


@settings(max_examples=25)
@given(
    stock=st.fixed_dictionaries({code: st.integers(0, 6) for code in CODES}),
    wanted=st.lists(st.dictionaries(st.sampled_from(CODES), st.integers(1, 3), min_size=1), max_size=4),
)
def test_a_release_does_what_a_plain_dictionary_says(
    local_house: LocalHouse, stock: dict[str, int], wanted: list[dict[str, int]]
) -> None:
    warehouse = local_house.empty()
    orders = [order(str(n), lines, ship_by=DAY + timedelta(hours=n)) for n, lines in enumerate(wanted)]
    open_shop(warehouse, stock, *orders, waybills=0)
    make_kits(warehouse)
    left, going = dict(stock), []
    for number, lines in enumerate(wanted):
        pieces: dict[str, int] = {}
        for code, n in lines.items():
            own = min(n, left[code]) if code in KITS else n
            pieces[code] = pieces.get(code, 0) + own
            for part, per_set in KITS.get(code, {}).items():
                pieces[part] = pieces.get(part, 0) + per_set * (n - own)
        if all(left[code] >= n for code, n in pieces.items()):
            left |= {code: left[code] - n for code, n in pieces.items()}
            going.append(str(number))
    assert do(warehouse, release).released == going
    assert reserved(warehouse) == {code: stock[code] - left[code] for code in stock if stock[code] != left[code]}
    assert problems_of(warehouse) == []
