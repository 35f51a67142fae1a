"""The packing station: scan a waybill, scan its items, and every answer is on the screen before the next scan.

The desk's state machine is ``packing.commands``: this screen sends each code there and draws the ``Answer`` it gets.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.language import tr
from ui.packing.actions import ACTIONS, BY_BARCODE, ActionName
from ui.packing.hands import HANDS
from ui.packing.open_parcel import STOPS, OpenParcel
from ui.packing.parcel_panel import ParcelPanel
from ui.packing.refused_panel import RefusedPanel
from ui.packing.side_panel import NEXT_PARCELS, SidePanel
from ui.packing.verdicts import LOOKS, answer_fields, detail_code, words_code
from ui.station import Station
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.text import Button
from warehouse_app.errors import WarehouseError
from warehouse_app.packing import commands, queries, ticking
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Verdict
from warehouse_app.packing.waiting import put_backs
from warehouse_app.store.warehouse import new_action

_REST_MS = 300
"""The lists at the side are read again when no scan came for this long."""
_ESCAPE_TWICE_MS = 1500


class PackingStation(Station):
    """See the module."""

    name = "packing"
    title_code = "window.station_packing"
    icon = "parcel"
    topics = frozenset({"parcels", "orders", "waves", "waybills"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._parcel: OpenParcel | None = None
        self._refused_id: int | None = None
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._read_side)
        self._escaped = QTimer(self, interval=_ESCAPE_TWICE_MS, singleShot=True)
        self.panel = ParcelPanel(desk.folder.pictures, self)
        self.refused = RefusedPanel(self)
        self.idle = EmptyState("scan", "packing.idle_title", "packing.idle_words", self)
        self.to_picking = Button("packing.to_picking", kind="primary", icon="wave", parent=self.idle)
        self.idle.add_button(self.to_picking)
        self.practise = Button("practice.open", kind="quiet", icon="hand", parent=self.idle)
        self.idle.add_button(self.practise)
        self.side = SidePanel(self)
        self.hands = tuple(kind(self) for kind in HANDS)
        for hand in self.hands:
            if hand.step is not None and (page := hand.page()) is not None:
                self.panel.add_step(hand.step, page)
        self.pages = QStackedWidget(self)
        self.buttons: dict[ActionName, Button] = {}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        outside = row(self, gap=4, margin=4)
        left = column(gap=3)
        for page in (self.idle, self.panel, self.refused):
            self.pages.addWidget(page)
        left.addWidget(self.pages, 1)
        bar = row(gap=2)
        for action in ACTIONS:
            button = Button(action.code, icon=action.icon, parent=self, key=action.key)
            button.setMinimumHeight(space(11))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
            self.buttons[action.name] = button
            bar.addWidget(button)
        bar.addStretch(1)
        left.addLayout(bar)
        outside.addLayout(left, 1)
        outside.addWidget(self.side)

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
        self.refused.take_apart.connect(self.take_apart)
        self.refused.carry_back.connect(lambda: self.goto.emit("stock/put_back"))
        self.panel.note.ticked.connect(self.tick)
        self.to_picking.clicked.connect(lambda: self.goto.emit("picking"))
        for button in (self.practise, self.side.practise):
            button.clicked.connect(lambda: self.goto.emit("practice"))
        self.desk.person_changed.connect(self.side.clear_scans)

    @property
    def parcel(self) -> OpenParcel | None:
        """The parcel on the desk."""
        return self._parcel

    # --- the station ------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready for a waybill, or back at the parcel this desk had open, also after a crash."""
        super().enter()
        for hand in self.hands:
            hand.entered()
        self._read_side()
        if self._parcel is None and self._refused_id is None:
            open_here = self.desk.read(queries.resume, self.desk.name)
            if open_here is not None:
                self._open(OpenParcel(self.desk.read(lambda session: queries.parcel_view(session.connection(), open_here))))
        self._show_page()

    def refresh(self) -> None:
        """Something changed elsewhere: the lists at the side are read again as soon as nobody scans."""
        self._rest.start()

    def take_scan(self, scan: Scan) -> None:
        """One code: a command of the desk, or a scan like any other. Raises what the command raises (Busy, NotAllowed)."""
        action = next((BY_BARCODE[text] for text in (scan.text, *scan.alternatives) if text in BY_BARCODE), None)
        if action is not None:
            self.do(action.name)
            return
        parcel_id = self._parcel.view.id if self._parcel is not None else None
        if any(hand.take(scan) for hand in self.hands):
            return
        codes = (scan.text, *scan.alternatives)
        self.show_answer(self.desk.command(commands.scan, parcel_id, codes, action=new_action()))

    # --- what can be done -------------------------------------------------------------------------------------------

    def do(self, name: ActionName) -> None:
        """An action, however it was asked for: button, key or command barcode."""
        self._does[name]()

    def confirm(self) -> None:
        """What the screen asks for: the note is read, the next thing is done, or a cancelled parcel's goods are back."""
        if self._refused_id is not None and self.refused.asks:
            self.refused.button.click()
        elif self._parcel is not None and not self._parcel.noted:
            answer = self.desk.try_command(commands.confirm_note, self._parcel.view.id, new_action())
            if answer is not None:
                self.show_answer(answer)
        elif self._parcel is not None and self._parcel.to_do:
            self.tick(None)

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
        if self._parcel is None:
            self.show_answer(Answer(Verdict.NOTHING_TO_UNDO, ""))
            return
        answer = self.desk.try_command(commands.undo_last, self._parcel.view.id, new_action())
        if answer is not None:
            self.show_answer(answer)

    def leave(self) -> None:
        """Put the parcel aside as it is."""
        if self._parcel is None or self._parcel.complete:
            self._close()
            return
        answer = self.desk.try_command(commands.leave, self._parcel.view.id, new_action())
        if answer is not None:
            self.show_answer(answer)

    def take_apart(self) -> None:
        """The goods of a stopped parcel are out of the box; next they are carried back to their bins."""
        if self._refused_id is None:
            return
        try:
            self.desk.command(commands.unpack, self._refused_id, new_action())
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        self.refused.show_apart(self.desk.read(put_backs, self._refused_id))
        self._show_page()
        self.answered.emit("complete", "packing.unpacked_title", {"detail": "packing.unpacked"}, "complete")

    # --- answers ----------------------------------------------------------------------------------------------------

    def show_answer(self, answer: Answer) -> None:
        """Draw one answer: band and sound first, then the rest of the screen."""
        parcel = self._parcel
        if answer.parcel is not None:
            parcel = self._parcel = OpenParcel(answer.parcel)
        elif parcel is not None and answer.parcel_id == parcel.view.id and not answer.again:
            parcel.take(answer)
        look, words = LOOKS[answer.verdict], words_code(answer.verdict)
        fields = answer_fields(answer, parcel)
        self.answered.emit(look.kind, words, fields | {"detail": detail_code(answer.verdict, parcel)}, look.sound)
        self._show_answer(answer)
        self.side.add_scan(look.kind, words, str(fields["item"] or fields["task_text"] or answer.code))
        self._speak(answer, fields)
        self._rest.start()
        for hand in self.hands:
            hand.shown(self._parcel, answer)

    def _show_answer(self, answer: Answer) -> None:
        if answer.parcel is not None and self._parcel is not None:
            self._open(self._parcel)
        elif answer.verdict in STOPS and answer.parcel_id is not None:
            self._refuse(answer)
        elif answer.verdict is Verdict.LEFT:
            self._close()
        elif answer.verdict is Verdict.NOTED:
            self.panel.show_noted()
            self._show_page()
            self.setFocus()
        elif self._parcel is not None and answer.parcel_id == self._parcel.view.id:
            self.panel.update_parcel()
            if self._refused_id is not None or self._parcel.tasks or self._parcel.full:
                self._refused_id = None
                self._show_page()
        elif self._refused_id is not None and answer.verdict is not Verdict.UNKNOWN:
            self._close()

    def _speak(self, answer: Answer, fields: dict[str, object]) -> None:
        look = LOOKS[answer.verdict]
        self.desk.sounds.speak(tr(f"packing.say_{answer.verdict.value}", **fields), level=look.spoken)
        if answer.parcel is not None and not answer.parcel.noted:
            self.desk.sounds.speak(self.panel.note.sentences, level="notes")

    # --- pages ------------------------------------------------------------------------------------------------------

    def _open(self, parcel: OpenParcel) -> None:
        self._parcel, self._refused_id = parcel, None
        self.panel.open_parcel(parcel, self.desk.warehouse.clock())
        self._show_page()
        if parcel.noted:
            self.setFocus()
        else:
            self.panel.note.button.setFocus()

    def _refuse(self, answer: Answer) -> None:
        """Why this parcel must not go on, and where its goods belong. Not on the way of an ordinary scan: it reads."""
        assert answer.parcel_id is not None
        parcel_id = answer.parcel_id
        view = self.desk.read(lambda session: queries.parcel_view(session.connection(), parcel_id))
        waiting = self.desk.read(put_backs, parcel_id)
        self._refused_id = parcel_id
        if self._parcel is not None and self._parcel.view.id != parcel_id and self._parcel.complete:
            self._parcel = None
        fields = answer_fields(answer, self._parcel)
        self.refused.show_refused(
            view,
            f"packing.refused_{answer.verdict.value}",
            waiting,
            goods_go_back=answer.verdict in (Verdict.CANCELLED, Verdict.CHANGED),
            **fields,
        )
        self._show_page()

    def _close(self) -> None:
        self._parcel = self._refused_id = None
        self._show_page()
        self.setFocus()
        for hand in self.hands:
            hand.shown(None, None)

    def _show_page(self) -> None:
        page = self.refused if self._refused_id is not None else self.panel if self._parcel is not None else self.idle
        self.pages.setCurrentWidget(page)
        self.side.practise.setVisible(page is not self.idle)  # that page offers it itself
        self.buttons["confirm"].setEnabled(self._asks())
        self.buttons["untick"].setEnabled(self._refused_id is None and self._parcel is not None and self._parcel.ticks)
        self.buttons["undo"].setEnabled(self._parcel is not None)
        self.buttons["leave"].setEnabled(self._parcel is not None or self._refused_id is not None)
        for hand in self.hands:
            for name in hand.actions():
                self.buttons[name].setEnabled(self._refused_id is None and hand.can(name, self._parcel))

    def _read_side(self) -> None:
        if not self.desk.logged_in:
            return
        now = self.desk.warehouse.clock()
        midnight = datetime.combine(now.astimezone().date(), time(0)).astimezone()
        waiting = self.desk.read(queries.waiting_parcels, NEXT_PARCELS + 1)
        current = self._parcel.view.id if self._parcel is not None else None
        others = [parcel for parcel in waiting if parcel.id != current]
        self.side.show_waiting(others, self.desk.read(queries.desk_figures, now, midnight), now)
        self.to_picking.setVisible(not waiting)
        if waiting:
            self.idle.show_state("scan", "packing.idle_title", "packing.idle_words")
        else:
            self.idle.show_state("tray", "packing.nothing_open_title", "packing.nothing_open_words")

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
        elif event.key() == Qt.Key.Key_Escape and (self._parcel is not None or self._refused_id is not None):
            self._escape()
        else:
            super().keyPressEvent(event)

    def _asks(self, *, ticks: bool = True) -> bool:
        """Whether there is something to confirm; ``ticks``: also what could be ticked before the last piece is in."""
        if self._refused_id is not None:
            return self.refused.asks
        if self._parcel is None or not self._parcel.noted:
            return self._parcel is not None
        return bool(self._parcel.to_do) and (ticks or self._parcel.full)

    def _escape(self) -> None:
        if self._escaped.isActive():
            self._escaped.stop()
            self.leave()
            return
        self._escaped.start()
        self.desk.messages.tell("information", "packing.escape_again")
