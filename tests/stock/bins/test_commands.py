"""Bins made, changed, retired and brought in by file, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.shop import add_products, do, problems_of
from tests.stock.shelves import CLERK, held, places, put, refused, shelves
from warehouse_app.errors import NotAllowed
from warehouse_app.stock.bins.commands import compare_bins, import_bins, retire_bin, save_bin
from warehouse_app.stock.bins.files import read_bins
from warehouse_app.stock.commands import add_bins
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Warehouse


def _bin(warehouse: Warehouse, code: str) -> Any:
    names = ("zone", "capacity_pieces", "capacity_ml", "max_g", "mixed", "sellable", "distance_dm", "active")
    with warehouse.reading() as session:
        wanted = select(*(getattr(Location, name) for name in names)).where(Location.code == code)
        return tuple(session.execute(wanted).one())


def test_a_bin_is_made_and_changed(warehouse: Warehouse) -> None:
    made = do(warehouse, save_bin, " B-1 ", "B", 40, 90_000, 20_000, True, True, 125)
    assert _bin(warehouse, "B-1") == ("B", 40, 90_000, 20_000, True, True, 125, True)
    assert do(warehouse, save_bin, "B-1", "C", mixed=False, sellable=False) == made
    assert _bin(warehouse, "B-1") == ("C", None, None, None, False, False, None, True)
    with pytest.raises(NotAllowed):
        do(warehouse, save_bin, "B-2", actor=CLERK)


def test_what_is_no_bin_is_refused(warehouse: Warehouse) -> None:
    for code in ("", "  ", "x" * 41, "A\n1"):
        with refused("shelves.bad_code"):
            do(warehouse, save_bin, code)
    for code in ("LOSS", "loss"):
        with refused("stock.virtual_bin"):
            do(warehouse, save_bin, code)
    with refused("shelves.dock_fixed"):
        do(warehouse, save_bin, "DOCK")
    figures: tuple[Any, ...] = (-1, 1.5, "3", 10**12)
    for figure in figures:
        with refused("shelves.bad_figure"):
            do(warehouse, save_bin, "B-1", max_g=figure)


def test_a_bin_that_holds_stock_cannot_be_retired(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    with refused("shelves.bin_holds", bin="A-1", pieces=10):
        do(warehouse, retire_bin, place["A-1"])
    do(warehouse, retire_bin, place["A-2"])
    with refused("shelves.bin_retired"):
        do(warehouse, retire_bin, place["A-2"])
    with refused("shelves.dock_fixed"):
        do(warehouse, retire_bin, place["DOCK"])
    for nobody in (place["LOSS"], 999):
        with refused("shelves.no_such_bin"):
            do(warehouse, retire_bin, nobody)
    assert held(warehouse) == {("A-1", 1): 10}
    assert problems_of(warehouse) == []


def test_a_retired_bin_that_is_named_again_is_used_again(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    do(warehouse, retire_bin, place["A-2"])
    assert do(warehouse, add_bins, ["A-2", "A-1"]) == ["A-2"]
    do(warehouse, retire_bin, place["A-2"])
    assert do(warehouse, save_bin, "A-2") == place["A-2"]
    do(warehouse, retire_bin, place["A-2"])


def test_a_bin_that_holds_several_does_not_become_a_bin_for_one(warehouse: Warehouse) -> None:
    shelves(warehouse)
    put(warehouse, "A-1", 2, 1)
    with refused("shelves.bin_holds_several", bin="A-1"):
        do(warehouse, save_bin, "A-1", mixed=False)


def test_bins_come_in_by_file(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse, 3)
    put(warehouse, "A-3", 1, 1)
    put(warehouse, "A-3", 2, 1)
    do(warehouse, retire_bin, places(warehouse)["A-2"])
    path = tmp_path / "bins.csv"
    rows = [
        "库位,库区,容量(件),容积(升),承重(公斤),可混放,距离(米)",
        "A-1,甲,40,1.5,20,是,12.34", "A-2,,,,,,", "A-3,,,,,否,", "DOCK,,,,,,", "LOSS,,,,,,", "N-1,乙,,,,0,",
        "N-2,,-1,,,,", "N-3,,,,,也许,", "N-4,,1.5,,,,", "A-1,重复,,,,,", "N-5,,,-2,,,",
    ]  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    parsed = read_bins(path)
    with warehouse.reading() as session:
        seen = compare_bins(session, parsed)
    did = do(warehouse, import_bins, parsed)
    assert (seen.changes, seen.errors) == (did.changes, did.errors)
    assert {change.key: change.kind for change in did.changes} == {"A-1": "changed", "A-2": "changed", "N-1": "new"}
    assert sorted((problem.row, problem.code) for problem in did.errors) == [
        (4, "shelves.bin_holds_several"), (5, "shelves.dock_fixed"), (6, "stock.virtual_bin"), (8, "sheets.negative"),
        (9, "shelves.yes_or_no"), (10, "sheets.not_whole"), (11, "sheets.twice_in_file"), (12, "sheets.negative"),
    ]  # fmt: skip
    assert _bin(warehouse, "A-1") == ("甲", 40, 1500, 20_000, True, True, 123, True)
    assert _bin(warehouse, "A-2")[-1]
    assert _bin(warehouse, "N-1") == ("乙", None, None, None, False, True, None, True)
    with warehouse.reading() as session:
        assert {change.kind for change in compare_bins(session, parsed).changes} == {"unchanged"}
