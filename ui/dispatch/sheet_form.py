"""A picture of the signed sheet."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.packing.evidence.picture_form import PictureForm
from warehouse_app.dispatch.queries import HandoverRow
from warehouse_app.dispatch.van.commands import keep_sheet
from warehouse_app.packing.evidence.commands import KeptFile
from warehouse_app.store.warehouse import Tx, new_action


class SheetForm(PictureForm):
    """See ``PictureForm``."""

    def __init__(self, desk: Desk, trip: HandoverRow, parent: QWidget) -> None:
        done = partial(_write, desk, trip.id, new_action())
        super().__init__(
            desk, parent, "van.sheet_title", "van.sheet_words", f"handover-H{trip.id}", done, courier=trip.courier, trip=trip.trip
        )


def _write(desk: Desk, handover_id: int, action: str, kept: KeptFile) -> None:
    if desk.try_command(_keep, handover_id, kept, action):
        desk.messages.tell("right", "van.sheet_kept")


def _keep(tx: Tx, handover_id: int, kept: KeptFile, action: str) -> bool:
    keep_sheet(tx, handover_id, kept, action)
    return True
