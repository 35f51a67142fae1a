"""Differences by value: what may explain each, approval with a cause, the way back, and the report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui import language
from ui.bursts import Scan
from ui.counting.approve_form import ApproveForm, UndoForm
from ui.counting.choice import StocktakeChoice
from ui.counting.explain_pane import ExplainPane
from ui.counting.strange_pane import StrangePane
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.jobs import Progress
from ui.language import tr
from ui.packing.verdicts import variant_of
from ui.people.papers import PaperBanner
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Text
from warehouse_app.counting.approving import Approved
from warehouse_app.counting.differences import SHOWN, Shown, Variance, explain, figures, variances
from warehouse_app.counting.queries import UnknownCode, stocktake, stocktakes, unknown_codes
from warehouse_app.counting.rules import Cause
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right

_TONES: dict[str, ToneName] = {"agreed": "warning", "recount": "next", "posted": "right", "fits": "right"}


class DifferencesPage(Page):
    """See the module."""

    topics = frozenset({"stocktakes", "count_results", "count_unknown"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._shown: Shown = "open"
        self._strangers = False  # the codes nobody knew are shown
        self._open: set[int] = set()  # stocktakes that have not ended
        self._causes: tuple[Cause, ...] = ()
        self.choice = StocktakeChoice(self)
        self.chips: dict[Shown, Chip] = {shown: Chip(f"counting.shown_{shown}", parent=self) for shown in SHOWN}
        self.strange_chip = Chip(parent=self)
        self.approve_button = Button("counting.do_approve", kind="primary", icon="check", shortcut="F2", parent=self)
        self.undo_button = Button("counting.do_take_back", icon="undo", parent=self)
        self.pdf = Button("counting.do_report", icon="print", parent=self)
        self.xlsx = Button("counting.do_table", icon="export", parent=self)
        self.sums = Text(role="muted", wrap=True, parent=self)
        self.strange = Text(wrap=True, parent=self)
        self.paper = PaperBanner(desk, self)
        nothing = EmptyState("complete", "counting.no_differences", "counting.no_differences_words", self)
        self.table: ShortTable[Variance] = ShortTable(_columns(), nothing, self)
        self.pane = ExplainPane(self)
        self.strangers = StrangePane(desk, self)
        self.lists = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        head.addWidget(self.choice)
        head.addStretch(1)
        for button in (self.xlsx, self.pdf, self.undo_button, self.approve_button):
            head.addWidget(button)
        inside.addLayout(head)
        flow = Flow(self)
        for chip in self.chips.values():
            flow.add(chip)
        flow.add(self.strange_chip)
        inside.addWidget(flow)
        inside.addWidget(self.sums)
        inside.addWidget(self.strange)
        inside.addWidget(self.paper)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.addWidget(self.table)
        both.addWidget(self.pane)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 1)
        both.setSizes([space(200), space(85)])
        remember_split(both, self.desk.lists, "split_differences")
        self.lists.addWidget(both)
        self.lists.addWidget(self.strangers)
        inside.addWidget(self.lists, 1)

    def _connect(self) -> None:
        for shown, chip in self.chips.items():
            chip.clicked.connect(lambda _checked, shown=shown: self.show_only(shown))
        self.strange_chip.clicked.connect(lambda _checked: self.show_strangers())
        self.choice.currentIndexChanged.connect(lambda _: self._read())
        self.table.table.current_changed.connect(lambda _: self._explain())
        self.approve_button.clicked.connect(self.approve)
        self.undo_button.clicked.connect(self.take_back)
        self.pdf.clicked.connect(lambda: self.write_report("pdf"))
        self.xlsx.clicked.connect(lambda: self.write_report("xlsx"))

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready for the keyboard."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list again."""
        self._show_choice(None)
        self._read()

    def take_subject(self, subject: object) -> None:
        """Show this stocktake's."""
        if isinstance(subject, int):
            self._show_choice(subject)
            self._read()

    def _show_choice(self, chosen: int | None) -> None:
        heads = self.desk.read(stocktakes)
        self._open = {head.id for head in heads if head.state == "open"}
        self.choice.show_rows(heads, chosen)

    def take_scan(self, scan: Scan) -> None:
        """A bin, or a seller code, shows its first difference."""
        codes = (scan.text, *scan.alternatives)
        place = next((n for n, one in enumerate(self.table.rows) if one.bin in codes or one.seller_code in codes), None)
        if place is None:
            self.answered.emit(
                "warning", "counting.not_here", {"scanned": scan.text, "detail": "counting.detail_not_here"}, "warn"
            )
            return
        self.table.table.view.selectRow(place)
        self.answered.emit("next", "counting.verdict_bin_open", {"bin": self.table.rows[place].bin}, "right")

    def show_only(self, shown: Shown) -> None:
        """Those that are open, to be counted again, posted, or all lines."""
        self._shown, self._strangers = shown, False
        self._read()

    def show_strangers(self) -> None:
        """The codes nobody knew."""
        self._strangers = True
        self._read()

    def _read(self) -> None:
        for shown, chip in self.chips.items():
            chip.setChecked(shown == self._shown and not self._strangers)
        self.strange_chip.setChecked(self._strangers)
        self.lists.setCurrentIndex(int(self._strangers))
        here = self.choice.stocktake_id
        self.choice.setVisible(here is not None)
        rows = [] if here is None else self.desk.read(variances, here, self._shown)
        self.table.show_rows(rows)
        may = self.desk.logged_in and self.desk.may(Right.APPROVE_COUNT)
        waiting = self._shown == "open" and bool(rows) and not self._strangers
        self.approve_button.setEnabled(may and here in self._open and waiting)
        self.approve_button.show_tip("" if may else "stockroom.no_right")
        for button in (self.pdf, self.xlsx):
            button.setEnabled(here is not None)
        self._say_sums(here)
        if rows:
            self.table.table.view.selectRow(0)
        self._explain()

    def _say_sums(self, here: int | None) -> None:
        self._show_strangers([] if here is None else self.desk.read(unknown_codes, here))
        if here is None:
            self.sums.show_code("")
            return
        from warehouse_app.counting.documents import share

        found = self.desk.read(figures, here)
        self.sums.show_code(
            "counting.sums", lines=found.lines, plus=found.plus, minus=found.minus, plus_value=f"{found.plus_value:.2f}",
            minus_value=f"{found.minus_value:.2f}", item=share(found.by_item), value=share(found.by_value),
            bin=share(found.by_bin),
        )  # fmt: skip

    def _show_strangers(self, found: list[UnknownCode]) -> None:
        here = self.choice.stocktake_id
        self.strange_chip.setVisible(bool(found) or self._strangers)
        self.strange_chip.show_code("counting.shown_unknown", n=len(found))
        self.strangers.show_codes(here, found, ended=here not in self._open)
        told = [f"{one.code} ({one.bin}{f' ≈ {one.guess_name}' if one.guess else ''})" for one in found[:6]]
        self.strange.setVisible(bool(found) and not self._strangers)
        self.strange.show_code("counting.strange" if found else "", n=len(found), codes="   ".join(told))

    @property
    def current(self) -> Variance | None:
        """The difference the list stands on."""
        index = self.table.table.view.currentIndex()
        return self.table.rows[index.row()] if index.isValid() and index.row() < len(self.table.rows) else None

    def _explain(self) -> None:
        row = None if self._strangers else self.current
        posted = row is not None and row.state == "posted" and self.choice.stocktake_id in self._open
        self.undo_button.setEnabled(posted and self.desk.may(Right.UNDO_STOCK))
        if row is None:
            self._causes = ()
            self.pane.show_told(None)
            return
        try:
            told = self.desk.read(explain, row.id, self.desk.warehouse.clock())
        except WarehouseError:  # counted again at this moment: the list is read again
            self.pane.show_told(None)
            return
        self._causes = told.causes
        self.pane.show_told(told)

    # --- what can be done -------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[Variance]:
        """The rows that are selected."""
        selected = self.table.table.view.selectionModel().selectedRows()
        return [self.table.rows[index.row()] for index in selected if index.row() < len(self.table.rows)]

    def approve(self) -> None:
        """Approve what is selected, with a cause."""
        here, rows = self.choice.stocktake_id, self.chosen
        if here is None or not rows or not self.approve_button.isEnabled():
            return
        likely = self._causes if len(rows) == 1 else ()
        form = ApproveForm(self.desk, self, here, rows, likely)
        form.accepted.connect(lambda: self._approved(form.result))
        form.open()

    def _approved(self, done: Approved | None) -> None:
        if done is None:
            return
        if done.lines:
            self.desk.messages.tell("right", "counting.approved", lines=done.lines, plus=done.plus, minus=done.minus)
        if done.refused:
            first = done.refused[0]
            self.desk.messages.tell("warning", "counting.refused", n=len(done.refused), bin=first.bin, why=tr(first.code))
        if done.short or done.waiting:
            numbers = tr("packing.between").join([*done.short, *done.waiting][:5])
            self.desk.messages.tell(
                "warning", "counting.orders_short", n=len(done.short), all=len(done.short) + len(done.waiting), numbers=numbers
            )

    def take_back(self) -> None:
        """Take the approval of the current row back."""
        row = self.current
        if row is not None and self.undo_button.isEnabled():
            together = sum(one.action == row.action for one in self.table.rows)
            UndoForm(self.desk, self, row, together).open()

    def write_report(self, kind: str) -> None:
        """The report into the documents folder."""
        here = self.choice.stocktake_id
        if here is None:
            return
        desk, spoken = self.desk, language.current()
        head = desk.read(stocktake, here)
        path = desk.folder.documents / f"stocktake-{head.number}.{kind}"

        def work(progress: Progress) -> Path:
            from warehouse_app.counting.documents import write_report, write_report_table
            from warehouse_app.counting.history import earlier_stocktakes

            progress.step(0, 0)
            sums, earlier = desk.read(figures, here), desk.read(earlier_stocktakes, here)
            rows = [one for one in desk.read(variances, here, "all") if one.difference]
            if kind == "pdf":
                write_report(path, head, sums, rows, spoken, earlier)
            else:
                write_report_table(path, sums, rows, spoken, earlier)
            return path

        desk.work(
            work, lambda made: self.paper.show_paper(made, "counting.report_written"), title_code="counting.writing", owner=self
        )  # fmt: skip


def _columns() -> list[Column[Variance]]:
    return [
        Column[Variance]("bin", "counting.col_bin", width=100),
        Column[Variance]("name", "counting.col_item", lambda one: f"{one.name} {variant_of(one.colour, one.size)}", width=0),
        Column[Variance]("seller_code", "inbound.col_code", width=120),
        Column[Variance]("expected", "counting.col_expected", align="right", width=70),
        Column[Variance]("counted", "counting.col_counted", align="right", width=70),
        Column[Variance]("difference", "counting.col_difference", lambda one: f"{one.difference:+d}", align="right", width=70),
        Column[Variance]("value", "counting.col_value", lambda one: f"{one.value:+.2f}", align="right", width=96),
        Column[Variance](
            "standing",
            "counting.col_state",
            lambda one: tr(f"counting.state_{one.standing}"),
            lambda one: _TONES[one.standing],
            width=120,
        ),
    ]
