"""The card for the wall beside the packing desk: what each answer looks and sounds like, and every command's bar code. One A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.packing.rules import REASON, Command
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.words import Language, say

_MARGIN, _WIDTH = 10.0, 190.0
_COLUMNS = 4
_LOOK_HIGH, _CODE_HIGH = 9.5, 20.5
_END = 289.0


@dataclass(frozen=True, slots=True)
class LookRow:
    """One answer: its colour and that of the words on it (#rrggbb), its shape and its sound in words, and what it says."""

    colour: str
    on_colour: str
    shape: str
    sound: str
    words: str


QUANTITIES = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20)


def command_captions(language: Language) -> list[tuple[str, str]]:
    """Every command's bar code with its words and its key."""
    return [(command.value, say(command.words, language, key=command.key).strip()) for command in Command]


def quantity_captions(language: Language) -> list[tuple[str, str]]:
    """The numbers of pieces that have a bar code on the large sheet; any other is PD-QTY- and the number."""
    return [(f"{Command.QUANTITY}-{n}", say("people.command_quantity_n", language, pieces=n)) for n in QUANTITIES]


def reason_captions(reasons: Sequence[str], language: Language) -> list[tuple[str, str]]:
    """Each reason's bar code with its words; ``reasons`` in the order of their numbers."""
    return [(f"{REASON}{n}", say("aside.card_reason", language, n=n, words=words)) for n, words in enumerate(reasons, 1)]


def write_wall_card(path: Path, looks: Sequence[LookRow], reasons: Sequence[str], language: Language = "zh_CN") -> None:
    """Write the card. Raises WarehouseError ``paper.cannot_write``."""
    paper = Paper(*A4, say("aside.card_title", language))
    paper.write(Box(_MARGIN, 8, _WIDTH, 9), say("aside.card_title", language), 20, 14, bold=True)
    paper.write(Box(_MARGIN, 17, _WIDTH, 6), say("aside.card_way", language), 11, 8)
    y = _heading(paper, 25, say("aside.card_verdicts", language))
    half = -(-len(looks) // 2)
    for number, look in enumerate(looks):
        x = _MARGIN + number // half * (_WIDTH / 2)
        _draw_look(paper, Box(x, y + number % half * _LOOK_HIGH, _WIDTH / 2 - 3, _LOOK_HIGH - 1), look)
    y = _heading(paper, y + half * _LOOK_HIGH + 2, say("aside.card_commands", language))
    commands, numbered = command_captions(language), reason_captions(reasons, language)
    high = min(_CODE_HIGH, (_END - y - 10) / (_rows(commands) + _rows(numbered)))
    y = _draw_codes(paper, y, commands, high)
    y = _heading(paper, y + 2, say("aside.card_reasons", language))
    _draw_codes(paper, y, numbered, high)
    paper.end_page()
    paper.save(path)


def _heading(paper: Paper, y: float, words: str) -> float:
    """A heading at this height; returns where its part begins."""
    paper.write(Box(_MARGIN, y, _WIDTH, 6), words, 12, 9, bold=True)
    paper.line(_MARGIN, y + 6.5, _MARGIN + _WIDTH, y + 6.5)
    return y + 8


def _draw_look(paper: Paper, box: Box, look: LookRow) -> None:
    band, sound, words = box.columns(24, 27)
    paper.tint(band, look.colour)
    paper.write(band.inset(1), look.shape, 11, 7, align="center", bold=True, white=look.on_colour == "#ffffff", lines=1)
    paper.write(sound.inset(1.5), look.sound, 8, 6, lines=2)
    paper.write(words, look.words, 9, 6, lines=2)


def _rows(captions: Sequence[tuple[str, str]]) -> int:
    return -(-len(captions) // _COLUMNS)


def _draw_codes(paper: Paper, y: float, captions: Sequence[tuple[str, str]], high: float) -> float:
    """Bar codes under their words, four in a row of this height; returns where they end."""
    width = _WIDTH / _COLUMNS
    for number, (code, words) in enumerate(captions):
        box = Box(_MARGIN + number % _COLUMNS * width, y + number // _COLUMNS * high, width - 2, high - 1.5)
        paper.write(Box(box.x, box.y, box.width, 5), words, 10, 6, align="center", bold=True, lines=1)
        paper.bars(Box(box.x, box.y + 5.2, box.width, high - 11.5), code128(code))
        paper.write(Box(box.x, box.bottom - 4.4, box.width, 3.6), code, 7, 5, align="center", lines=1)
    return y + _rows(captions) * high
