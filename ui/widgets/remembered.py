"""Columns of tables, and edges between two parts of a page, as the person left them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QHeaderView, QMenu, QSplitter, QTableView

from ui.language import tr
from ui.widgets.list_memory import NARROWEST, ListMemory
from ui.widgets.paged_model import PagedModel

_ORDERS = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)


class Remembered(QObject):
    """Applies what is kept, and keeps what is changed by hand. Its menu on the header puts all back as it came."""

    def __init__(
        self, view: QTableView, model: PagedModel[Any], memory: ListMemory, name: str, *, sorting: bool
    ) -> None:  # fmt: skip
        super().__init__(view)
        self._view, self._model, self._memory, self._name = view, model, memory, name
        self._header = view.horizontalHeader()
        self._as_it_came = {number: column.width for number, column in enumerate(model.columns) if column.width}
        self._apply()
        self._header.sectionResized.connect(self._resized)
        if sorting:
            self._header.sortIndicatorChanged.connect(self._sorted)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._menu)

    def put_back(self) -> None:
        """Widths and order as the list came."""
        for number, width in self._as_it_came.items():
            self._view.setColumnWidth(number, width)
        self._header.setSortIndicator(-1, _ORDERS[0])
        self._memory.forget(self._name)

    def _apply(self) -> None:
        setup = self._memory.of(self._name)
        places = {column.key: number for number, column in enumerate(self._model.columns)}
        for key, width in setup.widths.items():
            if places.get(key) in self._as_it_came:
                self._view.setColumnWidth(places[key], width)
        if setup.sort in places and self._model.columns[places[setup.sort]].sortable:
            self._view.sortByColumn(places[setup.sort], _ORDERS[setup.descending])

    def _resized(self, place: int, _before: int, width: int) -> None:
        """Only what a hand does with the mouse is a choice; a window that grows, or goes, is none."""
        if not QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        if width >= NARROWEST and self._header.sectionResizeMode(place) == QHeaderView.ResizeMode.Interactive:
            self._memory.keep_width(self._name, self._model.columns[place].key, width)

    def _sorted(self, place: int, order: Qt.SortOrder) -> None:
        column = self._model.columns[place] if 0 <= place < len(self._model.columns) else None
        key = column.key if column is not None and column.sortable else ""
        self._memory.keep(self._name, sort=key, descending=bool(key) and order == _ORDERS[1])

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("ui.columns_back"), self.put_back)
        menu.popup(self._header.viewport().mapToGlobal(place))


def remember_split(split: QSplitter, memory: ListMemory, name: str) -> None:
    """The parts as large as the person left them; ``name`` is its own among lists and splits of the whole program."""
    kept = memory.of(name).widths
    sizes = [kept.get(str(part), 0) for part in range(split.count())]
    if all(sizes):
        split.setSizes(sizes)
    split.splitterMoved.connect(
        lambda *_: memory.keep(name, widths={str(part): pixels for part, pixels in enumerate(split.sizes())})
    )
