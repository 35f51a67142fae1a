"""Label printers by name: how each is reached and what it understands."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Printer(Base, Stamped):
    """A printer for labels. ``kind`` ``qt`` is one of the system's, by its driver; the others get dots in their own language.

    ``confirms``: it closes the connection once it has taken a label, and that is waited for. ``z64``: it understands the
    smaller of ZPL's two compressions.
    """

    __tablename__ = "printer"
    __table_args__ = (
        CheckConstraint("kind IN ('qt', 'zpl', 'tspl')", "kind"),
        CheckConstraint("dpi BETWEEN 100 AND 1200", "dpi"),
        CheckConstraint("copies BETWEEN 1 AND 9", "copies"),
    )
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    address: Mapped[str]
    dpi: Mapped[int] = mapped_column(default=203)
    copies: Mapped[int] = mapped_column(default=1)
    paused: Mapped[bool] = mapped_column(default=False)
    confirms: Mapped[bool] = mapped_column(default=True)
    z64: Mapped[bool] = mapped_column(default=True)
