"""The list of restock: in parts by chip, by supplier, searched; lines ticked to be ordered, with the pieces one wants of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QTableView, QWidget

from ui import preferences
from ui.desk import Desk
from ui.inbound.buying.words import money_words, today_at, typed_pieces
from ui.inbound.supplier_choice import SupplierChoice
from ui.preferences import ListChoice
from ui.restock import words
from ui.restock.need_columns import fetch, headings
from ui.theme import ToneName, space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Text
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.inbound.buying.rules import is_quantity, order_totals
from warehouse_app.restock.queries import (
    NO_SUPPLIER,
    SHOWN,
    Asked,
    RestockRow,
    Shown,
    SupplierSum,
    counts,
    listed_suppliers,
    restock_page,
    rows_of,
    supplier_sums,
    too_small,
)

_ALL = 100_000
_TICK = 0
_ANY = ListChoice().supplier_id


@dataclass(frozen=True, slots=True)
class Ticked:
    """A line to be ordered, and the pieces somebody wants of it."""

    row: RestockRow
    pieces: int


class NeedList(QWidget):
    """``chosen(RestockRow or None)``: the cursor moved. ``ticked_changed()``: what would be ordered is another.
    ``asked_changed()``: another part of the list is shown. What is chosen above it is kept on this computer.
    """

    chosen = Signal(object)
    ticked_changed = Signal()
    asked_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._choice = preferences.load(desk.folder.root).restock_list
        self.asked = _asked(self._choice)
        self._sums: Sequence[SupplierSum] = ()
        self.today = today_at(desk)
        self._ticked: dict[int, RestockRow] = {}
        self._pieces: dict[int, int] = {}
        self._owed = False  # a reading waits until nothing is being typed
        self.chips = {shown: Chip(parent=self) for shown in SHOWN}
        self.by_supplier = Chip("restock.by_supplier", icon="truck", parent=self)
        self.search = SearchField("restock.find", self)
        self.supplier = SupplierChoice("purchasing.all_suppliers", self)
        self.empty = EmptyState("restock", "restock.none_order", parent=self)
        self.table: Table[RestockRow] = Table(self.columns(), self._fetch, self.empty, self)
        self.table.remember(desk.lists, "restock")
        self.table.offer_export()
        self.total = Text(role="muted", wrap=True, parent=self)
        self._lay_out()
        self._connect()
        self._fit_columns()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list and the counts on the chips again; ticks and typed pieces stay while their lines do.

        While a number is being typed it waits: reading anew would close the cell over it.
        """
        if self.table.view.state() == QTableView.State.EditingState:
            self._owed = True
            return
        self.today = today_at(self._desk)
        self.supplier.offer(self._desk.read(listed_suppliers))
        self.supplier.add_code("restock.without_supplier", NO_SUPPLIER)
        self.supplier.choose(self.asked.supplier_id)
        if self.supplier.currentIndex() < 0:  # nothing in the list is bought there any more
            self.supplier.choose(None)
            self.asked = replace(self.asked, supplier_id=None)
        self._count()
        self._renew_ticks()
        current = self.current()
        self.table.refresh()
        self._go_back_to(current)
        self._choose_first()
        self._say()

    def show_only(self, *, shown: Shown = "order", text: str = "") -> None:
        """One part of the list, or what has these words, the first line chosen."""
        self.chips[shown].setChecked(True)
        self.search.show_text(text)
        self.supplier.choose(None)
        self._show(Asked(shown, text, by_supplier=self.asked.by_supplier))
        exact = next((n for n, line in self.table.model.lines() if line.seller_code == text), None)
        if exact is not None:  # another code may hold this one
            self.table.view.selectRow(exact)

    def current(self) -> RestockRow | None:
        """The line the cursor is on."""
        return self.table.current() if self.table.model.total else None

    def selected(self) -> list[RestockRow]:
        """The lines that are ticked; else those that are selected."""
        return [each.row for each in self.ticked()] or self.table.selected()

    # --- ticks and pieces -------------------------------------------------------------------------------------------

    def ticked(self) -> list[Ticked]:
        """What would be ordered."""
        return [Ticked(line, self.pieces_of(line)) for line in self._ticked.values()]

    @property
    def pieces(self) -> dict[int, int]:
        """The pieces that somebody typed, by SKU."""
        return dict(self._pieces)

    def pieces_of(self, line: RestockRow) -> int:
        """What somebody wants of it; what is suggested unless somebody typed another number."""
        return self._pieces.get(line.sku_id, line.told.suggested)

    def toggle(self, lines: Sequence[RestockRow]) -> None:
        """Tick these lines; when all of them are, take the ticks away. A line of which nothing is wanted cannot be ticked."""
        able = [line for line in lines if self.pieces_of(line) > 0]
        if lines and not able:
            self._desk.messages.tell("warning", "restock.type_pieces", sku=lines[0].seller_code)
            return
        if all(line.sku_id in self._ticked for line in able):
            for line in able:
                del self._ticked[line.sku_id]
        else:
            self._ticked |= {line.sku_id: line for line in able}
        self._shown_anew()

    def tick_supplier(self) -> None:
        """All lines in this part of the list of the supplier under the cursor; once more takes the ticks away."""
        line = self.current()
        if line is not None:
            asked = replace(self.asked, supplier_id=line.supplier_id or NO_SUPPLIER)
            self.toggle([one for one in self._desk.read(restock_page, asked, limit=_ALL).rows if self.pieces_of(one) > 0])

    def take_pieces(self, line: RestockRow, text: str) -> None:
        """Another number of pieces, which ticks the line; 0 takes the tick away, nothing is as suggested.

        Raises BadInput ``purchasing.no_pieces``, ``restock.bad_pieces``.
        """
        pieces = typed_pieces(text) if text.strip() else line.told.suggested
        if not is_quantity(pieces, 0):
            raise BadInput("restock.bad_pieces", sku=line.seller_code, pieces=f"{pieces:,}")
        self._pieces[line.sku_id] = pieces
        if pieces == line.told.suggested:
            del self._pieces[line.sku_id]
        self._ticked.pop(line.sku_id, None)
        if pieces:
            self._ticked[line.sku_id] = line
        self._shown_anew()

    def forget(self, sku_ids: Iterable[int]) -> None:
        """These were ordered: no ticks, no typed pieces."""
        for sku_id in sku_ids:
            self._ticked.pop(sku_id, None)
            self._pieces.pop(sku_id, None)
        self._shown_anew()

    def tick_again(self, wanted: Mapping[int, int]) -> None:
        """What was ordered is not: tick these SKUs again, with the pieces somebody wanted."""
        for line in self._desk.read(rows_of, list(wanted)):
            self._ticked[line.sku_id] = line
            if wanted[line.sku_id] != line.told.suggested:
                self._pieces[line.sku_id] = wanted[line.sku_id]
        self._shown_anew()

    def _catch_up(self) -> None:
        if self._owed:
            self._owed = False
            self.refresh()

    def clear_ticks(self) -> None:
        """Nothing is ticked any more; what was typed stays."""
        self._ticked.clear()
        self._shown_anew()

    def type_pieces(self) -> None:
        """Open the pieces of the line under the cursor for typing."""
        view = self.table.view
        index = self.table.model.index(view.currentIndex().row(), self._place("suggested"))
        focused = QApplication.focusWidget()
        if index.isValid() and not (focused is not None and view.viewport().isAncestorOf(focused)):
            view.setCurrentIndex(index)
            view.edit(index)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        group, flow = QButtonGroup(self), Flow(self)
        for chip in self.chips.values():
            group.addButton(chip)
            flow.add(chip)
        self.chips[self.asked.shown].setChecked(True)
        self.by_supplier.setChecked(self.asked.by_supplier)
        self.tools = row(gap=2)
        self.search.setMinimumWidth(space(50))
        self.supplier.setFixedWidth(space(44))
        for widget, share in ((self.search, 1), (self.supplier, 0), (self.by_supplier, 0)):
            self.tools.addWidget(widget, share)
        self.head = row(gap=3)
        self.head.addWidget(flow, 1)
        inside = column(self, gap=2)
        inside.addLayout(self.head)
        inside.addLayout(self.tools)
        inside.addWidget(self.table, 1)

    def _connect(self) -> None:
        for shown, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, shown=shown: self._choose(shown=shown))
        self.search.searched.connect(lambda text: self._show(replace(self.asked, text=text)))
        self.supplier.activated.connect(lambda _: self._choose(supplier_id=cast("int | None", self.supplier.value())))
        self.by_supplier.clicked.connect(lambda on: self._choose(by_supplier=on))
        self.table.current_changed.connect(self.chosen)
        self.table.view.clicked.connect(self._clicked)
        self.table.on_space(lambda: self.toggle(self.table.selected()))
        self.table.activated.connect(lambda _: self.type_pieces())
        self.table.view.itemDelegate().closeEditor.connect(
            lambda: QTimer.singleShot(0, self, self._catch_up)  # the cell is closed only then
        )
        self.table.model.failed.connect(self._desk.messages.error)
        self.table.model.headings = lambda: headings(self._sums)

    def columns(self) -> list[Column[RestockRow]]:
        """What the list shows, and what is written into a file."""
        return [
            Column("sku_id", "purchasing.column_tick", lambda _: "", width=44, sortable=False, icon=self._box),
            Column("seller_code", "restock.col_sku", tone=_by_hand, width=124),
            Column("name", "restock.col_goods", words.goods, width=0),
            Column("supplier", "restock.col_supplier", width=120),
            Column("order_by", "restock.col_order_by", lambda one: words.order_by(one, self.today), self._late, width=116),
            Column("cover_days", "restock.col_cover", words.days_left, align="right", width=76),
            Column("on_hand", "restock.col_on_hand_coming", words.there, align="right", width=104),
            Column("daily", "restock.col_daily", words.daily, align="right", width=60),
            Column(
                "suggested", "restock.col_order", lambda one: f"{self.pieces_of(one):,}", self._typed, "right", 76,
                edit=self.take_pieces,
            ),
            Column("cost", "restock.col_cost", lambda one: money_words(one.cost), align="right", width=68),
            Column("abc", "restock.col_abc", align="centre", width=48),
            Column("state", "restock.col_state", words.state, words.state_tone, width=140),
        ]  # fmt: skip

    def _place(self, key: str) -> int:
        return next(number for number, one in enumerate(self.table.model.columns) if one.key == key)

    def _box(self, line: RestockRow) -> str:
        return "box-checked" if line.sku_id in self._ticked else "box-empty"

    def _late(self, line: RestockRow) -> ToneName | None:
        return "warning" if line.order_by is not None and line.order_by < self.today else None

    def _typed(self, line: RestockRow) -> ToneName | None:
        return "information" if line.sku_id in self._pieces else None

    def _clicked(self, index: QModelIndex) -> None:
        line = self.table.model.row_at(index.row())
        if index.column() == _TICK and line is not None:
            self.toggle([line])

    def _shown_anew(self) -> None:
        self.table.model.tell_changed()
        self._say()
        self.ticked_changed.emit()

    def _say(self) -> None:
        lines = self.ticked()
        money = sum((words.amount(each.row.cost, each.pieces) for each in lines), Decimal(0))
        small = self._too_small(lines)
        self.total.show_code(
            "restock.ticked_small" if small else "restock.ticked" if lines else "restock.total",
            skus=len(lines) or self.table.model.total, suppliers=len({each.row.supplier_id for each in lines} - {None}),
            pieces=f"{sum(each.pieces for each in lines):,}", amount=money_words(money), small=", ".join(small),
        )  # fmt: skip

    def _too_small(self, lines: Sequence[Ticked]) -> tuple[str, ...]:
        """Suppliers whose minimum order is not reached by what is ticked."""
        wanted: dict[int, list[tuple[int, Decimal | None]]] = defaultdict(list)
        for each in lines:
            if each.row.supplier_id is not None:
                wanted[each.row.supplier_id].append((each.pieces, each.row.cost))
        totals = {supplier_id: order_totals(of_one) for supplier_id, of_one in wanted.items()}
        return self._desk.read(too_small, totals) if totals else ()

    # --- reading ----------------------------------------------------------------------------------------------------

    def _choose(self, **chosen: Any) -> None:
        """Another part of the list, as a person chose it: it is there again the next time."""
        self._remember(**{name: _ANY if value is None else value for name, value in chosen.items()})
        self._show(replace(self.asked, **chosen))

    def _remember(self, **chosen: Any) -> None:
        self._choice = replace(self._choice, **chosen)
        try:
            preferences.keep(self._desk.folder.root, restock_list=self._choice)
        except WarehouseError as error:
            self._desk.messages.error(error)

    def _show(self, asked: Asked) -> None:
        self.asked = asked
        self._count()
        self.asked_changed.emit()
        self._fit_columns()
        self.table.show_fetch(self._fetch)
        self._choose_first()
        self._say()

    def _fit_columns(self) -> None:
        """By supplier, his name stands above his lines."""
        self.table.view.setColumnHidden(self._place("supplier"), self.asked.by_supplier)

    def _go_back_to(self, line: RestockRow | None) -> None:
        """The cursor stays on its SKU when lines above it went or came."""
        if line is not None and (now := self.current()) is not None and now.sku_id != line.sku_id:
            same = next((n for n, one in self.table.model.lines() if one.sku_id == line.sku_id), None)
            if same is not None:
                self.table.view.selectRow(same)

    def _choose_first(self) -> None:
        if self.table.model.total and not self.table.selected():
            self.table.go_to(max(self.table.view.currentIndex().row(), 0))
        elif not self.table.model.total:
            self.chosen.emit(None)

    def _count(self) -> None:
        found = self._desk.read(counts, self.asked)
        for shown, chip in self.chips.items():
            chip.show_code(f"restock.chip_{shown}", n=found[shown])

    def _renew_ticks(self) -> None:
        """What is ticked as it is now; a line nobody restocks any more, or that somebody ordered meanwhile, has no tick."""
        if self._ticked:
            rows = self._desk.read(rows_of, list(self._ticked))
            seen = {sku_id: line.order_id for sku_id, line in self._ticked.items()}
            self._ticked = {line.sku_id: line for line in rows if self.pieces_of(line) > 0 and line.order_id == seen[line.sku_id]}
            self.ticked_changed.emit()

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[RestockRow], int]:
        if not offset:
            by_supplier = self.asked.by_supplier
            self._sums = self._desk.read(supplier_sums, self.asked, sort=sort, descending=descending) if by_supplier else ()
        return fetch(self._desk, self.asked, offset, limit, sort, descending)


def _asked(choice: ListChoice) -> Asked:
    """As it was chosen, where there still is such a part."""
    shown: Shown = next((one for one in SHOWN if one == choice.shown), "order")
    return Asked(shown, "", None if choice.supplier_id == _ANY else choice.supplier_id, choice.by_supplier)


def _by_hand(line: RestockRow) -> ToneName | None:
    """A line of which a person set something stands out."""
    return "information" if line.by_hand else None
