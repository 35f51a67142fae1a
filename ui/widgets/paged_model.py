"""A table's rows, fetched page by page as they come into sight, never all.

``fetch(offset, limit, sort, descending)`` gives the rows of one page and how many there are in all; ``sort`` is a
column's key or None for the natural order. Rows are frozen dataclasses out of a ``queries`` module.

A list in groups has a heading above each: a line across all columns that no cursor rests on and that is no row.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QIcon

from ui import icons, theme
from ui.language import tr
from ui.theme import ToneName
from warehouse_app.errors import WarehouseError

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex
Fetch = Callable[[int, int, str | None, bool], tuple[Sequence[Row], int]]

PAGE = 100
_PAGES_KEPT = 40
_ROLE = Qt.ItemDataRole
_SHOWN_ROLES = (
    _ROLE.DisplayRole, _ROLE.EditRole, _ROLE.ToolTipRole, _ROLE.ForegroundRole, _ROLE.DecorationRole, _ROLE.FontRole,
)  # fmt: skip
_ALIGNED = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "centre": Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
}


@dataclass(frozen=True)  # no slots: in Python 3.11 Column[Row](...) fails with them
class Column(Generic[Row]):
    """One column: its key (an attribute of the row, and what ``fetch`` sorts by) and the code of its heading.

    ``text`` makes the words of a cell (default: the attribute); ``tone`` gives a cell a meaning: colour and shape; ``icon``
    names a picture without a meaning, a box to tick for instance.
    ``width`` is in pixels, 0 takes what is left. ``edit`` takes what was typed into a cell and raises a WarehouseError when it
    cannot be taken; nothing can be typed into a column without it.
    """

    key: str
    title: str
    text: Callable[[Row], str] | None = None
    tone: Callable[[Row], ToneName | None] | None = None
    align: Literal["left", "right", "centre"] = "left"
    width: int = 120
    sortable: bool = True
    icon: Callable[[Row], str] | None = None
    edit: Callable[[Row, str], None] | None = None

    def words(self, row: Row) -> str:
        """The words of this column's cell in a row."""
        if self.text is not None:
            return self.text(row)
        value = getattr(row, self.key)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """What stands above the next ``rows`` rows; ``words`` in the window's language."""

    rows: int
    words: Callable[[], str]
    tone: ToneName | None = None


