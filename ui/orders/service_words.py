"""Reasons, who answers for a resend, offers and answers, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ui.language import tr
from warehouse_app.inbound.buying.arrivals import Arrival
from warehouse_app.orders.making import LIABLE, MANUAL_REASONS, RESEND_REASONS
from warehouse_app.orders.shorts.queries import Lack
from warehouse_app.orders.shorts.rules import Offer, Reply

OFFERS = tuple((f"service.offer_{offer}", offer.value) for offer in Offer)
ANSWERS = tuple((f"service.answer_{answer or 'none'}", answer.value) for answer in Reply)


def reason_words(reason: str) -> str:
    """A listed reason in the window's language; free words as they were written."""
    return tr(f"service.reason_{reason}") if reason in (*RESEND_REASONS, *MANUAL_REASONS) else reason


def liable_words(liable: str) -> str:
    """Who answers for it; "" for nobody."""
    return tr(f"service.liable_{liable}") if liable in LIABLE else liable


def offer_words(offer: str) -> str:
    """What the buyer was offered; "" for nothing yet."""
    return tr(f"service.offer_{offer}") if offer else ""


def answer_words(answer: str) -> str:
    """What the buyer said."""
    return tr(f"service.answer_{answer or 'none'}")


def day_words(coming: Sequence[Arrival]) -> str:
    """When the first goods on their way are expected; a day nobody knows is said, and nothing when nothing comes."""
    if not coming:
        return ""
    return tr("service.day_unknown") if coming[0].day is None else coming[0].day.isoformat()


def lacks_words(lacks: Sequence[Lack]) -> str:
    """The goods a short order lacks, in one line."""
    return tr("orders.separator").join(f"{lack.name or lack.seller_code} × {lack.lacking}" for lack in lacks)


def coming_words(lacks: Sequence[Lack]) -> str:
    """What is on its way of all it lacks: the pieces, and the day by which all of it could be there."""
    if not lacks:
        return tr("service.goods_are_here")
    days = [_enough_by(lack) for lack in lacks]
    pieces = sum(lack.pieces_coming for lack in lacks)
    if not pieces:
        return tr("service.nothing_coming")
    if any(day is None for day in days):
        return tr("service.coming_some", n=pieces)
    return tr("service.coming_by", n=pieces, day=max(day for day in days if day is not None).isoformat())


def _enough_by(lack: Lack) -> date | None:
    """The day by which enough of it is expected; None when too little is, or nobody knows when."""
    pieces = 0
    for arrival in lack.coming:
        pieces += arrival.pieces
        if pieces >= lack.lacking:
            return arrival.day
    return None


def service_fields(fields: dict[str, object]) -> dict[str, object]:
    """The fields of a line of history with their codes put into words."""
    said = dict(fields)
    if "offer" in said:
        said |= {"offer": offer_words(str(said["offer"])), "answer": answer_words(str(said["answer"]))}
    if "liable" in said:
        early = str(said.get("early", ""))
        said |= {"liable": liable_words(str(said["liable"])), "early": tr("orders.history_early", early=early) if early else ""}
    if "reason" in said:
        said["reason"] = reason_words(str(said["reason"]))
    return said
