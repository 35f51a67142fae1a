"""Choosing a SKU: a search field over a short list, found by seller code, name or barcode, typed or scanned.

    picker = SkuPicker(desk, self); picker.picked.connect(self.add)     # Enter, double click or a scan: SkuLine
    def take_scan(self, scan): known = self.picker.take_scan(scan)      # the page or form passes its scans on

Arrow keys move in the list while one types; Enter never leaves the picker, so a form around it is not accepted by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.buying.words import variant_words
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.editing.queries import SkuLine, sku_details, skus_page

_ROW, _HEAD = space(10), space(10)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


class SkuPicker(QWidget):
    """``picked(SkuLine)`` when one was taken; ``chosen(SkuLine or None)`` when the cursor moved to another.

    ``rows`` is how many rows of the list are in sight at least; ``multiple`` is how many pieces the code means that was
    picked last: more than 1 only for a scanned pack.
    """

    picked = Signal(object)
    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, rows: int = 4) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""
        self.multiple = 1
        self.search = SearchField("purchasing.find_sku", self)
        self.search.searched.connect(self._search)
        empty = EmptyState("search", "purchasing.no_sku_found", parent=self)
        self.table: Table[SkuLine] = Table(_columns(), self._fetch, empty, self, many=False)
        self.table.setMinimumHeight(_HEAD + rows * _ROW)
        self.table.activated.connect(self._pick)
        self.table.current_changed.connect(self.chosen)
        inside = column(self, gap=2)
        inside.addWidget(self.search)
        inside.addWidget(self.table, 1)
        self.setFocusProxy(self.search)

    @property
    def current(self) -> SkuLine | None:
        """The SKU the cursor is on; None when the list is empty."""
        return self.table.current()

    def take_scan(self, scan: Scan) -> bool:
        """Pick the goods a scan names, and show them; False when it names none."""
        codes = (scan.text, *scan.alternatives)
        named = self._desk.read(lambda session: goods(session.connection(), codes))
        found = None if named is None else self._desk.read(sku_details, named.sku_id)
        if found is None:
            return False
        self.show_text(found.line.seller_code)
        self._pick(found.line, 1 if named is None else named.multiple)
        return True

    def show_text(self, text: str) -> None:
        """Search for a text now, without waiting for a pause in the typing."""
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._search(text)

    def start_anew(self) -> None:
        """An empty search, ready for the next."""
        self.show_text("")
        self.search.setFocus()

    def pick(self, _index: object = None) -> None:
        """Take the SKU the cursor is on."""
        if self.current is not None:
            self._pick(self.current)

    def showEvent(self, event: QShowEvent) -> None:
        """The list is read when it is first seen."""
        if not self.table.model.is_loaded:
            self._search(self._wanted)
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the search field leaves over: arrows move in the list, Enter takes the row."""
        key = Qt.Key(event.key())
        if key in _STEPS and self.search.hasFocus():
            self._go(self.table.view.currentIndex().row() + _STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.search.hasFocus():
                self.pick()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _pick(self, sku: SkuLine, multiple: int = 1) -> None:
        self.multiple = multiple
        self.picked.emit(sku)

    def _search(self, text: str) -> None:
        if text == self._wanted and self.table.model.is_loaded:
            return  # Enter after ``show_text`` searches for the same once more; the cursor stays where it is
        self._wanted = text
        self.table.show_fetch(self._fetch)
        self._go(0)

    def _go(self, number: int) -> None:
        if self.table.model.total:
            self.table.view.selectRow(min(max(number, 0), self.table.model.total - 1))
        else:
            self.chosen.emit(None)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[SkuLine], int]:
        page = self._desk.read(skus_page, text=self._wanted, offset=offset, limit=limit, sort=sort or "", descending=descending)
        return page.rows, page.total


def _columns() -> list[Column[SkuLine]]:
    return [
        Column[SkuLine]("seller_code", "purchasing.column_sku", width=136),
        Column[SkuLine]("name", "purchasing.column_name", width=0),
        Column[SkuLine]("colour", "purchasing.column_variant", variant_words, width=112),
    ]
