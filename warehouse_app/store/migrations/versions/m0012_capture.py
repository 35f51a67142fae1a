"""Packing: limits for keyed numbers, what a product asks for after its scan, what was captured, and sets made of components."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = (
    ("product", "serials", "BOOLEAN DEFAULT {false} NOT NULL"),
    ("product", "quality_look", "VARCHAR DEFAULT '' NOT NULL"),
    ("sku", "key_limit", "INTEGER CONSTRAINT ck_sku_key_limit CHECK (key_limit IS NULL OR key_limit >= 0)"),
    ("parcel_line", "asks", "INTEGER DEFAULT '0' NOT NULL"),
)


def upgrade() -> None:
    false = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    for table, column, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(false=false)}")
    op.create_table(
        "kit_component",
        _reference("kit_component", "kit_id", "sku"),
        _reference("kit_component", "part_id", "sku"),
        sa.Column("pieces", sa.Integer(), nullable=False),
        *_stamp("kit_component"),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_kit_component_pieces")),
        sa.CheckConstraint("kit_id <> part_id", name=op.f("ck_kit_component_part")),
        sa.PrimaryKeyConstraint("kit_id", "part_id", name=op.f("pk_kit_component")),
    )
    op.create_index(op.f("ix_kit_component_part_id"), "kit_component", ["part_id"])
    _captures()


def _captures() -> None:
    op.create_table(
        "parcel_capture",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        _reference("parcel_capture", "parcel_id", "parcel"),
        _reference("parcel_capture", "sku_id", "sku"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), server_default=sa.text("''"), nullable=False),
        _reference("parcel_capture", "part_id", "sku", nullable=True),
        sa.Column("pieces", sa.Integer(), server_default="1", nullable=False),
        _reference("parcel_capture", "scan_id", "scan"),
        sa.Column("back_at", Moment(), nullable=True),
        *_stamp("parcel_capture"),
        sa.CheckConstraint("kind IN ('serial', 'lot', 'look', 'part')", name=op.f("ck_parcel_capture_kind")),
        sa.CheckConstraint("(kind = 'part') = (part_id IS NOT NULL)", name=op.f("ck_parcel_capture_part")),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_parcel_capture_pieces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_capture")),
    )
    op.create_index("ix_parcel_capture_parcel_id", "parcel_capture", ["parcel_id", "sku_id", "kind"])
    op.create_index("ix_parcel_capture_scan_id", "parcel_capture", ["scan_id"])
    live = sa.text("kind = 'serial' AND back_at IS NULL")
    op.create_index(
        "uq_parcel_capture_serial", "parcel_capture", ["sku_id", "value"], unique=True, sqlite_where=live, postgresql_where=live
    )


def downgrade() -> None:
    op.drop_table("parcel_capture")
    op.drop_table("kit_component")
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _reference(table: str, column: str, target: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=nullable)


def _stamp(table: str) -> tuple[sa.Column[object], ...]:
    return (
        _reference(table, "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
