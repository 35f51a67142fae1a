"""Packing: further parcels for what did not fit into an order's first one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "further_parcel",
        *(
            sa.Column(name, RowId, sa.ForeignKey("parcel.id", name=op.f(f"fk_further_parcel_{name}")), nullable=False)
            for name in ("parcel_id", "after_id", "first_id")
        ),
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f("fk_further_parcel_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_further_parcel")),
    )
    for column in ("first_id", "after_id", "at"):
        op.create_index(f"ix_further_parcel_{column}", "further_parcel", [column])


def downgrade() -> None:
    op.drop_table("further_parcel")
