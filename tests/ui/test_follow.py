"""What comes after the van: who signed, trips put right, differences with the shop, cases and claims, on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import COURIER, DAY, add_waybills, do, open_shop, order, order_file, pack, parcel_of, release_and_wave, states_of
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.close_form import CloseForm
from ui.dispatch.follow.panel import CLOSED, UNSCANNED
from ui.dispatch.station import DispatchStation
from ui.intake.station import IntakeStation
from ui.widgets.form_dialog import FormDialog
from warehouse_app.dispatch.following.commands import open_case
from warehouse_app.dispatch.following.queries import find_away
from warehouse_app.dispatch.following.tables import ParcelCase
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.queries import handovers
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.dispatch.telling.finding import find_differences
from warehouse_app.dispatch.van.commands import keep_sheet
from warehouse_app.dispatch.van.queries import changed_sheets, sheets
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.importing import import_orders
from warehouse_app.packing.evidence.commands import keep_file
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

PAID = OrderStatus.PAID


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> DispatchStation:
    """Orders 1 and 2 handed over to 李师傅, 3 packed, 4 with a label only."""
    warehouse = desk.warehouse
    orders = (order(str(n), {"SKU1": 1}, paid_amount=Decimal(88)) for n in range(1, 5))
    open_shop(warehouse, {"SKU1": 20}, *orders)
    add_waybills(warehouse, 5, "EMS", 90)
    release_and_wave(warehouse)
    trip = do(warehouse, open_handover, COURIER)
    for number in "123":
        waybill = pack(warehouse, number).waybill
        if number != "3":
            do(warehouse, hand_over, trip, (waybill,), new_action())
    do(warehouse, close_handover, trip, "李师傅")
    made = DispatchStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 620)
    made.show()
    made.enter()
    fresh(made, qtbot)
    return made


def fresh(station: DispatchStation, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not station._soon.isActive())


def show(station: DispatchStation, qtbot: QtBot, part: str) -> None:
    station.tabs.setCurrentWidget(getattr(station, part))
    station.refresh()
    fresh(station, qtbot)


def form_of(station: DispatchStation) -> FormDialog:
    return next(form for form in station.window().findChildren(FormDialog) if form.is_open)


def accept(station: DispatchStation, qtbot: QtBot, *, stays: bool = False) -> None:
    form = form_of(station)
    form.accept()
    assert form.is_open is stays, form.mistake.text()
    settle(qtbot, station.desk)
    fresh(station, qtbot)


def test_the_driver_is_chosen_from_those_who_signed_before(station: DispatchStation, qtbot: QtBot) -> None:
    waybill = parcel_of(station.desk.warehouse, "3").waybill
    station.take_scan(Scan(waybill))
    fresh(station, qtbot)
    assert station.handover.not_packed_title.text() == language.tr("van.not_packed", n=1)
    station.handover.close_button.click()
    form = form_of(station)
    assert isinstance(form, CloseForm)
    assert form.unpacked.words.code == "van.close_unpacked"
    qtbot.mouseClick(form.names.children()[0], Qt.MouseButton.LeftButton)
    assert form.driver.text() == "李师傅"
    form.driver.setText("小马")
    accept(station, qtbot)
    with station.desk.warehouse.reading() as session:
        assert [row.driver for row in handovers(session)] == ["小马", "李师傅"]
    assert station.manifest.isVisible()


def test_the_count_before_the_van_is_said_and_is_a_paper(station: DispatchStation, qtbot: QtBot) -> None:
    with qtbot.waitSignal(station.answered) as answer:
        station.handover.count_button.click()
    assert answer.args[1] == "van.counted_unpacked"
    assert COURIER in language.tr(answer.args[1], **answer.args[2])
    settle(qtbot, station.desk)
    assert station.manifest.file is not None
    assert station.manifest.file.is_file()
    assert station.manifest.words.code == "van.counts_ready"


def test_a_trip_is_put_right(station: DispatchStation, qtbot: QtBot, tmp_path: Path) -> None:
    warehouse, pane = station.desk.warehouse, station.earlier.pane
    do(warehouse, export_shipped, tmp_path / "told.csv")
    show(station, qtbot, "earlier")
    assert pane.signed.text() == language.tr("van.signed_by", driver="李师傅")
    assert (pane.pictures.words.code, pane.stayed.words.code) == ("van.sheets_none", "van.stayed")
    pane.sheet_button.click()
    accept(station, qtbot, stays=True)  # there is no picture yet
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    picture.save(str(tmp_path / "sheet.png"))
    form = form_of(station)
    form.use_file(tmp_path / "told.csv")  # type: ignore[attr-defined]  # the sheet's form
    assert form.mistake.code == "evidence.not_a_picture"
    form.use_file(tmp_path / "sheet.png")  # type: ignore[attr-defined]  # as above
    accept(station, qtbot)
    assert pane.trip is not None
    with warehouse.reading() as session:
        assert len(sheets(session, pane.trip.id)) == 1
        assert changed_sheets(session, station.desk.folder.photos, pane.trip.id) == []
    assert pane.pictures.words.code == "van.sheets_some"
    pane.driver_button.click()
    form_of(station).driver.setText("王师傅")  # type: ignore[attr-defined]  # the driver's form
    accept(station, qtbot)
    assert pane.signed.text() == language.tr("van.signed_by", driver="王师傅")
    pane.parcels.table.view.selectRow(0)
    assert pane.take_back_button.isEnabled()
    pane.take_back_button.click()
    form = form_of(station)
    assert form.told.words.code == "van.take_back_told"  # type: ignore[attr-defined]  # the form of taking back
    accept(station, qtbot, stays=True)
    assert form.mistake.code == "van.reason_missing"
    form.reason.setText("交错了")  # type: ignore[attr-defined]  # as above
    accept(station, qtbot)
    assert sorted(states_of(warehouse).values()) == ["in_wave", "packed", "packed", "shipped"]
    assert pane.came_back.words.code == "van.came_back"
    sit_down_as(station.desk, Role.CLERK)
    pane.parcels.table.view.selectRow(0)
    show(station, qtbot, "earlier")
    assert not pane.take_back_button.isEnabled()


def test_the_trip_says_when_a_picture_of_its_sheet_is_another(station: DispatchStation, qtbot: QtBot) -> None:
    warehouse, pane, photos = station.desk.warehouse, station.earlier.pane, station.desk.folder.photos
    with warehouse.reading() as session:
        (trip,) = handovers(session)
    kept = [keep_file(photos, b"\xff\xd8\xff" + bytes([n] * 9), f"handover-H{trip.id}-{n}", DAY) for n in range(2)]
    for each in kept:
        do(warehouse, keep_sheet, trip.id, each, new_action())
    show(station, qtbot, "earlier")
    assert pane.pictures.words.code == "van.sheets_some"
    (photos / kept[1].file).write_bytes(b"\xff\xd8\xffother")
    show(station, qtbot, "earlier")
    assert (pane.pictures.words.code, pane.pictures.tone) == ("van.sheets_wrong", "wrong")
    assert Path(kept[1].file).name in pane.pictures.words.text()


def _file_says(warehouse: Warehouse, number: str, status: OrderStatus) -> None:
    file = order_file([order(number, {"SKU1": 1}, status=status)], name="later.csv", modified=DAY + timedelta(hours=9))

    def both(tx: Tx) -> None:
        import_orders(tx, [file])
        find_differences(tx, [file])

    do(warehouse, both)


def test_differences_are_counted_on_the_tab_and_ticked_off(station: DispatchStation, qtbot: QtBot) -> None:
    place = station.tabs.indexOf(station.differences)
    assert station.tabs.tabText(place) == language.tr("dispatch.tab_differences")
    _file_says(station.desk.warehouse, "1", PAID)
    show(station, qtbot, "differences")
    assert station.tabs.tabText(place) == language.tr("dispatch.tab_differences_open", n=1)
    page = station.differences
    assert [row.kind for row in page.list.rows] == ["not_there"]
    assert not page.tick_button.isEnabled()
    page.list.table.view.selectRow(0)
    page.tick_button.click()
    accept(station, qtbot, stays=True)
    form_of(station).reason.setText("平台慢")  # type: ignore[attr-defined]  # the form asks for a reason
    accept(station, qtbot)
    assert page.list.rows == []
    assert station.tabs.tabText(place) == language.tr("dispatch.tab_differences")
    page.which.choose(True)
    assert [row.reason for row in page.list.rows] == ["平台慢"]


def test_a_case_is_opened_by_its_label_and_worked_on(station: DispatchStation, qtbot: QtBot) -> None:
    desk, panel = station.desk, station.follow
    show(station, qtbot, "follow")
    station.take_scan(Scan(parcel_of(desk.warehouse, "1").waybill))
    form = form_of(station)
    form.kind.choose("lost")  # type: ignore[attr-defined]  # the form of a new case
    accept(station, qtbot)
    shown = panel.detail
    assert shown.case is not None
    assert (shown.case.kind, shown.plan.words.code) == ("lost", "follow.plan_none")
    assert station.tabs.tabText(station.tabs.indexOf(panel)) == language.tr("dispatch.tab_follow_open", n=1)
    shown.plan_button.click()
    plan = form_of(station)
    plan.step.setText("打电话")  # type: ignore[attr-defined]  # the form of a plan
    plan.has_day.setChecked(True)  # type: ignore[attr-defined]  # as above
    plan.day.show_day((DAY - timedelta(days=1)).date())  # type: ignore[attr-defined]  # as above
    accept(station, qtbot)
    assert (shown.plan.words.code, shown.plan.tone) == ("follow.plan_late", "wrong")
    shown.note.setText("网点说在找")
    shown.note_button.click()
    assert shown.note.text() == ""
    shown.track_button.click()
    form_of(station).status.choose("moving")  # type: ignore[attr-defined]  # the form of what was learned
    accept(station, qtbot)
    assert shown.case.status == "moving"
    station.take_scan(Scan(parcel_of(desk.warehouse, "2").waybill))
    form_of(station).reject()
    station.take_scan(Scan(parcel_of(desk.warehouse, "1").waybill))  # it has a case: that is shown
    assert not [form for form in station.window().findChildren(FormDialog) if form.is_open]
    panel.kind.choose("refused")
    assert panel.list.model.total == 0
    assert panel.list.empty.title.code == "follow.none_found"
    panel.kind.choose("")
    shown.close_button.click()
    accept(station, qtbot)
    panel.which.choose(CLOSED)
    assert [row.outcome for row in panel.list.model.rows()] == ["delivered"]
    language.switch("en")
    qtbot.waitUntil(lambda: language.tr("follow.outcome_delivered") in shown.state.words.text())
    station.take_scan(Scan(parcel_of(desk.warehouse, "3").waybill))  # it is still here: it goes into a handover
    assert station.tabs.currentWidget() is station.handover


def test_a_half_typed_note_stays_with_its_case(station: DispatchStation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse, shown = station.desk.warehouse, station.follow.detail
    parcel = parcel_of(warehouse, "1").id
    with warehouse.transaction(SYSTEM, "d") as tx:
        ended = [DAY - timedelta(hours=n) for n in range(105)]
        facts = {"parcel_id": parcel, "kind": "lost", "by_itself": False, "closed_by": SYSTEM.id, "outcome": "other"}
        tx.session.add_all(ParcelCase(closed_at=moment, **facts) for moment in ended)
    show(station, qtbot, "follow")
    station.follow.which.choose(CLOSED)
    rows = list(station.follow.list.model.rows())
    station.follow.list.view.selectRow(104)
    shown.note.setText("网点说")
    do(warehouse, open_case, parcel_of(warehouse, "2").id, "lost")  # another desk
    station.refresh()
    fresh(station, qtbot)
    assert shown.case is not None
    assert (len(rows), shown.case.id, shown.note.text()) == (105, rows[104].id, "网点说")
    station.follow.kind.choose("refused")  # the filter hides it
    assert (shown.case.id, shown.note.text()) == (rows[104].id, "网点说")
    monkeypatch.setattr("warehouse_app.dispatch.following.commands.LONGEST", 2)
    told = Told(station.desk)
    shown.note_button.click()
    assert (told.codes, shown.note.text()) == (["follow.words_long"], "网点说")  # it was not kept


def test_parcels_no_courier_has_scanned_are_listed(station: DispatchStation, qtbot: QtBot) -> None:
    later = DAY + timedelta(hours=27)
    station.desk.warehouse.clock = lambda: later
    show(station, qtbot, "follow")
    station.follow.which.choose(UNSCANNED)
    assert sorted(row.orders[0] for row in station.follow.unscanned.rows) == ["1", "2"]
    station.follow.unscanned.table.view.selectRow(0)
    station.follow.open_button.click()
    assert form_of(station).number.text() == station.follow.unscanned.rows[0].waybill  # type: ignore[attr-defined]  # a new case
    form_of(station).number.setText("nothing")  # type: ignore[attr-defined]  # as above
    accept(station, qtbot, stays=True)
    assert form_of(station).mistake.code == "follow.none_away"
    form_of(station).reject()


def test_a_claim_goes_from_the_case_to_the_money(
    station: DispatchStation, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("ui.printing.open_file", opened.append)
    show(station, qtbot, "follow")
    station.take_scan(Scan(parcel_of(station.desk.warehouse, "1").waybill))
    accept(station, qtbot)
    station.follow.detail.claim_button.click()
    form = form_of(station)
    assert form.claimed.text() == "88.00"  # type: ignore[attr-defined]  # the form of a claim
    form.freight.setText("6")  # type: ignore[attr-defined]  # as above
    form.freight.textEdited.emit("6")  # type: ignore[attr-defined]  # as above
    accept(station, qtbot)
    page = station.claims
    assert station.tabs.currentWidget() is page
    assert [(row.state, row.claimed) for row in page.list.rows] == [("draft", Decimal("94.00"))]
    page.paper_button.click()
    settle(qtbot, station.desk)
    assert [file.is_file() for file in opened] == [True]
    page.send_button.click()
    accept(station, qtbot)
    assert page.answer_button.isVisible()
    page.answer_button.click()
    form = form_of(station)
    form.to.choose("paid")  # type: ignore[attr-defined]  # the form of an answer
    form.paid.setText("80")  # type: ignore[attr-defined]  # as above
    accept(station, qtbot)
    assert page.list.rows == []
    page.which.choose("paid")
    assert [(row.paid, row.state) for row in page.list.rows] == [(Decimal(80), "paid")]
    assert [(row.claimed, row.paid, row.open) for row in page.sums.rows] == [(Decimal(94), Decimal(80), Decimal(0))]
    page.export_to(tmp_path / "claims.xlsx")
    settle(qtbot, station.desk)
    sheet = openpyxl.load_workbook(tmp_path / "claims.xlsx").active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["C2"].value) == ("C1", COURIER)


def test_tracking_results_are_dropped_like_any_file(station: DispatchStation, qtbot: QtBot, tmp_path: Path) -> None:
    desk = station.desk
    waybill = parcel_of(desk.warehouse, "1").waybill
    file = tmp_path / "轨迹.csv"
    file.write_text(f"运单号,时间,状态\n{waybill},2026-11-03 10:30:00,已揽收\n", encoding="utf-8")
    intake = IntakeStation(desk)
    qtbot.addWidget(intake)
    intake.show()
    intake.add_files([file])
    settle(qtbot, desk)
    assert intake.pages.currentWidget() is intake.preview
    intake.preview.bring_in.emit(intake._steps[0].intake)
    settle(qtbot, desk)
    with qtbot.waitSignal(intake.done.goto) as went:
        intake.done.next.click()
    assert went.args == ["dispatch"]
    assert (found := desk.read(find_away, waybill)) is not None
    assert found.status == "picked_up"


def test_cut_offs_that_say_no_time_are_refused(station: DispatchStation, qtbot: QtBot) -> None:
    from ui.people.settings_page import SettingsPage

    page = SettingsPage(station.desk)
    qtbot.addWidget(page)
    page.refresh()
    card = next(each for each in page.cards if hasattr(each, "cut_offs"))
    told = Told(station.desk)
    card.cut_offs.setPlainText("EMS: bald")
    page.save_shop()
    assert told.codes == ["van.bad_cut_off"]
    card.cut_offs.setPlainText("EMS：17:30")
    page.save_shop()
    do(station.desk.warehouse, change_settings, {"follow_days": 5})
    page.refresh()
    assert (card.cut_offs.toPlainText(), card.days.value()) == ("EMS：17:30", 5)
