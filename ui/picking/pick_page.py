"""Picking on the screen: one stop at a time in walking order, the bin huge; scan the bin, then the goods.

What was taken is in the database (``picking.confirming``): leaving, a crash or another desk go on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.language import tr
from ui.packing.painted import PaintedRow, PaintedRows
from ui.packing.verdicts import Look, variant_of
from ui.picking.missing_form import MissingForm
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, row
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import Button, Heading, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.sets.words import for_sets
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.rules import Command
from warehouse_app.packing.short_pick import ShortPicked
from warehouse_app.picking.confirming.commands import Answer, confirm_stop, take, undo_taken
from warehouse_app.picking.confirming.queries import Walk, WalkStop, walk
from warehouse_app.picking.confirming.rules import Verdict
from warehouse_app.picking.ways import Way
from warehouse_app.store.warehouse import new_action

_REST_MS = 300
"""The walk is read again when no scan came for this long: another desk may pick the same wave, or stop one of its orders."""
_BIN_PX, _BIN_LOW_PX = 96, 52
_LOW = 490  # the height of the page in a window 680 high
_NAME_MOST = 40  # characters of a product's name that are still read at a glance

LOOKS: dict[Verdict, Look] = {
    Verdict.BIN_OPEN: Look("next", "right", "counts"),
    Verdict.TAKEN: Look("right", "right", "counts"),
    Verdict.STOP_DONE: Look("complete", "complete", "counts"),
    Verdict.WAVE_DONE: Look("complete", "complete"),
    Verdict.BIN_FIRST: Look("warning", "warn"),
    Verdict.WRONG_BIN: Look("wrong", "wrong"),
    Verdict.WRONG_ITEM: Look("wrong", "wrong"),
    Verdict.ONE_TOO_MANY: Look("extra", "extra"),
    Verdict.UNKNOWN: Look("unknown", "unknown"),
    Verdict.UNDONE: Look("information", "right", "counts"),
    Verdict.NOTHING_TO_UNDO: Look("warning", "warn"),
}
_TAKES = (Verdict.TAKEN, Verdict.STOP_DONE, Verdict.WAVE_DONE)


@dataclass(slots=True)
class _Here:
    """Where the picker stands: the stop that is shown, and the bin that was scanned."""

    stop: WalkStop | None = None
    bin_id: int | None = None

    @property
    def open(self) -> bool:
        return self.stop is not None and self.bin_id == self.stop.place[0]


class PickPage(Page):
    """See the module. ``left`` asks for the list of waves, ``wall_asked(wave id)`` for the sorting wall."""

    topics = frozenset({"orders", "parcels", "waves", "stock"})
    left = Signal()
    wall_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.walk: Walk | None = None
        self._here = _Here()
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self.refresh)
        self.title = Heading(parent=self)
        self.progress = Text(role="large", parent=self)
        self.buttons = {
            "confirm": Button("ways.take_all", kind="primary", icon="check", parent=self),
            "missing": Button("ways.missing", icon="warning", parent=self),
            "undo": Button("ways.undo_last", icon="undo", parent=self),
            "leave": Button("ways.back", icon="wave", parent=self),
        }
        self.wanted = Text(role="large", parent=self)
        self.bin = Text(parent=self)
        self.count = Text(role="count", parent=self)
        self.name = Text(role="item", wrap=True, parent=self)
        self.variant = Text(role="large", wrap=True, parent=self)
        self.slots = Text(role="large", wrap=True, parent=self)
        self.picture = Picture(self, size=space(38))
        self.pages = QStackedWidget(self)
        self.done = EmptyState("complete", "ways.walk_done", "ways.walk_done_words", self)
        self.done.icon.show_icon("complete", "right")
        self.to_wall = self.done.add_button(Button("ways.to_wall", kind="primary", icon="tray", shortcut="F10", parent=self.done))
        self.to_wall.clicked.connect(lambda: self.wall_asked.emit(self._wave_id))
        self.next_words = Text("ways.next_stops", role="muted", parent=self)
        self.next_stops = PaintedRows(self)
        self._lay_out()
        doing = {"confirm": self.confirm, "missing": self.missing, "undo": self.undo, "leave": self.left.emit}
        for (name, do), key in zip(doing.items(), ("F2", "F6", "F4", "F9"), strict=True):
            self.bind(self.buttons[name], key, do)

    def bind(self, button: Button, key: str, do: object) -> None:
        """A button with its key."""
        shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(do)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
        button.clicked.connect(do)

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside = column(self, gap=3)
        head = row(gap=4)
        head.addWidget(self.title)
        head.addWidget(self.progress, 1)
        for button in self.buttons.values():
            head.addWidget(button)
        inside.addLayout(head)
        self.pages.addWidget(self._stop_card())
        self.pages.addWidget(self.done)
        inside.addWidget(self.pages, 2)
        inside.addWidget(self.next_words)
        area = Scrolled(self.next_stops, self)
        area.setMinimumHeight(space(18))
        inside.addWidget(area, 1)

    def _stop_card(self) -> QWidget:
        frame = card(self)
        self._show_bin_in(_BIN_PX)
        inside = column(frame, gap=2, margin=6)
        top = row(gap=6)
        top.addWidget(self.bin, 1)
        top.addWidget(self.count)
        inside.addWidget(self.wanted)
        inside.addLayout(top)
        below = row(gap=6)
        below.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=3)
        for line in (self.name, self.variant, self.slots):
            words.addWidget(line)
        words.addStretch(1)
        below.addLayout(words, 1)
        inside.addLayout(below, 1)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the bin is smaller, so that the goods stand whole below it."""
        super().resizeEvent(event)
        self._show_bin_in(_BIN_PX if self.height() >= _LOW else _BIN_LOW_PX)

    def _show_bin_in(self, pixels: int) -> None:
        look = f"font-size: {pixels}px; font-weight: bold;"
        if self.bin.styleSheet() != look:
            self.bin.setStyleSheet(look)

    # --- the page ---------------------------------------------------------------------------------------------------

    def open_wave(self, wave_id: int) -> None:
        """Show the walk of a wave where it goes on."""
        self.walk = self.desk.read(walk, wave_id)
        self._here = _Here()
        self._show()

    def enter(self) -> None:
        """Ready to scan."""
        self.setFocus()

    def refresh(self) -> None:
        """Read the walk again."""
        if self.walk is not None and self.desk.logged_in:
            self.walk = self.desk.read(walk, self.walk.wave_id)
            self._show()

    def take_scan(self, scan: Scan) -> None:
        """A bin, goods, a command, or a wave's number. Raises what the command raises."""
        codes = (scan.text, *scan.alternatives)
        stop = self._here.stop
        if Command.UNDO in codes:
            self._answer(self.desk.command(undo_taken, self._wave_id, new_action()))
        elif Command.LEAVE in codes:
            self.left.emit()
        elif Command.CONFIRM in codes:
            if stop is not None:
                self._answer(self.desk.command(confirm_stop, self._wave_id, stop.place, new_action()))
        elif stop is None:
            self._other(codes)
        else:
            answer = self.desk.command(take, self._wave_id, stop.place, codes, new_action(), bin_open=self._here.open)
            if answer.verdict is not Verdict.UNKNOWN or not self._other(codes, strange=False):
                self._answer(answer)

    def _other(self, codes: tuple[str, ...], *, strange: bool = True) -> bool:
        """Neither bin nor goods of this stop: a wave's number opens its walk."""
        with self.desk.warehouse.reading() as session:
            found = meanings(session.connection(), codes)
        wave = next((one for one in found if one.kind is Kind.WAVE), None)
        if wave is not None:
            self.open_wave(wave.id)
            self.answered.emit("next", "ways.walk_opened", {"wave": wave.code}, "right")
        elif strange:
            self.answered.emit("warning", "ways.pick_no_stop", {"scanned": codes[0]}, "warn")
        return wave is not None

    # --- what can be done -------------------------------------------------------------------------------------------

    @property
    def _wave_id(self) -> int:
        assert self.walk is not None, "the page is opened with a wave"
        return self.walk.wave_id

    def confirm(self) -> None:
        """All that is still wanted at this stop was taken."""
        if self._here.stop is not None:
            answer = self.desk.try_command(confirm_stop, self._wave_id, self._here.stop.place, new_action())
            if answer is not None:
                self._answer(answer)

    def missing(self) -> None:
        """There is less in the bin than is wanted: ask how much."""
        if self._here.stop is None:
            return
        form = MissingForm(self.desk, self, self._wave_id, self._here.stop)
        form.accepted.connect(lambda: self._answer_missing(form.result))
        form.open()

    def _answer_missing(self, done: ShortPicked | None) -> None:
        if done is None:
            return
        between = tr("packing.between")
        fields: dict[str, object] = {
            "moved": done.moved, "bins": between.join(done.bins), "n": len(done.waiting), "orders": between.join(done.waiting),
        }  # fmt: skip
        code = "ways.missing_both" if done.moved and done.waiting else "ways.missing_moved"
        self.answered.emit("warning", code if done.moved else "ways.missing_waiting", fields, "warn")
        self.refresh()

    def undo(self) -> None:
        """What this desk confirmed last lies in its bin again."""
        try:
            self._answer(self.desk.command(undo_taken, self._wave_id, new_action()))
        except WarehouseError as error:
            self.desk.messages.error(error)

    # --- answers ----------------------------------------------------------------------------------------------------

    def _answer(self, answer: Answer) -> None:
        """Band and sound first, then the stop."""
        look, stop = LOOKS[answer.verdict], self._here.stop
        if answer.verdict is Verdict.BIN_OPEN and stop is not None:
            self._here.bin_id = stop.place[0]
        verdict = answer.verdict.value
        in_slot = "_slot" if answer.slots and answer.verdict is not Verdict.UNDONE else ""
        fields = self._fields(answer, stop)
        self.answered.emit(
            look.kind, f"ways.pick_{verdict}{in_slot}", fields | {"detail": f"ways.pickdetail_{verdict}"}, look.sound
        )
        spoken = f"ways.pick_{verdict}{in_slot}"
        self.desk.sounds.speak(tr(spoken, **fields), level="alarms" if in_slot else look.spoken)
        if answer.again or answer.verdict is Verdict.UNDONE:
            self.refresh()
        elif answer.verdict in _TAKES and stop is not None:
            self._count(answer, stop)
        else:
            self._show_wanted()
        self._rest.start()

    def _count(self, answer: Answer, stop: WalkStop) -> None:
        """The number goes down, or the next stop is shown, without reading the walk again: the next scan is on its way."""
        assert self.walk is not None
        here = replace(stop, taken=stop.quantity - answer.left)
        stops = tuple(here if one is stop else one for one in self.walk.stops)
        self.walk = replace(self.walk, stops=stops, picked=answer.verdict is Verdict.WAVE_DONE)
        if answer.verdict is not Verdict.TAKEN:
            self._show()
            return
        self._here.stop = here
        self.count.show_plain(f"{here.taken} / {here.quantity}")
        self._show_progress()
        self._show_wanted()

    def _fields(self, answer: Answer, stop: WalkStop | None) -> dict[str, object]:
        item = answer.item
        return {
            "item": f"{item.name} {variant_of(item.colour, item.size)}".strip() if item is not None else "",
            "wanted": f"{stop.name} {variant_of(stop.colour, stop.size)}".strip() if stop is not None else "",
            "bin": stop.bin if stop is not None else "",
            "scanned": answer.code,
            "pieces": answer.pieces,
            "left": answer.left,
            "slots": slot_words(answer.slots),
        }

    # --- showing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        assert self.walk is not None
        stop = None if self.walk.picked else self.walk.next
        self._here = _Here(stop, self._here.bin_id)
        self.title.show_plain(self.walk.wave)
        self._show_progress()
        stops = self.walk.stops
        self.pages.setCurrentIndex(0 if stop is not None else 1)
        for name in ("confirm", "missing", "undo"):
            self.buttons[name].setEnabled(not self.walk.picked)
        if stop is not None:
            self._show_stop(stop)
        self.to_wall.setVisible(self.walk.way is Way.SORT)
        after = [] if self.walk.picked else [_row(one) for one in stops if one.left and one is not stop]
        self.next_words.setVisible(bool(after))
        self.next_stops.show_rows(after)

    def _show_progress(self) -> None:
        assert self.walk is not None
        stops = self.walk.stops
        self.progress.show_code(
            "ways.walk_progress", done=sum(not one.left for one in stops), stops=len(stops),
            taken=sum(min(one.taken, one.quantity) for one in stops), pieces=sum(one.quantity for one in stops),
        )  # fmt: skip

    def _show_stop(self, stop: WalkStop) -> None:
        assert self.walk is not None
        self.bin.show_plain(stop.bin)
        self.count.show_plain(f"{stop.taken} / {stop.quantity}")
        self.name.show_plain(stop.name if len(stop.name) <= _NAME_MOST else stop.name[: _NAME_MOST - 1] + "…")
        about = (variant_of(stop.colour, stop.size), stop.seller_code, for_sets(stop.of_sets, language.current()))
        self.variant.show_plain("   ".join(part for part in about if part))
        self.slots.setVisible(self.walk.way is not Way.SORT)
        self.slots.show_code("ways.for_slots", slots=slot_words(stop.slots))
        self.picture.show_file(self.desk.folder.pictures / stop.picture if stop.picture else None)
        self._show_wanted()

    def _show_wanted(self) -> None:
        self.wanted.show_code("ways.want_item" if self._here.open else "ways.want_bin")

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.walk is not None:
            self._show()
        super().changeEvent(event)


def slot_words(slots: tuple[tuple[int, int], ...]) -> str:
    """Slots as the pick list writes them."""
    return "  ".join(f"#{slot}" if pieces == 1 else f"#{slot}×{pieces}" for slot, pieces in slots)


def _row(stop: WalkStop) -> PaintedRow:
    return PaintedRow(
        "next" if stop.taken else "box-empty", "muted", f"{stop.bin}   {stop.name} {variant_of(stop.colour, stop.size)}",
        number=f"{stop.left}",
    )  # fmt: skip
