"""Labels for goods: which kind, on which stock, how many; made off the window's thread, then printed or opened.

The form stays while they are made and offers the file itself, so nothing opens by surprise before a desk that scans.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from PySide6.QtWidgets import QSpinBox, QWidget

from ui import language, printing
from ui.desk import Desk
from ui.jobs import Progress
from ui.moments import stamp
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button, Check, Combo, Text
from warehouse_app.catalog.labelling.rules import KINDS, MOST_LABELS, STOCKS, LabelKind
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.stock.looks.pieces import on_hand_of
from warehouse_app.store import settings
from warehouse_app.words import Language

Copies = Literal["number", "on_hand", "given"]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What was chosen; kept while the window is open."""

    kind: LabelKind = "barcode"
    stock: str = ""
    copies: Copies = "number"
    number: int = 1
    first_field: int = 1
    price: bool = False


@dataclass(frozen=True, slots=True)
class _Made:
    """The file, and how many labels are in it."""

    file: Path
    labels: int


_last: deque[_Choice] = deque(maxlen=1)  # one person at one desk labels much alike


def offer_labels(desk: Desk, owner: QWidget, sku_ids: Sequence[int], copies: Mapping[int, int] | None) -> LabelsForm:
    """Ask what labels these SKUs shall have, make them and offer them. ``copies``: pieces by SKU, as on a receipt."""
    form = LabelsForm(desk, owner, sku_ids, copies)
    form.open()
    return form


