"""What a printer does to a label, measured once on the test card, and how a design is drawn so that it comes out right.

The card's cross should stand ``CROSS_MM`` from the left and the upper edge, its rulers should be ``RULER_MM`` long. What
a person measured instead says where this printer puts a point; drawing goes the other way round. Bars keep whole dots
of the printer: a bar of 2.01 dots does not scan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from warehouse_app.errors import BadInput
from warehouse_app.paper.page import Box

CROSS_MM, RULER_MM = 10.0, 50.0
MOST_OFF_MM = 8.0  # further off, the paper is loaded wrongly or is another stock
MOST_LONG_MM = 2.5  # a ruler more than a twentieth too long or short is printed "fit to page"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Measured in mm on the printed card: the cross from the left and the upper edge, and the two 50 mm rulers."""

    cross_x: float = CROSS_MM
    cross_y: float = CROSS_MM
    ruler_x: float = RULER_MM
    ruler_y: float = RULER_MM

    @property
    def scale(self) -> float:
        """By how much letters are made larger or smaller, so that they fit where they stand."""
        return min(RULER_MM / self.ruler_x, RULER_MM / self.ruler_y)

    def drawn(self, x: float, y: float) -> tuple[float, float]:
        """Where a point must be drawn to be printed at ``x``, ``y`` mm."""
        return _drawn(x, self.cross_x, self.ruler_x), _drawn(y, self.cross_y, self.ruler_y)

    def printed(self, x: float, y: float) -> tuple[float, float]:
        """Where this printer prints what is drawn at ``x``, ``y`` mm."""
        return _printed(x, self.cross_x, self.ruler_x), _printed(y, self.cross_y, self.ruler_y)

    def box(self, box: Box) -> Box:
        """Where a box must be drawn to be printed at ``box``."""
        if self == STRAIGHT:
            return box
        left, top = self.drawn(box.x, box.y)
        right, bottom = self.drawn(box.right, box.bottom)
        return Box(left, top, right - left, bottom - top)


STRAIGHT = Calibration()
"""A printer that was not measured, or that prints just right."""


def check_calibration(measured: Calibration) -> None:
    """Raises BadInput ``designs.cross_off`` or ``designs.ruler_off`` (measured, wanted) for what no sound printer does."""
    for cross in (measured.cross_x, measured.cross_y):
        if not math.isfinite(cross) or abs(cross - CROSS_MM) > MOST_OFF_MM:
            raise BadInput("designs.cross_off", measured=f"{cross:g}", wanted=f"{CROSS_MM:g}")
    for ruler in (measured.ruler_x, measured.ruler_y):
        if not math.isfinite(ruler) or abs(ruler - RULER_MM) > MOST_LONG_MM:
            raise BadInput("designs.ruler_off", measured=f"{ruler:g}", wanted=f"{RULER_MM:g}")


def _drawn(mm: float, cross: float, ruler: float) -> float:
    return CROSS_MM + (mm - cross) * RULER_MM / ruler


def _printed(mm: float, cross: float, ruler: float) -> float:
    return cross + (mm - CROSS_MM) * ruler / RULER_MM
