"""Tables of the house itself: settings and the trail of what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Setting(Base, Stamped):
    """One named value a person can change; what it means and its default is declared in ``store.settings``."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Audit(Base, Stamped):
    """What was done, as kind and fields, never as a sentence. Append-only."""

    __tablename__ = "audit"
    id: Mapped[int] = row_id()
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    fields: Mapped[dict[str, Any]]


class ImportFile(Base, Stamped):
    """A file that was brought in. ``as_of`` is the moment its content speaks of: the first time this content was seen."""

    __tablename__ = "import_file"
    id: Mapped[int] = row_id()
    kind: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    as_of: Mapped[datetime]
    counts: Mapped[dict[str, Any]]


class ColumnMapping(Base, Stamped):
    """Which column means what in a file layout we do not know, as a person once said; found by the header's fingerprint."""

    __tablename__ = "column_mapping"
    kind: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
