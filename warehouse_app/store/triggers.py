"""Append-only by the database's own hand: update and delete are refused on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION packdesk_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only table %%', TG_TABLE_NAME; END $$
"""


def forbid_changes(connection: Connection, tables: Iterable[str]) -> None:
    """Make the tables append-only."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_PG_FUNCTION)
    for table in tables:
        for statement in _forbid(connection.dialect.name, table):
            connection.exec_driver_sql(statement)


def _forbid(dialect: str, table: str) -> list[str]:
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION packdesk_append_only()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
        for verb in ("update", "delete")
    ]


def permit_changes(connection: Connection, tables: Iterable[str], *, last: bool = False) -> None:
    """Take the triggers away again; only a downgrade does. With the ``last`` of them goes what they all call."""
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
    if last and connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION packdesk_append_only")
