"""What lies in quarantine, ticked for a return to the supplier it came from."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.words import NONE, today_at
from ui.inbound.sendback.words import age_words, goods_words, reason_words
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Text
from warehouse_app.inbound.sendback.quarantine import QuarantineRow, quarantine
from warehouse_app.people.rules import Right

Key = tuple[int, str]


class QuarantineTab(QWidget):
    """``return_asked(list of QuarantineRow)`` with what is ticked; the row under the cursor when nothing is."""

    return_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ticked: set[Key] = set()
        empty = EmptyState("complete", "purchasing.quarantine_empty", "purchasing.quarantine_empty_words", self)
        empty.words.setFixedWidth(space(90))
        self.today = today_at(desk)
        self.list = ShortTable(self._columns(), empty, self)
        self.total = Text(role="muted", parent=self)
        self.tick_all = Button("purchasing.tick_supplier", icon="check", parent=self)
        self.make = Button("purchasing.make_return", kind="primary", icon="plus", shortcut="Ctrl+N", parent=self)
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        inside.addWidget(self.list, 1)
        inside.addWidget(self.total)
        foot = row(gap=2)
        foot.addWidget(self.tick_all)
        foot.addStretch(1)
        foot.addWidget(self.make)
        inside.addLayout(foot)
        self.list.table.view.clicked.connect(self._clicked)
        self.list.table.on_space(self._tick_selected)
        self.list.table.activated.connect(self._toggle)
        self.tick_all.clicked.connect(self._tick_supplier)
        self.make.clicked.connect(lambda: self.return_asked.emit(self.ticked()))

    @property
    def pieces(self) -> int:
        """Pieces in quarantine."""
        return sum(held.pieces for held in self.list.rows)

    def refresh(self) -> None:
        """Read what lies there; ticks stay."""
        self.today = today_at(self._desk)
        rows = self._desk.read(quarantine)
        self._ticked &= {_key(held) for held in rows}
        self.list.show_rows(rows)
        self._say()

    def ticked(self) -> list[QuarantineRow]:
        """The rows that are ticked, else the selected ones."""
        chosen = [held for held in self.list.rows if _key(held) in self._ticked]
        return chosen or self.list.table.selected()

    def tick_sku(self, sku_id: int) -> QuarantineRow | None:
        """Tick the goods of a SKU; None when none lie here."""
        found = next((held for held in self.list.rows if held.sku_id == sku_id), None)
        if found is not None:
            self._ticked |= {_key(held) for held in self.list.rows if held.sku_id == sku_id}
            self._shown_anew()
        return found

    def clear_ticks(self) -> None:
        """Nothing is ticked any more."""
        self._ticked.clear()
        self._shown_anew()

    def _tick_selected(self) -> None:
        for held in self.list.table.selected():
            self._ticked ^= {_key(held)}
        self._shown_anew()

    def _clicked(self, index: QModelIndex) -> None:
        held = self.list.table.model.row_at(index.row())
        if index.column() == 0 and held is not None:
            self._toggle(held)

    def _toggle(self, held: QuarantineRow) -> None:
        self._ticked ^= {_key(held)}
        self._shown_anew()

    def _tick_supplier(self) -> None:
        """All goods of the supplier under the cursor, of everybody when there is none; once more takes the ticks away."""
        current = self.list.table.current()
        same = {_key(held) for held in self.list.rows if current is None or held.supplier_id == current.supplier_id}
        self._ticked = self._ticked - same if same <= self._ticked else self._ticked | same
        self._shown_anew()

    def _shown_anew(self) -> None:
        model = self.list.table.model
        if model.total:
            model.dataChanged.emit(model.index(0, 0), model.index(model.total - 1, 0))
        self._say()

    def _say(self) -> None:
        chosen = [held for held in self.list.rows if _key(held) in self._ticked]
        pieces = sum(held.pieces - held.drafted for held in chosen)
        self.total.show_code("purchasing.quarantine_total", pieces=f"{self.pieces:,}", ticked=len(chosen), chosen=f"{pieces:,}")
        may_buy = self._desk.may(Right.BUY)
        self.make.setVisible(may_buy)
        self.tick_all.setVisible(may_buy and bool(self.list.rows))

    def _box(self, held: QuarantineRow) -> str:
        return "box-checked" if _key(held) in self._ticked else "box-empty"

    def _columns(self) -> list[Column[QuarantineRow]]:
        return [
            Column[QuarantineRow](
                "sku_id", "purchasing.column_tick", lambda _: "", width=48, sortable=False, icon=self._box
            ),
            Column[QuarantineRow]("seller_code", "purchasing.column_sku", width=128),
            Column[QuarantineRow]("name", "purchasing.column_name", goods_words, width=0),
            Column[QuarantineRow]("pieces", "purchasing.column_pieces_here", _pieces, align="right", width=76),
            Column[QuarantineRow]("reason", "purchasing.column_reason", lambda held: reason_words(held.reason), width=116),
            Column[QuarantineRow]("supplier", "purchasing.column_supplier", lambda held: held.supplier or NONE, width=200),
            Column[QuarantineRow](
                "since", "purchasing.column_age", lambda held: age_words(held.since, self.today), None, "right", width=72
            ),
        ]  # fmt: skip


def _key(held: QuarantineRow) -> Key:
    return held.sku_id, held.lot


def _pieces(held: QuarantineRow) -> str:
    """Pieces that lie there; in brackets those that are on a draft already."""
    return f"{held.pieces} ({held.drafted})" if held.drafted else str(held.pieces)
