"""Badges to carry, and the sheet of command bar codes that lies beside the scanner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.words import Language, say

CARD = (85.6, 54.0)  # ISO/IEC 7810 ID-1, the size of a bank card, mm
COLUMNS, ROWS = 2, 6


@dataclass(frozen=True)
class Badge:
    """A person's badge; ``role`` is the word shown, ``code`` what is scanned: it opens the desk like a key."""

    name: str
    role: str
    code: str


def write_badges(path: Path, badges: Sequence[Badge], language: Language = "zh_CN") -> None:
    """One card-sized page for each badge. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not badges:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*CARD, say("paper.badges_title", language))
    for badge in badges:
        paper.frame(Box(1, 1, CARD[0] - 2, CARD[1] - 2), 0.3)
        paper.write(Box(5, 4, CARD[0] - 10, 15), badge.name, 28, 12, align="center", bold=True)
        paper.write(Box(5, 19, CARD[0] - 10, 7), badge.role, 13, 9, align="center")
        paper.bars(Box(3, 28, CARD[0] - 6, 16), code128(badge.code))
        paper.write(Box(5, 45, CARD[0] - 10, 5), badge.code, 9, 6, align="center")
        paper.end_page()
    paper.save(path)


def write_command_sheet(path: Path, commands: Sequence[tuple[str, str]], language: Language = "zh_CN") -> None:
    """An A4 sheet of (code, caption) with large bar codes, twelve to a page. Raises like ``write_badges``."""
    if not commands:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("paper.commands_title", language))
    for start in range(0, len(commands), COLUMNS * ROWS):
        paper.write(Box(12, 10, 186, 10), say("paper.commands_title", language), 20, 14, bold=True)
        paper.write(Box(12, 21, 186, 6), say("paper.commands_hint", language), 11, 8)
        for number, (code, caption) in enumerate(commands[start : start + COLUMNS * ROWS]):
            box = Box(12 + number % COLUMNS * 95, 32 + number // COLUMNS * 42, 90, 38)
            paper.frame(box, 0.3)
            paper.write(Box(box.x + 3, box.y + 2, box.width - 6, 10), caption, 18, 10, align="center", bold=True)
            paper.bars(Box(box.x + 3, box.y + 13, box.width - 6, 17), code128(code))
            paper.write(Box(box.x + 3, box.y + 31, box.width - 6, 5), code, 8, 6, align="center")
        paper.end_page()
    paper.save(path)
