"""The running account of one SKU: opening balance, every move of a period with in, out and balance, closing balance; a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.exporting import ask_save
from ui.jobs import Progress
from ui.language import tr
from ui.moments import day_and_time
from ui.stock.period import PeriodChooser
from ui.stock.words import VIRTUAL, place_words
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Check, Text
from warehouse_app.stock.looks.account import Account, AccountRow, running_account
from warehouse_app.stock.rules import Virtual

_HEADER = ("at", "reason", "from", "to", "into", "out", "balance", "document", "who")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One account: of which SKU, of which days, with or without what only changed its bin."""

    sku_id: int
    first: date
    last: date
    inner: bool


class AccountView(QWidget):
    """``show_sku`` shows the account of a SKU over the period that is chosen; the choice stays from SKU to SKU."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sku: tuple[int, str] | None = None
        self._account: Account | None = None
        self.period = PeriodChooser(lambda: desk.warehouse.clock().astimezone().date(), self)
        self.inner = Check("stockroom.with_inner", parent=self)
        self.export = Button(icon="export", parent=self)
        self.export.show_tip("stockroom.account_file")
        self.export.setAccessibleName(tr("stockroom.account_file"))
        self.sums = {name: Text(role="muted", parent=self) for name in ("opening", "came", "went", "closing")}
        empty = EmptyState("history", "stockroom.no_account", parent=self)
        empty.words.setMinimumWidth(0)
        self.table: Table[AccountRow] = Table(_columns(), self._fetch, empty, self)
        self.table.view.verticalHeader().setDefaultSectionSize(space(14))  # two lines: what, then when and who
        self.table.offer_export()
        self._lay_out()
        self.period.changed.connect(self.refresh)
        self.inner.toggled.connect(lambda _: self.refresh())
        self.export.clicked.connect(self._export)
        self.table.export_asked.connect(self._export)

    def show_sku(self, sku_id: int, seller_code: str) -> None:
        """Show the account of a SKU."""
        other = self._sku is None or self._sku[0] != sku_id
        self._sku = (sku_id, seller_code)
        self.refresh()
        if other:
            self.table.view.scrollToTop()

    def refresh(self) -> None:
        """Read the same account again."""
        everything = self.period.period.value() == "all"
        self.table.empty.show_state("history", "stock.no_moves" if everything else "stockroom.no_account")
        self.table.refresh()
        found = self._account
        if found is None:
            return
        figures = {"opening": found.opening, "came": found.into, "went": found.out, "closing": found.closing}
        for name, figure in figures.items():
            self.sums[name].show_code(f"stockroom.{name}", n=f"{figure:,}")

    @property
    def wanted(self) -> Wanted | None:
        """The account shown."""
        if self._sku is None:
            return None
        first, last = self.period.days
        return Wanted(self._sku[0], first, last, self.inner.isChecked())

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=2)
        head.addWidget(self.period, 1)
        head.addWidget(self.inner)
        head.addWidget(self.export)
        inside.addLayout(head)
        sums = row(gap=3)
        for text in self.sums.values():
            sums.addWidget(text)
        sums.insertStretch(3, 1)
        inside.addLayout(sums)
        inside.addWidget(self.table, 1)

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[AccountRow], int]:
        wanted = self.wanted
        if wanted is None:
            return (), 0
        self._account = self._desk.read(
            running_account, wanted.sku_id, wanted.first, wanted.last, inner=wanted.inner, offset=offset, limit=limit
        )
        return self._account.rows, self._account.total

    def _export(self) -> None:
        wanted = self.wanted
        if wanted is None or self._sku is None:
            return
        name = f"{self._sku[1]}-{wanted.first:%Y%m%d}-{wanted.last:%Y%m%d}.xlsx"
        path = ask_save(self, "stockroom.account_file", name.replace("/", "_"), "*.xlsx;;*.csv")
        if path is not None:
            export_account(self._desk, self, path, wanted)


def export_account(desk: Desk, owner: QWidget, path: Path, wanted: Wanted) -> None:
    """Write an account with its opening and closing balance, as CSV or XLSX by the file's ending."""
    header = [tr(f"stockroom.column_{name}") for name in _HEADER]

    def work(progress: Progress) -> int:
        from warehouse_app.sheets.writer import write_csv, write_xlsx

        progress.step(0, 0)
        found = desk.read(running_account, wanted.sku_id, wanted.first, wanted.last, inner=wanted.inner, limit=None)
        rows = account_cells(found, wanted)
        if path.suffix.lower() == ".csv":
            write_csv(path, header, rows)
        else:
            write_xlsx(path, [header], rows)
        return len(found.rows)

    def done(count: int) -> None:
        desk.messages.tell("right", "orders.exported", rows=count, file=path.name)

    desk.work(work, done, title_code="stockroom.exporting", owner=owner)


def account_cells(found: Account, wanted: Wanted) -> list[list[str | int]]:
    """The account as rows of a sheet: opening, every move, closing."""
    opening: list[str | int] = [wanted.first.isoformat(), tr("stockroom.row_opening"), "", "", "", "", found.opening, "", ""]
    closing: list[str | int] = [
        wanted.last.isoformat(), tr("stockroom.row_closing"), "", "", found.into, found.out, found.closing, "", ""
    ]  # fmt: skip
    moves: list[list[str | int]] = [
        [
            day_and_time(line.at), tr(f"stock.reason_{line.reason}"), place_words(line.from_code), place_words(line.to_code),
            line.into, line.out, line.balance, line.document, line.who,
        ]
        for line in found.rows
    ]  # fmt: skip
    return [opening, *moves, closing]


def move_words(line: AccountRow) -> str:
    """Why and where to (opening stock into A01-2-1, shipped from A01-2-1); on a second line when and who."""
    fields = {
        "reason": tr(f"stock.reason_{line.reason}"), "source": place_words(line.from_code),
        "target": place_words(line.to_code), "at": day_and_time(line.at), "who": line.who,
    }  # fmt: skip
    if line.from_code in VIRTUAL and line.from_code != Virtual.QUARANTINE:
        return tr("stock.move_in", **fields)
    leaves = line.to_code in VIRTUAL and line.to_code != Virtual.QUARANTINE
    return tr("stock.move_out" if leaves else "stock.move_across", **fields)


def _columns() -> list[Column[AccountRow]]:
    return [
        Column[AccountRow]("words", "stock.column_move", move_words, _tone, width=0, sortable=False),
        Column[AccountRow]("into", "stockroom.column_into", _some("into"), None, "right", 46, False),
        Column[AccountRow]("out", "stockroom.column_out", _some("out"), None, "right", 46, False),
        Column[AccountRow]("balance", "stockroom.column_balance", lambda r: f"{r.balance:,}", None, "right", 70, False),
    ]


def _some(name: str) -> Callable[[AccountRow], str]:
    return lambda line: f"{getattr(line, name):,}" if getattr(line, name) else ""


def _tone(line: AccountRow) -> ToneName | None:
    """Plain on purpose: goods that leave are no mistake. Only corrections stand out."""
    return "warning" if line.reason in ("correction", "undo") else None
