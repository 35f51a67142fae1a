"""On and off sale: what a shop must take off sale and may put back since it was last told, and the files that tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from PySide6.QtWidgets import QSpinBox, QStackedWidget, QWidget

from ui import language, printing
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save
from ui.jobs import Progress
from ui.moments import day_and_time
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Combo, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.selling.commands import SaleExport, export_available, export_changes, set_reserve
from warehouse_app.orders.selling.files import FileKind
from warehouse_app.orders.selling.queries import AvailableRow, SaleChange, changes, shops
from warehouse_app.orders.selling.rules import MOST_RESERVED
from warehouse_app.orders.selling.told import LastTold, last_told
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx

R = TypeVar("R")
TOUCHES = frozenset({"selling"})


@dataclass(frozen=True, slots=True)
class _News:
    """What there is to tell a shop, and when it was last told."""

    shop_id: int
    found: list[SaleChange]
    told: LastTold | None


class SellingPage(Page):
    """The page."""

    topics = frozenset({"selling", "stock", "catalog", "imports", "orders"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._reserves: dict[int, int] = {}
        self.shops = Combo(parent=self)
        self.reserve = QSpinBox(self)
        self.reserve.setRange(0, MOST_RESERVED)
        self.reserve.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.save_reserve = Button("goods.save_reserve", parent=self)
        self.last = Text(role="muted", wrap=True, parent=self)
        self.kind = Combo([("goods.as_csv", "csv"), ("goods.as_xlsx", "xlsx")], parent=self)
        self.tell = Button("goods.export_changes", kind="primary", icon="export", shortcut="Ctrl+E", parent=self)
        self.everything = Button("goods.export_available", icon="export", parent=self)
        self.told = _FileBanner(desk, self)
        self._make_lists()
        self._lay_out()
        self._connect()

    def enter(self) -> None:
        """Nothing is scanned here: the export is what one comes for."""
        self.tell.setFocus()

    def refresh(self) -> None:
        """Read the shops, and what there is to tell the chosen one."""
        found = self.desk.read(shops)
        chosen = self.shop_id
        self._reserves = {shop.id: shop.reserve for shop in found}
        self.shops.blockSignals(True)
        self.shops.clear_entries()
        for shop in found:
            self.shops.add_plain(shop.name, shop.id)
        self.shops.choose(chosen if chosen in self._reserves else found[0].id if found else None)
        self.shops.blockSignals(False)
        self.pages.setCurrentIndex(1 if found else 0)
        if found:
            self._show_shop()

    @property
    def shop_id(self) -> int | None:
        """The chosen shop."""
        return cast(int | None, self.shops.value())

    # --- showing ----------------------------------------------------------------------------------------------------

    def _shop_chosen(self) -> None:
        self.told.hide()
        self._show_shop()

    def _show_shop(self) -> None:
        shop_id = self.shop_id
        if shop_id is None:
            return
        self.reserve.setValue(self._reserves.get(shop_id, 0))
        may = self.desk.may(Right.SETTINGS)
        self.reserve.setEnabled(may)
        self.save_reserve.setVisible(may)
        self._reserve_changed()
        for button in (self.tell, self.everything):
            button.setVisible(self.desk.may(Right.EXPORT))
        desk = self.desk

        def look(progress: Progress) -> _News:
            progress.step(0, 0)
            today = desk.warehouse.clock().astimezone().date()
            with desk.warehouse.reading() as session:
                return _News(shop_id, changes(session, shop_id, today), last_told(session, shop_id))

        desk.work(look, self._show_news, title_code="goods.comparing", owner=self)

    def _show_news(self, news: _News) -> None:
        if news.shop_id != self.shop_id:  # another shop was chosen meanwhile
            return
        off = [change.row for change in news.found if change.what == "take_off"]
        back = [change.row for change in news.found if change.what == "back_on"]
        self.off.show_rows(off)
        self.back.show_rows(back)
        self.off_title.show_code("goods.take_off", n=len(off))
        self.back_title.show_code("goods.back_on", n=len(back))
        self.tell.setEnabled(bool(news.found))
        if news.told is None:
            self.last.show_code("goods.never_told")
        else:
            self.last.show_code("goods.last_told", at=day_and_time(news.told.at), who=news.told.who or "–")

    def _reserve_changed(self) -> None:
        kept = self._reserves.get(self.shop_id or 0)
        self.save_reserve.setEnabled(self.reserve.value() != kept)

    # --- doing ------------------------------------------------------------------------------------------------------

    def keep_reserve(self) -> None:
        """From now on the shop keeps back so many pieces of each SKU."""
        if self.shop_id is not None:
            self.desk.try_command(set_reserve, self.shop_id, self.reserve.value())

    def ask_changes(self) -> None:
        """Ask where to, then tell the shop what comes off sale and back on."""
        path = self._ask("goods.export_changes", "on-and-off-sale")
        if path is not None:
            self.export_changes(path)

    def ask_available(self) -> None:
        """Ask where to, then write what the shop may offer of everything."""
        path = self._ask("goods.export_available", "available")
        if path is not None:
            self.export_available(path)

    def export_changes(self, path: Path) -> None:
        """Write the changes; from then on the shop counts as told."""
        shop_id, kind, spoken = self.shop_id, self._kind(), language.current()
        if shop_id is not None:
            self._export(lambda tx: export_changes(tx, shop_id, path, kind, spoken), self._changes_written)

    def export_available(self, path: Path) -> None:
        """Write everything; nothing counts as told by it."""
        shop_id, kind, spoken = self.shop_id, self._kind(), language.current()

        def written(rows: int) -> None:
            self.told.show_file(path, "goods.available_exported", rows=rows)

        if shop_id is not None:
            self._export(lambda tx: export_available(tx, shop_id, path, kind, spoken), written)

    def _export(self, command: Callable[[Tx], R], done: Callable[[R], None]) -> None:
        desk, actor = self.desk, self.desk.actor

        def work(progress: Progress) -> R:
            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return command(tx)

        desk.work(work, done, title_code="goods.exporting", owner=self, touches=TOUCHES)

    def _changes_written(self, made: SaleExport) -> None:
        self.told.show_file(made.file, "goods.changes_exported", off=made.taken_off, back=made.put_back)

    def _kind(self) -> FileKind:
        return cast(FileKind, self.kind.value())

    def _ask(self, title: str, name: str) -> Path | None:
        suffix = f".{self._kind()}"
        day = self.desk.warehouse.clock().astimezone().date().isoformat()
        shop = "".join(char if char.isalnum() else "_" for char in self.shops.currentText())
        path = ask_save(self, title, f"{name}-{shop}-{day}{suffix}", f"*{suffix}")
        return path if path is None or path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_lists(self) -> None:
        self.off_title, self.back_title = Text(parent=self), Text(parent=self)
        nothing_off = EmptyState("complete", "goods.nothing_off", parent=self)
        nothing_back = EmptyState("complete", "goods.nothing_back", parent=self)
        self.off = ShortTable(_columns("available"), nothing_off, self)
        self.back = ShortTable(_columns("offer"), nothing_back, self)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)
        column(self).addWidget(self.pages)
        none = EmptyState("tag", "goods.no_shops", "goods.no_shops_words", self)
        self.bring_in = none.add_button(Button("goods.bring_in_orders", kind="primary", icon="import", parent=none))
        self.pages.addWidget(none)
        page = QWidget(self.pages)
        self.pages.addWidget(page)
        inside = column(page, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(self._head(page))
        inside.addWidget(self.told)
        inside.addWidget(Text("goods.selling_words", role="small", wrap=True, parent=page))
        halves = row(gap=4)
        for title, table in ((self.off_title, self.off), (self.back_title, self.back)):
            half = column(gap=2)
            half.addWidget(title)
            half.addWidget(table, 1)
            halves.addLayout(half, 1)
        inside.addLayout(halves, 1)

    def _head(self, parent: QWidget) -> QWidget:
        head = card(parent)
        inside = row(head, gap=3, margin=3)
        self.shops.setMinimumWidth(space(44))
        self.reserve.setFixedWidth(space(26))
        for label, field in (("goods.shop", self.shops), ("goods.reserve", self.reserve)):
            part = column(gap=1)
            part.addStretch(1)
            part.addWidget(Text(label, role="small", parent=head))
            part.addWidget(field)
            inside.addLayout(part)
        saving = column(gap=1)
        saving.addStretch(1)
        saving.addWidget(self.save_reserve)
        inside.addLayout(saving)
        inside.addWidget(self.last, 1)
        for widget in (self.kind, self.everything, self.tell):
            inside.addWidget(widget)
        return head

    def _connect(self) -> None:
        self.shops.currentIndexChanged.connect(lambda _: self._shop_chosen())
        self.reserve.valueChanged.connect(lambda _: self._reserve_changed())
        self.save_reserve.clicked.connect(self.keep_reserve)
        self.tell.clicked.connect(self.ask_changes)
        self.everything.clicked.connect(self.ask_available)
        self.bring_in.clicked.connect(lambda: self.goto.emit("intake"))


class _FileBanner(Banner):
    """Says what was written and what that means, and shows the file's folder."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.file: Path | None = None
        self.folder = self.add_button(Button("goods.open_folder", kind="quiet", icon="folder", parent=self))
        self.away = self.add_button(Button("ui.close", kind="quiet", icon="close", parent=self))
        self.folder.clicked.connect(self._open_folder)
        self.away.clicked.connect(self.hide)

    def show_file(self, file: Path, code: str, **fields: int) -> None:
        """Offer a file that was just written."""
        self.file = file
        numbers: dict[str, Any] = dict(fields)
        self.show_banner("right", code, file=file.name, **numbers)

    def _open_folder(self) -> None:
        try:
            if self.file is not None:
                printing.open_folder(self.file)
        except WarehouseError as error:
            self._desk.messages.error(error)


def _columns(pieces: str) -> list[Column[AvailableRow]]:
    """``pieces``: what is free of goods that come off sale, what may be offered of those that go back on."""
    return [
        Column[AvailableRow]("seller_code", "goods.col_code", width=140),
        Column[AvailableRow]("name", "goods.col_name", width=0),
        Column[AvailableRow]("colour", "goods.col_variant", _variant, width=124),
        Column[AvailableRow](pieces, f"goods.col_{pieces}", align="right", width=96),
    ]


def _variant(offered: AvailableRow) -> str:
    return " / ".join(part for part in (offered.colour, offered.size) if part)
