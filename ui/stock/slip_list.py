"""The slips of what was moved by hand: found again, opened or printed, and taken back by whoever has the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.papers import Papers
from ui.language import tr
from ui.moments import day_and_time
from ui.stock.words import place_words
from ui.theme import ToneName, space
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Field, Heading, Text
from warehouse_app.people.rules import Right
from warehouse_app.stock.moving.commands import undo_slip
from warehouse_app.stock.moving.queries import Slip, SlipRow, slip, slips_page
from warehouse_app.words import Language

_SHOWN = 8  # lines of a slip named before it is taken back


class SlipList(QWidget):
    """The list with its buttons. ``undone(number, pieces)`` when a slip was taken back; papers appear in ``papers``."""

    undone = Signal(str, int)

    def __init__(self, desk: Desk, papers: Papers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._text = ""
        self.papers = papers
        self.search = SearchField("stockroom.search_slips", self)
        empty = EmptyState("note", "stockroom.no_slips", "stockroom.no_slips_words", self)
        empty.words.setMinimumWidth(space(60))
        self.table: Table[SlipRow] = Table(_columns(), self._fetch, empty, self, many=False)
        self.table.remember(desk.lists, "slips")
        self.table.view.verticalHeader().setDefaultSectionSize(space(14))  # two lines: what, then who and when
        self.print_button = Button("stockroom.do_paper", icon="print", parent=self)
        self.undo_button = Button("stockroom.do_undo_slip", icon="undo", parent=self)
        inside = column(self, gap=2)
        inside.addWidget(Heading("stockroom.slips", parent=self))
        inside.addWidget(self.search)
        inside.addWidget(self.table, 1)
        foot = Flow(self, gap=2)
        foot.add(self.print_button)
        foot.add(self.undo_button)
        inside.addWidget(foot)
        self.search.searched.connect(self._search)
        self.table.current_changed.connect(self._offer)
        self.table.activated.connect(lambda _: self.print_slip())
        self.print_button.clicked.connect(self.print_slip)
        self.undo_button.clicked.connect(self.ask_undo)

    def refresh(self) -> None:
        """Read the slips again."""
        self.table.refresh()
        self._offer(self.table.current())

    def print_slip(self) -> None:
        """Make the paper of the chosen slip and offer it."""
        chosen = self.table.current()
        if chosen is None or chosen.lines == 0:
            return
        warehouse, slip_id = self._desk.warehouse, chosen.id

        def make(spoken: Language) -> list[Path]:
            from warehouse_app.stock.moving.documents import make_slip  # brings reportlab along

            return [make_slip(warehouse, slip_id, spoken)]

        self.papers.make(make)

    def ask_undo(self) -> None:
        """Say what goes back, and take the slip back."""
        chosen = self.table.current()
        if chosen is None or not self._desk.may(Right.UNDO_STOCK):
            return
        form = UndoForm(self._desk, self, self._desk.read(slip, chosen.id))
        form.accepted.connect(partial(self._undone, chosen))
        form.open()

    def _undone(self, chosen: SlipRow) -> None:
        self.undone.emit(chosen.number, chosen.pieces)

    def _search(self, text: str) -> None:
        self._text = text
        self.table.show_fetch(self._fetch)
        self._offer(self.table.current())

    def _offer(self, chosen: SlipRow | None) -> None:
        self.print_button.setEnabled(chosen is not None and chosen.lines > 0)
        self.undo_button.setVisible(self._desk.logged_in and self._desk.may(Right.UNDO_STOCK))
        self.undo_button.setEnabled(
            chosen is not None and not chosen.undone and chosen.lines > 0 and chosen.kind != "merge"
        )  # fmt: skip

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[SlipRow], int]:
        page = self._desk.read(slips_page, text=self._text, offset=offset, limit=limit)
        return page.rows, page.total


class UndoForm(FormDialog):
    """Names every line that goes back, so that it is the right slip."""

    def __init__(self, desk: Desk, parent: QWidget, found: Slip) -> None:
        super().__init__("stockroom.undo_title", parent, accept="stockroom.do_undo_slip", width=560, number=found.head.number)
        self._desk, self._slip_id = desk, found.head.id
        self.accept_button.setProperty("kind", "danger")
        self.body.addWidget(Text("stockroom.undo_words", role="muted", wrap=True, parent=self.sheet))
        for line in found.lines[:_SHOWN]:
            words = Text(wrap=True, parent=self.sheet)
            variant = " / ".join(part for part in (line.colour, line.size) if part)
            words.show_code(
                "stockroom.undo_line", pieces=line.quantity, name=f"{line.name} {variant}".rstrip(),
                source=place_words(line.to_code), target=place_words(line.from_code),
            )  # fmt: skip
            self.body.addWidget(words)
        if len(found.lines) > _SHOWN:
            self.body.addWidget(Text("stockroom.undo_more", role="muted", parent=self.sheet, n=len(found.lines) - _SHOWN))

        self.reason = Field(parent=self.sheet)
        self.add_field("stockroom.undo_reason", self.reason)

    def submit(self) -> None:
        """Take it back. Raises what ``undo_slip`` raises."""
        self._desk.command(undo_slip, self._slip_id, self.reason.text())


def slip_words(line: SlipRow) -> str:
    """What it was and its number; on a second line when and by whom, and who took the goods."""
    kind = tr(f"shelves.slip_{line.kind}")
    head = tr("stockroom.slip_undone" if line.undone else "stockroom.slip_head", kind=kind, number=line.number)
    who = f"{line.who} → {line.person}" if line.person else line.who
    return f"{head}\n{day_and_time(line.at)}  {who}"


def _columns() -> list[Column[SlipRow]]:
    return [
        Column[SlipRow]("number", "stockroom.column_slip", slip_words, _tone, width=0, sortable=False),
        Column[SlipRow]("pieces", "stockroom.column_pieces", lambda s: f"{s.pieces:,}", align="right", width=66, sortable=False),
    ]


def _tone(line: SlipRow) -> ToneName | None:
    return "blocked" if line.undone else None
