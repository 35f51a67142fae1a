"""Cancelling orders by hand: why, and of an order that ships in parts whether the others go along."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import Sentence, tr
from ui.orders.forms import Question, ReasonForm
from ui.widgets.text import Check, Text
from warehouse_app.orders.company import Company, Mate, company
from warehouse_app.orders.rules import GONE
from warehouse_app.packing.stopping import cancel

CANCEL = Question(
    "orders.cancel_title", "orders.cancel_do",
    ("orders.why_refunded", "orders.why_no_stock", "orders.why_double", "orders.why_wrong_address"), danger=True,
)  # fmt: skip


def ask_cancel(desk: Desk, parent: QWidget, orders: Sequence[tuple[int, str]]) -> None:
    """Ask why, and cancel these orders (id and number); nothing to ask without any."""
    ids = [order_id for order_id, _ in orders]
    if len(ids) == 1 and (others := desk.read(company, ids[0])).family:
        CancelPartForm(desk, parent, ids[0], orders[0][1], others).open()
    elif ids:
        named = orders[0][1] if len(ids) == 1 else tr("orders.total", n=len(ids))
        ReasonForm(CANCEL, lambda reason: desk.command(cancel, ids, reason), parent, orders=named).open()


class CancelPartForm(ReasonForm):
    """One order of several that belong together.

    The whole order is proposed for the original while all of it is here; once a part has left, the rest is what one means.
    """

    def __init__(self, desk: Desk, parent: QWidget, order_id: int, number: str, others: Company) -> None:
        def do(reason: str) -> None:
            desk.command(cancel, [order_id], reason, whole=self.whole.isChecked())

        super().__init__(CANCEL, do, parent, orders=number)
        self.whole = Check("orders.cancel_whole", parent=self.sheet, number=number)
        self.whole.setChecked(others.original is None and not any(mate.state in GONE for mate in others.family))
        named = tuple(_named(mate) for mate in others.family)
        words = Text("orders.cancel_whole_words", role="small", wrap=True, parent=self.sheet, others=named)
        self.body.addWidget(self.whole)
        self.body.addWidget(words)


def _named(mate: Mate) -> Sentence:
    return Sentence("orders.cancel_other", {"number": mate.number, "state": Sentence(f"orders.state_{mate.state}")})
