"""Codes nobody knew when they were counted: their pictures, and what they turn out to be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.bursts import Scan
from ui.catalog.sku_search import SkuSearch
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.orders.wording import local
from ui.printing import open_file
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading, Text
from warehouse_app.catalog.rules import MOST_PIECES
from warehouse_app.counting.queries import UnknownCode
from warehouse_app.counting.strangers import Named, name_code
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import new_action


class NameForm(FormDialog):
    """What a code is: a SKU searched for or scanned, and how many pieces one scan means. ``done`` once accepted."""

    def __init__(self, desk: Desk, parent: QWidget, stocktake_id: int, strange: UnknownCode) -> None:
        super().__init__("counting.name_title", parent, accept="counting.name_ok", width=680, scanned=strange.code)
        self._desk, self._stocktake_id, self._strange = desk, stocktake_id, strange
        self._action = new_action()
        self.done: Named | None = None
        self.body.addWidget(Text("counting.name_words", role="small", wrap=True, parent=self.sheet))
        self.target = SkuSearch(desk, self.sheet)
        self.target.settled.connect(self.accept_button.setFocus)
        self.body.addWidget(self.target)
        self.multiple = QSpinBox(self.sheet)
        self.multiple.setRange(1, MOST_PIECES)
        self.multiple.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.add_field("goods.multiple", self.multiple)
        if strange.guess:
            self.target.take_scan(Scan(strange.guess))

    def take_scan(self, scan: Scan) -> None:
        """The goods it is: their seller code, or another barcode of theirs."""
        if not self.target.take_scan(scan):
            self.mistake.show_code("goods.unknown_code", text=scan.text)
            self.mistake.show()

    def submit(self) -> None:
        """Teach it. Raises what ``name_code`` raises."""
        chosen = self.target.chosen().id
        self.done = self._desk.command(
            name_code, self._stocktake_id, self._strange.code, chosen, self.multiple.value(), self._action
        )


class StrangePane(QWidget):
    """The list, and beside it the newest picture of the chosen code."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._stocktake_id: int | None = None
        self._ended = False
        nothing = EmptyState("complete", "counting.no_strangers", "counting.no_strangers_words", self)
        self.table: ShortTable[UnknownCode] = ShortTable(_columns(), nothing, self, many=False)
        frame = card(self)
        frame.setFixedWidth(space(85))
        self.code = Heading(parent=frame)
        self.code.setWordWrap(True)
        self.about = Text(wrap=True, parent=frame)
        self.picture = Picture(frame, size=space(70))
        self.missing = Text(role="mistake", wrap=True, parent=frame)
        self.open_button = Button("counting.open_picture", icon="picture", parent=frame)
        self.name_button = Button("counting.do_name", kind="primary", icon="tag", parent=frame)
        inside = column(frame, gap=2, margin=4)
        for widget in (self.code, self.about, self.picture, self.missing, self.open_button, self.name_button):
            inside.addWidget(widget)
        inside.addStretch(1)
        outside = row(self, gap=3)
        outside.addWidget(self.table, 1)
        outside.addWidget(frame)
        self.setFocusProxy(self.table)
        self.table.table.current_changed.connect(lambda _: self._show_chosen())
        self.table.table.activated.connect(lambda _: self.open_picture())
        self.open_button.clicked.connect(self.open_picture)
        self.name_button.clicked.connect(self.ask_name)

    def show_codes(self, stocktake_id: int | None, codes: Sequence[UnknownCode], *, ended: bool) -> None:
        """Show a stocktake's; one that has ended counts nothing any more."""
        self._stocktake_id, self._ended = stocktake_id, ended
        self.table.show_rows(codes)
        if codes:
            self.table.table.view.selectRow(0)
        self._show_chosen()

    @property
    def chosen(self) -> UnknownCode | None:
        """The code the list stands on."""
        return self.table.table.current()

    def _files(self) -> list[Path]:
        return [self.desk.folder.photos / file for file in (self.chosen.pictures if self.chosen else ())]

    def _show_chosen(self) -> None:
        one, files = self.chosen, self._files()
        there = [file for file in files if file.is_file()]
        self.code.show_plain(one.code if one else "")
        self.about.show_code("counting.strange_about" if one else "", bin=one.bin if one else "", pieces=one.pieces if one else 0)
        self.picture.setVisible(bool(there))
        self.picture.show_file(there[-1] if there else None)
        self.missing.setVisible(len(there) < len(files))
        self.missing.show_code("evidence.photos_elsewhere", n=len(files) - len(there))
        self.open_button.setVisible(bool(there))
        may = self.desk.logged_in and self.desk.may(Right.COUNT) and self.desk.may(Right.IMPORT_PRODUCTS)
        self.name_button.setVisible(one is not None)
        self.name_button.setEnabled(may and not self._ended)
        self.name_button.show_tip("" if may else "stockroom.no_right")

    def open_picture(self) -> None:
        """The newest picture in the system's viewer."""
        there = [file for file in self._files() if file.is_file()]
        if there:
            try:
                open_file(there[-1])
            except WarehouseError as error:
                self.desk.messages.error(error)

    def ask_name(self) -> None:
        """Say what the chosen code is."""
        one, here = self.chosen, self._stocktake_id
        if one is not None and here is not None and self.name_button.isEnabled():
            form = NameForm(self.desk, self, here, one)
            form.accepted.connect(lambda: self._named(one, form.done))
            form.open()

    def _named(self, one: UnknownCode, done: Named | None) -> None:
        if done is None:
            return
        between = tr("packing.between")
        if done.added:
            self.desk.messages.tell(
                "right", "counting.named", scanned=one.code, pieces=done.pieces, bins=between.join(done.added)
            )  # fmt: skip
        if done.again:
            self.desk.messages.tell("information", "counting.named_again", scanned=one.code, bins=between.join(done.again))


def _columns() -> list[Column[UnknownCode]]:
    return [
        Column[UnknownCode]("code", "counting.col_code", width=0),
        Column[UnknownCode]("bin", "counting.col_bin", width=100),
        Column[UnknownCode]("pieces", "evidence.col_pieces", align="right", width=80),
        Column[UnknownCode]("at", "counting.col_scanned", lambda one: local(one.at), width=150),
        Column[UnknownCode]("guess_name", "counting.col_guess", lambda one: f"{one.guess_name} {one.guess}".strip(), width=260),
        Column[UnknownCode]("pictures", "counting.col_pictures", lambda one: str(len(one.pictures)), align="right", width=80),
    ]
