"""How every benchmark measures and speaks: floor and measured in the same run, interleaved, medians, one line each."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measure. ``limit`` is on the ratio, or on the measured value itself when there is no floor; None: reported only."""

    name: str
    measured: float
    unit: str
    floor: float | None = None
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.measured / self.floor

    @property
    def ok(self) -> bool:
        judged = self.measured if self.ratio is None else self.ratio
        return self.limit is None or judged <= self.limit

    def __str__(self) -> str:
        def shown(value: float | None) -> str:
            return "-" if value is None else f"{value:.3f}"

        word = "reported" if self.limit is None else ("ok" if self.ok else "over")
        figures = ", ".join(shown(value) for value in (self.floor, self.ratio, self.limit))
        return f"{self.name}, {shown(self.measured)} {self.unit}, {figures}, {word}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(measured: Callable[[], object], floor: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Medians in seconds of both, taken in turn so that a noisy moment hits both alike."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(seconds(floor))
        ours.append(seconds(measured))
    return statistics.median(ours), statistics.median(theirs)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
