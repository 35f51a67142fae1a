"""What the receiving screens show, and that they ask the database a fixed number of times for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.inbound.receiving.arrivals import add_goods, count, keep_by_lot, receipt_of, sent_order
from tests.shop import barcode, do, parsed
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.errors import NotFound
from warehouse_app.inbound.receiving import queries
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt, open_receipt
from warehouse_app.inbound.receiving.grid import grid, products_of
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.scanning import receive, set_counts
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def mixed(warehouse: Warehouse) -> int:
    """Against an order of 8 SKU1, 2 SKU2 and 4 SKU4: SKU1 exact with 2 defective, SKU2 over, SKU3 unplanned, SKU4 missing."""
    supplier = add_goods(warehouse, 4)
    receipt_id = receipt_of(warehouse, sent_order(warehouse, supplier, {"SKU1": 8, "SKU2": 2, "SKU4": 4}))
    for code, pieces in (("SKU1", 8), ("SKU2", 5), ("SKU3", 1)):
        count(warehouse, receipt_id, code, pieces)
    do(warehouse, inspect, receipt_id, 1, "", 4, 2, "hole")
    return receipt_id


def test_the_head_says_the_totals(warehouse: Warehouse, mixed: int) -> None:
    with warehouse.reading() as session:
        head = queries.receipt(session, mixed)
        with pytest.raises(NotFound):
            queries.receipt(session, 999)
    assert (head.skus, head.expected, head.counted) == (4, 14, 14)
    assert (head.over, head.under, head.unplanned) == (3, 4, 1)
    assert (head.inspected, head.defective, head.put_away) == (4, 2, 0)
    assert (head.supplier, head.order_number[:2], head.who) == ("示例服装厂", "PO", "Packdesk")


def test_the_lines_are_told_apart_by_how_they_stand(warehouse: Warehouse, mixed: int) -> None:
    def codes(only: queries.Only) -> list[str]:
        with warehouse.reading() as session:
            return [row.seller_code for row in queries.lines_page(session, mixed, only=only).rows]

    assert codes("") == ["SKU1", "SKU2", "SKU3", "SKU4"]
    assert codes("counted") == ["SKU1", "SKU2", "SKU3"]
    assert (codes("over"), codes("under"), codes("unplanned"), codes("defective")) == (["SKU2"], ["SKU4"], ["SKU3"], ["SKU1"])
    with warehouse.reading() as session:
        rows = queries.differences(session, mixed)
        page = queries.lines_page(session, mixed, sort="counted", descending=True, offset=1, limit=2)
        found = queries.lines_page(session, mixed, text="商品4")
    told = [(r.seller_code, r.expected, r.counted, r.over, r.under, r.unplanned) for r in rows]
    assert told == [("SKU2", 2, 5, 3, 0, 0), ("SKU3", None, 1, 0, 0, 1), ("SKU4", 4, 0, 0, 4, 0)]
    assert ([r.seller_code for r in page.rows], page.total) == (["SKU2", "SKU3"], 4)
    assert [(r.seller_code, r.good) for r in found.rows] == [("SKU4", 0)]


def test_what_a_closed_receipt_expected_does_not_change_with_later_ones(warehouse: Warehouse, mixed: int) -> None:
    with warehouse.reading() as session:
        order_id = queries.receipt(session, mixed).order_id
    later = receipt_of(warehouse, order_id)
    count(warehouse, later, "SKU4", 3)
    do(warehouse, close_receipt, mixed)
    do(warehouse, close_receipt, later)
    with warehouse.reading() as session:
        heads = [queries.receipt(session, one) for one in (mixed, later)]
    assert [(h.expected, h.counted, h.over, h.under, h.unplanned) for h in heads] == [(14, 14, 3, 4, 1), (4, 3, 0, 1, 0)]


def test_a_blind_receipt_expects_nothing_and_differs_from_nothing(warehouse: Warehouse) -> None:
    add_goods(warehouse)
    blind = receipt_of(warehouse)
    count(warehouse, blind, "SKU1", 3)
    with warehouse.reading() as session:
        head = queries.receipt(session, blind)
        assert queries.differences(session, blind) == []
        (line,) = queries.lines_page(session, blind).rows
    assert (head.expected, head.counted, head.over, head.under, head.unplanned) == (None, 3, 0, 0, 0)
    assert (line.expected, line.counted) == (None, 3)


def test_receipts_are_listed_searched_and_sorted(warehouse: Warehouse, mixed: int) -> None:
    blind = do(warehouse, open_receipt, delivery_note="SF-100")
    given_up = receipt_of(warehouse)
    do(warehouse, cancel_receipt, given_up)
    with warehouse.reading() as session:
        open_ones = queries.open_receipts(session)
        assert [r.id for r in queries.receipts_page(session).rows] == [given_up, blind, mixed]
        assert [r.id for r in queries.receipts_page(session, text="sf-1").rows] == [blind]
        assert [r.id for r in queries.receipts_page(session, text="示例").rows] == [mixed]
        assert [r.id for r in queries.receipts_page(session, state="cancelled").rows] == [given_up]
        page = queries.receipts_page(session, sort="since", descending=False, offset=1, limit=1)
        with_supplier = queries.receipts_page(session, supplier_id=1, sort="supplier")
    assert ([r.id for r in page.rows], page.total) == ([blind], 3)
    assert [r.id for r in with_supplier.rows] == [mixed]
    assert [(r.id, r.pieces, r.defective, r.waiting) for r in open_ones] == [(mixed, 14, 2, 0), (blind, 0, 0, 0)]
    do(warehouse, close_receipt, mixed)
    with warehouse.reading() as session:
        assert queries.receipts_page(session, state="closed").rows[0].waiting == 12


def test_the_grid_has_colours_down_and_sizes_across_in_their_order(warehouse: Warehouse) -> None:
    supplier = add_goods(warehouse, 1)
    variants = [(c, s) for c in ("白色", "黑色") for s in ("XL", "S", "10", "9", "M") if (c, s) != ("白色", "S")]
    rows = [
        ProductRow(n, f"SKU{n}", "羊毛衫", colour, size, (barcode(n),), None, None, "", "", "")
        for n, (colour, size) in enumerate(variants, 10)
    ]
    do(warehouse, import_products, parsed(rows, "grid.csv"))
    receipt_id = receipt_of(warehouse, sent_order(warehouse, supplier, {"SKU10": 4, "SKU1": 1}))
    count(warehouse, receipt_id, "SKU10", 2)
    count(warehouse, receipt_id, "SKU11", 1)
    with warehouse.reading() as session:
        products = {row.name: row for row in products_of(session, receipt_id)}
        shown = grid(session, receipt_id, products["羊毛衫"].product_id)
        with pytest.raises(NotFound):
            grid(session, receipt_id, 999)
    assert (shown.colours, shown.sizes) == (("白色", "黑色"), ("S", "M", "XL", "9", "10"))
    white = shown.cells[0]
    assert white[0] is None
    told = [(cell.expected, cell.counted) for cell in white if cell is not None]
    assert told == [(None, 0), (4, 2), (None, 0), (None, 1)]
    assert [(r.skus, r.expected, r.counted) for r in (products["羊毛衫"], products["商品1"])] == [(2, 4, 3), (1, 1, 0)]
    cells = {cell.sku_id: 2 for row in shown.cells for cell in row if cell is not None}
    assert do(warehouse, set_counts, receipt_id, cells, new_action()).total == 18


def test_the_lots_of_a_line_come_first_to_expire_first(warehouse: Warehouse, mixed: int) -> None:
    blind = receipt_of(warehouse)
    keep_by_lot(warehouse, "SKU2")
    today = warehouse.clock().astimezone().date()
    for lot, year in (("L1", 2), ("L2", 1), ("L0", None)):
        expires = None if year is None else today.replace(year=today.year + year, day=1)
        do(warehouse, receive, blind, (barcode(2),), new_action(), lot=lot, expires=expires)
    with warehouse.reading() as session:
        assert [row.lot for row in queries.lots_of(session, blind, 2)] == ["L2", "L1", "L0"]
        assert [row.lot for row in queries.lots_of(session, mixed, 1)] == [""]
        assert [row.lot for row in queries.last_scans(session, blind, limit=2)] == ["L0", "L2"]


def test_no_list_asks_more_often_when_it_is_longer(local_warehouse: Warehouse) -> None:
    supplier = add_goods(local_warehouse, 40)
    short = receipt_of(local_warehouse, sent_order(local_warehouse, supplier, {"SKU1": 1}))
    long = receipt_of(local_warehouse, sent_order(local_warehouse, supplier, {f"SKU{n}": n for n in range(1, 41)}))
    count(local_warehouse, short, "SKU1")
    do(local_warehouse, set_counts, long, {n: n for n in range(1, 41)}, new_action())
    do(local_warehouse, inspect, long, 9, "", 9, 1, "hole")
    with local_warehouse.reading() as session:
        for ask in (
            queries.receipt, queries.lines_page, queries.differences, queries.last_scans, queries.inspections, products_of,
        ):  # fmt: skip
            counts = []
            for receipt_id in (short, long):
                with _asked(session) as said:
                    ask(session, receipt_id)
                counts.append(len(said))
            assert counts[0] == counts[1] <= 3, ask
        with _asked(session) as said:
            queries.receipts_page(session)
        assert len(said) == 2


@contextmanager
def _asked(session: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(session.connection(), "before_cursor_execute", hear)
    yield said
    event.remove(session.connection(), "before_cursor_execute", hear)
