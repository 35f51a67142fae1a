"""Changing the clocks, of the house or of one shop: the orders that are still here get the deadlines they have now.

What a file promised stays. An order that has left keeps its pickup clock: that began when the order was marked shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update

from warehouse_app.errors import BadInput, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.clocks import CLOCKS, ShopClocks, clocked_shops, house_clocks, shop_rules
from warehouse_app.orders.due import NOT_LEFT
from warehouse_app.orders.rules import DeadlineRules, Deadlines, deadlines
from warehouse_app.orders.tables import Order, Shop
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.people.settings import change_settings
from warehouse_app.store import audit, settings
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

_ORDERS = cast(Table, Order.__table__)


@dataclass(frozen=True, slots=True)
class Saved:
    """Whether anything is different now, and how many orders have new deadlines."""

    changed: bool
    orders: int


@needs(Right.SETTINGS)
def save_settings(tx: Tx, changes: Mapping[str, Any], clocks: Mapping[int, ShopClocks] | None = None) -> Saved:
    """Change settings and the clocks of shops, all or none, and set the deadlines of orders still here by the new clocks.

    Raises BadInput ``store.bad_setting``, ``orders.bad_<name of the clock>``, ``orders.latest_first`` and
    ``orders.latest_first_house`` (the last moment would come before the promise), NotFound ``selling.unknown_shop``.
    """
    house, own = house_clocks(tx.session), {shop.id: shop.clocks for shop in clocked_shops(tx.session)}
    new = {shop_id: wanted for shop_id, wanted in (clocks or {}).items() if own.get(shop_id) != wanted}
    if not new and all(changes.get(name, house[name]) == house[name] for name in CLOCKS):
        return Saved(bool(change_settings(tx, changes)), 0)
    one_at_a_time(tx, "import")  # no file comes in half by the old clocks
    before = shop_rules(tx.session)
    changed = bool(change_settings(tx, changes))
    house = house_clocks(tx.session)
    if set(changes) & set(CLOCKS) and house["latest_hours"] < house["promise_hours"]:
        raise BadInput("orders.latest_first_house", promise=house["promise_hours"], latest=house["latest_hours"])
    for shop_id, wanted in new.items():
        _set_clocks(tx, shop_id, wanted)
    after = shop_rules(tx.session)
    if after != before:
        _refuse_latest_first(tx, before, after)
    return Saved(changed or bool(new), sum(_retime(tx, shop_id, before[shop_id], rules) for shop_id, rules in after.items()))


@needs(Right.SETTINGS)
def set_clocks(tx: Tx, shop_id: int, clocks: ShopClocks) -> int:
    """A shop's own hours and cut-off (None: as the house); returns how many orders have new deadlines by it.

    Raises what ``save_settings`` raises.
    """
    return save_settings(tx, {}, {shop_id: clocks}).orders


def _set_clocks(tx: Tx, shop_id: int, wanted: ShopClocks) -> None:
    shop = next((shop for shop in clocked_shops(tx.session) if shop.id == shop_id), None)
    if shop is None:
        raise NotFound("selling.unknown_shop")
    for name, value in wanted.own().items():
        if isinstance(value, bool) or not settings.DECLARED[name].fits(value):
            raise BadInput(f"orders.bad_{name}", shop=shop.name, value=str(value))
    tx.connection.execute(update(Shop).where(Shop.id == shop_id).values(**asdict(wanted)))
    audit.record(tx, "clocks_changed", shop.name, before=asdict(shop.clocks), after=asdict(wanted))
    tx.touch("settings")


def _refuse_latest_first(tx: Tx, before: Mapping[int, DeadlineRules], after: Mapping[int, DeadlineRules]) -> None:
    """Whoever changes clocks hears of it when the platform would punish an order before it is due."""
    house = house_clocks(tx.session)
    for shop in clocked_shops(tx.session):
        rules = after[shop.id]
        if rules != before[shop.id] and rules.latest_hours < rules.promise_hours:
            own = house | shop.clocks.own()
            raise BadInput("orders.latest_first", shop=shop.name, promise=own["promise_hours"], latest=own["latest_hours"])


def _retime(tx: Tx, shop_id: int, before: DeadlineRules, after: DeadlineRules) -> int:
    """Deadlines anew for the shop's orders that are here and paid; returns how many changed."""
    if before == after:
        return 0
    here = Order.shop_id == shop_id, Order.state.in_([state.value for state in NOT_LEFT]), Order.paid_at.is_not(None)
    found = tx.connection.execute(select(Order.id, Order.paid_at, Order.ship_by, Order.ship_latest).where(*here))
    rows: list[dict[str, Any]] = []
    for order in found:
        now = Deadlines(order.ship_by, order.ship_latest)
        new = deadlines(order.paid_at, None, after)
        if new != now and not _promised(now, deadlines(order.paid_at, None, before)):
            rows.append({"of_id": order.id, "new_by": new.ship_by, "new_latest": new.ship_latest})
    if rows:
        values: dict[str, Any] = {"ship_by": bindparam("new_by"), "ship_latest": bindparam("new_latest")}
        tx.connection.execute(update(_ORDERS).where(_ORDERS.c.id == bindparam("of_id")).values(**values), rows)
        ids = [row["of_id"] for row in rows]
        life.note(tx, ids, "new_deadline")
    return len(rows)


def _promised(now: Deadlines, by_rule: Deadlines) -> bool:
    """Whether the file promised it: a promise is both clocks at once, which the rules make only by coincidence."""
    return now.ship_by == now.ship_latest and now != by_rule
