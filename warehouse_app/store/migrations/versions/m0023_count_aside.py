"""Pictures of goods whose code nobody knew when they were counted; bins that are locked while they are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "count_picture",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("action", "code", "file", "sha256")),
        sa.Column("bin_id", RowId, sa.ForeignKey("count_bin.id", name=op.f("fk_count_picture_bin_id")), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f("fk_count_picture_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_count_picture_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_picture")),
        sa.UniqueConstraint("action", name=op.f("uq_count_picture_action")),
    )
    op.create_index("ix_count_picture_bin_id", "count_picture", ["bin_id"])
    op.create_table(
        "bin_lock",
        sa.Column("location_id", RowId, sa.ForeignKey("location.id", name=op.f("fk_bin_lock_location_id")), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f("fk_bin_lock_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("location_id", name=op.f("pk_bin_lock")),
    )
    op.create_index("ix_bin_lock_holder", "bin_lock", ["holder"])


def downgrade() -> None:
    for table in ("bin_lock", "count_picture"):
        op.drop_table(table)
