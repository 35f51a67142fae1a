"""The whole life of an order of three lines, every step durable, against a bare ``sqlite3`` program that writes the same rows.

Released with its goods promised, put into a wave with its waybill number, picked, its three pieces scanned (the first opens the
parcel, the last packs it), handed over: nine commits. The bare program writes what these nine write, row by row in as many
commits, with the same settings; it checks nothing and looks nothing up. That both wrote the same rows is checked at the end.

``python -m tests.benchmarks.life [FOLDER]``: with a folder, in a copy of its database.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks.measure import Line
from tests.benchmarks.scan import bare_copy
from tests.shop import COURIER, add_orders, add_products, add_stock, add_waybills, barcode, do, ids_of, order
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.packing import commands as packing
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

ROUNDS, WARM_UP = 200, 20
LIMIT_MS, LIMIT_RATIO = 10.0, 3.0
AT, DESK = "2026-11-03 09:00:00.000000", "bench"
WHO = f"1, '{DESK}', '{AT}'"
STEPS = ("release", "wave", "pick", "scan, opens", "scan", "scan, packs", "open handover", "hand over", "close handover")


@dataclass(slots=True)
class _Clock:
    """Seconds of each step, by the wall and by the processor."""

    wall: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    cpu: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})

    def run(self, steps: list[Callable[[], object]]) -> None:
        for name, step in zip(STEPS, steps, strict=True):
            wall, cpu = time.perf_counter(), time.process_time()
            step()
            self.cpu[name].append(time.process_time() - cpu)
            self.wall[name].append(time.perf_counter() - wall)

    def lives(self, kept: dict[str, list[float]]) -> list[float]:
        """Milliseconds of each whole life after the warm-up."""
        return [sum(parts) * 1000 for parts in zip(*kept.values(), strict=True)][WARM_UP:]


def measure(folder: Path) -> list[Line]:
    """Ours in the database of ``folder`` and the bare program in a copy of it, order by order in turn."""
    lives = ROUNDS + WARM_UP
    with closing(open_warehouse(folder)) as warehouse:
        ids, numbers = _prepare(warehouse, lives)
        with bare_copy(folder) as bare, closing(sqlite3.connect(folder / "packdesk.db")) as our:
            before = _rows(our), _rows(bare)
            ours, theirs, writer = _Clock(), _Clock(), _Bare(bare)
            for order_id, number in zip(ids, numbers, strict=True):
                theirs.run(writer.life(order_id, number))
                ours.run(_life(warehouse, order_id, number))
            grown = _rows(our) - before[0], _rows(bare) - before[1]
            if grown[0] != grown[1]:
                raise SystemExit(f"not the same rows: ours {grown[0] - grown[1]}, theirs {grown[1] - grown[0]}")
    return _lines(ours, theirs)


def _lines(ours: _Clock, theirs: _Clock) -> list[Line]:
    wall, floor = median(ours.lives(ours.wall)), median(theirs.lives(theirs.wall))
    cpu, bare = median(ours.lives(ours.cpu)), median(theirs.lives(theirs.cpu))
    lines = [
        Line("whole life of an order, median", wall, "ms", None, LIMIT_MS),
        Line("whole life of an order, against bare sqlite3", wall, "ms", floor, LIMIT_RATIO),
        Line("whole life of an order, processor time alone", cpu, "ms", bare),
    ]
    for step in STEPS:
        mine, other = (median(clock.cpu[step][WARM_UP:]) * 1000 for clock in (ours, theirs))
        lines.append(Line(f"of it {step}, processor time", mine, "ms", other))
    return lines


def _prepare(warehouse: Warehouse, lives: int) -> tuple[list[int], list[str]]:
    """So many paid orders of the same three products, and a number for each."""
    codes = add_products(warehouse, 3)
    add_stock(warehouse, dict.fromkeys(codes, lives + 10))
    waybills = add_waybills(warehouse, lives)
    names = [f"91{n:08}" for n in range(lives)]
    add_orders(warehouse, *(order(name, dict.fromkeys(codes, 1)) for name in names))
    return ids_of(warehouse, *names), waybills


def _life(warehouse: Warehouse, order_id: int, number: str) -> list[Callable[[], object]]:
    """The nine steps of ours."""
    known: dict[str, int] = {}

    def wave() -> None:
        known["wave"] = do(warehouse, start_wave, [order_id]).id

    def scan(code: str) -> Callable[[], None]:
        def one() -> None:
            answer = do(warehouse, packing.scan, known.get("parcel"), (code,), new_action())
            assert answer.good, answer
            assert answer.parcel_id is not None
            known["parcel"] = answer.parcel_id

        return one

    def trip() -> None:
        known["trip"] = do(warehouse, open_handover, COURIER)

    def hand() -> None:
        assert do(warehouse, hand_over, known["trip"], (number,), new_action()).good

    return [
        lambda: do(warehouse, release, [order_id]), wave, lambda: do(warehouse, confirm_picked, known["wave"]),
        scan(barcode(1)), scan(barcode(2)), scan(barcode(3)), trip, hand, lambda: do(warehouse, close_handover, known["trip"]),
    ]  # fmt: skip


@dataclass
class _Bare:
    """The same rows by hand: each step one transaction."""

    database: sqlite3.Connection
    trips: int = 0

    def _commit(self, *statements: tuple[str, tuple[object, ...]]) -> int:
        """One transaction; the id of its first row."""
        run = self.database.execute
        run("BEGIN IMMEDIATE")
        first = 0
        for sql, values in statements:
            made = run(sql, values).lastrowid
            first = first or made or 0
        run("COMMIT")
        return first

    def life(self, order_id: int, number: str) -> list[Callable[[], object]]:
        """The nine steps of an order. What a program must look up is looked up before the clock runs."""
        lines = self.database.execute("SELECT id, sku_id FROM order_line WHERE order_id = ?", (order_id,)).fetchall()
        goods = [
            (line, sku, *self.database.execute("SELECT home.id FROM location home JOIN balance ON balance.location_id = home.id"
             " WHERE balance.sku_id = ? AND home.kind = 'bin'", (sku,)).fetchone())
            for line, sku in lines
        ]  # fmt: skip
        customer = self.database.execute("SELECT id FROM location WHERE code = 'CUSTOMER'").fetchone()[0]
        known: dict[str, int] = {}
        return [
            lambda: self._release(order_id, goods),
            lambda: known.update(zip(("wave", "parcel"), self._wave(order_id, number, goods), strict=True)),
            lambda: self._commit(
                ("UPDATE wave SET picked_at = ? WHERE id = ?", (AT, known["wave"])), *_moves_on(order_id, "picked", "picked")
            ),
            *(lambda n=n: self._scan(known["parcel"], goods[n][1], barcode(n + 1)) for n in range(2)),
            lambda: self._pack(order_id, known["parcel"], goods, customer),
            lambda: known.update(trip=self._open()),
            lambda: self._hand_over(known["parcel"], known["trip"], number),
            lambda: self._close(order_id, known["parcel"], known["trip"]),
        ]

    def _release(self, order_id: int, goods: list[tuple[int, int, int]]) -> None:
        self._commit(
            *(("UPDATE balance SET reserved = reserved + 1 WHERE location_id = ? AND sku_id = ? AND lot = ''", (place, sku))
              for _, sku, place in goods),
            *(("INSERT INTO reservation(order_line_id, sku_id, location_id, lot, quantity, who_id, desk, at)"
               f" VALUES (?, ?, ?, '', 1, {WHO})", (line, sku, place)) for line, sku, place in goods),
            *_moves_on(order_id, "released", "released"),
        )  # fmt: skip

    def _wave(self, order_id: int, number: str, goods: list[tuple[int, int, int]]) -> tuple[int, int]:
        run = self.database.execute
        run("BEGIN IMMEDIATE")
        new_wave = f"INSERT INTO wave(number, way, rule, who_id, desk, at) VALUES (?, 'orders', '', {WHO})"
        wave = run(new_wave, (new_action(),)).lastrowid
        run("UPDATE wave SET number = ? WHERE id = ?", (f"W261103-{wave}", wave))
        parcel = run(
            "INSERT INTO parcel(wave_id, slot, state, courier, waybill, needed, scanned, noted, who_id, desk, at)"
            f" VALUES (?, 1, 'open', '', NULL, 3, 0, 1, {WHO})", (wave,),
        ).lastrowid  # fmt: skip
        run("INSERT INTO parcel_order(parcel_id, order_id, version) VALUES (?, ?, 1)", (parcel, order_id))
        for _, sku, _ in goods:
            run("INSERT INTO parcel_line(parcel_id, sku_id, needed, scanned) VALUES (?, ?, 1, 0)", (parcel, sku))
        run("UPDATE waybill_number SET state = 'used', parcel_id = ? WHERE number = ?", (parcel, number))
        run("UPDATE parcel SET waybill = ?, courier = ? WHERE id = ?", (number, COURIER, parcel))
        for sql, values in (*_moves_on(order_id, "in_wave", "in_wave"), _noted(order_id, "waybill", number)):
            run(sql, values)
        run("COMMIT")
        assert wave is not None
        assert parcel is not None
        return wave, parcel

    def _scan(self, parcel: int, sku: int, code: str) -> None:
        self._commit(*_scanned(parcel, sku, code, "right"))

    def _pack(self, order_id: int, parcel: int, goods: list[tuple[int, int, int]], customer: int) -> None:
        action = new_action()
        self._commit(
            *_scanned(parcel, goods[2][1], barcode(3), "complete"),
            *(("INSERT INTO move(action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
               f" VALUES (?, ?, ?, '', ?, ?, 1, 'shipped', ?, {WHO})",
               (f"{action}:pack", n, sku, place, customer, f"parcel:{parcel}")) for n, (_, sku, place) in enumerate(goods)),
            *(("UPDATE balance SET on_hand = on_hand - 1, reserved = reserved - 1"
               " WHERE location_id = ? AND sku_id = ? AND lot = ''", (place, sku)) for _, sku, place in goods),
            *(("INSERT INTO balance(location_id, sku_id, lot, on_hand, reserved, virtual) VALUES (?, ?, '', 1, 0, 1)"
               " ON CONFLICT DO UPDATE SET on_hand = on_hand + 1", (customer, sku)) for _, sku, _ in goods),
            *(("DELETE FROM reservation WHERE order_line_id = ?", (line,)) for line, _, _ in goods),
            ("UPDATE parcel SET state = 'packed', packed_by = 1, packed_at = ? WHERE id = ?", (AT, parcel)),
            *_moves_on(order_id, "packed", "packed"),
        )  # fmt: skip

    def _open(self) -> int:
        self.trips += 1
        sql = f"INSERT INTO handover(courier, day, trip, manifest, who_id, desk, at) VALUES (?, '2026-11-03', ?, '', {WHO})"
        return self._commit((sql, (COURIER, self.trips)))

    def _hand_over(self, parcel: int, trip: int, number: str) -> None:
        self._commit(
            (f"INSERT INTO handover_parcel(parcel_id, handover_id, who_id, desk, at) VALUES (?, ?, {WHO})", (parcel, trip)),
            _scan_row(parcel, number, "handover_taken", None, 0),
        )

    def _close(self, order_id: int, parcel: int, trip: int) -> None:
        self._commit(
            ("UPDATE parcel SET state = 'shipped' WHERE id = ?", (parcel,)),
            ("UPDATE orders SET pickup_by = ?, shipped_at = ? WHERE id = ?", (AT, AT, order_id)),
            *_moves_on(order_id, "shipped", "shipped"),
            ("UPDATE handover SET closed_at = ? WHERE id = ?", (AT, trip)),
        )


def _noted(order_id: int, kind: str, reference: str | None = None) -> tuple[str, tuple[object, ...]]:
    sql = f"INSERT INTO order_history(order_id, kind, reference, fields, who_id, desk, at) VALUES (?, ?, ?, '{{}}', {WHO})"
    return sql, (order_id, kind, reference)


def _moves_on(order_id: int, state: str, kind: str) -> tuple[tuple[str, tuple[object, ...]], ...]:
    return ("UPDATE orders SET state = ? WHERE id = ?", (state, order_id)), _noted(order_id, kind)


def _scan_row(parcel: int, code: str, verdict: str, sku: int | None, pieces: int) -> tuple[str, tuple[object, ...]]:
    sql = (
        f"INSERT INTO scan(action, parcel_id, code, verdict, sku_id, quantity, who_id, desk, at) VALUES (?, ?, ?, ?, ?, ?, {WHO})"
    )
    return sql, (new_action(), parcel, code, verdict, sku, pieces)


def _scanned(parcel: int, sku: int, code: str, verdict: str) -> tuple[tuple[str, tuple[object, ...]], ...]:
    return (
        _scan_row(parcel, code, verdict, sku, 1),
        ("UPDATE parcel_line SET scanned = scanned + 1 WHERE parcel_id = ? AND sku_id = ?", (parcel, sku)),
        ("UPDATE parcel SET scanned = scanned + 1 WHERE id = ?", (parcel,)),
    )


def _rows(database: sqlite3.Connection) -> Counter[str]:
    """How many rows each table has."""
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return Counter({name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables})


def run(folder: Path | None = None) -> list[Line]:
    """The measures on the database of ``folder``, or on a small one."""
    if folder is not None:
        return measure(folder)
    with tempfile.TemporaryDirectory() as place:
        return measure(Path(place))


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
