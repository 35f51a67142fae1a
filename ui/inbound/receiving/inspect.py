"""Inspection: so many pieces looked at, so many defective, why, and a photo; what was found so far stands below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_open
from ui.inbound.receiving.looks import item_words
from ui.inbound.receiving.values import number_field, pieces_of
from ui.language import tr
from ui.moments import day_and_time
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Combo, Text
from warehouse_app.catalog.codes import goods
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.inbound.receiving.inspecting import inspect, keep_photo
from warehouse_app.inbound.receiving.queries import InspectionRow, LineRow, inspections, lines_page, lots_of
from warehouse_app.inbound.receiving.rules import DefectReason, reason_code
from warehouse_app.store.warehouse import new_action

_PHOTOS = "*.jpg *.jpeg *.png"
_MOST_LINES = 1_000


class InspectForm(FormDialog):
    """A scan chooses the goods; Enter writes the finding down."""

    def __init__(self, desk: Desk, receipt_id: int, sku_id: int | None, parent: QWidget) -> None:
        super().__init__("inbound.inspect_title", parent, accept="inbound.inspect_do", width=720)
        self._desk, self._receipt_id = desk, receipt_id
        self._action = new_action()
        self._photo: Path | None = None
        self.lines = Combo(parent=self.sheet)
        self.lots = Combo(parent=self.sheet)
        self.inspected = number_field("inbound.inspected_hint", self.sheet)
        self.defective = number_field("inbound.defective_hint", self.sheet)
        self.reason = Combo([(reason_code(reason), reason.value) for reason in DefectReason], parent=self.sheet)
        self.reason.setCurrentIndex(-1)
        self.photo = Button("inbound.choose_photo", icon="picture", parent=self.sheet)
        self.photo_name = Text("inbound.no_photo", role="small", parent=self.sheet)
        self.found = ShortTable(_columns(), EmptyState("search", "inbound.not_inspected", parent=self.sheet), self.sheet)
        self._arrange()
        self._fill(sku_id)
        self.lines.currentIndexChanged.connect(lambda _: self._show_lots())
        self.photo.clicked.connect(self._choose_photo)

    def _arrange(self) -> None:
        self.add_field("inbound.inspect_what", self.lines)
        self.body.addWidget(self.lots)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        labelled = (
            ("inbound.inspected", self.inspected), ("inbound.defective", self.defective), ("inbound.reason", self.reason)
        )  # fmt: skip
        for place, (label, field) in enumerate(labelled):
            words = Text(label, role="small", parent=self.sheet)
            words.setBuddy(field)
            field.setAccessibleName(tr(label))
            grid.addWidget(words, 0, place)
            grid.addWidget(field, 1, place)
            grid.setColumnStretch(place, 1)
        self.body.addLayout(grid)
        line = row(gap=3)
        line.addWidget(self.photo)
        line.addWidget(self.photo_name, 1)
        self.body.addLayout(line)
        self.body.addWidget(Text("inbound.found_so_far", role="small", parent=self.sheet))
        self.found.setFixedHeight(space(46))
        self.body.addWidget(self.found)

    def _fill(self, sku_id: int | None) -> None:
        page = self._desk.read(lines_page, self._receipt_id, only="counted", limit=_MOST_LINES)
        for line in page.rows:
            self.lines.add_plain(_line_words(line), line.sku_id)
        self.lines.choose(sku_id)
        if self.lines.currentIndex() < 0 and self.lines.count():
            self.lines.setCurrentIndex(0)
        self.accept_button.setEnabled(bool(page.rows))
        self.found.show_rows(self._desk.read(inspections, self._receipt_id))
        self._show_lots()

    def _show_lots(self) -> None:
        sku_id = self.lines.value()
        rows = self._desk.read(lots_of, self._receipt_id, sku_id) if isinstance(sku_id, int) else []
        self.lots.clear_entries()
        for lot in rows:
            self.lots.add_plain(f"{lot.lot}   {lot.expires or ''}   ({lot.counted})", lot.lot)
        self.lots.setVisible(any(lot.lot for lot in rows))

    def open(self) -> None:
        """In the first figure: what is inspected is chosen by scanning, or was counted last."""
        super().open()
        self.inspected.setFocus()

    def take_scan(self, scan: Scan) -> None:
        """Choose the goods; what is not in this receipt is said."""
        found = self._desk.read(lambda session: goods(session.connection(), (scan.text, *scan.alternatives)))
        place = -1 if found is None else self.lines.findData(found.sku_id)
        if place < 0:
            self.show_mistake(BadInput("inbound.not_in_receipt", scanned=scan.text))
            return
        self.lines.setCurrentIndex(place)
        self.show_mistake(None)
        self.inspected.setFocus()

    def submit(self) -> None:
        """Write it down, the photo first. Raises BadInput and what ``inspect`` raises."""
        field = self.inspected
        try:
            looked_at = pieces_of(self.inspected)
            field = self.defective
            bad = pieces_of(self.defective, 0)
            photo = keep_photo(self._desk.warehouse.folder, self._photo.read_bytes()) if self._photo is not None else None
            sku_id = self.lines.value()
            if not isinstance(sku_id, int):
                raise BadInput("inbound.choose_line")
            reason = str(self.reason.value() or "") if bad else ""
            lot = str(self.lots.value() or "")
            self._desk.command(inspect, self._receipt_id, sku_id, lot, looked_at, bad, reason, photo, self._action)
        except WarehouseError as error:
            self.show_mistake(error, field)
            raise
        self._desk.messages.tell("right", "inbound.inspect_kept", n=looked_at, bad=bad)

    def show_photo(self, file: Path | None) -> None:
        """The photo that goes with the finding."""
        self._photo = file
        if file is None:
            self.photo_name.show_code("inbound.no_photo")
        else:
            self.photo_name.show_plain(file.name)

    def _choose_photo(self) -> None:
        chosen = ask_open(self, "inbound.choose_photo", _PHOTOS)
        if chosen:
            self.show_photo(chosen[0])


def _line_words(line: LineRow) -> str:
    return f"{line.seller_code}   {item_words(line.name, line.colour, line.size)}   ({line.inspected} / {line.counted})"


def _columns() -> list[Column[InspectionRow]]:
    return [
        Column[InspectionRow]("at", "inbound.col_at", lambda row: day_and_time(row.at)[5:], width=108),
        Column[InspectionRow]("name", "inbound.col_name", lambda row: item_words(row.name, row.colour, row.size), width=0),
        Column[InspectionRow]("inspected", "inbound.inspected", align="right", width=90),
        Column[InspectionRow]("defective", "inbound.defective", align="right", width=90),
        Column[InspectionRow](
            "reason", "inbound.reason", lambda row: tr(reason_code(row.reason)) if row.reason else "", width=110
        ),
    ]
