"""How people and platforms write numbers, money and times in tables: the written forms, kept apart from the logic."""

from __future__ import annotations

import re

# A long number that a spreadsheet has already ruined: Excel writes 1.2E+18, scripts 1.2e18. "2E10" is a seller code.
RUINED = re.compile(r"[+-]?(?:\d(?:\.\d+)?[eE]\+\d+|\d\.\d+[eE]\d+)")

WHOLE = re.compile(r"\+?(\d+|\d{1,3}(?:,\d{3})+)(?:\.0*)?")
NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(\.\d*)?")

CURRENCY_BEFORE = re.compile(r"^(?:CNY|RMB|USD|US\$|EUR|GBP|[¥$€£])\s*", re.IGNORECASE)
CURRENCY_AFTER = re.compile(r"\s*(?:CNY|RMB|USD|EUR|GBP|元|[¥$€£])$", re.IGNORECASE)

TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?"
    r"(?:(?:(?<=日)|[T\s])\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
NO_TIME = re.compile(r"0{4}[-/]0{2}[-/]0{2}(?:[T\s]0{2}:0{2}(?::0{2})?)?")

# What a platform's template hangs on a column's name to say that it must be filled.
HEADER_REMARK = re.compile(r"\((?:必填|选填|非必填|required|optional)\)$", re.IGNORECASE)
