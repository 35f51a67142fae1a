"""What every import has in common: what it would do, what it did, and the file it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from warehouse_app.sheets.table import RowProblem
from warehouse_app.store.tables import ColumnMapping, ImportFile
from warehouse_app.store.warehouse import Tx

T = TypeVar("T")
CHUNK = 500  # SQLite takes some thousands of parameters in one statement; this stays well below


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a preview: what the file says, and whether that is new, changed, unchanged or not taken."""

    file: str
    row: int
    key: str
    kind: str  # new | changed | unchanged | skipped | stopped
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)  # changed field: (before, after)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do."""

    changes: list[Change]
    errors: list[RowProblem]
    warnings: list[RowProblem] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in pieces a statement can take."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def remember_file(tx: Tx, kind: str, name: str, sha256: str, modified: datetime, counts: dict[str, Any]) -> int:
    """Keep that this file came in, with what it brought; its id."""
    row = {"kind": kind, "name": name, "sha256": sha256, "as_of": as_of(tx.session, sha256, modified), "counts": counts}
    kept = tx.connection.execute(insert(ImportFile).values(**row))
    tx.touch("imports")
    assert kept.inserted_primary_key is not None  # one row was written
    return int(kept.inserted_primary_key[0])


def as_of(session: Session, sha256: str, modified: datetime) -> datetime:
    """The moment a file's content speaks of: its date, or, when this very content came in before, that earlier moment.

    So a morning's file that is copied (and dated anew) cannot pass for news in the evening.
    """
    seen: datetime | None = session.scalar(select(func.min(ImportFile.as_of)).where(ImportFile.sha256 == sha256))
    return modified if seen is None else min(seen, modified)


def saved_mapping(session: Session, kind: str, fingerprint: str) -> dict[str, str] | None:
    """The columns a person once named for this layout, field name to header; None when nobody has."""
    columns = session.scalar(
        select(ColumnMapping.columns).where(ColumnMapping.kind == kind, ColumnMapping.fingerprint == fingerprint)
    )
    return None if columns is None else {str(name): str(header) for name, header in columns.items()}


def save_mapping(tx: Tx, kind: str, fingerprint: str, columns: dict[str, str]) -> None:
    """Remember the columns of a layout for the next file like it."""
    stamp = {"who_id": tx.actor.id, "desk": tx.desk, "at": tx.now}
    tx.session.merge(ColumnMapping(kind=kind, fingerprint=fingerprint, columns=dict(columns), **stamp))
    tx.session.flush()


def last_import(session: Session, kind: str) -> datetime | None:
    """When a file of this kind last came in."""
    newest: datetime | None = session.scalar(select(func.max(ImportFile.at)).where(ImportFile.kind == kind))
    return newest


def kinds_of(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes of each kind."""
    counts = {"new": 0, "changed": 0, "unchanged": 0, "skipped": 0}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return counts
