"""A label design while it is changed: every change can be taken back, and nothing is kept until it is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from warehouse_app.dispatch.designs.rules import LabelDesign, LabelField

MOST_STEPS = 200
LEAST_MM = 1.0


class Draft:
    """The design as it stands. Changes of one ``kind`` that follow each other are one step: an arrow key held down."""

    def __init__(self, design: LabelDesign) -> None:
        self.saved = self.design = design
        self._past: list[LabelDesign] = []
        self._future: list[LabelDesign] = []
        self._last = ""

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return self.design != self.saved

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def change(self, design: LabelDesign, kind: str = "") -> None:
        """The design is this now."""
        if design == self.design:
            return
        if not (kind and kind == self._last):
            self._past.append(self.design)
            del self._past[:-MOST_STEPS]
        self._future.clear()
        self._last, self.design = kind, design

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self._future.append(self.design)
            self.design, self._last = self._past.pop(), ""

    def redo(self) -> None:
        """Take a step that was taken back again."""
        if self._future:
            self._past.append(self.design)
            self.design, self._last = self._future.pop(), ""

    def keep(self) -> None:
        """What stands now was saved."""
        self.saved, self._last = self.design, ""

    # --- fields -----------------------------------------------------------------------------------------------------

    def set_field(self, place: int, kind: str = "", **values: Any) -> None:
        """Change a field; ``kind`` names the way it is changed."""
        fields = list(self.design.fields)
        fields[place] = replace(fields[place], **values)
        self.change(replace(self.design, fields=tuple(fields)), f"{kind} {place}" if kind else "")

    def set_place(self, place: int, x: float, y: float, w: float, h: float, kind: str = "") -> None:
        """Move and size a field; it stays on the label, a hundredth of a millimetre is the finest step."""
        field, design = self.design.fields[place], self.design
        thin = field.kind in ("line", "tear")
        w = min(max(w, 0.0 if thin else LEAST_MM), design.width)
        h = min(max(h, 0.0 if thin else LEAST_MM), design.height)
        x, y = min(max(x, 0.0), design.width - w), min(max(y, 0.0), design.height - h)
        self.set_field(place, kind, x=round(x, 2), y=round(y, 2), w=round(w, 2), h=round(h, 2))

    def add(self, field: LabelField) -> int:
        """A new field on top of the others; returns its place."""
        self.change(replace(self.design, fields=(*self.design.fields, field)))
        return len(self.design.fields) - 1

    def remove(self, place: int) -> None:
        """Take a field away."""
        fields = self.design.fields
        self.change(replace(self.design, fields=(*fields[:place], *fields[place + 1 :])))
