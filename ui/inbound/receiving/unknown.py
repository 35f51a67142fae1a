"""A code nobody knows was scanned: what is it? A SKU that is there already, a new one, or nothing for now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.receiving.looks import variant_of
from ui.inbound.receiving.new_sku import NewSkuFields
from ui.inbound.receiving.values import number_field, pieces_of
from ui.theme import space
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.text import Text
from warehouse_app.catalog.editing.queries import SkuLine, skus_page
from warehouse_app.catalog.making.commands import MadeSku, bind_barcode, new_sku
from warehouse_app.catalog.making.skus import NewSku
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.store.warehouse import Tx

_FOUND_MOST = 100


def make_and_bind(tx: Tx, wanted: NewSku, code: str, multiple: int) -> MadeSku:
    """A new SKU that the code names from now on, ``multiple`` pieces a scan. Raises what both commands raise."""
    made = new_sku(tx, wanted)
    bind_barcode(tx, code, made.id, multiple)
    return made


class UnknownForm(FormDialog):
    """``count(code)`` is called once the code has a meaning."""

    def __init__(self, desk: Desk, code: str, count: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(
            "inbound.unknown_title", parent, accept="inbound.unknown_bind", reject="inbound.unknown_leave", width=780
        )
        self._desk, self._code_scanned, self._count = desk, code, count
        self.shown = Text(role="bin", parent=self.sheet)
        self.shown.show_plain(code)
        self.known = Chip("inbound.unknown_known", icon="search", parent=self.sheet)
        self.new = Chip("inbound.unknown_new", icon="plus", parent=self.sheet)
        self.search = SearchField("inbound.unknown_search", self.sheet)
        empty = EmptyState("search", "inbound.unknown_type", parent=self.sheet)
        self.found = ShortTable(_columns(), empty, self.sheet, many=False)
        self.fields = NewSkuFields(self.sheet)
        self.multiple = number_field("inbound.multiple_hint", self.sheet, digits=4)
        self.multiple.setText("1")
        self._pages = QStackedWidget(self.sheet)
        self._arrange()
        self.known.clicked.connect(lambda: self.show_way(new=False))
        self.new.clicked.connect(lambda: self.show_way(new=True))
        self.search.searched.connect(self._search)
        self.found.table.activated.connect(lambda _: self.accept())
        self.show_way(new=False)

    def _arrange(self) -> None:
        head = row(gap=2)
        head.addWidget(self.shown)
        head.addStretch(1)
        head.addWidget(self.known)
        head.addWidget(self.new)
        self.body.addLayout(head)
        page = QWidget(self._pages)
        inside = column(page, gap=2)
        inside.addWidget(self.search)
        inside.addWidget(self.found, 1)
        self._pages.addWidget(page)
        self._pages.addWidget(self.fields)
        self._pages.setFixedHeight(space(64))
        self.body.addWidget(self._pages)
        line = row(gap=3)
        line.addWidget(Text("inbound.multiple", parent=self.sheet))
        self.multiple.setFixedWidth(space(20))
        line.addWidget(self.multiple)
        line.addWidget(Text("inbound.multiple_words", role="small", parent=self.sheet), 1)
        self.body.addLayout(line)

    def show_way(self, *, new: bool) -> None:
        """Which of the two answers is filled in; a chosen SKU is the template of a new one."""
        self.known.setChecked(not new)
        self.new.setChecked(new)
        if new:
            chosen = self.found.table.current()
            if chosen is not None:
                self.fields.take_template(chosen)
        self._pages.setCurrentIndex(int(new))
        self.accept_button.show_code("inbound.unknown_make" if new else "inbound.unknown_bind")
        self.show_mistake(None)
        (self.fields.product if new else self.search).setFocus()

    def _search(self, text: str) -> None:
        rows = self._desk.read(skus_page, text=text, limit=_FOUND_MOST).rows if text else []
        self.found.table.empty.show_state("search", "inbound.unknown_nothing" if text else "inbound.unknown_type")
        self.found.show_rows(rows)
        if len(rows) == 1:
            self.found.table.view.selectRow(0)

    def submit(self) -> None:
        """Give the code its meaning and count it. Raises BadInput and what the commands raise."""
        try:
            multiple = pieces_of(self.multiple, 1)
            if self.new.isChecked():
                self._desk.command(make_and_bind, self.fields.wanted(), self._code_scanned, multiple)
            else:
                self._desk.command(bind_barcode, self._code_scanned, self._chosen(), multiple)
        except WarehouseError as error:
            self.show_mistake(error)
            raise
        self._count(self._code_scanned)

    def _chosen(self) -> int:
        chosen = self.found.table.current()
        if chosen is None:
            raise BadInput("inbound.unknown_choose")
        return chosen.id


def _columns() -> list[Column[SkuLine]]:
    return [
        Column[SkuLine]("seller_code", "inbound.col_code", width=150),
        Column[SkuLine]("name", "inbound.col_name", width=0),
        Column[SkuLine]("colour", "inbound.col_variant", lambda sku: variant_of(sku.colour, sku.size), width=150),
    ]
