"""Clearance and slow movers: what is too much, why, what it is worth and what to do; decided here, written for the editors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save
from ui.inbound.buying.words import money_words, today_at
from ui.jobs import Progress
from ui.people.papers import PaperBanner
from ui.restock.clearance_lists import LOOKS, Look, clearance_columns, detail_words, looked, searched
from ui.restock.decide_form import DecideForm
from ui.restock.done_banner import DoneBanner
from ui.restock.reading import Reading
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.search_field import SearchField
from ui.widgets.text import Button, Text
from warehouse_app.catalog.codes import goods
from warehouse_app.people.rules import Right
from warehouse_app.restock.clearing.commands import Decisions, decide
from warehouse_app.restock.clearing.queries import Clearance, ClearRow, clearance, summed

_FILES = "*.xlsx *.csv"


class ClearancePage(Page):
    """See the module. The whole list is read off the window's thread; searching and sorting then ask nobody."""

    topics = frozenset({"stock", "catalog", "lots", "restock", "clearance", "past_sales"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._found: Clearance | None = None
        self._look: Look = "all"
        self._scans: list[Scan] = []  # that wait for the first reading
        self._reading = Reading(
            desk, lambda session: clearance(session, today_at(desk)), self._read, "clearance.reading", self, quiet=False
        )  # fmt: skip
        self._reading.ended.connect(self._take_waiting)
        self.chips: dict[Look, Chip] = {look: Chip(parent=self) for look in LOOKS}
        self.search = SearchField("clearance.search", self)
        self.sums = Text(role="muted", wrap=True, parent=self)
        self.decide_button = Button("clearance.decide", kind="primary", icon="check", shortcut="F2", parent=self)
        self.take_back_button = Button("clearance.take_back", icon="undo", shortcut="F8", parent=self)
        self.print_button = Button("clearance.print", icon="print", shortcut="Ctrl+P", parent=self)
        self.export_button = Button("clearance.export", icon="export", shortcut="Ctrl+E", parent=self)
        self.no_run = Banner(self)
        self.to_list = self.no_run.add_button(Button("clearance.to_list", icon="next", parent=self.no_run))
        self.done = DoneBanner(self)
        self.paper = PaperBanner(desk, self)
        self.list: ShortTable[ClearRow] = ShortTable(clearance_columns(), self._empty(), self)
        self.list.table.offer_export()
        self.detail = Text(wrap=True, parent=self)
        self._lay_out()
        self._connect()

    def _empty(self) -> EmptyState:
        empty = EmptyState("clock", "clearance.reading", parent=self)
        self.show_all_button = empty.add_button(Button("clearance.show_all", icon="close", parent=empty))
        return empty

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        self.search.setMinimumWidth(space(72))
        head.addWidget(self.search)
        head.addStretch(1)
        for button in (self.export_button, self.print_button, self.take_back_button, self.decide_button):
            head.addWidget(button)
        inside.addLayout(head)
        chips = Flow(self)
        for chip in self.chips.values():
            chips.add(chip)
        inside.addWidget(chips)
        for widget in (self.no_run, self.done, self.paper, self.sums):
            inside.addWidget(widget)
        inside.addWidget(self.list, 1)
        self.detail.setMinimumHeight(space(11))
        inside.addWidget(self.detail)

    def _connect(self) -> None:
        for look, chip in self.chips.items():
            chip.clicked.connect(lambda _checked, look=look: self.show_only(look))
        self.search.searched.connect(lambda _text: self._show())
        self.show_all_button.clicked.connect(self._show_all)
        self.to_list.clicked.connect(lambda: self.page_asked.emit("list", None))
        self.list.table.current_changed.connect(self._tell)
        self.list.table.activated.connect(lambda _row: self.ask_decide())
        self.list.table.export_asked.connect(self._ask_export)
        self.decide_button.clicked.connect(self.ask_decide)
        self.take_back_button.clicked.connect(self.take_back)
        self.export_button.clicked.connect(self._ask_export)
        self.print_button.clicked.connect(self.write_paper)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready for the keyboard."""
        self.list.setFocus()

    def refresh(self) -> None:
        """Read the list again, off the window's thread; what changes meanwhile is read once more after that."""
        self._reading.start()

    def _read(self, found: Clearance) -> None:
        self._found = found
        self._show()

    def take_scan(self, scan: Scan) -> None:
        """Goods on the list are chosen; of others it is said that nothing is too much. Before there is a list nothing is said
        of them: they wait for it.
        """
        if self._found is None and self._reading.is_under_way:
            self._scans.append(scan)
            self.answered.emit("information", "clearance.reads_first", {"code": scan.text}, "")
            return
        named = self.desk.read(lambda session: goods(session.connection(), (scan.text, *scan.alternatives)))
        ids = set() if named is None else {named.sku_id}
        codes = {scan.text, *scan.alternatives}
        place = self._place(ids, codes)
        if place is None and self._found and (self._look != "all" or self.search.text()):
            self._show_all()
            place = self._place(ids, codes)
        if place is None:
            self.answered.emit("information", "clearance.not_here", {"code": scan.text}, "warn")
            return
        self.list.table.view.selectRow(place)
        self.list.table.view.scrollTo(self.list.table.model.index(place, 0))
        self.answered.emit("next", "clearance.found_here", {"code": scan.text}, "right")

    def _take_waiting(self) -> None:
        """What was scanned while the list was read, unless somebody went to another page meanwhile."""
        scans, self._scans = self._scans, []
        for scan in scans if self._found is not None and self.isVisible() else ():
            self.take_scan(scan)

    def _place(self, ids: set[int], codes: set[str]) -> int | None:
        shown = self.list.table.model.rows()
        return next((n for n, one in enumerate(shown) if one.seller_code in codes or one.sku_id in ids), None)

    def changeEvent(self, event: QEvent) -> None:
        """The words of the row in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self._found is not None:
            self._show()
        super().changeEvent(event)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_only(self, look: Look) -> None:
        """Only the rows of one filter."""
        self._look = look
        self._show()

    def _show_all(self) -> None:
        self.search.clear()
        self.show_only("all")

    def _show(self) -> None:
        if self._found is None:
            return
        rows = self._found.rows
        for look, chip in self.chips.items():
            of_look = looked(rows, look)
            chip.show_code(f"clearance.look_{look}", n=f"{len(of_look):,}", value=f"{summed(of_look).value:,.0f}")
            chip.setChecked(look == self._look)
        shown = searched(looked(rows, self._look), self.search.text())
        self._say_empty(bool(rows))
        self.list.show_moving_rows(shown, lambda one: one.sku_id)
        if shown and self.list.table.current() is None:
            self.list.table.view.selectRow(0)
        self._say(shown)
        self._tell(self.list.table.current())

    def _say_empty(self, any_at_all: bool) -> None:
        if any_at_all:
            self.list.table.empty.show_state("search", "clearance.nothing_found", "clearance.nothing_found_words")
        else:
            self.list.table.empty.show_state("complete", "clearance.nothing", "clearance.nothing_words")
        self.show_all_button.setVisible(any_at_all)

    def _say(self, shown: Sequence[ClearRow]) -> None:
        assert self._found is not None  # it was just read
        sums = summed(shown)
        code = "clearance.sums_unpriced" if sums.unpriced else "clearance.sums"
        fields = {"skus": f"{sums.skus:,}", "pieces": f"{sums.pieces:,}", "value": money_words(sums.value)}
        self.sums.show_code(code, **fields, **({"unpriced": sums.unpriced} if sums.unpriced else {}))
        if self._found.run is None:
            self.no_run.show_banner("information", "clearance.no_run")
        else:
            self.no_run.hide()
        may = self.desk.logged_in and self.desk.may(Right.RESTOCK)
        for button in (self.decide_button, self.take_back_button):
            button.setEnabled(may and bool(shown))
            button.show_tip("" if may else "clearance.no_right")
        for button in (self.print_button, self.export_button):
            button.setEnabled(bool(shown))

    def _tell(self, one: ClearRow | None) -> None:
        self.detail.show_plain("" if one is None else detail_words(one))

    # --- deciding ---------------------------------------------------------------------------------------------------

    def ask_decide(self) -> None:
        """Ask what is done with the chosen rows."""
        rows = self.list.table.selected()
        if not self.decide_button.isEnabled():
            return
        if not rows:
            self.desk.messages.tell("information", "clearance.nothing_chosen")
            return
        form = DecideForm(self.desk, rows, self)
        form.accepted.connect(lambda: self._decided(form.before, "clearance.noted"))
        form.open()

    def take_back(self) -> None:
        """What was decided about the chosen rows no longer holds."""
        ids = [one.sku_id for one in self.list.table.selected() if one.decided is not None]
        if not ids:
            self.desk.messages.tell("information", "clearance.nothing_decided")
            return
        before = self.desk.try_command(decide, dict.fromkeys(ids))
        if before is not None:
            self._decided(before, "clearance.taken_back")

    def _decided(self, before: Decisions, code: str) -> None:
        self.done.show_done(lambda: self.desk.try_command(decide, before) is not None, code, skus=len(before))

    # --- the list elsewhere -----------------------------------------------------------------------------------------

    def _wanted(self) -> list[ClearRow]:
        """The chosen rows when several are, else all that are shown, in the order shown."""
        chosen = self.list.table.selected()
        return chosen if len(chosen) > 1 else list(self.list.table.model.rows())

    def _ask_export(self) -> None:
        path = ask_save(self, "clearance.export", "clearance.xlsx", _FILES)
        if path is not None:
            self.export_to(path if path.suffix else path.with_suffix(".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write the list for the shop's editors, by the file's ending."""
        desk, rows, words = self.desk, self._wanted(), language.current()

        def work(progress: Progress) -> int:
            from warehouse_app.restock.clearing.files import write_clearance_list

            progress.step(0, 0)
            write_clearance_list(path, rows, words)
            return len(rows)

        def done(count: int) -> None:
            desk.messages.tell("right", "orders.exported", rows=count, file=path.name)

        desk.work(work, done, title_code="orders.exporting", owner=self)

    def write_paper(self) -> None:
        """Write the list as a PDF and offer it."""
        desk, rows, words, today = self.desk, self._wanted(), language.current(), today_at(self.desk)
        path = desk.folder.documents / f"clearance-{today:%Y%m%d}.pdf"

        def work(progress: Progress) -> Path:
            from warehouse_app.restock.clearing.documents import write_clearance_paper

            progress.step(0, 0)
            write_clearance_paper(path, rows, today, words)
            return path

        def done(written: Path) -> None:
            self.paper.show_paper(written, "clearance.paper_written")

        desk.work(work, done, title_code="clearance.printing", owner=self)
