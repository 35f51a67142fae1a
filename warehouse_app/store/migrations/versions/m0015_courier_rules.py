"""Couriers: what they charge, the rules by which one is chosen, where they go, and what the rules ask of goods and orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


COLUMNS = (
    ("product", "liquid", "BOOLEAN DEFAULT {false} NOT NULL"),
    ("product", "fragile", "BOOLEAN DEFAULT {false} NOT NULL"),
    ("orders", "payment", "VARCHAR DEFAULT '' NOT NULL"),
)


def upgrade() -> None:
    false = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    for table, column, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(false=false)}")
    _prices()
    _rules()


def _prices() -> None:
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


def _rules() -> None:
    op.create_table(
        "courier_rule",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        *_stamp("courier_rule"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_rule")),
        sa.UniqueConstraint("name", name=op.f("uq_courier_rule_name")),
    )
    op.create_table(
        "courier_reach",
        _reference("courier_reach", "courier_id", "courier"),
        sa.Column("only", sa.JSON(), nullable=False),
        sa.Column("never", sa.JSON(), nullable=False),
        *_stamp("courier_reach"),
        sa.PrimaryKeyConstraint("courier_id", name=op.f("pk_courier_reach")),
    )
    op.create_table(
        "order_courier",
        _reference("order_courier", "order_id", "orders"),
        sa.Column("courier", sa.String(), nullable=False),
        sa.Column("area", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_stamp("order_courier"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_courier")),
    )


def downgrade() -> None:
    for table in ("order_courier", "courier_reach", "courier_rule", "price_zone", "courier_prices"):
        op.drop_table(table)
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _reference(table: str, column: str, target: str) -> sa.Column[object]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=False)


def _stamp(table: str) -> tuple[sa.Column[object], ...]:
    return (
        _reference(table, "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
