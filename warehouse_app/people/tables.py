"""People of the warehouse."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Person(Base):
    """Somebody who can log in with a badge or a PIN; row 1 is the program itself and can do neither."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("role IN ('owner', 'supervisor', 'clerk')", "role"),)
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    pin_hash: Mapped[str | None]
    badge: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    wrong_pins: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Shift(Base, Stamped):
    """How long somebody is planned to work on a day."""

    __tablename__ = "shift"
    __table_args__ = (CheckConstraint("minutes > 0 AND minutes <= 1440", "minutes"),)
    day: Mapped[date] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    minutes: Mapped[int]