class PagedModel(QAbstractTableModel, Generic[Row]):
    """The model of ``ui.widgets.table.Table``. ``headings()`` tells the groups of what was just fetched, in order.

    ``failed(WarehouseError)`` comes when a page could not be fetched (the table then stays empty until ``refresh``), and when
    something was typed that cannot be taken. Rows that
    ``is_struck`` says are no longer wanted have a line through their words.
    Nothing raises into Qt: a bug in a column goes to the crash door, once per column, and its cells stay empty.
    """

    failed = Signal(object)
    loaded = Signal(int)

    def __init__(
        self, columns: Sequence[Column[Row]], fetch: Fetch[Row], parent: QObject | None = None, *, page: int = PAGE
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch = fetch
        self._page = page
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._total = 0
        self._loaded = False
        self._sort: str | None = None
        self._descending = False
        self._broken: set[str] = set()
        self.is_struck: Callable[[Row], bool] = _never
        self.headings: Callable[[], Sequence[GroupHeading]] = tuple
        self._headings: dict[int, GroupHeading] = {}
        self._heading_places: list[int] = []
        self._refresh_soon = QTimer(self, interval=0, singleShot=True)
        self._refresh_soon.timeout.connect(self.refresh)

    # --- for the screens --------------------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return self._total

    @property
    def heading_places(self) -> Sequence[int]:
        """The lines that are headings."""
        return self._heading_places

    @property
    def is_loaded(self) -> bool:
        """Whether the first page has been asked for."""
        return self._loaded

    def refresh(self) -> None:
        """Forget all pages and fetch the first one anew."""
        self.beginResetModel()
        self._pages.clear()
        self._total = 0
        self._loaded = True
        self._load(0)
        self._lay_headings()
        self.endResetModel()
        self.loaded.emit(self._total)

    def show_fetch(self, fetch: Fetch[Row]) -> None:
        """Show other rows: another filter, another search."""
        self._fetch = fetch
        self.refresh()

    def row_at(self, line: int) -> Row | None:
        """The row on that line, fetched if need be; None when there is none, or a heading."""
        if not 0 <= line < self.rowCount() or line in self._headings:
            return None
        number = line - bisect_left(self._heading_places, line)
        page = self._page_of(number)
        place = number % self._page
        return page[place] if place < len(page) else None

    def rows(self, most: int | None = None) -> Iterator[Row]:
        """All rows in the order shown, page by page: for exports. Not more than ``most``."""
        return (row for _, row in self.lines(most))

    def lines(self, most: int | None = None) -> Iterator[tuple[int, Row]]:
        """As ``rows``, each with the line it stands on."""
        shown = ((line, self.row_at(line)) for line in range(self.rowCount()))
        return islice(((line, row) for line, row in shown if row is not None), most)

    # --- for Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """All rows, fetched or not, and the headings."""
        return 0 if parent.isValid() else self._total + len(self._heading_places)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """The columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = _ROLE.DisplayRole) -> Any:
        """One cell; None where there is nothing to say. Never raises."""
        if not index.isValid():
            return None
        heading = self._headings.get(index.row())
        if heading is not None:
            return _heading_cell(heading, role)
        column = self.columns[index.column()]
        if role == _ROLE.TextAlignmentRole:
            return _ALIGNED[column.align]
        if role not in _SHOWN_ROLES:
            return None
        row = self.row_at(index.row())
        if role == _ROLE.FontRole:
            return _struck_font() if row is not None and self.is_struck(row) else None
        if row is None or column.key in self._broken:
            return None
        try:
            return _cell(column, row, role)
        except Exception:
            self._broken.add(column.key)
            sys.excepthook(*sys.exc_info())
            return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Cells of a column with ``edit`` can be typed into; a heading is only read."""
        if index.row() in self._headings:
            return Qt.ItemFlag.ItemNeverHasChildren
        usual = super().flags(index)
        typed = index.isValid() and self.columns[index.column()].edit is not None
        return usual | Qt.ItemFlag.ItemIsEditable if typed else usual

    def setData(self, index: AnyIndex, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Take what was typed; what cannot be taken is said by ``failed`` and changes nothing."""
        edit, row = self.columns[index.column()].edit, self.row_at(index.row())
        if edit is None or row is None or role != _ROLE.EditRole:
            return False
        try:
            edit(row, str(value))
        except WarehouseError as error:
            self.failed.emit(error)
            return False
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(self.columns) - 1))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Headings in the window's language."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == _ROLE.DisplayRole:
            return tr(self.columns[section].title)
        return _ALIGNED[self.columns[section].align] if role == _ROLE.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; by none (-1, or one that cannot be sorted) in the natural order."""
        valid = 0 <= column < len(self.columns) and self.columns[column].sortable
        self._sort = self.columns[column].key if valid else None
        self._descending = valid and order == Qt.SortOrder.DescendingOrder
        if self._loaded:
            self.refresh()

    def retranslate(self) -> None:
        """Headings and cells in the new language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.tell_changed()

    def tell_changed(self) -> None:
        """The same rows say something else."""
        if self._total:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))

    # --- pages ------------------------------------------------------------------------------------------------------

    def _lay_headings(self) -> None:
        line, self._headings = 0, {}
        for heading in self.headings() if self._total else ():
            self._headings[line] = heading
            line += heading.rows + 1
        self._heading_places = list(self._headings)

    def _page_of(self, number: int) -> Sequence[Row]:
        page = number // self._page
        if page not in self._pages:
            known = self._total
            self._load(page)
            if self._total != known:  # somebody else added or took rows: start anew, but not in the middle of painting
                self._total = known
                self._refresh_soon.start()
        else:
            self._pages.move_to_end(page)
        return self._pages.get(page, ())

    def _load(self, page: int) -> None:
        """Fetch one page; on failure it counts as empty, so that painting does not ask again and again."""
        rows: Sequence[Row] = ()
        try:
            rows, self._total = self._fetch(page * self._page, self._page, self._sort, self._descending)
        except WarehouseError as error:
            self.failed.emit(error)
        except Exception:
            sys.excepthook(*sys.exc_info())
        self._pages[page] = rows
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)


def _never(_row: object) -> bool:
    return False


def _heading_cell(heading: GroupHeading, role: int) -> Any:
    """Its words in every cell: the first is drawn across all."""
    if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
        return heading.words()
    if role == _ROLE.FontRole:
        return _heading_font()
    colour = theme.current().colour("text") if heading.tone is None else theme.current().tone(heading.tone).text
    if role == _ROLE.ForegroundRole:
        return QColor(colour)
    if role != _ROLE.DecorationRole or heading.tone is None:
        return None
    icon = QIcon()
    icon.addPixmap(icons.pixmap(heading.tone, colour, 18, 2.0), QIcon.Mode.Disabled)  # Qt would make it grey
    return icon


def _heading_font() -> QFont:
    """Bold; size and family stay those of the table."""
    font = QFont()
    font.setBold(True)
    return font


def _struck_font() -> QFont:
    """A line through the words; size and family stay those of the table."""
    font = QFont()
    font.setStrikeOut(True)
    return font


def _cell(column: Column[Row], row: Row, role: int) -> Any:
    if role in (_ROLE.DisplayRole, _ROLE.EditRole, _ROLE.ToolTipRole):
        return column.words(row)
    if column.icon is not None and role == _ROLE.DecorationRole:
        return icons.pixmap(column.icon(row), theme.current().colour("text"), 20, 2.0)
    tone = column.tone(row) if column.tone is not None else None
    if tone is None:
        return None
    colour = theme.current().tone(tone).text
    return QColor(colour) if role == _ROLE.ForegroundRole else icons.pixmap(tone, colour, 18, 2.0)
