"""Search over all orders: every field finds, by any part, on both databases; what changed or went is no longer found by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from tests.reports.damage import do_damage
from tests.shop import (
    DAY,
    add_orders,
    add_products,
    do,
    ids_of,
    line,
    open_shop,
    order,
    order_file,
    pack,
    problems_of,
    release_and_wave,
)  # fmt: skip
from warehouse_app.orders import queries, search
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.queries import NOT_LEFT, OrderFilter, orders_page
from warehouse_app.store import migrate
from warehouse_app.store.warehouse import Warehouse

ONE = order(
    "4001234567890123456", (line("MUG-RED-01", 1, sub_number="4001234567890999888", title="手绘陶瓷马克杯 大号"),),
    buyer="tb_王小明88", recipient="欧阳娜娜", phone="0571-88886666", mobile="13911112222",
    message="请尽快发货谢谢", note="送贺卡一张",
)  # fmt: skip
TWO = order("4009999", {"SKU1": 1}, buyer="Other", recipient="李四", mobile="13700000000")
BY_FIELD = {
    "number": "4567890123", "whole number": ONE.number, "sub-order": "4001234567890999888", "part of a sub-order": "999888",
    "buyer": "王小明", "buyer, upper case": "TB_王", "recipient": "阳娜娜", "phone": "88886666", "mobile": "1112222",
    "message": "尽快发货", "note": "送贺卡", "seller code": "mug-red", "title": "陶瓷马克杯", "title with a blank": "马克杯 大",
}  # fmt: skip


def _found(warehouse: Warehouse, text: str, *states: str) -> list[str]:
    with warehouse.reading() as session:
        return sorted(row.number for row in orders_page(session, OrderFilter(text=text, states=states)).rows)


@pytest.fixture
def left(warehouse: Warehouse) -> Warehouse:
    """Two orders that are done with, so nothing but the indexes finds them."""
    add_products(warehouse, 1)
    add_orders(warehouse, ONE, TWO)
    for number in (ONE.number, TWO.number):
        do(warehouse, cancel, ids_of(warehouse, number), "test")
    return warehouse


def test_an_order_that_left_is_found_by_any_part_of_every_field(left: Warehouse) -> None:
    for field, text in BY_FIELD.items():
        assert _found(left, text) == [ONE.number], field
        assert _found(left, text, "cancelled") == [ONE.number], field
        assert _found(left, text, *NOT_LEFT) == [], field
    assert problems_of(left) == []


def test_two_characters_are_found_wherever_they_stand(left: Warehouse) -> None:
    for pair in ("欧阳", "阳娜", "娜娜", "王小", "tB", "88", "_王", "谢谢", "贺卡", "克杯", "大号", "G-", "01", "56"):
        assert _found(left, pair) == _found(left, pair, "cancelled") == [ONE.number], pair
        assert _found(left, pair, "shipped") == [], pair
    assert _found(left, "李四") == [TWO.number]
    assert _found(left, "四欧") == _found(left, "娜欧") == _found(left, "%%") == _found(left, '""') == []


def test_one_character_finds_the_beginning_and_three_any_part(left: Warehouse) -> None:
    assert _found(left, "欧") == [ONE.number]
    assert _found(left, "娜", "cancelled") == [ONE.number]  # few orders of a state are read whole
    assert _found(left, "欧阳娜") == _found(left, " 阳娜娜 ") == [ONE.number]


@pytest.mark.parametrize(
    "text", ['"', '"""', "%%%", "___", "a AND b", "buyer:x", "*马克杯", "(((", "\0\0\0\0", "NOT", "'; --", "^40", "\\\\\\"]
)
def test_special_characters_are_letters_that_stand_nowhere(left: Warehouse, text: str) -> None:
    if "\0" in text and left.engine.dialect.name == "postgresql":
        return  # that server takes no such character
    assert _found(left, text) == []


@pytest.mark.parametrize("name", ['say "hi" now', "100%_sure", "a*b^c:d", "x AND y", "it's (me)"])
def test_special_characters_find_themselves(warehouse: Warehouse, name: str) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}, note=name), order("2", {"SKU1": 1}, note="100 percent sure"))
    do(warehouse, cancel, ids_of(warehouse, "1", "2"), "test")
    assert _found(warehouse, name) == _found(warehouse, name[1:-1]) == ["1"]


