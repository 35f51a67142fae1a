"""The sorting wall typed by a scanner into the real window: the slot is said, the wall shows it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import barcode, do, ids_of, open_shop, order, problems_of
from tests.ui.program import Scanner, actor, program, take_on
from ui.app import App
from ui.people.settings_page import SettingsPage
from ui.picking.slots_card import SlotsCard
from ui.picking.station import PickingStation
from ui.picking.wall_page import LOOKS, WallPage
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.commands import hold
from warehouse_app.orders.release import release
from warehouse_app.packing.rules import Command
from warehouse_app.picking.queries import wave_number
from warehouse_app.picking.sorting.rules import Verdict
from warehouse_app.picking.ways import Way, way_of
from warehouse_app.store.settings import get, put
from warehouse_app.store.warehouse import Warehouse

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)


class Desk:
    """The program at the picking station, with a scanner."""

    def __init__(self, running: App, qtbot: QtBot) -> None:
        self.running, self.scanner = running, Scanner(running, qtbot)
        running.window.show_station("picking")
        station = running.window.workplace.current
        assert isinstance(station, PickingStation)
        self.station = station
        self.spoken: list[str] = []
        running.desk.sounds.speak = lambda text, *_, **__: self.spoken.append(text)  # type: ignore[method-assign]  # a listener

    @property
    def page(self) -> WallPage:
        page = self.station.floor.page
        assert isinstance(page, WallPage)
        return page

    def scan(self, *codes: str) -> str:
        self.scanner.scan(*codes)
        return self.running.window.workplace.band.code

    def slots(self) -> list[str]:
        return [slot.state.value for slot in self.page.grid.slots]


@pytest.fixture
def number(local_warehouse: Warehouse) -> str:
    """A wave of two parcels: two of SKU1; one of SKU1 and one of SKU2."""
    open_shop(local_warehouse, {"SKU1": 9, "SKU2": 9, "SKU3": 9}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1, "SKU2": 1}))
    do(local_warehouse, release)
    wave = do(local_warehouse, start_wave, way="sort")
    with local_warehouse.reading() as session:
        return wave_number(session, wave.id)


@pytest.fixture
def desk(local_warehouse: Warehouse, number: str, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp) as running:
        running.desk.sit_down(actor(owner))
        yield Desk(running, qtbot)


def test_a_wave_is_sorted_by_scanning_alone(desk: Desk, number: str) -> None:
    desk.scan(number)
    assert (desk.page.count.code, desk.slots()) == ("ways.wall_ready", ["empty", "empty"])
    assert desk.scan(ONE) == "ways.wall_sorted"
    assert (desk.page.digits.text(), desk.spoken[-1], desk.page.grid.last) == ("1", "1", 1)
    assert desk.scan(THREE) == "ways.wall_not_in_wave"
    assert desk.page.digits.text() == "—"
    assert desk.scan(ONE) == "ways.wall_complete"
    assert desk.slots() == ["complete", "empty"]
    assert desk.scan(Command.UNDO) == "ways.wall_undone"
    assert desk.slots() == ["filling", "empty"]
    assert [desk.scan(code) for code in (ONE, TWO, TWO, ONE)] == [
        "ways.wall_complete", "ways.wall_sorted", "ways.wall_one_too_many", "ways.wall_all_sorted",
    ]  # fmt: skip
    assert desk.scan("NOTHING-9") == "ways.wall_unknown"
    assert problems_of(desk.running.warehouse) == []


def test_leaving_loses_nothing_and_what_another_desk_stops_is_seen(desk: Desk, number: str, qtbot: QtBot) -> None:
    desk.scan(number, ONE, Command.LEAVE)
    assert desk.station.floor.page is None
    assert desk.station.view.wave is not None
    assert desk.station.view.wave.number == number
    qtbot.mouseClick(desk.station.view.ways.wall_button, Qt.MouseButton.LeftButton)
    assert desk.slots() == ["filling", "empty"]
    do(desk.running.warehouse, hold, ids_of(desk.running.warehouse, "1"), "等电话")
    desk.scan(ONE)
    assert desk.scan(ONE) == "ways.wall_stopped"
    assert desk.spoken[-1].startswith("停")
    qtbot.waitUntil(lambda: desk.slots() == ["stopped", "filling"])
    qtbot.keyClick(desk.page, Qt.Key.Key_F4)
    assert desk.running.window.workplace.band.code == "ways.wall_undone"
    assert desk.page.progress.code == "ways.wall_progress"


def test_goods_that_are_not_here_wait_for_the_waves_number_or_the_key(desk: Desk, qtbot: QtBot) -> None:
    desk.station.floor.open_wall(1)
    assert desk.scan(ONE) == "ways.wall_not_picked"
    assert desk.page.buttons["confirm"].isVisible()
    qtbot.keyClick(desk.page, Qt.Key.Key_F2)
    assert not desk.page.buttons["confirm"].isVisible()
    assert desk.scan(ONE) == "ways.wall_sorted"


def test_the_way_is_chosen_before_the_wave_and_a_wall_too_small_says_so(
    desk: Desk, local_warehouse: Warehouse, qtbot: QtBot
) -> None:
    do(local_warehouse, put, "wall_slots", 1)
    open_shop(local_warehouse, {"SKU1": 9}, order("3", {"SKU1": 1}), order("4", {"SKU1": 1}), waybills=0)
    do(local_warehouse, release)
    card = desk.station.card
    desk.station.refresh()
    assert card.all_button.isEnabled()
    card.ways.combo.choose("sort")
    assert (card.all_button.isEnabled(), card.how_many.maximum(), card.ways.slots.tone) == (False, 1, "warning")
    qtbot.mouseClick(card.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.running.desk.jobs.running == 0, timeout=20_000)
    wave = desk.station.view.wave
    assert wave is not None
    assert desk.running.desk.read(way_of, wave.id) is Way.SORT
    assert card.ways.way == "sort"  # the same is offered for the next
    assert desk.station.view.ways.words.code == "ways.way_sort"


def test_the_numbers_of_slots_are_settings(desk: Desk) -> None:
    page = SettingsPage(desk.running.desk, desk.running.window)
    page.refresh()
    card = next(card for card in page.cards if isinstance(card, SlotsCard))
    assert card.boxes["cart_slots"].value() == 12
    card.boxes["wall_slots"].setValue(24)
    page.save_shop()
    assert (desk.running.desk.read(get, "wall_slots"), desk.running.desk.read(get, "cart_slots")) == (24, 12)


def test_every_verdict_of_the_wall_has_a_look_of_its_own() -> None:
    assert set(LOOKS) == set(Verdict)
