"""Reasons as a person reads them, and the list of them as the shop has it."""

from __future__ import annotations

from ui.desk import Desk
from ui.language import tr
from warehouse_app.packing.aside.rules import Reason, reasons_of
from warehouse_app.store import settings


def reason_words(reason: Reason) -> str:
    """A listed reason in the window's language and, if there are any, the person's own words."""
    listed = tr(f"aside.reason_{reason.code}") if reason.code else ""
    return tr("packing.between").join(part for part in (listed, reason.note) if part)


def shop_reasons(desk: Desk) -> tuple[Reason, ...]:
    """The reasons in the order of their bar codes."""
    return reasons_of(desk.read(settings.get, "aside_reasons"))


def reason_lines(desk: Desk) -> list[str]:
    """Their words, for the papers."""
    return [reason_words(reason) for reason in shop_reasons(desk)]