def test_a_newer_file_changes_what_an_order_is_found_by(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_orders(warehouse, ONE)
    lines = (*ONE.lines, line("SKU2", 1, row=3, sub_number="4001234567890777000", title="全新雨伞"))
    newer = replace(ONE, recipient="司马相如", note="改地址了", lines=lines)
    do(warehouse, import_orders, [order_file([newer], name="newer", modified=DAY + timedelta(hours=1))])
    for text in ("司马相如", "改地址", "全新雨伞", "SKU2", "777000", "陶瓷马克杯"):
        assert _found(warehouse, text) == [ONE.number], text
    for text in ("欧阳娜娜", "送贺卡"):
        assert _found(warehouse, text) == [], text
    assert problems_of(warehouse) == []


def test_a_line_or_order_changed_by_any_hand_is_found_by_what_it_says_now(left: Warehouse) -> None:
    with left.engine.begin() as connection:
        connection.execute(sql("UPDATE order_line SET title = '全新雨伞', sub_number = '777555' WHERE sub_number <> ''"))
        connection.execute(sql("UPDATE orders SET message = '不要放驿站', buyer = buyer"))
    assert _found(left, "全新雨伞") == _found(left, "777555") == [ONE.number]
    assert _found(left, "陶瓷马克杯") == _found(left, "999888") == _found(left, "尽快发货") == []
    assert _found(left, "放驿站") == sorted([ONE.number, TWO.number])
    assert problems_of(left) == []


def test_a_number_is_found_though_many_newer_ones_end_alike(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    add_products(warehouse, 1)
    numbers = [f"30{n:04d}000000" for n in range(1, 9)]
    add_orders(warehouse, *(order(number, {"SKU1": 1}) for number in numbers))
    for number in numbers:
        assert _found(warehouse, number) == [number]


def test_lines_that_are_deleted_are_found_no_more(local_warehouse: Warehouse) -> None:
    add_products(local_warehouse, 1)
    add_orders(local_warehouse, ONE)
    with local_warehouse.engine.begin() as connection:
        connection.execute(sql("DELETE FROM order_line"))
    assert _found(local_warehouse, "陶瓷马克杯") == _found(local_warehouse, "999888") == []
    assert _found(local_warehouse, "欧阳娜娜") == [ONE.number]
    assert problems_of(local_warehouse) == []


def test_a_parcel_that_left_is_found_by_any_part_of_its_waybill_number(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}, mobile="13912345678"), order("2", {"SKU1": 1}, mobile=""))
    release_and_wave(warehouse)
    pack(warehouse, "1")
    assert _found(warehouse, numbers[0]) == ["1"]
    assert _found(warehouse, numbers[0][-4:]) == ["1"]
    assert _found(warehouse, numbers[0][:6]) == ["1", "2"]


def test_without_the_right_rows_are_masked_though_found(left: Warehouse) -> None:
    with left.reading() as session:
        (hidden,) = orders_page(session, OrderFilter(text="欧阳娜娜")).rows
        (shown,) = orders_page(session, OrderFilter(text="欧阳娜娜"), reveal=True).rows
    assert (hidden.recipient, shown.recipient) == ("欧***", "欧阳娜娜")


@pytest.fixture
def common(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """Twelve orders of the same goods, of which the first waits, the next two are unpaid, the others left; limits of three."""
    monkeypatch.setattr(search, "MOST", 3)
    monkeypatch.setattr(search, "FEW", 3)
    add_products(warehouse, 1)
    unpaid = {"status": OrderStatus.UNPAID, "paid_at": None}
    add_orders(warehouse, *(order(f"1{n:02d}", {"SKU1": 1}, **(unpaid if n in (1, 2) else {})) for n in range(12)))
    do(warehouse, cancel, ids_of(warehouse, *(f"1{n:02d}" for n in range(3, 12))), "test")
    return warehouse


def test_of_a_common_word_all_that_are_here_and_the_newest_that_left_are_told(common: Warehouse) -> None:
    assert _found(common, "标题SKU") == ["100", "101", "102", "109", "110", "111"]
    assert _found(common, "标题SKU", *NOT_LEFT) == ["100"]
    assert _found(common, "标题SKU", "cancelled") == ["109", "110", "111"]


def test_of_a_state_with_few_orders_all_are_told(common: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", 100)
    assert _found(common, "标题SKU", "cancelled") == [f"1{n:02d}" for n in range(3, 12)]


def test_goods_of_many_kinds_are_found_by_walking_back_through_the_lines(
    left: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MANY_GOODS", 0)
    assert _found(left, "陶瓷马克杯") == [ONE.number]
    assert _found(left, "标题SKU1") == [TWO.number]


def test_pages_and_order_of_the_list_stay_as_they_are_without_a_text(common: Warehouse) -> None:
    with common.reading() as session:
        page = orders_page(session, OrderFilter(text="标题SKU"), offset=1, limit=2, sort="number", descending=True)
    assert ([row.number for row in page.rows], page.total) == (["110", "109"], 6)


def test_a_text_longer_than_any_is_found_by_its_beginning(warehouse: Warehouse) -> None:
    long = "".join(chr(0x4E00 + n) for n in range(search.LONGEST))
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}, message=long + "完"))
    assert _found(warehouse, (long + "完") * 2_000) == ["1"]
    assert _found(warehouse, "无" * 300_000) == []


def test_the_step_makes_the_orders_that_are_there_findable(left: Warehouse) -> None:
    migrate.downgrade(left.engine, "0002")
    migrate.upgrade(left.engine)
    for field, text in (BY_FIELD | {"a pair at the end": "娜娜"}).items():
        assert _found(left, text) == [ONE.number], field
    assert problems_of(left) == []


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM search_goods_line", "INSERT INTO search_order (rowid, number) VALUES (99, 'x')",
     "INSERT INTO search_waybill (rowid, reference) VALUES (99, 'x')", "DELETE FROM search_goods"],
)  # fmt: skip
def test_check_sees_what_cannot_be_found(local_warehouse: Warehouse, damage: str) -> None:
    add_products(local_warehouse, 1)
    add_orders(local_warehouse, ONE)
    do_damage(local_warehouse, (), damage)
    assert problems_of(local_warehouse) == ["check.search"]


def test_the_number_of_statements_does_not_grow_with_what_is_found(local_warehouse: Warehouse) -> None:
    assert set(queries.STILL_HERE) & {"shipped", "done", "cancelled"} == set()
    with local_warehouse.reading() as session:
        assert search.newest(session, "任何字词") == search.Found([], False)
