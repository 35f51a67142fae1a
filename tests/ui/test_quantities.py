"""Keyed numbers, serial numbers, looks, sets, look-alikes and ticks by code at the packing station, by scanner and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import shop
from tests.shop import barcode, do, order, parcel_of, parsed
from tests.ui.program import KEY_MS, Scanner, actor, packing, program, take_on, view
from ui.app import App
from ui.packing.alike import AlikeHand
from ui.packing.asking import AskCard, AskingHand
from ui.packing.quantity import AskPieces, QuantityHand
from ui.packing.quantity_card import QuantityCard
from ui.packing.station import PackingStation
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.catalog.files import ProductRow
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.reports.check import check
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse

ONE, TWO, FIVE = barcode(1), barcode(2), barcode(5)
TYPING_MS = 90


@dataclass
class Desk:
    """Parcel 1: thirty of SKU1 and two of SKU2, with an invoice. SKU5 is SKU1 in another colour, SKU3 and SKU4 make SKU2."""

    running: App
    scanner: Scanner
    warehouse: Warehouse
    qtbot: QtBot

    @property
    def station(self) -> PackingStation:
        return packing(self.running)

    @property
    def band(self) -> str:
        return self.running.window.workplace.band.code.rpartition(".")[2].removeprefix("verdict_")

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        return self.band

    def typed(self, text: str) -> str:
        """What a person types, Enter at the end."""
        self.scanner.key_ms = TYPING_MS
        self.scanner.pause(1_000)
        self.scanner.scan(text)
        self.scanner.pause(1_000)
        self.scanner.key_ms = KEY_MS
        return self.band

    def press(self, key: Qt.Key) -> str:
        self.qtbot.keyClick(self.station, key)
        return self.band

    def count(self) -> int:
        return view(self.warehouse, parcel_of(self.warehouse, "1").id).scanned

    def hand(self, kind: type) -> object:
        return next(hand for hand in self.station.hands if isinstance(hand, kind))


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    shop.open_shop(
        local_warehouse, {"SKU1": 40, "SKU2": 9, "SKU3": 9, "SKU4": 9},
        order("1", {"SKU1": 30, "SKU2": 2}, invoice_title="示例公司"),
    )  # fmt: skip
    do(local_warehouse, import_products, parsed([ProductRow(1, "SKU5", "商品1", "红色", "M", (FIVE,))], "red.csv"))
    do(local_warehouse, change_settings, {"tick_codes": {"invoice": ["FP-1"]}})
    shop.release_and_wave(local_warehouse)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        desk = Desk(running, Scanner(running, qtbot), local_warehouse, qtbot)
        desk.scan(parcel_of(local_warehouse, "1").waybill)
        yield desk
    with local_warehouse.reading() as session:
        assert check(session) == []


def asks(desk: Desk, code: str, serials: bool = False, look: str = "", parts: dict[str, int] | None = None) -> None:
    """The product asks for it from now on; the parcel is opened anew."""
    line = next(line for line in view(desk.warehouse, parcel_of(desk.warehouse, "1").id).lines if line.seller_code == code)
    do(desk.warehouse, set_at_packing, line.sku_id, serials, look, None, parts or {})
    desk.scan("PD-LEAVE", parcel_of(desk.warehouse, "1").waybill)


def test_a_typed_number_is_big_until_the_next_item_is_scanned(desk: Desk):
    hand = desk.hand(QuantityHand)
    assert isinstance(hand, QuantityHand)
    assert desk.typed("x12") == "keyed_title"
    assert (hand.badge.isVisible(), hand.badge.number.text()) == (True, "× 12")
    assert desk.scan("rubbish!") == "unknown"
    assert hand.badge.isVisible()
    assert (desk.scan(ONE), desk.count()) == ("right", 12)
    assert not hand.badge.isVisible()
    assert (desk.scan(ONE), desk.count()) == ("right", 13)  # once only
    assert desk.scan("PD-QTY-18") == "keyed_title"
    assert (desk.scan(ONE), desk.count()) == ("one_too_many", 13)
    assert not hand.badge.isVisible()
    assert (desk.press(Qt.Key.Key_F4), desk.count()) == ("undone", 12)
    assert (desk.press(Qt.Key.Key_F4), desk.count()) == ("undone", 0)  # the keyed scan as a whole


@pytest.mark.parametrize("away", ["PD-UNDO", "F4", "Escape"])
def test_undo_and_escape_drop_the_number_alone(desk: Desk, away: str):
    desk.scan(ONE)
    desk.typed("*5")
    if away == "PD-UNDO":
        desk.scan(away)
    else:
        desk.press(Qt.Key.Key_F4 if away == "F4" else Qt.Key.Key_Escape)
    assert (desk.band, desk.count()) == ("dropped_title", 1)
    assert (desk.scan(ONE), desk.count()) == ("right", 2)
    assert desk.station.parcel is not None


def test_what_a_scanner_sends_is_no_number(desk: Desk):
    assert desk.scan("x123") == "unknown"
    assert (desk.scan(ONE), desk.count()) == ("right", 1)


def test_f8_asks_for_the_number(desk: Desk):
    desk.press(Qt.Key.Key_F8)
    form = desk.running.window.findChild(AskPieces)
    assert form is not None
    form.accept()
    assert form.mistake.code == "capture.bad_number"
    desk.qtbot.keyClicks(form.number, "4")
    desk.qtbot.keyClick(form.number, Qt.Key.Key_Return)
    assert desk.band == "keyed_title"
    assert (desk.scan(ONE), desk.count()) == ("right", 4)


def test_a_clerk_without_the_right_is_told_so(desk: Desk):
    desk.running.desk.sit_down(actor(take_on(desk.warehouse, "小周", Role.CLERK)))
    desk.typed("x3")
    assert not desk.station.findChildren(AskPieces)
    desk.press(Qt.Key.Key_F8)
    assert desk.running.window.findChild(AskPieces) is None
    assert (desk.scan(ONE), desk.count()) == ("right", 1)


def test_a_serial_number_and_a_look_are_asked_for_in_the_middle(desk: Desk):
    asks(desk, "SKU2", serials=True, look="拉链")
    hand, panel = desk.hand(AskingHand), desk.station.panel
    assert isinstance(hand, AskingHand)
    assert desk.scan(TWO) == "serial_wanted"
    assert panel.middle.currentWidget() is hand.card
    assert hand.card.title.code == "capture.page_serial"
    assert desk.scan(ONE) == "bad_serial"
    assert (desk.scan("PD-QTY-3"), desk.press(Qt.Key.Key_F8)) == ("bad_serial", "bad_serial")  # this comes first
    assert desk.typed("x12") == "look_wanted"  # a serial number, as nothing else was asked for
    assert desk.press(Qt.Key.Key_F4) == "undone"
    assert not hand.insists()
    assert desk.scan(TWO) == "serial_wanted"
    assert desk.scan("SN-0001") == "look_wanted"
    assert hand.card.title.text() == "拉链"
    desk.qtbot.keyClick(desk.station, Qt.Key.Key_Return)  # pressed once too often it confirms nothing
    assert desk.band == "look_wanted"
    assert desk.press(Qt.Key.Key_F2) == "captured"
    assert panel.middle.currentWidget() is panel.card
    assert desk.scan(TWO, "SN-0001") == "serial_used"
    assert desk.press(Qt.Key.Key_F4) == "undone"
    assert panel.middle.currentWidget() is panel.card
    assert desk.scan(TWO, "SN-0002", "PD-CONFIRM") == "captured"
    assert (desk.press(Qt.Key.Key_F4), desk.count()) == ("undone", 1)


def test_what_was_asked_for_is_asked_again_after_a_crash(desk: Desk):
    asks(desk, "SKU2", serials=True)
    desk.scan(TWO)
    again = PackingStation(desk.running.desk)
    again.enter()
    card = again.panel.middle.currentWidget()
    assert isinstance(card, AskCard)
    assert card.title.code == "capture.page_serial"
    again.deleteLater()
    assert desk.scan("SN-0001") == "captured"


def test_a_set_shows_what_is_missing(desk: Desk):
    asks(desk, "SKU2", parts={"SKU3": 1, "SKU4": 1})
    hand = desk.hand(AskingHand)
    assert isinstance(hand, AskingHand)
    assert desk.scan(barcode(3)) == "part_wanted"
    assert [row.number for row in hand.card.parts.rows] == ["1 / 1", "0 / 1"]
    assert (desk.scan(barcode(4)), desk.count()) == ("right", 1)
    assert desk.station.panel.middle.currentWidget() is desk.station.panel.card


def test_a_lot_is_chosen_by_its_button(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot):
    shop.add_products(local_warehouse, 1)
    do(local_warehouse, import_products, parsed([ProductRow(1, "SKU1", lots=True)], "lots.csv"))
    do(local_warehouse, import_stock, parsed([StockRow(n, "A-1", "SKU1", 1, lot=f"L{n}") for n in (2, 3)], "stock.csv"))
    shop.add_waybills(local_warehouse, 2)
    shop.add_orders(local_warehouse, order("1", {"SKU1": 2}))
    shop.release_and_wave(local_warehouse)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        desk = Desk(running, Scanner(running, qtbot), local_warehouse, qtbot)
        assert desk.scan(parcel_of(local_warehouse, "1").waybill, ONE) == "lot_wanted"
        hand = desk.hand(AskingHand)
        assert isinstance(hand, AskingHand)
        assert [button.isVisible() for button in hand.card.lots[:3]] == [True, True, False]
        hand.card.lots[1].click()
        assert desk.band == "captured"
        assert desk.scan(ONE, "L2") == "complete"


def test_a_look_alike_is_shown_beside_what_is_wanted(desk: Desk):
    hand, panel = desk.hand(AlikeHand), desk.station.panel
    assert isinstance(hand, AlikeHand)
    assert desk.scan(FIVE) == "look_alike"
    assert panel.middle.currentWidget() is hand.card
    assert [side.values[0].text() for side in (hand.card.hand, hand.card.wanted)] == ["红色", "黑色"]
    assert [value.property("role") for value in hand.card.wanted.values] == ["item", "muted"]
    assert desk.scan(ONE) == "right"
    assert panel.middle.currentWidget() is panel.card


def test_ticks_are_scanned(desk: Desk):
    assert desk.scan("PD-GIFT") == "no_such_tick"
    assert desk.scan("FP-1") == "ticked"
    assert desk.scan("PD-UNTICK", "PD-INVOICE") == "ticked"
    assert desk.station.parcel is not None
    assert not desk.station.parcel.to_do


def test_the_settings_card_keeps_what_it_shows(desk: Desk):
    desk.running.window.show_station("people")
    card = QuantityCard(desk.running.desk, desk.running.window)
    with desk.warehouse.reading() as session:
        card.show_values(settings.get_all(session, settings.DECLARED))
    assert card.codes["invoice"].text() == "FP-1"
    card.codes["leaflet"].setText("LF-1，LF-2")
    card.clerks.setChecked(True)
    do(desk.warehouse, change_settings, card.wanted())
    with desk.warehouse.reading() as session:
        assert settings.get(session, "tick_codes") == {"invoice": ["FP-1"], "leaflet": ["LF-1", "LF-2"]}
        assert settings.get(session, "clerks_key_quantity") is True
    card.deleteLater()
