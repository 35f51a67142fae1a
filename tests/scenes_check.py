"""Scenes of the second check for ``tests.screens``: counting blind, a difference, who packed it, the settings card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QScrollArea
from sqlalchemy import select

from tests.shop import do
from ui.app import App
from ui.bursts import Scan
from ui.packing.checking.check_card import CheckCard
from ui.people.station import PeopleStation
from warehouse_app.packing import commands as packing
from warehouse_app.packing.checking import commands as checking
from warehouse_app.packing.queries import waiting_parcels
from warehouse_app.packing.ticking import tick
from warehouse_app.people.settings import change_settings
from warehouse_app.people.tables import Person
from warehouse_app.picking.queries import ParcelRow, parcels_page
from warehouse_app.store.warehouse import Actor, new_action


def _scan(program: App, *codes: str) -> None:
    for code in codes:
        program.window.take_scan(Scan(code, (), 0.0, "typed"))
        QApplication.processEvents()


def _pack(program: App, actor: Actor) -> ParcelRow:
    """A clerk packs a parcel that owes a second check."""
    do(program.warehouse, change_settings, {"check_all": True})
    with program.warehouse.reading() as session:
        waiting = {row.id for row in waiting_parcels(session)}
        rows = [row for row in parcels_page(session, state="open").rows if row.id in waiting]
    parcel = max(rows, key=lambda row: sum(line.needed for line in row.lines))
    opened = do(program.warehouse, packing.scan, None, (parcel.waybill,), new_action(), actor=actor)
    assert opened.parcel is not None
    do(program.warehouse, packing.confirm_note, parcel.id, new_action(), actor=actor)
    for task in opened.parcel.tasks:
        if not task.done:
            do(program.warehouse, tick, parcel.id, task.id, new_action(), actor=actor)
    for line in opened.parcel.lines:
        for _ in range(line.needed - line.scanned):
            do(program.warehouse, packing.scan, parcel.id, (line.seller_code,), new_action(), actor=actor)
    return parcel


def _clerk(program: App) -> Actor:
    with program.warehouse.reading() as session:
        row = session.execute(select(Person.id, Person.name, Person.role).where(Person.role == "clerk")).one()
    return Actor(row.id, row.name, row.role)


def _blind(program: App) -> None:
    _scan(program, "PD-LEAVE")
    _pack(program, _clerk(program))
    parcel = _pack(program, _clerk(program))
    _scan(program, parcel.waybill, *(line.seller_code for line in parcel.lines))


def _differs(program: App) -> None:
    """What stands on the blind page is ended, with something that does not belong there."""
    _scan(program, "WJ-01-MB", "PD-CONFIRM")


def _packer(program: App) -> None:
    """A difference as who packed the parcel sees it, here the owner."""
    _scan(program, "PD-LEAVE")
    parcel, clerk = _pack(program, program.desk.actor), _clerk(program)
    do(program.warehouse, packing.scan, None, (parcel.waybill,), new_action(), actor=clerk)
    for code in ("WJ-01-JH", *(line.seller_code for line in parcel.lines[1:])):
        do(program.warehouse, checking.count, parcel.id, (code,), new_action(), actor=clerk)
    do(program.warehouse, checking.end_count, parcel.id, new_action(), actor=clerk)
    _scan(program, parcel.waybill)


def _settings(program: App) -> None:
    do(program.warehouse, change_settings, {"check_all": False, "check_new": True, "check_lines": True})
    station = program.window.workplace.current
    assert isinstance(station, PeopleStation)
    station.tabs.setCurrentWidget(station.settings)
    station.settings.refresh()
    QApplication.processEvents()
    card = station.settings.findChild(CheckCard)
    assert card is not None
    scroll = station.settings.findChild(QScrollArea)
    assert scroll is not None
    scroll.verticalScrollBar().setValue(card.y() - 20)


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "check-blind": ("packing", _blind),
    "check-differs": ("packing", _differs),
    "check-packer": ("packing", _packer),
    "check-settings": ("people", _settings),
}
