"""A morning of 60 real-shaped orders through every command, against the answers that came with the files."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk, empty_folder
from tests.shop import do
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.settings import put

WALL = 20
"""Slots of the wall: so few that the day needs several waves."""


@pytest.fixture(scope="module")
def day(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the day, with ``truth.json``."""
    folder = tmp_path_factory.mktemp("day")
    maker = shared_data / "tools" / "make_shop_day.py"
    subprocess.run(
        [sys.executable, str(maker), "--day", "3", "--orders", "60", "--out", str(folder)], check=True, capture_output=True
    )
    return folder


@pytest.fixture
def desk(
    day: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, migrated_file: Path
) -> Desk:
    """The day brought in."""
    monkeypatch.delenv("PACKDESK_DATABASE", raising=False)
    desk = Desk(empty_folder(tmp_path / "data", migrated_file), capsys)
    truth = _truth(day)["counts"]
    assert desk.run("import", "products", day / "products.csv")["new"] == truth["skus"]
    assert desk.run("import", "stock", day / "stock.csv")["errors"] == []
    answer = desk.run("import", "orders", day / "ExportOrderDetailList03.csv", day / "ExportOrderList03.csv")
    assert (answer["new"], answer["errors"]) == (truth["orders"], [])
    assert desk.run("import", "waybills", day / "waybills.csv")["errors"] == []
    with closing(open_warehouse(desk.data)) as warehouse:
        do(warehouse, put, "wall_slots", WALL)
    return desk


def _truth(day: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((day / "truth.json").read_text(encoding="utf-8"))
    return truth


def test_the_day_is_what_the_truth_says(desk: Desk, day: Path) -> None:
    truth = _truth(day)
    states = {row["number"]: row["state"] for row in desk.run("show", "orders", "--limit", "1000")["rows"]}
    assert {number for number, state in states.items() if state == "unpaid"} == set(truth["unpaid"])
    assert {number for number, state in states.items() if state == "cancelled"} == set(truth["closed"])
    stock = desk.run("show", "stock", "--limit", "10000")["rows"]
    assert sum(row["on_hand"] for row in stock) == truth["counts"]["stock_units"]
    released = desk.run("release")
    words = set(truth["with_message_or_note"]) & set(truth["paid"])
    assert set(released["look"]) == words
    assert set(released["short"]) == set(truth["short"])
    assert released["released"] == len(set(truth["paid"]) - words - set(truth["short"]))
    assert desk.run("check")["ok"]


@pytest.mark.parametrize("order", [("List", "DetailList"), ("DetailList", "List")])
def test_the_same_files_again_change_nothing(desk: Desk, day: Path, order: tuple[str, str]) -> None:
    before = desk.run("show", "orders", "--limit", "1000")
    for name in order:
        answer = desk.run("import", "orders", day / f"ExportOrder{name}03.csv")
        assert (answer["new"], answer["changed"], answer["errors"]) == (0, 0, [])
    assert desk.run("show", "orders", "--limit", "1000") == before


def test_the_rest_of_the_day_on_a_copy(desk: Desk, day: Path, tmp_path: Path) -> None:
    """Batched for least walk, every piece scanned at its bin, at the wall and at the packing desk."""
    truth = _truth(day)
    answer = desk.run("rehearse", "--out", tmp_path / "rehearsal")
    going = set(truth["paid"]) - set(truth["with_message_or_note"]) - set(truth["short"])
    assert (answer["orders"], answer["parcels"], answer["labels"]) == (len(going), len(going), len(going))
    assert (set(answer["short"]), answer["blocked"], answer["problems"]) == (set(truth["short"]), [], [])
    assert {answer["seconds"][step]["n"] for step in ("take", "sort", "scan")} == {answer["units"]}
    assert (answer["way"], answer["stopped"], answer["to_count"]) == ("sort", [], 0)
    assert -(-len(going) // WALL) <= answer["waves"] == answer["seconds"]["pick"]["n"]
    assert 0 < answer["metres"] <= answer["metres_by_deadline"]
    copy = Desk(tmp_path / "rehearsal", desk.output)
    assert {row["number"] for row in copy.run("show", "orders", "--state", "shipped", "--limit", "1000")["rows"]} == going
    assert copy.run("check") == {"ok": True, "problems": []}
    listed = copy.run("export", "shipped", tmp_path / "back.xlsx", "--layout", "pinduoduo")
    assert listed["rows"] == len(going)


def test_a_wave_takes_a_number_of_each_parcel_from_the_pool(desk: Desk, day: Path) -> None:
    desk.run("release")
    wave = desk.run("wave", "create")
    parcels = desk.run("show", "parcels", "--limit", "1000")["rows"]
    pool = (day / "waybills.csv").read_text(encoding="utf-8")
    assert len(parcels) == wave["parcels"]
    assert len({row["waybill"] for row in parcels}) == len(parcels)
    assert all(row["waybill"] in pool for row in parcels)
    assert desk.run("check")["ok"]
