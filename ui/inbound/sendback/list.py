"""The returns, by state and words, and what each supplier has not replaced yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.inbound.buying.words import money_words
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from warehouse_app.inbound.sendback.queries import ReturnRow, Unreplaced, returns_page

STATES = ("all", "draft", "sent", "closed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which returns are shown."""

    state: str = "all"
    text: str = ""


class ReturnsTab(QWidget):
    """``chosen(ReturnRow or None)`` when the cursor moved."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wanted = Wanted()
        self.search = SearchField("purchasing.find_return", self)
        self.chips = {state: Chip(f"purchasing.returns_{state}", parent=self) for state in STATES}
        empty = EmptyState("truck", "purchasing.no_returns", "purchasing.no_returns_words", self)
        empty.words.setFixedWidth(space(90))
        self.table: Table[ReturnRow] = Table(_columns(), self._fetch, empty, self, many=False)
        self.table.remember(desk.lists, "goods_back")
        self._lay_out()
        for state, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, state=state: self._show(replace(self.wanted, state=state)))
        self.search.searched.connect(lambda text: self._show(replace(self.wanted, text=text)))
        self.table.current_changed.connect(self.chosen)
        self.table.offer_export()
        self.table.export_asked.connect(self._export)

    def refresh(self) -> None:
        """Read the list again."""
        self.table.refresh()
        if self.table.current() is None:
            self._choose_first()

    def show_number(self, number: str) -> None:
        """Show one return."""
        self.chips["all"].setChecked(True)
        self.search.blockSignals(True)
        self.search.setText(number)
        self.search.blockSignals(False)
        self._show(Wanted("all", number))

    def _lay_out(self) -> None:
        group, flow = QButtonGroup(self), Flow(self)
        for chip in self.chips.values():
            group.addButton(chip)
            flow.add(chip)
        self.chips["all"].setChecked(True)
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        inside.addWidget(flow)
        inside.addWidget(self.search)
        inside.addWidget(self.table, 1)

    def _show(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.table.show_fetch(self._fetch)
        self._choose_first()

    def _choose_first(self) -> None:
        if self.table.model.total:
            self.table.view.selectRow(0)
        else:
            self.chosen.emit(None)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[ReturnRow], int]:
        return fetch_returns(self._desk, self.wanted, offset, limit, sort, descending)

    def _export(self) -> None:
        path = ask_save(self, "purchasing.export", "returns.csv")
        if path is not None:
            desk, wanted, columns = self._desk, self.wanted, self.table.model.columns
            export_table(desk, self, path, columns, lambda *page: fetch_returns(desk, wanted, *page))


def fetch_returns(
    desk: Desk, wanted: Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[ReturnRow], int]:
    """One page of the returns that are wanted, the newest first unless sorted."""
    page = desk.read(
        returns_page, text=wanted.text, state="" if wanted.state == "all" else wanted.state, offset=offset, limit=limit,
        sort=sort or "number", descending=descending if sort else True,
    )  # fmt: skip
    return page.rows, page.total


def unreplaced_columns() -> list[Column[Unreplaced]]:
    """What each supplier has not settled: pieces, their value, and how long the oldest waits."""
    return [
        Column[Unreplaced]("supplier", "purchasing.column_supplier", width=0),
        Column[Unreplaced]("returns", "purchasing.column_returns", align="right", width=76),
        Column[Unreplaced]("pieces", "purchasing.column_pieces_open", align="right", width=76),
        Column[Unreplaced]("value", "purchasing.column_value", lambda open_: money_words(open_.value), None, "right", 84),
        Column[Unreplaced]("days", "purchasing.column_oldest", lambda open_: tr("purchasing.days", days=open_.days), None,
                           "right", 84),
    ]  # fmt: skip


def _columns() -> list[Column[ReturnRow]]:
    return [
        Column[ReturnRow]("number", "purchasing.column_number", width=110),
        Column[ReturnRow]("supplier", "purchasing.column_supplier", width=0),
        Column[ReturnRow]("state", "purchasing.column_state", lambda sent: tr(f"purchasing.returns_{sent.state}"), width=84),
        Column[ReturnRow]("open", "purchasing.column_open", _open, _open_tone, "right", 86),
        Column[ReturnRow]("value", "purchasing.column_value", lambda sent: money_words(sent.value), None, "right", 86),
    ]


def _open(sent: ReturnRow) -> str:
    return f"{sent.open} / {sent.pieces}"


def _open_tone(sent: ReturnRow) -> ToneName | None:
    return "warning" if sent.state == "sent" and sent.open else None
