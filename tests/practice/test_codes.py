"""What a code looks like, and what is said about a scanner: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.catalog.rules import check_digit, is_ean13
from warehouse_app.practice.codes import SEPARATOR, Element, gs1_elements, is_gtin, kind_of, made_visible, suspected_prefix
from warehouse_app.practice.scanner_rules import LONGEST, Reading, Source, Suffix, findings, is_fine

DIGITS = st.text("0123456789", min_size=12, max_size=13)
PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("text", "kind", "shape", "body"),
    [
        ("6901234567892", "ean13", "one_d", "6901234567892"),
        ("6901234567893", "ean13_off", "either", "6901234567893"),
        ("96385074", "ean8", "one_d", "96385074"),
        ("036000291452", "upc", "one_d", "036000291452"),
        ("75000000000017", "code128", "either", "75000000000017"),
        ("]C075000000000018", "code128", "one_d", "75000000000018"),
        ("]Q1https://example.com/a", "url", "two_d", "https://example.com/a"),
        ("JD0123456789012-1-3-", "jd_parcel", "either", "JD0123456789012-1-3-"),
        ("商品", "two_d", "two_d", "商品"),
        ("A" * 60, "two_d", "two_d", "A" * 60),
        ("hello there", "text", "either", "hello there"),
        ("]C1", "text", "either", "]C1"),
    ],
)
def test_kinds(text: str, kind: str, shape: str, body: str) -> None:
    found = kind_of(text)
    assert (found.kind, found.shape, found.body) == (kind, shape, body)
    assert (found.waybill == "JD0123456789012") == (kind == "jd_parcel")


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("]C1010690123456789210AB\x1d17270101", (("01", "06901234567892"), ("10", "AB"), ("17", "270101"))),
        ("\x1d310300125037" + "12", (("3103", "001250"), ("37", "12"))),
        ("010690123456789221X9", (("01", "06901234567892"), ("21", "X9"))),
        ("]C10106901234", ()),  # cut off
        ("01069012345678932199", ()),  # a check digit that is none: digits, no GS1
    ],
)
def test_gs1(text: str, elements: tuple[tuple[str, str], ...]) -> None:
    assert tuple((each.identifier, each.value) for each in kind_of(text).elements) == elements


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["10", "21", "91", "240", "8005"]), PLAIN), min_size=1, max_size=4))
def test_what_was_put_together_is_taken_apart(parts: list[tuple[str, str]]) -> None:
    text = SEPARATOR.join(identifier + value for identifier, value in parts)
    assert gs1_elements(text) == tuple(Element(identifier, value) for identifier, value in parts)


@settings(max_examples=60)
@given(DIGITS, PLAIN, st.text(max_size=30))
def test_digits_prefixes_and_pictures(digits: str, prefix: str, any_text: str) -> None:
    right = digits[:12] + check_digit(digits)
    assert is_gtin(right)
    assert is_gtin(digits) == is_ean13(digits) or len(digits) == 12
    assert kind_of(right).kind == "ean13"
    if len(prefix) <= 3 and not prefix.isdigit() and not (prefix + right)[1:14].isdigit():
        assert suspected_prefix(prefix + right) == prefix
    shown = made_visible(any_text)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)
    assert shown == shown.strip(" ") or not any_text.strip(" ")


def test_control_characters_and_spaces_are_seen() -> None:
    assert made_visible(" A\x1dB\r\t\x7f ") == "<SP>A<GS>B<CR><HT><7F><SP>"
    assert made_visible("A" * 20, 5) == "AAAAA\u2026"


def reading(
    text: str = "6901234567892", gap: float = 0.01, suffix: Suffix = "enter", source: Source = "keyboard", **how: object
) -> Reading:
    times = () if source in ("serial", "paste") else tuple(place * gap for place in range(len(text)))
    told: dict[str, object] = {"text": text, "raw": text, "times": times, "suffix": suffix, "source": source, "ended": 100.0}
    return Reading(**(told | how))  # type: ignore[arg-type]  # put together here


@pytest.mark.parametrize(
    ("made", "names", "fine"),
    [
        (reading(), [], True),
        (reading(suffix="silence"), ["no_suffix"], False),
        (reading(gap=0.040), ["slow"], False),
        (reading(times=(0.0, 0.01, 0.057, 0.067)), ["breaks"], False),
        (reading(gap=0.1, source="typed"), ["too_slow"], False),
        (reading(gap=0.4, source="typed"), ["by_hand"], True),
        (reading("PD", gap=0.1, source="typed"), ["by_hand"], True),
        (reading(raw="\uff16901", composed=True, source="typed"), ["input_method"], False),
        (reading(capslock=True), ["capslock"], False),
        (reading(source="serial", suffix=""), ["serial"], True),
        (reading(source="paste", suffix=""), ["paste"], True),
        (reading("]E06901234567892"), ["aim"], False),
        (reading("#6901234567892"), ["prefix"], False),
        (reading("6901234567893"), ["check_digit"], False),
        (reading("5901234567893"), [], True),  # a waybill may have thirteen digits
        (reading("JD0123456789012-1-1-"), ["jd_parcel"], True),
        (reading("X" * (LONGEST + 1)), ["too_long"], False),
        (reading("X" * LONGEST), [], True),
    ],
)
def test_what_is_said(made: Reading, names: list[str], fine: bool) -> None:
    found = findings(made)
    assert [each.name for each in found] == names
    assert is_fine(found) == fine


@pytest.mark.parametrize(
    ("before", "names"),
    [
        (reading(ended=99.6), ["twice"]),
        (reading(ended=98.0), []),
        (reading("X1234", ended=99.6), []),
        (reading(ended=99.6, source="paste"), []),
        (reading("X1234", suffix="tab", ended=90.0), ["suffix_changes"]),
    ],
)
def test_after_another_reading(before: Reading, names: list[str]) -> None:
    assert [each.name for each in findings(reading(), [before])] == names
