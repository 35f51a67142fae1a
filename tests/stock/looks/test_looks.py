"""Looking at stock: every grouping adds up, pages are the whole, and the number of statements does not grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.shop import add_orders, add_products, do, order, parsed, problems_of
from tests.stock.shelves import places, put, refused, shelves, statements
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.inbound.looks import stock_groups
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Supplier
from warehouse_app.orders.release import release
from warehouse_app.stock.bins.commands import save_bin
from warehouse_app.stock.looks.account import account_rows, running_account
from warehouse_app.stock.looks.figures import Figures
from warehouse_app.stock.looks.floor import Odd, floor, odd_bins
from warehouse_app.stock.looks.matrix import matrix
from warehouse_app.stock.looks.queries import By, group_page
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.stock.moving import commands as moving
from warehouse_app.store.warehouse import Tx, Warehouse

EVERY: tuple[By, ...] = ("sku", "product", "bin", "zone", "category")
FIGURES = ("on_hand", "reserved", "available", "dock", "quarantined")


def _busy(warehouse: Warehouse) -> None:
    """SKU 1 in two bins, promised, at the dock and in quarantine; SKU 2 in a bin nobody sells from; SKU 3 nowhere."""
    shelves(warehouse)
    do(warehouse, save_bin, "B-1", "B", sellable=False)
    for place, sku, pieces in (("A-2", 1, 5), ("DOCK", 1, 7), ("QUARANTINE", 1, 2), ("B-1", 2, 3)):
        put(warehouse, place, sku, pieces)
    add_orders(warehouse, order("1", {"SKU1": 4}))
    do(warehouse, release)


def test_every_grouping_adds_up(warehouse: Warehouse) -> None:
    _busy(warehouse)
    with warehouse.reading() as session:
        pages = {by: group_page(session, by=by) for by in EVERY}
    by_sku = {row.code: row.figures for row in pages["sku"].rows}
    assert by_sku == {
        "SKU1": Figures(15, 4, 11, 7, 2), "SKU2": Figures(3, 0, 0, 0, 0), "SKU3": Figures(),
    }  # fmt: skip
    assert {row.code: row.figures.on_hand for row in pages["bin"].rows} == {
        "DOCK": 0, "DESK": 0, "A-1": 10, "A-2": 5, "A-3": 0, "B-1": 3,
    }  # fmt: skip
    assert {row.code: (row.figures.on_hand, row.figures.available, row.kinds) for row in pages["zone"].rows} == {
        "": (15, 11, 1), "B": (3, 0, 1),
    }  # fmt: skip
    for by in EVERY:
        for name in FIGURES:
            if by in ("bin", "zone") and name == "quarantined":
                continue
            whole = sum(getattr(figures, name) for figures in by_sku.values())
            assert sum(getattr(row.figures, name) for row in pages[by].rows) == whole, (by, name)
    assert problems_of(warehouse) == ["check.dock"]  # put there without a receipt


@pytest.mark.parametrize("by", EVERY)
def test_pages_sorted_any_way_are_the_whole_list(warehouse: Warehouse, by: By) -> None:
    _busy(warehouse)
    with warehouse.reading() as session:
        for sort in ("code", "name", *FIGURES, "expected"):
            for descending in (False, True):
                whole = group_page(session, by=by, sort=sort, descending=descending)
                parts = [group_page(session, by=by, sort=sort, descending=descending, offset=n, limit=2) for n in range(0, 8, 2)]
                assert [row for part in parts for row in part.rows] == whole.rows
                if sort in FIGURES:
                    values = [getattr(row.figures, sort) for row in whole.rows]
                    assert values == sorted(values, reverse=descending)
        assert group_page(session, by=by, text="%").total == 0


def test_groups_are_searched(warehouse: Warehouse) -> None:
    _busy(warehouse)
    with warehouse.reading() as session:
        assert [row.code for row in group_page(session, by="sku", text="sku2").rows] == ["SKU2"]
        assert [row.code for row in group_page(session, by="product", text="商品3").rows] == ["商品3"]
        assert [row.code for row in group_page(session, by="bin", text="a-").rows] == ["A-1", "A-2", "A-3"]
        assert [row.code for row in group_page(session, by="zone", text="b").rows] == ["B"]


def test_expired_goods_are_not_available(warehouse: Warehouse) -> None:
    shelves(warehouse)
    put(warehouse, "A-2", 1, 5, lot="L1")
    do(warehouse, set_expiry, 1, "L1", date(2026, 11, 3))
    with warehouse.reading() as session:
        for today, available in ((None, 15), (date(2026, 11, 3), 15), (date(2026, 11, 4), 10)):
            assert group_page(session, by="sku", text="SKU1", today=today).rows[0].figures.available == available


def _order(tx: Tx) -> None:
    tx.session.add(Supplier(name="s"))
    tx.session.flush()
    for number, state in enumerate(("draft", "sent", "partly", "closed"), 1):
        tx.session.add(PurchaseOrder(number=state, supplier_id=1, state=state))
        tx.session.flush()
        tx.session.add(PurchaseLine(order_id=number, sku_id=1, quantity=10, received=12 if state == "partly" else 3))
        tx.session.add(PurchaseLine(order_id=number, sku_id=2, quantity=5))
    tx.session.flush()


def test_what_is_expected_is_what_was_ordered_and_has_not_come(warehouse: Warehouse) -> None:
    shelves(warehouse)
    do(warehouse, _order)
    with warehouse.reading() as session:
        for by in ("sku", "product"):
            page = stock_groups(session, by=by, sort="expected", descending=True)  # type: ignore[arg-type]  # of a tuple
            assert [row.figures.expected for row in page.rows] == [10, 7, 0]
        assert [row.figures.expected for row in stock_groups(session, by="category").rows] == [17]
        assert {row.figures.expected for row in stock_groups(session, by="bin").rows} == {0}


@pytest.mark.parametrize("by", EVERY)
def test_more_rows_take_no_more_statements(warehouse: Warehouse, by: By) -> None:
    _busy(warehouse)
    few = statements(warehouse, stock_groups, by=by)
    add_products(warehouse, 60)
    for number in range(4, 61):
        put(warehouse, f"A-{number}", number, number)
    assert statements(warehouse, stock_groups, by=by) == few <= 5
    assert statements(warehouse, floor) == 1
    assert statements(warehouse, odd_bins, "empty") == 3
    assert statements(warehouse, matrix, 1) == 3


def test_a_matrix_orders_sizes_as_people_do(warehouse: Warehouse) -> None:
    rows = [
        ProductRow(n, f"T-{colour}-{size}", "T恤", colour, size)
        for n, (colour, size) in enumerate([("白", "XL"), ("白", "S"), ("黑", "M"), ("黑", "S")], 2)
    ]
    do(warehouse, import_products, parsed(rows))
    do(warehouse, save_bin, "A-1")
    with warehouse.reading() as session:
        ids = {row.code: row.id for row in group_page(session, by="sku").rows}
        product = group_page(session, by="product").rows[0].id
    put(warehouse, "A-1", ids["T-黑-M"], 3)
    with warehouse.reading() as session:
        grid = matrix(session, product)
        with refused("shelves.no_such_sku"):
            matrix(session, 999)
    assert (grid.name, grid.colours, grid.sizes) == ("T恤", ("白", "黑"), ("S", "M", "XL"))
    assert [cell.figures.available for cell in grid.at("黑", "M")] == [3]
    assert grid.at("白", "M") == ()


@contextmanager
def _on(warehouse: Warehouse, day: date) -> Iterator[None]:
    """The clock stands at noon of a day."""
    before = warehouse.clock
    warehouse.clock = lambda: datetime(day.year, day.month, day.day, 12).astimezone(UTC)
    yield
    warehouse.clock = before


def test_the_account_of_any_period_opens_and_closes(warehouse: Warehouse) -> None:
    first = date(2026, 11, 1)
    add_products(warehouse, 3)
    place = places(warehouse)
    with _on(warehouse, first):
        put(warehouse, "A-1", 1, 10)
    with _on(warehouse, first + timedelta(1)):
        do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 4, "1")
        do(warehouse, moving.take_out, 1, place["A-2"], 1, "小王", "", "2")
        do(warehouse, moving.write_off, "damage", 1, place["A-1"], 2, "wet", "3", to_quarantine=True)
    with _on(warehouse, first + timedelta(2)):
        do(warehouse, moving.correct, 1, place["A-1"], 9, "counted", "4")
    with warehouse.reading() as session:
        whole = running_account(session, 1, first, first + timedelta(2))
        second = running_account(session, 1, first + timedelta(1), first + timedelta(1), inner=True)
        in_bin = running_account(session, 1, first + timedelta(1), first + timedelta(2), place["A-1"])
        paged = [running_account(session, 1, first, first + timedelta(2), offset=n, limit=1) for n in range(3)]
        assert account_rows(session, 1, first, first + timedelta(2)) == whole.rows
        before = running_account(session, 1, first - timedelta(9), first - timedelta(1))
    assert [(row.into, row.out, row.balance) for row in whole.rows] == [(10, 0, 10), (0, 1, 9), (5, 0, 14)]
    assert (whole.opening, whole.closing, whole.into, whole.out, whole.total) == (0, 14, 15, 1, 3)
    assert [row.balance for row in second.rows] == [10, 9, 9]
    assert (second.opening, second.closing) == (10, 9)
    assert [(row.into, row.out, row.balance) for row in in_bin.rows] == [(0, 4, 6), (0, 2, 4), (5, 0, 9)]
    assert [row for page in paged for row in page.rows] == whole.rows
    assert (before.opening, before.closing, before.rows) == (0, 0, [])
    assert statements(warehouse, running_account, 1, first, first + timedelta(2)) == 3
    assert problems_of(warehouse) == []


def test_odd_bins_and_the_floor(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    do(warehouse, save_bin, "A-1", capacity_pieces=5)
    do(warehouse, save_bin, "A-2", capacity_pieces=10)
    put(warehouse, "A-2", 2, 2)
    put(warehouse, "A-2", 3, 3)
    do(warehouse, save_bin, "B01-1-2", "B")
    do(warehouse, save_bin, "B01-1-1", "B")
    put(warehouse, "B01-1-1", 1, 1)
    do(warehouse, moving.move_bin, places(warehouse)["B01-1-1"], place["A-1"], "m")
    found: dict[Odd, list[str]] = {}
    with warehouse.reading() as session:
        kinds: tuple[Odd, ...] = ("empty", "overfull", "mixed", "never")
        for kind in kinds:
            page = odd_bins(session, kind)
            found[kind] = [row.code for row in page.rows]
            assert page.total == len(page.rows)
        aisles = floor(session)
    assert found == {
        "empty": ["A-3", "B01-1-1", "B01-1-2"], "overfull": ["A-1"], "mixed": ["A-2"], "never": ["A-3", "B01-1-2"],
    }  # fmt: skip
    assert [(aisle.zone, aisle.aisle, [bay.bay for bay in aisle.bays]) for aisle in aisles] == [
        ("", "A", ["1", "2", "3"]), ("B", "B01", ["1"]),
    ]  # fmt: skip
    assert [(bin_.code, bin_.used, bin_.overfull) for bay in aisles[0].bays for bin_ in bay.bins] == [
        ("A-1", 1.0, True), ("A-2", 0.5, False), ("A-3", None, False),
    ]  # fmt: skip
    assert [bin_.level for bin_ in aisles[1].bays[0].bins] == ["1", "2"]
