"""What can be done with people: take them on, change their role, log them in by badge or PIN."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, Role, pin_fits, wait_after
from warehouse_app.people.tables import Person
from warehouse_app.store import audit
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Actor, Tx

SYSTEM = Actor(1, "Packdesk", Role.OWNER)  # row 1: the program itself, for the command line and before anybody logged in
BADGE_PREFIX = "PDB"
BADGE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to misread when typed by hand
BADGE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody just taken on, with the badge code to print."""

    id: int
    name: str
    role: Role
    badge: str


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """Who the PIN belongs to, or None and how long the next try has to wait."""

    actor: Actor | None
    wait: timedelta


@needs(Right.PEOPLE)
def add_person(tx: Tx, name: str, pin: str, role: str) -> NewPerson:
    """Take somebody on and make their badge code; the first person becomes the owner whatever role was asked for.

    Raises BadInput (empty name, PIN not 4 to 12 digits, unknown role), Conflict (name taken).
    """
    name = name.strip()
    if not name:
        raise BadInput("people.name_missing")
    if not pin_fits(pin):
        raise BadInput("people.pin_form")
    if role not in set(Role):
        raise BadInput("people.unknown_role", role=role)
    one_at_a_time(tx, "people")  # of two first people only one becomes the owner unasked
    if tx.session.scalar(select(Person.id).where(Person.name == name)) is not None:
        raise Conflict("people.name_taken", name=name)
    first = tx.session.scalar(select(func.count()).where(Person.id != SYSTEM.id)) == 0
    person = Person(
        name=name, role=Role.OWNER if first else Role(role), pin_hash=_hash(pin), badge=new_badge(), created_at=tx.now
    )
    tx.session.add(person)
    tx.session.flush()
    audit.record(tx, "person_added", name, role=person.role)
    tx.touch("people")
    return NewPerson(person.id, name, Role(person.role), person.badge or "")


@needs(Right.PEOPLE)
def change_person(tx: Tx, person_id: int, *, role: str | None = None, pin: str | None = None, active: bool | None = None) -> None:
    """Change role or PIN, or let somebody go. Raises NotFound, BadInput, Conflict (the last owner must stay)."""
    person = _person(tx, person_id)
    if role is not None and role not in set(Role):
        raise BadInput("people.unknown_role", role=role)
    if pin is not None and not pin_fits(pin):
        raise BadInput("people.pin_form")
    stays_owner = (role or person.role) == Role.OWNER and active is not False
    if person.role == Role.OWNER and not stays_owner and not _other_owner(tx, person_id):
        raise Conflict("people.last_owner", name=person.name)
    if role is not None:
        person.role = role
    if pin is not None:
        person.pin_hash, person.wrong_pins, person.next_try_at = _hash(pin), 0, None
    if active is not None:
        person.active = active
    audit.record(tx, "person_changed", person.name, role=person.role, active=person.active, new_pin=pin is not None)
    tx.touch("people")


@needs(Right.PEOPLE)
def renew_badge(tx: Tx, person_id: int) -> str:
    """A fresh badge code; the lost badge opens nothing from now on. Raises NotFound."""
    person = _person(tx, person_id)
    person.badge = new_badge()
    audit.record(tx, "badge_renewed", person.name)
    tx.touch("people")
    return person.badge


def try_pin(tx: Tx, name: str, pin: str, kind: str = "logged_in") -> PinAnswer:
    """Check a PIN; a wrong one is counted and slows the next try down. Raises NotFound.

    ``kind`` is what the trail says of a right one: ``logged_in``, or ``allowed`` what somebody else at the desk asked for.

    The answer is a value and not an exception, so that the count of wrong PINs is committed.
    """
    person = tx.session.scalar(select(Person).where(Person.name == name, Person.active).with_for_update())
    if person is None or person.pin_hash is None:
        raise NotFound("people.no_such_person", name=name)
    if person.next_try_at is not None and person.next_try_at > tx.now:
        return PinAnswer(None, person.next_try_at - tx.now)
    if _matches(person.pin_hash, pin):
        person.wrong_pins, person.next_try_at = 0, None
        audit.record(tx, kind, person.name, way="pin")
        return PinAnswer(Actor(person.id, person.name, person.role), timedelta(0))
    person.wrong_pins += 1
    wait = wait_after(person.wrong_pins)
    person.next_try_at = tx.now + wait
    audit.record(tx, "wrong_pin", person.name, count=person.wrong_pins)
    return PinAnswer(None, wait)


def log_in_by_badge(tx: Tx, badge: str, kind: str = "logged_in") -> Actor:
    """Who the badge belongs to; ``kind`` as with ``try_pin``. Raises NotFound for a badge nobody carries (any more)."""
    person = tx.session.scalar(select(Person).where(Person.badge == badge, Person.active))
    if person is None:
        raise NotFound("people.unknown_badge")
    audit.record(tx, kind, person.name, way="badge")
    return Actor(person.id, person.name, person.role)


def log_out(tx: Tx) -> None:
    """Leave the desk."""
    audit.record(tx, "logged_out", tx.actor.name)


def new_badge() -> str:
    """A badge code nobody can guess: it opens the desk like a key."""
    return BADGE_PREFIX + "".join(secrets.choice(BADGE_LETTERS) for _ in range(BADGE_LENGTH))


def _person(tx: Tx, person_id: int) -> Person:
    person = tx.session.get(Person, person_id)
    if person is None or person.id == SYSTEM.id:
        raise NotFound("people.no_such_person", name=str(person_id))
    return person


def _other_owner(tx: Tx, person_id: int) -> bool:
    others = select(func.count()).where(Person.role == Role.OWNER, Person.active, Person.id.not_in((person_id, SYSTEM.id)))
    return bool(tx.session.scalar(others))


def _hash(pin: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(pin)


def _matches(pin_hash: str, pin: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except VerifyMismatchError:
        return False
