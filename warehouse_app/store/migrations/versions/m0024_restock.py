"""Restock: terms of a SKU, seasons, past sales, marked days, figures, alerts and rehearsals; how long people work on a day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

EMPTY = sa.text("''")
IS_OPEN = sa.text("state <> 'over'")


def upgrade() -> None:
    _decided()
    _days()
    _run()
    _figures()
    _alerts()
    _clearance()
    _plans()
    forbid_changes(op.get_bind(), ["alert_event"])


def _decided() -> None:
    op.create_table(
        "restock_terms",
        _reference("restock_terms", "sku_id", "sku"),
        _reference("restock_terms", "supplier_id", "supplier", nullable=True),
        *(sa.Column(name, sa.Integer()) for name in ("lead_days", "minimum", "pack", "safety", "least", "most")),
        sa.Column("never", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("note", sa.String(), server_default=EMPTY, nullable=False),
        *_stamp("restock_terms"),
        *(_check("restock_terms", name, f"{name} IS NULL OR {name} >= 0") for name in ("lead_days", "safety", "least", "most")),
        *(_check("restock_terms", name, f"{name} IS NULL OR {name} > 0") for name in ("minimum", "pack")),
        sa.PrimaryKeyConstraint("sku_id", name=op.f("pk_restock_terms")),
    )
    op.create_table(
        "product_season",
        _reference("product_season", "product_id", "product"),
        sa.Column("ends", sa.Date(), nullable=False),
        *_stamp("product_season"),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_season")),
    )


def _days() -> None:
    op.create_table(
        "past_sale",
        _reference("past_sale", "sku_id", "sku"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        _reference("past_sale", "import_id", "import_file"),
        _check("past_sale", "pieces", "pieces >= 0"),
        sa.PrimaryKeyConstraint("sku_id", "day", name=op.f("pk_past_sale")),
    )
    op.create_index("ix_past_sale_import_id", "past_sale", ["import_id"])
    op.create_table(
        "day_mark",
        _id(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), server_default=EMPTY, nullable=False),
        *_stamp("day_mark"),
        _check("day_mark", "kind", "kind IN ('closed', 'promotion', 'missing')"),
        _check("day_mark", "days", "begins <= ends"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_mark")),
    )
    op.create_table(
        "shift",
        sa.Column("day", sa.Date(), nullable=False),
        _reference("shift", "person_id", "person"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *_stamp("shift"),
        _check("shift", "minutes", "minutes > 0 AND minutes <= 1440"),
        sa.PrimaryKeyConstraint("day", "person_id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_person_id", "shift", ["person_id"])


def _run() -> None:
    op.create_table(
        "restock_run",
        _id(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("skus", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("warning", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        *_stamp("restock_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restock_run")),
    )
    op.create_index("ix_restock_run_day", "restock_run", ["day"])


_WHOLE = (
    "lead_days", "review_days", "safety", "safety_computed", "reorder_point", "target", "early", "on_hand", "arriving",
    "on_the_way", "drafted", "reserved", "position", "raw", "suggested",
)  # fmt: skip


def _figures() -> None:
    op.create_table(
        "restock_figure",
        _reference("restock_figure", "sku_id", "sku"),
        _reference("restock_figure", "run_id", "restock_run"),
        _reference("restock_figure", "supplier_id", "supplier", nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("verdict", "abc", "method")),
        sa.Column("few", sa.Boolean(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Double(), nullable=False)
            for name in ("daily", "trend", "error", "demand_lead", "demand_cover")
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _WHOLE),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("steps", "rule")),
        sa.Column("cover_days", sa.Integer()),
        *(sa.Column(name, sa.Date()) for name in ("stock_out", "order_by", "last_sale", "first_stock")),
        sa.Column("cost", Money()),
        _check(
            "restock_figure", "verdict", "verdict IN ('order', 'soon', 'enough', 'sell_out', 'never', 'unknown')"
        ),
        sa.PrimaryKeyConstraint("sku_id", name=op.f("pk_restock_figure")),
    )  # fmt: skip
    op.create_index("ix_restock_figure_verdict", "restock_figure", ["verdict", "order_by"])
    op.create_index("ix_restock_figure_supplier_id", "restock_figure", ["supplier_id"])


def _alerts() -> None:
    op.create_table(
        "restock_alert",
        _id(),
        _reference("restock_alert", "sku_id", "sku"),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("position", "reorder_point", "suggested")),
        sa.Column("until", sa.Date()),
        sa.Column("reason", sa.String(), server_default=EMPTY, nullable=False),
        _reference("restock_alert", "order_id", "purchase_order", nullable=True),
        sa.Column("over_at", Moment()),
        *_stamp("restock_alert"),
        _check("restock_alert", "state", "state IN ('new', 'ordered', 'snoozed', 'dismissed', 'over')"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restock_alert")),
    )
    op.create_index(
        "uq_restock_alert_open", "restock_alert", ["sku_id"], unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
    )
    op.create_index("ix_restock_alert_sku_id", "restock_alert", ["sku_id", "id"])
    op.create_index("ix_restock_alert_order_id", "restock_alert", ["order_id"])
    op.create_table(
        "alert_event",
        _id(),
        _reference("alert_event", "alert_id", "restock_alert"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        *_stamp("alert_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_event")),
    )
    op.create_index("ix_alert_event_alert_id", "alert_event", ["alert_id"])


def _clearance() -> None:
    op.create_table(
        "clearance_note",
        _reference("clearance_note", "sku_id", "sku"),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default=EMPTY, nullable=False),
        *_stamp("clearance_note"),
        _check("clearance_note", "act", "act IN ('write_off', 'give_back', 'mark_down', 'bundle', 'keep')"),
        sa.PrimaryKeyConstraint("sku_id", name=op.f("pk_clearance_note")),
    )


def _plans() -> None:
    op.create_table(
        "promotion_plan",
        _id(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("basis", "needs")),
        sa.Column("note", sa.String(), server_default=EMPTY, nullable=False),
        *_stamp("promotion_plan"),
        _check("promotion_plan", "days", "begins <= ends"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_plan")),
        sa.UniqueConstraint("name", name=op.f("uq_promotion_plan_name")),
    )
    op.create_table(
        "promotion_line",
        _id(),
        _reference("promotion_line", "plan_id", "promotion_plan"),
        _reference("promotion_line", "sku_id", "sku"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("pieces", "available", "to_order")),
        sa.Column("order_by", sa.Date()),
        _check("promotion_line", "pieces", "pieces >= 0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_line")),
        sa.UniqueConstraint("plan_id", "sku_id", name=op.f("uq_promotion_line_plan_id_sku_id")),
    )


def _id() -> sa.Column[Any]:
    return sa.Column("id", RowId, autoincrement=True, nullable=False)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _reference(table: str, column: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=nullable)


def _stamp(table: str) -> list[sa.Column[Any]]:
    return [
        _reference(table, "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    ]


def downgrade() -> None:
    permit_changes(op.get_bind(), ["alert_event"])
    for table in (
        "promotion_line", "promotion_plan", "clearance_note", "alert_event", "restock_alert", "restock_figure", "restock_run",
        "shift", "day_mark", "past_sale", "product_season", "restock_terms",
    ):  # fmt: skip
        op.drop_table(table)
