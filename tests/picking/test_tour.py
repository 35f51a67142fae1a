"""A wave's walk: the stops in the order of the shortest tour, with its metres, by the settings' floor."""

from __future__ import annotations

from collections.abc import Mapping

from tests.shop import add_orders, add_waybills, barcode, do, order, parsed, release_and_wave
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.tour import PickTour, pick_tour
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store.warehouse import Warehouse


def walked(warehouse: Warehouse, bins: Mapping[str, str], **figures: object) -> PickTour:
    """SKUs in these bins, one order of one piece each, one wave, and its walk."""
    rows = [ProductRow(n, code, code, barcodes=(barcode(n),)) for n, code in enumerate(bins, 2)]
    do(warehouse, import_products, parsed(rows))
    do(warehouse, add_bins, [*bins.values(), "A01-10-1", "A03-10-1"])
    do(warehouse, import_stock, parsed([StockRow(n, place, code, 5) for n, (code, place) in enumerate(bins.items(), 2)]))
    do(warehouse, change_settings, figures)
    add_waybills(warehouse)
    add_orders(warehouse, *[order(f"10{n}", {code: 1}) for n, code in enumerate(bins)])
    wave = release_and_wave(warehouse).made
    with warehouse.reading() as session:
        return pick_tour(session, wave.id)


def test_two_aisles_are_walked_round_and_not_there_and_back(warehouse: Warehouse) -> None:
    tour = walked(
        warehouse, {"S1": "A01-02-1", "S2": "A02-09-1", "S3": "A01-09-2", "S4": "A02-02-1"}, floor_aisle_cm=300, floor_bay_cm=100
    )
    assert tour.metres == 2 * 11 - 2 * 1 + 2 * 3  # up one aisle, down the other: bays 2 to 10 stand 1 m apart, 1 m at the ends
    around = [stop.bin for stop in tour.stops]
    ways = (["A01-02-1", "A01-09-2", "A02-09-1", "A02-02-1"], ["A02-02-1", "A02-09-1", "A01-09-2", "A01-02-1"])
    assert around in ways
    assert tour.unplaced == 0


def test_wider_aisles_make_a_longer_walk(warehouse: Warehouse) -> None:
    narrow = walked(warehouse, {"S1": "A01-10-1", "S2": "A03-10-1"}, floor_aisle_cm=300)
    do(warehouse, change_settings, {"floor_aisle_cm": 550})
    with warehouse.reading() as session:
        wide = pick_tour(session, 1)
    assert narrow.metres is not None
    assert wide.metres == narrow.metres + 2 * 2.5  # to the other aisle and back


def test_bins_whose_codes_say_nothing_come_last_and_are_not_measured(warehouse: Warehouse) -> None:
    tour = walked(warehouse, {"S1": "SHELF", "S2": "A01-02-1", "S3": "BACKROOM"})
    assert [stop.bin for stop in tour.stops] == ["A01-02-1", "BACKROOM", "SHELF"]
    assert (tour.metres is not None, tour.unplaced, tour.nowhere) == (True, 2, ("BACKROOM", "SHELF"))
