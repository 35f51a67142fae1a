"""Counting at the shelf: scan the bin, scan what lies in it or key how many, and the next bin. Readable from two metres.

Every scan is in the database before it is answered: a pause, a crash, another desk or another person go on where it was.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bursts import Scan
from ui.counting.choice import StocktakeChoice
from ui.counting.count_forms import AgainForm, PiecesForm, StrangePictureForm, SureForm
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.packing.verdicts import Look, variant_of
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from warehouse_app.counting.finishing import Finished, finish
from warehouse_app.counting.queries import BinView, CountedItem, bin_view, stocktakes
from warehouse_app.counting.rules import EMPTY_CODE, GOOD, Verdict
from warehouse_app.counting.scanning import Answer, Mode, scan, undo_last
from warehouse_app.errors import Conflict, WarehouseError
from warehouse_app.packing.keying import number_of
from warehouse_app.packing.rules import Command
from warehouse_app.store.warehouse import new_action

_REST_MS = 250
"""The list is read again when no scan came for this long."""
_BIN_PX, _COUNT_PX = 88, 112

LOOKS: dict[Verdict, Look] = {
    Verdict.BIN_OPEN: Look("next", "opened", "counts"),
    Verdict.BIN_ASK: Look("warning", "warn"),
    Verdict.BIN_OTHER: Look("warning", "warn"),
    Verdict.BIN_NOT_YOURS: Look("blocked", "blocked"),
    Verdict.BIN_FIRST: Look("warning", "warn"),
    Verdict.COUNTED: Look("right", "right", "counts"),
    Verdict.MISPLACED: Look("information", "elsewhere"),
    Verdict.NOT_BOOKED: Look("information", "check"),
    Verdict.NOT_LISTED: Look("warning", "warn"),
    Verdict.UNKNOWN: Look("unknown", "unknown"),
    Verdict.SURE: Look("warning", "warn"),
    Verdict.UNDONE: Look("information", "undone", "counts"),
    Verdict.NOTHING_TO_UNDO: Look("warning", "warn"),
}


class CountingPage(Page):
    """See the module."""

    topics = frozenset({"stocktakes", "count_results"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.bin_id: int | None = None
        self._keyed: int | None = None
        self._strange: tuple[int, str] | None = None  # the bin and the code nobody knew, for its picture
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._show_bin)
        self.choice = StocktakeChoice(self)
        self.progress = Heading(parent=self)
        self.progress.setWordWrap(True)
        self.buttons = {
            "finish": Button("counting.do_finish", kind="primary", icon="check", parent=self),
            "pieces": Button("counting.do_pieces", icon="plus", parent=self),
            "picture": Button("evidence.picture", icon="picture", parent=self),
            "undo": Button("counting.do_undo", icon="undo", parent=self),
            "empty": Button("counting.do_empty", icon="box-empty", parent=self),
            "pause": Button("counting.do_pause", icon="pause", parent=self),
        }
        self.bin = Text(parent=self)
        self.asked = Text(role="large", wrap=True, parent=self)
        self.total = Text(parent=self)
        self.total_words = Text("counting.pieces_in_bin", role="muted", parent=self)
        self.name = Text(role="item", wrap=True, parent=self)
        self.variant = Text(role="large", wrap=True, parent=self)
        self.keyed = Text(role="large", parent=self)
        self.pages = QStackedWidget(self)
        self.idle = EmptyState("barcode", "counting.scan_bin", "counting.scan_bin_words", self)
        self.to_plan = self.idle.add_button(Button("counting.to_plan", kind="primary", icon="plus", parent=self.idle))
        self.items: ShortTable[CountedItem] = ShortTable(
            _columns(), EmptyState("scan", "counting.nothing_yet", "counting.nothing_yet_words", self), self, many=False
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=3)
        head.addWidget(self.choice)
        head.addWidget(self.progress, 1)
        for button in self.buttons.values():
            head.addWidget(button)
        inside.addLayout(head)
        self.pages.addWidget(self.idle)
        self.pages.addWidget(self._counting())
        inside.addWidget(self.pages, 1)

    def _counting(self) -> QWidget:
        whole = QWidget(self)
        frame = card(self)
        self.bin.setStyleSheet(f"font-size: {_BIN_PX}px; font-weight: bold;")
        self.total.setStyleSheet(f"font-size: {_COUNT_PX}px; font-weight: bold;")
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.total_words.setAlignment(Qt.AlignmentFlag.AlignRight)
        left = column(gap=2)
        for line in (self.bin, self.asked, self.name, self.variant, self.keyed):
            left.addWidget(line)
        left.addStretch(1)
        right = column(gap=0)
        right.addWidget(self.total)
        right.addWidget(self.total_words)
        right.addStretch(1)
        inside = row(frame, gap=6, margin=5)
        inside.addLayout(left, 1)
        inside.addLayout(right)
        outside = column(whole, gap=3)
        outside.addWidget(frame, 3)
        outside.addWidget(self.items, 2)
        return whole

    def _connect(self) -> None:
        doing: dict[str, Callable[[], None]] = {
            "finish": self.finish, "pieces": self.ask_pieces, "picture": self.ask_picture, "undo": self.undo,
            "empty": self.declare_empty, "pause": self.pause,
        }  # fmt: skip
        for (name, do), key in zip(doing.items(), ("F2", "F8", "F7", "F4", "F6", "F9"), strict=True):
            button = self.buttons[name]
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(do)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
            button.clicked.connect(do)
        self.choice.currentIndexChanged.connect(lambda _: self._changed_stocktake())
        self.to_plan.clicked.connect(lambda: self.page_asked.emit("stocktakes", None))

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan; what another desk planned meanwhile is there."""
        self._show_head(None)
        self.setFocus()

    def refresh(self) -> None:
        """Read the open stocktakes and the bin again."""
        self._show_head(None)
        self._show_bin()

    def take_subject(self, subject: object) -> None:
        """Count in this stocktake."""
        if isinstance(subject, int):
            self._show_head(subject)
            self._changed_stocktake()

    def _show_head(self, chosen: int | None) -> None:
        heads = [head for head in self.desk.read(stocktakes) if head.state == "open"]
        self.choice.show_rows(heads, chosen)
        self.choice.setVisible(bool(heads))
        here = next((head for head in heads if head.id == self.choice.stocktake_id), None)
        if here is None:
            self.bin_id = None
            self.progress.show_code("")
            self.idle.show_state("barcode", "counting.none_open", "counting.none_open_words")
        else:
            self.progress.show_code("counting.progress", done=here.done, bins=here.bins, recounts=here.recounts)
            self.idle.show_state("barcode", "counting.scan_bin", "counting.scan_bin_words")
        self.to_plan.setVisible(here is None)

    def _changed_stocktake(self) -> None:
        self.bin_id = None
        self._key(None)
        self._show_head(None)
        self._show_bin()
        self.setFocus()

    def _show_bin(self) -> None:
        """The open bin, or the wish for one."""
        view = None if self.bin_id is None else self.desk.read(bin_view, self.bin_id)
        if view is None or view.state != "counting":
            self.bin_id = None
        else:
            self._show_view(view)
        self._show_open()

    def _show_open(self) -> None:
        is_open = self.bin_id is not None
        self.pages.setCurrentIndex(1 if is_open else 0)
        for button in self.buttons.values():
            button.setEnabled(is_open)
        self.buttons["picture"].setVisible(is_open and self._strange is not None and self._strange[0] == self.bin_id)

    def _show_view(self, view: BinView) -> None:
        self.bin.show_plain(view.bin)
        self.total.show_plain(str(view.pieces))
        self.asked.setVisible(view.listed)
        self.asked.show_code("counting.only_these" if view.listed else "")
        self.items.table.view.setColumnHidden(4, view.blind)
        self.items.show_rows(view.items)

    # --- scans ------------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """A bin, goods, a number, or a command. Raises what the commands raise."""
        codes = (scan.text, *scan.alternatives)
        commands: dict[str, Callable[[], None]] = {
            Command.UNDO: self._undo, Command.CONFIRM: self._finish, Command.LEAVE: self.pause, EMPTY_CODE: self._declare_empty,
        }  # fmt: skip
        command = next((commands[code] for code in codes if code in commands), None)
        number = number_of(scan.text, typed=scan.source == "typed")
        if command is not None:
            command()
        elif number is not None:
            self._key(number)
        else:
            self._count(codes)

    def _count(self, codes: tuple[str, ...], mode: Mode = "ask", *, pieces: int | None = None, sure: bool = False) -> None:
        if self.choice.stocktake_id is None:
            self._show_head(None)  # another desk may have planned one
        stocktake_id = self.choice.stocktake_id
        if stocktake_id is None:
            self.answered.emit("warning", "counting.none_open", {"detail": "counting.none_open_words"}, "warn")
            return
        keyed = pieces if pieces is not None else self._keyed
        answer = self.desk.command(scan, stocktake_id, self.bin_id, codes, new_action(), keyed, sure=sure, mode=mode)
        self._answer(answer, codes, keyed)

    def _answer(self, answer: Answer, codes: tuple[str, ...], keyed: int | None) -> None:
        before = self.bin_id
        ended: Finished | None = None
        if answer.verdict is Verdict.BIN_OPEN:
            if before is not None and before != answer.bin_id:
                ended = self._end_quietly(before)
            self.bin_id = answer.bin_id
            self.bin.show_plain(answer.bin)
            self.name.show_plain("")
            self.variant.show_plain("")
        if answer.verdict is not Verdict.SURE:
            self._key(None)
        if answer.verdict is Verdict.UNKNOWN and answer.bin_id is not None:
            self._strange = (answer.bin_id, answer.code)
        elif answer.verdict is Verdict.UNDONE and self._strange == (answer.bin_id, answer.code):
            self._strange = None
        self._show_open()
        self._say(answer, ended)
        if answer.verdict in GOOD or answer.verdict in (Verdict.UNDONE, Verdict.UNKNOWN):
            self._show_counted(answer)
        if answer.verdict is Verdict.BIN_ASK:
            self._ask_again(answer, codes)
        elif answer.verdict is Verdict.SURE:
            self._ask_sure(answer, codes, keyed)
        elif answer.verdict is Verdict.BIN_OPEN:
            self._show_bin()
        self._rest.start()

    def _end_quietly(self, bin_id: int) -> Finished | None:
        """The next bin's scan ends the one before; one in which nothing was counted stays begun."""
        try:
            return self.desk.command(finish, bin_id)
        except Conflict:
            return None

    def _say(self, answer: Answer, ended: Finished | None) -> None:
        look, item = LOOKS[answer.verdict], answer.item
        fields: dict[str, object] = {
            "scanned": answer.code, "bin": answer.bin or answer.code, "pieces": answer.pieces, "line": answer.line,
            "total": answer.total, "who": answer.who, "item": f"{item.name} {variant_of(item.colour, item.size)}" if item else "",
            "bins": tr("packing.between").join(answer.elsewhere),
        }  # fmt: skip
        detail = f"counting.detail_{answer.verdict.value}"
        if ended is not None:
            detail = "counting.detail_ended_again" if ended.again else "counting.detail_ended"
            fields |= {"last": ended.bin, "counted": ended.pieces}
        code = f"counting.verdict_{answer.verdict.value}"
        self.answered.emit(look.kind, code, fields | {"detail": detail}, look.sound)
        self.desk.sounds.speak(tr(code, **fields), level=look.spoken)

    def _show_counted(self, answer: Answer) -> None:
        self.total.show_plain(str(answer.total))
        if answer.item is not None:
            self.name.show_code("counting.item_line", item=answer.item.name, line=answer.line)
            self.variant.show_plain(f"{variant_of(answer.item.colour, answer.item.size)}   {answer.item.seller_code}".strip())
        else:
            self.name.show_code("counting.strange_line", scanned=answer.code)
            self.variant.show_plain("")

    def _ask_again(self, answer: Answer, codes: tuple[str, ...]) -> None:
        form = AgainForm(self, answer)
        form.chosen.connect(lambda mode: self._try(lambda: self._count(codes, mode)))
        form.open()

    def _ask_sure(self, answer: Answer, codes: tuple[str, ...], keyed: int | None) -> None:
        form = SureForm(self, answer)
        form.accepted.connect(lambda: self._try(lambda: self._count(codes, pieces=keyed, sure=True)))
        form.rejected.connect(lambda: self._key(None))
        form.open()

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
        except WarehouseError as error:
            self.desk.messages.error(error)

    def _key(self, pieces: int | None) -> None:
        self._keyed = pieces
        self.keyed.show_code("counting.keyed" if pieces else "", pieces=pieces)
        self.keyed.setVisible(pieces is not None)

    # --- what can be done -------------------------------------------------------------------------------------------

    def ask_pieces(self) -> None:
        """Key how many pieces the next scan stands for."""
        if self.bin_id is None:
            return
        form = PiecesForm(self)
        form.accepted.connect(lambda: self._key(form.pieces))
        form.open()

    def ask_picture(self) -> None:
        """A picture of the piece whose code nobody knew, also while the next ones are scanned."""
        if self._strange is not None and self._strange[0] == self.bin_id:
            StrangePictureForm(self.desk, self, *self._strange, self.bin.text()).open()

    def undo(self) -> None:
        """What this desk counted last was not counted."""
        self._try(self._undo)

    def _undo(self) -> None:
        if self.bin_id is not None:
            self._answer(self.desk.command(undo_last, self.bin_id, new_action()), (), None)

    def finish(self) -> None:
        """All that lies in the bin was counted."""
        self._try(self._finish)

    def _finish(self) -> None:
        if self.bin_id is not None:
            self._ended(self.desk.command(finish, self.bin_id))

    def declare_empty(self) -> None:
        """Nothing lies in the bin."""
        self._try(self._declare_empty)

    def _declare_empty(self) -> None:
        if self.bin_id is not None:
            self._ended(self.desk.command(finish, self.bin_id, empty=True))

    def _ended(self, done: Finished) -> None:
        self.bin_id = None
        self._key(None)
        code = "counting.ended_again" if done.again else "counting.ended_bin"
        detail = "counting.detail_other" if done.other else "counting.detail_again" if done.again else "counting.detail_next"
        fields: dict[str, object] = {"bin": done.bin, "pieces": done.pieces, "skus": done.again or done.skus, "detail": detail}
        self.answered.emit("complete" if not done.again else "information", code, fields, "complete")
        self.desk.sounds.speak(tr(code, **fields), level="counts")
        self._show_bin()

    def pause(self) -> None:
        """The bin waits as it is, for anybody."""
        if self.bin_id is not None:
            self.answered.emit("information", "counting.paused", {"bin": self.bin.text(), "detail": "counting.detail_paused"}, "")
            self.bin_id = None
            self._key(None)
            self._show_bin()


def _columns() -> list[Column[CountedItem]]:
    return [
        Column[CountedItem]("name", "inbound.col_name", width=0),
        Column[CountedItem]("colour", "inbound.col_variant", lambda item: variant_of(item.colour, item.size), width=180),
        Column[CountedItem]("seller_code", "inbound.col_code", width=180),
        Column[CountedItem]("counted", "counting.col_counted", align="right", width=110),
        Column[CountedItem]("expected", "counting.col_expected", align="right", width=110),
    ]
