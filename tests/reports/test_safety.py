"""A backup is whole, checked, and kept from whoever may not make one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.shop import DESK, add_products, add_stock
from warehouse_app.errors import Conflict, NotAllowed
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.reports.safety import back_up, backups
from warehouse_app.stock.queries import shop_size
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Actor, Warehouse


def test_a_backup_holds_what_the_house_held(local_warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(local_warehouse, 3)
    add_stock(local_warehouse, {"SKU1": 7})
    done = back_up(local_warehouse, SYSTEM, DESK, tmp_path / "elsewhere" / DATABASE)
    assert done.problems == ()
    assert done.size == done.file.stat().st_size > 0
    copy = open_warehouse(tmp_path / "elsewhere")
    with copy.reading() as session:
        assert (shop_size(session).skus, shop_size(session).pieces) == (3, 7)
    copy.close()


def test_a_clerk_makes_no_backup(local_warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        back_up(local_warehouse, Actor(1, "somebody", Role.CLERK), DESK, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_place_that_cannot_be_written_is_a_plain_mistake(local_warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(Conflict) as caught:
        back_up(local_warehouse, SYSTEM, DESK, tmp_path / "file" / "copy.db")
    assert caught.value.code == "store.cannot_back_up"


def test_backups_are_listed_newest_first(tmp_path: Path) -> None:
    for age, name in enumerate(("new.db", "old.db")):
        (tmp_path / name).write_bytes(b"12345"[: age + 1])
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "half.db.part").write_bytes(b"")
    assert [(backup.name, backup.size) for backup in backups(tmp_path)] == [("new.db", 1), ("old.db", 2)]
