"""Waybill numbers: their branch, the order they were made for, what came with them for the label, and how they ended."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

APPEND_ONLY = ("waybill_event",)
KEPT = sa.text("kept_for <> ''")


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False)


def _key(table: str, column: str, of: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{of}.id", name=op.f(f"fk_{table}_{column}")), nullable=nullable)


def _stamp(table: str) -> list[sa.Column[Any]]:
    return [
        _key(table, "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    ]


def upgrade() -> None:
    op.add_column("waybill_number", _words("branch"))
    op.add_column("waybill_number", _words("kept_for"))
    op.create_index("ix_waybill_number_branch", "waybill_number", ["state", "courier_id", "branch", "kept_for"])
    op.create_index("ix_waybill_number_kept_for", "waybill_number", ["kept_for"], sqlite_where=KEPT, postgresql_where=KEPT)
    op.create_table(
        "waybill_print",
        _key("waybill_print", "number_id", "waybill_number"),
        _words("routing_mark"),
        _words("hub"),
        sa.Column("print_data", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("number_id", name=op.f("pk_waybill_print")),
    )
    op.create_table(
        "waybill_event",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        _key("waybill_event", "number_id", "waybill_number"),
        sa.Column("kind", sa.String(), nullable=False),
        _key("waybill_event", "parcel_id", "parcel", nullable=True),
        _words("reason"),
        *_stamp("waybill_event"),
        sa.CheckConstraint("kind IN ('voided', 'returned')", name=op.f("ck_waybill_event_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybill_event")),
    )
    op.create_index("ix_waybill_event_number_id", "waybill_event", ["number_id"])
    op.create_table(
        "pool_limit",
        _key("pool_limit", "courier_id", "courier"),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        *_stamp("pool_limit"),
        sa.CheckConstraint("low >= 0", name=op.f("ck_pool_limit_low")),
        sa.PrimaryKeyConstraint("courier_id", "branch", name=op.f("pk_pool_limit")),
    )
    forbid_changes(op.get_bind(), APPEND_ONLY)


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY)
    for table in ("pool_limit", "waybill_event", "waybill_print"):
        op.drop_table(table)
    op.drop_index("ix_waybill_number_kept_for", table_name="waybill_number")
    op.drop_index("ix_waybill_number_branch", table_name="waybill_number")
    op.drop_column("waybill_number", "kept_for")
    op.drop_column("waybill_number", "branch")
