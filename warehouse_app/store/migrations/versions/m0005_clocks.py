"""Each shop may have hours and a cut-off of its own; what is not set is as the house.

Columns are added in plain SQL, as in the step before: rebuilding a table would touch those that point to it.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (("promise_hours", "INTEGER"), ("latest_hours", "INTEGER"), ("cut_off", "VARCHAR"), ("pickup_hours", "INTEGER"))


def upgrade() -> None:
    for column, kind in COLUMNS:
        op.execute(f"ALTER TABLE shop ADD COLUMN {column} {kind}")


def downgrade() -> None:
    for column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE shop DROP COLUMN {column}")
