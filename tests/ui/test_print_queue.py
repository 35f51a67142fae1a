"""The desk's print queue: labels print by themselves, a printer that is off holds up nothing, and what failed is put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.dispatch.printing.device import closed_port, printer, tspl_dots, zpl_dots
from tests.shop import do, ids_of, open_shop, order, pack, parcel_of, problems_of, release_and_wave
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from tests.ui.program import Scanner, actor, packing, program, take_on
from ui import language
from ui.couriers.card_form import CardForm
from ui.couriers.printer_form import PrinterForm
from ui.couriers.printers_page import PrintersPage
from ui.couriers.station import CouriersStation
from ui.desk import Desk
from ui.dispatch.print_queue_page import PrinterChoice, PrintQueuePage
from ui.dispatch.station import DispatchStation
from ui.packing.new_label_form import NewLabelForm
from ui.print_queue import PrintQueue
from ui.printing import SystemTransport, print_file
from warehouse_app.dispatch.papers import make_wave_papers
from warehouse_app.dispatch.printing import commands
from warehouse_app.dispatch.printing.printers import add_printer, change_printer
from warehouse_app.dispatch.printing.queries import label_dpi, queue
from warehouse_app.dispatch.printing.rules import JobState, Kind, PrinterSetup
from warehouse_app.dispatch.printing.transports import Sheet, Unreachable
from warehouse_app.orders.editing import edit_order
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.picking.queries import ParcelRow
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse

ORDERS = 3
NET = PrinterSetup("Net", Kind.ZPL, "127.0.0.1:9")


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    """A desk with a wave of three whose labels go to a printer on the network."""
    open_shop(local_warehouse, {"SKU1": 20}, *(order(str(n), {"SKU1": 1}) for n in range(ORDERS)))
    release_and_wave(local_warehouse)
    do(local_warehouse, add_printer, NET)
    yield from open_desk(local_warehouse, qapp)


def queue_labels(desk: Desk) -> None:
    make_wave_papers(desk.warehouse, SYSTEM, desk.name, 1, "zh_CN", queued=True)
    desk.changed.emit(frozenset({"print_jobs"}))


def states(desk: Desk) -> list[str]:
    with desk.warehouse.reading() as session:
        return [row.state.value for row in sorted(queue(session, tuple(JobState)), key=lambda row: row.id)]


def test_labels_print_by_themselves_and_a_printer_that_was_off_goes_on(desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    PrintQueue.of(desk).start()
    do(desk.warehouse, change_printer, replace(NET, address=f"127.0.0.1:{closed_port()}"))
    queue_labels(desk)
    qtbot.waitUntil(lambda: told.codes == ["printing.unreachable"], timeout=20_000)
    settle(qtbot, desk)
    assert states(desk) == ["waiting"] * ORDERS
    PrintQueue.of(desk).look()
    settle(qtbot, desk)
    assert told.codes == ["printing.unreachable"]  # it rests, and is told of once
    with printer() as device:
        do(desk.warehouse, change_printer, replace(NET, address=device.address))
        PrintQueue.of(desk).try_again("Net")
        qtbot.waitUntil(lambda: told.codes[-1] == "printing.came_out", timeout=20_000)
        assert [zpl_dots(job)[1] for job in device.jobs] == [1] * ORDERS
    assert told.messages[-1].fields == {"n": ORDERS, "printer": "Net"}
    assert states(desk) == ["printed"] * ORDERS
    assert PrintQueue.of(desk).trouble("Net") is None


def test_a_desk_that_starts_asks_about_what_it_had_sent(desk: Desk, qtbot: QtBot) -> None:
    queue_labels(desk)
    desk.command(commands.claim_next, "Net")
    PrintQueue.of(desk).start()
    settle(qtbot, desk)
    assert states(desk)[0] == "unknown"


def select(page: PrintQueuePage, *numbers: int) -> None:
    view = page.list.table.view
    view.clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    for number in numbers:
        view.selectionModel().select(page.list.table.model.index(number, 0), flags.Select | flags.Rows)


def test_what_failed_is_put_right_on_the_page(desk: Desk, qtbot: QtBot) -> None:
    desk.command(add_printer, PrinterSetup("Cable", Kind.TSPL, "/dev/usb/lp0", dpi=300))
    queue_labels(desk)
    for end in (("failed", "dispatch.paper_gone"), ("sent", "printing.unknown")):
        claimed = desk.command(commands.claim_next, "Net")
        assert claimed is not None
        desk.command(commands.finish, claimed.job_id, *end)
    station = DispatchStation(desk)
    qtbot.addWidget(station)
    station.show()
    station.tabs.setCurrentWidget(station.print_queue)
    page = station.print_queue
    qtbot.waitUntil(lambda: len(page.list.rows) == ORDERS)
    tab = station.tabs.indexOf(page)
    assert station.tabs.tabText(tab) == language.tr("printing.tab_queue_look", n=2)
    model = page.list.table.model
    assert [model.data(model.index(row, 0)) for row in range(ORDERS)] == [
        language.tr(f"printing.is_{name}") for name in ("failed", "unknown", "waiting")
    ]
    assert page.list.rows[0].file.name in str(model.data(model.index(0, 4)))
    select(page, 2)
    assert (page.retry.isEnabled(), page.cancel.isEnabled(), page.came_out.isVisible()) == (False, True, False)
    select(page, 1)
    assert (page.retry.isEnabled(), page.came_out.isVisible()) == (True, True)
    page.came_out.click()
    qtbot.waitUntil(lambda: states(desk) == ["failed", "printed", "waiting"])
    qtbot.waitUntil(lambda: len(page.list.rows) == 2)
    select(page, 0)
    page.other.click()
    (form,) = station.window().findChildren(PrinterChoice)
    assert form.printer.count() == 1
    form.accept()
    qtbot.waitUntil(lambda: page.list.rows[0].printer == "Cable")


def test_a_file_goes_to_a_label_printer_that_was_set_up_page_by_page(desk: Desk, qtbot: QtBot) -> None:
    file = make_wave_papers(desk.warehouse, SYSTEM, desk.name, 1, "zh_CN").labels  # any file of three pages
    told = Told(desk)
    with printer() as device:
        desk.command(change_printer, replace(NET, address=device.address))
        print_file(desk, desk, file, "Net")
        qtbot.waitUntil(lambda: bool(told.codes), timeout=20_000)
        assert [zpl_dots(job)[1] for job in device.jobs] == [1] * ORDERS
    assert told.codes == ["dispatch.printed"]
    page = PrintQueuePage(desk)
    qtbot.addWidget(page)
    form = CardForm(desk, page, "76x130")
    assert form.printer.value() == "Net"


def test_the_chosen_label_stays_chosen_while_others_come_out(desk: Desk, qtbot: QtBot) -> None:
    desk.command(add_printer, PrinterSetup("Cable", Kind.TSPL, "/dev/usb/lp0"))
    queue_labels(desk)
    page = PrintQueuePage(desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    first, second, third = (one.id for one in page.list.rows)

    def come_out(job: int) -> None:
        claimed = desk.command(commands.claim_next, "Net")
        assert claimed is not None
        assert claimed.job_id == job
        desk.command(commands.finish, job, "printed")
        page.refresh()

    select(page, 1)
    come_out(first)
    assert [one.id for one in page.list.table.selected()] == [second]
    page.other.click()
    (form,) = page.findChildren(PrinterChoice)
    come_out(second)
    assert page.list.table.selected() == []
    assert not page.cancel.isEnabled()
    select(page, 0)
    form.accept()  # the label it was asked for came out meanwhile
    assert states(desk) == ["printed", "printed", "waiting"]
    assert [(one.id, one.printer) for one in page.list.rows] == [(third, "Net")]


def test_labels_are_cancelled_found_and_wanted_after_all(desk: Desk, qtbot: QtBot) -> None:
    queue_labels(desk)
    station = DispatchStation(desk)
    qtbot.addWidget(station)
    station.show()
    station.tabs.setCurrentWidget(station.print_queue)
    page = station.print_queue
    qtbot.waitUntil(lambda: len(page.list.rows) == ORDERS)
    select(page, 0, 2)
    page.cancel.click()
    qtbot.waitUntil(lambda: states(desk) == ["cancelled", "waiting", "cancelled"])
    page.chips["cancelled"].click()
    assert len(page.list.rows) == 2
    select(page, 0, 1)
    page.retry.click()
    assert states(desk) == ["waiting"] * ORDERS
    page.chips["open"].click()
    page.search.setText(parcel_of(desk.warehouse, "0").waybill)
    qtbot.waitUntil(lambda: len(page.list.rows) == 1)
    page.pause.click()
    qtbot.waitUntil(lambda: page.printers.rows[0].setup.paused)
    assert page.pause.text() == language.tr("printing.go_on")
    with qtbot.waitSignal(station.goto) as went:
        page.set_up.click()
    assert went.args == ["couriers/printers"]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PrintersPage:
    station = CouriersStation(desk)
    qtbot.addWidget(station)
    station.resize(1190, 620)
    station.show()
    station.enter()
    made = station.show_page("printers")
    assert isinstance(made, PrintersPage)
    return made


def forms(page: PrintersPage) -> PrinterForm:
    return page.window().findChildren(PrinterForm)[-1]


def test_a_printer_is_set_up_and_tried_out(page: PrintersPage, desk: Desk, qtbot: QtBot) -> None:
    told = Told(desk)
    page.add.click()
    form = forms(page)
    form.name.setText("Desk 2")
    form.accept()
    assert (form.is_open, form.mistake.code) == (True, "printing.bad_address")
    form.kind.choose(Kind.TSPL)
    form.kind.activated.emit(0)
    assert form.z64.isHidden()
    with printer() as device:
        form.address.setText(device.address)
        form.dpi.choose(300)
        form.accept()
        assert not form.is_open
        names = [row.setup.name for row in page.list.rows]
        assert names == ["Net", "Desk 2"]
        page.list.table.view.selectRow(1)
        page.test.click()
        qtbot.waitUntil(lambda: told.codes == ["printing.test_sent"], timeout=20_000)
        (job,) = device.jobs
    width, height = round(76 * 300 / 25.4 + 0.5), round(130 * 300 / 25.4 + 0.5)
    dots, copies, _ = tspl_dots(job, height, (width + 7) // 8)
    assert (copies, any(dots)) == (1, True)
    page.choose.click()
    assert desk.read(label_dpi) == 300
    page.list.table.view.selectRow(1)
    page.list.table.activated.emit(page.list.rows[0])
    assert not forms(page).name.isEnabled()
    forms(page).copies.setValue(2)
    forms(page).accept()
    assert page.list.rows[0].setup.copies == 2
    page.on_complete.click()
    assert desk.read(settings.get, "label_on_complete") is True
    page.list.table.view.selectRow(1)
    page.remove.click()
    assert [row.setup.name for row in page.list.rows] == ["Desk 2"]


def test_a_clerk_tries_out_and_pauses_but_sets_nothing_up(page: PrintersPage, desk: Desk, qtbot: QtBot) -> None:
    sit_down_as(desk, Role.CLERK)
    told = Told(desk)
    page.refresh()
    assert not any(button.isVisible() for button in (page.add, page.choose, page.change, page.remove))
    assert not page.on_complete.isEnabled()
    page.pause.click()
    assert page.list.rows[0].setup.paused
    do(desk.warehouse, change_printer, replace(NET, address=f"127.0.0.1:{closed_port()}"))
    page.refresh()
    page.test.click()
    qtbot.waitUntil(lambda: told.codes == ["printing.unreachable"], timeout=20_000)


def test_a_printer_of_the_systems_that_is_gone_is_waited_for(desk: Desk, sheet: Sheet) -> None:
    with pytest.raises(Unreachable, match="printer_missing"):
        SystemTransport("no such printer").print_sheet(sheet)


@pytest.fixture
def sheet(desk: Desk) -> Sheet:
    papers = make_wave_papers(desk.warehouse, SYSTEM, desk.name, 1, "zh_CN")
    return Sheet(papers.labels, 1, "", 0)


def wrongly_labelled(warehouse: Warehouse) -> ParcelRow:
    """Order 1 is packed when its address changes: nothing but the label of its parcel is wrong."""
    open_shop(warehouse, {"SKU1": 20}, order("1", {"SKU1": 1}))
    release_and_wave(warehouse)
    make_wave_papers(warehouse, SYSTEM, "desk 1", 1, "zh_CN")
    parcel = pack(warehouse, "1")
    (order_id,) = ids_of(warehouse, "1")
    do(warehouse, edit_order, order_id, {"address": "江苏省 南京市 玄武区 新路2号"})
    return parcel


def test_a_clerk_is_not_offered_the_new_label_a_clerk_may_not_make(
    local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot
) -> None:
    parcel = wrongly_labelled(local_warehouse)
    take_on(local_warehouse)
    clerk = take_on(local_warehouse, "小李", Role.CLERK)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(clerk))
        Scanner(running, qtbot).scan(parcel.waybill)
        shown = running.window.workplace.band.code, packing(running).refused.label_button.isVisible()
        assert shown == ("packing.verdict_changed", False)
        settle(qtbot, running.desk)


def test_only_the_label_of_a_packed_parcel_is_wrong(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> None:
    before = wrongly_labelled(local_warehouse)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        scanner, station, band = Scanner(running, qtbot), packing(running), running.window.workplace.band
        scanner.scan(before.waybill)
        assert (band.code, station.refused.label_button.isVisible()) == ("packing.verdict_changed", True)
        station.refused.label_button.click()
        (form,) = running.window.findChildren(NewLabelForm)
        form.reason.clear()
        form.accept()
        assert form.mistake.code == "orders.reason_missing"
        form.reason.setText("地址改了")
        form.accept()
        assert band.code == "printing.replaced_title"
        settle(qtbot, running.desk)
        after = parcel_of(local_warehouse, "1")
        assert (after.state, after.waybill != before.waybill) == ("packed", True)
        scanner.pause(1000)
        scanner.scan(before.waybill)
        assert band.code == "packing.verdict_old_label"
        assert band.detail_code == "packing.detail_old_label"
        assert after.waybill in str(band._detail)
        running.window.show_station("dispatch")
        scanner.scan(before.waybill)
        assert band.code == "dispatch.verdict_old_label"
        scanner.scan(after.waybill)
        assert band.code == "dispatch.verdict_taken"
        settle(qtbot, running.desk)
    assert [file.name for file in sorted((local_warehouse.folder / "labels").glob(f"{after.waybill}*"))] == [
        f"{after.waybill}-1.pdf"
    ]
    assert problems_of(local_warehouse) == []
