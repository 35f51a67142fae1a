"""A real shop morning of 1,500 orders: files in, released, waved; sixty parcels typed into the real window, the rest rehearsed
in batches through the sorting wall.

Uses the shared real data and skips where it is absent.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import func, select

from tests.cli.desk import Desk
from tests.e2e.screen import Program, wait_for, x_server
from warehouse_app.catalog.tables import Barcode, Sku
from warehouse_app.packing.tables import Scan
from warehouse_app.picking.queries import ParcelRow, parcels_page
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.settings import get
from warehouse_app.store.warehouse import Warehouse

pytestmark = pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is not installed")

ORDERS, TYPED, DAY, DPI = 1_500, 60, 5, 203
CHUNK = 6  # parcels in one go of the typist


@pytest.fixture(scope="module")
def morning(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the morning."""
    files = tmp_path_factory.mktemp("morning")
    tool = shared_data / "tools" / "make_shop_day.py"
    command = [sys.executable, str(tool), "--day", str(DAY), "--orders", str(ORDERS), "--out", str(files)]
    subprocess.run(command, check=True, capture_output=True)
    return files


def bring_in(desk: Desk, files: Path) -> str:
    """The owner's badge, after everything came in."""
    badge: str = desk.run("user", "add", "王店主", "--pin", "4711", "--role", "owner")["badge"]
    for kind in ("products", "stock", "waybills"):
        assert desk.run("import", kind, files / f"{kind}.csv")["errors"] == []
    reports = sorted(files.glob("ExportOrder*.csv"))
    answer = desk.run("import", "orders", *reports)
    assert (answer["new"], answer["errors"]) == (ORDERS, [])
    return badge


def codes_of(warehouse: Warehouse) -> dict[str, str]:
    with warehouse.reading() as session:
        rows = session.execute(select(Sku.seller_code, Barcode.code).join(Barcode))
        return {row.seller_code: row.code for row in rows}


def typed_codes(parcel: ParcelRow, barcodes: dict[str, str], chance: random.Random) -> list[str]:
    """The label, then every piece in any order."""
    pieces = [barcodes[line.seller_code] for line in parcel.lines for _ in range(line.needed)]
    return [parcel.waybill, *chance.sample(pieces, len(pieces))]


def scan_count(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(Scan)) or 0


def pack_in_the_window(data: Path, badge: str, log: Path, repo: Path) -> list[ParcelRow]:
    """Type the badge and every code of the wave's parcels; returns the parcels as they stand afterwards."""
    chance = random.Random(1)
    with x_server() as display, closing(open_warehouse(data)) as warehouse:
        barcodes = codes_of(warehouse)
        with warehouse.reading() as session:
            parcels = parcels_page(session, limit=TYPED).rows
        program = Program(display, data, log, repo)
        program.focus()
        try:
            program.type_codes(badge)
            typed = 0
            for start in range(0, len(parcels), CHUNK):
                codes = [code for p in parcels[start : start + CHUNK] for code in typed_codes(p, barcodes, chance)]
                typed += len(codes)
                program.type_codes(*codes)
                wait_for(lambda wanted=typed: scan_count(warehouse) >= wanted, program)  # type: ignore[misc]
        finally:
            program.stop()
        assert scan_count(warehouse) == typed
        with warehouse.reading() as session:
            return parcels_page(session, limit=TYPED).rows


def read_labels(labels: Path) -> list[str]:
    """The bar code of every page, as a scanner reads it from the paper of a 203 dpi printer."""
    with closing(pypdfium2.PdfDocument(labels)) as document:
        pages = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    return [zxingcpp.read_barcodes(page)[0].text for page in pages]


def test_a_morning_of_1500_orders(morning: Path, tmp_path: Path, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth: dict[str, Any] = json.loads((morning / "truth.json").read_text(encoding="utf-8"))
    desk = Desk(tmp_path / "data", capsys)
    badge = bring_in(desk, morning)
    released = desk.run("release")
    assert set(released["short"]) == set(truth["short"])
    assert set(released["look"]) == set(truth["with_message_or_note"]) & set(truth["paid"])
    assert released["released"] == len(set(truth["paid"]) - set(released["look"]) - set(truth["short"]))
    wave = desk.run("wave", "create", "--orders", str(TYPED))
    parcels = pack_in_the_window(tmp_path / "data", badge, tmp_path / "window.log", repo)
    assert {parcel.state for parcel in parcels} == {"packed"}
    assert read_labels(Path(wave["labels"])) == [parcel.waybill for parcel in parcels]
    with closing(open_warehouse(tmp_path / "data")) as warehouse, warehouse.reading() as session:
        slots = get(session, "wall_slots")
    rest = desk.run("rehearse", "--out", tmp_path / "rehearsal")
    assert (rest["parcels"], rest["blocked"], rest["stopped"], rest["problems"]) == (released["released"] - TYPED, [], [], [])
    assert {rest["seconds"][step]["n"] for step in ("take", "sort", "scan")} == {rest["units"]}  # bin, wall, packing desk
    assert -(-rest["parcels"] // slots) <= rest["waves"] < 2 * rest["parcels"] / slots
    assert 0 < rest["metres"] < rest["metres_by_deadline"]
    assert desk.run("check") == {"ok": True, "problems": []}
