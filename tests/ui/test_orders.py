"""The orders screen: finding, releasing, letting pass, holding, cancelling, and what it says of an order."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, add_orders, add_products, add_stock, add_waybills, barcode, do, order, release_and_wave
from tests.ui.desks import Told, open_desk, settle, sit_down_as
from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import export_table
from ui.language import tr
from ui.orders import wording
from ui.orders.forms import ReasonForm
from ui.orders.station import OrdersStation
from ui.widgets.banner import Banner
from ui.widgets.chips import Flow
from ui.widgets.text import Text
from warehouse_app.orders.commands import hold
from warehouse_app.orders.looking.rules import Look
from warehouse_app.orders.merge import SAID
from warehouse_app.orders.queries import OrderFilter, orders_page
from warehouse_app.orders.release import release
from warehouse_app.orders.rules import State
from warehouse_app.people.rules import Role
from warehouse_app.picking.queries import parcels_page
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import LANGUAGES, Language, room_sentences

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def shop(desk: Desk) -> Warehouse:
    """Four orders: one plain, one with a message, one short, one late."""
    add_products(desk.warehouse, 3)
    add_stock(desk.warehouse, {"SKU1": 5, "SKU2": 5})
    add_orders(
        desk.warehouse,
        order("1001", {"SKU1": 2}),
        order("1002", {"SKU2": 1}, message="请用蓝色盒子"),
        order("1003", {"SKU3": 4}),
        order("1004", {"SKU1": 1, "SKU2": 1}, ship_by=DAY - timedelta(hours=3)),
    )
    return desk.warehouse


@pytest.fixture
def station(desk: Desk, shop: Warehouse, qtbot: QtBot) -> OrdersStation:
    return open_station(desk, qtbot)


def open_station(desk: Desk, qtbot: QtBot) -> OrdersStation:
    made = OrdersStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    return made


def shown(station: OrdersStation) -> list[str]:
    return [row.number for row in station.list.table.model.rows()]


def choose(station: OrdersStation, qtbot: QtBot, *numbers: str) -> None:
    """Select these orders, as with Ctrl and the mouse, and wait until the screen has followed."""
    view = station.list.table.view
    view.clearSelection()
    for place, number in enumerate(shown(station)):
        if number in numbers:
            flags = view.selectionModel().SelectionFlag
            index = station.list.table.model.index(place, 0)
            view.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)
    qtbot.waitUntil(lambda: not station._read_soon.isActive())


def states(warehouse: Warehouse) -> dict[str, str]:
    with warehouse.reading() as session:
        return {row.number: row.state for row in orders_page(session, OrderFilter()).rows}


def the_form(station: OrdersStation) -> ReasonForm:
    return next(form for form in station.window().findChildren(ReasonForm) if form.is_open)


def test_what_is_overdue_stands_first_and_says_so_in_words(station: OrdersStation) -> None:
    QAbstractItemModelTester(station.list.table.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert shown(station)[0] == "1004"
    model = station.list.table.model
    assert model.data(model.index(0, 0)) == language.tr("orders.clock_late_hours", n=5)
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is not None  # not colour alone


def test_empty_shop_leads_to_the_files(desk: Desk, qtbot: QtBot) -> None:
    station = open_station(desk, qtbot)
    assert station.list.table.empty.isVisible()
    assert station.list.table.empty.title.code == "orders.empty_title"
    with qtbot.waitSignal(station.goto) as went:
        station.list.import_button.click()
    assert went.args == ["intake"]


@pytest.mark.parametrize(
    ("text", "found"), [("1003", ["1003"]), ("buyer1002", ["1002"]), ("SKU3", ["1003"]), ("13800000001", 4), ("nobody", [])]
)
def test_typing_searches_number_buyer_phone_and_product(
    station: OrdersStation, qtbot: QtBot, text: str, found: list[str] | int
) -> None:
    station.list.search.setText(text)
    qtbot.waitUntil(lambda: station.list.wanted.text == text)
    assert len(shown(station)) == found if isinstance(found, int) else shown(station) == found
    if not found:
        assert station.list.table.empty.title.code == "orders.nothing_found"
        station.list.show_all_button.click()
        assert len(shown(station)) == 4


def test_chips_count_and_filter(station: OrdersStation, qtbot: QtBot) -> None:
    station.release_all()
    settle(qtbot, station.desk)
    chip = station.list.chips["look"]
    assert chip.text() == language.tr("orders.chip", state=language.tr("orders.chip_look"), n=1)
    chip.click()
    assert shown(station) == ["1002"]
    station.list.show_only("open")
    station.list.late.click()
    assert shown(station) == ["1004"]


def test_release_says_how_many_and_leads_on(station: OrdersStation, qtbot: QtBot) -> None:
    station.release_button.click()
    settle(qtbot, station.desk)
    assert states(station.desk.warehouse) == {"1001": "released", "1002": "look", "1003": "short", "1004": "released"}
    assert station.banner.words.code == "orders.released_result"
    assert station.banner.words.text() == language.tr("orders.released_result", released=2, short=1, look=1)
    station.show_look.click()
    assert shown(station) == ["1002"]
    station.show_short.click()
    assert [row.number for row in station.short.table.model.rows()] == ["1003"]
    with qtbot.waitSignal(station.goto) as went:
        station.go_pick.click()
    assert went.args == ["picking"]


def test_releasing_nothing_is_said_too(station: OrdersStation, qtbot: QtBot) -> None:
    for _ in range(2):
        station.release_all()
        settle(qtbot, station.desk)
    assert station.banner.words.code == "orders.released_result"  # short and look are still told
    assert not station.go_pick.isVisible()


def test_looked_and_let_pass_releases_at_once(station: OrdersStation, qtbot: QtBot) -> None:
    do(station.desk.warehouse, release)
    station.refresh()
    choose(station, qtbot, "1002")
    assert station.looked_button.isEnabled()
    station.looked_button.click()
    assert states(station.desk.warehouse)["1002"] == "released"
    assert station.banner.words.text() == language.tr("orders.released_result", released=1, short=0, look=0)


def test_hold_asks_why_and_goes_on_again(station: OrdersStation, qtbot: QtBot) -> None:
    choose(station, qtbot, "1001", "1003")
    station.hold_button.click()
    form = the_form(station)
    form.accept()
    assert form.is_open
    assert form.mistake.code == "orders.reason_missing"
    form.reason.setText("等买家确认")
    form.accept()
    with station.desk.warehouse.reading() as session:
        held = orders_page(session, OrderFilter(held=True)).rows
    assert {(row.number, row.hold_note) for row in held} == {("1001", "等买家确认"), ("1003", "等买家确认")}
    station.list.held.click()
    assert sorted(shown(station)) == ["1001", "1003"]
    choose(station, qtbot, "1001", "1003")
    station.unhold_button.click()
    assert shown(station) == []


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_on_a_small_screen_states_stand_whole_and_the_chips_in_one_line(
    station: OrdersStation, desk: Desk, qtbot: QtBot, spoken: Language
) -> None:
    language.switch(spoken)
    station.resize(1214, 704)  # of 1366 x 768
    add_orders(desk.warehouse, order("1005", {"SKU1": 1}, shop="第二家店"), name="second.csv")
    do(desk.warehouse, release)
    station.refresh()
    qtbot.waitUntil(lambda: not station.list.shop.isHidden())
    view = station.list.table.view
    room = view.columnWidth(3)
    for state in ("waiting", "look", "short", "released", "in_wave", "picked", "packed", "shipped", "cancelled"):
        words = tr(f"orders.state_{state}")
        assert view.fontMetrics().horizontalAdvance(words) + 44 <= room, (words, room)  # its mark, and the cell's edges
    chips = station.list.chips["open"].parentWidget()
    assert isinstance(chips, Flow)
    assert chips.height() < 2 * station.list.chips["open"].height()
    language.switch("zh_CN")


def test_cancel_takes_a_usual_reason(station: OrdersStation, qtbot: QtBot) -> None:
    choose(station, qtbot, "1003")
    station.cancel_button.click()
    form = the_form(station)
    form._take("orders.why_no_stock")
    form.accept()
    assert states(station.desk.warehouse)["1003"] == "cancelled"


def test_the_choice_stays_with_its_order_when_rows_move(station: OrdersStation, qtbot: QtBot) -> None:
    choose(station, qtbot, "1003")
    late = order("1000", {"SKU1": 1}, ship_by=DAY - timedelta(days=1))
    station.desk.command(lambda tx: tx.touch("orders"))
    add_orders(station.desk.warehouse, late, name="more.csv")
    station.refresh()
    assert [row.number for row in station.list.table.selected()] == ["1003"]


def test_details_say_message_lines_and_history(station: OrdersStation, qtbot: QtBot) -> None:
    do(station.desk.warehouse, release)
    station.refresh()
    choose(station, qtbot, "1002")
    words = {text.text() for text in station.details.findChildren(Text)}
    assert language.tr("orders.message_says", text="请用蓝色盒子") in words
    assert "商品2" in words
    assert language.tr("orders.history_imported", file="orders.csv") in words
    assert language.tr("orders.history_look", reasons=language.tr("orders.look_message")) in words
    assert any(banner.tone == "warning" for banner in station.details.findChildren(Banner))


def test_bins_of_a_released_order_are_named(station: OrdersStation, qtbot: QtBot) -> None:
    do(station.desk.warehouse, release)
    station.refresh()
    choose(station, qtbot, "1001")
    assert language.tr("orders.from_bin", bin="A-1") in {text.text() for text in station.details.findChildren(Text)}


def test_personal_data_is_masked_for_a_clerk(desk: Desk, shop: Warehouse, qtbot: QtBot) -> None:
    sit_down_as(desk, Role.CLERK)
    station = open_station(desk, qtbot)
    choose(station, qtbot, "1001")
    everything = " ".join(text.text() for text in station.details.findChildren(Text))
    assert "13800000001" not in everything
    assert "张三" not in everything
    assert "西湖区" not in everything
    assert all("buyer1" not in row.buyer for row in station.list.table.model.rows())


def test_an_owner_sees_the_address(station: OrdersStation, qtbot: QtBot) -> None:
    choose(station, qtbot, "1001")
    assert "西湖区" in " ".join(text.text() for text in station.details.findChildren(Text))


def test_scanning_a_number_a_waybill_and_a_barcode(station: OrdersStation, qtbot: QtBot) -> None:
    add_waybills(station.desk.warehouse)
    release_and_wave(station.desk.warehouse)
    with station.desk.warehouse.reading() as session:
        parcel = parcels_page(session).rows[0]
    for code, found in (("1003", ["1003"]), (parcel.waybill, list(parcel.orders)), (barcode(3), ["1003"])):
        with qtbot.waitSignal(station.answered) as answer:
            station.take_scan(Scan(code))
        assert answer.args[1] == "orders.scan_found"
        assert shown(station) == found
    with qtbot.waitSignal(station.answered) as answer:
        station.take_scan(Scan("4006381333931"))
    assert answer.args[1] == "orders.scan_unknown"
    assert shown(station) == ["1003"]  # the list stays as it was


def test_a_wave_of_chosen_orders(station: OrdersStation, qtbot: QtBot) -> None:
    add_waybills(station.desk.warehouse)
    do(station.desk.warehouse, release)
    station.refresh()
    choose(station, qtbot, "1001")
    with qtbot.waitSignal(station.goto) as went:
        station.wave_button.click()
    settle(qtbot, station.desk)
    assert went.args == ["picking"]
    assert states(station.desk.warehouse) == {"1001": "in_wave", "1002": "look", "1003": "short", "1004": "released"}


def test_no_numbers_left_says_how_to_get_some(station: OrdersStation, qtbot: QtBot) -> None:
    do(station.desk.warehouse, release)
    station.refresh()
    choose(station, qtbot, "1001")
    station.wave_button.click()
    settle(qtbot, station.desk)
    assert station.banner.words.code == "dispatch.pool_short"
    assert states(station.desk.warehouse)["1001"] == "released"
    with qtbot.waitSignal(station.goto) as went:
        station.go_import.click()
    assert went.args == ["intake"]


def test_the_short_list_is_written_to_a_file(station: OrdersStation, qtbot: QtBot, tmp_path: Path) -> None:
    do(station.desk.warehouse, release)
    station.tabs.setCurrentWidget(station.short)
    station.refresh()
    told = Told(station.desk)
    short = station.short
    export_table(station.desk, short, tmp_path / "short.csv", short.columns, short._fetch)
    settle(qtbot, station.desk)
    with (tmp_path / "short.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][1:] == ["1003", "SKU3", "商品3", "4", "0", "4", "", ""]
    assert told.codes == ["orders.exported"]


def test_a_file_that_cannot_be_written_is_told(station: OrdersStation, qtbot: QtBot, tmp_path: Path) -> None:
    told = Told(station.desk)
    nowhere = tmp_path / "gone" / "orders.csv"
    export_table(station.desk, station, nowhere, station.list.table.model.columns, station.list.fetch())
    settle(qtbot, station.desk)
    assert told.codes == ["sheets.cannot_write"]


def test_the_language_changes_while_it_is_open(station: OrdersStation, qtbot: QtBot) -> None:
    choose(station, qtbot, "1002")
    language.switch("en")
    qtbot.waitUntil(lambda: station.release_button.text() == language.tr("orders.release_all"))
    words = {text.text() for text in station.details.findChildren(Text)}
    assert language.tr("orders.message_says", text="请用蓝色盒子") in words
    assert station.tabs.tabText(0) == "Orders"


def test_every_kind_of_history_and_every_field_has_words() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (REPO / "warehouse_app").rglob("*.py") if "tests" not in path.parts
    )
    kinds = set(re.findall(r"life\.(?:note|move_orders)\(\s*tx,[^\n]*?\"([a-z_]+)\"", source))
    kinds |= {"imported", "changed", "changed_after_release", "changed_on_the_floor", "cancelled_by_platform", "waybill"}
    assert {"released", "held", "packed", "shipped", "told_shop", "picked", "in_wave"} <= kinds
    sentences = room_sentences("orders")
    assert sorted(kind for kind in kinds if f"history_{kind}" not in sentences) == []
    assert (
        sorted(name for name in (*SAID, "lines", "hold", "platform_status", "shop_id") if f"field_{name}" not in sentences) == []
    )
    assert sorted(look for look in Look if f"look_{look}" not in sentences) == []
    assert sorted(state for state in State if f"state_{state}" not in sentences) == []


@pytest.mark.parametrize(
    ("away", "code", "tone"),
    [
        (timedelta(minutes=-5), "orders.clock_late_minutes", "wrong"),
        (timedelta(hours=-30), "orders.clock_late_hours", "wrong"),
        (timedelta(days=-3), "orders.clock_late_days", "wrong"),
        (timedelta(minutes=59), "orders.clock_left_minutes", "warning"),
        (timedelta(hours=5), "orders.clock_left_hours", None),
        (timedelta(days=9), "orders.clock_left_days", None),
    ],
)
def test_clocks(away: timedelta, code: str, tone: str | None) -> None:
    said = wording.clock(DAY + away, DAY)
    assert (said.code, said.tone) == (code, tone)
    assert wording.clock(None, DAY).code == "orders.clock_none"


def test_holding_a_whole_page_keeps_the_reason_with_each(station: OrdersStation) -> None:
    with station.desk.warehouse.reading() as session:
        ids = [row.id for row in orders_page(session, OrderFilter()).rows]
    station.desk.command(hold, ids, "盘点")
    model = station.list.table.model
    assert all(row.hold_note == "盘点" for row in model.rows())
    assert model.data(model.index(0, 3)) == language.tr("orders.state_held", state=language.tr("orders.state_waiting"))
