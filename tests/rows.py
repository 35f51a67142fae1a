"""Making a test's PostgreSQL database empty again: its rows are deleted, those of a first start come back.

Some 20 ms, against 150 for a new database; TRUNCATE gives every table and index a new file and takes as long as that.
"""

from __future__ import annotations

from sqlalchemy import create_engine, text

_PREPARE = """
CREATE SCHEMA first_day;
CREATE TABLE first_day.changed (what text);
CREATE FUNCTION first_day.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO first_day.changed VALUES (tg_tag); END $$;
CREATE TABLE first_day.numbers AS
    SELECT oid::regclass::text AS name, pg_sequence_last_value(oid) AS last FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
"""
_WATCH = "CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION first_day.note()"
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
_NUMBERS = """
SELECT setval(name::regclass, coalesce(last, 1), last IS NOT NULL) FROM first_day.numbers
WHERE pg_sequence_last_value(name::regclass) IS DISTINCT FROM last
"""


class Rows:
    """The rows of one database, as they are now and as they were on the first day."""

    def __init__(self, address: str) -> None:
        options = "-c session_replication_role=replica -c lock_timeout=5000"  # no trigger, no foreign key
        self._engine = create_engine(address, connect_args={"options": options}, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        self._connection.exec_driver_sql(_PREPARE)
        tables = list(self._connection.exec_driver_sql(_TABLES).scalars())
        self._filled = text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables))
        self._at_first = self._tables_with_rows()
        for name in self._at_first:
            self._connection.exec_driver_sql(f"CREATE TABLE first_day.{name} AS TABLE public.{name}")
        self._connection.exec_driver_sql(_WATCH)

    def forget(self) -> bool:
        """Back to the first day. False when the tables themselves were changed: then this database is of no use any more."""
        if self._connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM first_day.changed)").scalar():
            return False
        tables = self._tables_with_rows()
        statements = ["BEGIN", *(f"DELETE FROM {name}" for name in tables)]
        statements += [f"INSERT INTO {name} SELECT * FROM first_day.{name}" for name in self._at_first]
        self._connection.exec_driver_sql(";".join([*statements, _NUMBERS, "COMMIT"]))
        self._connection.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON) {', '.join(tables)}")
        return True

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _tables_with_rows(self) -> list[str]:
        return list(self._connection.execute(self._filled).scalars())
