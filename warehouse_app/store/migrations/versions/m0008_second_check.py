"""Packing: the second check, its blind counts and the differences they find."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("check_piece", "check_difference")


def upgrade() -> None:
    _checks()
    _pieces()
    forbid_changes(op.get_bind(), APPEND_ONLY)


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY)
    for table in ("check_difference", "check_piece", "second_check"):
        op.drop_table(table)


def _reference(table: str, column: str, target: str) -> sa.Column[object]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=False)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _checks() -> None:
    op.create_table(
        "second_check",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        _reference("second_check", "parcel_id", "parcel"),
        _reference("second_check", "first_id", "person"),
        sa.Column("state", sa.String(), nullable=False),
        _whole("counted"),
        sa.Column("same_ok", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("left", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        _reference("second_check", "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('open','equal','different','void')", name=op.f("ck_second_check_state")),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_second_check_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_check")),
    )
    op.create_index("ix_second_check_parcel_id", "second_check", ["parcel_id", "id"])
    op.create_index("ix_second_check_first_id", "second_check", ["first_id", "state"])
    running = sa.text("state = 'open'")
    op.create_index(
        "ix_second_check_running", "second_check", ["parcel_id"], unique=True, sqlite_where=running, postgresql_where=running
    )


def _pieces() -> None:
    op.create_table(
        "check_piece",
        sa.Column(
            "scan_id", RowId, sa.ForeignKey("scan.id", name=op.f("fk_check_piece_scan_id")), autoincrement=False, nullable=False
        ),
        _reference("check_piece", "check_id", "second_check"),
        _reference("check_piece", "sku_id", "sku"),
        _whole("pieces"),
        sa.CheckConstraint("pieces <> 0", name=op.f("ck_check_piece_pieces")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_check_piece")),
    )
    op.create_index("ix_check_piece_check_id", "check_piece", ["check_id", "scan_id"])
    op.create_table(
        "check_difference",
        _reference("check_difference", "check_id", "second_check"),
        _reference("check_difference", "sku_id", "sku"),
        _whole("needed"),
        _whole("first"),
        _whole("second"),
        sa.CheckConstraint("second <> needed OR first <> needed", name=op.f("ck_check_difference_differs")),
        sa.PrimaryKeyConstraint("check_id", "sku_id", name=op.f("pk_check_difference")),
    )
