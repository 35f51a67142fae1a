"""Opening a data folder's database safely.

An older database is backed up before it is brought up to date; a newer one is refused; a file that is not ours or is
damaged is named as such and left untouched.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Engine

from warehouse_app.store import backup, migrate
from warehouse_app.store.engine import postgres_engine, sqlite_engine, translated
from warehouse_app.store.folder import Folder, default_folder
from warehouse_app.store.warehouse import Clock, Warehouse, utc_now

SERVER_VARIABLE = "PACKDESK_DATABASE"


def open_warehouse(root: Path | None = None, *, server: str | None = None, clock: Clock = utc_now) -> Warehouse:
    """Open (or make) the warehouse in ``root``; ``server`` or PACKDESK_DATABASE names a shared PostgreSQL instead of the file;
    "" is the file whatever the variable says.

    Raises Conflict (newer database, folder or disk not writable), Unreadable (not a database, damaged, not ours), Busy.
    """
    folder = Folder((root or default_folder()).expanduser().absolute())
    folder.make()
    server = os.environ.get(SERVER_VARIABLE) if server is None else server
    engine = postgres_engine(server) if server else sqlite_engine(folder.database)
    try:
        with translated():
            _bring_up_to_date(engine, folder)
    except Exception:
        engine.dispose()
        raise
    return Warehouse(engine, folder.root, clock)


def _bring_up_to_date(engine: Engine, folder: Folder) -> None:
    standing = migrate.revision(engine)
    if not migrate.must_migrate(standing):
        return
    if standing is not None and engine.dialect.name == "sqlite":
        backup.copy_database(engine, folder.backups / f"before-{migrate.HEAD}-from-{standing}.db")
    migrate.upgrade(engine)
