"""What a rehearsal asks of the house, in tabs: goods, materials, parcels to pack ahead, people, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.restock.rehearsal_tables import (
    ahead_table,
    came_days_table,
    came_table,
    days_table,
    goods_table,
    materials_table,
    pieces_words,
)
from ui.restock.shift_grid import ShiftGrid
from ui.theme import space
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.search_field import SearchField
from ui.widgets.tabs import Tabs
from ui.widgets.text import Text
from ui.widgets.toned import Toned
from warehouse_app.catalog.codes import goods
from warehouse_app.restock.rehearsing.goods import GoodsNeed
from warehouse_app.restock.rehearsing.outcome import Outcome
from warehouse_app.restock.rehearsing.rehearse import Ground, Rehearsal
from warehouse_app.restock.rehearsing.sections import hours, item_words
from warehouse_app.restock.rehearsing.work import Pace

TABS = ("goods", "materials", "ahead", "people", "shifts", "came")


class RehearsalResults(Tabs):
    """``pieces_asked(GoodsNeed)``: pieces of a SKU shall stand by hand. ``called`` says what SKUs are called."""

    pieces_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.called: dict[int, str] = {}
        self._needs: tuple[GoodsNeed, ...] = ()
        self.search = SearchField("rehearsal.find", self)
        self.only = Chip("rehearsal.only_to_order", icon="filter", parent=self)
        self.goods = goods_table(self)
        self.materials = materials_table(self)
        self.materials_said = Text(role="muted", wrap=True, parent=self)
        self.ahead = ahead_table(self, lambda: self.called)
        self.ahead_said = Text(role="muted", wrap=True, parent=self)
        self.days = days_table(self)
        self.days_said = Text(role="muted", wrap=True, parent=self)
        self.shifts = ShiftGrid(desk, self)
        self.came_nothing = EmptyState("clock", "rehearsal.not_begun", "rehearsal.not_begun_words", self)
        self.came = came_table(self, self.came_nothing)
        self.came_days = came_days_table(self)
        self.came_said = Toned(parent=self)
        for name, widgets in (
            ("goods", (self._filters(), self.goods)),
            ("materials", (self.materials_said, self.materials)),
            ("ahead", (self.ahead_said, self.ahead)),
            ("people", (self.days_said, self.days)),
            ("shifts", (self.shifts,)),
            ("came", (self.came_said, self.came_days, self.came)),
        ):
            self.add(self._page(widgets), f"rehearsal.tab_{name}", count="")
        self.goods.table.activated.connect(self.pieces_asked)
        self.search.searched.connect(self._show_goods)
        self.only.clicked.connect(self._show_goods)

    def _page(self, widgets: Sequence[QWidget]) -> QWidget:
        page = QWidget(self)
        inside = column(page, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        for widget in widgets:
            inside.addWidget(widget, 0 if isinstance(widget, Text | Toned) or widget is self.filters else 1)
        return page

    def _filters(self) -> QWidget:
        """Which goods are shown."""
        self.filters = QWidget(self)
        line = row(self.filters, gap=2)
        line.addWidget(self.search, 1)
        line.addWidget(self.only)
        return self.filters

    def _show_goods(self, *_: object) -> None:
        """Those that are looked for; rows that were selected stay so."""
        text, only = self.search.text().strip().casefold(), self.only.isChecked()
        self.goods.show_moving_rows([one for one in self._needs if _is_shown(one, text, only)], lambda one: one.sku_id)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_found(self, found: Rehearsal, ground: Ground) -> None:
        """Show a rehearsal; rows that were selected stay so."""
        self.called = {
            sku_id: item_words(one.name, one.colour, one.size, one.seller_code) for sku_id, one in ground.facts.items()
        }
        self._needs = found.goods
        self._show_goods()
        self.materials.show_moving_rows(found.materials, lambda one: one.sku_id)
        self.ahead.show_moving_rows(found.ahead, lambda one: one.contents)
        self.show_days(found)
        self._count("goods", len(found.goods))
        self._count("materials", len(found.materials))
        self._count("ahead", len(found.ahead))
        self._say(found, ground)

    def show_days(self, found: Rehearsal) -> None:
        """Show who is needed and who is planned."""
        self.days.show_rows(found.days)
        self.shifts.show_needs({one.day: one.minutes for one in found.days})

    def _say(self, found: Rehearsal, ground: Ground) -> None:
        parcels = f"{sum(one.parcels for one in found.days):,}"
        if ground.packed is None:
            self.materials_said.show_code("")
        else:
            told = ground.usages[0].parcels if ground.usages else 0
            self.materials_said.show_code(
                "rehearsal.materials_said", first=ground.packed[0], last=ground.packed[1], told=f"{told:,}", parcels=parcels
            )  # fmt: skip
        self.materials_said.setVisible(ground.packed is not None)
        self.ahead_said.show_code(
            "rehearsal.ahead_said", parcels=f"{sum(one.ahead for one in found.ahead):,}", hours=hours(found.ahead_minutes)
        )  # fmt: skip
        self.ahead_said.setVisible(bool(found.ahead))
        speed = found.speed
        self.days_said.show_code(
            "rehearsal.days_said", parcels=speed.parcels_per_hour, pieces=speed.pieces_per_hour, desks=speed.desks,
            measured=_paces(ground.paces.desks),
        )  # fmt: skip

    def show_nothing(self) -> None:
        """Nothing could be reckoned."""
        self._needs = ()
        for table in (self.goods, self.materials, self.ahead, self.days):
            table.show_rows([])
        for words in (self.materials_said, self.ahead_said, self.days_said):
            words.show_code("")
        for name in TABS[:3]:
            self._count(name, 0)

    def show_came(self, came: Outcome | None, *, saved: bool) -> None:
        """What came of the plan; None before its sale begins."""
        self.came_nothing.show_state(
            "clock", "rehearsal.not_begun" if saved else "rehearsal.not_saved",
            "rehearsal.not_begun_words" if saved else "rehearsal.not_saved_words",
        )  # fmt: skip
        self.came.show_rows([] if came is None else came.goods)
        self.came_days.show_rows([] if came is None else came.days)
        self.came_days.setVisible(came is not None)
        self.came_said.setVisible(came is not None)
        if came is not None:
            self.came_said.show_toned(
                "warning" if came.ran_out else "right", "rehearsal.came_said", until=came.until, orders=f"{came.orders:,}",
                planned=f"{came.planned_orders:,}", sold=pieces_words(came.sold), pieces=pieces_words(came.planned),
                pace=came.packing.per_hour or "–", planned_pace=came.planned_pace, out=came.ran_out, desks=_paces(came.desks),
            )  # fmt: skip

    def _count(self, name: str, count: int) -> None:
        self.name(TABS.index(name), f"rehearsal.tab_{name}", count=f" {count}" if count else "")

    def go_to_days(self, day: date) -> None:
        """The shift plan's week of a day."""
        self.shifts.show_needs({}, day)

    def selected(self) -> list[GoodsNeed]:
        """The goods selected, or the materials where these are looked at."""
        if self.currentIndex() == TABS.index("materials"):
            return [one.goods for one in self.materials.table.selected()]
        return self.goods.table.selected() if self.currentIndex() == 0 else []

    def show_scanned(self, codes: Sequence[str]) -> str:
        """Go to the goods a scan names; returns the code of the answer."""
        named = self._desk.read(lambda session: goods(session.connection(), codes))
        if named is None:
            return "purchasing.unknown_code"
        if any(one.sku_id == named.sku_id for one in self._needs):
            self.search.clear()
            self.only.setChecked(False)
            self._show_goods()
        for place, one in enumerate(self.goods.table.model.rows()):
            if one.sku_id == named.sku_id:
                self.setCurrentIndex(0)
                self.goods.table.view.selectRow(place)
                return "rehearsal.shown"
        return "rehearsal.not_in_sale"


def _is_shown(one: GoodsNeed, text: str, only: bool) -> bool:
    facts = one.facts
    words = f"{facts.seller_code} {facts.name} {facts.colour} {facts.size} {facts.supplier}".casefold()
    return (not only or one.to_order > 0) and all(part in words for part in text.split())


def _paces(desks: Sequence[Pace]) -> str:
    """Parcels an hour at each desk, where enough was packed to tell; a dash for none."""
    told = [f"{one.desk or '?'} {one.per_hour}" for one in desks if one.per_hour is not None]
    return " · ".join(told) or "–"
