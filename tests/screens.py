"""``make screens``: every station as a picture, in both languages, light and dark, at both sizes.

All of them go to ``build/screens``; the light ones at 1366x768 are the manual's and are copied to ``docs/images``.
``python -m tests.screens [STATION ...]`` takes only these stations. What is cut, also on a lower screen, is printed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tests.scenes_check import SCENES as CHECK_SCENES
from tests.scenes_clearance import SCENES as CLEARANCE_SCENES
from tests.scenes_counting import SCENES as COUNTING_SCENES
from tests.scenes_couriers import SCENES as COURIER_SCENES
from tests.scenes_desk import SCENES as DESK_SCENES
from tests.scenes_desk import asking, box, close_form, scan
from tests.scenes_follow import SCENES as FOLLOW_SCENES
from tests.scenes_freight import SCENES as FREIGHT_SCENES
from tests.scenes_inbound import SCENES as INBOUND_SCENES
from tests.scenes_inbound import page_of, play_goods_in
from tests.scenes_labels import SCENES as LABEL_SCENES
from tests.scenes_numbers import SCENES as NUMBERS_SCENES
from tests.scenes_packing import SCENES as PACKING_SCENES
from tests.scenes_packing import apart
from tests.scenes_practice import SCENES as PRACTICE_SCENES
from tests.scenes_printing import SCENES as PRINTING_SCENES
from tests.scenes_rehearsal import SCENES as REHEARSAL_SCENES
from tests.scenes_restock import SCENES as RESTOCK_SCENES
from tests.scenes_sets import SCENES as SET_SCENES
from tests.shop import do
from tests.squeezed import LOW_SCREEN, squeezed
from ui import language, theme
from ui.app import App
from ui.application import make_application
from ui.people.station import PeopleStation
from ui.picking.floor import Floor
from ui.picking.pick_page import PickPage
from ui.picking.rule_form import RuleForm
from ui.picking.station import PickingStation
from ui.preferences import Preferences
from ui.sample import bring_in_sample
from ui.theme import ThemeName
from warehouse_app.dispatch import handover
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.commands import hold, pass_look
from warehouse_app.orders.queries import OrderFilter, orders_page
from warehouse_app.orders.release import release
from warehouse_app.packing import commands as packing
from warehouse_app.packing.queries import waiting_parcels
from warehouse_app.packing.ticking import tick
from warehouse_app.people.commands import add_person
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.queries import parcels_page
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Actor, Warehouse, new_action
from warehouse_app.words import LANGUAGES, Language

OUT = Path("build") / "screens"
MANUAL = Path("docs") / "images"
SIZES = ((1366, 768), (1920, 1080))
THEMES: tuple[ThemeName, ...] = ("light", "dark")
PACKED = 4


def main(wanted: list[str]) -> None:
    """Take the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    MANUAL.mkdir(parents=True, exist_ok=True)
    app = make_application("zh_CN")
    with tempfile.TemporaryDirectory() as place:
        warehouse = open_warehouse(Path(place))
        with _program(warehouse) as first:
            if not wanted:
                _take(app, first, "first-start")
        owner = _play(warehouse)
        with _program(warehouse) as program:
            if not wanted:
                _take(app, program, "login")
            program.desk.sit_down(owner)
            for name, prepare in SCENES.items():
                if not wanted or name in wanted:
                    program.window.practice.close()
                    close_form(program)
                    program.window.show_station(STATION_OF.get(name, "packing" if name.startswith("packing-") else name))
                    prepare(program)
                    _take(app, program, name)
        warehouse.close()


@contextmanager
def _program(warehouse: Warehouse) -> Iterator[App]:
    program = App(warehouse, Preferences(sound=False))
    program.start()
    yield program
    program.stop()
    QApplication.processEvents()


def _take(app: QApplication, program: App, name: str) -> None:
    for look in THEMES:
        theme.apply(app, look)
        for size in (LOW_SCREEN, *SIZES):
            program.window.resize(*size)
            for spoken in LANGUAGES:
                language.switch(spoken)
                for _ in range(5):
                    app.processEvents()
                _look_at(program.window, name, spoken, look, size)


def _look_at(window: QWidget, name: str, spoken: Language, look: ThemeName, size: tuple[int, int]) -> None:
    """Say what is cut, and keep the picture."""
    if look == "light":
        for cut in squeezed(window):
            print(f"{name}, {spoken}, {size[0]} x {size[1]}: cut: {cut}", flush=True)
    if size == LOW_SCREEN:
        return
    file = OUT / f"{name}-{spoken}-{look}-{size[0]}.png"
    window.grab().save(str(file))
    if look == "light" and size == SIZES[0]:
        shutil.copyfile(file, MANUAL / f"{name}-{spoken}-{look}.png")


def _play(warehouse: Warehouse) -> Actor:
    """The sample shop in the middle of its morning."""
    person = do(warehouse, add_person, "林掌柜", "2468", "owner")
    owner = Actor(person.id, person.name, person.role)
    do(warehouse, add_person, "小周", "1357", "clerk", actor=owner)
    do(warehouse, add_person, "阿敏", "8642", "supervisor", actor=owner)
    bring_in_sample(warehouse, owner, "desk", datetime.now(UTC).astimezone().date())
    do(warehouse, release, actor=owner)
    with warehouse.reading() as session:
        looks = [row.id for row in orders_page(session, OrderFilter(states=("look",))).rows]
        ready = [row.id for row in orders_page(session, OrderFilter(states=("released",))).rows]
    do(warehouse, pass_look, looks[:1], actor=owner)
    do(warehouse, release, looks[:1], actor=owner)
    do(warehouse, hold, ready[-1:], "等买家补差价", actor=owner)
    wave = do(warehouse, start_wave, limit=9, actor=owner)
    do(warehouse, confirm_picked, wave.id, actor=owner)
    for _ in range(PACKED):
        _pack(warehouse, owner)
    play_goods_in(warehouse, owner)
    return owner


