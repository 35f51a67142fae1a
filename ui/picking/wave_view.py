"""One wave: how far it is, its pick list, its parcels, its papers, and "the goods are at the desk"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import tr
from ui.orders.wording import clock, local
from ui.picking.needed_labels import NeededLabels
from ui.picking.papers import LABEL, PICK_LIST, SLIP
from ui.picking.pick_list import PickList
from ui.picking.progress_bar import WaveBar, wave_words
from ui.picking.rule_form import rule_words
from ui.picking.walk_tab import WalkTab
from ui.picking.way_bar import WayBar
from ui.theme import ToneName
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.tabs import Tabs
from ui.widgets.text import Button, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.people.rules import Right
from warehouse_app.picking.progress import progress_of
from warehouse_app.picking.queries import ParcelRow, WaveRow, parcels_page

_STATE_TONES: dict[str, ToneName] = {"packed": "right", "shipped": "right", "cancelled": "blocked"}


class WaveView(QWidget):
    """Shows the wave chosen in the list. The buttons' signals carry its id."""

    picked = Signal(int)
    papers_asked = Signal(int)
    cancel_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wave: WaveRow | None = None
        self.number = Heading(parent=self)
        self.state = Toned(parent=self)
        self.bar = WaveBar(self)
        self.bar_words = Text(role="small", parent=self)
        self.needed = NeededLabels(desk, self)
        self.picked_button = Button("picking.goods_here", kind="primary", icon="check", shortcut="F8", parent=self)
        self.paper_buttons = {
            paper: Button(f"picking.paper_{paper}", icon=icon, parent=self)
            for paper, icon in ((PICK_LIST, "file"), (LABEL, "label"), (SLIP, "note"))
        }
        self.papers_button = Button("picking.make_papers", icon="print", shortcut="F9", parent=self)
        self.folder_button = Button("picking.open_folder", kind="quiet", icon="folder", parent=self)
        self.cancel_button = Button("waves.cancel_wave", kind="quiet", icon="cancel", parent=self)
        self.rule = Text(role="small", wrap=True, parent=self)
        self.ways = WayBar(desk, self)
        self.pick_list = PickList(desk, self)
        self.walk = WalkTab(desk, self)
        self.parcels = self._parcel_table()
        self.tabs = Tabs(self)
        self._lay_out()
        self.show_wave(None)

    def _parcel_table(self) -> Table[ParcelRow]:
        columns = [
            Column[ParcelRow]("slot", "picking.col_slot", lambda p: f"#{p.slot}", align="right", width=56, sortable=False),
            Column[ParcelRow]("waybill", "picking.col_waybill", width=142, sortable=False),
            Column[ParcelRow]("courier", "picking.col_courier", width=88, sortable=False),
            Column[ParcelRow]("state", "picking.col_state", _state_words, _state_tone, width=128, sortable=False),
            Column[ParcelRow]("pieces", "picking.col_pieces", _pieces, align="right", width=76, sortable=False),
            Column[ParcelRow]("orders", "picking.col_orders", lambda p: ", ".join(p.orders), width=0, sortable=False),
            Column[ParcelRow]("ship_by", "picking.col_ship_by", self._clock_words, self._clock_tone, width=136, sortable=False),
        ]  # fmt: skip
        empty = EmptyState("parcel", "picking.no_parcels", parent=self)
        table = Table(columns, self._fetch_parcels, empty, self)
        table.remember(self._desk.lists, "wave_parcels", sorting=False)
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        head = card(self)
        lines = column(head, gap=3, margin=4)
        top = row(gap=4)
        top.addWidget(self.number)
        top.addWidget(self.state, 1)
        top.addWidget(self.picked_button)
        lines.addLayout(top)
        progress = row(gap=3)
        progress.addWidget(self.bar, 1)
        progress.addWidget(self.bar_words)
        lines.addLayout(progress)
        lines.addWidget(self.rule)
        lines.addWidget(self.ways)
        lines.addWidget(self._paper_row())
        inside.addWidget(head)
        inside.addWidget(self.needed)
        self.tabs.add(self.pick_list, "picking.tab_pick_list", n=0)
        self.tabs.add(self.parcels, "picking.tab_parcels", n=0)
        self.tabs.add(self.walk, "service.tab_walk")
        self.pick_list.bin_chosen.connect(self.walk.show_stop)
        self.pick_list.table.activated.connect(lambda _: self.tabs.setCurrentWidget(self.walk))
        self.walk.stop_chosen.connect(self.pick_list.show_bin)
        inside.addWidget(self.tabs, 1)
        self.picked_button.clicked.connect(lambda: self._tell(self.picked))
        self.papers_button.clicked.connect(lambda: self._tell(self.papers_asked))
        self.cancel_button.clicked.connect(lambda: self._tell(self.cancel_asked))

    def _paper_row(self) -> Flow:
        papers = Flow(self, gap=2)
        for button in (*self.paper_buttons.values(), self.papers_button, self.folder_button, self.cancel_button):
            papers.add(button)
        return papers

    def _tell(self, signal: SignalInstance) -> None:
        if self.wave is not None:
            signal.emit(self.wave.id)

    def show_wave(self, wave: WaveRow | None) -> None:
        """Show a wave as it is now."""
        same = wave is not None and self.wave is not None and wave.id == self.wave.id
        self.wave = wave
        self.setVisible(wave is not None)
        if wave is None:
            return
        self.number.show_plain(wave.number)
        words = rule_words(wave.rule)
        self.rule.show_plain(words)
        self.rule.setVisible(bool(words))
        self.cancel_button.setEnabled(wave.packed < wave.parcels and self._desk.may(Right.WAVE))
        self._show_state(wave)
        progress = self._desk.read(progress_of, [wave.id])[wave.id]
        self.bar.show_progress(progress)
        wave_words(self.bar_words, progress, wave.pieces)
        self.needed.show_wave(wave.id)
        self.ways.show_wave(wave.id, picked=wave.picked_at is not None, done=wave.packed >= wave.parcels)
        self.pick_list.show_wave(wave.id)
        self.walk.show_wave(wave.id)
        self.parcels.refresh()
        self.tabs.name(0, "picking.tab_pick_list", n=self.pick_list.stops)
        self.tabs.name(1, "picking.tab_parcels", n=self.parcels.model.total)
        if not same:
            self.tabs.setCurrentIndex(0 if wave.picked_at is None else 1)

    def _show_state(self, wave: WaveRow) -> None:
        self.picked_button.setVisible(wave.picked_at is None)
        self.picked_button.setEnabled(self._desk.may(Right.PICK))
        if wave.cancelled and wave.packed >= wave.parcels:
            self.state.show_toned("blocked", "waves.wave_cancelled")
        elif wave.packed >= wave.parcels:
            self.state.show_toned("right", "picking.wave_done")
        elif wave.picked_at is None:
            self.state.show_toned("next", "picking.wave_to_pick")
        else:
            self.state.show_toned("information", "picking.wave_at_desk", since=local(wave.picked_at))

    def _fetch_parcels(self, offset: int, limit: int, _sort: str | None, _down: bool) -> tuple[Sequence[ParcelRow], int]:
        if self.wave is None:
            return (), 0
        page = self._desk.read(parcels_page, wave_id=self.wave.id, offset=offset, limit=limit)
        return page.rows, page.total

    def _clock_words(self, parcel: ParcelRow) -> str:
        return clock(parcel.ship_by, self._desk.warehouse.clock()).words if parcel.state == "open" else ""

    def _clock_tone(self, parcel: ParcelRow) -> ToneName | None:
        return clock(parcel.ship_by, self._desk.warehouse.clock()).tone if parcel.state == "open" else None


def _state_words(parcel: ParcelRow) -> str:
    if parcel.blocked:
        return tr("picking.parcel_blocked")
    return tr(f"picking.parcel_{parcel.state}")


def _state_tone(parcel: ParcelRow) -> ToneName | None:
    return "blocked" if parcel.blocked else _STATE_TONES.get(parcel.state)


def _pieces(parcel: ParcelRow) -> str:
    done, needed = (sum(getattr(line, part) for line in parcel.lines) for part in ("scanned", "needed"))
    return f"{done} / {needed}"
