"""The page of purchase orders: the list with one order beside it, and in their place the editor while one is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.buying.card import OrderPane
from ui.inbound.buying.editor import OrderEditor
from ui.inbound.buying.forms import OVERRIDABLE, OverrideForm, ReasonForm
from ui.inbound.buying.list import OrderList
from ui.inbound.buying.papers import Papers
from ui.inbound.buying.words import today_at
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button
from warehouse_app.errors import WarehouseError
from warehouse_app.inbound.buying.commands import cancel_order, close_order, send_order
from warehouse_app.inbound.buying.queries import OrderCard, OrderRow, order
from warehouse_app.inbound.codes import PaperKind, inbound_paper
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.people.rules import Right
from warehouse_app.words import Language


class PurchaseOrdersPage(Page):
    """The page. A purchase order's number opens it, goods find the orders they are on; in the editor goods are ordered."""

    topics = frozenset({"purchases", "suppliers", "receipts", "catalog"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.papers = Papers(desk, self)
        self.new = Button("purchasing.new_order", kind="primary", icon="plus", shortcut="Ctrl+N", parent=self)
        self.list = OrderList(desk, self)
        self.pane = OrderPane(desk, self)
        self.editor = OrderEditor(desk, self)
        self._pages = QStackedLayout()
        self._lay_out()
        self._connect()

    def enter(self) -> None:
        """Ready to search, or to go on writing."""
        (self.editor.picker if self.is_writing else self.list.table).setFocus()

    def refresh(self) -> None:
        """Read the list and the shown order again; the editor keeps what is being written."""
        self.new.setVisible(self.desk.may(Right.BUY))
        self.list.refresh()
        self.pane.refresh()

    @property
    def is_writing(self) -> bool:
        """Whether an order is being written."""
        return self._pages.currentIndex() == 1

    def take_subject(self, subject: object) -> None:
        """An order by its number, among the drafts where it is one."""
        if not self.is_writing:
            self.list.show_only(chip="draft")
            self.list.show_order(str(subject))

    # --- scans ------------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """While an order is written goods go onto it; else an order's number or goods find what is meant."""
        codes = (scan.text, *scan.alternatives)
        if self.is_writing:
            self._order_goods(scan)
            return
        with self.desk.warehouse.reading() as session:
            paper = inbound_paper(session.connection(), codes)
            found = meanings(session.connection(), codes)
        goods = next((meaning for meaning in found if meaning.kind in (Kind.BARCODE, Kind.SKU)), None)
        if paper is not None and paper.kind is PaperKind.PURCHASE_ORDER:
            self.list.show_only(text=paper.number)
            self.answered.emit("information", "purchasing.order_shown", {"number": paper.number}, "")
        elif goods is not None:
            self._find_goods(goods.id)
        else:
            self.answered.emit("unknown", "purchasing.unknown_code", {"scanned": scan.text}, "unknown")

    def _order_goods(self, scan: Scan) -> None:
        if self.editor.take_scan(scan):
            self.answered.emit("right", "purchasing.sku_added", {"scanned": scan.text}, "right")
        else:
            self.answered.emit("unknown", "purchasing.unknown_code", {"scanned": scan.text}, "unknown")

    def _find_goods(self, sku_id: int) -> None:
        from warehouse_app.catalog.editing.queries import sku_details

        found = self.desk.read(sku_details, sku_id)
        if found is not None:
            self.list.show_only(text=found.line.seller_code)
            self.answered.emit("information", "purchasing.orders_of_sku", {"sku": found.line.seller_code}, "")

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=2, margin=3)
        inside.addWidget(self.papers)
        listed = QWidget(self)
        both = row(listed, gap=4)
        both.addWidget(self.list, 3)
        right = column(gap=2)
        head = row(gap=2)
        head.addStretch(1)
        head.addWidget(self.new)
        right.addLayout(head)
        right.addWidget(self.pane, 1)
        both.addLayout(right, 2)
        self.list.setMinimumWidth(space(168))
        self._pages.addWidget(listed)
        self._pages.addWidget(self.editor)
        inside.addLayout(self._pages, 1)

    def _connect(self) -> None:
        self.new.clicked.connect(self.write_new)
        self.list.asked_new.connect(self.write_new)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.pane.asked.connect(self._asked)
        self.editor.saved.connect(self._saved)
        self.editor.left.connect(self._show_list)

    def _chosen(self, chosen: OrderRow | None) -> None:
        self.pane.show_order(None if chosen is None else chosen.id)

    def _opened(self, chosen: OrderRow) -> None:
        if chosen.state in ("draft", "sent", "partly") and self.desk.may(Right.BUY):
            self.edit(self.desk.read(order, chosen.id, today_at(self.desk)))

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(0)
        self.list.table.setFocus()

    # --- what can be done -------------------------------------------------------------------------------------------

    def write_new(self) -> None:
        """Write a new order, for the supplier the list is about."""
        self._pages.setCurrentIndex(1)
        self.editor.start(self.list.supplier.supplier_id)

    def edit(self, shown: OrderCard) -> None:
        """Change an order."""
        self._pages.setCurrentIndex(1)
        self.editor.edit(shown)

    def send(self, order_id: int, override: str = "") -> None:
        """Send an order and make its papers; a rule that may be broken asks for a reason."""
        try:
            self._send(order_id, override)
        except WarehouseError as error:
            if error.code not in OVERRIDABLE:
                self.desk.messages.error(error)
                return
            OverrideForm(self.desk, error, lambda reason: self._send(order_id, reason), self).open()

    def make_papers(self, order_id: int) -> None:
        """Make the order's PDF and workbook."""
        warehouse = self.desk.warehouse

        def make(spoken: Language) -> Sequence[Path]:
            from warehouse_app.inbound.buying.papers import make_purchase_papers  # brings reportlab along

            return make_purchase_papers(warehouse, order_id, spoken)

        self.papers.make(make)

    def _send(self, order_id: int, override: str) -> None:
        sent = self.desk.command(send_order, order_id, override)
        self.desk.messages.tell("right", "purchasing.order_sent", number=sent.number)
        self.make_papers(order_id)

    def _saved(self, order_id: int, send: bool) -> None:
        self._show_list()
        self.list.show_order(self.desk.read(order, order_id, today_at(self.desk)).number)
        if send:
            self.send(order_id)

    def _asked(self, action: str, shown: OrderCard) -> None:
        if action == "edit":
            self.edit(shown)
        elif action == "send":
            self.send(shown.id)
        elif action == "papers":
            self.make_papers(shown.id)
        elif action == "cancel":
            self.desk.try_command(cancel_order, shown.id)
        else:
            self._ask_close(shown)

    def _ask_close(self, shown: OrderCard) -> None:
        form = ReasonForm(
            "purchasing.close_title", "purchasing.close_words", "purchasing.close_rest",
            lambda note: self.desk.command(close_order, shown.id, note), self, number=shown.number,
        )  # fmt: skip
        form.open()
