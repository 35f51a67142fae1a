"""Core statements compiled once and run on the driver itself: for the scan path, where every tenth of a millisecond counts.

SQLAlchemy writes the SQL for either database; running it costs what the driver costs. Values come back as the driver
gives them (SQLite knows no booleans and no dates), so a prepared query asks for plain columns only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from warehouse_app.store.warehouse import Tx

Row = tuple[Any, ...]
_DIALECTS: Mapping[str, Callable[[], Dialect]] = {
    "sqlite": lambda: SQLiteDialect_pysqlite(paramstyle="named"),
    "postgresql": lambda: PGDialect_psycopg(paramstyle="pyformat"),  # type: ignore[no-untyped-call]  # SQLAlchemy left it so
}


class _Compiled:
    """The SQL of one database, the values that never change, and how the others are handed over."""

    __slots__ = ("constants", "converters", "sql")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        self.sql = str(compiled)
        self.constants = {name: value for name, value in compiled.params.items() if value is not None}
        converters = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        self.converters = {name: convert for name, convert in converters.items() if convert is not None}

    def ready(self, values: dict[str, object]) -> dict[str, object]:
        """The values as the driver takes them, with those that never change; the dictionary itself is filled up."""
        for key, convert in self.converters.items():
            if key in values:
                values[key] = convert(values[key])
        values.update(self.constants)
        return values

    def all_ready(self, rows: Iterable[dict[str, object]]) -> list[dict[str, object]]:
        """Many rows made ready; a value that is the row before's (who, when, a price of zero) is not converted again."""
        found = list(rows)
        for key, convert in self.converters.items():
            last: object = None
            made = convert(None)
            for values in found:
                if values[key] is not last:
                    last, made = values[key], convert(values[key])
                values[key] = made
        for values in found if self.constants else ():
            values.update(self.constants)
        return found


class Prepared:
    """A statement with named parameters, one for each database when they differ (``on_conflict`` does)."""

    __slots__ = ("_compiled", "_statements")

    def __init__(self, statement: ClauseElement, *, postgres: ClauseElement | None = None) -> None:
        self._statements = {"sqlite": statement, "postgresql": statement if postgres is None else postgres}
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, tx: Tx, **values: object) -> list[Row]:
        """Run a query and give its rows."""
        cursor = self._execute(tx, values)
        try:
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def run(self, tx: Tx, **values: object) -> int:
        """Run a change and give how many rows it touched."""
        cursor = self._execute(tx, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def run_many(self, tx: Tx, rows: Iterable[dict[str, object]]) -> int:
        """Run a change once for each row, in their order; every row names every value. Gives how many rows it touched in all."""
        compiled = self._for(tx)
        ready = compiled.all_ready(rows)
        if not ready:
            return 0
        cursor = tx.driver.cursor()
        cursor.executemany(compiled.sql, ready)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def _execute(self, tx: Tx, values: dict[str, object]) -> Any:
        compiled = self._for(tx)
        cursor = tx.driver.cursor()
        cursor.execute(compiled.sql, compiled.ready(values))
        return cursor

    def _for(self, tx: Tx) -> _Compiled:
        name = tx.connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _Compiled(self._statements[name], _DIALECTS[name]())
        return compiled
