"""One bill: the sums at stake by kind, the lines that differ, what becomes of each, and the dispute list for the courier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui import language
from ui.couriers.freight.decide_form import DecideForm
from ui.couriers.freight.tiles import StakeTile
from ui.couriers.freight.words import difference_columns, yuan
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.jobs import Progress
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading, Text
from warehouse_app.dispatch.freight.commands import Decision, decide
from warehouse_app.dispatch.freight.disputes import write_disputes
from warehouse_app.dispatch.freight.queries import (
    BillSummary,
    DifferenceRow,
    Wanted,
    bill_summary,
    differences_page,
    how_many_open,
)
from warehouse_app.dispatch.freight.rules import Kind

STATES = ("", "open", "accepted", "disputed", "settled")
_ICONS: dict[Decision, str] = {"accepted": "check", "disputed": "flag", "settled": "complete"}


class BillPane(QWidget):
    """``show_bill`` shows one; the signals, ``back`` and those that carry its id, are for the page."""

    back = Signal()
    compare_asked = Signal(int)
    remove_asked = Signal(int)
    problems_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wanted = Wanted(0)
        self.summary: BillSummary | None = None
        self._open = 0  # what "dispute all" takes
        self.back_button = Button("freight.back", kind="quiet", icon="undo", parent=self)
        self.title = Heading(parent=self)
        self.facts = Text(role="muted", wrap=True, parent=self)
        self.compare_button = Button("freight.compare_again", icon="refresh", parent=self)
        self.remove_button = Button("freight.remove", kind="danger", icon="cancel", parent=self)
        self.list_button = Button("freight.write_list", kind="primary", icon="export", shortcut="F5", parent=self)
        self.problems_button = Button("freight.refused_rows", kind="quiet", icon="warning", parent=self, n=0)
        self.tiles = {kind: StakeTile(kind, self) for kind in Kind}
        self.chips = {state: Chip(f"freight.chip_{state or 'all'}", parent=self) for state in STATES}
        self.search = SearchField("freight.find", self)
        empty = EmptyState("complete", "freight.no_differences", "freight.no_differences_words", self, margin=2)
        self.table: Table[DifferenceRow] = Table(difference_columns(), self._fetch, empty, self)
        self.table.remember(desk.lists, "bill_differences")
        self.doing: dict[Decision, Button] = {
            state: Button(f"freight.do_{state}", icon=icon, parent=self) for state, icon in _ICONS.items()
        }
        self.undo_button = Button("freight.do_open", kind="quiet", icon="undo", parent=self)
        self.all_button = Button("freight.dispute_all", kind="quiet", icon="flag", parent=self, n=0)
        self.note = Text(role="small", parent=self)
        self._lay_out()
        self._connect()

    # --- showing ----------------------------------------------------------------------------------------------------

    def show_bill(self, bill_id: int) -> None:
        """Show one bill, all of it."""
        self.wanted = Wanted(bill_id)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.chips[""].setChecked(True)
        for tile in self.tiles.values():
            tile.setChecked(False)
        self.refresh()
        self.table.view.scrollToTop()

    def refresh(self) -> None:
        """Read the same bill again; goes back to the list when it is gone."""
        self.summary = self._desk.read(bill_summary, self.wanted.bill_id)
        if self.summary is None:
            self.back.emit()
            return
        self._show_head(self.summary)
        self.table.refresh()
        self._count_open()
        self._show_doing()

    def _show_head(self, found: BillSummary) -> None:
        bill = found.row
        self.title.show_code("freight.bill_title", courier=bill.courier, month=f"{bill.month:%Y-%m}")
        facts = {
            "file": bill.name,
            "lines": f"{bill.lines:,}", "matched": f"{found.matched:,}", "total": yuan(bill.total), "stake": yuan(bill.at_stake),
            "little": yuan(found.too_little), "disputed": yuan(found.disputed), "credited": yuan(found.credited),
        }  # fmt: skip
        code = "freight.none_ours" if bill.lines and not found.matched else "freight.facts"
        if found.unpriced or found.unjudged:
            code = "freight.facts_unjudged" if found.unjudged else "freight.facts_unpriced"
        self.facts.show_code(code, **facts, unpriced=f"{found.unpriced:,}", unjudged=f"{found.unjudged:,}")
        for one in found.kinds:
            self.tiles[one.kind].show_sum(one)
        self.problems_button.show_code("freight.refused_rows", n=bill.refused)
        self.problems_button.setVisible(bool(bill.refused))
        self.remove_button.setVisible(bill.state != "sent")

    def _show_doing(self) -> None:
        chosen = self.table.selected()
        for button in (*self.doing.values(), self.undo_button):
            button.setEnabled(bool(chosen))
        self.all_button.show_code("freight.dispute_all", n=f"{self._open:,}")
        self.all_button.setVisible(bool(self._open) and not self.wanted.text)
        one = chosen[0] if len(chosen) == 1 and chosen[0].state else None
        if one is None or one.decided_at is None:
            self.note.show_code("")
        else:
            self.note.show_code("freight.decided_by", who=one.decided_by, note=one.note or "–", credited=_credit(one))

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[DifferenceRow], int]:
        return _page(self._desk, self.wanted, offset, limit, sort, descending)

    # --- filters ----------------------------------------------------------------------------------------------------

    def filter_kind(self, kind: Kind, on: bool) -> None:
        """Show one kind, or with ``on`` False all again."""
        for other, tile in self.tiles.items():
            tile.setChecked(on and other is kind)
        self._show(replace(self.wanted, kind=kind if on else None))

    def _show(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.table.show_fetch(self._fetch)
        self._count_open()
        self._show_doing()

    def _count_open(self) -> None:
        self._open = self._desk.read(how_many_open, self.wanted, "disputed")

    # --- doing ------------------------------------------------------------------------------------------------------

    def ask_decide(self, state: Decision) -> None:
        """Ask for a note and decide about the chosen lines."""
        chosen = self.table.selected()
        if chosen:
            DecideForm(self._desk, state, chosen, self, None).open()

    def ask_all(self) -> None:
        """Dispute all that is shown and still open."""
        DecideForm(self._desk, "disputed", (), self, (self.wanted, self._open)).open()

    def take_back(self) -> None:
        """The chosen lines are open again."""
        self._desk.try_command(decide, [one.id for one in self.table.selected()], "")

    def ask_list(self) -> None:
        """Ask where the dispute list goes, and write it."""
        if self.summary is None:
            return
        bill = self.summary.row
        name = f"disputes-{bill.courier}-{bill.month:%Y%m}.xlsx"
        path = ask_save(self, "freight.write_list", name, "*.xlsx")
        if path is not None:
            self.write_list(path)

    def write_list(self, path: Path) -> None:
        """Write the dispute list; from then on the bill stays."""
        desk, actor, bill_id, spoken = self._desk, self._desk.actor, self.wanted.bill_id, language.current()

        def work(progress: Progress) -> int:
            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return write_disputes(tx, bill_id, path, spoken)

        def done(lines: int) -> None:
            desk.messages.tell("right", "freight.list_written", n=lines, file=path.name)

        desk.work(work, done, title_code="freight.writing_list", owner=self, touches=frozenset({"freight"}))

    def export(self) -> None:
        """Write what is shown to a file."""
        path = ask_save(self, "freight.export", "differences.xlsx", "*.xlsx;;*.csv")
        if path is not None:
            desk, wanted, columns = self._desk, self.wanted, self.table.model.columns
            export_table(desk, self, path, columns, lambda *page: _page(desk, wanted, *page))

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=2)
        head.addWidget(self.back_button)
        head.addWidget(self.title, 1)
        for button in (self.problems_button, self.compare_button, self.remove_button, self.list_button):
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(self.facts)
        tiles = row(gap=2)
        for tile in self.tiles.values():
            tiles.addWidget(tile, 1)
        inside.addLayout(tiles)
        filters = row(gap=2)
        group, flow = QButtonGroup(self), Flow(self)
        for chip in self.chips.values():
            group.addButton(chip)
            flow.add(chip)
        self.chips[""].setChecked(True)
        filters.addWidget(flow, 1)
        self.search.setMaximumWidth(320)
        filters.addWidget(self.search, 1)
        inside.addLayout(filters)
        inside.addWidget(self.table, 1)
        foot = row(gap=2)
        for button in (*self.doing.values(), self.undo_button):
            foot.addWidget(button)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.all_button)
        inside.addLayout(foot)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.back)
        self.compare_button.clicked.connect(lambda: self.compare_asked.emit(self.wanted.bill_id))
        self.remove_button.clicked.connect(lambda: self.remove_asked.emit(self.wanted.bill_id))
        self.problems_button.clicked.connect(lambda: self.problems_asked.emit(self.wanted.bill_id))
        self.list_button.clicked.connect(self.ask_list)
        self.all_button.clicked.connect(self.ask_all)
        self.undo_button.clicked.connect(self.take_back)
        for kind, tile in self.tiles.items():
            tile.clicked.connect(lambda on=False, kind=kind: self.filter_kind(kind, on))
        for state, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, state=state: self._show(replace(self.wanted, state=state)))
        for decision, button in self.doing.items():
            button.clicked.connect(lambda _=False, decision=decision: self.ask_decide(cast(Decision, decision)))
        self.search.searched.connect(lambda text: self._show(replace(self.wanted, text=text.strip())))
        self.table.offer_export()
        self.table.export_asked.connect(self.export)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_: self._show_doing())
        self.table.activated.connect(lambda _: self.ask_decide("disputed"))


def _credit(one: DifferenceRow) -> str:
    return "–" if one.credited is None else yuan(one.credited)


def _page(
    desk: Desk, wanted: Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[DifferenceRow], int]:
    page = desk.read(differences_page, wanted, offset=offset, limit=limit, sort=sort, descending=descending)
    return page.rows, page.total
