"""What a person enters in the stock station's forms, and back: whole figures, metres, days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from warehouse_app.errors import BadInput

_KEYED = re.compile(r"[xX*×]\s*([0-9]{1,5})")
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")
_HIGHEST = 10**9


def keyed_pieces(codes: Sequence[str]) -> int | None:
    """The pieces meant by "x12" or "*12"; "x0" is a count of nothing; None for anything else."""
    found = next((match for code in codes if (match := _KEYED.fullmatch(code))), None)
    return None if found is None else int(found[1])


def whole(text: str) -> int | None:
    """A whole figure from nought up; None for nothing. Raises BadInput ``shelves.bad_figure``."""
    value = _number(text)
    if value is not None and value != int(value):
        raise BadInput("shelves.bad_figure", value=text.strip())
    return None if value is None else int(value)


def decimetres(text: str) -> int | None:
    """Metres with at most one decimal; None for nothing. Raises BadInput ``stockroom.bad_metres``."""
    value = _number(text)
    if value is not None and value * 10 != int(value * 10):
        raise BadInput("stockroom.bad_metres", value=text.strip())
    return None if value is None else int(value * 10)


def metres(decimetre: int | None) -> str:
    """Decimetres as metres; empty for none."""
    return "" if decimetre is None else f"{decimetre // 10}.{decimetre % 10}".removesuffix(".0")


def day(text: str) -> date | None:
    """A day such as 2027-01-31 or 20270131; None for nothing. Raises BadInput ``stockroom.bad_day``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    try:
        if found is not None:
            return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise BadInput("stockroom.bad_day", value=plain) from error
    raise BadInput("stockroom.bad_day", value=plain)


def figure(value: int | None) -> str:
    """A figure in a field; empty for none."""
    return "" if value is None else str(value)


def _number(text: str) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise BadInput("shelves.bad_figure", value=plain) from error
    if not value.is_finite() or not 0 <= value <= _HIGHEST:
        raise BadInput("shelves.bad_figure", value=plain)
    return value
