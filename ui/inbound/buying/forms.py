"""Forms of buying that ask for words: a reason, a note, or why an order goes out although a rule is against it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from ui.widgets.toned import Toned
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right

FIRST_ORDER_LIMIT = "buying.first_order_limit"
BELOW_MINIMUM = "buying.below_minimum"
OVERRIDABLE = frozenset({FIRST_ORDER_LIMIT, BELOW_MINIMUM})


class ReasonForm(FormDialog):
    """Asks for a few words and does what was asked for with them; ``words`` explains what will happen."""

    def __init__(
        self, title: str, words: str, accept: str, do: Callable[[str], object], parent: QWidget, *, number: str = "",
        amount: str = "",
    ) -> None:  # fmt: skip
        super().__init__(title, parent, accept=accept, number=number, amount=amount)
        self._do = do
        self.body.addWidget(Text(words, role="muted", wrap=True, parent=self.sheet))
        self.reason = Field("purchasing.reason_hint", parent=self.sheet)
        self.reason.setMaxLength(200)
        self.add_field("purchasing.reason", self.reason)

    def submit(self) -> None:
        """Do it; a mistake keeps the form open."""
        self._do(self.reason.text())


class OverrideForm(FormDialog):
    """Shows which rule is against it, and goes on with a reason where the person may."""

    def __init__(self, desk: Desk, error: WarehouseError, do: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("purchasing.override_title", parent, accept="purchasing.override_send", width=560)
        self._do = do
        self.why_not = Toned(parent=self.sheet)
        self.why_not.show_said("warning", error.code, error.fields)
        self.reason = Field("purchasing.reason_hint", parent=self.sheet)
        self.reason.setMaxLength(200)
        self.body.addWidget(self.why_not)
        self.allowed = error.code != FIRST_ORDER_LIMIT or desk.may(Right.OVERRIDE)
        if self.allowed:
            self.add_field("purchasing.reason", self.reason)
        else:
            self.reason.hide()
            self.body.addWidget(Text("purchasing.override_by_supervisor", role="muted", wrap=True, parent=self.sheet))
        self.accept_button.setEnabled(self.allowed and bool(self.reason.text().strip()))
        self.reason.textChanged.connect(lambda text: self.accept_button.setEnabled(self.allowed and bool(text.strip())))

    def submit(self) -> None:
        """Do it with the reason; a mistake keeps the form open."""
        self._do(self.reason.text())
