"""The picking screen: waves made, their papers, the pick list, and goods brought to the desk by one scan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, add_orders, add_products, add_stock, add_waybills, do, order
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.picking import papers
from ui.picking.station import PickingStation
from ui.print_queue import PrintQueue
from warehouse_app.dispatch import papers as core
from warehouse_app.dispatch.queries import print_jobs
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.commands import hold
from warehouse_app.orders.queries import OrderFilter, order_ids, orders_page
from warehouse_app.orders.release import release
from warehouse_app.people.rules import Role
from warehouse_app.picking.queries import ReleasedCounts, released_counts, waves_page
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def shop(desk: Desk) -> Warehouse:
    add_products(desk.warehouse, 12)
    add_stock(desk.warehouse, {f"SKU{n}": 20 for n in range(1, 13)})
    add_orders(
        desk.warehouse,
        order("1001", {"SKU10": 2, "SKU2": 1}, ship_by=DAY),
        order("1002", {"SKU2": 3}, ship_by=DAY + timedelta(hours=4)),
        order("1003", {"SKU1": 1}, ship_by=DAY + timedelta(days=3)),
    )
    do(desk.warehouse, release)
    return desk.warehouse


@pytest.fixture
def station(desk: Desk, shop: Warehouse, qtbot: QtBot) -> PickingStation:
    add_waybills(shop, 60)
    return open_station(desk, qtbot)


def open_station(desk: Desk, qtbot: QtBot) -> PickingStation:
    made = PickingStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    return made


def make_wave(station: PickingStation, qtbot: QtBot) -> None:
    station.card.all_button.click()
    settle(qtbot, station.desk)


def states(warehouse: Warehouse) -> dict[str, str]:
    with warehouse.reading() as session:
        return {row.number: row.state for row in orders_page(session, OrderFilter()).rows}


def pages(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def test_papers_are_called_as_the_core_calls_them() -> None:
    assert (papers.PICK_LIST, papers.LABEL, papers.SLIP) == (core.PICK_LIST, core.LABEL, core.SLIP)


def test_released_orders_are_counted_by_deadline(station: PickingStation) -> None:
    assert station.card.ready.text() == "3"
    assert station.card.lines["late"].words.text() == language.tr("picking.released_late", n=1)
    assert station.card.lines["late"].tone == "wrong"
    assert not station.card.lines["held"].isVisible()


def test_counts_on_both_databases(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 9})
    moments = {"1": DAY - timedelta(hours=1), "2": DAY + timedelta(hours=1), "3": DAY + timedelta(days=5), "4": DAY}
    add_orders(warehouse, *(order(number, {"SKU1": 1}, ship_by=moment) for number, moment in moments.items()))
    do(warehouse, release)
    with warehouse.reading() as session:
        do(warehouse, hold, [order_ids(session, ["4"])["4"]], "等等")
    with warehouse.reading() as session:
        counts = released_counts(session, DAY, DAY + timedelta(hours=12))
    assert counts == ReleasedCounts(late=1, today=1, later=1, held=1)
    assert counts.ready == 3


def test_nothing_released_leads_to_the_orders(desk: Desk, qtbot: QtBot) -> None:
    station = open_station(desk, qtbot)
    assert not station.card.all_button.isEnabled()
    assert station.nothing.isVisible()
    with qtbot.waitSignal(station.goto) as went:
        station.card.release_button.click()
    assert went.args == ["orders"]


def test_a_wave_of_everything_with_its_papers(station: PickingStation, qtbot: QtBot) -> None:
    told = Told(station.desk)
    make_wave(station, qtbot)
    assert set(states(station.desk.warehouse).values()) == {"in_wave"}
    assert told.codes == ["picking.wave_made", "picking.papers_ready"]
    assert station.view.wave is not None
    assert (station.view.wave.parcels, station.view.wave.packed) == (3, 0)
    with station.desk.warehouse.reading() as session:
        jobs = print_jobs(session)
    assert sorted(job.paper for job in jobs) == ["label"] * 3 + ["pick_list"] + ["slip"] * 3
    labels = next(Path(job.file) for job in jobs if job.paper == "label")
    assert labels.parent == station.desk.folder.labels
    assert pages(labels) == 3
    assert {job.state for job in jobs} == {"printed"}  # PDF only: the file is the print


def test_the_next_so_many_take_the_most_urgent(station: PickingStation, qtbot: QtBot) -> None:
    station.card.how_many.setValue(2)
    station.card.next_button.click()
    settle(qtbot, station.desk)
    assert states(station.desk.warehouse) == {"1001": "in_wave", "1002": "in_wave", "1003": "released"}
    assert station.card.how_many.value() == 2
    assert station.card.ready.text() == "1"


def test_the_pick_list_walks_two_before_ten(station: PickingStation, qtbot: QtBot) -> None:
    make_wave(station, qtbot)
    table = station.view.pick_list.table
    QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert [(stop.bin, stop.quantity) for stop in table.model.rows()] == [("A-1", 1), ("A-2", 4), ("A-10", 2)]
    model = table.model
    assert model.data(model.index(1, 4)) == "#1, #2×3"
    model.sort(1)
    assert [stop.quantity for stop in model.rows()] == [1, 2, 4]
    assert station.view.tabs.tabText(0) == language.tr("picking.tab_pick_list", n=3)


def test_scanning_the_wave_brings_its_goods_to_the_desk(station: PickingStation, qtbot: QtBot) -> None:
    make_wave(station, qtbot)
    assert station.view.wave is not None
    number = station.view.wave.number
    assert station.view.picked_button.isVisible()
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan(number))
    assert answer.args == ["complete", "picking.picked_now", {"n": 3}, "complete"]
    assert set(states(station.desk.warehouse).values()) == {"picked"}
    assert not station.view.picked_button.isVisible()
    assert station.view.state.words.code == "picking.wave_at_desk"
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan(number))
    assert answer.args[1] == "picking.picked_already"


def test_a_waybill_shows_its_parcel_and_rubbish_is_refused(station: PickingStation, qtbot: QtBot) -> None:
    make_wave(station, qtbot)
    parcel = next(station.view.parcels.model.rows())
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan(parcel.waybill))
    assert answer.args[1] == "picking.parcel_found"
    assert station.view.tabs.currentIndex() == 1
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan("nothing we know"))
    assert answer.args[:2] == ["unknown", "picking.scan_unknown"]


def test_stopped_parcels_are_named_as_such(station: PickingStation, qtbot: QtBot) -> None:
    make_wave(station, qtbot)
    with station.desk.warehouse.reading() as session:
        ids = order_ids(session, ["1002"])
    station.desk.command(hold, [ids["1002"]], "等买家")
    model = station.view.parcels.model
    assert [row.blocked for row in model.rows()] == ["", "by_hand", ""]
    assert model.data(model.index(1, 3)) == language.tr("picking.parcel_blocked")


def test_too_few_numbers_makes_no_wave_and_says_how_to_go_on(desk: Desk, shop: Warehouse, qtbot: QtBot) -> None:
    add_waybills(shop, 2)
    station = open_station(desk, qtbot)
    assert station.card.numbers.isVisible()
    assert station.card.numbers.tone == "wrong"
    make_wave(station, qtbot)
    assert station.banner.isVisible()
    assert station.banner.words.text() == language.tr("dispatch.pool_short", missing=1, parcels=3)
    assert set(states(shop).values()) == {"released"}
    with qtbot.waitSignal(station.goto) as went:
        station.import_button.click()
    assert went.args == ["intake"]


def test_a_clerk_may_print_labels_again_once(station: PickingStation, qtbot: QtBot) -> None:
    sit_down_as(station.desk, Role.CLERK)
    make_wave(station, qtbot)
    told = Told(station.desk)
    for _ in range(2):
        station.view.papers_button.click()
        settle(qtbot, station.desk)
    assert told.codes == ["picking.papers_ready", "people.not_allowed"]
    with station.desk.warehouse.reading() as session:
        assert len(print_jobs(session)) == 2 * 7


def test_an_owner_makes_them_again_and_it_is_counted(station: PickingStation, qtbot: QtBot) -> None:
    make_wave(station, qtbot)
    station.view.papers_button.click()
    settle(qtbot, station.desk)
    with station.desk.warehouse.reading() as session:
        assert sum(job.paper == "label" for job in print_jobs(session)) == 6


def test_a_missing_printer_loses_nothing(station: PickingStation, qtbot: QtBot) -> None:
    station.desk.command(settings.put, "label_printer", "Zebra gone home")
    told = Told(station.desk)
    PrintQueue.of(station.desk).start()
    make_wave(station, qtbot)
    qtbot.waitUntil(lambda: told.codes == ["picking.wave_made", "dispatch.printer_missing"], timeout=20_000)
    settle(qtbot, station.desk)
    with station.desk.warehouse.reading() as session:
        labels = [job for job in print_jobs(session) if job.paper == "label"]
        assert len(waves_page(session).rows) == 1
    assert {(job.state, job.printer) for job in labels} == {("waiting", "Zebra gone home")}
    assert all(Path(job.file).is_file() for job in labels)


def test_a_read_only_labels_folder_keeps_the_wave(station: PickingStation, qtbot: QtBot) -> None:
    labels = station.desk.folder.labels
    labels.rmdir()
    labels.write_text("not a folder", encoding="utf-8")
    told = Told(station.desk)
    make_wave(station, qtbot)
    assert told.codes == ["picking.wave_made", "paper.cannot_write"]
    labels.unlink()
    labels.mkdir()
    station.view.papers_button.click()
    settle(qtbot, station.desk)
    assert told.codes[-1] == "picking.papers_ready"


def test_papers_not_made_yet_are_said_to_be_missing(desk: Desk, shop: Warehouse, qtbot: QtBot) -> None:
    add_waybills(shop, 60)
    do(shop, start_wave)
    station = open_station(desk, qtbot)
    told = Told(desk)
    station.view.paper_buttons["label"].click()
    assert told.codes == ["picking.no_papers_yet"]


def test_all_orders_in_waves_of_so_many_that_are_walked_for_least(station: PickingStation, qtbot: QtBot) -> None:
    told = Told(station.desk)
    station.card.how_many.setValue(2)
    station.card.walk_button.click()
    settle(qtbot, station.desk)
    assert sorted(wave.parcels for wave in station.waves.model.rows()) == [1, 2]
    assert set(states(station.desk.warehouse).values()) == {"in_wave"}
    assert "picking.waves_made_metres" in told.codes
    documents = station.desk.folder.documents
    qtbot.waitUntil(lambda: len(list(documents.glob("*-pick-list.pdf"))) == 2)
    settle(qtbot, station.desk)
    assert not station.card.walk_button.isEnabled()  # nothing is released any more


def test_the_pick_list_says_how_far_the_walk_is(station: PickingStation, qtbot: QtBot) -> None:
    make_wave(station, qtbot)
    walk = station.view.pick_list.walk
    assert walk.code == "picking.walk"
    assert walk.isVisibleTo(station.view.pick_list)
