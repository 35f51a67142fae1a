"""Reading an address: which province, city and district its first words name, and what they leave open. Pure functions.

People and platforms write the same place in many ways: with blanks or without, without the province, 浙江 for 浙江省, 北京 北京市
朝阳区. The reading goes from left to right and takes the longest name that lies inside what was read before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from warehouse_app.orders.addresses.files import (
    A_HOUSE,
    ADDRESS,
    BETWEEN,
    LEAD,
    NOT_THE_PLACE,
    OF_STREETS,
    Area,
    Names,
    cities,
    districts,
    districts_in,
    provinces,
    streets_of,
    written_out,
)

_VIRTUAL = re.compile(r"\s*[\[【]\d{4}[\]】]\s*$")  # the four digits that tell virtual numbers apart
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address lies. What is given is sure; ``rest`` is the street and what follows.

    ``unclear`` are the places a name may mean when it is the name of several and nothing before it says which.
    ``foreign``: there is no Chinese in it, so nothing is said about it.
    """

    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""
    unclear: tuple[Area, ...] = ()
    foreign: bool = False
    whole: bool = False  # a province without cities in our list needs none

    @property
    def located(self) -> bool:
        """Whether a courier can tell at least the city."""
        return self.foreign or bool(self.city) or self.whole

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of province, city and district the address does not tell."""
        if self.foreign or self.whole:
            return ()
        return tuple(level for level in ("province", "city", "district") if not getattr(self, level))


def parse(text: str) -> Place:
    """Province, city, district and the rest of an address. Never raises; what is not sure is left empty."""
    parts = text.split(None, 3)
    if len(parts) > 2 and (parts[0], parts[1], parts[2]) in written_out():  # as most platforms write it
        rest = _VIRTUAL.sub("", parts[3]).strip() if len(parts) > 3 else ""
        return Place(parts[0], parts[1], parts[2], rest)
    if not _CHINESE.search(text):
        return Place(rest=text.strip(), foreign=True)
    text = _VIRTUAL.sub("", text)
    place = _Reading(text).place()
    if place.unclear or (place.located and ADDRESS not in place.rest):
        return place
    return _behind_a_lead(text, place) or place


def _behind_a_lead(text: str, first: Place) -> Place | None:
    """Of a line that says something before the address (公司地址：), the address; of several in different cities all, unclear."""
    found = [first, *(_Reading(text, lead.end()).place() for lead in LEAD.finditer(text))]
    told = [place for place in found if place.city]
    cities_told = {(place.province, place.city) for place in told}
    if len(cities_told) > 1:
        return Place(rest=text.strip(), unclear=tuple(Area(province, city) for province, city in sorted(cities_told)))
    if any(place.unclear and not place.city for place in found):
        return None
    if first.city:
        return None
    if len({place.district for place in told}) > 1:
        return Place(told[0].province, told[0].city, rest=text.strip())
    return told[0] if told else None


class _Reading:
    """One address, read from left to right."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self._skip()

    def place(self) -> Place:
        province = self._province()
        if province and not cities(province).full:
            return Place(province, rest=self._rest(), whole=True)
        found = self._city(province)
        if isinstance(found, Area) and not found.city and (as_city := self._as_city(province)):
            found = as_city
        if isinstance(found, tuple):
            told = self._by_street(found)
            if told is None:
                return Place(province, rest=self._rest(), unclear=found)
            self._take(told.district, districts(province))
            found = told
        unclear: tuple[Area, ...] = ()
        if found.city and not found.district:
            found, unclear = self._district(found)
        return Place(found.province, found.city, found.district, self._rest(), unclear)

    def _as_city(self, province: str) -> Area | None:
        """Of 吉林 and 海南, which are provinces and cities too, the city: when nothing of the province follows, its part does."""
        begin, self.at = self.at, 0
        self._skip()
        name, meant = self._longest(cities())
        if name and province:
            self._take(name, cities())
            found, _ = self._district(meant[0])
            if found.district:
                return found
        self.at = begin
        return None

    def _province(self) -> str:
        name, meant = self._longest(provinces())
        if not name or len(self._longest(cities())[0]) > len(name):
            return ""
        self._take(name, provinces())
        return meant[0].province

    def _city(self, province: str) -> Area | tuple[Area, ...]:
        """The city, or the district where no city is written; several areas when it may be any of them."""
        names = cities(province)
        name, meant = self._longest(names)
        if not name or name in names.short:  # a district's whole name says more than a city's short one
            district, districts_meant = self._longest(districts(province))
            if len(district) > len(name):
                name, meant, names = district, districts_meant, districts(province)
        if len(meant) > 1:
            return meant
        if name:
            self._take(name, names)
            return meant[0]
        return Area(province, province) if province in cities(province).full else Area(province)

    def _by_street(self, districts_meant: tuple[Area, ...]) -> Area | None:
        """Of districts of one name the one whose street offices the address names; None when none or several are named."""
        name = districts_meant[0].district
        known = streets_of()
        if not self.text.startswith(name, self.at) or any(area not in known for area in districts_meant):
            return None
        rest = self.text[self.at + len(name) :]
        telling = [area for area in districts_meant if _names_a_street(rest, *known[area])]
        return telling[0] if len(telling) == 1 else None

    def _district(self, city: Area) -> tuple[Area, tuple[Area, ...]]:
        """The city with its district; of a short name that two of them share (临夏), the two."""
        inside = districts_in(city.province, city.city)
        name, meant = self._longest(inside)
        if len(meant) > 1:
            return city, meant
        if name:
            self._take(name, inside)
            return meant[0], ()
        only = inside.full.get(city.city)  # 东莞市 has no districts: it is its own
        return (only[0] if only else city), ()

    def _longest(self, names: Names) -> tuple[str, tuple[Area, ...]]:
        """The longest of these names that stands here; a short one only when no street or other area follows it."""
        for length in range(min(names.longest, len(self.text) - self.at), 1, -1):
            name = self.text[self.at : self.at + length]
            if name in names.full:
                return name, names.full[name]
            if name in names.short and not self._is_a_street_or_house(self.at + length):
                return name, names.short[name]
        return "", ()

    def _is_a_street_or_house(self, behind: int) -> bool:
        return bool(NOT_THE_PLACE.match(self.text, behind) or A_HOUSE.match(self.text, behind))

    def _take(self, name: str, names: Names) -> None:
        """Go on behind the name, and behind the same whole name written again; 吉林 吉林 is a province and its city."""
        while self.text.startswith(name, self.at):
            self.at += len(name)
            self._skip()
            if name not in names.full:
                break

    def _skip(self) -> None:
        found = BETWEEN.match(self.text, self.at)
        if found is not None:
            self.at = found.end()

    def _rest(self) -> str:
        return self.text[self.at :].strip()


def _names_a_street(rest: str, telling: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the words behind a district name a street office in it; common names count with their ending only."""
    if any(name in rest for name in telling):
        return True
    return any(name + ending in rest for name in others for ending in OF_STREETS)
