"""Merging and splitting from the menu: chosen orders in one parcel, one order in parts, and both undone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSpinBox, QWidget

from ui.desk import Desk
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Text
from warehouse_app.orders.company import part_to_undo, split_lines
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.queries import OrderRow
from warehouse_app.orders.splitting import split_by_stock, split_order
from warehouse_app.packing.parting import take_apart, undo_split

_BEFORE_A_WAVE = ("waiting", "look", "short", "released")
_NOT_PACKED = (*_BEFORE_A_WAVE, "in_wave", "picked")


def can_merge(rows: Sequence[OrderRow]) -> bool:
    """Two orders at least, none of them in a wave."""
    return len(rows) > 1 and all(row.state in _BEFORE_A_WAVE and not row.hold for row in rows)


def can_split(rows: Sequence[OrderRow]) -> bool:
    """One order of two pieces at least that no wave has taken."""
    return len(rows) == 1 and rows[0].state in _BEFORE_A_WAVE and not rows[0].hold and rows[0].pieces > 1


def can_split_by_stock(rows: Sequence[OrderRow]) -> bool:
    """One order that is not released: of a released one everything is there."""
    return can_split(rows) and rows[0].state != "released"


def can_undo(rows: Sequence[OrderRow]) -> bool:
    """One order that travels with others, none of them packed."""
    return len(rows) == 1 and rows[0].merged and rows[0].state in _NOT_PACKED


def can_join(rows: Sequence[OrderRow]) -> bool:
    """One order that is not packed: a part, or one that may have parts."""
    return len(rows) == 1 and rows[0].state in _NOT_PACKED


def merge_these(desk: Desk, _parent: QWidget, rows: Sequence[OrderRow]) -> None:
    """The chosen orders travel in one parcel."""
    desk.try_command(merge_orders, [row.id for row in rows])


def undo_merge(desk: Desk, _parent: QWidget, rows: Sequence[OrderRow]) -> None:
    """The order and all that travel with it go one by one."""
    desk.try_command(take_apart, [rows[0].id])


def ask_split(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> SplitForm:
    """Open the form: how many pieces of each line go now."""
    form = SplitForm(desk, rows[0], parent)
    form.open()
    return form


def by_stock(desk: Desk, _parent: QWidget, rows: Sequence[OrderRow]) -> None:
    """What is there goes now."""
    desk.try_command(split_by_stock, rows[0].id)


def undo_parts(desk: Desk, _parent: QWidget, rows: Sequence[OrderRow]) -> None:
    """The chosen part, or the newest part of the chosen order, is joined back."""
    desk.try_command(undo_split, desk.read(part_to_undo, rows[0].id))


class SplitForm(FormDialog):
    """Each line with the pieces that go now, filled in by what is there, and those that follow."""

    def __init__(self, desk: Desk, order: OrderRow, parent: QWidget) -> None:
        super().__init__("merging.split_title", parent, accept="merging.split_do", width=space(160), number=order.number)
        self._desk, self._order = desk, order
        today = desk.warehouse.clock().astimezone().date()
        self.lines = desk.read(split_lines, order.id, today)
        self.pieces = [QSpinBox(self.sheet) for _ in self.lines]
        self.rests = [Text(role="text", parent=self.sheet) for _ in self.lines]
        self.result = Text(role="large", parent=self.sheet)
        self.body.addWidget(Text("merging.split_words", role="muted", wrap=True, parent=self.sheet))
        self._list_lines()
        self.body.addWidget(self.result)
        self._fill_in(released=order.state == "released")
        self._say()

    def _list_lines(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, title in enumerate(("split_line", "split_all", "split_now", "split_rest")):
            heading = Text(f"merging.{title}", role="small", parent=self.sheet)
            grid.addWidget(heading, 0, place, right if place else Qt.AlignmentFlag.AlignLeft)
        for number, (line, pieces, rest) in enumerate(zip(self.lines, self.pieces, self.rests, strict=True), 1):
            words = Text(role="text", wrap=True, parent=self.sheet)
            words.show_plain(line.name)
            total = Text(role="text", parent=self.sheet)
            total.show_plain(str(line.quantity))
            pieces.setRange(0, line.quantity)
            pieces.setFixedWidth(space(24))
            pieces.lineEdit().setTextMargins(space(2), 0, 0, 0)
            pieces.setAccessibleName(line.name)
            pieces.valueChanged.connect(self._say)
            grid.addWidget(words, number, 0)
            grid.addWidget(total, number, 1, right)
            grid.addWidget(pieces, number, 2)
            grid.addWidget(rest, number, 3, right)
        self.body.addLayout(grid)

    def _fill_in(self, *, released: bool) -> None:
        """What is there goes now; when that is everything, the person chooses from nothing."""
        if released or all(line.there == line.quantity for line in self.lines):
            return
        for line, pieces in zip(self.lines, self.pieces, strict=True):
            pieces.setValue(line.there)

    def _say(self, *_: object) -> None:
        for line, pieces, rest in zip(self.lines, self.pieces, self.rests, strict=True):
            rest.show_plain(str(line.quantity - pieces.value()))
        now, every = sum(pieces.value() for pieces in self.pieces), sum(line.quantity for line in self.lines)
        self.result.show_code("merging.split_result", now=now, rest=every - now)

    def submit(self) -> None:
        """Split it; nothing chosen or nothing left keeps the form open."""
        chosen = {line.id: pieces.value() for line, pieces in zip(self.lines, self.pieces, strict=True)}
        self._desk.command(split_order, self._order.id, chosen)
