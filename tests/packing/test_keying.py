"""A number keyed before an item: what is one, who may, how many, and that it never counts beyond what is needed."""

from __future__ import annotations

import pytest

from tests.packing.desk import ONE, TWO, counted, id_of, recorded
from tests.shop import barcode, do, open_shop, order, parsed, problems_of, release_and_wave
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.catalog.files import ProductRow
from warehouse_app.errors import BadInput, NotAllowed
from warehouse_app.packing import commands
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.commands import undo_last
from warehouse_app.packing.keying import key, number_of
from warehouse_app.people.commands import add_person
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Actor, Warehouse, new_action


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Order 1: thirty of SKU1, of which PACK is six, and one of SKU2."""
    open_shop(warehouse, {"SKU1": 40, "SKU2": 9}, order("1", {"SKU1": 30, "SKU2": 1}))
    do(warehouse, import_products, parsed([ProductRow(1, "SKU1", barcodes=("PACK",), multiple=6)], "packs.csv"))
    release_and_wave(warehouse)
    return warehouse


def clerk(warehouse: Warehouse) -> Actor:
    person = do(warehouse, add_person, "小周", "1357", "owner")
    return Actor(person.id, person.name, "clerk")


def keyed(warehouse: Warehouse, code: str, number: int, **more: object) -> Answer:
    return do(warehouse, commands.scan, id_of(warehouse), (code,), new_action(), number, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "typed", "number"),
    [
        ("x12", True, 12), ("X3", True, 3), ("*12", True, 12), ("×7", True, 7), ("x0", True, 0), ("PD-QTY-12", True, 12),
        ("PD-QTY-12", False, 12), ("x12", False, None), ("*12", False, None), ("12", True, None), ("x12a", True, None),
        ("x12345", True, None), ("x", True, None), ("PD-QTY", True, None), ("x1\u0662", True, None), ("xx1", True, None),
    ],
)  # fmt: skip
def test_what_is_a_number(text: str, typed: bool, number: int | None) -> None:
    assert number_of(text, typed=typed) == number


def test_a_products_code_is_never_a_number(shop: Warehouse) -> None:
    do(shop, import_products, parsed([ProductRow(1, "x12", "商品x", barcodes=("*7",))], "odd.csv"))
    assert [do(shop, key, text) for text in ("x12", "*7", "x7", "PD-QTY-12")] == [None, None, 7, 12]
    with pytest.raises(BadInput, match=r"capture\.bad_number"):
        do(shop, key, "x0")


@pytest.mark.parametrize(
    ("code", "number", "verdict", "pieces"),
    [
        (ONE, 12, "right", 12),
        ("SKU1", 2, "right", 2),
        ("PACK", 3, "right", 18),  # three packs of six
        ("PACK", 4, "over_limit", 0),
        (ONE, 21, "over_limit", 0),
        (ONE, 31, "one_too_many", 0),
        (TWO, 2, "one_too_many", 0),
        (barcode(3), 2, "unknown", 0),
    ],
)
def test_how_a_keyed_number_counts(shop: Warehouse, code: str, number: int, verdict: str, pieces: int) -> None:
    answer = keyed(shop, code, number)
    assert (answer.verdict, answer.scanned if answer.good else 0) == (verdict, pieces)
    assert sum(counted(shop).values()) == pieces
    assert recorded(shop)[-1] == (code, verdict, pieces)
    assert problems_of(shop) == []


def test_the_limit_is_the_skus_own_or_the_shops_and_undo_takes_all_back(shop: Warehouse) -> None:
    sku_id = keyed(shop, ONE, 21).sku_id
    do(shop, set_at_packing, sku_id, False, "", 25, {})
    assert keyed(shop, ONE, 25).verdict == "right"
    assert do(shop, undo_last, id_of(shop), new_action()).scanned == 0
    do(shop, set_at_packing, sku_id, False, "", None, {})
    do(shop, change_settings, {"key_limit": 30})
    assert keyed(shop, TWO, 1).verdict == "right"
    assert keyed(shop, ONE, 30).verdict == "complete"
    assert problems_of(shop) == []


def test_clerks_key_only_where_the_shop_lets_them(shop: Warehouse) -> None:
    who = clerk(shop)
    for command in (lambda: keyed(shop, ONE, 2, actor=who), lambda: do(shop, key, "x2", actor=who)):
        with pytest.raises(NotAllowed):
            command()
    assert recorded(shop) == []
    do(shop, change_settings, {"clerks_key_quantity": True})
    assert do(shop, key, "x2", actor=who) == 2
    assert keyed(shop, ONE, 2, actor=who).verdict == "right"
