"""New SKUs: one code for each product, colour and size, refused when it is there, and barcodes that stay with their goods."""

from __future__ import annotations

from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.catalog.goods import details, make, merged, refused
from tests.shop import DESK, add_products, barcode, do, problems_of
from warehouse_app.catalog.editing.commands import SkuChanges, edit_product, edit_sku, move_barcode, rename_sku, set_code_word
from warehouse_app.catalog.editing.queries import code_words
from warehouse_app.catalog.making.commands import MOST_AT_ONCE, bind_barcode, give_barcode, new_sku, new_skus
from warehouse_app.catalog.making.skus import NewSku
from warehouse_app.catalog.rules import in_store_ean, in_store_eans, is_ean13
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import WarehouseError
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse


def _count(warehouse: Warehouse, table: Any) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _words(warehouse: Warehouse) -> dict[tuple[str, str], str]:
    with warehouse.reading() as session:
        return {(line.kind, line.word): line.code for line in code_words(session)}


def test_codes_follow_the_rule_and_a_word_keeps_its_code(warehouse: Warehouse) -> None:
    assert make(warehouse).seller_code == "S0001-01-M"
    assert make(warehouse, size="加大").seller_code == "S0001-01-01"
    assert make(warehouse, colour="白色", size="xl").seller_code == "S0001-02-XL"
    assert make(warehouse, "帽子", "黑色", "加大").seller_code == "S0002-01-01"
    assert make(warehouse, "手套", "Navy", "", style="GL9").seller_code == "GL9-NAVY"
    assert _words(warehouse) == {
        ("colour", "黑色"): "01", ("colour", "白色"): "02", ("colour", "Navy"): "NAVY",
        ("size", "M"): "M", ("size", "加大"): "01", ("size", "xl"): "XL",
    }  # fmt: skip
    assert problems_of(warehouse) == []


def test_the_shop_may_have_another_rule(warehouse: Warehouse) -> None:
    do(warehouse, settings.put, "sku_code_rule", "{colour}{size}.{style}")
    assert make(warehouse).seller_code == "01M.S0001"


def test_a_word_may_be_given_a_code_by_hand(warehouse: Warehouse) -> None:
    do(warehouse, set_code_word, "colour", "黑色", "BK")
    assert make(warehouse).seller_code == "S0001-BK-M"
    assert refused(warehouse, set_code_word, "colour", "白色", "BK") == (
        "catalog.word_code_taken", {"value": "BK", "word": "黑色"}
    )  # fmt: skip
    assert refused(warehouse, set_code_word, "colour", "白色", "white as snow")[0] == "catalog.bad_word_code"
    do(warehouse, set_code_word, "colour", "黑色", "BL")
    assert details(warehouse, make(warehouse, size="L").id).line.seller_code == "S0001-BL-L"


def test_a_colour_and_size_that_is_there_is_refused_and_named(warehouse: Warehouse) -> None:
    first = make(warehouse, size="XL")
    assert refused(warehouse, new_sku, NewSku("围巾", colour=" 黑色", size="ｘｌ")) == (
        "catalog.variant_there", {"colour": "黑色", "size": "XL", "owner": first.seller_code}
    )  # fmt: skip
    assert _count(warehouse, Sku) == 1


