"""Parcels that wait at the desk: set aside with a reason, or begun and forgotten; and beside them what was sent short."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.language import tr
from ui.orders.wording import local
from ui.packing.reason_words import reason_words
from ui.packing.verdicts import variant_of
from ui.theme import ToneName
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.tabs import Tabs
from ui.widgets.text import Button, Heading, Text
from warehouse_app.packing.aside.queries import AsideRow, ShortRow, asides, shorts
from warehouse_app.store import settings

SHORT_DAYS = 30


class AsidesPage(QWidget):
    """``chosen(waybill)`` to go on with a parcel, ``left`` to go back to the desk. A scan of a label is the desk's as ever."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._now = desk.warehouse.clock()
        self.words = Text(role="muted", wrap=True, parent=self)
        self.back = Button("aside.back", icon="undo", parent=self)
        self.open_button = Button("aside.open", kind="primary", icon="parcel", parent=self)
        self.export_button = Button("aside.export", icon="export", parent=self)
        self.waiting = self._waiting_table()
        self.short = self._short_table()
        self.tabs = Tabs(self)
        self.tabs.add(self.waiting, "aside.tab_waiting", n=0)
        self.tabs.add(self.short, "aside.tab_short", n=0)
        self.setFocusProxy(self.waiting.table.view)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read both lists again."""
        self._now = self.desk.warehouse.clock()
        minutes = int(self.desk.read(settings.get, "stuck_minutes"))
        self.words.show_code("aside.words" if minutes else "aside.words_never", minutes=minutes)
        self.waiting.show_rows(self.desk.read(asides, self._now, minutes))
        self.short.show_rows(self.desk.read(shorts, self._now - timedelta(days=SHORT_DAYS)))
        self.tabs.name(0, "aside.tab_waiting", n=len(self.waiting.rows))
        self.tabs.name(1, "aside.tab_short", n=len(self.short.rows))
        if self.waiting.rows and self.waiting.table.current() is None:
            self.waiting.table.view.selectRow(0)
        self._offer()

    def _waiting_table(self) -> ShortTable[AsideRow]:
        columns = [
            Column[AsideRow]("waybill", "aside.col_waybill", width=150),
            Column[AsideRow]("wave", "aside.col_place", lambda r: f"{r.wave} · {r.slot}", width=130),
            Column[AsideRow]("scanned", "aside.col_pieces", lambda r: f"{r.scanned} / {r.needed}", align="right", width=80),
            Column[AsideRow]("reason", "aside.col_reason", _why, _tone, width=0, sortable=False),
            Column[AsideRow]("who", "aside.col_who", width=100),
            Column[AsideRow]("at", "aside.col_age", self._age, align="right", width=100),
        ]
        empty = EmptyState("tray", "aside.none", "aside.none_words", self)
        return ShortTable(columns, empty, self, many=False)

    def _short_table(self) -> ShortTable[ShortRow]:
        columns = [
            Column[ShortRow]("at", "aside.col_at", lambda r: local(r.at), width=150),
            Column[ShortRow]("waybill", "aside.col_waybill", width=150),
            Column[ShortRow]("seller_code", "aside.col_goods", _goods, width=0),
            Column[ShortRow]("pieces", "aside.col_missing", align="right", width=60),
            Column[ShortRow]("part", "aside.col_part", width=120),
            Column[ShortRow]("reason", "aside.col_reason", lambda r: reason_words(r.reason), width=120, sortable=False),
            Column[ShortRow]("packer", "aside.col_packer", width=80),
            Column[ShortRow]("allowed_by", "aside.col_allowed", width=80),
        ]
        return ShortTable(columns, EmptyState("right", "aside.none_short", parent=self), self, many=False)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=2)
        head.addWidget(Heading("aside.title", parent=self))
        head.addStretch(1)
        for button in (self.export_button, self.back, self.open_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(self.words)
        inside.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.open_button.clicked.connect(lambda: self._choose(self.waiting.table.current()))
        self.waiting.table.activated.connect(self._choose)
        self.export_button.clicked.connect(self._export)
        self.tabs.currentChanged.connect(lambda _: self._offer())

    def _offer(self) -> None:
        waiting = self.tabs.currentWidget() is self.waiting
        self.open_button.setVisible(waiting)
        self.open_button.setEnabled(bool(self.waiting.rows))
        self.export_button.setVisible(not waiting)
        self.export_button.setEnabled(bool(self.short.rows))

    def _choose(self, shown: AsideRow | None) -> None:
        if shown is not None:
            self.chosen.emit(shown.waybill)

    def _export(self) -> None:
        path = ask_save(self, "aside.export", tr("aside.file_name") + ".xlsx", "*.xlsx *.csv")
        if path is not None:
            export_table(self.desk, self, path, self.short.table.model.columns, self.short.fetch)

    def _age(self, shown: AsideRow) -> str:
        return age_words(shown.at, self._now)


def age_words(at: datetime, now: datetime) -> str:
    """How long ago that was, in the largest whole unit."""
    minutes = max(0, int((now - at).total_seconds()) // 60)
    if minutes < 120:
        return tr("aside.age_minutes", n=minutes)
    return tr("aside.age_hours", n=minutes // 60) if minutes < 48 * 60 else tr("aside.age_days", n=minutes // 1440)


def _why(shown: AsideRow) -> str:
    return reason_words(shown.reason) if shown.aside else tr("aside.stuck")


def _tone(shown: AsideRow) -> ToneName | None:
    return None if shown.aside else "warning"


def _goods(shown: ShortRow) -> str:
    return f"{shown.name} {variant_of(shown.colour, shown.size)}".strip()
