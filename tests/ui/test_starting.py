"""Parcels begun in the window without their label: by an item, a wave, a slip; and the label that comes out at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, add_orders, barcode, do, open_shop, order, parcel_of, problems_of
from tests.ui.desks import Told, settle
from tests.ui.program import Scanner, actor, packing, program, take_on
from ui.app import App
from ui.packing.station import PackingStation
from ui.picking.papers import PaperMaker
from warehouse_app.dispatch.papers import make_wave_papers
from warehouse_app.dispatch.queries import print_jobs, wave_papers
from warehouse_app.dispatch.waybills import start_single_wave
from warehouse_app.orders.release import release
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.store.warehouse import Warehouse

HUMAN_MS = 600


class Line:
    """A packing desk before a picked single-item wave of three, due in the order 2, 3, 1."""

    def __init__(self, running: App, qtbot: QtBot) -> None:
        self.running, self.qtbot = running, qtbot
        self.warehouse = running.warehouse
        self.scanner = Scanner(running, qtbot)
        self.told = Told(running.desk)

    @property
    def station(self) -> PackingStation:
        return packing(self.running)

    def scan(self, *codes: str, pause: int = HUMAN_MS) -> str:
        for code in codes:
            self.scanner.pause(pause)
            self.scanner.scan(code)
        return self.running.window.workplace.band.code.removeprefix("packing.verdict_")

    def labels(self) -> list[tuple[str, str]]:
        """Waybill and state of each label job, oldest first."""
        settle(self.qtbot, self.running.desk)
        with self.warehouse.reading() as session:
            jobs = [job for job in print_jobs(session) if job.paper == "label"]
        return [(job.waybill, job.state) for job in sorted(jobs, key=lambda job: job.id)]


@pytest.fixture
def wave_id(local_warehouse: Warehouse) -> int:
    local_warehouse.clock = lambda: DAY
    due = {"1": 9, "2": 1, "3": 5}
    orders = [order(number, {"SKU1": 1}, ship_by=DAY + timedelta(hours=hours)) for number, hours in due.items()]
    open_shop(local_warehouse, {"SKU1": 20, "SKU2": 20}, *orders)
    do(local_warehouse, release)
    wave = do(local_warehouse, start_single_wave)
    do(local_warehouse, confirm_picked, wave.id)
    return wave.id


@pytest.fixture
def line(local_warehouse: Warehouse, wave_id: int, qapp: QApplication, qtbot: QtBot) -> Iterator[Line]:
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        yield Line(running, qtbot)
        settle(qtbot, running.desk)
    assert problems_of(local_warehouse) == []


def waybills(warehouse: Warehouse, *numbers: str) -> list[str]:
    return [parcel_of(warehouse, number).waybill for number in numbers]


def test_scan_item_next_label_through_a_whole_wave(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    monkeypatch.setattr("ui.printing.print_pdf", lambda path, printer, page: printed.append(path.name.split("-")[0]))
    monkeypatch.setattr("ui.printing.printer_names", lambda: ["Zebra"])
    do(line.warehouse, change_settings, {"label_printer": "Zebra"})
    wanted = waybills(line.warehouse, "2", "3", "1")
    for waybill in wanted:
        assert line.scan(barcode(1)) == "complete"
        done = line.station.panel.done
        assert (done.title.code, waybill in done.title.text()) == ("packing.done_label_title", True)
        assert line.station.panel.middle.currentWidget() is done
    line.qtbot.waitUntil(lambda: printed == wanted, timeout=20_000)
    assert line.labels() == [(waybill, "printed") for waybill in wanted]
    assert line.scan(barcode(1)) == "not_needed"


def test_a_label_that_came_out_before_is_named_and_not_printed_again(line: Line, wave_id: int) -> None:
    make_wave_papers(line.warehouse, SYSTEM, "desk", wave_id, "zh_CN")
    before = line.labels()
    assert line.scan(barcode(1)) == "complete"
    assert line.labels() == before
    assert line.told.codes == []


def test_without_a_printer_the_label_lies_in_its_file(line: Line) -> None:
    line.scan(barcode(1))
    assert line.labels() == [(waybill, "printed") for waybill in waybills(line.warehouse, "2")]
    assert line.told.codes == ["packing.label_made"]


def test_a_parcel_begun_with_its_label_prints_none(line: Line) -> None:
    (waybill,) = waybills(line.warehouse, "2")
    assert line.scan(waybill, barcode(1)) == "complete"
    assert line.station.panel.done.title.code == "packing.done_title"
    assert line.labels() == []


def test_a_code_the_scanner_sends_twice_counts_once(line: Line) -> None:
    line.scan(barcode(1))
    assert line.scan(barcode(1), pause=0) == "read_twice"
    assert line.scan(barcode(1), pause=0) == "read_twice"
    assert [parcel_of(line.warehouse, number).state for number in "231"] == ["packed", "open", "open"]
    assert line.scan(barcode(1)) == "complete"


def test_undo_after_an_item_start_keeps_the_parcel_open(line: Line) -> None:
    line.scan(barcode(1))
    assert line.scan("PD-UNDO") == "undone"
    assert line.station.panel.card.count.text() == "0 / 1"
    assert line.scan(barcode(1)) == "complete"
    assert len(line.labels()) == 1  # once: it had come out


def test_a_wave_a_slot_and_a_slip_open_parcels_and_the_panel_shows_them(line: Line) -> None:
    add_orders(line.warehouse, order("9001", {"SKU1": 1, "SKU2": 2}), name="more")
    do(line.warehouse, release)
    first = parcel_of(line.warehouse, "2")
    for code in (first.wave, f"{first.wave}-{first.slot}", "2"):
        assert line.scan(code) == "opened"
        assert line.station.panel.waybill.text().endswith(first.waybill)
        assert line.scan("PD-LEAVE") == "left"
    assert line.scan("9001") == "no_parcel"
    assert line.scan(first.wave, barcode(1)) == "complete"
    assert line.labels() == [(first.waybill, "printed")]


def test_the_idle_desk_says_what_can_be_scanned_as_the_shop_has_it(line: Line) -> None:
    said = []
    for allowed in ("always", "single_item_waves", "never"):
        line.running.desk.command(change_settings, {"start_by_item": allowed})
        line.station.enter()
        said.append(line.station.idle.words.code)
    assert said == ["packing.idle_words", "packing.idle_words_single", "packing.idle_words_label"]
    assert line.scan(barcode(1)) == "waybill_wanted"


def test_with_a_printer_the_labels_of_a_single_item_wave_wait_for_the_desk(line: Line, wave_id: int) -> None:
    do(line.warehouse, change_settings, {"label_printer": "Zebra"})
    maker = PaperMaker(line.running.desk, line.running.window)
    maker.make(wave_id)
    settle(line.qtbot, line.running.desk)
    with line.warehouse.reading() as session:
        assert set(wave_papers(session, wave_id)) == {"pick_list", "slip"}
    assert "ways.labels_at_desk" in line.told.codes
    maker.show_paper(wave_id, "label")  # all at once after all; the printer is not there, and that is said
    line.qtbot.waitUntil(lambda: line.told.codes[-1] == "dispatch.printer_missing", timeout=20_000)
    assert [state for _, state in line.labels()] == ["waiting"] * 3
