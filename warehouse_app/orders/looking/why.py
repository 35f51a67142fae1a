"""The facts behind the reasons of one order that waits for a look: what is usual, which other order, what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.orders.addresses.rules import Place, parse
from warehouse_app.orders.looking.facts import look_rules, near_orders, pieces_by_sku, usual_pieces
from warehouse_app.orders.looking.rules import Look, LookAt, LookRules, refusal_of
from warehouse_app.orders.tables import Order, OrderLine

_CODES = 3  # more unknown codes than these are not named


@dataclass(frozen=True, slots=True)
class Why:
    """A reason with the fact behind it as the sentence ``look.why_<fact>`` and its fields; no fact where none is needed."""

    reason: str
    fact: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


def why_look(session: Session, order: Order, reasons: Sequence[str]) -> tuple[Why, ...]:
    """Each reason as it was found at the release, with the facts as they are now."""
    if not reasons:
        return ()
    rules = look_rules(session)
    lines = session.execute(select(OrderLine.__table__).where(OrderLine.order_id == order.id)).all()
    return tuple(_why(session, order, lines, rules, reason) for reason in reasons)


def _why(session: Session, order: Order, lines: Sequence[Any], rules: LookRules, reason: str) -> Why:
    if reason == Look.TWICE:
        return _twice(session, order, rules)
    if reason == Look.UNUSUAL:
        return _unusual(session, [line for line in lines if line.live], rules)
    if reason == Look.UNPARSABLE:
        return _unparsable(parse(order.address))
    if reason == Look.REFUSED:
        facts = LookAt(address=order.address, courier=order.courier, place=parse(order.address))
        refusal = refusal_of(facts, rules.refusals)
        return Why(reason, "refused", {"courier": refusal.courier, "text": refusal.text}) if refusal else Why(reason)
    if reason == Look.HIGH_VALUE:
        paid = order.paid_amount if order.paid_amount is not None else order.amount
        return Why(reason, "high_value", {"amount": f"{paid:,.2f}", "limit": f"{rules.high_value:,}"}) if paid else Why(reason)
    if reason == Look.INCOMPLETE:
        told = sum(line.quantity for line in lines)
        return Why(reason, "incomplete", {"told": told, "wanted": order.item_count or 0})
    if reason == Look.UNKNOWN_SKU:
        codes = tuple(dict.fromkeys(line.seller_code or line.title for line in lines if line.live and line.sku_id is None))
        return Why(reason, "unknown_sku", {"codes": codes[:_CODES]}) if codes else Why(reason)
    return Why(reason)


def _twice(session: Session, order: Order, rules: LookRules) -> Why:
    near = near_orders(session.connection(), [order], rules.twice_minutes).get(order.id)
    if near is None:
        return Why(Look.TWICE)
    minutes = round(abs(near.minutes))
    fact = "same_time" if not minutes else ("before" if near.minutes < 0 else "after")
    return Why(Look.TWICE, fact, {"number": near.number, "minutes": minutes, "state": near.state})


def _unusual(session: Session, lines: Sequence[Any], rules: LookRules) -> Why:
    """The SKU that is furthest above its usual."""
    wanted = pieces_by_sku(lines)
    usual = usual_pieces(session.connection(), set(wanted), rules.unusual_orders)
    found = max(usual, key=lambda sku_id: wanted[sku_id] / usual[sku_id], default=None)
    if found is None:
        return Why(Look.UNUSUAL)
    code = next(line.seller_code for line in lines if line.sku_id == found)
    return Why(Look.UNUSUAL, "unusual", {"code": code, "ordered": wanted[found], "usual": usual[found]})


def _unparsable(place: Place) -> Why:
    if place.unclear:
        cities = tuple(dict.fromkeys(area.city for area in place.unclear))
        return Why(Look.UNPARSABLE, "unclear", {"name": place.unclear[0].district or place.unclear[0].city, "cities": cities})
    if place.province:
        return Why(Look.UNPARSABLE, "no_city", {"province": place.province})
    return Why(Look.UNPARSABLE, "nowhere")
