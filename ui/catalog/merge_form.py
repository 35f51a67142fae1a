"""Two SKUs that are one: the other is searched for or scanned, and what goes over is said before it goes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.catalog.sku_search import SkuSearch
from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Text
from warehouse_app.catalog.editing.queries import SkuLine
from warehouse_app.orders.joining import Joined, merge_sku


class MergeForm(FormDialog):
    """Merges a SKU into another; ``joined`` and ``into_id`` say what came of it."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuLine) -> None:
        super().__init__("goods.merge_title", parent, accept="goods.merge", width=680, sku=sku.seller_code)
        self._desk = desk
        self._sku = sku
        self.joined: Joined | None = None
        self.into_id = 0
        self.body.addWidget(Text("goods.merge_words", role="small", wrap=True, parent=self.sheet, sku=sku.seller_code))
        self.target = SkuSearch(desk, self.sheet, without=sku.id)
        self.target.settled.connect(self.accept_button.setFocus)
        self.body.addWidget(self.target)
        self.accept_button.setProperty("kind", "danger")

    def take_scan(self, scan: Scan) -> None:
        """The SKU that stays."""
        if not self.target.take_scan(scan):
            self.mistake.show_code("goods.unknown_code", text=scan.text)
            self.mistake.show()

    def submit(self) -> None:
        """Merge. Raises what ``merge_sku`` raises."""
        into = self.target.chosen()
        self.joined = self._desk.command(merge_sku, self._sku.id, into.id)
        self.into_id = into.id
