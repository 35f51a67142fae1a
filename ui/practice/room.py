"""The practice room: the packing station of every day on the practice shop, what is in the hand beside it, the score after it.

It has a desk of its own, bound to the practice shop: nothing here can reach the real warehouse.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygon
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.bursts import Scan
from ui.desk import Desk
from ui.language import current
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from ui.packing.station import PackingStation
from ui.people.papers import PaperBanner
from ui.practice.score_page import ScorePage
from ui.practice.task_panel import TaskPanel
from ui.sounds import SoundName
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.pages import Pages
from ui.widgets.scan_box import ScanBox
from ui.widgets.text import Button, Heading, Text
from ui.widgets.verdict_band import VerdictBand, VerdictKind
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.answers import Answer
from warehouse_app.practice.commands import keep_score
from warehouse_app.practice.course import HANDED, Choice, Course
from warehouse_app.practice.documents import choice_code, write_practice_sheet
from warehouse_app.practice.shop import Shop
from warehouse_app.store.warehouse import new_action
from warehouse_app.words import LANGUAGES, say

_STRIPE_PX = 12
_TAKEN_APART = "packing.unpacked_title"


class _Watch(Hand):
    """Tells the room every answer of the station, after it is on the screen."""

    def __init__(self, station: PackingStation, heard: Callable[[OpenParcel | None, Answer], None]) -> None:
        super().__init__(station)
        self._heard = heard

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        if answer is not None:
            self._heard(parcel, answer)


class Stripe(QWidget):
    """The bar at the top that no real desk has: slanted stripes and the word in both languages."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(space(16) + _STRIPE_PX)
        self.word = Heading(parent=self)
        self.word.show_plain(" ".join(say("practice.word", language) for language in reversed(LANGUAGES)))
        self.words = Text("practice.stripe", wrap=True, parent=self)
        self.box = ScanBox("practice.ready", parent=self)
        self.sheet = Button("practice.sheet", icon="barcode", parent=self)
        self.end = Button("practice.end", kind="primary", icon="close", parent=self)
        inside = row(self, gap=3)
        inside.setContentsMargins(space(5), _STRIPE_PX, space(4), 0)
        inside.addWidget(self.word)
        inside.addWidget(self.words, 1)
        inside.addWidget(self.box, 1)
        for button in (self.sheet, self.end):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            inside.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint and the stripes along the top."""
        tone = theme.current().tone("warning")
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tone.tint))
        painter.fillRect(0, 0, self.width(), _STRIPE_PX, QColor(tone.band))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.on_band))
        for left in range(-_STRIPE_PX, self.width(), 3 * _STRIPE_PX):
            corners = ((0, _STRIPE_PX), (_STRIPE_PX, 0), (2 * _STRIPE_PX, 0), (_STRIPE_PX, _STRIPE_PX))
            painter.drawPolygon(QPolygon([QPoint(left + x, y) for x, y in corners]))
        painter.end()


class PracticeRoom(QWidget):
    """See the module. ``ended`` and ``again`` ask whoever opened it to close it, or to begin anew."""

    ended = Signal()
    again = Signal()

    def __init__(self, real: Desk, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._real = real
        self.shop = shop
        self.course = Course(shop.plans)
        self._action = new_action()
        self.clock: Callable[[], float] = time.monotonic
        self.desk = Desk(shop.warehouse, real.messages, real.sounds, real.jobs, name=real.name, parent=self)
        self.desk.sit_down(shop.actor)
        self.stripe = Stripe(self)
        self.paper = PaperBanner(real, self)
        self.station = PackingStation(self.desk, self)
        self.station.side.hide()
        self.station.idle.practise.hide()
        self.station.hands += (_Watch(self.station, self._heard),)
        self.task = TaskPanel(self.desk.folder.pictures, self)
        self.score = ScorePage(self)
        self.pages = Pages(self)
        self.band = VerdictBand(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        work = QWidget(self.pages)
        both = row(work, gap=0)
        both.addWidget(self.station, 1)
        beside = column(gap=0, margin=4)
        beside.addWidget(self.task)
        beside.setContentsMargins(0, space(4), space(4), space(4))
        both.addLayout(beside)
        self.pages.addWidget(work)
        self.pages.addWidget(self.score)
        inside = column(self, gap=0)
        inside.addWidget(self.stripe)
        inside.addWidget(self.paper)
        inside.addWidget(self.pages, 1)
        inside.addWidget(self.band)
        self.band.setMinimumHeight(space(24))

    def _connect(self) -> None:
        self.station.answered.connect(self._answered)
        self.task.chosen.connect(self.choose)
        self.stripe.sheet.clicked.connect(self._write_sheet)
        self.stripe.end.clicked.connect(self._end)
        self.score.back.clicked.connect(self.ended)
        self.score.again.clicked.connect(self.again)

    def enter(self) -> None:
        """Ready for the first label."""
        self.band.show_verdict("next", "window.ready")
        self.station.enter()
        self._show_ask()

    # --- scans and answers ------------------------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        """Whether the score is shown."""
        return self.pages.currentWidget() is self.score

    def take_scan(self, scan: Scan) -> None:
        """A code: the answer to a question, or the packing station's."""
        self.stripe.box.show_scan(scan)
        if self.is_over:
            self._answered("warning", "practice.over", {}, "wrong")
            return
        if self.course.question is not None:
            self._take_answer(scan)
            return
        try:
            self.station.take_scan(scan)
        except WarehouseError as error:
            self._answered("blocked", error.code, error.fields, "blocked")

    def choose(self, choice: Choice) -> None:
        """The trainee says where a refused item goes."""
        question = self.course.question
        if question is None:
            return
        if self.course.choose(choice):
            self._answered("right", "practice.right_choice", {"detail": "practice.right_choice_words"}, "right")
        else:
            detail = f"practice.answer_{HANDED[question.trap].value}"
            self._answered("wrong", "practice.wrong_choice", {"detail": detail}, "wrong")
        self._show_ask()
        self.station.setFocus()

    def _take_answer(self, scan: Scan) -> None:
        readings = (scan.text, *scan.alternatives)
        choice = next((each for each in Choice if choice_code(each) in readings), None)
        if choice is not None:
            self.choose(choice)
            return
        self.course.slip()
        self._answered("warning", "practice.answer_first", {}, "wrong")

    def _heard(self, parcel: OpenParcel | None, answer: Answer) -> None:
        scanned = {line.seller_code: parcel.scanned[line.sku_id] for line in parcel.view.lines} if parcel is not None else {}
        noted = parcel is None or parcel.noted
        self.course.answered(answer.verdict, answer.code, noted, scanned, self.clock())
        self._show_ask()

    def _answered(self, kind: str, code: str, fields: object, sound: str) -> None:
        self.band.show_answer(cast(VerdictKind, kind), code, cast(dict[str, object], fields))
        if sound:
            self.desk.sounds.play(cast(SoundName, sound))
        if code == _TAKEN_APART:
            self.course.taken_apart(self.clock())
            self._show_ask()

    def _show_ask(self) -> None:
        ask = self.course.ask
        if ask.kind == "done":
            self.show_score()
            return
        good = self.shop.goods.get(ask.code)
        self.task.show_ask(ask, good, self.course.at, len(self.course.plans), self.course.score().caught)

    def show_score(self) -> None:
        """How it went; the practice is over."""
        score = self.course.score()
        last = self._real.try_command(keep_score, score, self._action) if score.parcels else None
        self.score.show_score(score, last)
        self.pages.setCurrentWidget(self.score)
        self.band.show_verdict("complete", "practice.ask_done")
        self.score.back.setFocus()

    # --- the stripe's buttons ---------------------------------------------------------------------------------------

    def _end(self) -> None:
        """The score of what was done first, then the desk."""
        if self.is_over or not self.course.score().parcels:
            self.ended.emit()
        else:
            self.show_score()

    def _write_sheet(self) -> None:
        path = self._real.folder.documents / "practice-codes.pdf"
        try:
            write_practice_sheet(path, current())
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        self.paper.show_paper(path, "practice.sheet_written")
        self.station.setFocus()
