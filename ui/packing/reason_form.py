"""Asking why: the reasons as large buttons with their number on the command sheet, or one's own words. A scan answers it, too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.packing.reason_words import reason_words, shop_reasons
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button, Field, Text
from warehouse_app.errors import BadInput, Conflict, WarehouseError
from warehouse_app.packing.aside.rules import LONGEST_NOTE, Reason
from warehouse_app.packing.rules import Command, reason_number

_COLUMNS = 2
_YES = frozenset({Command.YES.value, Command.CONFIRM.value})
_NO = frozenset({Command.NO.value, Command.LEAVE.value})


class ReasonForm(FormDialog):
    """``do(reason)`` is done with the chosen one; ``at_once``: choosing one is the answer, else it has to be confirmed."""

    def __init__(
        self, title: str, accept: str, desk: Desk, do: Callable[[Reason], object], parent: QWidget, *, waybill: str,
        at_once: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(title, parent, accept=accept, width=640, waybill=waybill[-6:])
        self.desk = desk
        self._do = do
        self._at_once = at_once
        self.reasons = shop_reasons(desk)
        self.body.addWidget(Text("aside.reason_hint", role="muted", wrap=True, parent=self.sheet))
        self.choices = QButtonGroup(self)
        self.body.addLayout(self._buttons())
        self.words = Field("aside.own_words", takes="typing", parent=self.sheet)
        self.words.setMaxLength(LONGEST_NOTE)
        self.body.addWidget(self.words)

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(space(2))
        for number, reason in enumerate(self.reasons):
            button = Button(parent=self.sheet)
            button.show_plain(_numbered(number, reason))
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            grid.setRowMinimumHeight(number // _COLUMNS, space(11))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, number=number: self.choose(number + 1))
            self.choices.addButton(button, number)
            grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
        return grid

    def changeEvent(self, event: QEvent) -> None:
        """The reasons in the new language."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "words"):
            for number, reason in enumerate(self.reasons):
                self.choices.button(number).setText(_numbered(number, reason))
        super().changeEvent(event)

    @property
    def reason(self) -> Reason:
        """What is chosen, with the words beside it."""
        number = self.choices.checkedId()
        chosen = self.reasons[number] if number >= 0 else Reason()
        note = self.words.text().strip()
        return chosen if not note else Reason(chosen.code, " ".join(part for part in (chosen.note, note) if part))

    def choose(self, number: int) -> None:
        """The reason with this number, from 1. Raises BadInput when there is none."""
        if number > len(self.reasons):
            raise BadInput("aside.no_such_reason", number=number)
        self.choices.button(number - 1).setChecked(True)
        self.show_mistake(None)
        if self._at_once:
            self.accept()

    def take_scan(self, scan: Scan) -> None:
        """A reason, yes or no. Anything else is refused as loudly as a wrong item: the question comes first."""
        codes = (scan.text, *scan.alternatives)
        number = reason_number(codes)
        try:
            if number is not None:
                self.choose(number)
            elif _YES & set(codes):
                self.accept()
            elif _NO & set(codes):
                self.reject()
            else:
                self.take_other(codes)
        except WarehouseError as error:
            self.desk.sounds.play("wrong")
            self.show_mistake(error)

    def take_other(self, codes: tuple[str, ...]) -> None:
        """A code that is no answer. Raises Conflict."""
        raise Conflict("aside.answer_first")

    def submit(self) -> None:
        """Do it; a mistake keeps the form open."""
        if not self.reason.given:
            raise BadInput("aside.reason_wanted")
        self._do(self.reason)


def _numbered(number: int, reason: Reason) -> str:
    return f"{number + 1}  {reason_words(reason)}"
