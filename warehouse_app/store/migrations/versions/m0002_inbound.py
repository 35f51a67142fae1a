"""Stock-in and the shelves: suppliers, orders to them, receipts, returns, accounts; lots, slips, measures, codes."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("receipt_scan", "inspection", "supplier_entry")
DOCK = "DOCK"


def upgrade() -> None:
    make_tables()
    forbid_changes(op.get_bind(), APPEND_ONLY)
    seed()


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY)
    drop_tables()


def seed() -> None:
    """The receiving dock; and what lies in quarantine is counted as strictly as what lies in a bin."""
    bind = op.get_bind()
    location = sa.Table("location", sa.MetaData(), autoload_with=bind)
    known = set(bind.execute(sa.select(location.c.code)).scalars())
    now = datetime.now(UTC).replace(tzinfo=None) if bind.dialect.name == "sqlite" else datetime.now(UTC)
    if DOCK not in known:  # a shop may have a bin of that name
        row = {"code": DOCK, "kind": "bin", "sellable": False, "walk_key": "", "who_id": 1, "desk": "", "at": now}
        op.bulk_insert(location, [row | {"role": "dock", "zone": "", "active": True, "mixed": True}])
    else:
        op.execute(location.update().where(location.c.code == DOCK).values(role="dock", sellable=False))
    quarantine = sa.select(location.c.id).where(location.c.code == "QUARANTINE").scalar_subquery()
    balance = sa.table("balance", sa.column("location_id"), sa.column("virtual", sa.Boolean()))
    op.execute(balance.update().where(balance.c.location_id == quarantine).values(virtual=False))


def make_tables() -> None:
    op.create_table(
        "code_word",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('colour', 'size')", name=op.f("ck_code_word_kind")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_code_word_who_id")),
        sa.PrimaryKeyConstraint("kind", "word", name=op.f("pk_code_word")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_code_word_kind_code")),
    )
    op.create_table(
        "stock_slip",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('move', 'damage', 'loss', 'found', 'take_out', 'merge')", name=op.f("ck_stock_slip_kind")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_stock_slip_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_slip")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_slip_number")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("minimum_amount", Money(), nullable=True),
        sa.Column("minimum_pieces", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("lead_days IS NULL OR lead_days >= 0", name=op.f("ck_supplier_lead_days")),
        sa.CheckConstraint("minimum_amount IS NULL OR minimum_amount >= 0", name=op.f("ck_supplier_minimum_amount")),
        sa.CheckConstraint("minimum_pieces IS NULL OR minimum_pieces >= 0", name=op.f("ck_supplier_minimum_pieces")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_supplier_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("name", name=op.f("uq_supplier_name")),
    )
    op.create_table(
        "purchase_order",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("supplier_id", RowId, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("override", sa.String(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'sent', 'partly', 'closed', 'cancelled')", name=op.f("ck_purchase_order_state")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_purchase_order_supplier_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_purchase_order_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_order_number")),
    )
    op.create_index("ix_purchase_order_state", "purchase_order", ["state", "expected"], unique=False)
    op.create_index("ix_purchase_order_supplier_id", "purchase_order", ["supplier_id", "id"], unique=False)
    op.create_table(
        "supplier_return",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("supplier_id", RowId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('exchange', 'credit')", name=op.f("ck_supplier_return_kind")),
        sa.CheckConstraint("state IN ('draft', 'sent', 'closed', 'cancelled')", name=op.f("ck_supplier_return_state")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_return_supplier_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_supplier_return_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_return")),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_return_number")),
    )
    op.create_index("ix_supplier_return_supplier_id", "supplier_return", ["supplier_id", "id"], unique=False)
    op.create_table(
        "lot",
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_lot_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_lot_who_id")),
        sa.PrimaryKeyConstraint("sku_id", "code", name=op.f("pk_lot")),
    )
    op.create_index("ix_lot_expires", "lot", ["expires"], unique=False)
    op.create_table(
        "measure",
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mm", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("mm > 0", name=op.f("ck_measure_mm")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_measure_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_measure_who_id")),
        sa.PrimaryKeyConstraint("sku_id", "name", name=op.f("pk_measure")),
    )
    op.create_table(
        "purchase_line",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", Money(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.CheckConstraint("price IS NULL OR price >= 0", name=op.f("ck_purchase_line_price")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_line_quantity")),
        sa.CheckConstraint("received >= 0", name=op.f("ck_purchase_line_received")),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name=op.f("fk_purchase_line_order_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_purchase_line_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_line")),
        sa.UniqueConstraint("order_id", "sku_id", name=op.f("uq_purchase_line_order_id_sku_id")),
    )
    op.create_index("ix_purchase_line_sku_id", "purchase_line", ["sku_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("supplier_id", RowId, nullable=True),
        sa.Column("order_id", RowId, nullable=True),
        sa.Column("return_id", RowId, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("delivery_note", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("freight", Money(), nullable=False),
        sa.Column("freight_owed", sa.Boolean(), nullable=False),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by_id", RowId, nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'cancelled', 'reversed')", name=op.f("ck_receipt_state")),
        sa.CheckConstraint("freight >= 0", name=op.f("ck_receipt_freight")),
        sa.CheckConstraint("order_id IS NULL OR return_id IS NULL", name=op.f("ck_receipt_source")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_receipt_closed_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name=op.f("fk_receipt_order_id")),
        sa.ForeignKeyConstraint(["return_id"], ["supplier_return.id"], name=op.f("fk_receipt_return_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_receipt_supplier_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_receipt_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
    )
    op.create_index("ix_receipt_order_id", "receipt", ["order_id"], unique=False)
    op.create_index("ix_receipt_state", "receipt", ["state", "id"], unique=False)
    op.create_index("ix_receipt_supplier_id", "receipt", ["supplier_id", "id"], unique=False)
    op.create_table(
        "sale_state",
        sa.Column("shop_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("on_sale", sa.Boolean(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_sale_state_shop_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_sale_state_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_sale_state_who_id")),
        sa.PrimaryKeyConstraint("shop_id", "sku_id", name=op.f("pk_sale_state")),
    )
    op.create_table(
        "sku_alias",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_sku_alias_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_sku_alias_who_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sku_alias")),
    )
    op.create_index(op.f("ix_sku_alias_sku_id"), "sku_alias", ["sku_id"], unique=False)
    op.create_table(
        "supplier_price",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("supplier_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("supplier_code", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_supplier_price_price")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_supplier_price_sku_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_price_supplier_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_supplier_price_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_price")),
    )
    op.create_index("ix_supplier_price_of", "supplier_price", ["supplier_id", "sku_id", "id"], unique=False)
    op.create_index("ix_supplier_price_sku_id", "supplier_price", ["sku_id"], unique=False)
    op.create_table(
        "supplier_return_line",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("return_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("location_id", RowId, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("credited", sa.Integer(), nullable=False),
        sa.Column("price", Money(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplier_return_line_quantity")),
        sa.CheckConstraint(
            "replaced >= 0 AND credited >= 0 AND replaced + credited <= quantity", name=op.f("ck_supplier_return_line_settled")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_supplier_return_line_location_id")),
        sa.ForeignKeyConstraint(["return_id"], ["supplier_return.id"], name=op.f("fk_supplier_return_line_return_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_supplier_return_line_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_return_line")),
        sa.UniqueConstraint(
            "return_id", "sku_id", "lot", "location_id", name=op.f("uq_supplier_return_line_return_id_sku_id_lot_location_id")
        ),
    )
    op.create_index("ix_supplier_return_line_sku_id", "supplier_return_line", ["sku_id"], unique=False)
    op.create_table(
        "inspection",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("receipt_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("inspected", sa.Integer(), nullable=False),
        sa.Column("defective", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("photo", sa.String(), nullable=False),
        sa.Column("photo_sha256", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("defective >= 0 AND defective <= inspected AND inspected > 0", name=op.f("ck_inspection_defective")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_inspection_receipt_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_inspection_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_inspection_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index("ix_inspection_receipt_id", "inspection", ["receipt_id", "id"], unique=False)
    op.create_table(
        "receipt_line",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("receipt_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("inspected", sa.Integer(), nullable=False),
        sa.Column("defective", sa.Integer(), nullable=False),
        sa.Column("put_away", sa.Integer(), nullable=False),
        sa.Column("price", Money(), nullable=True),
        sa.Column("freight_share", Money(), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_receipt_line_counted")),
        sa.CheckConstraint(
            "defective >= 0 AND defective <= inspected AND inspected <= counted", name=op.f("ck_receipt_line_inspected")
        ),
        sa.CheckConstraint("put_away >= 0 AND put_away <= counted - defective", name=op.f("ck_receipt_line_put_away")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_line_receipt_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_receipt_line_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
        sa.UniqueConstraint("receipt_id", "sku_id", "lot", name=op.f("uq_receipt_line_receipt_id_sku_id_lot")),
    )
    op.create_index("ix_receipt_line_sku_id", "receipt_line", ["sku_id"], unique=False)
    op.create_table(
        "receipt_scan",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("receipt_id", RowId, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("sku_id", RowId, nullable=True),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_scan_receipt_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_receipt_scan_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_receipt_scan_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_scan")),
        sa.UniqueConstraint("action", name=op.f("uq_receipt_scan_action")),
    )
    op.create_index("ix_receipt_scan_receipt_id", "receipt_scan", ["receipt_id", "id"], unique=False)
    op.create_table(
        "supplier_entry",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("supplier_id", RowId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("receipt_id", RowId, nullable=True),
        sa.Column("return_id", RowId, nullable=True),
        sa.Column("return_line_id", RowId, nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("undoes_id", RowId, nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('goods', 'freight', 'payment', 'credit', 'reversal')", name=op.f("ck_supplier_entry_kind")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_supplier_entry_amount")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_supplier_entry_receipt_id")),
        sa.ForeignKeyConstraint(["return_id"], ["supplier_return.id"], name=op.f("fk_supplier_entry_return_id")),
        sa.ForeignKeyConstraint(["return_line_id"], ["supplier_return_line.id"], name=op.f("fk_supplier_entry_return_line_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_entry_supplier_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["supplier_entry.id"], name=op.f("fk_supplier_entry_undoes_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_supplier_entry_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_entry")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_supplier_entry_undoes_id")),
    )
    op.create_index("ix_supplier_entry_receipt_id", "supplier_entry", ["receipt_id"], unique=False)
    op.create_index("ix_supplier_entry_supplier_id", "supplier_entry", ["supplier_id", "day", "id"], unique=False)
    op.add_column("location", sa.Column("role", sa.String(), server_default="shelf", nullable=False))
    op.add_column("location", sa.Column("zone", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("location", sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("location", sa.Column("mixed", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("location", sa.Column("capacity_pieces", sa.Integer(), nullable=True))
    op.add_column("location", sa.Column("capacity_ml", sa.Integer(), nullable=True))
    op.add_column("location", sa.Column("max_g", sa.Integer(), nullable=True))
    op.add_column("location", sa.Column("distance_dm", sa.Integer(), nullable=True))
    op.create_index("ix_move_from_id", "move", ["from_id"], unique=False)
    op.create_index("ix_move_to_id", "move", ["to_id"], unique=False)
    op.create_index(
        "ix_balance_house", "balance", ["location_id", "sku_id", "lot", "on_hand", "reserved"], unique=False,
        sqlite_where=sa.text("virtual IS 0"), postgresql_where=sa.text("virtual IS false"),
    )  # fmt: skip
    op.add_column("product", sa.Column("style", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("product", sa.Column("material", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("product", sa.Column("lots", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("shop", sa.Column("reserve", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sku", sa.Column("length_mm", sa.Integer(), nullable=True))
    op.add_column("sku", sa.Column("width_mm", sa.Integer(), nullable=True))
    op.add_column("sku", sa.Column("height_mm", sa.Integer(), nullable=True))
    op.add_column("sku", sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False))


def drop_tables() -> None:
    op.drop_column("sku", "active")
    op.drop_column("sku", "height_mm")
    op.drop_column("sku", "width_mm")
    op.drop_column("sku", "length_mm")
    op.drop_column("shop", "reserve")
    op.drop_column("product", "lots")
    op.drop_column("product", "material")
    op.drop_column("product", "style")
    op.drop_index("ix_balance_house", table_name="balance")
    op.drop_index("ix_move_to_id", table_name="move")
    op.drop_index("ix_move_from_id", table_name="move")
    op.drop_column("location", "distance_dm")
    op.drop_column("location", "max_g")
    op.drop_column("location", "capacity_ml")
    op.drop_column("location", "capacity_pieces")
    op.drop_column("location", "mixed")
    op.drop_column("location", "active")
    op.drop_column("location", "zone")
    op.drop_column("location", "role")
    op.drop_index("ix_supplier_entry_supplier_id", table_name="supplier_entry")
    op.drop_index("ix_supplier_entry_receipt_id", table_name="supplier_entry")
    op.drop_table("supplier_entry")
    op.drop_index("ix_receipt_scan_receipt_id", table_name="receipt_scan")
    op.drop_table("receipt_scan")
    op.drop_index("ix_receipt_line_sku_id", table_name="receipt_line")
    op.drop_table("receipt_line")
    op.drop_index("ix_inspection_receipt_id", table_name="inspection")
    op.drop_table("inspection")
    op.drop_index("ix_supplier_return_line_sku_id", table_name="supplier_return_line")
    op.drop_table("supplier_return_line")
    op.drop_index("ix_supplier_price_sku_id", table_name="supplier_price")
    op.drop_index("ix_supplier_price_of", table_name="supplier_price")
    op.drop_table("supplier_price")
    op.drop_index(op.f("ix_sku_alias_sku_id"), table_name="sku_alias")
    op.drop_table("sku_alias")
    op.drop_table("sale_state")
    op.drop_index("ix_receipt_supplier_id", table_name="receipt")
    op.drop_index("ix_receipt_state", table_name="receipt")
    op.drop_index("ix_receipt_order_id", table_name="receipt")
    op.drop_table("receipt")
    op.drop_index("ix_purchase_line_sku_id", table_name="purchase_line")
    op.drop_table("purchase_line")
    op.drop_table("measure")
    op.drop_index("ix_lot_expires", table_name="lot")
    op.drop_table("lot")
    op.drop_index("ix_supplier_return_supplier_id", table_name="supplier_return")
    op.drop_table("supplier_return")
    op.drop_index("ix_purchase_order_supplier_id", table_name="purchase_order")
    op.drop_index("ix_purchase_order_state", table_name="purchase_order")
    op.drop_table("purchase_order")
    op.drop_table("supplier")
    op.drop_table("stock_slip")
    op.drop_table("code_word")
