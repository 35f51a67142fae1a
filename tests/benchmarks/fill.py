"""Fill a database with years of a shop: ``python -m tests.benchmarks.fill FOLDER [ORDERS]``.

Orders that left long ago, each with lines, parcel, scans, moves, history and waybill, all of which ``packdesk check`` finds
right; buyers, notes and goods are as various as in a shop. Rows are written by bare ``sqlite3`` in one transaction.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.benchmarks import texts
from tests.shop import barcode
from warehouse_app.stock.rules import walk_key
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse

SKUS, BINS, PER_WAVE, BATCH = 4_000, 1_500, 500, 20_000
ON_THEIR_WAY = 30_000  # the newest orders: their buyers have not confirmed yet
FIRST_DAY = datetime(2024, 1, 1)
COURIER = "中通快递"
LINES = (1, 1, 1, 1, 1, 2, 2, 3, 4, 6)  # about half of the orders have one line


def fill(folder: Path, orders: int, seed: int = 1) -> None:
    """Fill an empty data folder with ``orders`` shipped orders."""
    open_warehouse(folder).close()
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous=OFF")  # a bench may lose its own data
        database.execute("PRAGMA cache_size=-200000")
        database.execute("BEGIN IMMEDIATE")
        _ground(database)
        first_bin = database.execute("SELECT id FROM location WHERE kind='bin' AND role='shelf' ORDER BY id").fetchone()[0]
        past = _Past(random.Random(seed), first_bin, done=orders - ON_THEIR_WAY)
        for start in range(1, orders + 1, BATCH):
            past.write(database, range(start, min(start + BATCH, orders + 1)))
        past.write_stock(database)
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _ground(database: sqlite3.Connection) -> None:
    """People, shop, catalogue and bins."""
    at = str(FIRST_DAY) + ".000000"
    database.execute("INSERT INTO shop(name, platform, who_id, desk, at) VALUES ('示例旗舰店', 'taobao', 1, 'fill', ?)", (at,))
    database.execute("INSERT INTO product(name, category, who_id, desk, at) VALUES ('示例商品', '示例', 1, 'fill', ?)", (at,))
    database.executemany(
        "INSERT INTO sku(product_id, seller_code, colour, size, price, weight_g, home_bin, picture, who_id, desk, at)"
        " VALUES (1, ?, '黑色', 'M', 9900, 200, '', '', 1, 'fill', ?)",
        ((f"OLD{n}", at) for n in range(1, SKUS + 1)),
    )
    database.executemany(
        "INSERT INTO barcode(code, sku_id, multiple, who_id, desk, at) VALUES (?, ?, 1, 1, 'fill', ?)",
        ((barcode(9_000_000 + n), n, at) for n in range(1, SKUS + 1)),
    )
    codes = (f"Z{n // 60 + 1:02d}-{n % 60 // 3 + 1:02d}-{n % 3 + 1}" for n in range(BINS))
    database.executemany(
        "INSERT INTO location(code, kind, sellable, walk_key, who_id, desk, at) VALUES (?, 'bin', 1, ?, 1, 'fill', ?)",
        ((c, walk_key(c), at) for c in codes),
    )
    database.execute(
        "INSERT INTO handover(courier, day, trip, manifest, closed_at, who_id, desk, at)"
        " VALUES (?, '2024-01-01', 1, '', ?, 1, 'fill', ?)",
        (COURIER, at, at),
    )


@dataclass
class _Past:
    """The shipped orders, batch by batch, and what they took from each SKU's bin."""

    chance: random.Random
    first_bin: int
    done: int  # the orders up to this id have reached their buyers
    line_id: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=lambda: [texts.title(sku) for sku in range(SKUS + 1)])

    def write(self, database: sqlite3.Connection, ids: range) -> None:
        orders = list(self._orders(ids))
        stamp = "1, 'fill', ?"
        database.executemany(
            "INSERT OR IGNORE INTO wave(id, number, picked_at, who_id, desk, at) VALUES (?, ?, ?, " + stamp + ")",
            {(self._wave(i), f"WOLD-{self._wave(i)}", str(FIRST_DAY), str(FIRST_DAY) + ".000000") for i in ids},
        )
        database.executemany(
            "INSERT INTO orders(id, shop_id, number, state, platform_status, hold, hold_note, looked, look, version, as_of,"
            " strength, lines_strength,"
            " created_at, paid_at, ship_by, ship_latest, buyer, recipient, phone, mobile, address, masked, message, note, flag,"
            " invoice_title, amount, courier, waybill, shipped_at, pickup_by, who_id, desk, at)"
            " VALUES (:id, 1, :number, :state, 'paid', '', '', 0, '', 1, :at, 2, 0, :at, :at, :at, :at, :buyer, :recipient, '',"
            " :mobile, :address, 0, :message, :note, '', '', :amount, '', '', :at, :at, 1, 'fill', :at)",
            (self._order(i, t) for i, t, _ in orders),
        )
        database.executemany(
            "INSERT INTO order_history(order_id, kind, reference, fields, who_id, desk, at) VALUES (?, ?, ?, ?, " + stamp + ")",
            (
                row
                for i, t, _ in orders
                for row in ((i, "imported", None, "{}", t), (i, "waybill", f"73{i:012d}", f'{{"waybill": "73{i:012d}"}}', t))
            ),
        )
        lines = [(self._next_line(), i, n, sku, quantity) for i, _, skus in orders for n, (sku, quantity) in enumerate(skus, 1)]
        database.executemany(
            "INSERT INTO order_line(id, order_id, line, sub_number, sku_id, seller_code, title, properties, quantity, price,"
            " refund, live)"
            " VALUES (?, ?, ?, '', ?, 'OLD' || ?, ?, '颜色:黑色', ?, 9900, 'none', 1)",
            ((k, i, n, sku, sku, self.titles[sku], quantity) for k, i, n, sku, quantity in lines),
        )
        self._write_parcels(database, orders, lines)

    def _write_parcels(
        self, database: sqlite3.Connection, orders: list[tuple[int, str, list[tuple[int, int]]]], lines: list[tuple[int, ...]]
    ) -> None:
        moments = {i: t for i, t, _ in orders}
        database.executemany(
            "INSERT INTO parcel(id, wave_id, slot, state, courier, waybill, needed, scanned, noted, packed_by, packed_at,"
            " who_id, desk, at)"
            " VALUES (?, ?, ?, 'shipped', ?, ?, ?, ?, 1, 1, ?, 1, 'fill', ?)",
            (
                (
                    i,
                    self._wave(i),
                    i % PER_WAVE + 1,
                    COURIER,
                    f"73{i:012d}",
                    sum(q for _, q in skus),
                    sum(q for _, q in skus),
                    t,
                    t,
                )
                for i, t, skus in orders
            ),
        )
        database.executemany("INSERT INTO parcel_order VALUES (?, ?, 1)", ((i, i) for i, _, _ in orders))
        database.executemany(
            "INSERT INTO waybill_number(number, courier_id, state, parcel_id, who_id, desk, at)"
            " VALUES (?, 1, 'used', ?, 1, 'fill', ?)",
            ((f"73{i:012d}", i, t) for i, t, _ in orders),
        )
        database.executemany(
            "INSERT INTO handover_parcel(parcel_id, handover_id, who_id, desk, at) VALUES (?, 1, 1, 'fill', ?)",
            ((i, t) for i, t, _ in orders),
        )
        database.executemany(
            "INSERT INTO parcel_line(parcel_id, sku_id, needed, scanned) VALUES (?, ?, ?, ?)",
            ((i, sku, q, q) for _, i, _, sku, q in lines),
        )
        database.executemany(
            "INSERT INTO scan(action, parcel_id, code, verdict, sku_id, quantity, who_id, desk, at)"
            " VALUES (?, ?, ?, 'right', ?, ?, 1, 'fill', ?)",
            ((f"fill{k}", i, barcode(9_000_000 + sku), sku, q, moments[i]) for k, i, _, sku, q in lines),
        )
        database.executemany(
            "INSERT INTO move(action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
            " VALUES (?, 0, ?, '', ?, 2, ?, 'shipped', 'parcel:' || ?, 1, 'fill', ?)",
            ((f"fill{k}", sku, self._bin(sku), q, i, moments[i]) for k, i, _, sku, q in lines),
        )

    def write_stock(self, database: sqlite3.Connection) -> None:
        """What had come in: all that left, and 500 pieces of everything that are still there."""
        at = str(FIRST_DAY) + ".000000"
        database.executemany(
            "INSERT INTO move(action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
            " VALUES (?, 0, ?, '', 1, ?, ?, 'opening', '', 1, 'fill', ?)",
            ((f"open{sku}", sku, self._bin(sku), self.taken.get(sku, 0) + 500, at) for sku in range(1, SKUS + 1)),
        )
        for place, sign, virtual in ((1, -1, 1), (2, 1, 1)):
            database.executemany(
                "INSERT INTO balance(location_id, sku_id, lot, on_hand, reserved, virtual) VALUES (?, ?, '', ?, 0, ?)",
                (
                    (place, sku, sign * (self.taken.get(sku, 0) + (500 if place == 1 else 0)), virtual)
                    for sku in range(1, SKUS + 1)
                    if place == 1 or self.taken.get(sku)
                ),
            )
        database.executemany(
            "INSERT INTO balance(location_id, sku_id, lot, on_hand, reserved, virtual) VALUES (?, ?, '', 500, 0, 0)",
            ((self._bin(sku), sku) for sku in range(1, SKUS + 1)),
        )

    def _order(self, i: int, at: str) -> dict[str, object]:
        """What is told of an order's buyer."""
        chance = self.chance
        return {
            "id": i, "at": at, "number": f"30{i:017d}", "state": "done" if i <= self.done else "shipped",
            "buyer": texts.buyer(chance, i), "recipient": texts.name(chance), "mobile": texts.mobile(chance),
            "address": texts.address(chance), "message": texts.sometimes(chance, 0.1, texts.MESSAGES),
            "note": texts.sometimes(chance, 0.08, texts.NOTES), "amount": chance.randrange(990, 49_900, 10),
        }  # fmt: skip

    def _orders(self, ids: range) -> Iterator[tuple[int, str, list[tuple[int, int]]]]:
        """Id, moment and lines (SKU, pieces) of each order."""
        for i in ids:
            moment = f"{FIRST_DAY + timedelta(seconds=i * 60)}.000000"
            skus = sorted({self.chance.randint(1, SKUS) for _ in range(self.chance.choice(LINES))})
            lines = [(sku, self.chance.choice((1, 1, 1, 2))) for sku in skus]
            for sku, quantity in lines:
                self.taken[sku] = self.taken.get(sku, 0) + quantity
            yield i, moment, lines

    def _next_line(self) -> int:
        self.line_id += 1
        return self.line_id

    def _bin(self, sku: int) -> int:
        return self.first_bin + sku % BINS

    @staticmethod
    def _wave(order: int) -> int:
        return order // PER_WAVE + 1


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
