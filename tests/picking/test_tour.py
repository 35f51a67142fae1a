"""A wave's walk: the stops in the order of the shortest tour, with its metres, by the settings' floor."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from tests.shop import add_orders, add_waybills, barcode, do, order, parsed, release_and_wave
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.tour import PickTour, pick_tour
from warehouse_app.stock.bins.commands import save_bin
from warehouse_app.stock.bins.placing import place_bin
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.looks.floor import floor
from warehouse_app.stock.tables import Location
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


def bin_id(warehouse: Warehouse, code: str) -> int:
    with warehouse.reading() as session:
        return session.execute(select(Location.id).where(Location.code == code)).scalar_one()


def test_a_bin_whose_code_says_nothing_stands_where_somebody_said(warehouse: Warehouse) -> None:
    walked(warehouse, {"S1": "SHELF", "S2": "A01-02-1"})
    shelf = bin_id(warehouse, "SHELF")
    do(warehouse, place_bin, shelf, " A03-5 ")
    with warehouse.reading() as session:
        tour = pick_tour(session, 1)
        aisles = floor(session)
    assert (tour.unplaced, tour.nowhere, {stop.bin for stop in tour.stops}) == (0, (), {"SHELF", "A01-02-1"})
    assert tour.floor.spots["SHELF"][:2] == ("A03", "5")
    assert [(each.aisle, bay.bay) for each in aisles for bay in each.bays if bay.bins[0].code == "SHELF"] == [("A03", "5")]
    do(warehouse, place_bin, shelf, "")
    with warehouse.reading() as session:
        assert pick_tour(session, 1).nowhere == ("SHELF",)


@pytest.mark.parametrize("place", ["SHELF", "B02-x", "7", "B02-20261103", "B" * 50 + "-1"])
def test_a_place_nobody_can_walk_to_is_refused(local_warehouse: Warehouse, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        do(local_warehouse, place_bin, do(local_warehouse, save_bin, "SHELF"), place)
    assert caught.value.code == "service.bad_place"
    with pytest.raises(NotFound):
        do(local_warehouse, place_bin, 999, "A01-1")
