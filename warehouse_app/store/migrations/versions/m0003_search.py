"""Search over every order: trigram indexes on SQLite (FTS5) and, where the server has pg_trgm, on PostgreSQL.

On SQLite triggers keep them, so no way of writing an order can forget it. Goods repeat in thousands of lines, so each
pair of seller code and title is indexed once, with the lines that hold it beside it. The indexes read their text from
the tables themselves (external content): no text is stored twice.
"""

from __future__ import annotations

from contextlib import suppress

from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# index, table, columns, which rows have anything to be found by ({0} is the row)
TEXTS = (
    ("search_order", "orders", ("number", "buyer", "recipient", "phone", "mobile", "waybill", "message", "note"), "1"),
    ("search_line", "order_line", ("sub_number",), "{0}sub_number <> ''"),
    ("search_waybill", "order_history", ("reference",), "{0}reference IS NOT NULL"),
    ("search_goods_text", "search_goods", ("seller_code", "title"), "1"),
)
CHANGEABLE = ("orders", "order_line")  # the history is append-only, goods once met stay
GOODS_TABLES = (
    "CREATE TABLE search_goods (id INTEGER PRIMARY KEY, seller_code VARCHAR NOT NULL, title VARCHAR NOT NULL,"
    " UNIQUE (seller_code, title))",
    "CREATE TABLE search_goods_line (goods_id INTEGER NOT NULL, order_id INTEGER NOT NULL, line_id INTEGER NOT NULL,"
    " PRIMARY KEY (goods_id, order_id DESC, line_id)) WITHOUT ROWID",
)
REMEMBER = (
    "INSERT INTO search_goods (seller_code, title) SELECT NEW.seller_code, NEW.title WHERE NOT EXISTS"
    " (SELECT 1 FROM search_goods WHERE seller_code = NEW.seller_code AND title = NEW.title);"
    " INSERT INTO search_goods_line (goods_id, order_id, line_id) SELECT id, NEW.order_id, NEW.id FROM search_goods"
    " WHERE seller_code = NEW.seller_code AND title = NEW.title;"
)
FORGET = (
    "DELETE FROM search_goods_line WHERE order_id = OLD.order_id AND line_id = OLD.id AND goods_id ="
    " (SELECT id FROM search_goods WHERE seller_code = OLD.seller_code AND title = OLD.title);"
)
GOODS_TRIGGERS = {
    "search_goods_new": f"AFTER INSERT ON order_line BEGIN {REMEMBER} END",
    "search_goods_gone": f"AFTER DELETE ON order_line BEGIN {FORGET} END",
    "search_goods_changed": "AFTER UPDATE OF order_id, seller_code, title ON order_line WHEN (OLD.order_id, OLD.seller_code,"
    f" OLD.title) IS NOT (NEW.order_id, NEW.seller_code, NEW.title) BEGIN {FORGET} {REMEMBER} END",
}
PG_INDEXES = {
    "search_orders": ("orders", ("number", "buyer", "recipient", "phone", "mobile", "waybill", "message", "note")),
    "search_order_line": ("order_line", ("sub_number", "seller_code", "title")),
    "search_order_history": ("order_history", ("reference",)),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        index_on_the_server()
        return
    for statement in GOODS_TABLES:
        _run(statement)
    _run("INSERT INTO search_goods (seller_code, title) SELECT DISTINCT seller_code, title FROM order_line")
    _run(
        "INSERT INTO search_goods_line (goods_id, order_id, line_id) SELECT g.id, l.order_id, l.id FROM order_line l"
        " JOIN search_goods g ON g.seller_code = l.seller_code AND g.title = l.title ORDER BY 1, 2 DESC, 3"
    )
    for name, table, columns, wanted in TEXTS:
        _index_text(name, table, columns, wanted)
    for name, body in GOODS_TRIGGERS.items():
        _run(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in PG_INDEXES:
            _run(f"DROP INDEX IF EXISTS {name}")  # the extension stays: others may use it
        return
    for name in GOODS_TRIGGERS:
        _run(f"DROP TRIGGER {name}")
    for name, table, _, _ in TEXTS:
        for when in ("new", "gone", "changed") if table in CHANGEABLE else ("new",):
            _run(f"DROP TRIGGER {name}_{when}")
        _run(f"DROP TABLE {name}")
    _run("DROP TABLE search_goods_line")
    _run("DROP TABLE search_goods")


def _run(statement: str) -> None:
    op.get_bind().exec_driver_sql(statement)


def _index_text(name: str, table: str, columns: tuple[str, ...], wanted: str) -> None:
    """The index of a table's text, filled, and the triggers that keep it."""
    listed = ", ".join(columns)
    _run(f"CREATE VIRTUAL TABLE {name} USING fts5({listed}, content='{table}', content_rowid='id', tokenize='trigram')")
    _run(f"INSERT INTO {name} (rowid, {listed}) SELECT id, {listed} FROM {table} WHERE {wanted.format('')}")
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    put = f"INSERT INTO {name} (rowid, {listed}) SELECT NEW.id, {new} WHERE {wanted.format('NEW.')};"
    take = f"INSERT INTO {name} ({name}, rowid, {listed}) SELECT 'delete', OLD.id, {old} WHERE {wanted.format('OLD.')};"
    _run(f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} WHEN {wanted.format('NEW.')} BEGIN {put} END")
    if table not in CHANGEABLE:
        return
    _run(f"CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN {take} END")
    _run(f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {listed} ON {table} WHEN ({old}) IS NOT ({new}) BEGIN {take} {put} END")


def index_on_the_server() -> None:
    """Indexes for any part of a text; a server without pg_trgm, or that forbids it, goes on reading whole tables."""
    bind = op.get_bind()
    with suppress(DBAPIError), bind.begin_nested():
        bind.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, (table, columns) in PG_INDEXES.items():
            listed = ", ".join(f"{column} gin_trgm_ops" for column in columns)
            bind.exec_driver_sql(f"CREATE INDEX {name} ON {table} USING gin ({listed})")
