"""Beside the parcel: what was just scanned, the parcels that come next, and how the day stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desk import Desk
from ui.language import tr
from ui.packing.action_bar import AT_THE_SIDE, ActionButton
from ui.packing.actions import ACTIONS, ActionName
from ui.packing.painted import PaintedRow, PaintedRows
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from ui.widgets.verdict_band import TONE_OF, VerdictKind
from warehouse_app.packing import queries
from warehouse_app.packing.figures import OwnFigures, own_figures
from warehouse_app.packing.queries import DeskFigures, WaitingParcel

JUST_SCANNED = 5
NEXT_PARCELS = 4


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
        for rows in (self.scans, self.next):  # on a low window the last rows give way to the figures
            rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.own = tuple(Text(role="small", parent=self.sheet) for _ in range(3))
        self.short = Text(role="small", parent=self.sheet)
        self.buttons: dict[ActionName, ActionButton] = {
            action.name: ActionButton(action, self.sheet, narrow=True) for action in ACTIONS if action.name in AT_THE_SIDE
        }
        self._lay_out()

    def _lay_out(self) -> None:
        column(self).addWidget(self.sheet)
        inside = column(self.sheet, gap=1, margin=3)
        for title, rows in (("packing.just_scanned", self.scans), ("packing.next_parcels", self.next)):
            inside.addWidget(Text(title, role="small", parent=self.sheet))
            inside.addWidget(rows)
            inside.addSpacing(space(2))
        self._inside = inside
        inside.addStretch(1)
        self._foot = inside.count()
        self.practise = Button(kind="quiet", icon="hand", parent=self.sheet)
        self.practise.show_tip("practice.open")
        self.practise.setFixedWidth(space(10))
        self.practise.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = row(gap=1)
        head.addWidget(self.figures, 1)
        head.addWidget(self.practise)
        inside.addLayout(head)
        for line in (self.late, self.short, *self.own):
            inside.addWidget(line)
            line.hide()
        inside.addSpacing(space(1))
        places = row(gap=1)
        for button in self.buttons.values():
            places.addWidget(button, 1)
        inside.addLayout(places)

    def add_list(self, listed: QWidget) -> None:
        """A hand's list, below the two."""
        self._inside.insertWidget(self._foot, listed)

    def add_scan(self, kind: VerdictKind, verdict_code: str, about: str) -> None:
        """The newest scan on top: its verdict and, as data, the item or code it was about."""
        self._scans.appendleft((kind, verdict_code, about))
        self._show_scans()

    def clear_scans(self) -> None:
        """Another person works here now."""
        self._scans.clear()
        self._show_scans()

    def read(self, desk: Desk, current: int | None, now: datetime, midnight: datetime) -> bool:
        """Read the lists and the figures again, never on the path of a scan; whether any parcel waits."""
        waiting = desk.read(queries.waiting_parcels, NEXT_PARCELS + 1)
        others = [parcel for parcel in waiting if parcel.id != current]
        self.show_waiting(others, desk.read(queries.desk_figures, now, midnight), now)
        self.show_own(desk.read(own_figures, desk.actor.id, now, midnight))
        return bool(waiting)

    def show_waiting(self, waiting: Sequence[WaitingParcel], figures: DeskFigures, now: datetime) -> None:
        """The parcels that come next, and the day's figures."""
        self._waiting, self._now = list(waiting[:NEXT_PARCELS]), now
        self._show_waiting()
        self.figures.show_code("packing.figures", packed=figures.packed_today, open=figures.open)
        self.late.setVisible(figures.late > 0)
        self.late.show_code("packing.figures_late", late=figures.late)

    def show_short(self, count: int) -> None:
        """Parcels sent short today; nothing while there are none."""
        self.short.show_code("aside.sent_short", n=count)
        self.short.setVisible(count > 0)

    def show_own(self, own: OwnFigures) -> None:
        """What the person at the desk did; nothing before there is anything to say."""
        today, accuracy, caught = self.own
        today.show_code("aside.own_today", hour=own.hour, today=own.today)
        share = "" if own.accuracy is None else f"{own.accuracy:.2f}".rstrip("0").rstrip(".")
        accuracy.show_code("aside.own_accuracy", accuracy=share, parcels=own.parcels)
        caught.show_code("aside.own_caught", n=own.caught)
        today.setVisible(own.parcels > 0)
        accuracy.setVisible(own.parcels > 0)
        caught.setVisible(own.caught > 0)

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
