"""Two hundred parcels of a day packed in the real program on an X server, with 5 % of each kind of error among them.

``python -m tests.benchmarks.errors_day DIR [PARCELS]``: DIR holds the files of a day as ``make_shop_day.py`` writes them. Needs
Xvfb and xdotool. Fails when an error is not caught, something right is refused, or ``packdesk check`` finds something.
"""

from __future__ import annotations

import random
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from tests.benchmarks.pick_day import bring_in_day, release_all
from tests.e2e.errors import cases_of, pack_all, shop_of, states
from tests.e2e.screen import KEY_MS, Program, wait_for, x_server
from tests.shop import carry_back, do, parsed, problems_of
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing.commands import confirm_note
from warehouse_app.packing.tables import Scan
from warehouse_app.people.commands import add_person
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

PARCELS, SHARE = 200, 0.05
LONG, QUICK_MS = 500, 2  # a code of thousands of characters is sent faster than any scanner does
STRANGER = "6900000999991"
REPO = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class _Hand:
    """The keyboard of the screen the program runs on."""

    program: Program
    warehouse: Warehouse

    def scan(self, *codes: str, rows: int) -> None:
        wanted = self._rows() + rows
        quick = max(map(len, codes)) > LONG
        self.program.type_codes(*codes, key_ms=QUICK_MS if quick else KEY_MS)
        wait_for(lambda: self._rows() >= wanted, self.program)

    def _rows(self) -> int:
        with self.warehouse.reading() as session:
            return session.scalar(select(func.count()).select_from(Scan)) or 0


def run(files: Path, parcels: int = PARCELS) -> int:
    """0 when every error was caught and nothing else was said."""
    with tempfile.TemporaryDirectory() as place, closing(open_warehouse(Path(place))) as warehouse:
        people = (("王店主", "owner"), ("李示例", "clerk"))
        badges = [do(warehouse, add_person, name, "4711", role).badge for name, role in people]
        shop = shop_of(warehouse, _wave(warehouse, files, parcels), STRANGER, badges)
        cases = cases_of(shop, SHARE, random.Random(6))
        with x_server() as display:
            program = Program(display, Path(place), Path(place) / "window.log", REPO)
            try:
                program.focus()
                program.type_codes(badges[0])
                outcome = pack_all(shop, cases, _Hand(program, warehouse))
            finally:
                program.stop()
        carry_back(warehouse)
        ended, problems = states(warehouse, cases), problems_of(warehouse)
    print(f"{outcome.parcels} parcels, {outcome.scans} codes typed, {outcome.right} right ones; errors by kind:")
    print("  " + ", ".join(f"{name} {count}" for name, count in outcome.injected.items() if name))
    print(f"answered otherwise than they must be: {len(outcome.amiss)}", *outcome.amiss, sep="\n  ")
    print(f"parcels at the end: {ended}; packdesk check: {problems or 'clean'}")
    return int(bool(outcome.amiss or problems or ended != {"cancelled": {"cancelled"}, "": {"packed"}}))


def _wave(warehouse: Warehouse, files: Path, parcels: int) -> list[int]:
    """Parcels of the day, picked, their notes read; and a product nobody ordered."""
    bring_in_day(warehouse, files)
    do(warehouse, import_products, parsed([ProductRow(2, "STRANGER", "陌生商品", barcodes=(STRANGER,))], "stranger.csv"))
    release_all(warehouse)
    made = do(warehouse, start_wave, _orders(warehouse, parcels))
    do(warehouse, confirm_picked, made.id)
    with warehouse.reading() as session:
        unread = list(session.scalars(select(Parcel.id).where(Parcel.wave_id == made.id, Parcel.noted.is_(False))))
    for parcel_id in unread:
        do(warehouse, confirm_note, parcel_id, new_action())
    return made.parcel_ids


def _orders(warehouse: Warehouse, count: int) -> list[int]:
    """The day's first orders of several lines and its first of one, half and half: an error in the middle wants a middle."""
    several = func.count() > 1
    wanted = (
        select(OrderLine.order_id, several.label("several"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state == "released", OrderLine.live)
        .group_by(OrderLine.order_id)
        .order_by(OrderLine.order_id)
    )
    with warehouse.reading() as session:
        rows = session.execute(wanted).all()
    chosen = [row.order_id for row in rows if row.several][: count // 2]
    return chosen + [row.order_id for row in rows if not row.several][: count - len(chosen)]


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), *map(int, sys.argv[2:])))
