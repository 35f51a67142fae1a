"""Rows changed behind the program's back, for the tests of ``packdesk check``."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse_app.store.triggers import permit_changes
from warehouse_app.store.warehouse import Warehouse


def do_damage(warehouse: Warehouse, append_only: Iterable[str], *statements: str) -> None:
    """Run each statement, which must change something, without the triggers of these tables, checks and foreign keys."""
    with warehouse.engine.begin() as connection:
        permit_changes(connection, append_only)
    raw = warehouse.engine.raw_connection()
    try:
        for pragma in ("PRAGMA foreign_keys=OFF", "PRAGMA ignore_check_constraints=ON"):
            raw.cursor().execute(pragma)
        for statement in statements:
            assert raw.cursor().execute(statement).rowcount > 0, statement
        raw.cursor().execute("PRAGMA ignore_check_constraints=OFF")
    finally:
        raw.close()
