"""The couriers' pools of waybill numbers by branch, and the look-up of single numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bursts import Scan
from ui.couriers.number_forms import LimitForm
from ui.couriers.number_pane import NumberPane
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.language import Sentence, tr
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.text import Button, Text
from warehouse_app.dispatch.numbers.queries import PoolRow, pools
from warehouse_app.dispatch.numbers.rules import Level
from warehouse_app.people.rules import Right

_TONES: dict[Level, ToneName | None] = {
    Level.UNUSED: None, Level.ENOUGH: "right", Level.LOW: "warning", Level.EMPTY: "wrong",
}  # fmt: skip


def low(pool: PoolRow) -> ToneName | None:
    """Whether a pool that is in use runs out."""
    return _TONES[pool.level]


def running_low(rows: Sequence[PoolRow]) -> list[PoolRow]:
    """The pools to say aloud."""
    return [pool for pool in rows if pool.is_low]


class NumbersPage(Page):
    """Free numbers per pool and the way to bring in more; a number that is searched or scanned shows its story instead."""

    topics = frozenset({"waybills", "parcels"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.search = SearchField("numbers.search", self)
        self.import_button = Button("dispatch.bring_in_numbers", kind="primary", icon="import", parent=self)
        self.limit = Button("numbers.do_limit", icon="clock", shortcut="F2", parent=self)
        self.export = Button("stock.export", icon="export", shortcut="Ctrl+E", parent=self)
        empty = EmptyState("label", "dispatch.no_couriers", parent=self)
        self.list: ShortTable[PoolRow] = ShortTable(self._columns(), empty, self, many=False)
        self.pane = NumberPane(desk, self)
        self.views = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[PoolRow]]:
        counts = ("free", "kept", "used", "void", "low")
        return [
            Column[PoolRow]("courier", "dispatch.col_courier", width=150),
            Column[PoolRow]("branch", "numbers.col_branch", width=170),
            *(Column[PoolRow](name, f"numbers.col_{name}", align="right", width=104) for name in counts),
            Column[PoolRow]("state", "dispatch.col_pool", _pool_words, low, width=0, sortable=False),
        ]

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        top = row(gap=2)
        top.addWidget(self.search, 1)
        self.search.setMinimumWidth(space(80))
        for button in (self.limit, self.export, self.import_button):
            top.addWidget(button)
        inside.addLayout(top)
        inside.addWidget(Text("numbers.page_words", role="muted", wrap=True, parent=self))
        self.views.addWidget(self.list)
        self.views.addWidget(self.pane)
        inside.addWidget(self.views, 1)

    def _connect(self) -> None:
        self.import_button.clicked.connect(lambda: self.goto.emit("intake"))
        self.search.searched.connect(self._find)
        self.search.textChanged.connect(lambda text: None if text else self._find(""))  # also what a scan had put there
        self.pane.emptied.connect(self.search.clear)
        self.list.table.current_changed.connect(lambda _: self._offer())
        self.list.table.activated.connect(lambda _: self._limit())
        self.list.table.export_asked.connect(self._export)
        self.list.table.offer_export()
        self.limit.clicked.connect(self._limit)
        self.export.clicked.connect(self._export)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan a label."""
        (self.list if self.views.currentWidget() is self.list else self.pane).setFocus()

    def refresh(self) -> None:
        """Count the numbers again."""
        self.list.show_rows(self.desk.read(pools))
        self.pane.refresh()
        self._offer()

    def take_scan(self, scan: Scan) -> None:
        """A label shows its number's story."""
        self.search.blockSignals(True)  # shown at once, not after a pause in the typing
        self.search.setText(scan.text)
        self.search.blockSignals(False)
        self._find(scan.text)
        found = self.pane.list.table.current()
        if found is not None:
            fields = {"number": found.number, "state": Sentence(f"numbers.state_{found.state}")}
            self.answered.emit("information", "numbers.shown", fields, "right")
        else:
            self.answered.emit("unknown", "numbers.unknown", {"number": scan.text}, "unknown")

    def _find(self, text: str) -> None:
        self.pane.show_found(text)
        self.views.setCurrentWidget(self.pane if text.strip() else self.list)
        self._offer()

    def _offer(self) -> None:
        of_pools = self.views.currentWidget() is self.list
        self.limit.setVisible(self.desk.logged_in and self.desk.may(Right.NUMBERS) and of_pools)
        self.limit.setEnabled(self.list.table.current() is not None)
        self.export.setVisible(of_pools)

    def _limit(self) -> None:
        pool = self.list.table.current()
        if pool is not None and self.desk.may(Right.NUMBERS):
            LimitForm(self.desk, self, pool).open()

    def _export(self) -> None:
        path = ask_save(self, "numbers.export_title", "numbers.csv", "*.csv *.xlsx")
        if path is not None:
            rows = list(self.list.rows)
            columns = self.list.table.model.columns
            export_table(self.desk, self, path, columns, lambda offset, limit, _s, _d: (rows[offset : offset + limit], len(rows)))


def _pool_words(pool: PoolRow) -> str:
    tone = low(pool)
    return tr("dispatch.pool_unused") if tone is None else tr(f"dispatch.pool_{tone}")
