"""Freight: couriers' bills, what differs from our figures, and what parcels cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NOTHING, NO_WORDS = sa.text("0"), sa.text("''")


def upgrade() -> None:
    _bills()
    _lines()
    _differences()
    _costs()


def downgrade() -> None:
    for table in ("parcel_cost", "bill_difference", "bill_problem", "bill_line", "courier_bill"):
        op.drop_table(table)


def _reference(table: str, column: str, target: str, *, needed: bool = True) -> sa.Column[object]:
    name = op.f(f"fk_{table}_{column}")
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=name), nullable=not needed)


def _money(name: str, *, needed: bool = True, nothing: bool = False) -> sa.Column[object]:
    return sa.Column(name, Money(), server_default=NOTHING if nothing else None, nullable=not needed)


def _words(name: str, *, empty: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.String(), server_default=NO_WORDS if empty else None, nullable=False)


def _number() -> sa.Column[object]:
    return sa.Column("id", RowId, autoincrement=True, nullable=False)


def _bills() -> None:
    op.create_table(
        "courier_bill",
        _number(),
        _words("courier", empty=False),
        sa.Column("month", sa.Date(), nullable=False),
        _words("name", empty=False),
        _words("sha256", empty=False),
        _words("state", empty=False),
        sa.Column("lines", sa.Integer(), server_default=NOTHING, nullable=False),
        sa.Column("refused", sa.Integer(), server_default=NOTHING, nullable=False),
        _money("total", nothing=True),
        sa.Column("compared_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        _reference("courier_bill", "who_id", "person"),
        _words("desk", empty=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('reading','open','sent')", name=op.f("ck_courier_bill_state")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_courier_bill_sent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_bill")),
        sa.UniqueConstraint("sha256", name=op.f("uq_courier_bill_sha256")),
    )


def _lines() -> None:
    op.create_table(
        "bill_line",
        _number(),
        _reference("bill_line", "bill_id", "courier_bill"),
        sa.Column("row", sa.Integer(), nullable=False),
        _words("waybill", empty=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        _words("place"),
        sa.Column("day", sa.Date(), nullable=True),
        _money("amount"),
        _reference("bill_line", "parcel_id", "parcel", needed=False),
        sa.Column("counts", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("weight_g IS NULL OR weight_g > 0", name=op.f("ck_bill_line_weight")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_bill_line_amount")),
        sa.CheckConstraint("parcel_id IS NOT NULL OR NOT counts", name=op.f("ck_bill_line_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_line")),
        sa.UniqueConstraint("bill_id", "row", name=op.f("uq_bill_line_bill_id_row")),
    )
    op.create_index("ix_bill_line_waybill", "bill_line", ["waybill"])
    op.create_index("ix_bill_line_parcel_id", "bill_line", ["parcel_id", "counts"])
    op.create_table(
        "bill_problem",
        _number(),
        _reference("bill_problem", "bill_id", "courier_bill"),
        sa.Column("row", sa.Integer(), nullable=False),
        _words("column", empty=False),
        _words("code", empty=False),
        _words("value"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_problem")),
    )
    op.create_index("ix_bill_problem_bill_id", "bill_problem", ["bill_id"])


def _differences() -> None:
    op.create_table(
        "bill_difference",
        _number(),
        _reference("bill_difference", "bill_id", "courier_bill"),
        _reference("bill_difference", "line_id", "bill_line", needed=False),
        _reference("bill_difference", "parcel_id", "parcel", needed=False),
        sa.Column("kinds", sa.Integer(), nullable=False),
        _words("detail"),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        _words("source"),
        _words("place"),
        _money("theirs"),
        _money("ours", needed=False),
        _money("difference"),
        *(_money(f"{part}_part", nothing=True) for part in ("whole", "weight", "zone", "price")),
        _words("state"),
        _words("note"),
        _money("credited", needed=False),
        _reference("bill_difference", "decided_by", "person", needed=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('','accepted','disputed','settled')", name=op.f("ck_bill_difference_state")),
        sa.CheckConstraint("line_id IS NOT NULL OR parcel_id IS NOT NULL", name=op.f("ck_bill_difference_about")),
        sa.CheckConstraint(
            "whole_part + weight_part + zone_part + price_part = difference", name=op.f("ck_bill_difference_parts")
        ),
        sa.CheckConstraint("credited IS NULL OR (state = 'settled' AND credited >= 0)", name=op.f("ck_bill_difference_credited")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_difference")),
        sa.UniqueConstraint("line_id", name=op.f("uq_bill_difference_line_id")),
    )
    op.create_index("ix_bill_difference_bill_id", "bill_difference", ["bill_id", "state"])
    missing = sa.text("line_id IS NULL")
    op.create_index(
        "uq_bill_difference_missing",
        "bill_difference",
        ["parcel_id"],
        unique=True,
        sqlite_where=missing,
        postgresql_where=missing,
    )


def _costs() -> None:
    op.create_table(
        "parcel_cost",
        sa.Column(
            "parcel_id", RowId, sa.ForeignKey("parcel.id", name=op.f("fk_parcel_cost_parcel_id")), autoincrement=False,
            nullable=False,
        ),
        _words("courier", empty=False),
        _words("province"),
        _reference("parcel_cost", "shop_id", "shop"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        _words("source"),
        _money("ours", needed=False),
        sa.Column("prices_id", RowId, nullable=True),
        sa.Column("priced_at", Moment(), nullable=False),
        sa.CheckConstraint("source IN ('','weighed','computed')", name=op.f("ck_parcel_cost_source")),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_parcel_cost")),
    )  # fmt: skip
    op.create_index("ix_parcel_cost_day", "parcel_cost", ["day", "courier"])
