"""Words and columns the screens of goods back share: reasons, ages, and the lines a supplier has not settled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from ui.inbound.buying.words import HasVariant, money_words, variant_words
from ui.language import tr
from ui.widgets.paged_model import Column
from warehouse_app.inbound.receiving.rules import DefectReason, reason_code
from warehouse_app.inbound.sendback.queries import UnreplacedLine


class Named(HasVariant, Protocol):
    """A row that tells its product's name, colour and size."""

    @property
    def name(self) -> str: ...


def reason_words(reason: str) -> str:
    """Why goods are defective; what a person wrote stays as it is."""
    return tr(reason_code(reason)) if reason in set(DefectReason) else reason


def goods_words(row: Named) -> str:
    """Colour, size and name in one cell: what tells the lines of one product apart comes first."""
    return " ".join(part for part in (variant_words(row), row.name) if part)


def days_since(moment: datetime, today: date) -> int:
    """Whole days on this computer's calendar."""
    return (today - moment.astimezone().date()).days


def age_words(moment: datetime | None, today: date) -> str:
    """How long ago that was."""
    return "" if moment is None else tr("purchasing.days", days=days_since(moment, today))


def open_line_columns(*, short: bool = False) -> list[Column[UnreplacedLine]]:
    """What a supplier has not settled; ``short`` leaves out the day it was sent."""
    columns = [
        Column[UnreplacedLine]("number", "purchasing.column_return", width=108),
        Column[UnreplacedLine]("sent_at", "purchasing.column_sent", _sent, width=98),
        Column[UnreplacedLine]("seller_code", "purchasing.column_sku", width=104),
        Column[UnreplacedLine]("name", "purchasing.column_name", goods_words, width=0),
        Column[UnreplacedLine](
            "open", "purchasing.column_open", lambda line: f"{line.open} / {line.quantity}", None, "right", 64
        ),
        Column[UnreplacedLine]("value", "purchasing.column_value", lambda line: money_words(line.value), None, "right", 82),
    ]
    return [each for each in columns if not (short and each.key == "sent_at")]


def _sent(line: UnreplacedLine) -> str:
    return line.sent_at.astimezone().date().isoformat()
