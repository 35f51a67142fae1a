"""Small forms around label designs: a name, whose labels have a design, the shops' logos."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.desk import Desk
from ui.exporting import ask_open
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button, Combo, Field, Text
from warehouse_app.dispatch.designs.commands import set_logo, use_design
from warehouse_app.dispatch.designs.queries import EVERY_COURIER, DesignRow, courier_names, logos, shop_names
from warehouse_app.dispatch.designs.rules import LONGEST_NAME
from warehouse_app.errors import WarehouseError

PICTURES = "*.png *.jpg *.jpeg *.bmp *.gif *.webp"


class NameForm(FormDialog):
    """A design's name; ``keep`` does what it is for."""

    def __init__(self, parent: QWidget, title: str, name: str, keep: Callable[[str], object]) -> None:
        super().__init__(title, parent, accept="ui.save")
        self._keep = keep
        self.name = Field("designs.name_hint", parent=self.sheet)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setText(name)
        self.add_field("designs.name", self.name)

    def submit(self) -> None:
        """Raises what ``keep`` raises."""
        try:
            self._keep(self.name.text())
        except WarehouseError as error:
            self.show_mistake(error, self.name)
            raise


class UseForm(FormDialog):
    """Whose labels have this design from now on."""

    def __init__(self, desk: Desk, parent: QWidget, row: DesignRow) -> None:
        super().__init__("designs.use_title", parent, accept="ui.ok", name=row.design.name)
        self._desk, self._row = desk, row
        self.courier = Combo([("designs.every_courier", EVERY_COURIER)], parent=self.sheet)
        for name in desk.read(courier_names):
            self.courier.add_plain(name, name)
        self.add_field("designs.courier", self.courier)
        self.body.addWidget(Text("designs.use_words", role="small", wrap=True, parent=self.sheet, stock=row.design.stock))
        self.forget = Button("designs.use_usual", kind="quiet", icon="undo", parent=self.sheet)
        self.forget.hide()
        self.body.addWidget(self.forget)
        self.courier.currentIndexChanged.connect(lambda _: self.forget.setVisible(bool(self.courier.value())))
        self.forget.clicked.connect(self._forget)

    def submit(self) -> None:
        """Raises what ``use_design`` raises."""
        shipped = self._row.design.name if self._row.id is None else ""
        self._desk.command(use_design, str(self.courier.value()), self._row.id, shipped)

    def _forget(self) -> None:
        try:
            self._desk.command(use_design, str(self.courier.value()), None)
        except WarehouseError as error:
            self.show_mistake(error)
            return
        self.reject()


class LogoForm(FormDialog):
    """The shops with their logos; a choice counts at once."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("designs.logos", parent, accept="ui.ok", width=560)
        self._desk = desk
        self.reject_button.hide()
        self.body.addWidget(Text("designs.logos_words", role="muted", wrap=True, parent=self.sheet))
        self.choose: dict[str, Button] = {}
        self.take_away: dict[str, Button] = {}
        self._said: dict[str, Text] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        grid.setColumnStretch(0, 1)
        for line, shop in enumerate(desk.read(shop_names)):
            name = Text(parent=self.sheet)
            name.show_plain(shop)
            self._said[shop] = Text(role="small", parent=self.sheet)
            self.choose[shop] = Button("designs.choose_picture", icon="picture", parent=self.sheet)
            self.take_away[shop] = Button("designs.no_logo", kind="quiet", icon="close", parent=self.sheet)
            self.choose[shop].clicked.connect(partial(self._ask, shop))
            self.take_away[shop].clicked.connect(partial(self.set_logo, shop, None))
            for place, part in enumerate((name, self._said[shop], self.choose[shop], self.take_away[shop])):
                grid.addWidget(part, line, place)
        if not self.choose:
            self.body.addWidget(Text("designs.no_shops", wrap=True, parent=self.sheet))
        self.body.addLayout(grid)
        self._show()

    def set_logo(self, shop: str, file: Path | None) -> None:
        """Keep a picture, or take it away; a mistake is shown here."""
        try:
            self._desk.command(set_logo, shop, file, self._desk.folder.logos)
        except WarehouseError as error:
            self.show_mistake(error)
            return
        self.show_mistake(None)
        self._show()

    def _ask(self, shop: str) -> None:
        for file in ask_open(self, "designs.choose_picture", PICTURES)[:1]:
            self.set_logo(shop, file)

    def _show(self) -> None:
        kept = self._desk.read(logos)
        for shop, words in self._said.items():
            words.show_code("designs.has_logo" if shop in kept else "designs.has_no_logo")
            self.take_away[shop].setVisible(shop in kept)
