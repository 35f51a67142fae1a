"""A backup that is worth something: a whole copy, looked at after it was written, and the house checked with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse_app.errors import NotAllowed
from warehouse_app.people.rules import Right, may
from warehouse_app.reports.check import Problem, check
from warehouse_app.store import audit
from warehouse_app.store.backup import copy_database, examine
from warehouse_app.store.warehouse import Actor, Warehouse


@dataclass(frozen=True, slots=True)
class BackupDone:
    """A backup that was written, and the differences the check found in the house."""

    file: Path
    size: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup that lies in the folder; ``size`` in bytes."""

    path: Path
    name: str
    at: datetime
    size: int


def back_up(warehouse: Warehouse, actor: Actor, desk: str, target: Path) -> BackupDone:
    """Copy the database to ``target`` while others go on writing, read the copy back, check the house.

    Raises NotAllowed, Conflict (target not writable, database on a server), Unreadable (the copy is damaged).
    """
    if not may(actor.role, Right.BACK_UP):
        raise NotAllowed("people.not_allowed", name=actor.name, right=Right.BACK_UP.value)
    copy_database(warehouse.engine, target)
    examine(target)
    with warehouse.reading() as session:
        problems = tuple(check(session))
    with warehouse.transaction(actor, desk) as tx:
        audit.record(tx, "backed_up", target.name, problems=len(problems))
    return BackupDone(target, target.stat().st_size, problems)


def backups(folder: Path) -> list[BackupFile]:
    """The backups that lie in the folder, the newest first."""
    found = []
    for path in folder.glob("*.db"):
        facts = path.stat()
        found.append(BackupFile(path, path.name, datetime.fromtimestamp(facts.st_mtime, UTC), facts.st_size))
    return sorted(found, key=lambda backup: backup.at, reverse=True)
