"""What is to be said about a reading of a scanner: nothing, or what to set. Pure; times are seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from warehouse_app.practice.codes import Kind, kind_of, suspected_prefix

Suffix = Literal["", "enter", "tab", "silence"]
Source = Literal["keyboard", "typed", "paste", "serial"]
Tone = Literal["right", "warning", "wrong", "information"]

LONGEST = 5_000
"""Longer than any code a shop has: something else was scanned or pasted."""
SLOW = 0.030
"""A character every so many seconds is slow for a scanner: usual are 7 to 16 ms."""
BREAK = 0.045
"""A pause this long in the middle of a code is close to where a code falls apart (50 ms)."""
TWICE_WITHIN = 0.8
_SCANNER_AT_MOST = 0.250
_LONG_ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """One code as it came in. ``raw`` are the characters as they were sent, ``times`` the moments of each.

    ``composed``: an input method was at work. ``ended``: when the whole code was there.
    """

    text: str
    raw: str = ""
    times: tuple[float, ...] = ()
    suffix: Suffix = ""
    source: Source = "keyboard"
    capslock: bool = False
    composed: bool = False
    ended: float = 0.0

    @property
    def gaps(self) -> tuple[float, ...]:
        """The pauses between its characters."""
        return tuple(later - before for before, later in zip(self.times, self.times[1:], strict=False))

    @property
    def per_character(self) -> float:
        """The usual pause between two characters; 0 where there is none."""
        return median(self.gaps) if self.gaps else 0.0

    @property
    def total(self) -> float:
        """From the first character to the last."""
        return self.times[-1] - self.times[0] if self.times else 0.0

    @property
    def full_width(self) -> bool:
        """Whether full-width characters came."""
        return any(0xFF01 <= ord(char) <= 0xFF5E or char == "\u3000" for char in self.raw)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a reading: what, how grave, and what the words need."""

    name: str
    tone: Tone
    fields: dict[str, object] = field(default_factory=dict)


def findings(reading: Reading, before: Sequence[Reading] = ()) -> tuple[Finding, ...]:
    """What is to be said, the gravest first; nothing about a scanner that is set up well. ``before``: the readings before it."""
    kind = kind_of(reading.text)
    found = [*_of_text(reading, kind), *_of_keys(reading), *_of_order(reading, before)]
    tones = ("wrong", "warning", "information")
    return tuple(sorted(found, key=lambda each: tones.index(each.tone)))


def is_fine(found: Sequence[Finding]) -> bool:
    """Whether nothing has to be set."""
    return all(each.tone == "information" for each in found)


def _of_text(reading: Reading, kind: Kind) -> list[Finding]:
    found = []
    if len(reading.text) > LONGEST:
        found.append(Finding("too_long", "wrong", {"most": LONGEST}))
    if kind.aim:
        found.append(Finding("aim", "warning", {"aim": kind.aim}))
    elif prefix := suspected_prefix(reading.text):
        found.append(Finding("prefix", "warning", {"prefix": prefix}))
    if kind.kind == "ean13_off" and kind.body.startswith("69"):
        found.append(Finding("check_digit", "wrong"))
    if kind.kind == "jd_parcel":
        found.append(Finding("jd_parcel", "information", {"waybill": kind.waybill}))
    return found


def _of_keys(reading: Reading) -> list[Finding]:
    if reading.source in ("paste", "serial"):
        return [Finding(reading.source, "information")]
    found = []
    if reading.composed or reading.full_width:
        found.append(Finding("input_method", "warning"))
    if reading.capslock:
        found.append(Finding("capslock", "warning"))
    if reading.source == "typed" and not reading.composed:  # an input method gives a whole code at once, or late
        could_be = len(reading.times) >= _LONG_ENOUGH and reading.per_character <= _SCANNER_AT_MOST
        return [*found, Finding("too_slow", "wrong") if could_be else Finding("by_hand", "information")]
    if reading.suffix == "silence":
        found.append(Finding("no_suffix", "wrong"))
    if reading.per_character > SLOW:
        found.append(Finding("slow", "warning", {"milliseconds": round(reading.per_character * 1000)}))
    elif reading.gaps and max(reading.gaps) > BREAK:
        found.append(Finding("breaks", "warning", {"milliseconds": round(max(reading.gaps) * 1000)}))
    return found


def _of_order(reading: Reading, before: Sequence[Reading]) -> list[Finding]:
    if not before:
        return []
    last = before[-1]
    since = reading.ended - last.ended
    if last.text == reading.text and 0 <= since <= TWICE_WITHIN and reading.source == last.source != "paste":
        return [Finding("twice", "wrong", {"milliseconds": round(since * 1000)})]
    suffixes = [each.suffix for each in (*before, reading) if each.source == "keyboard" and each.suffix in ("enter", "tab")]
    changed = reading.suffix in ("enter", "tab") and len(set(suffixes[-2:])) > 1
    return [Finding("suffix_changes", "warning")] if changed else []
