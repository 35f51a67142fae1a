"""Engines for the two databases: one local SQLite file, or one PostgreSQL shared by several desks.

SQLite runs in WAL with ``synchronous=FULL``: a committed row survives the power going off, and readers never wait for
the writer. Every write transaction begins with ``BEGIN IMMEDIATE``, so two writers queue at the door instead of failing
half way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from warehouse_app.errors import Busy, Conflict, Unreadable, WarehouseError

BUSY_SECONDS = 15.0
READING = "packdesk_reading"

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


def sqlite_engine(path: Path, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine on a SQLite file; the file is made when the first connection is."""
    engine = create_engine(
        # made of parts: in a URL made of text, the % ? and # of a folder's name would mean something else
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
        pool_reset_on_return=None,  # every transaction is ended before its connection goes back
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def postgres_engine(url: str) -> Engine:
    """An engine on a shared PostgreSQL; ``url`` as SQLAlchemy reads it, driver psycopg 3."""
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    options = f"-c lock_timeout={int(BUSY_SECONDS * 1000)} -c timezone=UTC"
    return create_engine(url, connect_args={"options": options}, pool_pre_ping=True)


_SQLITE_MEANINGS: tuple[tuple[str, type[WarehouseError], str], ...] = (
    ("database is locked", Busy, "store.busy"),
    ("disk is full", Conflict, "store.disk_full"),
    ("disk i/o error", Conflict, "store.disk_full"),
    ("readonly database", Conflict, "store.read_only"),
    ("unable to open", Conflict, "store.cannot_open"),
    ("not a database", Unreadable, "store.not_a_database"),
    ("malformed", Unreadable, "store.damaged"),
)
_POSTGRES_BUSY = ("LockNotAvailable", "DeadlockDetected", "SerializationFailure")
_POSTGRES_GONE = ("OperationalError", "AdminShutdown", "ConnectionFailure", "CannotConnectNow")


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the machine's state makes a driver raise into its plain meaning; bugs of ours pass as they are.

    Raises Busy (held by another program, server gone), Conflict (disk full, read-only), Unreadable (damaged).
    """
    try:
        yield
    except Exception as error:
        meaning = plain_error(error)
        if meaning is None:
            raise
        raise meaning from error


def plain_error(error: Exception) -> WarehouseError | None:
    """The plain meaning of a driver's error, alone or wrapped by SQLAlchemy; None when it is a bug, or no driver's error."""
    original: Any = error.orig if isinstance(error, DBAPIError) else error
    text = str(original).lower()
    if isinstance(original, sqlite3.Error):
        return next((kind(code) for words, kind, code in _SQLITE_MEANINGS if words in text), None)
    if type(original).__module__.partition(".")[0] != "psycopg":
        return None
    name = type(original).__name__
    if name in _POSTGRES_BUSY:
        return Busy("store.busy")
    if name == "UniqueViolation":  # two desks made the same thing in the same moment: the second reads again
        return Conflict("store.same_moment")
    if name == "DiskFull":
        return Conflict("store.disk_full")
    if name in _POSTGRES_GONE:
        return Busy("store.server_gone")
    return None
