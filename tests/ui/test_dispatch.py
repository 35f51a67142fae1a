"""The dispatch screen: parcels scanned out of the door, the manifest, the lists back to the shop."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import COURIER, DAY, add_orders, add_products, add_stock, add_waybills, barcode, do, order, release_and_wave
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.close_form import CloseForm
from ui.dispatch.station import DispatchStation
from ui.dispatch.verdicts import LOOKS
from ui.widgets.text import Text
from warehouse_app.dispatch.further import next_parcel
from warehouse_app.dispatch.queries import handovers
from warehouse_app.dispatch.rules import HandoverVerdict
from warehouse_app.orders.commands import cancel, hold
from warehouse_app.orders.queries import OrderFilter, order_ids, orders_page
from warehouse_app.packing.commands import scan
from warehouse_app.people.rules import Role
from warehouse_app.picking.queries import ParcelRow, parcels_page
from warehouse_app.store.warehouse import Warehouse, new_action
from warehouse_app.words import room_sentences

OTHER = "圆通速递"


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def parcels(desk: Desk) -> dict[str, ParcelRow]:
    """Orders 1001 to 1003 packed, 1004 not yet; by order number."""
    warehouse = desk.warehouse
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 20, "SKU2": 20})
    add_orders(warehouse, *(order(str(number), {"SKU1": 1}) for number in range(1001, 1005)))
    add_waybills(warehouse, 60)
    release_and_wave(warehouse)
    with warehouse.reading() as session:
        rows = {row.orders[0]: row for row in parcels_page(session).rows}
    for number in ("1001", "1002", "1003"):
        pack(warehouse, rows[number])
    return rows


@pytest.fixture
def station(desk: Desk, parcels: dict[str, ParcelRow], qtbot: QtBot) -> DispatchStation:
    return open_station(desk, qtbot)


def open_station(desk: Desk, qtbot: QtBot) -> DispatchStation:
    made = DispatchStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 620)
    made.show()
    made.enter()
    fresh(made, qtbot)
    return made


def pack(warehouse: Warehouse, parcel: ParcelRow) -> None:
    do(warehouse, scan, None, [parcel.waybill], new_action())
    do(warehouse, scan, parcel.id, [barcode(1)], new_action())


def fresh(station: DispatchStation, qtbot: QtBot) -> None:
    """Wait until the screen shows what is so now."""
    qtbot.waitUntil(lambda: not station._soon.isActive())


def answer_to(station: DispatchStation, qtbot: QtBot, code: str) -> tuple[str, str]:
    """Scan, and what was answered: the band's kind and the sentence."""
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan(code))
    language.tr(answer.args[1], **answer.args[2])  # every field the sentence wants is there
    fresh(station, qtbot)
    return answer.args[0], answer.args[1]


def the_form(station: DispatchStation) -> CloseForm:
    return next(form for form in station.window().findChildren(CloseForm) if form.is_open)


def close(station: DispatchStation, qtbot: QtBot) -> None:
    station.handover.close_button.click()
    the_form(station).accept()
    settle(qtbot, station.desk)
    fresh(station, qtbot)


def states(warehouse: Warehouse) -> dict[str, str]:
    with warehouse.reading() as session:
        return {row.number: row.state for row in orders_page(session, OrderFilter()).rows}


def test_a_parcel_of_the_same_order_that_does_not_go_along_is_named_before_the_end(
    desk: Desk, parcels: dict[str, ParcelRow], station: DispatchStation, qtbot: QtBot
) -> None:
    add_orders(desk.warehouse, order("1005", {"SKU1": 2}), name="more")
    release_and_wave(desk.warehouse)
    with desk.warehouse.reading() as session:
        first = next(row for row in parcels_page(session).rows if row.orders == ("1005",))
    pack(desk.warehouse, first)
    further = str(do(desk.warehouse, next_parcel, first.id, new_action()).fields["further"])
    for waybill, named in ((parcels["1001"].waybill, False), (first.waybill, True)):
        answer_to(station, qtbot, waybill)
        station.handover.close_button.click()
        form = the_form(station)
        assert any(further in words.text() for words in form.findChildren(Text)) is named
        form.reject()


def test_every_verdict_has_its_look_and_its_words() -> None:
    assert set(LOOKS) == set(HandoverVerdict)
    assert [verdict for verdict in HandoverVerdict if f"verdict_{verdict}" not in room_sentences("dispatch")] == []


def test_couriers_say_how_many_parcels_wait(station: DispatchStation) -> None:
    button = station.handover.couriers.buttons[COURIER]
    assert button.text() == language.tr("dispatch.courier_waiting", courier=COURIER, n=3)
    assert OTHER not in station.handover.couriers.buttons
    station.handover.couriers.others_button.click()
    assert OTHER in station.handover.couriers.buttons


