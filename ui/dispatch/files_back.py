"""Files back to the shop: which shipped orders it has not been told of yet, written in the layout its platform takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_open, ask_save
from ui.jobs import Progress
from ui.language import tr
from ui.orders.wording import local
from ui.printing import open_folder
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Check, Combo, Heading, Text
from warehouse_app.dispatch.queries import ExportRow, exports
from warehouse_app.dispatch.shipped import Layout, ShippedExport, export_shipped, layout_key, shipped_orders
from warehouse_app.orders.queries import shops
from warehouse_app.people.rules import Right

TEMPLATE = "template"
LAYOUTS = (
    ("dispatch.layout_generic_csv", ("generic", ".csv")),
    ("dispatch.layout_generic_xlsx", ("generic", ".xlsx")),
    ("dispatch.layout_pinduoduo", ("pinduoduo", ".xlsx")),
    ("dispatch.layout_template", (TEMPLATE, "")),
)


class FilesBack(QWidget):
    """Choose a layout, see what would be told, write it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.template: Path | None = None
        self._written: Path | None = None
        self.layout_choice = Combo(LAYOUTS, parent=self)
        self.template_button = Button("dispatch.choose_template", icon="folder", parent=self)
        self.shop = Combo(parent=self)
        self.again = Check("dispatch.again", parent=self)
        self.count = Heading(parent=self)
        self.write_button = Button("dispatch.write_list", kind="primary", icon="export", shortcut="F5", parent=self)
        self.folder_button = Button("dispatch.open_folder", kind="quiet", icon="folder", parent=self)
        told = EmptyState("complete", "dispatch.nothing_to_tell", "dispatch.nothing_to_tell_words", self)
        self.preview = ShortTable(self._columns(), told, self)
        none_yet = EmptyState("export", "dispatch.no_exports", parent=self)
        self.earlier = ShortTable(_earlier_columns(), none_yet, self, many=False)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[Any]]:
        return [
            Column[Any]("number", "dispatch.col_order", width=0),
            Column[Any]("courier", "dispatch.col_courier", width=150),
            Column[Any]("waybill", "dispatch.col_waybill", width=200),
        ]

    def _lay_out(self) -> None:
        inside = row(self, gap=4)
        inside.setContentsMargins(0, space(3), 0, 0)
        choices = card(self)
        choices.setFixedWidth(space(80))
        left = column(choices, gap=2, margin=4)
        for label, field in (("dispatch.layout", self.layout_choice), ("dispatch.for_shop", self.shop)):
            words = Text(label, role="small", parent=choices)
            words.setBuddy(field)
            left.addWidget(words)
            left.addWidget(field)
            if field is self.layout_choice:
                left.addWidget(self.template_button)
        left.addWidget(self.again)
        left.addSpacing(space(2))
        left.addWidget(self.write_button)
        left.addWidget(self.folder_button)
        left.addWidget(Text("dispatch.files_back_words", role="small", wrap=True, parent=choices))
        left.addStretch(1)
        inside.addWidget(choices)
        lists = column(gap=2)
        lists.addWidget(self.count)
        lists.addWidget(self.preview, 3)
        lists.addWidget(Text("dispatch.earlier_exports", role="small", parent=self))
        lists.addWidget(self.earlier, 2)
        inside.addLayout(lists, 1)

    def _connect(self) -> None:
        self.layout_choice.currentIndexChanged.connect(self._changed)
        self.shop.currentIndexChanged.connect(self._changed)
        self.again.toggled.connect(self._changed)
        self.template_button.clicked.connect(self.ask_template)
        self.write_button.clicked.connect(self.ask_write)
        self.folder_button.clicked.connect(self._open_folder)

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what would be told, and what was."""
        self._fill_shops()
        name, _ = self._choice()
        self.template_button.setVisible(name == TEMPLATE)
        if self.template is None:
            self.template_button.show_code("dispatch.choose_template")
        else:
            self.template_button.show_code("dispatch.template_named", file=self.template.name)
        layout = self.layout_wanted()
        rows = []
        if layout is not None:
            again, shop = self.again.isChecked(), self._shop()
            rows = self._desk.read(shipped_orders, self._key(layout), again=again, shop=shop)
        self.preview.show_rows(rows)
        self.count.show_code("dispatch.to_tell", n=len(rows))
        self.earlier.show_rows(self._desk.read(exports))
        self.write_button.setEnabled(bool(rows) and self._desk.may(Right.EXPORT))
        self.folder_button.setVisible(self._written is not None)

    def _changed(self, _: object = None) -> None:
        self.refresh()

    def layout_wanted(self) -> Layout | None:
        """The layout chosen; None while the own template has not been named yet."""
        name, _ = self._choice()
        if name == TEMPLATE:
            return self.template
        return "pinduoduo" if name == "pinduoduo" else "generic"

    def _choice(self) -> tuple[str, str]:
        value = self.layout_choice.value()
        assert isinstance(value, tuple)
        return value

    def _suffix(self) -> str:
        return self._choice()[1] or (self.template.suffix.lower() if self.template is not None else ".xlsx")

    def _key(self, layout: Layout) -> str:
        return layout_key(layout, Path("list" + self._suffix()))

    def _shop(self) -> str:
        return str(self.shop.value() or "")

    def _fill_shops(self) -> None:
        names = self._desk.read(shops)
        if self.shop.count() == len(names) + 1:
            return
        chosen = self._shop()
        self.shop.blockSignals(True)
        self.shop.clear_entries()
        self.shop.add_code("orders.all_shops", "")
        for name in names:
            self.shop.add_plain(name, name)
        self.shop.choose(chosen)
        self.shop.blockSignals(False)

    # --- doing ------------------------------------------------------------------------------------------------------

    def ask_template(self) -> None:
        """Let the person show the platform's blank template."""
        chosen = ask_open(self, "dispatch.choose_template", "*.xlsx *.csv")
        if chosen:
            self.use_template(chosen[0])

    def use_template(self, path: Path) -> None:
        """Fill this template from now on."""
        self.template = path
        self.refresh()

    def ask_write(self) -> None:
        """Ask where to, and write."""
        name = f"shipped-{self._desk.warehouse.clock().astimezone():%Y%m%d-%H%M}{self._suffix()}"
        path = ask_save(self, "dispatch.write_list", name, "*" + self._suffix())
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the list, and remember that the shop was told."""
        layout = self.layout_wanted()
        if layout is None:
            return
        desk, actor, again, shop = self._desk, self._desk.actor, self.again.isChecked(), self._shop()

        def work(progress: Progress) -> ShippedExport:
            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return export_shipped(tx, path, layout, again=again, shop=shop)

        desk.work(work, self._done, title_code="dispatch.writing_list", owner=self, touches=frozenset({"exports", "orders"}))

    def _done(self, export: ShippedExport) -> None:
        self._written = export.file
        self._desk.messages.tell("right", "dispatch.list_written", n=export.rows, file=export.file.name)
        self._desk.sounds.play("complete")
        self.refresh()

    def _open_folder(self) -> None:
        if self._written is not None:
            open_folder(self._written)


def _earlier_columns() -> list[Column[ExportRow]]:
    return [
        Column[ExportRow]("at", "dispatch.col_at", lambda told: local(told.at), width=120),
        Column[ExportRow]("name", "dispatch.col_file", width=0),
        Column[ExportRow]("layout", "dispatch.col_layout", _layout_words, width=170),
        Column[ExportRow]("rows", "dispatch.col_rows", align="right", width=90),
        Column[ExportRow]("who", "dispatch.col_who", width=120),
    ]


def _layout_words(told: ExportRow) -> str:
    """The layout's key (``generic.csv``, ``template:name``) in words."""
    if told.layout.startswith("template:"):
        return told.layout.removeprefix("template:")
    name, _, suffix = told.layout.partition(".")
    words = tr(f"dispatch.layout_name_{name}")
    return f"{words} {suffix.upper()}"
