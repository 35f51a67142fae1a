"""The hours and the cut-off of each shop: its own where it has them, else those of the house, which are settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import time
from typing import Any

from sqlalchemy import select

from warehouse_app.orders.rules import DeadlineRules
from warehouse_app.orders.tables import Shop
from warehouse_app.store import settings
from warehouse_app.store.prepared import Place, Query

CLOCKS = ("promise_hours", "latest_hours", "cut_off", "pickup_hours")  # settings, and columns of a shop

_shops = Query(select(Shop.id, Shop.name, *(getattr(Shop, name) for name in CLOCKS)).order_by(Shop.name))


@dataclass(frozen=True, slots=True)
class ShopClocks:
    """What a shop has of its own; None is as the house. ``cut_off`` is "HH:MM"."""

    promise_hours: int | None = None
    latest_hours: int | None = None
    cut_off: str | None = None
    pickup_hours: int | None = None

    def own(self) -> dict[str, Any]:
        """The values that are the shop's own, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class ClockedShop:
    """A shop with what it has of its own."""

    id: int
    name: str
    clocks: ShopClocks


def house_clocks(place: Place) -> dict[str, Any]:
    """The four values of the house as its settings say them."""
    return settings.get_all(place, CLOCKS)


def clocked_shops(place: Place) -> list[ClockedShop]:
    """Every shop with its own clocks, by name."""
    return [ClockedShop(shop_id, name, ShopClocks(*own)) for shop_id, name, *own in _shops.all(place)]


def shop_rules(place: Place) -> dict[int, DeadlineRules]:
    """The rules that count for each shop, by its id."""
    house = house_clocks(place)
    return {shop.id: rules_from(house | shop.clocks.own()) for shop in clocked_shops(place)}


def rules_from(values: Mapping[str, Any]) -> DeadlineRules:
    """The rules four values make."""
    hour, minute = str(values["cut_off"]).split(":")
    hours = {name: int(values[name]) for name in CLOCKS if name != "cut_off"}
    return DeadlineRules(cut_off=time(int(hour), int(minute)), **hours)
