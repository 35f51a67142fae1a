"""What scales send over a serial line, read by patterns; and when a reading counts. Pure: text and moments in, grams out.

Four ways of writing cover most bench scales, and a shop can write a pattern of its own with the same named groups:

``comma``    ``ST,GS,+  0.520kg``: ST stable, US not, OL overload (A&D, CAS, Dini Argeo and many others)
``sics``     ``S S     0.520 kg``: S S stable, S D not, S + and S - overload and underload (Mettler Toledo MT-SICS level 0)
``sbi``      ``+    520.0 g  ``: the unit is left out while the reading moves (Sartorius SBI)
``reversed`` ``=025.00``: the digits from the last to the first, kilograms, no word about rest (Yaohua XK3190)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

GRAMS = {
    "g": Decimal(1), "kg": Decimal(1000), "t": Decimal(1_000_000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125"),
}  # fmt: skip
LONGEST_LINE = 80
"""A line without an end is noise: the wrong speed, the wrong device."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a scale writes. ``ask`` is sent to one that speaks only when asked; ``backwards``: the digits come last first.

    The pattern's groups: ``value``, and where the scale has them ``sign``, ``unit``, ``stable``, ``moving``, ``over``.
    """

    name: str
    pattern: str
    ask: str = ""
    unit: str = "kg"  # where the line names none
    backwards: bool = False
    needs_unit: bool = False  # a reading without its unit is moving


_NUMBER = r"(?P<sign>[+-])?\s*(?P<value>\d+(?:\.\d*)?|\.\d+)"
_UNIT = r"\s*(?P<unit>kg|g|lb|oz|t)?"
PROTOCOLS = {
    one.name: one
    for one in (
        Protocol("comma", rf"^(?:(?P<stable>ST)|(?P<moving>US)|(?P<over>OL|UL)),\s*(?:GS|NT|TR|G|N)?,?\s*(?:{_NUMBER})?{_UNIT}"),
        Protocol("sics", rf"^S[IUX]?\s+(?:(?P<stable>S)|(?P<moving>D)|(?P<over>[+-]$|I$))\s*(?:{_NUMBER})?{_UNIT}", ask="SI\r\n"),
        Protocol("sbi", rf"^(?:(?P<over>H|L|Err)|{_NUMBER}{_UNIT})\s*$", ask="\x1bP", needs_unit=True),
        Protocol("reversed", r"=(?P<value>[0-9.]{5,8})(?P<sign>-)?", backwards=True),
    )
}


def protocol_of(name: str, pattern: str = "", ask: str = "", unit: str = "g") -> Protocol | None:
    """A protocol by its name, None when there is none; ``own`` is the shop's, asked with ``ask`` (``\\r`` written out)."""
    if name != "own":
        return PROTOCOLS.get(name)
    return Protocol("own", pattern, ask.replace("\\r", "\r").replace("\\n", "\n"), unit)


class State(StrEnum):
    """What the scale's platform does at this moment."""

    EMPTY = "empty"  # at zero
    MOVING = "moving"
    STABLE = "stable"
    NEGATIVE = "negative"  # something was taken off that had been zeroed away: it must be zeroed
    OVERLOAD = "overload"
    AGAIN = "again"  # the parcel weighed before is still there


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of a scale. ``stable`` is None where the scale does not say."""

    grams: int
    stable: bool | None
    overload: bool = False


def compiled(protocol: Protocol) -> re.Pattern[str]:
    """The protocol's pattern. Raises re.error, and ValueError for a pattern without a group ``value``."""
    pattern = re.compile(protocol.pattern, re.IGNORECASE)
    if "value" not in pattern.groupindex:
        raise ValueError("value")
    return pattern


def read(line: str, protocol: Protocol) -> Reading | None:
    """What a line says; None when it says nothing about a weight (a greeting, noise, half a line)."""
    found = compiled(protocol).search(line.strip("\x02\x03\r\n\0 ")) if len(line) <= LONGEST_LINE else None
    if found is None:
        return None
    groups = found.groupdict()
    if groups.get("over"):
        return Reading(0, stable=False, overload=True)
    digits = groups.get("value")
    if not digits:
        return None
    try:
        value = Decimal(digits[::-1] if protocol.backwards else digits)
    except InvalidOperation:
        return None
    unit = (groups.get("unit") or "").lower()
    grams = int((value * GRAMS[unit or protocol.unit]).quantize(Decimal(1), ROUND_HALF_UP))
    return Reading(-grams if groups.get("sign") == "-" else grams, _rests(groups, protocol, unit))


def _rests(groups: dict[str, str | None], protocol: Protocol, unit: str) -> bool | None:
    if groups.get("moving") or (protocol.needs_unit and not unit):
        return False
    return True if groups.get("stable") or protocol.needs_unit else None


@dataclass(slots=True)
class Settling:
    """Follows a scale: which reading counts. A parcel counts once, and only after the platform was at zero.

    A scale that does not say when it rests, rests when its readings stay within ``play_g`` for ``rest``.
    """

    zero_g: int = 5
    play_g: int = 5
    rest: timedelta = timedelta(milliseconds=600)
    ready: bool = False  # it was at zero since the last parcel that counted
    _since: datetime | None = None
    _at: int = 0

    def take(self, reading: Reading, now: datetime) -> State:
        """What a reading means at a moment."""
        if reading.overload:
            self._since = None
            return State.OVERLOAD
        rests = self._rests(reading, now)
        if not rests:
            return State.MOVING
        if abs(reading.grams) <= self.zero_g:
            self.ready = True
            return State.EMPTY
        if reading.grams < 0:
            return State.NEGATIVE
        return State.STABLE if self.ready else State.AGAIN

    def counted(self) -> None:
        """The weight on it was written down: the next one counts after the platform was empty."""
        self.ready = False

    def _rests(self, reading: Reading, now: datetime) -> bool:
        if reading.stable is not None:
            return reading.stable
        if self._since is None or abs(reading.grams - self._at) > self.play_g or now < self._since:
            self._since, self._at = now, reading.grams
        return now - self._since >= self.rest
