"""Packing records: a parcel found by its label or an order's number, what was scanned in it, its pictures, and the paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui import language, printing
from ui.desk import Desk
from ui.jobs import Progress
from ui.orders.wording import local
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.item_card import Picture
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Field, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.packing.evidence import queries
from warehouse_app.packing.evidence.documents import write_record
from warehouse_app.packing.evidence.queries import RecordRow, changed_photos, photos_of, record

_SHOWN = 3
"""Pictures beside the list; the paper has all of them."""


class RecordsPage(QWidget):
    """``left`` to go back to the desk."""

    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._rows: list[RecordRow] = []
        self.number = Field("evidence.find_hint", takes="typing", parent=self)
        self.look = Button("evidence.find", kind="primary", icon="search", parent=self)
        self.recent = Button("evidence.recent", icon="clock", parent=self)
        self.paper = Button("evidence.make_record", icon="print", parent=self)
        self.back = Button("mispack.back", icon="undo", parent=self)
        self.table = self._make_table()
        self.pictures = [Picture(self, size=space(50)) for _ in range(_SHOWN)]
        self.about = Text(role="muted", wrap=True, parent=self)
        self.wrong = Toned(parent=self)
        self.setFocusProxy(self.number)
        self._lay_out()
        self.number.returnPressed.connect(lambda: self.find_records(self.number.text()))
        self.look.clicked.connect(lambda: self.find_records(self.number.text()))
        self.recent.clicked.connect(lambda: self.find_records(""))
        self.paper.clicked.connect(self.make_record)
        self.back.clicked.connect(self.left)
        self.table.current_changed.connect(self._show_pictures)
        self.table.activated.connect(lambda _: self.make_record())

    def refresh(self) -> None:
        """The parcels packed last."""
        self.find_records("")

    def find_records(self, text: str, *alternatives: str) -> None:
        """Parcels of a whole waybill or order number or its other readings; the last that were packed for nothing."""
        self.number.setText(text.strip())
        self._rows = self.desk.read(queries.find_records, text, *alternatives)
        found = "evidence.none_found" if text.strip() else "evidence.none"
        self.table.empty.show_state("history", found, f"{found}_words")
        self.table.show_fetch(self._fetch)
        self.table.view.selectRow(0)
        self.paper.setEnabled(bool(self._rows))
        if not self._rows:
            self._show_pictures(None)

    def make_record(self) -> None:
        """The packing record as a PDF; the pictures are proven by their hashes on the way."""
        chosen = self.table.current()
        if chosen is None:
            return
        desk, spoken, photos = self.desk, language.current(), self.desk.folder.photos
        file = self.desk.folder.documents / f"record-{chosen.waybill or chosen.parcel_id}.pdf"

        def work(_progress: Progress) -> tuple[Path, list[str]]:
            with desk.warehouse.reading() as session:
                wrong = changed_photos(session, photos, chosen.parcel_id)
                write_record(file, record(session, chosen.parcel_id), photos, desk.warehouse.clock(), spoken, wrong)
            return file, wrong

        desk.work(work, self._made, title_code="evidence.making_record", owner=self)

    def _made(self, made: tuple[Path, list[str]]) -> None:
        file, wrong = made
        if wrong:
            self.desk.messages.tell("warning", "evidence.photos_wrong", n=len(wrong), file=wrong[0])
        else:
            self.desk.messages.tell("right", "evidence.record_made", file=str(file))
        printing.open_file(file)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[RecordRow], int]:
        return self._rows[offset : offset + limit], len(self._rows)

    def _make_table(self) -> Table[RecordRow]:
        columns = [
            Column[RecordRow]("at", "evidence.col_at", _packed_at, width=110, sortable=False),
            Column[RecordRow]("waybill", "evidence.col_waybill", width=150, sortable=False),
            Column[RecordRow]("courier", "evidence.col_courier", width=90, sortable=False),
            Column[RecordRow]("orders", "evidence.col_orders", lambda r: ", ".join(r.orders), width=0, sortable=False),
            Column[RecordRow]("pieces", "evidence.col_pieces", align="right", width=60, sortable=False),
            Column[RecordRow]("packed_by", "evidence.col_packed_by", width=90, sortable=False),
            Column[RecordRow]("photos", "evidence.col_photos", align="right", width=70, sortable=False),
        ]  # fmt: skip
        empty = EmptyState("history", "evidence.none", "evidence.none_words", self)
        return Table(columns, self._fetch, empty, self, many=False)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=2)
        head.addWidget(Heading("evidence.title", parent=self))
        head.addStretch(1)
        for button in (self.paper, self.back):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(Text("evidence.find_words", role="muted", wrap=True, parent=self))
        find = row(gap=2)
        self.number.setMinimumWidth(space(70))
        for widget in (self.number, self.look, self.recent):
            find.addWidget(widget)
        find.addStretch(1)
        inside.addLayout(find)
        inside.addWidget(self.table, 1)
        strip = row(gap=2)
        for picture in self.pictures:
            strip.addWidget(picture)
        words = column(gap=1)
        words.addWidget(self.about)
        words.addWidget(self.wrong)
        words.addStretch(1)
        strip.addLayout(words, 1)
        inside.addLayout(strip)

    def _show_pictures(self, chosen: RecordRow | None) -> None:
        kept = self.desk.read(photos_of, chosen.parcel_id) if chosen is not None else ()
        there = [photo for photo in kept if photo.deleted_at is None]
        for number, picture in enumerate(self.pictures):
            file = self.desk.folder.photos / there[number].file if number < len(there) else None
            picture.setVisible(file is not None)
            picture.show_file(file)
        if not kept:
            self.about.show_code("evidence.no_photos" if chosen is not None else "")
        else:
            last = kept[-1]
            self.about.show_code("evidence.photos_words", n=len(kept), at=local(last.at), who=last.who, desk=last.desk)
        missing = [photo.file for photo in there if not (self.desk.folder.photos / photo.file).is_file()]
        self.wrong.setVisible(bool(missing))
        if missing:
            self.wrong.show_said("warning", "evidence.photos_elsewhere", {"n": len(missing)})


def _packed_at(shown: RecordRow) -> str:
    return local(shown.packed_at) if shown.packed_at is not None else ""
