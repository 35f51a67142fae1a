"""One supplier beside the list: who it is, how good the deliveries were, and its prices, receipts, account and open returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.papers import Papers
from ui.inbound.buying.words import NONE, money_words, today_at
from ui.inbound.sendback.words import open_line_columns
from ui.inbound.suppliers.account_tabs import AccountTab, ReceiptsTab
from ui.inbound.suppliers.prices import PricesTab
from ui.language import Sentence, tr
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.tabs import Tabs
from ui.widgets.text import Button, Heading, Text
from warehouse_app.inbound.buying.rules import Score
from warehouse_app.inbound.buying.suppliers import SupplierRow, supplier
from warehouse_app.inbound.sendback.queries import unreplaced_lines
from warehouse_app.people.rules import Right
from warehouse_app.words import Language


class SupplierPane(QWidget):
    """``asked(action, SupplierRow)``: edit, retire, use_again or order. ``show_supplier(None)`` invites to choose one."""

    asked = Signal(str, object)

    def __init__(self, desk: Desk, papers: Papers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._papers = papers
        self.row: SupplierRow | None = None
        self.name = Heading(parent=self)
        self.reach = Text(role="text", wrap=True, parent=self)
        self.terms = {name: Text(role="small", parent=self) for name in ("days", "amount", "pieces", "last")}
        self.note = Text(role="small", wrap=True, parent=self)
        self.score = Text(role="small", wrap=True, parent=self)
        self.buttons = {
            "edit": Button("purchasing.edit_supplier", icon="note", parent=self),
            "retire": Button("purchasing.retire", kind="danger", icon="cancel", parent=self),
            "use_again": Button("purchasing.use_again", icon="undo", parent=self),
        }
        for action, button in self.buttons.items():
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action, self.row))
        self.prices = PricesTab(desk, self)
        self.receipts = ReceiptsTab(desk, self)
        self.account = AccountTab(desk, self)
        self.account.statement_asked.connect(self.make_statement)
        all_settled = EmptyState("complete", "purchasing.all_settled", parent=self)
        self.open_lines = ShortTable(open_line_columns(), all_settled, self)
        self.tabs = Tabs(self)
        self._pages = QStackedWidget(self)
        self._lay_out()

    def show_supplier(self, supplier_id: int | None) -> None:
        """Read a supplier and show it."""
        self.row = None if supplier_id is None else self._desk.read(supplier, supplier_id, today_at(self._desk))
        self._pages.setCurrentIndex(0 if self.row is None else 1)
        if self.row is not None:
            self._show(self.row)

    def refresh(self) -> None:
        """Read the same supplier again."""
        self.show_supplier(None if self.row is None else self.row.id)

    def make_statement(self, first_day: date, last_day: date) -> None:
        """Make the statement of a period as a PDF and offer it."""
        if self.row is None:
            return
        warehouse, supplier_id = self._desk.warehouse, self.row.id

        def make(spoken: Language) -> Sequence[Path]:
            from warehouse_app.inbound.account.papers import make_statement  # brings reportlab along

            return (make_statement(warehouse, supplier_id, first_day, last_day, spoken),)

        self._papers.make(make)

    def _lay_out(self) -> None:
        column(self).addWidget(self._pages)
        self._pages.addWidget(EmptyState("person", "purchasing.choose_one_supplier", parent=self))
        page = QWidget(self)
        inside = column(page, gap=1)
        head = row(gap=2)
        head.addWidget(self.name, 1)
        for button in self.buttons.values():
            head.addWidget(button)
        inside.addLayout(head)
        facts = Flow(page, gap=4)
        for words in self.terms.values():
            facts.add(words)
        for widget in (self.reach, facts, self.note, self.score):
            inside.addWidget(widget)
        for tab, code in (
            (self.prices, "purchasing.tab_prices"), (self.receipts, "purchasing.tab_receipts"),
            (self.account, "purchasing.tab_account"), (self.open_lines, "purchasing.tab_unreplaced"),
        ):  # fmt: skip
            self.tabs.add(tab, code, n="")
        inside.addWidget(self.tabs, 1)
        self._pages.addWidget(page)

    def _show(self, shown: SupplierRow) -> None:
        self.name.show_plain(shown.name)
        told = " · ".join(part for part in (shown.contact, shown.phone, shown.address) if part)
        self.reach.show_plain(told)
        self.reach.setVisible(bool(told))
        self._say_terms(shown)
        self.score.show_code("purchasing.mark_words", mark=_mark(shown.score), **score_fields(shown.score))
        may_buy = self._desk.may(Right.BUY)
        self.buttons["edit"].setVisible(may_buy and shown.active)
        self.buttons["retire"].setVisible(may_buy and shown.active)
        self.buttons["use_again"].setVisible(may_buy and not shown.active)
        for tab in (self.prices, self.receipts, self.account):
            tab.show_supplier(shown.id)
        lines = self._desk.read(unreplaced_lines, shown.id)
        self.open_lines.show_rows(lines)
        self.tabs.name(3, "purchasing.tab_unreplaced", n=f" {sum(line.open for line in lines)}" if lines else "")

    def _say_terms(self, shown: SupplierRow) -> None:
        last = "" if shown.last_delivery is None else shown.last_delivery.astimezone().date().isoformat()
        amount = "" if shown.minimum_amount is None else money_words(shown.minimum_amount)
        told = {"days": shown.lead_days, "amount": amount, "pieces": shown.minimum_pieces, "last": last}
        for name, words in self.terms.items():
            words.show_code(f"purchasing.terms_{name}", value=told[name])
            words.setVisible(told[name] not in (None, ""))
        self.note.show_plain(shown.note)
        self.note.setVisible(bool(shown.note))


def score_fields(score: Score) -> dict[str, object]:
    """The three parts of a supplier's mark as fields of a sentence."""
    shares = {"late": score.late, "short": score.short, "defective": score.defective}
    return {name: Sentence("purchasing.unknown") if share is None else f"{share:.0%}" for name, share in shares.items()}


def score_words(score: Score) -> str:
    """The three parts of a supplier's mark in words; nothing while all are unknown."""
    return tr("purchasing.mark_parts", **score_fields(score)) if score.mark is not None else ""


def _mark(score: Score) -> str:
    return NONE if score.mark is None else str(score.mark)
