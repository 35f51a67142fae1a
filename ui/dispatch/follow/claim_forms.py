"""The forms of a claim: what it asks for, that it was sent, what the courier answered."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from ui.catalog.entering import price
from ui.desk import Desk
from ui.inbound.buying.words import DayField
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.returns.claims.commands import Answer, answer_claim, change_claim, make_claim, send_claim
from warehouse_app.returns.claims.queries import ClaimRow, suggested
from warehouse_app.returns.claims.rules import LONGEST, STATES, Asked, may_go
from warehouse_app.store.warehouse import new_action


class ClaimForm(FormDialog):
    """A new claim from a case, its goods valued by what their buyers paid; or a draft that is put right."""

    def __init__(self, desk: Desk, case_id: int, parent: QWidget, claim: ClaimRow | None = None) -> None:
        begin = desk.read(suggested, case_id, desk.warehouse.clock().astimezone().date())
        super().__init__("claims.form_title", parent, accept="claims.form_keep", width=560, waybill=begin.waybill)
        self._desk, self._case_id, self._claim, self._action = desk, case_id, claim, new_action()
        self.goods, self.freight, self.claimed = (
            Field("claims.amount_hint", takes="typing", parent=self.sheet) for _ in range(3)
        )
        self.note = Field("claims.note_hint", takes="typing", parent=self.sheet)
        self.note.setMaxLength(LONGEST)
        self.body.addWidget(Text("claims.form_words", role="muted", wrap=True, parent=self.sheet))
        self.add_beside(("claims.goods", self.goods), ("claims.freight", self.freight))
        self.add_field("claims.claimed", self.claimed)
        self.add_field("claims.note", self.note)
        self.goods.setText(str(claim.goods if claim else begin.goods))
        self.freight.setText(str(claim.freight if claim else begin.freight))
        self.claimed.setText(str(claim.claimed if claim else begin.goods + begin.freight))
        self.note.setText(claim.note if claim else "")
        for field in (self.goods, self.freight):
            field.textEdited.connect(lambda _: self._add_up())

    def _add_up(self) -> None:
        """All of it is asked for until somebody writes less."""
        try:
            total = (price(self.goods.text()) or Decimal(0)) + (price(self.freight.text()) or Decimal(0))
        except BadInput:
            return
        self.claimed.setText(str(total))

    def submit(self) -> None:
        """Keep it. Raises BadInput for what is no amount, and what the commands raise."""
        goods, freight, claimed = (price(field.text()) or Decimal(0) for field in (self.goods, self.freight, self.claimed))
        asked = Asked(goods, freight, claimed, self.note.text())
        if self._claim is None:
            self._desk.command(make_claim, self._case_id, asked, self._action)
            self._desk.messages.tell("right", "claims.made", amount=f"{claimed:,.2f}")
        else:
            self._desk.command(change_claim, self._claim.id, asked)


class SendForm(FormDialog):
    """The day it went to the courier."""

    def __init__(self, desk: Desk, claim: ClaimRow, parent: QWidget) -> None:
        super().__init__("claims.send_title", parent, accept="claims.send", waybill=claim.waybill)
        self._desk, self._id = desk, claim.id
        self.day = DayField(desk.warehouse.clock().astimezone().date(), self.sheet)
        self.body.addWidget(Text("claims.send_words", role="muted", wrap=True, parent=self.sheet))
        self.add_field("claims.day", self.day)

    def submit(self) -> None:
        """It is sent. Raises what the command raises."""
        self._desk.command(send_claim, self._id, self.day.day)


class AnswerForm(FormDialog):
    """What the courier answered, or paid."""

    def __init__(self, desk: Desk, claim: ClaimRow, parent: QWidget) -> None:
        super().__init__("claims.answer_title", parent, accept="ui.ok", width=560, waybill=claim.waybill)
        self._desk, self._claim = desk, claim
        choices = [state for state in STATES if may_go(claim.state, state)]
        self.to = Combo([(f"claims.state_{state}", state) for state in choices], parent=self.sheet)
        self.day = DayField(desk.warehouse.clock().astimezone().date(), self.sheet)
        self.paid = Field("claims.amount_hint", takes="typing", parent=self.sheet)
        self.paid.setText(str(claim.claimed))
        self.note = Field("claims.note_hint", takes="typing", parent=self.sheet)
        self.note.setMaxLength(LONGEST)
        self.add_beside(("claims.answer", self.to), ("claims.day", self.day))
        self.add_field("claims.paid", self.paid)
        self.add_field("claims.note", self.note)
        self.to.currentIndexChanged.connect(lambda _: self.paid.setEnabled(self.to.value() == "paid"))
        self.paid.setEnabled(self.to.value() == "paid")

    def submit(self) -> None:
        """Keep it. Raises BadInput for what is no amount, and what the command raises."""
        to = str(self.to.value())
        amount = price(self.paid.text()) if to == "paid" else None
        self._desk.command(answer_claim, self._claim.id, Answer(to, self.day.day, amount, self.note.text()))
