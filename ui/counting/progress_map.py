"""How far a stocktake is, on the map of the floor: every bin's state by fill, hatching and a sign in the cell."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.stock.floor_looks import Look
from ui.stock.floor_map import FloorMap
from ui.stock.floor_plan import Cell
from warehouse_app.counting.queries import CountBinRow

LOOK_OF = {"done": Look.HIGH, "counting": Look.HALF, "recount": Look.OVER, "todo": Look.UNLIMITED, "none": Look.EMPTY}
LEGEND = {look: f"counting.map_{state}" for state, look in LOOK_OF.items()}
_SIGNS = {"done": "✓", "counting": "…", "recount": "↻", "todo": "", "none": ""}


class ProgressMap(FloorMap):
    """See the module."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: dict[int, str] = {}

    def show_states(self, rows: Iterable[CountBinRow]) -> None:
        """Draw the bins of this stocktake; all others are left white."""
        self._states = {row.location_id: state_of(row) for row in rows}
        self.viewport().update()

    def _shown(self, cell: Cell) -> tuple[Look, str]:
        state = self._states.get(cell.bin.id, "none")
        return LOOK_OF[state], _SIGNS[state]

    def _tip(self, cell: Cell) -> str:
        return f"{cell.bin.code}  {tr(LEGEND[self._shown(cell)[0]])}"


def state_of(row: CountBinRow) -> str:
    """What the map shows of a bin: a recount that waits stands out."""
    return "recount" if row.state == "todo" and row.round > 1 else row.state
