"""Couriers: what they charge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "courier_prices",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        _reference("courier_prices", "courier_id", "courier"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("divisor", sa.Integer(), nullable=True),
        sa.Column("surcharge", Money(), nullable=False),
        sa.Column("remote", sa.JSON(), nullable=False),
        sa.Column("cod_fee", Money(), nullable=False),
        *_stamp("courier_prices"),
        sa.CheckConstraint("divisor IS NULL OR divisor > 0", name=op.f("ck_courier_prices_divisor")),
        sa.CheckConstraint("surcharge >= 0", name=op.f("ck_courier_prices_surcharge")),
        sa.CheckConstraint("cod_fee >= 0", name=op.f("ck_courier_prices_cod_fee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_prices")),
        sa.UniqueConstraint("courier_id", "valid_from", name=op.f("uq_courier_prices_courier_id_valid_from")),
    )
    op.create_table(
        "price_zone",
        _reference("price_zone", "prices_id", "courier_prices"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("first_g", sa.Integer(), nullable=False),
        sa.Column("first_price", Money(), nullable=False),
        sa.Column("step_g", sa.Integer(), nullable=False),
        sa.Column("step_price", Money(), nullable=False),
        sa.CheckConstraint("first_g > 0", name=op.f("ck_price_zone_first_g")),
        sa.CheckConstraint("first_price >= 0", name=op.f("ck_price_zone_first_price")),
        sa.CheckConstraint("step_g > 0", name=op.f("ck_price_zone_step_g")),
        sa.CheckConstraint("step_price >= 0", name=op.f("ck_price_zone_step_price")),
        sa.PrimaryKeyConstraint("prices_id", "place", name=op.f("pk_price_zone")),
    )


def downgrade() -> None:
    op.drop_table("price_zone")
    op.drop_table("courier_prices")


def _reference(table: str, column: str, target: str) -> sa.Column[object]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=False)


def _stamp(table: str) -> tuple[sa.Column[object], ...]:
    return (
        _reference(table, "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
