"""A rehearsal on paper and in a workbook, and goods for one out of a file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.paper.reading import texts_of
from warehouse_app.errors import Unreadable
from warehouse_app.restock.rehearsing.documents import write_plan
from warehouse_app.restock.rehearsing.files import read_picks, write_plan_xlsx
from warehouse_app.restock.rehearsing.goods import Facts, Usage
from warehouse_app.restock.rehearsing.outcome import DayOutcome, GoodsOutcome, Outcome
from warehouse_app.restock.rehearsing.queries import PlannedLine
from warehouse_app.restock.rehearsing.rehearse import Ground, rehearse
from warehouse_app.restock.rehearsing.rules import Model, Wishes
from warehouse_app.restock.rehearsing.sections import PlanPaper, hours
from warehouse_app.restock.rehearsing.work import Pace

TODAY = date(2026, 11, 3)
BEGINS = date(2026, 11, 11)
MANY = 70


def plan(came: Outcome | None = None) -> PlanPaper:
    """Seventy SKUs, so that the goods need several pages."""
    pieces = {n: 100 + n for n in range(1, MANY + 1)}
    known = {
        n: Facts(n, f"QQ-{n:03d}-XL", "加厚法兰绒连帽家居服套装", "雾霾蓝", "XXL", lead_days=3, free=n, daily=Fraction(1, 2))
        for n in pieces
    }
    contents = {((1, 1),): 90, ((1, 1), (2, 3)): 60}
    model = Model(pieces, Decimal(9000), 6000, 6000, (1000, 2000, 3000), contents)
    box = Facts(99, "BOX-S", "纸箱", "", "小", free=500)
    wishes = Wishes(BEGINS, BEGINS + timedelta(days=2), BEGINS - timedelta(days=365), BEGINS - timedelta(days=363))
    found = rehearse(wishes, Ground(TODAY, model, known, usages=(Usage(box, "carton", 30, 25),)))
    called = {n: f"{one.name} {one.colour} {one.size} {one.seller_code}" for n, one in known.items()}
    return PlanPaper("双十一", "like last year", found, called, came)


def came() -> Outcome:
    line = PlannedLine(1, "QQ-001-XL", "家居服", "雾霾蓝", "XXL", 202, 1, 201, None)
    day = DayOutcome(BEGINS, 4000, 4444, 4000, 3900)
    return Outcome(BEGINS, (day,), (GoodsOutcome(line, 199, 7, BEGINS),), (), Pace("", 400, 36_000), 40)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_paper_holds_every_line_over_several_pages(tmp_path: Path, language: str) -> None:
    path = tmp_path / "plan.pdf"
    write_plan(path, plan(came()), language)  # type: ignore[arg-type]  # the parameter's words are languages
    pages = texts_of(path)
    text = "".join("".join(pages).split())
    assert len(pages) > 2
    assert all(f"QQ-{n:03d}-XL" in text for n in range(1, MANY + 1))
    for words in ("双十一", "likelastyear", "BOX-S", "2026-11-11", "1.20", "12,000"):
        assert words in text


def test_the_workbook_says_the_same_with_figures_as_figures(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_plan_xlsx(path, plan(came()), "en")
    rows = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
    titles = {"Goods", "Materials", "To pack ahead", "Work and people, day by day", "What came of it"}
    assert titles <= {row[0] for row in rows}
    goods = next(row for row in rows if row[0] == "QQ-001-XL")
    assert goods[2:7] == [202, 4, 1, 0, 205]
    assert next(row for row in rows if row[0] == "2026-11-11")[1] == 2000
    assert [row[2:7] for row in rows if row[0] == "QQ-001-XL"][1] == [202, 199, -3, 7, "11-11"]


def test_hours_lose_no_minute() -> None:
    assert [hours(minutes) for minutes in (0, 1, 60, 61)] == ["–", "0.1", "1.0", "1.1"]


def test_goods_out_of_a_file_each_once_and_bad_rows_named(tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("商家编码,预计件数\nSKU1,10\nSKU2,\nSKU1,12\n,5\nSKU3,viele\nSKU4,99999999\n", encoding="utf-8")
    parsed = read_picks(path)
    assert [(one.seller_code, one.pieces) for one in parsed.rows] == [("SKU1", 12), ("SKU2", None)]
    assert [(one.row, one.column) for one in parsed.problems] == [(5, "商家编码"), (6, "预计件数"), (7, "预计件数")]
    path.write_text("name,what\na,b\n", encoding="utf-8")
    with pytest.raises(Unreadable):
        read_picks(path)
