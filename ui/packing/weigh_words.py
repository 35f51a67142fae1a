"""What a weight that is off is told in: how far, and which single mistake would explain it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.language import tr


def weigh_fields(said: Mapping[str, object]) -> dict[str, object]:
    """The fields of the sentences about a weight, from those of the answer; empty where it is about something else."""
    off = said.get("off")
    if not isinstance(off, int):
        return {"grams": said.get("grams", ""), "expected": "", "off": "", "why": ""}
    return {
        "grams": said.get("grams", ""),
        "expected": said.get("expected", ""),
        "off": f"{off:+d}",
        "why": _all_why(said.get("why", ())),
    }


def _all_why(found: object) -> str:
    if not isinstance(found, Sequence) or not found:
        return tr("weighing.why_unknown")
    return tr("weighing.or").join(why_words(pieces, name, instead) for pieces, name, instead in found)


def why_words(pieces: int, name: str, instead: str) -> str:
    """One mistake that would explain it: too many, missing, or one thing in place of another."""
    if instead:
        return tr("weighing.why_instead", item=name, instead=instead)
    code = "weighing.why_more" if pieces > 0 else "weighing.why_missing"
    return tr(code, item=name, pieces=abs(pieces))
