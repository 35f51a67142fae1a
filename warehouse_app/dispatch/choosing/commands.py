"""The list of rules, the couriers' reach and the fallback: what a supervisor sets up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import delete, func, insert, select, update

from warehouse_app.dispatch.choosing.keeping import areas_of, check_rule, kept
from warehouse_app.dispatch.choosing.rules import Rule
from warehouse_app.dispatch.choosing.shipments import FALLBACK, all_rules
from warehouse_app.dispatch.choosing.tables import CourierReach, CourierRule
from warehouse_app.dispatch.tables import Courier
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit, settings
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@needs(Right.COURIERS)
def save_rule(tx: Tx, rule: Rule, at: int | None = None) -> int:
    """Change a rule, or put a new one (id 0) at the end of the list or at place ``at``; returns its id.

    Raises BadInput as ``check_rule`` does, NotFound ``choosing.no_rule``.
    """
    one_at_a_time(tx, "rules")
    rule = replace(rule, name=rule.name.strip())
    check_rule(rule, all_rules(tx.session), list(_couriers(tx)))
    conditions, outcome = kept(rule)
    values = {"name": rule.name, "active": rule.active, "conditions": conditions, "outcome": outcome}
    if rule.id:
        _must_be_there(tx, rule.id)
        tx.connection.execute(update(CourierRule).where(CourierRule.id == rule.id).values(**values))
    else:
        rule = replace(rule, id=_insert(tx, values, at))
    audit.record(tx, "courier_rule", rule.name, **values)
    tx.touch("courier_rules")
    return rule.id


def _insert(tx: Tx, values: Mapping[str, object], at: int | None) -> int:
    end = (tx.connection.execute(select(func.max(CourierRule.place))).scalar() or 0) + 1
    if at is not None:
        tx.connection.execute(update(CourierRule).where(CourierRule.place >= at).values(place=CourierRule.place + 1))
    made = tx.connection.execute(insert(CourierRule).values(place=end if at is None else at, **values))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


@needs(Right.COURIERS)
def remove_rule(tx: Tx, rule_id: int) -> tuple[Rule, int]:
    """Take a rule out of the list; returned with its place, so that it can be put back (as a new one, there)."""
    one_at_a_time(tx, "rules")
    place = _must_be_there(tx, rule_id)
    rule = next(rule for rule in all_rules(tx.session) if rule.id == rule_id)
    tx.connection.execute(delete(CourierRule).where(CourierRule.id == rule_id))
    audit.record(tx, "courier_rule_out", rule.name)
    tx.touch("courier_rules")
    return replace(rule, id=0), place


@needs(Right.COURIERS)
def move_rule(tx: Tx, rule_id: int, *, up: bool) -> bool:
    """Let a rule change places with the one before it, or after it; False when there is none."""
    one_at_a_time(tx, "rules")
    place = _must_be_there(tx, rule_id)
    beside = CourierRule.place < place if up else CourierRule.place > place
    order = CourierRule.place.desc() if up else CourierRule.place
    other = tx.connection.execute(select(CourierRule.id, CourierRule.place).where(beside).order_by(order).limit(1)).one_or_none()
    if other is None:
        return False
    for which, to in ((rule_id, other.place), (other.id, place)):
        tx.connection.execute(update(CourierRule).where(CourierRule.id == which).values(place=to))
    tx.touch("courier_rules")
    return True


@needs(Right.COURIERS)
def switch_rule(tx: Tx, rule_id: int, *, active: bool) -> None:
    """Switch a rule on or off. Raises NotFound ``choosing.no_rule``."""
    one_at_a_time(tx, "rules")
    _must_be_there(tx, rule_id)
    tx.connection.execute(update(CourierRule).where(CourierRule.id == rule_id).values(active=active))
    audit.record(tx, "courier_rule_switched", str(rule_id), active=active)
    tx.touch("courier_rules")


@needs(Right.COURIERS)
def set_reach(tx: Tx, courier: str, only: str, never: str) -> None:
    """Where a courier goes, as somebody typed it: only there (empty: everywhere), and not there.

    Raises BadInput ``prices.no_area``, ``choosing.unknown_courier``.
    """
    one_at_a_time(tx, "rules")
    couriers = _couriers(tx)
    if courier not in couriers:
        raise BadInput("choosing.unknown_courier", courier=courier)
    lists = {
        name: [[area.province, area.city, area.district] for area in areas_of(text)]
        for name, text in (("only", only), ("never", never))
    }
    tx.connection.execute(delete(CourierReach).where(CourierReach.courier_id == couriers[courier]))
    if any(lists.values()):
        tx.connection.execute(insert(CourierReach).values(courier_id=couriers[courier], **lists))
    audit.record(tx, "courier_reach", courier, **lists)
    tx.touch("courier_rules")


@needs(Right.COURIERS)
def set_fallback(tx: Tx, courier: str) -> None:
    """The courier for where the others do not go. Raises BadInput ``choosing.unknown_courier``."""
    if courier not in _couriers(tx):
        raise BadInput("choosing.unknown_courier", courier=courier)
    settings.put(tx, FALLBACK, courier)
    tx.touch("courier_rules")


def _couriers(tx: Tx) -> dict[str, int]:
    return {name: number for number, name in tx.connection.execute(select(Courier.id, Courier.name))}


def _must_be_there(tx: Tx, rule_id: int) -> int:
    """The place of a rule."""
    place: int | None = tx.connection.execute(select(CourierRule.place).where(CourierRule.id == rule_id)).scalar()
    if place is None:
        raise NotFound("choosing.no_rule")
    return place
