"""The areas of China by every name people write them with, and the words between them. Read from the program's own file when
first asked for.
"""

from __future__ import annotations

import csv
import functools
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from warehouse_app.places import RESOURCES

FILE = RESOURCES / "addresses" / "areas.csv"
# What stands between the names, apart from blanks and commas.
BETWEEN = re.compile(
    r"[\s,，、;；/\\|·.\-—_:：]*(?:(?:中华人民共和国|中国|省直辖县级行政(?:区划|单位)|自治区直辖县级行政(?:区划|单位)|市辖区)"
    r"[\s,，、;；/\\|·.\-—_:：]*|县[\s,，]+)*"
)
# After a short name these words say that it was a street or another area: 西藏中路, 朝阳区, 北京西站.
NOT_THE_PLACE = re.compile(r"[省市区县旗州盟]|[东西南北中前后]?[一二三四五六七八九十]?(?:路|街|大道|道|巷|弄|胡同|公路|桥|站)")
# The peoples named in the names of autonomous areas; without them the area is called by its first word, like 延边.
_PEOPLES = re.compile(
    "(?:各族|蒙古族|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族?|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|塔吉克族?|"
    "怒族|独龙族|裕固族|保安族|鄂温克族?|蒙古)*$"
)
_ENDINGS = (
    "特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区",
    "省", "市", "区", "县", "旗", "盟",
)  # fmt: skip
_OF_PEOPLES = ("自治州", "自治县", "自治旗")
_OF_ZONES = ("管理", "开发", "示范", "实验", "试验", "合作", "工业园", "产业园", "园")  # 经济开发区 has no shorter name
_CHANGING = "区县市"
_CALLED_TOO = {"内蒙古自治区": ("内蒙",)}
_LOOSE = frozenset({"城区", "郊区", "矿区"})  # names only beside their city: any town has such a part


@dataclass(frozen=True, slots=True)
class Area:
    """A district with the city and the province it lies in; without a district the city, without a city the province."""

    province: str
    city: str = ""
    district: str = ""


Names = dict[str, list[Area]]  # every way an area is written -> what it may mean


@dataclass(slots=True)
class Areas:
    """Look-ups by written name: full names for sure, short ones (杭州 for 杭州市) only where nothing speaks against it."""

    provinces: Names = field(default_factory=lambda: defaultdict(list))
    cities: Names = field(default_factory=lambda: defaultdict(list))
    districts: Names = field(default_factory=lambda: defaultdict(list))
    cities_of: dict[str, Names] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    districts_of: dict[str, Names] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    districts_in: dict[tuple[str, str], Names] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    only_district: dict[tuple[str, str], str] = field(default_factory=dict)
    full: set[str] = field(default_factory=set)  # names with their ending; the others are short
    longest: int = 0


@functools.cache
def _lines() -> list[tuple[str, str, list[str]]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(province, city, names.split()) for province, city, names in csv.reader(file)]


@functools.cache
def written_out() -> frozenset[tuple[str, str, str]]:
    """Province, city and district of every district by their full names: what most platforms write, and quickly there."""
    return frozenset((province, city, district) for province, city, districts in _lines() for district in districts)


@functools.cache
def areas() -> Areas:
    """All areas by all their names, made once, by whoever first asks about an address that is written in another way."""
    known = Areas()
    for province, city, districts in _lines():
        _learn(known, province, city, districts)
    known.longest = max(len(name) for name in known.full)
    return known


def _learn(known: Areas, province: str, city: str, districts: list[str]) -> None:
    _name(known, [known.provinces], province, Area(province))
    if not city:
        return
    if city != province:
        _name(known, [known.cities], city, Area(province, city))
    _name(known, [known.cities_of[province]], city, Area(province, city))
    if districts == [city]:
        known.only_district[province, city] = city
    for district in districts:
        area = Area(province, city, district)
        _name(known, [known.districts_in[province, city]], district, area)
        if district != city:
            _name(known, [known.districts, known.districts_of[province]], district, area, short=False)
    _learn_other_names(known, city, known.districts_in[province, city], districts)


def _learn_other_names(known: Areas, city: str, inside: Names, districts: list[str]) -> None:
    """Counties become districts and cities of their own (长泰县, now 长泰区), and buyers write the old name for years.

    A zone named after its city is written without it behind the city's name.
    """
    for district in districts:
        stem = district[:-1]
        others = [stem + ending for ending in _CHANGING] if district[-1] in _CHANGING and len(stem) > 1 else []
        others += [district.removeprefix(own) for own in (city, _stem(city)) if district.startswith(own)]
        for name in others:
            if len(name) > 2 and name not in inside and name != city:
                inside[name] = inside[district]
                known.full.add(name)


def _name(known: Areas, places: Iterable[Names], name: str, area: Area, *, short: bool = True) -> None:
    """Keep an area under its name and, where that is safe, under the shorter ones."""
    known.full.add(name)
    written = [name, *(short_names(name) if short else middle_names(name))]
    for way in dict.fromkeys(written):
        if len(way) > len(_stem(name)):
            known.full.add(way)
        for place in places:
            if (not short and way in _LOOSE) or area in place[way]:
                continue
            place[way].append(area)


def _stem(name: str) -> str:
    """The name without its ending and without the people an autonomous area is named after."""
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    stem = name.removesuffix(ending)
    return _PEOPLES.sub("", stem) or stem if ending in _OF_PEOPLES else stem


def middle_names(name: str) -> list[str]:
    """Names that leave out the people: 延边州, 青龙县."""
    stem = _stem(name)
    return [stem + ending[-1] for ending in _OF_PEOPLES if name.endswith(ending) and len(stem) > 1]


def short_names(name: str) -> list[str]:
    """Every shorter way to write it: 杭州 for 杭州市, 延边 and 延边州 for 延边朝鲜族自治州. One character is no name."""
    stem = _stem(name)
    if not 2 <= len(stem) <= 6 or stem.endswith(_OF_ZONES):
        return []
    return [*middle_names(name), stem, *_CALLED_TOO.get(name, ())]
