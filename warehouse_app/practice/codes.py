"""What kind of code a text is, by its form alone. Pure.

A keyboard scanner does not say which symbology it read unless its AIM identifier (ISO/IEC 15424: ``]``, a letter, a digit) is
switched on; without one the form of the text has to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from warehouse_app.catalog.rules import check_digit, looks_like_ean13

CodeKind = Literal["ean13", "ean13_off", "ean8", "upc", "gs1", "url", "jd_parcel", "two_d", "code128", "text"]
Shape = Literal["one_d", "two_d", "either"]

SEPARATOR = "\x1d"
"""FNC1 as it comes out of a scanner."""
_AIM = re.compile(r"\](?P<letter>[A-Za-z])(?P<modifier>[0-9A-Za-z])")
_AIM_TWO_D = "QdLzU"
_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_JD_PARCEL = re.compile(r"(?P<waybill>JD[A-Z0-9]{2}\d{11})-\d{1,4}-\d{1,4}-?")
_LONGEST_ONE_D = 48
_PREFIX_MOST = 3

# GS1 General Specifications, 3.2 and 7.8.5: identifiers by their first digits, their length, and the length of what follows;
# 0 for variable, which ends with FNC1.
_FIXED = {
    "00": 18, "01": 14, "02": 14, "03": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
}  # fmt: skip
_FOUR_DIGITS = re.compile(r"3[1-6]\d\d")
_FOUR_VARIABLE = re.compile(r"39\d\d|7\d\d\d|8\d\d\d")
_THREE_FIXED = re.compile(r"41\d")
_THREE_VARIABLE = re.compile(r"2[3-5]\d|40\d|42\d")
_TWO_VARIABLE = re.compile(r"10|21|22|30|37|9\d")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a GS1 code: its application identifier and what it says."""

    identifier: str
    value: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a text looks like. ``body`` is the text without a symbology identifier; ``aim`` that identifier."""

    kind: CodeKind
    shape: Shape
    body: str
    aim: str = ""
    elements: tuple[Element, ...] = ()
    waybill: str = ""


def kind_of(text: str) -> Kind:
    """The kind of a code that was read."""
    found = _AIM.match(text)
    aim = found[0] if found is not None and len(text) > len(found[0]) else ""
    body = text[len(aim) :]
    elements = gs1_elements(body.removeprefix(SEPARATOR)) if aim in ("]C1", "]d2", "]Q3", "]e0") or SEPARATOR in body else ()
    if not elements and body.startswith("01") and body[2:16].isdigit() and len(body) > 16 and is_gtin(body[2:16]):
        elements = gs1_elements(body)
    jd = _JD_PARCEL.fullmatch(body)
    kind: CodeKind = "gs1" if elements else "jd_parcel" if jd is not None else _plain_kind(body)
    shape: Shape = ("two_d" if aim[1] in _AIM_TWO_D else "one_d") if aim else _shape(kind, body)
    return Kind(kind, shape, body, aim, elements, jd["waybill"] if jd is not None else "")


def _plain_kind(text: str) -> CodeKind:
    if looks_like_ean13(text):
        return "ean13" if is_gtin(text) else "ean13_off"
    if is_gtin(text):
        return "upc" if len(text) == 12 else "ean8" if len(text) == 8 else "code128"
    if _URL.fullmatch(text):
        return "url"
    if not text.isascii() or len(text) > _LONGEST_ONE_D:
        return "two_d"
    return "code128" if re.fullmatch(r"[0-9A-Z][0-9A-Z ./+$%_-]*", text) else "text"


def _shape(kind: CodeKind, text: str) -> Shape:
    if kind in ("ean13", "ean8", "upc"):
        return "one_d"
    return "two_d" if kind in ("url", "two_d") or len(text) > _LONGEST_ONE_D else "either"


def is_gtin(digits: str) -> bool:
    """8, 12, 13 or 14 digits of which the last is the right check digit (GS1 General Specifications, 7.9)."""
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def gs1_elements(text: str) -> tuple[Element, ...]:
    """The elements of a GS1 element string; none when it is none, or cut in the middle."""
    elements: list[Element] = []
    at = 0
    while at < len(text):
        identifier, length = _identifier(text[at : at + 4])
        at += len(identifier)
        end = at + length if length else _until_separator(text, at)
        value = text[at:end]
        if not identifier or not value or (length and (len(value) < length or not value.isdigit())):
            return ()
        elements.append(Element(identifier, value))
        at = end + text[end : end + 1].count(SEPARATOR)
    return tuple(elements)


def _identifier(begin: str) -> tuple[str, int]:
    """The application identifier at the beginning of a text and the length of its value; "" when there is none."""
    if begin[:2] in _FIXED:
        return begin[:2], _FIXED[begin[:2]]
    if _FOUR_DIGITS.fullmatch(begin):
        return begin, 6
    if _THREE_FIXED.fullmatch(begin[:3]):
        return begin[:3], 13
    if _FOUR_VARIABLE.fullmatch(begin):
        return begin, 0
    if _THREE_VARIABLE.fullmatch(begin[:3]):
        return begin[:3], 0
    return (begin[:2], 0) if _TWO_VARIABLE.fullmatch(begin[:2]) else ("", 0)


def _until_separator(text: str, at: int) -> int:
    found = text.find(SEPARATOR, at)
    return len(text) if found < 0 else found


def suspected_prefix(text: str) -> str:
    """What a scanner seems to add before its codes: up to three characters before a right EAN-13, or a sign no code has there."""
    for length in range(1, _PREFIX_MOST + 1):
        rest = text[length:]
        if looks_like_ean13(rest) and check_digit(rest) == rest[12] and not text[:length].isdigit():
            return text[:length]
    return text[:1] if len(text) > 1 and text[0] in "~!@#$%^&*|\\`" else ""


_CONTROL = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split()
)


def made_visible(text: str, most: int = 0) -> str:
    """Control characters by their names (``<GS>`` is FNC1), spaces at the ends as ``<SP>``; cut after ``most`` characters."""
    inside = text.strip(" ")
    begin = len(text) - len(text.lstrip(" ")) if inside else 0
    end = len(text) - begin - len(inside)
    shown = "<SP>" * begin + "".join(_visible(char) for char in inside) + "<SP>" * end
    return f"{shown[:most]}\u2026" if most and len(shown) > most else shown


def _visible(char: str) -> str:
    point = ord(char)
    if point < len(_CONTROL):
        return f"<{_CONTROL[point]}>"
    return f"<{point:02X}>" if 0x7F <= point < 0xA0 else char
