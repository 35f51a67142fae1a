"""Labels: designs of the shop's own, who uses which, shop logos, and printers that were measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _stamp(table: str) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("who_id", RowId, sa.ForeignKey("person.id", name=op.f(f"fk_{table}_who_id")), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "label_design",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stock", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        *_stamp("label_design"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_design")),
        sa.UniqueConstraint("name", name=op.f("uq_label_design_name")),
    )
    own = sa.ForeignKey("label_design.id", name=op.f("fk_label_use_design_id"))
    op.create_table(
        "label_use",
        sa.Column("courier", sa.String(), nullable=False),
        sa.Column("design_id", RowId, own),
        sa.Column("shipped", sa.String(), nullable=False),
        *_stamp("label_use"),
        sa.CheckConstraint("(design_id IS NULL) <> (shipped = '')", name=op.f("ck_label_use_one_design")),
        sa.PrimaryKeyConstraint("courier", name=op.f("pk_label_use")),
    )
    op.create_table(
        "shop_logo",
        sa.Column("shop", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        *_stamp("shop_logo"),
        sa.PrimaryKeyConstraint("shop", name=op.f("pk_shop_logo")),
    )
    op.create_table(
        "label_calibration",
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("stock", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("cross_x", "cross_y", "ruler_x", "ruler_y")),
        *_stamp("label_calibration"),
        sa.CheckConstraint("ruler_x > 0 AND ruler_y > 0", name=op.f("ck_label_calibration_ruler")),
        sa.PrimaryKeyConstraint("printer", "stock", name=op.f("pk_label_calibration")),
    )


def downgrade() -> None:
    for table in ("label_calibration", "shop_logo", "label_use", "label_design"):
        op.drop_table(table)
