"""One bin beside the list or the map: its code with the check character, what it is for, how full it is, what lies in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.stock.bin_words import fill_tone, fill_words, kind_words, limit_words, lying_columns, visit_words
from ui.stock.entering import metres
from ui.theme import space
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from ui.widgets.toned import Toned
from warehouse_app.people.rules import Right
from warehouse_app.stock.bins.rules import check_character
from warehouse_app.stock.looks.screens import BinLine, bin_line, lying_in


class BinPane(QWidget):
    """``edit_asked(BinLine)``, ``retire_asked(BinLine)``, ``labels_asked(BinLine)``; ``line`` is what is shown."""

    edit_asked = Signal(object)
    retire_asked = Signal(object)
    labels_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.line: BinLine | None = None
        self.code = Text(role="bin", parent=self)
        self.zone = Text(role="muted", wrap=True, parent=self)
        self.fill = Toned(role="large", parent=self)
        self.facts = Text(role="muted", wrap=True, parent=self)
        nothing = EmptyState("box-empty", "stockroom.bin_is_empty", parent=self)
        self.lying = ShortTable(lying_columns(), nothing, self)
        self.lying.table.view.verticalHeader().setDefaultSectionSize(space(14))  # two lines
        self.edit_button = Button("stockroom.do_edit", icon="settings", parent=self)
        self.labels_button = Button("stockroom.do_label", icon="label", parent=self)
        self.retire_button = Button("stockroom.do_retire", icon="cancel", parent=self)
        self._pages = QStackedWidget(self)
        invitation = EmptyState("shelves", "stockroom.choose_bin", "stockroom.choose_bin_words", self)
        invitation.words.setMinimumWidth(space(60))
        self._pages.addWidget(invitation)
        self._pages.addWidget(self._card())
        column(self).addWidget(self._pages)
        for button, signal in (
            (self.edit_button, self.edit_asked), (self.labels_button, self.labels_asked), (self.retire_button, self.retire_asked)
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self.line))

    def show_bin(self, bin_id: int | None) -> None:
        """Show a bin and what lies in it; None invites to choose one."""
        self.line = None if bin_id is None else self._desk.read(bin_line, bin_id)
        self._pages.setCurrentIndex(0 if self.line is None else 1)
        if self.line is not None:
            self._show(self.line)

    def refresh(self) -> None:
        """Read the same bin again."""
        self.show_bin(None if self.line is None else self.line.id)

    def changeEvent(self, event: QEvent) -> None:
        """What is put together of several words is said anew."""
        if event.type() == QEvent.Type.LanguageChange and self.line is not None:
            self._show_facts(self.line)
        super().changeEvent(event)

    def _show(self, line: BinLine) -> None:
        self.code.show_plain(line.code)
        self.zone.show_code("stockroom.bin_where", check=check_character(line.code), zone=line.zone or "–")
        code = "stockroom.fill_none" if line.fill is None else "stockroom.fill_over" if line.overfull else "stockroom.fill_is"
        self.fill.show_toned(fill_tone(line), code, fill=fill_words(line), pieces=f"{line.pieces:,}", kinds=line.kinds)
        self._show_facts(line)
        self.lying.show_rows(self._desk.read(lying_in, line.id))
        edits = self._desk.may(Right.BINS)
        self.edit_button.setVisible(edits)
        self.edit_button.show_code("stockroom.do_edit" if line.active else "stockroom.do_use_again")
        self.retire_button.setVisible(edits and line.active)
        self.retire_button.setEnabled(line.pieces == 0)
        self.retire_button.show_tip("" if line.pieces == 0 else "stockroom.retire_when_empty")

    def _show_facts(self, line: BinLine) -> None:
        facts = [kind_words(line), limit_words(line)]
        if line.distance_dm is not None:
            facts.append(f"{metres(line.distance_dm)} m")
        self.facts.show_code(
            "stockroom.bin_facts", facts="  ·  ".join(part for part in facts if part) or "–", at=visit_words(line)
        )

    def _card(self) -> QWidget:
        frame = card(self)
        inside = column(frame, gap=3, margin=4)
        head = row(gap=3)
        head.addWidget(self.code)
        head.addWidget(self.zone, 1)
        inside.addLayout(head)
        inside.addWidget(self.fill)
        inside.addWidget(self.facts)
        inside.addWidget(self.lying, 1)
        foot = Flow(frame, gap=2)
        for button in (self.edit_button, self.labels_button, self.retire_button):
            foot.add(button)
        inside.addWidget(foot)
        return frame
