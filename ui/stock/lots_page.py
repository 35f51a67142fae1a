"""Lots and the last day they may be sold: what has expired or soon will stands out, and the day can be put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.language import tr
from ui.stock.lot_form import LotForm
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.banner import Banner
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Text
from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.editing.queries import sku_details
from warehouse_app.people.rules import Right
from warehouse_app.stock.lots.queries import LotRow, expiring, lots_page
from warehouse_app.store import settings

Look = Literal["held", "soon", "expired", "all"]
LOOKS: tuple[Look, ...] = ("held", "soon", "expired", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lots are listed; ``days`` is how soon is soon, ``today`` the day they are looked at."""

    today: date
    days: int
    text: str = ""
    look: Look = "held"


class LotsPage(Page):
    """The page."""

    topics = frozenset({"lots", "stock", "settings", "catalog"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = Wanted(self._today(), 0)
        self.search = SearchField("stockroom.search_lots", self)
        self.looks: dict[Look, Chip] = {look: Chip(parent=self) for look in LOOKS}
        self.warning = Banner(self)
        self.show_them = self.warning.add_button(Button("stockroom.show_them", parent=self.warning))
        self.total = Text(role="muted", parent=self)
        self.new = Button("stockroom.do_new_lot", icon="plus", parent=self)
        self.edit = Button("stockroom.do_expiry", kind="primary", icon="clock", shortcut="F2", parent=self)
        self.export = Button("stock.export", icon="export", shortcut="Ctrl+E", parent=self)
        empty = EmptyState("clock", "stockroom.no_lots", "stockroom.no_lots_words", self)
        self.back = empty.add_button(Button("stock.show_all", icon="close", parent=empty))
        self.table: Table[LotRow] = Table(self._columns(), self._fetch, empty, self, many=True)
        self.table.remember(desk.lists, "lots", sorting=False)  # begins with what expires first
        self.table.offer_export()
        self._lay_out()
        self._connect()

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan or search."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the lots again; the day may have changed since."""
        self._wanted = replace(self._wanted, today=self._today(), days=int(self.desk.read(settings.get, "expiry_warning_days")))
        edits = self.desk.logged_in and self.desk.may(Right.WRITE_OFF)
        self.new.setVisible(edits)
        self.edit.setVisible(edits)
        self._show_warning()
        self._say()
        self.table.refresh()
        self._say_total()

    def take_scan(self, scan: Scan) -> None:
        """A product shows its lots."""
        codes = (scan.text, *scan.alternatives)
        named = self.desk.read(lambda session: goods(session.connection(), codes))
        found = None if named is None else self.desk.read(sku_details, named.sku_id)
        if found is None:
            self.answered.emit("unknown", "stockroom.no_goods", {"code": scan.text}, "unknown")
            return
        self.search.blockSignals(True)  # shown at once, not after a pause in the typing
        self.search.setText(found.line.seller_code)
        self.search.blockSignals(False)
        self._show(replace(self._wanted, text=found.line.seller_code, look="all"))
        if self.table.model.total:
            self.answered.emit("information", "stock.sku_shown", {"name": found.line.name}, "right")
        else:
            self.answered.emit("warning", "stockroom.no_lot_of", {"name": found.line.name}, "warn")

    def show_look(self, look: Look) -> None:
        """List one kind of lots."""
        self._show(replace(self._wanted, look=look))

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _show(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._say()
        self.table.show_fetch(self._fetch)
        if self.table.model.total:
            self.table.view.selectRow(0)
        self._say_total()
        self._offer()

    def _say(self) -> None:
        for look, chip in self.looks.items():
            chip.setChecked(look == self._wanted.look)
            chip.show_code(f"stockroom.lots_{look}", n=self._wanted.days)
        narrowed = bool(self._wanted.text) or self._wanted.look in ("soon", "expired")
        if self._wanted.text:
            self.table.empty.show_state("search", "stock.nothing_found", "stockroom.no_lots_found")
        elif narrowed:
            self.table.empty.show_state("complete", f"stockroom.lots_none_{self._wanted.look}")
        else:
            self.table.empty.show_state("clock", "stockroom.no_lots", "stockroom.no_lots_words")
        self.back.setVisible(narrowed)

    def _say_total(self) -> None:
        self.total.show_code("stockroom.lots_total", n=f"{self.table.model.total:,}")

    def _show_warning(self) -> None:
        """What has expired and still lies in the house is said before anything else."""
        rows = self.desk.read(expiring, self._wanted.today, -1)
        if rows:
            pieces = sum(line.pieces for line in rows)
            self.warning.show_banner("wrong", "stockroom.expired_there", lots=len(rows), pieces=f"{pieces:,}")
        else:
            self.warning.hide()

    def _today(self) -> date:
        return self.desk.warehouse.clock().astimezone().date()

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[LotRow], int]:
        return fetch_lots(self.desk, self._wanted, offset, limit, sort, descending)

    def _show_all(self) -> None:
        self.search.clear()
        self._show(replace(self._wanted, text="", look="held"))

    # --- doing ------------------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        self.edit.setEnabled(self.table.current() is not None)

    def _edit(self) -> None:
        line = self.table.current()
        if line is not None and self.desk.may(Right.WRITE_OFF):
            LotForm(self.desk, self, line).open()

    def _export(self) -> None:
        path = ask_save(self, "stock.export", "lots.csv")
        if path is not None:
            desk, wanted = self.desk, self._wanted
            export_table(desk, self, path, self.table.model.columns, lambda *page: fetch_lots(desk, wanted, *page))

    # --- parts ------------------------------------------------------------------------------------------------------

    def _columns(self) -> list[Column[LotRow]]:
        return [
            Column[LotRow]("expires", "stockroom.column_expires", _day, width=126),
            Column[LotRow]("days_left", "stockroom.column_left", left_words, self._tone, width=196, sortable=False),
            Column[LotRow]("lot", "stockroom.lot", width=124),
            Column[LotRow]("seller_code", "stock.column_seller_code", width=140),
            Column[LotRow]("name", "stock.column_name", width=0),
            Column[LotRow]("colour", "stock.column_variant", _variant, width=138, sortable=False),
            Column[LotRow]("pieces", "stockroom.column_in_house", lambda r: f"{r.pieces:,}", align="right", width=96),
            Column[LotRow](
                "reserved", "stock.reserved", lambda r: f"{r.reserved:,}", align="right", width=86, sortable=False
            ),
        ]  # fmt: skip

    def _tone(self, line: LotRow) -> ToneName | None:
        """Expired and expiring lots stand out as long as something of them is there."""
        if line.days_left is None or line.pieces == 0:
            return None
        return "wrong" if line.days_left < 0 else "warning" if line.days_left <= self._wanted.days else None

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        chips = Flow(self)
        for chip in self.looks.values():
            chips.add(chip)
        head.addWidget(chips, 1)
        self.search.setMinimumWidth(space(70))
        for widget in (self.search, self.new, self.edit, self.export):
            head.addWidget(widget)
        inside.addLayout(head)
        inside.addWidget(self.warning)
        inside.addWidget(self.total)
        inside.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.search.searched.connect(lambda text: self._show(replace(self._wanted, text=text)))
        for look, chip in self.looks.items():
            chip.clicked.connect(lambda _=False, look=look: self.show_look(look))
        self.show_them.clicked.connect(lambda: self.show_look("expired"))
        self.back.clicked.connect(self._show_all)
        self.table.current_changed.connect(lambda _: self._offer())
        self.table.activated.connect(lambda _: self._edit())
        self.table.export_asked.connect(self._export)
        self.edit.clicked.connect(self._edit)
        self.new.clicked.connect(lambda: LotForm(self.desk, self, None).open())
        self.export.clicked.connect(self._export)


def fetch_lots(
    desk: Desk, wanted: Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[LotRow], int]:
    """One page of the lots that are wanted; what expires is a short list that comes whole."""
    if wanted.look in ("soon", "expired"):
        rows = [line for line in desk.read(expiring, wanted.today, wanted.days) if _fits(line, wanted)]
        if sort is not None:
            rows.sort(key=lambda line: (getattr(line, sort), line.seller_code), reverse=descending)
        return rows[offset : offset + limit], len(rows)
    page = desk.read(
        lots_page, today=wanted.today, text=wanted.text, held_only=wanted.look == "held", offset=offset, limit=limit,
        sort=sort or "expires", descending=descending,
    )  # fmt: skip
    return page.rows, page.total


def left_words(line: LotRow) -> str:
    """How long it may still be sold, in words."""
    if line.days_left is None:
        return tr("stockroom.left_ever")
    if line.days_left < 0:
        return tr("stockroom.left_over", n=-line.days_left)
    return tr("stockroom.left_today") if line.days_left == 0 else tr("stockroom.left_days", n=line.days_left)


def _fits(line: LotRow, wanted: Wanted) -> bool:
    expired = line.days_left is not None and line.days_left < 0
    words = (line.lot, line.seller_code, line.name)
    return expired == (wanted.look == "expired") and any(wanted.text.casefold() in word.casefold() for word in words)


def _day(line: LotRow) -> str:
    return "" if line.expires is None else line.expires.isoformat()


def _variant(line: LotRow) -> str:
    return " / ".join(part for part in (line.colour, line.size) if part)
