"""Whether a parcel owes a second check: by the shop's settings, and by what counting it has shown so far."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, select, union, update
from sqlalchemy.orm import aliased

from warehouse_app.orders.rules import NEXT_PARCEL
from warehouse_app.orders.tables import Order
from warehouse_app.orders.wishes import flag_colour
from warehouse_app.packing.checking.rules import CheckFacts, CheckRules, Packer, owes_check
from warehouse_app.packing.checking.tables import SecondCheck
from warehouse_app.packing.tables import Scan
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.settings import DECLARED
from warehouse_app.store.warehouse import Tx

NAMES = tuple(name for name in DECLARED if name.startswith("check_"))
_PARCEL = bindparam("parcel", type_=Parcel.id.type)
_last = Prepared(
    select(SecondCheck.state)
    .where(SecondCheck.parcel_id == _PARCEL, SecondCheck.state != "void")
    .order_by(SecondCheck.id.desc())
    .limit(1)
)
_void = (
    update(SecondCheck)
    .where(SecondCheck.parcel_id == _PARCEL, SecondCheck.state.in_(("open", "equal")))
    .values(state="void", ended_at=bindparam("moment"))
)
_lines = select(func.count()).where(ParcelLine.parcel_id == _PARCEL)
_full = select(Parcel.scanned == Parcel.needed).where(Parcel.id == _PARCEL)
_original = aliased(Order)  # every parcel of an order that did not fit into one is worth what the order is worth
_further = Order.reason == NEXT_PARCEL
_orders = (
    select(
        case((_further, _original.amount), else_=Order.amount).label("amount"),
        case((_further, _original.paid_amount), else_=Order.paid_amount).label("paid_amount"),
        Order.flag,
    )
    .join(ParcelOrder, ParcelOrder.order_id == Order.id)
    .outerjoin(_original, _original.id == Order.original_id)
    .where(ParcelOrder.parcel_id == _PARCEL)
)


def packers(connection: Any, parcel_id: int) -> list[int]:
    """Those whose scans lie in the box, the one who put the last piece in first."""
    undone = select(Scan.undoes_id).where(Scan.parcel_id == parcel_id, Scan.undoes_id.is_not(None))
    rows = connection.execute(
        select(Scan.who_id, func.max(Scan.id).label("last"))
        .where(Scan.parcel_id == parcel_id, Scan.quantity > 0, Scan.id.not_in(undone))
        .group_by(Scan.who_id)
        .order_by(func.max(Scan.id).desc())
    )
    return [row.who_id for row in rows]


def rules_of(values: Mapping[str, Any]) -> CheckRules:
    """The rules the settings make."""
    return CheckRules(
        every=values["check_all"],
        lines_from=values["check_lines_from"] if values["check_lines"] else None,
        value_over=values["check_value_yuan"] if values["check_value"] else None,
        new_days=values["check_new_days"] if values["check_new"] else None,
        new_parcels=values["check_new_parcels"] if values["check_new"] else 0,
        flagged=values["check_flagged"],
        share=values["check_share_percent"] if values["check_share"] else 0,
    )


def owed(tx: Tx, parcel_id: int, values: Mapping[str, Any]) -> bool:
    """Whether the parcel owes a second check now.

    A count that was begun or that found a difference is brought to its end, whatever the settings say by then.
    """
    rules = rules_of(values)
    for (last,) in _last.rows(tx, parcel=parcel_id):
        return bool(last != "equal")
    return rules.any and owes_check(_facts(tx, parcel_id, rules), rules)


def forget(tx: Tx, parcel_id: int) -> None:
    """Goods were taken out of the box: counts of what was in it before are void, a difference stays to be solved."""
    tx.connection.execute(_void, {"parcel": parcel_id, "moment": tx.now})


def _facts(tx: Tx, parcel_id: int, rules: CheckRules) -> CheckFacts:
    given = {"parcel": parcel_id}
    orders = tx.connection.execute(_orders, given).all()
    paid = [row.amount if row.paid_amount is None else row.paid_amount for row in orders]
    return CheckFacts(
        parcel_id,
        lines=tx.connection.execute(_lines, given).scalar_one(),
        value=sum((amount for amount in paid if amount is not None), Decimal(0)),
        flagged=any(flag_colour(row.flag) for row in orders),
        packers=_newcomers(tx, parcel_id, rules) if rules.new_days is not None else (),
    )


def _newcomers(tx: Tx, parcel_id: int, rules: CheckRules) -> tuple[Packer, ...]:
    """What is known of those who packed it, and of whoever packs it now."""
    people = set(packers(tx.connection, parcel_id))
    if not tx.connection.execute(_full, {"parcel": parcel_id}).scalar_one():
        people.add(tx.actor.id)
    rows = tx.connection.execute(select(Person.id, Person.created_at).where(Person.id.in_(people))).all()
    return tuple(
        Packer(
            (tx.now - row.created_at).total_seconds() / 86_400,
            len(tx.connection.execute(_packed_by(row.id).limit(rules.new_parcels)).all()) if rules.new_parcels else 0,
        )
        for row in rows
    )


def _packed_by(who: int) -> Select[Any]:
    """Parcels somebody packed: closed by them, or, where a second person closed them, checked as right."""
    checked = exists().where(SecondCheck.parcel_id == Parcel.id, SecondCheck.state == "equal")
    alone = select(Parcel.id).where(Parcel.packed_by == who, ~checked)
    first = select(SecondCheck.parcel_id).where(SecondCheck.first_id == who, SecondCheck.state == "equal")
    both = union(alone, first).subquery()
    return select(both.c.id)
