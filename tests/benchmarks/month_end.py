"""A whole month-end on a real day: every bin counted while orders ship, with errors of five kinds in 2 % of the bins.

``python -m tests.benchmarks.month_end [SHARED]``: SHARED holds ``data`` and ``tools`` (the folder beside the repository when it
is left out; nothing is done where it is not). What lies on the shelves is kept beside the program; counters, pickers and packers
go by that. Fails when an error is not found, one is invented, a count lies outside the window, or ``packdesk check`` finds
something.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from tests.benchmarks.pick_day import DAY, MAKER, ORDERS, PICKS, SHARED, bring_in_day, release_all
from tests.counting.house import Counter, found, person, results, rounds
from tests.shop import do, problems_of, tasks_of_parcel
from tests.stock.shelves import held
from warehouse_app.catalog.tables import Barcode, Sku
from warehouse_app.counting.commands import plan_stocktake
from warehouse_app.counting.differences import explain, figures
from warehouse_app.counting.rules import Kind
from warehouse_app.counting.scope import Plan
from warehouse_app.counting.tables import CountLine, CountResult
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing import commands as packing
from warehouse_app.packing.queries import parcel_view
from warehouse_app.packing.ticking import tick
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.stock.tables import Balance, Location, Reservation
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

SHARE, SHIPPED, CART = 0.02, 300, 10
KINDS = ("missing", "extra", "swapped size", "wrong bin", "double counted")
OPENS, CLOSES = date(2026, 11, 28), date(2026, 11, 30)
MORNING, WORKED = datetime(2026, 11, 28, 1, 0, tzinfo=UTC), timedelta(hours=10)
WALK, PIECE = timedelta(seconds=20), timedelta(seconds=3)  # of one counter's time
KEYED = 6  # from so many pieces on the number is keyed
Place = tuple[str, int]


@dataclass(slots=True)
class House:
    """The shelves as they really are, the errors among them, and the clock of whoever counts."""

    warehouse: Warehouse
    codes: dict[int, str]
    real: dict[Place, int]
    wrong: dict[Place, int] = field(default_factory=dict)
    kind_of: dict[Place, str] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    seeded: Tally[str] = field(default_factory=Tally)
    now: datetime = MORNING
    begun: datetime = MORNING

    def works(self, time_taken: timedelta) -> None:
        """The clock goes on; after ten hours it is the next morning."""
        self.now += time_taken
        if self.now - self.begun > WORKED:
            self.begun += timedelta(days=1)
            self.now = self.begun

    def errs(self, kind: str, *places: tuple[Place, int]) -> None:
        """The shelf holds more or fewer pieces there than the books say."""
        self.seeded[kind] += 1
        for place, difference in places:
            self.real[place] = self.real.get(place, 0) + difference
            self.wrong[place] = self.wrong.get(place, 0) + difference
            self.kind_of[place] = kind


def main(shared: Path = SHARED) -> int:
    """0 when all was found, nothing invented, and the books agree with the shelves in the end."""
    if not ((shared / MAKER).is_file() and (shared / PICKS).is_file()):
        print("the shared data is not there: no month-end")
        return 0
    with tempfile.TemporaryDirectory() as place:
        files = Path(place) / "day"
        command = [sys.executable, str(shared / MAKER), "--day", str(DAY), "--orders", str(ORDERS), "--out", str(files)]
        subprocess.run(command, check=True, capture_output=True)
        with closing(open_warehouse(Path(place) / "data")) as warehouse:
            bring_in_day(warehouse, files)
            release_all(warehouse)
            return _month_end(warehouse)


def _month_end(warehouse: Warehouse) -> int:
    started = time.perf_counter()
    house = _house(warehouse)
    warehouse.clock = lambda: house.now
    bins = sorted({code for code, _ in house.real})
    _seed(house, random.Random(28), round(len(bins) * SHARE + 0.5))
    made = do(warehouse, plan_stocktake, Plan(Kind.MONTHLY, OPENS, CLOSES))
    counters = [Counter(warehouse, made, person(warehouse, name), name) for name in ("甲", "乙", "丙")]
    shipping = _ship(house)
    first = _first_counts(house, counters[0], bins, shipping)
    again = _recounts(house, counters)
    later = sum(1 for _ in shipping)
    assert not later, f"{later} steps of shipping came after the counts"
    print(
        f"{len(bins)} bins, {len(house.real)} places; errors seeded: "
        + ", ".join(f"{n} {kind}" for kind, n in house.seeded.items())
    )
    print(f"first counts that met a picker: {first}; recounts: {again}; counted until {house.now:%Y-%m-%d %H:%M} UTC")
    amiss = [*_amiss(house, made), *_approved(house, counters[0], made), *_window(warehouse, made)]
    print(f"{_shipped(warehouse)} orders packed meanwhile; {time.perf_counter() - started:.0f} s in all")
    problems = problems_of(warehouse)
    print(f"packdesk check: {problems or 'clean'}; amiss: {len(amiss)}", *amiss, sep="\n  ")
    return int(bool(amiss or problems or _shipped(warehouse) < SHIPPED))


# --- the house --------------------------------------------------------------------------------------------------------


def _house(warehouse: Warehouse) -> House:
    with warehouse.reading() as session:
        rows = session.execute(select(Barcode.sku_id, Barcode.code).where(Barcode.multiple == 1))
        codes = {row.sku_id: row.code for row in rows}
    return House(warehouse, codes, held(warehouse))


def _seed(house: House, chance: random.Random, errors: int) -> None:
    """So many errors, each kind in its turn, each in a bin of its own, of pieces that no order is waiting for."""
    free = _free(house)
    siblings = _siblings(house.warehouse)
    places = sorted(free)
    chance.shuffle(places)
    used: set[str] = set()

    def take(*, sibling: bool = False) -> Place:
        place = next(p for p in places if p[0] not in used and free[p] >= 2 and (siblings[p[1]] or not sibling))
        used.add(place[0])
        return place

    for number in range(errors):
        kind = KINDS[number % len(KINDS)]
        place = take(sibling=kind == "swapped size")
        code, sku_id = place
        pieces = chance.randint(1, free[place])
        if kind == "missing":
            house.errs(kind, (place, -pieces))
        elif kind == "extra":
            house.errs(kind, (place, chance.randint(1, 3)))
        elif kind == "swapped size":
            house.errs(kind, (place, -1), ((code, chance.choice(siblings[sku_id])), 1))
        elif kind == "wrong bin":
            house.errs(kind, (place, -pieces), ((take()[0], sku_id), pieces))
        else:
            house.seeded[kind] += 1
            house.doubled.add(code)


def _free(house: House) -> dict[Place, int]:
    """Pieces nobody was promised, by place."""
    wanted = (
        select(Location.code, Balance.sku_id, Balance.on_hand, func.coalesce(func.sum(Reservation.quantity), 0).label("promised"))
        .join(Location, Location.id == Balance.location_id)
        .outerjoin(Reservation, (Reservation.location_id == Balance.location_id) & (Reservation.sku_id == Balance.sku_id))
        .where(Balance.virtual.is_(False), Balance.on_hand > 0)
        .group_by(Location.code, Balance.sku_id, Balance.on_hand)
    )
    with house.warehouse.reading() as session:
        return {(row.code, row.sku_id): row.on_hand - row.promised for row in session.execute(wanted)}


def _siblings(warehouse: Warehouse) -> dict[int, list[int]]:
    """The other SKUs of each SKU's product."""
    with warehouse.reading() as session:
        of = dict(session.execute(select(Sku.id, Sku.product_id)).all())
    by_product = defaultdict(list)
    for sku_id, product_id in of.items():
        by_product[product_id].append(sku_id)
    return {sku_id: [other for other in by_product[product_id] if other != sku_id] for sku_id, product_id in of.items()}


