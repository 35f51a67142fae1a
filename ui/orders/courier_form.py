"""Another courier for an order, with a reason, until its label is printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.moments import day_and_time
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.dispatch.choosing.changing import LONGEST_REASON, change_courier
from warehouse_app.dispatch.choosing.queries import Choice, choice_of
from warehouse_app.dispatch.queries import couriers
from warehouse_app.orders.queries import OrderRow
from warehouse_app.orders.rules import GONE, State


def can_change(rows: Sequence[OrderRow]) -> bool:
    """One order that has not left."""
    return len(rows) == 1 and rows[0].state not in (*GONE, State.CANCELLED)


def ask_courier(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> CourierForm | None:
    """Open the form for an order of a list."""
    return ask_courier_of(desk, parent, rows[0].id, rows[0].number)


def ask_courier_of(desk: Desk, parent: QWidget, order_id: int, number: str) -> CourierForm | None:
    """Open the form for an order."""
    choice = desk.read(choice_of, order_id, desk.warehouse.clock())
    if choice is None:
        return None
    form = CourierForm(desk, parent, order_id, number, choice)
    form.open()
    return form


class CourierForm(FormDialog):
    """Which courier it has now and who said so, the one it shall have, and why."""

    def __init__(self, desk: Desk, parent: QWidget, order_id: int, number: str, choice: Choice) -> None:
        super().__init__("couriers.change_title", parent, accept="couriers.change_do", width=space(130), number=number)
        self._desk, self._order_id, self._number = desk, order_id, number
        now = Text(wrap=True, parent=self.sheet)
        now.show_code("couriers.courier_now" if choice.courier else "couriers.courier_open", courier=choice.courier)
        self.body.addWidget(now)
        if choice.by_hand and choice.at is not None:
            told = {"courier": choice.by_hand, "who": choice.who, "at": day_and_time(choice.at), "reason": choice.reason}
            self.body.addWidget(Text("couriers.chosen_by_hand", role="muted", wrap=True, parent=self.sheet, **told))
        self.courier = Combo([("couriers.let_rules", "")] if choice.by_hand else [], parent=self.sheet)
        for row in desk.read(couriers):
            self.courier.add_plain(row.name, row.name)
        self.courier.choose(choice.courier)
        self.reason = Field("couriers.reason_example", parent=self.sheet)
        self.reason.setMaxLength(LONGEST_REASON)
        self.add_field("couriers.change_to", self.courier)
        self.add_field("couriers.reason", self.reason)
        if not choice.changeable:
            self.body.addWidget(Text("couriers.printed_words", role="mistake", wrap=True, parent=self.sheet))
            self.accept_button.setEnabled(False)

    def submit(self) -> None:
        """Change it. Raises what ``change_courier`` raises."""
        courier = str(self.courier.value() or "")
        number = self._desk.command(change_courier, self._order_id, courier, self.reason.text())
        told = {"number": self._number, "courier": courier, "waybill": number}
        code = "couriers.changed_number" if number else "couriers.changed" if courier else "couriers.rules_again"
        self._desk.messages.tell("right", code, **told)
