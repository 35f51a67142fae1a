"""Core statements compiled once and run on the driver itself: for the paths where every tenth of a millisecond counts.

SQLAlchemy writes the SQL for either database; running it costs what the driver costs. The rows of a ``Prepared`` come back
as the driver gives them (SQLite knows no booleans and no dates), so it asks for plain columns only; those of a ``Query``
have named columns and the values SQLAlchemy would give, for little more.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Insert, SelectBase, Table, bindparam, insert, literal
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from warehouse_app.store.base import STAMP, Base
from warehouse_app.store.warehouse import Tx

Row = tuple[Any, ...]
Place = Session | Connection
"""Where a query runs: a session of the ORM, or a transaction's connection, which is quicker."""
_DIALECTS: Mapping[str, Callable[[], Dialect]] = {
    "sqlite": lambda: SQLiteDialect_pysqlite(paramstyle="named"),
    "postgresql": lambda: PGDialect_psycopg(paramstyle="pyformat"),  # type: ignore[no-untyped-call]  # SQLAlchemy left it so
}
_IN_ORDER: Mapping[str, Callable[[], Dialect]] = {  # of many rows each name would be looked up again: a third of the time
    "sqlite": lambda: SQLiteDialect_pysqlite(paramstyle="qmark"),
    "postgresql": lambda: PGDialect_psycopg(paramstyle="format"),  # type: ignore[no-untyped-call]  # SQLAlchemy left it so
}
Columns = dict[str, list[Any]]
"""Many rows made ready for a database, column by column."""


class _Compiled:
    """The SQL of one database, the values that never change, and how the others are handed over."""

    __slots__ = ("constants", "converters", "order", "sql")

    def __init__(self, statement: ClauseElement, dialect: Dialect, lengths: Mapping[str, int] = MappingProxyType({})) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        spelled = compiled.construct_expanded_state(compiled.params | {name: [None] * many for name, many in lengths.items()})
        self.sql = spelled.statement
        self.order = spelled.positiontup or ()
        plain = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        known = {name: convert for name, convert in plain.items() if convert is not None and name in spelled.parameters}
        converters: dict[str, Callable[[Any], Any]] = known | dict(spelled.processors)
        fixed = {name: value for name, value in spelled.parameters.items() if value is not None}
        self.constants = {name: converters[name](value) if name in converters else value for name, value in fixed.items()}
        self.converters = {name: convert for name, convert in converters.items() if name not in fixed}

    def ready(self, values: dict[str, object]) -> dict[str, object]:
        """The values as the driver takes them, with those that never change; the dictionary itself is filled up."""
        for key, convert in self.converters.items():
            if key in values:
                values[key] = convert(values[key])
        values.update(self.constants)
        return values

    def columns(self, rows: Iterable[dict[str, object]]) -> Columns:
        """Many rows made ready; a value that is the row before's (who, when, a price of zero) is not converted again."""
        found = list(rows)
        return {name: self._column(name, found) for name in self.order}

    def _column(self, name: str, rows: list[dict[str, object]]) -> list[Any]:
        if name in self.constants:
            return [self.constants[name]] * len(rows)
        given = [row[name] for row in rows]
        convert = self.converters.get(name)
        if convert is None:
            return given
        last: object = None
        made = convert(None)
        for place, value in enumerate(given):
            if value is not last:
                last, made = value, convert(value)
            given[place] = made
        return given


class Prepared:
    """A statement with named parameters, one for each database when they differ (``on_conflict`` does).

    ``lists`` names the parameters that are lists (``bindparam(..., expanding=True)``, for IN). Such a list is filled up to the
    next power of two by its last value, so that few statements are kept; an empty one matches nothing.
    """

    __slots__ = ("_compiled", "_lists", "_statements")

    def __init__(self, statement: ClauseElement, *lists: str, postgres: ClauseElement | None = None) -> None:
        self._statements = {"sqlite": statement, "postgresql": statement if postgres is None else postgres}
        self._lists = lists
        self._compiled: dict[tuple[object, ...], _Compiled] = {}

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
        return self.run_columns(tx, self.columns(tx.connection.dialect.name, rows))

    def columns(self, dialect: str, rows: Iterable[dict[str, object]]) -> Columns:
        """Rows made ready for ``run_columns``: thousands of them before the transaction begins, so that nobody waits for it."""
        return self._for_many(dialect).columns(rows)

    def run_columns(self, tx: Tx, columns: Columns) -> int:
        """As ``run_many``, of rows that are ready."""
        compiled = self._for_many(tx.connection.dialect.name)
        if not columns[compiled.order[0]]:
            return 0
        cursor = tx.driver.cursor()
        cursor.executemany(compiled.sql, zip(*(columns[name] for name in compiled.order), strict=True))
        count: int = cursor.rowcount
        cursor.close()
        return count

    def _execute(self, tx: Tx, values: dict[str, object]) -> Any:
        compiled = self._for(tx.connection, values)
        cursor = tx.driver.cursor()
        cursor.execute(compiled.sql, compiled.ready(values))
        return cursor

    def _for(self, connection: Connection, values: dict[str, object]) -> _Compiled:
        """The statement for this database and for lists of these lengths; the lists in ``values`` are spread out."""
        lengths = {name: _spread(values, name) for name in self._lists}
        dialect = connection.dialect.name
        key = (dialect, *lengths.values())
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = self._compile(dialect, lengths)
        return compiled

    def _for_many(self, dialect: str) -> _Compiled:
        """The statement with its values in order, not by name; it has no lists."""
        key = (dialect, "many")
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _Compiled(self._statements[dialect], _IN_ORDER[dialect]())
        return compiled

    def _compile(self, dialect: str, lengths: Mapping[str, int]) -> _Compiled:
        return _Compiled(self._statements[dialect], _DIALECTS[dialect](), lengths)


