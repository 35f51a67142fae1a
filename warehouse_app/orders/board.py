"""The board: how the day stands in numbers, each with the money behind it and the list it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from warehouse_app.orders.due import AWAY, NAMES, NOT_LEFT, Moments, condition
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import IS_AWAY, Order, Shop

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
    """The board of all shops, or of one. Three statements, however many orders there are: of those that are here, those on
    their way, and those of the years that after-sales has; each by an index that holds no others.
    """
    money = func.coalesce(Order.paid_amount, Order.amount)
    here = [name for name in NAMES if name not in AWAY and name != "after_sales"]
    standing = select(Order.state, func.count().label("n"), *_tiles(here, at, money))
    rows = session.execute(
        _of_shop(standing.where(Order.state.in_([state.value for state in NOT_LEFT])), shop).group_by(Order.state)
    )
    found = {row.state: row for row in rows}
    due = {name: _sum(found.values(), name) for name in here}
    on_their_way = text(f"orders.{IS_AWAY}")
    away = session.execute(_of_shop(select(func.count().label("n"), *_tiles(AWAY, at, money)).where(on_their_way), shop)).one()
    due |= {name: _sum([away], name) for name in AWAY}
    gone = _of_shop(select(*_tiles(["after_sales"], at, money)).where(condition("after_sales", at)), shop)
    due["after_sales"] = _sum([session.execute(gone).one()], "after_sales")
    states = {state: found[state].n if state in found else 0 for state in WAY} | {State.SHIPPED.value: away.n}
    today = {state: row.n_today for state, row in found.items()}
    return Board(
        {name: due[name] for name in NAMES},
        states,
        {step: sum(today.get(state.value, 0) for state in of_step) for step, of_step in _STEPS.items()},
    )


def _tiles(names: Iterable[str], at: Moments, money: Any) -> Iterator[Any]:
    """How many orders each of these names counts, and their money."""
    for name in names:
        holds = condition(name, at)
        yield func.count(case((holds, 1))).label(f"n_{name}")
        yield func.sum(case((holds, money))).label(f"m_{name}")


def _sum(rows: Iterable[Any], name: str) -> Tile:
    counted = [(getattr(row, f"n_{name}"), getattr(row, f"m_{name}") or Decimal(0)) for row in rows]
    return Tile(sum(n for n, _ in counted), sum((m for _, m in counted), Decimal(0)))


def _of_shop(query: Any, shop: str) -> Any:
    return query.where(Order.shop_id.in_(select(Shop.id).where(Shop.name == shop))) if shop else query
