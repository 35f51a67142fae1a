"""The lines of an order while it is written: a table whose quantities and prices are typed, as in a spreadsheet.

Tab goes from field to field, Enter to the line below; after the last line ``ended`` says that the next item may come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.inbound.buying.words import NONE, money_words, typed_money, typed_pieces
from ui.language import tr
from ui.theme import space
from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.rules import Totals, WantedLine, order_totals

_ROLE, _FLAG = Qt.ItemDataRole, Qt.ItemFlag
AnyIndex = QModelIndex | QPersistentModelIndex
COLUMNS = ("sku", "name", "variant", "came", "quantity", "price", "amount")
_WIDTHS = {"sku": 128, "variant": 104, "came": 84, "quantity": 84, "price": 88, "amount": 104}
QUANTITY, PRICE = COLUMNS.index("quantity"), COLUMNS.index("price")
_RIGHT = ("came", "quantity", "price", "amount")
_MOST_PIECES = 1_000_000


@dataclass(slots=True)
class DraftLine:
    """One line as it stands on the screen; ``own`` says that the price was typed and is not the supplier's usual one."""

    sku_id: int
    seller_code: str
    name: str
    variant: str
    quantity: int
    price: Decimal | None = None
    own: bool = False
    received: int = 0

    @property
    def amount(self) -> Decimal | None:
        return None if self.price is None else self.price * self.quantity

    def wanted(self) -> WantedLine:
        """The line as the command takes it: only a price that was typed is told."""
        return WantedLine(self.sku_id, self.quantity, self.price if self.own else None)


class DraftModel(QAbstractTableModel):
    """The model. ``edited`` comes after every change; ``refused(BadInput)`` when what was typed is no number."""

    edited = Signal()
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[DraftLine] = []

    @property
    def totals(self) -> Totals:
        """What the lines add up to."""
        return order_totals((line.quantity, line.price) for line in self.lines)

    def show_lines(self, lines: Iterable[DraftLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()
        self.edited.emit()

    def row_of(self, sku_id: int) -> int | None:
        """The number of the line of a SKU."""
        return next((number for number, line in enumerate(self.lines) if line.sku_id == sku_id), None)

    def put(self, line: DraftLine, *, add: bool) -> int:
        """Put a line at the end, or its pieces onto (``add``) or instead of those there; returns its number."""
        number = self.row_of(line.sku_id)
        if number is None:
            number = len(self.lines)
            self.beginInsertRows(QModelIndex(), number, number)
            self.lines.append(line)
            self.endInsertRows()
        else:
            there = self.lines[number]
            there.quantity = min(there.quantity * add + line.quantity, _MOST_PIECES)
        self._tell(number)
        return number

    def take_out(self, numbers: Sequence[int]) -> None:
        """Take lines out."""
        for number in sorted(set(numbers), reverse=True):
            self.beginRemoveRows(QModelIndex(), number, number)
            del self.lines[number]
            self.endRemoveRows()
        self.edited.emit()

    def show_usual(self, prices: dict[int, Decimal]) -> None:
        """The supplier's usual prices, wherever none was typed."""
        for line in self.lines:
            if not line.own:
                line.price = prices.get(line.sku_id)
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(COLUMNS) - 1))
        self.edited.emit()

    # --- for Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """The lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """The columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Quantity and price can be typed."""
        if not index.isValid():
            return _FLAG.NoItemFlags
        plain = _FLAG.ItemIsEnabled | _FLAG.ItemIsSelectable
        return plain | _FLAG.ItemIsEditable if index.column() in (QUANTITY, PRICE) else plain

    def data(self, index: AnyIndex, role: int = _ROLE.DisplayRole) -> Any:
        """One cell."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        name = COLUMNS[index.column()]
        if role == _ROLE.TextAlignmentRole:
            return _aligned(name)
        if role not in (_ROLE.DisplayRole, _ROLE.EditRole, _ROLE.ToolTipRole):
            return None
        words = _words(self.lines[index.row()], name)
        return words.replace(",", "").replace(NONE, "") if role == _ROLE.EditRole else words

    def setData(self, index: AnyIndex, value: Any, role: int = _ROLE.EditRole) -> bool:
        """What was typed into a cell."""
        if role != _ROLE.EditRole or not index.isValid() or index.row() >= len(self.lines):
            return False
        line = self.lines[index.row()]
        try:
            if index.column() == QUANTITY:
                line.quantity = typed_pieces(str(value))
            elif _words(line, "price") != str(value):
                typed = typed_money(str(value))
                line.own = typed is not None and (line.own or typed != line.price)
                line.price = typed
        except BadInput as error:
            self.refused.emit(error)
            return False
        self._tell(index.row())
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Headings in the window's language."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.DisplayRole:
            return tr(f"purchasing.column_{COLUMNS[section]}")
        return _aligned(COLUMNS[section]) if role == _ROLE.TextAlignmentRole else None

    def _tell(self, number: int) -> None:
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))
        self.edited.emit()


class DraftTable(QTableView):
    """The view: the cell under the cursor is open for typing."""

    ended = Signal()

    def __init__(self, model: DraftModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(space(10))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        for number, name in enumerate(COLUMNS):
            if name in _WIDTHS:
                self.setColumnWidth(number, _WIDTHS[name])
            else:
                self.horizontalHeader().setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def numbers(self) -> list[int]:
        """The numbers of the selected lines; that of the cursor when none is selected."""
        chosen = [index.row() for index in self.selectionModel().selectedRows()]
        return chosen or [self.currentIndex().row()] * self.currentIndex().isValid()

    def type_into(self, number: int, place: int = QUANTITY) -> None:
        """Open a cell for typing."""
        index = self.model().index(number, place)
        self.setFocus()
        self.setCurrentIndex(index)
        if self.state() != QAbstractItemView.State.EditingState:  # the cursor's move may have opened it already
            self.edit(index)

    def finish_typing(self) -> None:
        """Take over what stands in an open cell."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tab to the next field to type into, Enter to the line below; others as Qt does."""
        hints, here = QAbstractItemDelegate.EndEditHint, self.currentIndex()
        ours = hint in (hints.EditNextItem, hints.EditPreviousItem, hints.SubmitModelCache)
        super().closeEditor(editor, hints.NoHint if ours else hint)
        if not ours:
            return
        fields = self.model().rowCount() * 2
        place = here.row() * 2 + (here.column() == PRICE)
        place += {hints.EditNextItem: 1, hints.EditPreviousItem: -1}.get(hint, 2)
        if 0 <= place < fields:
            self.type_into(place // 2, PRICE if place % 2 else QUANTITY)
        elif place >= fields:
            self.ended.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Headings in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.model() is not None:
            self.model().headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        super().changeEvent(event)


def _words(line: DraftLine, name: str) -> str:
    return {
        "sku": line.seller_code, "name": line.name, "variant": line.variant, "came": str(line.received or NONE),
        "quantity": f"{line.quantity:,}", "price": money_words(line.price), "amount": money_words(line.amount),
    }[name]  # fmt: skip


def _aligned(name: str) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if name in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
