"""Counting: stocktakes, their bins, lines, scans and results."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = "kind IN ('monthly','year_end','ad_hoc','spot','cycle','emptied','short')"
EMPTY = sa.text("''")


def upgrade() -> None:
    op.create_table(
        "stocktake",
        _id(),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("ended_at", Moment()),
        *_stamp("stocktake"),
        sa.CheckConstraint(KINDS, name=op.f("ck_stocktake_kind")),
        sa.CheckConstraint("state IN ('open','closed','cancelled')", name=op.f("ck_stocktake_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint("number", name=op.f("uq_stocktake_number")),
    )
    _bins()
    _lines()
    _results()
    forbid_changes(op.get_bind(), ["count_scan"])


def _bins() -> None:
    op.create_table(
        "count_bin",
        _id(),
        _reference("count_bin", "stocktake_id", "stocktake"),
        _reference("count_bin", "location_id", "location"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("other", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(), server_default=sa.text("'todo'"), nullable=False),
        sa.Column("empty", sa.Boolean(), server_default=sa.false(), nullable=False),
        _reference("count_bin", "assigned_id", "person", nullable=True),
        sa.Column("began_move", sa.Integer(), server_default="0", nullable=False),
        sa.Column("began_pick", sa.Integer(), server_default="0", nullable=False),
        _reference("count_bin", "counter_id", "person", nullable=True),
        sa.Column("counter_desk", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("done_at", Moment()),
        *_stamp("count_bin"),
        sa.CheckConstraint("state IN ('todo','counting','done')", name=op.f("ck_count_bin_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_bin")),
        sa.UniqueConstraint("stocktake_id", "location_id", "round", name=op.f("uq_count_bin_stocktake_id_location_id_round")),
    )
    op.create_index("ix_count_bin_state", "count_bin", ["stocktake_id", "state"])
    op.create_index("ix_count_bin_location_id", "count_bin", ["location_id"])


def _lines() -> None:
    op.create_table(
        "count_line",
        _reference("count_line", "bin_id", "count_bin"),
        _reference("count_line", "sku_id", "sku"),
        sa.Column("counted", sa.Integer(), server_default="0", nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("before", "book", "away", "at_move")),
        sa.Column("moment", Moment()),
        sa.Column("touched", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_count_line_counted")),
        sa.PrimaryKeyConstraint("bin_id", "sku_id", name=op.f("pk_count_line")),
    )
    op.create_table(
        "count_scan",
        _id(),
        sa.Column("action", sa.String(), nullable=False),
        _reference("count_scan", "bin_id", "count_bin"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        _reference("count_scan", "sku_id", "sku", nullable=True),
        sa.Column("quantity", sa.Integer(), server_default="0", nullable=False),
        _reference("count_scan", "undoes_id", "count_scan", nullable=True),
        *_stamp("count_scan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_scan")),
        sa.UniqueConstraint("action", name=op.f("uq_count_scan_action")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_count_scan_undoes_id")),
    )
    op.create_index("ix_count_scan_bin_id", "count_scan", ["bin_id", "id"])


def _results() -> None:
    op.create_table(
        "count_result",
        _id(),
        _reference("count_result", "stocktake_id", "stocktake"),
        _reference("count_result", "location_id", "location"),
        _reference("count_result", "sku_id", "sku"),
        _reference("count_result", "bin_id", "count_bin"),
        sa.Column("state", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("counted", "book", "away", "difference")),
        sa.Column("price", Money()),
        sa.Column("at_move", sa.Integer(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.Column("cause", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("note", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("action", sa.String()),
        _reference("count_result", "posted_sku_id", "sku", nullable=True),
        _reference("count_result", "approved_by", "person", nullable=True),
        sa.Column("approved_at", Moment()),
        sa.CheckConstraint("state IN ('recount','agreed','posted')", name=op.f("ck_count_result_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_result")),
        sa.UniqueConstraint(
            "stocktake_id", "location_id", "sku_id", name=op.f("uq_count_result_stocktake_id_location_id_sku_id")
        ),
    )
    op.create_index("ix_count_result_state", "count_result", ["stocktake_id", "state"])
    op.create_index("ix_count_result_sku_id", "count_result", ["sku_id", "moment"])
    op.create_index("ix_count_result_action", "count_result", ["action"])


def _id() -> sa.Column[Any]:
    return sa.Column("id", RowId, autoincrement=True, nullable=False)


def _reference(table: str, column: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=nullable)


def _stamp(table: str) -> list[sa.Column[Any]]:
    return [
        _reference(table, "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    ]


def downgrade() -> None:
    permit_changes(op.get_bind(), ["count_scan"])
    for table in ("count_result", "count_scan", "count_line", "count_bin", "stocktake"):
        op.drop_table(table)
