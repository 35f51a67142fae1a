"""The box as a step: chosen by a scan, booked out with the parcel, back when it is opened again; and what is suggested."""

from __future__ import annotations

import pytest

from tests.packing.boxes.materials import LARGE, PAPER, SMALL, add_materials, left, moves
from tests.packing.desk import ONE, THREE, TWO, id_of, ship
from tests.shop import (
    add_orders,
    carry_back,
    do,
    ids_of,
    order,
    parcel_of,
    parsed,
    problems_of,
    release_and_wave,
    scan,
    states_of,
)
from warehouse_app.catalog.editing.commands import SkuChanges, edit_sku
from warehouse_app.errors import NotFound
from warehouse_app.orders.commands import hold
from warehouse_app.packing.boxes.commands import take_boxes
from warehouse_app.packing.boxes.queries import low_materials, suggest
from warehouse_app.packing.commands import undo_last, unpack
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse, new_action


def all_in(shop: Warehouse, number: str = "2") -> Verdict:
    """Open the parcel of order 2 and scan its one piece."""
    scan(shop, None, parcel_of(shop, number).waybill)
    return scan(shop, id_of(shop, number), TWO).verdict


def test_a_scanned_box_is_the_last_step_and_leaves_with_the_parcel(shop: Warehouse) -> None:
    add_materials(shop)
    assert all_in(shop) is Verdict.BOX_FIRST
    assert states_of(shop)["2"] == "in_wave"
    action = new_action()
    answer = scan(shop, id_of(shop, "2"), SMALL, action=action)
    assert (answer.verdict, answer.fields["box"]) == (Verdict.COMPLETE, "纸箱 小")
    assert scan(shop, id_of(shop, "2"), SMALL, action=action).again
    assert (left(shop, "BOX-S"), moves(shop, "consumed")) == (4, 1)
    assert states_of(shop)["2"] == "packed"
    assert problems_of(shop) == []


def test_a_box_scanned_early_can_be_changed_until_the_parcel_leaves(shop: Warehouse) -> None:
    add_materials(shop)
    scan(shop, None, parcel_of(shop, "2").waybill)
    assert scan(shop, id_of(shop, "2"), SMALL).verdict is Verdict.STEP_DONE
    assert scan(shop, id_of(shop, "2"), PAPER).verdict is Verdict.STEP_DONE
    assert scan(shop, id_of(shop, "2"), PAPER).verdict is Verdict.STEP_DONE
    assert scan(shop, id_of(shop, "2"), LARGE).verdict is Verdict.STEP_DONE  # instead of the small one
    assert left(shop, "BOX-L") == 5
    assert scan(shop, id_of(shop, "2"), TWO).verdict is Verdict.COMPLETE
    assert [left(shop, code) for code in ("BOX-S", "BOX-L", "PAPER")] == [5, 4, 3]
    assert scan(shop, id_of(shop, "2"), SMALL).verdict is Verdict.STEP_DONE  # packed, but it was the other one
    assert [left(shop, code) for code in ("BOX-S", "BOX-L", "PAPER")] == [4, 5, 3]
    ship(shop, "2")
    assert scan(shop, id_of(shop, "2"), LARGE).verdict is Verdict.SHIPPED_ALREADY
    assert problems_of(shop) == []


def test_undo_brings_the_box_back_and_asks_again(shop: Warehouse) -> None:
    add_materials(shop)
    all_in(shop)
    scan(shop, id_of(shop, "2"), SMALL)
    do(shop, undo_last, id_of(shop, "2"), new_action())
    assert left(shop, "BOX-S") == 5
    assert scan(shop, id_of(shop, "2"), TWO).verdict is Verdict.BOX_FIRST
    scan(shop, id_of(shop, "2"), LARGE)
    assert (left(shop, "BOX-S"), left(shop, "BOX-L")) == (5, 4)
    assert problems_of(shop) == []


def test_a_stopped_parcel_gives_its_box_back(shop: Warehouse) -> None:
    add_materials(shop)
    all_in(shop)
    scan(shop, id_of(shop, "2"), SMALL)
    do(shop, hold, ids_of(shop, "2"), "买家要改")
    do(shop, unpack, id_of(shop, "2"), new_action())
    assert left(shop, "BOX-S") == 5
    carry_back(shop)
    assert problems_of(shop) == []


