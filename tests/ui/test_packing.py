"""The packing station: real commands on a real database; what the person sees is asserted by codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests import shop
from tests.shop import add_orders, barcode, do, on_desk, order
from tests.ui.program import Scanner, actor, packing, program, take_on, view
from ui.app import App
from ui.packing.actions import ACTIONS
from ui.packing.station import PackingStation
from ui.packing.verdicts import LOOKS, detail_code, words_code
from ui.packing.weight import AskWeight
from ui.stock.put_back_page import PutBackPage
from ui.stock.station import StockStation
from ui.widgets.verdict_band import TONE_OF
from warehouse_app.orders.commands import hold, pass_look
from warehouse_app.orders.queries import OrderFilter, order_ids, orders_page
from warehouse_app.orders.release import release
from warehouse_app.packing.rules import GOOD, Verdict
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.tables import Scan
from warehouse_app.reports.check import check
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import LANGUAGES, template


@dataclass
class Desk:
    """A packing desk with four parcels: two SKUs x2, one, one with a message, one more."""

    running: App
    scanner: Scanner
    warehouse: Warehouse
    waybills: list[str]
    parcels: list[int]

    @property
    def station(self) -> PackingStation:
        return packing(self.running)

    @property
    def band(self) -> str:
        return self.running.window.workplace.band.code.removeprefix("packing.verdict_")

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        return self.band

    def verdicts(self) -> list[str]:
        with self.warehouse.reading() as session:
            return list(session.scalars(select(Scan.verdict).order_by(Scan.id)))


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    shop.add_products(local_warehouse, 4)
    shop.add_stock(local_warehouse, {f"SKU{n}": 9 for n in range(1, 5)})
    shop.add_waybills(local_warehouse, 4)
    shop.add_orders(
        local_warehouse,
        order("1001", {"SKU1": 2, "SKU2": 1}),
        order("1002", {"SKU3": 1}),
        order("1003", {"SKU1": 1}, message="生日礼物，轻拿轻放"),
        order("1004", {"SKU4": 1, "SKU2": 1}),
    )
    with local_warehouse.reading() as session:
        ids = order_ids(session, ["1003"])
    do(local_warehouse, release)
    do(local_warehouse, pass_look, list(ids.values()))
    made = shop.release_and_wave(local_warehouse).made
    views = [view(local_warehouse, parcel_id) for parcel_id in made.parcel_ids]
    views.sort(key=lambda parcel: parcel.order_numbers)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        yield Desk(
            running,
            Scanner(running, qtbot),
            local_warehouse,
            [parcel.waybill for parcel in views],
            [parcel.id for parcel in views],
        )
    with local_warehouse.reading() as session:
        assert check(session) == []


def test_every_verdict_has_words_in_both_languages_a_shape_and_a_sound():
    for verdict in Verdict:
        assert LOOKS[verdict].sound
        for code in (words_code(verdict), detail_code(verdict), f"packing.say_{verdict.value}"):
            assert all(template(code, language) for language in LANGUAGES)
    shapes = {verdict: LOOKS[verdict].kind for verdict in Verdict}
    assert {TONE_OF[shapes[verdict]] for verdict in Verdict if verdict not in GOOD}.isdisjoint({"right", "next"})


def test_a_parcel_from_waybill_to_complete(desk: Desk):
    station = desk.station
    assert station.pages.currentWidget() is station.idle
    assert desk.scan(desk.waybills[0]) == "opened"
    assert station.pages.currentWidget() is station.panel
    assert station.panel.card.count.text() == "0 / 2"
    assert desk.scan(barcode(1)) == "right"
    assert station.panel.card.count.text() == "1 / 2"
    assert desk.scan(barcode(1)) == "right"
    assert station.panel.card.name.text() == "商品2"
    assert [row.faded for row in station.panel.lines.rows] == [True, False]
    assert desk.scan(barcode(2)) == "complete"
    assert station.panel.middle.currentWidget() is station.panel.done
    assert view(desk.warehouse, desk.parcels[0]).state == "packed"


def test_the_next_waybill_opens_after_a_complete_parcel(desk: Desk):
    desk.scan(desk.waybills[1], barcode(3))
    assert desk.band == "complete"
    assert desk.scan(desk.waybills[0]) == "opened"
    assert desk.station.panel.waybill.text().endswith(desk.waybills[0])


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        ([barcode(3)], "not_needed"),
        (["nonsense-1"], "unknown"),
        (["W0", "{0}", barcode(4)], "belongs_elsewhere"),
        (["{0}", "rubbish!"], "unknown"),
        (["{0}", barcode(1), barcode(1), barcode(1)], "one_too_many"),
        (["{0}", barcode(1), "{1}"], "item_wanted"),
        (["{2}", barcode(1)], "note_first"),
        (["{1}", barcode(3), "PD-LEAVE", "{1}"], "packed_already"),
    ],
)
def test_what_is_not_right_is_answered_in_words_and_kept(desk: Desk, codes: list[str], verdict: str):
    wanted = [code.format(*desk.waybills) for code in codes]
    assert desk.scan(*wanted) == verdict
    assert desk.verdicts()[-1] == verdict
    assert TONE_OF[desk.running.window.workplace.band.kind] not in ("right", "next")


def test_a_scanner_that_tells_the_kind_of_each_code_is_understood(desk: Desk):
    assert [desk.scan(f"]C0{desk.waybills[1]}"), desk.scan(f"]E0{barcode(3)}")] == ["opened", "complete"]
    assert desk.scan(f"]E0{barcode(3)}") == "read_twice"
    assert [desk.scan("]"), desk.scan("]E0"), desk.scan("]Q3https://example.cn")] == ["unknown"] * 3


def test_a_wrong_item_changes_no_count(desk: Desk):
    desk.scan(desk.waybills[0], barcode(1), barcode(3))
    assert desk.station.panel.card.count.text() == "1 / 2"
    assert view(desk.warehouse, desk.parcels[0]).scanned == 1


def test_ten_quick_scans_arrive_in_order_and_are_all_kept(desk: Desk):
    codes = [desk.waybills[0], barcode(1), barcode(3), barcode(1), barcode(2), desk.waybills[1], barcode(3), "what?",
             desk.waybills[3], barcode(4)]  # fmt: skip
    desk.scan(*codes)
    assert desk.scanner.heard == codes
    assert desk.verdicts() == [
        "opened", "right", "belongs_elsewhere", "right", "complete", "opened", "complete", "unknown", "opened", "right",
    ]  # fmt: skip


def test_a_message_has_to_be_read_once_by_enter_button_or_barcode(desk: Desk, qtbot: QtBot):
    station = desk.station
    desk.scan(desk.waybills[2])
    assert station.panel.note.asks
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert desk.band == "noted"
    assert not station.panel.note.asks
    assert desk.scan(barcode(1)) == "complete"


def test_the_command_barcode_confirms_a_message(desk: Desk):
    desk.scan(desk.waybills[2], "PD-CONFIRM")
    assert desk.band == "noted"
    assert view(desk.warehouse, desk.parcels[2]).noted


def test_space_on_the_button_confirms_a_message(desk: Desk, qtbot: QtBot):
    desk.scan(desk.waybills[2])
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert desk.band == "noted"


def test_undo_takes_the_last_item_out_again(desk: Desk):
    desk.scan(desk.waybills[0], barcode(1), "PD-UNDO")
    assert desk.band == "undone"
    assert desk.station.panel.card.count.text() == "0 / 2"
    assert desk.scan("PD-UNDO") == "nothing_to_undo"


def test_undo_opens_a_complete_parcel_again(desk: Desk):
    desk.scan(desk.waybills[1], barcode(3), "PD-UNDO")
    assert desk.band == "undone"
    assert desk.station.panel.middle.currentWidget() is desk.station.panel.card
    assert view(desk.warehouse, desk.parcels[1]).state == "open"


def test_the_undo_key(desk: Desk, qtbot: QtBot):
    desk.scan(desk.waybills[0], barcode(1))
    qtbot.keyClick(desk.station, Qt.Key.Key_F4)
    assert desk.band == "undone"


def test_a_parcel_put_aside_goes_on_where_it_was(desk: Desk):
    desk.scan(desk.waybills[0], barcode(1), "PD-LEAVE")
    assert desk.station.pages.currentWidget() is desk.station.idle
    desk.scan(desk.waybills[1], barcode(3), desk.waybills[0])
    assert desk.station.panel.card.count.text() == "1 / 2"


def test_escape_twice_puts_the_parcel_aside(desk: Desk, qtbot: QtBot):
    desk.scan(desk.waybills[0])
    qtbot.keyClick(desk.station, Qt.Key.Key_Escape)
    assert desk.station.pages.currentWidget() is desk.station.panel
    qtbot.keyClick(desk.station, Qt.Key.Key_Escape)
    assert desk.band == "left"


def test_after_a_crash_the_desk_is_back_at_its_parcel(desk: Desk, qapp: QApplication):
    desk.scan(desk.waybills[0], barcode(1))
    again = PackingStation(desk.running.desk)
    again.enter()
    assert again.panel.card.count.text() == "1 / 2"
    again.deleteLater()


def test_the_weight_is_typed_and_kept(desk: Desk, qtbot: QtBot):
    desk.scan(desk.waybills[1], barcode(3))
    qtbot.keyClick(desk.station, Qt.Key.Key_F6)
    form = desk.running.window.findChild(AskWeight)
    qtbot.keyClicks(form.grams, "850")
    qtbot.keyClick(form.grams, Qt.Key.Key_Return)
    assert view(desk.warehouse, desk.parcels[1]).weight_g == 850
    assert not form.is_open


@pytest.mark.parametrize("grams", ["", "0", "100001"])
def test_an_impossible_weight_keeps_the_form_open(desk: Desk, qtbot: QtBot, grams: str):
    desk.scan(desk.waybills[1])
    desk.station.do("weigh")
    form = desk.running.window.findChild(AskWeight)
    qtbot.keyClicks(form.grams, grams)
    form.accept()
    assert form.is_open
    assert form.mistake.code == "packing.weight_range"
    form.reject()


def test_a_held_order_is_stopped_at_the_next_scan_with_its_reason(desk: Desk):
    desk.scan(desk.waybills[0], barcode(1))
    with desk.warehouse.reading() as session:
        ids = list(order_ids(session, ["1001"]).values())
    do(desk.warehouse, hold, ids, "改地址")
    assert desk.scan(barcode(1)) == "held"
    assert desk.station.pages.currentWidget() is desk.station.refused
    assert desk.station.refused.title.code == "packing.refused_held"
    assert "改地址" in desk.station.refused.title.text()
    assert desk.scan(desk.waybills[1]) == "opened"


def test_a_packed_parcel_of_a_cancelled_order_is_unpacked(desk: Desk):
    desk.scan(desk.waybills[1], barcode(3), "PD-LEAVE")
    with desk.warehouse.reading() as session:
        ids = list(order_ids(session, ["1002"]).values())
    do(desk.warehouse, cancel, ids, "买家退款")
    assert desk.scan(desk.waybills[1]) == "cancelled"
    assert view(desk.warehouse, desk.parcels[1]).state == "cancelled"
    assert desk.station.refused.words.code == "packing.back_to_bins"
    assert [row.number for row in desk.station.refused.lines.rows] == ["× 1"]
    desk.scan("PD-CONFIRM")
    assert isinstance(desk.running.window.workplace.current, StockStation)
    assert isinstance(desk.running.window.workplace.current.page, PutBackPage)
    desk.scan("A-3", barcode(3))
    assert desk.running.window.workplace.band.code == "inbound.put_done"
    assert on_desk(desk.warehouse) == {}


def test_a_cancelled_order_whose_parcel_was_begun_gives_its_goods_back(desk: Desk):
    with desk.warehouse.reading() as session:
        ids = list(order_ids(session, ["1002"]).values())
    do(desk.warehouse, cancel, ids, "买家退款")
    assert desk.scan(desk.waybills[1]) == "cancelled"
    assert desk.station.refused.words.code == "packing.nothing_to_carry"  # nobody had taken them yet
    assert not desk.station.refused.asks
    assert desk.scan(desk.waybills[0], barcode(1)) == "right"


def test_an_order_changed_after_its_label_was_made_goes_back_and_waits(desk: Desk):
    desk.scan(desk.waybills[1], barcode(3), "PD-LEAVE")
    told = order("1002", {"SKU3": 1}, address="浙江省 杭州市 上城区 新地址9号")
    add_orders(desk.warehouse, told, name="noon.csv", modified=datetime(2026, 11, 3, 4, tzinfo=UTC))
    assert desk.scan(desk.waybills[1]) == "changed"
    assert desk.station.refused.words.code == "printing.label_only_words"
    desk.scan("PD-CONFIRM")
    assert desk.running.window.workplace.band.code == "packing.unpacked_title"
    assert desk.station.refused.asks  # the next press leads to the list of what to carry back
    with desk.warehouse.reading() as session:
        row = orders_page(session, OrderFilter(text="1002")).rows[0]
        assert (row.state, row.hold) == ("waiting", "")
        assert check(session) == []


def test_an_item_of_the_open_parcel_brings_it_back_after_a_refusal(desk: Desk):
    with desk.warehouse.reading() as session:
        ids = list(order_ids(session, ["1002"]).values())
    do(desk.warehouse, hold, ids, "等颜色")
    desk.scan(desk.waybills[0], desk.waybills[1])
    assert desk.band == "held"
    assert desk.scan(barcode(1)) == "right"
    assert desk.station.pages.currentWidget() is desk.station.panel


def test_capslock_and_full_width_do_not_change_a_code(desk: Desk):
    assert desk.scan(desk.waybills[0], "sku1") == "right"
    assert desk.scan("ＳＫＵ１") == "right"


def test_buttons_keys_and_barcodes_are_one_list(desk: Desk):
    assert set(desk.station.buttons) == {action.name for action in ACTIONS}
    assert len({action.key for action in ACTIONS}) == len({action.barcode for action in ACTIONS}) == len(ACTIONS)


def test_the_side_lists_what_comes_next_and_the_day(desk: Desk, qtbot: QtBot):
    side = desk.station.side
    assert len(side.next.rows) == 4
    desk.scan(desk.waybills[1], barcode(3))
    qtbot.waitUntil(lambda: len(side.next.rows) == 3)
    assert "1" in side.figures.text()
    assert [row.icon for row in side.scans.rows] == ["complete", "next"]


def test_with_nothing_to_pack_the_way_to_picking_is_offered(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        station = packing(running)
        assert station.idle.title.code == "packing.nothing_open_title"
        wanted: list[str] = []
        station.goto.disconnect()
        station.goto.connect(wanted.append)
        station.idle.to_picking.click()
        assert wanted == ["picking"]
