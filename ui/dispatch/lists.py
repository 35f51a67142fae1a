"""Lists short enough to be read at once (a van's parcels, couriers, handovers), in the same table as the long ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QWidget

from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.paged_model import Column, Row
from ui.widgets.table import Table


class ShortTable(QWidget, Generic[Row]):
    """A table over rows that are all at hand; sorts by the attribute a column is named after."""

    def __init__(
        self, columns: Sequence[Column[Row]], empty: EmptyState, parent: QWidget | None = None, *, many: bool = True
    ) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.table: Table[Row] = Table(columns, self.fetch, empty, self, many=many)
        column(self).addWidget(self.table)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.rows = list(rows)
        self.table.refresh()

    def show_moving_rows(self, rows: Sequence[Row], key: Callable[[Row], object]) -> None:
        """Show these rows of a list that changes by itself: chosen stay those that were, known by their ``key``, and no other."""
        view, model, current = self.table.view, self.table.model, self.table.current()
        chosen, at = {key(row) for row in self.table.selected()}, None if current is None else key(current)
        place = view.verticalScrollBar().value()
        self.show_rows(rows)
        self.forget_choice()
        flags = QItemSelectionModel.SelectionFlag
        for number, row in enumerate(model.rows()):
            if at == key(row):
                view.selectionModel().setCurrentIndex(model.index(number, 0), flags.NoUpdate)
            if key(row) in chosen:
                view.selectionModel().select(model.index(number, 0), flags.Select | flags.Rows)
        view.verticalScrollBar().setValue(place)

    def forget_choice(self) -> None:
        """No row is chosen any more."""
        view = self.table.view
        view.clearSelection()
        view.setCurrentIndex(self.table.model.index(-1, -1))

    def fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[Row], int]:
        """A page of the rows."""
        rows = self.rows if sort is None else sorted(self.rows, key=_by(sort), reverse=descending)
        return rows[offset : offset + limit], len(rows)


def _by(name: str) -> Callable[[object], tuple[bool, object]]:
    """Sorts by an attribute, what is missing last."""

    def key(row: object) -> tuple[bool, object]:
        value = getattr(row, name)
        return (value is None, "" if value is None else value)

    return key
