"""A table on the screen: sorts by its headings, copies with Ctrl+C, says what to do when it is empty.

table = Table([Column("number", "orders.number", width=200), ...], fetch, EmptyState(...), parent=self)
table.activated.connect(self.open_order)      # the row: Enter or double click
table.refresh()                               # when a command said that something changed
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStackedLayout, QTableView, QWidget

from ui.language import tr
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_memory import ListMemory
from ui.widgets.paged_model import Column, Fetch, PagedModel, Row
from ui.widgets.remembered import Remembered

COPIED_MOST = 10_000


class Table(QWidget, Generic[Row]):
    """A ``QTableView`` over a ``PagedModel``. Signals carry rows, not indexes.

    ``export_asked`` comes from the context menu once ``offer_export`` was called; ``model.rows()`` gives what to write.
    """

    activated = Signal(object)
    current_changed = Signal(object)
    export_asked = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Fetch[Row],
        empty: EmptyState,
        parent: QWidget | None = None,
        *,
        many: bool = True,
    ) -> None:
        super().__init__(parent)
        self._exports = False
        self._spanned = False
        self._on_space: Callable[[], None] | None = None
        self._remembered: Remembered | None = None
        self.empty = empty
        self.model: PagedModel[Row] = PagedModel(columns, fetch, self)
        self.view = QTableView(self)
        self._set_up_view(many)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty)
        self.setFocusProxy(self.view)
        self.model.loaded.connect(self._loaded)

    def _set_up_view(self, many: bool) -> None:
        view, modes = self.view, QAbstractItemView.SelectionMode
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(space(10))
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._context_menu)
        view.activated.connect(self._activated)
        view.selectionModel().currentRowChanged.connect(self._current_changed)
        view.installEventFilter(self)
        self._set_up_header()

    def _set_up_header(self) -> None:
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.view.setSortingEnabled(True)
        for number, column in enumerate(self.model.columns):
            if column.width:
                self.view.setColumnWidth(number, column.width)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    # --- for the screens --------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Fetch anew; the place on the screen and the current row's number stay."""
        bar, current = self.view.verticalScrollBar(), self.view.currentIndex()
        place, number = bar.value(), current.row()
        self.model.refresh()
        if 0 <= number < self.model.rowCount():
            self.go_to(number)
        bar.setValue(place)

    def show_fetch(self, fetch: Fetch[Row]) -> None:
        """Show other rows, from the top."""
        self.model.show_fetch(fetch)
        self.view.scrollToTop()

    def go_to(self, line: int) -> None:
        """Put the cursor on a line; below a heading when that is one."""
        line += line in self.model.heading_places
        flags = QItemSelectionModel.SelectionFlag
        chosen = flags.ClearAndSelect | flags.Rows
        self.view.selectionModel().setCurrentIndex(self.model.index(line, 0), chosen)

    def selected(self) -> list[Row]:
        """The selected rows, in the order shown; at most 10,000."""
        numbers = sorted(index.row() for index in self.view.selectionModel().selectedRows())[:COPIED_MOST]
        return [row for row in map(self.model.row_at, numbers) if row is not None]

    def current(self) -> Row | None:
        """The row the cursor is on."""
        return self.model.row_at(self.view.currentIndex().row())

    def copy(self) -> None:
        """The selected rows to the clipboard, with headings, tabs between cells, as a spreadsheet takes them."""
        rows = self.selected()
        if not rows:
            return
        lines = [[tr(column.title) for column in self.model.columns]]
        lines += [[column.words(row) for column in self.model.columns] for row in rows]
        QGuiApplication.clipboard().setText("\n".join("\t".join(map(_one_line, line)) for line in lines))

    def offer_export(self) -> None:
        """Let the context menu offer to write the rows into a file (``export_asked``)."""
        self._exports = True

    def remember(self, memory: ListMemory, name: str, *, sorting: bool = True) -> None:
        """Columns as wide and, with ``sorting``, sorted as the person left them; ``name`` is its own in the whole program.

        Lists whose natural order is the order of the work begin in it each time.
        """
        self._remembered = Remembered(self.view, self.model, memory, name, sorting=sorting)

    def on_space(self, call: Callable[[], None]) -> None:
        """Call this when Space is pressed in the rows: they are ticked. Qt's own would select, and swallow the key."""
        self._on_space = call

    # --- inside -----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+C copies rows; Qt's own would copy one cell."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Copy):
                self.copy()
                return True
            if event.key() == Qt.Key.Key_Space and self._on_space is not None:
                self._on_space()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Headings and cells in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.model.retranslate()
        super().changeEvent(event)

    def _loaded(self, total: int) -> None:
        if self._spanned:
            self.view.clearSpans()
        self._spanned = bool(self.model.heading_places)
        for place in self.model.heading_places:
            self.view.setSpan(place, 0, 1, len(self.model.columns))
        self._stack.setCurrentWidget(self.view if total else self.empty)

    def _activated(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None:
            self.activated.emit(row)

    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.current_changed.emit(self.model.row_at(index.row()))

    def _context_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(tr("ui.copy_rows"), self.copy)
        copy.setEnabled(bool(self.view.selectionModel().hasSelection()))
        if self._exports:
            menu.addAction(tr("ui.export_rows"), self.export_asked.emit)
        menu.popup(self.view.viewport().mapToGlobal(place))


def _one_line(text: str) -> str:
    """A cell that cannot break its row apart."""
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