def test_by_hand_several_none_or_what_is_no_box(shop: Warehouse) -> None:
    ids = add_materials(shop)
    all_in(shop)
    parcel = id_of(shop, "2")
    with pytest.raises(NotFound, match=r"boxes\.no_box"):
        do(shop, take_boxes, parcel, [ids["SKU1"]], new_action())
    with pytest.raises(NotFound, match=r"boxes\.no_box"):
        do(shop, take_boxes, parcel, [ids["PAPER"]], new_action())
    assert do(shop, take_boxes, parcel, [ids["BOX-S"], ids["BOX-L"]], new_action()).verdict is Verdict.COMPLETE
    assert (left(shop, "BOX-S"), left(shop, "BOX-L")) == (4, 4)
    twice = do(shop, take_boxes, parcel, [ids["BOX-L"], ids["BOX-L"]], new_action())
    assert (twice.verdict, twice.fields["box"]) == (Verdict.STEP_DONE, "2 × 纸箱 大")
    assert (left(shop, "BOX-S"), left(shop, "BOX-L")) == (5, 3)
    with shop.reading() as session:
        assert suggest(session, parcel).taken == "2 × 纸箱 大"
    scan(shop, None, parcel_of(shop, "1").waybill)
    for code in (ONE, ONE, TWO):
        scan(shop, id_of(shop), code)
    assert do(shop, take_boxes, id_of(shop), [], new_action()).verdict is Verdict.COMPLETE  # it goes as it is
    assert (left(shop, "BOX-S"), left(shop, "BOX-L")) == (5, 3)
    assert problems_of(shop) == []


def test_a_material_nobody_booked_in_does_not_stop_packing(shop: Warehouse) -> None:
    add_materials(shop, stock=0)
    all_in(shop)
    assert scan(shop, id_of(shop, "2"), SMALL).verdict is Verdict.COMPLETE
    assert moves(shop, "consumed") == 0
    with shop.reading() as session:
        assert [one.seller_code for one in low_materials(session)] == ["PAPER", "BOX-S", "BOX-L"]


@pytest.mark.parametrize(
    ("policy", "last"), [("off", Verdict.COMPLETE), ("suggest", Verdict.COMPLETE), ("must", Verdict.BOX_FIRST)]
)
def test_the_policy_says_whether_a_box_is_owed(shop: Warehouse, policy: str, last: Verdict) -> None:
    add_materials(shop, policy=policy)
    opened = scan(shop, None, parcel_of(shop, "2").waybill)
    assert opened.parcel is not None
    assert opened.parcel.owes == (Step.BOX if policy == "must" else 0)
    assert scan(shop, id_of(shop, "2"), THREE).verdict is Verdict.WRONG_ITEM
    early = Verdict.WRONG_ITEM if policy == "off" else Verdict.STEP_DONE
    assert scan(shop, id_of(shop, "2"), PAPER).verdict is early
    assert scan(shop, id_of(shop, "2"), TWO).verdict is last


def test_a_shop_without_boxes_owes_none(shop: Warehouse) -> None:
    do(shop, settings.put, "box_policy", "must")
    assert all_in(shop) is Verdict.COMPLETE


def test_a_box_that_is_sold_is_goods(shop: Warehouse) -> None:
    add_materials(shop, policy="off")
    add_orders(shop, order("9", {"BOX-S": 1}), name="nine.csv")
    release_and_wave(shop)
    do(shop, settings.put, "box_policy", "must")
    scan(shop, None, parcel_of(shop, "9").waybill)
    assert scan(shop, id_of(shop, "9"), SMALL).verdict is Verdict.BOX_FIRST
    assert scan(shop, id_of(shop, "9"), SMALL).verdict is Verdict.ONE_TOO_MANY
    assert scan(shop, id_of(shop, "9"), LARGE).verdict is Verdict.COMPLETE
    assert problems_of(shop) == []


def test_what_is_suggested(shop: Warehouse) -> None:
    add_materials(shop)
    with shop.reading() as session:
        one, three = suggest(session, id_of(shop, "2")), suggest(session, id_of(shop))
        assert [box.seller_code for box in one.boxes] == ["BOX-S"]
        assert [box.seller_code for box in one.others] == ["BOX-L"]
        assert (one.boxes[0].bins, one.boxes[0].barcode, one.boxes[0].free) == (("P-1",), SMALL, 5)
        assert one.filling is not None
        assert one.filling.seller_code == "PAPER"
        assert [box.seller_code for box in three.boxes] == ["BOX-L"]
        assert three.others == ()
    do(shop, import_stock, parsed([StockRow(2, "P-1", "BOX-S", 0)], "gone.csv"))
    with shop.reading() as session:
        assert [box.seller_code for box in suggest(session, id_of(shop, "2")).boxes] == ["BOX-L"]  # what is there comes first
        assert [box.seller_code for box in low_materials(session)] == ["BOX-S"]


@pytest.mark.parametrize(
    ("changes", "boxes", "unknown"),
    [
        ({"height_mm": 301}, [], 0),  # longer than any box
        ({"length_mm": 300, "width_mm": 200, "height_mm": 150}, ["BOX-L"] * 3, 0),  # one piece a box
        ({"weight_g": 5_000}, ["BOX-L"] * 3, 0),
        ({"width_mm": None}, [], 2),
    ],
)
def test_what_is_suggested_when_one_box_is_not_enough(
    shop: Warehouse, changes: SkuChanges, boxes: list[str], unknown: int
) -> None:
    ids = add_materials(shop)
    for code in ("SKU1", "SKU2"):
        do(shop, edit_sku, ids[code], changes)
    with shop.reading() as session:
        offer = suggest(session, id_of(shop))
    assert ([box.seller_code for box in offer.boxes], len(offer.unknown)) == (boxes, unknown)
    assert [box.seller_code for box in offer.every] == ["BOX-S", "BOX-L"]
