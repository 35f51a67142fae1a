"""Files of collectors in their many shapes, the wrong ones too: what comes in is what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.counting.house import ONE, THREE, TWO, Counter, found, plan
from tests.counting.test_locking import id_of
from tests.shop import add_products, add_stock, do, open_shop, order, pack, problems_of
from tests.stock.shelves import places, refused
from warehouse_app.catalog.making.commands import bind_barcode
from warehouse_app.counting.collecting import Collected, bring_in_counts
from warehouse_app.counting.files import CollectorLine, lines_of, read_file
from warehouse_app.counting.scope import Scope
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.stock.commands import add_bins
from warehouse_app.stock.moving.commands import move_goods
from warehouse_app.store.warehouse import Warehouse, new_action

BINS = frozenset({"A-1", "A-2", "A-3"})
GOOD = [("A-1", ONE, 9), ("A-2", TWO, 10), ("A-1", ONE, 1)]
SHAPES = {
    "csv with a heading": "库位,条码,数量\nA-1,{0},9\nA-2,{1},10\nA-1,{0},1\n",
    "no heading": "A-1,{0},9\nA-2,{1},10\nA-1,{0},1\n",
    "code first, tabs, no heading": "{0}\t9\tA-1\n{1}\t10\tA-2\n{0}\t1\tA-1\n",
    "semicolons": "Barcode;Qty;Bin\n{0};9;A-1\n{1};10;A-2\n{0};1;A-1\n",
}


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    return warehouse


def shown(warehouse: Warehouse, stocktake: int, path: Path, usual_bin: str = "") -> list[CollectorLine]:
    raw = read_file(path, BINS)
    with warehouse.reading() as session:
        return lines_of(session, stocktake, raw, raw.columns, heading=raw.heading, usual_bin=usual_bin)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_and_encodings(local_warehouse: Warehouse, tmp_path: Path, shape: str, encoding: str) -> None:
    add_products(local_warehouse)
    file = tmp_path / "counts.txt"
    file.write_bytes(SHAPES[shape].format(ONE, TWO).encode(encoding))
    lines = shown(local_warehouse, plan(local_warehouse), file)
    assert [(line.bin, line.code, line.pieces) for line in lines] == GOOD
    assert all(line.good and line.name for line in lines)


def test_one_code_a_line_is_one_piece_in_the_bin_that_is_named(local_warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(local_warehouse)
    file = tmp_path / "scans.txt"
    file.write_text(f"{ONE}\n{TWO}\n{ONE}\n", encoding="utf-8")
    lines = shown(local_warehouse, plan(local_warehouse), file, usual_bin="A-1")
    assert [(line.code, line.bin, line.pieces, line.good) for line in lines] == [
        (ONE, "A-1", 1, True), (TWO, "A-1", 1, True), (ONE, "A-1", 1, True)
    ]  # fmt: skip


def test_a_file_counts_its_bins_and_what_moved_meanwhile_is_counted_again(shop: Warehouse, tmp_path: Path) -> None:
    made, at = plan(shop), places(shop)
    began = shop.clock()
    do(shop, move_goods, 2, at["A-2"], at["A-3"], 1, new_action())
    file = tmp_path / "counts.csv"
    file.write_text(f"库位,条码,数量\nA-1,{ONE},9\nA-2,{TWO},10\nA-1,4006381333931,2\nA-3,{THREE},0\n", encoding="utf-8")
    lines = shown(shop, made, file)
    assert [line.name for line in lines] == ["商品1", "商品2", "", "商品3"]
    told = do(shop, bring_in_counts, made, lines, began - timedelta(microseconds=1), file.name, new_action())
    assert told == Collected(bins=3, pieces=21, unknown=1, again=2)
    states = found(shop, made)
    assert (states["A-1", 1], states["A-2", 2][0], states["A-3", 2][0]) == (("agreed", -1), "recount", "recount")
    assert problems_of(shop) == []
    assert {line.problem for line in shown(shop, made, file)} == {"counting.file_counted"}


def test_bad_rows_are_named_and_stay_out(shop: Warehouse, tmp_path: Path) -> None:
    made = plan(shop)
    file = tmp_path / "counts.csv"
    rows = [f"A-1,{ONE},1E+12", f"A-1,{ONE},-3", "A-1,6.9E+12,1", f"A-9,{ONE},1", f",{ONE},1", f"A-1,{ONE},{ONE}", f"A-1,{ONE},4"]
    file.write_text("库位,条码,数量\n" + "\n".join(rows), encoding="utf-8")
    lines = shown(shop, made, file)
    assert [line.good for line in lines] == [False] * 6 + [True]
    assert [line.problem for line in lines][3:5] == ["counting.file_other_bin", "counting.file_no_bin"]
    assert [line.row for line in lines] == list(range(2, 9))
    assert [line.fault for line in lines if line.fault] == ["1E+12", "-3", "6.9E+12", ONE]
    assert shown(shop, made, file, usual_bin="A-2")[4].good
    with refused("counting.file_nothing"):
        do(shop, bring_in_counts, made, lines[:6], shop.clock(), file.name, new_action())


def test_a_file_of_another_stocktake_brings_nothing(shop: Warehouse, tmp_path: Path) -> None:
    made = plan(shop)
    Counter(shop, made).counts("A-1", SKU1=10)
    file = tmp_path / "counts.csv"
    file.write_text(f"库位,条码,数量\nA-1,{ONE},9\nZ-1,{TWO},10\n", encoding="utf-8")
    assert [line.problem for line in shown(shop, made, file)] == ["counting.file_counted", "counting.file_other_bin"]


def test_rows_that_would_not_count_are_named_before_and_never_taken_for_counted(shop: Warehouse, tmp_path: Path) -> None:
    do(shop, bind_barcode, "CARTON1", 1, 1_000)
    made = plan(shop, scope=Scope(skus=("SKU1",)))
    file = tmp_path / "counts.csv"
    file.write_text(f"库位,条码,数量\nA-1,{ONE},9\nA-1,{TWO},3\nA-1,CARTON1,1000\nA-1,A-2,1\n", encoding="utf-8")
    lines = shown(shop, made, file)
    assert [line.problem for line in lines] == [
        "", "counting.file_not_listed", "counting.file_quantity", "counting.file_code_is_bin"
    ]  # fmt: skip
    for line in lines[1:]:
        with refused("counting.file_row_refused", row=line.row):
            do(shop, bring_in_counts, made, [replace(line, problem="")], shop.clock(), file.name, new_action())
    told = do(shop, bring_in_counts, made, lines, shop.clock(), file.name, new_action())
    assert (told.bins, told.pieces, found(shop, made)) == (1, 9, {("A-1", 1): ("agreed", -1)})


def test_a_bin_may_have_the_number_of_a_row(shop: Warehouse, tmp_path: Path) -> None:
    do(shop, add_bins, ["2"])
    file = tmp_path / "counts.csv"
    file.write_text(f"库位,条码,数量\nA-2,{TWO},10\n2,{ONE},4\n", encoding="utf-8")
    made = plan(shop, scope=Scope(bins=("A-2", "2")))
    told = do(shop, bring_in_counts, made, shown(shop, made, file), shop.clock(), file.name, new_action())
    assert told == Collected(bins=2, pieces=14, unknown=0, again=0)


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_picked_without_scans_since_the_file_began_is_counted_again(
    warehouse: Warehouse, tmp_path: Path, packed: bool
) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 3}), order("2", {"SKU2": 2}))
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    do(warehouse, release)
    do(warehouse, confirm_picked, do(warehouse, start_wave, [id_of(warehouse, "2")]).id)
    made, began = plan(warehouse), warehouse.clock()
    do(warehouse, confirm_picked, do(warehouse, start_wave, [id_of(warehouse, "1")]).id)
    if packed:
        pack(warehouse, "1")
    file = tmp_path / "counts.csv"
    file.write_text(f"库位,条码,数量\nA-1,{ONE},10\nA-2,{TWO},8\n", encoding="utf-8")
    told = do(warehouse, bring_in_counts, made, shown(warehouse, made, file), began, file.name, new_action())
    assert told.again == 1
    assert found(warehouse, made) == {("A-1", 1): ("recount", 3), ("A-2", 2): ("agreed", 0)}
