"""What parcels cost: a chart and a table by courier, province, shop or month, over a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from ui.couriers.freight.words import figure_columns
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.inbound.buying.words import today_at
from ui.jobs import Progress
from ui.language import Sentence, tr
from ui.stock.period import PeriodChooser
from ui.theme import space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Combo, Text
from warehouse_app.dispatch.freight.costs import bring_costs_up
from warehouse_app.dispatch.freight.figures import BYS, By, Figure, figures
from warehouse_app.dispatch.freight.queries import couriers
from warehouse_app.orders.queries import shops

if TYPE_CHECKING:
    from ui.widgets.charts import BarChart, LineChart, Point

_MOST_BARS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are shown."""

    by: By
    first: date
    last: date
    courier: str
    shop: str


class CostsTab(QWidget):
    """Costs that are not worked out yet are, in the background, before the figures are read."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._by: By = "courier"
        self._charts: tuple[BarChart, LineChart] | None = None
        self.period = PeriodChooser(lambda: today_at(desk), self)
        self.courier, self.shop = Combo(parent=self), Combo(parent=self)
        self.chips = {by: Chip(f"freight.by_{by}", parent=self) for by in BYS}
        self.total = Text(role="large", parent=self)
        self.words = Text(role="muted", wrap=True, parent=self)
        self.again_button = Button("freight.work_out_again", kind="quiet", icon="refresh", parent=self)
        self.export_button = Button("freight.export", icon="export", parent=self)
        empty = EmptyState("weigh", "freight.no_costs", "freight.no_costs_words", self, margin=2)
        empty.words.setFixedWidth(space(80))
        self.list = ShortTable(figure_columns(), empty, self)
        self._chart_card = card(self)
        self._chart_place: QVBoxLayout = column(self._chart_card, margin=2)
        self._lay_out()
        self._connect()

    @property
    def asked(self) -> Asked:
        """What the choosers say."""
        first, last = self.period.days
        return Asked(self._by, first, last, str(self.courier.value() or ""), str(self.shop.value() or ""))

    def refresh(self) -> None:
        """Work out what is owed of the period, then show it."""
        self._fill()
        self._work(anew=False)

    def work_out_again(self) -> None:
        """Of all parcels of the period: weights or addresses were put right."""
        self._work(anew=True)

    def changeEvent(self, event: QEvent) -> None:
        """Words made here in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self._charts is not None:
            self._show()
        super().changeEvent(event)

    # --- showing ----------------------------------------------------------------------------------------------------

    def _work(self, *, anew: bool) -> None:
        desk, actor, asked = self._desk, self._desk.actor, self.asked

        def work(progress: Progress) -> int:
            return bring_costs_up(desk.warehouse, actor, desk.name, asked.first, asked.last, progress, anew=anew)

        def done(_: int) -> None:
            self._show()

        desk.work(work, done, title_code="freight.working_out", owner=self, quiet=not anew)

    def _show(self) -> None:
        asked = self.asked
        found = self._desk.read(figures, asked.by, asked.first, asked.last, courier=asked.courier, shop=asked.shop)
        self.list.show_rows(found)
        total, parcels = sum(one.cost for one in found), sum(one.parcels for one in found)
        unpriced = sum(one.unpriced for one in found)
        self.total.show_code("freight.costs_total", total=f"{total:,.2f}", n=f"{parcels:,}")
        self.words.show_code("freight.costs_unpriced" if unpriced else "freight.costs_words", n=f"{unpriced:,}")
        self.export_button.setEnabled(bool(found))
        self._draw(found)

    def _draw(self, found: Sequence[Figure]) -> None:
        from ui.widgets.charts import BarChart, LineChart, Point

        if self._charts is None:
            self._charts = (BarChart(self._chart_card), LineChart(self._chart_card))
            for chart in self._charts:
                self._chart_place.addWidget(chart)
        bars, line = self._charts
        bars.setVisible(self._by != "month")
        line.setVisible(self._by == "month")
        chart = line if self._by == "month" else bars
        points = [Point(one.key or tr("freight.no_place"), float(one.cost), f"{one.cost:,.2f}") for one in found]
        if self._by != "month":
            points = _the_most(points, Point)
        self._chart_card.setVisible(bool(points))
        if points:
            most = max(points, key=lambda point: point.value)
            chart.show_points(
                points, "freight.chart_words", by=Sentence(f"freight.by_{self._by}"), n=len(points), most=most.label,
                amount=most.words,
            )  # fmt: skip

    def export(self) -> None:
        """Write the table to a file."""
        asked = self.asked
        name = f"freight-{asked.by}-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx"
        path = ask_save(self, "freight.export", name, "*.xlsx;;*.csv")
        if path is not None:
            rows = list(self.list.rows)
            export_table(
                self._desk, self, path, self.list.table.model.columns,
                lambda offset, limit, _sort, _down: (rows[offset : offset + limit], len(rows)),
            )  # fmt: skip

    def choose(self, by: By) -> None:
        """Show the figures by something else; months over the last twelve, unless days were chosen."""
        self._by = by
        self.chips[by].setChecked(True)
        if by == "month" and self.period.period.value() in ("this", "last"):
            today = today_at(self._desk)
            self.period.first.setText(today.replace(year=today.year - 1, day=1).isoformat())
            self.period.last.setText(today.isoformat())
            self.period.period.choose("own")  # works the costs out, then shows them
        else:
            self._show()

    # --- parts ------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        for combo, code, names in (
            (self.courier, "freight.all_couriers", list(self._desk.read(couriers))),
            (self.shop, "orders.all_shops", self._desk.read(shops)),
        ):
            if combo.count() == len(names) + 1:
                continue
            chosen = combo.value() or ""
            combo.blockSignals(True)
            combo.clear_entries()
            combo.add_code(code, "")
            for name in names:
                combo.add_plain(name, name)
            combo.choose(chosen)
            combo.blockSignals(False)

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        top = row(gap=2)
        self.period.setMinimumWidth(space(40))
        top.addWidget(self.period)
        top.addWidget(self.courier)
        top.addWidget(self.shop)
        top.addStretch(1)
        top.addWidget(self.again_button)
        top.addWidget(self.export_button)
        inside.addLayout(top)
        group, flow = QButtonGroup(self), Flow(self)
        for chip in self.chips.values():
            group.addButton(chip)
            flow.add(chip)
        self.chips["courier"].setChecked(True)
        inside.addWidget(flow)
        inside.addWidget(self.total)
        inside.addWidget(self.words)
        halves = row(gap=3)
        halves.addWidget(self._chart_card, 5)
        halves.addWidget(self.list, 6)
        inside.addLayout(halves, 1)

    def _connect(self) -> None:
        self.period.changed.connect(self.refresh)
        for combo in (self.courier, self.shop):
            combo.currentIndexChanged.connect(lambda _: self._show())
        for by, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, by=by: self.choose(by))
        self.again_button.clicked.connect(self.work_out_again)
        self.export_button.clicked.connect(self.export)
        self.list.table.offer_export()
        self.list.table.export_asked.connect(self.export)


def _the_most(points: list[Point], make: type[Point]) -> list[Point]:
    """The longest bars, and one for all the others."""
    if len(points) <= _MOST_BARS:
        return points
    rest = sum(point.value for point in points[_MOST_BARS - 1 :])
    return [*points[: _MOST_BARS - 1], make(tr("freight.the_others"), rest, f"{rest:,.2f}")]
