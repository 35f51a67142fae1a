"""Forms of the supplier's account: money paid, money credited, and the period of a statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import DayField, today_at, typed_money
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.inbound.account.commands import credit, pay
from warehouse_app.inbound.account.queries import ReceiptRow


class MoneyForm(FormDialog):
    """Puts down a payment (for one receipt, or for whatever is oldest) or a credit."""

    def __init__(
        self, desk: Desk, kind: Literal["pay", "credit"], supplier_id: int, owed: Decimal, parent: QWidget,
        receipt: ReceiptRow | None = None,
    ) -> None:  # fmt: skip
        super().__init__(f"purchasing.{kind}_title", parent, accept=f"purchasing.{kind}", width=520)
        self._desk, self._kind, self._supplier_id, self._receipt = desk, kind, supplier_id, receipt
        self.amount = Field("purchasing.hint_amount", parent=self.sheet)
        self.day = DayField(today_at(desk), self.sheet)
        self.note = Field("purchasing.hint_money_note", parent=self.sheet)
        self.note.setMaxLength(200)
        words = Text(role="muted", wrap=True, parent=self.sheet)
        if receipt is not None:
            words.show_code("purchasing.pay_receipt_words", number=receipt.number, owed=f"{receipt.owed:,.2f}")
            self.amount.setText(str(receipt.owed) if receipt.owed > 0 else "")
        else:
            words.show_code(f"purchasing.{kind}_words", owed=f"{owed:,.2f}")
        self.body.addWidget(words)
        self.add_beside(("purchasing.amount", self.amount), ("purchasing.day", self.day))
        self.add_field("purchasing.money_note", self.note)

    def submit(self) -> None:
        """Put it down. Raises what the command raises, BadInput when no amount is there."""
        amount = typed_money(self.amount.text())
        if amount is None:
            raise BadInput("purchasing.amount_missing")
        told = (self._supplier_id, amount, self.day.day, self.note.text())
        if self._kind == "credit":
            self._desk.command(credit, *told)
        else:
            self._desk.command(pay, *told, None if self._receipt is None else self._receipt.receipt_id)


class PeriodForm(FormDialog):
    """Asks for a period, last month unless another is wanted, and calls ``make(first day, last day)``."""

    def __init__(self, desk: Desk, make: Callable[[date, date], None], parent: QWidget) -> None:
        super().__init__("purchasing.statement_title", parent, accept="purchasing.statement_make", width=440)
        self._make = make
        first, last = last_month(today_at(desk))
        self.first, self.last = DayField(first, self.sheet), DayField(last, self.sheet)
        self.add_beside(("purchasing.first_day", self.first), ("purchasing.last_day", self.last))

    def submit(self) -> None:
        """Make it. Raises BadInput when the period ends before it begins."""
        if self.first.day > self.last.day:
            raise BadInput("account.bad_period", first=self.first.day.isoformat(), last=self.last.day.isoformat())
        self._make(self.first.day, self.last.day)


def last_month(today: date) -> tuple[date, date]:
    """The first and the last day of the month before this one."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
