"""Regions as people list them for couriers: 浙江, 江苏省 苏州市, 北京市朝阳区. Read, told apart, compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from warehouse_app.orders.addresses.files import GROUPS, Area
from warehouse_app.orders.addresses.rules import parse

_BETWEEN = re.compile(r"[,，、;；/|\n\r\t]+")


def read_regions(text: str) -> tuple[list[Area], list[str]]:
    """The regions a text lists, each once, and the words in it that are none (or may be several places)."""
    found: dict[Area, None] = {}
    strange: list[str] = []
    for part in filter(None, map(str.strip, _BETWEEN.split(text))):
        areas = _read_one(part)
        found |= dict.fromkeys(areas)
        if not areas:
            strange.append(part)
    return list(found), strange


def _read_one(part: str) -> list[Area]:
    if part in GROUPS:
        return [Area(province) for province in GROUPS[part]]
    whole = _area(part)
    if whole is not None:
        return [whole]
    several = [_area(word) for word in part.split()]  # 江苏 浙江 上海: provinces alone, or nobody knows what belongs to what
    areas = [area for area in several if area is not None and area.city in ("", area.province) and not area.district]
    return areas if len(areas) == len(several) else []


def _area(text: str) -> Area | None:
    place = parse(text)
    if place.rest or place.unclear or not place.province:
        return None
    if place.city == place.province and not place.district:  # a municipality is its own only city
        return Area(place.province)
    return Area(place.province, place.city, place.district)


def region_words(area: Area) -> str:
    """An area as people write it and ``read_regions`` reads it: 江苏省 苏州市 昆山市, a municipality once."""
    return " ".join(dict.fromkeys(filter(None, (area.province, area.city, area.district))))


def regions_text(areas: Iterable[Area]) -> str:
    """Several regions in one line."""
    return "、".join(map(region_words, areas))


def holds(region: Area, place: Area) -> bool:
    """Whether a place lies in a region: a province holds its cities, a city its districts."""
    return region.province == place.province and region.city in ("", place.city) and region.district in ("", place.district)


def narrowing(place: Area) -> tuple[Area, ...]:
    """The regions a place may be listed under, the narrowest first."""
    return (place, Area(place.province, place.city), Area(place.province))
