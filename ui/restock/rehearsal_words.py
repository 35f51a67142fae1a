"""What a rehearsal comes to, in one line above its tables."""

from __future__ import annotations

from ui.language import Sentence
from ui.theme import ToneName
from ui.widgets.toned import Toned
from warehouse_app.restock.rehearsing.rehearse import Rehearsal
from warehouse_app.restock.rehearsing.sections import hours


def say_what_follows(said: Toned, found: Rehearsal) -> None:
    """Orders, pieces and parcels; what to order by when; and people that are missing."""
    expected = found.expected
    parcels = f"{sum(one.parcels for one in found.days):,}"
    sums = {"orders": f"{expected.orders:,}", "pieces": f"{expected.sum:,}", "parcels": parcels}
    overdue = any(one.overdue for one in found.to_order)
    tone: ToneName = "wrong" if overdue else "warning" if found.missing_minutes else "right"
    said.show_toned(
        tone, "rehearsal.said", sums=Sentence("rehearsal.said_sums", sums), goods=_order_words(found), people=_people_words(found)
    )  # fmt: skip


def _order_words(found: Rehearsal) -> Sentence:
    if not found.to_order:
        return Sentence("rehearsal.said_enough")
    overdue = sum(1 for one in found.to_order if one.overdue)
    pieces = f"{sum(one.to_order for one in found.to_order):,}"
    fields = {"skus": len(found.to_order), "pieces": pieces, "day": found.order_by, "overdue": overdue}
    return Sentence("rehearsal.said_overdue" if overdue else "rehearsal.said_order", fields)


def _people_words(found: Rehearsal) -> Sentence:
    if not found.missing_minutes:
        return Sentence("rehearsal.said_people_enough")
    most = max(one.people for one in found.days)
    return Sentence("rehearsal.said_people", {"hours": hours(found.missing_minutes), "people": most})
