"""Packing: boxes and materials in the catalogue, and what each parcel is packed in.

Columns are added in plain SQL: rebuilding a table would take its search triggers along.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    (
        "packs",
        "VARCHAR DEFAULT '' NOT NULL CONSTRAINT ck_sku_packs CHECK (packs IN ('', 'carton', 'bag', 'filling', 'tape', 'other'))",
    ),
    ("inner_length_mm", "INTEGER"),
    ("inner_width_mm", "INTEGER"),
    ("inner_height_mm", "INTEGER"),
    ("carries_g", "INTEGER CONSTRAINT ck_sku_carries CHECK (carries_g IS NULL OR carries_g > 0)"),
    ("least", "INTEGER CONSTRAINT ck_sku_least CHECK (least IS NULL OR least >= 0)"),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.execute(f"ALTER TABLE sku ADD COLUMN {name} {kind}")
    op.create_table(
        "parcel_material",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("parcel_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_parcel_material_quantity")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_material_parcel_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_parcel_material_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_parcel_material_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_material")),
        sa.UniqueConstraint("parcel_id", "sku_id", name=op.f("uq_parcel_material_parcel_id_sku_id")),
    )


def downgrade() -> None:
    op.drop_table("parcel_material")
    for name, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE sku DROP COLUMN {name}")
