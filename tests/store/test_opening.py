"""The data folder and its database: made, opened again, refused when it is newer, foreign, damaged or held by others."""

from __future__ import annotations

import functools
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.shop import DESK, add_products, do
from warehouse_app.errors import Busy, Conflict, Unreadable, WarehouseError
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store import audit, migrate, opening
from warehouse_app.store.engine import sqlite_engine
from warehouse_app.store.folder import DATABASE, Folder
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Tx, Warehouse


def _code(root: Path) -> str:
    with pytest.raises(WarehouseError) as caught:
        open_warehouse(root).close()
    return caught.value.code


def _set_on_the_pooled_connection(warehouse: Warehouse, pragma: str) -> None:
    with closing(warehouse.engine.raw_connection()) as connection:
        connection.cursor().execute(pragma)


def _subjects(warehouse: Warehouse) -> list[str]:
    with warehouse.reading() as session:
        return list(session.scalars(select(Audit.subject).order_by(Audit.id)))


def test_a_new_folder_gets_its_parts_and_an_empty_warehouse(tmp_path: Path) -> None:
    with closing(open_warehouse(tmp_path / "new" / "folder")) as warehouse:
        assert warehouse.folder == tmp_path / "new" / "folder"
        assert migrate.revision(warehouse.engine) == migrate.HEAD
        parts = {path.name for path in warehouse.folder.iterdir() if path.is_dir()}
    assert parts == {"backups", "labels", "documents", "logs", "pictures", "photos", "logos"}


@pytest.mark.parametrize("name", ["仓库 一号", "a%20b", "#1", "with 'quote'"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    with closing(open_warehouse(tmp_path / name)) as warehouse:
        do(warehouse, audit.record, "test", "there")
    assert (tmp_path / name / DATABASE).is_file()
    with closing(open_warehouse(tmp_path / name)) as warehouse:
        assert _subjects(warehouse) == ["there"]


def test_sqlite_is_set_so_that_a_committed_row_survives_the_power_going_off(tmp_path: Path) -> None:
    with closing(open_warehouse(tmp_path)) as warehouse, warehouse.engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    open_warehouse(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    assert _code(tmp_path) == "store.newer"
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_a_newer_database_on_the_server_is_refused(tmp_path: Path, postgres_url: str) -> None:
    with closing(open_warehouse(tmp_path, server=postgres_url)) as warehouse, warehouse.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Conflict) as caught:
        open_warehouse(tmp_path, server=postgres_url)
    assert caught.value.code == "store.newer"


def test_somebody_elses_sqlite_file_is_not_touched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        database.execute("CREATE TABLE photos (name TEXT)")
        database.commit()
    assert _code(tmp_path) == "store.not_ours"
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]


@pytest.mark.parametrize("content", [b"not a database at all, " * 400, b"\x00" * 8192, "订单编号,买家\r\n".encode("gbk") * 300])
def test_a_file_that_is_no_database_is_named_so_and_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DATABASE).write_bytes(content)
    assert _code(tmp_path) == "store.not_a_database"
    assert (tmp_path / DATABASE).read_bytes() == content


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_database_is_never_taken_for_a_whole_one(tmp_path: Path, migrated_file: Path, share: float) -> None:
    whole = migrated_file.read_bytes()
    (tmp_path / DATABASE).write_bytes(whole[: int(len(whole) * share) // 4096 * 4096 + 100])
    with pytest.raises(Unreadable) as caught, closing(open_warehouse(tmp_path)) as warehouse:
        add_products(warehouse, 5)
    assert caught.value.code in {"store.damaged", "store.not_a_database"}


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be", encoding="utf-8")
    assert _code(tmp_path / "taken") == "store.folder_not_writable"
    assert _code(tmp_path / "taken" / "below") == "store.folder_not_writable"


def test_a_database_that_cannot_be_opened_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()
    assert _code(tmp_path) == "store.cannot_open"


def test_a_read_only_database_refuses_the_command_and_nothing_is_written(tmp_path: Path) -> None:
    open_warehouse(tmp_path).close()
    with closing(open_warehouse(tmp_path)) as warehouse:
        _set_on_the_pooled_connection(warehouse, "PRAGMA query_only=ON")
        with pytest.raises(Conflict) as caught:
            do(warehouse, audit.record, "test", "never")
        assert caught.value.code == "store.read_only"
        _set_on_the_pooled_connection(warehouse, "PRAGMA query_only=OFF")
        assert _subjects(warehouse) == []


def test_a_full_disk_is_said_plainly_and_nothing_of_the_command_is_kept(local_warehouse: Warehouse) -> None:
    do(local_warehouse, audit.record, "test", "before")
    with local_warehouse.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def much(tx: Tx) -> None:
        for number in range(500):
            audit.record(tx, "test", f"{number}", text="x" * 1000)

    with pytest.raises(Conflict) as caught:
        do(local_warehouse, much)
    assert caught.value.code == "store.disk_full"
    assert _subjects(local_warehouse) == ["before"]


def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "sqlite_engine", functools.partial(sqlite_engine, busy_seconds=0.05))


def test_a_database_another_program_holds_is_busy_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _impatient(monkeypatch)
    with closing(open_warehouse(tmp_path)) as warehouse, closing(sqlite3.connect(tmp_path / DATABASE)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy) as caught:
            do(warehouse, audit.record, "test", "never")
        assert caught.value.code == "store.busy"
        assert _subjects(warehouse) == []  # reading goes on meanwhile
        other.rollback()
        do(warehouse, audit.record, "test", "afterwards")
        assert _subjects(warehouse) == ["afterwards"]


def test_a_database_that_is_locked_whole_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _impatient(monkeypatch)
    open_warehouse(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert _code(tmp_path) == "store.busy"


def test_an_older_database_is_backed_up_before_it_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_warehouse(tmp_path)) as warehouse:
        do(warehouse, audit.record, "test", "of yesterday")
    taken: list[str] = []
    monkeypatch.setattr(migrate, "HEAD", "9999")
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, "9999"))
    monkeypatch.setattr(migrate, "upgrade", lambda _engine, target="9999": taken.append(target))
    open_warehouse(tmp_path).close()
    assert taken == ["9999"]
    with closing(sqlite3.connect(Folder(tmp_path).backups / f"before-9999-from-{migrate.STEPS[-2]}.db")) as kept:
        assert kept.execute("SELECT subject FROM audit").fetchall() == [("of yesterday",)]


