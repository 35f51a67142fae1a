"""How a count at the receiving desk is shown and heard: tone, sound, words, and a line's difference in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.language import tr
from ui.sounds import SoundName
from ui.theme import ToneName
from ui.widgets.verdict_band import VerdictKind
from warehouse_app.inbound.receiving.queries import LineRow, ReceiptHead
from warehouse_app.inbound.receiving.rules import Verdict
from warehouse_app.inbound.receiving.scanning import ReceiveAnswer


@dataclass(frozen=True, slots=True)
class Look:
    """The band's kind and the sound of a verdict."""

    kind: VerdictKind
    sound: SoundName


LOOKS: Mapping[Verdict, Look] = {
    Verdict.RIGHT: Look("right", "right"),
    Verdict.COMPLETE: Look("complete", "complete"),
    Verdict.OVER: Look("extra", "extra"),
    Verdict.UNPLANNED: Look("warning", "warn"),
    Verdict.UNKNOWN: Look("unknown", "unknown"),
    Verdict.NOT_GOODS: Look("wrong", "wrong"),
    Verdict.UNDONE: Look("information", "right"),
    Verdict.NOTHING_TO_UNDO: Look("warning", "warn"),
}


def got_code(verdict: Verdict) -> str:
    """The big words of a verdict."""
    return f"inbound.got_{verdict.value}"


def answer_fields(answer: ReceiveAnswer) -> dict[str, object]:
    """Every field the words of any verdict may ask for, and the smaller line that goes with them."""
    if answer.sku_id is None:
        detail = f"inbound.then_{answer.verdict.value}"
    else:
        detail = "inbound.then_blind" if answer.expected is None else "inbound.then_planned"
    return {
        "item": item_words(answer.name, answer.colour, answer.size),
        "scanned": answer.code,
        "pieces": abs(answer.pieces),
        "counted": answer.counted,
        "expected": answer.expected or 0,
        "over": max(0, answer.counted - (answer.expected or 0)),
        "detail": detail,
    }


def variant_of(colour: str, size: str) -> str:
    """Colour and size as they are written on a label."""
    return " / ".join(part for part in (colour, size) if part)


def item_words(name: str, colour: str, size: str) -> str:
    """Name, colour and size in one line."""
    return f"{name} {variant_of(colour, size)}".strip()


def count_words(counted: int, expected: int | None) -> str:
    """Counted of expected: "7 / 12", or "7" when nothing says how many should come."""
    return str(counted) if expected is None else f"{counted} / {expected}"


def difference_tone(line: LineRow) -> ToneName | None:
    """More than expected stands out most; what is missing is not wrong while it is still being counted."""
    if line.over:
        return "wrong"
    if line.unplanned:
        return "warning"
    if line.expected is None:
        return None
    return "information" if line.under else "right"


def difference_words(line: LineRow) -> str:
    """How a line stands, in words: over, short, not ordered, all here."""
    if line.over:
        return tr("inbound.diff_over", n=line.over)
    if line.unplanned:
        return tr("inbound.diff_unplanned", n=line.unplanned)
    if line.expected is None:
        return ""
    return tr("inbound.diff_under", n=line.under) if line.under else tr("inbound.diff_none")


def source_words(head: ReceiptHead) -> str:
    """Whose goods these are and what says what should come."""
    if head.order_number:
        return tr("inbound.source_order", supplier=head.supplier, number=head.order_number)
    if head.return_number:
        return tr("inbound.source_return", supplier=head.supplier, number=head.return_number)
    return tr("inbound.source_supplier", supplier=head.supplier) if head.supplier else tr("inbound.source_blind")
