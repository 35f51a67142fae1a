"""How a practice went: what was done right at the first go, how long each parcel took, what to practise. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

TRAP_WEIGHT = 3
"""A trap counts as much as three ordinary scans: it is what practice is for."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was asked, by its kind, and how many slips there were before it was done."""

    kind: str
    slips: int
    trap: bool


@dataclass(frozen=True, slots=True)
class ParcelResult:
    """One parcel that is done: seconds from its label to its end, its slips, and the traps that were in it."""

    waybill: str
    seconds: float
    slips: int
    traps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """All moments and parcels so far, and how many codes were scanned."""

    moments: tuple[Moment, ...]
    parcels: tuple[ParcelResult, ...]
    codes: int

    @property
    def points(self) -> int:
        """Of 100: what was done right at the first go, traps weighing three times."""
        whole = sum(_weight(moment) for moment in self.moments)
        clean = sum(_weight(moment) for moment in self.moments if not moment.slips)
        return 100 * clean // whole if whole else 0

    @property
    def slips(self) -> int:
        """Everything that was not what was asked."""
        return sum(parcel.slips for parcel in self.parcels)

    @property
    def caught(self) -> int:
        """Traps met and answered rightly at once."""
        return sum(moment.trap and not moment.slips for moment in self.moments)

    @property
    def traps(self) -> int:
        """Traps met."""
        return sum(moment.trap for moment in self.moments)

    @property
    def seconds(self) -> float:
        """The usual time for a parcel."""
        return median(parcel.seconds for parcel in self.parcels) if self.parcels else 0.0

    @property
    def to_practise(self) -> tuple[str, ...]:
        """The kinds of moment that went wrong, the most slips first."""
        kinds: dict[str, int] = {}
        for moment in self.moments:
            if moment.slips:
                kinds[moment.kind] = kinds.get(moment.kind, 0) + moment.slips
        return tuple(sorted(kinds, key=lambda kind: (-kinds[kind], kind)))


def _weight(moment: Moment) -> int:
    return TRAP_WEIGHT if moment.trap else 1
