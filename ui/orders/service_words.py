"""Reasons, who answers for a resend, offers and answers, as a person reads them."""

from __future__ import annotations

from ui.language import tr
from warehouse_app.orders.making import LIABLE, MANUAL_REASONS, RESEND_REASONS
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
