"""One case: the parcel, what is done next, and everything that was said and done, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QWidget

from ui.desk import Desk
from ui.dispatch.follow.claim_forms import ClaimForm
from ui.dispatch.follow.forms import CloseCaseForm, PlanForm, TrackForm
from ui.language import tr
from ui.orders.wording import local
from ui.theme import ToneName
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, empty, row
from ui.widgets.text import Button, Field, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.dispatch.following.commands import LONGEST, add_note
from warehouse_app.dispatch.following.queries import CaseRow, CaseView, NoteRow, TrackLine, case_view
from warehouse_app.errors import NotFound
from warehouse_app.people.rules import Right
from warehouse_app.returns.claims.queries import stands
from warehouse_app.store.warehouse import Tx

_TONES: dict[str, ToneName] = {
    "signed": "right", "refused": "wrong", "returned": "warning", "lost": "wrong", "damaged": "wrong", "problem": "warning",
}  # fmt: skip
_MOST = 60  # lines shown; older ones are of little use


class CaseDetail(QWidget):
    """``show_case(id)``; None shows what would stand here."""

    claim_made = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.case: CaseRow | None = None
        self.title = Heading(parent=self)
        self.about = Text(role="muted", wrap=True, parent=self)
        self.state = Toned(parent=self)
        self.plan = Toned(parent=self)
        self.plan_button = Button("follow.plan", kind="primary", icon="next", parent=self)
        self.track_button = Button("follow.track", icon="truck", parent=self)
        self.claim_button = Button("follow.claim", icon="export", parent=self)
        self.close_button = Button("follow.close", icon="check", parent=self)
        self.note = Field("follow.note_hint", takes="typing", parent=self)
        self.note.setMaxLength(LONGEST)
        self.note_button = Button("follow.note_add", icon="plus", parent=self)
        self._lines_page = QWidget(self)
        self._lines = column(self._lines_page, gap=2)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(EmptyState("parcel", "follow.choose", "follow.choose_words", self, margin=1))
        self._pages.addWidget(self._lay_out())
        self.plan_button.clicked.connect(lambda: self._ask(PlanForm))
        self.track_button.clicked.connect(lambda: self._ask(TrackForm))
        self.close_button.clicked.connect(lambda: self._ask(CloseCaseForm))
        self.claim_button.clicked.connect(self.ask_claim)
        self.note_button.clicked.connect(self.keep_note)
        self.note.returnPressed.connect(self.keep_note)

    def _lay_out(self) -> QWidget:
        page = card(self)
        inside = column(page, gap=2, margin=4)
        for widget in (self.title, self.about, self.state, self.plan):
            inside.addWidget(widget)
        for pair in ((self.plan_button, self.track_button), (self.claim_button, self.close_button)):
            line = row(gap=2)
            for button in pair:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                line.addWidget(button, 1)
            inside.addLayout(line)
        notes = row(gap=2)
        notes.addWidget(self.note, 1)
        notes.addWidget(self.note_button)
        inside.addLayout(notes)
        scroll = QScrollArea(page)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._lines_page)
        scroll.viewport().setAutoFillBackground(False)
        self._lines_page.setAutoFillBackground(False)
        inside.addWidget(scroll, 1)
        return page

    # --- showing ----------------------------------------------------------------------------------------------------

    def show_case(self, case_id: int | None) -> None:
        """Show this case as it is now."""
        try:
            view = None if case_id is None else self._desk.read(case_view, case_id, self._today())
        except NotFound:
            view = None
        if view is None or self.case is None or view.row.id != self.case.id:
            self.note.clear()
        self.case = view.row if view is not None else None
        self._pages.setCurrentIndex(0 if view is None else 1)
        if view is not None:
            self._show(view)

    def _show(self, view: CaseView) -> None:
        shown = view.row
        self.title.show_plain(f"{shown.courier}  {shown.waybill}")
        self.about.show_code(
            "follow.about",
            orders=", ".join(shown.orders),
            shop=shown.shop,
            left=local(view.left_at) or "–",
            opened=local(shown.opened_at),
        )
        said = tr(f"follow.status_{shown.status}") if shown.status else tr("follow.never_scanned")
        if shown.closed_at is None:
            kind = tr(f"follow.case_{shown.kind}")
            self.state.show_toned("warning", "follow.state_open", kind=kind, said=said, time=local(shown.moved_at) or "–")
        else:
            outcome = tr(f"follow.outcome_{shown.outcome}")
            self.state.show_toned("right", "follow.state_closed", outcome=outcome, time=local(shown.closed_at))
        self._show_plan(shown)
        empty(self._lines)
        for moment, tone, words in sorted(_told(view), key=lambda line: line[0], reverse=True)[:_MOST]:
            line = Toned(role="small", size=16, parent=self._lines_page)
            line.show_toned(tone, "follow.line", time=local(moment), words=words)
            self._lines.addWidget(line)
        self._lines.addStretch(1)
        running, may = shown.closed_at is None, self._desk.may(Right.FOLLOW)
        for button in (self.plan_button, self.close_button):
            button.setEnabled(running and may)
        self.track_button.setEnabled(may)
        self.note_button.setEnabled(may)
        made = self._desk.read(stands, shown.id)
        self.claim_button.setEnabled(not made and self._desk.may(Right.CLAIM))

    def _show_plan(self, shown: CaseRow) -> None:
        who = shown.owner or tr("follow.nobody")
        if not shown.next_step and shown.promised is None and not shown.owner:
            self.plan.show_toned("information", "follow.plan_none")
        elif shown.promised is None:
            self.plan.show_toned(None, "follow.plan_open", step=shown.next_step or "–", who=who)
        else:
            code = "follow.plan_late" if shown.overdue else "follow.plan_day"
            day = shown.promised.isoformat()
            self.plan.show_toned("wrong" if shown.overdue else "information", code, step=shown.next_step or "–", who=who, day=day)

    def changeEvent(self, event: QEvent) -> None:
        """The case in the new language: its sentences have sentences inside them."""
        if event.type() == QEvent.Type.LanguageChange and self.case is not None:
            self.show_case(self.case.id)
        super().changeEvent(event)

    # --- doing ------------------------------------------------------------------------------------------------------

    def keep_note(self) -> None:
        """What stands in the field becomes a line of the case."""
        if self.case is None or not self.note_button.isEnabled():
            return
        if self._desk.try_command(_add, self.case.id, self.note.text()):
            self.note.clear()

    def ask_claim(self) -> None:
        """A claim for this parcel."""
        if self.case is not None:
            form = ClaimForm(self._desk, self.case.id, self)
            form.accepted.connect(self.claim_made)
            form.open()

    def _ask(self, form: type[PlanForm] | type[TrackForm] | type[CloseCaseForm]) -> None:
        if self.case is not None:
            form(self._desk, self.case, self).open()

    def _today(self) -> date:
        return self._desk.warehouse.clock().astimezone().date()


def _add(tx: Tx, case_id: int, text: str) -> bool:
    add_note(tx, case_id, text)
    return True


def _told(view: CaseView) -> Iterator[tuple[datetime, ToneName | None, str]]:
    for line in view.tracking:
        yield line.moment, _TONES.get(line.status, "information"), _track_words(line)
    for note in view.notes:
        yield note.at, None, _note_words(note)


def _track_words(line: TrackLine) -> str:
    parts = [tr(f"follow.status_{line.status}"), line.place, line.words]
    if line.source == "hand":
        parts.append(tr("follow.by_hand"))
    return "  ".join(part for part in parts if part)


def _note_words(note: NoteRow) -> str:
    fields = dict(note.fields)
    text = str(fields.get("text") or "")
    by_itself = bool(fields.get("by_itself"))
    who = tr("follow.by_itself") if by_itself else note.who
    said: dict[str, object] = {"who": who, "text": text}
    for name in ("kind", "before"):
        if fields.get(name):
            said[name] = tr(f"follow.case_{fields[name]}")
    if fields.get("outcome"):
        said["outcome"] = tr(f"follow.outcome_{fields['outcome']}")
    said |= {name: str(fields.get(name) or "–") for name in ("next_step", "promised", "owner")}
    return tr(f"follow.note_{note.kind}", **said)
