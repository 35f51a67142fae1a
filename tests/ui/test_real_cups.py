"""Labels through a real CUPS: by the system's driver to a virtual IPP printer, and raw to a printer that speaks ZPL."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageChops

from tests.dispatch.printing.device import printer, zpl_dots
from tests.dispatch.test_labels import label
from tests.shop import do, open_shop, order, parcel_of, release_and_wave
from tests.ui.cups import CannotStart, Cups, real_cups
from warehouse_app.dispatch.labels import SIZE_76X130, write_labels
from warehouse_app.dispatch.papers import make_wave_papers
from warehouse_app.dispatch.printing.printers import add_printer
from warehouse_app.dispatch.printing.queries import queue
from warehouse_app.dispatch.printing.raster import page_raster
from warehouse_app.dispatch.printing.rules import JobState, Kind, PrinterSetup
from warehouse_app.dispatch.printing.transports import Sheet, raw_transport
from warehouse_app.errors import Conflict
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Warehouse

MM = 203 / 25.4


@pytest.fixture(scope="module")
def cups() -> Iterator[Cups]:
    """A CUPS of our own for these tests."""
    manager = real_cups()
    try:
        running = manager.__enter__()
    except CannotStart as why:
        pytest.skip(f"no CUPS to test with: {why}")
    yield running
    manager.__exit__(None, None, None)


def wait_for(ready: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not ready():
        assert time.monotonic() < ends, "CUPS did not print it in time"
        time.sleep(0.05)


def test_labels_of_a_wave_reach_a_virtual_ipp_printer_one_by_one_at_their_own_size(
    local_warehouse: Warehouse, cups: Cups, repo: Path
) -> None:
    open_shop(local_warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    release_and_wave(local_warehouse)
    do(local_warehouse, add_printer, PrinterSetup("Desk 1", Kind.QT, "Virtual"))
    make_wave_papers(local_warehouse, SYSTEM, "test desk", 1, "zh_CN", queued=True)
    wanted = [parcel_of(local_warehouse, number).waybill for number in ("1", "2")]
    environment = cups.environment | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(repo)}
    child = [sys.executable, "-m", "tests.ui.cups_child", str(local_warehouse.folder), "Desk 1"]
    said = subprocess.run(child, cwd=repo, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert said.stdout, said.stderr
    names, *ended = said.stdout.splitlines()
    assert "Virtual" in names.split()
    assert ended == [f"{waybill} printed None" for waybill in wanted], said.stderr
    with local_warehouse.reading() as session:
        assert [row.state for row in queue(session, tuple(JobState))] == [JobState.PRINTED] * 2
    wait_for(lambda: len(cups.printed) == 2 and not cups.run("lpstat", "-o").strip())
    for file, waybill in zip(cups.printed, wanted, strict=True):
        with pypdfium2.PdfDocument(file) as document:
            assert len(document) == 1
            picture = document[0].render(scale=203 / 72, grayscale=True).to_pil()
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [waybill]
        ink = ImageChops.invert(picture).point(lambda grey: 255 if grey > 128 else 0).getbbox()
        assert ink is not None
        assert ((ink[2] - ink[0]) / MM, (ink[3] - ink[1]) / MM) == pytest.approx((72, 126), abs=1)  # the frame, not scaled


def test_a_raw_queue_passes_the_dots_on_as_they_are(tmp_path: Path, cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CUPS_SERVER", "PATH"):
        monkeypatch.setenv(name, cups.environment[name])
    write_labels(tmp_path / "l.pdf", [label(1)], SIZE_76X130)
    setup = PrinterSetup("Desk 2", Kind.ZPL, "queue:Raw")
    sheet = Sheet(tmp_path / "l.pdf", 1, label(1).waybill, 1, copies=2)
    with pytest.raises(Conflict, match="queue_refused"):
        raw_transport(setup).print_sheet(sheet)
    with printer() as device:
        cups.add_queue("Raw", f"socket://127.0.0.1:{device.port}", "raw")
        raw_transport(setup).print_sheet(sheet)
        wait_for(lambda: len(device.jobs) == 1)
        (job,) = device.jobs
        wait_for(lambda: not cups.run("lpstat", "-o").strip())
    raster = page_raster(sheet.file, 1, 203)
    assert zpl_dots(job) == ((raster.width, raster.height, raster.data), 2)
