"""What a weight that is off is told in: how far, and which single mistake would explain it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from ui.language import Sentence


def weigh_fields(said: Mapping[str, object]) -> dict[str, object]:
    """The fields of the sentences about a weight, from those of the answer; empty where it is about something else."""
    off = said.get("off")
    if not isinstance(off, int):
        return {"grams": said.get("grams", ""), "expected": "", "off": "", "because": ""}
    because = _all_why(said.get("explained", ()))
    return {"grams": said["grams"], "expected": said["expected"], "off": f"{off:+d}", "because": because}


def _all_why(found: object) -> Sentence:
    if not isinstance(found, Sequence) or not found:
        return Sentence("weighing.why_unknown")
    return reduce(lambda one, other: Sentence("weighing.either", {"one": one, "other": other}), [_why(*one) for one in found])


def _why(pieces: int, name: str, instead: str) -> Sentence:
    """One mistake that would explain it: too many, missing, or one thing in place of another."""
    if instead:
        return Sentence("weighing.why_instead", {"item": name, "instead": instead})
    code = "weighing.why_more" if pieces > 0 else "weighing.why_missing"
    return Sentence(code, {"item": name, "pieces": abs(pieces)})
