"""The picking station: released orders become waves; a wave is picked, its papers printed, its goods brought to the desk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.orders.forms import Question, ReasonForm
from ui.orders.wave_forms import tell_taken_out
from ui.orders.wording import local
from ui.picking.floor import Floor
from ui.picking.new_wave import WaveMaker
from ui.picking.progress_bar import BarDelegate, TodayCard
from ui.picking.proposal import ProposalBanner
from ui.picking.rule_form import RuleForm
from ui.picking.wave_card import NewWaveCard
from ui.picking.wave_view import WaveView
from ui.station import Station
from ui.theme import ToneName, space
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.scrolled import Scrolled
from ui.widgets.table import Table
from ui.widgets.text import Button
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.taking_out import cancel_wave
from warehouse_app.picking.commands import NewWave, confirm_picked
from warehouse_app.picking.progress import Progress, progress_of
from warehouse_app.picking.queries import ParcelRow, WaveRow, parcel_rows, waves_page
from warehouse_app.picking.selecting import WaveRule

CANCEL_WAVE = Question(
    "waves.cancel_wave_title", "waves.cancel_wave", ("waves.why_later", "waves.why_not_found"), danger=True
)  # fmt: skip


class PickingStation(Station):
    """Make the next wave at the left, work on the chosen one at the right."""

    name = "picking"
    title_code = "picking.title"
    icon = "wave"
    topics = frozenset({"orders", "waves", "parcels", "waybills", "print_jobs"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wish: int | None = None
        self._progress: dict[int, Progress] = {}
        self.banner = Banner(self)
        bring_in = Button("picking.bring_in_numbers", kind="primary", icon="import", parent=self.banner)
        self.import_button = self.banner.add_button(bring_in)
        self.proposal = ProposalBanner(desk, self)
        self.card = NewWaveCard(desk, self)
        self.waves = self._wave_table()
        self.today = TodayCard(desk, self)
        self.view = WaveView(desk, self)
        self.nothing = EmptyState("wave", "picking.no_wave_title", "picking.no_wave_words", self)
        self.maker = WaveMaker(desk, self)
        self.floor = Floor(desk, QWidget(self), self)
        self._right = QStackedLayout()
        self._lay_out()
        self._connect()

    def _wave_table(self) -> Table[WaveRow]:
        columns = [
            Column[WaveRow]("number", "picking.col_wave", width=0, sortable=False),
            Column[WaveRow]("at", "picking.col_made", lambda wave: local(wave.at), width=104, sortable=False),
            Column[WaveRow](
                "packed", "picking.col_packed", self._packed_words, self._wave_tone, align="right", width=104, sortable=False
            ),
        ]
        empty = EmptyState("wave", "picking.no_waves", parent=self)
        table = Table(columns, self._fetch, empty, self, many=False)
        table.view.setItemDelegateForColumn(2, BarDelegate(self._progress_at, table))
        return table

    def _lay_out(self) -> None:
        column(self, margin=4).addWidget(self.floor)
        inside = column(self.floor.widget(0), gap=3)
        inside.addWidget(self.banner)
        inside.addWidget(self.proposal)
        halves: QHBoxLayout = row(gap=4)
        left = column(gap=3)
        cards = Scrolled(self.card, self, whole=True)
        cards.setFixedWidth(space(85))
        self.waves.setFixedWidth(space(85))
        self.waves.setMinimumHeight(space(28))
        left.addWidget(cards)
        left.addWidget(self.waves, 1)
        left.addWidget(self.today)
        halves.addLayout(left)
        self._right.addWidget(self.nothing)
        self._right.addWidget(self.view)
        halves.addLayout(self._right, 1)
        inside.addLayout(halves, 1)

    def _connect(self) -> None:
        self.card.rule_asked.connect(self.ask_rule)
        self.proposal.accepted.connect(lambda: self.maker.make(way=self.card.ways.way))
        self.view.cancel_asked.connect(self.ask_cancel)
        self.card.wave_asked.connect(lambda n: self.maker.make(limit=n or None, way=self.card.ways.way))
        self.card.least_walk_asked.connect(lambda n: self.maker.make_least_walk(n, way=self.card.ways.way))
        self.view.ways.wall_asked.connect(self.floor.open_wall)
        self.view.ways.pick_asked.connect(self.floor.open_pick)
        self.floor.answered.connect(self.answered)
        self.floor.returned.connect(self.enter_waves)
        self.card.release_asked.connect(lambda: self.goto.emit("orders"))
        self.import_button.clicked.connect(lambda: self.goto.emit("intake"))
        self.waves.current_changed.connect(self._show_wave)
        self.view.picked.connect(self.confirm)
        self.view.papers_asked.connect(self.maker.papers.make)
        self.view.needed.asked.connect(self.maker.papers.make_needed)
        for paper, button in self.view.paper_buttons.items():
            button.clicked.connect(lambda _=False, paper=paper: self._print(paper))
        self.view.folder_button.clicked.connect(self.maker.papers.open_folder)
        self.maker.made.connect(self._made)
        self.maker.short_of_numbers.connect(self._short_of_numbers)

    # --- showing ----------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Fresh, with the cursor in the waves, or back at the page a wave is worked on."""
        super().enter()
        (self.floor.page or self.waves).setFocus()

    def enter_waves(self) -> None:
        """Back from the page of one wave."""
        self.refresh()
        self.waves.setFocus()

    def refresh(self) -> None:
        """Count what is released and read the waves again."""
        if self.floor.refreshes():
            return
        shown = self.view.wave
        self.card.refresh()
        self.proposal.look()
        self.waves.refresh()
        self.today.refresh()
        if shown is not None:
            self.show_number(shown.number)
        elif self.waves.model.total:
            self.waves.view.selectRow(0)
        else:
            self._show_wave(None)

    def show_number(self, number: str) -> None:
        """Put the cursor on a wave and show it."""
        wave = self.desk.read(waves_page, number=number).rows
        if wave:
            self._go_to(wave[0])

    def _go_to(self, wave: WaveRow) -> None:
        """The wave's row when it is among the loaded ones; it is shown in any case."""
        places = (place for place, shown in enumerate(self.waves.model.rows(100)) if shown.id == wave.id)
        place = next(places, None)
        if place is not None and place != self.waves.view.currentIndex().row():
            self.waves.view.selectRow(place)  # shows it
        else:
            self._show_wave(wave)

    def _show_wave(self, wave: WaveRow | None) -> None:
        self.view.show_wave(wave)
        self._right.setCurrentWidget(self.nothing if wave is None else self.view)

    def _fetch(self, offset: int, limit: int, _sort: str | None, _down: bool) -> tuple[Sequence[WaveRow], int]:
        page = self.desk.read(waves_page, offset=offset, limit=limit)
        self._progress |= self.desk.read(progress_of, [wave.id for wave in page.rows])
        return page.rows, page.total

    def _progress_at(self, number: int) -> Progress | None:
        wave = self.waves.model.row_at(number)
        return None if wave is None else self._progress[wave.id]

    def _packed_words(self, wave: WaveRow) -> str:
        progress = self._progress[wave.id]
        return f"{progress.packed} / {progress.parcels}"

    def _wave_tone(self, wave: WaveRow) -> ToneName | None:
        progress = self._progress[wave.id]
        if progress.blocked:
            return "blocked"
        if progress.done:
            return "right" if progress.parcels else None
        return "next" if wave.picked_at is None else "information"

    # --- doing ------------------------------------------------------------------------------------------------------

    def confirm(self, wave_id: int) -> None:
        """The goods of a wave stand at the packing desk."""
        count = self.desk.try_command(confirm_picked, wave_id)
        if count is None:
            return
        if count:
            self.answered.emit("complete", "picking.picked_now", {"n": count}, "complete")
        else:
            self.answered.emit("information", "picking.picked_already", {}, "warn")

    def ask_rule(self) -> None:
        """Open the form for a wave by rule."""
        RuleForm(self.desk, self._make_by_rule, self, way=self.card.ways.way).open()

    def _make_by_rule(self, ids: list[int], rule: WaveRule) -> None:
        self.maker.make(order_ids=ids, way=self.card.ways.way, rule=rule.kept())

    def ask_cancel(self, wave_id: int) -> None:
        """Ask why, and take everything that is not packed out of the wave."""

        def do(reason: str) -> None:
            tell_taken_out(self.desk, self.desk.command(cancel_wave, wave_id, reason))

        number = self.view.wave.number if self.view.wave is not None else ""
        ReasonForm(CANCEL_WAVE, do, self, orders=number).open()

    def take_scan(self, scan: Scan) -> None:
        """A wave's number says its goods are here; a waybill shows its wave."""
        if self.floor.takes(scan):
            return
        codes = (scan.text, *scan.alternatives)
        with self.desk.warehouse.reading() as session:
            found = meanings(session.connection(), codes)
            wave = next((meaning for meaning in found if meaning.kind is Kind.WAVE), None)
            parcel = next((meaning for meaning in found if meaning.kind is Kind.PARCEL), None)
            rows = parcel_rows(session, [parcel.id]) if parcel is not None else []
        if wave is not None:
            self.show_number(wave.code)
            self.confirm(wave.id)
            self.floor.goods_came(wave.id)
        elif rows:
            self._show_parcel(rows[0])
        else:
            self.answered.emit("unknown", "picking.scan_unknown", {"scanned": scan.text}, "unknown")

    def _show_parcel(self, parcel: ParcelRow) -> None:
        self.show_number(parcel.wave)
        self.view.tabs.setCurrentIndex(1)
        fields: dict[str, object] = {"waybill": parcel.waybill, "wave": parcel.wave, "slot": parcel.slot}
        self.answered.emit("information", "picking.parcel_found", fields, "right")

    def _made(self, wave: NewWave) -> None:
        self.banner.hide()
        self.show_number(wave.number)

    def _short_of_numbers(self, error: WarehouseError) -> None:
        self.banner.show_banner("wrong", error.code, icon="label", **error.fields)

    def _print(self, paper: str) -> None:
        if self.view.wave is not None:
            self.maker.papers.show_paper(self.view.wave.id, paper)
