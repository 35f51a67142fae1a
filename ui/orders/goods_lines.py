"""The goods of an order that is being made: searched, typed or scanned, each SKU on a line with its pieces."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSpinBox, QWidget

from ui.bursts import Scan
from ui.catalog.lists import variant
from ui.desk import Desk
from ui.inbound.sku_picker import SkuPicker
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import Button, Text
from warehouse_app.catalog.editing.queries import SkuLine
from warehouse_app.orders.links import SentGoods
from warehouse_app.orders.making import MOST_PIECES, Pieces


class GoodsLine(QWidget):
    """One SKU and its pieces; 0 pieces are not sent. ``most`` is how many the original order brought, None for none."""

    changed = Signal()
    dropped = Signal(object)

    def __init__(self, sku_id: int, words: str, pieces: int, most: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.sku_id = sku_id
        name = Text(wrap=True, parent=self)
        name.show_plain(words)
        self.pieces = QSpinBox(self)
        self.pieces.setRange(0, MOST_PIECES)
        self.pieces.setValue(pieces)
        self.pieces.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.pieces.setFixedWidth(space(24))
        self.pieces.setAccessibleName(words)
        self.pieces.valueChanged.connect(lambda _: self.changed.emit())
        self.drop = Button(kind="quiet", icon="close", parent=self)
        self.drop.show_tip("service.drop_line")
        self.drop.clicked.connect(lambda: self.dropped.emit(self))
        inside = row(self, gap=2)
        inside.addWidget(name, 1)
        if most is not None:
            of = Text("service.of_original", role="small", parent=self, n=most)
            inside.addWidget(of)
        inside.addWidget(self.pieces)
        inside.addWidget(self.drop)


class GoodsLines(QWidget):
    """The picker above, the lines below; ``lines`` in the order they came."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.picker = SkuPicker(desk, self, rows=3)
        self.picker.picked.connect(self._picked)
        self.lines: list[GoodsLine] = []
        self.total = Text(role="muted", parent=self)
        self._stack = column(gap=1)
        outside = column(self, gap=2)
        outside.addWidget(self.picker)
        outside.addWidget(self._scroll(), 1)
        outside.addWidget(self.total)
        self._add_up()

    def show_sent(self, goods: list[SentGoods]) -> None:
        """The goods of the original order: none of them is sent again before somebody says how many; the only one is."""
        for each in goods:
            words = " · ".join(part for part in (each.seller_code, each.name, each.variant) if part)
            self._put(each.sku_id, words, each.quantity if len(goods) == 1 else 0, each.quantity)

    def take_scan(self, scan: Scan) -> bool:
        """One piece (or a pack) more of the goods scanned; False when the code names none."""
        return self.picker.take_scan(scan)

    def wanted(self) -> list[Pieces]:
        """What shall be sent."""
        return [Pieces(line.sku_id, line.pieces.value()) for line in self.lines if line.pieces.value()]

    def _picked(self, sku: SkuLine) -> None:
        line = next((line for line in self.lines if line.sku_id == sku.id), None)
        if line is None:
            words = " · ".join(part for part in (sku.seller_code, sku.name, variant(sku)) if part)
            self._put(sku.id, words, self.picker.multiple, None)
        else:
            line.pieces.setValue(line.pieces.value() + self.picker.multiple)

    def _put(self, sku_id: int, words: str, pieces: int, most: int | None) -> None:
        line = GoodsLine(sku_id, words, pieces, most, self)
        line.changed.connect(self._add_up)
        line.dropped.connect(self._drop)
        before = self.lines[-1].drop if self.lines else self.picker.table.view
        self.setTabOrder(before, line.pieces)
        self.setTabOrder(line.pieces, line.drop)
        self.lines.append(line)
        self._stack.addWidget(line)
        line.show()
        self._add_up()

    def _drop(self, line: GoodsLine) -> None:
        self.lines.remove(line)
        self._stack.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.picker.setFocus()
        self._add_up()

    def _add_up(self) -> None:
        pieces = sum(line.pieces.value() for line in self.lines)
        self.total.show_code("service.goods_total" if pieces else "service.goods_none", n=pieces)

    def _scroll(self) -> Scrolled:
        inside = QWidget(self)
        around = column(inside)
        around.addLayout(self._stack)
        around.addStretch(1)
        scroll = Scrolled(inside, self)
        scroll.setMinimumHeight(space(34))
        return scroll