def test_a_code_that_another_sku_has_or_had_is_refused(warehouse: Warehouse) -> None:
    first = make(warehouse, "帽子", style="A")
    do(warehouse, rename_sku, first.id, "HAT")
    do(warehouse, edit_product, 1, {"style": "B"})
    taken = {"value": "A-01-M", "owner": "HAT"}
    assert refused(warehouse, new_sku, NewSku("围巾", style="A", colour="黑色", size="M")) == ("catalog.code_taken", taken)
    do(warehouse, bind_barcode, "C-01-M", first.id)
    taken = {"value": "C-01-M", "owner": "HAT"}
    assert refused(warehouse, new_sku, NewSku("围巾", style="C", colour="黑色", size="M")) == ("catalog.code_taken", taken)
    assert _count(warehouse, Product) == 1


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (NewSku(" "), "catalog.name_missing"),
        (NewSku(product_id=99), "catalog.unknown_product"),
        (NewSku("新", template_sku_id=99), "catalog.unknown_sku"),
        (NewSku("新", style="款"), "catalog.bad_style"),
        (NewSku("新", style="A B"), "catalog.bad_style"),
        (NewSku("新", style="A" * 21), "catalog.bad_style"),
        (NewSku("新", style="PD"), "catalog.command_code"),
        (NewSku("新", style="S0001"), "catalog.style_taken"),
        (NewSku("围巾", style="X"), "catalog.other_style"),
        (NewSku("新", price=Decimal("-1")), "catalog.bad_price"),
        (NewSku("新", price=Decimal("1.005")), "catalog.bad_price"),
        (NewSku("新", barcode="6901234567890"), "catalog.wrong_check_digit"),
        (NewSku("新", barcode="S0001-01-M"), "catalog.code_taken"),
        (NewSku("新", barcode="PD-UNDO"), "catalog.command_code"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(warehouse: Warehouse, wanted: NewSku, code: str) -> None:
    make(warehouse)
    assert refused(warehouse, new_sku, NewSku(**{**_fields(wanted), "colour": "黑色", "size": "S"}))[0] == code
    assert (_count(warehouse, Product), _count(warehouse, Sku)) == (1, 1)


def _fields(wanted: NewSku) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in NewSku.__dataclass_fields__}


def test_a_template_gives_what_is_not_said(warehouse: Warehouse) -> None:
    template = make(warehouse, price=Decimal("9.90"), category="服饰")
    do(warehouse, edit_sku, template.id, SkuChanges(weight_g=250, length_mm=300, width_mm=200, height_mm=20))
    do(warehouse, edit_product, 1, {"lots": True, "material": True})
    made = details(warehouse, make(warehouse, "披肩", template_sku_id=template.id, barcode=barcode(7)).id)
    assert (made.line.weight_g, made.length_mm, made.width_mm, made.height_mm) == (250, 300, 200, 20)
    assert (made.line.price, made.line.category, made.lots, made.material) == (Decimal("9.90"), "服饰", True, True)
    assert made.multiples == ((barcode(7), 1),)
    other = make(warehouse, "披肩", size="L", template_sku_id=template.id, price=Decimal("19.90"))
    assert details(warehouse, other.id).line.price == Decimal("19.90")


def test_style_numbers_pass_over_codes_that_are_there(warehouse: Warehouse) -> None:
    make(warehouse, style="S0007")
    made = make(warehouse, "帽子")
    assert made.seller_code == "S0008-01-M"
    do(warehouse, rename_sku, made.id, "S0009X")
    assert make(warehouse, "手套").seller_code == "S0010-01-M"


def test_a_matrix_skips_what_is_there(warehouse: Warehouse) -> None:
    there = make(warehouse, colour="红", size="M")
    matrix = do(warehouse, new_skus, NewSku("围巾"), ["红", "蓝"], ["S", "M", "L"])
    assert [sku.seller_code for sku in matrix.there] == [there.seller_code]
    assert {(sku.colour, sku.size) for sku in matrix.made} == {("红", "S"), ("红", "L"), ("蓝", "S"), ("蓝", "M"), ("蓝", "L")}
    assert len({sku.seller_code for sku in matrix.made} | {there.seller_code}) == 6
    again = do(warehouse, new_skus, NewSku(product_id=matrix.product_id), ["红", "蓝"], ["S", "M", "L"])
    assert (again.made, len(again.there)) == ((), 6)
    assert problems_of(warehouse) == []


def test_sixty_skus_at_once(warehouse: Warehouse) -> None:
    matrix = do(warehouse, new_skus, NewSku("裙子"), [f"颜色{n}" for n in range(12)], ["XS", "S", "M", "L", "XL"])
    assert len(matrix.made) == 60
    assert matrix.made[0].seller_code == "S0001-01-XS"
    assert matrix.made[-1].seller_code == "S0001-12-XL"


