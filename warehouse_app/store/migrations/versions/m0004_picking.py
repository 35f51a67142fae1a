"""Orders and picking: where an order comes from and what it travels with, things to do, ways to pick, goods carried back.

Columns are added in plain SQL: rebuilding a table would take its search triggers along.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("pick_scan",)
DESK = "DESK"

# table, column, what it is: the same words mean the same on both databases
COLUMNS = (
    (
        "orders", "origin",
        "VARCHAR DEFAULT 'file' NOT NULL CONSTRAINT ck_orders_origin CHECK (origin IN ('file','manual','resend','split'))",
    ),
    ("orders", "original_id", "{id} CONSTRAINT fk_orders_original_id REFERENCES orders (id)"),
    ("orders", "reason", "VARCHAR DEFAULT '' NOT NULL"),
    ("orders", "liable", "VARCHAR DEFAULT '' NOT NULL"),
    ("orders", "together_id", "{id} CONSTRAINT fk_orders_together_id REFERENCES orders (id)"),
    ("orders", "by_hand", "VARCHAR DEFAULT '' NOT NULL"),
    ("orders", "urgent", "BOOLEAN DEFAULT {false} NOT NULL"),
    ("order_line", "split_off", "INTEGER DEFAULT '0' NOT NULL"),
    (
        "wave", "way",
        "VARCHAR DEFAULT 'orders' NOT NULL CONSTRAINT ck_wave_way CHECK (way IN ('orders','sort','cart','single'))",
    ),
    ("wave", "rule", "VARCHAR DEFAULT '' NOT NULL"),
    ("wave", "cancelled_at", "{moment}"),
    ("parcel", "todo", "INTEGER DEFAULT '0' NOT NULL"),
    ("location", "stands_at", "VARCHAR DEFAULT '' NOT NULL"),
)  # fmt: skip
INDEXES = (("ix_orders_original_id", "orders", "original_id"), ("ix_orders_together_id", "orders", "together_id"))
TABLES = ("count_task", "pick_scan", "put_back", "parcel_task", "short_case")  # children first


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    words = {"id": "INTEGER", "moment": "DATETIME", "false": "0"} if sqlite else {
        "id": "BIGINT", "moment": "TIMESTAMP WITH TIME ZONE", "false": "false",
    }  # fmt: skip
    for table, column, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(**words)}")
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])
    held = sa.text("hold <> ''")
    op.create_index("ix_orders_hold", "orders", ["hold"], sqlite_where=held, postgresql_where=held)
    _tasks()
    _picking()
    forbid_changes(op.get_bind(), APPEND_ONLY)
    _seed_desk()


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY)
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_orders_hold", "orders")
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _stamp(table: str) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f(f"fk_{table}_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )


def _reference(table: str, column: str, target: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=nullable)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False)


def _row_id() -> sa.Column[object]:
    return sa.Column("id", RowId, autoincrement=True, nullable=False)


def _tasks() -> None:
    op.create_table(
        "short_case",
        _reference("short_case", "order_id", "orders"),
        sa.Column("offer", sa.String(), nullable=False),
        _text("answer"),
        _text("note"),
        *_stamp("short_case"),
        sa.CheckConstraint("offer IN ('wait','swap','partial','refund')", name=op.f("ck_short_case_offer")),
        sa.CheckConstraint("answer IN ('','accepted','declined')", name=op.f("ck_short_case_answer")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_short_case")),
    )
    op.create_table(
        "parcel_task",
        _row_id(),
        _reference("parcel_task", "parcel_id", "parcel"),
        _reference("parcel_task", "order_id", "orders"),
        sa.Column("kind", sa.String(), nullable=False),
        _text("text"),
        sa.Column("done_at", Moment(), nullable=True),
        _reference("parcel_task", "done_by", "person", nullable=True),
        *_stamp("parcel_task"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_task")),
    )
    op.create_index("ix_parcel_task_parcel_id", "parcel_task", ["parcel_id"])
    op.create_table(
        "put_back",
        _row_id(),
        _reference("put_back", "parcel_id", "parcel"),
        _reference("put_back", "sku_id", "sku"),
        _text("lot"),
        _reference("put_back", "location_id", "location"),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        *_stamp("put_back"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_put_back_quantity")),
        sa.CheckConstraint("done >= 0 AND done <= quantity", name=op.f("ck_put_back_done")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_back")),
    )
    op.create_index("ix_put_back_parcel_id", "put_back", ["parcel_id"])


def _picking() -> None:
    op.create_table(
        "pick_scan",
        _row_id(),
        sa.Column("action", sa.String(), nullable=False),
        _reference("pick_scan", "wave_id", "wave"),
        sa.Column("kind", sa.String(), nullable=False),
        _reference("pick_scan", "sku_id", "sku"),
        _text("lot"),
        _reference("pick_scan", "location_id", "location", nullable=True),
        _reference("pick_scan", "parcel_id", "parcel", nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        _reference("pick_scan", "undoes_id", "pick_scan", nullable=True),
        *_stamp("pick_scan"),
        sa.CheckConstraint("kind IN ('taken','sorted','short','undone')", name=op.f("ck_pick_scan_kind")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pick_scan_quantity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_scan")),
        sa.UniqueConstraint("action", name=op.f("uq_pick_scan_action")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_pick_scan_undoes_id")),
    )
    op.create_index("ix_pick_scan_wave_id", "pick_scan", ["wave_id", "kind"])
    op.create_index("ix_pick_scan_parcel_id", "pick_scan", ["parcel_id", "sku_id", "kind", "location_id", "quantity"])
    op.create_table(
        "count_task",
        _row_id(),
        _reference("count_task", "location_id", "location"),
        _reference("count_task", "sku_id", "sku"),
        _text("lot"),
        sa.Column("reason", sa.String(), nullable=False),
        _text("document"),
        sa.Column("done_at", Moment(), nullable=True),
        _reference("count_task", "done_by", "person", nullable=True),
        *_stamp("count_task"),
        sa.CheckConstraint("reason IN ('short_pick')", name=op.f("ck_count_task_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_task")),
    )
    op.create_index("ix_count_task_location_id", "count_task", ["location_id", "sku_id"])


def _seed_desk() -> None:
    """The packing desk as a place: goods of a stopped parcel lie there until they are carried back to their bin."""
    bind = op.get_bind()
    location = sa.Table("location", sa.MetaData(), autoload_with=bind)
    if bind.execute(sa.select(location.c.id).where(location.c.role == "desk")).first() is not None:
        return
    known = set(bind.execute(sa.select(location.c.code)).scalars())
    names = itertools.chain([DESK], (f"{DESK}-{n}" for n in itertools.count(1)))  # a shop may have one
    code = next(name for name in names if name not in known)
    now = datetime.now(UTC).replace(tzinfo=None) if bind.dialect.name == "sqlite" else datetime.now(UTC)
    row = {"code": code, "kind": "bin", "sellable": False, "walk_key": "", "who_id": 1, "desk": "", "at": now}
    op.bulk_insert(location, [row | {"role": "desk", "zone": "", "active": True, "mixed": True}])
