"""Copies of the database that are whole: made while others write, checked before they are trusted."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from warehouse_app.errors import Busy, Conflict, NotFound, Unreadable

PAGES_PER_STEP = 4096


def copy_database(engine: Engine, target: Path) -> None:
    """Copy the open SQLite database to ``target``, whole, while others go on writing.

    Raises Conflict when the target cannot be written or the database is on a server (use the server's own backup there).
    """
    if engine.dialect.name != "sqlite":
        raise Conflict("store.server_backup")
    source = Path(str(engine.url.database))
    if target.resolve() == source.resolve():
        raise Conflict("store.backup_onto_itself")
    partial = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(partial)) as there:
            here.backup(there, pages=PAGES_PER_STEP)
            there.execute("PRAGMA journal_mode=DELETE")
        for leftover in ("-wal", "-shm"):  # of a database that lay here before: it would be read into the new one
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        _drop(partial)
        raise Conflict("store.cannot_back_up", file=str(target), reason=str(error)) from error


def examine(path: Path) -> str:
    """The revision of a backup that is whole. Raises NotFound, Unreadable."""
    if not path.is_file():
        raise NotFound("store.no_such_file", file=str(path))
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise Unreadable("store.damaged")
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise Unreadable("store.not_a_backup", file=path.name) from error
    if row is None:
        raise Unreadable("store.not_a_backup", file=path.name)
    return str(row[0])


def set_aside(database: Path, backups: Path) -> Path | None:
    """Keep the database that is about to be replaced among the backups; None when there is none.

    Raises Busy when somebody has it open, Conflict when it cannot be copied. A damaged file is kept as it is.
    """
    if not database.is_file():
        return None
    kept = backups / f"before-restore-{datetime.now():%Y%m%d-%H%M%S}.db"
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as here:
            here.execute("PRAGMA locking_mode=EXCLUSIVE")
            here.execute("BEGIN EXCLUSIVE")
            here.execute("COMMIT")
            here.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        raise Busy("store.open_elsewhere") from error
    except sqlite3.DatabaseError:
        pass  # damaged: its bytes are kept all the same
    try:
        shutil.copyfile(database, kept)
    except OSError as error:
        raise Conflict("store.cannot_back_up", file=str(kept), reason=str(error)) from error
    return kept


def put_back(backup: Path, database: Path) -> None:
    """Put a backup in the place of the database file; nobody may have it open. Raises Conflict when it cannot be written."""
    partial = database.with_name(database.name + ".restore")
    try:
        shutil.copyfile(backup, partial)
        for leftover in ("-wal", "-shm"):
            database.with_name(database.name + leftover).unlink(missing_ok=True)
        partial.replace(database)
    except OSError as error:
        _drop(partial)
        raise Conflict("store.cannot_write", file=str(database), reason=str(error)) from error


def _drop(partial: Path) -> None:
    """Take away what a failed copy left; where even that fails, the first failure is the one to tell."""
    with suppress(OSError):
        partial.unlink(missing_ok=True)
