"""The list of orders with its search, chips and switches; says which orders are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import Sentence
from ui.orders import wording
from ui.orders.look_bar import LookBar
from ui.theme import ToneName
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column, Fetch
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Combo, Text
from warehouse_app.orders.looking.queries import look_counts
from warehouse_app.orders.queries import NOT_LEFT, OrderFilter, OrderRow, counts_by_state, orders_page, shops
from warehouse_app.people.rules import Right

_KEPT = 300  # how far down a choice is looked for again after the list was read anew
_SHOP_COLUMN = 2  # not worth its room while there is only one shop
_BUYER_COLUMN, _MARKS_COLUMN = 5, 6
_BUYER, _MARKS, _NARROWER = 80, 112, 18  # beside the shops these two give way, so that the state stands whole
OPEN, ALL = "open", "all"
CHIPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (OPEN, NOT_LEFT),
    *((state, (state,)) for state in (*NOT_LEFT, "shipped", "cancelled", "unpaid", "done")),
    (ALL, ()),
)


class OrderList(QWidget):
    """``chosen_changed(OrderRow | None)`` follows the cursor; ``import_asked`` comes from the empty shop."""

    chosen_changed = Signal(object)
    import_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wanted = OrderFilter(states=NOT_LEFT)
        self.search = SearchField("orders.search", self)
        self.shop = Combo(parent=self)
        self.late = Chip("orders.only_late", icon="clock", parent=self)
        self.held = Chip("orders.only_held", icon="pause", parent=self)
        self.due = Chip(icon="close", parent=self)
        self.due.hide()
        self.chips = {name: Chip(parent=self) for name, _ in CHIPS}
        self.looks = LookBar(self)
        self.total = Text(role="small", parent=self)
        self.table = self._make_table()
        self._lay_out()
        self._connect()
        self.show_only(OPEN)

    def _make_table(self) -> Table[OrderRow]:
        columns = [
            Column[OrderRow]("ship_by", "orders.col_ship_by", self._clock_words, self._clock_tone, width=136),
            Column[OrderRow]("number", "orders.col_number", width=196),
            Column[OrderRow]("shop", "orders.col_shop", width=80),
            Column[OrderRow]("state", "orders.col_state", self._state_words, wording.state_tone, width=0),
            Column[OrderRow]("pieces", "orders.col_pieces", align="right", width=52, sortable=False),
            Column[OrderRow]("buyer", "orders.col_buyer", width=_BUYER),
            Column[OrderRow]("marks", "orders.col_marks", wording.marks, _marks_tone, width=_MARKS, sortable=False),
            Column[OrderRow]("amount", "orders.col_amount", _amount, align="right", width=84),
        ]
        empty = EmptyState("orders", "orders.empty_title", "orders.empty_words", self)
        self.import_button = empty.add_button(Button("orders.bring_in", kind="primary", icon="import", parent=empty))
        self.show_all_button = empty.add_button(Button("orders.show_all", icon="filter", parent=empty))
        table: Table[OrderRow] = Table(columns, self.fetch(), empty, self)
        table.remember(self._desk.lists, "orders", sorting=False)  # begins with what is due first
        table.offer_export()
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        top = row(gap=2)
        top.addWidget(self.search, 1)
        self.shop.setMinimumWidth(140)
        for widget in (self.shop, self.late, self.held):
            top.addWidget(widget)
        inside.addLayout(top)
        chips = Flow(self)
        chips.add(self.due)
        for chip in self.chips.values():
            chips.add(chip)
        inside.addWidget(chips)
        inside.addWidget(self.looks)
        inside.addWidget(self.table, 1)
        foot = row(gap=2)
        foot.addWidget(self.total, 1)
        foot.addWidget(self.looks.pass_button)
        inside.addLayout(foot)

    def _connect(self) -> None:
        self.search.searched.connect(self._searched)
        self.shop.currentIndexChanged.connect(self._shop_chosen)
        self.due.clicked.connect(lambda: self.show_only(OPEN))
        self.late.toggled.connect(self._switched)
        self.held.toggled.connect(self._switched)
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, name=name: self.show_only(name))
        self.looks.reason_chosen.connect(self._reason_chosen)
        self.table.current_changed.connect(self.chosen_changed)
        self.table.model.loaded.connect(self._loaded)
        self.table.model.failed.connect(self._desk.messages.error)
        self.import_button.clicked.connect(self.import_asked)
        self.show_all_button.clicked.connect(self.show_everything)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_only(self, name: str) -> None:
        """Show the orders of one chip: a state, ``open`` or ``all``."""
        for other, chip in self.chips.items():
            chip.setChecked(other == name)
        self.wanted = replace(self.wanted, states=dict(CHIPS)[name], reason="", due="", at=None)
        self.apply()

    def show_filter(self, wanted: OrderFilter) -> None:
        """Show the orders a number of the board stands for, until another filter is chosen."""
        for switch in (self.late, self.held):
            switch.blockSignals(True)
            switch.setChecked(False)
            switch.blockSignals(False)
        for name, chip in self.chips.items():
            chip.setChecked(not wanted.due and dict(CHIPS)[name] == wanted.states)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.shop.blockSignals(True)
        self.shop.choose(wanted.shop)
        self.shop.blockSignals(False)
        self.wanted = wanted
        self.apply()

    def show_everything(self) -> None:
        """Take every filter away."""
        for switch in (self.late, self.held):
            switch.setChecked(False)
        self.search.clear()
        self.shop.setCurrentIndex(0)
        self.search_for("")

    def search_for(self, text: str) -> None:
        """Search all orders for a text: what was scanned."""
        self.search.setText(text)
        self.wanted = replace(self.wanted, text=text)
        self.show_only(ALL if text else OPEN)

    def apply(self) -> None:
        """Read the list anew with the filters as they stand, from the top, with the first order chosen."""
        now = self._desk.warehouse.clock()
        late = now if self.late.isChecked() else None
        self.wanted = replace(self.wanted, late_at=late, held=self.held.isChecked())
        self._show_looks()
        self.due.setVisible(bool(self.wanted.due))
        if self.wanted.due:
            self.due.show_code("board.shown", what=Sentence(f"board.{self.wanted.due}"))
            self.due.setChecked(True)
        if self.table.model.is_loaded:
            self.table.show_fetch(self.fetch())
            self.choose_first()

    def refresh(self) -> None:
        """Counts, shops and rows as they are now."""
        counts = self._desk.read(counts_by_state)
        for name, states in CHIPS:
            n = sum(counts.get(state, 0) for state in states) if states else sum(counts.values())
            self.chips[name].show_code("orders.chip", state=Sentence(f"orders.chip_{name}"), n=n)
            self.chips[name].setVisible(n > 0 or name in (OPEN, ALL) or self.chips[name].isChecked())
        self._show_looks()
        self._fill_shops()
        chosen = {order.id for order in self.table.selected()[:_KEPT]}
        self.table.refresh()
        self._choose(chosen)

    def fetch(self) -> Fetch[OrderRow]:
        """Reads pages of what is shown now; safe in any thread."""
        desk, wanted, reveal = self._desk, self.wanted, self._desk.may(Right.SEE_PERSONAL)

        def read(offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[OrderRow], int]:
            page = desk.read(
                orders_page, wanted, offset=offset, limit=limit, sort=sort or "ship_by", descending=descending,
                reveal=reveal,
            )  # fmt: skip
            return page.rows, page.total

        return read

    def choose_first(self) -> None:
        """Put the cursor on the first order, so that its details stand beside it at once."""
        if self.table.model.total:
            self.table.view.selectRow(0)

    def choose_number(self, number: str) -> None:
        """Put the cursor on the order with this very number: a search finds those that only hold it too."""
        self._choose({order.id for order in self.table.model.rows(_KEPT) if order.number == number})

    def _choose(self, ids: set[int]) -> None:
        """Choose these orders again, wherever they stand now; the first one when none of them is near."""
        flags = QItemSelectionModel.SelectionFlag
        selection = self.table.view.selectionModel()
        found = [place for place, order in enumerate(self.table.model.rows(_KEPT)) if order.id in ids] if ids else []
        if not found:
            self.choose_first()
            return
        selection.setCurrentIndex(self.table.model.index(found[0], 0), flags.ClearAndSelect | flags.Rows)
        for place in found[1:]:
            selection.select(self.table.model.index(place, 0), flags.Select | flags.Rows)

    def _fill_shops(self) -> None:
        names = self._desk.read(shops)
        if [self.shop.itemData(i) for i in range(1, self.shop.count())] == names and self.shop.count():
            return
        self.shop.blockSignals(True)
        self.shop.clear_entries()
        self.shop.add_code("orders.all_shops", "")
        for name in names:
            self.shop.add_plain(name, name)
        several = len(names) > 1
        self.table.view.setColumnHidden(_SHOP_COLUMN, not several)
        for place, width in ((_BUYER_COLUMN, _BUYER), (_MARKS_COLUMN, _MARKS)):
            self.table.view.setColumnWidth(place, width - _NARROWER if several else width)
        self.shop.setVisible(several)
        self.shop.choose(self.wanted.shop)
        self.shop.blockSignals(False)

    def _show_looks(self) -> None:
        """Over the orders that wait for a look, what they wait for."""
        looking = self.chips["look"].isChecked()
        self.table.view.setColumnHidden(_MARKS_COLUMN, looking)  # the reasons say it, and want the room
        if looking:
            self.looks.show_looks(
                self._desk.read(look_counts, self.wanted), self.wanted.reason, may=self._desk.may(Right.RELEASE)
            )
        else:
            self.looks.leave()

    def _reason_chosen(self, reason: str) -> None:
        self.wanted = replace(self.wanted, reason=reason)
        self.apply()

    def _switched(self, _on: bool) -> None:
        self.apply()

    def _shop_chosen(self) -> None:
        self.wanted = replace(self.wanted, shop=str(self.shop.value() or ""))
        self.apply()

    def _searched(self, text: str) -> None:
        if text != self.wanted.text:
            self.wanted = replace(self.wanted, text=text)
            self.apply()

    def _loaded(self, total: int) -> None:
        self.total.show_code("orders.total", n=total)
        if not total:
            filtered = self.wanted != OrderFilter(states=NOT_LEFT) or self.chips[ALL].isChecked()
            self.table.empty.show_state(
                "search" if filtered else "orders",
                "orders.nothing_found" if filtered else "orders.empty_title",
                "orders.nothing_found_words" if filtered else "orders.empty_words",
            )
            self.show_all_button.setVisible(filtered)
            self.chosen_changed.emit(None)

    # --- cells ------------------------------------------------------------------------------------------------------

    def _clock_words(self, order: OrderRow) -> str:
        return wording.ship_clock(order, self._desk.warehouse.clock()).words

    def _state_words(self, order: OrderRow) -> str:
        """Among orders that all wait for a look, only why."""
        return (
            wording.reasons_words(order.look) if self.chips["look"].isChecked() and not order.hold else wording.state_words(order)
        )

    def _clock_tone(self, order: OrderRow) -> ToneName | None:
        return wording.ship_clock(order, self._desk.warehouse.clock()).tone

    def keep_focus(self) -> None:
        """The arrow keys move in the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _marks_tone(order: OrderRow) -> ToneName | None:
    return "warning" if order.message or order.note else None


def _amount(order: OrderRow) -> str:
    return "" if order.amount is None else f"{order.amount:,.2f}"
