"""The price tables as a bill is checked by them: which one counts on a day, steps of weight, and destinations in words."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from warehouse_app.dispatch.freight.rules import Where
from warehouse_app.dispatch.prices.rules import PriceTable, Size, Zone, freight_to, volumetric_g
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.rules import parse

_MOST_KEPT = 20_000


class PriceBook:
    """Every price table; of a courier's the one counts that began last before a day.

    A bill asks for the same zones and prices again and again: they are looked up once for each area and step of weight.
    """

    def __init__(self, tables: Iterable[PriceTable]) -> None:
        self._of: dict[str, list[PriceTable]] = defaultdict(list)
        self._zones: dict[tuple[int, Area], Zone | None] = {}
        self._costs: dict[tuple[int, Area, Where, int], Decimal | None] = {}
        for table in sorted(tables, key=lambda table: table.valid_from, reverse=True):
            self._of[table.courier].append(table)

    def table(self, courier: str, day: date) -> PriceTable | None:
        """The table in force; None when the courier has none yet."""
        return next((table for table in self._of.get(courier, ()) if table.valid_from <= day), None)

    def where(self, table: PriceTable | None, area: Area) -> Where:
        """As ``where_of``."""
        return _placed(area, self._zone(table, area))

    def charged_g(self, table: PriceTable | None, area: Area, grams: int) -> int:
        """As the function of that name."""
        return _in_steps(self._zone(table, area), grams)

    def price(self, table: PriceTable | None, area: Area, where: Where, grams: int, *, cod: bool = False) -> Decimal | None:
        """As the function of that name, the same for all weights of a step; with ``cod`` comes the fee for collecting money."""
        if table is None:
            return None
        plain = self._price(table, area, where, grams)
        return plain + table.cod_fee if cod and plain is not None else plain

    def _price(self, table: PriceTable, area: Area, where: Where, grams: int) -> Decimal | None:
        zone = self._zone(table, area)
        if zone is None or where.zone != zone.name:
            return price(table, area, where, grams)
        key = (table.id, area, where, _in_steps(zone, grams))
        if key not in self._costs:
            if len(self._costs) > _MOST_KEPT:
                self._costs.clear()
            self._costs[key] = price(table, area, where, grams)
        return self._costs[key]

    def _zone(self, table: PriceTable | None, area: Area) -> Zone | None:
        if table is None or not area.province:
            return None
        key = (table.id, area)
        if key not in self._zones:
            if len(self._zones) > _MOST_KEPT:
                self._zones.clear()
            self._zones[key] = table.zone_of(area)
        return self._zones[key]


def area_of(address: str) -> Area:
    """Province, city and district of an address, as far as they are sure."""
    place = parse(address)
    return Area(place.province, place.city, place.district)


@functools.lru_cache(maxsize=4096)
def told_area(text: str) -> Area:
    """As ``area_of``, for the few words a bill writes again and again."""
    return area_of(text)


def where_of(area: Area, table: PriceTable | None) -> Where:
    """Our destination, with the price zone it lies in."""
    return _placed(area, table.zone_of(area) if table is not None and area.province else None)


def _placed(area: Area, zone: Zone | None) -> Where:
    return Where(area.province, area.city, area.district, _name(zone))


def _name(zone: Zone | None) -> str:
    return zone.name if zone is not None else ""


def told_where(text: str, table: PriceTable | None) -> Where:
    """The destination a bill names: a place, or one of the table's zones by its name; nothing for other words."""
    if not text:
        return Where()
    area = told_area(text)
    if area.province:
        return Where(area.province, area.city, area.district)
    zone = _zone_named(table, text)
    return Where(zone=zone.name) if zone is not None else Where()


def charged_g(table: PriceTable | None, area: Area, grams: int) -> int:
    """The weight charged for so many grams: the first weight, then whole steps. Without a table: as it is."""
    return _in_steps(table.zone_of(area) if table is not None else None, grams)


def _in_steps(zone: Zone | None, grams: int) -> int:
    if zone is None:
        return grams
    steps = -(-(grams - zone.first_g) // zone.step_g) if grams > zone.first_g else 0
    return zone.first_g + steps * zone.step_g


def with_volume(table: PriceTable | None, grams: int | None, size_mm: Size | None) -> int | None:
    """The weight that counts: the parcel's, or that of its room where the table has a divisor and it is more."""
    if grams is None:
        return None
    return max(grams, volumetric_g(size_mm, table.divisor)) if table is not None else grams


def price(table: PriceTable | None, area: Area, where: Where, grams: int) -> Decimal | None:
    """What a parcel to ``area`` costs when it is charged as ``where``; None without a table, or where the courier does not go."""
    if table is None:
        return None
    if where.province:
        cost = freight_to(table, Area(where.province, where.city, where.district), grams)
    else:
        zone = _zone_named(table, where.zone)
        cost = freight_to(_only(table, zone), area, grams) if zone is not None else None
    return cost.total if cost is not None else None


def _zone_named(table: PriceTable | None, name: str) -> Zone | None:
    if table is None or not name:
        return None
    return next((zone for zone in table.zones if zone.name == name), None)


def _only(table: PriceTable, zone: Zone) -> PriceTable:
    """The table as if everything lay in one zone."""
    return replace(table, zones=(replace(zone, areas=()),))