def test_the_first_parcel_opens_its_couriers_handover(
    station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot
) -> None:
    assert answer_to(station, qtbot, parcels["1001"].waybill) == ("right", "dispatch.verdict_taken")
    assert station.handover.courier.text() == COURIER
    assert station.handover.count.text() == "1"
    assert [row.waybill for row in station.handover.inside.rows] == [parcels["1001"].waybill]
    assert station.handover.behind_title.text() == language.tr("dispatch.behind", n=2)


def test_wrong_scans_are_refused_with_a_word_each(station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot) -> None:
    with station.desk.warehouse.reading() as session:
        ids = order_ids(session, ["1002", "1003"])
    do(station.desk.warehouse, cancel, [ids["1002"]], "退款")
    do(station.desk.warehouse, hold, [ids["1003"]], "等买家")
    first = parcels["1001"].waybill
    assert answer_to(station, qtbot, barcode(1))[1] == "dispatch.verdict_waybill_wanted"
    assert answer_to(station, qtbot, parcels["1004"].waybill)[1] == "dispatch.verdict_unpacked"
    assert answer_to(station, qtbot, first)[1] == "dispatch.verdict_taken"
    assert answer_to(station, qtbot, first) == ("extra", "dispatch.verdict_scanned_already")
    assert answer_to(station, qtbot, parcels["1002"].waybill) == ("blocked", "dispatch.verdict_cancelled")
    assert answer_to(station, qtbot, parcels["1003"].waybill) == ("blocked", "dispatch.verdict_held")
    assert answer_to(station, qtbot, parcels["1004"].waybill)[1] == "dispatch.verdict_unpacked"
    assert answer_to(station, qtbot, barcode(1))[1] == "dispatch.verdict_waybill_wanted"
    assert answer_to(station, qtbot, "rubbish") == ("unknown", "dispatch.verdict_unknown")
    assert station.handover.count.text() == "1"


def test_another_couriers_parcel_is_refused(station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot) -> None:
    station.handover.choose(OTHER)
    assert answer_to(station, qtbot, parcels["1001"].waybill) == ("wrong", "dispatch.verdict_wrong_courier")
    assert station.handover.inside.rows == []


def test_the_last_parcel_is_taken_out_by_barcode(station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot) -> None:
    for number in ("1001", "1002"):
        answer_to(station, qtbot, parcels[number].waybill)
    assert answer_to(station, qtbot, "PD-UNDO")[1] == "dispatch.verdict_taken_out"
    assert [row.waybill for row in station.handover.inside.rows] == [parcels["1001"].waybill]


def test_a_choice_made_before_a_scan_does_not_slip_to_another_parcel(
    station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot
) -> None:
    answer_to(station, qtbot, parcels["1001"].waybill)
    station.handover.inside.table.view.selectRow(0)
    answer_to(station, qtbot, parcels["1002"].waybill)
    assert station.handover.inside.table.selected() == []
    station.handover.take_out_button.click()
    fresh(station, qtbot)
    assert [row.waybill for row in station.handover.inside.rows] == [parcels["1001"].waybill]


def test_closing_by_scanner_alone_ships_and_makes_the_manifest(
    station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot
) -> None:
    for number in ("1001", "1002"):
        answer_to(station, qtbot, parcels[number].waybill)
    station.take_scan(Scan("PD-CONFIRM"))
    form = the_form(station)
    assert form.left.words.code == "dispatch.close_behind"
    form.take_scan(Scan(parcels["1003"].waybill))
    assert form.is_open
    form.take_scan(Scan("pd-confirm", ("PD-CONFIRM",)))
    settle(qtbot, station.desk)
    fresh(station, qtbot)
    assert states(station.desk.warehouse) == {"1001": "shipped", "1002": "shipped", "1003": "packed", "1004": "in_wave"}
    assert station.handover.handover is None
    assert station.manifest.isVisible()
    assert station.manifest.file is not None
    assert station.manifest.file.is_file()
    assert not station.manifest.print_button.isVisible()  # no printer is chosen on a new machine
    with station.desk.warehouse.reading() as session:
        assert handovers(session)[0].manifest == str(station.manifest.file)


def test_a_parcel_stopped_meanwhile_keeps_the_form_open(
    station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot
) -> None:
    answer_to(station, qtbot, parcels["1001"].waybill)
    with station.desk.warehouse.reading() as session:
        ids = order_ids(session, ["1001"])
    do(station.desk.warehouse, hold, [ids["1001"]], "等买家")
    station.handover.close_button.click()
    form = the_form(station)
    form.accept()
    assert form.is_open
    assert form.mistake.code == "dispatch.stopped_meanwhile"
    assert parcels["1001"].waybill in form.mistake.text()
    form.reject()
    assert states(station.desk.warehouse)["1001"] == "packed"


