"""The first tables: people, catalog, stock, orders, waves, parcels, scans, dispatch; triggers and what every shop starts with."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from warehouse_app.store.base import Moment, Money, RowId
from warehouse_app.store.triggers import forbid_changes, permit_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("move", "scan", "audit", "order_history")
VIRTUAL = (
    ("SUPPLIER", False),
    ("CUSTOMER", False),
    ("LOSS", False),
    ("FOUND", False),
    ("QUARANTINE", False),
    ("CONSUMED", False),
)
# Full names as platforms want them; patterns as printed on today's labels. Both are rows a shop can change.
COURIERS = (
    ("中通快递", r"7[3-68]\d{12}"),
    ("圆通速递", r"YT\d{13}"),
    ("韵达快递", r"[34]\d{14}|5\d{12}"),
    ("极兔速递", r"JT\d{12,13}"),
    ("申通快递", r"(77|43)\d{12,15}"),
    ("顺丰速运", r"SF[A-Z0-9]\d{12}|\d{12}"),
    ("邮政快递包裹", r"[981]\d{12}|P[A-Z]\d{11}|[A-Z]{2}\d{9}[A-Z]{2}"),
    ("EMS", r"[981]\d{12}|P[A-Z]\d{11}|[A-Z]{2}\d{9}[A-Z]{2}"),
    ("京东快递", r"JD[A-Z0-9]{2}\d{11}(-\d+-\d+-?)?"),
    ("德邦快递", r"DPK\d{12,}"),
)


def upgrade() -> None:
    make_tables()
    forbid_changes(op.get_bind(), APPEND_ONLY)
    seed()


def downgrade() -> None:
    permit_changes(op.get_bind(), APPEND_ONLY, last=True)
    drop_tables()


def seed() -> None:
    """The program itself as person 1, the virtual locations, and the couriers with their number patterns."""
    meta = sa.MetaData()
    bind = op.get_bind()
    person, location, courier = (sa.Table(name, meta, autoload_with=bind) for name in ("person", "location", "courier"))
    now = datetime.now(UTC).replace(tzinfo=None) if bind.dialect.name == "sqlite" else datetime.now(UTC)
    op.bulk_insert(person, [{"name": "Packdesk", "role": "owner", "active": False, "wrong_pins": 0, "created_at": now}])
    op.bulk_insert(
        location,
        [
            {"code": code, "kind": "virtual", "sellable": sells, "walk_key": code, "who_id": 1, "desk": "", "at": now}
            for code, sells in VIRTUAL
        ],
    )
    op.bulk_insert(
        courier,
        [{"name": name, "pattern": pattern, "rank": rank} for rank, (name, pattern) in enumerate(COURIERS, 1)],
    )


def make_tables() -> None:
    op.create_table(
        "courier",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier")),
        sa.UniqueConstraint("name", name=op.f("uq_courier_name")),
    )
    op.create_table(
        "person",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=True),
        sa.Column("badge", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("wrong_pins", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'supervisor', 'clerk')", name=op.f("ck_person_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("badge", name=op.f("uq_person_badge")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
    )
    op.create_table(
        "audit",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_audit_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "column_mapping",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_column_mapping_who_id")),
        sa.PrimaryKeyConstraint("kind", "fingerprint", name=op.f("pk_column_mapping")),
    )
    op.create_table(
        "handover",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("courier", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("trip", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.String(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_handover_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(
        "uq_handover_open",
        "handover",
        ["courier"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "import_file",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("as_of", Moment(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_import_file_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_sha256"), "import_file", ["sha256"], unique=False)
    op.create_table(
        "location",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sellable", sa.Boolean(), nullable=False),
        sa.Column("walk_key", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('bin', 'virtual')", name=op.f("ck_location_kind")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_location_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("code", name=op.f("uq_location_code")),
    )
    op.create_index("ix_location_walk", "location", ["walk_key"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_product_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("name", name=op.f("uq_product_name")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_setting_who_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "shipped_file",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_shipped_file_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipped_file")),
    )
    op.create_table(
        "shop",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_shop_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
        sa.UniqueConstraint("name", name=op.f("uq_shop_name")),
    )
    op.create_table(
        "wave",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("picked_at", Moment(), nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_wave_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("number", name=op.f("uq_wave_number")),
    )
    op.create_table(
        "orders",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("shop_id", RowId, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("platform_status", sa.String(), nullable=False),
        sa.Column("hold", sa.String(), nullable=False),
        sa.Column("hold_note", sa.String(), nullable=False),
        sa.Column("looked", sa.Boolean(), nullable=False),
        sa.Column("look", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", Moment(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("lines_as_of", Moment(), nullable=True),
        sa.Column("lines_strength", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=True),
        sa.Column("paid_at", Moment(), nullable=True),
        sa.Column("ship_by", Moment(), nullable=True),
        sa.Column("ship_latest", Moment(), nullable=True),
        sa.Column("pickup_by", Moment(), nullable=True),
        sa.Column("buyer", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("flag", sa.String(), nullable=False),
        sa.Column("invoice_title", sa.String(), nullable=False),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("paid_amount", Money(), nullable=True),
        sa.Column("refunded_amount", Money(), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=True),
        sa.Column("courier", sa.String(), nullable=False),
        sa.Column("waybill", sa.String(), nullable=False),
        sa.Column("shipped_at", Moment(), nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('unpaid','waiting','look','short','released','in_wave','picked','packed','shipped','done','cancelled')",
            name=op.f("ck_orders_state"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_orders_shop_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_orders_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("shop_id", "number", name=op.f("uq_orders_shop_id_number")),
    )
    op.create_index("ix_orders_buyer", "orders", ["buyer"], unique=False)
    op.create_index("ix_orders_mobile", "orders", ["mobile"], unique=False)
    op.create_index("ix_orders_number", "orders", ["number"], unique=False)
    op.create_index("ix_orders_recipient", "orders", ["recipient"], unique=False)
    op.create_index("ix_orders_ship_by", "orders", ["ship_by", "id"], unique=False)
    op.create_index("ix_orders_state_ship_by", "orders", ["state", "ship_by", "id"], unique=False)
    op.create_table(
        "parcel",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("wave_id", RowId, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("courier", sa.String(), nullable=False),
        sa.Column("waybill", sa.String(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("packed_by", RowId, nullable=True),
        sa.Column("packed_at", Moment(), nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'packed', 'shipped', 'cancelled')", name=op.f("ck_parcel_state")),
        sa.CheckConstraint("scanned >= 0 AND scanned <= needed", name=op.f("ck_parcel_scanned")),
        sa.CheckConstraint("weight_g IS NULL OR weight_g > 0", name=op.f("ck_parcel_weight")),
        sa.ForeignKeyConstraint(["packed_by"], ["person.id"], name=op.f("fk_parcel_packed_by")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_parcel_wave_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_parcel_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("waybill", name=op.f("uq_parcel_waybill")),
    )
    op.create_index("ix_parcel_packed_at", "parcel", ["packed_at"], unique=False)
    op.create_index("ix_parcel_state", "parcel", ["state", "courier"], unique=False)
    op.create_index("ix_parcel_wave_id", "parcel", ["wave_id", "slot"], unique=False)
    op.create_table(
        "sku",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("product_id", RowId, nullable=False),
        sa.Column("seller_code", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("price", Money(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("home_bin", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("weight_g IS NULL OR weight_g >= 0", name=op.f("ck_sku_weight")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_sku_product_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_sku_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sku")),
        sa.UniqueConstraint("seller_code", name=op.f("uq_sku_seller_code")),
    )
    op.create_index(op.f("ix_sku_product_id"), "sku", ["product_id"], unique=False)
    op.create_table(
        "balance",
        sa.Column("location_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("virtual", sa.Boolean(), nullable=False),
        sa.CheckConstraint("reserved >= 0 AND (reserved = 0 OR reserved <= on_hand)", name=op.f("ck_balance_reserved")),
        sa.CheckConstraint("virtual OR on_hand >= 0", name=op.f("ck_balance_on_hand")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_balance_location_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_balance_sku_id")),
        sa.PrimaryKeyConstraint("location_id", "sku_id", "lot", name=op.f("pk_balance")),
    )
    op.create_index("ix_balance_sku_id", "balance", ["sku_id"], unique=False)
    op.create_table(
        "barcode",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("multiple", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("multiple > 0", name=op.f("ck_barcode_multiple")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_barcode_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_barcode_who_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_barcode")),
    )
    op.create_index(op.f("ix_barcode_sku_id"), "barcode", ["sku_id"], unique=False)
    op.create_table(
        "handover_parcel",
        sa.Column("parcel_id", RowId, nullable=False),
        sa.Column("handover_id", RowId, nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_parcel_handover_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_handover_parcel_parcel_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_handover_parcel_who_id")),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_handover_parcel")),
    )
    op.create_index("ix_handover_parcel_handover_id", "handover_parcel", ["handover_id"], unique=False)
    op.create_table(
        "move",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("from_id", RowId, nullable=False),
        sa.Column("to_id", RowId, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("undoes_id", RowId, nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_move_somewhere_else")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_move_quantity")),
        sa.ForeignKeyConstraint(["from_id"], ["location.id"], name=op.f("fk_move_from_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_move_sku_id")),
        sa.ForeignKeyConstraint(["to_id"], ["location.id"], name=op.f("fk_move_to_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["move.id"], name=op.f("fk_move_undoes_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_move_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
        sa.UniqueConstraint("action", "line", name=op.f("uq_move_action_line")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_move_undoes_id")),
    )
    op.create_index("ix_move_document", "move", ["document"], unique=False)
    op.create_index("ix_move_sku_id", "move", ["sku_id", "id"], unique=False)
    op.create_table(
        "order_history",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_history_order_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_order_history_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_history")),
    )
    op.create_index(op.f("ix_order_history_order_id"), "order_history", ["order_id"], unique=False)
    op.create_index("ix_order_history_reference", "order_history", ["reference"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("sub_number", sa.String(), nullable=False),
        sa.Column("sku_id", RowId, nullable=True),
        sa.Column("seller_code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("properties", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", Money(), nullable=True),
        sa.Column("refund", sa.String(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_line_order_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_order_line_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "line", name=op.f("uq_order_line_order_id_line")),
    )
    op.create_index("ix_order_line_sku_id", "order_line", ["sku_id"], unique=False)
    op.create_table(
        "parcel_line",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("parcel_id", RowId, nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.CheckConstraint("needed > 0", name=op.f("ck_parcel_line_needed")),
        sa.CheckConstraint("scanned >= 0 AND scanned <= needed", name=op.f("ck_parcel_line_scanned")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_line_parcel_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_parcel_line_sku_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_line")),
        sa.UniqueConstraint("parcel_id", "sku_id", name=op.f("uq_parcel_line_parcel_id_sku_id")),
    )
    op.create_index("ix_parcel_line_sku_id", "parcel_line", ["sku_id"], unique=False)
    op.create_table(
        "parcel_order",
        sa.Column("parcel_id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_parcel_order_order_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_order_parcel_id")),
        sa.PrimaryKeyConstraint("parcel_id", "order_id", name=op.f("pk_parcel_order")),
    )
    op.create_index("ix_parcel_order_order_id", "parcel_order", ["order_id"], unique=False)
    op.create_table(
        "print_job",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("parcel_id", RowId, nullable=True),
        sa.Column("wave_id", RowId, nullable=True),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'printed', 'failed')", name=op.f("ck_print_job_state")),
        sa.CheckConstraint("(parcel_id IS NULL) <> (wave_id IS NULL)", name=op.f("ck_print_job_one_owner")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_print_job_parcel_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_print_job_wave_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_print_job_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index("ix_print_job_parcel_id", "print_job", ["parcel_id", "paper"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", RowId, nullable=False),
        sa.Column("location_id", RowId, nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_quantity")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_reservation_location_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_reservation_sku_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_reservation_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sa.UniqueConstraint("order_line_id", "location_id", "lot", name=op.f("uq_reservation_order_line_id_location_id_lot")),
    )
    op.create_index("ix_reservation_place", "reservation", ["location_id", "sku_id"], unique=False)
    op.create_table(
        "scan",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("parcel_id", RowId, nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("sku_id", RowId, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("undoes_id", RowId, nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("quantity = 0 OR sku_id IS NOT NULL", name=op.f("ck_scan_counted")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_scan_parcel_id")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_scan_sku_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["scan.id"], name=op.f("fk_scan_undoes_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_scan_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("action", name=op.f("uq_scan_action")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_scan_undoes_id")),
    )
    op.create_index("ix_scan_parcel_id", "scan", ["parcel_id", "id"], unique=False)
    op.create_table(
        "shipped_row",
        sa.Column("file_id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("parcel_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["shipped_file.id"], name=op.f("fk_shipped_row_file_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shipped_row_order_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_shipped_row_parcel_id")),
        sa.PrimaryKeyConstraint("file_id", "order_id", "parcel_id", name=op.f("pk_shipped_row")),
    )
    op.create_index("ix_shipped_row_order_id", "shipped_row", ["order_id"], unique=False)
    op.create_table(
        "waybill_number",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("courier_id", RowId, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("parcel_id", RowId, nullable=True),
        sa.Column("who_id", RowId, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("(state = 'used') = (parcel_id IS NOT NULL)", name=op.f("ck_waybill_number_used")),
        sa.CheckConstraint("state IN ('free', 'used', 'void')", name=op.f("ck_waybill_number_state")),
        sa.ForeignKeyConstraint(["courier_id"], ["courier.id"], name=op.f("fk_waybill_number_courier_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_waybill_number_parcel_id")),
        sa.ForeignKeyConstraint(["who_id"], ["person.id"], name=op.f("fk_waybill_number_who_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybill_number")),
        sa.UniqueConstraint("number", name=op.f("uq_waybill_number_number")),
        sa.UniqueConstraint("parcel_id", name=op.f("uq_waybill_number_parcel_id")),
    )
    op.create_index("ix_waybill_number_pool", "waybill_number", ["courier_id", "state", "id"], unique=False)


def drop_tables() -> None:
    op.drop_index("ix_waybill_number_pool", table_name="waybill_number")
    op.drop_table("waybill_number")
    op.drop_index("ix_shipped_row_order_id", table_name="shipped_row")
    op.drop_table("shipped_row")
    op.drop_index("ix_scan_parcel_id", table_name="scan")
    op.drop_table("scan")
    op.drop_index("ix_reservation_place", table_name="reservation")
    op.drop_table("reservation")
    op.drop_index("ix_print_job_parcel_id", table_name="print_job")
    op.drop_table("print_job")
    op.drop_index("ix_parcel_order_order_id", table_name="parcel_order")
    op.drop_table("parcel_order")
    op.drop_index("ix_parcel_line_sku_id", table_name="parcel_line")
    op.drop_table("parcel_line")
    op.drop_index("ix_order_line_sku_id", table_name="order_line")
    op.drop_table("order_line")
    op.drop_index("ix_order_history_reference", table_name="order_history")
    op.drop_index(op.f("ix_order_history_order_id"), table_name="order_history")
    op.drop_table("order_history")
    op.drop_index("ix_move_sku_id", table_name="move")
    op.drop_index("ix_move_document", table_name="move")
    op.drop_table("move")
    op.drop_index("ix_handover_parcel_handover_id", table_name="handover_parcel")
    op.drop_table("handover_parcel")
    op.drop_index(op.f("ix_barcode_sku_id"), table_name="barcode")
    op.drop_table("barcode")
    op.drop_index("ix_balance_sku_id", table_name="balance")
    op.drop_table("balance")
    op.drop_index(op.f("ix_sku_product_id"), table_name="sku")
    op.drop_table("sku")
    op.drop_index("ix_parcel_wave_id", table_name="parcel")
    op.drop_index("ix_parcel_state", table_name="parcel")
    op.drop_index("ix_parcel_packed_at", table_name="parcel")
    op.drop_table("parcel")
    op.drop_index("ix_orders_state_ship_by", table_name="orders")
    op.drop_index("ix_orders_ship_by", table_name="orders")
    op.drop_index("ix_orders_recipient", table_name="orders")
    op.drop_index("ix_orders_number", table_name="orders")
    op.drop_index("ix_orders_mobile", table_name="orders")
    op.drop_index("ix_orders_buyer", table_name="orders")
    op.drop_table("orders")
    op.drop_table("wave")
    op.drop_table("shop")
    op.drop_table("shipped_file")
    op.drop_table("setting")
    op.drop_table("product")
    op.drop_index("ix_location_walk", table_name="location")
    op.drop_table("location")
    op.drop_index(op.f("ix_import_file_sha256"), table_name="import_file")
    op.drop_table("import_file")
    op.drop_index(
        "uq_handover_open",
        table_name="handover",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("handover")
    op.drop_table("column_mapping")
    op.drop_index(op.f("ix_audit_subject"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("person")
    op.drop_table("courier")
