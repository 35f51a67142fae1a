"""From histories, forecasts, suppliers and stock to the figures of every SKU: what the list shows and alerts are judged by."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from warehouse_app.counting.rules import abc_classes
from warehouse_app.inbound.buying.lines import new_styles
from warehouse_app.restock.calendars import ENOUGH_DAYS
from warehouse_app.restock.days import day_numbered
from warehouse_app.restock.forecasting.backtest import LEARNT_OF_DAYS
from warehouse_app.restock.forecasting.rules import Ask, Forecasts, History, forecast
from warehouse_app.restock.freshening import judged_columns, part_columns
from warehouse_app.restock.history import NEVER, Goods, Past, past_of
from warehouse_app.restock.rules import HAIR, TOO_LITTLE, Basis, Judged, Parts, Prospects, judge, levels, shop_rule
from warehouse_app.restock.stock_now import positions
from warehouse_app.restock.supply import Suppliers, Supply, seasons, suppliers_of
from warehouse_app.store import settings

CLASS_DAYS = 90
MOST_EARLY = 1_000_000_000
SETTINGS = (
    "restock_review_days", "restock_soon_days", "restock_service_a", "restock_service_b", "restock_service_c", "rule_daily",
    "rule_daily_pieces", "rule_season", "rule_season_days", "rule_trend", "rule_margin", "rule_freight_yuan",
    "rule_return_percent", "rule_advertising_percent", "first_order_limit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a run needs, read in one consistent state."""

    today: date
    past: Past
    suppliers: Suppliers
    parts: Mapping[int, Parts]
    seasons: Mapping[int, date]
    values: Mapping[str, Any]


