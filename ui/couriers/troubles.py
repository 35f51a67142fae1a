"""What to know of labels before they are printed: characters that come out as 〓, text that is cut short.

Where a printer is chosen nothing is printed before the person has seen it; the file alone is only told of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import Sentence, tr
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Text

if TYPE_CHECKING:  # brings reportlab along, which no station waits for
    from warehouse_app.dispatch.designs.documents import LabelTrouble

MOST_LINES = 10


def trouble_words(trouble: LabelTrouble) -> str:
    """One thing to know of a label."""
    field = Sentence(f"designs.kind_{trouble.field}")
    return tr(f"designs.trouble_{trouble.trouble}", waybill=trouble.waybill, field=field, characters=trouble.characters)


def troubles_words(troubles: Sequence[LabelTrouble], most: int = MOST_LINES) -> str:
    """All of them, a line each; of many the first few and how many more."""
    lines = [trouble_words(trouble) for trouble in troubles[:most]]
    if len(troubles) > most:
        lines.append(tr("designs.trouble_more", n=len(troubles) - most))
    return "\n".join(lines)


def tell_troubles(desk: Desk, troubles: Sequence[LabelTrouble]) -> None:
    """Say them as a message."""
    if troubles:
        desk.messages.tell("warning", "designs.troubles_told", troubles=troubles_words(troubles, 3))


class TroublesForm(FormDialog):
    """The list, and whether to print all the same."""

    def __init__(self, parent: QWidget, troubles: Sequence[LabelTrouble]) -> None:
        super().__init__(
            "designs.troubles_title", parent, accept="designs.print_all_the_same", reject="designs.do_not_print",
            width=680, n=len({trouble.waybill for trouble in troubles}),
        )  # fmt: skip
        self.words = Text(wrap=True, parent=self.sheet)
        self.words.show_plain(troubles_words(troubles))
        self.body.addWidget(self.words)
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
