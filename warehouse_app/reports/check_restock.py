"""What ``packdesk check`` proves of restocking: one open alert a SKU, positions that add up, orders that bring what was asked,
and plans of great sales that say the same in their lines and in their sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, literal, not_, or_, select

from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder
from warehouse_app.restock.tables import AlertEvent, PromotionLine, PromotionPlan, RestockAlert, RestockFigure, RestockTerms


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.restock_alerts", _one_alert()
    yield "check.restock_position", _positions()
    yield "check.restock_ordered", _ordered()
    yield "check.restock_told", _told()
    yield "check.restock_terms", _terms()
    yield "check.restock_plan_sum", _plan_sums()
    yield "check.restock_plan_line", _plan_lines()
    yield "check.restock_plan_days", _plan_days()


def _rows(subject: Any, expected: Any, found: Any) -> Select[Any]:
    return select(subject.label("subject"), expected.label("expected"), found.label("found"))


def _one_alert() -> Select[Any]:
    """A SKU has one open alert at most, and none once it was merged into another and computed anew."""
    open_ = func.count()
    query = _rows(Sku.seller_code, literal(1), open_).join(RestockAlert, RestockAlert.sku_id == Sku.id)
    return query.where(RestockAlert.state != "over").group_by(Sku.id, Sku.seller_code).having(open_ > 1)


def _positions() -> Select[Any]:
    """A position is the sum of its parts, and what is suggested is never less than nothing."""
    figure = RestockFigure
    parts = figure.on_hand + figure.arriving + figure.on_the_way + figure.drafted - figure.reserved
    levels = or_(figure.raw != figure.target - figure.position, figure.target < figure.reorder_point)
    wrong = or_(figure.position != parts, levels, figure.suggested < 0)
    return _rows(Sku.seller_code, parts, figure.position).join(figure, figure.sku_id == Sku.id).where(wrong)


def _ordered() -> Select[Any]:
    """An alert that is ordered names the order. Its SKU was on that order when it was made: only an edit takes it off."""
    nothing = and_(RestockAlert.state == "ordered", RestockAlert.order_id.is_(None))
    on_it = select(PurchaseLine.id).where(
        PurchaseLine.order_id == RestockAlert.order_id, PurchaseLine.sku_id == RestockAlert.sku_id
    )
    untouched = and_(PurchaseOrder.version == 1, PurchaseOrder.state == "draft")
    other = and_(RestockAlert.state == "ordered", untouched, not_(on_it.exists()))
    query = _rows(Sku.seller_code, Sku.seller_code, func.coalesce(PurchaseOrder.number, "")).select_from(RestockAlert)
    query = query.join(Sku, Sku.id == RestockAlert.sku_id).outerjoin(PurchaseOrder, PurchaseOrder.id == RestockAlert.order_id)
    return query.where(or_(nothing, other))


def _told() -> Select[Any]:
    """Every alert remembers that it was opened; one that is over remembers that, and when."""
    opened = select(AlertEvent.id).where(AlertEvent.alert_id == RestockAlert.id, AlertEvent.kind == "opened")
    ended = and_(RestockAlert.state == "over", RestockAlert.over_at.is_(None))
    lasting = and_(RestockAlert.state == "snoozed", RestockAlert.until.is_(None))
    query = _rows(Sku.seller_code, literal("opened"), RestockAlert.state).join(RestockAlert, RestockAlert.sku_id == Sku.id)
    return query.where(or_(not_(opened.exists()), ended, lasting))


def _terms() -> Select[Any]:
    """The least that is kept is not more than the most."""
    query = _rows(Sku.seller_code, RestockTerms.most, RestockTerms.least).join(RestockTerms, RestockTerms.sku_id == Sku.id)
    return query.where(RestockTerms.least > RestockTerms.most)


def _plan_sums() -> Select[Any]:
    """What a plan orders in all is what its lines order and, kept apart, its packing materials."""
    told, lines = PromotionPlan.needs["to_order"].as_integer(), func.coalesce(func.sum(PromotionLine.to_order), 0)
    materials = func.json_array_length(PromotionPlan.needs["materials"])
    query = _rows(PromotionPlan.name, func.min(told), lines).outerjoin(PromotionLine, PromotionLine.plan_id == PromotionPlan.id)
    query = query.group_by(PromotionPlan.id, PromotionPlan.name)
    return query.having(or_(lines > func.min(told), and_(func.min(materials) == 0, lines != func.min(told))))


def _plan_lines() -> Select[Any]:
    """What has to be ordered has a day to order it by, and nothing else has."""
    line = PromotionLine
    query = _rows(PromotionPlan.name, Sku.seller_code, line.to_order).select_from(line)
    query = query.join(PromotionPlan, PromotionPlan.id == line.plan_id).join(Sku, Sku.id == line.sku_id)
    return query.where(or_(line.to_order < 0, (line.to_order > 0) != line.order_by.is_not(None)))


def _plan_days() -> Select[Any]:
    """A plan is listed under the days it was reckoned for."""
    plan = PromotionPlan
    told = [plan.basis[name].as_string() for name in ("begins", "ends")]
    kept = [cast(column, String) for column in (plan.begins, plan.ends)]
    wrong = or_(*(one != other for one, other in zip(told, kept, strict=True)))
    return _rows(plan.name, told[0] + " – " + told[1], kept[0] + " – " + kept[1]).where(wrong)
