"""The warehouse as one object: open it, and every command runs in one transaction that knows who, where and when."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from warehouse_app.store.base import Stamp, set_stamp
from warehouse_app.store.engine import READING, translated

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of a real warehouse."""
    return datetime.now(UTC)


def new_action() -> str:
    """A fresh action id: made by the caller, so the same action sent twice is done once.

    It begins with the time, so that new ids stand side by side in their index however many there are: random ones would
    touch another page of a growing index with every scan.
    """
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person a transaction belongs to, with the role that decides what is allowed."""

    id: int
    name: str
    role: str


class Tx:
    """One command's transaction: who acts, at which desk, the one moment of all its rows, and the ways to the database.

    ``session`` is made when a command first asks for it; the scan path gets along with ``connection`` and ``driver``.
    """

    __slots__ = ("_session", "actor", "changed", "connection", "desk", "now")

    def __init__(self, connection: Connection, actor: Actor, desk: str, now: datetime) -> None:
        self.connection = connection
        self.actor = actor
        self.desk = desk
        self.now = now
        self.changed: set[str] = set()
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The ORM's session on this transaction's connection."""
        if self._session is None:
            self._session = Session(self.connection, autoflush=False)
        return self._session

    @property
    def driver(self) -> Any:
        """The database driver's own connection, inside this transaction."""
        return self.connection.connection.driver_connection

    @property
    def stamp(self) -> dict[str, object]:
        """Who, where and when for rows written by a prepared statement, by column (``store.base.STAMP``)."""
        return {"who_id": self.actor.id, "desk": self.desk, "at": self.now}

    def touch(self, *topics: str) -> None:
        """Say what this command changed, so that screens showing it read again."""
        self.changed.update(topics)

    def flush(self) -> None:
        """Send what the session still holds."""
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        """Let the session go; the transaction itself is ended by ``Warehouse.transaction``."""
        if self._session is not None:
            self._session.close()


@dataclass(slots=True)
class Warehouse:
    """An opened data folder with its database."""

    engine: Engine
    folder: Path
    clock: Clock = utc_now
    _readers: Engine = field(init=False)

    def __post_init__(self) -> None:
        self._readers = self.engine.execution_options(**{READING: True})

    @contextmanager
    def transaction(self, actor: Actor, desk: str) -> Iterator[Tx]:
        """One command, one transaction: committed when the block ends, rolled back by any exception.

        Raises Busy when another program holds the database, Conflict when the disk is full or read-only, Unreadable
        when the file is damaged. In every case nothing of the block was written.
        """
        now = self.clock()
        with translated(), self.engine.connect() as connection:
            set_stamp(Stamp(actor.id, desk, now))
            with connection.begin():
                tx = Tx(connection, actor, desk, now)
                try:
                    yield tx
                    tx.flush()
                finally:
                    tx.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries: sees one consistent state, writes nothing, never waits for a writer on SQLite."""
        with translated(), self._readers.connect() as connection, Session(connection, autoflush=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()