# --- counting ---------------------------------------------------------------------------------------------------------


def _first_counts(house: House, counter: Counter, bins: Sequence[str], shipping: Iterator[set[str]]) -> int:
    """Every bin once, and what ships in between; returns how many bins were picked from while they were counted."""
    every, left, met = max(1, len(bins) // (3 * SHIPPED // CART + 2)), list(bins), 0
    for number in range(len(bins)):
        about = next(shipping, set()) if number % every == 0 else set()
        code = next((code for code in left if code in about), left[0])
        left.remove(code)
        goods = _lying(house, code)
        half = len(goods) // 2
        counter.scan(code)
        _put_in(house, counter, goods[:half])
        if code in about:  # what was counted already is taken, or what was not yet
            next(shipping)
            met += 1
            goods[half:] = [(sku_id, house.real[code, sku_id]) for sku_id, _ in goods[half:]]
        _put_in(house, counter, goods[half:])
        if code in house.doubled:
            _put_in(house, counter, goods)
        counter.ends(empty=not any(pieces for _, pieces in goods))
    return met


def _lying(house: House, code: str, only: Sequence[int] | None = None) -> list[tuple[int, int]]:
    return [
        (sku_id, pieces) for (place, sku_id), pieces in house.real.items() if place == code and (only is None or sku_id in only)
    ]


def _put_in(house: House, counter: Counter, goods: Sequence[tuple[int, int]]) -> None:
    for sku_id, pieces in goods:
        if pieces >= KEYED:
            counter.scan(house.codes[sku_id], pieces, sure=True)
        else:
            for _ in range(pieces):
                counter.scan(house.codes[sku_id])
        house.works(PIECE * pieces)
    house.works(WALK)


def _recounts(house: House, counters: Sequence[Counter]) -> int:
    """The second and the third person, as long as something is asked for. Returns how many bins that were."""
    made, done = counters[0].stocktake, 0
    for number in range(1, 8):
        waiting = [
            (code, skus) for (code, of), (state, skus) in rounds(house.warehouse, made).items() if of > 1 and state == "todo"
        ]
        for code, skus in waiting:
            counter, goods = counters[number % 3], _lying(house, code, skus)
            counter.scan(code)
            _put_in(house, counter, goods)
            counter.ends(empty=not any(pieces for _, pieces in goods))
        done += len(waiting)
        if not waiting:
            break
    return done


# --- shipping ---------------------------------------------------------------------------------------------------------


def _ship(house: House) -> Iterator[set[str]]:
    """Waves in three steps: made, which tells the bins they will be picked from; picked; packed piece by piece."""
    wanted = select(OrderLine.order_id).join(Order, Order.id == OrderLine.order_id)
    wanted = wanted.where(Order.state == "released").distinct().order_by(OrderLine.order_id)
    with house.warehouse.reading() as session:
        orders = list(session.scalars(wanted))[:SHIPPED]
    for begin in range(0, len(orders), CART):
        some = orders[begin : begin + CART]
        wave = do(house.warehouse, start_wave, some)
        taken = (
            select(Location.code, Reservation.sku_id, Reservation.quantity)
            .join(Location, Location.id == Reservation.location_id)
            .join(OrderLine, OrderLine.id == Reservation.order_line_id)
            .where(OrderLine.order_id.in_(some))
        )
        with house.warehouse.reading() as session:
            rows = session.execute(taken).all()
        yield {row.code for row in rows}
        for row in rows:
            house.real[row.code, row.sku_id] -= row.quantity
            assert house.real[row.code, row.sku_id] >= 0, "a picker found too few"
        do(house.warehouse, confirm_picked, wave.id)
        yield set()
        for parcel_id in wave.parcel_ids:
            _pack(house, parcel_id)
        yield set()


def _pack(house: House, parcel_id: int) -> None:
    warehouse = house.warehouse
    with warehouse.reading() as session:
        parcel = parcel_view(session, parcel_id)
    if not parcel.noted:
        do(warehouse, packing.confirm_note, parcel_id, new_action())
    for task in tasks_of_parcel(warehouse, parcel_id):
        do(warehouse, tick, parcel_id, task.id, new_action())
    for line in parcel.lines:
        for _ in range(line.needed - line.scanned):
            answer = do(warehouse, packing.scan, parcel_id, [house.codes[line.sku_id]], new_action())
            assert answer.good, answer


# --- what came of it --------------------------------------------------------------------------------------------------


def _amiss(house: House, made: int) -> Iterator[str]:
    """Errors nobody found, differences nobody made, and double counts that were not caught."""
    outcome = found(house.warehouse, made)
    told = {place: difference for place, (_, difference) in outcome.items() if difference}
    yield from (
        f"not found: {place} {told.get(place, 0)}, not {off}" for place, off in house.wrong.items() if told.get(place, 0) != off
    )
    yield from (f"invented: {place} {difference}" for place, difference in told.items() if place not in house.wrong)
    yield from (f"not decided: {place}" for place, (state, _) in outcome.items() if state != "agreed")
    counted = {
        code: [skus for (at, of), (_, skus) in rounds(house.warehouse, made).items() if at == code] for code in house.doubled
    }
    yield from (f"a double count stood: {code}" for code, of in counted.items() if len(of) < 2)
    likely: Tally[str] = Tally()
    ids = results(house.warehouse, made)
    with house.warehouse.reading() as session:
        for place in house.wrong:
            cause = explain(session, ids[place], house.now).causes[0].value
            likely[f"{house.kind_of[place]}: {cause}"] += 1
    print(f"{len(told)} differences; likeliest causes: " + ", ".join(f"{words} {n}" for words, n in sorted(likely.items())))


def _approved(house: House, counter: Counter, made: int) -> Iterator[str]:
    """All of it posted by the owner; then the books say what lies on the shelves."""
    counter.actor = person(house.warehouse, "店主", "owner")
    wrong = [of for place, of in results(house.warehouse, made, "agreed").items() if place in house.wrong]
    done = counter.approves(*wrong)
    with house.warehouse.reading() as session:
        sums = figures(session, made)
    print(
        f"posted {done.lines} differences, +{done.plus} and -{done.minus} pieces; accuracy by item {sums.by_item:.4f}, by value "
        f"{sums.by_value:.4f}, by bin {sums.by_bin:.4f}"
    )
    yield from (f"refused: {one}" for one in done.refused)
    books, shelves = held(house.warehouse), {place: pieces for place, pieces in house.real.items() if pieces}
    for place in books.keys() | shelves.keys():
        if books.get(place) != shelves.get(place):
            yield f"books {books.get(place)}, shelf {shelves.get(place)}: {place}"


def _window(warehouse: Warehouse, made: int) -> Iterator[str]:
    """Counts outside the days of the stocktake."""
    with warehouse.reading() as session:
        last = session.scalar(select(func.max(CountResult.moment)).where(CountResult.stocktake_id == made))
        lines = session.scalar(select(func.count()).select_from(CountLine).where(CountLine.moment.is_not(None)))
    print(f"{lines} lines counted, the last {last:%Y-%m-%d %H:%M} UTC; the window ends {CLOSES}")
    if last.date() > CLOSES:
        yield f"counted after the window: {last}"


def _shipped(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(Order).where(Order.state == "packed")) or 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