@pytest.mark.parametrize(
    ("colours", "sizes", "code"),
    [
        ([], ["S"], "catalog.matrix_empty"),
        (["红"], [], "catalog.matrix_empty"),
        (["red", "RED"], ["S"], "catalog.word_twice"),
        (["红"], ["ＸＬ", "xl"], "catalog.word_twice"),
        ([f"c{n}" for n in range(MOST_AT_ONCE)], ["S", "M"], "catalog.matrix_large"),
        (["A-B", "A"], ["C", "B-C"], "catalog.code_taken"),
    ],
)
def test_a_matrix_that_cannot_be(warehouse: Warehouse, colours: list[str], sizes: list[str], code: str) -> None:
    assert refused(warehouse, new_skus, NewSku("围巾"), colours, sizes)[0] == code
    assert _count(warehouse, Product) == 0


def test_two_desks_making_the_same_sku_make_it_once(warehouse: Warehouse) -> None:
    outcomes: list[str] = []

    def desk() -> None:
        try:
            with warehouse.transaction(SYSTEM, DESK) as tx:
                outcomes.append(new_sku(tx, NewSku("围巾", colour="黑色", size="M")).seller_code)
        except WarehouseError as error:
            outcomes.append(error.code)

    desks = [Thread(target=desk) for _ in range(2)]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    assert sorted(outcomes) == ["S0001-01-M", "catalog.variant_there"]
    assert (_count(warehouse, Product), _count(warehouse, Sku)) == (1, 1)


def test_a_barcode_is_bound_once_and_to_one_sku(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    do(warehouse, bind_barcode, " CARTON-1 ", 1, 12)
    do(warehouse, bind_barcode, "CARTON-1", 1, 12)
    assert details(warehouse, 1).multiples == ((barcode(1), 1), ("CARTON-1", 12))
    taken = {"barcode": "CARTON-1", "owner": "SKU1"}
    assert refused(warehouse, bind_barcode, "CARTON-1", 2, 12) == ("catalog.barcode_taken", taken)
    other = {"barcode": "CARTON-1", "multiple": 12}
    assert refused(warehouse, bind_barcode, "CARTON-1", 1) == ("catalog.other_multiple", other)
    do(warehouse, bind_barcode, "SKU1", 1)
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("code", "sku_id", "multiple", "said"),
    [
        ("", 1, 1, "catalog.bad_barcode"),
        ("条码", 1, 1, "catalog.bad_barcode"),
        ("A B", 1, 1, "catalog.bad_barcode"),
        ("pd-confirm", 1, 1, "catalog.command_code"),
        ("6901234567890", 1, 1, "catalog.wrong_check_digit"),
        ("NEW", 1, 0, "catalog.bad_multiple"),
        ("NEW", 1, -3, "catalog.bad_multiple"),
        ("NEW", 1, 1.5, "catalog.bad_multiple"),
        ("NEW", 1, True, "catalog.bad_multiple"),
        ("NEW", 99, 1, "catalog.unknown_sku"),
        ("SKU2", 1, 1, "catalog.code_taken"),
        ("OLD2", 1, 1, "catalog.code_taken"),
    ],
)
def test_a_barcode_that_cannot_be_bound(warehouse: Warehouse, code: str, sku_id: int, multiple: int, said: str) -> None:
    add_products(warehouse, 2)
    do(warehouse, rename_sku, 2, "OLD2")
    do(warehouse, rename_sku, 2, "SKU2")
    assert refused(warehouse, bind_barcode, code, sku_id, multiple)[0] == said
    assert details(warehouse, 1).multiples == ((barcode(1), 1),)


def test_a_merged_sku_takes_no_barcode(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    do(warehouse, merged, 1, 2, "SKU1")
    assert refused(warehouse, bind_barcode, "NEW", 1)[0] == "catalog.unknown_sku"
    do(warehouse, bind_barcode, "SKU1", 2)


def test_goods_without_a_barcode_get_one_of_the_shops_own(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    bare = make(warehouse).id
    assert do(warehouse, give_barcode, [1, bare, bare]) == {bare: in_store_ean(bare)}
    assert is_ean13(details(warehouse, bare).line.barcodes[0])
    assert do(warehouse, give_barcode, [1, bare]) == {}
    do(warehouse, move_barcode, in_store_ean(bare), 1)
    assert do(warehouse, give_barcode, [bare]) == {bare: in_store_eans(bare)[1]}
    assert refused(warehouse, give_barcode, [bare, 99])[0] == "catalog.unknown_sku"
    assert problems_of(warehouse) == []
