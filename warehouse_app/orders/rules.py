"""The life of an order, its deadlines, and the bins its goods come from. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any

BEIJING = timezone(timedelta(hours=8))  # platform files tell their times there; China has no summer time


class State(StrEnum):
    """Where an order is on its way through the house."""

    UNPAID = "unpaid"
    WAITING = "waiting"
    LOOK = "look"
    SHORT = "short"
    RELEASED = "released"
    IN_WAVE = "in_wave"
    PICKED = "picked"
    PACKED = "packed"
    SHIPPED = "shipped"
    DONE = "done"
    CANCELLED = "cancelled"


BEFORE_RELEASE = (State.WAITING, State.LOOK, State.SHORT)
ON_THE_FLOOR = (State.IN_WAVE, State.PICKED, State.PACKED)
GONE = (State.SHIPPED, State.DONE)

STEPS: Mapping[State, frozenset[State]] = {
    State.UNPAID: frozenset({State.WAITING, State.DONE, State.CANCELLED}),
    State.WAITING: frozenset({State.UNPAID, State.LOOK, State.SHORT, State.RELEASED, State.DONE, State.CANCELLED}),
    State.LOOK: frozenset({State.UNPAID, State.WAITING, State.SHORT, State.RELEASED, State.DONE, State.CANCELLED}),
    State.SHORT: frozenset({State.UNPAID, State.WAITING, State.LOOK, State.RELEASED, State.DONE, State.CANCELLED}),
    State.RELEASED: frozenset({State.UNPAID, State.WAITING, State.IN_WAVE, State.DONE, State.CANCELLED}),
    State.IN_WAVE: frozenset({State.WAITING, State.SHORT, State.RELEASED, State.PICKED, State.PACKED, State.CANCELLED}),
    State.PICKED: frozenset({State.WAITING, State.PACKED, State.CANCELLED}),
    State.PACKED: frozenset({State.WAITING, State.PICKED, State.SHIPPED, State.CANCELLED}),
    State.SHIPPED: frozenset({State.DONE, State.PACKED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}


# Why an order is held, when it was not a person who held it.
CHANGED = "changed"  # a newer file or a person changed it after its parcel was begun
AFTER_SALES = "after_sales"  # it was refunded or stopped when it had left already
PLATFORM_LOCK = "platform_lock"  # its platform says: do not ship
NEXT_PARCEL = "next_parcel"  # the reason of a part that did not fit into the parcel of its order
UNDONE = "undone"  # the reason of a part whose pieces went back to its original


def changed_hold(current: Mapping[str, Any], fields: Collection[str]) -> dict[str, str]:
    """The hold of an order that changed on the floor; fields that changed before stay named."""
    before = set(current["hold_note"].split(",")) if current["hold"] == CHANGED else set()
    return {"hold": CHANGED, "hold_note": ",".join(sorted((before | set(fields)) - {""}))}


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """Hours and the cut-off of a shop (settings; defaults are the platforms' rules of November 2026)."""

    promise_hours: int = 24
    latest_hours: int = 48
    cut_off: time = time(16, 0)
    pickup_hours: int = 24


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When an order ought to leave, and when the platform's penalty starts; both None while it is unpaid."""

    ship_by: datetime | None
    ship_latest: datetime | None


def deadlines(paid_at: datetime | None, promised: datetime | None, rules: DeadlineRules) -> Deadlines:
    """The ship-by clock: what the file promises, else the same day when paid before the cut-off, else 24 h after payment.

    The latest moment is the file's promise, else 48 h after payment. Days are Beijing days.
    """
    if promised is not None:
        return Deadlines(promised, promised)
    if paid_at is None:
        return Deadlines(None, None)
    latest = paid_at + timedelta(hours=rules.latest_hours)
    local = paid_at.astimezone(BEIJING)
    if local.time() < rules.cut_off:
        midnight = datetime.combine(local.date() + timedelta(days=1), time(0), BEIJING)
        return Deadlines(midnight.astimezone(UTC), latest)
    return Deadlines(paid_at + timedelta(hours=rules.promise_hours), latest)


def pickup_by(shipped_at: datetime, rules: DeadlineRules) -> datetime:
    """The pickup-by clock: it starts when the order is marked shipped."""
    return shipped_at + timedelta(hours=rules.pickup_hours)


@dataclass(frozen=True, slots=True)
class Free:
    """Pieces of a SKU in one bin that are promised to nobody; ``expires`` is the last day they may be sold, if they have one.

    What is promised from a ``locked`` bin waits until its count is over.
    """

    location_id: int
    lot: str
    walk_key: str
    quantity: int
    expires: date | None = None
    locked: bool = False


def choose_bins(wanted: int, bins: Sequence[Free]) -> list[Free] | None:
    """Which bins give how many of ``wanted`` pieces; None when together they hold too few.

    Bins that are locked for a count give something only when the others hold too few. First expired, first out: the earliest
    day goes first, goods without one last. Among goods of one day, one bin that has enough is better than several; otherwise
    the fullest bins first, so that few are visited.
    """
    open_bins = [place for place in bins if not place.locked]
    if len(open_bins) < len(bins) and (now := choose_bins(wanted, open_bins)) is not None:
        return now
    taken: list[Free] = []
    left = wanted
    for day in sorted({place.expires for place in bins}, key=lambda day: (day is None, day or date.max)):
        part = _from_one_day(left, [place for place in bins if place.expires == day])
        taken += part
        left -= sum(place.quantity for place in part)
        if not left:
            return taken
    return None


def _from_one_day(wanted: int, bins: Sequence[Free]) -> list[Free]:
    """As many of ``wanted`` pieces as these bins hold."""
    enough = [place for place in bins if place.quantity >= wanted]
    if enough:
        return [replace(min(enough, key=lambda place: place.walk_key), quantity=wanted)]
    taken, left = [], wanted
    for place in sorted(bins, key=lambda place: (-place.quantity, place.walk_key)):
        part = min(place.quantity, left)
        if part:
            taken.append(replace(place, quantity=part))
            left -= part
    return taken


def masked_text(text: str, keep: int = 1) -> str:
    """A name, phone or address as people without the right see it."""
    return text if len(text) <= keep else text[:keep] + "*" * min(len(text) - keep, 6)


def masked_phone(phone: str) -> str:
    """The last four digits are enough to tell two buyers apart."""
    return "*" * max(len(phone) - 4, 0) + phone[-4:] if phone else ""


def split_reasons(joined: str) -> tuple[str, ...]:
    """Look reasons as they are stored, one by one."""
    return tuple(part for part in joined.split(",") if part)


def join_reasons(reasons: Iterable[str]) -> str:
    """Look reasons as they are stored."""
    return ",".join(reasons)
