"""What to know of labels before they are printed: characters that come out as 〓, text that is cut short.

Where a printer is chosen nothing is printed before the person has seen it; the file alone is only told of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import Sentence
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Text

if TYPE_CHECKING:  # brings reportlab along, which no station waits for
    from warehouse_app.dispatch.designs.documents import LabelTrouble

MOST_LINES = 10


def trouble_sentence(trouble: LabelTrouble) -> Sentence:
    """One thing to know of a label; a character stands with its number, since this screen may lack it as well."""
    characters = " ".join(f"{char} U+{ord(char):04X}" for char in trouble.characters)
    field = Sentence(f"designs.kind_{trouble.field}")
    fields = {"waybill": trouble.waybill, "field": field, "characters": characters}
    return Sentence(f"designs.trouble_{trouble.trouble}", fields)


def trouble_sentences(troubles: Sequence[LabelTrouble], most: int = MOST_LINES) -> list[Sentence]:
    """All of them; of many the first few and how many more."""
    said = [trouble_sentence(trouble) for trouble in troubles[:most]]
    if len(troubles) > most:
        said.append(Sentence("designs.trouble_more", {"n": len(troubles) - most}))
    return said


def tell_troubles(desk: Desk, troubles: Sequence[LabelTrouble]) -> None:
    """Say them as a message."""
    if troubles:
        desk.messages.tell("warning", "designs.troubles_told", troubles=tuple(trouble_sentences(troubles, 3)))


class TroublesForm(FormDialog):
    """The list, and whether to print all the same."""

    def __init__(self, parent: QWidget, troubles: Sequence[LabelTrouble]) -> None:
        super().__init__(
            "designs.troubles_title", parent, accept="designs.print_all_the_same", reject="designs.do_not_print",
            width=680, n=len({trouble.waybill for trouble in troubles}),
        )  # fmt: skip
        self.lines = [Text(wrap=True, parent=self.sheet) for _ in trouble_sentences(troubles)]
        for words, said in zip(self.lines, trouble_sentences(troubles), strict=True):
            words.show_code(said.code, **said.fields)
            self.body.addWidget(words)
        self.body.addWidget(Text("designs.troubles_way", role="muted", wrap=True, parent=self.sheet))


def seen_first(
    desk: Desk, owner: QWidget, troubles: Sequence[LabelTrouble], print_them: Callable[[], object],
    leave_them: Callable[[], object], *, printer: str,
) -> None:  # fmt: skip
    """Print labels once their troubles were seen; ``leave_them`` when the person would rather not."""
    if not troubles or not printer:
        tell_troubles(desk, troubles)
        print_them()
        return
    form = TroublesForm(owner, troubles)
    form.accepted.connect(print_them)
    form.rejected.connect(leave_them)
    form.open()
