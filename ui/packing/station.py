"""The packing station: scan a label, an item, a wave or a slip to begin; every answer is on the screen before the next scan.

The desk's state machine is ``packing.commands``: this screen sends each code there and draws the ``Answer`` it gets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.language import tr
from ui.packing.action_bar import AT_THE_SIDE, ActionBar, ActionButton
from ui.packing.actions import ACTIONS, BY_BARCODE, ActionName
from ui.packing.hand import Hand
from ui.packing.hands import HANDS
from ui.packing.idle_page import IdlePage
from ui.packing.label_printing import LabelPrinting
from ui.packing.open_parcel import STOPS, OpenParcel
from ui.packing.parcel_panel import ParcelPanel
from ui.packing.refused_panel import RefusedPanel
from ui.packing.side_panel import SidePanel
from ui.packing.stopped_parcel import StoppedParcel
from ui.packing.verdicts import LOOKS, answer_fields, detail_code, words_code
from ui.station import Station
from ui.widgets.layouts import column, row
from ui.widgets.pages import Pages
from warehouse_app.errors import WarehouseError
from warehouse_app.packing import commands, queries, ticking
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Verdict
from warehouse_app.store import settings
from warehouse_app.store.warehouse import new_action

_REST_MS = 300
"""The lists at the side are read again when no scan came for this long."""
_ESCAPE_TWICE_MS = 1500
_READ_TWICE_S = 0.4
"""A scanner that sends a code twice does it sooner than this; a hand needs longer for the next piece."""


class PackingStation(Station):
    """See the module."""

    name = "packing"
    title_code = "window.station_packing"
    icon = "parcel"
    topics = frozenset({"parcels", "orders", "waves", "waybills"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._parcel: OpenParcel | None = None
        self._completed: Scan | None = None
        self.labels = LabelPrinting(desk, self)
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._read_side)
        self._escaped = QTimer(self, interval=_ESCAPE_TWICE_MS, singleShot=True)
        self.panel = ParcelPanel(desk.folder.pictures, self)
        self.refused = RefusedPanel(self)
        self.stopped = StoppedParcel(self)
        self.idle = IdlePage(self)
        self.side = SidePanel(self)
        self.hands = tuple(kind(self) for kind in HANDS)
        for hand in self.hands:
            if hand.step is not None and (page := hand.page()) is not None:
                self.panel.add_step(hand.step, page)
            if (listed := hand.beside()) is not None:
                self.side.add_list(listed)
        self.pages = Pages(self)
        self._screen: QWidget | None = None
        self.bar = ActionBar(self)
        self.buttons: dict[ActionName, ActionButton] = self.bar.buttons | self.side.buttons
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        outside = row(self, gap=4, margin=4)
        left = column(gap=3)
        wholes = [page for hand in self.hands if (page := hand.whole()) is not None]
        for page in (self.idle, self.panel, self.refused, *wholes):
            self.pages.addWidget(page)
        left.addWidget(self.pages, 1)
        left.addWidget(self.bar)
        outside.addLayout(left, 1)
        right = column(gap=3)
        right.addWidget(self.side, 1)
        for aside in [aside for hand in self.hands if (aside := hand.aside()) is not None]:
            aside.setFixedWidth(self.side.width())
            right.addWidget(aside)
        outside.addLayout(right)

    def _connect(self) -> None:
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _checked, name=name: self.do(name))
        for action in ACTIONS:  # not the buttons' own shortcuts: those wait 100 ms, and a scan may come before that
            shortcut = QShortcut(QKeySequence(action.key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda name=action.name: self.do(name))
        own: dict[ActionName, Callable[[], None]] = {
            "confirm": self.confirm, "untick": self.untick, "undo": self.undo, "leave": self.leave,
        }  # fmt: skip
        self._does = own | {name: does for hand in self.hands for name, does in hand.actions().items()}
        self.panel.note.confirmed.connect(self.confirm)
        self.panel.note.ticked.connect(self.tick)
        self.idle.to_picking.clicked.connect(lambda: self.goto.emit("picking"))
        for practise in (self.idle.practise, self.side.practise):
            practise.clicked.connect(lambda: self.goto.emit("practice"))
        self.desk.person_changed.connect(self.side.clear_scans)

    @property
    def parcel(self) -> OpenParcel | None:
        """The parcel on the desk."""
        return self._parcel

    @property
    def holder(self) -> Hand | None:
        """The hand that has the desk to itself now."""
        return next((hand for hand in self.hands if hand.holds()), None)

    # --- the station ------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready for a waybill, or back at the parcel this desk had open, also after a crash."""
        super().enter()
        self._screen = None
        self._read_side()
        for hand in self.hands:
            hand.enter()
        if self._parcel is None and self.stopped.parcel_id is None and self.holder is None:
            open_here = self.desk.read(queries.resume, self.desk.name)
            if open_here is not None:
                view = self.desk.read(lambda session: queries.parcel_view(session.connection(), open_here))
                self._open(OpenParcel(view, self.desk.read(queries.label_scanned, open_here)))
                for hand in self.hands:
                    hand.shown(self._parcel, None)
        self.show_page()

    def refresh(self) -> None:
        """Something changed elsewhere: the lists at the side are read again as soon as nobody scans."""
        self._rest.start()

    def take_scan(self, scan: Scan) -> None:
        """One code: a command of the desk, or a scan like any other. Raises what the command raises (Busy, NotAllowed)."""
        action = next((BY_BARCODE[text] for text in (scan.text, *scan.alternatives) if text in BY_BARCODE), None)
        if action is not None:
            self.do(action.name)
            return
        if any(hand.take(scan) for hand in self.hands):
            return
        twice = self._sent_twice(scan)
        answer = self.scan_codes((scan.text, *scan.alternatives), twice=twice)
        self._completed = scan if answer.verdict is Verdict.COMPLETE or twice else None

    def scan_codes(self, codes: Sequence[str], *, twice: bool = False) -> Answer:
        """A scan, or what stands for one: a parcel chosen from a list. Raises what the command raises."""
        parcel_id = self._parcel.view.id if self._parcel is not None else None
        answer = self.desk.command(commands.scan, parcel_id, codes, action=new_action(), twice=twice)
        self.show_answer(answer)
        return answer

    def _sent_twice(self, scan: Scan) -> bool:
        """Whether this is the scan that completed the last parcel, sent again by the scanner."""
        last = self._completed
        by_hand = scan.source in ("typed", "paste")
        return last is not None and not by_hand and scan.text == last.text and scan.at - last.at < _READ_TWICE_S

    # --- what can be done -------------------------------------------------------------------------------------------

    def do(self, name: ActionName) -> None:
        """An action, however it was asked for: button, key or command barcode.

        From a list that stands before the parcel it only leads back to the desk: nothing is done to a parcel out of sight.
        """
        if self._screen is not None and name not in AT_THE_SIDE:
            self.show_screen(None)
        elif (holder := self.holder) is not None and name not in AT_THE_SIDE:
            holder.act(name)
        else:
            self._does[name]()

    def quietly(self, do: Callable[[], object]) -> None:
        """What a list or a form asks for; a mistake is told."""
        try:
            do()
        except WarehouseError as error:
            self.desk.messages.error(error)

    def confirm(self) -> None:
        """What the screen asks for: the note is read, the next thing is done, or a cancelled parcel's goods are back."""
        asking = next((hand for hand in self.hands if hand.insists()), None)
        if self.stopped.parcel_id is not None and self.refused.asks:
            self.refused.button.click()
        elif asking is not None:
            asking.confirm()
        elif self._parcel is not None and not self._parcel.noted:
            answer = self.desk.try_command(commands.confirm_note, self._parcel.view.id, new_action())
            if answer is not None:
                self.show_answer(answer)
        elif self._parcel is not None and self._parcel.to_do:
            self.tick(None)
        else:
            any(hand.confirm() for hand in self.hands)

    def look_again(self) -> None:
        """What a hand can do has changed without an answer: the buttons follow."""
        self.show_page()

    def tick(self, task_id: int | None, done: bool = True) -> None:
        """A thing to do is done, or a tick was a mistake; None for the next, or the last one that was ticked."""
        if self._parcel is None:
            return
        command = ticking.tick if done else ticking.untick
        answer = self.desk.try_command(command, self._parcel.view.id, task_id, new_action())
        if answer is not None:
            self.show_answer(answer)

    def untick(self) -> None:
        """Take the last tick back."""
        self.tick(None, done=False)

    def undo(self) -> None:
        """Take the last counted scan of this parcel back, also the one that completed it."""
        if any(hand.back() for hand in self.hands):
            return
        if self._parcel is None:
            self.show_answer(Answer(Verdict.NOTHING_TO_UNDO, ""))
            return
        answer = self.desk.try_command(commands.undo_last, self._parcel.view.id, new_action())
        if answer is not None:
            self.show_answer(answer)

    def leave(self) -> None:
        """Put the parcel aside as it is."""
        if self._parcel is None or self._parcel.complete:
            self.free_desk()
            return
        answer = self.desk.try_command(commands.leave, self._parcel.view.id, new_action())
        if answer is not None:
            self.show_answer(answer)

    # --- answers ----------------------------------------------------------------------------------------------------

    def show_answer(self, answer: Answer) -> None:
        """Draw one answer: band and sound first, then the rest of the screen."""
        parcel, was_elsewhere, self._screen = self._parcel, self._screen is not None, None
        if answer.parcel is not None:
            parcel = self._parcel = OpenParcel.opened(answer)
        elif parcel is not None and answer.parcel_id == parcel.view.id and not answer.again:
            parcel.take(answer)
        look, words = LOOKS[answer.verdict], words_code(answer.verdict)
        fields = answer_fields(answer, parcel)
        self.answered.emit(look.kind, words, fields | {"detail": detail_code(answer.verdict, parcel, answer)}, look.sound)
        self._show_answer(answer, was_elsewhere)
        self.side.add_scan(look.kind, words, str(fields["item"] or fields["task_text"] or answer.code))
        self._speak(answer, fields)
        if answer.verdict is Verdict.COMPLETE and parcel is not None and not parcel.label_first and not answer.again:
            self.labels.add(parcel.view.id)
        self._rest.start()
        before = self.holder
        for hand in self.hands:
            hand.shown(self._parcel, answer)
        if self.holder is not None:
            self._parcel = self.stopped.parcel_id = None
        if self.holder is not None or before is not None:
            self.show_page()
        else:
            self.buttons["confirm"].setEnabled(self._asks())

    def _show_answer(self, answer: Answer, was_elsewhere: bool) -> None:
        if answer.parcel is not None and self._parcel is not None:
            self._open(self._parcel)
        elif answer.verdict in STOPS and answer.parcel_id is not None:
            self._refuse(answer)
        elif answer.verdict in (Verdict.LEFT, Verdict.CHECK_FIRST):  # the next one is another person's
            self.free_desk()
        elif answer.verdict is Verdict.NOTED:
            self.panel.show_noted()
            self.show_page()
            self.setFocus()
        elif self._parcel is not None and answer.parcel_id == self._parcel.view.id:
            self.panel.update_parcel()
            if was_elsewhere or self.stopped.parcel_id is not None or self._parcel.tasks or self._parcel.full:
                self.stopped.parcel_id = None
                self.show_page()
        elif was_elsewhere or (self.stopped.parcel_id is not None and answer.verdict is not Verdict.UNKNOWN):
            self.free_desk()

    def _speak(self, answer: Answer, fields: dict[str, object]) -> None:
        look = LOOKS[answer.verdict]
        self.desk.sounds.speak(tr(f"packing.say_{answer.verdict.value}", **fields), level=look.spoken)
        if answer.parcel is not None and not answer.parcel.noted:
            self.desk.sounds.speak(self.panel.note.sentences, level="notes")

    # --- pages ------------------------------------------------------------------------------------------------------

    def _open(self, parcel: OpenParcel) -> None:
        self._parcel, self.stopped.parcel_id = parcel, None
        self.panel.open_parcel(parcel, self.desk.warehouse.clock())
        self.show_page()
        if parcel.noted:
            self.setFocus()
        else:
            self.panel.note.button.setFocus()

    def _refuse(self, answer: Answer) -> None:
        """Why this parcel must not go on."""
        if self._parcel is not None and self._parcel.view.id != answer.parcel_id and self._parcel.complete:
            self._parcel = None
        self.stopped.show_answer(answer, self._parcel)
        self.show_page()

    def free_desk(self) -> None:
        """No parcel is on the desk any more."""
        self._parcel = self.stopped.parcel_id = None
        for hand in self.hands:
            hand.shown(None, None)
        self.show_page()
        self.setFocus()

    def show_screen(self, screen: QWidget | None) -> None:
        """Show a list of a hand's in place of the parcel, or the parcel again; the next answer does that, too."""
        self._screen = screen
        if screen is not None and self.pages.indexOf(screen) < 0:
            self.pages.addWidget(screen)
        self.show_page()
        (screen or self).setFocus()

    def show_page(self) -> None:
        """Show what the desk has before it: a hand's page, a stopped or open parcel, or nothing yet."""
        holder = self.holder if self._screen is None else None
        if holder is not None and (whole := holder.whole()) is not None:
            self.pages.setCurrentWidget(whole)
            for name, button in self.buttons.items():
                button.setEnabled(name in AT_THE_SIDE or holder.can(name, None))
            return
        page = self._screen or (
            self.refused if self.stopped.parcel_id is not None else self.panel if self._parcel is not None else self.idle
        )
        self.pages.setCurrentWidget(page)
        parcel = self._parcel if self._screen is None else None
        self.side.practise.setVisible(page is not self.idle)  # that page offers it itself
        self.buttons["confirm"].setEnabled(self._asks())
        self.buttons["untick"].setEnabled(self.stopped.parcel_id is None and parcel is not None and parcel.ticks)
        self.buttons["undo"].setEnabled(parcel is not None)
        self.buttons["leave"].setEnabled(parcel is not None or self._screen is not None or self.stopped.parcel_id is not None)
        for hand in self.hands:
            for name in hand.actions():
                shown = self.stopped.parcel_id is None or name in AT_THE_SIDE
                self.buttons[name].setEnabled(shown and hand.can(name, parcel))

    def _read_side(self) -> None:
        if not self.desk.logged_in:
            return
        now = self.desk.warehouse.clock()
        midnight = datetime.combine(now.astimezone().date(), time(0)).astimezone()
        waiting = self.side.read(self.desk, self._parcel.view.id if self._parcel is not None else None, now, midnight)
        for hand in self.hands:
            hand.read()
            hand.rested(now, midnight)
        self.idle.show_desk(waiting=waiting, start_by_item=self.desk.read(settings.get, "start_by_item"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Another station is open now."""
        for hand in self.hands:
            hand.left()
        super().hideEvent(event)

    # --- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space confirm what is asked; Escape twice puts the parcel aside.

        They tick only when nothing but ticks is left: pressed once too often they shall not tick what nobody did.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._asks(ticks=False):
            self.confirm()
        elif event.key() == Qt.Key.Key_Escape and self._screen is not None:
            self.show_screen(None)
        elif event.key() == Qt.Key.Key_Escape and self._busy:
            self._escape()
        else:
            super().keyPressEvent(event)

    @property
    def _busy(self) -> bool:
        return self._parcel is not None or self.stopped.parcel_id is not None or self.holder is not None

    def _asks(self, *, ticks: bool = True) -> bool:
        """Whether there is something to confirm; ``ticks``: also what could be ticked before the last piece is in."""
        if self._screen is not None or self.holder is not None:
            return False
        if self.stopped.parcel_id is not None:
            return self.refused.asks
        if self._parcel is None or not self._parcel.noted:
            return self._parcel is not None
        if ticks and any(hand.insists() for hand in self.hands):
            return True
        if self._parcel.to_do:
            return ticks or self._parcel.full
        return ticks and any(hand.asks() for hand in self.hands)

    def _escape(self) -> None:
        if any(hand.back() for hand in self.hands):
            return
        if self._escaped.isActive():
            self._escaped.stop()
            self.do("leave")
            return
        self._escaped.start()
        self.desk.messages.tell("information", "packing.escape_again")
