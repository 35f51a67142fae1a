"""How long a command keeps every other desk from writing, and what a bare program needs for the same rows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from warehouse_app.store.engine import SQLITE_PRAGMAS
from warehouse_app.store.warehouse import Actor, Tx, Warehouse


@dataclass(slots=True)
class Held(Warehouse):
    """A warehouse that keeps how many seconds each of its transactions held the lock, the newest last."""

    held: list[float] = field(default_factory=list)

    @contextmanager
    def transaction(self, actor: Actor, desk: str) -> Iterator[Tx]:
        with Warehouse.transaction(self, actor, desk) as tx:
            started = time.perf_counter()
            yield tx
        self.held.append(time.perf_counter() - started)


def bare_writing(file: Path, table: str, *, in_place: bool) -> float:
    """Seconds in which sqlite3 alone writes the rows of a table again, on disk as ours are; ``in_place``: and throws the old ones
    away in that time.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as bare:
        for pragma in SQLITE_PRAGMAS:
            bare.execute(pragma)
        rows = bare.execute(f"SELECT * FROM {table}").fetchall()
        bare.execute("BEGIN IMMEDIATE")
        started = time.perf_counter()
        bare.execute(f"DELETE FROM {table}")
        if not in_place:
            started = time.perf_counter()
        bare.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        bare.execute("COMMIT")
        return time.perf_counter() - started
