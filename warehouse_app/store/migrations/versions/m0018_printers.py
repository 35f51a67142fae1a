"""Dispatch: label printers, the queue before them, and the numbers of labels that were replaced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, RowId

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = (
    ("number", sa.String(), sa.text("''")),
    ("says", sa.String(), sa.text("''")),
    ("sent_at", Moment(), None),
)
# Labels printed so far carry the number their parcel has: no label was ever replaced before this step.
NUMBERED = (
    "UPDATE print_job SET number = coalesce((SELECT waybill FROM parcel WHERE parcel.id = print_job.parcel_id), '') "
    "WHERE paper = 'label'"
)


def upgrade() -> None:
    for name, kind, default in COLUMNS:
        op.add_column("print_job", sa.Column(name, kind, server_default=default, nullable=default is None))
    op.execute(NUMBERED)
    waiting = sa.text("state <> 'printed'")
    op.create_index("ix_print_job_queue", "print_job", ["printer", "state", "id"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "printer",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "kind", "address")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("dpi", "copies")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("paused", "confirms", "z64")),
        *_stamp("printer"),
        sa.CheckConstraint("kind IN ('qt', 'zpl', 'tspl')", name=op.f("ck_printer_kind")),
        sa.CheckConstraint("dpi BETWEEN 100 AND 1200", name=op.f("ck_printer_dpi")),
        sa.CheckConstraint("copies BETWEEN 1 AND 9", name=op.f("ck_printer_copies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("name", name=op.f("uq_printer_name")),
    )
    op.create_table(
        "void_label",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        _reference("void_label", "parcel_id", "parcel"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("courier", "new_number", "reason")),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        *_stamp("void_label"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_void_label")),
        sa.UniqueConstraint("number", name=op.f("uq_void_label_number")),
    )
    op.create_index("ix_void_label_parcel_id", "void_label", ["parcel_id"])


def downgrade() -> None:
    op.drop_table("void_label")
    op.drop_table("printer")
    op.drop_index("ix_print_job_queue", table_name="print_job")
    for name, _, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE print_job DROP COLUMN {name}")


def _reference(table: str, column: str, target: str) -> sa.Column[object]:
    return sa.Column(column, RowId, sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}")), nullable=False)


def _stamp(table: str) -> tuple[sa.Column[object], ...]:
    return (
        _reference(table, "who_id", "person"),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
