"""What people type into the forms of goods in, read strictly: whole pieces, amounts of money, days."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from ui.widgets.text import Field
from warehouse_app.errors import BadInput

_DAY = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})")
_MONEY = re.compile(r"\d{1,9}([.．]\d{1,2})?")


def number_field(hint: str, parent: QWidget, *, digits: int = 6) -> Field:
    """A field that takes digits only."""
    field = Field(hint, parent=parent)
    field.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{digits}}}"), field))
    return field


def pieces_of(field: Field, empty: int | None = None) -> int:
    """The whole number in a field. Raises BadInput ``inbound.pieces_wanted`` when it is empty and nothing stands for that."""
    text = field.text().strip()
    if text.isdecimal():
        return int(text)
    if not text and empty is not None:
        return empty
    raise BadInput("inbound.pieces_wanted")


def money_of(text: str) -> Decimal:
    """An amount with at most two decimals; empty is nothing. Raises BadInput ``inbound.bad_amount``."""
    said = text.strip().removeprefix("¥").removeprefix("￥").replace(",", "").replace("，", "")
    if not said:
        return Decimal(0)
    if not _MONEY.fullmatch(said):
        raise BadInput("inbound.bad_amount", amount=text.strip())
    return Decimal(said.replace("．", "."))


def day_of(text: str) -> date | None:
    """A day as people write it: 2027-06-30, 2027/6/30, 20270630; None for nothing. Raises BadInput ``inbound.bad_day``."""
    said = text.strip()
    if not said:
        return None
    found = _DAY.fullmatch(said)
    try:
        if found is not None and (not said.isdecimal() or len(said) == 8):
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise BadInput("inbound.bad_day", day=said)
