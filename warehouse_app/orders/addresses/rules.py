"""Reading an address: which province, city and district its first words name, and what they leave open. Pure functions.

People and platforms write the same place in many ways: with blanks or without, without the province, 浙江 for 浙江省, 北京 北京市
朝阳区. The reading goes from left to right and takes the longest name that lies inside what was read before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from warehouse_app.orders.addresses.files import BETWEEN, NOT_THE_PLACE, Area, Areas, Names, areas, written_out

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
    return _Reading(areas(), _VIRTUAL.sub("", text)).place()


class _Reading:
    """One address, read from left to right."""

    def __init__(self, known: Areas, text: str) -> None:
        self.known = known
        self.text = text
        self.at = 0
        self._skip()

    def place(self) -> Place:
        province = self._province()
        if province and province not in self.known.cities_of:
            return Place(province, rest=self._rest(), whole=True)
        found = self._city(province)
        if isinstance(found, Area) and not found.city and (as_city := self._as_city(province)):
            found = as_city
        if isinstance(found, tuple):
            return Place(province, rest=self._rest(), unclear=found)
        unclear: tuple[Area, ...] = ()
        if found.city and not found.district:
            found, unclear = self._district(found)
        return Place(found.province, found.city, found.district, self._rest(), unclear)

    def _as_city(self, province: str) -> Area | None:
        """Of 吉林 and 海南, which are provinces and cities too, the city: when nothing of the province follows, its part does."""
        begin, self.at = self.at, 0
        self._skip()
        name, cities = self._longest(self.known.cities)
        if name and province:
            self._take(name)
            found, _ = self._district(cities[0])
            if found.district:
                return found
        self.at = begin
        return None

    def _province(self) -> str:
        name, means = self._longest(self.known.provinces)
        city_name, _ = self._longest(self.known.cities)
        if not name or len(city_name) > len(name):
            return ""
        self._take(name)
        return means[0].province

    def _city(self, province: str) -> Area | tuple[Area, ...]:
        """The city, or the district where no city is written; several areas when it may be any of them."""
        cities = self.known.cities_of[province] if province else self.known.cities
        districts = self.known.districts_of[province] if province else self.known.districts
        name, means = self._longest(cities)
        district_name, districts_meant = self._longest(districts)
        if district_name and len(district_name) > len(name):
            if len(districts_meant) > 1:
                return tuple(districts_meant)
            self._take(district_name)
            return districts_meant[0]
        if name:
            if len(means) > 1:
                return tuple(means)
            self._take(name)
            return means[0]
        return Area(province, province) if (province, province) in self.known.districts_in else Area(province)

    def _district(self, city: Area) -> tuple[Area, tuple[Area, ...]]:
        """The city with its district; of a short name that two of them share (临夏), the two."""
        key = (city.province, city.city)
        inside = self.known.districts_in[key]
        name, means = self._longest(inside)
        if len(means) > 1:
            return city, tuple(means)
        if name:
            self._take(name)
            return means[0], ()
        only = self.known.only_district.get(key)
        return Area(city.province, city.city, only) if only else city, ()

    def _longest(self, names: Names) -> tuple[str, list[Area]]:
        """The longest of these names that stands here; a short one only when no street or other area follows it."""
        for length in range(min(self.known.longest, len(self.text) - self.at), 1, -1):
            name = self.text[self.at : self.at + length]
            if name in names and (name in self.known.full or not NOT_THE_PLACE.match(self.text, self.at + length)):
                return name, names[name]
        return "", []

    def _take(self, name: str) -> None:
        """Go on behind the name, and behind the same name written again."""
        while self.text.startswith(name, self.at):
            self.at += len(name)
            self._skip()
            if name not in self.known.full:  # 吉林 吉林 is a province and its city
                break

    def _skip(self) -> None:
        found = BETWEEN.match(self.text, self.at)
        if found is not None:
            self.at = found.end()

    def _rest(self) -> str:
        return self.text[self.at :].strip()
