"""Opening a parcel in the window, from the last key to the painted answer: by its label, by an item, by its wave's number.

A day's wave lies open beside a million orders that have left, and everything is switched on that a desk may ask for.

``python -m tests.benchmarks.openings [FOLDER]``: with a folder, in its database; without, in one with 1,000,000 orders.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.benchmarks.fill import fill
from tests.benchmarks.measure import Line, percentile
from tests.benchmarks.seat import Seat, ask_for_all, seated
from tests.shop import add_orders, add_products, add_stock, add_waybills, barcode, do, order, release_and_wave
from warehouse_app.packing.rules import Command
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

ORDERS = 1_000_000
PARCELS, TIMES, WARM_UP, SKUS = 900, 250, 10, 60
HAND_S = 0.05
LIMIT_P99 = 50.0


def _prepare(warehouse: Warehouse) -> tuple[str, list[str]]:
    """A picked wave of parcels of three products each; its number and its labels."""
    codes = add_products(warehouse, SKUS)
    add_stock(warehouse, dict.fromkeys(codes, PARCELS))
    ask_for_all(warehouse)
    numbers = add_waybills(warehouse, PARCELS)
    wanted = [[codes[(n * step + part) % SKUS] for step, part in ((1, 0), (7, 3), (11, 5))] for n in range(PARCELS)]
    add_orders(warehouse, *(order(f"92{n:08}", dict.fromkeys(lines, 1)) for n, lines in enumerate(wanted)))
    made = release_and_wave(warehouse).made
    do(warehouse, confirm_picked, made.id)
    return made.number, numbers


def measure(folder: Path) -> list[Line]:
    """Each way to begin, in the window on this database."""
    with closing(open_warehouse(folder)) as warehouse:
        wave, numbers = _prepare(warehouse)
        with seated(warehouse) as seat:
            taken = {
                "its label": [_by_label(seat, number) for number in numbers[: TIMES + WARM_UP]],
                "an item": [_by_item(seat, barcode(1 + n % SKUS)) for n in range(TIMES + WARM_UP)],
                "its wave": [_by_wave(seat, wave) for _ in range(TIMES + WARM_UP)],
            }
    return [
        Line(f"opening a parcel by {way}, {name}", percentile(times[WARM_UP:], share), "ms", None, limit)
        for way, times in taken.items()
        for name, share, limit in (("p50", 0.5, None), ("p99", 0.99, LIMIT_P99))
    ]


def _by_label(seat: Seat, number: str) -> float:
    """A label opens its parcel; nothing is in it yet when the next label comes."""
    seat.rest(HAND_S)
    taken = seat.type(number)
    assert seat.station.parcel is not None
    assert seat.station.parcel.view.waybill == number
    return taken


def _by_item(seat: Seat, code: str) -> float:
    """The item opens a parcel; it is put aside, so that the next opens another."""
    seat.type(Command.LEAVE)
    seat.rest(HAND_S)
    taken = seat.type(code)
    assert seat.station.parcel is not None
    assert seat.station.parcel.total == 1, "an item opens what nobody has begun"
    return taken


def _by_wave(seat: Seat, wave: str) -> float:
    """The wave opens its next parcel; an item of it is scanned, so that the next is another."""
    seat.type(Command.LEAVE)
    seat.rest(HAND_S)
    taken = seat.type(wave)
    parcel = seat.station.parcel
    assert parcel is not None
    assert parcel.total == 0, "a wave opens what nobody has begun"
    seat.type(parcel.view.lines[0].seller_code)
    return taken


def run(folder: Path | None = None) -> list[Line]:
    """The measures on ``folder``, or on a generated database."""
    if folder is not None:
        return measure(folder)
    with tempfile.TemporaryDirectory() as place:
        fill(Path(place), ORDERS)
        return measure(Path(place))


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
