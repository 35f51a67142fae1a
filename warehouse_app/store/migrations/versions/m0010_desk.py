"""The packing desk: parcels set aside or completed short, mistakes that came back, and indexes for a person's own figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

APPEND_ONLY = ("parcel_aside", "parcel_short")
CAUGHT = sa.text("verdict IN ('wrong_item', 'one_too_many', 'belongs_elsewhere')")


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False)


def _stamp() -> list[sa.Column[object]]:
    return [
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "parcel_aside",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("scan_id", RowId, nullable=False),
        sa.Column("parcel_id", RowId, nullable=False),
        _words("reason"),
        _words("note"),
        *_stamp(),
        _key("parcel_aside", "scan_id", "scan"),
        _key("parcel_aside", "parcel_id", "parcel"),
        _key("parcel_aside", "who_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_aside")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_parcel_aside_scan_id")),
    )
    op.create_table(
        "parcel_short",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("parcel_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("part_id", RowId, nullable=False),
        sa.Column("packer_id", RowId, nullable=False),
        _words("reason"),
        _words("note"),
        *_stamp(),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_parcel_short_pieces")),
        _key("parcel_short", "parcel_id", "parcel"),
        _key("parcel_short", "sku_id", "sku"),
        _key("parcel_short", "part_id", "orders"),
        _key("parcel_short", "packer_id", "person"),
        _key("parcel_short", "who_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_short")),
    )
    op.create_index("ix_parcel_short_parcel_id", "parcel_short", ["parcel_id"])
    op.create_index("ix_parcel_short_at", "parcel_short", ["at"])
    _mispack()
    op.create_index("ix_parcel_packed_by", "parcel", ["packed_by", "packed_at"])
    op.create_index("ix_scan_caught", "scan", ["who_id", "at"], sqlite_where=CAUGHT, postgresql_where=CAUGHT)
    forbid_changes(op.get_bind(), APPEND_ONLY)


def _mispack() -> None:
    op.create_table(
        "mispack",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("parcel_id", RowId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sku_id", RowId, nullable=True),
        sa.Column("pieces", sa.Integer(), server_default="1", nullable=False),
        sa.Column("packer_id", RowId, nullable=True),
        sa.Column("checker_id", RowId, nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        _words("note"),
        sa.Column("withdrawn_at", Moment(timezone=True), nullable=True),
        sa.Column("withdrawn_by", RowId, nullable=True),
        _words("withdrawn_why"),
        *_stamp(),
        sa.CheckConstraint(
            "kind IN ('wrong_item','missing','extra','wrong_address','damaged','other')", name=op.f("ck_mispack_kind")
        ),
        sa.CheckConstraint(
            "cause IN ('look_alike','not_scanned','bin_mixed','label_mixed','bad_packing','unknown')",
            name=op.f("ck_mispack_cause"),
        ),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_mispack_pieces")),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name=op.f("ck_mispack_cost")),
        _key("mispack", "parcel_id", "parcel"),
        _key("mispack", "sku_id", "sku"),
        _key("mispack", "packer_id", "person"),
        _key("mispack", "checker_id", "person"),
        _key("mispack", "withdrawn_by", "person"),
        _key("mispack", "who_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mispack")),
        sa.UniqueConstraint("action", name=op.f("uq_mispack_action")),
    )
    for column in ("parcel_id", "packer_id", "at"):
        op.create_index(f"ix_mispack_{column}", "mispack", [column])


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY)
    op.drop_index("ix_scan_caught", table_name="scan")
    op.drop_index("ix_parcel_packed_by", table_name="parcel")
    for table in ("mispack", "parcel_short", "parcel_aside"):
        op.drop_table(table)
