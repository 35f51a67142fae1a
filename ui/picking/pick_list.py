"""The pick list on the screen: bins in walking order, large enough to be read beside a trolley."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from ui import language
from ui.desk import Desk
from ui.language import tr
from ui.picking.walk_plan import halts_of
from ui.picking.walk_tab import NowhereBanner
from ui.theme import LARGE_PX, ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Text
from ui.widgets.toned import Toned
from warehouse_app.orders.sets.words import with_sets
from warehouse_app.picking.queries import PickStop
from warehouse_app.picking.tasks import Along, along, along_words
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
    """Shows the stops of one wave; ``show_wave(None)`` shows none. ``bin_chosen(code)`` follows the cursor."""

    bin_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stops: list[PickStop] = []
        self._halts: dict[str, int] = {}
        columns = [
            Column[PickStop]("bin", "picking.col_bin", width=132),
            Column[PickStop]("quantity", "picking.col_quantity", _pieces, _tone, align="right", width=92),
            Column[PickStop]("name", "picking.col_name", _name, width=0),
            Column[PickStop]("variant", "picking.col_variant", _variant, width=150),
            Column[PickStop]("slots", "picking.col_slots", self._slots, width=130),
            Column[PickStop]("halt", "service.col_halt", self._halt, align="right", width=64, sortable=False),
        ]
        empty = EmptyState("complete", "picking.nothing_to_pick", "picking.nothing_to_pick_words", self)
        self.table: Table[PickStop] = Table(columns, self._fetch, empty, self)
        self.table.model.is_struck = lambda stop: bool(stop.struck)
        self.table.view.setStyleSheet(f"QTableView {{ font-size: {LARGE_PX - 4}px; }}")
        self.table.view.verticalHeader().setDefaultSectionSize(space(13))
        self._marked: frozenset[int] = frozenset()
        self._along: tuple[Along, ...] = ()
        self.walk = Text(role="muted", parent=self)
        self.along = Toned(size=20, parent=self)
        inside = column(self)
        inside.addWidget(self.walk)
        inside.addWidget(self.along)
        self.nowhere = NowhereBanner(self)
        inside.addWidget(self.nowhere)
        inside.addWidget(self.table)
        self.table.current_changed.connect(lambda stop: self.bin_chosen.emit("" if stop is None else stop.bin))

    def show_wave(self, wave_id: int | None) -> None:
        """Read the stops of a wave."""
        tour = None if wave_id is None else self._desk.read(pick_tour, wave_id)
        self._stops = [] if tour is None else list(tour.listed)
        self._along = () if wave_id is None else self._desk.read(along, wave_id)
        self._marked = frozenset(slot for thing in self._along for slot in thing.slots)
        self._halts = {} if tour is None else halts_of([stop.bin for stop in tour.stops], tour.floor)
        self.nowhere.show_bins("service.nowhere_wave", () if tour is None else tour.nowhere)
        self.table.refresh()
        self._show_along()
        self.walk.setVisible(tour is not None and tour.metres is not None)
        if tour is not None and tour.metres is not None:
            code = "picking.walk_unplaced" if tour.unplaced else "picking.walk"
            self.walk.show_code(code, metres=round(tour.metres), n=tour.unplaced)

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_along()
        super().changeEvent(event)

    def _show_along(self) -> None:
        self.along.setVisible(bool(self._along))
        if self._along:
            self.along.show_toned("warning", "ticks.along", icon="tag", what=along_words(self._along, language.current()))

    def show_bin(self, bin_code: str) -> None:
        """Put the cursor on a bin's first stop, however the list is sorted."""
        shown = (number for number, stop in enumerate(self.table.model.rows()) if stop.bin == bin_code)
        number = next(shown, None)
        if number is not None:
            self.table.view.selectRow(number)

    def _halt(self, stop: PickStop) -> str:
        return str(self._halts.get(stop.bin, ""))

    @property
    def stops(self) -> int:
        """How many stops the walk has."""
        return sum(not stop.struck for stop in self._stops)

    def _slots(self, stop: PickStop) -> str:
        """The slots and their pieces; a star for those that something has to be taken along for."""
        stars = {slot: "★" if slot in self._marked else "" for slot, _ in stop.slots}
        return ", ".join(f"#{slot}{stars[slot]}" + (f"×{pieces}" if pieces > 1 else "") for slot, pieces in stop.slots)

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
    name = with_sets(stop.name, stop.of_sets, language.current())
    return tr("picking.struck", name=name) if stop.struck else name


def _variant(stop: PickStop) -> str:
    return " / ".join(part for part in (stop.colour, stop.size) if part) or stop.seller_code
