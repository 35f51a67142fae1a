"""Sheets of bar codes to try things with: what a scanner is tested on, and the goods and labels of the practice shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.packing.rules import Command
from warehouse_app.paper.barcodes import Symbol, code128, ean13, qr
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.practice.course import Choice
from warehouse_app.practice.shop import goods, labels
from warehouse_app.words import Language, say

COLUMNS, ROWS = 2, 6
TEST_EAN, TEST_WAYBILL, TEST_JD = "6901234567892", "75000000000017", "JD0123456789012-1-1-"
TEST_QR = "https://example.com/packdesk"


@dataclass(frozen=True)
class Card:
    """One code on a sheet: what it is, a line below its name, and its bars."""

    caption: str
    words: str
    symbol: Symbol


def write_cards(path: Path, title: str, hint: str, cards: Sequence[Card]) -> None:
    """An A4 sheet of codes, twelve to a page. Raises WarehouseError ``paper.cannot_write``."""
    paper = Paper(*A4, title)
    for start in range(0, len(cards), COLUMNS * ROWS):
        paper.write(Box(12, 10, 186, 10), title, 20, 14, bold=True)
        paper.write(Box(12, 20, 186, 9), hint, 11, 7)
        for number, card in enumerate(cards[start : start + COLUMNS * ROWS]):
            _draw(paper, Box(12 + number % COLUMNS * 95, 32 + number // COLUMNS * 42, 90, 38), card)
        paper.end_page()
    paper.save(path)


def _draw(paper: Paper, box: Box, card: Card) -> None:
    paper.frame(box, 0.3)
    paper.write(Box(box.x + 3, box.y + 1, box.width - 6, 7), card.caption, 14, 8, align="center", bold=True)
    paper.write(Box(box.x + 3, box.y + 8, box.width - 6, 5), card.words, 9, 6, align="center")
    paper.bars(Box(box.x + 3, box.y + 14, box.width - 6, 18), card.symbol)
    paper.write(Box(box.x + 3, box.y + 32.5, box.width - 6, 4), card.symbol.text, 8, 6, align="center")


def write_test_sheet(path: Path, language: Language = "zh_CN") -> None:
    """One code of each kind a desk meets. Raises like ``write_cards``."""
    symbols = {
        "ean": ean13(TEST_EAN), "waybill": code128(TEST_WAYBILL), "qr": qr(TEST_QR),
        "command": code128(Command.CONFIRM.value), "jd": code128(TEST_JD),
    }  # fmt: skip
    cards = [
        Card(say(f"scanner.sheet_{name}", language), say(f"scanner.sheet_{name}_words", language), symbol)
        for name, symbol in symbols.items()
    ]
    write_cards(path, say("scanner.sheet_title", language), say("scanner.sheet_hint", language), cards)


def choice_code(choice: Choice) -> str:
    """The bar code of an answer."""
    return f"PRAC-{choice.value.upper()}"


def write_practice_sheet(path: Path, language: Language = "zh_CN") -> None:
    """Labels and goods of the practice shop, the commands it needs and its answers. Raises like ``write_cards``."""
    cards = [
        Card(say("practice.sheet_label", language, number=number), "", code128(label)) for number, label in enumerate(labels(), 1)
    ]
    cards += [Card(good.name, good.colour, ean13(good.barcode)) for good in goods(language).values()]
    cards += [
        Card(
            say(command.words, language, key="").strip(),
            say("practice.sheet_command", language),
            code128(command.value),
        )
        for command in (Command.CONFIRM, Command.UNDO, Command.LEAVE)
    ]
    cards += [
        Card(
            say(f"practice.choice_{choice.value}", language), say("practice.sheet_answer", language), code128(choice_code(choice))
        )
        for choice in Choice
    ]
    write_cards(path, say("practice.sheet_title", language), say("practice.sheet_hint", language), cards)
