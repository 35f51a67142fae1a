"""One reading of a scanner as the page shows it: facts as sentences' codes, so that they read in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.bursts import Scan
from ui.language import Sentence, tr
from warehouse_app.packing.codes import Meaning
from warehouse_app.practice.codes import Kind, kind_of, made_visible
from warehouse_app.practice.scanner_rules import Finding, Reading, Tone, findings, is_fine

_SHOWN = 120
_ELEMENTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A reading, what is to be said about it, and its facts by name."""

    number: int
    reading: Reading
    findings: tuple[Finding, ...]
    facts: Mapping[str, Sentence]

    @property
    def shown(self) -> str:
        """The code exactly, control characters made visible."""
        return self.cut(_SHOWN)

    def cut(self, most: int) -> str:
        """The same, not longer than ``most``."""
        return made_visible(self.reading.raw or self.reading.text, most)

    @property
    def tone(self) -> Tone:
        """How grave the gravest finding is."""
        if self.findings and self.findings[0].name in ("by_hand", "paste"):
            return "information"
        return "right" if is_fine(self.findings) else self.findings[0].tone

    @property
    def verdict(self) -> str:
        """The plain verdict's code."""
        if self.tone == "information":
            return f"scanner.{self.findings[0].name}"
        return {"right": "scanner.fine", "warning": "scanner.to_set"}.get(self.tone, "scanner.not_fine")

    def fact(self, name: str) -> str:
        """A fact in the window's language."""
        return tr(self.facts[name].code, **self.facts[name].fields)


def row_of(scan: Scan, meaning: Meaning | None, before: Sequence[Row], number: int) -> Row:
    """Look at a scan; ``meaning`` is what it names in this shop, ``before`` the readings before it."""
    reading = Reading(
        scan.text,
        "".join(key.char for key in scan.keys) or scan.text,
        tuple(key.at for key in scan.keys),
        scan.suffix,
        scan.source,
        capslock=any(key.corrected for key in scan.keys),
        composed=any(key.composed for key in scan.keys),
        ended=scan.at,
    )
    facts = {
        "length": Sentence("scanner.characters", {"n": len(reading.raw)}),
        "kind": _kind(kind_of(reading.text)),
        "suffix": Sentence(f"scanner.suffix_{reading.suffix or 'none'}"),
        "speed": _speed(reading),
        "keyboard": _keyboard(reading),
        "means": Sentence(f"scanner.means_{meaning.kind}", {"n": meaning.multiple})
        if meaning
        else Sentence("scanner.means_nothing"),
    }
    return Row(number, reading, findings(reading, [each.reading for each in before[-5:]]), facts)


def _kind(kind: Kind) -> Sentence:
    shown = " ".join(f"({each.identifier}) {each.value}" for each in kind.elements[:_ELEMENTS_SHOWN])
    fields = {"elements": shown, "waybill": kind.waybill}
    return Sentence(
        "scanner.kind_and_shape",
        {"kind": Sentence(f"scanner.kind_{kind.kind}", fields), "shape": Sentence(f"scanner.shape_{kind.shape}")},
    )


def _speed(reading: Reading) -> Sentence:
    if not reading.times:
        return Sentence("scanner.speed_none")
    fields = {"each": f"{reading.per_character * 1000:.0f}", "total": f"{reading.total * 1000:.0f}"}
    return Sentence("scanner.speed", fields)


def _keyboard(reading: Reading) -> Sentence:
    input_method = reading.composed or reading.full_width
    if input_method and reading.capslock:
        return Sentence("scanner.keyboard_both")
    return Sentence(
        "scanner.keyboard_input_method"
        if input_method
        else "scanner.keyboard_capslock"
        if reading.capslock
        else "scanner.keyboard_plain"
    )
