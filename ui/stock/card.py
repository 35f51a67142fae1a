"""One SKU beside the list: picture, names, codes, its figures over all bins, and its running account."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.stock.account_view import AccountView
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Heading, Text
from warehouse_app.stock.queries import SkuCard, sku_card


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
        self.account = AccountView(desk, self)
        self._pages = QStackedWidget(self)
        self.invitation = EmptyState("shelves", "stock.choose_title", "stock.choose_words", self)
        self.invitation.words.setMinimumWidth(space(70))
        self._pages.addWidget(self.invitation)
        self._pages.addWidget(self._card())
        column(self).addWidget(self._pages)

    def show_sku(self, sku_id: int | None) -> None:
        """Show a SKU and its account."""
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
        self.account.show_sku(sku.id, sku.seller_code)

    def _picture_of(self, sku: SkuCard) -> Path | None:
        return self._desk.folder.pictures / sku.picture if sku.picture else None

    def _card(self) -> QWidget:
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
        inside.addWidget(Text("stockroom.account", role="muted", parent=frame))
        inside.addWidget(self.account, 1)
        return frame
