"""Backups are whole, restoring brings back exactly what was saved, and a wrong file never replaces a good database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.shop import DESK, add_products, do, open_shop, order, problems_of, states_of, stock_of
from warehouse_app.errors import Busy, Conflict, NotFound, Unreadable, WarehouseError
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store import audit, migrate
from warehouse_app.store.backup import copy_database, examine, put_back, set_aside
from warehouse_app.store.folder import DATABASE, Folder
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse


def test_a_backup_holds_what_was_committed_and_restores_it(local_warehouse: Warehouse, tmp_path: Path) -> None:
    open_shop(local_warehouse, {"SKU1": 5, "SKU2": 7}, order("1", {"SKU1": 2}))
    target = tmp_path / "备份 %20 #1?" / "packdesk backup.db"
    copy_database(local_warehouse.engine, target)
    assert examine(target) == migrate.HEAD
    restored = Folder(tmp_path / "other")
    restored.make()
    put_back(target, restored.database)
    with closing(open_warehouse(restored.root)) as other:
        assert stock_of(other) == {"SKU1": (5, 0), "SKU2": (7, 0)}
        assert states_of(other) == {"1": "waiting"}
        assert problems_of(other) == []


def test_a_backup_made_while_somebody_writes_is_whole_and_without_the_unfinished(
    local_warehouse: Warehouse, tmp_path: Path
) -> None:
    do(local_warehouse, audit.record, "test", "committed")
    with local_warehouse.transaction(SYSTEM, DESK) as tx:
        audit.record(tx, "test", "unfinished")
        copy_database(local_warehouse.engine, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT subject FROM audit").fetchall() == [("committed",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # one file, nothing beside it


def test_a_second_backup_replaces_the_first_only_when_it_is_whole(local_warehouse: Warehouse, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    copy_database(local_warehouse.engine, target)
    first = target.read_bytes()
    add_products(local_warehouse, 2)
    (tmp_path / "copy.db.part").mkdir()
    with pytest.raises(Conflict) as caught:
        copy_database(local_warehouse.engine, target)
    assert caught.value.code == "store.cannot_back_up"
    assert target.read_bytes() == first
    (tmp_path / "copy.db.part").rmdir()
    copy_database(local_warehouse.engine, target)
    assert target.read_bytes() != first
    assert not (tmp_path / "copy.db.part").exists()


def test_a_backup_goes_neither_onto_the_database_nor_where_nothing_can_be_written(
    local_warehouse: Warehouse, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for target, code in (
        (Folder(local_warehouse.folder).database, "store.backup_onto_itself"),
        (local_warehouse.folder / "backups" / ".." / DATABASE, "store.backup_onto_itself"),
        (tmp_path / "file" / "copy.db", "store.cannot_back_up"),
    ):
        with pytest.raises(Conflict) as caught:
            copy_database(local_warehouse.engine, target)
        assert caught.value.code == code
    assert problems_of(local_warehouse) == []


def test_a_server_is_backed_up_by_its_own_means(tmp_path: Path, postgres_url: str) -> None:
    with closing(open_warehouse(tmp_path, server=postgres_url)) as warehouse, pytest.raises(Conflict) as caught:
        copy_database(warehouse.engine, tmp_path / "copy.db")
    assert caught.value.code == "store.server_backup"


def test_what_is_no_whole_backup_is_never_put_back(tmp_path: Path, migrated_file: Path) -> None:
    whole = migrated_file.read_bytes()
    (tmp_path / "text.db").write_text("订单编号,买家\n" * 500, encoding="utf-8")
    (tmp_path / "half.db").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.db").write_bytes(b"")
    with closing(sqlite3.connect(tmp_path / "photos.db")) as other:
        other.execute("CREATE TABLE photos (name TEXT)")
        other.commit()
    found: dict[str, str] = {}
    for name in ("text.db", "half.db", "empty.db", "photos.db", "nowhere.db"):
        with pytest.raises(WarehouseError) as caught:
            examine(tmp_path / name)
        assert isinstance(caught.value, (Unreadable, NotFound))
        found[name] = caught.value.code
    assert found["nowhere.db"] == "store.no_such_file"
    assert found["photos.db"] == found["text.db"] == found["empty.db"] == "store.not_a_backup"
    assert found["half.db"] in {"store.not_a_backup", "store.damaged"}


def test_what_is_replaced_is_kept_among_the_backups_with_its_newest_rows(tmp_path: Path) -> None:
    with closing(open_warehouse(tmp_path)) as warehouse:
        do(warehouse, audit.record, "test", "newest")
    kept = set_aside(Folder(tmp_path).database, Folder(tmp_path).backups)
    assert kept is not None
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT subject FROM audit").fetchall() == [("newest",)]
    assert set_aside(tmp_path / "nothing.db", Folder(tmp_path).backups) is None


def test_a_database_that_is_open_is_not_replaced(local_warehouse: Warehouse) -> None:
    folder = Folder(local_warehouse.folder)
    do(local_warehouse, audit.record, "test", "here")  # a connection stays in the pool
    with pytest.raises(Busy) as caught:
        set_aside(folder.database, folder.backups)
    assert caught.value.code == "store.open_elsewhere"


def test_a_damaged_database_can_be_replaced_and_its_bytes_are_kept(tmp_path: Path, migrated_file: Path) -> None:
    folder = Folder(tmp_path / "data")
    folder.make()
    folder.database.write_bytes(b"ruined " * 1000)
    kept = set_aside(folder.database, folder.backups)
    assert kept is not None
    assert kept.read_bytes() == b"ruined " * 1000
    put_back(migrated_file, folder.database)
    with closing(open_warehouse(folder.root)) as warehouse:
        assert problems_of(warehouse) == []


def test_leftovers_of_the_old_database_do_not_reach_the_restored_one(tmp_path: Path, migrated_file: Path) -> None:
    folder = Folder(tmp_path / "data")
    folder.make()
    for name in ("packdesk.db-wal", "packdesk.db-shm"):
        (folder.root / name).write_bytes(b"of another life" * 100)
    put_back(migrated_file, folder.database)
    with closing(open_warehouse(folder.root)) as warehouse:
        assert problems_of(warehouse) == []


def test_a_place_that_cannot_be_written_is_said_plainly(tmp_path: Path, migrated_file: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(Conflict) as caught:
        put_back(migrated_file, tmp_path / "file" / DATABASE)
    assert caught.value.code == "store.cannot_write"