class LabelsForm(FormDialog):
    """The form; ``made`` is the file once there is one, until something else is chosen."""

    def __init__(self, desk: Desk, owner: QWidget, sku_ids: Sequence[int], copies: Mapping[int, int] | None) -> None:
        super().__init__("goods.labels_title", owner, accept="goods.make_labels", width=560, n=len(sku_ids))
        self._desk = desk
        self._owner = owner
        self.sku_ids = list(sku_ids)
        self._given = copies
        self.made: _Made | None = None
        self.kind = Combo([(f"goods.kind_{kind}", kind) for kind in KINDS], parent=self.sheet)
        self.stock = Combo([(f"people.item_label_{name.replace('-', '_')}", name) for name in STOCKS], parent=self.sheet)
        self.copies = Combo([("goods.copies_number", "number"), ("goods.copies_on_hand", "on_hand")], parent=self.sheet)
        if copies is not None:
            self.copies.add_code("goods.copies_given", "given")
        self.number = self._spin(MOST_LABELS)
        self.first_field = self._spin(1)
        self.price = Check("goods.with_price", parent=self.sheet)
        self.ready = Text(wrap=True, parent=self.sheet)
        self.ready.hide()
        self.folder_button = Button("goods.open_folder", kind="quiet", icon="folder", parent=self.sheet)
        self.open_button = Button("goods.open_labels", icon="file", parent=self.sheet)
        self._lay_out_fields()
        self._choose(_last[0] if _last else _Choice())
        self._connect()
        self._changed()

    def _spin(self, most: int) -> QSpinBox:
        box = QSpinBox(self.sheet)
        box.setRange(1, most)
        box.lineEdit().setTextMargins(space(2), 0, 0, 0)
        return box

    def _lay_out_fields(self) -> None:
        self.add_beside(("goods.label_kind", self.kind), ("goods.label_stock", self.stock))
        self.add_beside(("goods.copies", self.copies), ("goods.copies_each", self.number))
        self.add_beside(("goods.first_field", self.first_field))
        self.body.addWidget(self.price)
        self.body.addWidget(self.ready)
        for button in (self.open_button, self.folder_button):
            self.buttons.insertWidget(0, button)
            button.hide()

    def _connect(self) -> None:
        for combo in (self.kind, self.stock, self.copies):
            combo.currentIndexChanged.connect(self._changed)
        for box in (self.number, self.first_field):
            box.valueChanged.connect(self._changed)
        self.price.toggled.connect(self._changed)
        self.open_button.clicked.connect(lambda: self._try(printing.open_file))
        self.folder_button.clicked.connect(lambda: self._try(printing.open_folder))

    # --- choosing ---------------------------------------------------------------------------------------------------

    def _choose(self, choice: _Choice) -> None:
        self.kind.choose(choice.kind)
        self.stock.choose(choice.stock or self._desk.read(settings.get, "item_label_size"))
        usual: Copies = "number" if choice.copies == "given" else choice.copies
        self.copies.choose("given" if self._given is not None else usual)
        self.number.setValue(choice.number)
        self.first_field.setMaximum(STOCKS[self._stock()].fields)
        self.first_field.setValue(choice.first_field)
        self.price.setChecked(choice.price)

    def choice(self) -> _Choice:
        """What is chosen now."""
        return _Choice(
            cast(LabelKind, self.kind.value()), self._stock(), cast(Copies, self.copies.value()), self.number.value(),
            self.first_field.value(), self.price.isChecked(),
        )  # fmt: skip

    def _stock(self) -> str:
        return str(self.stock.value())

    def _changed(self) -> None:
        """Something else is wanted: what was made is not it."""
        fields = STOCKS[self._stock()].fields if self.stock.value() is not None else 1
        self.first_field.setMaximum(fields)
        self.first_field.setEnabled(fields > 1)
        self.number.setEnabled(self.copies.value() == "number")
        self._show_made(None)
        self.show_mistake(None)

    # --- making -----------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Make them; once they are made, print them, or open them where no printer is chosen."""
        if not self.is_open or not self.accept_button.isEnabled():
            return
        if self.made is None:
            self._make()
        elif self._printer():
            printing.print_file(self._desk, self._owner, self.made.file, self._printer())
            self._close(True)
        else:
            self._try(printing.open_file)

    def _make(self) -> None:
        choice, given = self.choice(), self._given
        _last.append(replace(choice, first_field=1))
        file = self._desk.folder.labels / f"goods-{stamp(self._desk.warehouse.clock())}.pdf"
        work = _labelling(self._desk, self.sku_ids, given, choice, file, language.current())
        self.accept_button.setEnabled(False)
        self._desk.work(work, self._done, title_code="goods.making_labels", owner=self, failed=self._failed)

    def _done(self, made: _Made) -> None:
        self.accept_button.setEnabled(True)
        self._show_made(made)
        self.accept_button.setFocus()

    def _failed(self, error: WarehouseError) -> None:
        self.accept_button.setEnabled(True)
        self.show_mistake(error)

    def _show_made(self, made: _Made | None) -> None:
        self.made = made
        printer = self._printer() if made is not None else ""
        self.ready.setVisible(made is not None)
        self.folder_button.setVisible(made is not None)
        self.open_button.setVisible(bool(printer))
        if made is None:
            self.accept_button.show_code("goods.make_labels")
            self.reject_button.show_code("ui.cancel")
            return
        self.ready.show_code("goods.labels_ready", n=made.labels, file=made.file.name)
        self.accept_button.show_code("goods.print_labels" if printer else "goods.open_labels")
        self.reject_button.show_code("ui.close")

    def _printer(self) -> str:
        """The printer of this stock: rolls are the label printer's, sheets the other's; "" where none is chosen."""
        name = "paper_printer" if STOCKS[self._stock()].fields > 1 else "label_printer"
        return str(self._desk.read(settings.get, name))

    def _try(self, do: Callable[[Path], None]) -> None:
        try:
            if self.made is not None:
                do(self.made.file)
        except WarehouseError as error:
            self.show_mistake(error)


def _labelling(
    desk: Desk, sku_ids: Sequence[int], given: Mapping[int, int] | None, choice: _Choice, file: Path, spoken: Language
) -> Callable[[Progress], _Made]:
    """The work: read what stands on the labels, write them."""

    def work(progress: Progress) -> _Made:
        from warehouse_app.catalog.labelling.documents import write_item_labels  # brings reportlab along
        from warehouse_app.catalog.labelling.queries import item_labels

        progress.step(0, 0)
        pieces = desk.read(on_hand_of, sku_ids) if choice.copies == "on_hand" else given or {}
        if choice.copies == "number":
            pieces = dict.fromkeys(sku_ids, choice.number)
        wanted = {sku_id: pieces[sku_id] for sku_id in sku_ids if pieces.get(sku_id, 0) > 0}
        if not wanted:
            raise BadInput("goods.no_pieces")
        labels = desk.read(item_labels, wanted, price=choice.price)
        count = write_item_labels(file, labels, choice.stock, spoken, kind=choice.kind, first_field=choice.first_field)
        return _Made(file, count)

    return work
