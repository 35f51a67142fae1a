"""The page that tries scanners: scan anything, see exactly what came and how, and what to set. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.language import current, tr
from ui.people.papers import PaperBanner
from ui.people.scanner_reading import Row, row_of
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.codes import Meaning, meanings
from warehouse_app.practice.codes import kind_of
from warehouse_app.practice.scanner_rules import LONGEST, Tone

FACTS = ("length", "kind", "suffix", "speed", "keyboard", "means")
_FINDINGS_SHOWN = 4
_SHOWN_LARGE = 160
_KEPT = 1_000


class ScannerPage(QWidget):
    """The page; ``answered`` as in ``ui.station``."""

    answered = Signal(str, str, object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: list[Row] = []
        self.sheet = Button("scanner.sheet", icon="barcode", parent=self)
        self.copy = Button("scanner.copy", icon="copy", parent=self)
        self.clear = Button("scanner.clear", icon="cancel", parent=self)
        self.paper = PaperBanner(desk, self)
        self.code = Text(role="large", wrap=True, parent=self)
        self.facts = {name: Text(wrap=True, parent=self) for name in FACTS}
        self.verdict = Toned(role="heading", size=24, parent=self)
        self.advice = tuple(Toned(parent=self) for _ in range(_FINDINGS_SHOWN))
        self.last = self._lay_out_last()
        self.table = self._make_table()
        self._lay_out()
        self.sheet.clicked.connect(self._write_sheet)
        self.copy.clicked.connect(self._copy)
        self.clear.clicked.connect(self.forget)
        for button in (self.sheet, self.copy, self.clear):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a scan's Enter must not press what was clicked last
        self._show()

    def take_scan(self, scan: Scan) -> None:
        """Look at one code."""
        made = row_of(scan, self._meaning(scan), self.rows, len(self.rows) + 1)
        self.rows = [*self.rows[-_KEPT + 1 :], made]
        self._show()
        tone: Tone = made.tone
        detail = f"scanner.{made.findings[0].name}" if made.findings else ""
        fields = made.findings[0].fields if made.findings else {}
        sound = {"right": "right", "warning": "right", "wrong": "wrong"}.get(tone, "")
        self.answered.emit(tone, made.verdict, fields | {"detail": detail}, sound)

    def forget(self) -> None:
        """Begin anew: another scanner."""
        self.rows = []
        self._show()

    def _meaning(self, scan: Scan) -> Meaning | None:
        if len(scan.text) > LONGEST:
            return None
        kind = kind_of(scan.text)
        codes = [text for text in (scan.text, *scan.alternatives, kind.body, kind.waybill) if text]
        found = self.desk.read(lambda session: meanings(session.connection(), list(dict.fromkeys(codes))))
        return found[0] if found else None

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=3, margin=5)
        head = row(gap=2)
        head.addWidget(Heading("scanner.title", parent=self), 1)
        for button in (self.sheet, self.copy, self.clear):
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(self.paper)
        inside.addWidget(self.last)
        inside.addWidget(self.table, 1)

    def _lay_out_last(self) -> QFrame:
        frame = card(self)
        both = row(frame, gap=6, margin=5)
        left = column(gap=3)
        left.addWidget(self.code)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(2)
        for number, (name, words) in enumerate(self.facts.items()):
            grid.addWidget(Text(f"scanner.fact_{name}", role="muted", parent=frame), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, number, 1)
        grid.setColumnStretch(1, 1)
        left.addLayout(grid)
        left.addStretch(1)
        both.addLayout(left, 1)
        right = column(gap=2)
        right.addWidget(self.verdict)
        for line in self.advice:
            right.addWidget(line)
        right.addStretch(1)
        both.addLayout(right, 1)
        return frame

    def _make_table(self) -> Table[Row]:
        columns = [
            Column[Row]("number", "scanner.column_number", width=56, align="right", sortable=False),
            Column[Row]("shown", "scanner.column_code", width=0, sortable=False),
            Column[Row]("kind", "scanner.fact_kind", lambda r: r.fact("kind"), width=240, sortable=False),
            Column[Row]("suffix", "scanner.fact_suffix", lambda r: r.fact("suffix"), width=110, sortable=False),
            Column[Row]("speed", "scanner.fact_speed", lambda r: r.fact("speed"), width=210, sortable=False),
            Column[Row]("means", "scanner.fact_means", lambda r: r.fact("means"), width=140, sortable=False),
            Column[Row](
                "verdict", "scanner.column_verdict", lambda r: tr(r.verdict), lambda r: r.tone, width=220, sortable=False
            ),
        ]
        return Table(columns, self._fetch, EmptyState("scan", "scanner.none_title", "scanner.none_words", self), self)

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[Row], int]:
        newest_first = self.rows[::-1]
        return newest_first[offset : offset + limit], len(self.rows)

    def _show(self) -> None:
        self.table.refresh()
        self.last.setVisible(bool(self.rows))
        for button in (self.copy, self.clear):
            button.setEnabled(bool(self.rows))
        if not self.rows:
            return
        last = self.rows[-1]
        self.code.show_plain(last.cut(_SHOWN_LARGE))
        for name, words in self.facts.items():
            said = last.facts[name]
            words.show_code(said.code, **said.fields)
        self.verdict.show_toned(last.tone, last.verdict)
        for number, line in enumerate(self.advice):
            line.setVisible(number < len(last.findings))
            if number < len(last.findings):
                found = last.findings[number]
                line.show_said(found.tone, f"scanner.{found.name}", found.fields)

    # --- paper and clipboard ----------------------------------------------------------------------------------------

    def _write_sheet(self) -> None:
        from warehouse_app.practice.documents import write_test_sheet

        path = self.desk.folder.documents / "scanner-test.pdf"
        try:
            write_test_sheet(path, current())
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        self.paper.show_paper(path, "scanner.sheet_written")

    def _copy(self) -> None:
        """All readings, with headings, tabs between cells, as a spreadsheet takes them."""
        lines = [[tr(each.title) for each in self.table.model.columns]]
        lines += [[each.words(made) for each in self.table.model.columns] for made in self.rows]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
        self.desk.messages.tell("right", "scanner.copied", n=len(self.rows))
