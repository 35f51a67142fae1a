"""Released orders whose courier is not clear, because their address does not tell where it lies: a person says it here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.orders.courier_form import ask_courier_of
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Field, Heading, Text
from warehouse_app.dispatch.choosing.changing import tell_area
from warehouse_app.dispatch.choosing.queries import UnclearOrder, unclear_orders
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.addresses.regions import region_words
from warehouse_app.orders.rules import masked_text
from warehouse_app.people.rules import Right


class UnclearPage(Page):
    """The list at the left; at the right the address, a field for where it lies, and the other way: a courier by hand."""

    topics = frozenset({"courier_rules", "orders", "prices", "waybills"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        empty = EmptyState("complete", "couriers.none_unclear", "couriers.none_unclear_words", self)
        self.list: ShortTable[UnclearOrder] = ShortTable(self._columns(), empty, self, many=False)
        self.pane = card(self)
        self.pane.setMinimumWidth(space(96))
        self.number = Heading(parent=self.pane)
        self.address = Text(wrap=True, parent=self.pane)
        self.places = Text(role="muted", wrap=True, parent=self.pane)
        self.area = Field("couriers.area_example", takes="typing", parent=self.pane)
        self.mistake = Text(role="mistake", wrap=True, parent=self.pane)
        self.mistake.hide()
        self.keep = Button("couriers.tell_area", kind="primary", icon="check", parent=self.pane)
        self.by_hand = Button("couriers.choose_by_hand", icon="truck", parent=self.pane)
        self._lay_out()
        self.list.table.current_changed.connect(self._show)
        self.area.returnPressed.connect(self._tell)
        self.keep.clicked.connect(self._tell)
        self.by_hand.clicked.connect(self._choose)

    def _columns(self) -> list[Column[UnclearOrder]]:
        return [
            Column[UnclearOrder]("number", "orders.col_number", width=200),
            Column[UnclearOrder]("shop", "couriers.col_shop", width=120),
            Column[UnclearOrder]("address", "couriers.col_address", self._address, width=0),
        ]

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(Text("couriers.unclear_words", role="muted", wrap=True, parent=self))
        side = column(self.pane, gap=3, margin=4)
        for widget in (self.number, self.address, self.places, self.area, self.mistake):
            side.addWidget(widget)
        buttons = row(gap=2)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.by_hand)
        buttons.addStretch(1)
        side.addLayout(buttons)
        side.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        remember_split(split, self.desk.lists, "split_unclear")
        inside.addWidget(split, 1)

    def _address(self, order: UnclearOrder) -> str:
        return order.address if self.desk.may(Right.SEE_PERSONAL) else masked_text(order.address, 6)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to say where the first one lies."""
        (self.area if self.list.rows else self.list).setFocus()

    def refresh(self) -> None:
        """Read them again."""
        rows = self.desk.read(unclear_orders, self.desk.warehouse.clock())
        self.list.show_rows(rows)
        self.pane.setVisible(bool(rows))
        if rows and self.list.table.current() is None:
            self.list.table.view.selectRow(0)
        self._show(self.list.table.current())

    def _show(self, order: UnclearOrder | None) -> None:
        self.mistake.hide()
        if order is None:
            return
        self.number.show_plain(order.number)
        self.address.show_plain(self._address(order))
        places = tr("couriers.or").join(map(region_words, order.places))
        self.places.show_code("couriers.may_be" if places else "couriers.may_be_anywhere", places=places)

    def changeEvent(self, event: QEvent) -> None:
        """The places in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show(self.list.table.current())
        super().changeEvent(event)

    def _tell(self) -> None:
        order = self.list.table.current()
        if order is None:
            return
        try:
            words = self.desk.command(tell_area, order.id, self.area.text())
        except WarehouseError as error:
            self.mistake.show_code(error.code, **error.fields)
            self.mistake.show()
            return
        self.area.clear()
        self.desk.messages.tell("right", "couriers.area_kept", number=order.number, area=words)
        self.enter()

    def _choose(self) -> None:
        order = self.list.table.current()
        if order is not None:
            ask_courier_of(self.desk, self, order.id, order.number)
