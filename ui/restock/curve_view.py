"""The curve of one SKU: what was sold and what is expected, and beside it how long the stock lasts and what arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.inbound.buying.words import day_words
from ui.language import Sentence, tr
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Text
from warehouse_app.restock.looks.rules import Curve, demand_words

if TYPE_CHECKING:
    from ui.widgets.charts import DemandChart, StockChart


class CurveView(QWidget):
    """``show_curve(None)`` shows nothing. The charts are made when there is first something to draw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve: Curve | None = None
        self.demand: DemandChart | None = None
        self.stock: StockChart | None = None
        self.demand_words = Text(role="small", wrap=True, parent=self)
        self.stock_words = Text(role="small", wrap=True, parent=self)
        both = row(self, gap=4)
        both.setContentsMargins(space(3), 0, 0, 0)
        self._places: list[QVBoxLayout] = []
        for words in (self.demand_words, self.stock_words):
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            words.setMinimumHeight(space(10))  # two lines, so that the charts stand side by side at the same height
            place = column(gap=1)
            place.addWidget(words)
            both.addLayout(place, 1)
            self._places.append(place)
        self.setMinimumWidth(space(130))

    def show_curve(self, curve: Curve | None) -> None:
        """Draw it, and say it in words."""
        self.curve = curve
        if curve is None:
            for words in (self.demand_words, self.stock_words):
                words.show_code("")
            if self.demand is not None and self.stock is not None:
                self.demand.clear()
                self.stock.clear()
            return
        demand, stock = self._charts()
        self._draw_demand(demand, curve)
        self._draw_stock(stock, curve)

    def _charts(self) -> tuple[DemandChart, StockChart]:
        from ui.widgets.charts import DemandChart, StockChart

        if self.demand is None or self.stock is None:
            self.demand, self.stock = DemandChart(self), StockChart(self)
            for place, chart in zip(self._places, (self.demand, self.stock), strict=True):
                place.addWidget(chart, 1)
        return self.demand, self.stock

    def _draw_demand(self, chart: DemandChart, curve: Curve) -> None:
        from ui.widgets.charts import Mark, Span

        past = [Span(one.begins, one.days, one.pieces, faint=not one.known, above=one.returned) for one in curve.sold]
        coming = [Span(one.begins, one.days, one.pieces, one.low, one.high) for one in curve.expected]
        code = "restock.chart_demand_days" if curve.step == 1 else "restock.chart_demand_weeks"
        known = [one.pieces for one in curve.sold if one.known]
        first = curve.expected[0] if curve.expected else None
        fields: dict[str, object] = {
            "past": demand_words(sum(known) / len(known)) if known else "0", "coming": demand_words(curve.a_step),
            "low": f"{first.low if first else 0:,.0f}", "high": f"{first.high if first else 0:,.0f}",
        }  # fmt: skip
        returned = sum(one.returned for one in curve.sold)
        fields["returned"] = Sentence("restock.chart_returned", {"n": f"{returned:,}"}) if returned else ""
        self.demand_words.show_code(code, **fields)
        chart.show_demand(past, coming, [Mark(curve.today, tr("restock.chart_today"))], code, **fields)

    def _draw_stock(self, chart: StockChart, curve: Curve) -> None:
        from ui.widgets.charts import Mark

        arrivals = [Mark(one.day, f"+{one.pieces:,}", one.pieces) for one in curve.arrivals]
        out = [] if curve.stock_out is None else [Mark(curve.stock_out, tr("restock.chart_out", day=f"{curve.stock_out:%m-%d}"))]
        code = "restock.chart_stock_out" if out else "restock.chart_stock"
        fields = {
            "left": f"{curve.stock[0][1]:,.0f}" if curve.stock else "0", "day": day_words(curve.stock_out),
            "point": f"{curve.reorder_point:,}", "orders": len(arrivals),
        }  # fmt: skip
        self.stock_words.show_code(code, **fields)
        chart.show_stock(curve.stock, curve.reorder_point, arrivals, out, code, **fields)
