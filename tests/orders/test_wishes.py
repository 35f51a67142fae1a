"""What notes ask for: found in either width and language, never invented, and a no is a no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.orders.wishes import DEFAULT_WORDS, FROM_BUYER, Said, Wish, WishKind, flag_colour, wishes, words_of

NOTES: dict[str, list[tuple[str, str]]] = {
    "贺卡：生日快乐": [("card", "生日快乐")],
    "放贺卡:生日快乐": [("card", "生日快乐")],
    "卡片写 生日快乐": [("card", "生日快乐")],
    "放张贺卡，麻烦写上：生日快乐，永远爱你；开发票": [("card", "生日快乐，永远爱你"), ("invoice", "")],
    "贺卡：“永远爱你，附发票”，要发票": [("card", "永远爱你，附发票"), ("invoice", "")],
    "贺卡（生日快乐）": [("card", "生日快乐")],
    "写“生日快乐”的贺卡": [("card", "生日快乐")],
    "贺卡：谢谢你的小礼物": [("card", "谢谢你的小礼物")],
    "贺卡：生日快乐，另开发票，送货上门": [("card", "生日快乐"), ("invoice", ""), ("delivery", "送货上门")],
    "ＧＩＦＴ　ＣＡＲＤ：Ｈｅｌｌｏ": [("card", "Ｈｅｌｌｏ")],
    "gift card: Happy birthday! Love, Tom. Leave at the door": [
        ("card", "Happy birthday! Love, Tom"), ("delivery", "Leave at the door"),
    ],
    'Greeting card saying "All the best, no invoice"': [("card", "All the best, no invoice")],
    "Gift message: Thank you for the gift": [("card", "Thank you for the gift")],
    "贺卡": [("card", "")],
    "贺卡：": [("card", "")],
    "开票": [("invoice", "")],
    "开发票，抬头：杭州示例有限公司": [("invoice", "杭州示例有限公司")],
    "发票抬头 杭州示例有限公司，尽快发": [("invoice", "杭州示例有限公司")],
    "赠品": [("gift", "")],
    "送小礼物一份，尽快发": [("gift", "送小礼物一份")],
    "add a free gift": [("gift", "add a free gift")],
    "赠品和说明书": [("gift", ""), ("leaflet", "")],
    "放宣传单": [("leaflet", "放宣传单")],
    "用礼盒包装，加气泡膜": [("packing", "用礼盒包装"), ("packing", "加气泡膜")],
    "用气泡膜加固一下": [("packing", "用气泡膜加固一下")],
    "please gift wrap": [("packing", "please gift wrap")],
    "请不要放价格单": [("packing", "请不要放价格单")],
    "送货上门": [("delivery", "送货上门")],
    "周末再送货": [("delivery", "周末再送货")],
    "麻烦包装结实一点": [("packing", "麻烦包装结实一点")],
    "放门卫，周末送": [("delivery", "放门卫"), ("delivery", "周末送")],
    "请不要把包裹放在驿站": [("delivery", "请不要把包裹放在驿站")],
    "leave at reception; gift wrap": [("packing", "gift wrap"), ("delivery", "leave at reception")],
    "赠品 贺卡 发票": [("card", ""), ("invoice", ""), ("gift", "")],
    "不要忘记放贺卡": [("card", "")],
    "don't forget the gift card": [("card", "")],
    "特别放贺卡": [("card", "")],
    "要不要贺卡": [("card", "")],
    "不要发票，要赠品": [("gift", "要赠品")],
}  # fmt: skip
NOTHING = [
    "", "无", "尽快发货", "周末愉快", "生日礼物", "cardigan, dark", "不要发票", "无需贺卡", "不用开发票了", "发票不要了",
    "发票：不要", "发票和贺卡都不要", "不要发票和贺卡", "不要贺卡、赠品", "别放宣传单", "贺卡就不用了，谢谢", "免发票",
    "没有赠品", "no gift card please", "without invoice", "please do not include an invoice", "invoice not needed",
    "don't need a gift", "no gift wrap", "电子发票", "数电发票发邮箱", "用银行卡付款", "ID card number 123",
    "Postcard collectors",
]  # fmt: skip


def found(note: str, **said: str) -> list[tuple[str, str]]:
    return [(wish.kind.value, wish.text) for wish in wishes(Said(note=note, **said))]


@pytest.mark.parametrize("note", NOTES)
def test_what_a_note_asks_for(note: str) -> None:
    assert found(note) == NOTES[note]


@pytest.mark.parametrize("note", NOTHING)
def test_a_note_that_asks_for_nothing(note: str) -> None:
    assert found(note) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(invoice_title="示例公司"), [("invoice", "示例公司")]),
        (Said(invoice_title="示例公司", note="发票一起放"), [("invoice", "示例公司")]),
        (Said(invoice_title="示例公司", note="电子发票"), []),
        (Said(invoice_title="示例公司", message="不要发票"), []),
        (Said(invoice_title="不需要"), []),
        (Said(invoice_title=" ＮＵＬＬ "), []),
        (Said(message="麻烦放张贺卡，写：妈妈生日快乐"), [("card", "妈妈生日快乐")]),
        (Said(message="送个赠品吧，周末送"), [("delivery", "周末送")]),  # a gift is the seller's to give
        (Said(note="贺卡：生日快乐", message="放贺卡"), [("card", "生日快乐")]),
        (Said(note="贺卡：生日快乐", message="贺卡：生日快乐"), [("card", "生日快乐")]),
        (Said(flag="红旗"), []),
    ],
)
def test_what_the_whole_order_asks_for(said: Said, expected: list[tuple[str, str]]) -> None:
    assert [(wish.kind.value, wish.text) for wish in wishes(said)] == expected


def test_a_flag_asks_for_what_the_shop_says_it_means() -> None:
    words = words_of({}, {"red": "送小样", "blue": " "})
    assert wishes(Said(flag="红色"), words) == (Wish(WishKind.FLAG, "送小样"),)
    assert wishes(Said(flag="4", note="贺卡"), words) == ()


@pytest.mark.parametrize(
    ("flag", "colour"),
    [("红旗", "red"), ("1", "red"), ("RED", "red"), ("黄色", "yellow"), ("３", "green"), ("5", "purple"), ("灰", "grey"),
     ("12", ""), ("", ""), ("待定", "")],
)  # fmt: skip
def test_the_colour_of_a_flag(flag: str, colour: str) -> None:
    assert flag_colour(flag) == colour


PARTS = [word for _, words in DEFAULT_WORDS.lists for word in words]
PARTS += [
    "不要",
    "无需",
    "，",
    "。",
    "；",
    "：",
    "“",
    "”",
    "'",
    "(",
    "\n",
    " ",
    "和",
    "写",
    "no ",
    "生日快乐",
    "A",
    "发",
    "抬头",
    "了",
]
NOTE = st.lists(st.sampled_from(PARTS), max_size=9).map("".join) | st.text(max_size=40)


@given(NOTE)
def test_a_wish_says_nothing_that_the_note_does_not_say(note: str) -> None:
    assert all(wish.text in note for wish in wishes(Said(note=note)))
    assert all(wish.kind in FROM_BUYER and wish.text in note for wish in wishes(Said(message=note)))


@given(NOTE)
def test_the_width_of_signs_changes_nothing(note: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in note)
    assert [wish.kind for wish in wishes(Said(note=wide))] == [wish.kind for wish in wishes(Said(note=note))]


@given(st.text(alphabet="快发货谢尽早点的abcxyz0123 ，。:!", max_size=30))
def test_without_a_word_of_the_lists_nothing_is_found(note: str) -> None:
    assert wishes(Said(note=note, message=note)) == ()


@given(st.sampled_from(["不要", "不用", "无需", "别放", "no ", "without "]), st.sampled_from(["贺卡", "发票", "赠品", "宣传单"]))
def test_a_no_before_a_thing_makes_no_wish(no: str, thing: str) -> None:
    assert found(f"尽快发，{no}{thing}") == []


@given(
    st.text(alphabet="生日快乐永远爱你妈abc，。；,;发票贺卡!", min_size=1, max_size=20),
    st.sampled_from(["“”", '""', "「」", "『』"]),
)
def test_a_card_in_quotes_says_exactly_that(words: str, quotes: str) -> None:
    assert found(f"放贺卡，写：{quotes[0]}{words}{quotes[1]}") == [("card", words.strip(" ,，、;；。!！:："))]
