"""What a courier says of a parcel, when that makes a case, and which case comes first. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """What a courier says of a parcel, in the order of its way."""

    PICKED_UP = "picked_up"
    MOVING = "moving"
    DELIVERING = "delivering"
    PROBLEM = "problem"
    REFUSED = "refused"
    DAMAGED = "damaged"
    LOST = "lost"
    SIGNED = "signed"
    RETURNED = "returned"


ARRIVED = (Status.SIGNED, Status.RETURNED)
"""Nothing more is to come of these parcels."""
NO_MOVEMENT = "no_movement"
CASE_OF = {status: status.value for status in (Status.PROBLEM, Status.REFUSED, Status.DAMAGED, Status.LOST, Status.RETURNED)}
"""The statuses somebody has to see to, and the kind of case they make."""
KINDS = (NO_MOVEMENT, *CASE_OF.values())
OUTCOMES = ("delivered", "came_back", "resent", "refunded", "claimed", "other")
VAGUE = (NO_MOVEMENT, Status.PROBLEM.value)  # a case that gets a name once the courier says what happened
WATCHED = timedelta(days=60)  # a parcel that long away is no longer asked about
HEARD = timedelta(days=30)  # so old a tracking file says nothing of today
_PLACE = {status: place for place, status in enumerate(Status)}

Said = tuple[datetime, Status]


def newest(said: Iterable[Said]) -> Said:
    """The last of what was said, in whatever order it came; of one moment the farther on its way. Needs at least one."""
    return max(said, key=lambda one: (one[0], _PLACE[one[1]]))


def stands_still(moved: datetime, heard_until: datetime, days: int) -> bool:
    """Whether a parcel that moved last at ``moved`` has not for ``days``, as far as its courier was heard of.

    Days in which no tracking came in are not held against it.
    """
    return heard_until - moved >= timedelta(days=days)


def kind_after(kind: str, status: Status) -> str:
    """What a case is about once the courier has said this: a vague one is named, a named one stays."""
    named = CASE_OF.get(status)
    return named if named is not None and kind in VAGUE else kind


def ends_by_itself(kind: str, status: Status) -> bool:
    """A parcel that arrived needs nobody to ask why it did not move."""
    return kind == NO_MOVEMENT and status is Status.SIGNED


def is_overdue(promised: date | None, today: date) -> bool:
    """Whether somebody was promised an answer before today."""
    return promised is not None and promised < today
