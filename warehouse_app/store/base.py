"""What every table shares: the metadata with its naming convention, exact money, UTC moments, and the stamp of who, where, when.

The stamp of the running transaction is kept in a context variable, so a column default fills it in for ORM and Core
inserts alike and no command can forget it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers its rows only in an INTEGER key; PostgreSQL wants room for billions.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class Money(TypeDecorator[Decimal]):
    """An exact amount with two decimals, stored as a whole number of hundredths (SQLite has no decimal type)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware on both sides, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the house share one metadata, so one migration history serves both databases."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Moment, Decimal: Money, dict[str, Any]: JSON, str: String}  # noqa: RUF012 - read once by SQLAlchemy


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did it, at which desk, when (UTC)."""

    who_id: int
    desk: str
    at: datetime


STAMP = ("who_id", "desk", "at")
"""The columns of ``Stamped``."""
_stamp: ContextVar[Stamp] = ContextVar("stamp")


def set_stamp(stamp: Stamp) -> None:
    """Declare who acts in this context from now on; called by ``Warehouse.transaction`` alone."""
    _stamp.set(stamp)


def stamped_who() -> int:
    """Who the running transaction belongs to: a column default."""
    return _stamp.get().who_id


def stamped_desk() -> str:
    """At which desk it runs: a column default."""
    return _stamp.get().desk


def stamped_at() -> datetime:
    """The one moment of all its rows: a column default."""
    return _stamp.get().at


class Stamped:
    """Mixin: the row knows who made it, at which desk and when."""

    who_id: Mapped[int] = mapped_column(ForeignKey("person.id"), default=stamped_who)
    desk: Mapped[str] = mapped_column(default=stamped_desk)
    at: Mapped[datetime] = mapped_column(default=stamped_at)


def row_id() -> Mapped[int]:
    """A numbered primary key on both databases."""
    return mapped_column(RowId, primary_key=True, autoincrement=True)
