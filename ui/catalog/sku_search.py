"""Choosing a SKU inside a form: searched by words or scanned, one row chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.catalog.lists import variant
from ui.desk import Desk
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.editing.queries import SkuLine, skus_page
from warehouse_app.errors import BadInput


class SkuSearch(QWidget):
    """``chosen`` is the row the person means; ``take_scan`` chooses what a code names.

    Enter goes from the words to the list and from there on (``settled``); it never sends the form off.
    """

    settled = Signal()

    def __init__(self, desk: Desk, parent: QWidget, *, without: int | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._without = without
        self._text = ""
        self.search = SearchField("goods.search_sku", self)
        columns = [
            Column[SkuLine]("seller_code", "goods.col_code", width=160),
            Column[SkuLine]("name", "goods.col_name", width=0),
            Column[SkuLine]("colour", "goods.col_variant", variant, width=140),
        ]
        nothing = EmptyState("search", "goods.nothing_found", parent=self)
        self.table: Table[SkuLine] = Table(columns, self._fetch, nothing, self, many=False)
        self.setMinimumHeight(space(80))
        inside = column(self, gap=2)
        inside.addWidget(self.search)
        inside.addWidget(self.table, 1)
        self.setFocusProxy(self.search)
        self.search.searched.connect(self._look)
        self.search.returnPressed.connect(self._to_list)
        self.table.activated.connect(lambda _row: self.settled.emit())
        self.table.refresh()

    def chosen(self) -> SkuLine:
        """The chosen SKU. Raises BadInput ``goods.choose_one`` when none is, or the one that is left out."""
        row = self.table.current()
        if row is None or row.id == self._without:
            raise BadInput("goods.choose_one")
        return row

    def take_scan(self, scan: Scan) -> bool:
        """Choose the goods a code names; says whether it names any."""
        found = self._desk.read(lambda session: goods(session.connection(), (scan.text, *scan.alternatives)))
        if found is None:
            return False
        self.search.setText(found.code)
        self._look(found.code)
        rows = list(self.table.model.rows(most=200))
        place = next((number for number, row in enumerate(rows) if row.id == found.sku_id), None)
        if place is not None:
            self.table.view.selectRow(place)
        return place is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is merged or moved by mistake costs more than one more key: Enter ends here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    def _look(self, text: str) -> None:
        self._text = text
        self.table.show_fetch(self._fetch)
        if self.table.model.total == 1:
            self.table.view.selectRow(0)

    def _to_list(self) -> None:
        if self.table.model.total:
            self.table.view.selectRow(0)
            self.table.setFocus()

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[SkuLine], int]:
        page = self._desk.read(skus_page, text=self._text, offset=offset, limit=limit, sort=sort or "", descending=descending)
        return page.rows, page.total
