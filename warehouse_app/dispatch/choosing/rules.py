"""Choosing a courier: the first rule that fits and whose courier goes there and has numbers. Pure functions.

Nothing is guessed. A rule that asks where a parcel goes is neither right nor wrong for an address that does not tell its city:
if such a rule might win, the parcel is asked about. Every rule that was passed over says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from warehouse_app.dispatch.prices.rules import Cost, PriceTable, freight_to
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.regions import holds, narrowing

Fields = Mapping[str, object]


class Pick(StrEnum):
    """Which of a rule's couriers: the first that can, the one that costs least, or the one the order wishes."""

    FIRST = "first"
    CHEAPEST = "cheapest"
    WISHED = "wished"


class By(StrEnum):
    """What decided: a person, a rule, the order's wish or the couriers' rank where no rule fits, the fallback; or nothing did."""

    HAND = "hand"
    RULE = "rule"
    WISH = "wish"
    RANK = "rank"
    FALLBACK = "fallback"
    ASK = "ask"
    NONE = "none"


class Step(StrEnum):
    """What became of a rule: it won, it is switched off, it did not fit, its couriers could not, or it waits for the address."""

    WON = "won"
    OFF = "off"
    PASSED = "passed"
    NOBODY = "nobody"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Span:
    """From and to, both included; None is open."""

    low: Decimal | int | None = None
    high: Decimal | int | None = None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None

    def holds(self, value: Decimal | int) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a rule; what is empty or None is not asked. Grams, yuan, millimetres, cubic centimetres."""

    shops: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    regions: tuple[Area, ...] = ()
    weight_g: Span = Span()
    value: Span = Span()
    side_mm: Span = Span()
    volume_cm3: Span = Span()
    liquid: bool | None = None
    fragile: bool | None = None
    cod: bool | None = None
    remote: bool | None = None


@dataclass(frozen=True, slots=True)
class Then:
    """The outcome of a rule: couriers by their full names, and which of them."""

    couriers: tuple[str, ...] = ()
    pick: Pick = Pick.FIRST


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the list."""

    id: int
    name: str
    when: When
    then: Then
    active: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a courier goes: only there (nothing listed: everywhere), and not there."""

    only: tuple[Area, ...] = ()
    never: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Setup:
    """All the shop set up. ``couriers`` by rank; ``tables`` are the price tables in force."""

    rules: tuple[Rule, ...] = ()
    reach: Mapping[str, Reach] = field(default_factory=dict)
    tables: Mapping[str, PriceTable] = field(default_factory=dict)
    couriers: tuple[str, ...] = ()
    fallback: str = ""

    @cached_property
    def remote(self) -> frozenset[Area]:
        """What any price table calls remote."""
        return frozenset(area for table in self.tables.values() for area in table.remote)

    @property
    def empty(self) -> bool:
        """Nothing is set up: parcels go as they wish, then by the couriers' rank, and nobody is asked anything."""
        return not any(rule.active for rule in self.rules) and not any(r.only or r.never for r in self.reach.values())


@dataclass(frozen=True, slots=True)
class Shipment:
    """What the rules see of a parcel. ``places`` are those it may go to: one when the address is clear, none when it tells
    nothing, several when it may be any of them. None is not known; ``by_hand`` is the courier a person chose.
    """

    shop: str = ""
    wish: str = ""
    places: tuple[Area, ...] = ()
    weight_g: int | None = None
    value: Decimal | None = None
    side_mm: int | None = None
    volume_mm3: int | None = None
    liquid: bool = False
    fragile: bool = False
    cod: bool = False
    by_hand: str = ""
    clear: bool = False  # the address tells its city


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, as code and fields: its sentence is ``choosing.why_<code>``."""

    code: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule that was looked at, what became of it, and why."""

    rule: Rule
    step: Step
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The courier ("" when nobody can or the address is asked), what decided it, and the rules looked at, in their order."""

    courier: str
    by: By
    rule: Rule | None = None
    checked: tuple[Checked, ...] = ()
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What one courier would do: whether it goes there (None: the address does not tell), and what it would charge."""

    courier: str
    goes: bool | None
    cost: Cost | None
    priced: bool  # it has a price table


