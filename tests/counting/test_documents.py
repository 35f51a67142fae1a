"""Count sheets and the report: bar codes that read back, figures with their formula, lines to sign."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.counting.house import Counter, plan, results
from tests.paper.reading import scanned, texts_of
from tests.shop import add_products, add_stock, barcode, do
from warehouse_app.counting.differences import figures, variances
from warehouse_app.counting.documents import share, write_count_sheets, write_report, write_report_table
from warehouse_app.counting.history import earlier_stocktakes
from warehouse_app.counting.queries import stocktake
from warehouse_app.counting.rules import Kind
from warehouse_app.counting.sheet_rows import sheet_bins
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse


def text_of(path: Path) -> str:
    return "\n".join(texts_of(path))


def test_sheets_blind_and_with_what_is_expected(local_warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(local_warehouse, 12)
    add_stock(local_warehouse, {f"SKU{n}": n for n in range(1, 13)})
    made = plan(local_warehouse)
    with local_warehouse.reading() as session:
        head = stocktake(session, made)
        blind, told = sheet_bins(session, made), sheet_bins(session, made, blind=False)
    assert [one.bin for one in blind] == [f"A-{n}" for n in range(1, 13)]
    assert {one.lines for one in blind} == {()}
    assert [(line.seller_code, line.expected) for one in told for line in one.lines] == [(f"SKU{n}", n) for n in range(1, 13)]
    write_count_sheets(tmp_path / "blind.pdf", head, blind, "en")
    write_count_sheets(tmp_path / "told.pdf", head, told, "zh_CN")
    assert "A-12" in text_of(tmp_path / "blind.pdf")
    assert "商品" not in text_of(tmp_path / "blind.pdf")
    read = {code for page in scanned(tmp_path / "told.pdf") for code in page}
    assert {"A-1", barcode(1), "PD-EMPTY", "PD-CONFIRM", "PD-UNDO"} <= read


def test_the_report_nets_nothing_and_is_signed(local_warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(local_warehouse)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    do(local_warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter = Counter(local_warehouse, plan(local_warehouse))
    counter.counts("A-1", SKU1=8)
    counter.counts("A-2", SKU2=12)
    counter.approves(results(local_warehouse, counter.stocktake)["A-1", 1])
    with local_warehouse.reading() as session:
        head, sums = stocktake(session, counter.stocktake), figures(session, counter.stocktake)
        rows = variances(session, counter.stocktake, "all")
    write_report(tmp_path / "report.pdf", head, sums, rows, "en")
    text = "".join(text_of(tmp_path / "report.pdf").split())
    for words in ("+2", "-2", "lineswithoutdifference/lines", "0.00%", "Lost", "Toapprove", "Approvedby"):
        assert words in text
    write_report_table(tmp_path / "report.xlsx", sums, rows, "zh_CN")
    cells = [list(row) for row in load_workbook(tmp_path / "report.xlsx").active.iter_rows(values_only=True)]
    assert any(row[:2] == ["A-1", "SKU1"] and row[8] == -2 for row in cells)
    assert any(row[0] == "审批人" for row in cells)


def test_the_report_compares_with_the_last_five_of_its_kind(local_warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(local_warehouse)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 10})
    do(local_warehouse, change_settings, {"count_tolerance_pieces": 50})
    other = Counter(local_warehouse, plan(local_warehouse, Kind.MONTHLY))
    other.counts("A-1", SKU1=1)
    made = [plan(local_warehouse) for _ in range(8)]
    for less, one in enumerate(made[:7]):  # nothing was counted in the eighth
        Counter(local_warehouse, one).counts("A-1", SKU1=10 - less)
    with local_warehouse.reading() as session:
        earlier = earlier_stocktakes(session, made[6])
        assert earlier_stocktakes(session, made[7])[0].id == made[6]
        assert earlier_stocktakes(session, other.stocktake) == earlier_stocktakes(session, made[0]) == []
        head, sums, rows = stocktake(session, made[6]), figures(session, made[6]), variances(session, made[6], "all")
    assert [(one.id, one.sums.minus) for one in earlier] == [(made[n], n) for n in (5, 4, 3, 2, 1)]
    write_report(tmp_path / "report.pdf", head, sums, rows, "en", earlier)
    write_report_table(tmp_path / "report.xlsx", sums, rows, "en", earlier)
    cells = [row[0] for row in load_workbook(tmp_path / "report.xlsx").active.iter_rows(values_only=True)]
    told = ["This stocktake", *(one.number for one in earlier)]
    place = cells.index("This stocktake")
    assert cells[place : place + 7] == [*told, None]
    text = "".join(text_of(tmp_path / "report.pdf").split())
    assert [words for words in told if words.replace(" ", "") not in text] == []


def test_nothing_short_of_all_is_a_hundred_percent() -> None:
    assert (share(None), share(1.0), share(0.99999)) == ("-", "100.00 %", "99.99 %")
