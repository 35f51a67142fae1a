"""Lists of sets: read, compared, written, and given out in the layout they come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packing.desk import sku_id
from tests.shop import DESK, add_products, barcode, do
from warehouse_app.catalog.editing.at_packing import AtPacking, at_packing
from warehouse_app.catalog.kits.commands import export_kits, kit_rows
from warehouse_app.catalog.kits.files import read_kits
from warehouse_app.errors import BadInput, Unreadable
from warehouse_app.intake import Intake, bring_in, preview
from warehouse_app.people.commands import SYSTEM
from warehouse_app.recognising import kind_of_header, recognise
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse

HEADER = "套装编码,组件编码,每套件数"


def bring(warehouse: Warehouse, folder: Path, *lines: str) -> ImportResult:
    path = folder / "kits.csv"
    path.write_text("\n".join((HEADER, *lines)), encoding="utf-8-sig")
    assert recognise(warehouse, path).kind == "kits"
    intake = Intake("kits", (path,))
    seen = preview(warehouse, SYSTEM, DESK, intake)
    done = bring_in(warehouse, SYSTEM, DESK, intake)
    assert (seen.changes, seen.errors) == (done.changes, done.errors)
    return done


def rows(warehouse: Warehouse) -> list[tuple[str, str, int]]:
    with warehouse.reading() as session:
        return kit_rows(session)


def test_a_set_is_made_of_what_the_file_says_and_nothing_else(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse, 5)
    lines = ("SKU4,SKU1,", f"SKU4,{barcode(2)},2", "SKU5,SKU3,1")
    assert [change.kind for change in bring(warehouse, tmp_path, *lines).changes] == ["new"] * 3
    assert rows(warehouse) == [("SKU4", "SKU1", 1), ("SKU4", "SKU2", 2), ("SKU5", "SKU3", 1)]
    assert [change.kind for change in bring(warehouse, tmp_path, *lines).changes] == ["unchanged"] * 3
    found = bring(warehouse, tmp_path, "SKU4,SKU1,3")  # without SKU2; what it does not name stays
    assert [(change.key, change.kind, change.fields) for change in found.changes] == [
        ("SKU4 SKU1", "changed", {"pieces": ("1", "3")}),
        ("SKU4 SKU2", "changed", {"pieces": ("2", "")}),
    ]
    assert rows(warehouse) == [("SKU4", "SKU1", 3), ("SKU5", "SKU3", 1)]


def test_a_component_the_file_no_longer_names_is_told_before_it_goes(warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(warehouse, 5)
    bring(warehouse, tmp_path, "SKU4,SKU1,1", "SKU4,SKU2,2", "SKU4,SKU3,1")
    found = bring(warehouse, tmp_path, "SKU4,SKU1,1")
    assert [(change.row, change.key, change.kind, change.fields) for change in found.changes] == [
        (2, "SKU4 SKU1", "unchanged", {}),
        (2, "SKU4 SKU2", "changed", {"pieces": ("2", "")}),
        (2, "SKU4 SKU3", "changed", {"pieces": ("1", "")}),
    ]
    assert rows(warehouse) == [("SKU4", "SKU1", 1)]


@pytest.mark.parametrize(
    ("lines", "row", "column", "code"),
    [
        (("SKU4,SKU1,1", "SKU4,NOBODY,1"), 3, "part_code", "sets.unknown_code"),
        (("NOBODY,SKU1,1",), 2, "kit_code", "sets.unknown_code"),
        (("SKU4,SKU4,1",), 2, "part_code", "sets.set_in_set"),
        (("SKU4,SKU5,1",), 2, "part_code", "sets.set_in_set"),  # SKU5 is a set already
        (("SKU3,SKU1,1",), 2, "part_code", "sets.set_in_set"),  # SKU3 is in one
        (("SKU4,SKU1,1", "SKU4,SKU1,2"), 3, "part_code", "sets.part_twice"),
        (("SKU4,SKU2,1", "SKU4,SKU1,0"), 3, "每套件数", "catalog.bad_number"),
        (("SKU4,SKU1,two",), 2, "每套件数", "sheets.not_a_number"),
        ((",SKU1,1",), 2, "套装编码", "sheets.missing"),
    ],
)
def test_a_bad_row_is_named_by_row_and_column_and_its_set_stays(
    warehouse: Warehouse, tmp_path: Path, lines: tuple[str, ...], row: int, column: str, code: str
) -> None:
    add_products(warehouse, 5)
    bring(warehouse, tmp_path, "SKU5,SKU3,1")
    found = bring(warehouse, tmp_path, *lines)
    assert [(problem.row, problem.column, problem.code) for problem in found.errors] == [(row, column, code)]
    assert rows(warehouse) == [("SKU5", "SKU3", 1)]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_given_out_comes_in_again(warehouse: Warehouse, tmp_path: Path, suffix: str) -> None:
    add_products(warehouse, 5)
    path = tmp_path / f"sets.{suffix}"
    assert do(warehouse, export_kits, path) == 0  # the blank form
    with pytest.raises(Unreadable, match="header_only"):
        read_kits(path)
    bring(warehouse, tmp_path, "SKU4,SKU1,1", "SKU4,SKU2,2")
    assert do(warehouse, export_kits, path, "en") == 2
    assert [(r.kit_code, r.part_code, r.pieces) for r in read_kits(path).rows] == [("SKU4", "SKU1", 1), ("SKU4", "SKU2", 2)]
    with pytest.raises(BadInput, match="unknown_suffix"):
        do(warehouse, export_kits, tmp_path / "sets.pdf")


@pytest.mark.parametrize("header", ["套装编码,组件编码", "Kit code,Component SKU,Qty", HEADER])
def test_a_list_of_sets_is_known_by_its_header(header: str) -> None:
    assert kind_of_header(header.split(",")) == "kits"


def test_a_product_list_tells_what_goods_ask_for_at_packing(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    lines = (
        "商家编码,商品名称,颜色,扫序列号,打包检查,易碎,手输数量上限",
        "S1,水杯,白,是,看杯口,是,5",
        "S2,水杯,黑,,,,",
        "S3,碗,白,,,也许,99999",
    )
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    done = bring_in(warehouse, SYSTEM, DESK, Intake("products", (path,)))
    assert [(problem.row, problem.column) for problem in done.errors] == [(4, "易碎"), (4, "手输数量上限")]
    with warehouse.reading() as session:
        found = {code: at_packing(session, sku_id(warehouse, code)) for code in ("S1", "S2")}
    assert found == {"S1": AtPacking(True, "看杯口", 5, (), True), "S2": AtPacking(True, "看杯口", None, (), True)}
