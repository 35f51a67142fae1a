"""Reading addresses: every area of China in the ways people write it, and nothing taken for sure that is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.addresses import NO_FILE, REAL, measure, real_addresses
from warehouse_app.orders.addresses.files import districts_in, short_names, streets_of, written_out
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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("闸北区洛川中路1158号", ("上海市", "上海市", "静安区")),  # a district of before
        ("杭州市下城区文晖路46号", ("浙江省", "杭州市", "拱墅区")),
        ("江干区九盛路9号", ("浙江省", "杭州市", "")),  # parted among two of today
        ("山东省莱芜市凤凰路9号", ("山东省", "济南市", "莱芜区")),
        ("义乌示例科技园", ("浙江省", "金华市", "义乌市")),  # short, and only one place is called so
        ("江苏宜兴杏里路10号", ("江苏省", "无锡市", "宜兴市")),
        ("浦东民生路600号", ("上海市", "上海市", "浦东新区")),
        ("公司地址：昆山花桥光明路7号", ("江苏省", "苏州市", "昆山市")),  # words before the address
        ("www.example.com  龙华新区东环二路2号", ("广东省", "深圳市", "龙华区")),
        ("一部：北京市丰台区示例路1号 二部：北京市海淀区示例路2号", ("北京市", "北京市", "")),
        ("朝阳区酒仙桥路14号", ("北京市", "北京市", "朝阳区")),  # its street office is in one of two districts of that name
        ("南山区粤海街道示例路1号", ("广东省", "深圳市", "南山区")),
        ("西湖区留下街道示例路1号", ("浙江省", "杭州市", "西湖区")),
    ],
)
def test_names_of_before_short_ones_and_street_offices_tell_the_place(text: str, place: tuple[str, str, str]) -> None:
    assert found(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "朝阳区建国路89号",  # Beijing or Changchun
        "西湖区留下吃饭的店",  # 留下 is a street office, and a word
        "东山区示例路1号",  # Hegang has one, Guangzhou had one
        "桥东区示例路1号",
        "昆山大厦3楼",  # a house, wherever
        "浦东大道1200号",
        "总部地址：惠州市惠阳区示例路1号 办公室：深圳市南山区示例路7号",
        "北京公司地址：西城区示例路1号 湖南公司地址：长沙市雨花区示例路2号",
    ],
)
def test_what_may_be_several_places_is_asked(text: str) -> None:
    assert not parse(text).located


def test_of_districts_of_one_name_no_street_office_tells_the_wrong_one() -> None:
    for area, (telling, others) in streets_of().items():
        for street in (*telling, *(f"{name}街道" for name in others)):
            place = parse(f"{area.district}{street}1号")
            assert place.unclear or (place.province, place.city, place.district) == (area.province, area.city, area.district)


@pytest.mark.skipif(not REAL.is_file(), reason=NO_FILE)
def test_no_real_address_is_put_into_a_city_it_does_not_name() -> None:
    names = {city for _, city, _ in TRIPLES}
    for text in real_addresses():
        place = parse(text)
        named = {name for name in names if name in text}
        assert not place.city or not named or place.city in named, text


@pytest.mark.skipif(not REAL.is_file(), reason=NO_FILE)
def test_real_addresses_are_read_quickly_and_mostly() -> None:
    """Business addresses as people typed them; many say neither city nor district at all."""
    figures = measure(real_addresses())
    assert figures.city > 0.93
    assert figures.told > 0.99
    assert figures.district > 0.6
    assert figures.milliseconds < 0.2
