"""A week of the UCI shop through the commands; the whole thirteen months are ``python -m tests.benchmarks.replay``.

Uses the shared real data and skips where it is absent.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.benchmarks.replay import differences, open_shop, play
from tests.benchmarks.uci import Line, Month, plan, read_lines
from warehouse_app.stock.queries import moves_page

LINES = 2_500


@pytest.fixture(scope="module")
def months(shared_data: Path) -> list[Month]:
    lines = list(read_lines(shared_data / "data" / "online_retail.csv.xz", LINES))
    half = len(lines) // 2  # two months, so that something was bought before the second begins
    for line in lines[half:]:
        line.at = line.at.replace(year=2011, month=1)
    return plan(lines)


def test_every_account_of_a_replayed_week_says_what_the_file_says(months: list[Month], tmp_path: Path) -> None:
    codes = sorted({line.code for month in months for line in month.lines})
    kinds = Counter(_kind(line) for month in months for line in month.lines)
    assert kinds.keys() == {"sold", "cancelled", "written_off", "to_supplier"}
    shop = open_shop(tmp_path, codes)
    with closing(shop.warehouse):
        for month in months:
            play(shop, month)
        assert list(differences(shop, months)) == []
        with shop.warehouse.reading() as session:
            assert moves_page(session, limit=1).total > LINES


def _kind(line: Line) -> str:
    return "to_supplier" if line.to_supplier else line.kind
