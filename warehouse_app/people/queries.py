"""Who works here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.errors import NotFound
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.tables import Person
from warehouse_app.store.warehouse import Actor


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who works here, or did."""

    id: int
    name: str
    role: str
    badge: str
    active: bool


def people(session: Session, *, active_only: bool = False) -> list[PersonRow]:
    """Everybody but the program itself, by name."""
    wanted = select(Person.id, Person.name, Person.role, Person.badge, Person.active).where(Person.id != SYSTEM.id)
    if active_only:
        wanted = wanted.where(Person.active)
    return [PersonRow(r.id, r.name, r.role, r.badge or "", r.active) for r in session.execute(wanted.order_by(Person.name))]


def actor_by_name(session: Session, name: str) -> Actor:
    """The person of that name. Raises NotFound."""
    row = session.execute(select(Person.id, Person.role).where(Person.name == name, Person.active)).one_or_none()
    if row is None:
        raise NotFound("people.no_such_person", name=name)
    return Actor(row.id, name, row.role)


def has_owner(session: Session) -> bool:
    """Whether anybody has been taken on yet; False means this is the first start."""
    return session.scalar(select(Person.id).where(Person.id != SYSTEM.id).limit(1)) is not None
