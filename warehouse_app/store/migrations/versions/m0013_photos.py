"""Evidence: pictures of parcels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("parcel_id", RowId, sa.ForeignKey("parcel.id", name=op.f("fk_photo_parcel_id")), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("deleted_at", Moment()),
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f("fk_photo_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_photo_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("action", name=op.f("uq_photo_action")),
    )
    op.create_index("ix_photo_parcel_id", "photo", ["parcel_id"])
    op.create_index("ix_photo_deleted_at", "photo", ["deleted_at", "at"])


def downgrade() -> None:
    op.drop_table("photo")
