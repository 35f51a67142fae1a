from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.catalog.files import PRODUCT_FIELDS
from warehouse_app.catalog.kits.files import KIT_FIELDS
from warehouse_app.dispatch.files import WAYBILL_FIELDS
from warehouse_app.dispatch.following.files import TRACKING
from warehouse_app.dispatch.freight.files import BILL_FIELDS
from warehouse_app.orders.files import LAYOUTS, ORDER_FIELDS, Lock
from warehouse_app.places import RESOURCES
from warehouse_app.restock.past.files import PAST_FIELDS
from warehouse_app.restock.seasons.files import SEASON_FIELDS
from warehouse_app.sheets.mapping import Field, Layout, chosen_columns, fold, header_fingerprint, match, recognise
from warehouse_app.stock.bins.files import BIN_FIELDS
from warehouse_app.stock.files import STOCK_FIELDS

FIELDS = (Field("code", ("商家编码", "SKU"), required=True), Field("weight", ("重量(克)",)), Field("name", ("Name",)))


@pytest.mark.parametrize(
    "name",
    [
        "商家编码",
        " 商家编码 ",
        "\ufeff商家编码",
        '"商家编码"',
        "*商家编码",
        "商家编码（必填）",
        "商家 编码",
        "商家编码*:",
    ],
)
def test_spellings_of_one_name(name: str) -> None:
    assert fold(name) == fold("商家编码")


def test_full_width_and_case() -> None:
    assert fold("重量（ＫＧ）") == fold("重量(kg)")
    assert fold("Order_Number") == fold("order number")


def test_different_names_stay_different() -> None:
    assert fold("商家编码-规格维度") != fold("商家编码-商品维度")
    assert fold("重量(克)") != fold("重量(千克)")


def test_best_synonym_wins_and_the_first_of_two_columns() -> None:
    assert match(["SKU", "商家编码", "商家编码", ""], FIELDS) == {"code": 1}


def test_layout_needs_its_marks_and_not_what_it_never_has() -> None:
    layout = Layout("x", FIELDS, marks=(("weight", "name"),), absent=("数量",))
    assert recognise(["SKU"], [layout]) is None
    assert recognise(["Name", "重量（克）"], [layout]) is None
    assert recognise(["SKU", "Name", "数量"], [layout]) is None
    assert recognise(["SKU", "Name"], [layout]) == (layout, {"code": 0, "name": 1})


def test_mapping_of_a_person() -> None:
    assert chosen_columns(["a", " B "], {"code": "b", "name": ""}) == {"code": 1}
    assert chosen_columns(["a"], {"code": "b"}) is None
    assert chosen_columns(["a"], {}) is None


@given(st.lists(st.text(max_size=8), max_size=8), st.randoms())
def test_fingerprint_does_not_depend_on_the_order(header: list[str], random: object) -> None:
    mixed = list(header)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert header_fingerprint(mixed) == header_fingerprint([*header, ""])


def test_fingerprint_tells_tables_apart() -> None:
    assert header_fingerprint(["订单号", "数量"]) != header_fingerprint(["订单号", "数量", "备注"])


def test_every_field_and_lock_has_its_words() -> None:
    sentences = tomllib.loads((RESOURCES / "sentences" / "sheets.toml").read_text(encoding="utf-8"))
    fields = (
        *PRODUCT_FIELDS, *KIT_FIELDS, *BIN_FIELDS, *STOCK_FIELDS, *WAYBILL_FIELDS, *ORDER_FIELDS, *TRACKING.fields,
        *BILL_FIELDS, *PAST_FIELDS, *SEASON_FIELDS,
    )  # fmt: skip
    codes = {field.label for field in fields} | {lock.code for lock in Lock if lock}
    assert codes <= {f"sheets.{key}" for key in sentences}
    assert {f"sheets.{key}" for key in sentences if key.startswith(("field_", "lock_"))} == codes


def test_no_layout_names_a_field_twice() -> None:
    for layout in LAYOUTS:
        names = [field.name for field in layout.fields]
        assert len(names) == len(set(names)), layout.name
        assert {name for group in layout.marks for name in group} <= set(names), layout.name
