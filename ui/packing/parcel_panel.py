"""The open parcel: whose it is, its note, the item wanted now as big as can be, and all its lines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import language
from ui.language import tr
from ui.packing.deadline import deadline_words
from ui.packing.left_to_do import LeftToDo
from ui.packing.note_panel import NotePanel
from ui.packing.open_parcel import OpenParcel
from ui.packing.painted import PaintedRow, PaintedRows
from ui.packing.verdicts import variant_of
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.item_card import Item, ItemCard
from ui.widgets.layouts import column, row
from ui.widgets.pages import Pages
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import Text
from warehouse_app.orders.sets.words import with_sets
from warehouse_app.packing.queries import LineView
from warehouse_app.packing.rules import Step

_NAME_MOST = 36  # characters of a product's name that are still read at a glance; platforms allow sixty
_LINES_AT_LEAST = space(19)
_HIGH_ENOUGH = space(104)  # below that the list gives way, so that a note and the goods stand whole
_TWO_COLUMNS_FROM = space(90)


class ParcelPanel(QWidget):
    """Shows an ``OpenParcel``: ``open_parcel`` once, then ``update_parcel`` after each answer (no layout, no reading)."""

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._parcel: OpenParcel | None = None
        self._now: datetime | None = None
        self.waybill = Text(role="large", parent=self)
        self.waybill.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.waybill.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.count = Text(role="large", parent=self)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setMinimumWidth(space(48))
        self.about = Text(role="muted", parent=self)
        self.deadline = Text(role="muted", parent=self)
        self.note = NotePanel(self)
        self.card = ItemCard(self)
        self.done = EmptyState("complete", "packing.done_title", "packing.done_words", self, margin=0)  # a note may leave little
        self.done.title.setProperty("role", "item")
        self.left = LeftToDo(self)
        self.middle = Pages(self)
        self._steps: dict[Step, QWidget] = {}
        self.middle.addWidget(self.card)
        self.middle.addWidget(self.left)
        self.middle.addWidget(self.done)
        self.lines = PaintedRows(self, column_px=_TWO_COLUMNS_FROM)
        self.area = Scrolled(self.lines, self)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = self._inside = column(self, gap=3)
        head = row(gap=4)
        head.addWidget(self.waybill, 1)
        head.addWidget(self.count)
        inside.addLayout(head)
        about = row(gap=4)
        about.addWidget(self.about, 1)
        about.addWidget(self.deadline)
        inside.addLayout(about)
        inside.addWidget(self.note)
        inside.addWidget(self.middle, 3)
        inside.addWidget(self.area, 2)

    def add_step(self, step: Step, page: QWidget) -> None:
        """What stands in the middle while the parcel owes this step."""
        self._steps[step] = page
        self.middle.addWidget(page)

    def above_middle(self, widget: QWidget) -> None:
        """Something that is shown above the item that is wanted."""
        self._inside.insertWidget(self._inside.indexOf(self.middle), widget)

    # --- showing ----------------------------------------------------------------------------------------------------

    def open_parcel(self, parcel: OpenParcel, now: datetime) -> None:
        """Show another parcel."""
        self._parcel, self._now = parcel, now
        view = parcel.view
        self.waybill.show_plain(f"{view.courier}  {view.waybill}")
        self._show_about()
        self.note.show_parcel(view, parcel.tasks, read=parcel.noted)
        self.lines.show_rows([self._row(line, parcel.wanted) for line in view.lines])
        self._fit_lines()
        self.area.verticalScrollBar().setValue(0)
        self.update_parcel()

    def update_parcel(self) -> None:
        """Show how far the parcel is now."""
        parcel = self._parcel
        if parcel is None:
            return
        self.count.show_code("packing.pieces", scanned=parcel.total, needed=parcel.view.needed)
        self.note.show_tasks(parcel.tasks)
        wanted = parcel.wanted
        if parcel.step is not None and parcel.step in self._steps:
            self.middle.setCurrentWidget(self._steps[parcel.step])
        elif wanted is None and parcel.to_do:
            self.left.show_left(len(parcel.to_do))
            self.middle.setCurrentWidget(self.left)
        elif wanted is not None:
            self.card.show_item(self._item(wanted))
            self.middle.setCurrentWidget(self.card)
        else:
            self._show_done(parcel)
            self.middle.setCurrentWidget(self.done)
        for index, line in enumerate(parcel.view.lines):
            shown = self._row(line, wanted)
            self.lines.change_row(index, shown)
            if shown.chosen:
                place = self.lines.place_of(index)
                self.area.ensureVisible(place.left(), place.center().y(), 0, space(6))

    def _show_done(self, parcel: OpenParcel) -> None:
        """Complete; which label it gets stands there in big letters when it did not begin with it."""
        view = parcel.view
        if parcel.label_first:
            self.done.show_state("complete", "packing.done_title", "packing.done_words")
        else:
            self.done.title.show_code("packing.done_label_title", waybill=view.waybill)
            self.done.words.show_code("packing.done_label_words", courier=view.courier, slot=view.slot)
        self.done.icon.show_icon("complete", "right")

    def show_noted(self) -> None:
        """The note has been read."""
        if self._parcel is not None:
            self.note.show_parcel(self._parcel.view, self._parcel.tasks, read=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may mean another number of columns."""
        super().resizeEvent(event)
        self._fit_lines()

    def _fit_lines(self) -> None:
        """A few lines take no more room than they need: the item and what is to be done have the rest."""
        high = self.lines.sizeHint().height() + space(1)
        self.area.setMaximumHeight(high)
        least = _LINES_AT_LEAST if self.height() >= _HIGH_ENOUGH else 1  # 0 would be the scroll area's own
        self.area.setMinimumHeight(min(high, least))

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self._parcel is not None:
            self._show_about()
        super().changeEvent(event)

    # --- words ------------------------------------------------------------------------------------------------------

    def _show_about(self) -> None:
        assert self._parcel is not None
        assert self._now is not None
        view = self._parcel.view
        numbers = tr("packing.between").join(f"…{number[-4:]}" for number in view.order_numbers)
        page = (tr("further.page_of", page=view.page, pages=view.pages),) if view.pages > 1 else ()
        self.about.show_plain(
            "   ".join(
                (
                    *page,
                    tr("packing.order_tail", numbers=numbers),
                    view.shop,
                    tr("packing.wave_slot", wave=view.wave, slot=view.slot),
                )
            )
        )
        code, fields, late = deadline_words(view.ship_by, self._now)
        self.deadline.show_code(code, **fields)
        role = "mistake" if late else "muted"
        if self.deadline.property("role") != role:
            self.deadline.setProperty("role", role)
            self.deadline.style().unpolish(self.deadline)
            self.deadline.style().polish(self.deadline)

    def _item(self, line: LineView) -> Item:
        assert self._parcel is not None
        name = line.name if len(line.name) <= _NAME_MOST else line.name[: _NAME_MOST - 1] + "…"
        picture = self._pictures / line.picture if line.picture else None
        places = "  ".join(line.bins[:3])
        scanned = self._parcel.scanned[line.sku_id]
        variant = with_sets(variant_of(line.colour, line.size), line.of_sets, language.current())
        return Item(name, variant, places, scanned, line.needed, picture)

    def _row(self, line: LineView, wanted: LineView | None) -> PaintedRow:
        assert self._parcel is not None
        scanned = self._parcel.scanned[line.sku_id]
        full = scanned >= line.needed
        return PaintedRow(
            icon="right" if full else "next" if scanned else "picture",
            token="right" if full else "information" if scanned else "muted",
            words=f"{line.name} {variant_of(line.colour, line.size)}",
            aside="  ".join(line.bins[:2]),
            number=f"{scanned} / {line.needed}",
            chosen=wanted is not None and wanted.sku_id == line.sku_id,
            faded=full,
        )
