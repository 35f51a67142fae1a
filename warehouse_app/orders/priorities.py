"""Which order comes first: a list of rules the supervisor puts in order. Pure.

The first rule that tells two orders apart decides; orders no rule tells apart keep the order of their ids, so that a list
made twice is the same list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from warehouse_app.store.word_lists import AIR_WORDS

_NEVER = datetime.max.replace(tzinfo=UTC)
_AIR = re.compile("|".join(AIR_WORDS), re.IGNORECASE)


class Priority(StrEnum):
    """A rule by which orders are told apart."""

    SAME_DAY_COURIER = "same_day_courier"
    AIR = "air"
    URGENT = "urgent"
    FLAGGED = "flagged"
    OLDEST_DEADLINE = "oldest_deadline"
    SINGLE_LINE = "single_line"


USUAL = tuple(rule.value for rule in Priority)  # the setting's own list (store.settings), which may not ask this room


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules see of an order. ``lines`` are its live lines, 0 when nobody counted them."""

    id: int
    ship_by: datetime | None = None
    courier: str = ""
    words: str = ""  # note and message
    flag: str = ""
    urgent: bool = False
    lines: int = 0


@dataclass(frozen=True, slots=True)
class PriorityRules:
    """The rules in the supervisor's order, and the couriers that come the same day."""

    order: tuple[Priority, ...] = tuple(Priority)
    same_day: tuple[str, ...] = ()

    def key(self, order: Facts) -> tuple[object, ...]:
        """What to sort by: smaller comes first."""
        return (*(_KEYS[rule](order, self) for rule in self.order), order.id)

    def holds(self, rule: Priority, order: Facts) -> bool:
        """Whether a yes-or-no rule marks the order; a deadline marks every order that has one."""
        return order.ship_by is not None if rule is Priority.OLDEST_DEADLINE else not _KEYS[rule](order, self)

    def sorted(self, orders: Iterable[Facts]) -> list[Facts]:
        """The orders, the most urgent first."""
        return sorted(orders, key=self.key)


def rules_from(order: Sequence[str], same_day: str) -> PriorityRules:
    """The rules as the settings keep them: names in order, couriers parted by commas of either width."""
    return PriorityRules(tuple(Priority(name) for name in order), _listed(same_day))


def says_urgent(texts: Iterable[str], words: str) -> bool:
    """Whether one of the texts holds one of the words, parted by commas of either width."""
    wanted = _listed(words)
    return any(word in text for text in texts for word in wanted)


def _listed(listed: str) -> tuple[str, ...]:
    """What stands between commas of either width."""
    return tuple(part.strip() for part in re.split("[,，、]", listed) if part.strip())


def _is_air(order: Facts) -> bool:
    return _AIR.search(f"{order.courier} {order.words}") is not None


_KEYS: Mapping[Priority, Callable[[Facts, PriorityRules], object]] = {
    Priority.SAME_DAY_COURIER: lambda order, rules: not any(name in order.courier for name in rules.same_day),
    Priority.AIR: lambda order, rules: not _is_air(order),
    Priority.URGENT: lambda order, rules: not order.urgent,
    Priority.FLAGGED: lambda order, rules: not order.flag,
    Priority.OLDEST_DEADLINE: lambda order, rules: order.ship_by or _NEVER,
    Priority.SINGLE_LINE: lambda order, rules: order.lines != 1,
}
