"""Dangerous things ask for a reason: the one form for holding and cancelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.widgets.chips import Flow
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button, Field, Text


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the title, the words on the button, and the usual reasons; all codes of sentences."""

    title: str
    accept: str
    usual: tuple[str, ...]
    danger: bool = False


class ReasonForm(FormDialog):
    """Asks for a reason, with the usual ones a press away, and does what was asked for with it.

    ``orders`` says which orders it is about: their number, or how many.
    """

    def __init__(self, question: Question, do: Callable[[str], object], parent: QWidget, *, orders: str) -> None:
        super().__init__(question.title, parent, accept=question.accept, orders=orders)
        self._do = do
        self.reason = Field("orders.reason_hint", parent=self.sheet)
        self.add_field("orders.reason", self.reason)
        self.body.addWidget(Text("orders.reason_usual", role="small", parent=self.sheet))
        ways = Flow(self.sheet, gap=2)
        for code in question.usual:
            button = Button(code, kind="plain", parent=self.sheet)
            button.clicked.connect(lambda _=False, code=code: self._take(code))
            ways.add(button)
        self.body.addWidget(ways)
        if question.danger:
            self.accept_button.setProperty("kind", "danger")

    def submit(self) -> None:
        """Do it; a mistake keeps the form open."""
        self._do(self.reason.text())

    def _take(self, code: str) -> None:
        self.reason.setText(tr(code))
        self.reason.setFocus()
