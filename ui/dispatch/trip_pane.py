"""One trip of the records: its parcels, who signed, pictures of the signed sheet, and a parcel taken back from it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.dispatch.sheet_form import SheetForm
from ui.language import tr
from ui.orders.wording import local
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Field, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.dispatch.queries import HandoverParcelRow, HandoverRow, handover_parcels
from warehouse_app.dispatch.van.commands import LONGEST, name_driver, take_back
from warehouse_app.dispatch.van.leaving import LONGEST_NAME
from warehouse_app.dispatch.van.queries import changed_sheets, left_by, returned, sheets, told_files
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import new_action

USUAL = ("van.take_back_usual_wrong", "van.take_back_usual_buyer", "van.take_back_usual_broken")
_NAMED = 3  # waybills of parcels that came back; the manifest names them all


class TripPane(QWidget):
    """``show_trip`` shows a closed trip; of none or an open one it says what would stand here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.trip: HandoverRow | None = None
        self.title = Heading(parent=self)
        self.about = Text(role="muted", parent=self)
        self.signed = Text(role="text", wrap=True, parent=self)
        self.driver_button = Button("van.change_driver", kind="quiet", icon="note", parent=self)
        self.pictures = Toned(parent=self)
        self.sheet_button = Button("van.sheet", icon="picture", parent=self)
        self.stayed = Toned(parent=self)
        self.came_back = Toned(parent=self)
        none_left = EmptyState("parcel", "dispatch.none_behind", parent=self, margin=1)
        self.parcels = ShortTable(_columns(), none_left, self, many=False)
        self.take_back_button = Button("van.take_back", kind="danger", icon="undo", parent=self)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(EmptyState("truck", "van.no_trip", "van.no_trip_words", self, margin=1))
        self._pages.addWidget(self._lay_out())
        self.driver_button.clicked.connect(self.ask_driver)
        self.sheet_button.clicked.connect(self.ask_sheet)
        self.take_back_button.clicked.connect(self.ask_take_back)
        self.parcels.table.current_changed.connect(lambda _: self._offer())

    def _lay_out(self) -> QWidget:
        page = card(self)
        inside = column(page, gap=2, margin=4)
        inside.addWidget(self.title)
        inside.addWidget(self.about)
        for words, button in ((self.signed, self.driver_button), (self.pictures, self.sheet_button)):
            line = row(gap=2)
            line.addWidget(words, 1)
            line.addWidget(button)
            inside.addLayout(line)
        inside.addWidget(self.stayed)
        inside.addWidget(self.came_back)
        inside.addWidget(self.parcels, 1)
        foot = row(gap=2)
        foot.addStretch(1)
        foot.addWidget(self.take_back_button)
        inside.addLayout(foot)
        return page

    def show_trip(self, trip: HandoverRow | None) -> None:
        """Show this trip."""
        self.trip = trip if trip is not None and trip.closed_at is not None else None
        self._pages.setCurrentIndex(0 if self.trip is None else 1)
        if self.trip is None:
            return
        shown = self.trip
        self.title.show_plain(shown.courier)
        self.about.show_code("van.trip_about", day=shown.day.isoformat(), trip=shown.trip, n=shown.parcels)
        self.signed.show_code("van.signed_by" if shown.driver else "van.signed_by_nobody", driver=shown.driver)
        self._show_pictures(shown)
        left, back = self._desk.read(left_by, shown.id), self._desk.read(returned, shown.id)
        self.stayed.show_toned("information", "van.stayed", n=len(left))
        self.stayed.setVisible(bool(left))
        named = tr("packing.between").join(row.waybill for row in back[:_NAMED]) + ("…" if len(back) > _NAMED else "")
        self.came_back.show_toned("warning", "van.came_back", n=len(back), waybills=named)
        self.came_back.setVisible(bool(back))
        self.parcels.show_rows(self._desk.read(handover_parcels, shown.id))
        self._offer()

    def _show_pictures(self, trip: HandoverRow) -> None:
        kept = self._desk.read(sheets, trip.id)
        wrong = self._desk.read(changed_sheets, self._desk.folder.photos, trip.id)
        if wrong:
            self.pictures.show_toned("wrong", "van.sheets_wrong", file=Path(wrong[0]).name)
        elif kept:
            self.pictures.show_toned("right", "van.sheets_some", n=len(kept), time=local(kept[-1].at))
        else:
            self.pictures.show_toned(None, "van.sheets_none")

    def _offer(self) -> None:
        chosen = self.parcels.table.current() is not None
        self.take_back_button.setEnabled(chosen and self._desk.may(Right.OVERRIDE))
        may = self._desk.may(Right.HAND_OVER)
        self.sheet_button.setEnabled(may)
        self.driver_button.setEnabled(may)

    # --- doing ------------------------------------------------------------------------------------------------------

    def ask_driver(self) -> None:
        """Put right who signed."""
        if self.trip is not None:
            DriverForm(self._desk, self.trip, self).open()

    def ask_sheet(self) -> None:
        """A picture of the signed sheet."""
        if self.trip is not None:
            SheetForm(self._desk, self.trip, self).open()

    def ask_take_back(self) -> None:
        """The chosen parcel is here again."""
        chosen = self.parcels.table.current()
        if chosen is not None:
            TakeBackForm(self._desk, chosen, self).open()


