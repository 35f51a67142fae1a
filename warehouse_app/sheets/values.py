"""Reading one cell: the guards platforms put around long numbers, what spreadsheets ruin, and strict number forms.

A cell that cannot be taken raises ``BadInput`` with a code of ``resources/sentences/sheets.toml`` and the value; the
row reader (``parsing``) turns that into a ``RowProblem``, so one bad cell never stops a file.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from warehouse_app.errors import BadInput
from warehouse_app.sheets import formats

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

BEIJING = dt.timezone(dt.timedelta(hours=8), "UTC+8")  # Chinese platforms write Beijing time, which has no summer time
DIGITS_OF_A_DAY = 8  # 20270630
EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number (Excel's specifications); longer ones are ruined
LARGEST_QUANTITY = 1_000_000_000
LARGEST_MONEY = Decimal(10) ** 12
CENT = Decimal("0.01")
SPREADSHEET_DAY_ZERO = dt.datetime(1899, 12, 30)  # serial date 0 of the 1900 date system, its leap-year bug included
INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u2060\x00"
EDGE = INVISIBLE + " \t\r\n\x0b\x0c\xa0\u3000"


def clean(cell: Cell) -> str:
    """The cell as plain text: guards (``="123"``, leading ``'``, trailing TAB) taken off, the word null made empty.

    Full-width characters stay as they are: in names and notes they are the buyer's own.
    """
    if not isinstance(cell, str):
        return _from_spreadsheet(cell)
    text = cell.strip(EDGE)
    if not text:
        return ""
    if text[0] in "='\"":
        text = _without_guard(text)
    if len(text) == 4 and text.lower() == "null":
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _without_guard(text: str) -> str:
    if text.startswith('="'):
        return text[2:].removesuffix('"').strip(EDGE)
    if text[0] == "'" and not (len(text) > 1 and text.endswith("'")):  # 'quoted words' are the buyer's, not a guard
        return text[1:].strip(EDGE)
    return text


def _from_spreadsheet(cell: int | float | dt.datetime | dt.date | dt.time | dt.timedelta | None) -> str:
    """A typed spreadsheet cell as text; a number too long to be exact comes out in its ruined form, 1.2E+18."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        if math.isnan(cell):
            return ""
        if abs(cell) >= EXACT_DIGITS:
            return f"{cell:.5E}"
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def folded(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones; nothing else changes."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def identifier(cell: Cell) -> str:
    """An order number, seller code or barcode. Raises BadInput ``sheets.ruined_number`` for 1.2E+18 and its like."""
    text = folded(clean(cell))
    if "E" in text.upper() and formats.RUINED.fullmatch(text):
        raise BadInput("sheets.ruined_number", value=text)
    return text


def whole(cell: Cell) -> int | None:
    """A quantity in pieces, None when empty. Takes ``2.0``, ``1,234`` and full-width digits.

    Raises BadInput ``sheets.negative``, ``sheets.not_whole``, ``sheets.not_a_number`` or ``sheets.too_large``.
    """
    text = folded(clean(cell))
    if not text:
        return None
    match = formats.WHOLE.fullmatch(text)
    if not match:
        raise BadInput(_why_not_whole(text), value=text)
    number = int(match[1].replace(",", ""))
    if number > LARGEST_QUANTITY:
        raise BadInput("sheets.too_large", value=text)
    return number


def _why_not_whole(text: str) -> str:
    match = formats.NUMBER.fullmatch(text)
    if not match or not (match[2] or match[3]):
        return "sheets.not_a_number"
    if match[1] == "-" and any(digit in "123456789" for digit in text):
        return "sheets.negative"
    return "sheets.not_whole"


def decimal(cell: Cell) -> Decimal | None:
    """A number with its sign, None when empty; commas only where thousands are. Raises ``sheets.not_a_number``."""
    text = folded(clean(cell))
    if not text:
        return None
    match = formats.NUMBER.fullmatch(text)
    if not match or not any(digit.isdigit() for digit in text):
        raise BadInput("sheets.not_a_number", value=text)
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:  # digits of other scripts that Decimal does not take
        raise BadInput("sheets.not_a_number", value=text) from error


def money(cell: Cell) -> Decimal | None:
    """An amount with two places, None when empty. Takes thousands commas and a currency sign before or after.

    Raises BadInput ``sheets.not_money``, ``sheets.negative`` or ``sheets.too_large``.
    """
    text = folded(clean(cell))
    bare = formats.CURRENCY_AFTER.sub("", formats.CURRENCY_BEFORE.sub("", text))
    try:
        amount = decimal(bare)
    except BadInput as error:
        raise BadInput("sheets.not_money", value=text) from error
    if amount is None:
        if text:
            raise BadInput("sheets.not_money", value=text)
        return None
    if amount < 0:
        raise BadInput("sheets.negative", value=text)
    if amount > LARGEST_MONEY:
        raise BadInput("sheets.too_large", value=text)
    return amount.quantize(CENT, ROUND_HALF_UP)


def moment(cell: Cell, zone: dt.tzinfo | None) -> dt.datetime | None:
    """A point in time in UTC, None when empty (also for 0000-00-00).

    ``zone`` says where a time without an offset was written; None means this computer's own zone. Raises BadInput
    ``sheets.not_a_time``.
    """
    if isinstance(cell, dt.datetime):
        return _to_utc(cell, zone)
    if isinstance(cell, dt.date):
        return _to_utc(dt.datetime(cell.year, cell.month, cell.day), zone)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 20_000 <= cell < 100_000:  # years 1954 to 2173
        return _to_utc(SPREADSHEET_DAY_ZERO + dt.timedelta(seconds=round(cell * 86_400)), zone)
    text = folded(clean(cell))
    if not text or formats.NO_TIME.fullmatch(text):
        return None
    match = formats.TIME.fullmatch(text)
    if not match:
        raise BadInput("sheets.not_a_time", value=text)
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        return _to_utc(dt.datetime(year, month, day, hour, minute, second, tzinfo=_offset(match[7])), zone)
    except (ValueError, OverflowError) as error:
        raise BadInput("sheets.not_a_time", value=text) from error


def day(cell: Cell) -> dt.date | None:
    """A date cell, a spreadsheet's serial number, 2027-06-30 and its like, or 20270630; None for anything else.

    The hours a spreadsheet hangs on a day do not count.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 20_000 <= cell < 100_000:  # as ``moment``
        return (SPREADSHEET_DAY_ZERO + dt.timedelta(days=int(cell))).date()
    said = folded(clean(cell))
    if len(said) == DIGITS_OF_A_DAY and said.isascii() and said.isdigit():
        said = f"{said[:4]}-{said[4:6]}-{said[6:]}"
    found = formats.TIME.fullmatch(said)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:  # a 31st of June
        return None


def _offset(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return dt.UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    distance = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-distance if text[0] == "-" else distance)


def _to_utc(when: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    if when.tzinfo is None and zone is not None:
        when = when.replace(tzinfo=zone)
    try:
        return when.astimezone(dt.UTC)  # a naive time here is the computer's own
    except (OverflowError, OSError, ValueError) as error:  # Windows knows no local times before 1970
        raise BadInput("sheets.not_a_time", value=str(when)) from error
