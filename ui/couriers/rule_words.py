"""Rules, reasons and sums of freight in words."""

from __future__ import annotations

from decimal import Decimal

from ui.language import tr
from ui.theme import ToneName
from warehouse_app.dispatch.choosing.rules import Checked, Decision, Offer, Pick, Rule, Span, Step, When, Why
from warehouse_app.dispatch.prices.rules import Cost, Part
from warehouse_app.orders.addresses.regions import regions_text

FLAGS = ("liquid", "fragile", "cod", "remote")


def when_words(when: When) -> str:
    """The conditions of a rule in one line."""
    said = []
    if when.shops:
        said.append(tr("couriers.if_shop", value=tr("couriers.or").join(when.shops)))
    if when.wishes:
        said.append(tr("couriers.if_wish", value=tr("couriers.or").join(when.wishes)))
    if when.regions:
        said.append(tr("couriers.if_region", value=regions_text(when.regions)))
    for span, unit in (
        (when.weight_g, "weight"), (when.value, "value"), (when.side_mm, "side"), (when.volume_cm3, "volume"),
    ):  # fmt: skip
        if span:
            said.append(tr(f"couriers.if_{unit}", value=span_words(span, 10 if unit == "side" else 1)))
    for flag in FLAGS:
        asked = getattr(when, flag)
        if asked is not None:
            said.append(tr(f"couriers.if_{flag}" if asked else f"couriers.if_not_{flag}"))
    return tr("orders.separator").join(said) or tr("couriers.if_any")


def span_words(span: Span, unit: int = 1) -> str:
    """From and to, in a unit so many times as large."""
    low, high = (None if bound is None else _figure(bound, unit) for bound in (span.low, span.high))
    if low is None:
        return tr("couriers.up_to", high=high)
    return tr("couriers.from", low=low) if high is None else tr("couriers.from_to", low=low, high=high)


def _figure(bound: Decimal | int, unit: int) -> str:
    return f"{Decimal(bound) / unit:,f}" if unit > 1 else f"{bound:,}"


def then_words(rule: Rule) -> str:
    """The outcome of a rule."""
    if rule.then.pick is Pick.WISHED:
        return tr("couriers.then_wished")
    names = tr("couriers.then_else").join(rule.then.couriers)
    return tr("couriers.then_cheapest", names=tr("couriers.or").join(rule.then.couriers)) if _cheapest(rule) else names


def _cheapest(rule: Rule) -> bool:
    return rule.then.pick is Pick.CHEAPEST


def why_words(why: tuple[Why, ...]) -> str:
    """The reasons in one line."""
    return tr("couriers.and").join(tr(f"choosing.why_{one.code}", **one.fields) for one in why)


def checked_words(checked: Checked) -> tuple[str, dict[str, object]]:
    """What became of a rule, as code and fields."""
    return f"couriers.step_{checked.step}", {"name": checked.rule.name, "why": why_words(checked.why)}


def decision_words(decision: Decision) -> tuple[str, dict[str, object]]:
    """The outcome in one sentence, as code and fields."""
    rule = decision.rule.name if decision.rule is not None else ""
    return f"couriers.by_{decision.by}", {"courier": decision.courier, "rule": rule, "why": why_words(decision.why)}


def offer_words(offer: Offer) -> str:
    """What a courier would charge, or why nobody can say."""
    if offer.goes is False:
        return tr("couriers.offer_no_reach")
    if not offer.priced:
        return tr("couriers.offer_no_prices")
    if offer.cost is None:
        return tr("couriers.offer_no_zone" if offer.goes else "couriers.offer_unclear")
    return tr("couriers.offer_cost", total=f"{offer.cost.total:,.2f}", parts=cost_words(offer.cost))


def cost_words(cost: Cost) -> str:
    """The sum, part by part, as a clerk works it out."""
    parts = tr("couriers.plus").join(map(_part_words, cost.parts))
    kilograms = f"{Decimal(cost.charged_g) / 1000:,f}"
    return tr("couriers.by_volume", parts=parts, kg=kilograms) if cost.by_volume else parts


def _part_words(part: Part) -> str:
    fields = {"amount": f"{part.amount:,.2f}", "grams": f"{part.grams:,}", "steps": part.steps, "each": f"{part.each:,.2f}"}
    return tr(f"couriers.part_{part.kind}", **fields)


TONES: dict[Step, ToneName | None] = {
    Step.WON: "right",
    Step.ASK: "warning",
    Step.NOBODY: "warning",
    Step.PASSED: None,
    Step.OFF: None,
}
