"""The receiving page: what has arrived, and the receipt that is being counted. Every scan is answered in the band.

A receipt that is put aside, or left by closing the program, keeps its counts and stands under "go on".
"""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.receiving.blind import BlindForm, ExchangeForm
from ui.inbound.receiving.quantity import keyed_quantity
from ui.inbound.receiving.receipt_slip import SlipBanner
from ui.inbound.receiving.side import BY_BARCODE
from ui.inbound.receiving.start import StartView
from ui.inbound.receiving.work import WorkView
from ui.tabbed import Page
from ui.widgets.layouts import column
from warehouse_app.catalog.codes import goods
from warehouse_app.errors import WarehouseError
from warehouse_app.inbound.codes import InboundPaper, PaperKind, inbound_paper
from warehouse_app.inbound.receiving.closing import ClosedReceipt
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.queries import ReceiptRow, open_receipts

_PAPERS = ("PO", "GR", "RT")
"""What the numbers of our own papers begin with; only such a code is looked up before it is counted."""


class ReceivePage(Page):
    """See the module."""

    topics = frozenset({"receipts", "purchases", "returns", "suppliers", "catalog"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.banner = SlipBanner(desk, self)
        self.start = StartView(desk, self)
        self.work = WorkView(desk, self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.start)
        self.pages.addWidget(self.work)
        inside = column(self, gap=2)
        inside.addWidget(self.banner)
        inside.addWidget(self.pages, 1)
        self._connect()

    def _connect(self) -> None:
        self.start.order_chosen.connect(self._order_pressed)
        self.start.receipt_chosen.connect(self.open_receipt)
        self.start.blind.clicked.connect(lambda: BlindForm(self.desk, self.open_receipt, self).open())
        self.start.exchange.clicked.connect(lambda: ExchangeForm(self.desk, self._return_scanned, self).open())
        self.start.order_page.clicked.connect(lambda: self.page_asked.emit("orders", None))
        self.start.earlier.slip_asked.connect(self._slip_again)
        self.work.answered.connect(self.answered)
        self.work.left.connect(self.show_start)
        self.work.closed.connect(self._closed)
        self.banner.put_away_button.clicked.connect(self._put_away)

    # --- the page ---------------------------------------------------------------------------------------------------

    @property
    def working(self) -> bool:
        """Whether a receipt is being counted here."""
        return self.work.head is not None

    def enter(self) -> None:
        """Ready to scan."""
        (self.work.lines if self.working else self.start.orders).setFocus()

    def refresh(self) -> None:
        """Something changed: the view that is shown reads again."""
        if self.working:
            self.work.refresh()
        else:
            self.start.refresh()

    def show_start(self) -> None:
        """What has arrived?"""
        self.start.refresh()
        self.pages.setCurrentWidget(self.start)
        self.enter()

    def open_receipt(self, receipt_id: int) -> None:
        """Count this receipt, or go on with it."""
        self.work.open_receipt(receipt_id)
        self.banner.hide()
        self.pages.setCurrentWidget(self.work)
        self.enter()
        assert self.work.head is not None
        self.answered.emit("next", "inbound.counting", {"number": self.work.head.number}, "right")

    def take_order(self, order_id: int, number: str) -> None:
        """The goods of an order are here: go on with its open receipt, or open one. Raises what ``open_receipt`` raises."""
        going_on = next((row for row in self.desk.read(open_receipts) if row.order_number == number), None)
        self.open_receipt(going_on.id if going_on is not None else self.desk.command(open_receipt, order_id=order_id))

    def _order_pressed(self, order_id: int, number: str) -> None:
        try:
            self.take_order(order_id, number)
        except WarehouseError as error:
            self.desk.messages.error(error)

    def take_subject(self, subject: object) -> None:
        """A return's id: the goods that came in exchange for it."""
        if isinstance(subject, int):
            self.take_return(subject)

    def take_return(self, return_id: int) -> None:
        """Goods came in exchange for a return: count them. What is wrong is told."""
        receipt_id = self.desk.try_command(open_receipt, return_id=return_id)
        if receipt_id is not None:
            self.open_receipt(receipt_id)

    def _return_scanned(self, return_id: int, number: str) -> None:
        """Go on with the return's open receipt, or open one. Raises what ``open_receipt`` raises."""
        going_on = next((row for row in self.desk.read(open_receipts) if row.return_number == number), None)
        self.open_receipt(going_on.id if going_on is not None else self.desk.command(open_receipt, return_id=return_id))

    # --- scans ------------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """A command, a quantity, a paper of ours, or goods. Raises what the command raises."""
        codes = (scan.text, *scan.alternatives)
        action = next((BY_BARCODE[code] for code in codes if code in BY_BARCODE), None)
        if action is not None and self.working:
            self.work.do(action)
        elif (pieces := keyed_quantity(codes)) is not None and not self._names_goods(codes):
            self._key(pieces)
        elif (paper := self._paper(codes)) is not None:
            self._take_paper(paper)
        elif self.working:
            self.work.scan(codes)
        else:
            self._take_at_start(codes)

    def _key(self, pieces: int) -> None:
        if not self.working:
            self.answered.emit("warning", "inbound.open_first", {}, "warn")
            return
        self.work.quantity.set_quantity(pieces)
        self.answered.emit("next", "inbound.next_counts", {"n": pieces}, "right")

    def _names_goods(self, codes: tuple[str, ...]) -> bool:
        return self.desk.read(lambda session: goods(session.connection(), codes)) is not None

    def _paper(self, codes: tuple[str, ...]) -> InboundPaper | None:
        numbers = [code for code in (*codes, *(code.upper() for code in codes)) if code[:2].upper() in _PAPERS]
        return self.desk.read(lambda session: inbound_paper(session.connection(), numbers)) if numbers else None

    def _take_paper(self, paper: InboundPaper) -> None:
        if self.working and paper.number == getattr(self.work.head, "number", ""):
            self.answered.emit("next", "inbound.counting", {"number": paper.number}, "right")
        elif paper.kind is PaperKind.PURCHASE_ORDER:
            self.take_order(paper.id, paper.number)
        elif paper.kind is PaperKind.RETURN:
            self._return_scanned(paper.id, paper.number)
        elif paper.state == "open":
            self.open_receipt(paper.id)
        else:
            self.answered.emit("information", "inbound.receipt_done", {"number": paper.number}, "warn")
            self.banner.make(paper.id, paper.number, print_it=False)

    def _take_at_start(self, codes: tuple[str, ...]) -> None:
        """Goods without a paper start a blind receipt, unless somebody is in the middle of one."""
        if not self._names_goods(codes):
            self.answered.emit("unknown", "inbound.start_unknown", {"scanned": codes[0]}, "unknown")
        elif self.desk.read(open_receipts):
            self.answered.emit("warning", "inbound.choose_receipt", {}, "warn")
        else:
            self.open_receipt(self.desk.command(open_receipt))
            self.work.scan(codes)

    # --- afterwards -------------------------------------------------------------------------------------------------

    def _closed(self, done: ClosedReceipt) -> None:
        fields = {"number": done.number, "good": done.good, "defective": done.defective, "detail": "inbound.closed_detail"}
        self.show_start()
        self.answered.emit("complete", "inbound.closed", fields, "complete")
        self.banner.make(done.receipt_id, done.number, print_it=True)

    def _slip_again(self, receipt: ReceiptRow) -> None:
        self.banner.make(receipt.id, receipt.number, print_it=False)

    def _put_away(self) -> None:
        self.banner.hide()
        self.page_asked.emit("put_away", self.banner.receipt_id)
