"""What the stock station reads: bins with their figures and last visit, and the goods of one place."""

from __future__ import annotations

from datetime import date

from tests.shop import add_products, do
from tests.stock.shelves import places, put, shelves, statements
from warehouse_app.stock.bins.commands import retire_bin, save_bin
from warehouse_app.stock.looks.screens import BinLine, bin_in_use, bin_line, bins_page, lying_in, quarantine_id, zones
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.store.warehouse import Warehouse


def codes(warehouse: Warehouse, **wanted: object) -> list[str]:
    with warehouse.reading() as session:
        return [line.code for line in bins_page(session, **wanted).rows]  # type: ignore[arg-type]  # whatever the test asks


def one(warehouse: Warehouse, code: str) -> BinLine:
    with warehouse.reading() as session:
        found = bin_line(session, places(warehouse)[code])
    assert found is not None
    return found


def test_a_bin_says_what_lies_in_it_how_full_it_is_and_when_somebody_was_there(warehouse: Warehouse) -> None:
    shelves(warehouse)
    do(warehouse, save_bin, "A-1", "north", capacity_pieces=8)
    put(warehouse, "A-1", 2, 2)
    line = one(warehouse, "A-1")
    assert (line.zone, line.pieces, line.kinds, line.fill, line.overfull) == ("north", 12, 2, 1.5, True)
    assert line.visited is not None
    assert (one(warehouse, "A-2").pieces, one(warehouse, "A-2").fill, one(warehouse, "A-2").visited) == (0, None, None)


def test_odd_bins_and_retired_ones_have_their_own_look(warehouse: Warehouse) -> None:
    at = shelves(warehouse)
    do(warehouse, save_bin, "A-1", capacity_pieces=9)
    put(warehouse, "A-2", 1, 1)
    put(warehouse, "A-2", 2, 1)
    do(warehouse, save_bin, "A-9")
    do(warehouse, retire_bin, places(warehouse)["A-9"])
    assert at["A-3"]
    assert codes(warehouse) == ["A-1", "A-2", "A-3"]
    assert codes(warehouse, look="overfull") == ["A-1"]
    assert codes(warehouse, look="mixed") == ["A-2"]
    assert codes(warehouse, look="empty") == ["A-3"]
    assert codes(warehouse, look="never") == ["A-3"]
    assert codes(warehouse, look="retired") == ["A-9"]
    with warehouse.reading() as session:
        assert [bin_in_use(session, code) for code in (" A-3", "A-9", "B-1")] == [True, False, False]


def test_bins_are_found_by_code_and_zone_and_sorted_by_their_figures(warehouse: Warehouse) -> None:
    shelves(warehouse)
    do(warehouse, save_bin, "B-1", "south", capacity_pieces=4, distance_dm=20)
    do(warehouse, save_bin, "B-2", "south", capacity_ml=0, distance_dm=10)
    put(warehouse, "B-1", 3, 2)
    with warehouse.reading() as session:
        assert zones(session) == ["south"]
    assert codes(warehouse, text="SOUTH") == ["B-1", "B-2"]
    assert codes(warehouse, sort="pieces", descending=True)[:2] == ["A-1", "B-1"]
    assert codes(warehouse, sort="fill", descending=True) == ["B-1", "B-2", "A-1", "A-2", "A-3"]
    assert codes(warehouse, sort="distance_dm")[:2] == ["B-2", "B-1"]
    assert codes(warehouse, sort="code", descending=True, limit=1) == ["B-2"]


def test_a_page_of_bins_costs_the_same_statements_however_many_there_are(warehouse: Warehouse) -> None:
    shelves(warehouse)
    few = statements(warehouse, bins_page)
    add_products(warehouse, 60)
    assert statements(warehouse, bins_page) == few <= 7
    assert statements(warehouse, lambda session: bins_page(session, sort="fill", look="empty")) <= 7
    assert statements(warehouse, lambda session: bins_page(session, look="mixed")) <= 7


def test_of_lots_the_one_that_expires_first_stands_first(warehouse: Warehouse) -> None:
    at = shelves(warehouse)
    for lot, day in (("L2", date(2027, 1, 1)), ("L1", date(2027, 6, 1))):
        do(warehouse, set_expiry, 1, lot, day)
        put(warehouse, "A-2", 1, 3, lot)
    put(warehouse, "A-2", 1, 1)
    with warehouse.reading() as session:
        found = lying_in(session, at["A-2"])
        assert lying_in(session, quarantine_id(session)) == []
    assert [(line.lot, line.on_hand, line.free) for line in found] == [("L2", 3, 3), ("L1", 3, 3), ("", 1, 1)]
