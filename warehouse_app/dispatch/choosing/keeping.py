"""Rules as they are typed, checked and kept: what the list may have, and how a rule is written down. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from warehouse_app.dispatch.choosing.rules import Pick, Rule, Span, Then, When
from warehouse_app.errors import BadInput
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.regions import read_regions

LONGEST_NAME = 60


def areas_of(text: str) -> tuple[Area, ...]:
    """The regions somebody typed. Raises BadInput ``prices.no_area`` for words that are none."""
    areas, strange = read_regions(text)
    if strange:
        raise BadInput("prices.no_area", value=strange[0])
    return tuple(areas)


def check_rule(rule: Rule, others: Sequence[Rule], couriers: Sequence[str]) -> None:
    """Whether the list may have this rule. Raises BadInput: ``choosing.no_name``, ``choosing.no_courier``,
    ``choosing.unknown_courier``, ``choosing.empty_span``, ``choosing.alike`` (another one with the same conditions is before or
    after it: the later could never win), ``choosing.same_name``.
    """
    if not rule.name.strip() or len(rule.name) > LONGEST_NAME:
        raise BadInput("choosing.no_name", most=LONGEST_NAME)
    if rule.then.pick is not Pick.WISHED and not rule.then.couriers:
        raise BadInput("choosing.no_courier")
    for courier in (*rule.then.couriers, *rule.when.wishes):
        if courier not in couriers:
            raise BadInput("choosing.unknown_courier", courier=courier)
    for span in (rule.when.weight_g, rule.when.value, rule.when.side_mm, rule.when.volume_cm3):
        if any(bound is not None and bound < 0 for bound in (span.low, span.high)):
            raise BadInput("choosing.empty_span", low=str(span.low), high=str(span.high))
        if span.low is not None and span.high is not None and span.low > span.high:
            raise BadInput("choosing.empty_span", low=str(span.low), high=str(span.high))
    for other in others:
        if other.id != rule.id and _same(other) == _same(rule):
            raise BadInput("choosing.alike", name=other.name)
        if other.id != rule.id and other.name == rule.name.strip():
            raise BadInput("choosing.same_name", name=other.name)


def _same(rule: Rule) -> tuple[When, bool]:
    """What makes two rules one: after "as the order wishes" another rule for the same parcels makes sense, else it never wins."""
    when = rule.when
    regions = tuple(sorted(when.regions, key=lambda area: (area.province, area.city, area.district)))
    alike = replace(when, regions=regions, shops=tuple(sorted(when.shops)), wishes=tuple(sorted(when.wishes)))
    return alike, rule.then.pick is Pick.WISHED


def kept(rule: Rule) -> tuple[dict[str, Any], dict[str, Any]]:
    """Conditions and outcome as plain JSON values."""
    when = rule.when
    spans = {
        name: [None if bound is None else str(bound) for bound in (span.low, span.high)]
        for name in ("weight_g", "value", "side_mm", "volume_cm3")
        if (span := getattr(when, name))
    }
    flags = {name: asked for name in ("liquid", "fragile", "cod", "remote") if (asked := getattr(when, name)) is not None}
    lists = {name: list(listed) for name in ("shops", "wishes") if (listed := getattr(when, name))}
    regions = {"regions": [[a.province, a.city, a.district] for a in when.regions]} if when.regions else {}
    return spans | flags | lists | regions, {"couriers": list(rule.then.couriers), "pick": rule.then.pick.value}


def read_back(number: int, name: str, active: bool, conditions: Mapping[str, Any], outcome: Mapping[str, Any]) -> Rule:
    """The rule that ``kept`` made."""
    told = dict(conditions)
    when = When(
        shops=tuple(told.get("shops", ())), wishes=tuple(told.get("wishes", ())),
        regions=tuple(Area(*parts) for parts in told.get("regions", ())),
        weight_g=_span(told, "weight_g", int), value=_span(told, "value", Decimal), side_mm=_span(told, "side_mm", int),
        volume_cm3=_span(told, "volume_cm3", int), liquid=told.get("liquid"), fragile=told.get("fragile"),
        cod=told.get("cod"), remote=told.get("remote"),
    )  # fmt: skip
    return Rule(number, name, when, Then(tuple(outcome["couriers"]), Pick(outcome["pick"])), active)


def _span(told: Mapping[str, Any], name: str, kind: Callable[[str], Decimal | int]) -> Span:
    low, high = told.get(name, (None, None))
    return Span(None if low is None else kind(low), None if high is None else kind(high))
