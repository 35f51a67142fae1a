"""Lists of a million orders, and search by two characters, which is what most Chinese names have to offer.

An order that has left is in the indexes by state for good; those of its number, buyer and amount are partial, so that none of
them is written while an order is picked and packed. Each holds what its lists are narrowed to: no row is read to count them.

On SQLite every indexed text gets an end mark, so that also its last two characters begin a trigram: a pair is then found by
the trigrams that begin with it, which the index's own vocabulary lists. The indexes keep no text.

On PostgreSQL the words of an order stand in a table of their own, with an index of all their parts of two and three
characters. Indexes of text on ``orders`` itself would be written again whenever an order changes its state, since a new row
version goes into each of them; and pg_trgm, used before, is not on every server and knows no Chinese under the C locale.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.migrations.versions.m0003_search import PG_INDEXES, index_on_the_server

revision = "0006"
down_revision = "0005"
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
END = " || char(1)"

BEFORE = (
    ("ix_orders_state_ship_by", ("state", "ship_by", "id")),
    ("ix_orders_number", ("number",)),
    ("ix_orders_ship_by", ("ship_by", "id")),
    ("ix_orders_buyer", ("buyer",)),
)
GONE = "state IN ('shipped','done','cancelled')"
AFTER = (
    ("ix_orders_state_ship_by", ("state", "ship_by", "shop_id"), None),
    ("ix_orders_number", ("number", "shop_id"), None),
    ("ix_orders_ship_by", ("ship_by", "shop_id"), None),
    ("ix_orders_buyer", ("buyer", "shop_id"), None),
    ("ix_orders_amount", ("amount", "shop_id"), None),
    ("ix_orders_gone", ("state",), GONE),
    ("ix_orders_gone_number", ("state", "number", "shop_id"), GONE),
    ("ix_orders_gone_shop", ("state", "shop_id", "number"), GONE),
    ("ix_orders_gone_buyer", ("state", "buyer", "shop_id"), GONE),
    ("ix_orders_gone_amount", ("state", "amount", "shop_id"), GONE),
    ("ix_orders_pickup_by", ("pickup_by", "shop_id", "paid_amount", "amount"), "state = 'shipped'"),
)

ORDER_COLUMNS = TEXTS[0][2]
PARTS = """
CREATE FUNCTION search_parts(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT array_agg(DISTINCT substr(lower(words), n, size)) FROM generate_series(1, length(words) - 1) AS n,
    generate_series(2, 3) AS size
$$"""
KEEP = f"""
CREATE FUNCTION search_order_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told text := concat_ws(chr(1), {", ".join(f"NEW.{column}" for column in ORDER_COLUMNS)});
BEGIN
    INSERT INTO search_order (order_id, words) VALUES (NEW.id, told)
    ON CONFLICT (order_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$"""
SERVER = (
    *(f"DROP INDEX IF EXISTS {name}" for name in PG_INDEXES),
    PARTS,
    "CREATE TABLE search_order (order_id bigint PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE, words text NOT NULL)",
    f"INSERT INTO search_order SELECT id, concat_ws(chr(1), {', '.join(ORDER_COLUMNS)}) FROM orders",
    KEEP,
    "CREATE TRIGGER search_order_new AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION search_order_keep()",
    f"CREATE TRIGGER search_order_changed AFTER UPDATE OF {', '.join(ORDER_COLUMNS)} ON orders FOR EACH ROW"
    f" WHEN (({', '.join(f'OLD.{c}' for c in ORDER_COLUMNS)}) IS DISTINCT FROM ({', '.join(f'NEW.{c}' for c in ORDER_COLUMNS)}))"
    " EXECUTE FUNCTION search_order_keep()",
    "CREATE INDEX search_order_parts ON search_order USING gin (search_parts(words))",
    "CREATE INDEX search_line_parts ON order_line USING gin"
    " (search_parts(sub_number || chr(1) || seller_code || chr(1) || title))",
    "CREATE INDEX search_waybill_parts ON order_history USING gin (search_parts(reference)) WHERE reference IS NOT NULL",
)
SERVER_BACK = (
    "DROP INDEX search_waybill_parts",
    "DROP INDEX search_line_parts",
    "DROP TRIGGER search_order_changed ON orders",
    "DROP TRIGGER search_order_new ON orders",
    "DROP FUNCTION search_order_keep",
    "DROP TABLE search_order",
    "DROP FUNCTION search_parts",
)


def upgrade() -> None:
    for old in BEFORE:
        op.drop_index(old[0], "orders")
    for index, keys, which in AFTER:
        where = None if which is None else sa.text(which)
        op.create_index(index, "orders", list(keys), sqlite_where=where, postgresql_where=where)
    if op.get_bind().dialect.name == "postgresql":
        for statement in SERVER:
            _run(statement)
        return
    for name, table, columns, wanted in TEXTS:
        _drop(name, table)
        _index(name, table, columns, wanted, content="", end=END)
        _run(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, row)")


def downgrade() -> None:
    for new in AFTER:
        op.drop_index(new[0], "orders")
    for index, keys in BEFORE:
        op.create_index(index, "orders", list(keys))
    if op.get_bind().dialect.name == "postgresql":
        for statement in SERVER_BACK:
            _run(statement)
        index_on_the_server()
        return
    for name, table, columns, wanted in TEXTS:
        _run(f"DROP TABLE {name}_words")
        _drop(name, table)
        _index(name, table, columns, wanted, content=table, end="")


def _run(statement: str) -> None:
    op.get_bind().exec_driver_sql(statement)


def _drop(name: str, table: str) -> None:
    for when in ("new", "gone", "changed") if table in CHANGEABLE else ("new",):
        _run(f"DROP TRIGGER {name}_{when}")
    _run(f"DROP TABLE {name}")


def _index(name: str, table: str, columns: tuple[str, ...], wanted: str, *, content: str, end: str) -> None:
    """The index of a table's text, filled, and the triggers that keep it."""
    listed = ", ".join(columns)
    _run(f"CREATE VIRTUAL TABLE {name} USING fts5({listed}, content='{content}', content_rowid='id', tokenize='trigram')")
    told = ", ".join(column + end for column in columns)
    _run(f"INSERT INTO {name} (rowid, {listed}) SELECT id, {told} FROM {table} WHERE {wanted.format('')}")
    _run(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # else the next imports have to merge what this has left
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    old_told, new_told = (", ".join(f"{row}.{column}{end}" for column in columns) for row in ("OLD", "NEW"))
    put = f"INSERT INTO {name} (rowid, {listed}) SELECT NEW.id, {new_told} WHERE {wanted.format('NEW.')};"
    take = f"INSERT INTO {name} ({name}, rowid, {listed}) SELECT 'delete', OLD.id, {old_told} WHERE {wanted.format('OLD.')};"
    _run(f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} WHEN {wanted.format('NEW.')} BEGIN {put} END")
    if table not in CHANGEABLE:
        return
    _run(f"CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN {take} END")
    _run(f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {listed} ON {table} WHEN ({old}) IS NOT ({new}) BEGIN {take} {put} END")
