"""The lines of a receipt: expected, counted, and the difference in tone and words; on request the differences only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.receiving.looks import difference_tone, difference_words, variant_of
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Check
from warehouse_app.inbound.receiving.queries import LineRow, lines_page


class LinesPanel(QWidget):
    """``activated(LineRow)``: Enter or a double click on a line, to key its count."""

    activated = Signal(object)
    export_asked = Signal()

    def __init__(self, desk: Desk, above: QWidget, parent: QWidget | None = None) -> None:
        """``above`` stands at the left over the table."""
        super().__init__(parent)
        self._desk = desk
        self._receipt_id: int | None = None
        self._text = ""
        self.only = Check("inbound.only_differences", parent=self)
        self.search = SearchField("inbound.search_line", self)
        self.search.setFixedWidth(space(44))
        self.empty = EmptyState("parcel", "inbound.no_lines", "", self)
        self.table = Table(_columns(), self.fetch, self.empty, self, many=False)
        self.table.remember(desk.lists, "receipt_lines")
        self.table.setMinimumHeight(space(36))
        self.table.offer_export()
        self.table.export_asked.connect(self.export_asked)
        self.table.activated.connect(self.activated)
        self.only.toggled.connect(lambda _: self.refresh())
        self.search.searched.connect(self._search)
        head = row(gap=4)
        head.addWidget(above, 1)
        head.addWidget(self.only)
        head.addWidget(self.search)
        inside = column(self, gap=2)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)

    def show_receipt(self, receipt_id: int) -> None:
        """Another receipt's lines, from the top; what was filtered stays filtered."""
        self._receipt_id = receipt_id
        self._say_empty()
        self.table.show_fetch(self.fetch)

    def refresh(self) -> None:
        """Read the lines again."""
        self._say_empty()
        self.table.refresh()

    def fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[LineRow], int]:
        """A page of the lines as they are filtered."""
        return fetch_lines(self._desk, self._receipt_id, self._text, offset, limit, sort, descending, only=self.only.isChecked())

    @property
    def wanted(self) -> tuple[str, bool]:
        """What is searched for, and whether only differences are shown."""
        return self._text, self.only.isChecked()

    def _search(self, text: str) -> None:
        self._text = text
        self._say_empty()
        self.table.show_fetch(self.fetch)

    def _say_empty(self) -> None:
        filtered = self.only.isChecked() or bool(self._text)
        self.empty.show_state("check" if filtered else "scan", "inbound.no_differences" if filtered else "inbound.no_lines", "")


def fetch_lines(
    desk: Desk, receipt_id: int | None, text: str, offset: int, limit: int, sort: str | None, descending: bool, *, only: bool
) -> tuple[Sequence[LineRow], int]:  # fmt: skip
    """One page of a receipt's lines; none without a receipt."""
    if receipt_id is None:
        return (), 0
    page = desk.read(
        lines_page, receipt_id, only="differences" if only else "", text=text, offset=offset, limit=limit,
        sort=sort or "seller_code", descending=descending,
    )  # fmt: skip
    return page.rows, page.total


def _columns() -> list[Column[LineRow]]:
    return [
        Column[LineRow]("seller_code", "inbound.col_code", width=128),
        Column[LineRow]("name", "inbound.col_name", width=0),
        Column[LineRow]("colour", "inbound.col_variant", lambda line: variant_of(line.colour, line.size), width=132),
        Column[LineRow]("expected", "inbound.col_expected", _expected, align="right", width=82),
        Column[LineRow]("counted", "inbound.col_counted", align="right", width=82),
        Column[LineRow]("difference", "inbound.col_difference", difference_words, difference_tone, width=140, sortable=False),
        Column[LineRow]("defective", "inbound.col_defective", _defective, align="right", width=88),
    ]


def _expected(line: LineRow) -> str:
    return "–" if line.expected is None else str(line.expected)


def _defective(line: LineRow) -> str:
    return str(line.defective) if line.defective else ""
