"""Beside the parcel: what was just scanned, the parcels that come next, and how the day stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.packing.painted import PaintedRow, PaintedRows
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from ui.widgets.verdict_band import TONE_OF, VerdictKind
from warehouse_app.packing.queries import DeskFigures, WaitingParcel

JUST_SCANNED = 5
NEXT_PARCELS = 5


class SidePanel(QWidget):
    """Two lists and a line of figures; the first list grows by one row with each scan, without reading anything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(space(76))
        self._scans: deque[tuple[VerdictKind, str, str]] = deque(maxlen=JUST_SCANNED)
        self._waiting: list[WaitingParcel] = []
        self._now: datetime | None = None
        self.sheet = card(self)
        self.scans = PaintedRows(self.sheet, most=JUST_SCANNED)
        self.next = PaintedRows(self.sheet, most=NEXT_PARCELS)
        self.figures = Text("packing.figures", parent=self.sheet, packed=0, open=0)
        self.late = Text(role="mistake", parent=self.sheet)
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=1, margin=3)
        for title, rows in (("packing.just_scanned", self.scans), ("packing.next_parcels", self.next)):
            inside.addWidget(Text(title, role="small", parent=self.sheet))
            inside.addWidget(rows)
            inside.addSpacing(space(2))
        inside.addStretch(1)
        self.practise = Button(kind="quiet", icon="hand", parent=self.sheet)
        self.practise.show_tip("practice.open")
        self.practise.setFixedWidth(space(10))
        self.practise.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        figures = column(gap=0)
        figures.addWidget(self.figures)
        figures.addWidget(self.late)
        foot = row(gap=1)
        foot.addLayout(figures, 1)
        foot.addWidget(self.practise)
        inside.addLayout(foot)

    def add_scan(self, kind: VerdictKind, verdict_code: str, about: str) -> None:
        """The newest scan on top: its verdict and, as data, the item or code it was about."""
        self._scans.appendleft((kind, verdict_code, about))
        self._show_scans()

    def clear_scans(self) -> None:
        """Another person works here now."""
        self._scans.clear()
        self._show_scans()

    def show_waiting(self, waiting: Sequence[WaitingParcel], figures: DeskFigures, now: datetime) -> None:
        """The parcels that come next, and the day's figures."""
        self._waiting, self._now = list(waiting[:NEXT_PARCELS]), now
        self._show_waiting()
        self.figures.show_code("packing.figures", packed=figures.packed_today, open=figures.open)
        self.late.setVisible(figures.late > 0)
        self.late.show_code("packing.figures_late", late=figures.late)

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_scans()
            self._show_waiting()
        super().changeEvent(event)

    def _show_scans(self) -> None:
        self.scans.show_rows([PaintedRow(kind, TONE_OF[kind], f"{tr(code)}  {about}") for kind, code, about in self._scans])

    def _show_waiting(self) -> None:
        rows = []
        for parcel in self._waiting:
            late = parcel.ship_by is not None and self._now is not None and parcel.ship_by < self._now
            pieces = tr("packing.pieces_short", scanned=parcel.scanned, needed=parcel.needed)
            tail = f"…{parcel.waybill[-6:]}" if parcel.waybill else tr("packing.slot", slot=parcel.slot)
            rows.append(PaintedRow("warning" if late else "parcel", "wrong" if late else "muted", tail, pieces))
        self.next.show_rows(rows)
