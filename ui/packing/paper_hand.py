"""The desk's hand for paper: the label of the open parcel again, and the card for the wall."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui import language, printing, theme
from ui.couriers.troubles import tell_troubles
from ui.desk import Desk
from ui.jobs import Progress
from ui.packing.actions import ActionName
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from ui.packing.reason_words import reason_lines
from ui.packing.verdicts import LOOKS, words_code
from ui.widgets.verdict_band import TONE_OF
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.documents import LookRow
from warehouse_app.packing.rules import Verdict
from warehouse_app.store import settings
from warehouse_app.words import Language, say

if TYPE_CHECKING:
    from warehouse_app.dispatch.labels import LabelTrouble

ON_THE_CARD = (
    Verdict.OPENED, Verdict.RIGHT, Verdict.WEIGH_FIRST, Verdict.COMPLETE, Verdict.COMPLETE_SHORT, Verdict.UNDONE, Verdict.LEFT,
    Verdict.WRONG_ITEM, Verdict.LOOK_ALIKE, Verdict.BELONGS_ELSEWHERE, Verdict.ONE_TOO_MANY, Verdict.UNKNOWN,
    Verdict.NOTE_FIRST, Verdict.HELD,
    Verdict.SHIPPED_ALREADY,
)  # fmt: skip
"""One verdict for each sound, in the order of the card."""


class PaperHand(Hand):
    """See the module. Paper goes to the chosen printer, or opens as a file where none is chosen."""

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """Reprint and the card."""
        return {"reprint": self.reprint, "sheet": self.print_card}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """The card always, a label of a parcel that has a number."""
        return name == "sheet" or (parcel is not None and bool(parcel.view.waybill))

    def reprint(self) -> None:
        """The label again, made from what is known now. A parcel that was stopped meanwhile gets none."""
        parcel = self.station.parcel
        if parcel is None:
            self.desk.messages.tell("information", "aside.no_parcel")
            return
        desk, actor, spoken, parcel_id = self.desk, self.desk.actor, language.current(), parcel.view.id

        def work(progress: Progress) -> tuple[Path, int, list[LabelTrouble]]:
            from warehouse_app.dispatch.papers import make_parcel_label, troubles_of

            progress.step(0, 0)
            troubles = troubles_of(desk.warehouse, [parcel_id], spoken)
            return *make_parcel_label(desk.warehouse, actor, desk.name, parcel_id, spoken, queued=True), troubles

        def done(made: tuple[Path, int, list[LabelTrouble]]) -> None:
            file, _, troubles = made
            tell_troubles(desk, troubles)
            if not desk.read(settings.get, "label_printer"):
                desk.messages.tell("right", "aside.label_made", file=str(file))

        desk.work(work, done, title_code="aside.label_making", owner=self, touches=frozenset({"print_jobs"}))

    def print_card(self) -> None:
        """Write the card for the wall and print or show it."""
        print_card(self.desk, self)


def look_rows(spoken: Language) -> list[LookRow]:
    """What each answer looks like, sounds like, and says, in the light theme's colours."""
    rows = []
    for verdict in ON_THE_CARD:
        look = LOOKS[verdict]
        tone = theme.LIGHT.tone(TONE_OF[look.kind])
        shape, sound = say(f"aside.look_{look.kind}", spoken), say(f"aside.sound_{look.sound}", spoken)
        rows.append(LookRow(tone.band, tone.on_band, shape, sound, say(words_code(verdict), spoken)))
    return rows


def write_card(folder: Path, reasons: Sequence[str], spoken: Language) -> Path:
    """The card as a file; returns it. Raises WarehouseError ``paper.cannot_write``."""
    from warehouse_app.packing.documents import write_wall_card

    path = folder / "wall-card.pdf"
    write_wall_card(path, look_rows(spoken), reasons, spoken)
    return path


def print_card(desk: Desk, owner: QObject) -> None:
    """Write the card off the window's thread, then print it, or open it where no printer is chosen."""
    folder, reasons, spoken = desk.folder.documents, reason_lines(desk), language.current()

    def done(path: Path) -> None:
        printer = str(desk.read(settings.get, "paper_printer"))
        if printer:
            printing.print_file(desk, owner, path, printer)
            return
        desk.messages.tell("right", "aside.printed", file=str(path))
        try:
            printing.open_file(path)
        except WarehouseError as error:
            desk.messages.error(error)

    desk.work(lambda _: write_card(folder, reasons, spoken), done, title_code="aside.writing", owner=owner)
