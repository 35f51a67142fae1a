"""Forms about numbers: how few of a pool are too few, and why a number is voided."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.desk import Desk
from ui.orders.forms import Question, ReasonForm
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Text
from warehouse_app.dispatch.numbers.commands import set_limit, void_number
from warehouse_app.dispatch.numbers.queries import NumberRow, PoolRow
from warehouse_app.dispatch.numbers.rules import HIGHEST_LIMIT

VOID = Question(
    "numbers.void_title", "numbers.void_do", ("numbers.why_spoilt", "numbers.why_courier", "numbers.why_wrong"), danger=True,
)  # fmt: skip


class LimitForm(FormDialog):
    """From when on a pool is said to run low."""

    def __init__(self, desk: Desk, parent: QWidget, pool: PoolRow) -> None:
        name = " ".join(filter(None, (pool.courier, pool.branch)))
        super().__init__("numbers.limit_title", parent, accept="ui.save", pool=name)
        self._desk, self._pool = desk, pool
        self.low = QSpinBox(self.sheet)
        self.low.setRange(0, HIGHEST_LIMIT)
        self.low.setSingleStep(10)
        self.low.setValue(pool.low)
        self.low.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.add_field("numbers.limit_label", self.low)
        self.body.addWidget(Text("numbers.limit_words", role="small", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Keep it."""
        self._desk.command(set_limit, self._pool.courier, self._pool.branch, self.low.value())


def ask_void(desk: Desk, parent: QWidget, number: NumberRow) -> None:
    """Ask why, and void the number; says which one its parcel got instead."""

    def do(reason: str) -> None:
        instead = desk.command(void_number, number.number, reason)
        code = "numbers.voided_replaced" if instead else "numbers.voided_done"
        desk.messages.tell("right", code, number=number.number, instead=instead)

    ReasonForm(VOID, do, parent, orders=number.number).open()
