"""The catalogue put right: old codes keep finding their goods, and nothing is changed without a trace."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.catalog.goods import details, make, merged, refused
from tests.shop import (
    DESK,
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    barcode,
    do,
    order,
    parsed,
    problems_of,
    release_and_wave,
    states_of,
)
from warehouse_app.catalog.codes import Goods, goods, goods_fast
from warehouse_app.catalog.commands import compare_products, import_products
from warehouse_app.catalog.editing.commands import (
    edit_product,
    edit_sku,
    move_barcode,
    remove_measure,
    rename_sku,
    set_measure,
    unbind_barcode,
)
from warehouse_app.catalog.editing.queries import products_page, sku_details, skus_page
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.labelling.queries import item_labels
from warehouse_app.catalog.making.commands import bind_barcode, new_skus
from warehouse_app.catalog.making.skus import NewSku
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Warehouse


def _named(warehouse: Warehouse, *codes: str) -> Goods | None:
    """What the codes name, by both ways of asking."""
    with warehouse.transaction(SYSTEM, DESK) as tx:
        found, fast = goods(tx.connection, codes), goods_fast(tx, codes)
    assert found == fast
    return found


def _trail(warehouse: Warehouse) -> list[tuple[str, str, dict[str, Any]]]:
    with warehouse.reading() as session:
        rows = session.execute(select(Audit.kind, Audit.subject, Audit.fields).order_by(Audit.id)).all()
    return [(row.kind, row.subject, row.fields) for row in rows]


def test_a_barcode_goes_before_a_seller_code_before_a_former_code(warehouse: Warehouse) -> None:
    add_products(warehouse, 3)
    do(warehouse, rename_sku, 3, "NEW3")
    do(warehouse, bind_barcode, "BOX", 1, 12)
    assert _named(warehouse, "SKU3") == Goods(3, 1, "SKU3", "former")
    assert _named(warehouse, "SKU3", "SKU2") == Goods(2, 1, "SKU2", "sku")
    assert _named(warehouse, "SKU3", "SKU2", "BOX") == Goods(1, 12, "BOX", "barcode")
    assert _named(warehouse, "SKU2", "SKU1") == Goods(2, 1, "SKU2", "sku")
    assert _named(warehouse, *(f"NO{n}" for n in range(9)), "NEW3") == Goods(3, 1, "NEW3", "sku")
    assert _named(warehouse, "sku1", "nothing") is None
    assert _named(warehouse) is None


def test_a_merged_skus_code_names_the_goods_it_became(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    do(warehouse, merged, 1, 2, "SKU1")
    assert _named(warehouse, "SKU1") == Goods(2, 1, "SKU1", "former")
    with warehouse.reading() as session:
        (meaning,) = meanings(session.connection(), ["SKU1"])
    assert (meaning.kind, meaning.id) == (Kind.SKU, 2)


def test_a_renamed_sku_is_found_by_both_codes_at_every_desk(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 5})
    do(warehouse, rename_sku, 1, " NEW1 ", " one code for all ")
    with warehouse.reading() as session:
        found = {meaning.code: (meaning.kind, meaning.id) for meaning in meanings(session.connection(), ["SKU1", "NEW1"])}
    assert found == {"SKU1": (Kind.SKU, 1), "NEW1": (Kind.SKU, 1)}
    add_orders(warehouse, order("N1", {"SKU1": 1}), order("N2", {"NEW1": 2}))
    add_waybills(warehouse, 2)
    release_and_wave(warehouse)
    assert states_of(warehouse) == {"N1": "in_wave", "N2": "in_wave"}
    assert _trail(warehouse)[-1] == ("sku_renamed", "NEW1", {"before": "SKU1", "reason": "one code for all"})
    assert problems_of(warehouse) == []


def test_a_code_may_go_back_and_forth(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    for code in ("B", "SKU1", "B", "B"):
        do(warehouse, rename_sku, 1, code)
    assert (details(warehouse, 1).line.seller_code, details(warehouse, 1).former_codes) == ("B", ("SKU1",))
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("SKU2", "catalog.code_taken"),
        ("OLD", "catalog.code_taken"),
        (barcode(2), "catalog.code_taken"),
        ("", "catalog.bad_code"),
        ("新编码", "catalog.bad_code"),
        ("A B", "catalog.bad_code"),
        ("PD-WEIGH", "catalog.command_code"),
    ],
)
def test_a_code_that_cannot_be_given(warehouse: Warehouse, code: str, said: str) -> None:
    add_products(warehouse, 2)
    do(warehouse, rename_sku, 2, "OLD")
    do(warehouse, rename_sku, 2, "SKU2")
    assert refused(warehouse, rename_sku, 1, code)[0] == said
    assert refused(warehouse, rename_sku, 99, "X")[0] == "catalog.unknown_sku"
    assert _named(warehouse, "SKU1") == Goods(1, 1, "SKU1", "sku")


def test_an_old_list_changes_the_renamed_sku_and_makes_no_new_one(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    do(warehouse, rename_sku, 1, "NEW1")
    row = ProductRow(2, "SKU1", colour="白色", barcodes=(barcode(1), "BOX"))
    with warehouse.reading() as session:
        (change,) = compare_products(session, parsed([row])).changes
    assert (change.kind, change.fields["colour"]) == ("changed", ("黑色", "白色"))
    do(warehouse, import_products, parsed([row]))
    assert details(warehouse, 1).line.colour == "白色"
    assert details(warehouse, 1).line.barcodes == (barcode(1), "BOX")
    both = do(warehouse, import_products, parsed([row, ProductRow(3, "NEW1", colour="红色")]))
    assert [(p.row, p.code, p.fields) for p in both.errors] == [(3, "catalog.same_sku_twice", {"first": 2})]
    assert problems_of(warehouse) == []


def test_a_barcode_moved_to_another_sku_keeps_its_pieces_and_leaves_a_trace(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    do(warehouse, bind_barcode, "BOX", 1, 12)
    do(warehouse, move_barcode, "BOX", 2, "wrong box ")
    do(warehouse, move_barcode, "BOX", 2)
    assert _named(warehouse, "BOX") == Goods(2, 12, "BOX", "barcode")
    assert _trail(warehouse)[-1] == ("barcode_moved", "BOX", {"before": "SKU1", "after": "SKU2", "reason": "wrong box"})
    do(warehouse, unbind_barcode, "BOX")
    assert _named(warehouse, "BOX") is None
    assert _trail(warehouse)[-1] == ("barcode_unbound", "BOX", {"before": "SKU2", "multiple": 12})
    for command, arguments in ((move_barcode, ("BOX", 1)), (unbind_barcode, ("BOX",))):
        assert refused(warehouse, command, *arguments) == ("catalog.unknown_barcode", {"barcode": "BOX"})
    assert refused(warehouse, move_barcode, barcode(1), 99)[0] == "catalog.unknown_sku"


def test_what_is_named_changes_and_the_rest_stays(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    do(warehouse, edit_sku, 1, {"colour": " 白色 ", "price": Decimal("9.90"), "length_mm": 300})
    found = details(warehouse, 1)
    assert (found.line.colour, found.line.size, found.line.price, found.line.weight_g) == ("白色", "M", Decimal("9.90"), 100)
    assert (found.length_mm, found.width_mm) == (300, None)
    fields = {"colour": ["黑色", "白色"], "price": [None, "9.90"], "length_mm": [None, 300]}
    assert _trail(warehouse)[-1] == ("sku_edited", "SKU1", fields)
    before = len(_trail(warehouse))
    do(warehouse, edit_sku, 1, {"colour": "白色"})
    assert len(_trail(warehouse)) == before
    do(warehouse, edit_sku, 1, {"weight_g": None})
    assert details(warehouse, 1).line.weight_g is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"price": Decimal("-0.01")}, "catalog.bad_price"),
        ({"weight_g": -1}, "catalog.bad_number"),
        ({"weight_g": 1.5}, "catalog.bad_number"),
        ({"width_mm": 0}, "catalog.bad_number"),
        ({"height_mm": 100_001}, "catalog.bad_number"),
        ({"size": "l"}, "catalog.variant_there"),
    ],
)
def test_a_change_that_cannot_be(warehouse: Warehouse, changes: Any, said: str) -> None:
    first = make(warehouse)
    make(warehouse, size="L")
    assert refused(warehouse, edit_sku, first.id, changes)[0] == said
    assert refused(warehouse, edit_sku, 99, changes)[0] in (said, "catalog.unknown_sku")


def test_a_product_is_renamed_unless_another_has_the_name_or_style(warehouse: Warehouse) -> None:
    make(warehouse)
    make(warehouse, "帽子")
    do(warehouse, edit_product, 1, {"name": "长围巾", "category": "服饰", "lots": True})
    with warehouse.reading() as session:
        (row,) = products_page(session, text="长围").rows
    assert (row.name, row.category, row.style, row.lots) == ("长围巾", "服饰", "S0001", True)
    assert refused(warehouse, edit_product, 1, {"name": "帽子"}) == ("catalog.product_taken", {"name": "帽子"})
    assert refused(warehouse, edit_product, 1, {"name": " "})[0] == "catalog.name_missing"
    assert refused(warehouse, edit_product, 1, {"style": "S0002"})[0] == "catalog.style_taken"
    assert refused(warehouse, edit_product, 1, {"style": "款"})[0] == "catalog.bad_style"
    assert refused(warehouse, edit_product, 99, {"name": "X"})[0] == "catalog.unknown_product"


def test_measures_are_kept_replaced_and_forgotten(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    for name, mm in (("腰围", 700), (" 腰围 ", 720), ("衣长", 655)):
        do(warehouse, set_measure, 1, name, mm)
    assert dict(details(warehouse, 1).measures) == {"腰围": 720, "衣长": 655}
    do(warehouse, remove_measure, 1, "衣长")
    do(warehouse, remove_measure, 1, "衣长")
    assert details(warehouse, 1).measures == (("腰围", 720),)
    assert refused(warehouse, set_measure, 1, " ", 1)[0] == "catalog.measure_name"
    assert refused(warehouse, set_measure, 1, "宽" * 21, 1)[0] == "catalog.measure_name"
    assert refused(warehouse, set_measure, 1, "宽", 0)[0] == "catalog.bad_number"
    assert refused(warehouse, set_measure, 1, "宽", 1.5)[0] == "catalog.bad_number"
    assert refused(warehouse, set_measure, 99, "宽", 5)[0] == "catalog.unknown_sku"


def test_products_show_their_colours_and_sizes_in_order(warehouse: Warehouse) -> None:
    do(warehouse, new_skus, NewSku("围巾", category="服饰"), ["红", "蓝"], ["XL", "S", "2XL", "M"])
    first = make(warehouse, "帽子", "", "均码", barcode=barcode(5))
    with warehouse.reading() as session:
        hat, scarf = products_page(session, sort="skus").rows
        assert (scarf.colours, scarf.sizes) == (("红", "蓝"), ("S", "M", "XL", "2XL"))
        assert (scarf.skus, scarf.barcodes_missing, scarf.style, scarf.category) == (8, 8, "S0001", "服饰")
        assert (hat.colours, hat.sizes, hat.skus, hat.barcodes_missing) == ((), ("均码",), 1, 0)
        for text in ("帽", "s0002", first.seller_code, barcode(5)):
            assert [row.name for row in products_page(session, text=text).rows] == ["帽子"]
        assert [row.name for row in products_page(session, sort="barcodes_missing", descending=True).rows] == ["围巾", "帽子"]
        assert (products_page(session, limit=1).total, len(products_page(session, limit=1).rows)) == (2, 1)


def test_skus_of_one_product_stand_by_colour_and_size(warehouse: Warehouse) -> None:
    matrix = do(warehouse, new_skus, NewSku("围巾"), ["红", "蓝"], ["XL", "S", "M"])
    make(warehouse, "帽子", barcode=barcode(5))
    do(warehouse, rename_sku, matrix.made[0].id, "HAT")
    with warehouse.reading() as session:
        page = skus_page(session, product_id=matrix.product_id, limit=4)
        assert [(row.colour, row.size) for row in page.rows] == [("红", "S"), ("红", "M"), ("红", "XL"), ("蓝", "S")]
        assert page.total == 6
        by_size = skus_page(session, product_id=matrix.product_id, sort="size", descending=True, offset=4).rows
        assert [(row.colour, row.size) for row in by_size] == [("蓝", "S"), ("红", "S")]
        assert skus_page(session, missing_barcode=True).total == 6
        assert skus_page(session, text=barcode(5)).rows[0].barcodes == (barcode(5),)
        assert [row.seller_code for row in skus_page(session, text=matrix.made[0].seller_code).rows] == ["HAT"]
        assert skus_page(session, sort="seller_code", descending=True).rows[0].name == "帽子"
        assert sku_details(session, 999) is None


def test_a_page_takes_the_same_few_statements_whatever_its_length(local_warehouse: Warehouse) -> None:
    add_products(local_warehouse, 120)
    counts = []
    with local_warehouse.reading() as session:
        said: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *args: said.append(args[2]))
        for limit in (1, 100):
            for page in (products_page, skus_page):
                said.clear()
                assert len(page(session, limit=limit).rows) == limit  # type: ignore[operator]  # pages of different rows
                counts.append(len(said))
    assert counts == [4, 3, 4, 3]


def test_labels_carry_what_the_catalogue_knows(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    do(warehouse, bind_barcode, "0BOX", 1, 12)
    bare = make(warehouse, price=Decimal("9.90"))
    do(warehouse, bind_barcode, "BOX", bare.id, 6)
    do(warehouse, set_measure, bare.id, "腰围", 720)
    with warehouse.reading() as session:
        first, second = item_labels(session, {bare.id: 2, 1: 1, 99: 5}, price=True)
    assert (first.barcode, first.price, first.measures, first.copies) == ("", Decimal("9.90"), (("腰围", 720),), 2)
    assert (second.seller_code, second.barcode, second.size) == ("SKU1", barcode(1), "M")