def snapshot(session: Session, today: date, look: Callable[[], None] | None = None) -> Snapshot:
    """Read it all; ``look`` is called now and then, and may raise to end it."""
    past = past_of(session, today, look=look)
    return Snapshot(
        today, past, suppliers_of(session, today), positions(session, today, past.recipes), seasons(session),
        settings.get_all(session, SETTINGS),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figured:
    """The figures of one SKU, and what they are judged anew by when its stock has changed."""

    sku_id: int
    basis: Basis
    parts: Parts
    judged: Judged
    rest: dict[str, Any]

    def row(self) -> dict[str, Any]:
        """As the table has it, but for the run it belongs to."""
        return {"sku_id": self.sku_id, "run_id": 0} | self.rest | part_columns(self.parts) | judged_columns(self.judged)


def figures(shot: Snapshot, progress: Callable[[int, int], None] | None = None) -> list[Figured]:
    """Forecast and judge every SKU; ``progress`` may raise to end it."""
    supplies = [shot.suppliers.of(goods.id) for goods in shot.past.goods]
    classes = _classes(shot)
    ask = _ask(shot, supplies, classes)
    weekday = shot.past.first.weekday()
    told = forecast(History(shot.past.demand, shot.past.known, weekday), ask, progress=progress)
    return [_figured(shot, row, supplies[row], classes[row], told) for row in range(len(supplies))]


def _classes(shot: Snapshot) -> list[str]:
    """Class by what was wanted in money in the last 90 days. Materials are A: without a carton nothing leaves the house."""
    pieces = shot.past.demand[:, -CLASS_DAYS:].sum(axis=1)
    goods = shot.past.goods
    found = abc_classes({g.id: int(pieces[row]) * (g.price or Decimal(0)) for row, g in enumerate(goods)})
    return ["A" if g.material else found[g.id] for g in goods]


def _ask(shot: Snapshot, supplies: list[Supply], classes: list[str]) -> Ask:
    service = {each: shot.values[f"restock_service_{each.lower()}"] / 100 for each in "ABC"}
    ends = [shot.seasons.get(goods.product_id) for goods in shot.past.goods]
    return Ask(
        lead=np.array([supply.lead.days for supply in supplies], dtype=np.float64),
        lead_sd=np.array([supply.lead.sd for supply in supplies], dtype=np.float64),
        review=np.full(len(supplies), shot.values["restock_review_days"], dtype=np.float64),
        service=np.array([service[each] for each in classes], dtype=np.float64),
        season_ends=np.array([np.inf if end is None else _days_left(end, shot.today) for end in ends], dtype=np.float64),
        group=np.array(_groups(shot.past), dtype=np.int64),
    )


def _days_left(end: date, today: date) -> int:
    """Days on which it still sells, today and the last one among them."""
    return max(0, (end - today).days + 1)


def _groups(past: Past) -> list[int]:
    """Whom a new SKU borrows from: its product where another SKU of it has a history, else its category.

    Each SKU lends to one group only, so a product without new SKUs lends to its category.
    """
    learnt = past.known.sum(axis=1) >= LEARNT_OF_DAYS
    old = Counter(g.product_id for g, has in zip(past.goods, learnt, strict=True) if has)
    new = Counter(g.product_id for g, has in zip(past.goods, learnt, strict=True) if not has)
    categories = {name: place for place, name in enumerate(sorted({g.category for g in past.goods}))}

    def group(goods: Goods) -> int:
        if old[goods.product_id] and new[goods.product_id]:
            return 2 * goods.product_id
        return 2 * categories[goods.category] + 1 if goods.category else -1

    return [group(goods) for goods in past.goods]


def _figured(shot: Snapshot, row: int, supply: Supply, abc: str, told: Forecasts) -> Figured:
    goods, values = shot.past.goods[row], shot.values
    lead, cover = float(told.over_lead[row]), float(told.over_cover[row])
    least = goods.least if supply.least is None and goods.material else supply.least
    early = math.floor(min(float(told.early[row]) + HAIR, MOST_EARLY))
    level = levels(lead, cover, float(told.safety[row]), supply.safety, least, early)
    end = shot.seasons.get(goods.product_id)
    season_days = None if end is None else (end - shot.today).days
    few, unknown = bool(told.few[row]), _unknown(shot.past, row, told)
    prospects = Prospects(float(told.daily[row]), season_days, float(told.trend[row]), few, goods.price, supply.cost)
    rule = () if goods.material else shop_rule(prospects, values)
    basis = Basis(
        float(told.daily[row]), level.reorder_point, level.target, supply.limits, values["restock_soon_days"],
        stopped=any(line.stops for line in rule), never=supply.never, unknown=unknown and least is None,
    )  # fmt: skip
    parts = shot.parts.get(goods.id, Parts())
    rest = {
        "supplier_id": supply.supplier_id, "abc": abc, "method": TOO_LITTLE if unknown else told.method[row], "few": few,
        "service": values[f"restock_service_{abc.lower()}"], "daily": basis.daily, "trend": float(told.trend[row]),
        "error": float(told.error[row]), "lead_days": supply.lead.days, "review_days": values["restock_review_days"],
        "demand_lead": lead, "demand_cover": cover, "safety": level.safety, "safety_computed": level.safety_computed,
        "reorder_point": level.reorder_point, "target": level.target, "early": early, "rule": [line.plain() for line in rule],
        "cost": supply.cost, "last_sale": _day(shot.past.last_sale[row]), "first_stock": _day(shot.past.first_stock[row]),
    }  # fmt: skip
    return Figured(goods.id, basis, parts, judge(basis, parts, shot.today), rest)


def _unknown(past: Past, row: int, told: Forecasts) -> bool:
    """A SKU that was never in the house nor ordered is not wanted because others are. Nor is there anything to say of a new one
    without anybody to borrow from, or when it has hardly begun and nobody has a history yet.
    """
    days = int(past.known[row].sum())
    if not told.few[row]:
        return False
    return not days or told.method[row] == "none" or (days < ENOUGH_DAYS and bool(told.few.all()))


def _day(number: Any) -> date | None:
    return None if number == NEVER else day_numbered(int(number))


def keep_first_orders_small(session: Session, found: list[Figured], today: date, limit: int) -> list[Figured]:
    """Suggestions for new styles within the limit of a first order; only those above it are asked about."""
    large = [each.sku_id for each in found if limit and each.judged.suggested > limit]
    new = new_styles(session.connection(), large)
    return [_limited(each, limit, today) if each.sku_id in new else each for each in found]


def _limited(figured: Figured, limit: int, today: date) -> Figured:
    basis = replace(figured.basis, limits=replace(figured.basis.limits, first_order=limit))
    return replace(figured, basis=basis, judged=judge(basis, figured.parts, today))


def with_parts(figured: Figured, parts: Parts, today: date) -> Figured:
    """The same SKU after its stock, orders or purchases changed."""
    return replace(figured, parts=parts, judged=judge(figured.basis, parts, today))
