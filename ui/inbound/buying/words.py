"""Small things the buying screens share: money and days as they are written and typed, variants, and a field for a day."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from ui.desk import Desk
from ui.theme import space
from warehouse_app.errors import BadInput

NONE = "–"


class HasVariant(Protocol):
    """A row that tells its colour and size."""

    @property
    def colour(self) -> str: ...

    @property
    def size(self) -> str: ...


def variant_words(row: HasVariant) -> str:
    """Colour and size as they are written everywhere: black / XL."""
    return " / ".join(part for part in (row.colour, row.size) if part)


def money_words(amount: Decimal | None) -> str:
    """An amount with two places and separated thousands; a dash for an unknown one."""
    return NONE if amount is None else f"{amount:,.2f}"


def day_words(day: date | None) -> str:
    """A day; a dash for none."""
    return NONE if day is None else day.isoformat()


def today_at(desk: Desk) -> date:
    """Today on this computer's calendar."""
    return desk.warehouse.clock().astimezone().date()


def typed_money(text: str) -> Decimal | None:
    """What a person typed for an amount, None for nothing. Raises BadInput ``purchasing.no_amount``."""
    plain = _plain(text).lstrip("¥")
    if plain in ("", NONE):
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise BadInput("purchasing.no_amount", text=text.strip()) from None
    if not amount.is_finite():
        raise BadInput("purchasing.no_amount", text=text.strip())
    return amount


def typed_pieces(text: str) -> int:
    """What a person typed for a number of pieces. Raises BadInput ``purchasing.no_pieces``."""
    plain = _plain(text)
    if not plain.lstrip("+-").isdecimal() or len(plain) > 12:
        raise BadInput("purchasing.no_pieces", text=text.strip())
    return int(plain)


def _plain(text: str) -> str:
    """Full-width digits and signs made plain, without spaces and separators of thousands."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


class DayField(QDateEdit):
    """A day, typed or stepped through."""

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("yyyy-MM-dd")
        self.lineEdit().setTextMargins(space(2), 0, 0, 0)  # Qt's style sheets pad no field inside a spin box
        self.show_day(day)

    @property
    def day(self) -> date:
        """The day shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def show_day(self, day: date) -> None:
        """Show another day."""
        self.setDate(QDate(day.year, day.month, day.day))
