"""The rehearsal as a whole, from what a person wishes and what was read. Pure, and quick enough to follow the typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from warehouse_app.restock.rehearsing.goods import Facts, GoodsNeed, Kits, MaterialNeed, Usage, goods_needs, material_needs
from warehouse_app.restock.rehearsing.rules import Expected, Model, Wishes, check, expect
from warehouse_app.restock.rehearsing.work import DayNeed, Paces, Prepack, Speeds, day_needs, prepacks, speeds

_OF_THE_HOUSE = ("ready_days", "parcels_per_hour", "pieces_per_hour", "desks", "hours")


@dataclass(frozen=True, slots=True)
class Ground:
    """All that was read for a rehearsal; ``today`` is when. ``planned``: minutes of everybody planned, by day.

    ``packed``: the days whose parcels told what materials a parcel takes.
    """

    today: date
    model: Model
    facts: Mapping[int, Facts]
    kits: Kits = field(default_factory=dict)
    usages: tuple[Usage, ...] = ()
    packed: tuple[date, date] | None = None
    paces: Paces = field(default_factory=Paces)
    planned: Mapping[date, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a sale would be, and what it asks of the house."""

    wishes: Wishes
    expected: Expected
    goods: tuple[GoodsNeed, ...]
    materials: tuple[MaterialNeed, ...]
    ahead: tuple[Prepack, ...]
    speed: Speeds
    days: tuple[DayNeed, ...]

    @property
    def to_order(self) -> tuple[GoodsNeed, ...]:
        """Goods and materials that have to be ordered, the most urgent first."""
        found = [one for one in (*self.goods, *(one.goods for one in self.materials)) if one.to_order]
        return tuple(sorted(found, key=lambda one: (one.order_by or date.max, one.facts.seller_code)))

    @property
    def order_by(self) -> date | None:
        """The first day on which something must be ordered."""
        return next((one.order_by for one in self.to_order), None)

    @property
    def ahead_minutes(self) -> int:
        """Minutes that packing ahead takes."""
        return -(-60 * sum(one.ahead for one in self.ahead) // self.speed.parcels_per_hour)

    @property
    def missing_minutes(self) -> int:
        """Minutes of work nobody is planned for, on all days together."""
        return sum(one.missing_minutes for one in self.days)


def rehearse(wishes: Wishes, ground: Ground) -> Rehearsal:
    """Reckon it all. Raises BadInput for wishes that cannot be, Conflict ``rehearsal.no_history`` or ``no_prices``."""
    check(wishes)
    prices = {sku_id: one.price for sku_id, one in ground.facts.items() if one.price}
    expected = expect(wishes, ground.model, prices)
    speed = speeds(wishes, ground.paces)
    days = day_needs(wishes, ground.model, expected, speed, ground.planned)
    return Rehearsal(
        wishes, expected,
        goods_needs(wishes, expected.pieces, ground.facts, ground.kits, ground.today),
        material_needs(wishes, ground.usages, sum(one.parcels for one in days), ground.today),
        prepacks(ground.model, expected), speed, days,
    )  # fmt: skip


def with_shifts(found: Rehearsal, ground: Ground) -> Rehearsal:
    """The same rehearsal against the people who are planned now: nothing else depends on them."""
    return replace(found, days=day_needs(found.wishes, ground.model, found.expected, found.speed, ground.planned))


def usual_wishes(today: date, last: Wishes | None = None) -> Wishes:
    """What a new plan begins with: three days in two weeks, after the last four weeks, twice as much; the house as in the
    last plan.
    """
    begins = today + timedelta(days=14)
    made = Wishes(begins, begins + timedelta(days=2), today - timedelta(days=28), today - timedelta(days=1))
    return made if last is None else replace(made, **{name: getattr(last, name) for name in _OF_THE_HOUSE})
