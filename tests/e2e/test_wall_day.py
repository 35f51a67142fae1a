"""A wave picked on its page and a hundred pieces sorted at the wall, typed at scanner speed, the wrong ones among the right."""

from __future__ import annotations

import random
from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from tests.shop import barcode, do, open_shop, order, problems_of, states_of
from tests.ui.program import Scanner, program, take_on
from ui.picking.pick_page import PickPage
from ui.picking.station import PickingStation
from ui.picking.wall_page import WallPage
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.packing.rules import Command
from warehouse_app.picking.sorting.queries import wall
from warehouse_app.picking.tables import PickScan
from warehouse_app.store.warehouse import Warehouse

ORDERS, SKUS, SCANNED, BURST = 40, 8, 3, 10
STRANGER, UNKNOWN = barcode(SKUS + 1), "NOTHING-9"


def open_wave(warehouse: Warehouse) -> int:
    """Forty parcels of two or three pieces, a hundred in all, as one wave for the wall."""
    lines = [{f"SKU{1 + n % SKUS}": 1 + n % 2, f"SKU{1 + (n + 3) % SKUS}": 1} for n in range(ORDERS)]
    stock = {f"SKU{n}": 99 for n in range(1, SKUS + 2)}
    open_shop(warehouse, stock, *(order(f"40{n:03}", wanted) for n, wanted in enumerate(lines)), waybills=ORDERS)
    do(warehouse, release)
    return do(warehouse, start_wave, way="sort").id


def written(warehouse: Warehouse) -> dict[tuple[str, int], int]:
    """Pieces by kind of step and SKU, as the database has them."""
    with warehouse.reading() as session:
        rows = session.execute(
            select(PickScan.kind, PickScan.sku_id, func.sum(PickScan.quantity).label("n")).group_by(
                PickScan.kind, PickScan.sku_id
            )
        )
        return {(row.kind, row.sku_id): int(row.n) for row in rows}


def pick(scanner: Scanner, page: PickPage) -> None:
    """The first stops bin by bin and piece by piece with something wrong at each; the others by line."""
    assert page.walk is not None
    for number, stop in enumerate(page.walk.stops):
        code = barcode(int(stop.seller_code[3:]))
        if number < SCANNED:
            scanner.scan("A-9", code, stop.bin, STRANGER, *[code] * stop.left, code, UNKNOWN)
        else:
            scanner.scan(stop.bin, Command.CONFIRM)


def noisy(pieces: list[str], chance: random.Random) -> list[str]:
    """The pieces in any order, each code once more after its last piece: its slots are full by then."""
    mixed = chance.sample(pieces, len(pieces))
    for code in sorted(set(pieces)):
        last = len(mixed) - mixed[::-1].index(code)
        mixed.insert(last, code)
    for strange in (STRANGER, UNKNOWN) * 5:
        mixed.insert(chance.randrange(len(mixed)), strange)
    return mixed


def test_a_wave_is_picked_and_a_hundred_pieces_sorted_with_wrong_ones_among_them(
    local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot
) -> None:
    wave_id = open_wave(local_warehouse)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "picking") as running:
        scanner = Scanner(running, qtbot)
        scanner.scan(owner.badge)
        station = running.window.workplace.current
        assert isinstance(station, PickingStation)
        answers: list[str] = []
        station.floor.answered.connect(lambda _tone, code, _fields, _sound: answers.append(code))
        qtbot.keyClick(station, Qt.Key.Key_F11)
        qtbot.waitUntil(lambda: isinstance(station.floor.page, PickPage))
        picking = station.floor.page
        assert isinstance(picking, PickPage)
        pick(scanner, picking)
        assert set(states_of(local_warehouse).values()) == {"picked"}
        assert [answers.count(f"ways.pick_{wrong}") for wrong in ("wrong_bin", "bin_first")] == [SCANNED, SCANNED]
        assert answers[-1] == "ways.pick_wave_done"
        qtbot.keyClick(picking, Qt.Key.Key_F10)
        qtbot.waitUntil(lambda: isinstance(station.floor.page, WallPage))
        taken = {sku: n for (kind, sku), n in written(local_warehouse).items() if kind == "taken"}
        pieces = [barcode(sku) for sku, n in taken.items() for _ in range(n)]
        assert len(pieces) == 100
        codes = noisy(pieces, random.Random(4))
        before, answers[:] = len(scanner.heard), []
        for start in range(0, len(codes), BURST):
            scanner.scan(*codes[start : start + BURST])
        assert scanner.heard[before:] == codes
    said = Counter(answer.removeprefix("ways.wall_") for answer in answers)
    assert said.pop("sorted") + said.pop("complete") + said.pop("all_sorted") == len(pieces)
    assert said == {"one_too_many": SKUS, "not_in_wave": 5, "unknown": 5}
    assert {sku: n for (kind, sku), n in written(local_warehouse).items() if kind == "sorted"} == taken
    with local_warehouse.reading() as session:
        assert {(slot.state.value, slot.sorted == slot.needed) for slot in wall(session, wave_id).slots} == {("complete", True)}
    assert problems_of(local_warehouse) == []
