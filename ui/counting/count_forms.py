"""What a counter is asked: again or add, how many pieces, really so many, a picture of what nobody knows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.packing.evidence.picture_form import PictureForm
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button, Field, Text
from warehouse_app.counting.rules import MOST
from warehouse_app.counting.scanning import Answer
from warehouse_app.counting.strangers import keep_picture
from warehouse_app.errors import BadInput
from warehouse_app.packing.evidence.commands import KeptFile
from warehouse_app.store.warehouse import Tx, new_action


class AgainForm(FormDialog):
    """The bin was counted before, or somebody is at it: go on, or begin from nothing. ``chosen("add" | "again")``."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, answer: Answer) -> None:
        super().__init__("counting.again_title", parent, accept="counting.again_add", width=600, bin=answer.bin)
        words = "counting.again_words_who" if answer.who else "counting.again_words"
        self.body.addWidget(Text(words, wrap=True, parent=self.sheet, who=answer.who, bin=answer.bin))
        self.anew = Button("counting.again_anew", icon="refresh", parent=self.sheet)
        self.anew.clicked.connect(self._begin_anew)
        self.buttons.insertWidget(1, self.anew)

    def submit(self) -> None:
        """Go on with what was counted."""
        self.chosen.emit("add")

    def _begin_anew(self) -> None:
        if self.is_open:
            self._close(True)
            self.chosen.emit("again")


class SureForm(FormDialog):
    """So many pieces at once: nothing is counted before somebody says yes."""

    def __init__(self, parent: QWidget, answer: Answer) -> None:
        super().__init__("counting.sure_title", parent, accept="counting.sure_yes", width=560, pieces=answer.pieces)
        name = answer.item.name if answer.item else answer.code
        self.body.addWidget(
            Text("counting.sure_words", wrap=True, parent=self.sheet, pieces=answer.pieces, item=name, bin=answer.bin)
        )


class PiecesForm(FormDialog):
    """How many pieces the next scan stands for; ``pieces`` once accepted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("counting.pieces_title", parent, accept="counting.pieces_ok", width=480)
        self.pieces = 0
        self.body.addWidget(Text("counting.pieces_words", wrap=True, parent=self.sheet))
        self.field = Field(parent=self.sheet)
        self.field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,18}"), self.field))
        self.add_field("counting.pieces_field", self.field)

    def submit(self) -> None:
        """Raises BadInput ``counting.bad_pieces``, for a bar code typed here too."""
        number = int(self.field.text() or 0)
        if not 1 <= number <= MOST:
            error = BadInput("counting.bad_pieces", most=MOST)
            self.show_mistake(error, self.field)
            raise error
        self.pieces = number


class StrangePictureForm(PictureForm):
    """A picture of a piece whose code nobody knows; it stands beside the code on the page of differences."""

    def __init__(self, desk: Desk, parent: QWidget, bin_id: int, code: str, bin_code: str) -> None:
        done = partial(_keep_picture, desk, bin_id, code, new_action())
        name = f"count{bin_id}x{code}"
        super().__init__(desk, parent, "counting.picture_title", "counting.picture_words", name, done, scanned=code, bin=bin_code)


def _keep_picture(desk: Desk, bin_id: int, code: str, action: str, kept: KeptFile) -> None:
    if desk.try_command(_keep, bin_id, code, kept, action):
        desk.messages.tell("right", "counting.picture_kept", scanned=code)


def _keep(tx: Tx, bin_id: int, code: str, kept: KeptFile, action: str) -> bool:
    keep_picture(tx, bin_id, code, kept, action)
    return True
