"""What the buyer of a short order was offered, and what the buyer said to it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.orders.service_words import ANSWERS, OFFERS, coming_words, lacks_words
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.orders.shorts.commands import LONGEST_NOTE, keep_offer
from warehouse_app.orders.shorts.queries import ShortRow


class OfferForm(FormDialog):
    """Keeps the latest word; arrows choose, Tab goes on, Enter keeps."""

    def __init__(self, desk: Desk, parent: QWidget, order: ShortRow) -> None:
        super().__init__("service.offer_title", parent, accept="service.offer_keep", width=640, number=order.number)
        self._desk = desk
        self._order = order
        goods = Text(wrap=True, parent=self.sheet)
        goods.show_plain(lacks_words(order.lacks))
        goods.setVisible(bool(order.lacks))
        coming = Text(role="muted", wrap=True, parent=self.sheet)
        coming.show_plain(coming_words(order.lacks))
        self.body.addWidget(goods)
        self.body.addWidget(coming)
        self.offer = Combo(OFFERS, parent=self.sheet)
        self.offer.choose(order.offer or OFFERS[0][1])
        self.answer = Combo(ANSWERS, parent=self.sheet)
        self.answer.choose(order.answer)
        self.note = Field("service.offer_note_hint", parent=self.sheet)
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setText(order.note)
        self.add_beside(("service.offer", self.offer), ("service.answer", self.answer))
        self.add_field("service.offer_note", self.note)

    def submit(self) -> None:
        """Keep it. Raises what ``keep_offer`` raises."""
        offer, answer = str(self.offer.value() or ""), str(self.answer.value() or "")
        self._desk.command(keep_offer, self._order.id, offer, answer, self.note.text())