def _pack(warehouse: Warehouse, owner: Actor) -> None:
    with warehouse.reading() as session:
        parcel = waiting_parcels(session, 1)[0]
    opened = do(warehouse, packing.scan, None, (parcel.waybill,), new_action(), actor=owner)
    assert opened.parcel is not None
    if not opened.parcel.noted:
        do(warehouse, packing.confirm_note, parcel.id, new_action(), actor=owner)
    for task in opened.parcel.tasks:
        do(warehouse, tick, parcel.id, task.id, new_action(), actor=owner)
    for line in opened.parcel.lines:
        for _ in range(line.needed):
            do(warehouse, packing.scan, parcel.id, (line.seller_code,), new_action(), actor=owner)


def _nothing(_program: App) -> None:
    """The station as it opens."""


def _rule(program: App) -> None:
    """A wave of one SKU by rule, of what was paid on one day."""
    station = program.window.workplace.current
    assert isinstance(station, PickingStation)
    station.card.ways.combo.choose("single")
    station.ask_rule()
    form = station.window().findChild(RuleForm)
    assert form is not None
    form.paid.setChecked(True)
    form.paid_from.show_moment(program.warehouse.clock() - timedelta(days=3))


def _handover(program: App) -> None:
    close_form(program)
    with program.warehouse.reading() as session:
        rows = parcels_page(session, state="packed").rows
    trip = do(program.warehouse, handover.open_handover, rows[0].courier)
    for row in rows[:2]:
        if row.courier == rows[0].courier:
            do(program.warehouse, handover.hand_over, trip, (row.waybill,), new_action())
    program.desk.changed.emit(frozenset({"handover", "parcels"}))


def _ways(program: App, way: str) -> Floor:
    """A wave picked this way, at the picking station."""
    wave = do(program.warehouse, start_wave, limit=3, way=way)
    if way == "sort":
        do(program.warehouse, confirm_picked, wave.id)
    station = program.window.workplace.current
    assert isinstance(station, PickingStation)
    (station.floor.open_wall if way == "sort" else station.floor.open_pick)(wave.id)
    return station.floor


def _wall(program: App) -> None:
    """A wall with a slot just filled, then one."""
    page = _ways(program, "sort").page
    with program.warehouse.reading() as session:
        rows = parcels_page(session, state="open").rows[-3:]
    assert page is not None
    for line in rows[0].lines:
        for _ in range(line.needed):
            scan(program, line.seller_code)
    scan(program, rows[-1].lines[0].seller_code)
    page.refresh()


def _pick(program: App) -> None:
    """The first stop of a cart's walk, its bin open."""
    page = _ways(program, "cart").page
    assert isinstance(page, PickPage)
    scan(program, page.bin.text())


def _settings(program: App) -> None:
    """The shop's settings at the cards of its deadlines, one value the shop's own."""
    station = program.window.workplace.current
    assert isinstance(station, PeopleStation)
    station.tabs.setCurrentIndex(1)
    QApplication.processEvents()
    page = station.settings
    card = next(iter(page.shops.cards.values()))
    card.as_house["promise_hours"].click()
    card.fields["promise_hours"].setValue(12)
    scroll = page.findChild(QScrollArea)
    assert scroll is not None
    scroll.verticalScrollBar().setValue(page.shops.y() - 2 * page.shops.words.height())


def _wave_due(program: App) -> None:
    """A wave is due while somebody packs."""
    do(program.warehouse, change_settings, {"wave_at_least": 1, "wave_every_minutes": 1})
    now = program.warehouse.clock() + timedelta(minutes=90)
    program.warehouse.clock = lambda: now
    program.window.workplace.waves.look()


MORE = CHECK_SCENES | COURIER_SCENES | PACKING_SCENES | INBOUND_SCENES | NUMBERS_SCENES | PRACTICE_SCENES
MORE |= PRINTING_SCENES | SET_SCENES | LABEL_SCENES | COUNTING_SCENES | RESTOCK_SCENES
MORE |= CLEARANCE_SCENES
MORE |= REHEARSAL_SCENES
ASKING = ("keyed", "serial", "look", "part", "alike")
STATION_OF = (
    {"wall": "picking", "pick": "picking", "packing-wrong": "packing", "packing-note": "packing"}
    | {
        "dispatch-apart": "dispatch",
        "wave-due": "packing",
        "settings": "people",
        "packing-item": "packing",
        "packing-idle": "packing",
        "packing-box": "packing",
        "wave-rule": "picking",
    }
    | {f"packing-{what}": "packing" for what in ASKING}
    | {name: station for name, (station, _) in (MORE | FOLLOW_SCENES | FREIGHT_SCENES).items()}
)
SCENES: dict[str, Callable[[App], None]] = (
    {
        "intake": _nothing,
        "orders": _nothing,
        "picking": _nothing,
        "wall": _wall,
        "pick": _pick,
    }
    | DESK_SCENES
    | {
        "wave-rule": _rule,
        "dispatch": _handover,
        "stock": lambda program: page_of(program, "list") and None,
        "people": _nothing,
        "settings": _settings,
    }
    | {name: prepare for name, (_, prepare) in MORE.items()}
    | {f"packing-{what}": partial(asking, what=what) for what in ASKING}
    | {"packing-box": box, "wave-due": _wave_due, "dispatch-apart": apart}
    | {name: prepare for name, (_, prepare) in (FOLLOW_SCENES | FREIGHT_SCENES).items()}  # these send parcels away
)

if __name__ == "__main__":
    main(sys.argv[1:])
