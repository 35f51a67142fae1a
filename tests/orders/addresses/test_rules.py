"""Reading addresses: every area of China in the ways people write it, and nothing taken for sure that is not."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.addresses import NO_FILE, REAL, measure
from warehouse_app.orders.addresses.files import districts_in, short_names, written_out
from warehouse_app.orders.addresses.rules import Place, parse

TRIPLES = sorted(written_out())
RESTS = st.sampled_from(["", "示例路1号", "中山路88号3栋201室", "人民街道办事处旁", "1-2-301", "万达广场B座[1234]"])
BETWEEN = st.sampled_from(["", " ", "  ", "，", "\t"])


def found(text: str) -> tuple[str, str, str]:
    place = parse(text)
    return place.province, place.city, place.district


@given(st.sampled_from(TRIPLES), BETWEEN, RESTS, st.booleans(), st.booleans())
def test_every_district_is_found_again_by_its_full_names(
    triple: tuple[str, str, str], between: str, rest: str, with_province: bool, twice: bool
) -> None:
    province, city, district = triple
    parts = [*([province] * (2 if twice else 1) if with_province else []), *([city] * (2 if twice else 1)), district]
    assert found(between.join([*parts, rest])) == triple
    assert "[1234]" not in parse(between.join([*parts, rest])).rest


def test_every_district_is_found_again_by_short_names() -> None:
    """浙江 杭州 西湖 and everything between that and the full names, with blanks. Two districts that share the name stay open."""
    wrong = []
    for province, city, district in TRIPLES:
        for first in (province, "", *short_names(province)):
            for second in (city, *short_names(city)):
                for third in (district, *short_names(district)):
                    place = parse(f"{first} {second} {third} 示例路1号")
                    meant = districts_in(province, city).means(third)
                    if len(meant) > 1:
                        assert (place.city, place.district, place.unclear) == (city, "", meant)
                    elif (place.province, place.city, place.district) != (province, city, district):
                        wrong.append((first, second, third, place))
    assert wrong == []


@given(st.sampled_from([t for t in TRIPLES if t[0] == t[1]]), BETWEEN)
def test_municipalities_are_written_once_or_twice(triple: tuple[str, str, str], between: str) -> None:
    city, short = triple[1], triple[1][:-1]
    for way in ((city, triple[2]), (short, city, triple[2]), (short, triple[2]), (city, "市辖区", triple[2])):
        assert found(between.join([*way, " 示例路1号"])) == triple


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("湖北省 省直辖县级行政区划 仙桃市 沔州大道1号", Place("湖北省", "仙桃市", "仙桃市", "沔州大道1号")),
        ("重庆市 县 城口县 示例路1号", Place("重庆市", "重庆市", "城口县", "示例路1号")),
        ("江苏省江阴市澄江中路165号", Place("江苏省", "无锡市", "江阴市", "澄江中路165号")),
        ("广东省东莞市虎门镇大宁社区", Place("广东省", "东莞市", "东莞市", "虎门镇大宁社区")),
        ("吉林市昌邑区示例街1号", Place("吉林省", "吉林市", "昌邑区", "示例街1号")),
        ("吉林 昌邑区", Place("吉林省", "吉林市", "昌邑区")),
        ("青海海南州共和县", Place("青海省", "海南藏族自治州", "共和县")),
        ("内蒙包头", Place("内蒙古自治区", "包头市")),
        ("福建省漳州市长泰县武安镇", Place("福建省", "漳州市", "长泰区", "武安镇")),
        ("上海市黄浦区西藏中路1号", Place("上海市", "上海市", "黄浦区", "西藏中路1号")),
        ("香港 九龙 示例道1号", Place("香港特别行政区", rest="九龙 示例道1号", whole=True)),
        ("12 Main Street, London", Place(rest="12 Main Street, London", foreign=True)),
    ],
)
def test_other_ways_to_write_a_place(text: str, place: Place) -> None:
    assert parse(text) == place
    assert place.located


@pytest.mark.parametrize(
    "text", ["西藏中路88号", "河南中路5号2楼", "南京东路1号", "北京西站", "朝阳路1号", "示例大厦B座", "", "   "]
)
def test_a_street_named_after_a_place_is_not_the_place(text: str) -> None:
    place = parse(text)
    assert (place.province, place.city, place.district) == ("", "", "")
    assert place.located == (not text.strip())  # nothing Chinese in it: another rule asks for an address
    assert place.missing == (() if place.foreign else ("province", "city", "district"))


def test_a_district_many_cities_have_needs_its_city() -> None:
    alone = parse("鼓楼区中山路1号")
    assert {area.city for area in alone.unclear} == {"南京市", "徐州市", "福州市", "开封市"}
    assert not alone.located
    assert [area.city for area in parse("江苏省鼓楼区中山路1号").unclear] == ["南京市", "徐州市"]
    assert found("徐州鼓楼区中山路1号") == ("江苏省", "徐州市", "鼓楼区")


def test_a_city_of_another_province_is_not_believed() -> None:
    place = parse("浙江省 南京市 鼓楼区 示例路1号")
    assert (place.province, place.city) == ("浙江省", "")
    assert not place.located


@given(st.text(alphabet="省市区县 浙江杭州西湖北京朝阳路[]1*\n", max_size=30))
def test_whatever_is_written_only_areas_that_lie_in_each_other_come_out(text: str) -> None:
    place = parse(text)
    if place.district:
        assert (place.province, place.city, place.district) in written_out()
    if place.city:
        assert place.city in {t[1] for t in TRIPLES if t[0] == place.province}
    assert place.located == (not place.missing or "city" not in place.missing)


def test_the_areas_are_read_only_when_an_address_is() -> None:
    code = (
        "import warehouse_app.orders.release, warehouse_app.orders.addresses.files as a;assert not a._lines.cache_info().currsize"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[3])


@pytest.mark.skipif(not REAL.is_file(), reason=NO_FILE)
def test_real_addresses_are_read_quickly_and_mostly() -> None:
    """Business addresses as people typed them; many say neither city nor district at all."""
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        figures = measure([row[0] for row in csv.reader(file)][1:])
    assert figures.city > 0.85
    assert figures.district > 0.6
    assert figures.milliseconds < 0.2
