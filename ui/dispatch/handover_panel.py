"""The open handover: choose a courier, scan its parcels in, see what still stands here, close it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from ui.desk import Desk
from ui.dispatch.close_form import CloseForm, Stays
from ui.dispatch.couriers import CourierButtons
from ui.dispatch.lists import ShortTable
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from warehouse_app.dispatch import handover as commands
from warehouse_app.dispatch.queries import (
    HandoverParcelRow,
    HandoverRow,
    couriers,
    handover,
    handover_parcels,
    handovers,
    left_behind,
)
from warehouse_app.dispatch.shipments import staying_behind
from warehouse_app.dispatch.van.queries import UnpackedRow, drivers, staying, unpacked
from warehouse_app.orders.due import moments
from warehouse_app.orders.rules import masked_text
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import new_action


class HandoverPanel(QWidget):
    """``answered(HandoverAnswer)`` after each scan or taking out; ``closed(handover id)`` when the courier has signed.

    ``count_asked`` before the van comes.
    """

    answered = Signal(object)
    count_asked = Signal()
    closed = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.handover: HandoverRow | None = None
        self._last_in: int | None = None
        self.couriers = CourierButtons(self)
        self.courier = Heading(parent=self)
        self.trip = Text(role="muted", parent=self)
        self.count = Text(role="count", parent=self)
        scan_first = EmptyState("scan", "dispatch.scan_first", "dispatch.scan_first_words", self)
        self.inside = ShortTable(self._columns(), scan_first, self)
        all_in = EmptyState("complete", "dispatch.none_behind", parent=self)
        self.behind = ShortTable(self._columns(short=True), all_in, self)
        self.behind_title = Text(role="text", parent=self)
        self.not_packed = ShortTable(_unpacked_columns(), EmptyState("complete", "van.all_packed", parent=self, margin=1), self)
        self.not_packed_title = Text(role="text", parent=self)
        self.count_button = Button("van.count", icon="copy", shortcut="F9", parent=self)
        self.take_out_button = Button("dispatch.take_out", icon="undo", shortcut="F7", parent=self)
        self.close_button = Button("dispatch.close", kind="primary", icon="truck", shortcut="F8", parent=self)
        self.nothing = EmptyState("truck", "dispatch.no_handover_title", "dispatch.no_handover_words", self)
        self._pages = QStackedLayout()
        self._lay_out()
        self.couriers.chosen.connect(self.choose)
        self.take_out_button.clicked.connect(self.take_out)
        self.close_button.clicked.connect(self.ask_close)
        self.count_button.clicked.connect(self.count_asked)

    def _columns(self, *, short: bool = False) -> list[Column[HandoverParcelRow]]:
        waybill = Column[HandoverParcelRow]("waybill", "dispatch.col_waybill", width=0 if short else 176)
        pieces = Column[HandoverParcelRow]("pieces", "dispatch.col_pieces", align="right", width=64)
        if short:
            return [waybill, pieces]
        return [
            waybill,
            Column[HandoverParcelRow]("orders", "dispatch.col_orders", lambda parcel: ", ".join(parcel.orders), width=0),
            Column[HandoverParcelRow]("recipient", "dispatch.col_recipient", self._recipient, width=104),
            pieces,
            Column[HandoverParcelRow]("weight_g", "dispatch.col_weight", _kilograms, align="right", width=88),
        ]

    def _lay_out(self) -> None:
        inside: QHBoxLayout = row(self, gap=4)
        inside.setContentsMargins(0, space(3), 0, 0)
        left = column(gap=2)
        left.addWidget(self.couriers, 1)
        left.addWidget(self.count_button)
        inside.addLayout(left)
        page = QWidget(self)
        halves = row(page, gap=4)
        middle = column(gap=3)
        middle.addWidget(self._head(page))
        middle.addWidget(self.inside, 1)
        halves.addLayout(middle, 1)
        right = column(gap=2)
        right.addWidget(self.behind_title)
        right.addWidget(self.behind, 3)
        right.addWidget(self.not_packed_title)
        right.addWidget(self.not_packed, 2)
        for table in (self.behind, self.not_packed):
            table.setFixedWidth(space(68))
        halves.addLayout(right)
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(page)
        inside.addLayout(self._pages, 1)

    def _head(self, parent: QWidget) -> QWidget:
        head = card(parent)
        inside = row(head, gap=5, margin=4)
        inside.addWidget(self.count)
        words = column(gap=1)
        words.addStretch(1)
        words.addWidget(self.courier)
        words.addWidget(self.trip)
        words.addStretch(1)
        inside.addLayout(words, 1)
        inside.addWidget(self.take_out_button)
        inside.addWidget(self.close_button)
        return head

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read couriers, the open handover and what still stands here."""
        opened = {shown.courier: shown for shown in self._desk.read(handovers) if shown.closed_at is None}
        if self.handover is None and len(opened) == 1:
            self.handover = next(iter(opened.values()))  # somebody was in the middle of it: go on there
        current = self.handover.courier if self.handover is not None else ""
        self.couriers.show_couriers(self._desk.read(couriers), set(opened), current)
        self._pages.setCurrentIndex(0 if self.handover is None else 1)
        if self.handover is not None:
            self._show_handover(self._desk.read(handover, self.handover.id))

    def _show_handover(self, shown: HandoverRow) -> None:
        if shown.closed_at is not None:  # closed at another desk
            self.handover = None
            self._pages.setCurrentIndex(0)
            return
        self.handover = shown
        self.courier.show_plain(shown.courier)
        self.trip.show_code("dispatch.trip", trip=shown.trip, day=shown.day.isoformat())
        self.count.show_plain(str(shown.parcels))
        self.inside.show_rows(self._desk.read(handover_parcels, shown.id))
        behind = self._desk.read(left_behind, shown.courier)
        self.behind.show_rows(behind)
        self.behind_title.show_code("dispatch.behind", n=len(behind))
        open_ones = self._unpacked(shown.courier)
        self.not_packed.show_rows(open_ones)
        self.not_packed_title.show_code("van.not_packed", n=len(open_ones))
        for part in (self.not_packed, self.not_packed_title):
            part.setVisible(bool(open_ones))
        self.take_out_button.setEnabled(shown.parcels > 0)
        self.close_button.setEnabled(shown.parcels > 0)

    def _unpacked(self, courier: str) -> list[UnpackedRow]:
        now = self._desk.warehouse.clock()
        return self._desk.read(lambda session: unpacked(session, moments(session, now).midnight, courier))

    def _recipient(self, parcel: HandoverParcelRow) -> str:
        return parcel.recipient if self._desk.may(Right.SEE_PERSONAL) else masked_text(parcel.recipient)

    # --- doing ------------------------------------------------------------------------------------------------------

    def choose(self, courier: str) -> None:
        """Go on with the courier's open handover, or open one."""
        handover_id = self._desk.try_command(commands.open_handover, courier)
        if handover_id is not None:
            self.handover = self._desk.read(handover, handover_id)
            self._last_in = None
            self.inside.setFocus()
        self.refresh()

    def scan(self, codes: tuple[str, ...]) -> None:
        """Take one scan at the open handover."""
        if self.handover is None:
            return
        self.inside.forget_choice()  # rows move down with every parcel: a choice made before means another one now
        answer = self._desk.try_command(commands.hand_over, self.handover.id, codes, new_action())
        if answer is not None:
            if answer.good:
                self._last_in = answer.parcel_id
            self.count.show_plain(str(answer.count))
            self.answered.emit(answer)

    def take_out(self) -> None:
        """Take the chosen parcels out again; none chosen: the one scanned last."""
        chosen = [parcel.parcel_id for parcel in self.inside.table.selected()]
        if not chosen and self._last_in is not None:
            chosen = [self._last_in]
        for parcel_id in chosen:
            if self.handover is None:
                return
            answer = self._desk.try_command(commands.take_out, self.handover.id, parcel_id, new_action())
            if answer is not None:
                self._last_in = None
                self.answered.emit(answer)

    def ask_close(self) -> None:
        """Show what the courier signs for, and close."""
        if self.handover is None or not self.close_button.isEnabled():
            return
        shown = self.handover
        behind = self._desk.read(staying, shown.courier, self._desk.warehouse.clock())
        apart = self._desk.read(staying_behind, shown.id)
        stays = Stays(len(behind), len(self._unpacked(shown.courier)), apart)
        names = self._desk.read(drivers, shown.courier)

        def close(driver: str) -> None:
            self._close(shown.id, driver)

        CloseForm(self, shown.courier, len(self.inside.rows), stays, close, names).open()

    def _close(self, handover_id: int, driver: str) -> None:
        self._desk.command(commands.close_handover, handover_id, driver)
        self.handover = None
        self.closed.emit(handover_id)
        self.refresh()


def _kilograms(parcel: HandoverParcelRow) -> str:
    return "" if parcel.weight_g is None else f"{parcel.weight_g / 1000:.2f} kg"


def _unpacked_columns() -> list[Column[UnpackedRow]]:
    slot = Column[UnpackedRow]("slot", "van.paper_col_slot", lambda row: f"{row.wave} #{row.slot}", width=120)
    return [Column[UnpackedRow]("waybill", "dispatch.col_waybill", width=0), slot]
