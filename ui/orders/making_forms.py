"""The forms that make an order: by hand for a shop, or goods sent again for an order that went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.orders.goods_lines import GoodsLines
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.orders.links import goods_of
from warehouse_app.orders.making import LIABLE, LONGEST, MANUAL_REASONS, RESEND_REASONS, Made, SendTo, make_order, resend
from warehouse_app.orders.queries import OrderRow, OrderView, order_view
from warehouse_app.orders.rules import GONE
from warehouse_app.orders.selling.queries import shops
from warehouse_app.people.rules import Right

_PERSONAL = ("recipient", "mobile", "address", "note")


class _MakingForm(FormDialog):
    """What both forms have: who gets it at the left, the goods at the right, why below. ``made`` is the order, once made."""

    def __init__(
        self, title: str, accept: str, desk: Desk, parent: QWidget, reasons: Sequence[str], number: str = ""
    ) -> None:  # fmt: skip
        super().__init__(title, parent, accept=accept, width=1000, number=number)
        self._desk = desk
        self.made: Made | None = None
        self.fields = {name: Field(f"service.{name}_hint", parent=self.sheet) for name in _PERSONAL}
        for field in self.fields.values():
            field.setMaxLength(LONGEST)
        self.reason = Combo([*((f"service.reason_{each}", each) for each in reasons), ("service.reason_other", "")])
        self.reason.setParent(self.sheet)
        self.own_words = Field("service.own_words_hint", parent=self.sheet)
        self.own_words.setMaxLength(LONGEST)
        self.goods = GoodsLines(desk, self.sheet)
        self.left = column(gap=1)
        self._lay_out_body()
        self.reason.currentIndexChanged.connect(lambda _: self._show_own_words())
        self.own_words.setEnabled(False)

    def take_scan(self, scan: Scan) -> None:
        """Goods that are scanned are put on the order."""
        if self.goods.take_scan(scan):
            self._desk.sounds.play("right")
            self.show_mistake(None)
            return
        self._desk.sounds.play("wrong")
        self.show_mistake(BadInput("goods.unknown_code", text=scan.text))

    def chosen_reason(self) -> str:
        """The listed reason, or the person's own words."""
        return str(self.reason.value() or "") or self.own_words.text()

    def _lay_out_body(self) -> None:
        halves = row(gap=6)
        halves.addLayout(self.left, 5)
        right = column(gap=1)
        right.addWidget(Text("service.goods", role="small", parent=self.sheet))
        right.addWidget(self.goods, 1)
        halves.addLayout(right, 6)
        self.body.addLayout(halves)

    def add_left(self, label: str, field: QWidget) -> None:
        """A field at the left under its label."""
        words = Text(label, role="small", parent=self.sheet)
        words.setBuddy(field)
        self.left.addWidget(words)
        self.left.addWidget(field)
        self.left.addSpacing(space(1))

    def add_left_beside(self, *fields: tuple[str, QWidget]) -> None:
        """Fields at the left side by side."""
        line = row(gap=3)
        for label, field in fields:
            part: QVBoxLayout = column(gap=1)
            words = Text(label, role="small", parent=self.sheet)
            words.setBuddy(field)
            part.addWidget(words)
            part.addWidget(field)
            line.addLayout(part, 1)
        self.left.addLayout(line)
        self.left.addSpacing(space(1))

    def tab_through(self, *widgets: QWidget) -> None:
        """Tab goes through these, then to the goods."""
        chain = (*widgets, self.goods.picker.search, self.goods.picker.table.view)
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)

    def add_personal(self) -> None:
        """Who gets it."""
        self.add_left_beside(("service.recipient", self.fields["recipient"]), ("service.mobile", self.fields["mobile"]))
        self.add_left("service.address", self.fields["address"])
        self.add_left("service.note", self.fields["note"])

    def _show_own_words(self) -> None:
        self.own_words.setEnabled(not self.reason.value())
        if not self.reason.value():
            self.own_words.setFocus()


class OrderForm(_MakingForm):
    """An order by hand, without any shop's file."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("service.make_title", "service.make_do", desk, parent, MANUAL_REASONS)
        self.shop = Combo(parent=self.sheet)
        for each in desk.read(shops):
            self.shop.add_plain(each.name, each.id)
        self.add_left("service.shop", self.shop)
        self.add_personal()
        self.add_left_beside(("service.why", self.reason), ("service.own_words", self.own_words))
        self.left.addStretch(1)
        self.tab_through(self.shop, *self.fields.values(), self.reason, self.own_words)

    def submit(self) -> None:
        """Make it. Raises what ``make_order`` raises."""
        to = SendTo(**{name: field.text() for name, field in self.fields.items()})
        shop = self.shop.value()
        shop_id = shop if isinstance(shop, int) else 0
        self.made = self._desk.command(make_order, shop_id, to, self.goods.wanted(), self.chosen_reason())


class ResendForm(_MakingForm):
    """Goods sent again. What is not touched of the address stays the original's, also for those who see it masked."""

    def __init__(self, desk: Desk, parent: QWidget, original: OrderView) -> None:
        super().__init__(
            "service.resend_title", "service.resend_do", desk, parent, RESEND_REASONS, number=original.row.number
        )  # fmt: skip
        self._original = original
        self._shown = {"recipient": original.row.recipient, "mobile": original.mobile, "address": original.address, "note": ""}
        for name, text in self._shown.items():
            self.fields[name].setText(text)
            self.fields[name].setCursorPosition(0)
        self.liable = Combo([("service.choose_liable", ""), *((f"service.liable_{each}", each) for each in LIABLE)])
        self.liable.setParent(self.sheet)
        self.early = Field("service.early_hint", parent=self.sheet)
        self.early.setMaxLength(LONGEST)
        self.add_left_beside(("service.why", self.reason), ("service.liable", self.liable))
        self.add_left("service.own_words", self.own_words)
        self.add_personal()
        if original.row.state not in GONE:
            self.add_left("service.early", self.early)
        else:
            self.early.hide()
        self.left.addStretch(1)
        self.tab_through(self.reason, self.liable, self.own_words, *self.fields.values(), self.early)
        self.goods.show_sent(desk.read(goods_of, original.row.id))

    def submit(self) -> None:
        """Send again. Raises what ``resend`` raises."""
        changed = {name: field.text() for name, field in self.fields.items() if field.text() != self._shown[name]}
        self.made = self._desk.command(
            resend, self._original.row.id, self.goods.wanted(), self.chosen_reason(), str(self.liable.value() or ""),
            changed=changed, early=self.early.text(),
        )  # fmt: skip


def can_resend(rows: Sequence[OrderRow]) -> bool:
    """One order that was not cancelled."""
    return len(rows) == 1 and rows[0].state not in ("cancelled", "unpaid")


def ask_resend(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> ResendForm:
    """Ask what is sent again for an order."""
    original = desk.read(order_view, rows[0].id, reveal=desk.may(Right.SEE_PERSONAL))
    form = ResendForm(desk, parent, original)
    form.accepted.connect(lambda: _tell(desk, form))
    form.open()
    return form


def ask_order(desk: Desk, parent: QWidget, _rows: Sequence[OrderRow]) -> OrderForm:
    """Ask for an order by hand."""
    form = OrderForm(desk, parent)
    form.accepted.connect(lambda: _tell(desk, form))
    form.open()
    return form


def _tell(desk: Desk, form: _MakingForm) -> None:
    if form.made is not None:
        desk.messages.tell("right", "service.made", number=form.made.number)
        desk.sounds.play("right")
