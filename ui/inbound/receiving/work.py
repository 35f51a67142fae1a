"""The open receipt: every scan counted and answered at once, its lines and totals beside it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.inbound.receiving.close import CloseForm
from ui.inbound.receiving.count import CountForm
from ui.inbound.receiving.grid import GridForm
from ui.inbound.receiving.head import HeadForm
from ui.inbound.receiving.inspect import InspectForm
from ui.inbound.receiving.item import ReceivedCard
from ui.inbound.receiving.lines import LinesPanel, fetch_lines
from ui.inbound.receiving.looks import LOOKS, answer_fields, got_code, source_words
from ui.inbound.receiving.lot import LotForm
from ui.inbound.receiving.quantity import QuantityField
from ui.inbound.receiving.side import ABOVE, ACTIONS, SCANS_SHOWN, Action, ActionName, SidePanel
from ui.inbound.receiving.unknown import UnknownForm
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Heading, Text
from warehouse_app.errors import Conflict, WarehouseError
from warehouse_app.inbound.receiving.closing import ClosedReceipt
from warehouse_app.inbound.receiving.queries import LineRow, ReceiptHead, last_scans, lines_page, receipt
from warehouse_app.inbound.receiving.rules import Verdict
from warehouse_app.inbound.receiving.scanning import ReceiveAnswer, receive, take_back
from warehouse_app.store.warehouse import new_action

_EVERY = 100_000
_REST_MS = 150
"""Lines and totals are read again when no scan came for this long."""


class WorkView(QWidget):
    """``answered`` as a page's; ``left()`` when the receipt is put aside or was closed elsewhere; ``closed(ClosedReceipt)``."""

    answered = Signal(str, str, object, str)
    left = Signal()
    closed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.head: ReceiptHead | None = None
        self.number = Heading(parent=self)
        self.source = Text(role="muted", wrap=True, parent=self)
        self.above = {action.name: self._button_above(action) for action in ACTIONS if action.name in ABOVE}
        self.card = ReceivedCard(desk.folder.pictures, self)
        self.quantity = QuantityField(self)
        self.lines = LinesPanel(desk, self.quantity, self)
        self.side = SidePanel(self)
        self._pieces: tuple[int, int | None] | None = None  # counted and expected, as far as this desk knows
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = row(self, gap=4)
        inside.setContentsMargins(0, space(2), 0, 0)
        left = column(gap=2)
        head = row(gap=3)
        head.addWidget(self.number)
        head.addWidget(self.source, 1)
        for name in ABOVE:
            head.addWidget(self.above[name])
        left.addLayout(head)
        left.addWidget(self.card)
        left.addWidget(self.lines, 1)
        inside.addLayout(left, 1)
        inside.addWidget(self.side)

    def _button_above(self, action: Action) -> Button:
        button = Button(action.code, kind="quiet", icon=action.icon, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _connect(self) -> None:
        self._rest.timeout.connect(self.read)
        for action in ACTIONS:  # not the buttons' own shortcuts: those wait 100 ms, and a scan may come before that
            shortcut = QShortcut(QKeySequence(action.key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda name=action.name: self.do(name))
        for name, button in (self.side.buttons | self.above).items():
            button.clicked.connect(lambda _=False, name=name: self.do(name))
        self.lines.activated.connect(self.ask_count)
        self.lines.export_asked.connect(self._export)

    # --- showing ----------------------------------------------------------------------------------------------------

    def open_receipt(self, receipt_id: int) -> None:
        """Show a receipt and go on with it. Raises NotFound."""
        self.head = head = self._desk.read(receipt, receipt_id)
        self._pieces = (head.counted, head.expected)
        self.card.clear()
        self.quantity.field.clear()
        self.lines.show_receipt(receipt_id)
        self._show_head()

    def refresh(self) -> None:
        """Something changed: read again as soon as nobody scans."""
        self._rest.start()

    def read(self) -> None:
        """Read the receipt again; closed at another desk, there is nothing more to do here."""
        if self._read_head() is not None:
            self._show_head()
            self.lines.refresh()

    def _read_head(self) -> ReceiptHead | None:
        """How the receipt stands now; None when it cannot be counted any more."""
        self._rest.stop()
        if self.head is None:
            return None
        self.head = head = self._desk.read(receipt, self.head.id)
        self._pieces = (head.counted, head.expected)
        if head.state == "open":
            return head
        self.answered.emit("warning", "inbound.closed_elsewhere", {"number": head.number}, "warn")
        self.put_aside()
        return None

    def _show_head(self) -> None:
        assert self.head is not None
        self.number.show_plain(self.head.number)
        self.source.show_plain(source_words(self.head))
        self.side.show_head(self.head)
        self.side.show_scans(self._desk.read(last_scans, self.head.id, SCANS_SHOWN))
        self.side.buttons["close"].setEnabled(self.head.counted > 0)

    def put_aside(self) -> None:
        """Back to what has arrived; the counts are kept."""
        self.head = None
        self._rest.stop()
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.head is not None:
            self._show_head()
        super().changeEvent(event)

    # --- counting ---------------------------------------------------------------------------------------------------

    def scan(self, codes: Sequence[str]) -> None:
        """Count one scan as often as the quantity says. Raises what the command raises."""
        self.count(codes, self.quantity.take())

    def count(self, codes: Sequence[str], quantity: int, lot: str = "", expires: date | None = None) -> None:
        """Count a code; a lot that is wanted is asked for, an unknown code too. Raises what the command raises."""
        if self.head is None:
            return
        try:
            answer = self._desk.command(
                receive, self.head.id, codes, new_action(), quantity=quantity, lot=lot, expires=expires, known=self._pieces
            )
        except Conflict as error:
            if error.code != "receiving.lot_wanted":
                raise
            self.answered.emit("next", error.code, error.fields, "warn")
            LotForm(str(error.fields["sku"]), lambda *of_lot: self.count(codes, quantity, *of_lot), self).open()
            return
        self.show_answer(answer)
        if answer.verdict is Verdict.UNKNOWN:
            UnknownForm(self._desk, codes[0], lambda code: self._count_bound(code, quantity), self).open()

    def _count_bound(self, code: str, quantity: int) -> None:
        """A code that has just been given a meaning."""
        try:
            self.count((code,), quantity)
        except WarehouseError as error:
            self.answered.emit("blocked", error.code, error.fields, "blocked")

    def show_answer(self, answer: ReceiveAnswer) -> None:
        """Draw an answer: the band and its sound first."""
        look = LOOKS[answer.verdict]
        self.answered.emit(look.kind, got_code(answer.verdict), answer_fields(answer), look.sound)
        self.card.show_answer(answer)
        self._pieces = (answer.total, answer.total_expected)
        self.side.show_total(*self._pieces)
        self._rest.start()

    # --- what can be done -------------------------------------------------------------------------------------------

    def do(self, name: ActionName) -> None:
        """An action, however it was asked for: button, key or command barcode."""
        {
            "undo": self.undo, "leave": self.put_aside, "grid": self.ask_grid, "inspect": self.ask_inspect,
            "close": self.ask_close, "head": self.ask_head, "count": self.ask_count,
            "labels": self.ask_labels,
        }[name]()  # fmt: skip

    def undo(self) -> None:
        """Take back the last count of this person at this desk."""
        if self.head is None:
            return
        answer = self._desk.try_command(take_back, self.head.id, new_action())
        if answer is not None:
            self.show_answer(answer)

    def ask_count(self, line: LineRow | None = None) -> None:
        """Key how many of a SKU lie there: of the line that was pressed, else the chosen one."""
        chosen = line or self.lines.table.current()
        if self.head is None or chosen is None:
            self._desk.messages.tell("information", "inbound.choose_line")
            return
        CountForm(self._desk, self.head.id, chosen, self.show_answer, self).open()

    def ask_grid(self) -> None:
        """Key a whole product by colour and size."""
        if self.head is not None:
            form = GridForm(self._desk, self.head.id, self.card.sku_id, self)
            form.accepted.connect(self.read)
            form.open()

    def ask_inspect(self) -> None:
        """Write down what was looked at and found defective."""
        if self.head is None:
            return
        line = self.lines.table.current()
        InspectForm(self._desk, self.head.id, line.sku_id if line is not None else self.card.sku_id, self).open()

    def ask_head(self) -> None:
        """Delivery note, freight, note and supplier."""
        if self.head is not None:
            HeadForm(self._desk, self.head, self).open()

    def ask_labels(self) -> None:
        """Labels for the chosen line, or for all that was counted, as many as there are pieces."""
        from ui.catalog.labels_form import offer_labels

        if self.head is None:
            return
        line = self.lines.table.current()
        rows = [line] if line is not None else self._desk.read(lines_page, self.head.id, only="counted", limit=_EVERY).rows
        copies = {row.sku_id: row.counted for row in rows if row.counted}
        if copies:
            offer_labels(self._desk, self, list(copies), copies)
        else:
            self._desk.messages.tell("information", "inbound.nothing_counted")

    def ask_close(self) -> None:
        """Look at the differences once more, then book the goods in."""
        head = self._read_head()
        if head is not None and head.counted:
            CloseForm(self._desk, head, self._closed, self).open()
            self._rest.start()  # what lies behind the form is to say the same
        elif head is not None:
            self.answered.emit("warning", "inbound.nothing_counted", {}, "warn")

    def _closed(self, done: ClosedReceipt) -> None:
        self.head = None
        self._rest.stop()
        self.closed.emit(done)

    def _export(self) -> None:
        if self.head is None:
            return
        path = ask_save(self, "inbound.lines", f"{self.head.number}.csv")
        if path is None:
            return
        desk, receipt_id, (text, only) = self._desk, self.head.id, self.lines.wanted
        columns = self.lines.table.model.columns
        export_table(desk, self, path, columns, lambda *page: fetch_lines(desk, receipt_id, text, *page, only=only))