Numbers = Callable[[str], bool]  # whether a courier has a waybill number left


def decide(shipment: Shipment, setup: Setup, has_numbers: Numbers) -> Decision:
    """Which courier takes the parcel."""
    if shipment.by_hand:
        return Decision(shipment.by_hand, By.HAND)
    checked: list[Checked] = []
    for rule in setup.rules:
        one, courier = _check(rule, shipment, setup, has_numbers)
        checked.append(one)
        if one.step is Step.WON:
            return Decision(courier, By.RULE, rule, tuple(checked))
        if one.step is Step.ASK:
            return Decision("", By.ASK, rule, tuple(checked), one.why)
    return _without_rule(shipment, setup, has_numbers, tuple(checked))


def _check(rule: Rule, shipment: Shipment, setup: Setup, has_numbers: Numbers) -> tuple[Checked, str]:
    if not rule.active:
        return Checked(rule, Step.OFF), ""
    fits = True
    for holding, code, value in _conditions(rule.when, shipment, setup):
        if holding is False:
            return Checked(rule, Step.PASSED, (Why(code, {"value": value}),)), ""
        fits = fits and holding is True
    if not fits:
        return Checked(rule, Step.ASK, (Why("place"),)), ""
    courier, reasons, asks = _pick(rule.then, shipment, setup, has_numbers)
    if asks:
        return Checked(rule, Step.ASK, (Why("place"),)), ""
    return Checked(rule, Step.WON if courier else Step.NOBODY, tuple(reasons)), courier


