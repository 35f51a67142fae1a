"""A real day of picking: the metres walked when waves are put together for least walk, against first come first served with
every wave walked in the order of its locations.

``python -m tests.benchmarks.pick_day [SHARED]``: SHARED holds ``data`` and ``tools`` (the folder beside the repository when
it is left out; nothing is measured where it is not). The day goes through the program itself: files in, release, plan.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.benchmarks.measure import Line, seconds
from tests.shop import DESK, do
from warehouse_app.dispatch.batches import WavePlan, plan_waves
from warehouse_app.intake import Intake, Kind, bring_in
from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.batching.rules import BatchOrder, first_come, walked
from warehouse_app.picking.tour import shop_floor
from warehouse_app.picking.walking.floor import Floor
from warehouse_app.picking.walking.rules import Layout, Place
from warehouse_app.stock.rules import walk_key
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

ORDERS, DAY = 2_080, 4  # some are not paid or closed: about 1,900 are left to pick
CARTS = (20, 40)
SHARED = Path(__file__).resolve().parents[3] / "shared"
MAKER, PICKS = Path("tools") / "make_shop_day.py", Path("data") / "pick_lines_first_10_days.tsv.xz"


def run(shared: Path = SHARED) -> list[Line]:
    """Metres and seconds for each size of a wave."""
    if not ((shared / MAKER).is_file() and (shared / PICKS).is_file()):
        return []
    with tempfile.TemporaryDirectory() as place:
        files = Path(place) / "day"
        command = [sys.executable, str(shared / MAKER), "--day", str(DAY), "--orders", str(ORDERS), "--out", str(files)]
        subprocess.run(command, check=True, capture_output=True)
        with closing(open_warehouse(Path(place) / "data")) as warehouse:
            bring_in_day(warehouse, files)
            release_all(warehouse)
            with warehouse.reading() as session:
                return [line for cart in CARTS for line in _measured(session, cart)]


def bring_in_day(warehouse: Warehouse, files: Path) -> None:
    """Everything ``make_shop_day.py`` wrote."""
    kinds: tuple[Kind, ...] = ("products", "stock", "waybills")
    for kind in kinds:
        _bring(warehouse, kind, sorted(files.glob(f"{kind}.csv")))
    _bring(warehouse, "orders", sorted(files.glob("ExportOrder*.csv")))


def _bring(warehouse: Warehouse, kind: Kind, files: Sequence[Path]) -> None:
    bring_in(warehouse, SYSTEM, DESK, Intake(kind, tuple(files), shop="示例店", new_bins=True))


def release_all(warehouse: Warehouse) -> None:
    """Everything that can go, the notes read."""
    do(warehouse, release)
    with warehouse.reading() as session:
        noted = list(session.scalars(select(Order.id).where(Order.state == "look")))
    do(warehouse, pass_look, noted)
    do(warehouse, release)


def _measured(session: Session, cart: int) -> list[Line]:
    """Both ways of working for waves of so many parcels."""
    floor = shop_floor(session)
    assert floor.layout is not None  # the day's bins say where they stand
    orders = _orders(session, floor)
    plain = first_come([order for order, _ in orders], cart)
    codes = {order.id: bins for order, bins in orders}
    by_location = sum(_in_turn(floor, [code for order_id in wave for code in codes[order_id]]) for wave in plain)
    plan: list[WavePlan] = []
    took = seconds(lambda: plan.append(plan_waves(session, cart)))
    (best,) = plan
    assert best.metres is not None
    name = f"pick day, {len(orders)} orders in waves of {cart}"
    shortest = walked(plain, [order for order, _ in orders], floor.layout)
    return [
        Line(f"{name}, first come in location order", by_location / 1000, "km"),
        Line(f"{name}, first come, shortest walks", shortest / 1000, "km", floor=by_location / 1000),
        Line(f"{name}, batched for least walk", best.metres / 1000, "km", floor=by_location / 1000, limit=1.0),
        Line(f"{name}, time to form {len(best.waves)} waves", took, "s"),
    ]


def _orders(session: Session, floor: Floor) -> list[tuple[BatchOrder[int], tuple[str, ...]]]:
    """Released orders, oldest deadline first, with the bins their goods are promised in."""
    bins: dict[int, set[str]] = defaultdict(set)
    promised = (
        select(OrderLine.order_id, Location.code)
        .join(Reservation, Reservation.order_line_id == OrderLine.id)
        .join(Location, Location.id == Reservation.location_id)
    )
    for row in session.execute(promised):
        bins[row.order_id].add(row.code)
    wanted = select(Order.id).where(Order.state == "released").order_by(Order.ship_by.nulls_last(), Order.id)
    return [
        (BatchOrder(order_id, tuple(sorted({floor.places[code] for code in bins[order_id]})), 1), tuple(bins[order_id]))
        for order_id in session.scalars(wanted)
    ]


def _in_turn(floor: Floor, codes: Sequence[str]) -> float:
    """The metres of a picker who goes from bin to bin in the order of their codes, each time the shortest way."""
    assert floor.layout is not None
    stops = [floor.places[code] for code in sorted(set(codes), key=walk_key)]
    door = floor.layout.door
    around = [door, *stops, door]
    return sum(_between(floor.layout, here, there) for here, there in pairwise(around)) + 2 * floor.layout.outside


def _between(layout: Layout, here: Place, there: Place) -> float:
    if here.aisle == there.aisle:
        return abs(here.y - there.y)
    along = min(abs(here.y - cross) + abs(there.y - cross) for cross in layout.crosses)
    return abs(here.aisle - there.aisle) * layout.aisle_pitch + along


if __name__ == "__main__":
    lines = run(*map(Path, sys.argv[1:2]))
    print(*lines or ["the shared data is not there: nothing measured"], sep="\n")
    sys.exit(0 if all(line.ok for line in lines) else 1)
