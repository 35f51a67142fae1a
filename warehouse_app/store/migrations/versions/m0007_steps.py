"""Packing: the steps a parcel still owes when its goods are in."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE parcel ADD COLUMN owes INTEGER DEFAULT '0' NOT NULL CONSTRAINT ck_parcel_owes CHECK (owes >= 0)")


def downgrade() -> None:
    op.execute("ALTER TABLE parcel DROP COLUMN owes")
