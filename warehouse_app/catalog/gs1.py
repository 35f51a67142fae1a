"""GS1 element strings: what stands in one code of a pack besides its number, as lot, serial number and last day. Pure.

The separator after an element of variable length is FNC1, which scanners send as 0x1D (GS1 General Specifications, 7.8).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

SEPARATOR = "\x1d"
_FIXED = {
    "00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "11": 6, "12": 6, "13": 6, "14": 6, "15": 6, "16": 6, "17": 6, "18": 6,
    "19": 6, "20": 2,
}  # fmt: skip
_MEASURED = re.compile(r"3[1-6]\d\d|41\d")
"""Predefined lengths behind longer identifiers: six digits of a measure, thirteen of a place."""
_VARIABLE = re.compile(r"10|21|22|30|37|2[345]\d|400|401|403|710|711|712|713|714|9\d")
_SYMBOLOGY = re.compile(r"\](?:C1|d2|e0|Q3|J1)")


@dataclass(frozen=True, slots=True)
class Elements:
    """What a code says: the trade item's number (14 digits), and lot, serial number and last day where it does."""

    gtin: str
    lot: str = ""
    serial: str = ""
    expires: date | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The number as it may stand in the catalogue: with its leading zeros, as EAN-13, UPC-A and EAN-8."""
        short = [self.gtin[14 - length :] for length in (13, 12, 8) if not self.gtin[: 14 - length].strip("0")]
        return (self.gtin, *short)


def parse(code: str) -> Elements | None:
    """The elements of a code that begins with a trade item number (01) whose check digit is right; None for all others.

    An identifier that is not known is passed over up to the next separator.
    """
    text = _SYMBOLOGY.sub("", code, count=1) if code.startswith("]") else code
    text = text.lstrip(SEPARATOR)
    if not text.startswith("01") or not _is_gtin(text[2:16]):
        return None
    said: dict[str, str] = {}
    while text:
        identifier, length = _identifier(text)
        body = text[len(identifier) :]
        value = body[:length] if length else body.partition(SEPARATOR)[0]
        said.setdefault(identifier, value)
        text = body[len(value) :].lstrip(SEPARATOR)
    return Elements(text_of(said, "01"), text_of(said, "10"), text_of(said, "21"), _day(text_of(said, "17")))


def text_of(said: dict[str, str], identifier: str) -> str:
    """What an identifier says, without spaces around it."""
    return said.get(identifier, "").strip()


def _identifier(text: str) -> tuple[str, int]:
    """The identifier a text begins with and the length of its value, 0 for up to the next separator."""
    if text[:2] in _FIXED:
        return text[:2], _FIXED[text[:2]]
    measured = _MEASURED.match(text)
    if measured is not None:
        return measured.group(), 13 if text.startswith("41") else 6
    variable = _VARIABLE.match(text)
    return (variable.group() if variable is not None else text[:2]), 0


def _is_gtin(digits: str) -> bool:
    if len(digits) != 14 or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits[:13]))
    return digits[13] == str(-total % 10)


def _day(text: str) -> date | None:
    """YYMMDD; day 00 is the month's last one. Two digits of a year are the nearest: 51 to 99 years back is the century before."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError:
        return None
