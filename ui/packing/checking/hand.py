"""The hand of the second check: it has the whole desk while somebody counts blind, and while a difference is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.packing.actions import ActionName
from ui.packing.checking.blind_page import BlindPage
from ui.packing.checking.pages import DifferencePage, PackerPage
from ui.packing.checking.waiting_list import WaitingList
from ui.packing.hand import Hand
from ui.packing.open_parcel import STOPS, OpenParcel
from ui.packing.verdicts import item_of
from ui.widgets.pages import Pages
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.checking import commands, queries
from warehouse_app.packing.checking.queries import Found
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.store.warehouse import new_action

if TYPE_CHECKING:
    from ui.packing.station import PackingStation

_MOST = 100
_COUNTED = (Verdict.CHECK_COUNTED, Verdict.CHECK_UNDONE)
_ENDS = STOPS | {Verdict.CHECK_VOID, Verdict.PACKED_ALREADY, Verdict.SHIPPED_ALREADY, Verdict.LEFT}


@dataclass(frozen=True, slots=True)
class _Checked:
    """The parcel on the desk; ``different``: its count is ended and its difference shown."""

    parcel_id: int
    different: bool = False


class CheckHand(Hand):
    """See the module."""

    step = Step.CHECK

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        pictures = station.desk.folder.pictures
        self._checked: _Checked | None = None
        self.blind = BlindPage(station)
        self.difference = DifferencePage(pictures, station)
        self.difference.again.clicked.connect(lambda: self.act("confirm"))
        self.packer = PackerPage(pictures, station)
        self.waiting = WaitingList(station)
        self._whole = Pages(station)
        for page in (self.blind, self.difference):
            self._whole.addWidget(page)
        self.desk.person_changed.connect(self._person_changed)

    # --- what the station asks --------------------------------------------------------------------------------------

    def page(self) -> QWidget:
        """For whoever packed the parcel."""
        return self.packer

    def whole(self) -> QWidget:
        """The blind page or the difference."""
        return self._whole

    def beside(self) -> QWidget:
        """What waits."""
        return self.waiting

    def holds(self) -> bool:
        """Whether somebody counts here, or looks at a difference."""
        return self._checked is not None

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """End the count or count again, put it aside; a scan of it is taken back only while it runs."""
        if self._checked is None:
            return False
        return name in ("confirm", "leave") or (name == "undo" and not self._checked.different)

    def read(self) -> None:
        """What waits now."""
        self.waiting.show_waiting(self.desk.read(queries.waiting_checks, _MOST))

    def enter(self) -> None:
        """Back at the count this person had open here, also after a crash."""
        if self._checked is not None or self.station.parcel is not None or not self.desk.logged_in:
            return
        here = self.desk.read(queries.counting_here, self.desk.name, self.desk.actor.id)
        if here is not None:
            self._open(here.parcel_id, here.waybill, here.counted)

    # --- what the person does ---------------------------------------------------------------------------------------

    def take(self, scan: Scan) -> bool:
        """While somebody counts, every code is the count's."""
        if self._checked is None or self._checked.different:
            return False
        codes = (scan.text, *scan.alternatives)
        self.station.show_answer(self.desk.command(commands.count, self._checked.parcel_id, codes, new_action()))
        return True

    def act(self, name: ActionName) -> None:
        """The desk's own actions mean the count while there is one."""
        if self._checked is None or not self.can(name, None):
            return
        if name == "leave" and self._checked.different:
            self.station.free_desk()
            return
        confirm = commands.count_again if self._checked.different else commands.end_count
        command = {"confirm": confirm, "undo": commands.undo_count, "leave": commands.leave_count}[name]
        answer = self.desk.try_command(command, self._checked.parcel_id, new_action())
        if answer is not None:
            self.station.show_answer(answer)

    # --- what is on the screen --------------------------------------------------------------------------------------

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """Follow the answers: a count begins, grows, ends; another parcel is opened."""
        verdict = None if answer is None else answer.verdict
        if answer is None or verdict in _ENDS or answer.parcel is not None:
            self._checked = None
        if answer is None or answer.parcel_id is None or answer.again:
            return
        if verdict is Verdict.CHECK_OPENED:
            self._open(answer.parcel_id, str(answer.fields["waybill"]), _counted(answer))
        elif verdict in _COUNTED:
            self.blind.show_count(_counted(answer), item_of(None, answer))
        elif verdict is Verdict.CHECK_DIFFERENT and isinstance(found := answer.fields["found"], Found):
            self._checked = _Checked(answer.parcel_id, different=True)
            self.difference.show_found(str(answer.fields["waybill"]), found)
            self._whole.setCurrentWidget(self.difference)
        elif verdict is Verdict.CHECK_SAME_PERSON:
            found = answer.fields["found"]
            self.packer.show_found(found if isinstance(found, Found) else None)

    def _open(self, parcel_id: int, waybill: str, counted: int) -> None:
        self._checked = _Checked(parcel_id)
        self.blind.open_count(waybill)
        self.blind.show_count(counted, "")
        self._whole.setCurrentWidget(self.blind)

    def _person_changed(self) -> None:
        """A count is one person's own, and nobody who may come to check sees what is in a parcel that waits."""
        parcel = self.station.parcel
        if self._checked is not None or (parcel is not None and parcel.step is Step.CHECK):
            self.station.free_desk()
        if self.station.isVisible():
            self.enter()
        if self._checked is not None:
            self.station.enter()


def _counted(answer: Answer) -> int:
    return int(str(answer.fields["counted"]))
