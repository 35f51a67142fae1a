"""Makes ``resources/addresses/areas.csv`` from lists of China's areas: python resources/make_areas.py FOLDER

FOLDER holds ``provinces.csv``, ``cities.csv``, ``areas.csv`` and ``streets.csv`` with the official codes (see docs/NOTICE.md).
Out comes one line a city: province, city, its districts with a blank between them. The cities of a municipality are the
municipality itself; a county that belongs to its province directly is a city whose only district it is. Taiwan, Hong Kong and
Macau, which those lists leave out, stand there without cities.

Beside it comes ``streets.csv``: for each district whose name another city has too (朝阳区), the street offices and towns in it.
Names that no more than one other place in the country has, and that are no words of everyday, stand first: they tell the
district wherever they are written; the others only with their ending (东风乡).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent / "addresses" / "areas.csv"
STREETS = TARGET.with_name("streets.csv")
ROADS = "路街道里村区"
LOOSE = ("城区", "郊区", "矿区")
STREET_ENDINGS = ("街道办事处", "街道", "地区办事处", "办事处", "地区", "镇", "乡")
# Names of streets, cities and everyday things: shops and roads elsewhere are called so too.
WORDS = frozenset(
    "重庆 清和 和平街 太阳宫 劲松 平房 玉桥 通运 文景 平潮 三余 二甲 招商 前海合作区 "
    "六号 富力 留下 文新 景泰 鹤龙 艳山红 鱼嘴 前江 长白 湖西 五大道 友谊 英雄 江滨 "
    "火炬 富国 大陆 重工 凌空 启工 笃工 建北 胜北 苑东 留营 振头 南长 新东 浦西 浦南 "
    "先锋道 园林 安泰 华大 五凤 二七 舜耕 七贤 党家 金贸 海垦 金宇 潭中 中南 大浪 观湖 "
    "福城 堂堡 高头 建安 丰财 史家 通江 青平 土主 凌家 大佛 绿心 全福 乐贤 靖民 冶金 "
    "白玉山 地直 九洲 朝农 云台 海州 新海 五台 东大 子午 王莽 大兆 八湖 相公 太安 两岛 "
    "吉日 仙城 乐山 山南 金新 石港 东极 桃浦 五宝 六横 同和 金砂 仙师 合作桥 罗水 东焦 "
    "天苑 雁南 雁北 雁园 九曲 八家子 南滩 沙文 景山 香河园 常营 孙河 团结湖 三间房 "
    "奥运村 首都机场 小关 中山门 解放门 北门 板浦 新浦 万里 长风新村 温春 扎细 两江 "
    "广武门 外滩 文教 农场 红军 大场 白马山 北市场 南市场 西市场 大观园 凤凰岭 昆明湖 "
    "向阳楼 二号桥 春华 汇通 阜康 劝业场 兴顺 兴胜 道东 宝塔桥 平西 湖山 古竹 合溪 细柳 "
    "青园 新石 复盛 中仓 永春 甬江 平兴 剑峰 总寨 马王".split()
)
NO_CITY = ("市辖区", "县")  # the lists' own words where a municipality has no cities
DIRECT = "直辖县级行政区划"
WITHOUT_CITIES = ("台湾省", "香港特别行政区", "澳门特别行政区")


def main(folder: Path) -> None:
    """Write both files."""
    areas: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    provinces = {row["code"]: row["name"] for row in _rows(folder / "provinces.csv")}
    cities = {row["code"]: row["name"] for row in _rows(folder / "cities.csv")}
    for area in _rows(folder / "areas.csv"):
        province, city = provinces[area["provinceCode"]], cities[area["cityCode"]]
        if city in NO_CITY:
            city = province
        elif city.endswith(DIRECT):
            city = area["name"]
        areas[province, city].append(area)
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([*city, " ".join(area["name"] for area in its)] for city, its in areas.items())
        writer.writerows([province, "", ""] for province in WITHOUT_CITIES)
    _write_streets(_rows(folder / "streets.csv"), {area["code"]: (*city, area["name"]) for city in areas for area in areas[city]})


def _write_streets(rows: list[dict[str, str]], district_of: dict[str, tuple[str, str, str]]) -> None:
    """The street offices and towns of the districts that share their name."""
    sharing = Counter(name for _, _, name in district_of.values())
    stems = [(district_of.get(row["areaCode"]), _stem(row["name"])) for row in rows]
    everywhere = Counter(stem for _, stem in stems)
    streets: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for district, stem in stems:
        if district and sharing[district[2]] > 1 and district[2] not in LOOSE and len(stem) > 1:
            streets[district].append(stem)
    with STREETS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for district, its in streets.items():
            telling = [stem for stem in its if everywhere[stem] <= 2 and stem not in WORDS and stem[-1] not in ROADS]
            writer.writerow([*district, " ".join(telling), " ".join(stem for stem in its if stem not in telling)])


def _stem(street: str) -> str:
    return street.removesuffix(next((ending for ending in STREET_ENDINGS if street.endswith(ending)), ""))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