def test_an_open_handover_is_gone_on_with_after_a_restart(
    station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot
) -> None:
    answer_to(station, qtbot, parcels["1001"].waybill)
    again = open_station(station.desk, qtbot)
    assert again.handover.courier.text() == COURIER
    assert again.handover.count.text() == "1"


def test_a_manifest_that_is_gone_is_made_again(station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot) -> None:
    answer_to(station, qtbot, parcels["1001"].waybill)
    close(station, qtbot)
    assert station.manifest.file is not None
    station.manifest.file.unlink()
    told = Told(station.desk)
    station.manifest.open_button.click()
    assert told.codes == ["dispatch.paper_gone"]
    station.tabs.setCurrentWidget(station.earlier)
    fresh(station, qtbot)
    station.earlier.button.click()
    settle(qtbot, station.desk)
    assert station.manifest.file.is_file()


def test_recipients_are_masked_for_a_clerk(desk: Desk, parcels: dict[str, ParcelRow], qtbot: QtBot) -> None:
    sit_down_as(desk, Role.CLERK)
    station = open_station(desk, qtbot)
    answer_to(station, qtbot, parcels["1001"].waybill)
    model = station.handover.inside.table.model
    assert model.data(model.index(0, 2)) == "张*"


# --- files back -------------------------------------------------------------------------------------------------------


@pytest.fixture
def shipped(station: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot) -> DispatchStation:
    """Two parcels are gone, and the files are shown."""
    for number in ("1001", "1002"):
        answer_to(station, qtbot, parcels[number].waybill)
    close(station, qtbot)
    station.tabs.setCurrentWidget(station.files)
    fresh(station, qtbot)
    return station


def test_the_list_is_written_once_and_remembered(
    shipped: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot, tmp_path: Path
) -> None:
    files = shipped.files
    assert files.count.text() == language.tr("dispatch.to_tell", n=2)
    files.write(tmp_path / "list.csv")
    settle(qtbot, shipped.desk)
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1:] == [[number, COURIER, parcels[number].waybill] for number in ("1001", "1002")]
    assert files.preview.rows == []
    assert not files.write_button.isEnabled()
    assert [told.name for told in files.earlier.rows] == ["list.csv"]
    files.again.setChecked(True)
    assert len(files.preview.rows) == 2


def test_pinduoduo_has_its_own_memory_and_header(
    shipped: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot, tmp_path: Path
) -> None:
    files = shipped.files
    files.write(tmp_path / "list.csv")
    settle(qtbot, shipped.desk)
    files.layout_choice.setCurrentIndex(2)
    assert len(files.preview.rows) == 2
    files.write(tmp_path / "pdd.xlsx")
    settle(qtbot, shipped.desk)
    sheet = openpyxl.load_workbook(tmp_path / "pdd.xlsx").active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1] == ["order_sn", "shipping_name", "shipping_sn"]
    assert rows[2] == ["1001", COURIER, parcels["1001"].waybill]


def test_the_platforms_own_template_is_filled(
    shipped: DispatchStation, parcels: dict[str, ParcelRow], qtbot: QtBot, tmp_path: Path
) -> None:
    template = tmp_path / "平台模板.csv"
    template.write_text("物流公司,备注,订单编号,物流单号\r\n", encoding="utf-8-sig")
    files = shipped.files
    files.layout_choice.setCurrentIndex(3)
    assert files.preview.rows == []  # which template is not known yet
    assert not files.write_button.isEnabled()
    files.use_template(template)
    files.write(tmp_path / "filled.csv")
    settle(qtbot, shipped.desk)
    with (tmp_path / "filled.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == [COURIER, "", "1001", parcels["1001"].waybill]


def test_a_template_without_the_columns_writes_and_remembers_nothing(
    shipped: DispatchStation, qtbot: QtBot, tmp_path: Path
) -> None:
    template = tmp_path / "wrong.csv"
    template.write_text("甲,乙\r\n", encoding="utf-8-sig")
    files = shipped.files
    files.layout_choice.setCurrentIndex(3)
    files.use_template(template)
    told = Told(shipped.desk)
    files.write(tmp_path / "filled.csv")
    settle(qtbot, shipped.desk)
    assert told.codes == ["sheets.template_unknown"]
    assert not (tmp_path / "filled.csv").exists()
    assert len(files.preview.rows) == 2


def test_a_folder_that_is_gone_is_told_and_nothing_counts_as_told(shipped: DispatchStation, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(shipped.desk)
    shipped.files.write(tmp_path / "gone" / "list.csv")
    settle(qtbot, shipped.desk)
    assert told.codes == ["sheets.cannot_write"]
    shipped.files.refresh()
    assert len(shipped.files.preview.rows) == 2
