"""A parcel on the desk that must not go on: why, and what can be done with it. Its goods are taken out, or, where nothing but the
label is wrong, it gets a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.packing.new_label_form import NewLabelForm
from ui.packing.open_parcel import OpenParcel
from ui.packing.verdicts import answer_fields
from warehouse_app.dispatch.replacing import replace_label, replaceable
from warehouse_app.errors import WarehouseError
from warehouse_app.packing import commands, queries
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Verdict
from warehouse_app.packing.waiting import put_backs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import new_action

if TYPE_CHECKING:
    from ui.packing.station import PackingStation


class StoppedParcel(QObject):
    """``parcel_id`` is None while none is on the desk; the station's ``refused`` panel shows it."""

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self._station, self._desk, self._panel = station, station.desk, station.refused
        self.parcel_id: int | None = None
        self._panel.take_apart.connect(self.take_apart)
        self._panel.new_label.connect(self._ask_new_label)
        self._panel.carry_back.connect(lambda: station.goto.emit("stock/put_back"))

    def show_answer(self, answer: Answer, open_parcel: OpenParcel | None) -> None:
        """Why this parcel must not go on, and where its goods belong. Not on the way of an ordinary scan: it reads."""
        assert answer.parcel_id is not None
        parcel_id = self.parcel_id = answer.parcel_id
        self._panel.show_refused(
            self._desk.read(lambda session: queries.parcel_view(session.connection(), parcel_id)),
            f"packing.refused_{answer.verdict.value}",
            self._desk.read(put_backs, parcel_id),
            goods_go_back=answer.verdict in (Verdict.CANCELLED, Verdict.CHANGED),
            label_only=answer.verdict is Verdict.CHANGED
            and self._desk.may(Right.REPRINT)
            and self._desk.read(replaceable, parcel_id),
            **answer_fields(answer, open_parcel),
        )

    def take_apart(self) -> None:
        """The goods of a stopped parcel are out of the box; next they are carried back to their bins."""
        if self.parcel_id is None:
            return
        try:
            self._desk.command(commands.unpack, self.parcel_id, new_action())
        except WarehouseError as error:
            self._desk.messages.error(error)
            return
        self._panel.show_apart(self._desk.read(put_backs, self.parcel_id))
        self._station.show_page()
        self._station.answered.emit("complete", "packing.unpacked_title", {"detail": "packing.unpacked"}, "complete")

    def _ask_new_label(self) -> None:
        """Nothing but the label of the stopped parcel is wrong: a new one, and the old number is void."""
        parcel_id = self.parcel_id
        if parcel_id is not None:
            waybill = self._desk.read(lambda session: queries.parcel_view(session.connection(), parcel_id)).waybill
            words = self._panel.title.text()
            NewLabelForm(waybill, words, lambda reason: self._replace_label(parcel_id, reason), self._station).open()

    def _replace_label(self, parcel_id: int, reason: str) -> None:
        made = self._desk.command(replace_label, parcel_id, reason)
        self._station.labels.add(parcel_id)
        self._station.free_desk()
        detail = "printing.replaced_platform" if made.from_file else "printing.replaced"
        fields = {"detail": detail, "old": made.old, "new": made.new}
        self._station.answered.emit("complete", "printing.replaced_title", fields, "complete")
