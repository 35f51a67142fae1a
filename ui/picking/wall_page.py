"""The sorting wall: scan a piece, its slot stands here in huge digits and is spoken.

What lies where is in the database (``picking.sorting``): leaving, a crash or another desk at the same wall lose nothing.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.language import tr
from ui.packing.verdicts import Look, variant_of
from ui.picking.wall_grid import WallGrid
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Heading, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.rules import Command
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.queries import parcel_rows
from warehouse_app.picking.sorting.commands import Answer, sort, undo_sorted
from warehouse_app.picking.sorting.queries import Wall, wall
from warehouse_app.picking.sorting.rules import SlotState, Verdict
from warehouse_app.picking.ways import Way, way_of
from warehouse_app.store.warehouse import new_action

_REST_MS = 300
"""The wall is read again when no scan came for this long: another desk may sort at it, too."""
_DIGITS_PX = 150


LOOKS: dict[Verdict, Look] = {
    Verdict.SORTED: Look("right", "right"),
    Verdict.COMPLETE: Look("complete", "complete"),
    Verdict.ALL_SORTED: Look("complete", "complete"),
    Verdict.ONE_TOO_MANY: Look("extra", "extra"),
    Verdict.PACK_TOO_LARGE: Look("warning", "warn"),
    Verdict.NOT_IN_WAVE: Look("wrong", "wrong"),
    Verdict.STOPPED: Look("blocked", "blocked"),
    Verdict.NOT_PICKED: Look("warning", "warn"),
    Verdict.UNKNOWN: Look("unknown", "unknown"),
    Verdict.UNDONE: Look("information", "right", "counts"),
    Verdict.NOTHING_TO_UNDO: Look("warning", "warn"),
}


class WallPage(Page):
    """See the module. ``left`` asks for the list of waves."""

    topics = frozenset({"orders", "parcels", "waves"})
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.wall: Wall | None = None
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self.refresh)
        self.title = Heading(parent=self)
        self.progress = Text(role="large", parent=self)
        self.buttons = {
            "confirm": Button("ways.goods_here", kind="primary", icon="check", parent=self),
            "undo": Button("ways.undo", icon="undo", parent=self),
            "leave": Button("ways.back", icon="wave", parent=self),
        }
        self.digits = Text(parent=self)
        self.item = Text(role="large", wrap=True, parent=self)
        self.count = Text(role="large", wrap=True, parent=self)
        self.picture = Picture(self, size=space(32))
        self.grid = WallGrid(self)
        self._lay_out()
        for name, key, do in (("confirm", "F2", self.confirm), ("undo", "F4", self.undo), ("leave", "F9", self.left.emit)):
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(do)
            button = self.buttons[name]
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
            button.clicked.connect(do)

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.digits.setStyleSheet(f"font-size: {_DIGITS_PX}px; font-weight: bold;")
        self.digits.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.digits.setMinimumHeight(space(46))
        inside = column(self, gap=3)
        head = row(gap=4)
        head.addWidget(self.title)
        head.addWidget(self.progress, 1)
        for button in self.buttons.values():
            head.addWidget(button)
        inside.addLayout(head)
        below = row(gap=4)
        below.addWidget(self._answer_card())
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.grid)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area = area
        below.addWidget(area, 1)
        inside.addLayout(below, 1)

    def _answer_card(self) -> QWidget:
        frame = card(self)
        frame.setFixedWidth(space(85))
        words: QVBoxLayout = column(frame, gap=3, margin=5)
        words.addWidget(self.digits)
        words.addWidget(self.count)
        words.addWidget(self.item)
        words.addWidget(self.picture)
        words.addStretch(1)
        return frame

    # --- the page ---------------------------------------------------------------------------------------------------

    def open_wave(self, wave_id: int) -> None:
        """Show the wall of a wave, as the database has it."""
        self.wall = self.desk.read(wall, wave_id)
        self.grid.last = 0
        self.refresh()
        self._show_waiting()

    def enter(self) -> None:
        """Ready to scan."""
        self.setFocus()

    def refresh(self) -> None:
        """Read the wall again."""
        if self.wall is None or not self.desk.logged_in:
            return
        picked = self.wall.picked
        self.wall = self.desk.read(wall, self.wall.wave_id)
        self.grid.show_slots(self.wall.slots)
        self._show_progress()
        if self.wall.picked != picked:
            self._show_waiting()

    def take_scan(self, scan: Scan) -> None:
        """Goods, a command, or the number of a wave. Raises what the command raises."""
        codes = (scan.text, *scan.alternatives)
        if Command.UNDO in codes:
            self._answer(self.desk.command(undo_sorted, self._wave_id, new_action()))
        elif Command.LEAVE in codes:
            self.left.emit()
        elif Command.CONFIRM in codes:
            self.confirm()
        else:
            answer = self.desk.command(sort, self._wave_id, codes, new_action())
            if answer.verdict is not Verdict.UNKNOWN or not self._names_something(codes):
                self._answer(answer)

    def _names_something(self, codes: tuple[str, ...]) -> bool:
        """No goods: a wave's number opens its wall, a waybill says its slot."""
        with self.desk.warehouse.reading() as session:
            found = meanings(session.connection(), codes)
            parcel = next((one for one in found if one.kind is Kind.PARCEL), None)
            rows = parcel_rows(session, [parcel.id]) if parcel is not None else []
        wave = next((one for one in found if one.kind is Kind.WAVE), None)
        if wave is not None:
            self._open_scanned(wave.id, wave.code)
        elif rows:
            fields: dict[str, object] = {"waybill": rows[0].waybill, "slot": rows[0].slot, "wave": rows[0].wave}
            mine = self.wall is not None and rows[0].wave == self.wall.wave
            code = "ways.slot_of_parcel" if mine else "picking.parcel_found"
            self.answered.emit("information", code, fields, "right")
            self._frame(rows[0].slot if mine else 0)
        return wave is not None or bool(rows)

    def _open_scanned(self, wave_id: int, number: str) -> None:
        """A wave's number, scanned at the wall, says that its goods are here."""
        if self.desk.read(way_of, wave_id) is not Way.SORT:
            self.answered.emit("warning", "ways.not_for_wall", {"number": number}, "warn")
            return
        self.desk.command(confirm_picked, wave_id)
        self.open_wave(wave_id)
        fields: dict[str, object] = {"wave": number, "detail": "ways.wall_opened_detail"}
        self.answered.emit("next", "ways.wall_opened", fields, "right")

    # --- what can be done -------------------------------------------------------------------------------------------

    @property
    def _wave_id(self) -> int:
        assert self.wall is not None, "the page is opened with a wave"
        return self.wall.wave_id

    def confirm(self) -> None:
        """The goods of this wave are at the wall."""
        if self.wall is None or self.wall.picked:
            return
        count = self.desk.try_command(confirm_picked, self._wave_id)
        if count is not None:
            self.answered.emit("complete", "picking.picked_now", {"n": count}, "complete")
            self.refresh()

    def undo(self) -> None:
        """Take the piece this desk sorted last out of its slot."""
        try:
            answer = self.desk.command(undo_sorted, self._wave_id, new_action())
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        self._answer(answer)

    # --- answers ----------------------------------------------------------------------------------------------------

    def _answer(self, answer: Answer) -> None:
        """Band and sound first, then digits, then the slot on the wall."""
        look = LOOKS[answer.verdict]
        fields = self._fields(answer)
        detail = f"ways.walldetail_{answer.verdict.value}" + (f"_{answer.why}" if answer.verdict is Verdict.STOPPED else "")
        self.answered.emit(look.kind, f"ways.wall_{answer.verdict.value}", fields | {"detail": detail}, look.sound)
        self.desk.sounds.speak(tr(f"ways.say_{answer.verdict.value}", **fields), level=look.spoken)
        self._show_answer(answer, str(fields["item"]))
        self._rest.start()

    def _fields(self, answer: Answer) -> dict[str, object]:
        item = answer.item
        return {
            "item": f"{item.name} {variant_of(item.colour, item.size)}".strip() if item is not None else "",
            "scanned": answer.sorted if answer.slot else answer.code,
            "slot": answer.slot,
            "pieces": answer.pieces,
            "sorted": answer.sorted,
            "needed": answer.needed,
        }

    def _show_answer(self, answer: Answer, item: str) -> None:
        self.digits.show_plain(str(answer.slot) if answer.slot and answer.verdict is not Verdict.PACK_TOO_LARGE else "—")
        self.item.show_plain(item)
        if answer.slot and answer.verdict is not Verdict.PACK_TOO_LARGE:
            self.count.show_code("ways.in_slot", sorted=answer.sorted, needed=answer.needed)
        else:
            self.count.show_code(f"ways.wall_{answer.verdict.value}", **self._fields(answer))
        picture = answer.item.picture if answer.item is not None else ""
        self.picture.show_file(self.desk.folder.pictures / picture if picture else None)
        self.picture.setVisible(answer.item is not None)
        self._change_slot(answer)
        self._frame(answer.slot)

    def _change_slot(self, answer: Answer) -> None:
        if self.wall is None or answer.parcel_id is None:
            return
        slots = tuple(
            replace(slot, sorted=answer.sorted, why=answer.why) if slot.parcel_id == answer.parcel_id else slot
            for slot in self.wall.slots
        )
        self.wall = replace(self.wall, slots=slots)
        for slot in slots:
            if slot.parcel_id == answer.parcel_id:
                self.grid.change_slot(slot)
        self._show_progress()

    def _frame(self, number: int) -> None:
        self.grid.frame_slot(number)
        place = next((n for n, slot in enumerate(self.grid.slots) if slot.number == number), None)
        if place is not None:
            rect = self.grid.place_of(place)
            self.area.ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height())

    # --- showing ----------------------------------------------------------------------------------------------------

    def _show_progress(self) -> None:
        assert self.wall is not None
        going = [slot for slot in self.wall.slots if slot.state is not SlotState.STOPPED]
        full = [slot for slot in going if slot.state in (SlotState.COMPLETE, SlotState.PACKED)]
        got = sum(slot.needed if slot in full else slot.sorted for slot in going)
        self.title.show_code("ways.wall_of", wave=self.wall.wave)
        self.progress.show_code(
            "ways.wall_progress", sorted=got, pieces=sum(slot.needed for slot in going), full=len(full), slots=len(going)
        )
        self.buttons["confirm"].setVisible(not self.wall.picked)

    def _show_waiting(self) -> None:
        """Nothing was scanned yet: what to do."""
        assert self.wall is not None
        ready = "ready" if self.wall.picked else "not_here"
        self.digits.show_plain("")
        self.count.show_code(f"ways.wall_{ready}")
        self.item.show_code(f"ways.wall_{ready}_words")
        self.picture.hide()

    def changeEvent(self, event: QEvent) -> None:
        """The wall's words in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.wall is not None:
            self.grid.show_slots(self.wall.slots)
        super().changeEvent(event)
