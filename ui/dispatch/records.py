"""Handovers so far with their manifests."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.dispatch.trip_pane import TripPane
from ui.language import tr
from ui.orders.wording import local
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Text
from warehouse_app.dispatch.queries import HandoverRow, handovers


class Handovers(QWidget):
    """``manifest_asked(HandoverRow)`` to print or make the manifest of an earlier handover."""

    manifest_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        columns = [
            Column[HandoverRow]("day", "dispatch.col_day", width=104),
            Column[HandoverRow]("courier", "dispatch.col_courier", width=0),
            Column[HandoverRow]("driver", "van.col_driver", width=90),
            Column[HandoverRow]("trip", "dispatch.col_trip", align="right", width=50),
            Column[HandoverRow]("parcels", "dispatch.col_parcels", align="right", width=72),
            Column[HandoverRow]("closed_at", "dispatch.col_closed", _closed_words, _closed_tone, width=120),
        ]
        empty = EmptyState("truck", "dispatch.no_handovers", "dispatch.no_handovers_words", self)
        self.list = ShortTable(columns, empty, self, many=False)
        self.pane = TripPane(desk, self)
        self.pane.setFixedWidth(space(112))
        self.button = Button("dispatch.manifest", icon="print", kind="primary", parent=self)
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        top = row(gap=2)
        top.addWidget(Text("dispatch.handovers_words", role="muted", wrap=True, parent=self), 1)
        top.addWidget(self.button)
        inside.addLayout(top)
        halves = row(gap=4)
        halves.addWidget(self.list, 1)
        halves.addWidget(self.pane)
        inside.addLayout(halves, 1)
        self.list.table.current_changed.connect(self._offer)
        self.list.table.activated.connect(self._ask)
        self.button.clicked.connect(lambda: self._ask(self.list.table.current()))

    def refresh(self) -> None:
        """Read the handovers again."""
        self.list.show_rows(self._desk.read(handovers))
        if self.list.rows and self.list.table.current() is None:
            self.list.table.view.selectRow(0)
        self._offer(self.list.table.current())

    def _offer(self, shown: HandoverRow | None) -> None:
        self.pane.show_trip(shown)
        self.button.setEnabled(shown is not None and shown.closed_at is not None)

    def _ask(self, shown: HandoverRow | None) -> None:
        if shown is not None and shown.closed_at is not None:
            self.manifest_asked.emit(shown)


def _closed_words(shown: HandoverRow) -> str:
    return tr("dispatch.still_open") if shown.closed_at is None else local(shown.closed_at)


def _closed_tone(shown: HandoverRow) -> ToneName | None:
    return "information" if shown.closed_at is None else None
