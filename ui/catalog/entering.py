"""What a person enters in the catalogue's forms, and back: lengths in centimetres, weights in grams, prices, lists of words.

The commands take whole millimetres, whole grams and exact decimals; people write "72.5", "１２" or "黑色、白色".
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from warehouse_app.errors import BadInput

_BETWEEN = re.compile(r"[,;\n\u3001\uff0c\uff1b]+")


def millimetres(text: str) -> int | None:
    """Centimetres with at most one decimal; None for nothing. Raises BadInput ``goods.bad_cm``."""
    value = _number(text, "goods.bad_cm")
    if value is None:
        return None
    if value * 10 != int(value * 10):
        raise BadInput("goods.bad_cm", value=text.strip())
    return int(value * 10)


def grams(text: str) -> int | None:
    """Whole grams; None for nothing. Raises BadInput ``goods.bad_grams``."""
    value = _number(text, "goods.bad_grams")
    if value is None:
        return None
    if value != int(value):
        raise BadInput("goods.bad_grams", value=text.strip())
    return int(value)


def cubic_centimetres(text: str) -> int | None:
    """Litres with at most three decimals; None for nothing. Raises BadInput ``goods.bad_amount``."""
    value = _number(text, "goods.bad_amount")
    if value is None:
        return None
    if value * 1000 != int(value * 1000):
        raise BadInput("goods.bad_amount", value=text.strip())
    return int(value * 1000)


def pieces(text: str) -> int | None:
    """A whole number; None for nothing. Raises BadInput ``boxes.bad_pieces``."""
    value = _number(text, "boxes.bad_pieces")
    if value is None:
        return None
    if value != int(value):
        raise BadInput("boxes.bad_pieces", value=text.strip())
    return int(value)


def price(text: str) -> Decimal | None:
    """An amount; None for nothing. Raises BadInput ``goods.bad_amount``."""
    return _number(text, "goods.bad_amount")


def words(text: str) -> list[str]:
    """The words of a list, between commas, semicolons or lines; a space belongs to its word."""
    return [word.strip() for word in _BETWEEN.split(text) if word.strip()]


def centimetres(mm: int | None) -> str:
    """Millimetres as centimetres; empty for none."""
    return "" if mm is None else f"{mm // 10}.{mm % 10}".removesuffix(".0")


def told(value: object) -> str:
    """A value in a field; empty for none."""
    return "" if value is None else str(value)


def _number(text: str, code: str) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise BadInput(code, value=plain) from error
    if not value.is_finite() or value < 0 or value > 10**9:
        raise BadInput(code, value=plain)
    return value
