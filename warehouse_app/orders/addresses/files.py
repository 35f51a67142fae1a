"""The areas of China by every name people write them with, and the words between them. Read from the program's own file when
first asked for.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass, field

from warehouse_app.places import RESOURCES

FILE = RESOURCES / "addresses" / "areas.csv"
NAMES = FILE.with_name("names.csv")
STREETS = FILE.with_name("streets.csv")
# What stands between the names, apart from blanks and commas.
BETWEEN = re.compile(
    r"[\s,，、;；/\\|·.\-—_:：?？]*(?:(?:中华人民共和国|中国|省直辖县级行政(?:区划|单位)|自治区直辖县级行政(?:区划|单位)|市辖区)"
    r"[\s,，、;；/\\|·.\-—_:：?？]*|县[\s,，]+)*"
)
# After a short name these words say that it was a street or another area: 西藏中路, 朝阳区, 北京西站.
NOT_THE_PLACE = re.compile(r"[省市区县旗州盟]|[东西南北中前后]?[一二三四五六七八九十]?(?:路|街|大道|道|巷|弄|胡同|公路|桥|站)")
# Behind a short name at the beginning these say that it was a house: 北京饭店, 江阴大厦.
A_HOUSE = re.compile("大厦|饭店|宾馆|酒店|酒楼|广场|花园|新村|公寓|小区")
# What stands before an address in a line of text: 公司地址：, 总部位于, a web address.
ADDRESS = "地址"
LEAD = re.compile(r"地址[一二三四1-4]?\s*[：:]?|位于|位置\s*[：:]|[：:]|[）)；;]|\s{2,}|(?:www\.|https?://)\S+")
OF_STREETS = ("街道", "地区", "镇", "乡")  # behind the name of a street office, when it is written out
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
# Provinces that price lists name in one breath.
GROUPS = {
    "江浙沪": ("江苏省", "浙江省", "上海市"),
    "江浙沪皖": ("江苏省", "浙江省", "上海市", "安徽省"),
    "京津冀": ("北京市", "天津市", "河北省"),
    "东三省": ("辽宁省", "吉林省", "黑龙江省"),
    "东北三省": ("辽宁省", "吉林省", "黑龙江省"),
    "港澳台": ("香港特别行政区", "澳门特别行政区", "台湾省"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """A district with the city and the province it lies in; without a district the city, without a city the province."""

    province: str
    city: str = ""
    district: str = ""


@dataclass(slots=True)
class Names:
    """What the written names of some areas may mean: whole names for sure, short ones (杭州) where nothing speaks against it."""

    full: dict[str, tuple[Area, ...]] = field(default_factory=dict)
    short: dict[str, tuple[Area, ...]] = field(default_factory=dict)
    longest: int = 0

    def learn(self, area: Area, name: str, *, shorter: bool = True) -> None:
        """Keep an area under its name and, where they are wanted, under the shorter ones."""
        _keep(self.full, name, area)
        for way in middle_names(name):
            _keep(self.full, way, area)
        for way in short_names(name) if shorter else ():
            _keep(self.short, way, area)
        self.longest = max(self.longest, len(name))

    def means(self, name: str) -> tuple[Area, ...]:
        """Every area the name may mean."""
        return self.full.get(name) or self.short.get(name) or ()


def _keep(names: dict[str, tuple[Area, ...]], name: str, area: Area) -> None:
    known = names.get(name, ())
    if area not in known:
        names[name] = (*known, area)


@functools.cache
def _lines() -> list[tuple[str, str, list[str]]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(province, city, names.split()) for province, city, names in csv.reader(file)]


@functools.cache
def _known_names() -> list[tuple[bool, Area, list[str]]]:
    """Names that areas had before, and short ones that mean one place only: whether it is a short one, the area, its names."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        return [(row[0] == "short", Area(*row[1:4]), row[4].split()) for row in csv.reader(file)]


@functools.cache
def streets_of() -> dict[Area, tuple[frozenset[str], frozenset[str]]]:
    """Of districts whose name another city has too, the street offices: names that tell it anywhere, and those that do with
    their ending only.
    """
    with STREETS.open(encoding="utf-8", newline="") as file:
        return {Area(*row[:3]): (frozenset(row[3].split()), frozenset(row[4].split())) for row in csv.reader(file)}


@functools.cache
def written_out() -> frozenset[tuple[str, str, str]]:
    """Province, city and district of every district by their full names: what most platforms write, and quickly there."""
    return frozenset((province, city, district) for province, city, districts in _lines() for district in districts)


@functools.cache
def provinces() -> Names:
    """All provinces."""
    names = Names()
    for province in dict.fromkeys(province for province, _, _ in _lines()):
        names.learn(Area(province), province)
    return names


@functools.cache
def cities(province: str = "") -> Names:
    """The cities of a province; without one all but the municipalities, which are found as provinces."""
    names = Names()
    for its_province, city, _ in _lines():
        if city and (its_province == province or (not province and city != its_province)):
            names.learn(Area(its_province, city), city)
    return names


@functools.cache
def districts(province: str = "") -> Names:
    """The districts of all cities of a province, or of the country, by their whole names."""
    names = Names()
    for its_province, city, its_districts in _lines():
        if province in ("", its_province):
            for district in its_districts:
                if district != city and district not in _LOOSE:
                    names.learn(Area(its_province, city, district), district, shorter=False)
    for is_short, area, known in _known_names():
        if province in ("", area.province):
            for name in known:
                _keep(names.short if is_short else names.full, name, area)
                names.longest = max(names.longest, len(name))
    return names


@functools.cache
def districts_in(province: str, city: str) -> Names:
    """The districts of one city, also by the names they had before."""
    names = Names()
    inside = next((found for its_province, its_city, found in _lines() if (its_province, its_city) == (province, city)), [])
    for district in inside:
        names.learn(Area(province, city, district), district)
    for district in inside:
        for other in _other_names(city, district):
            names.full.setdefault(other, (Area(province, city, district),))
    for is_short, area, known in _known_names():
        if (area.province, area.city) == (province, city) and area.district and not is_short:
            for name in known:
                names.full.setdefault(name, (area,))
                names.longest = max(names.longest, len(name))
    return names


def _other_names(city: str, district: str) -> list[str]:
    """Counties become districts and cities of their own (长泰县, now 长泰区), and buyers write the old name for years.

    A zone named after its city is written without it behind the city's name.
    """
    stem = district[:-1]
    others = [stem + ending for ending in _CHANGING] if district[-1] in _CHANGING and len(stem) > 1 else []
    others += [district.removeprefix(own) for own in (city, _stem(city)) if district.startswith(own)]
    return [name for name in others if len(name) > 2 and name != city]


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
