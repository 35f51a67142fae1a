"""The freight of one parcel by one courier's price table, exact to the cent, with every step of the sum. Pure functions.

A table has zones (the narrowest that lists the place counts; one without areas is "everywhere else"), a price for the first
weight and one for each further step begun, the divisor of the volumetric weight, and surcharges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.regions import narrowing

Size = tuple[int, int, int]
REMOTE_SURCHARGE = Decimal(15)
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Zone:
    """Areas with one price. Without areas: everywhere the other zones do not name."""

    name: str
    areas: tuple[Area, ...]
    first_g: int
    first_price: Decimal
    step_g: int
    step_price: Decimal


@dataclass(frozen=True)
class PriceTable:
    """What one courier charges from a day on. ``divisor`` (cm3 per kg, as 6000) is None where volume does not count."""

    courier: str
    valid_from: date
    zones: tuple[Zone, ...]
    divisor: int | None = None
    surcharge: Decimal = REMOTE_SURCHARGE
    remote: tuple[Area, ...] = ()
    cod_fee: Decimal = NOTHING
    id: int = 0
    _zone_of: Mapping[Area, Zone] = field(init=False, repr=False, compare=False)
    _remote: frozenset[Area] = field(init=False, repr=False, compare=False)
    _else: Zone | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_zone_of", {area: zone for zone in reversed(self.zones) for area in zone.areas})
        object.__setattr__(self, "_remote", frozenset(self.remote))
        object.__setattr__(self, "_else", next((zone for zone in self.zones if not zone.areas), None))

    def zone_of(self, place: Area) -> Zone | None:
        """The zone with the narrowest area that holds the place; None where the courier does not go."""
        return next((self._zone_of[area] for area in narrowing(place) if area in self._zone_of), self._else)

    def is_remote(self, place: Area) -> bool:
        """Whether the surcharge for remote areas is due."""
        return bool(self._remote) and any(area in self._remote for area in narrowing(place))


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the sum. ``kind``: first (up to ``grams``), further (``steps`` of ``grams`` at ``each``), remote, cod."""

    kind: str
    amount: Decimal
    grams: int = 0
    steps: int = 0
    each: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Cost:
    """What a parcel costs: the sum, its parts, the zone, and the weight it was charged by."""

    total: Decimal
    parts: tuple[Part, ...]
    zone: str
    charged_g: int
    by_volume: bool


def freight(
    table: PriceTable, province: str, city: str, district: str, weight_g: int, size_mm: Size | None = None, cod: bool = False
) -> Cost | None:
    """What the courier charges for a parcel, None where it does not go.

    ``weight_g`` below one counts as the first weight; ``size_mm`` (length, width, height) counts where the table has a
    divisor and the volume weighs more than the parcel; ``cod``: the courier collects money for the shop.
    """
    return freight_to(table, Area(province, city, district), weight_g, size_mm, cod)


def freight_to(table: PriceTable, place: Area, weight_g: int, size_mm: Size | None = None, cod: bool = False) -> Cost | None:
    """As ``freight``, for an area."""
    zone = table.zone_of(place)
    if zone is None:
        return None
    volume_g = volumetric_g(size_mm, table.divisor)
    charged = max(weight_g, volume_g, 0)
    parts = [Part("first", zone.first_price, zone.first_g)]
    steps = _begun(charged - zone.first_g, zone.step_g)
    if steps:
        parts.append(Part("further", steps * zone.step_price, zone.step_g, steps, zone.step_price))
    if table.surcharge and table.is_remote(place):
        parts.append(Part("remote", table.surcharge))
    if cod and table.cod_fee:
        parts.append(Part("cod", table.cod_fee))
    total = sum((part.amount for part in parts), NOTHING)
    return Cost(total, tuple(parts), zone.name, charged, volume_g > weight_g)


def volumetric_g(size_mm: Size | None, divisor: int | None) -> int:
    """The weight a parcel is charged by for its room: length x width x height in cm over the divisor, in kg; here in grams, up.

    With sides in mm the thousands cancel: mm3 over the divisor is grams.
    """
    if size_mm is None or not divisor:
        return 0
    length, width, height = size_mm
    return _begun(length * width * height, divisor)


def _begun(amount: int, step: int) -> int:
    """How many steps were begun."""
    return -(-amount // step) if amount > 0 else 0
