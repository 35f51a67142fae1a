"""The stock list by pages: any page is that piece of the whole list, however it is sorted and searched, in few statements."""

from __future__ import annotations

import random

import pytest

from tests.shop import add_products, do, parsed
from tests.stock.shelves import places, put, statements
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.stock import queries
from warehouse_app.stock.bins.commands import save_bin
from warehouse_app.stock.ledger import post
from warehouse_app.stock.looks.floor import Odd, floor, odd_bins
from warehouse_app.stock.queries import STOCK_ORDER, StockRow, stock_page
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.store.warehouse import Warehouse, new_action

BINS = ("A-1", "a-01", "A-2", "B-1", "B-2", "C-1", "C-2")  # the first two are one place for a person who walks
SEARCHES = ("", "sku1", "商品", "b-", "SKU7", "nothing")


def _random_shop(warehouse: Warehouse, seed: int) -> None:
    """Forty SKUs in no, one or several bins and lots, at the dock and in quarantine; one bin is not sold from."""
    rnd = random.Random(seed)
    rows = [
        ProductRow(n, f"SKU{n}", f"商品{rnd.randint(1, 9)}", rnd.choice("红白黑"), str(n), barcodes=(f"69{n:04}",))
        for n in range(2, 42)
    ]
    do(warehouse, import_products, parsed(rows))
    for code in BINS:
        do(warehouse, save_bin, code, code[0], sellable=code != "B-2")
    place = places(warehouse)
    lines = [
        Posting(sku, place["SUPPLIER"], place[code], rnd.randint(1, 5), rnd.choice(("", "", "L1")))
        for sku in range(1, 41)
        for code in rnd.sample((*BINS, "DOCK", "QUARANTINE"), rnd.choice((0, 0, 1, 2, 5)))
    ]
    do(warehouse, post, new_action(), Reason.OPENING, lines, "stock:test")


def _all(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, **asked: object) -> list[StockRow]:
    """The whole list, read in one go and not by its keys."""
    with monkeypatch.context() as patch, warehouse.reading() as session:
        patch.setattr(queries, "MANY", 1)
        return stock_page(session, limit=10_000, **asked).rows  # type: ignore[arg-type]  # of any kind


@pytest.mark.parametrize("seed", [1, 2])
def test_any_page_is_that_slice_of_the_whole_list(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    _random_shop(warehouse, seed)
    rnd = random.Random(seed)
    for sort in STOCK_ORDER:
        for descending in (False, True):
            for text in SEARCHES:
                whole = _all(warehouse, monkeypatch, sort=sort, descending=descending, text=text)
                offsets = range(0, len(whole) + 7, 7) if not text else [rnd.randrange(len(whole) + 3) for _ in range(4)]
                with warehouse.reading() as session:
                    for start in offsets:
                        page = stock_page(session, sort=sort, descending=descending, text=text, offset=start, limit=7)
                        assert page.rows == whole[start : start + 7], (sort, descending, text, start)
                        assert page.total == len(whole)


def test_a_search_finds_the_same_by_few_and_by_many(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    _random_shop(warehouse, 3)
    with warehouse.reading() as session:
        for text in (*SEARCHES, "690007", "%", "_", "红"):
            few = stock_page(session, text=text, limit=50)
            with monkeypatch.context() as patch:
                patch.setattr(queries, "MANY", 1)
                many = stock_page(session, text=text, limit=50)
            assert few == many, text
        everything = stock_page(session, limit=1_000).rows
        found = stock_page(session, text="sKu1", limit=1_000).rows
    assert found == [row for row in everything if "SKU1" in row.seller_code]


def test_figures_sort_the_list(warehouse: Warehouse) -> None:
    _random_shop(warehouse, 4)
    with warehouse.reading() as session:
        for figure in queries.FIGURES:
            for descending in (False, True):
                values = [getattr(row, figure) for row in stock_page(session, sort=figure, descending=descending).rows]
                assert values == sorted(values, reverse=descending)


def test_the_list_takes_no_more_statements_as_it_grows(warehouse: Warehouse) -> None:
    _random_shop(warehouse, 5)
    few = [statements(warehouse, stock_page, sort=sort, limit=10_000) for sort in STOCK_ORDER]
    searched = statements(warehouse, stock_page, text="SKU")
    add_products(warehouse, 200)
    for number in range(100, 130):
        put(warehouse, "C-2", number, 1)
    assert [statements(warehouse, stock_page, sort=sort, limit=300) for sort in STOCK_ORDER] == few
    assert max(few) <= 6
    assert statements(warehouse, stock_page, text="SKU") <= max(searched, 7)


@pytest.mark.parametrize("kind", ["empty", "overfull", "mixed", "never"])
def test_pages_of_odd_bins_are_the_whole(warehouse: Warehouse, kind: Odd) -> None:
    _random_shop(warehouse, 6)
    for code in ("A-1", "A-2", "C-1"):
        do(warehouse, save_bin, code, code[0], capacity_pieces=3)
    for code in ("X-1", "X-2", "X-3"):
        do(warehouse, save_bin, code)
    with warehouse.reading() as session:
        whole = odd_bins(session, kind)
        parts = [row for start in range(0, whole.total + 2, 2) for row in odd_bins(session, kind, offset=start, limit=2).rows]
        seen = {bin_.code for aisle in floor(session) for bay in aisle.bays for bin_ in bay.bins}
    assert parts == whole.rows
    assert whole.total == len(parts) > 0
    assert {row.code for row in parts} <= seen
