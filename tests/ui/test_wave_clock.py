"""A wave that is due is proposed from the log-in on, in whichever station one is, and takes nothing from the scanner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, do, open_shop, order
from tests.ui.program import Scanner, actor, program, take_on
from ui.app import App
from ui.picking.station import PickingStation
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.proposing import Proposal
from warehouse_app.store.warehouse import Warehouse


class Clock:
    """The warehouse's clock, and the timer's tick."""

    def __init__(self, running: App) -> None:
        self.now = DAY
        self._timer = running.window.workplace.waves.timer
        running.desk.warehouse.clock = self.read

    def read(self) -> datetime:
        return self.now

    def tick(self, minutes: int) -> None:
        """So many minutes pass, and the timer ticks once."""
        assert self._timer.isActive()
        assert self._timer.interval() == 60_000
        self.now += timedelta(minutes=minutes)
        self._timer.timeout.emit()


@pytest.fixture
def running(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[App]:
    """Somebody packs; twelve orders are released, and the first wave took one of them."""
    local_warehouse.clock = lambda: DAY
    owner = take_on(local_warehouse)
    open_shop(local_warehouse, {"SKU1": 50}, *(order(str(n), {"SKU1": 1}) for n in range(1, 13)))
    do(local_warehouse, release)
    do(local_warehouse, start_wave, limit=1)
    with program(local_warehouse, qapp, "packing") as started:
        started.desk.sit_down(actor(owner))
        yield started


@pytest.fixture
def clock(running: App) -> Clock:
    return Clock(running)


def test_it_comes_at_any_station_and_leads_to_picking(running: App, clock: Clock, qtbot: QtBot) -> None:
    place = running.window.workplace
    clock.tick(59)
    assert place.rail.wave_due.isHidden()
    before = QApplication.focusWidget()
    scanner = Scanner(running, qtbot)
    scanner.send("69000", suffix=False)  # a code is on its way while it appears
    clock.tick(1)
    assert place.rail.wave_due.isVisible()
    assert (place.rail.wave_due.code, place.waves.found) == ("waves.due_on_rail", Proposal(11, 60))
    scanner.send("00001")
    qtbot.waitUntil(lambda: bool(scanner.heard))
    assert (scanner.heard, QApplication.focusWidget()) == (["6900000001"], before)
    place.rail.wave_due.click()
    station = place.current
    assert isinstance(station, PickingStation)
    assert station.proposal.isVisible()
    assert place.rail.wave_due.isHidden(), "the banner says it here"
    place.show_station("packing")
    assert place.rail.wave_due.isVisible()
    running.desk.command(start_wave)
    assert place.rail.wave_due.isHidden()
    assert station.proposal.isHidden()


def test_later_is_later_everywhere_and_the_settings_hold(running: App, clock: Clock) -> None:
    place = running.window.workplace
    clock.tick(60)
    place.show_station("picking")
    station = place.current
    assert isinstance(station, PickingStation)
    station.proposal.later_button.click()
    place.show_station("orders")
    clock.tick(59)
    assert place.rail.wave_due.isHidden()
    clock.tick(1)
    assert place.rail.wave_due.isVisible()
    for name, value, is_due in (
        ("wave_every_minutes", 0, False), ("wave_every_minutes", 120, True), ("wave_at_least", 12, False),
        ("wave_at_least", 11, True), ("wave_every_minutes", 121, False),
    ):  # fmt: skip
        running.desk.command(change_settings, {name: value})
        assert place.rail.wave_due.isVisible() is is_due, (name, value)


def test_nobody_is_asked_before_the_log_in_and_the_next_person_at_once(
    running: App, clock: Clock, local_warehouse: Warehouse
) -> None:
    clerk = take_on(local_warehouse, "小周", Role.CLERK)
    clock.tick(60)
    place = running.window.workplace
    running.desk.stand_up()
    assert (place.waves.found, place.waves.timer.isActive()) == (None, False)
    running.desk.sit_down(actor(clerk))
    assert (place.waves.found, place.waves.timer.isActive()) == (Proposal(11, 60), True)
    assert place.rail.wave_due.isVisible()
