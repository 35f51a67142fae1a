"""One SKU beside the list: picture, names, codes, its figures over all bins, and its moves as a running account."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.language import tr
from ui.moments import day_and_time
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Heading, Text
from warehouse_app.stock.queries import SkuCard, SkuMove, sku_card, sku_moves
from warehouse_app.stock.rules import Virtual

_VIRTUAL = frozenset(Virtual)


class Figure(QWidget):
    """A number with its word below."""

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = Text(role="large", parent=self)
        inside = column(self, gap=0)
        inside.addWidget(self.number)
        inside.addWidget(Text(code, role="small", parent=self))

    def show_number(self, number: int) -> None:
        """Show another number."""
        self.number.show_plain(f"{number:,}")


class SkuPane(QWidget):
    """The pane; ``show_sku(None)`` invites to choose one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sku_id: int | None = None
        self.picture = Picture(self, size=space(28))
        self.name = Heading(parent=self)
        self.name.setWordWrap(True)
        self.variant = Text(role="muted", wrap=True, parent=self)
        self.codes = Text(role="small", wrap=True, parent=self)
        self.figures = {name: Figure(f"stock.{name}", self) for name in ("on_hand", "reserved", "available")}
        self.moves = self._moves_table()
        self._pages = QStackedWidget(self)
        invitation = EmptyState("shelves", "stock.choose_title", "stock.choose_words", self)
        invitation.words.setMinimumWidth(space(70))
        self._pages.addWidget(invitation)
        self._pages.addWidget(self._account())
        column(self).addWidget(self._pages)

    def show_sku(self, sku_id: int | None) -> None:
        """Show a SKU and its moves."""
        self.sku_id = sku_id
        found = self._desk.read(sku_card, sku_id) if sku_id is not None else None
        self._pages.setCurrentIndex(0 if found is None else 1)
        if found is not None:
            self._show(found)

    def refresh(self) -> None:
        """Read the same SKU again."""
        self.show_sku(self.sku_id)

    def _show(self, sku: SkuCard) -> None:
        self.picture.show_file(self._picture_of(sku))
        self.name.show_plain(sku.name)
        self.variant.show_plain(" / ".join(part for part in (sku.colour, sku.size) if part))
        self.variant.setVisible(bool(self.variant.text()))
        self.codes.show_code("stock.codes", seller_code=sku.seller_code, barcodes=" ".join(sku.barcodes) or "–")
        self.figures["on_hand"].show_number(sku.on_hand)
        self.figures["reserved"].show_number(sku.reserved)
        self.figures["available"].show_number(sku.available)
        self.moves.refresh()
        self.moves.view.scrollToTop()

    def _picture_of(self, sku: SkuCard) -> Path | None:
        return self._desk.folder.pictures / sku.picture if sku.picture else None

    def _account(self) -> QWidget:
        frame = card(self)
        inside = column(frame, gap=3, margin=4)
        head = row(gap=4)
        head.addWidget(self.picture)
        words = column(gap=1)
        words.addWidget(self.name)
        words.addWidget(self.variant)
        words.addWidget(self.codes)
        words.addStretch(1)
        head.addLayout(words, 1)
        inside.addLayout(head)
        figures = row(gap=6)
        for figure in self.figures.values():
            figures.addWidget(figure)
        figures.addStretch(1)
        inside.addLayout(figures)
        inside.addWidget(Text("stock.moves", role="muted", parent=frame))
        inside.addWidget(self.moves, 1)
        return frame

    def _moves_table(self) -> Table[SkuMove]:
        columns = [
            Column[SkuMove]("words", "stock.column_move", move_words, width=0, sortable=False),
            Column[SkuMove]("change", "stock.column_change", change_words, _change_tone, "right", 72, sortable=False),
            Column[SkuMove]("on_hand", "stock.column_after", align="right", width=64, sortable=False),
        ]
        empty = EmptyState("history", "stock.no_moves", parent=self)
        empty.words.setMinimumWidth(0)
        table = Table(columns, self._fetch, empty, self)
        table.view.verticalHeader().setDefaultSectionSize(space(14))  # two lines: what, then when and who
        return table

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[SkuMove], int]:
        if self.sku_id is None:
            return (), 0
        page = self._desk.read(sku_moves, self.sku_id, offset=offset, limit=limit)
        return page.rows, page.total


def change_words(move: SkuMove) -> str:
    """What the shelves gained or lost; moved from bin to bin it is neither."""
    return f"{move.change:+d}" if move.change else f"{move.quantity} ⇄"


def move_words(move: SkuMove) -> str:
    """Why and where to (opening stock into A01-2-1, shipped from A01-2-1); on a second line when and who."""
    fields = {
        "reason": tr(f"stock.reason_{move.reason}"), "source": move.from_code, "target": move.to_code,
        "at": day_and_time(move.at), "who": move.who,
    }  # fmt: skip
    if move.from_code in _VIRTUAL:
        return tr("stock.move_in", **fields)
    return tr("stock.move_out" if move.to_code in _VIRTUAL else "stock.move_across", **fields)


def _change_tone(move: SkuMove) -> ToneName | None:
    """Plain on purpose: goods that leave are no mistake. Only corrections stand out."""
    return "warning" if move.reason in ("correction", "undo") else None