class DriverForm(FormDialog):
    """Who signed for the courier."""

    def __init__(self, desk: Desk, trip: HandoverRow, parent: QWidget) -> None:
        super().__init__("van.driver_title", parent, accept="ui.ok")
        self._desk, self._trip = desk, trip
        self.driver = Field("van.driver_hint", parent=self.sheet)
        self.driver.setMaxLength(LONGEST_NAME)
        self.driver.setText(trip.driver)
        self.add_field("van.driver", self.driver)

    def submit(self) -> None:
        """Keep it. Raises what the command raises."""
        self._desk.command(name_driver, self._trip.id, self.driver.text())


class TakeBackForm(FormDialog):
    """Why the parcel is taken back, with a warning when the shop was told that it had left."""

    def __init__(self, desk: Desk, parcel: HandoverParcelRow, parent: QWidget) -> None:
        super().__init__("van.take_back_title", parent, accept="van.take_back", width=560, waybill=parcel.waybill)
        self._desk, self._parcel, self._action = desk, parcel, new_action()
        self.body.addWidget(Text("van.take_back_words", role="muted", wrap=True, parent=self.sheet))
        told = desk.read(told_files, parcel.parcel_id)
        self.told = Toned(parent=self.sheet)
        self.told.show_toned("warning", "van.take_back_told", file=", ".join(told))
        self.told.setVisible(bool(told))
        self.body.addWidget(self.told)
        self.reason = Field("orders.reason_hint", parent=self.sheet)
        self.reason.setMaxLength(LONGEST)
        self.add_field("van.take_back_reason", self.reason)
        ways = Flow(self.sheet, gap=2)
        for code in USUAL:
            button = Button(code, kind="plain", parent=self.sheet)
            button.clicked.connect(lambda _=False, code=code: self.reason.setText(tr(code)))
            ways.add(button)
        self.body.addWidget(ways)
        self.accept_button.setProperty("kind", "danger")

    def submit(self) -> None:
        """Take it back. Raises what the command raises."""
        answer = self._desk.command(take_back, self._parcel.parcel_id, self.reason.text(), self._action)
        self._desk.messages.tell("right", "van.taken_back", waybill=answer.waybill)


def _columns() -> list[Column[HandoverParcelRow]]:
    return [
        Column[HandoverParcelRow]("waybill", "dispatch.col_waybill", width=150),
        Column[HandoverParcelRow]("orders", "dispatch.col_orders", lambda parcel: ", ".join(parcel.orders), width=0),
        Column[HandoverParcelRow]("pieces", "dispatch.col_pieces", align="right", width=60),
    ]
