"""The board: how the day stands in numbers, each with the money behind it and the list it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from warehouse_app.orders.due import NAMES, NOT_LEFT, Moments, condition
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order, Shop

WAY = (*(state.value for state in NOT_LEFT), State.SHIPPED.value)
"""The states an order goes through here, in their order."""
_STEPS: Mapping[str, tuple[State, ...]] = {
    "release": (State.WAITING, State.LOOK, State.SHORT),
    "pick": (State.RELEASED, State.IN_WAVE),
    "pack": (State.PICKED,),
    "hand_over": (State.PACKED,),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """So many orders, and what their buyers paid for them in yuan (else what they cost)."""

    orders: int = 0
    money: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Board:
    """``due`` by the names of ``orders.due``; ``states`` along the way; ``today`` says what is left to do with today's."""

    due: Mapping[str, Tile]
    states: Mapping[str, int]
    today: Mapping[str, int]


def board(session: Session, at: Moments, shop: str = "") -> Board:
    """The board of all shops, or of one. Three statements, however many orders there are."""
    money = func.coalesce(Order.paid_amount, Order.amount)
    columns: list[Any] = []
    for name in NAMES:
        holds = condition(name, at)
        columns.append(func.count(case((holds, 1))).label(f"n_{name}"))
        columns.append(func.sum(case((holds, money))).label(f"m_{name}"))
    here = session.execute(_of_shop(select(*columns).where(Order.state.in_(WAY)), shop)).one()
    due = {name: Tile(getattr(here, f"n_{name}"), getattr(here, f"m_{name}") or Decimal(0)) for name in NAMES}
    gone = _of_shop(select(func.count(), func.sum(money)).where(condition("after_sales", at)), shop)
    orders, paid = session.execute(gone).one()  # of years of orders that are done: by the index of holds, not by their state
    due["after_sales"] = Tile(orders, paid or Decimal(0))
    counted = select(Order.state, func.count().label("n"), func.count(case((condition("today", at), 1))).label("today"))
    rows = session.execute(_of_shop(counted.where(Order.state.in_(WAY)).group_by(Order.state), shop)).all()
    found = {row.state: row.n for row in rows}
    today = {row.state: row.today for row in rows}
    return Board(
        due,
        {state: found.get(state, 0) for state in WAY},
        {step: sum(today.get(state.value, 0) for state in states) for step, states in _STEPS.items()},
    )


def _of_shop(query: Any, shop: str) -> Any:
    return query.where(Order.shop_id.in_(select(Shop.id).where(Shop.name == shop))) if shop else query
