"""Following: what a trip leaves behind and takes back, differences with the shop, tracking, cases, and claims."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

APPEND_ONLY = ("handover_return", "tracking", "case_note")
_NOT_SETTLED, _OPEN, _LIVE = (sa.text(words) for words in ("settled_at IS NULL", "closed_at IS NULL", "state <> 'refused'"))


def _make(table: str, *parts: Any, keys: dict[str, str], own_id: bool = True, stamped: bool = True) -> None:
    """A table with these columns; ``keys`` are its references, each column with the table it names."""
    stamp = [sa.Column("who_id", RowId, nullable=False), sa.Column("desk", sa.String(), nullable=False)]
    stamp.append(sa.Column("at", Moment(), nullable=False))
    own = [sa.Column("id", RowId, autoincrement=True, nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]
    named = keys | ({"who_id": "person"} if stamped else {})
    op.create_table(
        table,
        *(own if own_id else ()),
        *parts,
        *(stamp if stamped else ()),
        *(
            sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, of in named.items()
        ),
    )  # fmt: skip


def _id(name: str, *, may_miss: bool = False) -> sa.Column[Any]:
    return sa.Column(name, RowId, nullable=may_miss)


def _text(name: str, *, default: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''") if default else None)


def _check(table: str, name: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(words, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{columns[0]}", table, list(columns))


def _one_open(name: str, table: str, column: str, where: Any) -> None:
    op.create_index(name, table, [column], unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.add_column("handover", _text("driver", default=True))
    _of_trips()
    _of_shops()
    _of_tracking()
    _of_cases()
    _of_claims()
    forbid_changes(op.get_bind(), APPEND_ONLY)


def _of_trips() -> None:
    _make(
        "handover_left", _id("handover_id"), _id("parcel_id"),
        sa.PrimaryKeyConstraint("handover_id", "parcel_id", name=op.f("pk_handover_left")),
        keys={"handover_id": "handover", "parcel_id": "parcel"}, own_id=False, stamped=False,
    )  # fmt: skip
    _index("handover_left", "parcel_id")
    both = {"parcel_id": "parcel", "handover_id": "handover"}
    _make(
        "handover_return", _text("action"), _id("parcel_id"), _id("handover_id"), _text("reason"),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("action", name=op.f("uq_handover_return_action")), keys=both,
    )  # fmt: skip
    for column in both:
        _index("handover_return", column)
    _make(
        "handover_sheet", _text("action"), _id("handover_id"), _text("file"), _text("sha256"),
        sa.Column("size", sa.Integer(), nullable=False), _check("handover_sheet", "size", "size > 0"),
        sa.UniqueConstraint("action", name=op.f("uq_handover_sheet_action")), keys={"handover_id": "handover"},
    )  # fmt: skip
    _index("handover_sheet", "handover_id")


def _of_shops() -> None:
    table = "shop_difference"
    _make(
        table, _id("order_id"), _text("kind"), _text("file"), sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("settled_at", Moment()), _id("settled_by", may_miss=True), _text("settled_how", default=True),
        _text("reason", default=True),
        _check(table, "kind", "kind IN ('not_there', 'not_here', 'elsewhere')"),
        _check(table, "settled_how", "settled_how IN ('', 'file', 'here', 'person')"),
        _check(table, "settled", "(settled_at IS NULL) = (settled_how = '')"),
        keys={"order_id": "orders", "settled_by": "person"},
    )  # fmt: skip
    _index(table, "order_id")
    _one_open("uq_shop_difference_open", table, "order_id", _NOT_SETTLED)


def _of_tracking() -> None:
    statuses = "'picked_up','moving','delivering','signed','refused','returned','lost','damaged','problem'"
    _make(
        "tracking", _id("parcel_id"), sa.Column("moment", Moment(), nullable=False), _text("status"),
        _text("words", default=True), _text("place", default=True), _text("source"),
        _check("tracking", "status", f"status IN ({statuses})"), _check("tracking", "source", "source IN ('file', 'hand')"),
        sa.UniqueConstraint("parcel_id", "moment", "status", name=op.f("uq_tracking_parcel_id_moment_status")),
        keys={"parcel_id": "parcel"},
    )  # fmt: skip
    _index("tracking", "at")
    _make(
        "parcel_track", _id("parcel_id"), _text("status"), sa.Column("moment", Moment(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_parcel_track")),
        keys={"parcel_id": "parcel"}, own_id=False, stamped=False,
    )  # fmt: skip
    _index("parcel_track", "status", "moment")


def _of_cases() -> None:
    table = "parcel_case"
    _make(
        table, _id("parcel_id"), _text("kind"), sa.Column("by_itself", sa.Boolean(), nullable=False),
        _text("next_step", default=True), sa.Column("promised", sa.Date()), _id("owner_id", may_miss=True),
        sa.Column("closed_at", Moment()), _id("closed_by", may_miss=True), _text("outcome", default=True),
        _check(table, "kind", "kind IN ('no_movement','refused','returned','lost','damaged','problem')"),
        _check(table, "outcome", "outcome IN ('','delivered','came_back','resent','refunded','claimed','other')"),
        _check(table, "closed", "(closed_at IS NULL) = (outcome = '')"),
        keys={"parcel_id": "parcel", "owner_id": "person", "closed_by": "person"},
    )  # fmt: skip
    _index(table, "parcel_id")
    _one_open("uq_parcel_case_open", table, "parcel_id", _OPEN)
    _make(
        "case_note",
        _id("case_id"),
        _text("kind"),
        sa.Column("fields", sa.JSON(), nullable=False),
        keys={"case_id": "parcel_case"},
    )
    _index("case_note", "case_id")


def _of_claims() -> None:
    table = "claim"
    _make(
        table, _text("action"), _id("case_id"), _id("parcel_id"), _text("state"),
        *(sa.Column(name, Money(), nullable=False) for name in ("goods", "freight", "claimed")), sa.Column("paid", Money()),
        *(sa.Column(name, sa.Date()) for name in ("sent_on", "answered_on", "paid_on")), _text("note", default=True),
        _check(table, "state", "state IN ('draft', 'sent', 'accepted', 'refused', 'paid')"),
        _check(table, "amounts", "goods >= 0 AND freight >= 0 AND claimed > 0"),
        _check(table, "paid", "(state = 'paid') = (paid IS NOT NULL)"),
        _check(table, "sent", "(state = 'draft') = (sent_on IS NULL)"),
        sa.UniqueConstraint("action", name=op.f("uq_claim_action")),
        keys={"case_id": "parcel_case", "parcel_id": "parcel"},
    )  # fmt: skip
    _index(table, "case_id")
    _one_open("uq_claim_live", table, "parcel_id", _LIVE)


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY)
    for table in (
        "claim", "case_note", "parcel_case", "parcel_track", "tracking", "shop_difference", "handover_sheet", "handover_return",
        "handover_left",
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("handover") as handover:
        handover.drop_column("driver")
