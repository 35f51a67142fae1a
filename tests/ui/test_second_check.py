"""The second check in the real window: two people at one desk and a second desk, a scanner, keys; and its settings card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests import shop
from tests.packing.checking.people import counts_of, switch_on
from tests.shop import barcode, do, ids_of, order
from tests.ui.program import Scanner, actor, packing, program, take_on, view
from ui.app import App
from ui.packing.checking.check_card import CheckCard
from ui.packing.checking.hand import CheckHand
from ui.packing.station import PackingStation
from ui.people.settings_page import SettingsPage
from warehouse_app.orders.commands import hold
from warehouse_app.people.commands import NewPerson
from warehouse_app.reports.check import check
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)


@dataclass
class Desk:
    """A desk where every parcel owes a second check: parcel 0 has two SKU1 and a SKU2, parcel 1 a SKU3."""

    running: App
    scanner: Scanner
    warehouse: Warehouse
    waybills: list[str]
    parcels: list[int]
    people: dict[str, NewPerson]

    @property
    def station(self) -> PackingStation:
        return packing(self.running)

    @property
    def hand(self) -> CheckHand:
        return next(hand for hand in self.station.hands if isinstance(hand, CheckHand))

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        return self.running.window.workplace.band.code.removeprefix("packing.verdict_")

    def is_now(self, name: str) -> None:
        self.running.desk.stand_up()
        self.running.desk.sit_down(actor(self.people[name]))

    def state(self, which: int = 0) -> str:
        return view(self.warehouse, self.parcels[which]).state


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    stock = {"SKU1": 9, "SKU2": 9, "SKU3": 9}
    shop.open_shop(local_warehouse, stock, order("1001", {"SKU1": 2, "SKU2": 1}), order("1002", {"SKU3": 1}))
    made = shop.release_and_wave(local_warehouse).made
    views = sorted((view(local_warehouse, parcel) for parcel in made.parcel_ids), key=lambda parcel: parcel.order_numbers)
    switch_on(local_warehouse, all=True)
    people = {name: take_on(local_warehouse, name) for name in ("小周", "阿敏")}
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(people["小周"]))
        scanner = Scanner(running, qtbot)
        yield Desk(running, scanner, local_warehouse, [v.waybill for v in views], [v.id for v in views], people)
    with local_warehouse.reading() as session:
        assert check(session) == []


def words_on(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_packed_by_one_counted_blind_by_another(desk: Desk, qtbot: QtBot):
    assert desk.scan(desk.waybills[0], ONE, ONE, TWO) == "check_first"
    assert desk.station.pages.currentWidget() is desk.station.idle  # the desk is free
    qtbot.waitUntil(desk.hand.waiting.isVisible)
    assert [(row.words, row.number) for row in desk.hand.waiting.rows.rows] == [(f"…{desk.waybills[0][-6:]}", "")]
    desk.is_now("阿敏")
    assert desk.scan(desk.waybills[0]) == "check_opened"
    assert desk.station.pages.currentWidget() is desk.hand.whole()
    assert desk.station.parcel is None  # the screen knows nothing of what the parcel needs
    assert desk.scan(ONE, THREE, TWO) == "check_counted"
    assert desk.hand.blind.total.text() == "3"
    assert "商品1" not in words_on(desk.hand.blind)
    assert desk.scan("PD-UNDO", "PD-UNDO") == "check_undone"
    assert desk.scan("PD-WEIGH", TWO, ONE, desk.waybills[1]) == "check_end_first"
    assert desk.hand.blind.total.text() == "3"
    assert desk.station.buttons["confirm"].isEnabled()  # it ends the count
    qtbot.keyClick(desk.station, Qt.Key.Key_F2)
    assert desk.running.window.workplace.band.code == "packing.verdict_complete"
    assert desk.state() == "packed"
    assert desk.station.panel.middle.currentWidget() is desk.station.panel.done
    assert desk.scan(desk.waybills[1]) == "opened"


def test_a_difference_is_seen_by_both_and_a_new_count_solves_it(desk: Desk):
    desk.scan(desk.waybills[0], ONE, ONE, TWO)
    desk.is_now("阿敏")
    assert desk.scan(desk.waybills[0], ONE, TWO, THREE, "PD-CONFIRM") == "check_different"
    page = desk.hand.difference
    assert desk.hand.whole().currentWidget() is page
    assert [words.text() for words in page.found.seconds] == ["1", "1"]
    assert {"小周", "阿敏", "商品1", "商品3"} <= set(words_on(page).split())
    desk.is_now("小周")
    assert desk.station.pages.currentWidget() is desk.station.idle
    assert desk.scan(desk.waybills[0]) == "check_same_person"
    assert desk.station.panel.middle.currentWidget() is desk.hand.packer
    assert len(desk.hand.packer.found.seconds) == 2
    desk.is_now("阿敏")
    assert desk.station.pages.currentWidget() is desk.station.idle  # what is in it is not for her eyes
    desk.scan(desk.waybills[0], ONE, "PD-CONFIRM")
    assert desk.scan("PD-CONFIRM") == "check_opened"  # once more, from nothing
    assert desk.hand.blind.total.text() == "0"
    assert desk.scan(TWO, ONE, ONE, "PD-CONFIRM") == "complete"
    assert counts_of(desk.warehouse) == ["different", "different", "equal"]


def test_who_packed_it_is_refused_and_goes_on_or_takes_goods_out(desk: Desk):
    desk.scan(desk.waybills[1], THREE)
    assert desk.scan(desk.waybills[1]) == "check_same_person"
    assert desk.hand.packer.currentWidget() is desk.hand.packer.waits
    assert desk.scan(desk.waybills[0]) == "opened"  # the next one needs no leave
    assert desk.scan("PD-LEAVE", desk.waybills[1], "PD-UNDO") == "undone"
    assert desk.station.panel.middle.currentWidget() is desk.station.panel.card
    assert desk.scan(THREE) == "check_first"


def test_a_count_goes_on_after_a_pause_a_crash_and_a_log_out(desk: Desk, qtbot: QtBot):
    desk.scan(desk.waybills[0], ONE, ONE, TWO)
    desk.is_now("阿敏")
    desk.scan(desk.waybills[0], ONE)
    again = PackingStation(desk.running.desk)
    again.enter()
    hand = next(hand for hand in again.hands if isinstance(hand, CheckHand))
    assert (again.pages.currentWidget() is hand.whole(), hand.blind.total.text()) == (True, "1")
    again.deleteLater()
    desk.is_now("小周")
    assert desk.station.pages.currentWidget() is desk.station.idle
    desk.is_now("阿敏")
    assert desk.hand.blind.isVisible()
    for _ in range(2):
        qtbot.keyClick(desk.station, Qt.Key.Key_Escape)
    assert desk.station.pages.currentWidget() is desk.station.idle
    assert desk.scan(desk.waybills[0]) == "check_opened"
    assert desk.hand.blind.total.text() == "1"
    do(desk.warehouse, hold, ids_of(desk.warehouse, "1001"), "改地址")
    assert desk.scan(ONE) == "held"
    assert desk.station.pages.currentWidget() is desk.station.refused


def test_the_settings_card_shows_and_saves_the_policies(desk: Desk, qtbot: QtBot):
    page = SettingsPage(desk.running.desk)
    qtbot.addWidget(page)
    page.refresh()
    card = next(card for card in page.cards if isinstance(card, CheckCard))
    assert [name for name, rule in card.rules.items() if rule.isChecked()] == ["all"]
    assert not card.figures["check_new_parcels"].isEnabled()
    card.rules["all"].click()
    card.rules["new"].click()
    card.figures["check_new_parcels"].setValue(7)
    page.save_shop()
    with desk.warehouse.reading() as session:
        found = settings.get_all(session, ("check_all", "check_new", "check_new_parcels", "check_same_person"))
    assert found == {"check_all": False, "check_new": True, "check_new_parcels": 7, "check_same_person": False}
