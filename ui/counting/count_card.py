"""The settings card of stocktakes: days, blind counting, tolerance, and what a supervisor may approve."""

from __future__ import annotations

from typing import ClassVar

from ui.people.settings_card import FiguresCard


class CountCard(FiguresCard):
    """See the module."""

    title_code = "counting.card_title"
    words_code = "counting.card_words"
    ticks = ("count_blind", "count_same_person")
    figures: ClassVar[dict[str, tuple[int, int]]] = {
        "count_first_day": (1, 31), "count_last_day": (1, 31), "count_tolerance_pieces": (0, 100_000),
        "count_tolerance_yuan": (0, 1_000_000), "count_limit_yuan": (0, 10_000_000),
    }  # fmt: skip

    def code_of(self, name: str) -> str:
        """The code of a setting's words."""
        return f"counting.setting_{name}"
