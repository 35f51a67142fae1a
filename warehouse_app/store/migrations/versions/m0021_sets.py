"""Orders: what sets of a line are made of when they come as components; a bin may be promised to a line for several SKUs.
Scores of practice.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = ["order_line_id", "location_id", "lot"]


def upgrade() -> None:
    op.create_table(
        "set_part",
        sa.Column("order_line_id", RowId, sa.ForeignKey("order_line.id", name=op.f("fk_set_part_order_line_id")), nullable=False),
        sa.Column("part_id", RowId, sa.ForeignKey("sku.id", name=op.f("fk_set_part_part_id")), nullable=False),
        sa.Column("per_set", sa.Integer(), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_set > 0", name=op.f("ck_set_part_per_set")),
        sa.CheckConstraint("sets > 0", name=op.f("ck_set_part_sets")),
        sa.PrimaryKeyConstraint("order_line_id", "part_id", name=op.f("pk_set_part")),
    )
    op.create_index(op.f("ix_set_part_part_id"), "set_part", ["part_id"])
    _unique([*BEFORE, "sku_id"], before=BEFORE)
    op.create_table(
        "practice_score",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("parcels", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f("fk_practice_score_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("points >= 0 AND points <= 100", name=op.f("ck_practice_score_points")),
        sa.CheckConstraint("parcels > 0", name=op.f("ck_practice_score_parcels")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_score")),
        sa.UniqueConstraint("action", name=op.f("uq_practice_score_action")),
    )
    op.create_index("ix_practice_score_who_id", "practice_score", ["who_id", "at"])


def downgrade() -> None:
    op.drop_table("practice_score")
    _unique(BEFORE, before=[*BEFORE, "sku_id"])
    op.drop_table("set_part")


def _unique(columns: list[str], *, before: list[str]) -> None:
    """SQLite cannot change a constraint: there the table is written anew."""
    with op.batch_alter_table("reservation") as table:
        table.drop_constraint(op.f(_name(before)), type_="unique")
        table.create_unique_constraint(op.f(_name(columns)), columns)


def _name(columns: list[str]) -> str:
    return f"uq_reservation_{'_'.join(columns)}"
