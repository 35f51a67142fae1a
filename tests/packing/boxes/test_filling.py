"""How much filling a box wants, what it is proposed to be, and that it leaves and comes back with the box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from tests.packing.boxes.materials import LARGE, SMALL, add_materials, left
from tests.packing.desk import TWO, id_of
from tests.shop import do, parcel_of, problems_of, scan, states_of
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.packing.boxes.amount import FillPiece, pieces_for, wanted_ml
from warehouse_app.packing.boxes.commands import put_filling, take_boxes
from warehouse_app.packing.boxes.queries import Fill, low_materials, suggest
from warehouse_app.packing.commands import undo_last
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

LITRE = 1_000_000


@pytest.mark.parametrize(
    ("empty", "room", "fragile", "ml"),
    [
        (3 * LITRE, 6 * LITRE, False, 2_100),  # not tight: 70 %
        (3 * LITRE, 6 * LITRE, True, 3_000),  # fragile goods: all of it
        (LITRE // 2, 6 * LITRE, False, 0),  # 8 % is empty: nothing
        (LITRE // 2, 6 * LITRE, True, 500),
        (0, 6 * LITRE, True, 0),
        (0, 0, True, 0),
    ],
)
def test_the_empty_room_says_how_much(empty: int, room: int, fragile: bool, ml: int) -> None:
    assert wanted_ml(empty, room, fragile=fragile) == ml


@pytest.mark.parametrize(
    ("ml", "fillings", "pieces"),
    [
        (3_000, [FillPiece(1, 1_500, 9)], {1: 2}),
        (3_000, [FillPiece(1, 2_000, 9), FillPiece(2, 500, 9)], {1: 1, 2: 2}),
        (3_000, [FillPiece(1, 2_000, 9), FillPiece(2, 800, 9)], {1: 1, 2: 1}),  # 200 ml are too little for another
        (3_000, [FillPiece(1, 1_500, 1), FillPiece(2, 500, 9)], {1: 1, 2: 3}),  # one is all there is
        (3_000, [FillPiece(1, 1_500, 0), FillPiece(2, 1_000, 0)], {1: 2}),  # none is there: the list of what runs low tells
        (100, [FillPiece(1, 1_500, 9)], {1: 1}),
        (3_000, [FillPiece(1, 0, 9)], {}),  # nobody measured it
        (0, [FillPiece(1, 1_500, 9)], {}),
    ],
)
def test_what_is_in_stock_fills_it_large_pieces_first(ml: int, fillings: list[FillPiece], pieces: dict[int, int]) -> None:
    assert pieces_for(ml, fillings) == pieces


@given(st.integers(1, 20_000), st.lists(st.tuples(st.integers(1, 4_000), st.integers(1, 50)), min_size=1, max_size=4))
def test_never_more_than_there_is_and_never_a_piece_too_many(ml: int, there: list[tuple[int, int]]) -> None:
    fillings = [FillPiece(number, size, free) for number, (size, free) in enumerate(there)]
    taken = pieces_for(ml, fillings)
    assert all(1 <= n <= fillings[key].free for key, n in taken.items())
    filled, smallest = sum(fillings[key].ml * n for key, n in taken.items()), min(one.ml for one in fillings)
    assert filled < ml + max(one.ml for one in fillings if one.ml == smallest)


def _measure(tx: Tx, *, fragile: bool = False) -> None:
    """One piece of paper fills 2 litres; the goods are fragile or not."""
    tx.connection.execute(update(Sku).where(Sku.seller_code == "PAPER").values(length_mm=200, width_mm=100, height_mm=100))
    tx.connection.execute(update(Product).where(~Product.material).values(fragile=fragile))


def fills(warehouse: Warehouse) -> dict[str, Fill]:
    """The filling of each box that takes order 2's piece, by the box's code."""
    with warehouse.reading() as session:
        offer = suggest(session, id_of(warehouse, "2"))
    codes = {box.sku_id: box.seller_code for box in offer.every}
    return {codes[ids[0]]: fill for ids, fill in offer.fills.items()}


def test_the_filling_is_told_in_litres_and_pieces_for_every_box(shop: Warehouse) -> None:
    ids = add_materials(shop)
    assert {code: (fill.ml, fill.pieces) for code, fill in fills(shop).items()} == {"BOX-S": (173, ()), "BOX-L": (10_220, ())}
    do(shop, _measure)  # 100 x 80 x 50 mm in a carton of 15 litres
    assert {code: (fill.ml, fill.by_id) for code, fill in fills(shop).items()} == {
        "BOX-S": (173, {ids["PAPER"]: 1}), "BOX-L": (10_220, {ids["PAPER"]: 5}),
    }  # fmt: skip
    do(shop, _measure, fragile=True)
    assert fills(shop)["BOX-L"].ml == 14_600


def test_without_any_filling_in_the_catalogue_nothing_is_said(shop: Warehouse) -> None:
    add_materials(shop)
    do(shop, lambda tx: tx.connection.execute(update(Sku).where(Sku.seller_code == "PAPER").values(packs="other")))
    assert fills(shop) == {}


@pytest.mark.parametrize("by_scan", [False, True])
def test_the_filling_leaves_with_its_box_and_comes_back_with_it(shop: Warehouse, by_scan: bool) -> None:
    ids = add_materials(shop)
    parcel = id_of(shop, "2")
    scan(shop, None, parcel_of(shop, "2").waybill)
    scan(shop, parcel, TWO)
    if by_scan:
        scan(shop, parcel, LARGE)
        action = new_action()
        for _ in range(2):  # twice the same action is once
            do(shop, put_filling, parcel, {ids["PAPER"]: 5}, action)
    else:
        do(shop, take_boxes, parcel, [ids["BOX-L"]], new_action(), {ids["PAPER"]: 5})
    assert (states_of(shop)["2"], left(shop, "BOX-L"), left(shop, "PAPER")) == ("packed", 4, 0)
    with shop.reading() as session:
        assert "PAPER" in [one.seller_code for one in low_materials(session)]
    do(shop, take_boxes, parcel, [ids["BOX-L"]], new_action(), {ids["PAPER"]: 2})  # it was less
    assert (left(shop, "BOX-L"), left(shop, "PAPER")) == (4, 3)
    do(shop, undo_last, parcel, new_action())
    assert (left(shop, "BOX-L"), left(shop, "PAPER")) == (5, 5)
    assert problems_of(shop) == []


def test_with_another_box_only_its_own_filling_is_gone(shop: Warehouse) -> None:
    ids = add_materials(shop)
    parcel = id_of(shop, "2")
    scan(shop, None, parcel_of(shop, "2").waybill)
    scan(shop, parcel, TWO)
    for box, pieces in ((LARGE, {ids["PAPER"]: 4}), (SMALL, {ids["PAPER"]: 1})):
        scan(shop, parcel, box)
        do(shop, put_filling, parcel, pieces, new_action())
    assert (left(shop, "BOX-L"), left(shop, "BOX-S"), left(shop, "PAPER")) == (5, 4, 4)
    do(shop, put_filling, parcel, {}, new_action())
    assert (left(shop, "BOX-S"), left(shop, "PAPER")) == (4, 5)
    assert problems_of(shop) == []


def test_only_a_filling_fills(shop: Warehouse) -> None:
    ids = add_materials(shop)
    with pytest.raises(NotFound, match="no_filling"):
        do(shop, take_boxes, id_of(shop, "2"), [ids["BOX-S"]], new_action(), {ids["BOX-L"]: 1})
    with pytest.raises(NotFound, match="no_filling"):
        do(shop, put_filling, id_of(shop, "2"), {ids["SKU1"]: 1}, new_action())