def _conditions(when: When, parcel: Shipment, setup: Setup) -> Iterator[tuple[bool | None, str, str]]:
    """Each condition that is asked, the quick ones first: whether it holds (None: the address does not tell), and what to say
    when it does not.
    """
    if when.shops:
        yield parcel.shop in when.shops, "shop", parcel.shop
    if when.wishes:
        yield parcel.wish in when.wishes, "wish" if parcel.wish else "no_wish", parcel.wish
    for span, value, code in (
        (when.weight_g, parcel.weight_g, "weight"), (when.value, parcel.value, "value"), (when.side_mm, parcel.side_mm, "side"),
        (when.volume_cm3, None if parcel.volume_mm3 is None else -(-parcel.volume_mm3 // 1000), "volume"),
    ):  # fmt: skip
        if span and value is None:
            yield False, f"no_{code}", ""
        elif span and value is not None:
            yield span.holds(value), code, _plain(value)
    for wanted, has, code in (
        (when.liquid, parcel.liquid, "liquid"), (when.fragile, parcel.fragile, "fragile"), (when.cod, parcel.cod, "cod"),
    ):  # fmt: skip
        if wanted is not None:
            yield has is wanted, f"not_{code}" if wanted else code, ""
    if when.regions:
        yield _anywhere(parcel.places, lambda place: _in_any(when.regions, place)), "region", ""
    if when.remote is not None:
        remote = _anywhere(parcel.places, lambda place: any(area in setup.remote for area in narrowing(place)))
        yield None if remote is None else remote is when.remote, "not_remote" if when.remote else "remote", ""


def _plain(value: Decimal | int) -> str:
    return f"{value:,}"


def _anywhere(places: Sequence[Area], told: Callable[[Area], bool | None]) -> bool | None:
    """What holds for every place it may be; None when it holds for some only, or nobody knows the places."""
    answers = {told(place) for place in places}
    return answers.pop() if len(answers) == 1 else None


def _in_any(regions: Sequence[Area], place: Area) -> bool | None:
    """Whether a place lies in one of the regions. A place without its city may lie in a city of its province.

    A city without its district is none of its districts: its name would have told.
    """
    if any(holds(region, place) for region in regions):
        return True
    open_ones = not place.city and any(region.province == place.province and region.city for region in regions)
    return None if open_ones else False


def goes_to(setup: Setup, courier: str, places: Sequence[Area]) -> bool | None:
    """Whether a courier goes there; None when the address does not tell."""
    reach = setup.reach.get(courier)
    if reach is None or not (reach.only or reach.never):
        return True
    return _anywhere(places, lambda place: _goes(reach, place))


def _goes(reach: Reach, place: Area) -> bool | None:
    inside = _in_any(reach.only, place) if reach.only else True
    outside = _in_any(reach.never, place)
    if inside is False or outside is True:
        return False
    return None if inside is None or outside is None else True


def _pick(then: Then, parcel: Shipment, setup: Setup, has_numbers: Numbers) -> tuple[str, list[Why], bool]:
    """The rule's courier that can ("" when none), why others could not, and whether the address has to be asked first."""
    couriers = then.couriers if then.pick is not Pick.WISHED else tuple(filter(None, (parcel.wish,)))
    if not couriers:
        return "", [Why("no_wish")], False
    why: list[Why] = []
    able: list[tuple[Decimal, str]] = []
    for courier in couriers:
        goes = goes_to(setup, courier, parcel.places)
        if goes is None:
            return "", why, True
        if not goes or not has_numbers(courier):
            why.append(Why("no_numbers" if goes else "no_reach", {"courier": courier}))
            continue
        if then.pick is not Pick.CHEAPEST:
            return courier, why, False
        if courier not in setup.tables:
            why.append(Why("no_prices", {"courier": courier}))
            continue
        if not parcel.clear:
            return "", why, True
        cost = cost_of(setup.tables[courier], parcel)
        if cost is None:
            why.append(Why("no_zone", {"courier": courier}))
        else:
            able.append((cost.total, courier))
    if not able:
        return "", why, False
    total, courier = min(able, key=lambda each: each[0])  # of equals the one named first
    said = [Why("costs_more", {"courier": other, "amount": str(more)}) for more, other in able if other != courier]
    return courier, [Why("cheapest", {"courier": courier, "amount": str(total)}), *said, *why], False


def _without_rule(parcel: Shipment, setup: Setup, has_numbers: Numbers, checked: tuple[Checked, ...]) -> Decision:
    """No rule fits: as the order wishes, else the first by rank that goes there and has numbers, else the fallback."""
    why: list[Why] = []
    wished = [(parcel.wish, By.WISH)] if parcel.wish else []
    ranked = [(courier, By.RANK) for courier in setup.couriers if courier not in (parcel.wish, setup.fallback)]
    fallback = [(setup.fallback, By.FALLBACK)] if setup.fallback and setup.fallback != parcel.wish else []
    for courier, by in (*wished, *ranked, *fallback):
        goes = True if by is By.FALLBACK else goes_to(setup, courier, parcel.places)
        if not has_numbers(courier):
            why += [Why("no_numbers", {"courier": courier})] if by is not By.RANK else []
        elif goes is None:
            return Decision("", By.ASK, None, checked, (Why("place"),))
        elif goes:
            return Decision(courier, by, None, checked, tuple(why))
        else:
            why.append(Why("no_reach", {"courier": courier}))
    return Decision("", By.NONE, None, checked, tuple(why))


def cost_of(table: PriceTable, parcel: Shipment) -> Cost | None:
    """What a courier charges for a parcel whose place is clear; without a weight, for the first weight.

    Of the parcel's sides the volume alone is known before it is packed, and counts like a box of that room.
    """
    size = (parcel.volume_mm3, 1, 1) if parcel.volume_mm3 else None
    return freight_to(table, parcel.places[0], parcel.weight_g or 0, size, parcel.cod)


def offers(parcel: Shipment, setup: Setup) -> list[Offer]:
    """What each courier would charge, the cheapest first; those without a price behind them, in their rank."""
    found = []
    for courier in setup.couriers:
        table = setup.tables.get(courier)
        cost = cost_of(table, parcel) if table is not None and parcel.clear else None
        found.append(Offer(courier, goes_to(setup, courier, parcel.places), cost, table is not None))
    return sorted(found, key=lambda offer: (offer.cost is None, offer.cost.total if offer.cost else 0))
