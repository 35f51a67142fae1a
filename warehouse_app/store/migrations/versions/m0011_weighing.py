"""Weighing: every time a parcel stood on the scale."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

APPEND_ONLY = ("weighing",)


def upgrade() -> None:
    op.create_table(
        "weighing",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("parcel_id", RowId, sa.ForeignKey("parcel.id", name=op.f("fk_weighing_parcel_id")), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("expected_g", sa.Integer()),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f("fk_weighing_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("outcome IN ('right','off','accepted')", name=op.f("ck_weighing_outcome")),
        sa.CheckConstraint("source IN ('typed','scale')", name=op.f("ck_weighing_source")),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_weighing_weight")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weighing")),
        sa.UniqueConstraint("action", name=op.f("uq_weighing_action")),
    )
    op.create_index("ix_weighing_parcel_id", "weighing", ["parcel_id"])
    forbid_changes(op.get_bind(), APPEND_ONLY)


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY)
    op.drop_table("weighing")