def test_an_older_database_that_cannot_be_backed_up_is_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_warehouse(tmp_path).close()
    monkeypatch.setattr(migrate, "HEAD", "9999")
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, "9999"))
    monkeypatch.setattr(migrate, "upgrade", lambda *_: pytest.fail("changed without a backup"))
    (Folder(tmp_path).backups / f"before-9999-from-{migrate.STEPS[-2]}.db.part").mkdir()  # in the way of the backup
    assert _code(tmp_path) == "store.cannot_back_up"


def test_a_server_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Busy) as caught:
        open_warehouse(tmp_path, server="postgresql://nobody@127.0.0.1:1/none")
    assert caught.value.code == "store.server_gone"


def test_an_exception_in_the_block_rolls_everything_back(warehouse: Warehouse) -> None:
    def fail(tx: Tx) -> None:
        audit.record(tx, "test", "never")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do(warehouse, fail)
    assert _subjects(warehouse) == []


def test_every_row_knows_who_where_and_when(warehouse: Warehouse) -> None:
    with warehouse.transaction(SYSTEM, "desk 7") as tx:
        audit.record(tx, "test", "stamped")
        moment = tx.now
    with warehouse.reading() as session:
        row = session.execute(select(Audit.who_id, Audit.desk, Audit.at)).one()
    assert (row.who_id, row.desk) == (SYSTEM.id, "desk 7")
    assert row.at == moment
    assert row.at.tzinfo is not None


def test_many_writers_at_once_all_get_through(warehouse: Warehouse) -> None:
    failures: list[BaseException] = []

    def write(name: int) -> None:
        try:
            for number in range(10):
                with warehouse.transaction(SYSTEM, f"desk {name}") as tx:
                    tx.session.scalar(select(Audit.id).limit(1))  # reads before it writes, as commands do
                    audit.record(tx, "test", f"{name}-{number}")
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(_subjects(warehouse)) == sorted(f"{n}-{i}" for n in range(6) for i in range(10))
    with warehouse.reading() as session:  # the stamp belongs to its own thread
        assert all(row.subject.startswith(row.desk[5:] + "-") for row in session.execute(select(Audit.subject, Audit.desk)))


def test_reading_sees_one_state_and_never_waits_for_a_writer(local_warehouse: Warehouse) -> None:
    do(local_warehouse, audit.record, "test", "committed")
    with local_warehouse.transaction(SYSTEM, DESK) as tx:
        audit.record(tx, "test", "on its way")
        assert _subjects(local_warehouse) == ["committed"]