def new_row(model: type[Base], *names: str) -> Insert:
    """An INSERT that is given these columns and the stamp (``Tx.stamp``); the others take their plain defaults."""
    table = cast(Table, model.__table__)
    given = {name: bindparam(name, type_=table.c[name].type) for name in (*names, *(n for n in STAMP if n in table.c))}
    usual = {
        column.name: literal(column.default.arg, column.type)
        for column in table.c
        if column.name not in given and isinstance(column.default, ScalarElementColumnDefault)
    }
    return insert(table).values(usual | given)


class _CompiledQuery(_Compiled):
    """A query, with what makes a row of what the driver gives."""

    __slots__ = ("make", "processors")

    def __init__(self, statement: SelectBase, dialect: Dialect, lengths: Mapping[str, int]) -> None:
        super().__init__(statement, dialect, lengths)
        columns = list(statement.selected_columns)
        make_class: Any = namedtuple  # its names are the statement's, known when it is compiled
        self.make = make_class("Row", [column.key or "" for column in columns], rename=True)._make
        found = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self.processors = [(place, process) for place, process in enumerate(found) if process is not None]

    def row(self, given: Row) -> Any:
        """A row with named columns."""
        if not self.processors:
            return self.make(given)
        values = list(given)
        for place, process in self.processors:
            values[place] = process(values[place])
        return self.make(values)


class Query:
    """A select with named parameters, run on the driver itself: rows with named columns and proper values.

    ``lists`` as in ``Prepared``.
    """

    __slots__ = ("_prepared",)

    def __init__(self, statement: SelectBase, *lists: str) -> None:
        self._prepared = _PreparedQuery(statement, *lists)

    def all(self, place: Place, **values: object) -> list[Any]:
        """Every row."""
        compiled, cursor = self._prepared.execute(place, values)
        try:
            return list(map(compiled.row, cursor.fetchall()))
        finally:
            cursor.close()

    def first(self, place: Place, **values: object) -> Any | None:
        """The first row, or None."""
        compiled, cursor = self._prepared.execute(place, values)
        try:
            found = cursor.fetchone()
            return None if found is None else compiled.row(found)
        finally:
            cursor.close()

    def plain(self, place: Place, size: int = 20_000, **values: object) -> Iterator[list[Row]]:
        """The driver's own rows, so many at a time: for whole numbers by the hundred thousand."""
        _, cursor = self._prepared.execute(place, values)
        try:
            while found := cursor.fetchmany(size):
                yield found
        finally:
            cursor.close()

    def firsts(self, place: Place, **values: object) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.all(place, **values)]


class _PreparedQuery(Prepared):
    """What a query is compiled to."""

    __slots__ = ()

    def execute(self, place: Place, values: dict[str, object]) -> tuple[_CompiledQuery, Any]:
        connection = place if isinstance(place, Connection) else place.connection()
        compiled = self._for(connection, values)
        assert isinstance(compiled, _CompiledQuery)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        cursor.execute(compiled.sql, compiled.ready(values))
        return compiled, cursor

    def _compile(self, dialect: str, lengths: Mapping[str, int]) -> _Compiled:
        statement: Any = self._statements[dialect]
        return _CompiledQuery(statement, _DIALECTS[dialect](), lengths)


def _spread(values: dict[str, object], name: str) -> int:
    """Replace a list by a parameter for each of its places, as many as the next power of two; returns how many."""
    given: Any = values.pop(name)
    listed: Sequence[object] = list(given) or [None]
    length = 1 << (len(listed) - 1).bit_length()
    for place in range(length):
        values[f"{name}_{place + 1}"] = listed[min(place, len(listed) - 1)]
    return length
