"""The pick list on the screen: bins in walking order, large enough to be read beside a trolley."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import tr
from ui.theme import LARGE_PX, ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Text
from warehouse_app.picking.queries import PickStop
from warehouse_app.picking.tour import pick_tour

_SORTS = {
    "bin": None,  # walking order is how they come
    "name": lambda stop: stop.name,
    "variant": lambda stop: (stop.colour, stop.size),
    "seller_code": lambda stop: stop.seller_code,
    "quantity": lambda stop: stop.quantity,
    "slots": lambda stop: stop.slots,
}


class PickList(QWidget):
    """Shows the stops of one wave; ``show_wave(None)`` shows none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stops: list[PickStop] = []
        columns = [
            Column[PickStop]("bin", "picking.col_bin", width=132),
            Column[PickStop]("quantity", "picking.col_quantity", _pieces, _tone, align="right", width=92),
            Column[PickStop]("name", "picking.col_name", _name, width=0),
            Column[PickStop]("variant", "picking.col_variant", _variant, width=160),
            Column[PickStop]("slots", "picking.col_slots", _slots, width=190),
        ]
        empty = EmptyState("complete", "picking.nothing_to_pick", "picking.nothing_to_pick_words", self)
        self.table: Table[PickStop] = Table(columns, self._fetch, empty, self)
        self.table.model.is_struck = lambda stop: bool(stop.struck)
        self.table.view.setStyleSheet(f"QTableView {{ font-size: {LARGE_PX - 4}px; }}")
        self.table.view.verticalHeader().setDefaultSectionSize(space(13))
        self.walk = Text(role="muted", parent=self)
        inside = column(self)
        inside.addWidget(self.walk)
        inside.addWidget(self.table)

    def show_wave(self, wave_id: int | None) -> None:
        """Read the stops of a wave."""
        tour = None if wave_id is None else self._desk.read(pick_tour, wave_id)
        self._stops = [] if tour is None else list(tour.listed)
        self.table.refresh()
        self.walk.setVisible(tour is not None and tour.metres is not None)
        if tour is not None and tour.metres is not None:
            code = "picking.walk_unplaced" if tour.unplaced else "picking.walk"
            self.walk.show_code(code, metres=round(tour.metres), n=tour.unplaced)

    @property
    def stops(self) -> int:
        """How many stops the walk has."""
        return sum(not stop.struck for stop in self._stops)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[PickStop], int]:
        key = _SORTS[sort] if sort is not None else None
        stops = sorted(self._stops, key=key) if key is not None else list(self._stops)
        if descending:
            stops.reverse()
        return stops[offset : offset + limit], len(stops)


def _pieces(stop: PickStop) -> str:
    return f"× {stop.quantity}"


def _tone(stop: PickStop) -> ToneName | None:
    """A struck line says stop by shape and colour, too."""
    return "blocked" if stop.struck else None


def _name(stop: PickStop) -> str:
    return tr("picking.struck", name=stop.name) if stop.struck else stop.name


def _variant(stop: PickStop) -> str:
    return " / ".join(part for part in (stop.colour, stop.size) if part) or stop.seller_code


def _slots(stop: PickStop) -> str:
    return ", ".join(f"#{slot}" if pieces == 1 else f"#{slot}×{pieces}" for slot, pieces in stop.slots)
