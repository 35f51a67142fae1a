"""The last day of products' seasons: a list to search and choose from, and one day for all that are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import DayField, today_at
from ui.language import tr
from ui.restock.done_banner import DoneBanner
from ui.theme import space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Text
from warehouse_app.people.rules import Right
from warehouse_app.restock.seasons.commands import Seasons, set_seasons
from warehouse_app.restock.seasons.queries import (
    SEASON_LOOKS,
    ProductRow,
    SeasonLook,
    product_of,
    season_counts,
    seasons_page,
)


class SeasonsPane(QWidget):
    """See the module. ``files_asked``: a list of seasons is to be brought in."""

    files_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._look: SeasonLook = "all"
        self.search = SearchField("past.search_product", self)
        self.chips: dict[SeasonLook, Chip] = {look: Chip(parent=self) for look in SEASON_LOOKS}
        self.set_button = Button("past.set_season", kind="primary", icon="clock", shortcut="F2", parent=self)
        self.clear_button = Button("past.clear_season", icon="close", shortcut="F8", parent=self)
        self.bring_button = Button("past.bring_seasons", icon="import", shortcut="Ctrl+O", parent=self)
        self.done = DoneBanner(self)
        empty = EmptyState("tag", "past.no_products", "past.no_products_words", self)
        self.table: Table[ProductRow] = Table(_columns(self._today), self._fetch, empty, self)
        self.table.remember(desk.lists, "seasons")
        self._lay_out()
        self._connect()

    def ready(self) -> None:
        """The list takes the keys."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list and the counts again."""
        for look, n in self._desk.read(season_counts, self._today()).items():
            self.chips[look].show_code(f"past.look_{look}", n=f"{n:,}")
            self.chips[look].setChecked(look == self._look)
        self.table.refresh()
        may = self._desk.logged_in and self._desk.may(Right.RESTOCK)
        for button in (self.set_button, self.clear_button):
            button.setEnabled(may)
            button.show_tip("" if may else "clearance.no_right")

    def show_only(self, look: SeasonLook) -> None:
        """Only products of one kind."""
        self._look = look
        self.refresh()

    def show_scanned(self, codes: Sequence[str]) -> str | None:
        """Show the product a code names; its name, None when the code means no goods."""
        name = self._desk.read(product_of, codes)
        if name is not None:
            self._look = "all"
            self.search.show_text(name)
            self.refresh()
            rows = self.table.model.rows()
            self.table.view.selectRow(next((n for n, one in enumerate(rows) if one.name == name), 0))
        return name

    def ask_season(self) -> None:
        """Ask for the last day of the chosen products' season."""
        chosen = self._chosen()
        if chosen:
            form = SeasonForm(self._desk, chosen, self)
            form.accepted.connect(lambda: self._set(form.before, "past.season_set", day=form.day.day.isoformat()))
            form.open()

    def clear_season(self) -> None:
        """The chosen products are wanted all year."""
        chosen = self._chosen()
        if chosen:
            before = self._desk.try_command(set_seasons, {one.id: None for one in chosen})
            if before is not None:
                self._set(before, "past.season_cleared")

    def _chosen(self) -> list[ProductRow]:
        chosen = self.table.selected()
        if not chosen:
            self._desk.messages.tell("information", "past.nothing_chosen")
        return chosen

    def _set(self, before: Seasons, code: str, day: str = "") -> None:
        self.done.show_done(lambda: self._desk.try_command(set_seasons, before) is not None, code, n=len(before), day=day)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[ProductRow], int]:
        page = self._desk.read(
            seasons_page, self._today(), text=self.search.text().strip(), look=self._look, offset=offset, limit=limit,
            sort=sort, descending=descending,
        )  # fmt: skip
        return page.rows, page.total

    def _today(self) -> date:
        return today_at(self._desk)

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(Text("past.seasons_words", role="muted", wrap=True, parent=self))
        head = row(gap=2)
        self.search.setMinimumWidth(space(64))
        head.addWidget(self.search)
        head.addStretch(1)
        for button in (self.bring_button, self.clear_button, self.set_button):
            head.addWidget(button)
        inside.addLayout(head)
        chips = Flow(self)
        for chip in self.chips.values():
            chips.add(chip)
        inside.addWidget(chips)
        inside.addWidget(self.done)
        inside.addWidget(self.table, 1)

    def _connect(self) -> None:
        for look, chip in self.chips.items():
            chip.clicked.connect(lambda _checked, look=look: self.show_only(look))
        self.search.searched.connect(lambda _text: self.table.show_fetch(self._fetch))
        self.set_button.clicked.connect(self.ask_season)
        self.clear_button.clicked.connect(self.clear_season)
        self.bring_button.clicked.connect(self.files_asked)
        self.table.activated.connect(lambda _row: self.ask_season())


class SeasonForm(FormDialog):
    """One last day for several products; ``before`` undoes it."""

    def __init__(self, desk: Desk, rows: Sequence[ProductRow], parent: QWidget) -> None:
        super().__init__("past.season_title", parent, accept="past.set_season", width=480, n=len(rows))
        self._desk, self._ids = desk, [one.id for one in rows]
        self.before: Seasons = {}
        names = "  ·  ".join(one.name for one in rows[:5]) + ("  …" if len(rows) > 5 else "")
        shown = Text(role="muted", wrap=True, parent=self.sheet)
        shown.show_plain(names)
        self.body.addWidget(shown)
        days = {one.ends for one in rows if one.ends is not None}
        self.day = DayField(min(days) if days else today_at(desk), self.sheet)
        self.add_field("past.col_ends", self.day)
        self.body.addWidget(Text("past.season_words", role="muted", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Set it. Raises what ``set_seasons`` raises."""
        self.before = self._desk.command(set_seasons, dict.fromkeys(self._ids, self.day.day))


def _columns(today: Callable[[], date]) -> list[Column[ProductRow]]:
    def ends(one: ProductRow) -> str:
        return tr("past.all_year") if one.ends is None else one.ends.isoformat()

    return [
        Column[ProductRow]("name", "past.col_product", width=0),
        Column[ProductRow]("category", "past.col_category", width=180),
        Column[ProductRow]("skus", "past.col_skus", lambda one: f"{one.skus:,}", align="right", width=100),
        Column[ProductRow]("ends", "past.col_ends", ends,
                           lambda one: "warning" if one.ends is not None and one.ends < today() else None, width=170),
    ]  # fmt: skip
