"""Shops, their orders and order lines, and the history of each order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id

# As the partial indexes have them: a query that names a state says these too, in the same words, and is answered from there.
HAS_LEFT = text("state IN ('shipped','done','cancelled')")
IS_AWAY = text("state = 'shipped'")
IS_HELD = text("hold <> ''")


class Shop(Base, Stamped):
    """A shop on a platform; its name is what its files say."""

    __tablename__ = "shop"
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    platform: Mapped[str] = mapped_column(default="")
    reserve: Mapped[int] = mapped_column(default=0, server_default="0")  # pieces of each SKU this shop never offers
    promise_hours: Mapped[int | None]  # its own clocks; None is as the house, whose clocks are settings
    latest_hours: Mapped[int | None]
    cut_off: Mapped[str | None]
    pickup_hours: Mapped[int | None]


class SaleState(Base, Stamped):
    """What a shop was last told of a SKU: on sale or off sale, and how many pieces it could offer."""

    __tablename__ = "sale_state"
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    on_sale: Mapped[bool]
    available: Mapped[int]


class Order(Base, Stamped):
    """One order as its shop's files tell it, and where it is on its way through the house.

    ``state`` moves only along ``orders.rules.STEPS``. ``hold`` is a stop sign of its own: set, the order stays where it
    is and its parcel is refused at every desk. ``as_of`` and ``strength`` say which file last spoke for the order, so an
    older or weaker file overwrites nothing.

    ``origin`` says who made it: a file, a person (``manual``), a resend of ``original_id``, or the part split off from it.
    Orders with the same ``together_id`` (the first of them) travel in one parcel.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        CheckConstraint(
            "state IN ('unpaid','waiting','look','short','released','in_wave','picked','packed','shipped','done','cancelled')",
            "state",
        ),
        Index("ix_orders_state_ship_by", "state", "ship_by", "shop_id"),
        Index("ix_orders_number", "number", "shop_id"),
        Index("ix_orders_ship_by", "ship_by", "shop_id"),
        Index("ix_orders_buyer", "buyer", "shop_id"),
        Index("ix_orders_amount", "amount", "shop_id"),
        Index("ix_orders_gone_shop", "state", "shop_id", "number", sqlite_where=HAS_LEFT, postgresql_where=HAS_LEFT),
        Index("ix_orders_gone", "state", sqlite_where=HAS_LEFT, postgresql_where=HAS_LEFT),
        *(
            Index(f"ix_orders_gone_{key}", "state", key, "shop_id", sqlite_where=HAS_LEFT, postgresql_where=HAS_LEFT)
            for key in ("number", "buyer", "amount")
        ),
        Index(
            "ix_orders_pickup_by",
            "pickup_by",
            "shop_id",
            "paid_amount",
            "amount",
            sqlite_where=IS_AWAY,
            postgresql_where=IS_AWAY,
        ),
        Index("ix_orders_mobile", "mobile"),
        Index("ix_orders_recipient", "recipient"),
        CheckConstraint("origin IN ('file','manual','resend','split')", "origin"),
        Index("ix_orders_original_id", "original_id"),
        Index("ix_orders_hold", "hold", sqlite_where=IS_HELD, postgresql_where=IS_HELD),
        Index("ix_orders_together_id", "together_id"),
    )
    id: Mapped[int] = row_id()
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    number: Mapped[str]
    state: Mapped[str]
    platform_status: Mapped[str] = mapped_column(default="")
    hold: Mapped[str] = mapped_column(default="")
    hold_note: Mapped[str] = mapped_column(default="")
    looked: Mapped[bool] = mapped_column(default=False)
    look: Mapped[str] = mapped_column(default="")  # comma-joined reasons, empty when none
    version: Mapped[int] = mapped_column(default=1)
    as_of: Mapped[datetime]
    strength: Mapped[int]
    lines_as_of: Mapped[datetime | None]  # moment and strength of the file that last told of the lines
    lines_strength: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    ship_by: Mapped[datetime | None]
    ship_latest: Mapped[datetime | None]
    pickup_by: Mapped[datetime | None]
    buyer: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    mobile: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    masked: Mapped[bool] = mapped_column(default=False)
    message: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    flag: Mapped[str] = mapped_column(default="")
    invoice_title: Mapped[str] = mapped_column(default="")
    payment: Mapped[str] = mapped_column(default="", server_default=text("''"))  # how it is paid, in the file's words
    amount: Mapped[Decimal | None]
    paid_amount: Mapped[Decimal | None]
    refunded_amount: Mapped[Decimal | None]
    item_count: Mapped[int | None]  # pieces, as the order report says
    courier: Mapped[str] = mapped_column(default="")  # what the file wishes or already says
    waybill: Mapped[str] = mapped_column(default="")
    shipped_at: Mapped[datetime | None]
    origin: Mapped[str] = mapped_column(default="file", server_default=text("'file'"))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))  # why it was made by hand or sent again
    liable: Mapped[str] = mapped_column(default="", server_default=text("''"))  # who answers for a resend
    together_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    by_hand: Mapped[str] = mapped_column(default="", server_default=text("''"))  # see orders.hand: what files said before
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())  # paid priority, or marked by hand


class OrderLine(Base):
    """One SKU of an order. ``live`` is False for refunded, closed and service rows: they never reach a shelf."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "line"),
        CheckConstraint("quantity > 0", "quantity"),
        Index("ix_order_line_sku_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    line: Mapped[int]
    sub_number: Mapped[str] = mapped_column(default="")
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    seller_code: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    properties: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int]
    price: Mapped[Decimal | None]
    refund: Mapped[str] = mapped_column(default="none")
    live: Mapped[bool] = mapped_column(default=True)
    split_off: Mapped[int] = mapped_column(default=0, server_default="0")  # pieces that ship with a part of the order


class ShortCase(Base, Stamped):
    """What customer service offered the buyer of a short order, and what the buyer said; one row an order, the latest word."""

    __tablename__ = "short_case"
    __table_args__ = (
        CheckConstraint("offer IN ('wait','swap','partial','refund')", "offer"),
        CheckConstraint("answer IN ('','accepted','declined')", "answer"),
    )
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    offer: Mapped[str]
    answer: Mapped[str] = mapped_column(default="", server_default=text("''"))
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))


class OrderHistory(Base, Stamped):
    """What happened to an order, as kind and fields. Append-only."""

    __tablename__ = "order_history"
    __table_args__ = (Index("ix_order_history_reference", "reference"),)
    id: Mapped[int] = row_id()
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str]
    reference: Mapped[str | None]  # the waybill number a line is about, to find the order by
    fields: Mapped[dict[str, Any]]
