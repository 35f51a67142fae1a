"""Orders of which the shop's file says something else than we do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id

IS_OPEN = text("settled_at IS NULL")


class ShopDifference(Base, Stamped):
    """One difference, found when ``file`` came in; one open one an order. ``settled_how``: by a file, here, or by a person."""

    __tablename__ = "shop_difference"
    __table_args__ = (
        CheckConstraint("kind IN ('not_there', 'not_here', 'elsewhere')", "kind"),
        CheckConstraint("settled_how IN ('', 'file', 'here', 'person')", "settled_how"),
        CheckConstraint("(settled_at IS NULL) = (settled_how = '')", "settled"),
        Index("ix_shop_difference_order_id", "order_id"),
        Index("uq_shop_difference_open", "order_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )
    id: Mapped[int] = row_id()
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str]
    file: Mapped[str]
    told: Mapped[bool]  # whether we had told the shop of it then
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_how: Mapped[str] = mapped_column(default="", server_default=text("''"))
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
